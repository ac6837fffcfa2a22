"""Rows put on pages: a row goes on the page whole, moves to the next, or is cut between two lines; never clipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.reports.items import Gap, Item, Page
from desktop.reports.style import BOTTOM, COLUMN_LINE, LEFT, PAGE_HEIGHT, ROW_LINE, TOP

MOVES = 0.35
"""A row up to this share of a page moves whole to the next page rather than being cut."""


@dataclass(slots=True)
class Row:
    """Cells side by side, each a list of items from the top."""

    cells: Sequence[Sequence[Item]]
    widths: Sequence[float]
    pad_x: float = 0.0
    pad_top: float = 0.0
    pad_bottom: float = 0.0
    least: float = 0.0
    below: float = ROW_LINE
    inner: float = field(init=False)

    def __post_init__(self) -> None:
        self.inner = max((sum(item.height for item in cell) for cell in self.cells), default=0.0)

    @property
    def height(self) -> float:
        return max(self.least, self.inner + self.pad_top + self.pad_bottom)


@dataclass(slots=True)
class Block:
    """Rows that belong together: a table with ``heads`` rows repeated, a paragraph, a heading kept with what follows."""

    rows: Sequence[Row]
    heads: int = 0
    frame: float = 0.0
    columns: float = COLUMN_LINE
    gap: float = 0.0
    keep: bool = False
    together: bool = False

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows)


class Flow:
    """Places blocks one after the other."""

    def __init__(self, top_first: float = TOP, top_next: float = TOP, bottom: float = PAGE_HEIGHT - BOTTOM,
                 left: float = LEFT) -> None:
        self._top, self._bottom, self._left = top_next, bottom, left
        self.pages = [Page()]
        self._y = top_first
        self._start = top_first

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def room(self) -> float:
        """What is left on this page."""
        return self._bottom - self._y

    def place(self, blocks: Sequence[Block]) -> list[Page]:
        """Every block, in order. Returns the pages."""
        for place, block in enumerate(blocks):
            if not block.rows:
                continue
            gap = 0.0 if self._at_top else block.gap
            if not self._at_top and gap + self._first(blocks, place) > self.room + 0.01:
                self._new_page()
                gap = 0.0
            self._y += gap
            self._rows(block)
        return self.pages

    @property
    def _at_top(self) -> bool:
        return self._y <= self._start

    def _new_page(self) -> None:
        self.pages.append(Page())
        self._y = self._start = self._top

    @property
    def _whole(self) -> float:
        return self._bottom - self._top

    def _first(self, blocks: Sequence[Block], place: int) -> float:
        """The least height this block needs to begin here."""
        block = blocks[place]
        if block.keep and place + 1 < len(blocks):
            after = blocks[place + 1]
            return block.height + after.gap + self._first(blocks, place + 1)
        if block.together and block.height <= self._whole:
            return block.height
        heads = sum(row.height for row in block.rows[:block.heads])
        body = block.rows[block.heads:block.heads + 1]
        return heads + sum(self._least(block, row) for row in body)

    def _moves(self, block: Block, row: Row) -> bool:
        """Whether a row goes to the next page rather than being cut."""
        return row.height <= self._whole * MOVES and (len(row.cells) > 1 or block.frame > 0)

    def _least(self, block: Block, row: Row) -> float:
        if self._moves(block, row):
            return row.height
        longest = max(row.cells, key=lambda cell: sum(item.height for item in cell), default=())
        start = longest[:2] if len(longest) > 3 else longest
        return row.pad_top + row.pad_bottom + sum(item.height for item in start)

    def _rows(self, block: Block) -> None:
        fresh = True
        for place, row in enumerate(block.rows):
            last = place + 1 == len(block.rows)
            height = row.height
            if height <= self.room + 0.01:
                self._draw(block, row, None, None, height, fresh, last)
                fresh = False
                continue
            head = sum(r.height for r in block.rows[:block.heads]) if place >= block.heads else 0.0
            if self._moves(block, row) and not self._at_top:
                self._next(block, place)
                self._draw(block, row, None, None, height, not head, last)
            else:
                self._cut(block, row, place, fresh, last)
            fresh = False

    def _next(self, block: Block, place: int) -> None:
        """A new page, with the head of the table again."""
        if block.frame and not self._at_top:
            self.page.rules.append((self._left, self._y, self._left + sum(block.rows[0].widths), self._y, block.frame, False))
        self._new_page()
        if block.heads <= place:
            for n, row in enumerate(block.rows[:block.heads]):
                self._draw(block, row, None, None, row.height, n == 0, False)

    def _cut(self, block: Block, row: Row, place: int, fresh: bool, last: bool) -> None:
        """A row over as many pages as it needs."""
        starts = [0] * len(row.cells)
        begun = False
        while True:
            room = self.room - row.pad_top - row.pad_bottom
            taken = [_fit(cell, start, room) for cell, start in zip(row.cells, starts, strict=True)]
            done = all(end == len(cell) for (_, end, _), cell in zip(taken, row.cells, strict=True))
            lines = max(end - start for start, end, _ in taken)
            if not self._fresh_page(block, place) and (lines == 0 or (lines < 2 and not done)):
                self._next(block, place)
                fresh = not (block.heads and block.heads <= place)
                continue
            if lines == 0 and not done:
                taken = [(start, min(start + 1, len(cell)), room) for (start, _, _), cell in zip(taken, row.cells, strict=True)]
            height = row.pad_top + row.pad_bottom + max(tall for _, _, tall in taken)
            if done and not begun:
                height = max(height, min(row.least, self.room))
            self._draw(block, row, [start for start, _, _ in taken], [end for _, end, _ in taken], height, fresh, last and done)
            begun = True
            starts = [end for _, end, _ in taken]
            if done:
                return
            self._next(block, place)
            fresh = not (block.heads and block.heads <= place)

    def _fresh_page(self, block: Block, place: int) -> bool:
        heads = sum(row.height for row in block.rows[:block.heads]) if block.heads <= place else 0.0
        return self._y <= self._start + heads + 0.01

    def _draw(self, block: Block, row: Row, starts: list[int] | None, ends: list[int] | None, height: float, fresh: bool,
              last: bool) -> None:
        """A row, or the part of it that stands on this page."""
        page, top, x = self.page, self._y, self._left
        foot = top + height
        for place, (cell, width) in enumerate(zip(row.cells, row.widths, strict=True)):
            y = top + row.pad_top
            items = cell if starts is None or ends is None else cell[starts[place]:ends[place]]
            for item in items:
                item.draw(page, x + row.pad_x, y, width - 2 * row.pad_x)
                y += item.height
            x += width
            if block.columns and place + 1 < len(row.cells):
                page.rules.append((x, top, x, foot, block.columns, False))
        if block.frame:
            right = self._left + sum(row.widths)
            if fresh:
                page.rules.append((self._left, top, right, top, block.frame, False))
            page.rules.append((self._left, foot, right, foot, block.frame if last else row.below, False))
            page.rules.append((self._left, top, self._left, foot, block.frame, False))
            page.rules.append((right, top, right, foot, block.frame, False))
        self._y = foot


def _fit(cell: Sequence[Item], start: int, room: float) -> tuple[int, int, float]:
    """How much of a cell stands in ``room``: where it begins (gaps dropped), where it ends, how tall it is."""
    while 0 < start < len(cell) and isinstance(cell[start], Gap):
        start += 1
    end, tall = start, 0.0
    while end < len(cell) and tall + cell[end].height <= room + 0.01:
        tall += cell[end].height
        end += 1
    if end + 1 == len(cell) and end - start > 2:
        end -= 1
        tall -= cell[end].height
    return start, end, tall
