"""The card one gives: a file or a text, signed by its own key; another laptop of the same person, a lost one."""

from __future__ import annotations

import base64
import json
import random
import zlib
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import InputError
from desktop.exchange import card
from desktop.exchange.bad import BadPliError, NewerPliError, class_of
from desktop.exchange.card import ContactCard
from desktop.security import keyring
from tests.exchange.drafts import ANNA, AT, BOB, CLEO, uuid
from tests.exchange.test_age import LOW

CARD = card.of(ANNA, "Anna Martin", ("director", "later_role"), AT)
LABEL = b"pole-ressource carte de contact v1\x1f"


def signed(**changed: Any) -> bytes:
    """Anna's card with other things said, truly signed by her; ``None`` takes a thing out."""
    said = json.loads(card.dump(CARD)) | changed
    said = {name: value for name, value in said.items() if value is not ...}
    by, _ = said.pop("by", None), said.pop("signature")
    said["signature"] = keyring.to_text(ANNA.sign(LABEL + keyring.canonical(said)))
    return keyring.canonical(said | ({"by": by} if "by" in changed else {}))


def refusal(raw: bytes | str) -> str:
    with pytest.raises((BadPliError, NewerPliError)) as error:
        card.load_text(raw) if isinstance(raw, str) else card.load(raw)
    return class_of(error.value)


def test_as_a_file_and_as_a_text() -> None:
    raw, text = card.dump(CARD), card.qr_text(CARD)
    assert card.load(raw) == card.load(raw + b"\r\n") == card.load_text(text) == CARD
    assert card.load_text(f" {text[:40]}\n {text[40:]} ") == card.load_text(text.removeprefix(card.PREFIX)) == CARD
    assert len(raw) < 1000 and len(text) <= card.QR_LIMIT and raw == keyring.canonical(json.loads(raw))
    assert card.dump(replace(CARD, signature=b""), ANNA) == raw


@given(st.text(max_size=300), st.lists(st.integers(0, 99).map(uuid), max_size=3, unique=True))
@settings(max_examples=30)
def test_whatever_her_name(name: str, revoked: list[str]) -> None:
    made = card.of(ANNA, name, ("teacher",), AT, tuple(revoked))
    assert card.load(card.dump(made)) == made


def test_too_long_for_a_code_or_for_a_file() -> None:
    draw = random.Random(1)
    roles = tuple("r" + "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789_", k=62)) for _ in range(32))
    name = "".join(chr(draw.randrange(0x20000, 0x2A000)) for _ in range(200))
    lost = tuple(str(uuid4()) for _ in range(16))
    with pytest.raises(InputError, match="QR"):
        card.qr_text(card.of(ANNA, name, roles, AT))
    with pytest.raises(InputError, match="raccourcissez"):
        card.dump(card.vouch(BOB, card.of(ANNA, name, roles, AT, lost)))
    usual = card.vouch(BOB, card.of(ANNA, "É" * 60, ("director", "specialist_e", "teacher"), AT, lost[:4]))
    assert len(card.qr_text(usual)) < 1000


@pytest.mark.parametrize("changed", [
    *({name: ...} for name in ("account", "at", "format", "keys", "kind", "login", "name", "revoked", "roles", "vault")),
    *({name: odd} for name in ("account", "at", "format", "keys", "kind", "login", "name", "revoked", "roles", "vault")
      for odd in (-5, None, [5], {"a": 1}, True)),
    {"account": "x"}, {"vault": uuid(1).upper() + "A"}, {"at": "2026-11-22"}, {"format": 0}, {"format": "1"}, {"kind": "autre"},
    {"login": ""}, {"login": "a\nb"}, {"login": "x" * 65}, {"login": "a\u202eb"}, {"name": "x" * 201}, {"name": "a\nb"}, {"name": "a\0"},
    {"name": "e\u0301"}, {"name": "a\u2066b"}, {"name": "a\u2028b"}, {"roles": ["Director"]}, {"roles": ["a", "a"]},
    {"revoked": ["x"]}, {"revoked": [uuid(n) for n in range(17)]}, {"surname": "x"}, {"by": None}, {"by": {}}, {"by": "x"},
    {"by": {"account": uuid(2)}}, {"by": {"account": uuid(2), "signature": "AAAA"}}, {"by": {"account": uuid(2), "signature": 5}},
    {"by": {"account": "x", "signature": keyring.to_text(bytes(64))}}, {"name": "x" * 5000},
], ids=lambda changed: ascii(changed)[:50])
def test_written_otherwise(changed: dict[str, Any]) -> None:
    assert refusal(signed(**changed)) == "manifest"


def keys(**changed: Any) -> dict[str, Any]:
    return {name: value for name, value in (json.loads(card.dump(CARD))["keys"] | changed).items() if value is not ...}


@pytest.mark.parametrize("wrong", [
    *(keys(pli=keyring.to_text(low)) for low in LOW), keys(coffre=keyring.to_text(bytes(32))), keys(pli=...), keys(autre="x"),
    keys(pli=keyring.to_text(ANNA.card.coffre)), keys(pli=keyring.to_text(bytes(31))), keys(pli=5), keys(pli=None), keys(pli=[]),
    keys(pli=keyring.to_text(BOB.card.pli) + "\n"), keys(pli="é" * 44), keys(pli=""),
])
def test_keys_that_are_none(wrong: dict[str, Any]) -> None:
    assert refusal(signed(keys=wrong)) == "manifest"


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'"x"', b"5", b"null", b"\xff", b"{", b"[" * 4000, card.dump(CARD)[:-1], b"\xef\xbb\xbf" + card.dump(CARD),
                                 card.dump(CARD).replace(b",", b", "), card.dump(CARD).replace(b'{"account"', b'{"a":1,"a":1,"account"'),
                                 card.dump(CARD).replace(b'"format":1', b'"format":1.0'), card.dump(CARD).replace(b'"format":1', b'"format":NaN'),
                                 card.dump(CARD) + b" " * 4096, b"9" * 4000])
def test_not_canonical(raw: bytes) -> None:
    assert refusal(raw) == "manifest"


@pytest.mark.parametrize("text", ["", "x", "POLE-CARTE:", "POLE-CARTE:é", "POLE-CARTE:" + "A" * 9000, card.qr_text(CARD)[:-4], card.qr_text(CARD) + "AAAA",
                                  *(card.PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=") for packed in (
                                      zlib.compress(b"0" * 1_000_000), zlib.compress(card.dump(CARD))[:-1], zlib.compress(card.dump(CARD)) + b"x",
                                      card.dump(CARD)))])
def test_texts_that_are_no_card(text: str) -> None:
    assert refusal(text) == "manifest"


def test_changed_or_signed_by_another() -> None:
    raw = card.dump(CARD)
    assert refusal(raw.replace(b"Anna", b"Emma")) == refusal(raw.replace(uuid(1).encode(), uuid(2).encode())) == "signature"
    stolen = json.loads(raw) | {"signature": keyring.to_text(BOB.sign(b"x"))}
    assert refusal(keyring.canonical(stolen)) == "signature"
    assert refusal(signed(keys=keys(signature=keyring.to_text(BOB.card.signature)))) == "signature"
    with pytest.raises(ValueError, match="whose card it is"):
        card.dump(CARD, BOB)


def test_of_a_later_version() -> None:
    assert refusal(signed(format=2)) == "newer"


# -- another laptop, a lost one ------------------------------------------------------------------------------------------
def test_her_other_laptop() -> None:
    other = card.of(BOB, "Anna Martin", ("director",), AT)
    said = card.vouch(ANNA, other)
    read = card.load_text(card.qr_text(said))
    assert read == said and card.vouched_by(read, ANNA.card.signature) and card.load(card.dump(said)).by == said.by
    assert not card.vouched_by(other, ANNA.card.signature) and not card.vouched_by(read, CLEO.card.signature)


@pytest.mark.parametrize("changed", [{"login": "autre"}, {"vault": uuid(7)}, {"account": uuid(7)}, {"card": CLEO.card},
                                     {"by": {"account": uuid(3), "signature": keyring.to_text(bytes(64))}}])
def test_said_of_another_card_it_does_not_hold(changed: dict[str, Any]) -> None:
    said = card.vouch(ANNA, card.of(BOB, "Anna Martin", ("director",), AT))
    assert not card.vouched_by(replace(said, **changed), ANNA.card.signature)
    moved = replace(said, by={**(said.by or {}), "account": CLEO.account})
    assert not card.vouched_by(moved, ANNA.card.signature)


def test_a_lost_laptop_is_told_under_her_signature() -> None:
    lost: ContactCard = card.revoke(card.revoke(CARD, BOB.account), BOB.account)
    assert lost.revoked == (BOB.account,) and not lost.signature
    assert card.load(card.dump(lost, ANNA)).revoked == (BOB.account,)
    assert refusal(card.dump(CARD).replace(b'"revoked":[]', f'"revoked":["{BOB.account}"]'.encode())) == "signature"
