"""The unit of work: the only way to write. All of it happens, or none; each change leaves an entry in the journal.

Rows are written with plain prepared statements and flushed in bulk, so that an import of ten thousand pupils is one unit
like any other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer

from desktop.changes import Changes
from desktop.errors import RefusedError
from desktop.models import JOURNALED, Journaled
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads, canonical
from desktop.storage.journal import UnitMeta, chain_hash, entry_hash

if TYPE_CHECKING:
    from desktop.storage.store import Store

Model = type[Journaled]
ENTRY_COLUMNS = "n, root, device, seq, unit, tbl, row, col, value, bases, salt, hash"
_INSERT_ENTRY = ("INSERT INTO entry (root, device, seq, unit, tbl, row, col, value, bases, salt, hash) "
                 "VALUES (?,?,?,?,?,?,?,?,?,?,?)")
NOT_YET = 1 << 62
"""The arrival number of an entry that is not in the file yet."""
LOCAL = frozenset({"account", "scope", "import_batch", "column_map", "setting"})
"""What belongs to one vault alone: it never travels, and is not in the digest."""
_LOCAL = frozenset({"n", "id", "root"})
_PLACES = frozenset({"enrolment", "attendance", "scope", "account", "person", "school", "import_batch", "concerned", "member"})
_PLACED = frozenset({"student", "meeting", "task", "request", "intervention"})
_PLACING = frozenset({CREATED, DELETED, "same_as", "school_id", "owner", "class_name"})
"""What says where a root belongs: any column of the first tables, these columns of the records that are their own root."""


class Shape:
    """The columns of a journaled table, worked out once."""

    __slots__ = ("columns", "insert", "integers", "json", "name")

    def __init__(self, model: Model) -> None:
        table = model.__table__
        self.name = model.__tablename__
        self.columns = tuple(c.name for c in table.columns if c.name not in _LOCAL)
        self.integers = frozenset(c.name for c in table.columns if isinstance(c.type, Integer))
        self.json = model.json_columns
        names = ("id", "root", *self.columns)
        quoted = ", ".join(f'"{name}"' for name in names)
        self.insert = f"INSERT INTO {self.name} ({quoted}) VALUES ({', '.join('?' * len(names))})"

    def flat(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as journaled columns: JSON columns one key a column, ``""`` as ``None``, booleans as integers."""
        flat: dict[str, Any] = {}
        for column, value in values.items():
            if column in self.json:
                flat.update({f"{column}.{key}": _plain(cell) for key, cell in (value or {}).items()})
            elif column in self.columns:
                if column in self.integers:
                    flat[column] = None if value is None else int(value)
                else:
                    flat[column] = value or None
            else:
                head, dot, _ = column.partition(".")
                if not dot or head not in self.json:
                    raise RefusedError(f"Il n’y a pas de donnée « {column} ».")
                flat[column] = _plain(value)
        return flat

    def whole(self, columns: Iterable[str], known: Iterable[str]) -> Iterable[str]:
        """The journaled columns to read again for a change of ``columns``: a JSON column is written whole."""
        asked = set(columns)
        heads = {column.partition(".")[0] for column in asked} & self.json
        if not asked or heads:
            asked |= {column for column in known if not asked or column.partition(".")[0] in heads}
        return asked

    def stored(self, flat: Mapping[str, Any]) -> dict[str, Any]:
        """Journaled columns as they stand in the table. What a newer version wrote beside them waits in the journal."""
        stored: dict[str, Any] = {}
        objects: dict[str, dict[str, Any]] = {}
        for column, value in flat.items():
            head, dot, key = column.partition(".")
            if dot and head in self.json:
                if value is not None:
                    objects.setdefault(head, {})[key] = value
                else:
                    objects.setdefault(head, {})
            elif column in self.columns:
                stored[column] = value
        for column, cells in objects.items():
            stored[column] = canonical(cells)
        return stored


def _same(shown: Any, value: Any) -> bool:
    return type(shown) is type(value) and shown == value


def _plain(value: Any) -> Any:
    return None if value in ("", [], {}) else value


SHAPES: dict[str, Shape] = {name: Shape(model) for name, model in JOURNALED.items()}


class Unit:
    """One named act being written. Made by ``Store.unit``; never kept after its ``with`` block."""

    def __init__(self, store: Store, meta: UnitMeta) -> None:
        self.meta = meta
        self._store = store
        self._sql = store.writer
        self._guard = store.guard
        self._digest = meta.digest
        self._device = meta.device
        self._pending: list[tuple[Any, ...]] = []
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._fresh: set[str] = set()
        self._unflushed: set[str] = set()
        self._chains: dict[str, tuple[int, bytes]] = {}
        self._touched: dict[tuple[str, str], None] = {}
        self._roots: dict[str, None] = {}
        self._created: list[str] = []
        self._made: set[str] = set()
        self.moves = False
        """Whether something this act wrote may change what somebody sees."""
        self._heads: dict[str, RowHeads] = {}
        self._quiet: bool | None = None
        self._salts = b""
        self._salt_at = 0

    # -- writing ---------------------------------------------------------------------------------------------------
    def new(self, model: Model, values: Mapping[str, Any], *, id: str | None = None, root: str | None = None) -> str:
        """Create a row and give its id. Without ``root`` the row is its own root.

        An id made of a key of the world may exist already: then the missing or different columns are put.
        """
        shape = SHAPES[model.__tablename__]
        fresh = id is None
        row = id if id is not None else self._store.ids.new()
        owner = root if root is not None else row
        bases: tuple[str, ...] = ()
        if not fresh and (owner not in self._fresh or row in self._made):
            heads = self.heads(shape.name, row)
            if heads.alive:
                self.put(model, row, values)
                return row
            bases = tuple(entry.key for entry in heads.all_heads())
        if owner == row and not bases:
            self._fresh.add(owner)
        if self._guard is not None:
            self._allow(shape.name, "" if not bases else row, "" if owner in self._fresh else owner, values.get("owner") or "")
        flat = {column: value for column, value in shape.flat(values).items() if value is not None}
        entry = self._append(owner, shape.name, row, CREATED, canonical(flat), bases)
        if bases:
            self._heads[row] = heads.followed_by((entry,))
        else:
            self._heads.pop(row, None)  # made again in this act, it is there
        self._insert(shape, row, owner, flat)
        self._created.append(row)
        self._made.add(row)
        return row

    def put(self, model: Model, id: str, values: Mapping[str, Any], seen: int | None = None, *,
            settle: bool = False) -> None:
        """Change columns of a row. Only what differs is written.

        ``seen`` is the arrival number at which the person's screen was loaded; ``settle`` supersedes every head (a choice).
        Raises ``RefusedError`` when there is no such row.
        """
        shape = SHAPES[model.__tablename__]
        heads = self.heads(shape.name, id)
        if not heads.alive:
            raise RefusedError
        root = self._of_heads(shape.name, id, heads)
        visible = self._visible(heads, seen)
        written: dict[str, Entry] = {}
        for column, value in shape.flat(values).items():
            if _same(heads.shown(column), value) and not (settle and heads.in_conflict(column)):
                continue
            named = heads.heads(column) if settle else visible.shown_heads(column)
            bases = tuple(entry.key for entry in named)
            written[column] = self._append(root, shape.name, id, column, canonical(value), bases)
        if written:
            self._reproject(shape, id, root, heads.followed_by(written.values()), written)

    def remove(self, model: Model, id: str, seen: int | None = None) -> None:
        """Delete a row (*supprimer*): an entry whose bases are all the heads the person could see."""
        shape = SHAPES[model.__tablename__]
        heads = self.heads(shape.name, id)
        if not heads.alive:
            raise RefusedError
        root = self._of_heads(shape.name, id, heads)
        visible = self._visible(heads, seen)
        entry = self._append(root, shape.name, id, DELETED, "true", tuple(entry.key for entry in visible.all_heads()))
        self._reproject(shape, id, root, heads.followed_by((entry,)))

    def restore(self, model: Model, id: str, values: Mapping[str, Any]) -> None:
        """Bring a deleted row back with these values; used by undo."""
        shape = SHAPES[model.__tablename__]
        heads = self.heads(shape.name, id)
        flat = {column: value for column, value in shape.flat(values).items() if value is not None}
        root = self._of_heads(shape.name, id, heads)
        entry = self._append(root, shape.name, id, CREATED, canonical(flat), tuple(e.key for e in heads.all_heads()))
        self._reproject(shape, id, root, heads.followed_by((entry,)))

    # -- reading inside the unit ---------------------------------------------------------------------------------------
    def heads(self, table: str, row: str) -> RowHeads:
        """The heads of a row, with what this unit wrote."""
        found = self._heads.get(row)
        if found is None:
            if row in self._unflushed:
                self.flush()
            found = self._heads[row] = self._store.row_heads(table, row, self._sql)
        return found

    def prefetch(self, table: str, rows: Sequence[str]) -> None:
        """Load the heads of many rows at once, before putting them."""
        self.flush()
        self._heads.update(self._store.many_heads(table, rows, self._sql))

    def touch(self, table: str, row: str, root: str) -> None:
        """Say that something shown depends on this row, so that it is derived again."""
        self._touched[(table, row)] = None
        self._roots[root] = None

    # -- inside --------------------------------------------------------------------------------------------------------
    def _of_heads(self, table: str, row: str, heads: RowHeads) -> str:
        """The root of a row that is to change, once the person is known to write there."""
        root = heads.entries[0].root
        if self._guard is not None and row not in self._made and root not in self._fresh:
            self._allow(table, row, root, heads.shown("owner") or "" if table == "line" else "")
        return root

    def _allow(self, table: str, row: str, root: str, owner: str) -> None:
        """Ask the guard; a line is written by who writes its record."""
        if self._guard is None or (table == "line" and owner in self._made):
            return
        self._guard("write", table, owner if table == "line" else row, root)

    def _visible(self, heads: RowHeads, seen: int | None) -> RowHeads:
        if seen is None:
            return heads
        known = [e for e in heads.entries if e.n <= seen or e.unit in self._store.own_units or e.unit == self.meta.id]
        return heads if len(known) == len(heads.entries) or not known else RowHeads(known)

    def _append(self, root: str, table: str, row: str, column: str, value: str, bases: tuple[str, ...]) -> Entry:
        seq, previous = self._chain(root)
        seq += 1
        if self._salt_at >= len(self._salts):
            self._salts, self._salt_at = os.urandom(16 * 256), 0
        salt = self._salts[self._salt_at:self._salt_at + 16]
        self._salt_at += 16
        named = ",".join(bases)
        link = entry_hash(salt, self._digest, root, self._device, seq, table, row, column, value, named)
        self._chains[root] = (seq, chain_hash(previous, link))
        self._pending.append((root, self._device, seq, self.meta.id, table, row, column, value, named, salt, link))
        self._unflushed.add(row)
        self._touched[(table, row)] = None
        self._roots[root] = None
        if not self.moves:
            self.moves = table in _PLACES or (row == root and table in _PLACED and column in _PLACING)
        return Entry(NOT_YET, root, self._device, seq, self.meta.id, table, row, column, value, bases, salt, link)

    def _chain(self, root: str) -> tuple[int, bytes]:
        found = self._chains.get(root)
        if found is None:
            found = (0, b"")
            if root not in self._fresh:
                known = self._sql.execute("SELECT seq, hash FROM chain WHERE root=? AND device=?",
                                          (root, self._device)).fetchone()
                found = (known[0], known[1]) if known else found
        return found

    def _insert(self, shape: Shape, row: str, root: str, flat: Mapping[str, Any]) -> None:
        stored = shape.stored(flat) if shape.json else flat
        self._rows.setdefault(shape.name, []).append((row, root, *(stored.get(column) for column in shape.columns)))

    def _reproject(self, shape: Shape, row: str, root: str, heads: RowHeads, columns: Iterable[str] = ()) -> None:
        """Write what the row says now: only these columns when they are told and nothing is in conflict."""
        self._heads[row] = heads
        if self._rows.get(shape.name):
            self.flush()
        if self._quiet is None:
            self._quiet = self._sql.execute("SELECT 1 FROM conflict LIMIT 1").fetchone() is None
        project(self._sql, shape, row, root, heads, columns, quiet=self._quiet)
        if heads.conflicts():
            self._quiet = False

    def flush(self) -> None:
        """Send what is waiting to the file, still inside the transaction."""
        for name, rows in self._rows.items():
            self._sql.executemany(SHAPES[name].insert, rows)
        if self._pending:
            self._sql.executemany(_INSERT_ENTRY, self._pending)
        self._rows.clear()
        self._pending.clear()
        self._unflushed.clear()

    def finish(self) -> Changes:
        """Write the unit's own row and chains; ``Store`` derives, pads and commits."""
        self.flush()
        if not self._touched:
            return Changes(label=self.meta.label)
        if self._chains:
            m = self.meta
            self._sql.execute("INSERT INTO unit (id, device, label, kind, actor, at, undoes) VALUES (?,?,?,?,?,?,?)",
                              (m.id, m.device, m.label, m.kind, m.actor, m.at, m.undoes))
            self._sql.executemany(
                "INSERT INTO chain (root, device, seq, hash) VALUES (?,?,?,?) ON CONFLICT(root, device) DO UPDATE SET "
                "seq=excluded.seq, hash=excluded.hash, signer=NULL, signature=NULL",
                [(root, self._device, seq, link) for root, (seq, link) in self._chains.items()])
        last = self._sql.execute("SELECT max(n) FROM entry").fetchone()[0] or 0
        return Changes(unit=self.meta.id, label=self.meta.label, created=tuple(self._created),
                       touched=frozenset(self._touched), roots=frozenset(self._roots), seen=last)


def project(sql: Any, shape: Shape, row: str, root: str, heads: RowHeads, columns: Iterable[str] = (), *,
            quiet: bool = False) -> None:
    """Make the table's row say what its heads say (these columns, or all), and list its conflicts.

    ``quiet`` says that no conflict is listed anywhere, so that there is none to take away.
    """
    if not heads.alive:
        sql.execute(f"DELETE FROM {shape.name} WHERE id=?", (row,))
    else:
        stored = shape.stored(heads.current(shape.whole(columns, heads.columns)))
        names = [column for column in stored if column in shape.columns]
        cells = ", ".join(f'"{name}"=?' for name in names) or "root=root"
        updated = sql.execute(
            f"UPDATE {shape.name} SET {cells} WHERE id=?",
            (*(stored[name] for name in names), row)).rowcount
        if not updated:
            stored = shape.stored(heads.current())
            sql.execute(shape.insert, (row, root, *(stored.get(column) for column in shape.columns)))
    if not quiet:
        sql.execute("DELETE FROM conflict WHERE tbl=? AND row=?", (shape.name, row))
    conflicts = heads.conflicts()
    if conflicts:
        sql.executemany("INSERT INTO conflict (tbl, row, col, root) VALUES (?,?,?,?)",
                        [(shape.name, row, column, root) for column in conflicts])


def read_entry(record: Sequence[Any]) -> Entry:
    """An entry from a row of ``SELECT {ENTRY_COLUMNS} FROM entry``."""
    n, root, device, seq, unit, table, row, column, value, bases, salt, link = record
    return Entry(n, root, device, seq, unit, table, row, column, value, tuple(bases.split(",")) if bases else (), salt, link)


def parse(value: str | None) -> dict[str, Any]:
    """A JSON object column."""
    return json.loads(value) if value else {}
