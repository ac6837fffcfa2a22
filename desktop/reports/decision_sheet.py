"""« Ce que nous avons décidé »: who will have what by when, who does what, on one sheet; and the same without any pupil's name.

It speaks of several children, so it is for the pôle alone: a family or a school gets its own letter (``answer_letter``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import PAD, Column, Content, Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Gap, Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.style import Style, Type
from desktop.texts import plural

TITLE = "Ce que nous avons décidé"
SHORT = "Fiche de décisions"
KIND = "réunion de synthèse"
FOR_POLE = "Cette fiche parle de plusieurs enfants : elle reste au pôle. Chaque école et chaque famille reçoit sa réponse à part."
NAMELESS = "Copie sans nom : les élèves portent un numéro, dans l’ordre de la fiche."
NOTHING = "Aucune décision n’est notée."
_STYLE = Style(Type(19, 24), Type(14, 18), Type(12.5, 16), Type(11, 14.6), Type(11, 14.6), Type(9.4, 12.2), Type(8.6, 10.8),
               gap=10, box=8.6)
"""Eleven points: it is passed around a table."""
_BLANK_ROWS = 7
_SHARES, _GIVEN = 105.5, 9
"""What the shares of a table come to; what a column may take from its neighbour for a long word."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One situation: who, what is given, the sentence for school and parents, by when, with whom, first review."""

    who: str
    where: str = ""
    has: str = ""
    phrase: str = ""
    by: str = ""
    """« lun. 30 nov. »."""
    with_whom: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class TodoLine:
    """A promise: who does what, about whom, by when."""

    who: str
    what: str
    about: str = ""
    by: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class SheetData:
    """All that the sheet prints. An empty one is to be filled by hand."""

    kind: str = KIND
    when: tuple[str, ...] = ()
    """Lines at the right: the day, who wrote."""
    where: tuple[str, ...] = ()
    lines: tuple[DecisionLine, ...] = ()
    todo: tuple[TodoLine, ...] = ()
    postponed: tuple[str, ...] = ()
    present: str = ""
    reach: str = ""
    nameless: bool = False
    blank: bool = False
    code: str = "FD-0000"
    day: date | None = None


def decision_pages(data: SheetData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a sheet."""
    make = Maker(s.LARGE if large else _STYLE)
    whom = ("copie sans nom",) if data.nameless else ("le pôle ressource",)
    said = "copie sans nom" if data.nameless else recipients(whom)
    sheet = Sheet(SHORT, data.code, data.day, said, f"{TITLE} · {data.kind}", make.style, demonstration)
    blocks = [*make.title(TITLE, data.kind), _who(make, data),
              make.prose(make.label(NAMELESS if data.nameless else FOR_POLE), gap=4)]
    blocks += _decisions(make, data)
    blocks += _todo(make, data)
    if data.postponed:
        blocks += [make.heading("Reportées à une autre réunion"), make.prose(make.dashed(data.postponed))]
    reach: list[Item] = make.text(f"Une question, un empêchement : {data.reach}") if data.reach else []
    if data.present:
        there = [*make.text(data.present), *([Gap(7)] if reach else []), *reach]
        blocks += [make.heading("Étaient là"), make.together(there)]
    elif reach:
        blocks.append(make.prose(reach, gap=7))
    return sheet, Flow().place(blocks)


def decision_pdf(data: SheetData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One sheet."""
    return bind([decision_pages(data, large=large, demonstration=demonstration)], SHORT)


def _who(make: Maker, data: SheetData) -> Block:
    if data.blank:
        lines = [make.blanks((30, "Réunion du"), (35, "Lieu"), (35, "Écrit par")), make.blanks((1, "Étaient là"))]
        return make.prose(lines, gap=0)
    return make.identity(plural(len(data.lines), "situation") if data.lines else KIND.capitalize(), data.where, data.when)


def _decisions(make: Maker, data: SheetData) -> list[Block]:
    """Who will have what, by when: what is read first."""
    role = _roomy(make, [line.with_whom for line in data.lines], 16)
    columns = (Column("Qui", 22), Column("Aura", 50 - role), Column("Avant le", 17, s.SEMIBOLD), Column("Avec", role),
               Column("Premier bilan", 16.5))
    heading = make.heading("Qui aura quoi, avant quand")
    if data.blank:
        return [heading, make.table(columns, [[""] * 5] * _BLANK_ROWS, least=14 * s.MM)]
    if not data.lines:
        return [heading, make.prose(make.text(NOTHING))]
    widths = [wide - 2 * PAD for wide in make.shares([column.share for column in columns])]
    rows: list[Sequence[Content]] = []
    for line in data.lines:
        who: list[Item] = [*make.text(line.who, widths[0], make.style.cell, s.BOLD),
                           *(make.label(line.where, widths[0]) if line.where else [])]
        has: list[Item] = make.text(_capital(line.has), widths[1], make.style.cell, s.SEMIBOLD)
        if line.phrase:
            has += make.text(line.phrase, widths[1], make.style.cell)
        rows.append([who, has, line.by, line.with_whom, line.review])
    return [heading, make.table(columns, rows)]


def _todo(make: Maker, data: SheetData) -> list[Block]:
    """Who does what, by when: promises, each with a box."""
    role = _roomy(make, [line.who for line in data.todo], 21, s.BOLD)
    columns = (Column("Qui", role, s.BOLD), Column("Fait quoi", 31), Column("Pour", 46 - role),
               Column("Avant le", 17, s.SEMIBOLD), Column("Fait", 7))
    heading = make.heading("Qui fait quoi, avant quand")
    if data.blank:
        rows: list[Sequence[Content]] = [["", "", "", "", make.tick("")]] * _BLANK_ROWS
        return [heading, make.table(columns, rows, least=12 * s.MM)]
    if not data.todo:
        return []
    rows = [[line.who, line.what, line.about, line.by, make.tick("", line.done)] for line in data.todo]
    return [heading, make.table(columns, rows)]


def _roomy(make: Maker, texts: Sequence[str], least: float, face: str = s.REGULAR) -> float:
    """A column's share, out of a hundred or so, that cuts no word such as « psychologue » or « coordonnatrice » in two."""
    words = {word for text in texts for word in text.split()}
    widest = max((make.line(word, face, make.style.cell).width for word in words), default=0.0) * make.style.cell.size / 1000
    return min(max(least, _SHARES * (widest + 2 * PAD + 0.5) / make.width), least + _GIVEN)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
