"""Scores drawn on the row of their table: an axis, a hatched band for the middle, an interval and its mark. No colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, pi, sin
from typing import Literal

from desktop.reports import style as s
from desktop.reports.items import Page
from desktop.reports.style import Type
from desktop.reports.text import one_line

SIDE = 6.0
"""Room at both ends of an axis: a mark at the very end stays inside."""
HATCH = 5.5
"""Between two hatching lines, measured across: the same on every row, so that rows join."""
MARK, BAR, CAP = 2.5, 1.3, 2.7
GRID, MIDDLE, STRIPE = 0.5, 0.9, 0.3

Shape = Literal["disc", "diamond"]


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale of scores: its mean, its deviation, and what it can hold."""

    mean: float
    deviation: float
    low: float
    high: float

    @classmethod
    def of(cls, mean: float, deviation: float, bounds: Sequence[tuple[float, float]], shown: Sequence[float] = ()) -> Axis:
        """The axis of several scores: a little over three deviations on each side, more when what is shown stands further,
        never beyond what these scores can take."""
        known = [(low, high) for low, high in bounds if high > low]
        lowest = min((low for low, _ in known), default=mean - 5 * deviation)
        highest = max((high for _, high in known), default=mean + 5 * deviation)
        reach = 3.3 * deviation
        low = max(lowest, min([mean - reach, *shown]))
        high = min(highest, max([mean + reach, *shown]))
        return cls(mean, deviation, min(low, mean - deviation), max(high, mean + deviation))

    @property
    def ticks(self) -> tuple[float, ...]:
        """One a deviation, three on each side of the mean at most."""
        reach = [self.mean + step * self.deviation for step in range(-3, 4)]
        return tuple(tick for tick in reach if self.low <= tick <= self.high)

    @property
    def middle(self) -> tuple[float, float]:
        """One deviation on each side of the mean: about two children in three."""
        return self.mean - self.deviation, self.mean + self.deviation

    def at(self, value: float, width: float) -> float:
        """Where a value stands, held inside the axis."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return SIDE + share * (width - 2 * SIDE)


@dataclass(frozen=True, slots=True)
class Mark:
    """One score: its value, its interval when there is one."""

    value: float | None
    bottom: float | None = None
    top: float | None = None
    shape: Shape = "disc"


@dataclass(slots=True)
class Scale:
    """The head of a chart: the figures of its axis."""

    axis: Axis
    type: Type
    height: float = 0.0

    def __post_init__(self) -> None:
        self.height = max(self.height, self.type.leading)

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        size = self.type.size
        ends = x
        for tick in self.axis.ticks:
            line = one_line(f"{tick:g}", s.REGULAR, size, width)
            wide = line.width * size / 1000
            left = min(max(x, x + self.axis.at(tick, width) - wide / 2), x + width - wide)
            if left >= ends:
                page.text(left, top + self.height - self.type.leading * 0.28, line, size, s.SOFT)
                ends = left + wide + 2


@dataclass(slots=True)
class Chart:
    """One row of a chart, as tall as its row: ``over`` and ``under`` are the row's own padding, drawn over."""

    axis: Axis
    marks: Sequence[Mark]
    height: float
    over: float = 0.0
    under: float = 0.0

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        first, last = top - self.over, top + self.height + self.under
        low, high = (x + self.axis.at(edge, width) for edge in self.axis.middle)
        _hatch(page, low, first, high, last)
        for tick in self.axis.ticks:
            here = x + self.axis.at(tick, width)
            page.faint.append((here, first, here, last, MIDDLE if tick == self.axis.mean else GRID))
        y = (first + last) / 2
        shown = [mark for mark in self.marks if mark.value is not None]
        if len(shown) > 1:
            places = [x + self.axis.at(mark.value or 0, width) for mark in shown]
            page.rules.append((min(places), y, max(places), y, s.THICK, False))
        for mark in shown:
            self._mark(page, mark, x, y, width)

    def _mark(self, page: Page, mark: Mark, x: float, y: float, width: float) -> None:
        value = mark.value or 0
        if mark.bottom is not None and mark.top is not None and mark.bottom <= mark.top:
            left, right = (x + self.axis.at(edge, width) for edge in (mark.bottom, mark.top))
            page.rules.append((left, y, right, y, BAR, False))
            for edge in (left, right):
                page.rules.append((edge, y - CAP, edge, y + CAP, BAR, False))
        here = x + self.axis.at(value, width)
        if not self.axis.low <= value <= self.axis.high:
            turn = 1 if value > self.axis.high else -1
            tip = here + turn * (MARK + 2)
            page.shapes.append((((tip, y), (here - turn, y - MARK - 0.6), (here - turn, y + MARK + 0.6)), True))
        elif mark.shape == "diamond":
            reach = MARK + 0.7
            page.shapes.append((((here, y - reach), (here + reach, y), (here, y + reach), (here - reach, y)), False))
        else:
            page.shapes.append((disc(here, y, MARK), True))


@dataclass(slots=True)
class Sign:
    """A disc or a diamond before a word, as in the chart."""

    shape: Shape
    height: float

    def draw(self, page: Page, x: float, top: float, width: float) -> None:
        y = top + self.height * 0.5
        if self.shape == "disc":
            page.shapes.append((disc(x + MARK + 0.7, y, MARK), True))
        else:
            reach = MARK + 0.7
            page.shapes.append((((x + reach, y - reach), (x + 2 * reach, y), (x + reach, y + reach), (x, y)), False))


def _hatch(page: Page, left: float, top: float, right: float, foot: float) -> None:
    """Thin slanting lines inside a rectangle, on a grid of the page: two rows that touch have one hatching."""
    start = (left + top) // HATCH * HATCH
    place = start
    while place <= right + foot:
        upper = (place - top, top) if left <= place - top <= right else (right, place - right)
        lower = (place - foot, foot) if left <= place - foot <= right else (left, place - left)
        if top - 0.01 <= upper[1] <= foot + 0.01 and top - 0.01 <= lower[1] <= foot + 0.01 and upper != lower:
            page.faint.append((lower[0], lower[1], upper[0], upper[1], STRIPE))
        place += HATCH


@cache
def _circle() -> tuple[tuple[float, float], ...]:
    return tuple((cos(2 * pi * step / 20), sin(2 * pi * step / 20)) for step in range(20))


def disc(x: float, y: float, radius: float) -> tuple[tuple[float, float], ...]:
    """A disc as a closed shape of twenty corners."""
    return tuple((x + radius * across, y + radius * down) for across, down in _circle())
