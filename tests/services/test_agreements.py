"""Agreements: whose, written or oral, refused, withdrawn; what may start, and what is never held back."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.session import Session
from tests.services.conftest import UAI
from tests.services.people import House

Family = tuple[Session, str, str, str]


@pytest.fixture
def family(house: House) -> Family:
    """The psychologist, a child, and two parents; a third adult without authority."""
    director = house.session("lambert")
    pupil = director.students.add(last_name="Ben Salah", first_name="Noémie", birth_date="2018-04-02", school=UAI, level="CE1").created[0]
    mother = director.guardians.add(pupil, first_name="Leïla", last_name="Ben Salah", authority="yes").created[0]
    father = director.guardians.add(pupil, first_name="Karim", last_name="Ben Salah", authority="to_check").created[0]
    director.guardians.add(pupil, first_name="Marc", last_name="Dupont", authority="no")
    return house.session("haddad"), pupil, mother, father


def test_each_holder_of_authority_must_have_written(family: Family) -> None:
    mine, pupil, mother, father = family
    assert mine.agreements.status(pupil, "bilan").sentence == "Autorisation non demandée"
    mine.agreements.add(pupil, mother, purpose="bilan", date="2026-11-12")
    mine.agreements.add(pupil, father, purpose="bilan", date="2026-11-03", state="asked")
    status = mine.agreements.status(pupil, "bilan")
    assert status.sentence == ("Autorisation donnée par Leïla Ben Salah le 12 novembre 2026, écrite · demandée à Karim Ben Salah le "
                               "3 novembre 2026")
    assert (status.complete, status.missing, status.mark) == (False, ("Karim Ben Salah",), "waiting")
    allowed, sentence = mine.agreements.can_start(pupil, "bilan")
    assert not allowed
    assert "Karim Ben Salah" in sentence
    mine.agreements.add(pupil, father, purpose="bilan", date="2026-11-20", mode="oral")
    assert "orale, à confirmer" in mine.agreements.status(pupil, "bilan").sentence
    assert not mine.agreements.can_start(pupil, "bilan")[0]
    mine.agreements.add(pupil, father, purpose="bilan", date="2026-11-21")
    assert mine.agreements.can_start(pupil, "bilan")[0]
    assert not mine.agreements.can_start(pupil, "suivi")[0], "each act has its own"


def test_a_refusal_stops_until_a_reason_is_written(family: Family) -> None:
    mine, pupil, mother, father = family
    mine.agreements.add(pupil, mother, purpose="bilan")
    refused = mine.agreements.add(pupil, father, purpose="bilan", state="refused", date="2026-11-20").created[-1]
    status = mine.agreements.status(pupil, "bilan")
    assert "refusée par Karim Ben Salah le 20 novembre 2026" in status.sentence
    assert status.mark == "late"
    with pytest.raises(InputError, match="raison"):
        mine.agreements.add(pupil, father, purpose="bilan", state="waived")
    mine.agreements.add(pupil, father, purpose="bilan", state="waived", reason="jugement")
    assert mine.agreements.can_start(pupil, "bilan")[0]
    assert mine.agreements.get(refused).state == "refused", "the refusal stays in the notebook"


def test_a_reason_for_all_unblocks_and_a_reason_of_her_own_is_kept_in_words(family: Family) -> None:
    mine, pupil, _mother, _father = family
    id = mine.agreements.add(pupil, purpose="suivi", state="waived", reason="le foyer seul répond").created[-1]
    assert mine.agreements.can_start(pupil, "suivi")[0]
    kept = mine.agreements.get(id)
    assert (kept.reason, kept.note) == ("autre", "le foyer seul répond")
    assert kept.sentence.endswith("le foyer seul répond")


def test_withdrawn_it_no_longer_lets_anything_start(family: Family) -> None:
    mine, pupil, mother, father = family
    ids = [mine.agreements.add(pupil, who, purpose="bilan", date="2026-11-02").created[-1] for who in (mother, father)]
    assert mine.agreements.can_start(pupil, "bilan")[0]
    mine.agreements.withdraw(ids[1], "2026-11-20")
    assert not mine.agreements.can_start(pupil, "bilan")[0]
    assert "retirée par Karim Ben Salah le 20 novembre 2026" in mine.agreements.status(pupil, "bilan").sentence


def test_one_sheet_signed_by_all_is_enough_and_a_later_refusal_counts(family: Family) -> None:
    mine, pupil, _mother, father = family
    mine.agreements.add(pupil, purpose="psychologue", date="2026-11-02")
    assert mine.agreements.can_start(pupil, "psychologue_bilan")[0]
    mine.agreements.add(pupil, father, purpose="bilan", state="refused", date="2026-11-20")
    assert not mine.agreements.can_start(pupil, "bilan")[0]


def test_who_has_no_authority_is_not_asked_and_a_stranger_is_refused(family: Family) -> None:
    mine, pupil, mother, _father = family
    [other] = [one.id for one in mine.guardians.of(pupil) if one.authority == "no"]
    with pytest.raises(InputError, match="autorité"):
        mine.agreements.add(pupil, other, purpose="bilan")
    with pytest.raises(RefusedError):
        mine.agreements.add(pupil, "inconnu", purpose="bilan")
    with pytest.raises(RefusedError):
        mine.agreements.add("inconnu", purpose="bilan")
    for wrong in ({"purpose": "promenade"}, {"state": "peut-être"}, {"mode": "sms"}, {"date": "hier"}):
        with pytest.raises(InputError):
            mine.agreements.add(pupil, mother, **{"purpose": "bilan", **wrong})


def test_for_a_child_she_alone_knows_holders_are_the_names_typed(house: House) -> None:
    mine = house.session("haddad")
    child = mine.notebook.add_student("Marchand", "Lina").created[0]
    assert mine.agreements.status(child, "bilan").missing == ("chaque responsable",)
    mine.agreements.add(child, guardian_name="Iris Marchand", purpose="bilan")
    mine.agreements.add(child, guardian_name="Hugo Marchand", purpose="bilan", state="asked")
    assert mine.agreements.status(child, "bilan").missing == ("Hugo Marchand",)
    mine.agreements.add(child, guardian_name="Hugo Marchand", purpose="bilan")
    assert mine.agreements.can_start(child, "bilan")[0]


def test_the_common_register_is_everyones_and_hers_is_nobodys_else(house: House, family: Family) -> None:
    mine, pupil, mother, father = family
    mine.agreements.add(pupil, mother, purpose="bilan")
    specialist = house.session("martin")
    shared = specialist.agreements.add(pupil, mother, purpose="aide_relationnelle", date="2026-11-10").created[-1]
    director = house.session("lambert")
    assert [one.id for one in director.agreements.list(pupil)] == [shared]
    assert director.agreements.list(pupil, mine=True) == ()
    assert director.agreements.status(pupil, "aide_relationnelle").sentence == (
        "Accord donné par Leïla Ben Salah le 10 novembre 2026, écrit · non demandé à Karim Ben Salah")
    assert director.agreements.status(pupil, "bilan").sentence == "Autorisation non demandée"
    assert next((event.title, event.table) for event in director.students.timeline(pupil)) == (
        "Accord : aide relationnelle (maître G)", "agreement")
    specialist.agreements.add(pupil, father, purpose="aide_relationnelle", state="asked")
    assert not specialist.agreements.can_start(pupil, "aide_relationnelle")[0]


def test_what_was_asked_gets_its_answer_on_the_same_line(family: Family) -> None:
    mine, pupil, mother, _father = family
    id = mine.agreements.add(pupil, mother, purpose="bilan", state="asked", date="2026-11-03").created[-1]
    mine.agreements.update(id, state="given", date="2026-11-12")
    one = mine.agreements.get(id)
    assert (one.asked_on, one.date, one.state, one.mode) == ("2026-11-03", "2026-11-12", "given", "written")
    mine.agreements.remove(id)
    assert mine.agreements.list(pupil, mine=True) == ()
