"""The week as a table, without Qt: which quarters of an hour there are, and which slots share a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.services.request_values import SlotValue
from desktop.texts import WEEKDAYS
from desktop.ui.records.lines import hour

QUARTER, FIRST, LAST = 15, 8 * 60, 17 * 60


def minutes(text: str) -> int:
    """``HH:MM`` in minutes; -1 when it is not an hour."""
    return int(text[:2]) * 60 + int(text[3:]) if len(text) == 5 and text[2] == ":" else -1


def clock(at: int) -> str:
    """The other way round."""
    return f"{at // 60:02d}:{at % 60:02d}"


@dataclass(frozen=True, slots=True)
class Block:
    """Slots of one day that share some quarter: shown side by side over the same rows."""

    day: int
    """0 Monday."""
    row: int
    rows: int
    slots: tuple[SlotValue, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Rows of a quarter of an hour from ``start``."""

    start: int
    rows: int
    days: int
    blocks: tuple[Block, ...]

    def at(self, row: int) -> str:
        return clock(self.start + row * QUARTER)

    def block(self, day: int, row: int) -> Block | None:
        return next((b for b in self.blocks if b.day == day and b.row <= row < b.row + b.rows), None)

    def stops(self, day: int) -> list[int]:
        """Where the arrows stop in a day: the half hours that are free, and the start of each block."""
        free = [row for row in range(self.rows) if (self.start + row * QUARTER) % 30 == 0 and self.block(day, row) is None]
        return sorted({*free, *(b.row for b in self.blocks if b.day == day)})

    def sentence(self, day: int, row: int) -> str:
        """« lundi, 8 h 30 à 9 h 15, Groupe lecture CE1, salle 4 », « lundi 10 h, libre »."""
        block = self.block(day, row)
        if block is None:
            return f"{WEEKDAYS[day]} {hour(self.at(row))}, libre"
        return " ; ".join(slot_sentence(slot) for slot in block.slots)


def slot_sentence(slot: SlotValue) -> str:
    times = f"{hour(slot.begins)} à {hour(slot.ends)}"
    day = WEEKDAYS[slot.weekday - 1] if 1 <= slot.weekday <= len(WEEKDAYS) else ""
    return ", ".join(part for part in (day, times, slot.label, slot.place, slot.school, slot.period) if part)


def week(slots: Sequence[SlotValue]) -> Week:
    """Saturday only when something is on it; the day widens for what begins early or ends late."""
    good = [s for s in slots if 1 <= s.weekday <= len(WEEKDAYS) and 0 <= minutes(s.begins) < minutes(s.ends)]
    start = min([FIRST, *(minutes(s.begins) // 60 * 60 for s in good)])
    end = max([LAST, *(-(-minutes(s.ends) // 60) * 60 for s in good)])
    blocks: list[Block] = []
    for day in range(len(WEEKDAYS)):
        blocks += _blocks(day, sorted((s for s in good if s.weekday == day + 1), key=lambda s: (s.begins, s.ends)), start)
    days = 6 if any(s.weekday == 6 for s in good) else 5
    return Week(start, (end - start) // QUARTER, days, tuple(blocks))


def _blocks(day: int, slots: Sequence[SlotValue], start: int) -> list[Block]:
    found: list[Block] = []
    for slot in slots:
        row = (minutes(slot.begins) - start) // QUARTER
        end = -(-(minutes(slot.ends) - start) // QUARTER)
        last = found[-1] if found else None
        if last is not None and row < last.row + last.rows:
            found[-1] = Block(day, last.row, max(end, last.row + last.rows) - last.row, (*last.slots, slot))
        else:
            found.append(Block(day, row, max(end - row, 1), (slot,)))
    return found
