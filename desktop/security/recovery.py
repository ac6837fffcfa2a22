"""Codes to copy by hand: 160 bits in 32 letters and digits, and four that check them. A sheet's and an invitation's differ."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.errors import InputError
from desktop.security import passphrase

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
SIZE = 20
GROUPS = 8
WORDS = 15
"""Fourteen words of 3,152 hold 162 bits; one more checks them."""
_CHECK_LETTERS = 4
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = str.maketrans(dict.fromkeys(" \t\r\n-–—._ \u00a0\u202f"))


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of code: the label its check is made with, and its name in a sentence."""

    label: bytes
    name: str

    def write(self, secret: bytes) -> str:
        """The code as printed: eight groups of four, then a ninth group that checks them."""
        if len(secret) != SIZE:
            raise ValueError("the secret of a code is 20 bytes")
        letters = _encode(secret, GROUPS * 4) + self.checksum(secret)
        return " ".join(letters[start:start + 4] for start in range(0, len(letters), 4))

    def read(self, code: str) -> bytes:
        """The 20 bytes of a code as typed: case, spaces and dashes do not count, O is 0, I and L are 1."""
        letters = code.upper().translate(_IGNORED).translate(_ALIKE)
        unknown = sorted({letter for letter in letters if letter not in ALPHABET})
        if unknown:
            raise InputError(f"Le code {self.name} ne contient pas le signe « {unknown[0]} » : relisez-le.")
        wanted = GROUPS * 4 + _CHECK_LETTERS
        if len(letters) != wanted:
            raise InputError(f"Le code {self.name} a {wanted} signes, en neuf groupes de quatre ; "
                             f"vous en avez tapé {len(letters)}.")
        value = 0
        for letter in letters[:GROUPS * 4]:
            value = value * 32 + ALPHABET.index(letter)
        secret, check = value.to_bytes(SIZE, "big"), letters[GROUPS * 4:]
        if self.checksum(secret) != check:
            other = next((one for one in (SHEET, INVITATION) if one is not self and one.checksum(secret) == check), None)
            if other is not None:
                raise InputError(f"C’est le code {other.name} : ici, c’est celui {self.name} qu’il faut.")
            raise InputError(f"Le code {self.name} comporte une faute de frappe : relisez chaque groupe.")
        return secret

    def write_words(self, secret: bytes) -> tuple[str, ...]:
        """The same code in fifteen words of the list, most significant first; the last one checks the others."""
        words, value = _words(), int.from_bytes(secret, "big")
        found = []
        for _ in range(WORDS - 1):
            value, place = divmod(value, len(words))
            found.append(words[place])
        return (*reversed(found), words[self._word_check(secret, len(words))])

    def read_words(self, said: Sequence[str]) -> bytes:
        """The 20 bytes of a code told in words, as ``passphrase.split_words`` gives them."""
        words = _words()
        places = {passphrase.fold(word): place for place, word in enumerate(words)}
        unknown = next((word for word in said if word not in places), None)
        if unknown is not None:
            raise InputError(f"Le mot « {unknown} » n’est pas de ceux du code {self.name} : relisez-le.")
        if len(said) != WORDS:
            raise InputError(f"Le code {self.name} a {WORDS} mots ; vous en avez tapé {len(said)}.")
        value = 0
        for word in said[:-1]:
            value = value * len(words) + places[word]
        secret = value.to_bytes(SIZE, "big") if value < 1 << 8 * SIZE else b""
        if not secret or places[said[-1]] != self._word_check(secret, len(words)):
            raise InputError(f"Les mots du code {self.name} ne vont pas ensemble : relisez-les dans l’ordre, un par un.")
        return secret

    def _word_check(self, secret: bytes, count: int) -> int:
        return int.from_bytes(hashlib.sha256(self.label + b" mots" + secret).digest(), "big") % count

    def checksum(self, secret: bytes) -> str:
        """Four letters: the first 20 bits of SHA-256 over the label and the secret."""
        first = hashlib.sha256(self.label + secret).digest()[:3]
        return _encode((int.from_bytes(first, "big") >> 4).to_bytes(3, "big"), _CHECK_LETTERS)


SHEET = Code(b"pole-ressource secours v1", "de la feuille de secours")
INVITATION = Code(b"pole-ressource invitation v1", "de l’invitation")


def draw(random_bytes: Callable[[int], bytes] = os.urandom) -> bytes:
    """The 20 bytes of a new code."""
    return random_bytes(SIZE)


def write(secret: bytes) -> str:
    """The code of a recovery sheet."""
    return SHEET.write(secret)


def in_words(secret: bytes) -> tuple[str, ...]:
    """The code of a recovery sheet, in words."""
    return SHEET.write_words(secret)


def read(code: str) -> bytes:
    """The 20 bytes of a recovery sheet's code as typed: its nine groups, or its fifteen words."""
    said = passphrase.split_words(code)
    told_in_words = len(said) > 1 and all(word.isalpha() for word in said) and max(map(len, said)) > 4
    return SHEET.read_words(said) if told_in_words else SHEET.read(code)


def _words() -> Sequence[str]:
    """The list and its order are those of every sheet ever printed: a test holds them."""
    from desktop.content import words

    return words()


def _encode(content: bytes, letters: int) -> str:
    value = int.from_bytes(content, "big")
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in range(letters - 1, -1, -1))
