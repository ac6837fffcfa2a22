"""Undoing an act: the base's value is given back where the act is still what stands, seen through acts themselves undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.models import JOURNALED
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads, canonical
from desktop.storage.unit import SHAPES, Unit


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
        return max(self.covered(heads, entry)[0], key=canonical, default=None)

    def covered(self, heads: RowHeads, entry: Entry) -> tuple[list[Any], bool]:
        """Every value an entry covered, and whether it covered a deletion too: several when it chose between them."""
        said: dict[str, Any] = {}
        before_deletion: dict[str, Any] = {}
        deleted = False
        for base in heads.bases(entry):
            if (base.row, base.key) in self._mine and base.column not in (CREATED, DELETED):
                found, gone = self.covered(heads, base)
            else:
                found, gone = [heads.value_of(base, entry.column)], base.column == DELETED
            deleted = deleted or gone
            (before_deletion if base.column == DELETED else said).update((canonical(value), value) for value in found)
        return list((said or before_deletion).values()), deleted


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
    values, deleted = past.covered(heads, entry)
    chose = entry.column not in (CREATED, DELETED) and len(heads.bases(entry)) > 1 and (len(values) > 1 or deleted)
    if chose:
        reopen(unit, entry, values, deleted=deleted)
    else:
        unit.put(model, entry.row, {entry.column: past.before(heads, entry)}, settle=True)
    return True


def reopen(unit: Unit, entry: Entry, values: Sequence[Any], *, deleted: bool) -> None:
    """A choice taken back: all that it was between stands side by side again."""
    heads = unit.heads(entry.table, entry.row)
    named = tuple(head.key for head in heads.heads(entry.column))
    root = unit._of_heads(entry.table, entry.row, heads)
    written = [unit._append(root, entry.table, entry.row, entry.column, canonical(value), named) for value in values]
    if deleted:
        written.append(unit._append(root, entry.table, entry.row, DELETED, "true", named))
    unit._reproject(SHAPES[entry.table], entry.row, root, heads.followed_by(written))
