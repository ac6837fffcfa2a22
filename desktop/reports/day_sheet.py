"""« Feuille du jour »: what is foreseen, school by school, with room to write beside each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Page
from desktop.reports.sheet import Sheet, bind
from desktop.texts import long_date

TITLE = "Feuille du jour"
KEEP = "Pour vous seule ou vous seul : à garder sur vous, à détruire le soir."
ELSEWHERE = "Sans école"


@dataclass(frozen=True, slots=True)
class DayData:
    """One line: a school, an hour, who, what."""

    school: str
    time: str = ""
    who: str = ""
    what: str = ""


def day_pages(day: date, lines: Sequence[DayData], owner: str = "", *, large: bool = False,
              demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a day, in the order given."""
    make = Maker(s.LARGE if large else s.NORMAL)
    sheet = Sheet(TITLE, "", day, f"{owner}, et personne d’autre" if owner else "", f"{TITLE} · {long_date(day)}", make.style,
                  demonstration, secret=True)
    blocks = [*make.title(TITLE, long_date(day)), make.prose(make.label(KEEP), gap=0)]
    columns = (Column("À", 9, s.SEMIBOLD), Column("Qui", 28, s.SEMIBOLD), Column("Quoi", 35), Column("", 28))
    for school, group in groupby(lines, key=lambda line: line.school):
        rows = [[_hour(line.time), line.who, line.what, ""] for line in group]
        blocks += [make.heading(school or ELSEWHERE), make.table(columns, rows, least=12 * s.MM)]
    if not lines:
        blocks += _empty(make, columns)
    return sheet, Flow().place(blocks)


def _hour(time: str) -> str:
    """« 8 h 45 »; anything else as it is."""
    hour, mark, minutes = time.partition(":")
    return f"{int(hour)} h {minutes}" if mark and hour.isdigit() else time


def _empty(make: Maker, columns: Sequence[Column]) -> list[Block]:
    return [make.prose(make.text("Rien n’est prévu ce jour-là."), gap=6),
            make.table(columns, [[""] * 4] * 8, least=14 * s.MM, gap=8)]


def day_pdf(day: date, lines: Sequence[DayData], owner: str = "", *, large: bool = False, demonstration: bool = False) -> bytes:
    """One day."""
    return bind([day_pages(day, lines, owner, large=large, demonstration=demonstration)], TITLE)
