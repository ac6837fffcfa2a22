"""Bilans: scores typed by hand, percentiles that say they are computed, and remarks that refuse nothing."""

from __future__ import annotations

from math import erf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import InputError, RefusedError
from desktop.forms.batteries import BATTERIES
from desktop.models.kinds import BATTERY_NAMES
from desktop.services.assessments import Assessments
from desktop.services.personal_values import ScorePoint
from desktop.services.score_remarks import remarks
from desktop.services.session import Session
from tests.services.conftest import UAI
from tests.services.people import House


@pytest.fixture
def pupil(house: House) -> str:
    director = house.session("lambert")
    return director.students.add(last_name="Benali", first_name="Yanis", birth_date="2018-04-02", school=UAI, level="CE1").created[0]


@pytest.fixture
def mine(house: House, pupil: str) -> Session:
    session = house.session("haddad")
    session.agreements.add(pupil, purpose="bilan", date="2026-11-02")
    return session


def test_a_bilan_comes_with_its_lines_ready_and_the_age_that_day(mine: Session, pupil: str) -> None:
    bilan = mine.assessments.add(pupil, "wisc5", "2026-11-20").created[-1]
    got = mine.assessments.get(bilan)
    assert (got.state, got.age, got.battery_title) == ("prevu", "8 ans 7 mois", "WISC-V, édition française de 2016")
    assert [line["code"] for line in got.answers["scores"]] == [score.code for score in BATTERIES["wisc5"].scores if score.main]
    assert [line["nom"] for line in got.answers["scores"]][:2] == ["Compréhension verbale", "Visuospatial"]
    assert got.answers["autorisation"] == "Autorisation donnée le 2 novembre 2026, écrite"
    assert mine.assessments.points(bilan) == ()
    [row] = mine.assessments.list(pupil)
    assert (row.student, row.mark, row.id) == ("BENALI Yanis", "planned", bilan)


def test_a_child_under_four_has_the_three_indices_of_that_age(mine: Session) -> None:
    child = mine.notebook.add_student("Marchand", "Lina", "2023-05-01").created[0]
    mine.agreements.add(child, guardian_name="Iris Marchand", purpose="bilan")
    bilan = mine.assessments.add(child, "wppsi4", "2026-11-20").created[-1]
    indices = [line["code"] for line in mine.assessments.get(bilan).answers["scores"] if line["genre"] == "indice"]
    assert indices == ["ICV", "IVS", "IMT", "QIT"]


def test_the_first_score_starts_it_and_percentiles_left_empty_are_computed_and_marked(mine: Session, pupil: str) -> None:
    bilan = mine.assessments.add(pupil, "wisc5").created[-1]
    lines = mine.assessments.get(bilan).answers["scores"]
    lines[0] |= {"score": 115, "bas": 107, "haut": 121}
    lines[1] |= {"score": 98, "percentile": 44, "mots": "dans la moyenne de son âge"}
    lines[3] |= {"score": 85, "non_interpretable": True, "pourquoi": "subtests très inégaux"}
    lines.append({"code": "", "nom": "Alouette", "genre": "autre", "score": 60})
    mine.assessments.save(bilan, {"scores": lines})
    points = mine.assessments.points(bilan)
    assert mine.assessments.get(bilan).state == "en_cours"
    assert [(point.label, point.percentile, point.computed, point.interpretable) for point in points] == [
        ("Compréhension verbale", 84, True, True), ("Visuospatial", 44, False, True), ("Mémoire de travail", None, False, False),
        ("Alouette", None, False, True)]
    assert (points[0].bottom, points[0].top, points[0].mean, points[0].deviation) == (107, 121, 100, 15)
    assert points[2].why == "subtests très inégaux"


def test_scores_may_be_given_by_code_alone(mine: Session, pupil: str) -> None:
    bilan = mine.assessments.add(pupil, "wisc5", scores=[{"code": "ICV", "score": 101}, {"code": "COD", "score": 7}]).created[-1]
    assert [(point.code, point.label, point.kind, point.percentile) for point in mine.assessments.points(bilan)] == [
        ("ICV", "Compréhension verbale", "indice", 53), ("COD", "Code", "subtest", 16)]


def test_odd_figures_are_told_and_kept(mine: Session, pupil: str) -> None:
    bilan = mine.assessments.add(pupil, "wisc5", scores=[
        {"code": "ICV", "score": 187}, {"code": "IVS", "score": 90, "bas": 95, "haut": 104},
        {"code": "IRF", "score": 90, "bas": 99, "haut": 84}, {"code": "COD", "score": 22}]).created[-1]
    said = [remark.text for remark in mine.assessments.remarks(bilan)]
    assert said == ["ICV : 187 est hors de ce que ce score peut prendre (45 à 155).",
                    "IVS : l’intervalle de 95 à 104 ne contient pas le score (90).", "IRF : l’intervalle va de 99 à 84, à l’envers.",
                    "COD : 22 est hors de ce que ce score peut prendre (1 à 19)."]
    lines = [point.line for point in mine.assessments.points(bilan)]
    assert [remark.line for remark in mine.assessments.remarks(bilan)] == lines


def test_indices_far_apart_question_the_total_with_the_rule(mine: Session, pupil: str) -> None:
    scores = [{"code": "ICV", "score": 112}, {"code": "IMT", "score": 86}, {"code": "QIT", "score": 97}]
    bilan = mine.assessments.add(pupil, "wisc5", scores=scores).created[-1]
    [remark] = mine.assessments.remarks(bilan)
    assert remark.text.startswith("26 points d’écart entre ICV et IMT : le QIT est-il interprétable ?")
    assert "23 points" in remark.text
    lines = [{**line, "non_interpretable": True} if line["code"] == "QIT" else line
             for line in mine.assessments.get(bilan).answers["scores"]]
    mine.assessments.save(bilan, {"scores": lines})
    assert mine.assessments.remarks(bilan) == ()


def test_an_age_outside_the_test_and_a_retest_are_told_with_their_dates(mine: Session) -> None:
    child = mine.notebook.add_student("Marchand", "Lina", "2021-02-01").created[0]
    mine.agreements.add(child, guardian_name="Iris Marchand", purpose="bilan")
    mine.assessments.add(child, "wisc5", "2026-01-15", scores=[{"code": "ICV", "score": 90}])
    again = mine.assessments.add(child, "wisc5", "2026-11-20", scores=[{"code": "ICV", "score": 101}]).created[-1]
    age, retest = (remark.text for remark in mine.assessments.remarks(again))
    assert age == "WISC-V s’adresse aux enfants de 6 ans à 16 ans 11 mois ; le jour du bilan, cet enfant a 5 ans 9 mois."
    assert "15 janvier 2026" in retest
    assert "20 novembre 2026" in retest
    assert "24 mois" in retest
    late = mine.assessments.add(child, "wisc5", "2028-11-20", scores=[{"code": "ICV", "score": 100}]).created[-1]
    assert mine.assessments.remarks(late) == ()


def test_the_same_battery_over_time_side_by_side(mine: Session, pupil: str) -> None:
    mine.assessments.add(pupil, "wisc5", "2024-11-04", scores=[{"code": "ICV", "score": 90}, {"code": "IMT", "score": 81}])
    mine.assessments.add(pupil, "wisc5", "2026-11-20", scores=[{"code": "ICV", "score": 99}])
    mine.assessments.add(pupil, "kabc2", "2026-11-20", scores=[{"code": "IFC", "score": 99}])
    [evolution] = mine.assessments.evolution(pupil)
    assert evolution.dates == ("2024-11-04", "2026-11-20")
    assert [(row.code, [point.score if point else None for point in row.points]) for row in evolution.rows] == [
        ("ICV", [90, 99]), ("IMT", [81, None])]


def test_a_test_described_by_its_user_serves_like_the_others(mine: Session, pupil: str) -> None:
    id = mine.assessments.add_battery("NEMI-3", "2021", "4;6-12;11", [
        {"code": "ICE", "label": "Indice cognitif", "mean": 100, "deviation": 15, "low": 40, "high": 160},
        {"label": "Copie de figures", "kind": "subtest"}]).created[0]
    battery = mine.assessments.battery(id)
    assert (battery.title, battery.youngest, battery.oldest) == ("NEMI-3, 2021", (4, 6), (12, 11))
    assert battery in mine.assessments.batteries()
    bilan = mine.assessments.add(pupil, id, scores=[{"code": "ICE", "score": 100}, {"code": "Copie de figures", "score": 4}]).created[-1]
    assert [(point.percentile, point.computed) for point in mine.assessments.points(bilan)] == [(50, True), (None, False)]
    assert mine.search.everything("nemi")[0].title.startswith("Bilan NEMI-3")
    with pytest.raises(InputError):
        mine.assessments.remove_battery(id)
    with pytest.raises(InputError):
        mine.assessments.add_battery("X", ages="six ans")
    with pytest.raises(RefusedError):
        mine.assessments.add(pupil, "inconnu")


def test_starting_waits_for_the_agreements_preparing_does_not(house: House, pupil: str) -> None:
    session = house.session("haddad")
    foreseen = session.assessments.add(pupil, "wisc5", "2026-12-10").created[-1]
    for start in (lambda: session.assessments.add(pupil, "wisc5", state="en_cours"),
                  lambda: session.assessments.add(pupil, "wisc5", scores=[{"code": "ICV", "score": 100}]),
                  lambda: session.assessments.update(foreseen, {"state": "en_cours"}),
                  lambda: session.assessments.save(foreseen, {"scores": [{"code": "ICV", "score": 100}]})):
        with pytest.raises(InputError, match="il manque une autorisation écrite"):
            start()
    session.assessments.save(foreseen, {"question": "Que comprend-il des consignes ?"})
    assert session.assessments.get(foreseen).state == "prevu"
    session.agreements.add(pupil, state="waived", reason="protection", purpose="bilan")
    session.assessments.update(foreseen, {"state": "en_cours"})
    assert session.assessments.get(foreseen).state == "en_cours"


def test_names_of_batteries_are_said_once() -> None:
    assert {code: battery.name for code, battery in BATTERIES.items()} == BATTERY_NAMES


@given(st.integers(1, 199))
def test_a_percentile_follows_the_normal_law_and_never_leaves_1_to_99(score: int) -> None:
    rank = Assessments.percentile(score, 100, 15)
    assert 1 <= rank <= 99
    assert abs(rank - 50 * (1 + erf((score - 100) / (15 * sqrt(2))))) <= 1
    assert Assessments.percentile(200 - score, 100, 15) in (100 - rank, 99 - rank, 101 - rank)


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 200))
def test_an_interval_is_remarked_exactly_when_it_does_not_hold_the_score(score: int, low: int, high: int) -> None:
    point = ScorePoint("l", "ICV", "", "indice", "", 100, 15, 0, 0, score=score, bottom=low, top=high)
    said = remarks(None, [point], months=None, age="", date="2026-11-20", earlier=[])
    assert bool(said) is not (low <= score <= high)
