"""Interview guides: nine situations at least, one page each, kind words; and the family's own sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.content import interview
from desktop.content.files import ContentError
from desktop.content.interview import Guide, check_interviews, guide, guides, parents_sheet
from desktop.models.kinds import MEETING_KINDS
from desktop.texts import fold

SITUATIONS = ("premier_contact", "apprentissages", "comportement", "presenter_ppre", "psychologue", "pap", "mdph", "cm2_6e",
              "desaccord")
JUDGING = re.compile(r"\b(?:démissionnaire|défaillant|surveillance|dépistage|signalement|convo[cq]\w*|dys\w+|handicapé|"
                     r"retardé|carencé)\b", re.IGNORECASE)


def test_the_expected_situations_are_there_and_sound() -> None:
    check_interviews()
    assert {item.code for item in guides()} >= set(SITUATIONS)
    assert guide("premier_contact") is guides()[0]
    with pytest.raises(ContentError):
        guide("inconnu")


@pytest.mark.parametrize("code", SITUATIONS)
def test_words_are_kind_and_questions_are_open(code: str) -> None:
    item = guide(code)
    assert not any(JUDGING.search(sentence) for sentence in (item.aim, item.opening_sentence, *item.questions, item.closing))
    assert all("?" in question for question in (*item.questions, item.child_question))
    assert re.search(r"\b(?:tu|t’|toi|montre|raconte)", item.child_question)
    assert not re.search(r"\b(?:vous|votre)\b", item.child_question)
    assert all("'" not in sentence for sentence in item.sentences())


@pytest.mark.parametrize("first_name", ["Emma", "Éliott", "Hugo", "Zoé", "Noémie"])
def test_a_first_name_fits_whatever_its_first_letter(first_name: str) -> None:
    for item in guides():
        for sentence in item.sentences():
            text = sentence.replace("{prenom}", first_name)
            assert not re.search(rf"\b(?:de|que) {first_name}", text)
            assert "{" not in text


def test_no_two_guides_open_alike() -> None:
    openings = [fold(item.opening_sentence)[:30] for item in guides()]
    assert len(set(openings)) == len(openings)


def test_the_family_sheet_speaks_plainly() -> None:
    sheet = parents_sheet()
    codes = [section.code for section in sheet.sections]
    assert codes[0] == "dire_d_abord" and {"ce_qui_va", "mes_questions", "qui_sera_la", "je_peux", "decide"} <= set(codes)
    words = " ".join((sheet.intro, sheet.note, *(s.heading + " " + s.prompt + " ".join(s.ticks) for s in sheet.sections)))
    assert not re.search(r"\b[A-Z]{3,}\b", words), "no acronym on a family's sheet"
    assert "interprète" in words and "copie" in words and "venir avec quelqu’un" in words


def test_coming_with_someone_follows_the_kind_of_meeting() -> None:
    sheet = parents_sheet()
    assert {line.kind for line in sheet.accompanied} <= set(MEETING_KINDS)
    assert "D. 321-16" in sheet.may_come_with("equipe_educative").source
    assert sheet.may_come_with("synthese").kind == "entretien_parents"


@pytest.mark.parametrize("change", [
    lambda g: replace(g, reminders=g.reminders[:5]), lambda g: replace(g, questions=g.questions[:2]),
    lambda g: replace(g, closing=" "), lambda g: replace(g, aim="Les progrès de {prenom}."),
    lambda g: replace(g, opening_sentence="Bonjour."), lambda g: replace(g, avoid="x" * 3_000)])
def test_a_broken_guide_is_named(change: Callable[[Guide], Guide], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = change(guides()[1])
    monkeypatch.setattr(interview, "guides", lambda: (broken,))
    with pytest.raises(ContentError) as caught:
        check_interviews()
    assert caught.value.code == broken.code
