"""Avis and plans: a date, an author, an opinion, needs in class; never a reason."""

from __future__ import annotations

from dataclasses import fields

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.personal_values import AvisRow, PlanRow
from tests.services.conftest import UAI
from tests.services.people import House


@pytest.fixture
def pupil(house: House) -> str:
    director = house.session("lambert")
    return director.students.add(last_name="Benali", first_name="Yanis", birth_date="2018-04-02", school=UAI, level="CE1").created[0]


def test_the_doctor_enters_hers_and_the_director_copies_a_signed_paper(house: House, pupil: str) -> None:
    doctor, director = house.session("nguyen"), house.session("lambert")
    doctor.health.add_avis(pupil, "pap", "favourable", needs="Supports agrandis")
    with pytest.raises(InputError, match="papier"):
        director.health.add_avis(pupil, "pap", "favourable")
    for missing in ({"author": "Dr Roche"}, {"date": "2026-11-10"}):
        with pytest.raises(InputError, match="feuille signée"):
            director.health.add_avis(pupil, "pai", "incomplete", source="paper", **missing)
    director.health.add_avis(pupil, "pai", "incomplete", "2026-11-10", "Dr Roche", "papier")
    rows = director.health.avis(pupil)
    assert [(row.plan, row.opinion_label, row.author, row.date, row.source, row.entered_by, row.needs) for row in rows] == [
        ("pap", "favorable", "Linh Nguyen", "2026-11-23", "author", "", "Supports agrandis"),
        ("pai", "à compléter", "Dr Roche", "2026-11-10", "paper", "Philippe Lambert", "")]


def test_an_avis_awaited_has_an_age_and_its_answer_takes_its_place(house: House, pupil: str) -> None:
    director = house.session("lambert")
    director.health.ask_avis(pupil, "pap", "2026-11-02")
    with pytest.raises(InputError, match="déjà"):
        director.health.ask_avis(pupil, "pap")
    [waiting] = director.health.awaited()
    assert (waiting.student, waiting.waiting_days, waiting.opinion_label) == ("BENALI Yanis", 21, "attendu")
    assert next(event.title for event in director.students.timeline(pupil)) == "Avis pour le PAP demandé"
    house.session("nguyen").health.add_avis(pupil, "pap", "unfavourable")
    assert director.health.awaited() == ()
    [row] = director.health.avis(pupil)
    assert (row.id, row.asked_on, row.opinion) == (waiting.id, "2026-11-02", "unfavourable")
    event = next(event for event in director.students.timeline(pupil) if event.table == "avis")
    assert (event.title, event.detail) == ("Avis pour le PAP reçu", ""), "that it exists, no more"


def test_no_field_holds_a_reason() -> None:
    names = {one.name for value in (AvisRow, PlanRow) for one in fields(value)}
    assert not names & {"reason", "why", "diagnosis", "cause", "note", "detail"}


def test_a_plan_exists_with_its_dates_and_where_its_sheet_is(house: House, pupil: str) -> None:
    director = house.session("lambert")
    first = director.health.set_plan(pupil, "pai", "2026-09-01", "2027-07-05", "bureau de la direction", True).created[0]
    assert director.health.set_plan(pupil, "pai", "2026-09-01", "2027-07-05", "infirmerie", True).created == (first,)
    [plan] = director.health.plans(pupil)
    assert (plan.kind, plan.place, plan.emergency) == ("pai", "infirmerie", True)
    with pytest.raises(InputError):
        director.health.set_plan(pupil, "pai", "2026-09-01", "2026-08-01")
    with pytest.raises(InputError):
        director.health.set_plan(pupil, "ppre")
    with pytest.raises(RefusedError):
        director.health.set_plan("inconnu", "pai")
    director.health.remove_plan(first)
    assert director.health.plans(pupil) == ()
    director.health.set_plan(pupil, "pai", "2026-09-01")
    assert [one.since for one in director.health.plans(pupil)] == ["2026-09-01"]


def test_what_the_doctor_writes_for_herself_stays_hers(house: House, pupil: str) -> None:
    doctor = house.session("nguyen")
    file = house.bytes_of("commun")
    doctor.notebook.add("sante", student=pupil, answers={"constats": "CANARI", "besoins": "Être placé devant"})
    assert house.bytes_of("commun") == file
    nurse_like = house.session("moreau")
    assert nurse_like.notebook.list(pupil) == () == nurse_like.search.everything("canari")
    assert doctor.notebook.list(pupil)[0].label == "Rencontre de santé"
