"""One compartment file, open: its writer, its reader, its units, its digest."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from desktop.changes import Changes
from desktop.clock import Clock, stamp
from desktop.errors import RefusedError
from desktop.ids import Ids
from desktop.models import JOURNALED, Journaled
from desktop.security.policy import Action
from desktop.storage import derived, engine
from desktop.storage.heads import CREATED, Entry, RowHeads, digest_lines
from desktop.storage.journal import UnitMeta, ledger_bytes, seal_bytes
from desktop.storage.undo import Past, undo_entry
from desktop.storage.unit import ENTRY_COLUMNS, LOCAL, SHAPES, Unit, read_entry

if TYPE_CHECKING:
    from desktop.storage.sight import Sight

CHUNK = 400
T = TypeVar("T")
Guard = Callable[[Action, str, str, str], None]
"""``(action, table, row, root)``: raises ``RefusedError`` when the person may not write or erase there."""
SHOWN_BY = "affiche"
"""The key, in ``meta``, of the tables and columns known when what came in plis was last shown."""
SHAPES_MARK = hashlib.sha256("|".join(f"{name}:{','.join(SHAPES[name].columns)}" for name in sorted(SHAPES)).encode()).hexdigest()
REMEMBERED = 25
"""Writes between two notes to this computer of how far the vault goes; the last is at closing."""


class Signer(Protocol):
    """The account that writes: its id, and its Ed25519 signature."""

    @property
    def account(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Store:
    """An open compartment. One writer connection, one ``query_only`` reader; each is used by one thread at a time."""

    def __init__(self, path: Path, key_hex: str, *, ids: Ids, clock: Clock, device: Callable[[], str], signer: Signer,
                 vault_id: str, compartment: str, before_write: Callable[[Store], None] | None = None,
                 after_write: Callable[[Store], None] | None = None) -> None:
        self.ids, self.clock, self.signer = ids, clock, signer
        self.vault_id, self.compartment = vault_id, compartment
        self._device, self._before_write, self._after_write = device, before_write, after_write
        self._commits = 0
        self.own_units: set[str] = set()
        self._read_lock, self._write_lock = threading.RLock(), threading.RLock()
        self.changed = self.noted = False
        self.guard: Guard | None = None
        self.look_again = False
        self.local: Callable[[], set[str]] = set
        """The devices that write on this computer."""
        self.redraw: Callable[[], None] | None = None
        """Take another name of device: entries came that bear this one, and were no longer here."""
        self._sight: Sight | None = None
        self._whole_sight: Sight | None = None
        self._acts, self._still = 0, False
        self._open(path, key_hex)

    def _open(self, path: Path, key_hex: str) -> None:
        """Both connections on this file; what is prepared on them is prepared here."""
        self.path = path
        self.writer: Any = engine.connect(path, key_hex)
        derived.prepare(self.writer)
        self._reader: Any = engine.connect(path, key_hex, readonly=True)

    def move(self, change: Callable[[], None], where: Callable[[], tuple[Path, str]]) -> None:
        """While nobody reads or writes, ``change`` may put another file in this one's place; go on with the one of ``where``."""
        with self._write_lock, self._read_lock:
            try:
                change()
            finally:
                path, key_hex = where()
                if path != self.path:
                    self.close()
                    self._open(path, key_hex)

    def close(self) -> None:
        with self._write_lock, self._read_lock:
            self._reader.close()
            self.writer.close()

    # -- who is here -------------------------------------------------------------------------------------------------
    def limit(self, sight: Sight, guard: Guard) -> None:
        """Read through ``sight``; ask ``guard`` before each write. ``look_again`` after an act: what one may see has changed."""
        self._sight = self._whole_sight = sight
        self.guard = guard

    def allow(self, action: Action, table: str, row: str, root: str) -> None:
        """Ask the guard, when there is one."""
        if self.guard is not None:
            self.guard(action, table, row, root)

    def elsewhere(self, work: Callable[[Any], T]) -> T:
        """Ask the reader what somebody else would see; this person's own sight is made again after."""
        with self._read_lock, engine.translated(self.path):
            self._reader.execute("PRAGMA query_only=OFF").fetchall()
            try:
                return work(self._reader)
            finally:
                self._reader.execute("PRAGMA query_only=ON").fetchall()
                if self._whole_sight is not None:
                    self._whole_sight.forget()

    # -- reading -----------------------------------------------------------------------------------------------------
    def sql(self, text: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Rows of a query, as tuples. Core and mapped objects cost two to ten times more here (stack.md §5)."""
        with self._read_lock, engine.translated(self.path):
            if self._sight is not None and not self._sight.look(self._reader, self._acts):
                self._sight = None
            found: list[Any] = self._reader.execute(text, tuple(parameters)).fetchall()
            return found

    def one(self, text: str, parameters: Sequence[Any] = ()) -> Any:
        rows = self.sql(text, parameters)
        return rows[0] if rows else None

    def seen(self) -> int:
        """The last arrival number of the journal."""
        return int(self.sql("SELECT coalesce(max(n), 0) FROM main.entry")[0][0])

    def exists(self, model: type[Journaled], id: str) -> bool:
        return bool(self.sql(f"SELECT 1 FROM {model.__tablename__} WHERE id=?", (id,)))

    def row_heads(self, table: str, row: str, sql: Any = None) -> RowHeads:
        """The heads of one row."""
        text = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE row=? AND tbl=? ORDER BY n"
        found = sql.execute(text, (row, table)).fetchall() if sql is not None else self.sql(text, (row, table))
        return RowHeads(read_entry(record) for record in found)

    def many_heads(self, table: str, rows: Sequence[str], sql: Any = None) -> dict[str, RowHeads]:
        """The heads of many rows."""
        grouped: dict[str, list[Entry]] = {row: [] for row in rows}
        for start in range(0, len(rows), CHUNK):
            part = tuple(rows[start:start + CHUNK])
            text = (f"SELECT {ENTRY_COLUMNS} FROM entry WHERE row IN ({','.join('?' * len(part))}) AND tbl=? ORDER BY n")
            found = sql.execute(text, (*part, table)).fetchall() if sql is not None else self.sql(text, (*part, table))
            for record in found:
                grouped[record[6]].append(read_entry(record))
        return {row: RowHeads(entries) for row, entries in grouped.items()}

    def written_by_hand(self, table: str, rows: Sequence[str], columns: Sequence[str]) -> set[tuple[str, str]]:
        """``(row, column)`` whose shown value a person wrote: an import leaves it alone."""
        hand = {row[0] for row in self.sql("SELECT id FROM main.unit WHERE kind IN ('hand', 'undo')")}
        kept = set()
        for row, heads in self.many_heads(table, rows).items():
            for column in columns:
                shown = heads.shown_heads(column)
                if any(e.unit in hand and (e.column != CREATED or heads.value_of(e, column) is not None) for e in shown):
                    kept.add((row, column))
        return kept

    def unit_meta(self, unit: str) -> UnitMeta:
        found = self.one("SELECT id, device, label, kind, actor, at, coalesce(undoes, '') FROM unit WHERE id=?", (unit,))
        if found is None:
            raise RefusedError
        return UnitMeta(*found)

    def entries_of(self, unit: str) -> list[Entry]:
        """Everything an act wrote, out of this person's reach or not: for undoing it, never to be shown."""
        return [read_entry(r) for r in self.sql(f"SELECT {ENTRY_COLUMNS} FROM main.entry WHERE unit=? ORDER BY n", (unit,))]

    # -- writing -----------------------------------------------------------------------------------------------------
    @contextmanager
    def unit(self, label: str, kind: str = "hand", undoes: str = "") -> Iterator[Unit]:
        """A named unit of work; read ``unit_changes`` after the block. Nothing is written when nothing changed."""
        with self._write_lock:
            with self.transaction():
                meta = UnitMeta(self.ids.new(), self._device(), label, kind, self.signer.account, stamp(self.clock.now()),
                                undoes)
                unit = Unit(self, meta)
                yield unit
                self.unit_changes = self._finish(unit)
            if self.unit_changes.unit and kind != "import":
                self.own_units.add(self.unit_changes.unit)

    unit_changes: Changes = Changes()

    def _finish(self, unit: Unit) -> Changes:
        changes = unit.finish()
        self._still = not unit.moves
        if changes:
            self.settle(changes.touched, changes.roots)
        return changes

    def settle(self, touched: frozenset[tuple[str, str]], roots: Iterable[str] = ()) -> None:
        """Lists and search follow, inside the transaction."""
        derived.refresh(self.writer, touched, roots)

    @contextmanager
    def transaction(self, *, quiet: bool = False) -> Iterator[Any]:
        """``BEGIN IMMEDIATE`` … ``COMMIT`` on the writer; errors of the driver become ours. ``quiet``: not worth a backup.

        Inside another of this thread it is a part of it: an act written while a pli is taken in stands or falls with it.
        """
        with self._write_lock, engine.translated(self.path):
            if self.writer.in_transaction:
                yield self.writer
                return
            self.writer.execute("BEGIN IMMEDIATE")
            self._still = False
            try:
                if self._before_write is not None:
                    hook, self._before_write = self._before_write, None
                    try:
                        hook(self)
                    except BaseException:
                        self._before_write = hook
                        raise
                before = self.writer.total_changes
                yield self.writer
                if self.writer.total_changes == before:
                    self.writer.execute("ROLLBACK")
                    return
                self._count()
                engine.pad(self.writer)
                self.writer.execute("COMMIT")
            except BaseException:
                if self.writer.in_transaction:
                    self.writer.execute("ROLLBACK")
                raise
            self._wrote(quiet)
            if self._after_write is not None and self._commits % REMEMBERED == 0:
                self._after_write(self)

    def _wrote(self, quiet: bool) -> None:
        self._commits += 1
        if quiet:
            self.noted = True
            return
        self.changed = True
        self._acts += not self._still
        if self.look_again:
            self._sight, self.look_again = self._whole_sight, False

    def _count(self) -> None:
        """The file's own number of writes, with a random mark: two copies that went apart differ."""
        number, _, _ = self.mark()
        self.writer.execute("INSERT INTO meta (key, value) VALUES ('writes', ?) ON CONFLICT(key) DO UPDATE SET "
                            "value=excluded.value",
                            (f"{number + 1} {os.urandom(8).hex()} {stamp(self.clock.now())}",))

    def mark(self) -> tuple[int, str, str]:
        """How far this file goes: its number of writes, their mark, the last instant."""
        found = self.writer.execute("SELECT value FROM meta WHERE key='writes'").fetchone()
        number, mark, at = found[0].split(" ") if found else ("0", "", "")
        return int(number), mark, at

    # -- undo ----------------------------------------------------------------------------------------------------------
    def undo(self, unit_id: str, label: str, *, keep: frozenset[str] = frozenset(),
             keep_rows: frozenset[str] = frozenset()) -> tuple[Changes, tuple[Entry, ...]]:
        """Give back the base's value of each of the unit's entries that is still the only head; tell the others.

        ``keep`` names roots to leave alone, ``keep_rows`` rows. The undo is itself a unit, so redo is its undo.
        """
        meta = self.unit_meta(unit_id)
        entries = self.entries_of(unit_id)
        past = Past(entries, dict(self.sql("SELECT id, undoes FROM main.unit WHERE undoes <> ''")))
        skipped: list[Entry] = []
        with self.unit(label, kind="undo", undoes=meta.id) as unit:
            for table in {entry.table for entry in entries}:
                unit.prefetch(table, list({entry.row for entry in entries if entry.table == table}))
            done: set[tuple[str, str]] = set()
            for entry in reversed(entries):
                if entry.root in keep or entry.row in keep_rows:
                    continue
                if not undo_entry(unit, entry, past, done):
                    skipped.append(entry)
        return self.unit_changes, tuple(skipped)

    # -- erase ---------------------------------------------------------------------------------------------------------
    def erase_root(self, root: str) -> Changes:
        """*Effacer*: remove a root's rows, entries and chains; leave its id, signed, in the ledger. Final."""
        with self.transaction() as sql:
            first = sql.execute("SELECT tbl FROM entry WHERE row=? LIMIT 1", (root,)).fetchone()
            self.allow("erase", first[0] if first else "", root, root)
            touched = set()
            for name in SHAPES:
                rows = [r[0] for r in sql.execute(f"SELECT id FROM {name} WHERE root=?", (root,)).fetchall()]
                touched |= {(name, row) for row in rows}
                sql.execute(f"DELETE FROM {name} WHERE root=?", (root,))
            known = sql.execute("SELECT 1 FROM entry WHERE root=? LIMIT 1", (root,)).fetchone()
            if not touched and known is None:
                raise RefusedError
            gone = [r[0] for r in sql.execute("SELECT DISTINCT row FROM entry WHERE root=?", (root,)).fetchall()]
            self._forget(sql, gone)
            sql.execute("DELETE FROM entry WHERE root=?", (root,))
            sql.execute("DELETE FROM chain WHERE root=?", (root,))
            sql.execute("DELETE FROM conflict WHERE root=?", (root,))
            sql.execute("DELETE FROM unit WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.unit = unit.id)")
            self._note_erased(sql, root, "")
            self.settle(frozenset(touched), {root})
        return Changes(label="", touched=frozenset(touched), roots=frozenset({root}))

    def erase_row(self, table: str, row: str) -> Changes:
        """Erase one row inside its root: its values and salts are emptied, their hashes stay."""
        with self.transaction() as sql:
            found = sql.execute("SELECT root FROM entry WHERE row=? AND tbl=? LIMIT 1", (row, table)).fetchone()
            if found is None:
                raise RefusedError
            self.allow("erase", table, row, found[0])
            sql.execute(f"DELETE FROM {table} WHERE id=?", (row,))
            sql.execute("UPDATE entry SET value=NULL, salt=NULL WHERE row=? AND tbl=?", (row, table))
            self._forget(sql, [row])
            sql.execute("DELETE FROM conflict WHERE tbl=? AND row=?", (table, row))
            self._note_erased(sql, found[0], row)
            self.settle(frozenset({(table, row)}), {found[0]})
        return Changes(label="", touched=frozenset({(table, row)}), roots=frozenset({found[0]}))

    def rectify(self, unit: Unit, table: str, row: str, column: str, value: Any) -> None:
        """*Rectifier*: write the right value and empty the former ones everywhere in the journal."""
        unit.put(JOURNALED[table], row, {column: value}, settle=True)
        unit.flush()
        heads = unit.heads(table, row)
        keep = {entry.key for entry in heads.heads(column)}
        for entry in heads.entries:
            if entry.key in keep or (entry.salt is None and entry.value is None):
                continue
            if entry.column == column:
                self.writer.execute("UPDATE entry SET value=NULL, salt=NULL WHERE n=?", (entry.n,))
            elif entry.column == CREATED and column in json.loads(entry.value or "{}"):
                rest = {k: v for k, v in json.loads(entry.value or "{}").items() if k != column}
                text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                self.writer.execute("UPDATE entry SET value=?, salt=NULL WHERE n=?", (text, entry.n))

    def _forget(self, sql: Any, rows: Sequence[str]) -> None:
        sql.executemany("DELETE FROM draft WHERE row=?", [(row,) for row in rows])
        sql.executemany("DELETE FROM blob WHERE id=?", [(row,) for row in rows])
        derived.forget(sql, rows)

    def _note_erased(self, sql: Any, root: str, row: str) -> None:
        at = stamp(self.clock.now())
        signature = self.signer.sign(ledger_bytes(self.vault_id, root, row, at))
        sql.execute("INSERT OR REPLACE INTO ledger (root, row, at, signer, signature) VALUES (?,?,?,?,?)",
                    (root, row, at, self.signer.account, signature))

    # -- merge ---------------------------------------------------------------------------------------------------------
    def receive(self, units: Sequence[UnitMeta], entries: Sequence[Entry]) -> Changes:
        """Take entries written elsewhere, in any order, any number of times (``merge.receive``)."""
        from desktop.storage.merge import receive

        return receive(self, units, entries).changes

    def show_again(self) -> None:
        """After an update, show what a newer version had written and this file kept in its journal alone."""
        known = self.writer.execute("SELECT value FROM meta WHERE key=?", (SHOWN_BY,)).fetchone()
        if self.writer.execute("SELECT 1 FROM received LIMIT 1").fetchone() and (known is None or known[0] != SHAPES_MARK):
            from desktop.storage.merge import show_again

            show_again(self)

    def export(self, roots: Sequence[str] | None = None) -> tuple[list[UnitMeta], list[Entry]]:
        """Units and entries of some roots (all without argument), as ``receive`` takes them."""
        from desktop.storage.merge import export

        return export(self, roots)

    # -- truth ---------------------------------------------------------------------------------------------------------
    def rows_heads(self) -> Iterator[tuple[str, str, RowHeads]]:
        """Every row with its heads."""
        group: list[Entry] = []
        for record in self.sql(f"SELECT {ENTRY_COLUMNS} FROM entry ORDER BY tbl, row, n"):
            entry = read_entry(record)
            if group and (group[0].table, group[0].row) != (entry.table, entry.row):
                yield group[0].table, group[0].row, RowHeads(group)
                group = []
            group.append(entry)
        if group:
            yield group[0].table, group[0].row, RowHeads(group)

    def digest_lines(self) -> list[str]:
        """What the digest is made of; what belongs to this vault alone (accounts, imports) is not in it."""
        lines: list[str] = []
        for table, row, heads in self.rows_heads():
            if table not in LOCAL:
                lines += digest_lines(table, row, heads)
        return lines

    def digest(self) -> str:
        """SHA-256 of this compartment's sorted lines."""
        return digest_of(self.digest_lines())

    def seal(self) -> None:
        """Sign the chains that moved since the last sealing."""
        with self.transaction() as sql:
            rows = sql.execute("SELECT root, device, seq, hash FROM chain WHERE signature IS NULL").fetchall()
            account = self.signer.account
            sql.executemany(
                "UPDATE chain SET signer=?, signature=? WHERE root=? AND device=?",
                [(account, self.signer.sign(seal_bytes(self.vault_id, self.compartment, root, device, seq, link)), root, device)
                 for root, device, seq, link in rows])

    def signatures(self) -> Iterator[tuple[str, bytes, bytes]]:
        """What was signed here: the signer, the signature, and the message it must answer."""
        for root, device, seq, link, signer, signature in self.sql(
                "SELECT root, device, seq, hash, signer, signature FROM main.chain WHERE signature IS NOT NULL"):
            yield signer, signature, seal_bytes(self.vault_id, self.compartment, root, device, seq, link)
        for root, row, at, signer, signature in self.sql("SELECT root, row, at, signer, signature FROM main.ledger"):
            yield signer, signature, ledger_bytes(self.vault_id, root, row, at)

    def unsealed(self) -> bool:
        return bool(self.sql("SELECT 1 FROM main.chain WHERE signature IS NULL LIMIT 1"))

    def check(self) -> list[str]:
        """What does not hold: hashes, chains, acts, rows that differ from their entries. Empty when all is well."""
        from desktop.storage.checking import check

        return check(self.sql)

    def damage(self) -> list[str]:
        """What is wrong with the file itself, whatever it says."""
        from desktop.storage.checking import file_problems

        return file_problems(self.sql)

    def rebuild(self) -> None:
        """Make every derived list again."""
        with self.transaction() as sql:
            derived.rebuild(sql)


def digest_of(lines: Sequence[str]) -> str:
    """SHA-256, in hex, over sorted lines ended by LF."""
    return hashlib.sha256("".join(line + "\n" for line in sorted(lines)).encode()).hexdigest()

