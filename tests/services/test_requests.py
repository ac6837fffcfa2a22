"""A request from its first word to its closing: said in four answers, sent, moved; what is refused writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.errors import InputError, RefusedError
from desktop.forms.request_kinds import MOVES, STATES
from desktop.forms.requests import NO_PUPIL
from desktop.models import Request
from desktop.services.request_values import RequestQuery
from desktop.services.session import Account, Session
from tests.services.conftest import SCHOOL, UAI

FOUR = {"sujet": "Entrée dans la lecture", "faits": "Déchiffre trois mots sur dix", "essaye": "Lecture à deux, le matin",
        "parents_informes_le": "2026-11-10"}
UNKNOWN = "01a20f26-45f6-7000-88a0-c55f84a2f686"


def child(session: Session, last: str = "Ben Salah", first: str = "Noémie", level: str = "CP", class_name: str = "CP A", **more: Any) -> str:
    return session.students.add(last_name=last, first_name=first, birth_date="2020-03-25", school=UAI, level=level, class_name=class_name,
                                **more).created[0]


def draft(session: Session, **answers: Any) -> str:
    return session.requests.add("pupil", students=[child(session)], answers=answers).created[0]


def sent(session: Session) -> str:
    id = draft(session, **FOUR)
    session.requests.submit(id)
    return id


def refused(session: Session, act: Callable[[], Any], *words: str, error: type[Exception] = InputError) -> None:
    """The act is refused with a sentence that says these words, and the file is as it was."""
    before = session.digest()
    with pytest.raises(error) as told:
        act()
    sentence = str(told.value)
    assert sentence.endswith(".") and all(word in sentence for word in words), sentence
    assert "Salah" not in sentence
    assert session.digest() == before


def test_a_draft_says_what_it_waits_for(session: Session) -> None:
    id = draft(session, faits="Déchiffre")
    request = session.requests.get(id)
    assert (request.state, request.title, request.school, request.class_name, request.level) == (
        "draft", "BEN SALAH Noémie", "École Jean Moulin", "CP A", "CP")
    assert request.year == "2026-2027"
    assert request.missing == ("ce qui a été essayé", "les parents informés le…, ou pourquoi pas encore")
    assert session.commun.one("SELECT root FROM request WHERE id=?", (id,))[0] == request.student_ids[0]


def test_four_answers_send_it(session: Session) -> None:
    id = sent(session)
    request = session.requests.get(id)
    assert (request.state_label, request.sent_on, request.missing) == ("envoyée", "2026-11-23", ())
    assert [step.label for step in request.steps] == ["commencée", "envoyée"]
    assert {step.author for step in request.steps} == {"Claire Martin"}


@pytest.mark.parametrize(("without", "said"), [
    (("parents_informes_le",), "les parents informés le"), (("faits", "essaye"), "ce que vous observez ; ce qui a été essayé"),
])
def test_what_is_missing_is_named_and_nothing_is_sent(session: Session, without: tuple[str, ...], said: str) -> None:
    id = draft(session, **{key: value for key, value in FOUR.items() if key not in without})
    refused(session, lambda: session.requests.submit(id), said)
    assert session.requests.get(id).state == "draft"


def test_a_written_reason_is_as_good_as_a_day_and_a_named_child_says_whom(session: Session) -> None:
    id = draft(session, faits="F", essaye="E", parents_raison="Rendez-vous pris le 3 décembre")
    session.requests.submit(id)
    assert session.requests.get(id).state == "submitted"


def test_without_a_name_the_subject_is_needed(session: Session) -> None:
    id = session.requests.add("pupil", level="CP", school_id=SCHOOL, answers={**FOUR, "sujet": ""}).created[0]
    assert session.requests.get(id).title == "Un élève de CP"
    refused(session, lambda: session.requests.submit(id), "de qui ou de quoi")
    session.requests.save(id, {"sujet": "Un élève qui ne parle pas en classe"})
    session.requests.submit(id)
    assert session.commun.one("SELECT root FROM request WHERE id=?", (id,))[0] == id


def test_a_class_without_a_name_asks_nothing_of_parents(session: Session) -> None:
    id = session.requests.add("class", school_id=SCHOOL, level="CE1", class_name="CE1 A",
                              answers={"faits": "Le groupe parle fort l’après-midi", "essaye": "Un temps calme"}).created[0]
    request = session.requests.get(id)
    assert (request.title, request.student_ids, request.missing) == ("Classe de CE1", (), ())
    session.requests.submit(id)
    assert session.requests.get(id).answers["parents_raison"] == NO_PUPIL
    school = session.requests.add("school", school_id=SCHOOL, answers={"faits": "F", "essaye": "E"}).created[0]
    assert session.requests.get(school).title == "École Jean Moulin"


def test_several_pupils_are_named_and_the_request_is_in_no_ones_sheet(session: Session) -> None:
    one, two = child(session), child(session, "Haddad", "Yanis")
    id = session.requests.add("several", students=[one, two], answers=FOUR).created[0]
    request = session.requests.get(id)
    assert (request.title, set(request.student_ids), request.class_name) == ("2 élèves", {one, two}, "CP A")
    assert session.commun.one("SELECT root FROM request WHERE id=?", (id,))[0] == id
    for pupil in (one, two):
        assert [row.id for row in session.requests.list(RequestQuery(view="drafts", student=pupil))] == [id]
    session.requests.update(id, {"students": [two]})
    assert session.requests.get(id).title == "HADDAD Yanis"
    assert not session.requests.list(RequestQuery(view="drafts", student=one))


def test_a_name_may_come_later_and_a_sheet_keeps_its_request(session: Session) -> None:
    id = session.requests.add("pupil", level="", answers=FOUR).created[0]
    pupil = child(session)
    session.requests.update(id, {"students": [pupil]})
    request = session.requests.get(id)
    assert (request.title, request.student_ids, request.level, request.school) == ("BEN SALAH Noémie", (pupil,), "CP", "École Jean Moulin")
    kept, other = draft(session), child(session, "Autre", "Zoé")
    refused(session, lambda: session.requests.update(kept, {"students": [other]}), "nouvelle demande")
    refused(session, lambda: session.requests.update(kept, {"about": "class", "students": []}), "nouvelle demande")


def test_what_is_known_of_the_child_is_there_already(session: Session) -> None:
    pupil = child(session, strengths="Dessine très bien")
    session.projects.set_state(session.projects.add(pupil, "ppre").created[0], "en_cours")
    answers = session.requests.get(session.requests.add("pupil", students=[pupil]).created[0]).answers
    assert answers["points_appui"] == "Dessine très bien"
    assert [line["dispositif"] for line in answers["aides"] or []] == ["ppre"]


def test_sending_puts_the_aids_told_on_the_ribbon(session: Session) -> None:
    id = draft(session, **FOUR, aides=[{"annee": "2025-2026", "dispositif": "rased_e", "etat": "oui", "precision": "au CP"},
                                       {"annee": "2026-2027", "dispositif": "apc", "etat": "non"}])
    pupil = session.requests.get(id).student_ids[0]
    assert session.aids.of(pupil) == ()
    session.requests.submit(id)
    assert [(aid.year, aid.device, aid.state) for aid in session.aids.of(pupil)] == [("2025-2026", "rased_e", "oui")]


def test_typed_from_a_paper(session: Session) -> None:
    id = session.requests.add("pupil", students=[child(session)], requester="Mme Guérin", answers=FOUR, received_on="2026-11-12",
                              source="paper").created[0]
    session.requests.submit(id)
    request = session.requests.get(id)
    assert (request.received_on, request.entered_by, request.requester, request.author_id) == (
        "2026-11-12", "Claire Martin", "Mme Guérin", "")
    row = session.requests.row(id)
    assert row is not None and (row.sent_on, row.days, row.mine) == ("2026-11-12", 11, False)
    refused(session, lambda: session.requests.add("pupil", received_on="hier"), "AAAA-MM-JJ")


def test_outside_care_is_written_with_the_family(session: Session) -> None:
    id = draft(session)
    refused(session, lambda: session.requests.save(id, {"hors_ecole": "Orthophonie"}), "accord de la famille")
    session.requests.save(id, {"hors_ecole_accord": True})
    session.requests.save(id, {"hors_ecole": "Orthophonie"})
    refused(session, lambda: session.requests.save(id, {"hors_ecole_accord": False}), "accord de la famille")
    session.requests.save(id, {"hors_ecole_accord": False, "hors_ecole": ""})


def test_every_legal_move_is_made_and_every_other_refused(session: Session) -> None:
    id = sent(session)
    for state in STATES:
        with session.commun.unit("préparé") as unit:
            unit.put(Request, id, {"state": state})
        for to in STATES:
            if to in MOVES[state]:
                before = session.digest()
                moved = session.requests.move(id, to)
                assert session.requests.get(id).state == to
                session.undo(moved.unit)
                assert session.digest() == before
            else:
                refused(session, lambda to=to: session.requests.move(id, to))
        assert session.requests.get(id).moves == MOVES[state]


def test_a_draft_is_neither_decided_nor_proposed_nor_taken(session: Session) -> None:
    id = draft(session, **FOUR)
    refused(session, lambda: session.requests.move(id, "decided"), "brouillon")
    refused(session, lambda: session.requests.propose(id, person="Mme X"), "envoyée")
    refused(session, lambda: session.requests.take(id), "envoyée")
    refused(session, lambda: session.requests.news(id, "Ça va"), "brouillon")
    refused(session, lambda: session.requests.close(id, "reached"), "brouillon")
    refused(session, lambda: session.concertation.decide(id, {"indications": ["maitre_e"], "phrase": "Aide"}))
    refused(session, lambda: session.requests.move(id, "gagnée"), "attend l’un de")


def test_back_to_the_school_with_what_is_wanted(session: Session) -> None:
    id = sent(session)
    refused(session, lambda: session.requests.complete(id, "  "), "manque")
    session.requests.complete(id, "Depuis quand ?")
    request = session.requests.get(id)
    assert (request.state_label, request.steps[-1].note) == ("à compléter", "Depuis quand ?")
    row = session.requests.row(id)
    assert row is not None and (row.column, row.mark, row.holds) == ("acknowledged", "incomplete", "à compléter par l’école")
    session.requests.submit(id)
    assert session.requests.get(id).sent_on == "2026-11-23"


def test_closing_says_why_and_may_be_taken_back(session: Session) -> None:
    id = sent(session)
    refused(session, lambda: session.requests.close(id, "reached"), "se décide avant")
    session.requests.move(id, "decided")
    refused(session, lambda: session.requests.close(id, ""), "Raison")
    session.requests.close(id, "objectifs atteints", "Lit seule")
    request = session.requests.get(id)
    assert (request.state, request.closing, request.closed_on, request.steps[-1].note) == ("closed", "reached", "2026-11-23", "Lit seule")
    refused(session, lambda: session.requests.take(id), "se rouvre")
    session.requests.reopen(id)
    request = session.requests.get(id)
    assert (request.state, request.closing, request.closed_on) == ("under_analysis", "", "")
    refused(session, lambda: session.requests.reopen(id), "pas close")


def test_a_request_withdrawn_is_a_draft_again(session: Session) -> None:
    id = sent(session)
    session.requests.move(id, "cancelled", "Plus nécessaire")
    session.requests.reopen(id)
    assert (session.requests.get(id).state, session.requests.get(id).sent_on) == ("draft", "")


def test_news_and_answers_are_steps(session: Session) -> None:
    id = sent(session)
    session.requests.news(id, "Lit deux lignes")
    session.requests.answered(id, "Mme Guérin")
    assert [(step.label, step.note) for step in session.requests.get(id).steps[-2:]] == [
        ("nouvelles", "Lit deux lignes"), ("réponse à l’école", "Mme Guérin")]
    refused(session, lambda: session.requests.news(id, " "), "attend un texte")


def test_others_add_what_they_see_in_their_own_name(session: Session) -> None:
    id = sent(session)
    refused(session, lambda: session.requests.contribute(id, received_on="2026-11-20"), "Auteur")
    typed = session.requests.contribute(id, author="M. Roy", function="AESH", received_on="2026-11-20", source="paper",
                                        answers={"cadre": "En classe", "faits": "Copie vite"}).created[0]
    mine = session.requests.contribute(id, answers={"faits": "Lit avec le doigt"}).created[0]
    session.requests.save_contribution(mine, {"propositions": "Un cache"})
    first, second = session.requests.get(id).contributions
    assert (first.id, first.author, first.date, first.entered_by) == (typed, "M. Roy", "2026-11-20", "Claire Martin")
    assert (second.author, second.function, second.answers["propositions"]) == ("Claire Martin", "maître E", "Un cache")
    session.requests.remove_contribution(typed)
    assert [one.id for one in session.requests.get(id).contributions] == [mine]


def test_deleted_whole_and_brought_back_by_one_undo(session: Session) -> None:
    id = sent(session)
    session.requests.propose(id, person="Samira Haddad")
    session.requests.contribute(id, answers={"faits": "F"})
    session.concertation.decide(id, {"indications": ["equipe_educative"], "phrase": "On se réunit."})
    whole = session.requests.get(id)
    assert any(task.student for task in session.tasks.list())
    done = session.requests.remove(id)
    with pytest.raises(RefusedError):
        session.requests.get(id)
    for table in ("step", "proposal", "contribution", "decision", "task"):
        assert session.commun.sql(f"SELECT 1 FROM {table}") == []
    session.undo(done.unit)
    back = session.requests.get(id)
    assert (back.answers, back.steps, back.proposals) == (whole.answers, whole.steps, whole.proposals)
    assert len(back.decisions) == len(back.contributions) == 1


@pytest.mark.parametrize("several", [False, True])
def test_erased_with_all_that_came_of_it(session: Session, several: bool) -> None:
    pupils = [child(session), child(session, "Haddad", "Yanis")] if several else [child(session)]
    id = session.requests.add("several" if several else "pupil", students=pupils, answers={**FOUR, "faits": "zqsecret"}).created[0]
    session.requests.submit(id)
    session.requests.contribute(id, answers={"faits": "zqsecret"})
    session.requests.take(id)
    session.concertation.decide(id, {"indications": ["equipe_educative"], "phrase": "zqsecret"})
    session.erasure.erase("request", id)
    assert "zqsecret" not in str(session.commun.sql("SELECT * FROM main.entry"))
    for table in ("request", "step", "proposal", "contribution", "decision", "concerned"):
        assert session.commun.sql(f"SELECT 1 FROM {table}") == []
    assert session.commun.check() == []
    assert session.students.get(pupils[0]).last_name == "Ben Salah"


def test_a_child_erased_takes_the_request_begun_without_her_name(session: Session) -> None:
    id = session.requests.add("pupil", answers={**FOUR, "faits": "zqsecret"}).created[0]
    pupil = child(session)
    session.requests.update(id, {"students": [pupil]})
    session.erasure.erase("student", pupil)
    assert "zqsecret" not in str(session.commun.sql("SELECT * FROM main.entry"))
    assert session.requests.everything() == ()


def test_a_child_deleted_takes_her_request_along_and_back(session: Session) -> None:
    id = sent(session)
    pupil = session.requests.get(id).student_ids[0]
    done = session.students.remove(pupil)
    assert session.requests.everything() == ()
    session.undo(done.unit)
    assert session.requests.get(id).title == "BEN SALAH Noémie"


def test_words_that_are_not_those_of_the_form_are_refused(session: Session) -> None:
    pupil = child(session)
    for act in (lambda: session.requests.add("family"), lambda: session.requests.add("pupil", origin="roi"),
                lambda: session.requests.add("pupil", students=[pupil, child(session, "B", "C")]),
                lambda: session.requests.add("class", students=[pupil]), lambda: session.requests.add("pupil", level="CE7"),
                lambda: session.requests.add("pupil", answers={"diagnostic": "x"})):
        with pytest.raises(InputError):
            act()
    for act in (lambda: session.requests.add("pupil", students=[UNKNOWN]), lambda: session.requests.get(UNKNOWN),
                lambda: session.requests.submit(UNKNOWN), lambda: session.requests.contribute(UNKNOWN)):
        refused(session, act, str(RefusedError()), error=RefusedError)


def test_who_asks_from_a_school_is_named_by_herself(session: Session) -> None:
    session.actor = Account("claire", "claire", "Claire Martin", ("director",))
    assert session.requests.get(draft(session)).requester == "Claire Martin"
