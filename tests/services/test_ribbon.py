"""A child's ribbon and path: helps, requests, plans and aids over the years; nothing of a prevention group or a draft."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.forms.catalogue import form
from desktop.ids import named
from desktop.models import Concerned, Decision, Project, Request, StandingPlan
from desktop.services import answers
from desktop.services.session import Session
from desktop.services.values import Bar
from tests.services.conftest import UAI


@pytest.fixture
def pupil(session: Session) -> str:
    id = session.students.add(last_name="Haddad", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2").created[0]
    for year, level in (("2023-2024", "CP"), ("2024-2025", "CP"), ("2025-2026", "CE1")):
        session.students.enrol(id, year=year, school=UAI, level=level)
    return id


def bars(session: Session, pupil: str) -> list[tuple[str, ...]]:
    return [(bar.lane, bar.label, bar.start, bar.end, bar.style, bar.detail) for bar in session.students.ribbon(pupil).bars]


def project(session: Session, pupil: str, **said: Any) -> None:
    paper = form("ppre")
    with session.commun.unit("essai") as unit:
        answers.create(unit, Project, {"kind": "ppre", "number": 1, "student_id": pupil, "year": "2025-2026", "state": "clos"}, paper,
                       paper.clean(said), root=pupil)


def test_years_are_in_order_and_aids_over_them(session: Session, pupil: str) -> None:
    session.aids.note(pupil, "2023-2024", "apc")
    session.aids.note(pupil, "2024-2025", "rased_g", since="2024-11-12", until="2025-03-20", detail="dix séances")
    session.aids.note(pupil, "2024-2025", "orthophonie", agreed=True, detail="une fois par semaine")
    session.aids.note(pupil, "2026-2027", "stage", "envisage")
    session.aids.note(pupil, "2025-2026", "stage", "non")
    assert [year.level for year in session.students.ribbon(pupil).years] == ["CP", "CP", "CE1", "CE2"]
    assert bars(session, pupil) == [
        ("class", "APC", "2023-09-01", "2024-07-07", "outlined", ""),
        ("outside", "Orthophonie", "2024-09-01", "2025-07-07", "dashed", "une fois par semaine"),
        ("pole", "Maître G", "2024-11-12", "2025-03-20", "filled", "dix séances"),
        ("class", "Stage de réussite (envisagé)", "2026-09-01", "2027-07-07", "outlined", "")]


def test_a_help_stands_on_the_line_of_the_pole_with_its_sessions_counted(session: Session, pupil: str) -> None:
    other = session.students.add(last_name="Roche", first_name="Inès", birth_date="2018-02-01", school=UAI, level="CE2").created[0]
    id = session.helping.add("group", "Lecture", students=[pupil, other], since="2026-09-21").created[0]
    for on, how in (("2026-10-05", "present"), ("2026-10-12", "absent"), ("2026-10-13", "present")):
        session.helping.note_sitting(id, on, {pupil: how, other: "present"})
    session.helping.note_sitting(id, "2026-10-19", {}, state="cancelled")
    session.helping.add("class", "Co-intervention", students=[pupil], since="2026-11-02")
    session.helping.add("individual", students=[pupil])
    assert bars(session, pupil) == [
        ("pole", "Maître E", "2026-09-21", "", "filled", "Lecture · 2 séances"),
        ("pole", "Maître E, en classe", "2026-11-02", "", "hatched", "Co-intervention")]
    session.helping.leave(id, pupil, "2026-10-12", "class")
    session.helping.update(id, {"title": "Groupe d’Inès"})
    assert bars(session, pupil)[0] == ("pole", "Maître E", "2026-09-21", "2026-10-12", "filled", "Groupe CE2 · 1 séance")
    told = {(event.title, event.detail) for event in session.students.timeline(pupil)}
    assert {("Maître E : début", "Groupe CE2"), ("Maître E : fin", "1 séance · retour en classe")} <= told
    assert "Inès" not in str(session.students.timeline(pupil)), "another child is not named on this one's sheet"


def test_one_aid_is_one_bar(session: Session, pupil: str) -> None:
    project(session, pupil, debut="2026-01-05", fin="2026-02-20", hors_ecole="orthophonie", hors_ecole_accord=True,
            aides=[{"aide": "apc", "etat": "oui", "precision": "lecture"}, {"aide": "rased_e", "etat": "envisage"}])
    with session.commun.unit("essai") as unit:
        unit.new(StandingPlan, {"student_id": pupil, "kind": "pap", "since": "2026-09-01"}, root=pupil)
    for device in ("ppre", "apc", "rased_e"):
        session.aids.note(pupil, "2025-2026", device)
    session.aids.note(pupil, "2026-2027", "pap")
    session.helping.add("individual", students=[pupil], since="2026-03-02")
    assert bars(session, pupil) == [
        ("class", "APC", "2026-01-05", "2026-02-20", "outlined", "lecture"),
        ("plan", "PPRE 1", "2026-01-05", "2026-02-20", "outlined", ""),
        ("outside", "orthophonie", "2026-01-05", "2026-02-20", "dashed", ""),
        ("pole", "Maître E", "2026-03-02", "", "filled", ""),
        ("plan", "PAP", "2026-09-01", "", "outlined", "")]


def test_care_outside_waits_for_the_family_s_agreement(session: Session, pupil: str) -> None:
    project(session, pupil, debut="2026-01-05", fin="2026-02-20", hors_ecole="orthophonie")
    assert [bar.lane for bar in session.students.ribbon(pupil).bars] == ["plan"]
    assert Bar("plan", "PPRE 1", "2026-01-05", "2026-02-20").detail == ""


def test_the_path_says_requests_and_decisions_but_no_draft_nor_others_words(session: Session, pupil: str) -> None:
    with session.commun.unit("essai") as unit:
        one = unit.new(Request, {"about": "pupil", "student_id": pupil, "state": "in_progress", "sent_on": "2026-10-05",
                                 "requester": "Mme Delcourt", "answers": {"sujet": "Entrée dans la lecture"}}, root=pupil)
        unit.new(Request, {"about": "pupil", "student_id": pupil, "state": "draft", "answers": {"sujet": "BROUILLON"}}, root=pupil)
        unit.new(Decision, {"request_id": one, "student_id": pupil, "date": "2026-10-13",
                            "answers": {"indications": ["maitre_e"], "phrase": "Deux séances par semaine."}}, root=pupil)
        several = unit.new(Request, {"about": "several", "state": "submitted", "sent_on": "2026-11-09",
                                     "answers": {"sujet": "LES AUTRES AUSSI"}})
        unit.new(Concerned, {"request_id": several, "student_id": pupil}, id=named("concerned", several, pupil), root=pupil)
    told = [(event.on, event.title, event.detail) for event in session.students.timeline(pupil) if event.table != "enrolment"]
    assert told == [
        ("2026-11-09", "Demande au pôle (plusieurs élèves)", "envoyée"),
        ("2026-10-13", "Décision : aide pédagogique (maître E)", "Deux séances par semaine."),
        ("2026-10-05", "Demande au pôle", "Entrée dans la lecture · par Mme Delcourt · en cours")]


def test_a_child_s_path_holds_nothing_of_prevention(session: Session, pupil: str) -> None:
    id = session.helping.add("prevention", "Langage", students=[pupil], level="CP", since="2026-09-21").created[0]
    session.helping.note_sitting(id, "2026-10-05", {pupil: "present"})
    assert session.students.ribbon(pupil).bars == ()
    assert {event.table for event in session.students.timeline(pupil)} == {"enrolment"}
