"""Undoing an act: the base's value is given back where the act is still what stands, seen through acts themselves undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models import JOURNALED
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads, canonical
from desktop.storage.unit import Unit


class Past:
    """What an undo must know: which heads are still this unit's, seen through later acts that were themselves undone."""

    def __init__(self, entries: Sequence[Entry], undoes: dict[str, str]) -> None:
        self._mine = {(entry.row, entry.key) for entry in entries}
        self._undoes = undoes

    def is_mine(self, heads: RowHeads, head: Entry, column: str, now: str) -> bool:
        """Whether a head is the unit's own, or gives back what the unit had written, or is of the undo being made."""
        if head.unit == now or (head.row, head.key) in self._mine:
            return True
        undone = self._undoes.get(head.unit)
        if undone is None:
            return False
        answered = [entry for entry in heads.bases(head) if entry.unit == undone]
        named = [base for entry in answered for base in heads.bases(entry)]
        given_back = [base for base in named if base.column == column] or [base for base in named if base.column == CREATED]
        return bool(given_back) and all(self.is_mine(heads, base, column, now) for base in given_back)

    def before(self, heads: RowHeads, entry: Entry) -> Any:
        """The value an entry covered, beyond the unit's own entries."""
        found = []
        for base in heads.bases(entry):
            if (base.row, base.key) in self._mine and base.column not in (CREATED, DELETED):
                found.append(self.before(heads, base))
            else:
                found.append(heads.value_of(base, entry.column))
        return max(found, key=canonical) if found else None


def undo_entry(unit: Unit, entry: Entry, past: Past, done: set[tuple[str, str]]) -> bool:
    """Give back what one entry covered; ``False`` when someone worked on it since. ``done`` holds the cells given back."""
    model = JOURNALED[entry.table]
    heads = unit.heads(entry.table, entry.row)
    if entry.column == CREATED:
        if not heads.alive:
            return True
        untouched = all(past.is_mine(heads, head, column, unit.meta.id)
                        for column in (CREATED, *heads.columns) for head in heads.heads(column))
        if untouched:
            unit.remove(model, entry.row)
        return untouched
    if entry.column == DELETED:
        if not heads.alive:
            unit.restore(model, entry.row, heads.current())
        return True
    if not heads.alive or (entry.row, entry.column) in done:
        return True
    if not all(past.is_mine(heads, head, entry.column, unit.meta.id) for head in heads.heads(entry.column)):
        return False
    done.add((entry.row, entry.column))
    unit.put(model, entry.row, {entry.column: past.before(heads, entry)})
    return True
