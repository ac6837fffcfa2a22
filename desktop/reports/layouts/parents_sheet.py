"""The family's own sheet: plain words, big letters, room to write, boxes to tick; theirs to fill or not, and to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.content.interview import ParentsSection, ParentsSheet
from desktop.reports import style as s
from desktop.reports.blocks import Maker
from desktop.reports.flow import Block
from desktop.reports.items import Item
from desktop.texts import long_date

if TYPE_CHECKING:
    from desktop.reports.interview_guide import GuideData


LINE = 9.5 * s.MM
"""Room for a hand that does not write every day."""


def blocks(make: Maker, data: GuideData, content: ParentsSheet) -> list[Block]:
    """The whole sheet."""
    found = make.title(content.title, data.student)
    found.append(make.prose(make.text(content.intro), gap=0))
    day, hour, place = data.meeting_day, data.text("heure"), data.text("lieu")
    asked: list[Item] = [] if data.student else [make.blanks((1, "Mon enfant"))]
    if day or hour or place:
        told = ", ".join(p for p in (long_date(day) if day else "", f"à {hour}" if hour else "", place, data.school) if p)
        asked += make.text(f"Rencontre : {told}", face=s.BOLD)
    else:
        asked.append(make.blanks((50, "Rencontre le"), (20, "à"), (30, "lieu")))
    found.append(make.prose(asked, gap=4))
    for section in content.sections:
        found += _section(make, data, section)
        if section.code == "je_peux":
            right = content.may_come_with(data.kind)
            if right != content.accompanied[0]:
                found.append(make.prose(make.text(right.text), gap=3))
    return [*found, make.prose(make.text(content.note), gap=make.style.gap)]


def _section(make: Maker, data: GuideData, section: ParentsSection) -> list[Block]:
    """A heading, its prompt, room to write or boxes."""
    people = [", ".join(p for p in (line["nom"], line["fonction"]) if p) for line in data.lines("personnes")]
    found = [make.heading(section.heading)]
    items = [*make.label(section.prompt)]
    if section.code == "qui_sera_la" and people:
        items = make.dashed(people)
    known = section.code == "qui_sera_la" and bool(people)
    items += make.dots(1 if known else section.lines, LINE)
    items += [item for label in section.ticks for item in make.tick(label, type=make.style.body)]
    return [*found, make.together(items, gap=0)]
