"""Pages to PDF bytes: running head, footer with page x / y and a square code, neutral metadata, fonts embedded."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.pdfgen.canvas import Canvas

from desktop.reports import style as s
from desktop.reports.items import Page, square_code
from desktop.reports.text import lines, one_line
from desktop.texts import plain_date

CODE_SIDE = 11 * s.MM
CODE_SENTENCE = "ce code range la feuille, il ne contient pas le nom"
Progress = Callable[[int, int], bool]
_TICK = ((0.18, 0.55), (0.42, 0.8), (0.85, 0.2))
DEMONSTRATION = "démonstration – personnes fictives"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the text on every page."""

    title: str
    """Neutral: no name. Title of the PDF, too."""
    code: str = ""
    day: date | None = None
    recipients: str = ""
    running: str = ""
    """Head of the pages after the first."""
    style: s.Style = s.NORMAL
    demonstration: bool = False
    secret: bool = False
    """A paper that is its owner's alone: no code to file it by."""


class Press:
    """One PDF being made: as many papers as wished, the fonts written once."""

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        font: Any = s.face(s.REGULAR).name
        self._canvas: Any = Canvas(self._out, pagesize=(s.PAGE_WIDTH, s.PAGE_HEIGHT), pageCompression=1, invariant=1,
                                   lang="fr-FR", initialFontName=font)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("Pôle Ressource")
        self._canvas.setProducer("")
        self.pages = 0

    def add(self, sheet: Sheet, pages: Sequence[Page]) -> None:
        """Draw one paper, its pages counted from one."""
        for number, page in enumerate(pages, 1):
            _around(page, sheet, number, len(pages))
            self._draw(page)
            self._canvas.showPage()
            self.pages += 1

    def done(self) -> bytes:
        """The PDF."""
        self._canvas.save()
        return self._out.getvalue()

    def _draw(self, page: Page) -> None:
        canvas = self._canvas
        code = canvas._code
        high = s.PAGE_HEIGHT
        for x0, y0, x1, y1, heavy in page.faint:
            code.append(f"{heavy:.2f} w 0.55 G {x0:.2f} {high - y0:.2f} m {x1:.2f} {high - y1:.2f} l S 0 G")
        weight, dots = -1.0, False
        for x0, y0, x1, y1, heavy, dotted in sorted(page.rules, key=lambda rule: (rule[5], rule[4])):
            if heavy != weight:
                code.append(f"{heavy:.2f} w")
                weight = heavy
            if dotted != dots:
                code.append("[0.6 2] 0 d" if dotted else "[] 0 d")
                dots = dotted
            code.append(f"{x0:.2f} {high - y0:.2f} m {x1:.2f} {high - y1:.2f} l S")
        if dots:
            code.append("[] 0 d")
        for x, top, side, ticked in page.boxes:
            code.append(f"0.70 w {x:.2f} {high - top - side:.2f} {side:.2f} {side:.2f} re S")
            if ticked:
                first, middle, last = (f"{x + side * a:.2f} {high - top - side * b:.2f}" for a, b in _TICK)
                code.append(f"1.50 w {first} m {middle} l {last} l S")
        for corners, black in page.shapes:
            path = " ".join(f"{x:.2f} {high - y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(corners))
            code.append(f"0.90 w {'0' if black else '1'} g {path} b 0 g")
        if page.filled:
            code.append(" ".join(f"{x:.3f} {high - y - h:.3f} {w:.3f} {h:.3f} re" for x, y, w, h in page.filled) + " f")
        self._texts(page)

    def _texts(self, page: Page) -> None:
        """All text of a page in one text object, in reading order."""
        text = self._canvas.beginText()
        high = s.PAGE_HEIGHT
        grey_now = 0.0
        font_now: tuple[str, float] = ("", 0.0)
        for x, baseline, size, grey, runs in page.texts:
            text.setTextOrigin(x, high - baseline)
            if grey != grey_now:
                text.setFillGray(grey)
                grey_now = grey
            for name, words in runs:
                if font_now != (name, size):
                    text.setFont(name, size)
                    font_now = (name, size)
                text._code.append(text._formatText(words))
        self._canvas.drawText(text)


def bind(papers: Iterable[tuple[Sheet, Sequence[Page]]], title: str, total: int = 1, progress: Progress | None = None) -> bytes:
    """Several papers in one PDF, pages counted in each. ``progress(done, total)`` false stops, and gives ``b""``."""
    press = Press(title)
    for done, (sheet, pages) in enumerate(papers, 1):
        press.add(sheet, pages)
        if progress is not None and not progress(done, total):
            return b""
    return press.done() if press.pages else b""


def _around(page: Page, sheet: Sheet, number: int, count: int) -> None:
    """Running head and footer."""
    foot = sheet.style.foot
    size = foot.size
    right = s.LEFT + s.WIDTH
    head = s.TOP - 4.6 * s.MM
    room = s.WIDTH
    if sheet.demonstration:
        word = one_line(DEMONSTRATION, s.SEMIBOLD, size, s.WIDTH)
        wide = word.width * size / 1000
        page.text(right - wide, head, word, size)
        page.rules += [(right - wide - 4, head + 3.2, right + 4, head + 3.2, 0.6, False),
                       (right - wide - 4, head - size, right + 4, head - size, 0.6, False),
                       (right - wide - 4, head - size, right - wide - 4, head + 3.2, 0.6, False),
                       (right + 4, head - size, right + 4, head + 3.2, 0.6, False)]
        room -= wide + 14
    if number > 1 and sheet.running:
        page.text(s.LEFT, head, one_line(sheet.running, s.REGULAR, size, room), size, s.SOFT)
    top = s.PAGE_HEIGHT - 19 * s.MM
    page.rules.append((s.LEFT, top, right, top, s.ROW_LINE, False))
    day = plain_date(sheet.day) if sheet.day else "modèle vierge"
    parts = [sheet.title, f"page {number} / {count}", day]
    code_room = 0.0
    if not sheet.secret:
        parts.append(f"formulaire {sheet.code}" if sheet.code else "")
        code_room = CODE_SIDE + 4 * s.MM
        square_code(page, modules(sheet.code), right - CODE_SIDE, top + 1.4 * s.MM, CODE_SIDE)
    baseline = top + foot.leading + 0.6
    what = "\u00a0 · \u00a0".join(part for part in parts if part)
    page.text(s.LEFT, baseline, one_line(what, s.REGULAR, size, s.WIDTH - code_room), size, s.SOFT)
    _confidential(page, sheet, baseline, s.WIDTH - code_room)


def _confidential(page: Page, sheet: Sheet, baseline: float, room: float) -> None:
    """Who the paper is for, on two lines when there are many; what the code is, at the right of the last."""
    size = sheet.style.foot.size
    sentence = one_line("" if sheet.secret else CODE_SENTENCE, s.REGULAR, size, s.WIDTH)
    wide = sentence.width * size / 1000
    text = f"Document confidentiel – {sheet.recipients}" if sheet.recipients else "Document confidentiel"
    told = lines(text.replace("\n", " "), s.REGULAR, size, room)[:2]
    if len(told) == 2:
        first = "".join(run for _, run in told[0].runs)
        told[1] = one_line(text.replace("\n", " ")[len(first):].strip(), s.REGULAR, size, room - wide - 12)
    elif told[0].width * size / 1000 + wide + 12 > room:
        told.append(one_line("", s.REGULAR, size, room))
    for line in told:
        baseline += sheet.style.foot.leading
        page.text(s.LEFT, baseline, line, size, s.SOFT)
    page.text(s.LEFT + room + 1.5 * s.MM - wide, baseline, sentence, size, s.SOFT)


@lru_cache(maxsize=256)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The square code (QR) of a short text. Any mask is read by any reader: the first is taken, none is weighed."""
    return _modules(text or "POLE RESSOURCE", QRErrorCorrectLevel.M)


def _modules(text: str, level: int) -> tuple[tuple[bool, ...], ...]:
    code: Any = QRCode(None, level)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, 0)
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def recipients(names: Sequence[str]) -> str:
    """« destinataire : … » or « destinataires : … »."""
    kept = [name for name in names if name]
    if not kept:
        return ""
    return ("destinataire : " if len(kept) == 1 else "destinataires : ") + ", ".join(kept)
