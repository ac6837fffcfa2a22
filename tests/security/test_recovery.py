"""The code of the recovery sheet survives the pen and the eye."""

from __future__ import annotations

import pytest

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
