"""Two laptops write about the same requests and helps without knowing of each other: told in words, chosen, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import InputError
from desktop.forms.request_kinds import PRESENCES
from desktop.services.exchange_values import Clash
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from tests.services.conftest import UAI
from tests.services.test_clashes import Pair
from tests.services.test_requests import FOUR


class Two(Pair):
    """Claire and Samira, each on her laptop, and a request both have."""

    def asked(self, students: int = 1, *, sent: bool = True) -> str:
        pupils = [self.child, *(self.a.students.add(last_name=f"Roche{n}", first_name="Ava", school=UAI, level="CP").created[0]
                                for n in range(1, students))]
        id = self.a.requests.add("pupil" if students == 1 else "several", students=pupils, answers=FOUR).created[0]
        if sent:
            self.a.requests.submit(id)
        self.exchange()
        return id

    @property
    def both(self) -> tuple[Session, Session]:
        return self.a, self.b

    def works(self) -> None:
        """Lists, board and counts are the same on both laptops, and every request and help opens."""
        self.agree()
        told = []
        for session in self.both:
            query = RequestQuery()
            rows = session.requests.list(query)
            for row in rows:
                session.requests.get(row.id)
            helps = session.helping.list()
            for one in helps:
                session.helping.get(one.id)
            for (meeting,) in session.commun.sql("SELECT id FROM meeting"):
                for situation in session.concertation.agenda(meeting):
                    session.concertation.facts(meeting, situation.id)
                session.concertation.decisions(meeting)
            session.timetable.slots()
            session.resuming.list()
            session.resuming.loads()
            board = {column: [row.id for row in found] for column, found in session.requests.board(query).items()}
            told.append(([(row.id, row.state, row.title) for row in rows], [(one.id, one.state, one.members) for one in helps],
                         board, session.requests.counts(query).columns))
        assert told[0] == told[1]


@pytest.fixture
def two(tmp_path: Path, service_file: Path) -> Iterator[Two]:
    made = Two(tmp_path, service_file)
    yield made
    made.close()


def asked_about(session: Session) -> dict[str, Clash]:
    return {f"{clash.title} · {clash.label}": clash for clash in session.clashes.list()}


def texts(clash: Clash) -> dict[str, str]:
    return {version.who: version.text for version in clash.versions}


# -- a request -----------------------------------------------------------------------------------------------------------
def test_two_states_are_told_in_words_and_one_is_chosen(two: Two) -> None:
    id = two.asked()
    two.a.requests.move(id, "redirected", "autre école")
    two.b.requests.acknowledge(id)
    two.exchange()
    two.works()
    for session in two.both:
        told = asked_about(session)
        assert list(told) == ["Demande du 23 novembre 2026 · HADDAD Yanis · État"]
        (clash,) = told.values()
        assert texts(clash) == {"Claire Martin": "réorientée", "Samira Haddad": "reçue"}
        assert clash.field is None, "a state is chosen between those, never written"
        assert all(version.at.startswith("2026-11-23T") for version in clash.versions)
    (clash,) = two.b.clashes.list()
    wanted = next(version.number for version in clash.versions if version.text == "reçue")
    with pytest.raises(InputError):
        two.b.clashes.resolve(clash.id, text="reçue")
    change = two.b.clashes.resolve(clash.id, wanted)
    two.exchange()
    two.works()
    for session in two.both:
        request = session.requests.get(id)
        assert (request.state, request.closed_on, request.closing) == ("acknowledged", "", "")
        assert session.clashes.list() == ()
        assert [step.kind for step in request.steps].count("acknowledged") == 2, "the choice is a step too"
        assert {"redirected", "acknowledged"} <= {step.kind for step in request.steps}
    two.b.undo(change.unit)
    two.exchange()
    two.works()
    assert [set(texts(one).values()) for one in two.a.clashes.list()] == [{"réorientée", "reçue"}]


def test_the_state_that_ends_it_is_chosen_with_its_day(two: Two) -> None:
    id = two.asked()
    two.a.requests.move(id, "cancelled")
    two.b.requests.acknowledge(id)
    two.exchange()
    (clash,) = two.a.clashes.list()
    two.a.clashes.resolve(clash.id, next(v.number for v in clash.versions if v.text == "annulée"))
    two.exchange()
    two.works()
    assert [(s.requests.get(id).state, s.requests.get(id).closed_on) for s in two.both] == [("cancelled", "2026-11-23")] * 2


def test_both_take_it(two: Two) -> None:
    id = two.asked()
    for session in two.both:
        session.requests.take(id)
    two.exchange()
    two.works()
    for session in two.both:
        request = session.requests.get(id)
        assert request.state == "under_analysis" and session.clashes.list() == ()
        assert {(one.person, one.answer) for one in request.proposals} == {("Claire Martin", "taken"), ("Samira Haddad", "taken")}
        assert [step.kind for step in request.steps].count("under_analysis") == 2


def test_one_proposes_it_by_name_and_the_other_answers_that_proposal(two: Two) -> None:
    id = two.asked()
    two.a.requests.propose(id, person="Samira Haddad", function="specialist_e")
    two.exchange()
    two.b.requests.take(id)
    two.a.requests.news(id, "appel de la maîtresse")
    two.exchange()
    two.works()
    for session in two.both:
        assert session.clashes.list() == ()
        assert [(one.person, one.account_id, one.answer) for one in session.requests.get(id).proposals] == [
            ("Samira Haddad", "samira", "taken")]
    two.b.requests.give_back(id, "trop loin")
    two.exchange()
    assert [one.answer for one in two.a.requests.get(id).proposals] == ["left"]


def test_one_proposes_it_while_the_other_takes_it(two: Two) -> None:
    id = two.asked()
    two.a.requests.propose(id, person="Samira Haddad", function="specialist_e")
    two.b.requests.take(id)
    two.exchange()
    two.works()
    for session in two.both:
        assert session.clashes.list() == ()
        assert any(one.answer == "taken" for one in session.requests.get(id).proposals)


def test_both_decide_it(two: Two) -> None:
    id = two.asked()
    two.a.concertation.decide(id, {"indications": ["maitre_e"], "phrase": "Lecture, deux fois par semaine"})
    two.b.concertation.decide(id, {"indications": ["aucune"], "phrase": "On attend le printemps"})
    two.exchange()
    two.works()
    for session in two.both:
        assert {one.phrase for one in session.requests.get(id).decisions} == {
            "Lecture, deux fois par semaine", "On attend le printemps"}
        told = asked_about(session)
        assert {text for clash in told.values() for text in texts(clash).values()} == {"décidée", "close"}
        assert all("closing" not in clash.label and "_" not in clash.label for clash in told.values())
    (clash,) = two.a.clashes.list()
    two.a.clashes.resolve(clash.id, next(v.number for v in clash.versions if v.text == "décidée"))
    two.exchange()
    two.works()
    request = two.b.requests.get(id)
    assert (request.state, request.closing) == ("decided", "")


def test_deleted_on_one_side_moved_on_the_other_is_one_question(two: Two) -> None:
    """The request, its steps and its children's parts come back together, wherever they are kept."""
    id = two.asked(2)
    two.a.requests.take(id)
    two.exchange()
    two.a.requests.remove(id)
    two.b.requests.move(id, "waiting_list")
    two.b.requests.contribute(id, answers={"faits": "Lit seul les consignes"})
    two.exchange()
    two.works()
    (clash,) = two.a.clashes.list()
    assert clash.deletion and clash.title == "Demande du 23 novembre 2026 · plusieurs élèves"
    assert "État : liste d’attente" in clash.versions[0].text
    two.a.clashes.resolve(clash.id, 1)
    two.exchange()
    two.works()
    for session in two.both:
        request = session.requests.get(id)
        assert len(request.student_ids) == 2 and request.state == "waiting_list"
        assert [one.answers["faits"] for one in request.contributions] == ["Lit seul les consignes"]
        assert any(one.answer == "taken" for one in request.proposals)
        assert session.clashes.list() == ()


def test_deleted_again_leaves_nothing_behind(two: Two) -> None:
    id = two.asked(2)
    two.a.requests.remove(id)
    two.b.requests.take(id)
    two.b.requests.contribute(id, answers={"faits": "Lit seul les consignes"})
    two.b.concertation.decide(id, {"indications": ["maitre_e"]})
    two.exchange()
    (clash,) = two.b.clashes.list()
    change = two.b.clashes.resolve(clash.id, 2)
    two.exchange()
    two.works()
    for session in two.both:
        for table in ("request", "step", "proposal", "contribution", "decision", "concerned", "task", "conflict"):
            assert session.commun.sql(f"SELECT 1 FROM {table}") == [], table
    two.b.undo(change.unit)
    two.works()
    assert two.b.requests.get(id).contributions[0].answers["faits"] == "Lit seul les consignes"


# -- a concertation ------------------------------------------------------------------------------------------------------
def test_a_situation_done_on_one_side_and_postponed_on_the_other(two: Two) -> None:
    id = two.asked()
    meeting = two.a.concertation.prepare("2026-11-23", [id]).created[0]
    two.exchange()
    situation = two.a.concertation.agenda(meeting)[0].id
    two.a.concertation.spent(situation, 120)
    two.a.concertation.decide_situation(situation, {"indications": ["maitre_e"]})
    two.b.concertation.spent(situation, 95)
    two.b.concertation.postpone(meeting, situation)
    two.exchange()
    two.works()
    (clash,) = two.a.clashes.list()
    assert clash.title == "Situation à l’ordre du jour du 23 novembre 2026 · HADDAD Yanis"
    assert texts(clash) == {"Claire Martin": "décision notée", "Samira Haddad": "reportée"}
    two.a.clashes.resolve(clash.id, next(v.number for v in clash.versions if v.text == "décision notée"))
    two.exchange()
    two.works()
    assert two.b.concertation.agenda(meeting)[0].state == "done"
    assert two.b.commun.sql("SELECT 1 FROM conflict") == [], "the time spent is settled on the way"


def test_a_request_deleted_while_put_on_an_agenda(two: Two) -> None:
    id = two.asked()
    two.a.requests.remove(id)
    meeting = two.b.concertation.prepare("2026-11-23", [id]).created[0]
    two.exchange()
    two.works()
    assert two.a.concertation.agenda(meeting) == ()


# -- helps ---------------------------------------------------------------------------------------------------------------
def helped(two: Two, kind: str = "group") -> tuple[str, str]:
    """A group of two children both laptops have."""
    other = two.a.students.add(last_name="ROCHE", first_name="Ava", school=UAI, level="CE2").created[0]
    id = two.a.helping.add(kind, "Lecture", students=[two.child, other], level="CE1", since="2026-11-02").created[0]
    two.exchange()
    return id, other


def test_the_same_session_noted_differently(two: Two) -> None:
    id, other = helped(two)
    two.a.helping.note_sitting(id, "2026-11-20", {two.child: "present", other: "present"}, note="On a relu")
    two.b.helping.note_sitting(id, "2026-11-20", {two.child: "absent", other: "present"}, note="On a écrit")
    two.exchange()
    two.works()
    told = asked_about(two.a)
    assert {name: texts(clash) for name, clash in told.items()} == {
        "Séance du 20 novembre 2026 · Note": {"Claire Martin": "On a relu", "Samira Haddad": "On a écrit"},
        "Présence à la séance du 20 novembre 2026 · HADDAD Yanis · Présence": {
            "Claire Martin": PRESENCES["present"], "Samira Haddad": PRESENCES["absent"]}}
    note = told["Séance du 20 novembre 2026 · Note"]
    two.a.clashes.resolve(note.id, next(v.number for v in note.versions if v.who == "Samira Haddad"))
    there = told["Présence à la séance du 20 novembre 2026 · HADDAD Yanis · Présence"]
    two.a.clashes.resolve(there.id, next(v.number for v in there.versions if v.text == PRESENCES["absent"]))
    two.exchange()
    two.works()
    for session in two.both:
        sitting = session.helping.get(id).sittings[0]
        assert (sitting.note, sitting.author) == ("On a écrit", "Samira Haddad"), "the note is whose it is"
        assert {one.student_id: one.state for one in sitting.presences} == {two.child: "absent", other: "present"}
        assert session.commun.sql("SELECT 1 FROM conflict") == []


def test_a_help_taken_by_both_is_given_to_the_one_chosen(two: Two) -> None:
    id = two.a.helping.add("group", "Lecture", function="specialist_g", students=[two.child]).created[0]
    two.exchange()
    for session in two.both:
        session.helping.take(id)
    two.exchange()
    two.works()
    (clash,) = two.a.clashes.list()
    assert clash.label == "Par" and set(texts(clash).values()) == {"Claire Martin", "Samira Haddad"}
    two.a.clashes.resolve(clash.id, next(v.number for v in clash.versions if v.text == "Samira Haddad"))
    two.exchange()
    two.works()
    value = two.b.helping.get(id)
    assert (value.helper, value.helper_id) == ("Samira Haddad", "samira")


def test_a_group_deleted_while_a_session_is_noted(two: Two) -> None:
    id, other = helped(two)
    two.a.helping.note_sitting(id, "2026-11-17", {two.child: "present"})
    two.a.timetable.add(1, "9:00", "9:45", intervention_id=id)
    two.exchange()
    two.a.helping.remove(id)
    two.b.helping.note_sitting(id, "2026-11-20", {two.child: "present"}, note="Elle lit")
    two.b.helping.update(id, {"title": "Lecture du lundi"})
    two.exchange()
    two.works()
    (clash,) = two.a.clashes.list()
    assert clash.deletion and clash.title == "Aide : Lecture du lundi"
    two.a.clashes.resolve(clash.id, 1)
    two.exchange()
    two.works()
    value = two.b.helping.get(id)
    assert {one.student_id for one in value.members} == {two.child, other}
    assert [(one.date, len(one.presences)) for one in sorted(value.sittings, key=lambda one: one.date)] == [
        ("2026-11-17", 1), ("2026-11-20", 1)]
    assert len(two.b.timetable.of_help(id)) == 1


def test_a_child_leaves_on_two_days_and_an_aid_is_said_twice(two: Two) -> None:
    id, _ = helped(two)
    two.a.helping.leave(id, two.child, "2026-11-20", "class")
    two.b.helping.leave(id, two.child, "2026-11-20", "stopped")
    two.a.aids.note(two.child, "2025-2026", "rased_e", "oui")
    two.b.aids.note(two.child, "2025-2026", "rased_e", "envisage")
    two.exchange()
    two.works()
    assert {name: set(texts(clash).values()) for name, clash in asked_about(two.b).items()} == {
        "Part dans l’aide : Lecture · HADDAD Yanis · Sortie": {"retour en classe", "arrêtée"},
        "Aide Maître E 2025-2026 · HADDAD Yanis · État": {"oui", "envisagé"}}

