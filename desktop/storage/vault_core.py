"""The core of a vault: its two copies of ``coffre`` read and written, what a secret opens, and the one process that may write."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from desktop.clock import Clock, SystemClock
from desktop.errors import InputError, PoleError, RefusedError, TamperedError, UsageError, WrongSecretError
from desktop.ids import named
from desktop.security import keyring, passphrase, recovery, vouching
from desktop.security.keyring import Card, Identity, KdfParams
from desktop.storage import coffre, compartments, engine
from desktop.storage.coffre import LOGIN_LENGTH, Body
from desktop.storage.compartments import COMMUN, HANDED, PERSONAL, Compartment
from desktop.storage.lock import Holder, VaultLock

SUFFIX = ".coffre"
TAMPERED = ("Ce coffre a été changé par quelqu’un qui ne pouvait pas l’ouvrir : il n’a pas été ouvert. "
            "Reprenez une sauvegarde.")


class VaultCore:
    """What every vault does, whoever is in it."""

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
        """The accounts one may ask for: not those that left."""
        return tuple(login for login, state in self.states.items() if state != coffre.LEFT)

    @property
    def states(self) -> dict[str, str]:
        """Each account's state by login: active, invited, suspended, left."""
        return {account["login"]: coffre.state_of(account) for account in self._body["accounts"]}

    @property
    def epoch(self) -> int:
        """How many keys ``commun`` has had."""
        return next(int(box["epoch"]) for box in self._body["compartments"].values() if box["kind"] == COMMUN)

    @property
    def files(self) -> dict[str, str]:
        """The file of each compartment, those this person cannot open too."""
        return {id: str(box["file"]) for id, box in self._body["compartments"].items()}

    def content(self) -> bytes:
        """``coffre`` as it is written, for a backup."""
        return coffre.serialise(self._body)

    def signers(self) -> dict[str, bytes]:
        """The public signature key of each account, by id: what chains and the ledger are checked with."""
        return {account["id"]: keyring.from_text(account["keys"]["signature"])
                for account in self._body["accounts"] if "keys" in account}

    def active(self) -> tuple[str, ...]:
        """The ids of the accounts that open this vault."""
        return tuple(account["id"] for account in self._body["accounts"] if coffre.state_of(account) == coffre.ACTIVE)

    def brought_in(self, signers: Mapping[str, bytes]) -> dict[str, bytes]:
        """``signers``, and the accounts that came in by an invitation of theirs."""
        return vouching.known(signers, self._body["accounts"], self.id)

    def vouched(self, compartment: Compartment, signers: Mapping[str, bytes]) -> bool:
        """Whether one of ``signers`` gave this compartment's key."""
        box = self._body["compartments"][compartment.id]
        return vouching.holds(box.get("by"), signers, bytes.fromhex(compartment.key_hex), vault_id=self.id,
                              compartment=compartment.id, epoch=box["epoch"], owner=box["owner"])

    def account_of(self, login: str) -> str:
        """The id of an account of this vault. Raises ``RefusedError`` when there is none."""
        return str(self._known(login)["id"])

    def card(self, login: str) -> Card:
        """The public keys of an account. Raises ``RefusedError`` when there is none, or when it has no keys yet."""
        account = self._known(login)
        if "keys" not in account:
            raise RefusedError("Cette personne n’a pas encore accepté son invitation : elle n’a pas encore de carte.")
        return card_of(account)

    def invited_until(self, login: str) -> str:
        """Until when an invitation is kept; empty when the account is not an invitation."""
        return str(self._known(login).get("invitation", {}).get("until", ""))

    def proof(self, login: str) -> str:
        """What an account said of its card with the invitation that opened it; empty for the first one."""
        return str(self._known(login).get("proof", ""))

    def has_recovery(self, login: str) -> bool:
        """Whether this account has a recovery sheet."""
        return any(slot["kind"] == keyring.RECOVERY for slot in self._account(login).get("slots", ()))

    @classmethod
    def read(cls, directory: Path, clock: Clock | None = None) -> Self:
        """The vault of a directory, still closed."""
        return cls(directory.absolute(), coffre.read(directory).body, clock)

    # -- opening -------------------------------------------------------------------------------------------------------
    def unlock(self, login: str | None, passphrase: str | None) -> Identity:
        """The person a passphrase opens; ``passphrase`` may be ``None`` in a demonstration. An unknown login costs the same."""
        account = self._find(login)
        if account is None or "slots" not in account:
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
        slots = [slot for slot in account.get("slots", ()) if slot["kind"] == keyring.RECOVERY] if account else []
        if account is None or not slots:
            raise WrongSecretError("Ce code de secours n’ouvre pas ce coffre.")
        return self._admit(account, keyring.open_with_recovery(slots[0], self.id, account["id"], account["login"], code))

    def _any_slot(self) -> Body | None:
        """A slot a passphrase opens, if there is one: an unknown login costs what a known one does."""
        slots = (slot for account in self._body["accounts"] for slot in account.get("slots", ()))
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
        if card_of(account) != identity.card:
            raise TamperedError(TAMPERED)
        state = coffre.state_of(account)
        if state == coffre.SUSPENDED:
            raise RefusedError("Votre compte est suspendu dans ce coffre : rien n’est perdu de ce que vous y avez écrit. Voyez "
                               "la personne qui gère les comptes.")
        if state == coffre.LEFT:
            raise RefusedError("Votre compte a quitté ce coffre : il ne s’ouvre plus ici.")
        self._trust(keyring.mac_key(self._commun_key(identity), self.id))
        return identity

    def _trust(self, key: bytes) -> None:
        """Go on with this key of the seal, once ``coffre`` is found genuine."""
        if not coffre.genuine(self._body, key):
            raise TamperedError(TAMPERED)
        self._mac_key = key
        if self._lock.held:
            self._settle()

    def unlock_commun(self, commun_key: bytes, login: str) -> Compartment:
        """``commun`` alone, opened by its key kept in memory: no identity, no personal file. Raises ``WrongSecretError``."""
        account = self._find(login)
        key = keyring.mac_key(commun_key, self.id)
        if account is None or coffre.state_of(account) != coffre.ACTIVE or not coffre.genuine(self._body, key):
            raise WrongSecretError("Le code court ne suffit plus : tapez votre phrase de passe.")
        self._trust(key)
        id, box = next((id, box) for id, box in self._body["compartments"].items() if box["kind"] == COMMUN)
        return Compartment(id, COMMUN, self.directory / box["file"], commun_key.hex())

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
            raise TamperedError(TAMPERED)
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

    def _save(self, change: Callable[[Body], None], *, files: Sequence[Path] = (), mac_key: bytes | None = None) -> None:
        """Write a new ``coffre``: the old one or the new one is there at every instant.

        ``files`` are those this writing names; they go when it fails. ``mac_key`` is the new key of the seal, when ``commun``
        gets another key.
        """
        key = mac_key or self._mac_key
        if key is None:
            raise WrongSecretError("Ouvrez d’abord ce coffre.")
        with self._holding():
            found = coffre.read(self.directory)
            body = copy.deepcopy(self._body)
            change(body)
            body["number"] = self.number + 1
            body = coffre.sealed(body, key)
            try:
                coffre.write(self.directory, body, first=found.behind)
            except PoleError:
                if coffre.read(self.directory).body == body:
                    self._body, self._mac_key = body, key
                else:
                    for path in files:
                        compartments.remove(path)
                raise
            self._body, self._mac_key = body, key

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
            if box["kind"] != HANDED:
                found[box["kind"]] = self._granted(identity, grant, box)
        if len(found) != 2:
            raise TamperedError(TAMPERED)
        return found

    def handed(self, identity: Identity) -> tuple[Compartment, ...]:
        """Personal files somebody gave this person, that she has not taken in yet."""
        pairs = [(grant, self._body["compartments"][grant["compartment"]]) for grant in self._account_of(identity)["grants"]]
        return tuple(self._granted(identity, grant, box) for grant, box in pairs if box["kind"] == HANDED)

    def _granted(self, identity: Identity, grant: Body, box: Body) -> Compartment:
        id, epoch = grant["compartment"], grant["epoch"]
        key = keyring.open_grant(grant["sealed"], identity, compartment=id, epoch=epoch)
        if epoch != box["epoch"] or (box["kind"] != COMMUN and box["owner"] != identity.account):
            raise TamperedError(TAMPERED)
        if box["kind"] == PERSONAL and self._body["format"] > coffre.FIRST and not keyring.is_own(
                grant.get("own", ""), identity, key, compartment=id, epoch=epoch):
            raise TamperedError(TAMPERED)
        return Compartment(id, box["kind"], self.directory / box["file"], key.hex())

    def closed_files(self, identity: Identity) -> list[str]:
        """What is wrong with the files this person cannot open, read as bytes: they are there, whole pages, readable."""
        mine = {box.path.name for box in (*self.compartments(identity).values(), *self.handed(identity))}
        problems = []
        for name in sorted(set(self.files.values()) - mine):
            try:
                size = compartments.read_through(self.directory / name)
            except OSError:
                problems.append("un fichier personnel d’un autre compte manque ou ne se lit pas")
                continue
            if size == 0 or size % engine.PAGE:
                problems.append("un fichier personnel d’un autre compte est abîmé")
        return problems

    def replace(self, identity: Identity, compartment: Compartment, build: Callable[[Path, Path], None]) -> Compartment:
        """Put a new file in the place of a compartment's: built beside, verified, named in ``coffre``; the former stays.

        ``build(former, new)`` makes the new file with the same key. Close the compartment before.
        """
        with self._holding():
            fresh = compartments.build_beside(compartment, build)
            self._save(lambda body: body["compartments"][compartment.id].update(file=fresh.name), files=(fresh,))
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
        raise TamperedError(TAMPERED)

    def _account_of(self, identity: Identity) -> Body:
        for account in self._body["accounts"]:
            if account["id"] == identity.account:
                return dict(account)
        raise WrongSecretError("Ce compte n’est plus dans ce coffre.")

    def _account(self, login: str) -> Body:
        return next((dict(account) for account in self._body["accounts"] if account["login"] == login), {"slots": []})

    def _known(self, login: str) -> Body:
        account = self._account(clean_login(login))
        if "id" not in account:
            raise RefusedError
        return account


def card_of(account: Body) -> Card:
    """The public keys an account shows."""
    return Card(**{name: keyring.from_text(account["keys"][name]) for name in ("coffre", "pli", "signature")})


def clean_login(login: str) -> str:
    """A login as kept: NFC, lower case, no space around. Raises ``InputError``."""
    text = unicodedata.normalize("NFC", login).strip().lower()
    if not coffre.is_login(text):
        raise InputError(f"Un identifiant est un mot de {LOGIN_LENGTH} signes au plus, sans espace : par exemple « cmartin ».")
    return text


def account_id(vault_id: str, login: str) -> str:
    """The id of an account: made of its login, for this vault."""
    return named("account", vault_id, login)
