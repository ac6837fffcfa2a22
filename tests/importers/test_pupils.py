"""Pupils: what is refused, what is only told, and by which line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import InputError
from desktop.importers.headers import NeedsMapping, fields_of, key
from desktop.importers.reader import read
from tests.importers.build import ONDE_HEADERS, pupil, raw, table


def _codes(parsed):
    return {(note.line, note.column, note.code, note.level) for note in parsed.notes}


def test_a_date_that_does_not_exist_refuses_its_row_alone():
    parsed = read(table([pupil(), pupil("FAURE", birth="31/02/2018", ine="999000002AA"), pupil("ROUX", ine="999000003AA")]))
    assert [record.last_name for record in parsed.records] == ["DUPONT", "ROUX"]
    assert (3, "Date naissance", "bad_date", "refused") in _codes(parsed)
    assert parsed.refused[0].cells["birth_date"] == "31/02/2018"
    assert parsed.notes[0].message == "« 31/02/2018 » n’est pas une date. Cet élève n’est pas importé."


@pytest.mark.parametrize(
    ("row", "column", "code", "level"),
    [
        (pupil(last="  "), "Nom élève", "missing_name", "refused"),
        (pupil(first=""), "Prénom élève", "missing_name", "refused"),
        (pupil(birth="", ine=""), "Date naissance", "missing_birth", "refused"),
        (pupil(birth=""), "Date naissance", "missing_birth", "warning"),
        (pupil(ine="99910"), "INE", "bad_ine_format", "warning"),
        (pupil(level="CE9"), "Niveau", "level_unknown", "warning"),
        (pupil(sex="?"), "Sexe", "sex_unknown", "warning"),
        (pupil(label="CLASSE  CE2"), "Libellé classe", "class_spaces", "warning"),
        (pupil(birth="43948"), "Date naissance", "date_serial", "warning"),
        (pupil(postal="1000"), "Cp1", "postal_zero", "info"),
        (pupil(city="VAL\x07MONT"), "Commune1", "control_characters", "warning"),
        (pupil(last="X" * 1001), "Nom élève", "field_too_long", "refused"),
        ([*pupil(), "", ""], "", "extra_fields", "warning"),
        ([*pupil(), "reste"], "", "shifted_fields", "refused"),
        (pupil()[:16], "", "short_line", "warning"),
        (pupil(birth="02/03/1971"), "Date naissance", "birth_unlikely", "warning"),
        (pupil(birth="02/03/2021"), "Date naissance", "level_age", "warning"),
        (pupil(birth="02/03/2016"), "Date naissance", "level_age", "warning"),
    ],
)
def test_remarks_by_line_and_column(row, column, code, level):
    parsed = read(table([row], encoding="utf-8"), year="2026-2027")
    assert (2, column, code, level) in _codes(parsed)
    assert len(parsed.refused) == (level == "refused")


@pytest.mark.parametrize("row", [pupil(), pupil(birth="02/03/2018"), pupil(ine="1234567890A")])
def test_ordinary_rows_have_no_remark(row):
    assert read(table([row]), year="2026-2027").notes == ()


def test_a_separator_inside_an_address_is_not_swallowed():
    row = pupil(address="3 rue A; bât B")
    parsed = read(raw(";".join(row)))
    assert parsed.refused and parsed.refused[0].code == "shifted_fields"


def test_the_same_ine_twice():
    parsed = read(table([pupil(), pupil("AUTRE", birth="2018-01-01"), pupil()]))
    assert (3, "INE", "ine_duplicate", "refused") in _codes(parsed)
    assert (4, "Nom élève", "duplicate_line", "info") in _codes(parsed)
    assert len(parsed.records) == 1 and len(parsed.refused) == 1 and len(parsed.skipped) == 1


def test_twins_and_homonyms_are_two_children():
    parsed = read(
        table(
            [
                pupil(first="Zoé", ine=""),
                pupil(first="Léa", ine=""),
                pupil(first="Max", ine="999000007AA"),
                pupil(first="Max", ine="999000008AA"),
            ]
        )
    )
    assert len(parsed.records) == 4


def test_struck_off_pupils_are_left():
    headers = ["Nom", "Prénom", "Né(e) le", "État"]
    parsed = read(table([["A", "B", "01/02/2019", "Admis"], ["C", "D", "01/02/2019", "Radié"]], headers))
    assert [r.last_name for r in parsed.records] == ["A"] and parsed.skipped[0].code == "struck_off"


def test_an_empty_last_column_is_no_remark():
    headers = [*ONDE_HEADERS, "", "", ""]
    parsed = read(table([[*pupil(), "", "", ""]], headers))
    assert parsed.notes == ()


def test_preamble_blank_lines_and_line_numbers():
    before = "Extraction du 12/09/2026\r\nÉcole Jean Moulin;0780001A\r\n\r\n"
    parsed = read(table([pupil(), pupil(birth="x", ine="")], before=before, encoding="utf-8"))
    assert len(parsed.records) == 1 and parsed.refused[0].line == 6


def test_a_field_over_two_lines_keeps_line_numbers():
    parsed = read(table([pupil(address="3 rue A\nbât B"), pupil(birth="x", ine="")]))
    assert parsed.records[0].address == "3 rue A bât B" and parsed.refused[0].line == 4


# -- layouts ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headers", "row", "kind"),
    [
        (
            "nom,prenom,naissance,sexe,INE,adresse,code_postal,commune,classe,niveau",
            "DUPONT,Zoé,2019-03-02,F,999000001AA,1 rue,78990,VALMONT,CE1 A,CE1",
            "ecole_inclusive",
        ),
        (
            "numéro;genre;nom;prenom;date naiss.;courriel;classe;groupes",
            "1;2;DUPONT;Zoé;02/03/2019;;CE1 A;g1|g2",
            "sacoche_eleves",
        ),
        (
            "Nom de famille;Nom d’usage;Prénom;Deuxième prénom;Né(e) le;Sexe;INE;Niveau;Libellé classe;Dispositif(s)",
            "DUPONT;;Zoé;Léa;02/03/2019;F;999000001AA;CE1;CE1 A;RASED",
            "eleves",
        ),
        (
            "Libellé MEF;Classe ou regroupement;INE;Né(e) le;Prénom;Nom de famille",
            "CE1;CE1 A;999000001AA;02/03/2019;Zoé;DUPONT",
            "eleves",
        ),
        ("Nom,Prénom,Sexe (M / F),Date de naissance (JJ/MM/AAAA) - optionnelle", "DUPONT,Zoé,F,02/03/2019", "eleves"),
        ("last_name;first_name;birth_date;sex", "DUPONT;Zoé;2019-03-02;F", "eleves"),
        ("NOM ELEVE*;PRENOM ELEVE*;DATE NAISSANCE", "DUPONT;Zoé;2019-03-02", "onde_eleves"),
        ("Nom Élève;Prénom Élève;Date Naissance;Classe", "DUPONT;Zoé;2019-03-02;CE1 A", "be1d_eleves"),
    ],
)
def test_layouts_told_by_their_titles(headers, row, kind):
    parsed = read(raw(row, headers=headers))
    record = parsed.records[0]
    assert (record.last_name, record.first_name, record.birth_date) == ("DUPONT", "Zoé", "2019-03-02")
    assert parsed.target == "pupils"
    assert parsed.kind == kind or (kind == "onde_eleves" and parsed.kind == "be1d_eleves")


@settings(max_examples=60)
@given(st.permutations(range(len(ONDE_HEADERS))), st.lists(st.booleans(), min_size=22, max_size=22))
def test_columns_in_any_order_and_any_case(order, capitals):
    headers = [ONDE_HEADERS[i].upper() if capitals[i] else ONDE_HEADERS[i] for i in order]
    row = pupil(label="CE1 A")
    parsed = read(table([[row[i] for i in order]], headers))
    record = parsed.records[0]
    assert record[1:] == (
        "DUPONT",
        "",
        "Zoé",
        "2019-03-02",
        "F",
        "999000001AA",
        "1 rue des Prés",
        "78990",
        "VALMONT",
        "CE1",
        "CE1 A",
        "77001",
    )


@given(st.sampled_from(ONDE_HEADERS), st.sampled_from(["", " ", "\ufeff", "\ufeff\ufeff", "ï»¿", "*"]))
def test_titles_are_compared_bare(title, before):
    assert key(before + title.replace("'", "’") + " *") == key(title)


def test_repeated_titles_are_told():
    parsed = read(table([["A", "B", "2019-03-02", "Z"]], ["Nom élève", "Prénom élève", "Date naissance", "Nom élève"]))
    assert parsed.records[0].last_name == "A" and parsed.notes[0].code == "duplicate_header"


# -- titles nobody knows ---------------------------------------------------------------------------------------------------
UNKNOWN = raw(
    "DUPONT;Zoé;02/03/2019;CE1 A", "NOËL;Tom;03/03/2019;CE1 A", headers="Patronyme enfant;Petit nom;Venu au monde;Groupe"
)


def test_unknown_titles_ask_for_a_mapping():
    with pytest.raises(NeedsMapping) as caught:
        read(UNKNOWN)
    error = caught.value
    assert error.headers == ("Patronyme enfant", "Petit nom", "Venu au monde", "Groupe")
    assert error.samples[0] == ("DUPONT", "Zoé", "02/03/2019", "CE1 A") and error.line == 1
    assert {field.code for field in error.fields if field.required} == {"last_name", "first_name"}
    assert isinstance(error, InputError) and error.exit_code == 9


def test_a_mapping_is_followed():
    parsed = read(UNKNOWN, kind="pupils", mapping={"last_name": 0, "first_name": 1, "birth_date": 2, "class_name": 3})
    assert [(r.last_name, r.birth_date, r.class_name) for r in parsed.records] == [
        ("DUPONT", "2019-03-02", "CE1 A"),
        ("NOËL", "2019-03-03", "CE1 A"),
    ]
    assert parsed.columns_left == ()


@pytest.mark.parametrize(
    "mapping", [{"last_name": 0, "first_name": 1}, {"last_name": 9, "first_name": 1, "birth_date": 2}, {"nothing": 0}]
)
def test_a_mapping_that_does_not_hold_is_a_sentence(mapping):
    with pytest.raises(InputError):
        read(UNKNOWN, kind="pupils", mapping=mapping)


def test_a_missing_column_is_named_and_the_rest_guessed():
    with pytest.raises(NeedsMapping) as caught:
        read(table([["A", "2019-03-02", "F", "999000001AA"]], ["Nom élève", "Date naissance", "Sexe", "INE"]))
    assert "« Prénom »" in str(caught.value) and caught.value.guess["last_name"] == 0


def test_fields_of_each_target():
    for kind in ("pupils", "guardians", "teachers", "schools"):
        assert any(field.required for field in fields_of(kind))
        assert len({field.code for field in fields_of(kind)}) == len(fields_of(kind))
