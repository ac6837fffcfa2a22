"""The guide that helps to write facts: each pair says more than the judgment it replaces, kindly, and names no disorder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.content import facts
from desktop.content.facts import ContentError, Pair, check_facts, pairs, reminders


def test_the_guide_is_whole() -> None:
    check_facts()
    situations = list(dict.fromkeys(pair.situation for pair in pairs()))
    assert len(situations) >= 5
    assert len(reminders()) == 6
    assert all("'" not in text for pair in pairs() for text in (pair.situation, pair.instead, pair.write))


@pytest.mark.parametrize("change", [
    {"write": ""}, {"write": "Il est dyslexique, je l’ai vu en le faisant lire cinq minutes devant moi."}, {"write": "Bref."},
    {"write": "a" * 400}, {"situation": "comportement"}])
def test_a_broken_pair_is_named(change: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(pairs())
    broken: Pair = replace(found[-1], **change)
    monkeypatch.setattr(facts, "pairs", lambda: (*found[:-1], broken))
    with pytest.raises(ContentError, match="writing_facts"):
        check_facts()


def test_a_repeated_pair_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "pairs", lambda: (*pairs()[:-1], pairs()[-2]))
    with pytest.raises(ContentError, match="répète"):
        check_facts()
