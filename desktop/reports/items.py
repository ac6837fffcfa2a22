"""What stands in a cell: lines of text, boxes to tick, dotted lines to write on. Each knows its height and draws itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from desktop.reports.style import HAND, INK, THIN, Type
from desktop.reports.text import Line

Mark = Literal["", "dash", "box", "ticked"]


@dataclass(slots=True)
class Page:
    """One page, from the top: what ``sheet`` will draw, and what tests look at."""

    texts: list[tuple[float, float, float, float, list[tuple[str, str]]]] = field(default_factory=list)
    """Left, baseline, size, grey, runs."""
    widths: list[float] = field(default_factory=list)
    rules: list[tuple[float, float, float, float, float, bool]] = field(default_factory=list)
    """Left, top, right, bottom, weight, dotted."""
    boxes: list[tuple[float, float, float, bool]] = field(default_factory=list)
    filled: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Left, top, width, height of black squares."""
    faint: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    """Left, top, right, bottom, weight of grey lines under everything: they guide the eye, and say nothing alone."""
    shapes: list[tuple[tuple[tuple[float, float], ...], bool]] = field(default_factory=list)
    """Corners of a closed shape, black inside or white; drawn over the rules."""

    def text(self, x: float, baseline: float, line: Line, size: float, grey: float = INK) -> None:
        if line.runs:
            self.texts.append((x, baseline, size, grey, line.runs))
            self.widths.append(line.width * size / 1000)


class Item(Protocol):
    """Something of one height that no page break cuts."""

    @property
    def height(self) -> float: ...

    def draw(self, page: Page, x: float, top: float, width: float) -> None: ...


@dataclass(slots=True)
class TextItem:
    """One line of text, with a dash or a box before it."""

    line: Line
    type: Type
    grey: float = INK
    indent: float = 0.0
    mark: Mark = ""
    end: bool = False
    """Set against the right edge."""
    box: float = 7.6

    @property
    def height(self) -> float:
        return self.type.leading

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        size = self.type.size
        baseline = top + (self.type.leading - size) / 2 + size * 0.81
        if self.mark == "dash":
            middle = baseline - size * 0.26
            page.rules.append((x, middle, x + size * 0.55, middle, THIN, False))
        elif self.mark:
            page.boxes.append((x, baseline - self.box + 0.7, self.box, self.mark == "ticked"))
        left = x + self.indent
        if self.end or self.line.right:
            left = x + width - self.line.width * size / 1000
        page.text(left, baseline, self.line, size, self.grey)


@dataclass(slots=True)
class Gap:
    """Empty space; dropped at the top of a page."""

    height: float

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        """Nothing to draw."""


@dataclass(slots=True)
class Rule:
    """A line across."""

    height: float
    weight: float = 0.9

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        page.rules.append((x, top, x + width, top, self.weight, False))


@dataclass(slots=True)
class Dotted:
    """A dotted line, to write on."""

    height: float = HAND

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        foot = top + self.height - 3
        page.rules.append((x, foot, x + width, foot, THIN, True))


Blank = tuple[float, Line]
"""A share of the width, a label."""
APART, DOTS = 9.0, 34.0
"""Between two blanks on a line; the least room to write in one."""


@dataclass(slots=True)
class Blanks:
    """Labels, each followed by dots up to its share of the line: « Nom …… né(e) le …… »; on several lines when too many."""

    rows: Sequence[Sequence[Blank]]
    type: Type
    line: float = HAND

    @property
    def height(self) -> float:
        return self.line * len(self.rows)

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        for place, row in enumerate(self.rows):
            left = x
            foot = top + self.line * (place + 1) - 3
            for own, (_, label) in zip(shares(row, self.type, width), row, strict=True):
                wide = label.width * self.type.size / 1000
                page.text(left, foot - 1.5, label, self.type.size)
                start = left + wide + (4 if label.runs else 0)
                if start < left + own:
                    page.rules.append((start, foot, left + own, foot, THIN, True))
                left += own + APART


def shares(row: Sequence[Blank], type: Type, width: float) -> list[float]:
    """The width of each blank of a line: its share, more when its label would leave no room to write."""
    usable = width - APART * (len(row) - 1)
    least = [label.width * type.size / 1000 + DOTS for _, label in row]
    if len(row) == 1 or sum(least) > usable:
        return [usable / len(row)] * len(row)
    total = sum(share for share, _ in row)
    wished = [usable * share / total for share, _ in row]
    short = sum(max(0.0, low - wish) for low, wish in zip(least, wished, strict=True))
    spare = sum(max(0.0, wish - low) for low, wish in zip(least, wished, strict=True))
    return [low if wish <= low else wish - (wish - low) * short / spare for low, wish in zip(least, wished, strict=True)]


def blank_rows(parts: Sequence[Blank], type: Type, width: float) -> list[list[Blank]]:
    """Blanks put on lines, each with room to write."""
    rows: list[list[Blank]] = []
    room = 0.0
    for part in parts:
        need = part[1].width * type.size / 1000 + DOTS + APART
        if rows and need <= room:
            rows[-1].append(part)
            room -= need
        else:
            rows.append([part])
            room = width + APART - need
    return rows


@dataclass(slots=True)
class Beside:
    """Items side by side on one line: ``(left, width, item)``."""

    parts: Sequence[tuple[float, float, Item]]
    height: float = 0.0

    def __post_init__(self) -> None:
        self.height = max([self.height, *(item.height for _, _, item in self.parts)])

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        for left, own, item in self.parts:
            item.draw(page, x + left, top + self.height - item.height, own)


@dataclass(slots=True)
class Squares:
    """A square code, given as rows of dark modules."""

    modules: Sequence[Sequence[bool]]
    height: float

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        square_code(page, self.modules, x, top, self.height)


def square_code(page: Page, modules: Sequence[Sequence[bool]], x: float, top: float, side: float) -> None:
    """Dark runs of a square code, as filled rectangles."""
    step = side / len(modules)
    for down, row in enumerate(modules):
        start = -1
        for across, dark in enumerate([*row, False]):
            if dark and start < 0:
                start = across
            elif not dark and start >= 0:
                page.filled.append((x + start * step, top + down * step, (across - start) * step, step))
                start = -1

