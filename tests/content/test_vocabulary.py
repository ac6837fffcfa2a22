"""Needs and domains: one truth, shared by forms and content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.content import vocabulary
from desktop.content.files import ContentError
from desktop.content.vocabulary import LEVELS, NEED_GROUPS, check_vocabulary, domains, needs
from desktop.forms.domains import DOMAINS
from desktop.models import kinds


def test_domains_are_those_of_the_forms() -> None:
    assert [(d.code, d.label) for d in domains()] == [(o.code, o.label) for o in DOMAINS]
    assert all(d.source and d.help.endswith(".") for d in domains())


def test_levels_are_those_of_the_pupils() -> None:
    assert LEVELS == kinds.LEVELS


def test_needs_are_plain_and_cover_every_group() -> None:
    check_vocabulary()
    assert 30 <= len(needs()) <= 60
    assert {need.group for need in needs()} == set(NEED_GROUPS)
    assert all(need.label[0].islower() and len(need.label) <= 50 for need in needs())


@pytest.mark.parametrize("change", [
    lambda need: replace(need, code="Mal écrit"), lambda need: replace(need, domains=("INCONNU",)),
    lambda need: replace(need, group="ailleurs"), lambda need: replace(need, help="sans point")])
def test_a_broken_need_is_named(change: Callable[[vocabulary.Need], vocabulary.Need], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = change(needs()[3])
    monkeypatch.setattr(vocabulary, "needs", lambda: (broken,))
    with pytest.raises(ContentError) as caught:
        check_vocabulary()
    assert caught.value.code == broken.code and "needs.toml" in str(caught.value)
