"""A help erased goes whole; a child erased leaves nothing in a group, and nothing in a prevention group."""

from __future__ import annotations

import pytest

from desktop.services.session import Session
from tests.services.conftest import UAI


@pytest.fixture
def pupils(session: Session) -> list[str]:
    return [session.students.add(last_name=last, first_name="Noé", birth_date="2019-03-25", school=UAI, level="CP").created[0]
            for last in ("Roche", "Haddad")]


def left(session: Session, id: str) -> int:
    """Words still here that are of this id, or name it."""
    return int(session.commun.one("SELECT count(*) FROM main.entry WHERE value IS NOT NULL AND (row=? OR value LIKE ?)",
                                  (id, f"%{id}%"))[0])


def group(session: Session, kind: str, pupils: list[str]) -> str:
    id = session.helping.add(kind, "Langage", students=pupils, level="CP", since="2026-10-05").created[0]
    session.helping.note_sitting(id, "2026-11-20", dict.fromkeys(pupils, "present"))
    session.timetable.add(1, "9:00", "9:45", intervention_id=id)
    return id


@pytest.mark.parametrize("kind", ["group", "prevention"])
def test_a_group_erased_leaves_nothing(session: Session, pupils: list[str], kind: str) -> None:
    id = group(session, kind, pupils)
    session.erasure.erase("intervention", id)
    for table in ("intervention", "member", "sitting", "presence", "slot"):
        assert session.commun.sql(f"SELECT 1 FROM {table}") == []
    assert left(session, id) == 0
    assert len(session.students.get(pupils[0]).enrolments) == 1


def test_an_individual_help_erased_leaves_the_child(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("individual", students=pupils[:1], since="2026-10-05").created[0]
    session.helping.note_sitting(id, "2026-11-20", {pupils[0]: "present"})
    session.helping.review(id, "2026-11-20", {"constat": "Ça avance"})
    session.erasure.erase("intervention", id)
    assert left(session, id) == 0
    assert session.students.get(pupils[0]).last_name == "Roche"


@pytest.mark.parametrize("kind", ["group", "prevention"])
def test_a_child_erased_leaves_no_place_in_a_group(session: Session, pupils: list[str], kind: str) -> None:
    id = group(session, kind, pupils)
    session.erasure.erase("student", pupils[0])
    help = session.helping.get(id)
    assert [one.student_id for one in help.members] == [one.student_id for one in help.sittings[0].presences] == [pupils[1]]
    assert left(session, pupils[0]) == 0


def test_a_session_erased_takes_who_was_there(session: Session, pupils: list[str]) -> None:
    id = group(session, "group", pupils)
    session.erasure.erase("sitting", session.helping.get(id).sittings[0].id)
    assert session.commun.sql("SELECT 1 FROM presence") == []
    assert len(session.helping.get(id).members) == 2


def test_a_child_in_the_bin_is_nowhere_in_a_group_and_comes_back(session: Session, pupils: list[str]) -> None:
    for kind in ("group", "prevention"):
        group(session, kind, pupils)
    unit = session.students.remove(pupils[0]).unit
    assert {row.members for row in session.helping.list()} == {("HADDAD Noé",)}
    session.undo(unit)
    assert {row.members for row in session.helping.list()} == {("HADDAD Noé", "ROCHE Noé")}
