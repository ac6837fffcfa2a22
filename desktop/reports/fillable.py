"""A form as a fillable PDF: our own pages, on which fields named by key are laid; what is typed there comes back by name.

A box is a frame drawn on the page, good to be filled by hand too; ``pdf_fields`` makes fields of them once pages are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.forms.paper_fields import HEAD, KINDS, MOST_LINES, form_mark, header
from desktop.forms.spec import Choice, Date, Field, Section, Table, Text, Tick
from desktop.reports import style as s
from desktop.reports.blocks import Column, Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Beside, Gap, Item, Page, TextItem
from desktop.reports.pdf_fields import Box, lay
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.texts import numeric_date, parse_day

LINE = 5.1 * s.MM
"""One line typed; a box of several holds that many, and scrolls beyond."""
SHORT = 6.2 * s.MM
MORE_ROOM = {"request": 2, "contribution": 3}
"""Lines added to the boxes of what is asked first."""
DAY_WIDTH = 30 * s.MM
DAY_HINT = "jj/mm/aaaa"
_LATER = "Aller plus loin"
_LATER_NOTE = "facultatif : le pôle peut aussi vous le demander plus tard"


@dataclass(frozen=True, slots=True)
class FillableData:
    """A form that leaves. ``code`` is kept in the file (an id), ``filing`` is printed; neither says a name."""

    kind: str
    named: bool = False
    header: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    """Questions that never leave: what the pôle alone writes."""
    code: str = ""
    filing: str = ""
    day: date | None = None


@dataclass(slots=True)
class TickLine:
    """A box to tick and the first line of its words."""

    words: TextItem
    box: Box

    @property
    def height(self) -> float:
        return self.words.height

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        before = len(page.boxes)
        self.words.draw(page, x, top, width)
        left, up, side, _ = page.boxes[before]
        self.box.page, self.box.rect = page, (left, up, side, side)


class Fields:
    """Makes the questions of one form as blocks, and remembers the fields in their order."""

    def __init__(self, data: FillableData) -> None:
        self.data = data
        self.form = KINDS[data.kind]
        self.make = Maker(s.NORMAL)
        self.boxes: list[Box] = []

    def box(self, name: str, entry: Field, value: Any, height: float, *, label: str = "", framed: bool = True) -> Box:
        """One field; its label is what a screen reader says."""
        kind = "text"
        shown: Any = value
        options: tuple[tuple[str, str], ...] = ()
        if isinstance(entry, Choice):
            kind, options = "choice", tuple((option.code, option.label) for option in entry.options)
        elif isinstance(entry, Date):
            day = parse_day(value)
            shown = numeric_date(day) if day else ""
        elif isinstance(entry, Text) and entry.lines > 1:
            kind = "lines"
        tip = label or entry.label
        if isinstance(entry, Date):
            tip = f"{tip} ({DAY_HINT})"
        made = Box(name, height, tip, shown or "", kind, options, framed)
        self.boxes.append(made)
        return made

    def beside(self, *parts: tuple[float, str, Field, Any, str]) -> Item:
        """Short questions on one line: ``(share, name, field, value, label)``."""
        make, shown = self.make, self.make.style.body
        labels = [make.line(label, type=shown) for *_, label in parts]
        wides = [line.width * shown.size / 1000 + 4 for line in labels]
        free = make.width - sum(wides) - 10 * (len(parts) - 1)
        total = sum(share for share, *_ in parts)
        left = 0.0
        found: list[tuple[float, float, Item]] = []
        for (share, name, entry, value, _), line, wide in zip(parts, labels, wides, strict=True):
            room = min(free * share / total, DAY_WIDTH) if isinstance(entry, Date) and len(parts) == 1 else free * share / total
            found += [(left, wide, Raised(TextItem(line, shown), (SHORT - shown.leading) / 2)),
                      (left + wide, room, self.box(name, entry, value, SHORT))]
            left += wide + room + 10
        return Beside(found, SHORT)

    # -- parts of the form -------------------------------------------------------------------------------------------
    def head(self) -> Iterator[Block]:
        """Who writes, about what; two questions a line."""
        known = self.data.header
        asked = header(self.data.kind, named=self.data.named)
        lines = [asked[n:n + 2] for n in range(0, len(asked), 2)] if not self.data.named else [
            asked[:1], *(asked[n:n + 2] for n in range(1, len(asked), 2))]
        for line in lines:
            parts = [(1.0 if not isinstance(entry, Date) else 0.6, f"{HEAD}.{entry.key}", entry, known.get(entry.key, ""),
                      _asked(entry)) for entry in line]
            yield self.make.together([self.beside(*parts)], gap=4)

    def section(self, section: Section, number: str) -> Iterator[Block]:
        """A section's title and its questions."""
        entries = [entry for entry in section.fields if entry.key not in self.data.left_out]
        if not entries:
            return
        yield self.make.heading(section.title, number, "" if isinstance(entries[0], Choice) else section.help)
        place = 0
        while place < len(entries):
            entry = entries[place]
            after = entries[place + 1] if place + 1 < len(entries) else None
            if isinstance(entry, Date) and isinstance(after, Text) and after.lines == 1:
                yield self.make.together([self.beside(self._part(entry, 0.7), self._part(after, 1.4))], gap=5)
                place += 2
                continue
            more = 0 if section.optional else MORE_ROOM[self.data.kind]
            yield from self.question(entry, alone=entry.label == section.title, more=more)
            place += 1

    def _part(self, entry: Field, share: float) -> tuple[float, str, Field, Any, str]:
        return share, self.name(entry), entry, self.data.answers.get(entry.key), _asked(entry)

    def name(self, entry: Field) -> str:
        return f"{self.form.code}.{entry.key}"

    def question(self, entry: Field, *, alone: bool, more: int) -> Iterator[Block]:
        make, value, name = self.make, self.data.answers.get(entry.key), self.name(entry)
        if isinstance(entry, Table):
            yield self.table(entry, value or [])
        elif isinstance(entry, Tick):
            yield make.together(self.tick(name, entry.label, bool(value)), gap=4)
        elif isinstance(entry, Choice) and entry.many:
            ticks: list[Item] = [*make.label(entry.help), Gap(3)] if entry.help else []
            for option in entry.options:
                ticks += self.tick(f"{name}.{option.code}", option.label, option.code in (value or []))
            yield make.together(ticks, gap=2)
        elif isinstance(entry, Text) and entry.lines > 1:
            label: list[Item] = [] if alone else [*make.text(entry.label), Gap(1.5)]
            yield make.together([*label, self.box(name, entry, value, (entry.lines + more) * LINE + 4)], gap=4)
        else:
            yield make.together([self.beside(self._part(entry, 1.0))], gap=4)

    def tick(self, name: str, words: str, ticked: bool) -> list[Item]:
        items = self.make.tick(words)
        first = items[0]
        assert isinstance(first, TextItem)
        made = Box(name, first.box, words, ticked, "tick", framed=False)
        self.boxes.append(made)
        return [TickLine(first, made), *items[1:], Gap(1.5)]

    def table(self, entry: Table, lines: Sequence[Mapping[str, Any]]) -> Block:
        """As many lines as the form has, more when more are known."""
        make = self.make
        columns = [Column(column.label + (f" ({DAY_HINT})" if isinstance(column, Date) else ""), share)
                   for column, share in zip(entry.columns, entry.widths or (1,) * len(entry.columns), strict=True)]
        rows: list[list[Sequence[Item]]] = []
        for place in range(min(MOST_LINES, max(entry.rows, len(lines) + 1 if lines else 0))):
            line = lines[place] if place < len(lines) else {}
            rows.append([[self.box(f"{self.name(entry)}.{place}.{column.key}", column, line.get(column.key), LINE,
                                   label=f"{entry.label}, ligne {place + 1}, {column.label}", framed=False)]
                         for column in entry.columns])
        widths = make.shares([column.share for column in columns])
        head = make.table(columns, [], gap=3)
        body = [Row(cells, widths, 2.0, 1.5, 1.5) for cells in rows]
        return Block([*head.rows, *body], heads=head.heads, frame=s.FRAME, gap=3, together=True)


@dataclass(slots=True)
class Raised:
    """An item a little above the foot of its line."""

    item: Item
    by: float

    @property
    def height(self) -> float:
        return self.item.height + self.by

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        self.item.draw(page, x, top, width)


def _asked(entry: Field) -> str:
    return f"{entry.label} ({DAY_HINT})" if isinstance(entry, Date) else entry.label


# -- the paper ---------------------------------------------------------------------------------------------------------------
def fillable_pdf(data: FillableData, *, demonstration: bool = False) -> bytes:
    """The form as a PDF to fill on a screen."""
    fields = Fields(data)
    make, form = fields.make, fields.form
    sheet = Sheet(form.short, data.filing or f"{form.code.upper()}-0000", data.day, recipients(("le pôle ressource",)),
                  form.title, make.style, demonstration)
    blocks = [*make.title(form.title, "à remplir à l’écran"), make.prose(make.text(_advice(data), type=make.style.cell), gap=2),
              *fields.head()]
    number, later = 0, False
    for section in form.sections:
        if section.optional and not later:
            later = True
            blocks.append(Block([Row([make.heading_items(_LATER, "", _LATER_NOTE, make.width)], [make.width], pad_bottom=1)],
                                gap=make.style.gap + 4, keep=True))
        made = list(fields.section(section, str(number + 1)))
        number += bool(made)
        blocks += made
    pages = Flow().place(blocks)
    return lay(bind([(sheet, pages)], form.title), pages, fields.boxes, form_mark(form), data.code)


def _advice(data: FillableData) -> str:
    """What to know before writing."""
    first = ("Quatre réponses suffisent : de quoi il s’agit, des faits, ce qui a été essayé, ce que savent les parents. "
             if data.kind == "request" else "Écrivez ce que vous voyez et ce que vous avez essayé, en votre nom. ")
    name = ("Ce formulaire porte un nom : rendez-le de la main à la main ou comme convenu avec le pôle. " if data.named else
            "Le nom de l’élève n’est pas demandé : écrivez « l’élève », et dites de qui il s’agit de vive voix. ")
    return f"{first}{name}Enregistrez le fichier, puis rendez-le : vos réponses seront relues une à une avant d’être reprises."
