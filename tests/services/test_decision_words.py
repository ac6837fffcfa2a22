"""« X aura Y avant Z »: whole sentences, nobody's gender guessed, plain words for parents, and no name where none is wanted."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.forms.request_kinds import INDICATIONS
from desktop.services import decision_words as words

DAY = date(2026, 11, 23)
NOEMIE = words.whom("pupil", ["Noémie"], teacher="Mme Guérin")


@pytest.mark.parametrize(("about", "answers", "said"), [
    (NOEMIE, {"indications": ["maitre_e"], "debut": "2026-11-30"}, "Noémie aura une aide pédagogique (maître E) avant le 30 novembre."),
    (NOEMIE, {"indications": ["maitre_e", "psychologue"], "debut": "2026-12-01"},
     "Noémie aura une aide pédagogique (maître E) et une rencontre avec la psychologue avant le 1er décembre."),
    (NOEMIE, {"indications": ["aide_enseignant"], "debut": "2027-01-04"}, "Mme Guérin aura un appui du pôle avant le 4 janvier 2027."),
    (words.whom("class", [], "CE1"), {"indications": ["aide_enseignant"]}, "La classe aura un appui du pôle."),
    (NOEMIE, {"indications": ["equipe_educative"], "debut": "2026-12-10"}, "Une équipe éducative se réunira avant le 10 décembre."),
    (NOEMIE, {"indications": ["hors_ecole", "mdph"]},
     "La famille aura une proposition de suivi hors école. La famille aura une aide pour le dossier MDPH."),
    (words.whom("pupil", [], "CP"), {"indications": ["maitre_g"]}, "L’élève de CP aura une aide relationnelle (maître G)."),
    (words.whom("several", ["Noémie", "Yanis", "Rose"]), {"indications": ["maitre_e"]},
     "Noémie, Yanis et Rose auront une aide pédagogique (maître E)."),
    (words.whom("several", [], "CE1"), {"indications": ["aucune"]}, "Les élèves de CE1 n’auront pas d’aide du pôle pour l’instant."),
    (NOEMIE, {"indications": ["autre"], "autre": "un atelier théâtre.", "debut": "2026-12-01"},
     "Noémie aura\u00a0: un atelier théâtre, avant le 1er décembre."),
    (words.whom("school", [], school="École Jean Moulin"), {"indications": ["autre"], "autre": "une formation"},
     "L’école Jean Moulin aura\u00a0: une formation."),
    (NOEMIE, {"indications": ["pas"]}, "Le pôle d’appui à la scolarité (PAS) aura une demande de l’école."),
    (NOEMIE, {}, ""),
])
def test_sentences(about: words.Whom, answers: dict[str, object], said: str) -> None:
    assert words.sentence(about, answers, DAY) == said


@pytest.mark.parametrize("code", INDICATIONS)
def test_each_indication_has_a_sentence_a_plain_one_and_something_to_do(code: str) -> None:
    answers = {"indications": [code], "autre": "un atelier"}
    assert words.sentence(NOEMIE, answers, DAY).endswith(".")
    (told,) = words.plain(answers, decides=True)
    assert told.endswith(".")
    for acronym in ("MDPH", "PAS"):
        assert acronym not in told or f"({acronym})" in told, "explained where it stands"
    (informed,) = words.plain(answers, decides=False)
    assert "vous" not in informed.lower() and len(informed) <= len(told)
    tasks = words.planned(answers, DAY, "Claire", to="l’école", pupils=1)
    assert len(tasks) >= (2 if code == "aucune" else 3) and all(task.title and task.noun and task.due for task in tasks)
    assert all(words.does(task.title)[0].islower() for task in tasks) and len({task.key for task in tasks}) == len(tasks)


def test_tasks_follow_what_is_named() -> None:
    both = {"indications": ["maitre_e", "maitre_g"], "propose_a": "Claire", "debut": "2026-11-30"}
    assert [task.noun for task in words.planned(both, DAY, "Paul")] == ["première séance du maître E", "première séance du maître G"]
    assert words.foreseen_sentence(words.planned({"indications": ["mdph"]}, DAY, "Paul")) == "Crée une tâche\u00a0: dossier MDPH"
    assert words.foreseen_sentence(()) == "Ne crée pas de tâche"
    assert words.planned({}, DAY, "Paul", to="l’école", pupils=1) == ()


@pytest.mark.parametrize(("text", "said"), [
    ("Noémie lit.", "élève 1 lit."), ("NOEMIE et mila", "élève 1 et élève 2"), ("Ben-Salah, Noémie", "élève 1, élève 1"),
    ("Noémie Ben Salah", "élève 1"), ("d’Anne", "d’Anne"), ("Milano, noémies", "Milano, noémies"), ("", ""),
    ("La mère de Mila\nNoémie", "La mère de élève 2\nélève 1"), ("cœur de Mila", "cœur de élève 2")])
def test_names_become_numbers_whatever_their_case(text: str, said: str) -> None:
    names = [("Noémie Ben Salah", "élève 1"), ("Noémie", "élève 1"), ("BEN SALAH", "élève 1"), ("Mila", "élève 2")]
    assert words.masked(text, names) == said


def test_a_longer_name_is_seen_before_a_shorter_one() -> None:
    assert words.masked("Anne-Lise et Anne", [("Anne", "élève 1"), ("Anne-Lise", "élève 2")]) == "élève 2 et élève 1"
    assert words.masked("a b", [("a", "x"), ("", "y"), ("…", "z")]) == "a b", "one letter is nobody's name"


def test_days_in_few_letters() -> None:
    assert words.short_days(["2026-11-17", "2026-11-12", None, "x"]) == "les 12 et 17 nov."
    assert words.short_days(["2026-10-30", "2026-11-02"]) == "les 30 oct. et 2 nov."
    assert words.short_days(["2026-11-12", "2026-11-12"]) == "le 12 nov." and words.short_days([]) == ""
    assert words.near_day("2027-01-25", DAY) == "lun. 25 janv." and words.near_day("2028-01-25", DAY) == "mar. 25 janv. 2028"


def test_a_name_that_is_a_word_too_is_seen_where_it_cannot_be_one() -> None:
    proper = [("petit", "[…]")]
    assert words.masked("Petit groupe avec Petit, un petit temps. Petit à petit", [], proper) == (
        "Petit groupe avec […], un petit temps. Petit à petit")
    assert words.masked("avec Mme Petit", [("mme petit", "[…]")], proper) == "avec […]"
