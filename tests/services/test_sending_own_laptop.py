"""A psychologist's two laptops: what she wrote goes from one to the other by the tick that says so, and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.services.exchange_values import Selection
from tests.services.laptops import LINA, SWEPT, Laptops, child, sealed


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


def test_what_a_pli_without_her_notes_kept_leaves_with_them_later(laptops: Laptops) -> None:
    first, second = laptops.open("claire", "psychologist"), laptops.open("claire2", "psychologist")
    anne = laptops.open("anne")
    first.contacts.sign("claire2")
    hers = child(first)
    child(anne, **LINA)
    first.receiving.take(first.receiving.look(sealed(anne, first)))
    second.receiving.take(second.receiving.look(sealed(first, second)))
    assert [name for (name,) in second.commun.sql("SELECT last_name FROM student")] == ["MOREAU"]
    second.receiving.take(second.receiving.look(sealed(first, second, replace(SWEPT, own=True))))
    assert second.students.get(hers).last_name == "HADDAD" and second.digest() == first.digest()
    assert not first.sending.prepare(["claire2"], replace(SWEPT, own=True)).entries


def test_the_words_of_other_reserved_accounts_stay(laptops: Laptops) -> None:
    first, second = laptops.open("claire", "psychologist"), laptops.open("claire2", "psychologist")
    other = laptops.open("zoe", "nurse")
    first.contacts.sign("claire2")
    hers = child(other, **LINA)
    first.receiving.take(first.receiving.look(sealed(other, first, Selection(students=(hers,)))))
    child(first)
    parcel = first.sending.prepare(["claire2"], replace(SWEPT, own=True))
    assert [line.row for line in parcel.withheld] == [hers]
    second.receiving.take(second.receiving.look(sealed(first, second, replace(SWEPT, own=True))))
    assert [name for (name,) in second.commun.sql("SELECT last_name FROM student")] == ["HADDAD"]
