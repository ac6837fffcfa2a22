"""Sets of numbers told as intervals: « 1-5,8 ». What somebody has of a chain of entries, or of somebody's plis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST = (1 << 53) - 1
"""No number of ours is greater, and every JSON reader knows them all."""
_ONE = r"[1-9][0-9]{0,15}(?:-[1-9][0-9]{0,15})?"
_TEXT = re.compile(rf"{_ONE}(?:,{_ONE})*")


@dataclass(frozen=True, slots=True)
class Ranges:
    """A set of positive integers that costs what its intervals cost, however many numbers they hold."""

    intervals: tuple[tuple[int, int], ...] = ()
    """First and last numbers, in order, with a hole between two of them. Made by ``of``, ``between`` and ``parse`` only."""

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Ranges:
        return cls(_joined((number, number) for number in set(numbers)))

    @classmethod
    def between(cls, first: int, last: int) -> Ranges:
        """From ``first`` to ``last``; nothing when ``last`` comes before."""
        return cls(((max(first, 1), last),)) if max(first, 1) <= last else cls()

    @classmethod
    def parse(cls, text: str) -> Ranges:
        """The set ``str`` tells so; ``ValueError`` when it would tell it otherwise."""
        if text == "":
            return cls()
        if not isinstance(text, str) or not _TEXT.fullmatch(text):
            raise ValueError("not a list of intervals")
        intervals: list[tuple[int, int]] = []
        before = -1
        for part in text.split(","):
            first, dash, last = part.partition("-")
            a, b = int(first), int(last or first)
            if a <= before + 1 or b > MOST or (dash and b <= a):
                raise ValueError("intervals out of order")
            intervals.append((a, b))
            before = b
        return cls(tuple(intervals))

    @property
    def highest(self) -> int:
        """The greatest number; 0 when there is none."""
        return self.intervals[-1][1] if self.intervals else 0

    def __str__(self) -> str:
        return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in self.intervals)

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __len__(self) -> int:
        return sum(b - a + 1 for a, b in self.intervals)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and any(a <= number <= b for a, b in self.intervals)

    def __iter__(self) -> Iterator[int]:
        """Every number. Not for what somebody else sent: an interval may be as long as she likes."""
        for a, b in self.intervals:
            yield from range(a, b + 1)

    def __or__(self, other: Ranges) -> Ranges:
        return Ranges(_joined((*self.intervals, *other.intervals)))

    def __and__(self, other: Ranges) -> Ranges:
        return self - (self - other)

    def __sub__(self, other: Ranges) -> Ranges:
        left: list[tuple[int, int]] = []
        holes = iter((*other.intervals, (MOST + 1, MOST + 1)))
        c, d = next(holes)
        for first, last in self.intervals:
            a = first
            while a <= last:
                while d < a:
                    c, d = next(holes)
                if c > last:
                    left.append((a, last))
                    break
                if c > a:
                    left.append((a, c - 1))
                a = d + 1
        return Ranges(tuple(left))


def _joined(intervals: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for a, b in sorted(intervals):
        if a < 1:
            raise ValueError("numbers start at 1")
        if found and a <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return tuple(found)
