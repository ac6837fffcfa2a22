"""Rows in conflict, as they stand in a file: which columns hold several values, which deletions met a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.models import JOURNALED
from desktop.services.clash_after import owner_of
from desktop.storage.heads import DELETED, DELETED_MARK, Entry, RowHeads
from desktop.storage.unit import LOCAL

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

_ORDER = ("student", "request", "intervention", "meeting", "project", "note", "assessment", "agreement", "avis", "guardian",
          "decision", "contribution", "sitting", "task")


@dataclass(slots=True)
class ClashRow:
    """A row in conflict: its heads, and the columns that hold several values."""

    table: str
    row: str
    root: str
    heads: RowHeads
    columns: list[str] = field(default_factory=list)

    def texts(self, column: str) -> list[Any]:
        """The values of a column, a deletion left out."""
        return [value for value in self.heads.values(column) if value != DELETED_MARK]

    def deletions(self) -> list[Entry]:
        found = {entry.key: entry for column in self.columns for entry in self.heads.heads(column) if entry.column == DELETED}
        return list(found.values())

    def acts(self) -> set[str]:
        """The acts that deleted it."""
        return {entry.unit for entry in self.deletions() if entry.unit}

    @property
    def asks_whole(self) -> bool:
        """Whether a deletion met one text of a column: keeping the record says all of that column."""
        return any(len(self.texts(c)) == 1 and DELETED_MARK in self.heads.values(c) for c in self.columns)


def read(session: Session, store: Store, root: str = "") -> list[ClashRow]:
    """The rows in conflict of a file, or of one root, that this person may read and be asked about."""
    where, values = ("WHERE root=?", (root,)) if root else ("", ())
    columns: dict[tuple[str, str], list[str]] = {}
    roots: dict[tuple[str, str], str] = {}
    for table, row, column, home in store.sql(f"SELECT tbl, row, col, root FROM conflict {where} ORDER BY root, tbl, row, col",
                                              values):
        if table in JOURNALED and table not in LOCAL:
            columns.setdefault((table, row), []).append(column)
            roots[(table, row)] = home
    made = []
    for table in dict.fromkeys(table for table, _ in columns):
        for row, heads in store.many_heads(table, [row for name, row in columns if name == table]).items():
            made.append(ClashRow(table, row, roots[(table, row)], heads, columns[(table, row)]))
    made.sort(key=lambda one: one.root)
    return [one for one in made if one.heads.entries and _asked(session, store, one)]


def _asked(session: Session, store: Store, one: ClashRow) -> bool:
    """A part goes with its record: nothing is asked about one of a record that is in the bin. A release, by who reads it."""
    if one.table == "release":
        return session.releases.readable(one.row)
    owner = "" if one.table in ("task", "attendance") else owner_of(one.table, one.heads)
    if not owner:
        return True
    found = store.one("SELECT tbl FROM entry WHERE row=? AND tbl<>'line' LIMIT 1", (owner,))
    return found is not None and found[0] in JOURNALED and store.exists(JOURNALED[found[0]], owner)


def deleted_together(rows: Sequence[ClashRow]) -> list[list[ClashRow]]:
    """Rows that one act deleted in one root, each changed elsewhere: asked about once, the weightiest first."""
    groups: dict[tuple[str, str], list[ClashRow]] = {}
    for one in rows:
        if one.asks_whole:
            groups.setdefault((one.root, min(one.acts(), default=one.row)), []).append(one)
    return [sorted(group, key=_weight) for group in groups.values()]


def _weight(one: ClashRow) -> int:
    return _ORDER.index(one.table) if one.table in _ORDER else len(_ORDER)
