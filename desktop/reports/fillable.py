"""A form as a fillable PDF: our own pages, on which fields named by key are laid; what is typed there comes back by name.

Fields are made by pikepdf on the finished pages: ReportLab's take no « œ » and no « € ». How typed text looks is left to the
program that shows it, in the Helvetica every one has; ticks alone bring their drawing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from desktop.forms.paper_fields import CODE_FIELD, FORM_FIELD, HEAD, KINDS, MOST_LINES, form_mark, header
from desktop.forms.spec import Choice, Date, Field, Section, Table, Text, Tick
from desktop.reports import style as s
from desktop.reports.blocks import Column, Content, Maker
from desktop.reports.flow import Block, Flow, Row
from desktop.reports.items import Beside, Gap, Item, Page, TextItem
from desktop.reports.sheet import Sheet, bind, recipients
from desktop.texts import numeric_date, parse_day

LINE = 5.1 * s.MM
"""One line typed; a box of several holds that many, and scrolls beyond."""
SHORT = 6.2 * s.MM
MORE_ROOM = {"request": 2, "contribution": 3}
"""Lines added to the boxes of what is asked first."""
DAY_WIDTH = 30 * s.MM
SIZE, SMALLEST, INSET = 10.0, 5.0, 2.0
READ_ONLY, MULTILINE, COMBO = 1, 1 << 12, 1 << 17
HIDDEN, PRINTED = 2, 4
_TICK = ((0.18, 0.45), (0.42, 0.2), (0.85, 0.8))
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
class Box:
    """A field where it stands: drawn as a frame on the page, made a field once the pages are known."""

    name: str
    height: float
    label: str
    value: Any = None
    kind: str = "text"
    """``text``, ``lines``, ``choice`` or ``tick``."""
    options: tuple[tuple[str, str], ...] = ()
    framed: bool = True
    page: Page | None = None
    """Once drawn."""
    rect: tuple[float, float, float, float] = (0, 0, 0, 0)
    """Left, top, width, height."""

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        inside = INSET if self.framed else 0.0
        self.page, self.rect = page, (x + inside, top + inside / 2, width - 2 * inside, self.height - inside)
        if self.framed:
            right, foot = x + width, top + self.height
            page.rules += [(x, top, right, top, s.THIN, False), (x, foot, right, foot, s.THIN, False),
                           (x, top, x, foot, s.THIN, False), (right, top, right, foot, s.THIN, False)]


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
        left, found = 0.0, []
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
            ticks: list[Item] = make.label(entry.help) + [Gap(3)] if entry.help else []
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
        rows: list[list[Content]] = []
        for place in range(min(MOST_LINES, max(entry.rows, len(lines) + 1 if lines else 0))):
            line = lines[place] if place < len(lines) else {}
            rows.append([[self.box(f"{self.name(entry)}.{place}.{column.key}", column, line.get(column.key), LINE,
                                   label=f"{entry.label}, ligne {place + 1}, {column.label}", framed=False)]
                         for column in entry.columns])
        widths = make.shares([column.share for column in columns])
        head = make.table(columns, [], gap=3)
        body = [Row(row, widths, 2.0, 1.5, 1.5) for row in rows]
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
    sheet = Sheet(form.short, data.filing or f"{form.code.upper()}-0000", data.day, recipients(("le pôle ressource",)), form.title,
                  make.style, demonstration)
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


# -- fields on finished pages --------------------------------------------------------------------------------------------------
def lay(pdf: bytes, pages: Sequence[Page], boxes: Sequence[Box], mark: str, code: str) -> bytes:
    """Put the fields on the pages. Names with dots are a tree, as PDF asks."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        made = _Tree(document)
        made.hidden(FORM_FIELD, mark)
        made.hidden(CODE_FIELD, code)
        for box in boxes:
            number = next((n for n, page in enumerate(pages) if page is box.page), None)
            if number is not None:
                made.add(box, number)
        helvetica = document.make_indirect(Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
        signs = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats))
        document.Root.AcroForm = document.make_indirect(Dictionary(
            Fields=Array(made.top), NeedAppearances=True, DA=String(f"/Helv {SIZE:g} Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=helvetica, ZaDb=signs))))
        for page in document.pages:
            page.obj.Tabs = Name.R
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


class _Tree:
    """Fields by name: ``demande.exemples.0.date`` hangs from ``demande``, ``exemples``, ``0``."""

    def __init__(self, document: Pdf) -> None:
        self.document = document
        self.top: list[pikepdf.Object] = []
        self._branches: dict[str, pikepdf.Object] = {}
        self._ticks: dict[float, tuple[pikepdf.Object, pikepdf.Object]] = {}

    def hidden(self, name: str, value: str) -> None:
        """A field nobody sees nor changes: what the file is, and where it belongs."""
        self._place(name, 0, Dictionary(FT=Name.Tx, Ff=READ_ONLY, V=String(value), DV=String(value), F=HIDDEN,
                                        Rect=Array([0, 0, 0, 0])))

    def add(self, box: Box, number: int) -> None:
        left, top, width, height = box.rect
        foot = s.PAGE_HEIGHT - top - height
        made = Dictionary(TU=String(box.label), F=PRINTED, Rect=Array([round(v, 2) for v in (
            left, foot, left + width, foot + height)]))
        if box.kind == "tick":
            on, off = self._tick(height)
            made.FT, made.V = Name.Btn, Name.Oui if box.value else Name.Off
            made.AS = made.V
            made.AP = Dictionary(N=Dictionary(Oui=on, Off=off))
            made.MK = Dictionary(CA=String("4"))
            made.DA = String("/ZaDb 0 Tf 0 g")
        else:
            text = str(box.value or "").strip("\n").replace("\n", "\r")
            size = _size(text, width, height, several=box.kind == "lines")
            made.FT = Name.Ch if box.kind == "choice" else Name.Tx
            made.DA = String(f"/Helv {size:g} Tf 0 g")
            made.V = String(text)
            if box.kind == "lines":
                made.Ff = MULTILINE
            if box.kind == "choice":
                made.Ff = COMBO
                made.Opt = Array([Array([String(code), String(label)]) for code, label in (("", " "), *box.options)])
        self._place(box.name, number, made)

    def _place(self, name: str, number: int, made: pikepdf.Object) -> None:
        *above, last = name.split(".")
        made.T, made.Type, made.Subtype = String(last), Name.Annot, Name.Widget
        page = self.document.pages[number].obj
        made.P = page
        field_ = self.document.make_indirect(made)
        self._hang(above, field_)
        if "/Annots" not in page:
            page.Annots = Array([])
        page.Annots.append(field_)

    def _hang(self, above: Sequence[str], child: pikepdf.Object) -> None:
        if not above:
            self.top.append(child)
            return
        path = ".".join(above)
        if path not in self._branches:
            self._branches[path] = self.document.make_indirect(Dictionary(T=String(above[-1]), Kids=Array([])))
            self._hang(above[:-1], self._branches[path])
        child.Parent = self._branches[path]
        self._branches[path].Kids.append(child)

    def _tick(self, side: float) -> tuple[pikepdf.Object, pikepdf.Object]:
        """How a box looks, ticked and not: its frame is on the page already."""
        if side not in self._ticks:
            first, middle, last = (f"{side * x:.2f} {side * y:.2f}" for x, y in _TICK)
            drawings = (f"q 1.5 w 0 G {first} m {middle} l {last} l S Q".encode(), b"")
            on, off = (self.document.make_stream(drawing, Type=Name.XObject, Subtype=Name.Form,
                                                 BBox=Array([0, 0, round(side, 2), round(side, 2)])) for drawing in drawings)
            self._ticks[side] = on, off
        return self._ticks[side]


def _size(text: str, width: float, height: float, *, several: bool) -> float:
    """The size at which a text already written stands whole in its box, as far as it can be read."""
    size = SIZE
    while size > SMALLEST:
        lines = 0
        for line in text.split("\r"):
            wide = stringWidth(line.encode("cp1252", "replace").decode("cp1252"), "Helvetica", size)
            lines += max(1, int(wide * 1.08 / max(1.0, width - 6)) + 1) if several else 1
            if not several and wide > width - 6:
                lines = 1000
        if not several and lines == 1 or several and lines * size * 1.17 <= height - 4:
            break
        size -= 0.5
    return size
