"""Bech32 (BIP-173), in which ``age`` writes keys; without the limit of 90 characters, which ``age`` does not have."""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, content: bytes) -> str:
    """Bytes after a lower-case prefix, with a checksum of six characters."""
    data = _regroup(content, 8, 5, fill=True)
    check = _polymod([*_spread(prefix), *data, 0, 0, 0, 0, 0, 0]) ^ 1
    return prefix + "1" + "".join(_LETTERS[v] for v in (*data, *((check >> 5 * (5 - i)) & 31 for i in range(6))))


def decode(text: str) -> tuple[str, bytes]:
    """The prefix, in lower case, and the bytes; ``ValueError`` for a slip, a mixed case or another alphabet."""
    if text.lower() != text and text.upper() != text:
        raise ValueError("mixed case")
    prefix, one, data = text.lower().rpartition("1")
    if not one or not prefix or len(data) < 6 or any(not 33 <= ord(c) <= 126 for c in prefix):
        raise ValueError("not bech32")
    values = [_LETTERS.find(c) for c in data]
    if min(values) < 0 or _polymod([*_spread(prefix), *values]) != 1:
        raise ValueError("wrong checksum")
    return prefix, bytes(_regroup(values[:-6], 5, 8, fill=False))


def _spread(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, mask in enumerate(_GENERATOR):
            check ^= mask if (top >> i) & 1 else 0
    return check


def _regroup(values: Iterable[int], given: int, wanted: int, *, fill: bool) -> list[int]:
    """The same bits in groups of another size."""
    kept = bits = 0
    found: list[int] = []
    for value in values:
        kept = (kept << given | value) & 0xFFF
        bits += given
        while bits >= wanted:
            bits -= wanted
            found.append(kept >> bits & (1 << wanted) - 1)
    rest = kept & (1 << bits) - 1
    if fill and bits:
        found.append(rest << wanted - bits)
    elif not fill and (bits >= given or rest):
        raise ValueError("bits left over")
    return found
