"""Entries written elsewhere: taken in, taken out again, given out. The heads of a row are the same in whatever order they came.

An entry may come *bare* (``unit`` empty, no value, no salt): somebody changed what it said, and it is known by its name, its
place and its bases alone, because who sends it kept its words. Its words may come later. An entry of a table or of a column
this version does not know is kept in the journal and given on; it shows after an update (architecture §5).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import TamperedError
from desktop.storage.heads import CREATED, Entry, RowHeads, canonical
from desktop.storage.journal import UnitMeta, chain_hash, entry_hash
from desktop.storage.unit import ENTRY_COLUMNS, LOCAL, SHAPES, project, read_entry

if TYPE_CHECKING:
    from desktop.storage.store import Store

CHUNK = 400
__all__ = ["LOCAL", "Origin", "Taken", "export", "receive", "rechain", "show_again", "take_out"]
FORGED = "Une écriture reçue n’est pas celle qui a été signée : rien n’a été repris."
TWICE = "Deux écritures portent le même numéro avec un contenu différent : rien n’a été repris."
MOVED = "Une écriture reçue change d’enfant un élément qui est déjà ici : rien n’a été repris."


@dataclass(frozen=True, slots=True)
class Origin:
    """Which pli brings entries, who sent it, who takes it in."""

    pli: str
    sender: str
    taken_by: str
    at: str


@dataclass(slots=True)
class Taken:
    """What was taken in: new entries by name, and the roots left out because they were erased here."""

    changes: Changes = field(default_factory=Changes)
    entries: int = 0
    filled: int = 0
    """Bare entries whose words came."""
    emptied: int = 0
    """Former values that a rectification elsewhere emptied here too."""
    refused: frozenset[str] = frozenset()
    from_n: int = 0
    to_n: int = 0


def receive(store: Store, units: Sequence[UnitMeta], entries: Sequence[Entry], origin: Origin | None = None, *,
            blobs: Mapping[str, bytes] | None = None, leave: Collection[str] = ()) -> Taken:
    """Take entries written elsewhere, in any order, any number of times, in one transaction. ``leave``: roots not taken.

    Raises ``TamperedError``, and takes nothing, when one is forged. Entries of erased roots and rows are left out. An entry
    already here is checked by its hash and not taken again.
    """
    taken = Taken()
    own = store.local()
    with store.transaction() as sql:
        work = _Reception(sql, {meta.id: meta for meta in units}, set(leave))
        before = _highest(sql)
        for entry in entries:
            work.take(entry)
        work.keep_acts(units)
        work.show(store)
        for id, content in (blobs or {}).items():
            if sql.execute("SELECT 1 FROM attachment WHERE id=?", (id,)).fetchone():
                sql.execute("INSERT OR IGNORE INTO blob (id, content) VALUES (?, ?)", (id, content))
        rechain(sql, work.roots)
        store.settle(frozenset(work.touched), work.roots)
        last = _highest(sql)
        if origin is not None and last > before:
            sql.execute("INSERT INTO received (pli, sender, taken_by, at, from_n, to_n) VALUES (?,?,?,?,?,?)",
                        (origin.pli, origin.sender, origin.taken_by, origin.at, before + 1, last))
            _mark_shown(sql)
        store.look_again = True
        taken.changes = Changes(touched=frozenset(work.touched), roots=frozenset(work.roots), seen=last)
        taken.entries, taken.filled, taken.emptied = work.taken, work.filled, work.emptied
        taken.refused, taken.from_n, taken.to_n = frozenset(work.refused), before + 1, last
    if own & work.devices and store.redraw is not None:
        store.redraw()
    return taken


def show_again(store: Store) -> None:
    """Make the rows that plis brought say what their entries say, with the tables and columns of this version."""
    from desktop.storage.store import SHOWN_BY

    with store.transaction(quiet=True) as sql:
        rows = sql.execute("SELECT DISTINCT e.tbl, e.row FROM received r JOIN entry e ON e.n BETWEEN r.from_n AND "
                           "r.to_n").fetchall()
        roots = set()
        for table, ids in _by_table((row[0], row[1]) for row in rows).items():
            for row, heads in store.many_heads(table, ids, sql).items():
                if table in SHAPES:
                    project(sql, SHAPES[table], row, heads.entries[0].root, heads)
                    roots.add(heads.entries[0].root)
        store.settle(frozenset((row[0], row[1]) for row in rows if row[0] in SHAPES), roots)
        sql.execute("DELETE FROM meta WHERE key=?", (SHOWN_BY,))
        _mark_shown(sql)


def _mark_shown(sql: Any) -> None:
    """Say with which tables and columns what plis brought is shown; an update finds others, and shows it again."""
    from desktop.storage.store import SHAPES_MARK, SHOWN_BY

    if not sql.execute("SELECT 1 FROM meta WHERE key=?", (SHOWN_BY,)).fetchone():
        sql.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (SHOWN_BY, SHAPES_MARK))


def _highest(sql: Any) -> int:
    """The highest arrival number ever given, that of entries since gone included."""
    found = sql.execute("SELECT seq FROM sqlite_sequence WHERE name='entry'").fetchone()
    return int(found[0]) if found else 0


class _Reception:
    """Entries going in, one after the other."""

    def __init__(self, sql: Any, metas: Mapping[str, UnitMeta], leave: set[str]) -> None:
        self._sql, self._metas = sql, metas
        self._erased = {(r[0], r[1]) for r in sql.execute("SELECT root, row FROM ledger").fetchall()}
        self._leave = leave
        self._emptying: list[Entry] = []
        self._homes: dict[tuple[str, str], str] = {}
        self.touched: dict[tuple[str, str], None] = {}
        self.devices: set[str] = set()
        self.roots: set[str] = set()
        self.acts: set[str] = set()
        self.refused: set[str] = set()
        self.taken = self.filled = self.emptied = 0

    def take(self, entry: Entry) -> None:
        if (entry.root, "") in self._erased:
            self.refused.add(entry.root)
            return
        if entry.root in self._leave or (entry.root, entry.row) in self._erased:
            return
        found = self._sql.execute("SELECT n, hash, salt, value, unit FROM entry WHERE root=? AND device=? AND seq=?",
                                  (entry.root, entry.device, entry.seq)).fetchone()
        if found is not None:
            self._again(entry, *found)
            return
        self._verify(entry)
        self._at_home(entry)
        self._sql.execute(
            "INSERT INTO entry (root, device, seq, unit, tbl, row, col, value, bases, salt, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (entry.root, entry.device, entry.seq, entry.unit, entry.table, entry.row, entry.column, entry.value,
             ",".join(entry.bases), entry.salt, entry.hash))
        self._note(entry)
        self.devices.add(entry.device)
        self.taken += 1

    def _again(self, entry: Entry, n: int, link: bytes, salt: bytes | None, value: str | None, unit: str) -> None:
        if bytes(link) != entry.hash:
            raise TamperedError(TWICE)
        if salt is None and not unit and entry.unit:
            self._verify(entry)
            self._sql.execute("UPDATE entry SET unit=?, value=?, salt=? WHERE n=?", (entry.unit, entry.value, entry.salt, n))
            self._note(entry)
            self.filled += 1
        elif salt is not None and entry.salt is None and entry.unit:
            self._emptying.append(Entry(n, entry.root, entry.device, entry.seq, entry.unit, entry.table, entry.row, entry.column,
                                        entry.value, entry.bases, None, entry.hash))

    def _verify(self, entry: Entry) -> None:
        """A hash answers for its words; an emptied or a bare entry has none left to answer for."""
        if entry.salt is None:
            return
        meta = self._metas.get(entry.unit)
        if meta is None or entry.hash != entry_hash(entry.salt, meta.digest, entry.root, entry.device, entry.seq, entry.table,
                                                    entry.row, entry.column, entry.value, ",".join(entry.bases)):
            raise TamperedError(FORGED)

    def _at_home(self, entry: Entry) -> None:
        """A row stays with the root it was made in."""
        key = (entry.table, entry.row)
        home = self._homes.get(key)
        if home is None:
            found = self._sql.execute("SELECT root FROM entry WHERE row=? AND tbl=? LIMIT 1", (entry.row, entry.table)).fetchone()
            home = self._homes[key] = found[0] if found else entry.root
        if home != entry.root:
            raise TamperedError(MOVED)

    def _note(self, entry: Entry) -> None:
        self.touched[(entry.table, entry.row)] = None
        self.roots.add(entry.root)
        if entry.unit:
            self.acts.add(entry.unit)

    def keep_acts(self, units: Sequence[UnitMeta]) -> None:
        """The acts of what was taken; none that would have no entry."""
        for meta in units:
            if meta.id not in self.acts:
                continue
            known = self._sql.execute("SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM unit WHERE id=?",
                                      (meta.id,)).fetchone()
            if known is not None and UnitMeta(*known) != meta:
                raise TamperedError(FORGED)
            if known is None:
                self._sql.execute("INSERT INTO unit (id, device, label, kind, actor, at, undoes) VALUES (?,?,?,?,?,?,?)",
                                  (meta.id, meta.device, meta.label, meta.kind, meta.actor, meta.at, meta.undoes))

    def show(self, store: Store) -> None:
        """Rows say what their heads say; then what a rectification emptied elsewhere is emptied here, if nothing stands on it."""
        rows = {(e.table, e.row) for e in self._emptying} | set(self.touched)
        for table, ids in _by_table(rows).items():
            for row, heads in store.many_heads(table, ids, self._sql).items():
                for entry in (e for e in self._emptying if e.row == row and e.table == table):
                    self._empty(entry, heads)
                if table in SHAPES and (table, row) in self.touched:
                    project(self._sql, SHAPES[table], row, heads.entries[0].root, heads)

    def _empty(self, entry: Entry, heads: RowHeads) -> None:
        mine = next(e for e in heads.entries if e.key == entry.key)
        if entry.column == CREATED:
            had, left = json.loads(mine.value or "{}"), json.loads(entry.value or "{}")
            gone = had.keys() - left.keys()
            if any(mine in heads.heads(column) for column in gone) or any(had.get(c) != v for c, v in left.items()):
                return
            self._sql.execute("UPDATE entry SET value=?, salt=NULL WHERE n=?", (canonical(left), entry.n))
        else:
            if mine in heads.heads(entry.column):
                return
            self._sql.execute("UPDATE entry SET value=NULL, salt=NULL WHERE n=?", (entry.n,))
        self.emptied += 1


def _by_table(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    by_table: dict[str, list[str]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    return by_table


def rechain(sql: Any, roots: Iterable[str]) -> None:
    """The last link of each chain of these roots, as far as nothing is missing before it."""
    for root in roots:
        links: dict[str, tuple[int, bytes]] = {}
        for device, seq, link in sql.execute("SELECT device, seq, hash FROM entry WHERE root=? ORDER BY device, seq",
                                             (root,)).fetchall():
            last, previous = links.get(device, (0, b""))
            if seq == last + 1:
                links[device] = (seq, chain_hash(previous, link))
        for (device,) in sql.execute("SELECT device FROM chain WHERE root=?", (root,)).fetchall():
            if device not in links:
                sql.execute("DELETE FROM chain WHERE root=? AND device=?", (root, device))
        for device, (seq, link) in links.items():
            sql.execute("INSERT INTO chain (root, device, seq, hash) VALUES (?,?,?,?) ON CONFLICT(root, device) DO UPDATE "
                        "SET seq=excluded.seq, hash=excluded.hash, signer=NULL, signature=NULL "
                        "WHERE chain.seq IS NOT excluded.seq OR chain.hash IS NOT excluded.hash", (root, device, seq, link))


# -- taken out again -----------------------------------------------------------------------------------------------------
def take_out(store: Store, pli: str, at: str) -> tuple[Changes, frozenset[str]]:
    """Take a pli's entries out again; what somebody built on them stays, and its roots are told. Nothing is written of it.

    Built on: an entry that came later names one of them as a base, is a line or a record of a root they made, or goes on from
    them in the same act or chain. Then the whole root stays as it is.
    """
    with store.transaction() as sql:
        intervals = sql.execute("SELECT from_n, to_n FROM received WHERE pli=? AND undone_on IS NULL", (pli,)).fetchall()
        entries = [read_entry(r) for first, last in intervals
                   for r in sql.execute(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE n BETWEEN ? AND ? ORDER BY n", (first, last))]
        kept = _built_on(sql, entries, intervals)
        gone = [e for e in entries if e.root not in kept]
        for e in gone:
            sql.execute("DELETE FROM entry WHERE n=?", (e.n,))
        names: dict[str, dict[str, list[int]]] = {}
        for e in gone:
            names.setdefault(e.root, {}).setdefault(e.device, []).append(e.seq)
        roots, touched = set(names), {(e.table, e.row) for e in gone}
        _forget(sql, store, touched)
        sql.execute("DELETE FROM unit WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.unit = unit.id)")
        rechain(sql, roots)
        store.settle(frozenset(touched), roots)
        sql.execute("UPDATE received SET undone_on=?, undone=? WHERE pli=? AND undone_on IS NULL",
                    (at, canonical(names), pli))
        store.look_again = True
        last = _highest(sql)
    return Changes(touched=frozenset(touched), roots=frozenset(roots), seen=last), frozenset(kept)


def _built_on(sql: Any, entries: Sequence[Entry], intervals: Sequence[tuple[int, int]]) -> set[str]:
    ours = {(e.root, e.key) for e in entries}
    made = {e.root for e in entries if e.row == e.root and e.column == CREATED}
    kept = set()
    for root in {e.root for e in entries}:
        for r in sql.execute(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE root=?", (root,)).fetchall():
            other = read_entry(r)
            if any(first <= other.n <= last for first, last in intervals):
                continue
            if root in made or any((root, base) in ours for base in other.bases):
                kept.add(root)
                break
    return kept


def _forget(sql: Any, store: Store, rows: Iterable[tuple[str, str]]) -> None:
    from desktop.storage import derived

    for table, ids in _by_table(rows).items():
        for row, heads in store.many_heads(table, ids, sql).items():
            if heads.entries:
                if table in SHAPES:
                    sql.execute(f"DELETE FROM {table} WHERE id=?", (row,))  # columns nothing speaks of any more
                    project(sql, SHAPES[table], row, heads.entries[0].root, heads)
                continue
            if table in SHAPES:
                sql.execute(f"DELETE FROM {table} WHERE id=?", (row,))
            sql.execute("DELETE FROM conflict WHERE tbl=? AND row=?", (table, row))
            sql.execute("DELETE FROM blob WHERE id=?", (row,))
            derived.forget(sql, [row])


# -- given out -----------------------------------------------------------------------------------------------------------
def export(store: Store, roots: Sequence[str] | None = None) -> tuple[list[UnitMeta], list[Entry]]:
    """Units and entries of some roots (all without argument), as ``receive`` takes them."""
    if roots is None:
        entries = [read_entry(r) for r in store.sql(f"SELECT {ENTRY_COLUMNS} FROM main.entry ORDER BY n")]
    else:
        entries = []
        for start in range(0, len(roots), CHUNK):
            part = tuple(roots[start:start + CHUNK])
            entries += [read_entry(r) for r in store.sql(
                f"SELECT {ENTRY_COLUMNS} FROM main.entry WHERE root IN ({','.join('?' * len(part))})", part)]
        entries.sort(key=lambda e: e.n)
    wanted = {entry.unit for entry in entries}
    metas = [UnitMeta(*r) for r in store.sql("SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM main.unit")]
    return [meta for meta in metas if meta.id in wanted], entries
