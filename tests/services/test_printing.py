"""Papers from the record: values reach the page, what must not be there is not."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.reports.text import comparable
from desktop.services.session import Session
from tests.reports.reading import page_texts, read_back
from tests.services.conftest import UAI


@pytest.fixture
def yanis(session: Session) -> str:
    student = session.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", sex="M", school=UAI,
                                   level="CE2", class_name="CE2 B").created[0]
    session.people.add(civility="MME", last_name="Delcourt", first_name="Anne", function="enseignante", class_name="CE2 B",
                       school_id=session.schools.get(UAI).id)
    session.guardians.add(student, relation="Mère", last_name="Haddad", first_name="Samira", authority="yes",
                          address="3 rue des Lilas", city="Valmont")
    session.guardians.add(student, relation="Père", last_name="Haddad", first_name="Karim", authority="to_check",
                          confidential=True, address="9 rue Cachée", mobile="0611111111", email="karim@exemple.fr")
    session.guardians.add(student, relation="Tante", last_name="Sansdroit", first_name="Zoé", authority="no")
    return student


def test_a_ppre_carries_the_record(session: Session, yanis: str) -> None:
    project = session.projects.add(yanis, "ppre", {"besoins": "Prendre le temps <3/10"}).created[0]
    pdf = session.printing.ppre(project)
    read = read_back(pdf)
    for words in ("Yanis Haddad", "PPRE n° 1", "né le 4 décembre 2017", "CE2", "École Jean Moulin", "Valmont", "Samira Haddad",
                  "Karim Haddad", "Prendre le temps <3/10", "suivi par Claire Martin", "23 novembre 2026"):
        assert comparable(words) in read, words
    assert "Sansdroit" not in read
    assert "demonstration" not in read
    assert len(page_texts(pdf)) == 2
    assert len(page_texts(session.printing.ppre(project, large=True))) >= 2
    assert len(page_texts(session.printing.ppre_blank())) == 2


def test_guides_take_the_next_interview(session: Session, yanis: str) -> None:
    printing = session.printing
    assert len(printing.situations()) >= 4
    read = read_back(printing.interview_guide(student_id=yanis))
    assert comparable("Yanis Haddad") in read
    answers = {"lieu": "salle 4", "reussites": "il chante"}
    meeting = session.meetings.add("entretien_parents", "2026-11-27", [yanis], answers).created[0]
    for pdf in (printing.interview_guide(student_id=yanis),
                printing.interview_guide(meeting_id=meeting, situation="presenter_ppre")):
        read = read_back(pdf)
        for words in ("vendredi 27 novembre 2026", "salle 4", "il chante", "destinataire : Claire Martin"):
            assert comparable(words) in read, words
        assert len(page_texts(pdf)) == 1
    parents = read_back(printing.interview_guide(student_id=yanis, for_parents=True, large=True))
    assert comparable("vendredi 27 novembre 2026") in parents
    assert "ilchante" not in parents
    assert len(page_texts(printing.interview_guide(student_id=yanis, full=True))) > 1
    assert "Yanis" not in read_back(printing.interview_guide())


def test_a_pupils_sheet_keeps_what_is_confidential(session: Session, yanis: str) -> None:
    session.students.update(yanis, {"ine": "123456789AB"})
    session.projects.add(yanis, "ppre", {})
    read = read_back(session.printing.student_sheet(yanis))
    for words in ("3 rue des Lilas", "Karim Haddad", "adresse confidentielle", "PPRE", "CE2 B"):
        assert comparable(words) in read, words
    for words in ("Cachée", "0611111111", "karim@exemple.fr", "123456789AB"):
        assert comparable(words) not in read, words


def test_a_selection_prints_in_one_pdf_and_can_be_stopped(session: Session, yanis: str) -> None:
    projects = [session.projects.add(yanis, "ppre", {}).created[0] for _ in range(3)]
    seen: list[int] = []

    def go(done: int, total: int) -> bool:
        seen.append(done)
        return done < 2

    assert session.printing.many("ppre", projects, go) == b""
    assert seen == [1, 2]
    assert len(page_texts(session.printing.many("ppre", projects))) == 6
    for paper in ("interview-guide", "parents-guide", "student-sheet"):
        assert session.printing.many(paper, [yanis, yanis], large=True)
    with pytest.raises(InputError):
        session.printing.many("affiche", [yanis])
    with pytest.raises(InputError):
        session.printing.many("ppre", [])


def test_a_meeting_prints_as_it_is_written(session: Session, yanis: str) -> None:
    meeting = session.meetings.add("equipe_educative", "2026-12-01", [yanis], {"objet": "faire le point"}).created[0]
    read = read_back(session.printing.meeting(meeting))
    for words in ("Équipe éducative", "Yanis Haddad", "mardi 1er décembre 2026", "faire le point"):
        assert comparable(words) in read, words


def test_unknown_records_are_refused(session: Session) -> None:
    for act in (lambda: session.printing.ppre("x"), lambda: session.printing.student_sheet("x"),
                lambda: session.printing.interview_guide(student_id="x")):
        with pytest.raises(RefusedError):
            act()
