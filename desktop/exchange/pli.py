"""A pli: a signed manifest and numbered parts, sealed for its recipients. Byte by byte in docs/pli.md.

``b"pole-ressource pli 1\\n"``, the length of the manifest in decimal and LF, the manifest (canonical JSON), 64 bytes of Ed25519
signature, then the parts one after the other, each packed by zlib when that makes it smaller. All of it in one ``age`` file.
The signature is inside, and covers the recipients: who receives a pli cannot close it again for others as if from the sender.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from desktop.exchange import age, entries, strict
from desktop.exchange.bad import BadPliError, NewerPliError
from desktop.exchange.card import LOGIN, NAME, keys_of
from desktop.exchange.entries import Batch
from desktop.exchange.ranges import Ranges
from desktop.security import keyring
from desktop.security.keyring import Card, Identity

FORMAT: Final = 1
MAGIC: Final = b"pole-ressource pli 1\n"
_FAMILY = b"pole-ressource pli "
LIMIT: Final = 200 * 1024 * 1024
PARTS, RATIO, MANIFEST, BLOB = 500, 100, 256 * 1024, 10 * 1024 * 1024
SMALL: Final = 64 * 1024
"""Under this size nobody is hurt by a part, whatever its ratio."""
SHARE, RECEIPT, ASK = "share", "receipt", "ask"
COMMUN, PERSONAL = "commun", "personal"
ENTRIES, BLOBS = "entries", "blob"
SIGNATURE = 64
_LABEL = b"pole-ressource pli v1\x1f"
Wants = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as the pli says: whether she is whom one knows is the reader's business."""

    account: str
    vault: str
    login: str
    name: str
    roles: tuple[str, ...]
    card: Card


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom: her account, her public key, the number of this pli in the stream to her, which of hers came (ranges), and
    which former numbers, never acknowledged, this pli holds again."""

    account: str
    pli: bytes
    number: int = 0
    got: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Pli:
    """A pli opened and verified. ``number``, ``got`` and ``instead`` are those of the recipient who reads it."""

    id: str
    sender: Sender
    recipients: tuple[Recipient, ...]
    purpose: str
    created: str
    until: str = ""
    wants: Wants = field(default_factory=dict)
    own: bool = False
    batches: dict[str, Batch] = field(default_factory=dict, repr=False)
    blobs: dict[str, bytes] = field(default_factory=dict, repr=False)
    unknown_parts: int = 0
    number: int = 0
    got: str = ""
    instead: str = ""


def file_name(day: date, drawn: str = "") -> str:
    """« pli-2026-11-22-7F3A.pli »: it says the day and nothing else."""
    return f"pli-{day.isoformat()}-{drawn or secrets.token_hex(2).upper()}.pli"


# -- written -------------------------------------------------------------------------------------------------------------
def write(identity: Identity, *, id: str, name: str, roles: Sequence[str], recipients: Sequence[Recipient], purpose: str,
          created: str, batches: Mapping[str, Batch] | None = None, blobs: Mapping[str, bytes] | None = None,
          until: str = "", wants: Wants | None = None, own: bool = False) -> bytes:
    """The file of a pli. Raises ``BadPliError`` (``too_big``, ``too_many_parts``) when there is too much for one."""
    raws: list[tuple[dict[str, Any], bytes]] = [
        ({"kind": ENTRIES, "compartment": compartment}, entries.dump(batch)) for compartment, batch in (batches or {}).items()]
    raws += [({"kind": BLOBS, "compartment": PERSONAL, "id": blob}, content) for blob, content in (blobs or {}).items()]
    if len(raws) > PARTS:
        raise BadPliError("too_many_parts")
    if sum(len(raw) for _, raw in raws) > LIMIT:
        raise BadPliError("too_big")
    parts, stored = [], []
    for number, (said, raw) in enumerate(raws, 1):
        packed = zlib.compress(raw, 9)
        if len(packed) >= len(raw):
            packed = raw
        elif len(raw) > SMALL and len(raw) > RATIO * len(packed):
            packed = raw  # a part that shrinks beyond belief goes as it is: nobody would take it otherwise
        parts.append(said | {"number": number, "size": len(raw), "stored": len(packed),
                             "sha256": hashlib.sha256(raw).hexdigest()})
        stored.append(packed)
    return seal(identity, {
        "format": FORMAT, "id": id, "purpose": purpose, "created": created, "parts": parts,
        "sender": {"account": identity.account, "vault": identity.vault_id, "login": identity.login,
                   "name": strict.as_line(name, NAME),
                   "roles": list(roles), "keys": {key: keyring.to_text(getattr(identity.card, key))
                                                  for key in ("coffre", "pli", "signature")}},
        "recipients": [{"account": one.account, "pli": keyring.to_text(one.pli), "number": one.number, "got": one.got}
                       | ({"instead": one.instead} if one.instead else {})
                       for one in recipients],
    } | ({"until": until} if until else {}) | ({"wants": wants} if wants else {}) | ({"own": True} if own else {}), stored)


def seal(identity: Identity, manifest: Mapping[str, Any], stored: Sequence[bytes]) -> bytes:
    """Sign a manifest and close it, with its parts, for the recipients it names."""
    text = keyring.canonical(manifest)
    if len(text) > MANIFEST:
        raise BadPliError("too_big")
    plain = b"".join((MAGIC, str(len(text)).encode(), b"\n", text, identity.sign(_LABEL + text), *stored))
    sealed = age.seal(plain, [keyring.from_text(one["pli"]) for one in manifest["recipients"]])
    if len(sealed) > age.SEALED_LIMIT:
        raise BadPliError("too_big")
    return sealed


# -- read ----------------------------------------------------------------------------------------------------------------
def read(data: bytes, private_pli: bytes, me: str) -> Pli:
    """A pli for the account ``me``, checked whole: nothing of it is kept anywhere but in memory.

    Raises ``BadPliError`` with its class, ``NotForYouError``, ``NewerPliError``.
    """
    closed_for = age.stanzas(data)
    plain = age.open_(data, private_pli)
    text, signature, start = _split(plain)
    try:
        said = strict.parse(text, depth=8)
        manifest, parts = _manifest(said)
    except (KeyError, TypeError, ValueError) as exc:
        raise BadPliError("manifest") from exc
    mine = next((one for one in manifest.recipients if one.account == me), None)
    if mine is None or mine.pli != _public(private_pli) or len(manifest.recipients) != closed_for:
        raise BadPliError("recipients")
    if not keyring.signed_by(manifest.sender.card.signature, signature, _LABEL + text):
        raise BadPliError("signature")
    batches, blobs, unknown = _parts(parts, plain, start)
    return Pli(manifest.id, manifest.sender, manifest.recipients, manifest.purpose, manifest.created, manifest.until,
               manifest.wants, manifest.own, batches, blobs, unknown, mine.number, mine.got, mine.instead)


def _public(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _split(plain: bytes) -> tuple[bytes, bytes, int]:
    """The manifest, its signature, where the parts begin."""
    if not plain.startswith(MAGIC):
        if plain.startswith(_FAMILY):
            raise NewerPliError
        raise BadPliError("not_a_pli")
    end = plain.find(b"\n", len(MAGIC), len(MAGIC) + 8)
    digits = plain[len(MAGIC):end] if end > 0 else b""
    if not digits.isdigit() or digits.startswith(b"0"):
        raise BadPliError("manifest")
    length = int(digits)
    if length > MANIFEST:
        raise BadPliError("too_big")
    stop = end + 1 + length
    if stop + SIGNATURE > len(plain):
        raise BadPliError("manifest")
    return plain[end + 1:stop], plain[stop:stop + SIGNATURE], stop + SIGNATURE


def _manifest(said: Any) -> tuple[Pli, list[Any]]:
    """What the manifest says, read strictly; keys of a newer version are let be."""
    if type(said["format"]) is not int:
        raise strict.StrictError
    if said["format"] > FORMAT:
        raise NewerPliError
    until, wants, own = said.get("until", ""), said.get("wants", {}), said.get("own", False)
    recipients = tuple(_recipient(one) for one in said["recipients"])
    lawful = (said["format"] == FORMAT and strict.is_id(said["id"]) and strict.is_instant(said["created"])
              and isinstance(said["purpose"], str) and strict.CODE(said["purpose"])
              and (until == "" or strict.DAY(until) is not None) and type(own) is bool
              and isinstance(said["parts"], list) and isinstance(said["recipients"], list)
              and 1 <= len(recipients) <= age.RECIPIENTS
              and len({one.account for one in recipients}) == len({one.pli for one in recipients}) == len(recipients))
    if not lawful:
        raise strict.StrictError
    return Pli(said["id"], _sender(said["sender"]), recipients, said["purpose"], said["created"], until, _wants(wants),
               own), said["parts"]


def _sender(said: Any) -> Sender:
    lawful = (strict.is_id(said["account"]) and strict.is_id(said["vault"]) and said["login"]
              and strict.line(said["login"], LOGIN) and strict.line(said["name"], NAME) and strict.is_codes(said["roles"]))
    if not lawful:
        raise strict.StrictError
    return Sender(said["account"], said["vault"], said["login"], said["name"], tuple(said["roles"]), keys_of(said["keys"]))


def _recipient(said: Any) -> Recipient:
    key, number, got = strict.key(said["pli"], 32), said["number"], said["got"]
    if not (strict.is_id(said["account"]) and type(number) is int and 0 <= number <= strict.WHOLE):
        raise strict.StrictError
    Ranges.parse(got)
    instead = said.get("instead", "")
    if Ranges.parse(instead).highest >= max(number, 1):
        raise strict.StrictError
    return Recipient(said["account"], key, number, got, instead)


def _wants(said: Any) -> Wants:
    if not isinstance(said, dict):
        raise strict.StrictError
    for root, devices in said.items():
        if not (strict.is_id(root) and isinstance(devices, dict)):
            raise strict.StrictError
        for device, numbers in devices.items():
            if not (isinstance(device, str) and len(device) == 16):
                raise strict.StrictError
            Ranges.parse(numbers)
    return {root: dict(devices) for root, devices in said.items()}


# -- parts ---------------------------------------------------------------------------------------------------------------
_NAMES = frozenset({"number", "kind", "compartment", "size", "stored", "sha256"})


def _parts(parts: list[Any], plain: bytes, start: int) -> tuple[dict[str, Batch], dict[str, bytes], int]:
    if len(parts) > PARTS:
        raise BadPliError("too_many_parts")
    total = 0
    for place, part in enumerate(parts, 1):
        _declared(place, part)
        total += part["size"]
        if total > LIMIT:
            raise BadPliError("too_big")
        if part["size"] > SMALL and part["size"] > RATIO * part["stored"]:
            raise BadPliError("ratio")
    if start + sum(part["stored"] for part in parts) != len(plain):
        raise BadPliError("parts")
    batches: dict[str, Batch] = {}
    blobs: dict[str, bytes] = {}
    unknown = 0
    for part in parts:
        raw = _unpacked(part, plain[start:start + part["stored"]])
        start += part["stored"]
        if part["kind"] == ENTRIES and part["compartment"] in (COMMUN, PERSONAL):
            if part["compartment"] in batches:
                raise BadPliError("parts")
            batches[part["compartment"]] = entries.load(raw, part["compartment"])
        elif part["kind"] == BLOBS:
            if part["id"] in blobs or len(raw) > BLOB or part["compartment"] != PERSONAL:
                raise BadPliError("parts")
            blobs[part["id"]] = raw
        else:
            unknown += 1
    return batches, blobs, unknown


def _declared(place: int, part: Any) -> None:
    """Parts are numbered, never named: a part that says a path is refused."""
    lawful = (isinstance(part, dict) and part.keys() >= _NAMES and part["number"] == place and type(part["number"]) is int
              and all(isinstance(part[name], str) and strict.CODE(part[name]) for name in ("kind", "compartment"))
              and all(type(part[name]) is int and 0 <= part[name] <= strict.WHOLE for name in ("size", "stored"))
              and part["stored"] <= part["size"] and isinstance(part["sha256"], str) and len(part["sha256"]) == 64)
    known = lawful and part["kind"] in (ENTRIES, BLOBS)
    extra = {"id"} if known and part["kind"] == BLOBS else set()
    if not lawful or (known and part.keys() != _NAMES | extra) or (extra and not strict.is_id(part["id"])):
        raise BadPliError("parts")


def _unpacked(part: Mapping[str, Any], stored: bytes) -> bytes:
    raw = stored
    if part["stored"] != part["size"]:
        try:
            reader = zlib.decompressobj()
            raw = reader.decompress(stored, part["size"] + 1)
        except zlib.error as exc:
            raise BadPliError("parts") from exc
        if len(raw) != part["size"] or reader.unconsumed_tail or not reader.eof or reader.unused_data:
            raise BadPliError("parts")
    if hashlib.sha256(raw).hexdigest() != part["sha256"]:
        raise BadPliError("parts")
    return raw
