"""A psychologist's two laptops: what she wrote goes from one to the other by the tick that says so, and never otherwise."""

from __future__ import annotations

import json
from dataclasses import replace

from desktop.services.exchange_values import Selection
from desktop.services.receipts import first_of
from desktop.services.session import Session
from tests.services.laptops import LINA, SWEPT, Hand, Laptops, batch, child, sealed


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


def noted(session: Session, pupil: str, text: str) -> None:
    session.notebook.add("note", "2026-11-20", pupil, {}, "", text)


def notes(session: Session) -> list[str]:
    return sorted(next(iter(json.loads(said).values())) for (said,) in session.personal.sql("SELECT answers FROM note"))


def test_her_own_notes_that_never_came_are_asked_for_and_come(laptops: Laptops) -> None:
    first, second = laptops.open("claire", "psychologist"), laptops.open("claire2", "psychologist")
    for here, other in ((first, "claire2"), (second, "claire")):
        here.contacts.sign(other)
    own, pupil = replace(SWEPT, own=True), child(first)

    def arrives(data: bytes, by: Session) -> None:
        by.receiving.take(by.receiving.look(data))

    for text in ("un", "perdu", "trois"):
        noted(first, pupil, text)
        data = sealed(first, second, own)
        if text != "perdu":
            arrives(data, second)
    assert notes(second) == ["trois", "un"] and second.receiving.wants(first.actor.id)
    arrives(second.sending.ask("claire").data, first)
    arrives(sealed(first, second, own), second)
    assert notes(second) == ["perdu", "trois", "un"] and second.receiving.wants(first.actor.id) == {}
    assert first.personal.digest() == second.personal.digest()
    arrives(second.sending.receipt("claire").data, first)
    assert not first.sending.prepare(["claire2"], own).entries


def test_a_colleague_is_never_asked_for_what_her_pli_says_of_ones_own_file(laptops: Laptops) -> None:
    first, other = laptops.open("claire", "psychologist"), laptops.open("zoe", "psychologist")
    pupil = child(first)
    noted(first, pupil, "secret")
    device, = {device for (device,) in first.personal.sql("SELECT DISTINCT device FROM entry")}
    hand = Hand(other, first)
    act = hand.act()
    _, pupils = hand.pupil(act)
    first.receiving.take(first.receiving.look(hand.file(batch([act], pupils), batch([], [], has={pupil: {device: "1-500"}}))))
    assert first.receiving.wants(other.actor.id) == {}


def test_what_is_asked_for_fits_in_a_pli() -> None:
    wants = {f"{number:036}": {"b" * 16: "1-5"} for number in range(9000)}
    kept = first_of(wants)
    assert 1000 < len(kept) < 9000 and list(kept) == list(wants)[:len(kept)] and first_of(kept) == kept
