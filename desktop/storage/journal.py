"""The hashes of the journal: entries, chains, and what is signed. Described byte by byte in docs/format.md."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class UnitMeta:
    """A named act as it is kept and exchanged. ``kind``: ``hand``, ``import``, ``undo``, ``demo``, ``system``."""

    id: str
    device: str
    label: str
    kind: str
    actor: str
    at: str
    undoes: str = ""

    @property
    def digest(self) -> str:
        """Binds who and when to each of the unit's entries."""
        text = SEPARATOR.join((self.id, self.device, self.label, self.kind, self.actor, self.at, self.undoes))
        return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(salt: bytes, unit_digest: str, root: str, device: str, seq: int, table: str, row: str, column: str,
               value: str | None, bases: str) -> bytes:
    """SHA-256 of salt and of the fields joined by U+001F (JSON and ids never hold one)."""
    text = SEPARATOR.join((unit_digest, root, device, str(seq), table, row, column, value or "", bases))
    return hashlib.sha256(salt + text.encode()).digest()


def chain_hash(previous: bytes, link: bytes) -> bytes:
    """The next hash of a root's chain on a device; the first has an empty previous."""
    return hashlib.sha256(previous + link).digest()


def seal_bytes(vault_id: str, compartment: str, root: str, device: str, seq: int, chain: bytes) -> bytes:
    """What an account signs for a chain's head."""
    text = SEPARATOR.join(("pole-ressource chain v1", vault_id, compartment, root, device, str(seq)))
    return text.encode() + chain


def ledger_bytes(vault_id: str, root: str, row: str, at: str) -> bytes:
    """What an account signs when it erases."""
    return SEPARATOR.join(("pole-ressource ledger v1", vault_id, root, row, at)).encode()
