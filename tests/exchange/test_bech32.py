"""Bech32: the vectors of BIP-173, and those of ``age``."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import x25519

from desktop.exchange import age, bech32
from tests.exchange.drafts import BOB

SOUND = ["A12UEL5L", "a12uel5l", "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
         "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
         "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
         "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl"]
FALSE = ["\x201nwldj5", "\x7f1axkwrx", "\x801eym55h", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff",
         "A1G7SGD8", "10a06t8", "1qzzfhee", "", "1", "a1", "a12UEL5L", "a12uel5m", "é12uel5l"]


@pytest.mark.parametrize("text", SOUND)
def test_the_checksums_of_bip_173(text: str) -> None:
    prefix, one, data = text.lower().rpartition("1")
    values = [bech32._LETTERS.index(letter) for letter in data]
    assert one and bech32._polymod([*bech32._spread(prefix), *values]) == 1
    assert _decodes(text)


def _decodes(text: str) -> bool:
    """A vector whose bits are whole bytes is read, and written the same."""
    try:
        prefix, content = bech32.decode(text)
    except ValueError as error:
        return str(error) == "bits left over"
    return bech32.encode(prefix, content) == text.lower()


@pytest.mark.parametrize("text", FALSE)
def test_what_bip_173_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"mixed case|not bech32|wrong checksum"):
        bech32.decode(text)


def test_bits_left_over_are_refused() -> None:
    two, five = (bech32._regroup(content, 8, 5, fill=True) for content in (b"ab", b"abcde"))
    for values in ([*two[:-1], two[-1] | 1], [*five, 0]):
        check = bech32._polymod([*bech32._spread("a"), *values, 0, 0, 0, 0, 0, 0]) ^ 1
        text = "a1" + "".join(bech32._LETTERS[v] for v in (*values, *((check >> 5 * (5 - i)) & 31 for i in range(6))))
        with pytest.raises(ValueError, match="left over"):
            bech32.decode(text)


@given(st.binary(max_size=80), st.sampled_from(["age", "age-secret-key-", "a1b"]))
@settings(max_examples=50)
def test_there_and_back(content: bytes, prefix: str) -> None:
    text = bech32.encode(prefix, content)
    assert bech32.decode(text) == bech32.decode(text.upper()) == (prefix, content)


@given(st.binary(min_size=32, max_size=32), st.data())
@settings(max_examples=50)
def test_one_slip_is_seen(content: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age", content)
    place = data.draw(st.integers(4, len(text) - 1))
    letter = data.draw(st.sampled_from([one for one in bech32._LETTERS if one != text[place]]))
    with pytest.raises(ValueError, match="wrong checksum"):
        bech32.decode(text[:place] + letter + text[place + 1:])


def test_keys_as_age_writes_them() -> None:
    secret = age.identity_text(BOB.pli.private_bytes_raw())
    known = x25519.Identity.from_str(secret)
    assert str(known) == secret and str(known.to_public()) == age.recipient_text(BOB.card.pli)
    assert bech32.decode(secret) == ("age-secret-key-", BOB.pli.private_bytes_raw())
