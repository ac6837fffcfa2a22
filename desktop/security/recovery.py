"""The recovery code of the sheet a person prints: 160 bits in 32 letters and digits, each group of four checked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

from desktop.errors import InputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
SIZE = 20
GROUPS = 8
_CHECK_LETTERS = 4
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = str.maketrans(dict.fromkeys(" \t\r\n-–—._ \u00a0\u202f"))


def draw(random_bytes: Callable[[int], bytes] = os.urandom) -> bytes:
    """The 20 bytes of a new code."""
    return random_bytes(SIZE)


def write(secret: bytes) -> str:
    """The code as printed: eight groups of four, then a ninth group that checks them."""
    if len(secret) != SIZE:
        raise ValueError("a recovery secret is 20 bytes")
    letters = _encode(secret, GROUPS * 4) + _checksum(secret)
    return " ".join(letters[start:start + 4] for start in range(0, len(letters), 4))


def read(code: str) -> bytes:
    """The 20 bytes of a code as typed: case, spaces and dashes do not count, O is 0, I and L are 1."""
    letters = code.upper().translate(_IGNORED).translate(_ALIKE)
    unknown = sorted({letter for letter in letters if letter not in ALPHABET})
    if unknown:
        raise InputError(f"Le code de la feuille de secours ne contient pas le signe « {unknown[0]} » : relisez-le.")
    wanted = GROUPS * 4 + _CHECK_LETTERS
    if len(letters) != wanted:
        raise InputError(f"Le code de la feuille de secours a {wanted} signes, en neuf groupes de quatre ; "
                         f"vous en avez tapé {len(letters)}.")
    value = 0
    for letter in letters[:GROUPS * 4]:
        value = value * 32 + ALPHABET.index(letter)
    secret = value.to_bytes(SIZE, "big")
    if _checksum(secret) != letters[GROUPS * 4:]:
        raise InputError("Le code de la feuille de secours comporte une faute de frappe : relisez chaque groupe.")
    return secret


def _encode(content: bytes, letters: int) -> str:
    value = int.from_bytes(content, "big")
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in range(letters - 1, -1, -1))


def _checksum(secret: bytes) -> str:
    """Four letters: the first 20 bits of SHA-256 over a label and the secret."""
    first = hashlib.sha256(b"pole-ressource secours v1" + secret).digest()[:3]
    value = int.from_bytes(first, "big") >> 4
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in (3, 2, 1, 0))
