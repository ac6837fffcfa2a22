"""The bank of objectives: observable, measurable, spread over domains, levels and needs, and easy to search."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from desktop.content import bank
from desktop.content.bank import MOST_SHARED, Objective, check_objectives, find_objectives, objectives
from desktop.content.files import ContentError
from desktop.content.vocabulary import domains, needs
from desktop.texts import fold


def four_word_runs(item: Objective) -> set[str]:
    words = fold(f"{item.label} {item.criterion}").split()
    return {" ".join(words[at:at + 4]) for at in range(len(words) - 3)}


def test_the_bank_is_sound_and_covers_every_domain() -> None:
    check_objectives()
    count = Counter(item.domain for item in objectives())
    assert sum(count.values()) >= 70
    assert set(count) == {domain.code for domain in domains()}
    assert all(count[code] >= 3 for code in ("FRA-LGO", "FRA-LEC", "FRA-ECR", "FRA-ETL", "MAT-NBC", "MAT-RES", "TRA-ATT",
                                             "TRA-MET", "TRA-AUT", "TRA-REL", "TRA-EMO", "TRA-MOT"))


def test_each_level_finds_enough() -> None:
    for level in ("GS", "CP", "CE1", "CE2", "CM1", "CM2"):
        assert len(find_objectives(level=level)) >= 20, level
        assert all(level in item.levels for item in find_objectives(level=level))


def test_each_label_starts_with_a_verb_and_each_criterion_can_be_seen() -> None:
    for item in objectives():
        assert re.match(r"(?:Se |S’)?\w+(?:er|ir|re|oir)\b", item.label), item.label
        assert re.search(r"\d|\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\w+ze|vingt|trente|moitié|toutes?|chaque|"
                         r"complètes?|complet|employés|y sont|Avant|superposable|présenté|écrites|entier)\b",
                         item.criterion, re.IGNORECASE), item.code
        assert "'" not in item.label + item.criterion


def test_no_two_objectives_are_the_same_sentence() -> None:
    for one, other in combinations(objectives(), 2):
        shared = four_word_runs(one) & four_word_runs(other)
        assert len(shared) <= MOST_SHARED * min(len(four_word_runs(one)), len(four_word_runs(other))), (one.code, other.code)


def test_most_needs_are_met_by_an_objective() -> None:
    used = {code for item in objectives() for code in item.needs}
    assert len(used) >= 0.85 * len(needs())


def test_search_ignores_accents_case_and_order() -> None:
    assert find_objectives("RELIRE texte court")[0].code == "lec_fluence_cp"
    assert find_objectives("probleme schema", level="CE2", domain="MAT-RES")[0].code == "res_schema"
    assert {item.domain for item in find_objectives("", domain="TRA-EMO")} == {"TRA-EMO"}
    assert find_objectives("sans crainte se tromper")
    assert find_objectives("introuvable") == ()
    assert find_objectives() == objectives()
    assert 1 in find_objectives(level="GS")[0].cycles


@pytest.mark.parametrize("change", [
    lambda o: replace(o, code="X 1"), lambda o: replace(o, domain="?"), lambda o: replace(o, needs=("aucun_besoin",)),
    lambda o: replace(o, levels=("CE2", "CP")), lambda o: replace(o, criterion="bien")])
def test_a_broken_objective_is_named(change: Callable[[Objective], Objective], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = change(objectives()[5])
    monkeypatch.setattr(bank, "objectives", lambda: (broken,))
    with pytest.raises(ContentError) as caught:
        check_objectives()
    assert caught.value.code == broken.code


def test_a_repeated_objective_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = replace(objectives()[0], code="jumeau")
    monkeypatch.setattr(bank, "objectives", lambda: (objectives()[0], twin))
    with pytest.raises(ContentError, match="jumeau"):
        check_objectives()
