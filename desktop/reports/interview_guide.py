"""The guide for an interview with parents: one page for the professional, twelve sections on demand, a sheet for the family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.content.interview import Guide, ParentsSheet
from desktop.forms.meetings import INTERVIEW
from desktop.reports import style as s
from desktop.reports.blocks import Maker, filled
from desktop.reports.flow import Flow
from desktop.reports.items import Page
from desktop.reports.layouts import guide_full, guide_page, parents_sheet
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.texts import parse_day

TITLE = "Entretien avec les parents"
_FIELDS = {entry.key: entry for entry in INTERVIEW.fields()}


@dataclass(frozen=True, slots=True)
class GuideData:
    """What the record knows of a meeting to come. An empty one is the blank paper."""

    student: str = ""
    first_name: str = ""
    level: str = ""
    teacher: str = ""
    school: str = ""
    on: str = ""
    """The day of the meeting, ``AAAA-MM-JJ``."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """By key of the form ``entretien_parents``."""
    kind: str = "entretien_parents"
    recipients: tuple[str, ...] = ()
    code: str = "GE-0000"
    day: date | None = None

    def text(self, key: str) -> str:
        """An answer as people read it."""
        return filled(_FIELDS[key].display(self.answers.get(key)))

    @property
    def meeting_day(self) -> date | None:
        return parse_day(self.on)

    def lines(self, key: str) -> list[dict[str, str]]:
        """The lines of a table that hold something."""
        columns = {column.key: column for table in INTERVIEW.tables() if table.key == key for column in table.columns}
        found = [{name: filled(column.display(line.get(name))) for name, column in columns.items()}
                 for line in self.answers.get(key) or []]
        return [line for line in found if any(line.values())]

    def told(self, sentence: str) -> str:
        """A sentence of the guide with the child's name in it; « votre enfant » when there is none."""
        if self.first_name:
            return sentence.replace("{prenom}", self.first_name)
        if sentence.startswith("{prenom}, "):
            rest = sentence.removeprefix("{prenom}, ")
            return rest[:1].upper() + rest[1:]
        if sentence.startswith("{prenom}"):
            sentence = "Votre enfant" + sentence.removeprefix("{prenom}")
        return sentence.replace("{prenom}", "votre enfant")


def guide_pages(data: GuideData, guide: Guide, *, full: bool = False, large: bool = False,
                demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The professional's guide: one page when it is not ``full`` nor ``large``."""
    make = Maker(s.LARGE if large else s.NORMAL)
    running = " · ".join(part for part in (data.student, TITLE, data.school) if part)
    sheet = Sheet("Guide d’entretien", data.code, data.day, recipients(data.recipients), running, make.style, demonstration)
    if full:
        return sheet, Flow().place(guide_full.blocks(make, data, guide))
    best: list[Page] = []
    for room in guide_page.ROOMS if not large else guide_page.ROOMS[:1]:
        pages = Flow().place(guide_page.blocks(make, data, guide, room))
        if not best or len(pages) < len(best):
            best = pages
        if len(pages) == 1:
            break
    return sheet, best


def guide_pdf(data: GuideData, guide: Guide, *, full: bool = False, large: bool = False, demonstration: bool = False) -> bytes:
    """The guide for the professional."""
    return bind([guide_pages(data, guide, full=full, large=large, demonstration=demonstration)], TITLE)


def parents_pages(data: GuideData, content: ParentsSheet, *, large: bool = False,
                  demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The family's own sheet."""
    make = Maker(s.LARGE_FAMILY if large else s.FAMILY)
    sheet = Sheet(content.title, data.code, data.day, recipients(("la famille",)), content.title, make.style, demonstration)
    return sheet, Flow().place(parents_sheet.blocks(make, data, content))


def parents_guide_pdf(data: GuideData, content: ParentsSheet, *, large: bool = False, demonstration: bool = False) -> bytes:
    """The sheet for the family itself, in plain words."""
    return bind([parents_pages(data, content, large=large, demonstration=demonstration)], content.title)

