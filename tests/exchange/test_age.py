"""The envelope: what a pli never has is refused unopened, whatever is cut or changed is told apart, never a crash."""

from __future__ import annotations

import base64
import random

import pyrage
import pytest
from pyrage import x25519

from desktop.exchange import age
from desktop.exchange.bad import BadPliError, NotForYouError, class_of
from tests.exchange.drafts import ANNA, BOB, CLEO, person

KEY = BOB.pli.private_bytes_raw()
LOW = [bytes(32), b"\x01" + bytes(31), bytes.fromhex("ec" + "ff" * 30 + "7f"),
       bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]


def stanza(kind: str = "X25519", body: bytes = bytes(32), *words: str) -> bytes:
    text = base64.b64encode(body).rstrip(b"=")
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    if not lines or len(lines[-1]) == 64:
        lines.append(b"")
    return b"\n".join((" ".join(("->", kind, *words)).encode(), *lines)) + b"\n"


SHARE = base64.b64encode(b"\x09" + bytes(31)).rstrip(b"=").decode()
MINE = stanza("X25519", bytes(32), SHARE)


def file(*stanzas: bytes, mac: bytes = b"A" * 43, body: bytes = bytes(64)) -> bytes:
    return b"age-encryption.org/v1\n" + b"".join(stanzas) + b"--- " + mac + b"\n" + body


def refusal(data: bytes) -> str:
    with pytest.raises((BadPliError, NotForYouError)) as error:
        age.open_(data, KEY)
    return class_of(error.value)


def test_for_several_and_for_nobody_else() -> None:
    sealed = age.seal(b"bonjour", [ANNA.card.pli, BOB.card.pli])
    assert age.open_(sealed, KEY) == b"bonjour" and age.stanzas(sealed) == 2
    with pytest.raises(NotForYouError):
        age.open_(sealed, CLEO.pli.private_bytes_raw())


def test_the_ordinary_tool_reads_and_writes_it() -> None:
    text = age.identity_text(KEY)
    assert pyrage.decrypt(age.seal(b"x", [BOB.card.pli]), [x25519.Identity.from_str(text)]) == b"x"
    assert age.open_(pyrage.encrypt(b"y", [x25519.Recipient.from_str(age.recipient_text(BOB.card.pli))]), KEY) == b"y"


def test_more_than_one_block() -> None:
    content = random.Random(1).randbytes(200_000)
    sealed = age.seal(content, [BOB.card.pli])
    assert age.open_(sealed, KEY) == content
    head = sealed.find(b"\n--- ") + 1 + 4 + 43 + 1 + 16
    assert refusal(sealed[:head + 65_552]) == "altered"  # a whole block, not the last
    assert refusal(sealed[:head] + sealed[head + 65_552:]) == "altered"
    first, second = sealed[head:head + 65_552], sealed[head + 65_552:head + 131_104]
    assert refusal(sealed[:head] + second + first + sealed[head + 131_104:]) == "altered"


@pytest.mark.parametrize(("data", "kind"), [
    (file(stanza("scrypt", bytes(32), "AAAAAAAAAAAAAAAAAAAAAA", "18")), "passphrase"),
    (file(MINE, stanza("scrypt", bytes(32), "AAAAAAAAAAAAAAAAAAAAAA", "63")), "passphrase"),
    (file(stanza("ssh-ed25519", bytes(32), "abcd", SHARE)), "header"),
    (file(MINE, stanza("ssh-rsa", bytes(256), "abcd")), "header"),
    (file(MINE, stanza("yubikey", bytes(32), "x")), "header"),
    (file(stanza("mlkem768x25519", bytes(32), "x")), "header"),
    (file(stanza("x-grease")), "header"),
    (file(MINE * 65), "header"),
    (file(MINE, *[stanza("x-grease")] * 65), "header"),
    (file(MINE, stanza("x-grease", bytes(20_000))), "header"),
    (file(MINE, b"x" * 20_000), "header"),
    (file(stanza("X25519", bytes(31), SHARE)), "header"), (file(stanza("X25519", bytes(33), SHARE)), "header"),
    (file(stanza("X25519", bytes(48), SHARE)), "header"), (file(stanza("X25519", b"", SHARE)), "header"),
    (file(stanza("X25519")), "header"), (file(stanza("X25519", bytes(32), SHARE, SHARE)), "header"),
    (file(stanza("X25519", bytes(32), SHARE + "=")), "header"), (file(stanza("X25519", bytes(32), SHARE[:-1])), "header"),
    (file(stanza("X25519", bytes(32), SHARE[:-1] + "B")), "header"),
    (file(stanza("x25519", bytes(32), SHARE)), "header"),
    (file(b"-> \n\n"), "header"), (file(b"->X25519\n\n"), "header"), (file(b"-> X25519  " + SHARE.encode() + b"\nAA\n"), "header"),
    (file(MINE.replace(b"\n", b"\r\n")), "header"), (file(MINE[:-1] + b"A" * 30 + b"\n"), "header"),
    (file(b"-> X25519 \xff\n\n"), "header"), (file(b"-> X25519 " + SHARE.encode() + b"\n\xff\xfe\n"), "header"),
    (file(), "header"), (file(MINE, mac=b"A" * 42), "header"), (file(MINE, mac=b"A" * 42 + b"="), "header"),
    (file(MINE, mac=b"A" * 42 + b"B"), "header"),
    (file(MINE), "not_for_you"),
    (file(*[stanza("X25519", bytes(32), base64.b64encode(key).rstrip(b"=").decode()) for key in LOW]), "header"),
    (file(MINE, body=b""), "truncated"), (file(MINE, body=bytes(31)), "truncated"),
    (b"age-encryption.org/v2\n" + file(MINE)[22:], "header"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "header"), (b"-----BEGIN AGE", "truncated"),
    (b"", "not_a_pli"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "not_a_pli"), (b"PK\x03\x04" + bytes(99), "not_a_pli"),
    (b"\n" + file(MINE), "not_a_pli"), (b"\xef\xbb\xbf" + file(MINE), "not_a_pli"),
])
def test_an_envelope_that_a_pli_never_has(data: bytes, kind: str) -> None:
    assert refusal(data) == kind


def test_a_passphrase_of_the_real_tool_is_refused_without_being_derived() -> None:
    assert refusal(pyrage.passphrase.encrypt(b"x", "abc")) == "passphrase"


def test_too_big_is_told_by_its_size() -> None:
    assert refusal(bytes(age.SEALED_LIMIT + 1)) == "too_big"


def test_unknown_grease_is_let_be() -> None:
    for _ in range(20):  # pyrage adds some, or none
        assert age.stanzas(age.seal(b"x", [BOB.card.pli])) == 1


def test_every_cut_is_told() -> None:
    sealed = age.seal(b"bonjour " * 20, [BOB.card.pli])
    start = sealed.find(b"\n--- ") + 1 + 4 + 43 + 1
    for end in range(1, len(sealed)):
        assert refusal(sealed[:end]) == ("truncated" if end < start + 32 else "altered"), end
    assert refusal(sealed + b"\0") == "altered"


def test_every_changed_bit_is_told() -> None:
    sealed, draw = age.seal(b"bonjour", [BOB.card.pli]), random.Random(7)
    start = sealed.find(b"\n--- ") + 1 + 4 + 43 + 1
    for place in range(len(sealed)):
        data = bytearray(sealed)
        data[place] ^= 1 << draw.randrange(8)
        kind = refusal(bytes(data))
        assert kind in ({"altered"} if place >= start else {"header", "not_for_you", "not_a_pli", "truncated"}), (place, kind)


@pytest.mark.parametrize("keys", [[], [BOB.card.pli] * 2, [person(n).card.pli for n in range(1, 66)], *([key] for key in LOW)])
def test_who_cannot_be_sealed_for(keys: list[bytes]) -> None:
    with pytest.raises(BadPliError) as error:
        age.seal(b"x", keys)
    assert error.value.kind == "recipients"
