"""Forms that leave and come back: no name, answers beside what is here, taken once ticked, sent when the four are there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services import paper_forms
from desktop.services.session import Session
from tests.importers.filled import fill
from tests.reports.reading import reader
from tests.services.conftest import SCHOOL

FOUR = {"demande.sujet": "Entrée dans la lecture", "demande.faits": "Il lit « cœur », pas 3 €.",
        "demande.essaye": "Consigne redite à deux", "demande.parents_informes_le": "12/11/2026"}


@pytest.fixture
def child(session: Session) -> str:
    return session.students.add(last_name="Ben Salah", first_name="Noémie", birth_date="2020-03-25", school=SCHOOL, level="CP",
                                class_name="CP A").created[0]


@pytest.fixture
def request_id(session: Session, child: str) -> str:
    return session.requests.add("pupil", students=[child], requester="Mme Guérin", answers={
        "sujet": "Lecture", "exemples": [{"fait": "Déjà noté"}]}).created[0]


def fields(pdf: bytes) -> dict[str, Any]:
    return {name: entry.get("/V") for name, entry in (reader(pdf).get_fields() or {}).items()}


def keys(came: Any) -> list[str]:
    return [answer.key for answer in came.answers]


def test_a_form_leaves_with_a_code_and_no_name(session: Session, child: str, request_id: str) -> None:
    found = fields(session.paper_forms.blank(request_id=request_id, filled=True))
    assert found["pole.code"] == f"request/{request_id}" and found["demande.sujet"] == "Lecture"
    assert found["entete.niveau"] == "CP" and found["entete.ecole"] == "École Jean Moulin"
    for pdf in (session.paper_forms.blank(request_id=request_id, filled=True), session.paper_forms.blank(student_id=child),
                session.paper_forms.blank("contribution", request_id=request_id)):
        assert "Noémie" not in repr(fields(pdf)) and "Salah" not in repr(fields(pdf))
        assert "Noémie" not in "".join(page.extract_text() for page in reader(pdf).pages)
    assert fields(session.paper_forms.blank(student_id=child, named=True))["entete.eleve"] == "Noémie Ben Salah"
    assert session.paper_forms.file_name(request_id=request_id).startswith("demande-DEM-")
    assert session.paper_forms.file_name("contribution") == "contribution.pdf"


def test_an_unknown_request_or_child_is_refused(session: Session) -> None:
    for unknown in ({"request_id": "rien"}, {"student_id": "rien"}):
        with pytest.raises(RefusedError):
            session.paper_forms.blank(**unknown)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        session.paper_forms.blank("ppre")


def test_what_the_family_did_not_agree_to_does_not_leave(session: Session, request_id: str) -> None:
    session.requests.save(request_id, {"hors_ecole_accord": True, "hors_ecole": "Orthophonie", "analyse": "Le pôle cherche"})
    found = fields(session.paper_forms.blank(request_id=request_id, filled=True))
    assert found["demande.hors_ecole"] == "Orthophonie" and "Le pôle cherche" not in repr(found)


def test_a_form_that_comes_back_with_the_four_answers_is_a_request_sent(session: Session, child: str) -> None:
    pdf = fill(session.paper_forms.blank(student_id=child), {**FOUR, "entete.demandeur": "Mme Guérin",
                                                             "entete.fonction": "enseignante"})
    came = session.paper_forms.read(pdf)
    assert (came.kind, came.request_id, came.student_id, came.remarks) == ("request", "", child, ())
    assert keys(came) == ["sujet", "faits", "essaye", "parents_informes_le"]
    changes = session.paper_forms.take(came, keys(came))
    made = session.requests.get(changes.created[0])
    assert made.state == "submitted" and made.source == "pdf" and made.received_on == "2026-11-23"
    assert made.entered_by == "Claire Martin" and made.requester == "Mme Guérin" and made.requester_function == "enseignante"
    assert made.student_ids == (child,) and made.answers["faits"] == "Il lit « cœur », pas 3 €."
    assert ("request", made.id) in changes.touched


def test_without_the_four_it_stays_a_draft_that_says_what_is_missing(session: Session) -> None:
    pdf = fill(session.paper_forms.blank(), {"demande.sujet": "Climat de classe", "entete.pour": "class", "entete.niveau": "CE 1",
                                             "entete.ecole": "ecole jean moulin", "entete.classe": "CE1 B"})
    came = session.paper_forms.read(pdf)
    acts = session.paper_forms.acts(came, ["sujet"], received_on="2026-11-20")
    made = session.requests.get(acts[0].created[0])
    assert len(acts) == 1 and made.state == "draft" and made.missing and made.received_on == "2026-11-20"
    assert (made.about, made.level, made.class_name, made.school_id) == ("class", "CE1", "CE1 B", SCHOOL)


def test_each_act_can_be_undone(session: Session, child: str) -> None:
    came = session.paper_forms.read(fill(session.paper_forms.blank(student_id=child), FOUR))
    written, sent = session.paper_forms.acts(came, keys(came))
    session.undo(sent.unit)
    assert session.requests.get(written.created[0]).state == "draft"


def test_only_what_is_ticked_is_taken(session: Session, child: str) -> None:
    came = session.paper_forms.read(fill(session.paper_forms.blank(student_id=child), FOUR))
    id = session.paper_forms.take(came, ["sujet"]).created[0]
    assert not session.requests.get(id).answers.get("faits")
    for nothing in ([], ["attentes"], ["hors_ecole"]):
        with pytest.raises(InputError, match="rien à reprendre"):
            session.paper_forms.take(came, nothing)


def test_a_form_of_a_request_shows_what_is_here_and_completes_it(session: Session, request_id: str) -> None:
    pdf = fill(session.paper_forms.blank(request_id=request_id), {**FOUR, "demande.exemples.0.fait": "Nouveau",
                                                                  "demande.exemples.1.fait": "Déjà noté"})
    came = session.paper_forms.read(pdf)
    assert came.request_id == request_id and came.answers[0].now == "Lecture"
    changes = session.paper_forms.take(came, keys(came))
    made = session.requests.get(request_id)
    assert made.state == "submitted" and not changes.created and made.answers["sujet"] == "Entrée dans la lecture"
    assert [line["fait"] for line in made.answers["exemples"]] == ["Déjà noté", "Nouveau"], "nothing already there is lost"


def test_the_same_form_can_be_a_request_of_its_own(session: Session, request_id: str, child: str) -> None:
    came = session.paper_forms.read(fill(session.paper_forms.blank(request_id=request_id), FOUR))
    id = session.paper_forms.take(replace(came, request_id=""), keys(came)).created[0]
    assert id != request_id and session.requests.get(request_id).answers["sujet"] == "Lecture"
    assert session.requests.get(id).student_ids == (child,)


def test_a_contribution_comes_back_in_its_author_s_name(session: Session, request_id: str) -> None:
    pdf = fill(session.paper_forms.blank("contribution", request_id=request_id), {
        "contribution.faits": "Il range seul", "entete.demandeur": "Mme Roux", "entete.fonction": "AESH",
        "entete.date": "18/11/2026"})
    came = session.paper_forms.read(pdf)
    session.paper_forms.take(came, keys(came))
    (added,) = session.requests.get(request_id).contributions
    assert (added.author, added.function, added.date, added.source) == ("Mme Roux", "AESH", "2026-11-18", "pdf")
    assert added.received_on == "2026-11-23" and added.answers["faits"] == "Il range seul"
    with pytest.raises(InputError, match="dites laquelle"):
        session.paper_forms.take(replace(came, request_id=""), keys(came))


def test_outside_care_without_the_family_s_agreement_is_not_taken(session: Session, child: str) -> None:
    pdf = fill(session.paper_forms.blank(student_id=child), {**FOUR, "demande.hors_ecole": "Orthophonie"})
    came = session.paper_forms.read(pdf)
    (care,) = [answer for answer in came.answers if answer.key == "hors_ecole"]
    assert care.value is None and care.remark == paper_forms.NO_AGREEMENT and care.shown == "Orthophonie"
    id = session.paper_forms.take(came, keys(came)).created[0]
    assert not session.requests.get(id).answers.get("hors_ecole")
    agreed = session.paper_forms.read(fill(pdf, {"demande.hors_ecole_accord": "/Oui"}))
    id = session.paper_forms.take(agreed, ["sujet", "hors_ecole"]).created[0]
    assert session.requests.get(id).answers["hors_ecole"] == "Orthophonie"


def test_a_day_in_words_is_kept_as_words(session: Session, child: str) -> None:
    pdf = fill(session.paper_forms.blank(student_id=child), {**FOUR, "demande.parents_informes_le": "la semaine dernière"})
    came = session.paper_forms.read(pdf)
    id = session.paper_forms.take(came, keys(came)).created[0]
    made = session.requests.get(id)
    assert made.answers["parents_raison"] == "Parents informés : la semaine dernière" and made.state == "submitted"


def test_a_code_of_another_vault_is_told_and_opens_nothing(session: Session, child: str) -> None:
    pdf = fill(session.paper_forms.blank(student_id=child), FOUR)
    session.students.remove(child)
    came = session.paper_forms.read(pdf)
    assert came.remarks == (paper_forms.UNKNOWN,) and came.student_id == "" and came.request_id == ""
    id = session.paper_forms.take(came, keys(came)).created[0]
    assert session.requests.get(id).student_ids == ()


def test_an_empty_form_is_said_so_and_a_bad_day_refused(session: Session, child: str) -> None:
    assert session.paper_forms.read(session.paper_forms.blank()).remarks == (paper_forms.EMPTY,)
    came = session.paper_forms.read(fill(session.paper_forms.blank(), FOUR))
    with pytest.raises(InputError, match="n’existe pas"):
        session.paper_forms.take(came, keys(came), received_on="2026-02-30")


def test_a_request_already_sent_says_from_whose_form_it_was_completed(session: Session, request_id: str) -> None:
    session.requests.save(request_id, {"faits": "Lit peu", "essaye": "Relire", "parents_raison": "Rendez-vous pris"})
    session.requests.submit(request_id)
    session.requests.complete(request_id, "un exemple daté")
    came = session.paper_forms.read(fill(session.paper_forms.blank(request_id=request_id), {
        "demande.exemples.0.fait": "Il relit seul", "entete.demandeur": "Mme Guérin"}))
    session.paper_forms.take(came, keys(came))
    made = session.requests.get(request_id)
    assert made.state == "submitted", "sent again, now that what was asked is there"
    assert any(step.note == "Complétée d’après un formulaire PDF de Mme Guérin, reçu le 23 novembre 2026." for step in made.steps)
