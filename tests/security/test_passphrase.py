"""A passphrase is easy to type and hard to guess."""

from __future__ import annotations

import itertools
import random
import string

import pytest

from desktop.errors import InputError
from desktop.security import passphrase


def test_seven_words_are_offered_and_always_accepted() -> None:
    for _ in range(50):
        phrase = passphrase.draw()
        assert len(set(phrase.split())) == 7
        passphrase.require(phrase)
        passphrase.require(phrase.replace(" ", ""))


def test_two_draws_differ() -> None:
    assert len({passphrase.draw() for _ in range(20)}) == 20


@pytest.mark.parametrize("typed", [
    "Cérise tambour NUAGE lucarne", "cerise-tambour-nuage-lucarne", "  cerisetambour   nuage lucarne ",
    "ce\u0301rise tambour nuage lucarne", "cerise\u00a0tambour\u202fnuage lucarne", "ｃerise tambour nuage lucarne"])
def test_spaces_accents_and_case_do_not_count_in_a_phrase_of_words(typed: str) -> None:
    assert passphrase.normalise(typed) == "cerisetambournuagelucarne"


def test_ligatures_are_two_letters() -> None:
    assert passphrase.normalise("cœur bœuf Ægide") == passphrase.normalise("coeur boeuf aegide")


def test_every_sign_counts_as_soon_as_one_is_no_letter() -> None:
    assert passphrase.normalise(" Cérise 7 tambour ") == "Cérise 7 tambour"
    assert passphrase.normalise("aB3$é") != passphrase.normalise("ab3$e")


@pytest.mark.parametrize("phrase", [
    "cerise tambour nuage lucarne violon abricot sapin",
    "girafe parapluie escalier mandarine brouillard tournevis coquille",
    "la girafe mange un parapluie sur escalier mandarine brouillard tournevis",
    "maison soleil girafe tournevis coquille lucarne hibou"])
def test_seven_distinct_words_are_enough(phrase: str) -> None:
    passphrase.require(phrase)


def test_random_signs_are_enough_at_fourteen() -> None:
    source = random.Random(5)
    signs = string.ascii_letters + string.digits + "!#$%*+-=?@_;:"
    for _ in range(300):
        passphrase.require("".join(source.choice(signs) for _ in range(13)) + "#7aQ")


@pytest.mark.parametrize("phrase", [
    "", " ", "a" * 60, "azertyuiopqsdfghjklmwxcvbn", "1234567890123456789012345678", "abcabcabcabcabcabcabcabcabcabc",
    "lavande lavande lavande lavande lavande lavande lavande lavande",
    "il était une fois une princesse dans un château", "au clair de la lune mon ami pierrot prête moi ta plume",
    "lundi mardi mercredi jeudi vendredi samedi dimanche", "un deux trois quatre cinq six sept huit neuf dix",
    "janvier fevrier mars avril mai juin juillet aout septembre", "aze rty uio pqs dfg hjk lmw xcv",
    "madame la directrice de l'école maternelle", "correct horse battery staple", "Anticonstitutionnellement2024!"])
def test_what_looks_long_and_is_not(phrase: str) -> None:
    with pytest.raises(InputError):
        passphrase.require(phrase)


def test_a_thousand_passwords_of_schools_are_refused() -> None:
    words = ["ecole", "École", "Directrice", "directeur", "motdepasse", "MotDePasse", "M0tD3P@sse", "azerty", "Rased", "PsyEN",
             "maitreE", "JulesFerry", "Jean-Moulin", "Maternelle", "bonjour", "Soleil", "Camille", "marie", "chouchou",
             "Princesse", "Ec0le", "@dmin", "vacances", "Septembre", "Marseille", "Inspection", "doudou", "Liberté", "Laïcité",
             "cartable"]
    tails = ["", "1", "123", "2024", "2025!", "2026", "!", "12345678", "75011", "01/09/2026", "_cp", "cm2", "*1975*", "azerty",
             "??", "@2026", "69"]
    tried = [word + tail for word, tail in itertools.product(words, tails)]
    tried += [f"{first} {second} {tail}".strip() for first, second in itertools.permutations(words[:12], 2)
              for tail in ("", "2026!", "1234", "cm1")]
    assert len(set(tried)) >= 1000
    accepted = [phrase for phrase in tried if passphrase.bits(phrase) >= passphrase.MINIMUM_BITS]
    assert not accepted


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(InputError, match="sept mots"):
        passphrase.require("ecole2024")
    with pytest.raises(InputError, match="deux ou trois mots"):
        passphrase.require("girafe parapluie escalier mandarine brouillard")


def test_a_very_long_text_is_judged_at_once() -> None:
    passphrase.bits("x" * 200_000)
    passphrase.bits("girafe " * 50_000)
