"""What this computer remembers of a vault: its random device name, and how far it has seen, to notice an older copy.

The memory is in the state folder, by vault and real path, never in the vault. Before the first write of a session a nonce is
written there, then in the compartment's ``meta`` table: a file that does not hold the nonce this computer last wrote was
restored, copied, rolled back or written elsewhere, and a new device is drawn. Nothing here raises when the folder is not
writable: the session then has a device of its own.

How far a compartment goes is sealed under that compartment's key, always of one size: the fellow members who use this
computer are not told how many things somebody wrote for herself, nor when.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.errors import OlderVaultError
from desktop.paths import private_folder, write_atomically
from desktop.security import keyring

META_KEY = "session"
"""The key of the nonce in ``meta``."""
KEYS, EPOCHS = "coffre", "cles du commun"
"""What ``coffre`` itself goes by among the compartments: its number alone counts, and how many keys ``commun`` has had."""
_LIMIT = 1024 * 1024
_SEALED_SIZE = 512
"""Every memory of a compartment is filled up to this before it is sealed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a compartment goes: a number that never goes down, the digest of its content, the last act, the nonce."""

    arrival: int
    digest: str
    at: str
    nonce: str = ""


def read_nonce(sql: Any) -> str:
    """The nonce an open compartment holds."""
    row = sql.execute("SELECT value FROM meta WHERE key=?", (META_KEY,)).fetchone()
    return str(row[0]) if row and row[0] else ""


class Device:
    """This computer, for one vault at one place."""

    def __init__(self, state: Path, vault_id: str, directory: Path, keys: Mapping[str, str] | None = None) -> None:
        """``keys``: the key of each compartment this person opens, in hexadecimal."""
        place = os.path.realpath(directory)
        known = hashlib.sha256(f"{vault_id}\x1f{place}".encode(errors="surrogateescape")).hexdigest()[:32]
        self.path = state / "appareils" / f"{known}.json"
        self.vault_id = vault_id
        self._keys = {id: bytes.fromhex(key) for id, key in (keys or {}).items()}
        self._others: dict[str, Any] = {}
        self._name, self._seen = self._load()
        if not self._name or not self._keep():
            self._name = _draw()
            self._keep()

    @property
    def name(self) -> str:
        """The device that writes now. It may change at the first write of a session: ask each time."""
        return self._name

    def of(self, account: str) -> str:
        """The name an account writes under on this computer: each chain has one author, and what one person keeps for herself
        leaves no hole in the numbers of another's."""
        return hashlib.sha256(f"{self._name}\x1f{account}".encode()).hexdigest()[:16]

    def redraw(self) -> None:
        """Take another name: something bears this one that is not here any more."""
        self._name = _draw()
        self._keep()

    def seen(self, compartment: str) -> Seen | None:
        """How far this computer had seen a compartment."""
        return self._seen.get(compartment)

    def meet(self, found: Mapping[str, Seen], *, accept_older: bool = False) -> bool:
        """Look at the compartments just opened. Raises ``OlderVaultError`` unless accepted; says whether a device was drawn.

        An empty digest is not compared.
        """
        older = [id for id, now in found.items() if self._is_older(id, now)]
        if older and not accept_older:
            worst = max((id for id in older if id not in (KEYS, EPOCHS)), key=lambda id: self._seen[id].at, default=older[0])
            raise _older(found[worst], self._seen[worst], keys=worst in (KEYS, EPOCHS))
        strange = bool(older) or any(id in self._seen and self._seen[id].nonce != now.nonce for id, now in found.items())
        if strange:
            self._name = _draw()
        if strange or any(self._seen.get(id) != now for id, now in found.items()):
            self.remember(found)
        return strange

    def _is_older(self, compartment: str, now: Seen) -> bool:
        seen = self._seen.get(compartment)
        if seen is None:
            return False
        other = bool(seen.digest and now.digest and seen.digest != now.digest)
        return now.arrival < seen.arrival or (now.arrival == seen.arrival and other)

    def before_write(self, sql: Any, compartment: str) -> None:
        """Called once a session for each compartment, inside its first unit: the nonce here first, then in the file."""
        nonce = os.urandom(16).hex()
        former = self._seen.get(compartment)
        self._seen[compartment] = Seen(former.arrival, former.digest, former.at, nonce) if former else Seen(0, "", "", nonce)
        if not self._keep():
            self._name = _draw()
        sql.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                    (META_KEY, nonce))

    def rekey(self, compartment: str, key_hex: str) -> None:
        """A compartment has another key: what is remembered of it is sealed under that one."""
        self._keys[compartment] = bytes.fromhex(key_hex)

    def learn(self, compartment: str, key_hex: str) -> None:
        """A compartment opened later in the session: what was remembered of it can be read now."""
        self.rekey(compartment, key_hex)
        kept = self._others.pop(compartment, None)
        if kept is not None:
            one = self._opened(compartment, kept)
            if one is None:
                self._others[compartment] = kept
            else:
                self._seen[compartment] = Seen(int(one["arrival"]), str(one["digest"]), str(one["at"]), str(one["nonce"]))

    def remember(self, found: Mapping[str, Seen]) -> None:
        """Keep how far the vault goes now: at opening, after a commit, at closing. What it says replaces what was known."""
        self._seen.update(found)
        self._keep()

    # -- the file ------------------------------------------------------------------------------------------------------
    def _load(self) -> tuple[str, dict[str, Seen]]:
        try:
            with self.path.open("rb") as file:
                    value = json.loads(file.read(_LIMIT))
            if value["vault"] != self.vault_id:
                return "", {}
            seen = {}
            for id, kept in value["seen"].items():
                one = self._opened(str(id), kept)
                if one is None:
                    self._others[str(id)] = kept
                else:
                    seen[str(id)] = Seen(int(one["arrival"]), str(one["digest"]), str(one["at"]), str(one["nonce"]))
            return str(value["device"]), seen
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return "", {}

    def _opened(self, id: str, kept: Any) -> dict[str, Any] | None:
        """What is remembered of a compartment, when this person's keys read it."""
        if not isinstance(kept, str):
            return dict(kept)
        content = keyring.open_memory(self._keys[id], kept, vault_id=self.vault_id, compartment=id) if id in self._keys else None
        return None if content is None else dict(json.loads(content))

    def _closed(self, id: str, one: Seen) -> Any:
        if id not in self._keys:
            return asdict(one)
        content = json.dumps(asdict(one)).encode().ljust(_SEALED_SIZE)
        return keyring.seal_memory(self._keys[id], content, vault_id=self.vault_id, compartment=id)

    def _keep(self) -> bool:
        seen = self._others | {id: self._closed(id, one) for id, one in self._seen.items()}
        value = {"vault": self.vault_id, "device": self._name, "seen": seen}
        try:
            private_folder(self.path.parent)
            write_atomically(self.path, json.dumps(value, sort_keys=True, indent=1).encode())
        except OSError:
            return False
        return True


def _draw() -> str:
    return os.urandom(8).hex()


def _older(now: Seen, seen: Seen, *, keys: bool) -> OlderVaultError:
    after = "Si vous venez de reprendre une sauvegarde, ouvrez-le quand même ; sinon, cherchez la copie la plus récente."
    if keys:
        sentence = ("Les clés de ce coffre sont plus anciennes que celles que cet ordinateur a déjà vues : une phrase de passe "
                    f"ou une feuille de secours changée depuis y servirait de nouveau. {after}")
    else:
        sentence = (f"Ce coffre est plus ancien que ce que cet ordinateur a déjà vu : il s’arrête {_day(now.at)}, alors que vous "
                    f"l’aviez ouvert ici avec des écritures allant jusqu’{_day(seen.at)}. {after}")
    return OlderVaultError(sentence, vault_date=now.at, seen_date=seen.at)


def _day(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone().strftime("au %d/%m/%Y à %H:%M")
    except ValueError:
        return "à une date inconnue"
