"""The shipped samples, held against what they are said to hold."""

from __future__ import annotations

import json

import pytest

from desktop.importers.reader import read
from tests.importers.build import FIXTURES

ONDE, REGISTER = FIXTURES / "onde", FIXTURES / "annuaire"
EXPECTED = json.loads((ONDE / "expected.json").read_text(encoding="utf-8"))


def _read(name: str, **options):
    return read((ONDE / name).read_bytes(), **options)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_is_recognised_by_its_content(name):
    expected = EXPECTED[name]
    parsed = _read(name)
    assert parsed.kind == expected["profil"]
    assert parsed.rows == len(parsed.records) == expected["lignes"]
    assert not parsed.refused
    if "separateur" in expected:
        assert parsed.separator == expected["separateur"]
        # Without a byte of 0x80-0x9F the two are one and the same.
        assert parsed.encoding == expected["encodage"] or {parsed.encoding, expected["encodage"]} == {"iso-8859-1", "cp1252"}


def test_classes_and_levels_are_two_things():
    parsed = _read("02_ONDE_CSVExtraction-eleves_latin1_dates-ISO.csv", year="2026-2027")
    classes = {record.class_name for record in parsed.records}
    assert classes == {"01 COURS PREPARATOIRE-COURS ELEMENTAIRE 1", "CE1 A1", "CE2 de Mme GUÉRIN", "CM1-CM2 M. NOËL"}
    double = {record.level for record in parsed.records if record.class_name.startswith("01")}
    assert double == {"CP", "CE1"}
    notes = [note for note in parsed.notes if note.code == "class_spaces"]
    assert len(notes) == 1 and "CM1-CM2  M. NOËL" in notes[0].message and "23 lignes" in notes[0].message


def test_the_file_saved_by_excel_says_the_same():
    plain = _read("02_ONDE_CSVExtraction-eleves_latin1_dates-ISO.csv").records
    saved = _read("03_ONDE_eleves_reenregistre-Excel_UTF8-BOM_dates-FR.csv").records
    assert [(r.ine, r.birth_date, r.sex, r.level, r.class_name) for r in plain] == [
        (r.ine, r.birth_date, r.sex, r.level, r.class_name) for r in saved
    ]


def test_the_old_export_has_no_ine_and_boys_written_h():
    parsed = _read("01_BE1D_2015_CSVExtraction-eleves_cp1252_guillemets_dates-ISO.csv", year="2015-2016")
    assert sum(not record.ine for record in parsed.records) == 40
    assert {record.sex for record in parsed.records} == {"M", "F"}
    assert parsed.records[0].first_name == "Œdipe"
    assert parsed.records[-1].level == "ULIS"
    assert not any(note.code in ("level_age", "year_doubtful") for note in parsed.notes)


def test_the_year_is_doubted_from_births():
    parsed = _read("15_ONDE_rentree-suivante_latin1_dates-ISO.csv", year="2026-2027")
    told = next(note for note in parsed.notes if note.code == "year_doubtful")
    assert "2027-2028" in told.message and told.line == 1
    assert parsed.implied_year == "2027-2028"


def test_the_workbook_gives_days_and_postal_codes_as_text():
    parsed = _read("16_ONDE_eleves_classeur.xlsx")
    record = parsed.records[0]
    assert (record.birth_date, record.postal_code, record.ine) == ("2021-03-03", "78991", "999105218EH")


def test_columns_read_and_left_are_told():
    parsed = _read("02_ONDE_CSVExtraction-eleves_latin1_dates-ISO.csv")
    assert {"Nom élève", "INE", "Libellé classe"} <= set(parsed.columns_read)
    assert {"Attestation fournie", "Autorisation associations", "Autorisation photo"} <= set(parsed.columns_left)
    guardians = _read("07_ONDE_2021_CSVExtraction-responsables_latin1.csv")
    assert {"PCS", "Téléphone travail", "Communication adresses"} <= set(guardians.columns_left)


@pytest.mark.parametrize(
    ("name", "line", "children"),
    [
        ("06_BE1D_CSVExtraction-responsables_cp1252_guillemets_lignes-courtes.csv", 6, ["Lina", "Louise"]),
        ("07_ONDE_2021_CSVExtraction-responsables_latin1.csv", 3, ["Arthur", "Maëlys"]),
    ],
)
def test_guardians_have_children_by_position(name, line, children):
    parsed = _read(name)
    record = next(record for record in parsed.records if record.line == line)
    assert [child.first_name for child in record.children] == children
    assert max(len(record.children) for record in parsed.records) == EXPECTED[name]["max_enfants"]


def test_children_of_2021_have_a_birth():
    parsed = _read("07_ONDE_2021_CSVExtraction-responsables_latin1.csv")
    assert all(child.birth_date[:2] == "20" for record in parsed.records for child in record.children)


def test_teachers_say_who_heads_the_school():
    parsed = _read("08_BE1D_CSVExtraction-enseignants_cp1252.csv")
    assert [record.last_name for record in parsed.records if record.director] == ["GUÉRIN"]
    assert parsed.records[3].function == "directrice" and parsed.records[4].class_name == "CM1-CM2 M. NOËL"
    assert {"Téléphone domicile", "Adresse"} <= set(parsed.columns_left)


# -- the register ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("annuaire-education_2020_yvelines-4-circos_public.csv", 121),
        ("annuaire-education_2023_ille-et-vilaine_3-circos_public_BOM.csv", 84),
        ("annuaire-education_2026_bourgogne-fc_resauve-par-Excel_extrait.csv", 7),
    ],
)
def test_three_generations_of_the_register(name, count):
    parsed = read((REGISTER / name).read_bytes())
    assert (parsed.kind, len(parsed.records)) == ("annuaire", count)
    assert not parsed.refused
    assert all(
        record.postal_code and record.city and not record.district.lower().startswith("circ") for record in parsed.records
    )


def test_districts_lose_their_prefix_and_keep_their_name():
    parsed = read((REGISTER / "annuaire-education_2020_yvelines-4-circos_public.csv").read_bytes())
    assert {record.district for record in parsed.records} == {"Versailles", "Trappes", "Le Pecq-Marly", "Les Mureaux"}


def test_a_register_damaged_by_a_spreadsheet_is_mended():
    parsed = read((REGISTER / "annuaire-education_2026_bourgogne-fc_resauve-par-Excel_extrait.csv").read_bytes())
    first = parsed.records[0]
    assert first.phone == "0384958096"
    assert first.name == "Ecole primaire, Mailleroncourt-Charette"
    assert first.state == "A FERMER"
    assert parsed.records[-1].district == "MONTBARD-HAUTE COTE-D'OR"
    assert any(note.code == "phone_zero" and "7 lignes" in note.message for note in parsed.notes)


@pytest.mark.parametrize(("department", "count"), [("70", 1), ("070", 1), ("21", 5), ("071", 1)])
def test_one_department(department, count):
    data = (REGISTER / "annuaire-education_2026_bourgogne-fc_resauve-par-Excel_extrait.csv").read_bytes()
    assert len(read(data, department=department).records) == count


def test_yearly_counts_are_schools_once():
    parsed = read(next(REGISTER.glob("ecoles-effectifs*")).read_bytes())
    assert parsed.kind == "effectifs" and len(parsed.records) == 15 and len(parsed.skipped) == 43
