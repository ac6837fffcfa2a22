"""A vault: a directory of sealed files, the accounts that open it, and the one process that may write in it."""

from __future__ import annotations

import copy
import os
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.clock import DEFAULT_ZONE, Clock, SystemClock, stamp
from desktop.errors import InputError, PoleError, TamperedError, UsageError, WrongSecretError
from desktop.ids import Ids, named
from desktop.paths import disk_errors, private_folder, sync_folder
from desktop.security import keyring, passphrase, recovery
from desktop.security.keyring import Identity, KdfParams
from desktop.storage import coffre, compartments
from desktop.storage.coffre import Body
from desktop.storage.compartments import COMMUN, PERSONAL, Compartment
from desktop.storage.lock import NAME as LOCK_NAME
from desktop.storage.lock import Holder, VaultLock

SUFFIX = ".coffre"
LOGIN_LENGTH = 64
_TAMPERED = ("Ce coffre a été changé par quelqu’un qui ne pouvait pas l’ouvrir : il n’a pas été ouvert. "
             "Reprenez une sauvegarde.")


class Vault:
    """One vault directory. ``read`` it, ``unlock`` it, ``acquire`` it, use its ``compartments``, ``release`` it."""

    def __init__(self, directory: Path, body: Body, clock: Clock | None = None) -> None:
        self.directory = directory
        self._body = body
        self._clock: Clock = clock or SystemClock()
        self._lock = VaultLock(directory)
        self._mac_key: bytes | None = None

    # -- what can be read without a secret -----------------------------------------------------------------------------
    @property
    def id(self) -> str:
        return str(self._body["vault"])

    @property
    def name(self) -> str:
        return self.directory.name.removesuffix(SUFFIX)

    @property
    def number(self) -> int:
        return int(self._body["number"])

    @property
    def zone(self) -> str:
        return str(self._body["zone"])

    @property
    def created(self) -> str:
        return str(self._body["created"])

    @property
    def demonstration(self) -> bool:
        return bool(self._body["demonstration"])

    @property
    def logins(self) -> tuple[str, ...]:
        return tuple(account["login"] for account in self._body["accounts"])

    @property
    def files(self) -> dict[str, str]:
        """The file of each compartment, those this person cannot open too."""
        return {id: str(box["file"]) for id, box in self._body["compartments"].items()}

    def content(self) -> bytes:
        """``coffre`` as it is written, for a backup."""
        return coffre.serialise(self._body)

    def signers(self) -> dict[str, bytes]:
        """The public signature key of each account, by id: what chains and the ledger are checked with."""
        return {account["id"]: keyring.from_text(account["keys"]["signature"]) for account in self._body["accounts"]}

    def has_recovery(self, login: str) -> bool:
        """Whether this account has a recovery sheet."""
        return any(slot["kind"] == keyring.RECOVERY for slot in self._account(login)["slots"])

    @staticmethod
    def read(directory: Path, clock: Clock | None = None) -> Vault:
        """The vault of a directory, still closed."""
        return Vault(directory.absolute(), coffre.read(directory).body, clock)

    # -- creation ------------------------------------------------------------------------------------------------------
    @staticmethod
    def create(directory: Path, *, login: str, passphrase: str | None, ids: Ids, clock: Clock,
               demonstration: bool = False, zone: str = DEFAULT_ZONE, kdf: KdfParams | None = None) -> tuple[Vault, Identity]:
        """A new vault of one account, with ``commun`` and her personal compartment; whole, or not there at all."""
        if passphrase is None and not demonstration:
            raise UsageError("Une phrase de passe est nécessaire pour créer un coffre.")
        directory = directory.absolute()
        with disk_errors():
            _refuse_taken(directory)
            private_folder(directory.parent)
            beside = directory.with_name(f".{directory.name}.{secrets.token_hex(4)}.tmp")
            beside.mkdir(mode=0o700)
        try:
            body, identity, mac_key = _draw(beside, login, passphrase, ids, clock, demonstration, zone, kdf)
            coffre.write(beside, coffre.sealed(body, mac_key))
            with disk_errors():
                (beside / LOCK_NAME).touch(mode=0o600)
                sync_folder(beside)
                if directory.exists():
                    directory.rmdir()
                beside.rename(directory)
                sync_folder(directory.parent)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        vault = Vault.read(directory, clock)
        vault._mac_key = mac_key
        return vault, identity

    # -- opening -------------------------------------------------------------------------------------------------------
    def unlock(self, login: str | None, passphrase: str | None) -> Identity:
        """The person a passphrase opens; ``passphrase`` may be ``None`` in a demonstration. An unknown login costs the same."""
        account = self._find(login)
        if account is None:
            keyring.waste(passphrase or "", self._any_slot())
            raise WrongSecretError
        slots = {slot["kind"]: slot for slot in account["slots"]}
        if passphrase is None and keyring.OPEN in slots:
            return self._admit(account, keyring.open_freely(slots[keyring.OPEN], self.id, account["id"], account["login"]))
        if keyring.PASSPHRASE not in slots:
            if keyring.OPEN in slots:
                return self.unlock(account["login"], None)
            raise WrongSecretError
        return self._admit(account, keyring.open_with_passphrase(slots[keyring.PASSPHRASE], self.id, account["id"],
                                                                 account["login"], passphrase or ""))

    def unlock_with_recovery(self, login: str | None, code: str) -> Identity:
        """The person her recovery sheet opens."""
        recovery.read(code)
        account = self._find(login)
        slots = [slot for slot in account["slots"] if slot["kind"] == keyring.RECOVERY] if account else []
        if account is None or not slots:
            raise WrongSecretError("Ce code de secours n’ouvre pas ce coffre.")
        return self._admit(account, keyring.open_with_recovery(slots[0], self.id, account["id"], account["login"], code))

    def _any_slot(self) -> Body | None:
        """A slot a passphrase opens, if there is one: an unknown login costs what a known one does."""
        slots = (slot for account in self._body["accounts"] for slot in account["slots"])
        return next((dict(slot) for slot in slots if slot["kind"] == keyring.PASSPHRASE), None)

    def _find(self, login: str | None) -> Body | None:
        accounts = self._body["accounts"]
        if login is None:
            if len(accounts) != 1:
                raise UsageError("Ce coffre a plusieurs comptes : dites lequel est le vôtre.")
            return dict(accounts[0])
        wanted = clean_login(login)
        return next((dict(account) for account in accounts if account["login"] == wanted), None)

    def _admit(self, account: Body, identity: Identity) -> Identity:
        card = identity.card
        keys = {"coffre": card.coffre, "pli": card.pli, "signature": card.signature}
        if any(keyring.from_text(account["keys"][name]) != key for name, key in keys.items()):
            raise TamperedError(_TAMPERED)
        key = keyring.mac_key(self._commun_key(identity), self.id)
        if not coffre.genuine(self._body, key):
            raise TamperedError(_TAMPERED)
        self._mac_key = key
        if self._lock.held:
            self._settle()
        return identity

    # -- the one process -----------------------------------------------------------------------------------------------
    def acquire(self) -> None:
        """Take the vault for this process; ``LockedError`` says who has it."""
        self._lock.acquire(self._clock.now())
        try:
            self._settle()
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        self._lock.release()

    @property
    def held(self) -> bool:
        return self._lock.held

    def holder(self) -> Holder | None:
        """Who has the vault open now, or ``None``."""
        return self._lock.holder()

    def _settle(self) -> None:
        """Under the lock: see what another process wrote meanwhile, then heal the copy that stayed behind."""
        found = coffre.read(self.directory)
        if found.body["vault"] != self.id:
            raise TamperedError("Ce coffre a été remplacé par un autre pendant qu’il était ouvert.")
        if self._mac_key is not None and not coffre.genuine(found.body, self._mac_key):
            raise TamperedError(_TAMPERED)
        self._body = found.body
        if self._mac_key is not None:
            coffre.heal(self.directory, found)

    @contextmanager
    def _holding(self) -> Iterator[None]:
        if self._lock.held:
            yield
            return
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def _save(self, change: Callable[[Body], None]) -> None:
        """Write a new ``coffre``: the old one or the new one is there at every instant."""
        if self._mac_key is None:
            raise WrongSecretError("Ouvrez d’abord ce coffre.")
        with self._holding():
            found = coffre.read(self.directory)
            body = copy.deepcopy(self._body)
            change(body)
            body["number"] = self.number + 1
            body = coffre.sealed(body, self._mac_key)
            coffre.write(self.directory, body, first=found.behind)
            self._body = body

    # -- secrets -------------------------------------------------------------------------------------------------------
    def set_passphrase(self, identity: Identity, new: str, kdf: KdfParams | None = None) -> None:
        """Another passphrase for this person; the former opens nothing more here, but still opens former backups."""
        passphrase.require(new)
        self._set_slot(identity, keyring.passphrase_slot(identity, new, kdf))

    def add_recovery(self, identity: Identity) -> str:
        """The code of a new recovery sheet; the former sheet opens nothing more."""
        secret = recovery.draw()
        self._set_slot(identity, keyring.recovery_slot(identity, secret))
        return recovery.write(secret)

    def _set_slot(self, identity: Identity, slot: Body) -> None:
        def change(body: Body) -> None:
            account = next(account for account in body["accounts"] if account["id"] == identity.account)
            kept = [other for other in account["slots"] if other["kind"] != slot["kind"]]
            account["slots"] = sorted([*kept, slot], key=lambda one: str(one["kind"]))

        self._save(change)

    # -- compartments --------------------------------------------------------------------------------------------------
    def compartments(self, identity: Identity) -> dict[str, Compartment]:
        """What this person can open: ``commun``, and her own as ``personal``."""
        found: dict[str, Compartment] = {}
        for grant in self._account_of(identity)["grants"]:
            box = self._body["compartments"][grant["compartment"]]
            key = keyring.open_grant(grant["sealed"], identity, compartment=grant["compartment"], epoch=grant["epoch"])
            if grant["epoch"] != box["epoch"] or (box["kind"] == PERSONAL and box["owner"] != identity.account):
                raise TamperedError(_TAMPERED)
            found[box["kind"]] = Compartment(grant["compartment"], box["kind"], self.directory / box["file"], key.hex())
        return found

    def replace(self, identity: Identity, compartment: Compartment, build: Callable[[Path, Path], None]) -> Compartment:
        """Put a new file in the place of a compartment's: built beside, verified, named in ``coffre``; the former stays.

        ``build(former, new)`` makes the new file with the same key. Close the compartment before.
        """
        with self._holding():
            fresh = compartments.build_beside(compartment, build)
            try:
                self._save(lambda body: body["compartments"][compartment.id].update(file=fresh.name))
            except PoleError:
                if fresh.name not in coffre.read(self.directory).body["compartments"][compartment.id]["file"]:
                    compartments.remove(fresh)
                raise
        return self.compartments(identity)[compartment.kind]

    def drop_former(self) -> int:
        """Take away the files ``coffre`` no longer names; called after a verified backup. Gives how many."""
        with self._holding():
            if self._mac_key is None or coffre.read(self.directory).behind:
                return 0
            gone = compartments.strays(self.directory, frozenset(self.files.values()))
            for path in gone:
                compartments.remove(path)
            return len(gone)

    def _commun_key(self, identity: Identity) -> bytes:
        for grant in self._account_of(identity)["grants"]:
            if self._body["compartments"][grant["compartment"]]["kind"] == COMMUN:
                return keyring.open_grant(grant["sealed"], identity, compartment=grant["compartment"], epoch=grant["epoch"])
        raise TamperedError(_TAMPERED)

    def _account_of(self, identity: Identity) -> Body:
        for account in self._body["accounts"]:
            if account["id"] == identity.account:
                return dict(account)
        raise WrongSecretError("Ce compte n’est plus dans ce coffre.")

    def _account(self, login: str) -> Body:
        return next((dict(account) for account in self._body["accounts"] if account["login"] == login), {"slots": []})


def clean_login(login: str) -> str:
    """A login as kept: NFC, lower case, no space around. Raises ``InputError``."""
    text = unicodedata.normalize("NFC", login).strip().lower()
    if not text or len(text) > LOGIN_LENGTH or any(not sign.isprintable() or sign.isspace() for sign in text):
        raise InputError(f"Un identifiant est un mot de {LOGIN_LENGTH} signes au plus, sans espace : par exemple « cmartin ».")
    return text


def account_id(vault_id: str, login: str) -> str:
    """The id of an account: made of its login, for this vault."""
    return named("account", vault_id, login)


def _refuse_taken(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError("Il y a déjà quelque chose à cet endroit : choisissez un autre nom pour ce coffre.")


def _draw(place: Path, login: str, phrase: str | None, ids: Ids, clock: Clock, demonstration: bool, zone: str,
          kdf: KdfParams | None) -> tuple[Body, Identity, bytes]:
    """The body of a new vault, its files made in ``place``."""
    from desktop.storage import migrate

    vault_id, login = ids.new(), clean_login(login)
    account = account_id(vault_id, login)
    identity = Identity(account, login, vault_id, os.urandom(keyring.SEED))
    if phrase is None:
        slots = [keyring.open_slot(identity)]
    else:
        passphrase.require(phrase)
        slots = [keyring.passphrase_slot(identity, phrase, kdf)]
    boxes: dict[str, Any] = {}
    grants = []
    keys: dict[str, bytes] = {}
    for kind in (COMMUN, PERSONAL):
        id, key, file = ids.new(), keyring.new_compartment_key(), compartments.new_file_name()
        migrate.create(place / file, key.hex())
        boxes[id] = {"kind": kind, "owner": account if kind == PERSONAL else "", "epoch": 1, "file": file}
        grants.append({"compartment": id, "epoch": 1,
                       "sealed": keyring.seal_grant(key, identity.card.coffre, vault_id=vault_id, compartment=id, epoch=1,
                                                    account=account)})
        keys[kind] = key
    card = identity.card
    body: Body = {
        "format": coffre.FORMAT, "number": 1, "vault": vault_id, "created": stamp(clock.now()), "zone": zone,
        "demonstration": demonstration, "compartments": boxes,
        "accounts": [{"id": account, "login": login, "slots": slots, "grants": grants,
                      "keys": {name: keyring.to_text(getattr(card, name)) for name in ("coffre", "pli", "signature")}}],
    }
    return body, identity, keyring.mac_key(keys[COMMUN], vault_id)
