"""The sheet of a pupil, for the school: identity, years, guardians, what was done. No INE, no confidential address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.texts import born_word, parse_day, plain_date

TITLE = "Fiche de l’élève"


@dataclass(frozen=True, slots=True)
class GuardianData:
    """A guardian as the paper may show them: ``address`` is empty when it is confidential, and ``hidden`` says so."""

    name: str
    relation: str = ""
    authority: str = ""
    address: str = ""
    hidden: bool = False
    phone: str = ""
    email: str = ""
    language: str = ""
    interpreter: bool = False
    no_contact: str = ""
    """« ne plus écrire » since this day, ``AAAA-MM-JJ``."""
    no_contact_ref: str = ""


@dataclass(frozen=True, slots=True)
class EventData:
    on: str
    title: str
    detail: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class StudentData:
    """All that the sheet prints. An empty one is the blank paper."""

    student: str = ""
    birth_date: str = ""
    sex: str = ""
    level: str = ""
    class_name: str = ""
    teacher: str = ""
    school: str = ""
    left_on: str = ""
    strengths: str = ""
    note: str = ""
    years: tuple[tuple[str, str, str, str], ...] = ()
    """School year, level, class and teacher, school."""
    guardians: tuple[GuardianData, ...] = ()
    projects: tuple[tuple[str, str, str], ...] = ()
    """Title, period, state."""
    events: tuple[EventData, ...] = ()
    recipients: tuple[str, ...] = ("l’équipe de l’école",)
    code: str = "FE-0000"
    day: date | None = None


def student_pages(data: StudentData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a pupil's sheet."""
    make = Maker(s.LARGE if large else s.NORMAL)
    running = " · ".join(part for part in (data.student, TITLE, data.school) if part)
    sheet = Sheet(TITLE, data.code, data.day, recipients(data.recipients), running, make.style, demonstration)
    blocks = [*_head(make, data), *_years(make, data), *_guardians(make, data), *_words(make, data), *_projects(make, data),
              *_events(make, data)]
    return sheet, Flow().place(blocks)


def student_pdf(data: StudentData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One pupil's sheet."""
    return bind([student_pages(data, large=large, demonstration=demonstration)], TITLE)


def day_text(text: str) -> str:
    """A kept day in words; what is not a day, as it is."""
    day = parse_day(text)
    return plain_date(day) if day else text


def _head(make: Maker, data: StudentData) -> list[Block]:
    found = make.title(TITLE)
    if not data.student:
        return [*found, make.prose([make.blanks((70, "Nom et prénom"), (30, "né(e) le")),
                                    make.blanks((50, "École"), (25, "Classe"), (25, "Année"))], gap=0)]
    left = [f"{born_word(data.sex)} le {day_text(data.birth_date)}" if data.birth_date else "", data.school]
    right = [" · ".join(p for p in (data.level, data.class_name) if p), data.teacher,
             f"parti le {day_text(data.left_on)}" if data.left_on else ""]
    return [*found, make.identity(data.student, left, [text for text in right if text])]


def _years(make: Maker, data: StudentData) -> list[Block]:
    columns = (Column("Année", 20), Column("Niveau", 12, s.SEMIBOLD), Column("Classe, enseignant", 32), Column("École", 36))
    if data.years:
        return [make.heading("Sa scolarité"), make.table(columns, [list(year) for year in data.years])]
    if data.student:
        return [make.heading("Sa scolarité", "", "rien d’écrit")]
    return [make.heading("Sa scolarité"), make.table(columns, [[""] * 4] * 5, least=8 * s.MM)]


def _guardians(make: Maker, data: StudentData) -> list[Block]:
    """Each guardian as they are; « ne plus écrire » stands first, with its date and reference."""
    if not data.guardians:
        if data.student:
            return [make.heading("Ses responsables", "", "rien d’écrit")]
        return [make.heading("Ses responsables"), make.prose(make.dots(4), gap=0)]
    half = [make.width * 0.42, make.width * 0.58]
    rows = [Row([_who(make, guardian, half[0] - 9.2), _where(make, guardian, half[1] - 9.2)], half, 4.6, 3.6, 4)
            for guardian in data.guardians]
    return [make.heading("Ses responsables"), Block(rows, frame=s.FRAME)]


def _who(make: Maker, guardian: GuardianData, width: float) -> list[Item]:
    told = ", ".join(part for part in (guardian.relation, guardian.authority) if part)
    speaks = ", ".join(part for part in (f"parle {guardian.language}" if guardian.language else "",
                                         "avec interprète" if guardian.interpreter else "") if part)
    return [*make.text(guardian.name, width, make.style.cell, s.SEMIBOLD), *make.text(told, width, make.style.cell),
            *make.text(speaks, width, make.style.cell)]


def _where(make: Maker, guardian: GuardianData, width: float) -> list[Item]:
    found: list[Item] = []
    if guardian.no_contact:
        reference = f" ({guardian.no_contact_ref})" if guardian.no_contact_ref else ""
        found += make.text(f"Ne plus écrire depuis le {day_text(guardian.no_contact)}{reference}", width, make.style.cell, s.BOLD)
    if guardian.hidden:
        found += make.label("adresse confidentielle : elle n’est sur aucun papier de l’école", width)
    for text in () if guardian.hidden or guardian.no_contact else (guardian.address, guardian.phone, guardian.email):
        found += make.text(text, width, make.style.cell)
    return found


def _words(make: Maker, data: StudentData) -> list[Block]:
    found = []
    for title, text in (("Ses points d’appui", data.strengths), ("Note", data.note)):
        if text:
            found += [make.heading(title), make.prose(make.listed(text), gap=0)]
    return found


def _projects(make: Maker, data: StudentData) -> list[Block]:
    if not data.projects:
        return [make.heading("Ses projets", "", "rien d’écrit")] if data.student else []
    columns = (Column("Projet", 30, s.SEMIBOLD), Column("Période", 45), Column("État", 25))
    return [make.heading("Ses projets"), make.table(columns, [list(project) for project in data.projects])]


def _events(make: Maker, data: StudentData) -> list[Block]:
    if not data.events:
        return [make.heading("Ce qui est fait, ce qui est prévu", "", "rien d’écrit")] if data.student else []
    columns = (Column("Quand", 21), Column("Niveau", 10), Column("Quoi", 31, s.SEMIBOLD), Column("Détail", 38))
    rows = [[day_text(event.on), event.level, event.title, event.detail] for event in data.events]
    return [make.heading("Ce qui est fait, ce qui est prévu"), make.table(columns, rows)]
