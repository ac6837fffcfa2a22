"""The sheets to sign: one for each kind of agreement, in plain words, each rule with its source and how it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.content import agreements
from desktop.content.agreements import Rule, Wording, check_agreements, wording, wordings
from desktop.content.files import ContentError
from desktop.models.kinds import AGREEMENT_PURPOSES


def test_every_purpose_has_its_sheet() -> None:
    check_agreements()
    assert {item.purpose for item in wordings()} == set(AGREEMENT_PURPOSES)
    for purpose in AGREEMENT_PURPOSES:
        assert wording(purpose).purpose == purpose
    with pytest.raises(ContentError):
        wording("autre")


def test_words_are_those_of_the_house() -> None:
    for item in wordings():
        assert item.noun == ("autorisation" if item.purpose.startswith("psychologue") else "accord")
        assert item.title.lower().startswith(item.noun)
        assert all("'" not in text and "!" not in text for text in item.sentences())
        assert "consentement" not in " ".join(item.sentences()).lower()


def test_what_texts_ask_is_said() -> None:
    assert "article 11" in " ".join(rule.source for rule in wording("psychologue_bilan").rules)
    assert "2017-079" in " ".join(rule.source for rule in wording("psychologue_suivi").rules)
    assert "D. 311-13" in wording("pap").rules[0].source
    assert "2024-228" in wording("stage_reussite").rules[0].source
    assert "trois par an au plus" in wording("stage_reussite").rules[0].text


@pytest.mark.parametrize("change", [
    lambda w: replace(w, aim=""), lambda w: replace(w, code="X Y"), lambda w: replace(w, noun="consentement"),
    lambda w: replace(w, proposed="mot " * 80), lambda w: replace(w, aim="Avec le RASED, tout ira mieux."),
    lambda w: replace(w, aim="Savoir si votre enfant a un trouble."), lambda w: replace(w, rules=()),
    lambda w: replace(w, rules=(Rule("Règle.", "", "texte"),)), lambda w: replace(w, rules=(Rule("Règle.", "Loi", "sûr"),))])
def test_a_broken_sheet_is_named(change: Callable[[Wording], Wording], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = change(wordings()[2])
    monkeypatch.setattr(agreements, "wordings", lambda: (broken,))
    with pytest.raises(ContentError) as caught:
        check_agreements()
    assert caught.value.code == broken.code


def test_two_sheets_for_one_purpose_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = (wordings()[0], wordings()[0])
    monkeypatch.setattr(agreements, "wordings", lambda: twice)
    with pytest.raises(ContentError, match="une seule"):
        check_agreements()
