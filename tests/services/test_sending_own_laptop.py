"""A psychologist's two laptops: what she wrote goes from one to the other by the tick that says so, and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.laptops import SWEPT, Laptops, child, sealed


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Laptops]:
    made = Laptops(tmp_path)
    yield made
    made.close()


def test_her_words_reach_her_other_laptop_only_with_her_notes(laptops: Laptops) -> None:
    first, second = laptops.open("claire", "psychologist"), laptops.open("claire2", "psychologist")
    other = laptops.open("anne")
    first.contacts.sign("claire2")
    pupil = child(first)
    assert not first.sending.prepare(["claire2"], SWEPT).entries
    assert not first.sending.prepare(["anne"], SWEPT).entries
    preview = second.receiving.look(sealed(first, second, replace(SWEPT, own=True)))
    second.receiving.take(preview)
    assert second.students.get(pupil).last_name == "HADDAD" and second.digest() == first.digest()
    assert not second.sending.prepare(["anne"], SWEPT).entries
    assert not other.commun.sql("SELECT 1 FROM student")
