"""Guardians and teachers: repeated columns by position, label variants, short and long lines."""

from __future__ import annotations

import pytest

from desktop.importers.guardians import civility
from desktop.importers.reader import read
from tests.importers.build import raw, table

OWN = [
    "Civilité Responsable",
    "Nom usage responsable",
    "Nom responsable",
    "Prénom responsable",
    "Adresse responsable",
    "CP responsable",
    "Commune responsable",
    "Pays",
    "Courriel",
    "Téléphone domicile",
    "Téléphone travail",
    "Téléphone portable",
]
ADULT = [
    "MME",
    "DUMONT",
    "MEUNIER",
    "Lucie",
    "1 rue A",
    "78990",
    "VALMONT",
    "FRANCE",
    "a@b.invalid",
    "0199000001",
    "0199000002",
    "0639980001",
]
CHILDREN = {
    2015: ["Nom d'usage enfant", "Nom de famille enfant", "Prénom enfant", "Classes enfants"],
    2019: ["Nom d'usage élève", "Nom de famille élève", "Prénom élève", "Classes élèves"],
    2021: ["Nom d'usage élève", "Nom de famille élève", "Prénom élève", "Date de naissance élève", "Classes élèves"],
    2023: [
        "Nom d'usage de l'élève",
        "Nom de l'élève",
        "Prénom de l’élève",
        "Date de naissance de l'élève",
        "Classes de l'élève",
    ],
}


def _child(year, last, first, usage=""):
    return [usage, last, first, *(["18/07/2019"] if year in (2021, 2023) else []), "CE1  A"]


@pytest.mark.parametrize("year", CHILDREN)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_generation_of_labels(year, count):
    row = [*ADULT]
    for number in range(count):
        row += _child(year, f"ENFANT{chr(65 + number)}", "Zoé")
    record = read(table([row], [*OWN, *CHILDREN[year] * 3])).records[0]
    assert (record.civility, record.last_name, record.usage_name, record.mobile, record.phone) == (
        "Mme",
        "MEUNIER",
        "DUMONT",
        "0639980001",
        "0199000001",
    )
    assert [child.last_name for child in record.children] == [f"ENFANT{chr(65 + n)}" for n in range(count)]
    assert all(child.class_name == "CE1 A" for child in record.children)
    assert record.children[0].birth_date == ("2019-07-18" if year in (2021, 2023) else "")


@pytest.mark.parametrize("year", CHILDREN)
def test_more_children_than_titles(year):
    row = [*ADULT]
    for number in range(5):
        row += _child(year, f"ENFANT{chr(65 + number)}", "Zoé")
    parsed = read(table([[*ADULT, *_child(year, "SEUL", "Tom")], row], [*OWN, *CHILDREN[year] * 2]))
    assert len(parsed.records[0].children) == 1
    assert [child.last_name[-1] for child in parsed.records[1].children] == list("ABCDE")


def test_an_empty_child_between_two_is_no_child():
    row = [*ADULT, *_child(2019, "A", "Zoé"), "", "", "", "", *_child(2019, "C", "Tom")]
    record = read(table([row], [*OWN, *CHILDREN[2019] * 3])).records[0]
    assert [child.last_name for child in record.children] == ["A", "C"]


def test_a_child_known_by_usage_name_alone():
    record = read(table([[*ADULT, *_child(2015, "", "Zoé", usage="MARTIN")]], [*OWN, *CHILDREN[2015]])).records[0]
    assert record.children[0].shown == "Zoé MARTIN"


def test_additions_of_2021_are_not_kept():
    headers = [*OWN[:7], "Communication adresses", *OWN[7:], "PCS", *CHILDREN[2021]]
    row = [*ADULT[:7], "Non", *ADULT[7:], "46", *_child(2021, "A", "Zoé")]
    parsed = read(table([row], headers))
    assert parsed.kind == "onde_responsables"
    assert parsed.columns_left == ("Communication adresses", "Pays", "Téléphone travail", "PCS")
    assert "46" not in parsed.records[0] and "0199000002" not in parsed.records[0]


def test_rows_refused_and_mended():
    nobody = ["M.", "", "", "Jean", *ADULT[4:]]
    usage = ["M.", "PETIT", "", "Jean", "1 rue", "1000", "BOURG", "FRANCE", "", "384958096", "", ""]
    parsed = read(table([[*nobody, *_child(2019, "A", "Zoé")], [*usage, *_child(2019, "A", "Zoé")]], [*OWN, *CHILDREN[2019]]))
    assert [(refused.line, refused.code) for refused in parsed.refused] == [(2, "missing_name")]
    record = parsed.records[0]
    assert (record.last_name, record.usage_name, record.postal_code, record.phone) == ("PETIT", "", "01000", "0384958096")
    assert {note.code for note in parsed.notes} == {"missing_name", "postal_zero", "phone_zero"}


def test_a_birth_that_is_none_is_told_and_the_child_kept():
    row = [*ADULT, "", "A", "Zoé", "31/02/2019", "CE1"]
    parsed = read(table([row], [*OWN, *CHILDREN[2021]]))
    assert parsed.records[0].children[0].birth_date == "" and parsed.notes[0].code == "bad_date"


@pytest.mark.parametrize(
    ("text", "said"), [("MME", "Mme"), ("Mme", "Mme"), ("MLLE", "Mme"), ("M.", "M."), ("Monsieur", "M."), ("?", "")]
)
def test_civilities(text, said):
    assert civility(text) == said


def test_a_mapping_repeats_for_each_child():
    data = raw("DUPONT;Léa;A;Zoé;B;Tom", headers="Qui;Petit nom;Môme;Surnom;Môme;Surnom")
    mapping = {"last_name": 0, "first_name": 1, "child_last_name": 2, "child_first_name": 3}
    record = read(data, kind="guardians", mapping=mapping).records[0]
    assert [(child.last_name, child.first_name) for child in record.children] == [("A", "Zoé"), ("B", "Tom")]


TEACHER_HEADERS = [
    "Civilité",
    "Nom usage",
    "Nom",
    "Prénom",
    "Adresse",
    "CP",
    "Commune",
    "Pays",
    "Courriel",
    "Téléphone domicile",
    "Téléphone portable",
    "Directeur",
    "Classe",
]


def test_teachers_twice_and_without_name():
    def row(last, first, director="non"):
        return ["M.", "", last, first, "x", "78990", "V", "FRANCE", "a@b.invalid", "01", "06", director, "CE2  de M. X"]

    parsed = read(
        table([row("ROUX", "Éric"), row("Roux", "ERIC"), row("", "Léo"), row("NOËL", "Paul", "OUI")], TEACHER_HEADERS)
    )
    assert [(r.last_name, r.director, r.function, r.class_name) for r in parsed.records] == [
        ("ROUX", False, "enseignant", "CE2 de M. X"),
        ("NOËL", True, "directeur", "CE2 de M. X"),
    ]
    assert [(note.line, note.code) for note in parsed.notes] == [(3, "duplicate_line"), (4, "missing_name")]
