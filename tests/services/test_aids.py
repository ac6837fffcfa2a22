"""Aids year by year: noted once, prefilled from what is known, outside care with the family's agreement alone."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Project
from desktop.services.aids import year_of
from desktop.services.session import Session
from tests.services.conftest import UAI


@pytest.fixture
def pupil(session: Session) -> str:
    id = session.students.add(last_name="Ben Salah", first_name="Noémie", birth_date="2019-03-25", school=UAI, level="CE1",
                              class_name="CE1 B").created[0]
    session.students.enrol(id, year="2024-2025", school=UAI, level="CP", class_name="CP A")
    session.students.enrol(id, year="2025-2026", school=UAI, level="CP", class_name="CP A")
    return id


@pytest.mark.parametrize(("said", "year"), [("2025-2026", "2025-2026"), ("2025/26", "2025-2026"), ("2025", "2025-2026"),
                                            ("2025-2027", ""), ("CE1", "2026-2027"), ("cp", "2025-2026"), ("hier", ""), (None, "")])
def test_a_year_is_read_as_people_write_it(said: str | None, year: str) -> None:
    assert year_of(said, {"2024-2025": "CP", "2025-2026": "CP", "2026-2027": "CE1"}) == year


def test_an_aid_of_a_year_is_noted_once_and_changed(session: Session, pupil: str) -> None:
    first = session.aids.note(pupil, "2025-2026", "apc").created[0]
    assert session.aids.note(pupil, "2025-2026", "apc", "envisage", detail="lecture").created == ()
    [aid] = session.aids.of(pupil)
    assert (aid.id, aid.state, aid.detail, aid.lane, aid.label, aid.school) == (first, "envisage", "lecture", "class", "APC",
                                                                               "École Jean Moulin")
    session.aids.remove(first)
    assert session.aids.of(pupil) == ()


def test_care_outside_school_waits_for_the_family(session: Session, pupil: str) -> None:
    with pytest.raises(InputError, match="accord de la famille"):
        session.aids.note(pupil, "2026-2027", "orthophonie")
    session.aids.note(pupil, "2026-2027", "orthophonie", agreed=True, detail="une fois par semaine")
    [aid] = session.aids.of(pupil)
    assert (aid.agreed, aid.said_by, aid.lane) == (True, "la famille", "outside")
    assert session.aids.known(pupil) == [
        {"annee": "2025-2026", "dispositif": "maintien", "etat": "oui", "precision": None}], "not in the grid of a request"


def test_what_is_refused_says_why(session: Session, pupil: str) -> None:
    for wrong in ({"device": "magie"}, {"device": "prevention"}, {"state": "peut-être"}, {"year": "2026"[:3]},
                  {"since": "2026-11-02", "until": "2026-10-02"}):
        with pytest.raises(InputError):
            session.aids.note(pupil, **{"year": "2026-2027", "device": "apc", **wrong})
    with pytest.raises(RefusedError):
        session.aids.note("inconnu", "2026-2027", "apc")
    with pytest.raises(RefusedError):
        session.aids.get("inconnu")


def test_the_grid_knows_projects_the_path_and_aids(session: Session, pupil: str) -> None:
    with session.commun.unit("essai") as unit:
        unit.new(Project, {"kind": "ppre", "number": 1, "student_id": pupil, "year": "2025-2026", "state": "clos"}, root=pupil)
    session.aids.note(pupil, "2024-2025", "apc", detail="deux périodes")
    session.aids.note(pupil, "2024-2025", "pai")
    assert [(line["annee"], line["dispositif"], line["precision"]) for line in session.aids.known(pupil)] == [
        ("2024-2025", "apc", "deux périodes"), ("2025-2026", "maintien", None), ("2025-2026", "ppre", "n° 1")]


def test_a_grid_sent_adds_and_never_unsays(session: Session, pupil: str) -> None:
    session.aids.note(pupil, "2025-2026", "apc", detail="deux périodes")
    with session.commun.unit("essai") as unit:
        session.aids.note_grid(unit, pupil, [
            {"annee": "2025-2026", "dispositif": "apc", "etat": "envisage", "precision": "autre"},
            {"annee": "CE1", "dispositif": "rased_e", "etat": "envisage", "precision": "lecture"},
            {"annee": "2026-2027", "dispositif": "prevention", "etat": "oui"}, {"annee": "?", "dispositif": "apc", "etat": "oui"},
            {"annee": "2026-2027", "dispositif": "stage", "etat": "non"}])
    assert [(aid.year, aid.device, aid.state, aid.detail, aid.source) for aid in session.aids.of(pupil)] == [
        ("2025-2026", "apc", "oui", "deux périodes", "hand"), ("2026-2027", "rased_e", "envisage", "lecture", "request")]
