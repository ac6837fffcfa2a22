"""A decision typed once: its sentence, what people do, the state of the request, whom it is proposed to."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Account, Decision, Intervention
from desktop.services.session import Session
from tests.services.people import House
from tests.services.requests_world import asked, child

E = {"indications": ["maitre_e", "aide_enseignant"], "phrase": "Petit groupe de lecture.", "propose_a": "Claire Martin",
     "debut": "2026-11-30", "bilan_le": "2027-01-25"}


def state(session: Session, id: str) -> str:
    return session.requests.get(id).state


def titles(session: Session, *, open_only: bool = True) -> list[str]:
    return [task.title for task in session.tasks.list(open_only=open_only)]


def test_a_decision_becomes_tasks_a_state_a_step_and_a_proposal(session: Session) -> None:
    noemie = child(session)
    request = asked(session, [noemie])
    id = session.concertation.decide(request, E).created[0]
    decision = session.concertation.decision(id)
    assert decision.sentence == ("Noémie aura une aide pédagogique (maître E) avant le 30 novembre. "
                                 "Mme Guérin aura un appui du pôle.")
    assert (decision.phrase, decision.author, decision.date, decision.student_id) == (
        "Petit groupe de lecture.", "Claire Martin", "2026-11-23", noemie)
    assert decision.answers["mode"] == "les_deux"
    assert decision.tasks == ("Répondre à l’école", "Informer les parents", "Première séance (maître E)")
    assert {(task.owner, task.due, task.student) for task in session.tasks.list()} == {
        ("Claire Martin", "2026-11-30", "BEN SALAH Noémie")}
    value = session.requests.get(request)
    assert value.state == "decided" and value.decisions == (decision,)
    assert [(step.kind, step.note) for step in value.steps] == [
        ("decided", "aide pédagogique (maître E), appui à l’enseignant"), ("proposed", "à Claire Martin")]
    assert [(one.person, one.answer) for one in value.proposals] == [("Claire Martin", "")], "proposed: nobody is assigned"
    assert session.commun.one("SELECT root FROM decision")[0] == noemie


@pytest.mark.parametrize(("where", "words"), [
    ("draft", "brouillon"), ("closed", "close"), ("cancelled", "annulée"), ("redirected", "réorientée")])
def test_what_is_not_sent_or_is_over_is_not_decided_and_nothing_is_written(session: Session, where: str, words: str) -> None:
    request = asked(session, [child(session)], state=where)
    before = session.commun.seen()
    with pytest.raises(InputError, match=words):
        session.concertation.decide(request, E)
    assert session.commun.seen() == before
    with pytest.raises(RefusedError):
        session.concertation.decide("unknown", E)


@pytest.mark.parametrize(("answers", "words"), [
    ({}, "au moins une"), ({"indications": ["aucune", "mdph"]}, "Pas de suite"), ({"indications": ["autre"]}, "dites laquelle"),
    ({"indications": ["maitre_e"], "debut": "2027-01-25", "bilan_le": "2026-11-30"}, "après le début"),
    ({"indications": ["chirurgie"]}, "choix parmi"), ({"indications": ["maitre_e"], "debut": "bientôt"}, "date")])
def test_what_contradicts_itself_is_refused_in_a_sentence(session: Session, answers: dict[str, Any], words: str) -> None:
    request = asked(session, [child(session)])
    with pytest.raises(InputError, match=words):
        session.concertation.decide(request, answers)
    assert session.commun.sql("SELECT 1 FROM decision") == [] and state(session, request) == "submitted"


def test_nothing_to_follow_closes_the_request_and_it_is_still_answered(session: Session) -> None:
    request = asked(session, [child(session)])
    session.concertation.decide(request, {"indications": ["aucune"], "phrase": "Nous en reparlons au printemps."})
    value = session.requests.get(request)
    assert (value.state, value.closed_on) == ("closed", "2026-11-23")
    assert [step.kind for step in value.steps] == ["decided", "closed"]
    assert titles(session) == ["Répondre à l’école", "Informer les parents"]
    assert value.decisions[0].sentence == "Noémie n’aura pas d’aide du pôle pour l’instant."


def test_a_help_that_runs_keeps_the_request_running(session: Session) -> None:
    request = asked(session, [child(session)], state="in_progress")
    with session.commun.unit("Aide") as unit:
        unit.new(Intervention, {"kind": "individual", "state": "running", "request_id": request})
    session.concertation.decide(request, {"indications": ["aucune"]})
    assert state(session, request) == "in_progress"


def test_a_later_decision_is_another_row(session: Session) -> None:
    request = asked(session, [child(session)])
    session.concertation.decide(request, E)
    session.concertation.decide(request, {"indications": ["mdph"]})
    assert [one.indications for one in session.concertation.of_request(request)] == [("maitre_e", "aide_enseignant"), ("mdph",)]
    assert "Aider la famille pour le dossier MDPH" in titles(session) and state(session, request) == "decided"


def test_corrected_its_tasks_follow_and_what_somebody_did_or_wrote_stays(session: Session) -> None:
    request = asked(session, [child(session)])
    service = session.concertation
    id = service.decide(request, E).created[0]
    tasks = {task.title: task for task in session.tasks.list()}
    session.tasks.done(tasks["Répondre à l’école"].id)
    session.tasks.update(tasks["Informer les parents"].id, {"title": "Appeler la mère de Noémie", "due": "2026-11-24"})
    service.save_decision(id, {"debut": "2026-12-07", "indications": ["maitre_e", "psychologue"]})
    assert {(task.title, task.due) for task in session.tasks.list(open_only=False)} == {
        ("Répondre à l’école", "2026-11-30"), ("Appeler la mère de Noémie", "2026-11-24"), ("Première séance (maître E)", "2026-12-07"),
        ("Premier rendez-vous avec la psychologue", "2026-12-07")}
    service.save_decision(id, {"indications": ["aucune"]})
    assert titles(session) == ["Appeler la mère de Noémie"] and state(session, request) == "closed"
    assert service.decision(id).phrase == "Petit groupe de lecture.", "what is not said again stays"


def test_taken_away_the_request_goes_back_to_analysis(session: Session) -> None:
    request = asked(session, [child(session)])
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request]).created[0]
    first = service.decide(request, E, meeting).created[0]
    second = service.decide(request, {"indications": ["mdph"]}, meeting).created[0]
    service.remove_decision(second)
    assert state(session, request) == "decided"
    service.remove_decision(first)
    assert state(session, request) == "under_analysis" and titles(session) == []
    assert service.agenda(meeting)[0].state == "" and service.decisions(meeting) == ()


def test_one_unit_undone_leaves_nothing(session: Session) -> None:
    request = asked(session, [child(session)])
    unit = session.concertation.decide(request, E).unit
    session.undo(unit)
    value = session.requests.get(request)
    assert (value.state, value.decisions, value.steps, value.proposals) == ("submitted", (), (), ()) and titles(session) == []


def test_proposed_by_account_or_by_name_and_what_is_taken_stays(session: Session) -> None:
    with session.commun.unit("Compte") as unit:
        unit.new(Account, {"login": "bonnet", "name": "Paul Bonnet", "roles": "specialist_g", "state": "active"}, id="bonnet")
    request = asked(session, [child(session)])
    id = session.concertation.decide(request, {"indications": ["maitre_g"], "propose_a": "bonnet"}).created[0]
    assert session.concertation.decision(id).answers["propose_a"] == "Paul Bonnet"
    (offer,) = session.requests.get(request).proposals
    assert (offer.account_id, offer.person, offer.function) == ("bonnet", "Paul Bonnet", "specialist_g")
    other = asked(session, [child(session, "COSTA", "Mila")])
    session.requests.take(other)
    session.concertation.decide(other, {"indications": ["maitre_e"], "propose_a": "claire martin"})
    assert [one.answer for one in session.requests.get(other).proposals] == ["taken"]
    session.concertation.decide(other, {"indications": ["psychologue"], "propose_a": "Mme Durand, CMP"})
    assert {(one.person, one.account_id) for one in session.requests.get(other).proposals} == {
        ("Claire Martin", "claire"), ("Mme Durand, CMP", "")}


def test_what_noting_would_do_is_said_before(session: Session) -> None:
    request, about_class = asked(session, [child(session)]), asked(session, about="class", level="CE1")
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request, about_class]).created[0]
    one, of_class = service.agenda(meeting)
    said = service.foreseen(one.id, E)
    assert said.sentence == "Crée trois tâches\u00a0: réponse à l’école, lettre aux parents, première séance"
    assert said.state == "decided"
    service.decide(request, E, meeting)
    assert tuple(titles(session)) == said.tasks, "what was said is what was done"
    assert service.foreseen(one.id, {}).tasks == () and "indication" in service.foreseen(one.id, {}).sentence
    assert "close" in service.foreseen(of_class.id, {"indications": ["aucune"]}).sentence
    assert service.foreseen(of_class.id, {"indications": ["aide_enseignant"]}).tasks == (
        "Répondre à l’école", "Premier échange avec l’enseignant"), "a class has no parents to write to"


def test_decisions_of_a_time_and_of_a_meeting_in_its_order(session: Session) -> None:
    requests = [asked(session, [child(session, last, last.title())]) for last in ("ZOLA", "ABBA")]
    service = session.concertation
    meeting = service.prepare("2026-11-20", requests).created[0]
    service.decide(requests[1], {"indications": ["mdph"]}, meeting)
    service.decide(requests[0], {"indications": ["pas"]}, meeting)
    assert [one.indications for one in service.decisions(meeting)] == [("pas",), ("mdph",)]
    assert {one.date for one in service.decisions(meeting)} == {"2026-11-20"}, "the day of the meeting"
    assert len(service.decisions(since="2026-11-01", until="2026-11-30")) == 2
    assert service.decisions(since="2026-11-21") == ()


def test_several_children_have_one_decision_of_the_request(session: Session) -> None:
    children = [child(session, "COSTA", "Mila"), child(session, "BEN SALAH", "Noémie")]
    request = asked(session, children)
    id = session.concertation.decide(request, {"indications": ["maitre_e"]}).created[0]
    decision = session.concertation.decision(id)
    assert decision.sentence == "Noémie et Mila auront une aide pédagogique (maître E)." and decision.student_id == ""
    assert "Informer les parents des 2 élèves" in titles(session)
    assert session.commun.one("SELECT root FROM decision")[0] == request


def test_a_school_reads_what_was_decided_and_a_class_teacher_does_not_write_it(house: House) -> None:
    director = house.session("lambert")
    noemie = director.students.add(last_name="BEN SALAH", first_name="Noémie").created[0]
    request = director.requests.add("pupil", students=[noemie], answers={
        "sujet": "Lecture", "faits": "Peu.", "essaye": "Oui.", "parents_informes_le": "2026-11-09"}).created[0]
    director.requests.submit(request)
    pole = house.session("martin")
    id = pole.concertation.decide(request, {"indications": ["maitre_g"]}).created[0]
    assert director.concertation.decision(id).author == "Claire Martin"
    with director.commun.unit("Compte") as unit:
        unit.new(Account, {"login": "prof", "name": "Anne Prof", "roles": "teacher", "state": "active"}, id="prof")
        unit.new(Account, {"login": "lambert", "name": "Philippe Lambert", "roles": "director", "state": "active"}, id="lambert")
    director.actor = type(director.actor)("prof", "prof", "Anne Prof", ("teacher",))
    assert director.concertation.decision(id).sentence
    with pytest.raises(RefusedError):
        director.concertation.decide(request, {"indications": ["maitre_g"]})
    assert len(director.commun.sql(f"SELECT 1 FROM {Decision.__tablename__}")) == 1
