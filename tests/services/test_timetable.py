"""The timetable of the week: by period, told when two things are at one time, never with a child's name."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.session import Session
from tests.services.conftest import SCHOOL, UAI


@pytest.fixture
def pupil(session: Session) -> str:
    return session.students.add(last_name="Ben Salah", first_name="Noémie", birth_date="2019-03-25", school=UAI, level="CE1").created[0]


def test_the_week_is_in_order_and_a_period_shows_what_is_all_year(session: Session, pupil: str) -> None:
    group = session.helping.add("group", "Lecture CE1", students=[pupil]).created[0]
    session.timetable.add(4, "10:30", "11:15", intervention_id=group, period="P2")
    session.timetable.add(1, "13 h 30", "14 h 15", label="Concertation avec l’équipe", school_id=SCHOOL, place="salle 4")
    session.timetable.add(1, "9:00", "9:45", intervention_id=group, period="P3")
    slots = session.timetable.slots()
    assert [(one.weekday, one.begins, one.label, one.period) for one in slots] == [
        (1, "09:00", "Lecture CE1", "P3"), (1, "13:30", "Concertation avec l’équipe", ""), (4, "10:30", "Lecture CE1", "P2")]
    assert [one.period for one in session.timetable.slots(period="P2")] == ["", "P2"]
    assert {one.school for one in slots} == {"École Jean Moulin"}
    assert len(session.timetable.slots(owner_id="claire", school=SCHOOL)) == 3
    assert session.timetable.slots(owner_id="autre") == session.timetable.slots(year="2025-2026") == ()
    assert [one.begins for one in session.helping.get(group).slots] == ["09:00", "10:30"]


def test_no_child_is_named(session: Session, pupil: str) -> None:
    alone = session.helping.add("individual", "Noémie, lecture", students=[pupil]).created[0]
    named = session.helping.add("group", "Groupe de Noémie", students=[pupil]).created[0]
    for help, label in ((alone, "Aide individuelle"), (named, "Groupe CE1")):
        id = session.timetable.add(2, "9:00", "9:45", intervention_id=help).created[0]
        assert session.timetable.get(id).label == label
    for words in ({"label": "Noémie BEN SALAH"}, {"label": "RDV", "place": "chez Ben Salah Noémie"},
                  {"label": "avec Noémie", "intervention_id": named}):
        with pytest.raises(InputError, match="pas de nom"):
            session.timetable.add(2, "9:00", "9:45", **words)
    session.timetable.add(2, "9:00", "9:45", label="École Ben Salah")
    with pytest.raises(InputError, match="pas de nom"):
        session.timetable.update(id, {"label": "Noémie"})


def test_two_things_at_one_time_are_told_and_not_refused(session: Session, pupil: str) -> None:
    group = session.helping.add("group", "Lecture", students=[pupil]).created[0]
    other = session.helping.add("group", "Jeux", students=[pupil], function="specialist_g").created[0]
    session.save_account("Paul Moreau", ["specialist_g"], "paul")
    paul = next(id for login, id in session.directory.accounts() if login == "paul")
    his = session.timetable.add(1, "9:00", "9:45", intervention_id=other, owner_id=paul).created[0]
    assert session.timetable.get(his).owner == "Paul Moreau"
    assert session.timetable.overlaps(1, "9:30", "10:15") == ()
    assert [one.id for one in session.timetable.overlaps(1, "9:30", "10:15", intervention_id=group)] == [his], "a child of both"
    mine = session.timetable.add(1, "9:30", "10:15", intervention_id=group).created[0]
    assert [one.id for one in session.timetable.overlaps(1, "10:00", "10:30")] == [mine]
    assert session.timetable.overlaps(1, "10:00", "10:30", but=mine) == session.timetable.overlaps(1, "10:15", "11:00") == ()


def test_what_cannot_be_is_said(session: Session, pupil: str) -> None:
    good = {"weekday": 1, "begins": "9:00", "ends": "9:45", "label": "Réunion"}
    for wrong in ({"weekday": 7}, {"weekday": True}, {"begins": ""}, {"ends": "8:00"}, {"begins": "midi"}, {"label": ""}, {"period": "P9"}):
        with pytest.raises(InputError):
            session.timetable.add(**{**good, **wrong})  # type: ignore[arg-type]
    for unknown in ({"intervention_id": "inconnue"}, {"owner_id": "inconnu"}):
        with pytest.raises(RefusedError):
            session.timetable.add(**{**good, **unknown})  # type: ignore[arg-type]
    id = session.timetable.add(**good).created[0]  # type: ignore[arg-type]
    for wrong in ({"ends": "8:00"}, {"owner": "x"}, {"intervention_id": "autre"}):
        with pytest.raises(InputError):
            session.timetable.update(id, wrong)
    session.timetable.update(id, {"begins": "9h15", "label": "Réunion du pôle"})
    assert session.timetable.get(id).begins == "09:15"
    session.timetable.remove(id)
    with pytest.raises(RefusedError):
        session.timetable.get(id)
