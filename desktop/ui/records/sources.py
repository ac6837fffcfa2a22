"""Rows for a list whose service gives them all at once: one reading serves the page, the numbers and the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.ui.paged_model import Source


class Whole:
    """``Whole(lambda: session.projects.list(...)).source()``: read again at each new page or new set of numbers."""

    def __init__(self, read: Callable[[], Sequence[Any]]) -> None:
        self._read = read
        self._rows: dict[int, Any] = {}

    def source(self) -> Source:
        return Source(self._page, self._numbers, self._some)

    def _again(self) -> list[Any]:
        rows = list(self._read())
        self._rows = {row.n: row for row in rows}
        return rows

    def _page(self, offset: int, limit: int) -> Sequence[Any]:
        return self._again()[offset:offset + limit]

    def _numbers(self) -> Sequence[int]:
        return [row.n for row in self._again()]

    def _some(self, numbers: Sequence[int]) -> Mapping[int, Any]:
        return {n: self._rows[n] for n in numbers if n in self._rows}
