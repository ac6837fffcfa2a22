"""One's own notes in a pli: for one's own other laptop, or for one colleague bound as oneself, on children named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.errors import InputError, RefusedError
from desktop.exchange.entries import Author, Batch, Erased
from desktop.exchange.ranges import Ranges
from desktop.models.kinds import NOTEBOOK_ROLES, SECRET_ROLES
from desktop.services import own_file
from desktop.services.exchange_values import Contact, Selection, Trust
from desktop.services.judging import Row, rows_of
from desktop.services.selection import Scope
from desktop.services.what_leaves import mark
from desktop.storage.heads import RowHeads
from desktop.storage.journal import UnitMeta
from desktop.storage.unit import ENTRY_COLUMNS, LOCAL, read_entry

if TYPE_CHECKING:
    from desktop.services.session import Session

LARGEST = 190 * 1000 * 1000
MOST_PIECES = 480
ALONE = "Vos notes ne partent qu’à une seule personne à la fois : faites un pli pour elle seule."
NOT_BOUND = ("Vos notes ne partent qu’à un de vos ordinateurs, ou à une personne tenue au secret : psychologue, médecin, "
             "infirmière, service social.")
UNREAD = "Vos notes ne partent pas à une carte dont les six mots n’ont pas été lus."
NO_NOTEBOOK = "Il n’y a pas de carnet à envoyer avec votre fonction."
TOO_BIG = "Les pièces jointes à vos notes dépassent ce qu’un pli peut porter (200 Mo) : choisissez moins d’enfants."
_TO_COLLEAGUES = frozenset({"released", "battery"})
"""What stays with who wrote it: its own side of what was transmitted; tests, but those her bilans name."""


@dataclass(slots=True)
class OwnPart:
    """Entries and pieces of one's own file that leave."""

    batch: Batch = field(default_factory=Batch)
    pieces: dict[str, bytes] = field(default_factory=dict)
    reach: Ranges = field(default_factory=Ranges)
    counts: dict[str, int] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(map(len, self.pieces.values()))


def allow(session: Session, contacts: Sequence[Contact], selection: Selection) -> None:
    """Raises ``RefusedError`` when one's own notes may not leave for these people."""
    if len(contacts) != 1:
        raise RefusedError(ALONE)
    contact = contacts[0]
    if contact.trust is Trust.UNCONFIRMED or not contact.how:
        raise RefusedError(UNREAD)
    if contact.mine:
        return
    if not set(NOTEBOOK_ROLES).intersection(session.actor.roles):
        raise RefusedError(NO_NOTEBOOK)
    if not SECRET_ROLES.intersection(contact.roles):
        raise RefusedError(NOT_BOUND)
    if not selection.students:
        raise InputError("Vos notes ne partent à une collègue que pour des enfants nommés : choisissez-les.")


def gather(session: Session, scope: Scope, selection: Selection, contact: Contact, covered: Ranges,
           told: Collection[str]) -> OwnPart:
    """What leaves: on children named; all that is new to one's own other laptop when one sweeps."""
    store, part = session.personal, OwnPart()
    everything = contact.mine and selection.swept
    roots = {root for child in scope.children for root in own_file.roots(session, child)} if scope.children else set()
    erased = {(root, row) for root, row in store.sql("SELECT root, row FROM ledger")}
    entries = [read_entry(one) for one in store.sql(f"SELECT {ENTRY_COLUMNS} FROM entry ORDER BY n")]
    rows = rows_of(entry for entry in entries if everything or entry.root in roots or entry.table == "battery")
    left = set(selection.unnamed)
    wanted = _tests(rows, roots) if not everything else set()
    seqs: dict[str, dict[str, list[int]]] = {}
    looked: list[int] = []
    stays: set[str] = set()
    for row in rows.values():
        chosen = everything or row.root in roots
        if row.table in LOCAL or (row.root, row.id) in erased or left & {row.id, *row.hangs}:
            stays.add(row.id)
            continue
        if not everything and row.table == "battery" and row.id in wanted:
            chosen = True
        elif not contact.mine and row.table in _TO_COLLEAGUES:
            chosen = False
        fresh = [e for e in row.entries if chosen and (not everything or row.root in roots or e.n not in covered)]
        if not fresh:
            continue
        part.counts[row.table] = part.counts.get(row.table, 0) + 1
        looked += [e.n for e in row.entries]
        part.batch.entries += fresh
        part.batch.entries += [e for e in row.entries if e.salt is None and e.unit and e not in fresh]
    touched = {entry.root for entry in part.batch.entries}
    names = {(entry.root, entry.key) for entry in part.batch.entries}
    for entry in entries:
        if (entry.root, entry.key) in names or (everything and entry.root in touched and entry.row not in stays):
            seqs.setdefault(entry.root, {}).setdefault(entry.device, []).append(entry.seq)
    part.batch.entries.sort(key=lambda one: one.n)
    part.batch.has = {root: {device: str(Ranges.of(held)) for device, held in devices.items()} for root, devices in seqs.items()}
    _acts(session, part)
    _erasures(session, part, touched | roots, told, everything=everything)
    if everything:
        part.reach = (Ranges.between(1, store.seen()) if not left else Ranges.of(looked)) - covered
    _pieces(session, part)
    return part


def _tests(rows: Mapping[str, Row], roots: Collection[str]) -> set[str]:
    """The tests described by hand that the bilans of these children name."""
    found = [row for row in rows.values() if row.table == "assessment" and row.root in roots]
    return {str(battery) for row in found if (battery := RowHeads(row.entries).shown("battery"))}


def _acts(session: Session, part: OwnPart) -> None:
    wanted = dict.fromkeys(entry.unit for entry in part.batch.entries if entry.unit)
    acts = {row[0]: UnitMeta(*row) for row in session.personal.sql(
        "SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM unit")}
    part.batch.units = [acts[unit] for unit in wanted]
    known = {id: (name or "", roles or "") for id, name, roles in (
        *session.personal.sql("SELECT account, name, roles FROM author"),
        *session.commun.sql("SELECT id, name, roles FROM main.account"))}
    known[session.actor.id] = (session.actor.name, " ".join(session.actor.roles))
    part.batch.authors = [Author(actor, known.get(actor, ("", ""))[0], tuple(known.get(actor, ("", ""))[1].split()))
                          for actor in dict.fromkeys(unit.actor for unit in part.batch.units)]


def _erasures(session: Session, part: OwnPart, roots: Collection[str], told: Collection[str], *, everything: bool) -> None:
    for root, row, at in session.personal.sql("SELECT root, row, at FROM ledger ORDER BY at, root, row"):
        sign = mark(root, row, at)
        if (everything or root in roots) and sign not in told:
            part.batch.erased.append(Erased(root, row, at, session.actor.name))
            part.marks.append(sign)


def _pieces(session: Session, part: OwnPart) -> None:
    ids = list(dict.fromkeys(entry.row for entry in part.batch.entries if entry.table == "attachment"))
    sizes = session.personal.sql("SELECT coalesce(sum(length(content)), 0), count(*) FROM blob WHERE id IN "
                                 f"({','.join('?' * len(ids))})", ids)[0] if ids else (0, 0)
    if sizes[0] > LARGEST or sizes[1] > MOST_PIECES:
        raise InputError(TOO_BIG)
    for id in ids:
        found = session.personal.one("SELECT content FROM blob WHERE id=?", (id,))
        if found is not None and found[0] is not None:
            part.pieces[id] = bytes(found[0])

