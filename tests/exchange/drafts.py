"""Plis taken apart and made again by another hand: any manifest, any signature, any part, closed for anybody."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from typing import Any

from desktop.exchange import age, pli
from desktop.exchange.entries import Author, Batch, Erased
from desktop.security import keyring
from desktop.security.keyring import Identity
from desktop.storage.heads import CREATED, Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash

AT = "2026-11-22T09:00:00.000Z"
DEVICE = "b" * 16
LABEL = b"pole-ressource pli v1\x1f"


def uuid(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012x}"


def person(number: int, login: str = "") -> Identity:
    """Somebody with keys of her own, always the same."""
    return Identity(uuid(number), login or f"personne{number}", uuid(9000 + number), bytes([number]) * 32)


ANNA, BOB, CLEO = person(1, "anna"), person(2, "bob"), person(3, "cleo")
ACT = UnitMeta(uuid(50), DEVICE, "Fiche de l’élève modifiée", "hand", uuid(1), AT)
ROOT, ROW = uuid(60), uuid(61)


def entry(table: str, row: str, column: str, value: Any, bases: tuple[str, ...] = (), *, seq: int = 1, root: str = ROOT,
          act: UnitMeta = ACT, device: str = DEVICE) -> Entry:
    text, salt = canonical(value), bytes([seq % 256]) * 16
    link = entry_hash(salt, act.digest, root, device, seq, table, row, column, text, ",".join(bases))
    return Entry(0, root, device, seq, act.id, table, row, column, text, bases, salt, link)


def batch() -> Batch:
    """A child, a line of a record, a text changed, something erased, who wrote."""
    said = [entry("student", ROOT, CREATED, {"last_name": "MOREAU", "first_name": "Lina"}),
            entry("line", ROW, CREATED, {"owner": ROOT, "key": "objectifs", "rank": 1, "cells.objectif": "lire"}, seq=2),
            entry("student", ROOT, "note", "Elle lit.", (f"{DEVICE}:1",), seq=3)]
    return Batch([ACT], said, {ROOT: {DEVICE: "1-3"}}, [Author(uuid(1), "Anna Martin", ("director",))],
                 [Erased(uuid(70), "", AT, "Anna Martin")])


def honest(sender: Identity = ANNA, to: Sequence[Identity] = (BOB,), **said: Any) -> bytes:
    given: dict[str, Any] = {
        "id": uuid(80), "name": "Anna Martin", "roles": ("director",), "purpose": pli.SHARE, "created": AT,
        "recipients": [pli.Recipient(one.account, one.card.pli, 1) for one in to], "batches": {pli.COMMUN: batch()}}
    return pli.write(sender, **(given | said))


def read(data: bytes, reader: Identity = BOB) -> pli.Pli:
    return pli.read(data, reader.pli.private_bytes_raw(), reader.account)


class Draft:
    """A pli taken apart: change ``said`` and ``stored``, then ``sealed``."""

    def __init__(self, data: bytes, reader: Identity = BOB) -> None:
        self.plain = age.open_(data, reader.pli.private_bytes_raw())
        head, _, rest = self.plain.removeprefix(pli.MAGIC).partition(b"\n")
        size = int(head)
        self.text, self.signature, rest = rest[:size], rest[size:size + 64], rest[size + 64:]
        self.said: dict[str, Any] = json.loads(self.text)
        self.stored: list[bytes] = []
        for part in self.said["parts"]:
            self.stored.append(rest[:part["stored"]])
            rest = rest[part["stored"]:]

    def part(self, place: int) -> bytes:
        """What a part holds, unpacked."""
        said, stored = self.said["parts"][place], self.stored[place]
        return stored if said["stored"] == said["size"] else zlib.decompress(stored)

    def put(self, place: int, raw: bytes, stored: bytes | None = None, **said: Any) -> Draft:
        """Another content for a part; what the manifest says of it is true, but for ``said``."""
        packed = zlib.compress(raw, 9) if stored is None else stored
        packed = raw if stored is None and len(packed) >= len(raw) else packed
        if place == len(self.stored):
            self.said["parts"].append({"number": place + 1, "kind": pli.ENTRIES, "compartment": pli.COMMUN})
            self.stored.append(b"")
        self.said["parts"][place] |= {"size": len(raw), "stored": len(packed), "sha256": hashlib.sha256(raw).hexdigest()} | said
        self.stored[place] = packed
        return self

    def lines(self) -> list[list[Any]]:
        return [json.loads(line) for line in self.part(0).splitlines()]

    def sealed(self, signer: Identity, *, text: bytes | None = None, signature: bytes | None = None, magic: bytes = pli.MAGIC,
               size: bytes | None = None, tail: bytes = b"", keys: Sequence[bytes] | None = None) -> bytes:
        """Closed again, for the recipients it names unless ``keys``."""
        text = keyring.canonical(self.said) if text is None else text
        plain = b"".join((magic, str(len(text)).encode() if size is None else size, b"\n", text,
                          signer.sign(LABEL + text) if signature is None else signature, *self.stored, tail))
        return age.seal(plain, keys or [keyring.from_text(one["pli"]) for one in self.said["recipients"]])


def written(lines: Sequence[Any]) -> bytes:
    """Lines of a part of entries, each a value or bytes as they are."""
    return b"".join((line if isinstance(line, bytes) else canonical(line).encode()) + b"\n" for line in lines)
