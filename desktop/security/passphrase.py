"""Passphrases: how one is read, seven words drawn at random, and how many bits one is worth (80 at least)."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path

from desktop.errors import InputError
from desktop.security import weak
from desktop.security.strength import bits_of

WORDS_FILE = Path(__file__).resolve().parents[2] / "resources" / "content" / "words_fr.txt"
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


@lru_cache(maxsize=4)
def load_words(file: Path = WORDS_FILE) -> tuple[str, ...]:
    """The words to draw from: one a line, distinct once folded, none of those everybody tries first."""
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        word = line.strip()
        if word and not word.startswith("#") and fold(word) not in weak.WORDS:
            found.setdefault(fold(word), word)
    return tuple(found.values())


def draw(words: tuple[str, ...] | None = None) -> str:
    """Seven distinct words drawn at random, separated by spaces."""
    chosen = list(load_words() if words is None else words)
    source = secrets.SystemRandom()
    return " ".join(source.sample(chosen, WORDS))


def bits(phrase: str, words: tuple[str, ...] | None = None) -> float:
    """An estimate of what a phrase is worth, in bits, against somebody who knows schools and French."""
    known = _known_words() if words is None else frozenset(fold(word) for word in words)
    return bits_of(normalise(phrase), split_words(phrase), known)


def require(phrase: str, words: tuple[str, ...] | None = None) -> None:
    """Refuse, kindly, a phrase under 80 bits."""
    worth = bits(phrase, words)
    if worth >= MINIMUM_BITS:
        return
    if worth < MINIMUM_BITS / 2:
        raise InputError("Cette phrase serait vite devinée par un programme. Prenez les sept mots proposés, ou sept mots "
                         "sans lien entre eux.")
    raise InputError("Il manque encore un peu : ajoutez deux ou trois mots sans lien avec les autres, ou prenez les sept "
                     "mots proposés.")


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    try:
        return frozenset(fold(word) for word in load_words())
    except OSError:
        return frozenset()
