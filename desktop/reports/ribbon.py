"""« Parcours de la petite section au CM2 »: one page lying down, the aids of a child on one line per place, their table under.

It reads on a grey copier: black is help of the pôle with the child, hatched help to the teacher or the psychologist, outlined
what is done in class and plans, dashed what the family said. A bar that goes on is drawn to the end of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.reports import style as s
from desktop.reports.landscape import FOOT, LEFT, WIDTH, Board
from desktop.reports.ribbon_shape import (
    BarData,
    MeetingData,
    Placed,
    RibbonData,
    YearData,
    columns,
    last_day,
    place,
    when,
)
from desktop.reports.sheet import Sheet
from desktop.reports.style import Type, face
from desktop.reports.text import lines
from desktop.texts import numeric_date, short_date

__all__ = ["BarData", "MeetingData", "RibbonData", "YearData", "columns", "place", "ribbon_pdf"]

TITLE = "Parcours de la petite section au CM2"
SHORT = "Parcours"
LANES = (("class", "En classe", ""), ("pole", "Pôle ressource", ""), ("outside", "Hors école", "dit par la famille"),
         ("plan", "Projets", ""))
LEGEND = (("filled", "aide du pôle, avec l’élève"), ("hatched", "appui à l’enseignant, psychologue"),
          ("outlined", "en classe, projets"), ("dashed", "hors école"))
LABELS = 32 * s.MM
BAR = 5.4 * s.MM
DISC, PADDING, BETWEEN = 14.0, 5.0, 14.0
BOXES = 19 * s.MM


@dataclass(frozen=True, slots=True)
class _Told:
    """A line of the lists: number of a meeting, when, what."""

    number: str
    when: str
    text: str


def _left(rest: list[list[_Told]]) -> list[list[_Told]]:
    return rest if any(rest) else []


class _Drawing:
    """The page being drawn."""

    def __init__(self, data: RibbonData, *, large: bool, demonstration: bool) -> None:
        self.data, self.scale = data, 1.18 if large else 1.0
        self.board = Board(Sheet(SHORT, data.code, data.day, data.recipients, demonstration=demonstration))
        self.columns = columns(data.years)
        self.step = (WIDTH - LABELS) / len(self.columns)
        self.placed = {lane: self._pack([bar for bar in data.bars if bar.lane == lane]) for lane, _, _ in LANES}
        self.size = 9.2 * self.scale

    def x(self, at: float) -> float:
        return LEFT + LABELS + at * self.step

    # -- where things go -------------------------------------------------------------------------------------------------
    def _pack(self, bars: Sequence[BarData]) -> list[Placed]:
        """Bars that overlap, their words with them, get rows of their own."""
        size = 8.8 * self.scale
        ends: list[float] = []
        found = []
        for bar in sorted(bars, key=lambda one: (one.start, one.end or date.max, one.label)):
            span = self._span(bar)
            if span is None:
                continue
            left, right = self.x(span[0]), max(self.x(span[1]), self.x(span[0]) + 5)
            wide = face(s.SEMIBOLD).width(bar.label) * size / 1000
            inside = bar.style != "hatched" and wide + 8 <= right - left
            reach = right if inside else right + wide + 6
            row = next((n for n, end in enumerate(ends) if end + 2 <= left), len(ends))
            ends[row:row + 1] = [reach]
            found.append(Placed(bar, left, right, row, inside))
        return found

    def _span(self, bar: BarData) -> tuple[float, float] | None:
        end = bar.end or last_day(self.data.day or bar.start)
        left, right = place(bar.start, self.columns), place(max(end, bar.start), self.columns)
        if left is None and right is None:
            return None
        return 0.0 if left is None else left, float(len(self.columns)) if right is None else right

    # -- from top to bottom ----------------------------------------------------------------------------------------------
    def draw(self, count: int = 1) -> int:
        """Draw; gives how many pages it took, which the footers say: ``count``."""
        board, data = self.board, self.data
        top = board.head(TITLE, data.student, self.scale) + 13 * self.scale
        if data.student:
            board.text(LEFT, top, data.about, 9.6 * self.scale)
        else:
            board.text(LEFT, top, "Nom, prénom", 9.6 * self.scale)
            board.rule(LEFT + 60 * self.scale, top + 1.5, LEFT + WIDTH, top + 1.5, s.THIN, dash=(0.6, 2))
        grid = top + 12 * self.scale
        body = grid + 29 * self.scale
        heights, meetings = self._heights(body)
        foot = body + 26 * self.scale + sum(heights.values()) + meetings
        self._now(grid, foot)
        self._heads(grid, body)
        first = lane = self._schools(body)
        for code, label, small in LANES:
            self._label(label, small, lane, heights[code])
            lane += heights[code]
        self._label("Rencontres", "", lane, meetings)
        board.rule(LEFT, foot, LEFT + WIDTH, foot, s.ROW_LINE, 0.35)
        self._today(body + 22 * self.scale, foot)
        for code, _, _ in LANES:
            self._bars(code, first, heights[code])
            first += heights[code]
        self._meetings(first, meetings)
        under = self._legend(foot)
        rest = self._tables(under) if data.student else []
        self._boxes()
        page = 1
        board.foot(page, count)
        while rest:
            page += 1
            board.next()
            rest = self._more(rest)
            board.foot(page, count)
        return page

    def _heights(self, body: float) -> tuple[dict[str, float], float]:
        """Lanes grow with their rows, and draw together when the page would be too short."""
        rows = {code: max((one.row + 1 for one in self.placed[code]), default=1) for code, _, _ in LANES}
        meetings = max((row + 1 for _, _, row in self._discs()), default=1)
        room = FOOT - BOXES - body - 60 * self.scale
        if not self.data.student:
            return dict.fromkeys(rows, room / 5), room / 5
        room -= 5 * PADDING + 58 * self.scale
        disc = min(DISC, room / 3 / meetings)
        high = min(BAR + 2 * s.MM, (room - meetings * disc) / sum(rows.values()))
        return {code: max(count * high, 13 * self.scale) + PADDING for code, count in rows.items()}, meetings * disc + PADDING

    def _now(self, top: float, foot: float) -> None:
        at = place(self.data.day, self.columns) if self.data.day else None
        if at is not None:
            self.board.shade(self.x(min(int(at), len(self.columns) - 1)), top - 2, self.step, foot - top + 2)

    def _heads(self, top: float, body: float) -> None:
        for index, column in enumerate(self.columns):
            grey = s.INK if column.known or not self.data.student else s.SOFT
            self.board.text(self.x(index) + 5, top + 11 * self.scale, column.level, 12.5 * self.scale,
                            s.BOLD if column.known else s.REGULAR, grey, width=self.step - 8)
            self.board.text(self.x(index) + 5, top + 22 * self.scale, column.year, 8.8 * self.scale, grey=s.SOFT,
                            width=self.step - 8)
        self.board.rule(LEFT, body - 2, LEFT + WIDTH, body - 2, s.THIN)

    def _schools(self, top: float) -> float:
        """Schools, each over its years; a year more in a level; gives where the lanes begin."""
        board, base = self.board, top + 10 * self.scale
        board.text(LEFT, base, "École", self.size, s.SEMIBOLD)
        index = 0
        while index < len(self.columns):
            school, last = self.columns[index].school, index
            while school and last + 1 < len(self.columns) and self.columns[last + 1].school == school:
                last += 1
            if school:
                left, right = self.x(index) + 5, self.x(last + 1) - 5
                after = left + board.text(left, base, school, self.size, width=right - left) + 6
                if right - after > 8:
                    board.rule(after, base - 3, right, base - 3, s.THIN)
                    board.rule(right, base - 6, right, base, s.THIN)
            index = last + 1
        for index in range(1, len(self.columns)):
            before, now = self.columns[index - 1], self.columns[index]
            if before.known and now.known and before.level == now.level:
                board.text(self.x(index) + 5, base + 10 * self.scale, f"un an de plus en {now.level}", 8.6 * self.scale, s.ITALIC,
                           width=self.step * 1.4)
        return top + 26 * self.scale

    def _grid(self, top: float, height: float) -> None:
        self.board.rule(LEFT, top, LEFT + WIDTH, top, s.ROW_LINE, 0.35)
        for index in range(len(self.columns) + 1):
            self.board.rule(self.x(index), top, self.x(index), top + height, s.COLUMN_LINE, 0.5)

    def _label(self, label: str, small: str, top: float, height: float) -> None:
        board = self.board
        self._grid(top, height)
        board.text(LEFT, top + 11 * self.scale, label, self.size, s.SEMIBOLD, width=LABELS - 4)
        if height > 22 * self.scale:
            board.text(LEFT, top + 20.5 * self.scale, small, 8.4 * self.scale, grey=s.SOFT, width=LABELS - 4)

    def _bars(self, code: str, top: float, height: float) -> None:
        board = self.board
        rows = max((one.row + 1 for one in self.placed[code]), default=1)
        high = (height - PADDING) / rows
        bar_high = min(BAR, high - 1.5)
        size = min(8.8 * self.scale, bar_high * 0.62)
        for one in self.placed[code]:
            bar_top = top + PADDING / 2 + one.row * high + (high - bar_high) / 2
            board.box(one.left, bar_top, one.right - one.left, bar_high, one.bar.style)
            base = bar_top + bar_high / 2 + size * 0.35
            if one.inside:
                filled = one.bar.style == "filled"
                board.text(one.left + 4, base, one.bar.label, size, s.SEMIBOLD if filled else s.REGULAR, 1.0 if filled else s.INK,
                           width=one.right - one.left - 4)
            else:
                self._beside(one, base, size)

    def _beside(self, one: Placed, base: float, size: float) -> None:
        """Words after their bar; before it when the page ends there."""
        wide = face(s.REGULAR).width(one.bar.label) * size / 1000
        if one.right + 3 + wide <= LEFT + WIDTH:
            self._clear(one.right + 2, base, wide + 2, size)
            self.board.text(one.right + 3, base, one.bar.label, size)
            return
        room = max(one.left - 3 - LEFT - LABELS, 20)
        self._clear(one.left - 4 - min(wide, room), base, min(wide, room) + 2, size)
        self.board.text(one.left - 3, base, one.bar.label, size, end=True, width=room)

    def _clear(self, left: float, base: float, width: float, size: float) -> None:
        """No line of the grid through words; the band of this year stays grey under them."""
        top, high = base - size * 0.82, size * 1.1
        self.board.shade(left, top, width, high, 1.0)
        at = place(self.data.day, self.columns) if self.data.day else None
        if at is not None:
            start = self.x(min(int(at), len(self.columns) - 1))
            first, last = max(left, start), min(left + width, start + self.step)
            if last > first:
                self.board.shade(first, top, last - first, high)

    # -- meetings --------------------------------------------------------------------------------------------------------
    def _discs(self) -> list[tuple[int, float, int]]:
        """Number, where, row."""
        found: list[tuple[int, float, int]] = []
        ends: list[float] = []
        for number, one in enumerate(self.data.meetings, 1):
            at = place(one.on, self.columns)
            if at is None:
                continue
            middle = min(max(self.x(at), self.x(0) + 7), LEFT + WIDTH - 7)
            row = next((n for n, end in enumerate(ends) if end <= middle - 6.5), len(ends))
            ends[row:row + 1] = [middle + 6.5]
            found.append((number, middle, row))
        return found

    def _meetings(self, top: float, height: float) -> None:
        board = self.board
        discs = self._discs()
        high = (height - PADDING) / max((row + 1 for _, _, row in discs), default=1)
        radius = min(6.2, high / 2 - 0.6)
        for number, middle, row in discs:
            y = top + PADDING / 2 + row * high + high / 2
            board.disc(middle, y, radius)
            board.text(middle, y + radius * 0.46, str(number), radius * 1.35, middle=True)

    def _today(self, top: float, foot: float) -> None:
        at = place(self.data.day, self.columns) if self.data.day else None
        if at is None or self.data.day is None:
            return
        self.board.rule(self.x(at), top + 2, self.x(at), foot, 0.9, dash=(2.4, 1.8))
        self.board.text(self.x(at), top, short_date(self.data.day).partition(" ")[2] + f" {self.data.day.year}", 8.4 * self.scale,
                        s.SEMIBOLD, middle=True)

    def _legend(self, top: float) -> float:
        x, base = LEFT + LABELS, top + 13 * self.scale
        for style, words in LEGEND:
            self.board.box(x, base - 7.5, 20, 9, style)
            x += 24 + self.board.text(x + 24, base, words, 8.6 * self.scale, grey=s.SOFT) + 14
        return base + 8 * self.scale

    # -- the same in words -------------------------------------------------------------------------------------------------
    def _told(self) -> list[list[_Told]]:
        """Aids, then meetings: when and what."""
        names = {code: label.lower() for code, label, _ in LANES}
        aids = [_Told("", when(bar), f"{bar.label}{f', {bar.detail}' if bar.detail else ''} ({names[bar.lane]})")
                for bar in sorted(self.data.bars, key=lambda one: (one.start, one.label))]
        return [aids, [_Told(str(number), numeric_date(one.on), one.text) for number, one in enumerate(self.data.meetings, 1)]]

    def _tables(self, top: float) -> list[list[_Told]]:
        """Both lists beside one another, the aids over two columns when they are many; gives what did not fit."""
        aids, meetings = self._told()
        foot = FOOT - BOXES - 7
        half = (WIDTH - BETWEEN) / 2
        if self._high(aids, half) <= foot - top - 12 * self.scale:
            rest = [self._column(LEFT, top, half, foot, "Les aides", aids)]
            return _left([*rest, self._column(LEFT + half + BETWEEN, top, half, foot, "Les rencontres", meetings)])
        third = (WIDTH - 2 * BETWEEN) / 3
        beside = self._column(LEFT, top, third, foot, "Les aides", aids, more=False)
        beside = self._column(LEFT + third + BETWEEN, top, third, foot, "", beside)
        return _left([beside, self._column(LEFT + 2 * (third + BETWEEN), top, third, foot, "Les rencontres", meetings)])

    def _high(self, told: Sequence[_Told], width: float) -> float:
        return sum(self._line_high(one, width) for one in told)

    def _line_high(self, one: _Told, width: float) -> float:
        count = len(lines(one.text, s.REGULAR, 9 * self.scale, width - self._indent(one))) or 1
        return count * 10.8 * self.scale + 1

    def _indent(self, one: _Told) -> float:
        return (70 if one.number else 86) * self.scale

    def _column(self, left: float, top: float, width: float, foot: float, title: str, told: Sequence[_Told], *,
                more: bool = True) -> list[_Told]:
        """One column of lines; gives those that did not fit."""
        size = 9 * self.scale
        self.board.text(left, top + size, title, size, s.BOLD)
        top += 12 * self.scale
        for place_, one in enumerate(told):
            high = self._line_high(one, width)
            spare = 11 * self.scale if more and place_ < len(told) - 1 else 0
            if top + high + spare > foot:
                if more:
                    self.board.text(left, top + size, "La suite est page 2.", size * 0.96, s.ITALIC, s.SOFT)
                return list(told[place_:])
            number = 14 * self.scale if one.number else 0
            self.board.text(left, top + size, one.number, size, s.BOLD)
            self.board.text(left + number, top + size, one.when, size, grey=s.SOFT)
            indent = self._indent(one)
            self.board.prose(left + indent, top, one.text, width - indent, Type(size, 10.8 * self.scale))
            top += high
        return []

    def _more(self, rest: Sequence[Sequence[_Told]]) -> list[list[_Told]]:
        top = self.board.head(f"{TITLE}, suite", self.data.student, self.scale) + 6
        half = (WIDTH - BETWEEN) / 2
        return _left([self._column(LEFT + place_ * (half + BETWEEN), top, half, FOOT - 6, title if told else "", told, more=False)
                      for place_, (title, told) in enumerate(zip(("Les aides", "Les rencontres"), rest, strict=True))])

    def _boxes(self) -> None:
        """Three questions, with what is known, or room to write."""
        data, top = self.data, FOOT - BOXES - 4
        widths = (WIDTH * 0.4, WIDTH * 0.3, WIDTH * 0.3)
        left = LEFT
        self.board.rule(LEFT, top, LEFT + WIDTH, top, s.FRAME)
        self.board.rule(LEFT, top + BOXES, LEFT + WIDTH, top + BOXES, s.FRAME)
        questions = (("Ce qui a aidé", data.helped), ("Ce qui a peu aidé", data.little),
                     ("La question d’aujourd’hui", data.question))
        for (title, text), wide in zip(questions, widths, strict=True):
            self.board.rule(left, top, left, top + BOXES, s.FRAME)
            self.board.text(left + 7, top + 12, title, 8.8 * self.scale, grey=s.SOFT)
            if text:
                self.board.prose(left + 7, top + 15, text, wide - 14, Type(9.4 * self.scale, 11.8 * self.scale),
                                 most=3 if self.scale == 1 else 2)
            else:
                for row in (1, 2):
                    y = top + 13 + row * (BOXES - 17) / 2
                    self.board.rule(left + 7, y, left + wide - 7, y, s.THIN, dash=(0.6, 2))
            left += wide
        self.board.rule(left, top, left, top + BOXES, s.FRAME)


def ribbon_pdf(data: RibbonData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """The ribbon of one child; blank with an empty ``RibbonData``."""
    count = _Drawing(data, large=large, demonstration=demonstration).draw()
    drawing = _Drawing(data, large=large, demonstration=demonstration)
    drawing.draw(count)
    return drawing.board.done()
