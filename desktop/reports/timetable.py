"""The timetable of the week, lying down, to be hung on a door: groups, places, hours. No child's name, blank too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.reports import style as s
from desktop.reports.landscape import FOOT, LEFT, WIDTH, Board
from desktop.reports.sheet import Sheet
from desktop.reports.style import Type
from desktop.reports.text import lines
from desktop.texts import WEEKDAYS, day_month

TITLE = "Emploi du temps"
HOURS = 17 * s.MM
SIZES = (9.4, 8.8, 8.2, 7.6, 7.0)
"""Tried in turn, so that a short time says its place too."""
FIRST, LAST = 8 * 60 + 30, 16 * 60 + 30
"""What is shown at least, in minutes."""


@dataclass(frozen=True, slots=True)
class SlotData:
    """``weekday``: 1 Monday; hours as « 09:00 »."""

    weekday: int
    begins: str
    ends: str
    label: str
    where: str = ""
    who: str = ""
    """Of several people's timetable: whose."""


@dataclass(frozen=True, slots=True)
class TimetableData:
    """All that the page shows. An empty one is the blank page."""

    about: str = ""
    """« Claire Martin, maître E », or a school."""
    aside: str = ""
    """« 2026-2027, période 2 »."""
    slots: tuple[SlotData, ...] = ()
    monday: date | None = None
    """Of one week: its days are dated."""
    code: str = "ET-0000"
    day: date | None = None


def minutes(hour: str) -> int:
    """« 09:30 » → 570."""
    hours, _, rest = hour.partition(":")
    return int(hours) * 60 + int(rest or 0)


def hour_words(hour: str) -> str:
    """« 9 h », « 9 h 30 »."""
    hours, _, rest = hour.partition(":")
    return f"{int(hours)} h" + (f" {rest}" if rest and rest != "00" else "")


def beside(slots: Sequence[SlotData]) -> list[tuple[SlotData, int, int]]:
    """Each slot of a day with its column and the number of columns where several are at one time."""
    found: list[tuple[SlotData, int, int]] = []
    cluster: list[tuple[SlotData, int]] = []
    ends: list[int] = []

    def close() -> None:
        found.extend((slot, column, len(ends)) for slot, column in cluster)
        cluster.clear()
        ends.clear()

    for slot in sorted(slots, key=lambda one: (minutes(one.begins), minutes(one.ends), one.label, one.who)):
        begins = minutes(slot.begins)
        if ends and begins >= max(ends):
            close()
        column = next((n for n, end in enumerate(ends) if end <= begins), len(ends))
        ends[column:column + 1] = [minutes(slot.ends)]
        cluster.append((slot, column))
    close()
    return found


_Part = tuple[str, str, float]
"""Text, face, grey."""


class _Drawing:
    def __init__(self, data: TimetableData, *, large: bool, demonstration: bool) -> None:
        self.data, self.scale = data, 1.2 if large else 1.0
        self.board = Board(Sheet(TITLE, data.code, data.day, "", demonstration=demonstration))
        count = 6 if any(slot.weekday == 6 for slot in data.slots) else 5
        self.days = WEEKDAYS[:count]
        self.step = (WIDTH - HOURS) / count
        times = [minutes(hour) for slot in data.slots for hour in (slot.begins, slot.ends)]
        self.first = min([FIRST, *times]) // 30 * 30
        self.last = -(-max([LAST, *times]) // 30) * 30

    def x(self, weekday: int) -> float:
        return LEFT + HOURS + (weekday - 1) * self.step

    def draw(self) -> bytes:
        board, data = self.board, self.data
        top = board.head(TITLE, data.aside, self.scale) + 14 * self.scale
        if data.about:
            board.text(LEFT, top, data.about, 11 * self.scale, s.SEMIBOLD)
        elif not data.slots:
            board.text(LEFT, top, "Nom, fonction", 9.6 * self.scale)
            board.rule(LEFT + 68 * self.scale, top + 1.5, LEFT + WIDTH * 0.55, top + 1.5, s.THIN, dash=(0.6, 2))
            board.text(LEFT + WIDTH * 0.58, top, "Période", 9.6 * self.scale)
            board.rule(LEFT + WIDTH * 0.58 + 40 * self.scale, top + 1.5, LEFT + WIDTH, top + 1.5, s.THIN, dash=(0.6, 2))
        head = top + 22 * self.scale
        self._heads(head)
        self._grid(head + 7, FOOT - 8)
        for weekday in range(1, len(self.days) + 1):
            for slot, column, count in beside([one for one in data.slots if one.weekday == weekday]):
                self._slot(slot, column, count)
        board.foot(1, 1)
        return board.done()

    def _heads(self, base: float) -> None:
        for number, word in enumerate(self.days, 1):
            text = word.capitalize()
            if self.data.monday is not None:
                text = f"{text} {day_month(self.data.monday + timedelta(days=number - 1))}"
            size = min(11.5 * self.scale, (self.step - 10) * 1000 / s.face(s.BOLD).width(text))
            self.board.text(self.x(number) + 5, base, text, size, s.BOLD, width=self.step - 8)

    def _grid(self, top: float, foot: float) -> None:
        self.top, self.high = top, (foot - top) / (self.last - self.first)
        board = self.board
        board.rule(LEFT, top, LEFT + WIDTH, top, s.THIN)
        for minute in range(self.first, self.last, 30):
            y = self.y(minute)
            whole = minute % 60 == 0 or minute == self.first
            board.rule(LEFT if whole else LEFT + HOURS, y, LEFT + WIDTH, y, s.COLUMN_LINE, 0.45 if whole else 0.75,
                       () if whole else (1, 2))
            if whole:
                said = hour_words(f"{minute // 60}:{minute % 60:02}")
                board.text(LEFT, y + 11 * self.scale, said, 9.4 * self.scale, grey=s.SOFT)
        for number in range(1, len(self.days) + 2):
            board.rule(self.x(number), top, self.x(number), foot, s.ROW_LINE, 0.35)
        board.rule(LEFT, foot, LEFT + WIDTH, foot, s.THIN)

    def y(self, minute: int) -> float:
        return self.top + (minute - self.first) * self.high

    def _slot(self, slot: SlotData, column: int, count: int) -> None:
        wide = (self.step - 4) / count
        left, top = self.x(slot.weekday) + 2 + column * wide, self.y(minutes(slot.begins)) + 1
        high = self.y(minutes(slot.ends)) - top - 1
        board, room = self.board, wide - 12
        board.box(left, top, wide - 2, high, weight=1.0)
        said = f"{hour_words(slot.begins)} – {hour_words(slot.ends)}"
        if s.face(s.REGULAR).width(said) * SIZES[0] * self.scale / 1000 > room:
            said = said.replace(" ", "")
        told: list[_Part] = [(said, s.REGULAR, s.SOFT), (slot.label, s.SEMIBOLD, s.INK)]
        where: list[_Part] = [(slot.where, s.REGULAR, s.INK)] if slot.where else []
        who: list[_Part] = [(slot.who, s.REGULAR, s.SOFT)] if slot.who else []
        short: list[_Part] = [(slot.where.partition(",")[0], s.REGULAR, s.INK)] if slot.where else []
        sizes = [*(size * self.scale for size in SIZES[:4]), *(SIZES[2:4] if self.scale > 1 else ())]
        tried = (([*told, *where, *who], sizes), ([*told, *where], sizes), ([*told, *short], sizes), (told, [*sizes, SIZES[-1]]))
        found = next(((parts, size) for parts, known in tried for size in known if self._fits(parts, room, high, size)), None)
        if found is None and high >= 2.4 * SIZES[-1]:
            found = told, SIZES[-1]
        if found is None:
            size = min(max(high * 0.72, 5.5), 7.6)
            board.text(left + 5, top + high / 2 + size * 0.35, f"{slot.label}, {said}", size, s.SEMIBOLD, width=room)
            return
        parts, size = found
        base = top + 2
        for place, (text, face, grey) in enumerate(parts):
            fit = int((top + high - base) // (size * 1.22)) - (len(parts) - 1 - place)
            base = board.prose(left + 5, base, text, room, Type(size, size * 1.22), face, grey, most=max(fit, 1))

    def _fits(self, parts: Sequence[_Part], room: float, high: float, size: float) -> bool:
        count = sum(len(lines(text, face, size, room)) for text, face, _ in parts)
        return count * size * 1.22 + 3 <= high


def timetable_pdf(data: TimetableData, *, large: bool = False, demonstration: bool = False) -> bytes:
    """One week; blank with an empty ``TimetableData``."""
    return _Drawing(data, large=large, demonstration=demonstration).draw()
