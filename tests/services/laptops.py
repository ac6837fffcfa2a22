"""Vaults of people who know each other, each on its laptop, and plis between them: made by the program, or by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.exchange import pli
from desktop.exchange.entries import Batch
from desktop.paths import Paths
from desktop.services.exchange_values import Selection
from desktop.services.opening import create_vault
from desktop.services.session import Session
from desktop.storage.heads import CREATED, Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash
from desktop.storage.unit import ENTRY_COLUMNS, read_entry

PHRASE = "cerise tambour nuage lucarne violon abricot sapin"
YANIS = {"last_name": "HADDAD", "first_name": "Yanis", "birth_date": "2018-05-06"}
LINA = {"last_name": "MOREAU", "first_name": "Lina", "birth_date": "2017-02-03"}
SWEPT = Selection(swept=True)
AT = "2026-11-22T09:00:00.000Z"


class Laptops:
    """Each ``open`` is a new vault of one person, whose card the others have and confirmed."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.all: list[Session] = []

    def open(self, login: str, role: str = "director") -> Session:
        session = create_vault(self.place / f"{login}.coffre", name=f"Paul {login.title()}", roles=[role], login=login,
                               passphrase=PHRASE, paths=Paths.under(self.place / f"donnees-{login}"))
        for other in self.all:
            know(session, other)
            know(other, session)
        self.all.append(session)
        return session

    def close(self) -> None:
        for session in self.all:
            session.close(backup=False)


def know(here: Session, other: Session) -> None:
    contact, _ = here.contacts.add(other.contacts.my_card())
    here.contacts.confirm(contact.login, None)


def sealed(source: Session, to: Sequence[Session] | Session, selection: Selection = SWEPT) -> bytes:
    """The file of a pli, written by the program."""
    people = [to] if isinstance(to, Session) else to
    parcel = source.sending.prepare([one.identity.login for one in people], selection)
    made = source.sending.seal(parcel)
    source.sending.placed(made.sent.id, made.sent.file)
    return made.data


def child(session: Session, **said: Any) -> str:
    return str(session.students.add(**(said or YANIS)).created[0])


# -- by hand -------------------------------------------------------------------------------------------------------------
class Hand:
    """Somebody who writes plis with another program: whatever is well-formed."""

    def __init__(self, sender: Session, to: Session, device: str = "b" * 16) -> None:
        self.sender, self.to, self.device = sender, to, device
        self._seqs: dict[tuple[str, str], int] = {}
        self.number = 900

    def act(self, label: str = "Fiche de l’élève modifiée", *, actor: str = "", device: str = "") -> UnitMeta:
        return UnitMeta(self.sender.ids.new(), device or self.device, label, "hand", actor or self.sender.actor.id, AT)

    def entry(self, act: UnitMeta, root: str, table: str, row: str, column: str, value: Any, bases: tuple[str, ...] = (),
              seq: int = 0, device: str = "") -> Entry:
        name = device or self.device
        seq = seq or self._seqs.get((root, name), 0) + 1
        self._seqs[(root, name)] = seq
        text, salt = canonical(value), bytes(16)
        link = entry_hash(salt, act.digest, root, name, seq, table, row, column, text, ",".join(bases))
        return Entry(0, root, name, seq, act.id, table, row, column, text, bases, salt, link)

    def file(self, *batches: Batch, **said: Any) -> bytes:
        """The pli of these batches: the common one, then the personal one."""
        self.number += 1
        sender, to = self.sender, self.to
        given = {"id": sender.ids.new(), "name": sender.actor.name, "roles": sender.actor.roles, "purpose": "share", "created": AT,
                 "recipients": [pli.Recipient(to.identity.account, to.identity.card.pli, self.number)],
                 "batches": dict(zip((pli.COMMUN, pli.PERSONAL), batches, strict=False)), "own": len(batches) > 1}
        return pli.write(sender.identity, **(given | said))

    def pupil(self, act: UnitMeta, said: dict[str, str] | None = None, id: str = "") -> tuple[str, list[Entry]]:
        id = id or self.sender.ids.new()
        return id, [self.entry(act, id, "student", id, CREATED, said or LINA)]


def batch(acts: Sequence[UnitMeta], entries: Sequence[Entry], **said: Any) -> Batch:
    return Batch(list(acts), list(entries), said.pop("has", {entry.root: {} for entry in entries}), **said)


def entries(session: Session, root: str) -> list[Entry]:
    return [read_entry(row) for row in session.commun.sql(f"SELECT {ENTRY_COLUMNS} FROM main.entry WHERE root=? ORDER BY n", (root,))]


def everything(session: Session) -> tuple[Any, ...]:
    """All that taking a pli could change."""
    stores = (session.commun, session.personal)
    return tuple(store.sql(f"SELECT * FROM main.{table} ORDER BY 1, 2") for store in stores for table in (
        "entry", "unit", "received", "author", "told_erasure", "ledger", "pli", "student_list", "conflict"))


def bare(entry: Entry) -> Entry:
    return replace(entry, unit="", value=None, salt=None)


Open = Callable[..., Session]
