"""A concertation: an agenda one orders, six facts of each situation, decisions that become what people do."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Meeting
from desktop.services.concertation import NOTHING, short_school
from desktop.services.session import Session
from tests.services.conftest import SCHOOL
from tests.services.requests_world import added, asked, child


def test_prepared_with_its_requests_in_order_and_the_children_are_in_the_meeting(session: Session) -> None:
    noemie, mila = child(session), child(session, "COSTA", "Mila", "MS")
    first, second = asked(session, [noemie]), asked(session, [mila])
    about_class = asked(session, about="class", level="CE1")
    service = session.concertation
    meeting = service.prepare("2026-11-23", [second, first, about_class], answers={"lieu": "Antenne Nord"}).created[0]
    assert [(one.title, one.rank, one.state, one.mark) for one in service.agenda(meeting)] == [
        ("COSTA Mila", 1, "", "planned"), ("BEN SALAH Noémie", 2, "", "planned"), ("Classe de CE1", 3, "", "planned")]
    assert service.agenda(meeting)[1].second == "CP · J. Moulin"
    assert set(session.meetings.get(meeting).student_ids) == {noemie, mila}
    assert session.meetings.get(meeting).answers["lieu"] == "Antenne Nord"


def test_ordered_dropped_and_put_again(session: Session) -> None:
    noemie, mila = child(session), child(session, "COSTA", "Mila", "MS")
    requests = [asked(session, [noemie]), asked(session, [mila])]
    service = session.concertation
    meeting = service.prepare("2026-11-23", requests).created[0]
    first, second = service.agenda(meeting)
    service.order(meeting, [second.id])
    assert [one.title for one in service.agenda(meeting)] == ["COSTA Mila", "BEN SALAH Noémie"]
    service.put(meeting, requests)
    assert len(service.agenda(meeting)) == 2, "what is there already stays where it is"
    service.drop(meeting, second.id)
    assert [one.title for one in service.agenda(meeting)] == ["BEN SALAH Noémie"]
    assert session.meetings.get(meeting).student_ids == (noemie,)
    service.put(meeting, requests[1:])
    assert [one.id for one in service.agenda(meeting)] == [first.id, second.id], "an id made of the meeting and the request"
    with pytest.raises(RefusedError):
        service.order(meeting, ["elsewhere"])
    with pytest.raises(RefusedError):
        service.drop(service.prepare("2026-11-24").created[0], first.id)


def test_a_meeting_begun_with_children_takes_their_requests(session: Session) -> None:
    noemie, mila = child(session), child(session, "COSTA", "Mila", "MS")
    request = asked(session, [noemie])
    meeting = session.meetings.add("synthese", "2026-11-23", [noemie, mila], {}).created[0]
    service = session.concertation
    assert service.agenda(meeting) == ()
    service.put(meeting)
    assert {(one.request_id, one.student_id) for one in service.agenda(meeting)} == {(request, noemie), ("", mila)}
    service.put(meeting)
    assert len(service.agenda(meeting)) == 2


def test_a_meeting_about_one_child_holds_no_other(session: Session) -> None:
    noemie, mila = child(session), child(session, "COSTA", "Mila", "MS")
    meeting = session.meetings.add("synthese", "2026-11-23", [noemie], {}).created[0]
    service = session.concertation
    service.put(meeting, [asked(session, [noemie])])
    assert session.meetings.get(meeting).student_ids == (noemie,)
    with pytest.raises(InputError, match="un seul enfant"):
        service.put(meeting, [asked(session, [mila])])
    talk = session.meetings.add("entretien_parents", "2026-11-23", [noemie], {}).created[0]
    with pytest.raises(InputError, match="réunion de synthèse"):
        service.agenda(talk)
    with pytest.raises(RefusedError):
        service.agenda("unknown")
    with pytest.raises(RefusedError):
        service.prepare("2026-11-23", ["unknown"])
    with pytest.raises(InputError, match="Date"):
        service.prepare("")


def test_proposed_are_those_that_wait_for_the_pole_and_are_on_no_agenda(session: Session) -> None:
    waits = asked(session, [child(session)])
    for last, state in (("A", "draft"), ("B", "in_progress"), ("C", "closed"), ("D", "returned_for_completion"), ("E", "decided")):
        asked(session, [child(session, last, "Zoé")], state=state)
    listed = asked(session, [child(session, "F", "Zoé")], state="waiting_list")
    service = session.concertation
    assert {row.id for row in service.propose_agenda()} == {waits, listed}
    assert service.propose_agenda(school="elsewhere") == ()
    meeting = service.prepare("2026-11-30", [waits]).created[0]
    assert {row.id for row in service.propose_agenda(SCHOOL)} == {listed}
    service.postpone(meeting, service.agenda(meeting)[0].id)
    assert {row.id for row in service.propose_agenda()} == {waits, listed}, "put off: it waits for the next one"


def test_six_facts_each_where_it_is_looked_for(session: Session) -> None:
    noemie = child(session, strengths="Aime aider à ranger.", sex="F")
    request = asked(session, [noemie], answers={
        "attentes": "L’aider à prendre confiance.", "points_appui": "Comprend les histoires lues.",
        "eleve": "« Quand c’est dur je fais semblant. »", "parents_disent": "« Elle dit qu’elle est nulle. »",
        "nature": ["pedagogiques", "sens"], "nature_pole": ["sens"]})
    session.requests.save(request, {"exemples": [{"date": "2026-11-12", "moment": "matin", "fait": "Pleure"},
                                                 {"date": "2026-11-17", "fait": "Attend la fin"}]})
    added(session, request, "M. Bonnet", {"faits": "En EPS, mène le jeu.", "points_appui": "Entraîne les autres."})
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request]).created[0]
    facts = service.facts(meeting, service.agenda(meeting)[0].id)
    told = {fact.head: (fact.aside, fact.text) for fact in facts.facts}
    assert told == {
        "Ce qui est demandé": ("Mme Guérin, 11 nov.", "Entrée dans la lecture\nL’aider à prendre confiance."),
        "Ce qui marche": ("", "Comprend les histoires lues.\nAime aider à ranger.\nM. Bonnet\u00a0: Entraîne les autres."),
        "Ce qui gêne": ("vu les 12 et 17 nov.", "Reconnaît 9 lettres sur 26.\nM. Bonnet\u00a0: En EPS, mène le jeu."),
        "Ce qui a été essayé": ("", "APC depuis septembre."),
        "Ce que disent les parents": ("informés le 9 nov.", "« Elle dit qu’elle est nulle. »"),
        "Ce que dit Noémie": ("", "« Quand c’est dur je fais semblant. »")}
    assert facts.second == "CP, classe de Mme Guérin · École Jean Moulin · 6 ans 7 mois, née le 25 mars 2020"
    assert (facts.kinds, facts.kinds_pole, facts.first_name, facts.decision) == (("pedagogiques", "sens"), ("sens",), "Noémie", None)


def test_what_is_not_known_is_said_and_a_child_may_be_looked_at_without_a_request(session: Session) -> None:
    noemie = child(session)
    service = session.concertation
    meeting = service.prepare("2026-11-23", [asked(session, about="class", level="CE1", answers={"parents_informes_le": None})],
                              students=[noemie]).created[0]
    of_class, alone = service.agenda(meeting)
    facts = service.facts(meeting, of_class.id)
    assert [fact.text for fact in facts.facts[-2:]] == [NOTHING, NOTHING]
    assert [fact.head for fact in facts.facts][-1] == "Ce que disent les élèves"
    facts = service.facts(meeting, alone.id)
    assert {fact.text for fact in facts.facts} == {NOTHING} and len(facts.facts) == 6
    service.decide_situation(alone.id, {"indications": ["maitre_g"]})
    assert service.facts(meeting, alone.id).decision is not None
    assert [task.title for task in session.tasks.list()] == ["Répondre à l’école", "Informer les parents", "Première séance (maître G)"]
    service.decide_situation(alone.id, {"indications": ["psychologue"]})
    assert len(service.decisions(meeting)) == 1, "noted again in the same meeting: the same decision, corrected"


def test_time_spent_is_kept_and_never_taken_back_by_undo(session: Session) -> None:
    request = asked(session, [child(session)])
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request]).created[0]
    (situation,) = service.agenda(meeting)
    act = service.decide(request, {"indications": ["maitre_e"]}, meeting).unit
    service.spent(situation.id, 160)
    service.spent(situation.id, 170)
    assert service.agenda(meeting)[0].seconds == 170
    assert session.last_act() == act
    session.undo(act)
    assert service.agenda(meeting)[0].state == "" and service.agenda(meeting)[0].seconds == 170
    assert session.requests.get(request).state == "submitted" and session.tasks.list() == ()


def test_removing_the_meeting_takes_its_agenda_and_leaves_what_was_decided(session: Session) -> None:
    request = asked(session, [child(session)])
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request]).created[0]
    service.decide(request, {"indications": ["maitre_e"]}, meeting)
    session.meetings.remove(meeting)
    assert session.commun.sql("SELECT 1 FROM agenda") == [] and not session.commun.exists(Meeting, meeting)
    assert len(session.requests.get(request).decisions) == 1 and len(session.tasks.list()) == 3


def test_the_meeting_form_saved_keeps_the_tasks_of_decisions(session: Session) -> None:
    request = asked(session, [child(session)])
    service = session.concertation
    meeting = service.prepare("2026-11-23", [request]).created[0]
    service.decide(request, {"indications": ["maitre_e"]}, meeting)
    session.meetings.save(meeting, {"decisions": [{"qui": "Claire", "quoi": "écrit", "avant_le": "2026-11-30"}]})
    assert len(session.tasks.list()) == 4


@pytest.mark.parametrize(("name", "short"), [
    ("École Jean Moulin", "J. Moulin"), ("École élémentaire Victor Hugo", "V. Hugo"), ("École maternelle Les Tilleuls", "Les Tilleuls"),
    ("Groupe scolaire Marie Curie", "M. Curie"), ("Maternelle", "Maternelle"), ("École du Bourg", "du Bourg"), ("", "")])
def test_a_school_in_few_letters(name: str, short: str) -> None:
    assert short_school(name) == short
