"""Passphrases: how one is read, seven words drawn at random, and how many bits one is worth (80 at least)."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from desktop.errors import InputError
from desktop.security import weak
from desktop.security.strength import bits_of

WORDS = 7
MINIMUM_BITS = 80
_IN_WORDS = frozenset(" \t\u00a0\u202f-‐‑–'’ʼ")
"""What may stand between or inside the words of a phrase, and does not count."""


def normalise(phrase: str) -> str:
    """The phrase as it is derived. NFKC first; then, made of letters, spaces, hyphens and apostrophes only, it is a
    phrase of words: case, accents and what separates words do not count (œ is oe, æ is ae). Anything else counts sign
    by sign, but for spaces at both ends.
    """
    text = unicodedata.normalize("NFKC", phrase).strip()
    if not all(sign in _IN_WORDS or sign.isalpha() or unicodedata.combining(sign) for sign in text):
        return text
    return "".join(split_words(text))


def to_bytes(phrase: str) -> bytes:
    """What Argon2id takes."""
    return normalise(phrase).encode()


def split_words(phrase: str) -> list[str]:
    """The folded words of a phrase."""
    text = unicodedata.normalize("NFKC", phrase)
    spaced = "".join(" " if sign in _IN_WORDS else sign for sign in text)
    return fold(spaced).split()


def fold(text: str) -> str:
    """Without case nor accents."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def load_words() -> tuple[str, ...]:
    """The words to draw from: none of those everybody tries first."""
    from desktop.content import words

    return tuple(word for word in words() if fold(word) not in weak.WORDS)


def draw() -> str:
    """Seven distinct words drawn at random, separated by spaces."""
    return " ".join(secrets.SystemRandom().sample(load_words(), WORDS))


def bits(phrase: str) -> float:
    """An estimate of what a phrase is worth, in bits, against somebody who knows schools and French."""
    return bits_of(normalise(phrase), split_words(phrase), _known_words())


def require(phrase: str) -> None:
    """Refuse, kindly, a phrase under 80 bits."""
    worth = bits(phrase)
    if worth >= MINIMUM_BITS:
        return
    if worth < MINIMUM_BITS / 2:
        raise InputError("Cette phrase serait vite devinée par un programme. Prenez les sept mots proposés, ou sept mots "
                         "sans lien entre eux.")
    raise InputError("Il manque encore un peu : ajoutez deux ou trois mots sans lien avec les autres, ou prenez les sept "
                     "mots proposés.")


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    return frozenset(fold(word) for word in load_words())
