"""Fields of a fillable PDF, laid on finished pages by pikepdf: ReportLab's take no « œ » and no « € ».

How typed text looks is left to the program that shows it, in the Helvetica every one has; ticks alone bring their drawing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from desktop.forms.paper_fields import CODE_FIELD, FORM_FIELD
from desktop.reports import style as s
from desktop.reports.items import Page

SIZE, SMALLEST, INSET = 10.0, 5.0, 2.0
READ_ONLY, MULTILINE, COMBO = 1, 1 << 12, 1 << 17
HIDDEN, PRINTED = 2, 4
_TICK = ((0.18, 0.45), (0.42, 0.2), (0.85, 0.8))


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
        wides = [stringWidth(line.encode("cp1252", "replace").decode("cp1252"), "Helvetica", size) / max(1.0, width - 6)
                 for line in text.split("\r")]
        if max(wides) <= 1 if not several else sum(int(wide * 1.08) + 1 for wide in wides) * size * 1.17 <= height - 4:
            break
        size -= 0.5
    return size
