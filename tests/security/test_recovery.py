"""The code of the recovery sheet survives the pen and the eye."""

from __future__ import annotations

import hashlib

import pytest

from desktop.content import words
from desktop.errors import InputError
from desktop.security import recovery

SECRET = bytes(range(20))


def test_the_code_is_eight_groups_of_four_and_a_group_that_checks() -> None:
    code = recovery.write(SECRET)
    assert [len(group) for group in code.split()] == [4] * 9
    assert recovery.read(code) == SECRET


@pytest.mark.parametrize("change", [
    str.lower, lambda code: code.replace(" ", "-"), lambda code: code.replace(" ", ""), lambda code: code.replace("0", "O"),
    lambda code: code.replace("1", "l"), lambda code: code.replace("1", "I"), lambda code: f"  {code}\n"])
def test_it_is_read_however_it_is_typed(change: object) -> None:
    assert callable(change)
    assert recovery.read(change(recovery.write(SECRET))) == SECRET


def test_a_letter_for_another_is_noticed() -> None:
    code = recovery.write(SECRET).replace(" ", "")
    for place in range(len(code)):
        other = "A" if code[place] != "A" else "B"
        with pytest.raises(InputError):
            recovery.read(code[:place] + other + code[place + 1:])


@pytest.mark.parametrize(("code", "told"), [("", "36"), ("ABCD", "4"), ("U" * 36, "« U »"), ("é" * 36, "« É »")])
def test_what_is_wrong_is_told(code: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        recovery.read(code)


def test_two_codes_differ() -> None:
    assert recovery.draw() != recovery.draw()

# -- the same code, in words ---------------------------------------------------------------------------------------------
def test_the_list_and_its_order_are_those_of_every_sheet_printed() -> None:
    assert hashlib.sha256("\n".join(words()).encode()).hexdigest() == (
        "ce7c64bac3045aa25ed5c81f772499f90222eb4b115523ab6acd9d5a08c5a7f8"), "a sheet in a drawer opens for ever: add no word, move none"


@pytest.mark.parametrize("secret", [SECRET, bytes(20), b"\xff" * 20, bytes([0] * 19 + [1])])
def test_fifteen_words_say_the_same_code(secret: bytes) -> None:
    said = recovery.in_words(secret)
    assert len(said) == 15
    assert recovery.read(" ".join(said)) == recovery.read(recovery.write(secret)) == secret
    assert recovery.read("\n".join(word.upper() for word in said)) == secret


def test_a_word_for_another_a_word_less_or_two_changed_about_are_told() -> None:
    said = list(recovery.in_words(SECRET))
    for place in range(len(said)):
        other = "abaque" if said[place] != "abaque" else "abeille"
        with pytest.raises(InputError, match="ne vont pas ensemble"):
            recovery.read(" ".join([*said[:place], other, *said[place + 1:]]))
    with pytest.raises(InputError, match="15 mots ; vous en avez tapé 14"):
        recovery.read(" ".join(said[:-1]))
    with pytest.raises(InputError, match="ne vont pas ensemble"):
        recovery.read(" ".join([said[1], said[0], *said[2:]]))
    with pytest.raises(InputError, match="« ordinateurs »"):
        recovery.read(" ".join(["ordinateurs", *said[1:]]))
