"""Two people on one vault: a director, and a psychologist with her own file. Real encrypted files, no key derivation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.clock import fixed_on
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.services.session import Account, Session
from desktop.storage.store import Store

NAMES = {"lambert": ("Philippe Lambert", "director"), "haddad": ("Samira Haddad", "psychologist"),
         "nguyen": ("Linh Nguyen", "doctor"), "moreau": ("Paul Moreau", "social_worker"), "martin": ("Claire Martin", "specialist_g")}
SIGNING = {login: Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number, login in enumerate(NAMES, 1)}


class Someone:
    """Who signs what a person writes."""

    def __init__(self, login: str) -> None:
        self.account = self.login = login

    def sign(self, message: bytes) -> bytes:
        return SIGNING[self.login].sign(message)


class House:
    """A vault's files in a folder, and sessions of its people on them."""

    def __init__(self, folder: Path, blank: Path, key: str, today: Any) -> None:
        self.folder, self.key, self.clock = folder, key, fixed_on(today)
        self.ids = Ids(self.clock)
        self._stores: list[Store] = []
        shutil.copyfile(blank, folder / "commun.db")
        for login in NAMES:
            shutil.copyfile(blank, folder / f"{login}.db")

    def store(self, name: str, login: str) -> Store:
        store = Store(self.folder / f"{name}.db", self.key, ids=self.ids, clock=self.clock, device=lambda: login, signer=Someone(login),
                      vault_id="v", compartment=name)
        self._stores.append(store)
        return store

    def session(self, login: str) -> Session:
        keys = {name: key.public_key().public_bytes_raw() for name, key in SIGNING.items()}
        vault = SimpleNamespace(demonstration=False, release=lambda: None, id="v", zone="Europe/Paris", signers=lambda: keys, name="v",
                                closed_files=lambda _identity: [])
        name, role = NAMES[login]
        return Session(vault, Someone(login), self.store("commun", login), self.store(login, login),
                       Account(login, login, name, (role,)), self.clock, self.ids, Paths.under(self.folder / "data"))

    def bytes_of(self, name: str) -> bytes:
        return (self.folder / f"{name}.db").read_bytes()

    def words_of(self, store: Store) -> bytes:
        """The whole decrypted file, in lower case."""
        plain = self.folder / "plain.db"
        with suppress(FileNotFoundError):
            plain.unlink()
        store.writer.execute(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
        store.writer.execute("SELECT sqlcipher_export('plain')")
        store.writer.execute("DETACH DATABASE plain")
        return plain.read_bytes().lower()

    def close(self) -> None:
        for store in self._stores:
            store.close()


Open = Callable[[str], Session]
