"""The list of words gives passphrases strong enough and that people like to type."""

from __future__ import annotations

import math

import pytest

from desktop.content import files, words
from desktop.content.wordlist import LEAST_WORDS, check_words
from desktop.texts import fold

UNWANTED = """
mort tuer sang arme crime prison viol drogue alcool tabac nazi nègre pute con nul bête idiot débile cancre sexe nu dieu
diable église messe péché prière cancer virus folie fou gros laid chagrin malheur triste deuil peur haine échec punition
docteur médecin maladie hôpital élève docile"""



def test_seven_words_make_eighty_bits() -> None:
    check_words()
    assert len(words()) >= LEAST_WORDS
    assert 7 * math.log2(len(words())) >= 80.5


def test_no_two_words_are_typed_alike_and_each_is_plain() -> None:
    folded = [fold(word) for word in words()]
    assert len(set(folded)) == len(folded)
    assert all(4 <= len(word) <= 9 and "œ" not in word and word.isalpha() for word in words())


def test_no_word_that_hurts() -> None:
    assert not set(UNWANTED.split()) & set(words())


def test_no_plural_beside_its_singular() -> None:
    there = {fold(word) for word in words()}
    assert not {word for word in there if word + "s" in there or word + "x" in there}


def test_the_source_is_told() -> None:
    assert "BIP-39" in files.read_text("README.md") and "MIT License" in files.read_text("README.md")


@pytest.mark.parametrize("broken", ["abri abrí", "toolongword", "abc", "Abri"])
def test_a_broken_list_is_refused(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.content.wordlist.words", lambda: tuple(broken.split()))
    with pytest.raises(files.ContentError):
        check_words()
