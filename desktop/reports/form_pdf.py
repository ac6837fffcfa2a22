"""Any form on paper, section by section, from its declaration: what a meeting of any kind prints without a layout of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.forms.spec import Choice, Field, Form, Section, Table, Text, Tick
from desktop.reports import style as s
from desktop.reports.blocks import Column, Content, Maker, filled
from desktop.reports.flow import Block, Flow
from desktop.reports.items import Item, Page
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.reports.text import Span

SHORT = 90
"""An answer up to this length stands on the line of its question."""


@dataclass(frozen=True, slots=True)
class FormData:
    """A paper of any kind. Without ``answers`` it is blank, with room to write."""

    form: Form
    answers: Mapping[str, Any] = field(default_factory=dict)
    student: str = ""
    about: tuple[str, ...] = ()
    """Lines under the child's name: class, school."""
    when: tuple[str, ...] = ()
    """Lines at the right: day, place, who wrote."""
    recipients: tuple[str, ...] = ()
    code: str = ""
    day: date | None = None


def form_pages(data: FormData, *, large: bool = False, demonstration: bool = False) -> tuple[Sheet, list[Page]]:
    """The pages of a form."""
    make = Maker(s.LARGE if large else s.NORMAL)
    form = data.form
    running = " · ".join(part for part in (data.student, form.title) if part)
    sheet = Sheet(form.short or form.title, data.code or f"{form.code.upper().replace('_', '-')}-0000", data.day,
                  recipients(data.recipients), running, make.style, demonstration)
    blocks = make.title(form.title)
    if data.student:
        blocks.append(make.identity(data.student, data.about, data.when))
    else:
        blocks.append(make.prose([make.blanks((60, "Nom et prénom de l’élève"), (20, "Classe"), (20, "Le"))], gap=0))
    blank = all(entry.is_empty(data.answers.get(entry.key)) for entry in form.fields())
    for number, section in enumerate(form.sections, 1):
        blocks += section_blocks(make, section, data.answers, str(number), blank=blank)
    return sheet, Flow().place(blocks)


def form_pdf(data: FormData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One form as a PDF."""
    return bind([form_pages(data, large=large, demonstration=demonstration)], data.form.title)


def section_blocks(make: Maker, section: Section, answers: Mapping[str, Any], number: str, *, blank: bool) -> list[Block]:
    """A section; an empty one takes one line, unless the whole paper is to be written by hand."""
    if not blank and section.state(answers) == "empty":
        return [make.heading(section.title, number, "rien d’écrit")]
    found = [make.heading(section.title, number, section.help)]
    waiting: list[tuple[float, str]] = []
    for entry in section.fields:
        alone = entry.label == section.title or len(section.fields) == 1
        if not alone and _one_line(entry, blank=blank) and entry.is_empty(answers.get(entry.key)):
            waiting.append((1, entry.label))
            continue
        if waiting:
            found.append(make.prose([make.blanks(*waiting)], gap=0))
            waiting = []
        gap = 3.0 if len(found) > 1 else 0.0
        found += _field(make, entry, answers.get(entry.key), gap, blank=blank, alone=alone)
    if waiting:
        found.append(make.prose([make.blanks(*waiting)], gap=0))
    return found


def _one_line(entry: Field, *, blank: bool) -> bool:
    """Whether an empty question is a label and dots."""
    if isinstance(entry, Table | Tick | Choice):
        return False
    return not isinstance(entry, Text) or entry.lines == 1 or not blank


def _field(make: Maker, entry: Field, value: Any, gap: float, *, blank: bool, alone: bool) -> list[Block]:
    if isinstance(entry, Table):
        return _table(make, entry, value or [], gap, blank=blank)
    if isinstance(entry, Tick):
        return [make.prose(make.tick(entry.label, bool(value)), gap=gap)]
    if isinstance(entry, Choice):
        chosen = set(value) if isinstance(value, list) else {value}
        ticks = make.ticks([(option.label, option.code in chosen) for option in entry.options], columns=3)
        return [make.together([*([] if alone else make.label(entry.label)), *ticks], gap=gap)]
    text = filled(entry.display(value))
    if text and not alone and len(text) <= SHORT and "\n" not in text:
        return [make.prose(make.spans([Span(f"{entry.label} : ", s.SEMIBOLD), Span(text)]), gap=gap)]
    label: list[Item] = [] if alone else make.label(entry.label)
    if text:
        return [make.prose([*label, *make.listed(text)], gap=gap)]
    room = entry.lines if isinstance(entry, Text) and blank else 1
    return [make.together([*label, *make.dots(room)], gap=gap)]


def _table(make: Maker, entry: Table, lines: list[Mapping[str, Any]], gap: float, *, blank: bool) -> list[Block]:
    shares = entry.widths or (1,) * len(entry.columns)
    columns = [Column(column.label, share) for column, share in zip(entry.columns, shares, strict=True)]
    rows: list[list[Content]] = [[filled(column.display(line.get(column.key))) for column in entry.columns] for line in lines]
    rows = [row for row in rows if any(row)]
    if not rows:
        rows = [[""] * len(columns)] * (entry.rows if blank else 1)
    return [make.table(columns, rows, least=9 * s.MM if not lines else 0, gap=gap)]
