"""The French words from which passphrases are drawn."""

from __future__ import annotations

from functools import cache

from desktop.content.files import ContentError, read_text
from desktop.texts import fold

WORDS_FILE = "words_fr.txt"
LEAST_WORDS = 2_900
"""Seven words drawn among so many give 80.5 bits (CNIL, délibération 2022-100: 80 bits for a secret alone)."""


@cache
def words() -> tuple[str, ...]:
    """The words in the order of the file."""
    return tuple(read_text(WORDS_FILE).split())


def check_words() -> None:
    """Raise ``ContentError`` when the list is too short, unsorted, or holds two words that are typed alike."""
    seen: set[str] = set()
    for word in words():
        folded = fold(word)
        if not (4 <= len(word) <= 9 and folded.isalpha() and word == word.lower()):
            raise ContentError(WORDS_FILE, word, "doit avoir de 4 à 9 lettres, en minuscules")
        if folded in seen:
            raise ContentError(WORDS_FILE, word, "se tape comme un autre mot de la liste")
        seen.add(folded)
    if len(seen) < LEAST_WORDS:
        raise ContentError(WORDS_FILE, "", f"contient {len(seen)} mots, il en faut {LEAST_WORDS}")
    if list(words()) != sorted(words(), key=fold):
        raise ContentError(WORDS_FILE, "", "n’est pas rangé dans l’ordre")
