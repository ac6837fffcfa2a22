"""What would leave for other laptops: entries of the common file one reads, without what leaves by its name alone.

All the roots are read once, in one pass. An entry that stays here and that another one replaces leaves *bare* (its place, not
its words), so that both texts are not found side by side elsewhere. Nothing here is shown: ``leaving_words`` tells it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from desktop.exchange.entries import Batch, Erased
from desktop.exchange.ranges import Ranges
from desktop.security import policy
from desktop.services.judging import Judge, Row, rows_of
from desktop.services.reserved import Reserved
from desktop.services.selection import IDENTITY, PARTS, WITH, Scope
from desktop.storage.heads import CREATED, Entry
from desktop.storage.journal import UnitMeta
from desktop.storage.unit import ENTRY_COLUMNS, LOCAL, read_entry

if TYPE_CHECKING:
    from desktop.services.session import Session

CHUNK = 400
NOTHING = Ranges()
MANY_ROOTS = 1500
MANY_HOLES = 60
LISTED = 300
"""Roots at most whose withheld records are told again when nothing in them is new."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one pli, beside its roots."""

    covered: Ranges = NOTHING
    """Arrival numbers that all its contacts were given, or gave."""
    named: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    hers: Ranges = NOTHING
    """Those that came from all of them: nothing of it is told as kept from them."""
    told: frozenset[str] = frozenset()
    """Erasures that all of them were told of (``mark``)."""
    known: frozenset[str] = frozenset()
    """Records that left by name before, to all these contacts."""
    listing: bool = True
    """Whether what stays here is told again when it is not new."""


@dataclass(slots=True)
class Leaving:
    """What would leave, and what stays."""

    batch: Batch = field(default_factory=Batch)
    rows: dict[str, Row] = field(default_factory=dict)
    """Every row looked at."""
    sent: dict[str, list[Entry]] = field(default_factory=dict)
    """By row, what leaves of it with its words."""
    withheld: dict[str, list[Entry]] = field(default_factory=dict)
    """By the record that would have to be named, what stays here."""
    by_name: dict[str, list[Entry]] = field(default_factory=dict)
    """By record, what leaves because it was named, or its child."""
    reach: Ranges = NOTHING
    """Arrival numbers that the next sweep need not look at."""
    marks: list[str] = field(default_factory=list)
    """Erasures that leave."""

    @property
    def empty(self) -> bool:
        return not (self.batch.entries or self.batch.erased)


def gather(session: Session, scope: Scope, asked: Asked, reserved: Reserved | None = None) -> Leaving:
    """Look at everything once, decide, and give what leaves."""
    return _Gathering(session, scope, asked, reserved or Reserved(session)).all()


class _Gathering:
    def __init__(self, session: Session, scope: Scope, asked: Asked, reserved: Reserved) -> None:
        self._session, self._store, self._scope, self._asked = session, session.commun, scope, asked
        self._reserved = reserved
        self.leaving = Leaving()

    def all(self) -> Leaving:
        scope, asked, leaving = self._scope, self._asked, self.leaving
        seen = self._store.seen()
        fresh = self._fresh(seen) if scope.sweeps else []
        numbers = {n for n, root in fresh if scope.sweeps_over(root)}
        reserved = self._reserved
        roots = {root for _, root in fresh if scope.sweeps_over(root)} | scope.whole | scope.parts.keys() | self._of_named()
        roots |= self._told_again(reserved) if scope.sweeps and asked.listing else set()
        entries = self._load(roots)
        rows = leaving.rows = rows_of(entries)
        judge = Judge(self._session, reserved, scope, asked.named, asked.unnamed, asked.known, rows)
        erased = {(root, row) for root, row in self._store.sql("SELECT root, row FROM main.ledger")}
        looked: list[int] = []
        may: dict[tuple[str, str], Entry] = {}
        chosen: dict[str, Entry] = {}
        for row in rows.values():
            if row.table in LOCAL or row.table in policy.PERSONAL or (row.root, row.id) in erased:
                looked += [entry.n for entry in row.entries if entry.n in numbers]
                continue
            if self._left(row, rows):
                continue
            self._row(row, judge, numbers, looked, may, chosen)
        self._bare(judge, chosen)
        leaving.reach = self._reach(looked, seen) if looked else Ranges()
        self._batch(reserved, chosen, may)
        leaving.batch.erased = self._erased(reserved)
        return leaving

    # -- read ----------------------------------------------------------------------------------------------------------
    def _fresh(self, seen: int) -> list[tuple[int, str]]:
        """Arrival numbers and roots that some contact was not given yet."""
        holes = (Ranges.between(1, seen) - self._asked.covered).intervals
        if len(holes) <= MANY_HOLES:
            found: list[tuple[int, str]] = []
            for first, last in holes:
                found += self._store.sql("SELECT n, root FROM entry WHERE n BETWEEN ? AND ?", (first, last))
            return found
        every, at = self._store.sql("SELECT n, root FROM entry ORDER BY n"), 0
        found = []
        for n, root in every:
            while at < len(holes) and holes[at][1] < n:
                at += 1
            if at < len(holes) and holes[at][0] <= n:
                found.append((n, root))
        return found

    def _of_named(self) -> set[str]:
        """Roots of records named in a sweep: they leave whole, whatever left before."""
        named = list(self._asked.named) if self._scope.sweeps else []
        found = {root for (root,) in self._in("SELECT DISTINCT root FROM entry WHERE row", named)}
        return {root for root in found if self._scope.sweeps_over(root)}

    def _told_again(self, reserved: Reserved) -> set[str]:
        roots = sorted((root for root in reserved.roots if self._scope.sweeps_over(root)), key=reserved.roots.__getitem__)
        return set(roots[-LISTED:])

    def _load(self, roots: set[str]) -> list[Entry]:
        text = f"SELECT {ENTRY_COLUMNS} FROM entry"
        if len(roots) > MANY_ROOTS:
            return [read_entry(one) for one in self._store.sql(f"{text} ORDER BY n") if one[1] in roots]
        return sorted((read_entry(one) for one in self._in(f"{text} WHERE root", sorted(roots))), key=lambda one: one.n)

    def _in(self, text: str, values: list[str]) -> Iterator[Any]:
        for start in range(0, len(values), CHUNK):
            part = values[start:start + CHUNK]
            yield from self._store.sql(f"{text} IN ({','.join('?' * len(part))})", part)

    # -- one row -------------------------------------------------------------------------------------------------------
    def _left(self, row: Row, rows: Mapping[str, Row]) -> bool:
        """What one asked to leave here, and what a child's part in a meeting does not need."""
        table = row.table
        if table == "line":
            owner = next((rows[id] for id in row.hangs if id in rows), None)
            table = owner.table if owner is not None else table
        if self._scope.parts.get(row.root) is not None and not self._entire(row.root):
            parts = self._scope.parts[row.root]
            if table not in IDENTITY and not (table in PARTS and (row.id in parts or row.hangs & parts)):
                return True
        leave = self._asked.leave - {"student"}
        return table in leave or WITH.get(table, "") in leave

    def _entire(self, root: str) -> bool:
        return root in self._scope.whole or self._scope.sweeps_over(root)

    def _row(self, row: Row, judge: Judge, numbers: set[int], looked: list[int], may: dict[tuple[str, str], Entry],
             chosen: dict[str, Entry]) -> None:
        leaving, whole = self.leaving, self._whole(row, judge)
        stopped = judge.stopped(row)
        followed = False
        for entry in row.entries:
            new = entry.n in numbers
            if not entry.unit or row.waits or judge.hidden(row, entry):
                continue  # its words, or who made the record, may be known later, and leave then
            if new:
                looked.append(entry.n)
            key = stopped or judge.stays(row, entry)
            if key:
                if new or (self._asked.listing and entry.n not in self._asked.hers):
                    leaving.withheld.setdefault(key, []).append(entry)
                continue
            may[(entry.root, entry.key)] = entry
            if new or whole:
                followed = True
                self._choose(row, entry, judge, chosen)
        if followed and not whole:
            for entry in row.entries:  # what a rectification emptied here is emptied there too
                if entry.unit and entry.salt is None and (entry.root, entry.key) in may:
                    self._choose(row, entry, judge, chosen)

    def _whole(self, row: Row, judge: Judge) -> bool:
        return (row.root in self._scope.whole or row.root in self._scope.parts or judge.opened_by_name(row)
                or row.root in self._asked.named)

    def _choose(self, row: Row, entry: Entry, judge: Judge, chosen: dict[str, Entry]) -> None:
        name = f"{entry.root} {entry.key}"
        if name in chosen:
            return
        chosen[name] = entry
        self.leaving.sent.setdefault(row.id, []).append(entry)
        key = judge.named_for(row, entry)
        if key:
            self.leaving.by_name.setdefault(key, []).append(entry)

    def _bare(self, judge: Judge, chosen: dict[str, Entry]) -> None:
        """What the chosen ones replace and that stays here: its place alone, however far."""
        for row in self.leaving.rows.values():
            if len(self.leaving.sent.get(row.id, ())) in (0, len(row.entries)):
                continue
            keys = {entry.key: entry for entry in row.entries}
            stopped = judge.stopped(row)
            waiting = [base for entry in self.leaving.sent[row.id] for base in entry.bases]
            while waiting:
                base = keys.get(waiting.pop())
                name = f"{row.root} {base.key}" if base is not None else ""
                if base is None or name in chosen:
                    continue
                if not base.unit or stopped or judge.hidden(row, base) or judge.stays(row, base):
                    chosen[name] = replace(base, unit="", value=None, salt=None)
                    waiting += base.bases

    # -- the batch -----------------------------------------------------------------------------------------------------
    def _reach(self, looked: list[int], seen: int) -> Ranges:
        """What was looked at, without holes where there was nothing else to look at."""
        others = {n for (n,) in self._store.sql("SELECT n FROM main.entry")} - set(looked)
        return Ranges.between(1, seen) - Ranges.of(others)

    def _batch(self, reserved: Reserved, chosen: Mapping[str, Entry], may: Mapping[tuple[str, str], Entry]) -> None:
        batch = self.leaving.batch
        batch.entries = sorted(chosen.values(), key=lambda one: one.n)
        touched = {entry.root for entry in batch.entries}
        numbers: dict[str, dict[str, list[int]]] = {}
        partly = {root for root in self._scope.parts if not self._entire(root)}
        others = (entry for entry in may.values() if entry.root in touched and entry.root not in partly)
        for entry in (*batch.entries, *others):
            numbers.setdefault(entry.root, {}).setdefault(entry.device, []).append(entry.seq)
        batch.has = {root: {device: str(Ranges.of(held)) for device, held in devices.items()}
                     for root, devices in numbers.items()}
        acts = dict.fromkeys(entry.unit for entry in batch.entries if entry.unit)
        batch.units = [UnitMeta(a.id, a.device, a.label, a.kind, a.actor, a.at, a.undoes)
                       for a in (reserved.acts[id] for id in acts)]
        batch.authors = [reserved.authors[actor] for actor in dict.fromkeys(unit.actor for unit in batch.units)]

    def _erased(self, reserved: Reserved) -> list[Erased]:
        """Erasures, by id; by whom, unless bound by secrecy. That of a record that leaves by name: to who was given it."""
        scope, asked = self._scope, self._asked
        mine, places = self._session.actor.id, self._session.rights.standing.places
        readable = {root for (root,) in self._store.sql("SELECT DISTINCT root FROM entry")} if places is not None else None
        gone = []
        for root, row, at, signer in self._store.sql("SELECT root, row, at, signer FROM main.ledger ORDER BY at, root, row"):
            whole = root in scope.whole or root in scope.parts
            if not (whole or scope.sweeps_over(root) or (scope.sweeps and not row)):
                continue
            if readable is not None and root not in readable and signer != mine:
                continue
            if {row, root} & reserved.rows.keys() and not {row, root} & asked.known:
                continue
            sign = mark(root, row, at)
            if whole or sign not in asked.told:
                self.leaving.marks.append(sign)
                by = "" if reserved.bound(signer) else reserved.authors[signer].name
                gone.append(Erased(root, row, at, by))
        return gone


def mark(root: str, row: str, at: str) -> str:
    """How an erasure that was told is remembered."""
    return hashlib.sha256(f"{root}|{row}|{at}".encode()).hexdigest()[:12]


def created(row: Row) -> dict[str, Any]:
    """What a row said when it was made."""
    for entry in row.entries:
        if entry.column == CREATED and entry.value is not None:
            said = json.loads(entry.value)
            return said if isinstance(said, dict) else {}
    return {}

