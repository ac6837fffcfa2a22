"""Sessions of a help: who was there, once a day and an hour; the first one held starts the help."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Request
from desktop.services.helping_sittings import hour_of
from desktop.services.session import Session
from tests.services.conftest import UAI


@pytest.fixture
def pupils(session: Session) -> list[str]:
    return [session.students.add(last_name=last, first_name="Noé", birth_date="2019-03-25", school=UAI, level="CE1").created[0]
            for last in ("Roche", "Haddad", "Petit")]


@pytest.fixture
def group(session: Session, pupils: list[str]) -> str:
    with session.commun.unit("essai") as unit:
        request = unit.new(Request, {"about": "pupil", "student_id": pupils[0], "state": "decided"}, root=pupils[0])
    return session.helping.add("group", "Lecture", students=pupils, request_id=request).created[0]


@pytest.mark.parametrize(("typed", "kept"), [("9:00", "09:00"), ("9h", "09:00"), ("13 h 30", "13:30"), ("", ""), ("09:05", "09:05")])
def test_an_hour_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert hour_of(typed) == kept


@pytest.mark.parametrize("wrong", ["25:00", "9:75", "midi", "9:00:00"])
def test_what_is_no_hour_is_said(wrong: str) -> None:
    with pytest.raises(InputError):
        hour_of(wrong)


def test_the_first_session_held_starts_the_help_and_its_request(session: Session, group: str, pupils: list[str]) -> None:
    assert session.helping.get(group).state == "prepared"
    session.helping.note_sitting(group, "2026-11-20", {}, state="cancelled", reason="sortie scolaire")
    assert session.helping.get(group).state == "prepared"
    id = session.helping.note_sitting(group, "2026-11-21", {pupils[0]: "present", pupils[1]: "absent", pupils[2]: "excused"},
                                      time="9:00", note="Jeu des rimes", notes={pupils[0]: " Lit seul "}).created[0]
    sitting = session.helping.sitting(id)
    assert [(one.name, one.state, one.note.strip()) for one in sitting.presences] == [
        ("HADDAD Noé", "absent", ""), ("PETIT Noé", "excused", ""), ("ROCHE Noé", "present", "Lit seul")]
    assert (sitting.time, sitting.minutes, sitting.author, sitting.note) == ("09:00", 45, "Claire Martin", "Jeu des rimes")
    help = session.helping.get(group)
    assert (help.state, help.since) == ("running", "2026-11-21")
    assert session.commun.one("SELECT state FROM request")[0] == "in_progress"
    assert [one.state for one in help.sittings] == ["held", "cancelled"]
    assert [(one.present, one.sittings) for one in help.members] == [(0, 1), (0, 1), (1, 1)]
    assert session.helping.list()[0].held == 1


def test_the_same_day_and_hour_is_the_same_session(session: Session, group: str, pupils: list[str]) -> None:
    first = session.helping.note_sitting(group, "2026-11-20", dict.fromkeys(pupils, "present"), time="09:00").created[0]
    again = session.helping.note_sitting(group, "2026-11-20", {pupils[1]: "absent"}, time="9 h")
    assert again.created == (first,)
    assert [one.state for one in session.helping.sitting(first).presences] == ["absent", "present", "present"]
    other = session.helping.note_sitting(group, "2026-11-20", {}, time="14:00").created[0]
    assert other != first
    session.helping.remove_sitting(first)
    assert [one.id for one in session.helping.get(group).sittings] == [other]
    assert session.commun.sql("SELECT 1 FROM presence") == []
    with pytest.raises(RefusedError):
        session.helping.remove_sitting(first)
    with pytest.raises(RefusedError):
        session.helping.sitting(first)


def test_who_is_not_of_the_group_that_day_is_not_counted(session: Session, group: str, pupils: list[str]) -> None:
    session.helping.leave(group, pupils[2], "2026-11-10")
    session.helping.note_sitting(group, "2026-11-10", {pupils[2]: "present"})
    for wrong in ({pupils[2]: "present"}, {"inconnu": "present"}, {pupils[0]: "peut-être"}):
        with pytest.raises(InputError):
            session.helping.note_sitting(group, "2026-11-20", wrong)
    for more in ({"date": "2026-12-25"}, {"date": "hier"}, {"minutes": 0}, {"minutes": True}, {"state": "rêvée"}, {"time": "25:00"}):
        with pytest.raises(InputError):
            session.helping.note_sitting(group, **{"date": "2026-11-20", "presences": {}, **more})  # type: ignore[arg-type]


def test_what_is_said_of_each_child_goes_with_the_child(session: Session, group: str, pupils: list[str]) -> None:
    id = session.helping.note_sitting(group, "2026-11-20", dict.fromkeys(pupils, "present"), note="Jeu").created[0]
    assert session.commun.sql("SELECT DISTINCT root FROM sitting") == [(group,)]
    assert {row[0] for row in session.commun.sql("SELECT root FROM presence")} == set(pupils)
    session.erasure.erase("student", pupils[0])
    assert len(session.helping.sitting(id).presences) == 2
    assert len(session.helping.get(group).members) == 2
