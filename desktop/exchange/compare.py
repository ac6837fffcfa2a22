"""What a pli would change here, worked out in memory: rows before and after, texts that would stand side by side, holes.

Pure: entries in, values out. What a contact could send well-formed and false is refused here, before anything is written:
another text under a number already here, a row that changes place or table, a line under another child's record. What would
empty a former value without the rectification that says why empties nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from desktop.exchange.bad import BadPliError
from desktop.exchange.ranges import Ranges
from desktop.storage.checking import RECTIFIED
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads
from desktop.storage.journal import UnitMeta
from desktop.storage.unit import SHAPES

Place = tuple[str, str]
"""``(table, root)``: where a row is."""
State = Literal["new", "changed", "gone", "same"]
OWN_ROOT: Final = frozenset({"student", "school", "person"})
TWICE = ("Ce pli donne un autre texte à une écriture déjà ici : rien n’a été repris. Si c’est un pli reçu avant qui disait "
         "faux, défaites celui-là, puis rouvrez celui-ci.")
MOVED = "Ce pli change d’enfant un élément, ou l’écrit sous un autre : rien n’a été repris."


@dataclass(frozen=True, slots=True)
class Held:
    """An entry already here: its hash, whether its words are here, and its act."""

    hash: bytes
    whole: bool
    unit: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row, before and after. ``columns``: those whose shown value changes; ``conflicts``: those that would hold two."""

    table: str
    row: str
    root: str
    state: State
    before: RowHeads
    after: RowHeads
    columns: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class Fresh:
    """What of a pli is not here yet."""

    entries: list[Entry] = field(default_factory=list)
    filled: list[Entry] = field(default_factory=list)
    """Entries that are here without their words, which come now."""
    emptied: list[Entry] = field(default_factory=list)
    """Entries that are here whole, and come emptied by a rectification."""

    @property
    def rows(self) -> set[tuple[str, str]]:
        return {(e.table, e.row) for e in (*self.entries, *self.filled)}


def sort(entries: Iterable[Entry], held: Mapping[tuple[str, str], Held]) -> Fresh:
    """New, filled and emptied entries, by ``(root, key)`` of those held. Refuses another text under a known number."""
    fresh = Fresh()
    for entry in entries:
        known = held.get((entry.root, entry.key))
        if known is None:
            fresh.entries.append(entry)
        elif known.hash != entry.hash:
            raise BadPliError("content", TWICE)
        elif not known.whole and not known.unit and entry.unit:
            fresh.filled.append(entry)
        elif known.whole and entry.salt is None and entry.unit:
            fresh.emptied.append(entry)
    return fresh


# -- what is refused -----------------------------------------------------------------------------------------------------
def check_places(entries: Iterable[Entry], known: Mapping[str, Collection[Place]]) -> None:
    """A row keeps its table and its root, in the pli and here; pupils, schools and people are their own root."""
    places: dict[str, Place] = {}
    for entry in entries:
        place = (entry.table, entry.root)
        if places.setdefault(entry.row, place) != place or any(other != place for other in known.get(entry.row, ())):
            raise BadPliError("content", MOVED)
        if (entry.table in OWN_ROOT) != (entry.row == entry.root) and (entry.table in OWN_ROOT or entry.table == "line"):
            raise BadPliError("content", MOVED)


def check_belonging(entries: Iterable[Entry], root_of: Mapping[str, str]) -> None:
    """What says it is a child's is under that child; a line is under its record. ``root_of``: rows of the pli and of here."""
    for entry in entries:
        if entry.table not in SHAPES or entry.value is None or entry.column == DELETED:
            continue
        said: Any = json.loads(entry.value)
        cells = said if entry.column == CREATED else {entry.column: said}
        child = cells.get("student_id")
        owner = cells.get("owner") if entry.table in ("line", "attachment") else None
        if (child and child != entry.root) or (owner and root_of.get(owner, entry.root) != entry.root):
            raise BadPliError("content", MOVED)


def owners(entries: Iterable[Entry]) -> set[str]:
    """The records that lines and pieces of a pli say they belong to."""
    found = set()
    for entry in entries:
        if entry.table in ("line", "attachment") and entry.column in (CREATED, "owner") and entry.value is not None:
            said = json.loads(entry.value)
            found.add((said.get("owner") if entry.column == CREATED else said) or "")
    return found - {""}


def explained(entries: Sequence[Entry], before: Mapping[tuple[str, str], Sequence[Entry]],
              metas: Mapping[str, UnitMeta]) -> list[Entry]:
    """The entries, those that lost their words without the rectification that says why left bare: nothing of ours is emptied
    by them. A creation that kept the rest of its object keeps it where we had nothing."""
    allowed: dict[tuple[str, str], set[str]] = {}
    for e in (*entries, *(e for row in {(e.table, e.row) for e in entries} for e in before.get(row, ()))):
        meta = metas.get(e.unit)
        if meta is not None and meta.label == RECTIFIED:
            allowed.setdefault((e.table, e.row), set()).add(e.column)
    here = {e.key for known in before.values() for e in known}
    return [e if e.salt is not None or not e.unit or _is_explained(e, allowed.get((e.table, e.row), set()))
            or (e.value is not None and e.key not in here) else replace(e, unit="", value=None) for e in entries]


def _is_explained(entry: Entry, columns: Collection[str]) -> bool:
    return bool(columns) if entry.column == CREATED else entry.column in columns


# -- what changes --------------------------------------------------------------------------------------------------------
def compare(fresh: Fresh, before: Mapping[tuple[str, str], Sequence[Entry]]) -> list[RowChange]:
    """Every row that the pli speaks of and that is not as it says, in order. Rows of tables not known here are left out."""
    arriving: dict[tuple[str, str], list[Entry]] = {}
    for entry in (*fresh.entries, *fresh.filled):
        arriving.setdefault((entry.table, entry.row), []).append(entry)
    return [_row(table, row, before.get((table, row), ()), entries)
            for (table, row), entries in arriving.items() if table in SHAPES]


def _row(table: str, row: str, known: Sequence[Entry], arriving: Sequence[Entry]) -> RowChange:
    words = {entry.key: entry for entry in arriving}
    was = RowHeads(known)
    now = RowHeads([*(words.pop(entry.key, entry) for entry in known), *words.values()])
    columns = tuple(c for c in now.columns if _shown(now, c) != _shown(was, c)) if now.alive and was.alive else ()
    already = frozenset(was.conflicts())
    conflicts = tuple(c for c in now.conflicts() if c not in already or now.values(c) != was.values(c))
    state: State = "same"
    if now.alive and not was.alive:
        state = "new"
    elif was.alive and not now.alive:
        state = "gone"
    elif columns or conflicts:
        state = "changed"
    return RowChange(table, row, (known or arriving)[0].root, state, was, now, columns, conflicts)


def _shown(heads: RowHeads, column: str) -> Any:
    return heads.shown(column) if column in heads.columns else None


def later(entries: Iterable[Entry]) -> int:
    """How many entries speak of tables or columns of a newer version: kept and given on, shown after an update."""
    return sum(_is_later(entry) for entry in entries)


def _is_later(entry: Entry) -> bool:
    shape = SHAPES.get(entry.table)
    if shape is None:
        return True
    if entry.column == DELETED or entry.value is None:
        return False
    columns = json.loads(entry.value) if entry.column == CREATED else (entry.column,)
    return any(column.partition(".")[0] not in shape.columns for column in columns)


# -- what is missing -----------------------------------------------------------------------------------------------------
def gaps(has: Mapping[str, Mapping[str, str]], *held: Mapping[str, Mapping[str, Ranges]]) -> dict[str, dict[str, Ranges]]:
    """By root and device, the numbers that should be here once a pli is taken in, and are in none of ``held``."""
    missing: dict[str, dict[str, Ranges]] = {}
    for root, devices in has.items():
        for device, told in devices.items():
            left = Ranges.parse(told)
            for one in held:
                left = left - one.get(root, {}).get(device, Ranges())
            if left:
                missing.setdefault(root, {})[device] = left
    return missing


def names(entries: Iterable[Entry]) -> dict[str, dict[str, Ranges]]:
    """By root and device, the numbers of these entries."""
    numbers: dict[str, dict[str, list[int]]] = {}
    for entry in entries:
        numbers.setdefault(entry.root, {}).setdefault(entry.device, []).append(entry.seq)
    return {root: {device: Ranges.of(seqs) for device, seqs in devices.items()} for root, devices in numbers.items()}
