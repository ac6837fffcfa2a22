"""A page lying down, drawn point by point from its top left: for what is a picture of time, not a text. Black and greys."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from desktop.reports import style as s
from desktop.reports.items import Page, square_code
from desktop.reports.sheet import CODE_SENTENCE, CODE_SIDE, DEMONSTRATION, Sheet, modules
from desktop.reports.style import Type
from desktop.reports.text import lines, one_line
from desktop.texts import plain_date

WIDE, HIGH = s.PAGE_HEIGHT, s.PAGE_WIDTH
LEFT, RIGHT, TOP = 22 * s.MM, 18 * s.MM, 15 * s.MM
WIDTH = WIDE - LEFT - RIGHT
FOOT = HIGH - 19.5 * s.MM
"""Where the footer begins."""
HATCH = 3.2


class Board:
    """Pages of one paper. ``words`` keeps what was written and where, for tests."""

    def __init__(self, sheet: Sheet) -> None:
        self._out = io.BytesIO()
        font: Any = s.face(s.REGULAR).name
        self._canvas: Any = Canvas(self._out, pagesize=(WIDE, HIGH), pageCompression=1, invariant=1, lang="fr-FR",
                                   initialFontName=font)
        self._canvas.setTitle(sheet.title)
        for tell in (self._canvas.setAuthor, self._canvas.setSubject, self._canvas.setProducer):
            tell("")
        self._canvas.setCreator("Pôle Ressource")
        self._sheet = sheet
        self.words: list[tuple[float, float, float, str]] = []

    # -- drawing -------------------------------------------------------------------------------------------------------
    def text(self, x: float, baseline: float, text: str, size: float, face: str = s.REGULAR, grey: float = s.INK, *,
             width: float = WIDTH, end: bool = False, middle: bool = False) -> float:
        """One line, ended by « … » when it is too long; gives its width. ``end``, ``middle``: ``x`` is its right, its middle."""
        line = one_line(text, face, size, width)
        wide = line.width * size / 1000
        left = x - wide if end else x - wide / 2 if middle else x
        if not line.runs:
            return 0.0
        said = self._canvas.beginText()
        said.setTextOrigin(left, HIGH - baseline)
        said.setFillGray(grey)
        for name, run in line.runs:
            said.setFont(name, size)
            said.textOut(run)
        self._canvas.drawText(said)
        self.words.append((left, baseline, wide, "".join(run for _, run in line.runs)))
        return wide

    def prose(self, x: float, top: float, text: str, width: float, type: Type, face: str = s.REGULAR, grey: float = s.INK, *,
              most: int = 99) -> float:
        """A text over several lines, ``most`` at the most; gives where it ends."""
        found = lines(text, face, type.size, width)
        for place, line in enumerate(found[:most]):
            shown = "".join(run for _, run in line.runs)
            cut = place == most - 1 and len(found) > most
            self.text(x, top + type.size, f"{shown} …" if cut else shown, type.size, face, grey, width=width)
            top += type.leading
        return top

    def rule(self, x0: float, y0: float, x1: float, y1: float, weight: float = s.ROW_LINE, grey: float = s.INK,
             dash: Sequence[float] = ()) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeGray(grey)
        self._canvas.setDash(list(dash))
        self._canvas.line(x0, HIGH - y0, x1, HIGH - y1)
        self._canvas.setDash([])

    def shade(self, x: float, top: float, width: float, height: float, grey: float = 0.945) -> None:
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, HIGH - top - height, width, height, stroke=0, fill=1)

    def box(self, x: float, top: float, width: float, height: float, style: str = "outlined", *, radius: float = 2.4,
            weight: float = 0.9) -> None:
        """A rounded box: ``filled`` black, ``hatched``, ``outlined``, ``dashed``; each known without colour."""
        canvas, foot = self._canvas, HIGH - top - height
        canvas.setLineWidth(weight)
        canvas.setStrokeGray(0)
        canvas.setFillGray(0 if style == "filled" else 1)
        canvas.setDash([2.2, 1.6] if style == "dashed" else [])
        canvas.roundRect(x, foot, width, height, min(radius, width / 2), stroke=1, fill=1)
        canvas.setDash([])
        if style == "hatched":
            self._hatch(x, foot, width, height, min(radius, width / 2))

    def _hatch(self, x: float, foot: float, width: float, height: float, radius: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        path = canvas.beginPath()
        path.roundRect(x, foot, width, height, radius)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setLineWidth(0.45)
        place = x - height
        while place < x + width:
            canvas.line(place, foot, place + height, foot + height)
            place += HATCH
        canvas.restoreState()

    def disc(self, x: float, y: float, radius: float, weight: float = 0.8) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.setStrokeGray(0)
        self._canvas.setFillGray(1)
        self._canvas.circle(x, HIGH - y, radius, stroke=1, fill=1)

    # -- pages ---------------------------------------------------------------------------------------------------------
    def head(self, title: str, aside: str, scale: float = 1.0) -> float:
        """Title at left, who or when at right, and a rule; gives where the page goes on."""
        base = TOP + 17 * scale
        wide = self.text(LEFT + WIDTH, base, aside, 13 * scale, s.BOLD, width=WIDTH * 0.55, end=True)
        self.text(LEFT, base, title, 17 * scale, s.BOLD, width=WIDTH - wide - 14)
        self.rule(LEFT, base + 7 * scale, LEFT + WIDTH, base + 7 * scale, s.THICK)
        return base + 7 * scale

    def foot(self, number: int, count: int) -> None:
        """The footer, and what says a demonstration."""
        sheet, size = self._sheet, s.NORMAL.foot.size
        self.rule(LEFT, FOOT, LEFT + WIDTH, FOOT, s.ROW_LINE, s.SOFT)
        day = plain_date(sheet.day) if sheet.day else "modèle vierge"
        parts = (sheet.title, f"page {number} / {count}", day, f"formulaire {sheet.code}" if sheet.code else "")
        room = WIDTH - CODE_SIDE - 4 * s.MM
        self.text(LEFT, FOOT + 11, "\u00a0 · \u00a0".join(part for part in parts if part), size, grey=s.SOFT, width=room)
        told = f"Document confidentiel – {sheet.recipients}" if sheet.recipients else ""
        wide = self.text(LEFT + room, FOOT + 22, CODE_SENTENCE, size, grey=s.SOFT, end=True)
        self.text(LEFT, FOOT + 22, told, size, grey=s.SOFT, width=room - wide - 12)
        squares = Page()
        square_code(squares, modules(sheet.code), LEFT + WIDTH - CODE_SIDE, FOOT + 1.4 * s.MM, CODE_SIDE)
        self._canvas.setFillGray(0)
        for x, top, width, height in squares.filled:
            self._canvas.rect(x, HIGH - top - height, width, height, stroke=0, fill=1)
        if sheet.demonstration:
            base = TOP - 5
            wide = self.text(LEFT + WIDTH - 4, base, DEMONSTRATION, size, s.SEMIBOLD, end=True)
            self._canvas.setLineWidth(0.6)
            self._canvas.setStrokeGray(0)
            self._canvas.rect(LEFT + WIDTH - wide - 8, HIGH - base - 3.2, wide + 8, size + 3.6, stroke=1, fill=0)

    def next(self) -> None:
        self._canvas.showPage()

    def done(self) -> bytes:
        """The PDF."""
        self._canvas.save()
        return self._out.getvalue()
