"""Laptops of several people, each with a vault of her own, real files and real keys; what leaves one is opened with another's."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from desktop.clock import fixed_on
from desktop.exchange import pli
from desktop.exchange.entries import dump
from desktop.ids import Ids, named
from desktop.models import Account as Row
from desktop.paths import Paths
from desktop.security.keyring import Identity
from desktop.services.exchange_values import Selection
from desktop.services.places import uai_letter
from desktop.services.session import Account, Session
from desktop.storage.merge import Origin, receive
from desktop.storage.store import Store

TODAY = date(2026, 11, 23)
UAIS = tuple(code + uai_letter(code) for code in ("0789901", "0789902"))
SCHOOLS = tuple(named("school", uai) for uai in UAIS)


class Desk:
    """One vault: its common file, and whoever opens it."""

    def __init__(self, folder: Path, blank: Path, key: str, name: str) -> None:
        self.folder, self.blank, self.key, self.name = folder / name, blank, key, name
        self.folder.mkdir()
        self.vault_id = named("vault", name)
        self.clock = fixed_on(TODAY)
        self.ids = Ids(self.clock)
        self._stores: list[Store] = []
        shutil.copyfile(blank, self.folder / "commun.db")

    def opened_by(self, login: str, *roles: str, alone: bool = False, name: str = "") -> Session:
        """A session of somebody, who has an account here from now on."""
        seed = hashlib.sha256(f"{self.name} {login}".encode()).digest()
        identity = Identity(named("account", self.vault_id, login), login, self.vault_id, seed)
        device = hashlib.sha256(f"{self.name} {login}".encode()).hexdigest()[:16]
        stores = []
        for kind, file in (("commun", "commun.db"), ("personal", f"{login}.db")):
            path = self.folder / file
            if not path.exists():
                shutil.copyfile(self.blank, path)
            stores.append(Store(path, self.key, ids=self.ids, clock=self.clock, device=lambda: device, signer=identity,
                                vault_id=self.vault_id, compartment=kind))
        self._stores += stores
        who = name or login.title()
        vault = SimpleNamespace(demonstration=False, release=lambda: None, id=self.vault_id, zone="Europe/Paris", signers=dict, name="v",
                                closed_files=lambda _identity: [], directory=self.folder, states=None)
        session = Session(vault, identity, *stores, Account(identity.account, login, who, roles), self.clock, self.ids,
                          Paths.under(self.folder / "data"), SimpleNamespace(of=lambda _account: device))
        if not session.commun.one("SELECT 1 FROM main.account WHERE id=?", (identity.account,)):
            session.commun.guard = None
            with session.commun.unit("compte", kind="system") as unit:
                unit.new(Row, {"login": login, "name": who, "roles": " ".join(roles), "state": "active"}, id=identity.account)
        session.rights.install()
        return session

    def close(self) -> None:
        for store in self._stores:
            store.close()


def meet(sender: Session, *others: Session, confirm: bool = True) -> None:
    """The sender takes the others' cards, and reads their six words."""
    for other in others:
        contact, _ = sender.contacts.add(other.contacts.my_card())
        if confirm:
            sender.contacts.confirm(contact.login, None)


def opened(data: bytes, by: Session) -> pli.Pli:
    """What somebody reads of a pli."""
    return pli.read(data, by.identity.pli.private_bytes_raw(), by.identity.account)


def words(read: pli.Pli) -> str:
    """All that a pli says, in clear."""
    return " ".join(dump(batch).decode() for batch in read.batches.values()) + " ".join(str(blob) for blob in read.blobs.values())


def send(sender: Session, to: Sequence[Session], selection: Selection, **more: Any) -> pli.Pli:
    """Prepare, write, and open with the key of the first one."""
    parcel = sender.sending.prepare([one.identity.account for one in to], selection, **more)
    sent = sender.sending.write(parcel, folder=sender.paths.data.parent)
    assert sent.path is not None
    return opened(sent.path.read_bytes(), to[0])


def take(read: pli.Pli, by: Session) -> Any:
    """Take the common part in, without any question."""
    batch = read.batches.get("commun")
    if batch is None:
        return None
    with by.commun.transaction() as sql:
        sql.executemany("INSERT OR REPLACE INTO author (account, name, roles) VALUES (?,?,?)",
                        [(one.account, one.name, " ".join(one.roles)) for one in batch.authors])
    return receive(by.commun, batch.units, batch.entries, Origin(read.id, read.sender.account, by.actor.id, read.created))
