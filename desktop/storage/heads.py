"""What the entries of a row say: pure functions, the same answer in whatever order the entries arrived.

An entry that others do not name as a base is a head of the columns it touches. One head, or equal heads: the value.
Several: a conflict, all kept. No clock decides (architecture §5); the shown value of a conflict is the greatest in
canonical JSON, the same on every laptop.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

CREATED: Final = ""
DELETED: Final = "-"
DELETED_MARK: Final = "\x00deleted"
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing written. ``value`` is canonical JSON (``None`` once erased); ``n`` is the local arrival number."""

    n: int
    root: str
    device: str
    seq: int
    unit: str
    table: str
    row: str
    column: str
    value: str | None
    bases: tuple[str, ...]
    salt: bytes | None
    hash: bytes

    @property
    def key(self) -> str:
        """How other entries of the same root name this one."""
        return f"{self.device}:{self.seq}"


def canonical(value: Any) -> str:
    """JSON without spaces, keys sorted, accents as they are."""
    return _ENCODE(value)


class RowHeads:
    """The heads of one row, column by column."""

    __slots__ = ("_by_key", "_heads", "_made", "_values", "entries")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_key = {entry.key: entry for entry in self.entries}
        self._values: dict[str, dict[str, Any]] = {}
        columns: dict[str, list[Entry]] = {}
        deletions: list[Entry] = []
        for entry in self.entries:
            if entry.column == DELETED:
                deletions.append(entry)
            elif entry.column == CREATED:
                created = json.loads(entry.value) if entry.value is not None else {}
                self._values[entry.key] = created
                columns.setdefault(CREATED, []).append(entry)
                for column in created:
                    columns.setdefault(column, []).append(entry)
            else:
                columns.setdefault(entry.column, []).append(entry)
        self._made = any(entry.value is not None for entry in columns.get(CREATED, ()))
        self._heads: dict[str, tuple[Entry, ...]] = {}
        # A row brought back names the deletions it answers, for every column, even those it says nothing of.
        brought_back = {base for entry in columns.get(CREATED, ()) for base in entry.bases}
        for column, touching in columns.items():
            everyone = touching + deletions
            named = brought_back.union(*(entry.bases for entry in everyone))
            self._heads[column] = tuple(entry for entry in everyone if entry.key not in named)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every real column ever written."""
        return tuple(column for column in self._heads if column != CREATED)

    @property
    def alive(self) -> bool:
        """Whether the row is there: its creation is known, and some head is not a deletion.

        A change may come before the creation it follows (a pli lost on the way): the row waits for it.
        """
        return self._made and any(entry.column != DELETED for heads in self._heads.values() for entry in heads)

    def heads(self, column: str) -> tuple[Entry, ...]:
        """The heads of a column; of the row's creation or deletion when the column was never written."""
        return self._heads.get(column) or self._heads.get(CREATED, ())

    def bases(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that an entry supersedes, those known here."""
        return tuple(self._by_key[key] for key in entry.bases if key in self._by_key)

    def followed_by(self, entries: Iterable[Entry]) -> RowHeads:
        """These entries and those that come after them."""
        return RowHeads((*self.entries, *entries))

    def all_heads(self) -> tuple[Entry, ...]:
        """Every head of the row, once."""
        return tuple({entry.key: entry for heads in self._heads.values() for entry in heads}.values())

    def value_of(self, entry: Entry, column: str) -> Any:
        """What an entry says of a column."""
        if entry.column == CREATED:
            return self._values[entry.key].get(column)
        if entry.column == DELETED:
            return self._before(entry, column)
        return json.loads(entry.value) if entry.value is not None else None

    def _before(self, deletion: Entry, column: str) -> Any:
        """What a deletion covered: the last words it saw, else what the deletions it answered had covered.

        A deletion names the row's creation for the columns nobody changed: of those that were, the creation is no last word.
        Entries that name each other in a ring say nothing.
        """
        level, seen = [deletion], {deletion.key}
        while level:
            bases = [base for entry in level for base in self.bases(entry)]
            said = [base for base in bases
                    if base.column == column or (base.column == CREATED and column in self._values[base.key])]
            if said:
                return max((self.value_of(base, column) for base in self._last(said)), key=canonical)
            level = list({base.key: base for base in bases if base.column == DELETED and base.key not in seen}.values())
            seen.update(base.key for base in level)
        return None

    def _last(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Of some entries, those that none of the others was written after."""
        if len(entries) == 1:
            return entries
        before: set[str] = set()
        waiting = [base for entry in entries for base in self.bases(entry)]
        while waiting:
            base = waiting.pop()
            if base.key not in before:
                before.add(base.key)
                waiting += self.bases(base)
        return [entry for entry in entries if entry.key not in before] or entries

    def values(self, column: str) -> tuple[Any, ...]:
        """The distinct values of the heads, the shown one first; a deletion counts as one while others stand."""
        heads = self.heads(column)
        if len(heads) == 1 and heads[0].column != DELETED:
            return (self.value_of(heads[0], column),)
        kept: dict[str, Any] = {}
        for entry in heads:
            if entry.column != DELETED:
                value = self.value_of(entry, column)
                kept[canonical(value)] = value
        ordered = [kept[key] for key in sorted(kept, reverse=True)]
        if any(entry.column == DELETED for entry in heads) and ordered:
            ordered.append(DELETED_MARK)
        return tuple(ordered)

    def shown(self, column: str) -> Any:
        """The value on screen."""
        values = self.values(column)
        if values:
            return values[0]
        deletions = [entry for entry in self.heads(column) if entry.column == DELETED]
        found = [self._before(entry, column) for entry in deletions]
        return max(found, key=canonical) if found else None

    def shown_heads(self, column: str) -> tuple[Entry, ...]:
        """The heads whose value is the shown one: what an ordinary edit supersedes."""
        heads = self.heads(column)
        if len(heads) == 1:
            return heads
        values = self.values(column)
        if not values:
            return heads
        top = canonical(values[0])
        return tuple(e for e in heads if e.column != DELETED and canonical(self.value_of(e, column)) == top)

    def in_conflict(self, column: str) -> bool:
        return len(self.heads(column)) > 1 and len(self.values(column)) > 1

    def current(self, columns: Iterable[str] | None = None) -> dict[str, Any]:
        """The shown values, all or those of some columns."""
        return {column: self.shown(column) for column in (self.columns if columns is None else columns)}

    def conflicts(self) -> tuple[str, ...]:
        """Columns in conflict. A row deleted on one side and edited on the other shows it on the edited columns."""
        if not self.alive:
            return ()
        return tuple(column for column in self.columns if self.in_conflict(column))


def digest_lines(table: str, row: str, heads: RowHeads) -> list[str]:
    """The row's lines in the digest: ``table|id|column|heads``, heads as the sorted distinct values, NULL left out."""
    if not heads.alive:
        return []
    lines = []
    for column in heads.columns:
        values: Sequence[Any] = heads.values(column) or (heads.shown(column),)
        texts = sorted({canonical(value) for value in values if value is not None})
        if texts:
            lines.append(f"{table}|{row}|{column}|[{','.join(texts)}]")
    return lines
