"""The vectors, read by the program, and by a reader written from docs/pli.md and docs/journal.md alone."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.errors import InputError, NewerFormatError, PoleError, RefusedError
from desktop.exchange import bad, card, pli
from desktop.security.cards import six_words
from desktop.services import opened_pli
from desktop.services.exchange_values import Contact, Trust

HERE = Path(__file__).parent / "vectors"
INDEX: dict[str, Any] = json.loads((HERE / "vectors.json").read_text("utf-8"))
PLIS: dict[str, Any] = INDEX["plis"]
GOOD = sorted(name for name, said in PLIS.items() if said["class"] == "ok")
CARDS = {name: said["class"] for name, said in INDEX["cards"].items()}
WORDS = (Path(__file__).parents[2] / "resources" / "content" / "words_fr.txt").read_text("utf-8").split()


def _bytes(name: str) -> bytes:
    return (HERE / name).read_bytes()


def _private(name: str) -> bytes:
    return bytes.fromhex(PLIS[name]["reader"]["key"])


# -- the program ---------------------------------------------------------------------------------------------------------
def _card(name: str) -> card.ContactCard:
    raw = _bytes(name)
    return card.load_text(raw.decode()) if name.endswith(".txt") else card.load(raw)


def _session(name: str) -> Any:
    """Who reads, on the day and with the contacts of the index."""
    known = {(one := _card(file)).account: (one, Trust(trust)) for file, trust in INDEX["contacts"].items()}
    contacts = {account: Contact(account, one.login, one.name, one.roles, (), trust) for account, (one, trust) in known.items()}
    return SimpleNamespace(
        identity=SimpleNamespace(account=PLIS[name]["reader"]["account"], pli=X25519PrivateKey.from_private_bytes(_private(name))),
        clock=SimpleNamespace(today=lambda: date.fromisoformat(INDEX["day"])),
        contacts=SimpleNamespace(by_account=contacts.get, keys_of=lambda contact: known[contact.account][0]))


def test_every_class_has_its_vector() -> None:
    assert {said["class"] for said in PLIS.values()} == {*bad.KINDS, bad.NOT_FOR_YOU, bad.NEWER, "ok"}
    assert {path.name for path in HERE.iterdir()} == {
        *(said["file"] for said in PLIS.values()), *CARDS, "vectors.json", ".gitattributes"}


@pytest.mark.parametrize("name", sorted(PLIS))
def test_the_program_reads_or_refuses_a_pli_as_expected(name: str) -> None:
    said, session = PLIS[name], _session(name)
    data = _bytes(said["file"])
    if said["class"] == "ok":
        assert opened_pli.sender(session, opened_pli.read(session, data)).login == "anne"
        return
    with pytest.raises(PoleError) as error:
        opened_pli.sender(session, opened_pli.read(session, data))
    assert bad.class_of(error.value) == said["class"]
    exits = {bad.NOT_FOR_YOU: RefusedError.exit_code, bad.NEWER: NewerFormatError.exit_code}
    assert error.value.exit_code == exits.get(said["class"], InputError.exit_code)


@pytest.mark.parametrize("name", sorted(CARDS))
def test_the_program_reads_or_refuses_a_card_as_expected(name: str) -> None:
    if CARDS[name] == "ok":
        assert _card(name).name == "Anne Martin"
        return
    with pytest.raises(PoleError) as error:
        _card(name)
    assert bad.class_of(error.value) == CARDS[name]


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


def _signed(public: str, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _hash(root: str, digests: list[str], line: list[Any]) -> bytes:
    name, act, table, row, column, value, bases, salt, *rest = line
    if salt is None:
        return base64.b64decode(rest[0])
    device, seq = name.split(":")
    text = "\x1f".join((digests[act], root, device, seq, table, row, column, _canonical(value), bases))
    return hashlib.sha256(base64.b64decode(salt) + text.encode()).digest()


class Other:
    """A pli, by the page alone."""

    def __init__(self, data: bytes, key: bytes) -> None:
        header = data[:data.index(b"\n--- ")].split(b"\n")
        assert header[0] == b"age-encryption.org/v1"
        self.stanzas = sum(line.startswith(b"-> X25519 ") for line in header)
        self.plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(_age_key(key))])
        magic, length, rest = self.plain.split(b"\n", 2)
        assert magic == b"pole-ressource pli 1"
        size = int(length)
        self.text, self.signature, parts = rest[:size], rest[size:size + 64], rest[size + 64:]
        self.said: dict[str, Any] = json.loads(self.text)
        self.units: list[str] = []
        self.entries: list[str] = []
        self.bare: list[str] = []
        self.told: dict[str, Any] = {"author": [], "erased": [], "has": {}}
        self.blobs: dict[str, bytes] = {}
        for number, part in enumerate(self.said["parts"], 1):
            stored, parts = parts[:part["stored"]], parts[part["stored"]:]
            raw = zlib.decompress(stored) if part["stored"] != part["size"] else stored
            assert part["number"] == number and len(raw) == part["size"] and hashlib.sha256(raw).hexdigest() == part["sha256"]
            if part["kind"] == "blob":
                self.blobs[part["id"]] = raw
            else:
                self._read(raw)
        assert parts == b""

    def _read(self, raw: bytes) -> None:
        assert raw.endswith(b"\n")
        digests: list[str] = []
        root = ""
        for text in raw.decode().removesuffix("\n").split("\n"):
            line = json.loads(text)
            assert _canonical(line) == text
            if line[0] == "unit":
                digests.append(hashlib.sha256("\x1f".join(line[1:]).encode()).hexdigest())
                self.units.append(f"{line[1]} {digests[-1]}")
            elif line[0] == "root":
                root = line[1]
                self.told["has"][root] = line[2]
            elif ":" in line[0]:
                device, seq = line[0].split(":")
                self.entries.append(f"{root} {device} {seq} {_hash(root, digests, line).hex()}")
                if line[1] is None:
                    self.bare.append(line[0])
            else:
                self.told[line[0]].append(line[1:])


@pytest.mark.parametrize("name", GOOD)
def test_another_reader_finds_the_same(name: str) -> None:
    said, key = PLIS[name], _private(name)
    other = Other(_bytes(said["file"]), key)
    assert hashlib.sha256(other.plain).hexdigest() == said["plain"]
    assert _canonical(other.said).encode() == other.text
    label = b"pole-ressource pli v1\x1f"
    signer = other.said["sender"]["keys"]["signature"]
    assert _signed(signer, other.signature, label + other.text) and not _signed(signer, other.signature, label + other.text[:-1])
    assert signer == json.loads(_bytes("card.json"))["keys"]["signature"]
    mine = base64.b64encode(X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()).decode()
    assert (said["reader"]["account"], mine) in {(one["account"], one["pli"]) for one in other.said["recipients"]}
    assert other.stanzas == len(other.said["recipients"])
    assert other.entries == said.get("entries", []) and other.units == said.get("units", [])

    ours = pli.read(_bytes(said["file"]), key, said["reader"]["account"])
    batches = tuple(ours.batches.values())
    assert other.entries == [f"{e.root} {e.device} {e.seq} {e.hash.hex()}" for b in batches for e in b.entries]
    assert other.bare == [e.key for b in batches for e in b.entries if not e.unit]
    assert other.units == [f"{u.id} {u.digest}" for b in batches for u in b.units]
    assert other.told == {"author": [[a.account, a.name, list(a.roles)] for b in batches for a in b.authors],
                          "erased": [[e.root, e.row, e.at, e.by] for b in batches for e in b.erased],
                          "has": {root: has for b in batches for root, has in b.has.items()}}
    assert other.blobs == ours.blobs and other.said.get("wants", {}) == ours.wants and other.said["purpose"] == ours.purpose
    assert [(one["account"], base64.b64decode(one["pli"]), one["number"], one["got"], one.get("instead", ""))
            for one in other.said["recipients"]] == [
        (one.account, one.pli, one.number, one.got, one.instead) for one in ours.recipients]


@pytest.mark.parametrize("name", sorted(name for name, kind in CARDS.items() if kind == "ok"))
def test_another_reader_finds_the_same_card(name: str) -> None:
    raw = _bytes(name)
    if name.endswith(".txt"):
        packed = raw.removeprefix(b"POLE-CARTE:")
        raw = zlib.decompress(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)))
        assert raw == _bytes("card.json")
    said = json.loads(raw)
    assert _canonical(said).encode() == raw
    signed = {key: value for key, value in said.items() if key not in ("signature", "by")}
    keys = said["keys"]
    assert _signed(keys["signature"], base64.b64decode(said["signature"]),
                   b"pole-ressource carte de contact v1\x1f" + _canonical(signed).encode())
    raws = b"".join(base64.b64decode(keys[key]) for key in ("coffre", "pli", "signature"))
    names = (said["vault"], said["account"], said["login"], "")
    ours = _card(name)
    if "by" in said:
        first = json.loads(_bytes("card.json"))
        message = "\x1f".join(("pole-ressource second ordinateur v1", said["by"]["account"], *names)).encode() + raws
        assert said["by"]["account"] == first["account"]
        assert _signed(first["keys"]["signature"], base64.b64decode(said["by"]["signature"]), message)
        assert card.vouched_by(ours, base64.b64decode(first["keys"]["signature"]))
        assert not card.vouched_by(ours, base64.b64decode(keys["signature"]))
    number = int.from_bytes(hashlib.sha256("\x1f".join(("pole-ressource six mots v1", *names)).encode() + raws).digest(), "big")
    words = []
    for _ in range(6):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    assert tuple(words) == tuple(six_words(ours.card, ours.vault, ours.account, ours.login, WORDS))
    assert (said["account"], said["revoked"]) == (ours.account, list(ours.revoked))
