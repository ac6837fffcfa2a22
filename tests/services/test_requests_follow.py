"""What follows from what: who begins a help has taken the request, one concertation is enough, a session has somebody."""

from __future__ import annotations

import pytest

from desktop.errors import InputError
from desktop.services.session import Session

FACTS = {"sujet": "Lire", "faits": "Lit trois mots sur dix.", "essaye": "À deux.", "parents_informes_le": "2026-11-09"}


@pytest.fixture
def asked(session: Session) -> tuple[str, str]:
    child = session.students.add(last_name="Moreau", first_name="Lina", birth_date="2018-04-02", level="CE1").created[0]
    request = session.requests.add("pupil", students=[child], answers=FACTS).created[0]
    session.requests.submit(request)
    return child, request


def test_who_begins_a_help_has_taken_the_request(session: Session, asked: tuple[str, str]) -> None:
    child, request = asked
    session.concertation.decide(request, {"indications": ["maitre_e"], "phrase": "Deux fois par semaine."})
    begun = session.helping.add("group", "Lecture", students=(child,), request_id=request, since="2026-11-02")
    assert [(one.answer, one.mine) for one in session.requests.get(request).proposals] == [("taken", True)]
    assert session.requests.get(request).state == "in_progress"
    session.helping.add("individual", students=(child,), request_id=request)
    assert len(session.requests.get(request).proposals) == 1
    session.undo(begun.unit)


def test_a_request_on_an_agenda_says_which_meeting(session: Session, asked: tuple[str, str]) -> None:
    _, request = asked
    assert session.concertation.coming_of(request) == ("", "")
    day = session.clock.today().isoformat()
    meeting = session.concertation.prepare(day, [request]).created[0]
    assert session.concertation.coming_of(request) == (meeting, day)
    [situation] = session.concertation.agenda(meeting)
    said = {"indications": ["maitre_e"], "phrase": "Deux fois par semaine."}
    assert session.concertation.foreseen(situation.id, said).sentence.startswith("Crée")
    session.concertation.decide_situation(situation.id, said)
    assert session.concertation.foreseen(situation.id, said).sentence.startswith("Tient à jour")
    assert session.concertation.coming_of(request) == ("", "")


def test_a_session_before_anybody_came_is_refused(session: Session, asked: tuple[str, str]) -> None:
    child, _ = asked
    group = session.helping.add("group", "Lecture", students=(child,), since="2026-11-16").created[0]
    before = session.digest()
    with pytest.raises(InputError, match="Personne"):
        session.helping.note_sitting(group, "2026-11-09", {})
    assert session.digest() == before
    session.helping.note_sitting(group, "2026-11-16", {child: "present"})
