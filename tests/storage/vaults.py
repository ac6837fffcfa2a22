"""A vault for tests: made once, copied, with the phrase that opens it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.clock import FixedClock
from desktop.ids import Ids
from desktop.security.keyring import Identity
from desktop.storage import engine
from desktop.storage.vault import Vault

PHRASE = "girafe parapluie escalier mandarine brouillard tournevis coquille"
OTHER_PHRASE = "hibou lucarne framboise trottinette cerise nuage boussole"
CLOCK = FixedClock(datetime(2026, 11, 23, 9, 42, tzinfo=UTC))


def make(directory: Path, **more: Any) -> tuple[Vault, Identity]:
    """A new vault of Claire."""
    values: dict[str, Any] = {"login": "claire", "passphrase": PHRASE, "ids": Ids(CLOCK), "clock": CLOCK} | more
    return Vault.create(directory, **values)


def say(vault: Vault, identity: Identity, kind: str, value: str) -> None:
    """Write something into a compartment."""
    box = vault.compartments(identity)[kind]
    sql = engine.connect(box.path, box.key_hex)
    sql.execute("INSERT OR REPLACE INTO meta VALUES ('said', ?)", (value,))
    sql.close()


def said(vault: Vault, identity: Identity, kind: str) -> str:
    """What a compartment says."""
    box = vault.compartments(identity)[kind]
    return read(box.path, box.key_hex)


def read(path: Path, key_hex: str) -> str:
    sql = engine.connect(path, key_hex, readonly=True)
    row = sql.execute("SELECT value FROM meta WHERE key='said'").fetchone()
    sql.close()
    return str(row[0]) if row else ""


def digest(path: Path, key_hex: str) -> str:
    """What a compartment holds, for the tests of backups."""
    return hashlib.sha256(read(path, key_hex).encode()).hexdigest()
