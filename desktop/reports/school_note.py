"""The note for the school: what helps in class, strengths, whom to talk to, when to talk again. No figure, no name of a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Item, Page
from desktop.reports.psychological_report import NOBODY, Author, body, signed
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.text import Span
from desktop.reports.writing import Section, Words, joined, place
from desktop.texts import long_date, parse_day, plain_date

TITLE = "Note pour l’école"
AIM = "Cette note dit ce qui aide en classe. La famille peut la lire et en garder une copie."
KEEP = "À garder avec les papiers de la classe, non affichée. Elle ne remplace pas ce que l’enseignante ou l’enseignant observe."


@dataclass(frozen=True, slots=True)
class NoteData:
    """All that the note prints; nothing of a bilan but the words chosen for the school."""

    author: Author = NOBODY
    addressees: tuple[str, ...] = ("l’équipe de l’école",)
    student: str = ""
    level: str = ""
    class_name: str = ""
    school: str = ""
    strengths: str = ""
    helps: str = ""
    talk_on: str = ""
    code: str = "NE-0000"
    day: date | None = None


def sections(data: NoteData) -> tuple[Section, ...]:
    """Strengths first, then what helps."""
    found = (Section("Ses points d’appui", (Words(data.strengths),)), Section("Ce qui aide en classe", (Words(data.helps),)))
    return tuple(section for section in found if any(part.text.strip() for part in section.parts if isinstance(part, Words)))


def talk_line(data: NoteData) -> str:
    """« On se reparle le lundi 12 janvier 2027 », or nothing when no day is chosen."""
    day = parse_day(data.talk_on)
    return f"On se reparle le {long_date(day)}." if day else ""


def note_pages(data: NoteData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a note: one, nearly always."""
    make = Maker(s.LARGE_FAMILY if large else s.FAMILY)
    sheet = Sheet(TITLE, data.code, data.day, recipients(data.addressees), joined((data.student, TITLE), " · "), make.style,
                  demonstration)
    return sheet, Flow().place([*_head(make, data), *body(make, sections(data)), *_after(make, data)])


def note_pdf(data: NoteData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One note."""
    return bind([note_pages(data, large=large, demonstration=demonstration)], TITLE)


def _head(make: Maker, data: NoteData) -> list[Block]:
    day = plain_date(data.day) if data.day else ""
    left = [line for line in (place(data.level, data.class_name), data.school) if line]
    right = [line for line in (data.author.name, data.author.function, f"écrite le {day}" if day else "") if line]
    found = [*make.title(TITLE), make.identity(data.student, left, right)]
    if data.addressees:
        found.append(make.prose(make.spans([Span("À l’attention de : ", s.SEMIBOLD), Span(", ".join(data.addressees))]), gap=6))
    return [*found, make.prose(make.label(AIM), gap=6)]


def _after(make: Maker, data: NoteData) -> list[Block]:
    """Whom to talk to, and when: what a teacher looks for first."""
    wide = make.cell_widths((1, 1))[0]
    who: list[Item] = make.label("Pour en parler", wide)
    who += [item for line in data.author.lines for item in make.text(line, wide, None, s.SEMIBOLD if line == data.author.name
                                                                    else s.REGULAR)]
    again: list[Item] = make.label("On se reparle", wide)
    day = parse_day(data.talk_on)
    again += make.text(long_date(day), wide, make.style.section, s.BOLD) if day else [make.blanks((1, "le"), width=wide)]
    return [make.strip([who, again], (1, 1), gap=make.style.gap * 1.4), make.prose(make.label(KEEP), gap=6),
            *signed(make, data.author, data.day)]
