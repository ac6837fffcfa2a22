"""The invented circonscription: enough schools, believable names, stories that fit their forms and agree with any child."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from desktop import content
from desktop.content import demonstration as module
from desktop.content.demonstration import Demonstration, check_demonstration, demonstration
from desktop.content.files import ContentError, read_text
from desktop.content.vocabulary import LEVELS
from desktop.forms.catalogue import form
from desktop.models.kinds import AUTHORITY, GUARDIAN_KINDS, MEETING_KINDS, PROJECT_STATES, ROLES

DAY = date(2026, 11, 24)
GENDERED = re.compile(r"\b(?:fier|fière|content|contente|sérieuse?|attentive?|heureux|heureuse|assise?|(?<!une )seule)\b|"
                      r"\b(?:elle|il) est\b", re.IGNORECASE)
HARSH = re.compile(r"\b(?:toujours en retard|démissionnaire|défaillant|ingérable|paresseux|violent|dys\w+|TDAH|autis\w+|"
                   r"hyperactif|QI|handicapé|trouble|retardé)\b", re.IGNORECASE)
ELISION = re.compile(r"\b(?:de|que) (?:Emma|Élio)\b")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)


@pytest.fixture
def demo() -> Demonstration:
    return demonstration()


def test_everything_is_sound() -> None:
    check_demonstration()
    content.check()


def test_there_is_a_whole_circonscription(demo: Demonstration) -> None:
    kinds = [school.kind for school in demo.schools]
    assert len(demo.schools) >= 22 and kinds.count("college") == 1
    assert min(kinds.count(kind) for kind in ("maternelle", "elementaire", "primaire")) >= 5
    assert {level for school in demo.schools for group in school.classes for level in group} == set(LEVELS)
    assert any(len(group) > 1 for school in demo.schools for group in school.classes)
    people = [p.person for p in demo.pole] + list(demo.teachers) + [s.director for s in demo.schools]
    assert len(set(people)) == len(people)
    assert "(fictive)" in demo.district and demo.mail_domain.endswith(".invalid")


def test_each_function_of_the_pole_is_there(demo: Demonstration) -> None:
    assert {p.role for p in demo.pole} == set(ROLES) - {"director", "teacher"}
    assert {role for persona in demo.personas for role in persona.roles} <= set(ROLES)
    directors = {school.name: school.director for school in demo.schools}
    for persona in demo.personas:
        if "director" in persona.roles:
            assert directors[persona.school] == persona.person
    assert {task.role for task in demo.tasks} <= set(ROLES)
    assert any(task.days < 0 for task in demo.tasks)


def test_names_are_many_and_hold_traps(demo: Demonstration) -> None:
    assert min(len(demo.girls), len(demo.boys), len(demo.families)) >= 150
    assert all(len(set(pool)) == len(pool) for pool in (demo.girls, demo.boys, demo.families, demo.mothers, demo.fathers))
    families = set(demo.families)
    assert {"BEN SALAH", "D’ALMEIDA", "LE GALL", "MARTIN--DURAND", "NGUYEN", "N’DIAYE", "NOËL"} <= families
    assert {"Lily-Rose"} <= set(demo.girls) and {"Noël", "Jean-Baptiste"} <= set(demo.boys)
    assert all(name == name.upper() for name in families)
    assert all(name[0].isupper() and name != name.upper() for name in (*demo.girls, *demo.boys, *demo.mothers, *demo.fathers))
    doubles = [(child.last_name, child.first_name) for child in demo.children]
    assert len(doubles) == len(set(doubles)) + 1, "one pair of namesakes"


def test_families_are_as_they_are(demo: Demonstration) -> None:
    guardians = [who for household in demo.households for who in household.guardians]
    assert {who.kind for who in guardians} == set(GUARDIAN_KINDS)
    assert {who.authority for who in guardians} == set(AUTHORITY)
    assert any(who.confidential for who in guardians) and any(who.no_contact_since for who in guardians)
    assert any(who.other_address for who in guardians)
    assert all(who.judgment_ref for who in guardians if who.authority == "no" and who.kind == "parent")
    assert sum(household.weight for household in demo.households) == 100
    assert any(language.interpreter_one_in == 1 for language in demo.languages)


def test_stories_fit_their_forms_and_are_whole(demo: Demonstration) -> None:
    assert len(demo.ppre) >= 25 and len(demo.meetings) >= 25
    assert {story.state for story in demo.ppre} == set(PROJECT_STATES)
    for story in demo.ppre:
        said = story.answers(first_name="Emma", teacher="Mme Guérin", start=DAY)
        form("ppre").clean(said)
        assert not form("ppre").missing(said), story.code
        assert 2 <= len(said["objectifs"]) <= 3 and 3 <= len(said["actions"]) <= 4, story.code
        assert all(line["objectif"] and line["critere"] and line["echeance"] for line in said["objectifs"])
        assert bool(said.get("bilan")) == (story.state == "clos"), story.code
        assert sum(map(len, texts(said))) <= 2_700, story.code
        assert story.answers(first_name="Zoé", teacher="M. Roux", start=DAY) != said, "told afresh for each child"
    assert {story.kind for story in demo.meetings} == set(MEETING_KINDS)
    for meeting in demo.meetings:
        said = meeting.answers(first_name="Emma", teacher="Mme Guérin", day=DAY)
        form(meeting.kind).clean(said)
        assert said["objet"] and said["decisions"], meeting.code
        assert all(line["qui"] and line["quoi"] and line["avant_le"] > DAY.isoformat() for line in said["decisions"])
        has_parents = MEETING_KINDS[meeting.kind].parents
        assert has_parents == bool({"mother", "father"} & set(meeting.present)), meeting.code


def test_stories_suit_any_child_and_judge_nobody(demo: Demonstration) -> None:
    told = [(s.code, s.answers(first_name="Emma", teacher="Mme Guérin", start=DAY)) for s in demo.ppre]
    told += [(m.code, m.answers(first_name="Élio", teacher="M. Roux", day=DAY)) for m in demo.meetings]
    for code, answers in told:
        for sentence in texts(answers):
            for wrong in (GENDERED, HARSH, ELISION):
                assert not wrong.search(sentence), (code, sentence)
            assert "{" not in sentence and "'" not in sentence, (code, sentence)


def test_strengths_are_told_in_every_story(demo: Demonstration) -> None:
    for meeting in demo.meetings:
        assert meeting.told.get("reussites") or meeting.told.get("points_appui"), meeting.code


def test_no_real_place_is_needed() -> None:
    text = read_text("demo.toml")
    assert "@" not in text and not re.search(r"\b0[1-9](?:[ .]?\d\d){4}\b", text)


def test_a_story_that_does_not_fit_is_named(demo: Demonstration, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    story = demo.ppre[2]
    broken = replace(demo, ppre=(replace(story, told={**story.told, "domaines": ["INCONNU"]}),))
    monkeypatch.setattr(module, "demonstration", lambda: broken)
    with pytest.raises(ContentError) as caught:
        check_demonstration()
    assert caught.value.code == story.code
