"""A part of a pli held against one file: what is not here yet, what would change, what is refused. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.exchange import compare
from desktop.exchange.bad import BadPliError
from desktop.exchange.compare import Fresh, Held, Place, RowChange
from desktop.exchange.entries import Batch, Erased
from desktop.exchange.ranges import Ranges
from desktop.ids import POLE_ROOT
from desktop.services.clash_fields import unseen
from desktop.storage.heads import Entry
from desktop.storage.journal import UnitMeta
from desktop.storage.unit import ENTRY_COLUMNS, LOCAL, read_entry

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

CHUNK = 400
OUT_OF_SIGHT = ("Ce pli parle d’élèves ou d’écoles que votre compte ne voit pas dans ce coffre : c’est à une personne qui voit "
                "tout le coffre de l’ouvrir.")
FORGED = "Ce pli change un acte déjà ici : rien n’a été repris."


@dataclass(slots=True)
class Arrival:
    """One part against one file."""

    batch: Batch
    fresh: Fresh = field(default_factory=Fresh)
    changes: list[RowChange] = field(default_factory=list)
    refused: tuple[str, ...] = ()
    """Roots erased here."""
    erased: tuple[Erased, ...] = ()
    """Erased at the sender's, still here, not answered yet."""
    never: tuple[Erased, ...] = ()
    """Erased at the sender's, never here."""
    roots: tuple[str, ...] = ()
    """Roots the part speaks of and that may be taken, in its order."""
    here: frozenset[str] = frozenset()
    """Those already known here."""
    gaps: dict[str, dict[str, Ranges]] = field(default_factory=dict)
    later: int = 0
    mine: int = 0
    """Entries of people who have an account here, that are not here any more."""
    disputed: frozenset[str] = frozenset()
    """Roots left aside: an entry of another pli bears the number of one of theirs, and says something else."""
    emptied: int = 0
    """Texts of people who have an account here, that a rectification would empty."""

    @property
    def entries(self) -> int:
        """Entries that would come, or whose words would."""
        return len(self.fresh.entries) + len(self.fresh.filled)

    def count(self, state: str) -> int:
        return sum(change.state == state for change in self.changes)

    @property
    def changed(self) -> int:
        """Rows that would change, to the bin included."""
        return self.count("changed") + self.count("gone")

    @property
    def conflicts(self) -> int:
        """Cells that would hold two texts."""
        return sum(len(questions(change)) for change in self.changes)


def questions(change: RowChange) -> tuple[str, ...]:
    """The columns of a row that will be asked about: what is settled on the way is not."""
    return tuple(column for column in change.conflicts if not unseen(change.table, column))


def hold(session: Session, store: Store, batch: Batch, *, left: Sequence[dict[str, dict[str, Ranges]]] = ()) -> Arrival:
    """Compare a part with what is here. Raises ``BadPliError`` (``content``) when something of it may not be, ``RefusedError``
    when it speaks of what this person does not see here. ``left``: what somebody chose not to take."""
    ledger = {(row[0], row[1]) for row in store.sql("SELECT root, row FROM main.ledger")}
    refused = tuple(dict.fromkeys(e.root for e in batch.entries if (e.root, "") in ledger))
    entries = [e for e in batch.entries if (e.root, "") not in ledger and (e.root, e.row) not in ledger]
    roots = tuple(dict.fromkeys((*(r for r in batch.has if (r, "") not in ledger), *(e.root for e in entries))))
    held = _held(store, roots)
    disputed = _disputed(store, entries, held)
    contested = [e for e in entries if e.root in disputed and not _is_held(e, held)]
    entries = [e for e in entries if e.root not in disputed]
    roots = tuple(root for root in roots if root not in disputed)
    here = {root for root, _ in held}
    if store is session.commun:
        _in_sight(session, {*here, *_known_roots(store, {gone.root for gone in batch.erased})})
    places = _places(store, {e.row for e in entries} | compare.owners(entries))
    compare.check_places(entries, places)
    compare.check_belonging(entries, {**{row: place[1] for row, found in places.items() for place in found},
                                      **{e.row: e.root for e in entries}})
    fresh = compare.sort(entries, held)
    before = _before(store, fresh.rows | {(e.table, e.row) for e in fresh.emptied})
    fresh = compare.sort(compare.explained([*fresh.entries, *fresh.filled, *fresh.emptied], before, _acts(store, batch, before)),
                         held)
    erased, never = _erased(store, [one for one in batch.erased if one.root not in disputed], ledger)
    taking = set(roots)
    gaps = compare.gaps({root: has for root, has in batch.has.items() if root in taking}, _names(held), compare.names(entries),
                        *_undone(store), *left)
    acts = _acts_of_ours(session, store, batch)
    return Arrival(
        batch, fresh, compare.compare(fresh, before), refused, erased, never, roots, frozenset(here),
        gaps | compare.names(contested), compare.later([*fresh.entries, *fresh.filled]),
        sum(e.unit in acts for e in fresh.entries), disputed, sum(e.unit in acts for e in fresh.emptied))


def _in_sight(session: Session, here: Collection[str]) -> None:
    """Who sees part of the file does not write, even through a pli, in what she does not see."""
    if session.rights.standing.places is None:
        return
    seen = {row[0] for part in chunks(here) for row in among(session.commun, "SELECT DISTINCT root FROM entry WHERE root", part)}
    if not seen.issuperset(here):
        from desktop.errors import RefusedError

        raise RefusedError(OUT_OF_SIGHT)


def _held(store: Store, roots: Collection[str]) -> dict[tuple[str, str], Held]:
    return {(root, f"{device}:{seq}"): Held(bytes(link), bool(whole), unit or "")
            for part in chunks(roots) for root, device, seq, link, whole, unit in among(
                store, "SELECT root, device, seq, hash, salt IS NOT NULL, unit FROM main.entry WHERE root", part)}


def _known_roots(store: Store, roots: Collection[str]) -> set[str]:
    return {row[0] for part in chunks(roots) for row in among(store, "SELECT DISTINCT root FROM main.entry WHERE root", part)}


def _places(store: Store, rows: Collection[str]) -> dict[str, set[Place]]:
    found: dict[str, set[Place]] = {}
    for part in chunks(rows):
        for row, table, root in among(store, "SELECT DISTINCT row, tbl, root FROM main.entry WHERE row", part):
            found.setdefault(row, set()).add((table, root))
    return found


def _before(store: Store, rows: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = {}
    for part in chunks({row for _, row in rows}):
        for record in among(store, f"SELECT {ENTRY_COLUMNS} FROM main.entry WHERE row", part, " ORDER BY n"):
            entry = read_entry(record)
            if (entry.table, entry.row) in rows:
                found.setdefault((entry.table, entry.row), []).append(entry)
    return found


def _acts(store: Store, batch: Batch, before: dict[tuple[str, str], list[Entry]]) -> dict[str, UnitMeta]:
    """The acts of a pli and of the rows it speaks of. One already here is the same there."""
    told = {meta.id: meta for meta in batch.units}
    ids = {*told, *(e.unit for entries in before.values() for e in entries)} - {""}
    known = {row[0]: UnitMeta(*row) for part in chunks(ids) for row in among(
        store, "SELECT id, device, label, kind, actor, at, coalesce(undoes, '') FROM main.unit WHERE id", part)}
    if any(known.get(id, meta) != meta for id, meta in told.items()):
        raise BadPliError("content", FORGED)
    return {**told, **known}


def _erased(store: Store, told: Sequence[Erased], ledger: Collection[tuple[str, str]]) -> tuple[
        tuple[Erased, ...], tuple[Erased, ...]]:
    """What was erased at the sender's: still here and not answered; never here. What belongs to this vault alone is left out."""
    asked = [one for one in told if (one.root, "") not in ledger and (one.root, one.row) not in ledger and one.root != POLE_ROOT]
    known: dict[str, set[str]] = {}
    tables: dict[str, str] = {}
    for part in chunks({one.row or one.root for one in asked} | {one.root for one in asked}):
        for row, table, root in among(store, "SELECT DISTINCT row, tbl, root FROM main.entry WHERE row", part):
            known.setdefault(root, set()).add(row)
            tables[row] = table
    roots = _known_roots(store, {one.root for one in asked})
    kept = {(row[0], row[1]) for row in store.sql("SELECT root, row FROM main.told_erasure WHERE kept_on IS NOT NULL")}
    here, never = [], []
    for one in asked:
        if tables.get(one.row or one.root, "") in LOCAL or tables.get(one.root, "") in LOCAL:
            continue
        if one.root in roots and (not one.row or one.row in known.get(one.root, set())):
            if (one.root, one.row) not in kept:
                here.append(one)
        elif one.root in roots or not _has_a_key(one.root):
            never.append(one)
    return tuple(here), tuple(never)


def _has_a_key(id: str) -> bool:
    """Whether an id is that of something the world names (a school): what nobody has yet is not refused beforehand."""
    return id[14:15] == "5"


def _undone(store: Store) -> Iterator[dict[str, dict[str, Ranges]]]:
    """What was taken out again does not miss."""
    for (text,) in store.sql("SELECT undone FROM main.received WHERE undone IS NOT NULL"):
        yield {root: {device: Ranges.of(seqs) for device, seqs in devices.items()} for root, devices in json.loads(text).items()}


def _names(held: Iterable[tuple[str, str]]) -> dict[str, dict[str, Ranges]]:
    numbers: dict[str, dict[str, list[int]]] = {}
    for root, key in held:
        device, _, seq = key.partition(":")
        numbers.setdefault(root, {}).setdefault(device, []).append(int(seq))
    return {root: {device: Ranges.of(seqs) for device, seqs in devices.items()} for root, devices in numbers.items()}


def _disputed(store: Store, entries: Sequence[Entry], held: dict[tuple[str, str], Held]) -> frozenset[str]:
    """Roots where an entry of the pli and one that another pli brought have one number and two contents: nobody here can say
    which is false, so nothing more is taken of that root. What was written here is not disputed: the pli is false."""
    twice = [e for e in entries if (known := held.get((e.root, e.key))) is not None and known.hash != e.hash]
    came = {(e.root, e.key) for e in twice if store.one(
        "SELECT 1 FROM main.entry e JOIN main.received r ON e.n BETWEEN r.from_n AND r.to_n WHERE e.root=? AND e.device=? AND "
        "e.seq=? AND r.unit IS NULL", (e.root, e.device, e.seq))}
    return frozenset(e.root for e in twice) - {e.root for e in twice if (e.root, e.key) not in came}


def _is_held(entry: Entry, held: dict[tuple[str, str], Held]) -> bool:
    known = held.get((entry.root, entry.key))
    return known is not None and known.hash == entry.hash


def _acts_of_ours(session: Session, store: Store, batch: Batch) -> set[str]:
    """Acts of the pli by people who have an account here."""
    ours = {row[0] for row in session.commun.sql("SELECT id FROM main.account")} if store is session.commun else set()
    return {meta.id for meta in batch.units if meta.actor in ours or meta.actor == session.actor.id}


def chunks(items: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Parts of a set small enough for one query."""
    ordered = list(items)
    for start in range(0, len(ordered), CHUNK):
        yield tuple(ordered[start:start + CHUNK])


def among(store: Store, text: str, part: Sequence[Any], end: str = "") -> list[Any]:
    """Rows of a query whose last column is one of these."""
    return store.sql(f"{text} IN ({','.join('?' * len(part))}){end}", part)
