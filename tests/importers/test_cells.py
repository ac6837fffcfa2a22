"""Cells: days in every form, levels in every writing, codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.importers import cells
from desktop.texts import fold

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
FORMS = [
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y-%m-%d 00:00:00",
    "%Y-%m-%dT00:00:00",
    "%d/%m/%Y 00:00",
    "%Y%m%d",
    " %d/%m/%Y ",
    "%d %m %Y",
]


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_read_in_every_form(day, form):
    assert cells.day(day.strftime(form)).iso == day.isoformat()


@given(DAYS)
def test_a_spreadsheet_number_is_read_and_told(day):
    number = (day - date(1899, 12, 30)).days
    assert cells.day(str(number)) == (day.isoformat(), True)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("27/4/20", "2020-04-27"),
        ("27-04-20", "2020-04-27"),
        ("1er mars 2019", "2019-03-01"),
        ("27 avril 2020", "2020-04-27"),
        ("lundi 27 avril 2020", "2020-04-27"),
        ("02 août 2018", "2018-08-02"),
        ("29/02/2020", "2020-02-29"),
        ("3/2/2019", "2019-02-03"),
    ],
)
def test_days_as_people_type_them(text, iso):
    assert cells.day(text).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2018",
        "29/02/2019",
        "2018-02-31",
        "00/01/2019",
        "2019-13-01",
        "hier",
        "",
        "12",
        "2019",
        "1/1",
        "32/01/2019",
        "99999",
        "20191301",
        "=A1",
        "04/27/2020",
        "27 brumaire 2020",
        "9" * 500,
        "2019-01-01-01",
    ],
)
def test_what_is_no_day_is_none(text):
    assert cells.day(text).iso == ""


@given(st.text(max_size=40))
def test_no_text_breaks_a_cell(text):
    cells.day(text), cells.level(text), cells.sex(text), cells.ine(text), cells.uai(text), cells.plain(text)
    cells.postal_code(text), cells.phone(text), cells.odd(text)


@given(st.text(max_size=30))
def test_a_name_is_compared_as_everywhere(text):
    assert cells.name_key(text) == fold(text)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("CP", "CP"),
        (" ce1 ", "CE1"),
        ("CE 2", "CE2"),
        ("C.M.1", "CM1"),
        ("COURS PREPARATOIRE", "CP"),
        ("COURS MOYEN 2", "CM2"),
        ("COURS ELEMENTAIRE 1ERE ANNEE", "CE1"),
        ("Cours élémentaire 2ème année", "CE2"),
        ("COURS MOYEN DEUXIEME ANNEE", "CM2"),
        ("Petite section", "PS"),
        ("TOUTE PETITE SECTION", "TPS"),
        ("Grande Section", "GS"),
        ("ULIS", "ULIS"),
        ("CLIS", "ULIS"),
        ("CLIS 1", "ULIS"),
        ("6EME", "6e"),
        ("6e", "6e"),
        ("Sixième", "6e"),
        ("Niveau CP", "CP"),
        ("00310002220", "CM2"),
        ("UPE2A", ""),
        ("CE1-CE2", ""),
        ("", ""),
        ("CE3", ""),
    ],
)
def test_levels(text, level):
    assert cells.level(text) == level


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("H", "M"),
        ("M", "M"),
        ("F", "F"),
        ("g", "M"),
        ("Garçon", "M"),
        ("FILLE", "F"),
        ("1", "M"),
        ("2", "F"),
        ("Féminin", "F"),
        ("MME", "F"),
        ("X", ""),
        ("", ""),
    ],
)
def test_sexes(text, sex):
    assert cells.sex(text) == sex


def test_uai_letters_answer_their_digits():
    assert cells.is_uai("0781024P") and not cells.is_uai("0781024Q") and not cells.is_uai("078102P")
    assert cells.uai("780580g") == ("0780580G", True)
    assert cells.uai(" 0781024p ") == ("0781024P", False)
    assert not cells.is_uai("٠781024P")


@pytest.mark.parametrize(
    ("text", "good"), [("999102110AA", True), ("1234567890A", True), ("99910", False), ("ABCDEFGHIJK", False)]
)
def test_ine_shapes(text, good):
    assert cells.is_ine(text) is good


def test_waiting_for_an_ine_is_none():
    assert cells.ine("En attente d'INE") == "" and cells.ine(" 999102110 aa") == "999102110AA"


def test_lost_zeros_come_back():
    assert cells.postal_code("1000") == ("01000", True) and cells.postal_code("78990") == ("78990", False)
    assert cells.phone("384958096") == ("0384958096", True) and cells.phone("03 84 95 80 96") == ("03 84 95 80 96", False)


def test_formulas_stay_as_typed():
    for text in ("=1+1", "+33 6", "-2", "@cmd", '=HYPERLINK("x")'):
        assert cells.plain(text) == text
