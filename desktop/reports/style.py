"""Measures, sizes and fonts of every paper: A4, Lato first, DejaVu Sans for what Lato does not have."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics

from desktop.reports.font import PaperFont

rl_config.trustedSchemes = []
rl_config.trustedHosts = []

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 22 * MM, 18 * MM, 15 * MM, 25 * MM
"""Left is wider, for punching; the footer and its square code live in the bottom margin."""
WIDTH = PAGE_WIDTH - LEFT - RIGHT
HAND = 8 * MM
"""Room for one line written by hand."""

FRAME, THICK, THIN, ROW_LINE, COLUMN_LINE = 0.6, 0.9, 0.5, 0.4, 0.3
INK, SOFT, FAINT = 0.0, 0.27, 0.45
"""Greys that stay readable on a tired copier."""

REGULAR, SEMIBOLD, BOLD, ITALIC = "Lato", "Lato-Semibold", "Lato-Bold", "Lato-Italic"
FALLBACK = "DejaVuSans"
_FILES = {REGULAR: "Lato/Lato-Regular.ttf", SEMIBOLD: "Lato/Lato-Semibold.ttf", BOLD: "Lato/Lato-Bold.ttf",
          ITALIC: "Lato/Lato-Italic.ttf", FALLBACK: "DejaVu/DejaVuSans.ttf"}
_REMEMBERED = 20_000
_BETWEEN = re.compile("[ \u00a0]+")


@dataclass(frozen=True, slots=True)
class Type:
    """A size of letters and the height of its line."""

    size: float
    leading: float


@dataclass(frozen=True, slots=True)
class Style:
    """The sizes of one paper."""

    title: Type
    name: Type
    section: Type
    body: Type
    cell: Type
    label: Type
    foot: Type
    gap: float
    """Above a section."""
    box: float
    """Side of a box to tick."""


NORMAL = Style(Type(17, 21), Type(13, 16), Type(11.5, 14.5), Type(10, 13.2), Type(9.6, 12.4), Type(8.8, 11.2), Type(8.6, 10.8),
               gap=7.5, box=7.6)
FAMILY = Style(Type(19, 24), Type(14, 18), Type(13, 17), Type(12, 16), Type(12, 16), Type(10.5, 13.5), Type(8.6, 10.8),
               gap=10, box=9)
LARGE = Style(Type(18.5, 24), Type(17, 22), Type(16, 21), Type(14, 19), Type(14, 19), Type(12.5, 16), Type(10.5, 12.5),
              gap=12, box=10.5)
LARGE_FAMILY = Style(Type(24, 30), Type(19, 24), Type(18, 24), Type(16, 22), Type(16, 22), Type(14, 19), Type(10.5, 12.5),
                     gap=13, box=12)


class Face:
    """One font as the layout sees it: which characters it draws, how wide each word is (thousandths of the size)."""

    def __init__(self, name: str, font: PaperFont) -> None:
        self.name = name
        shapes: Any = font.face
        self.widths: dict[int, float] = shapes.charWidths
        self.default: float = shapes.defaultWidth
        self.glyphs = frozenset(map(chr, shapes.charToGlyph))
        self._words: dict[str, float] = {}

    def width(self, word: str) -> float:
        """The width of a word at size 1000, falling back character by character."""
        known = self._words.get(word)
        if known is None:
            known = sum(self.char(letter) for letter in word)
            if len(word) < 40:
                if len(self._words) > _REMEMBERED:
                    self._words.clear()
                self._words[word] = known
        return known

    def char(self, letter: str) -> float:
        if letter in self.glyphs:
            return self.widths.get(ord(letter), self.default)
        back = face(FALLBACK)
        return back.widths.get(ord(letter), back.default)

    def runs(self, text: str, *, bridge: bool = False) -> list[tuple[str, str]]:
        """The text cut where the font changes: ``(font name, text)``. ``bridge`` keeps spaces with the letters of the
        fallback around them, so that a sentence written from right to left stays in one piece."""
        if self.glyphs.issuperset(text):
            return [(self.name, text)]
        cut: list[tuple[str, str]] = []
        start, now = 0, ""
        bridged = {place for found in _BETWEEN.finditer(text) for place in range(*found.span())
                   if self._falls(text, found.start() - 1) and self._falls(text, found.end())} if bridge else ()
        for place, letter in enumerate(text):
            name = FALLBACK if place in bridged or letter not in self.glyphs else self.name
            if name != now:
                if place:
                    cut.append((now, text[start:place]))
                start, now = place, name
        cut.append((now, text[start:]))
        return cut


    def _falls(self, text: str, place: int) -> bool:
        return 0 <= place < len(text) and text[place] not in self.glyphs


def fonts_folder() -> Path:
    """``resources/fonts``: beside ``desktop`` in a checkout, inside it once installed or bundled."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources" / "fonts"
    return inside if inside.is_dir() else package.parent / "resources" / "fonts"


@cache
def face(name: str) -> Face:
    """A font, read and registered the first time a paper needs it."""
    font = PaperFont(name, str(fonts_folder() / _FILES[name]))
    pdfmetrics.registerFont(font)
    return Face(name, font)


@cache
def drawable() -> frozenset[str]:
    """Every character at least one shipped font draws and means something by itself: no mark of direction, no selector,
    nothing of a font's private use."""
    both = face(REGULAR).glyphs | face(FALLBACK).glyphs | {"\n", "\t"}
    return frozenset(letter for letter in both if letter in "\n\t" or (
        unicodedata.category(letter) not in ("Cc", "Cf", "Cn", "Co", "Cs") and not "\ufe00" <= letter <= "\ufe0f"))
