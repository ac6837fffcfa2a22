"""The invented notebooks: each fits its form, agrees with any child, and names no disorder."""

from __future__ import annotations

from datetime import date

from desktop.content.demo_notebook import check_notebooks, notebooks, scored
from desktop.models.kinds import NOTE_KINDS, OPINIONS, PLANS
from tests.content.test_demonstration import GENDERED, HARSH, texts

DAY = date(2026, 11, 24)


def test_every_story_fits_its_form() -> None:
    check_notebooks()


def test_whoever_has_a_notebook_finds_something_in_it() -> None:
    found = notebooks()
    for role in ("psychologist", "doctor", "specialist_e", "specialist_g"):
        assert len([story for story in found.notes if role in story.roles]) >= 3


def test_stories_suit_any_child_and_judge_nobody() -> None:
    found = notebooks()
    for story in (*found.notes, *found.assessments, *found.released, *found.avis, *found.plans):
        said = " ".join(texts([story.told, story.cells])).replace("soulagée", "")
        assert not GENDERED.search(said), GENDERED.search(said)
        assert not HARSH.search(said), HARSH.search(said)


def test_a_score_takes_the_name_its_battery_gives_it() -> None:
    (bilan,) = notebooks().assessments
    lines = scored(bilan, "Emma", DAY)["scores"]
    assert {line["nom"] for line in lines} >= {"Compréhension verbale", "Similitudes", "Quotient total"}
    assert next(line for line in lines if line["code"] == "QIT")["non_interpretable"] is True


def test_kinds_roles_avis_and_plans_are_those_of_the_program() -> None:
    found = notebooks()
    assert all(set(story.roles) <= set(NOTE_KINDS[story.kind].roles) for story in found.notes)
    assert all(story.cells["plan"] in PLANS and story.cells["opinion"] in OPINIONS for story in found.avis)
