"""The vectors, read by the program, and by a reader written from docs/pli.md and docs/journal.md alone."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.errors import PoleError
from desktop.exchange import bad, pli

HERE = Path(__file__).parent / "vectors"
INDEX: dict[str, Any] = json.loads((HERE / "index.json").read_text("utf-8"))
GOOD = sorted(name for name, said in INDEX.items() if said["class"] == "ok")


def test_every_class_has_its_vector() -> None:
    classes = {said["class"] for said in INDEX.values()}
    of_the_reader = {"unknown_sender", "revoked", "expired"}
    assert classes >= set(bad.KINDS) - of_the_reader | {"ok", bad.NOT_FOR_YOU, bad.NEWER}


@pytest.mark.parametrize("name", sorted(INDEX))
def test_the_program_reads_or_refuses_it_as_expected(name: str) -> None:
    said = INDEX[name]
    data, key = (HERE / f"{name}.pli").read_bytes(), bytes.fromhex(said["reader"]["key"])
    if said["class"] == "ok":
        found = pli.read(data, key, said["reader"]["account"])
        assert [f"{e.root} {e.device} {e.seq} {e.hash.hex()}" for b in found.batches.values() for e in b.entries] == said["entries"]
        return
    with pytest.raises(PoleError) as error:
        pli.read(data, key, said["reader"]["account"])
    assert bad.class_of(error.value) == said["class"]


# -- an independent reader -----------------------------------------------------------------------------------------------
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _age_key(raw: bytes) -> str:
    """``AGE-SECRET-KEY-1…`` (BIP 173)."""
    hrp, bits, held, data = "age-secret-key-", 0, 0, []
    for byte in raw:
        held, bits = held << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            data.append(held >> bits & 31)
    if bits:
        data.append(held << 5 - bits & 31)
    check = 1
    spread = [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]
    for value in [*spread, *data, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, g in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= g if top >> i & 1 else 0
    check ^= 1
    tail = [check >> 5 * (5 - i) & 31 for i in range(6)]
    return (hrp + "1" + "".join(ALPHABET[v] for v in [*data, *tail])).upper()


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(root: str, digests: list[str], line: list[Any]) -> bytes:
    name, act, table, row, column, value, bases, salt, *rest = line
    if salt is None:
        return base64.b64decode(rest[0])
    device, seq = name.split(":")
    text = "\x1f".join((digests[act], root, device, seq, table, row, column, _canonical(value), bases))
    return hashlib.sha256(base64.b64decode(salt) + text.encode()).digest()


@pytest.mark.parametrize("name", GOOD)
def test_another_reader_finds_the_same(name: str) -> None:
    said = INDEX[name]
    key = bytes.fromhex(said["reader"]["key"])
    plain = pyrage.decrypt((HERE / f"{name}.pli").read_bytes(), [pyrage.x25519.Identity.from_str(_age_key(key))])
    magic, length, rest = plain.split(b"\n", 2)
    assert magic == b"pole-ressource pli 1"
    text, signature, parts = rest[:int(length)], rest[int(length):int(length) + 64], rest[int(length) + 64:]
    manifest = json.loads(text)
    assert _canonical(manifest).encode() == text
    signer = base64.b64decode(manifest["sender"]["keys"]["signature"])
    Ed25519PublicKey.from_public_bytes(signer).verify(signature, b"pole-ressource pli v1\x1f" + text)
    mine = base64.b64encode(X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()).decode()
    assert {"account": said["reader"]["account"], "pli": mine}.items() <= next(
        one for one in manifest["recipients"] if one["account"] == said["reader"]["account"]).items()
    found = []
    for part in manifest["parts"]:
        raw, parts = parts[:part["stored"]], parts[part["stored"]:]
        raw = zlib.decompress(raw) if part["stored"] != part["size"] else raw
        assert len(raw) == part["size"] and hashlib.sha256(raw).hexdigest() == part["sha256"]
        digests: list[str] = []
        root = ""
        for line in map(json.loads, raw.decode().splitlines()):
            if line[0] == "unit":
                digests.append(hashlib.sha256("\x1f".join(line[1:]).encode()).hexdigest())
            elif line[0] == "root":
                root = line[1]
            elif ":" in line[0]:
                device, seq = line[0].split(":")
                found.append(f"{root} {device} {seq} {_hash(root, digests, line).hex()}")
    assert parts == b"" and found == said.get("entries", [])
