"""The school register: codes, names, departments, what is kept and what is left."""

from __future__ import annotations

import json

import pytest

from desktop.errors import InputError
from desktop.importers.reader import read
from desktop.importers.school_register import department_key, department_of, shown_name
from tests.importers.build import table

HEADERS = [
    "Identifiant_de_l_etablissement",
    "Nom_etablissement",
    "Statut_public_prive",
    "Adresse_1",
    "Adresse_3",
    "Code_postal",
    "Nom_commune",
    "Code_departement",
    "Ecole_maternelle",
    "Ecole_elementaire",
    "Telephone",
    "Mail",
    "Appartenance_Education_Prioritaire",
    "nom_circonscription",
    "code_circonscription",
    "etat",
    "code_nature",
]


def row(
    uai="0781024P",
    name="Ecole Richard Mique",
    department="78",
    nature="151",
    circo="Circonscription d'inspection du 1er degré de X",
    code="",
    state="OUVERT",
    city="Versailles",
    nursery="0",
    elementary="1",
    postal="78000",
    phone="0139548395",
    sector="Public",
):
    return [
        uai,
        name,
        sector,
        "4 rue A",
        "78000 VERSAILLES",
        postal,
        city,
        department,
        nursery,
        elementary,
        phone,
        "ce@x.invalid",
        "REP",
        circo,
        code,
        state,
        nature,
    ]


def _only(*rows, headers=HEADERS, **options):
    return read(table(rows, headers, encoding="utf-8"), **options)


@pytest.mark.parametrize(
    ("uai", "code", "level"),
    [
        ("780580G", "uai_zero", "info"),
        ("0781024Q", "uai_invalid", "refused"),
        ("", "missing_uai", "refused"),
        ("07810", "uai_invalid", "refused"),
        ("9" * 300, "uai_invalid", "refused"),
    ],
)
def test_codes_mended_or_refused(uai, code, level):
    parsed = _only(row(uai))
    note = parsed.notes[0]
    assert (note.line, note.column, note.code, note.level) == (2, HEADERS[0], code, level)
    assert [record.uai for record in parsed.records] == (["0780580G"] if level == "info" else [])


def test_the_same_code_twice_is_joined():
    parsed = _only(row(phone=""), row(name="", phone="0102030405"))
    assert len(parsed.records) == 1 and parsed.records[0].phone == "0102030405" and parsed.records[0].line == 2
    assert [note.code for note in parsed.notes] == ["duplicate_uai"] and parsed.rows == 2


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("78", "78"),
        ("078", "78"),
        ("3", "3"),
        ("03", "3"),
        ("003", "3"),
        ("2a", "2A"),
        ("02A", "2A"),
        ("971", "971"),
        ("974", "974"),
        ("35.0", "35"),
    ],
)
def test_departments_in_every_writing(text, key):
    assert department_key(text) == key


@pytest.mark.parametrize("text", ["", "Yvelines", "78 92", "2C", "-1"])
def test_what_is_no_department(text):
    with pytest.raises(InputError):
        department_key(text)


@pytest.mark.parametrize(
    ("given", "asked"), [("035", "35"), ("35", "035"), ("3", "03"), ("02A", "2A"), ("2A", "02a"), ("", "78")]
)
def test_the_filter_of_a_department(given, asked):
    parsed = _only(row(department=given), row("0350255M", department="999" if given else ""), department=asked)
    assert [record.uai for record in parsed.records] == ["0781024P"]


def test_no_school_in_the_department_is_a_sentence():
    with pytest.raises(InputError, match="département 12"):
        _only(row(), department="12")


def test_corsica_has_codes_of_its_own():
    assert department_of("6200001A") == "2A" and department_of("7200001A") == "2B" and department_of("0010001A") == "1"


@pytest.mark.parametrize(
    ("nature", "nursery", "elementary", "sector", "kind"),
    [
        ("101", "1", "0", "Public", "école maternelle"),
        ("151", "0", "1", "Public", "école élémentaire"),
        ("151", "1", "1", "Public", "école primaire"),
        ("153", "0", "1", "Public", "école élémentaire"),
        ("340", "", "", "Public", "collège"),
        ("151", "1", "1", "Privé", "école primaire privée"),
        ("340", "", "", "Privé", "collège privé"),
        ("169", "", "1", "Public", "école élémentaire"),
    ],
)
def test_kinds(nature, nursery, elementary, sector, kind):
    assert _only(row(nature=nature, nursery=nursery, elementary=elementary, sector=sector)).records[0].kind == kind


def test_inspections_name_districts_and_are_left_with_other_places():
    parsed = _only(
        row("0780187E", "Circonscription d'inspection du 1er degré de Trappes", nature="809"),
        row(circo="", code="0780187E"),
        row("0350255M", nature="300"),
    )
    assert [(record.uai, record.district) for record in parsed.records] == [("0781024P", "Trappes")]
    assert parsed.notes[0].code == "other_places" and "2 lignes" in parsed.notes[0].message


@pytest.mark.parametrize(
    ("raw", "city", "shown"),
    [
        ("Circonscription d'inspection du 1er degré de Vesoul 2", "Vesoul", "Vesoul 2"),
        ("Circonscription d’inspection du 1er degré des Mureaux", "Les Mureaux", "Les Mureaux"),
        ("Circonscription d'inspection du 1er degré du Pecq-Marly", "Le Pecq", "Le Pecq-Marly"),
        ("Circonscription d'inspection du 1er degré du Pays Malouin", "Saint-Malo", "Pays Malouin"),
        ("Circonscription d'inspection du 1er degré d'Élancourt", "Élancourt", "Élancourt"),
        ("Circonscription d'inspection du 1er degré de l'Haÿ", "L'Haÿ-les-Roses", "Haÿ"),
        ("MONTBARD-HAUTE COTE-D'OR", "Montbard", "MONTBARD-HAUTE COTE-D'OR"),
        ("", "X", ""),
    ],
)
def test_districts(raw, city, shown):
    assert _only(row(circo=raw, city=city)).records[0].district == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ecole primaire", "Ecole primaire, Dijon"),
        ("ECOLE ELEMENTAIRE PUBLIQUE R.P.I.", "ECOLE ELEMENTAIRE PUBLIQUE R.P.I., Dijon"),
        ("Ecole maternelle d'application", "Ecole maternelle d'application, Dijon"),
        ("", "École, Dijon"),
        ("ECOLE PRIMAIRE PUBLIQUE        JEAN DES VIGNES", "ECOLE PRIMAIRE PUBLIQUE JEAN DES VIGNES"),
    ],
)
def test_names_that_say_nothing_take_the_town(name, shown):
    assert shown_name(name, "Dijon") == shown


def test_town_and_postal_code_from_the_third_line():
    record = _only(row(city="", postal="")).records[0]
    assert (record.city, record.postal_code) == ("VERSAILLES", "78000")


def test_the_api_in_lower_case_and_in_json():
    lower = [header.lower() for header in HEADERS]
    assert _only(row(), headers=lower).records[0].uai == "0781024P"
    record = dict(zip(lower, row(), strict=True)) | {"ecole_maternelle": 1, "ecole_elementaire": 1, "telephone": None}
    for content in ([record], {"results": [record]}, {"records": [{"fields": record}]}):
        parsed = read(json.dumps(content).encode())
        assert parsed.kind == "annuaire" and parsed.records[0].kind == "école primaire" and parsed.records[0].phone == ""


def test_pupils_are_not_schools():
    assert (
        read(table([["X", "0781024P", "DUPONT", "Zoé", "2019-03-02"]], ["CODE", "UAI", "NOM", "PRENOM", "NAISSANCE"])).target
        == "pupils"
    )
