"""The answer: one page, strengths first, plain words; who is informed is not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.reports.answer_letter import INFORMATION, TITLE, LetterData, letter_pages, letter_pdf
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, read_back, reader
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import HOSTILE

LETTER = LetterData(
    "parents", ("Mme Samira Ben Salah", "12 rue des Lilas", "78990 Valmont"), "Claire Martin", "enseignante spécialisée (maître E)",
    "01 99 00 12 40", "Noémie Ben Salah, CP, École Jean Moulin", "Noémie",
    "L’école de Noémie a demandé l’aide du pôle ressource le 11 novembre 2026.", "Comprend les histoires lues.",
    ("Une aide pour apprendre.", "Un appui dans la classe."), "Petit groupe de lecture.", "Claire Martin", "lundi 30 novembre 2026",
    "lundi 25 janvier 2027", code="RE-7F3A21", day=date(2026, 11, 23))


@pytest.mark.parametrize("to", ["parents", "school", "teacher"])
def test_one_page_with_everything_it_says(to: str) -> None:
    data = replace(LETTER, to=to, todo=(("Claire Martin", "informe les parents", "avant le 30 novembre"),) if to != "parents" else ())
    sheet, pages = letter_pages(data)
    assert len(pages) == 1 and sheet.title == TITLE
    check_inside(pages)
    check_inside(letter_pages(data, large=True)[1])
    pdf = letter_pdf(data)
    text = read_back(pdf)
    for words in ("Mme Samira Ben Salah", "12 rue des Lilas", "78990 Valmont", "Le 23 novembre 2026", data.about, data.opening,
                  "Ce qui réussit à Noémie", data.strengths, *data.decided, data.phrase, data.by, data.review, "Pour nous joindre",
                  "destinataire : Mme Samira Ben Salah"):
        assert comparable(words) in text, words
    assert (comparable("Claire Martin informe les parents, avant le 30 novembre") in text) == (to != "parents")
    assert text.index(comparable(data.strengths)) < text.index(comparable(data.decided[0])), "strengths first"
    assert all(fonts(pdf).values()) and active(pdf) == []
    about = reader(pdf).metadata
    assert about is not None and about.title == TITLE, "no name in it"


def test_the_information_letter_asks_for_nothing() -> None:
    sheet, pages = letter_pages(replace(LETTER, information=True))
    assert sheet.title == INFORMATION and len(pages) == 1
    text = read_back(letter_pdf(replace(LETTER, information=True)))
    assert comparable("Cette lettre vous informe") in text and comparable("Ce que nous proposons") not in text


def test_what_waits_says_where_it_stands_and_empty_parts_are_not_there() -> None:
    data = LetterData("parents", about="Noémie", decided=("La demande est arrivée.",), waiting=True, day=LETTER.day)
    text = read_back(letter_pdf(data))
    assert comparable("Où en est la demande") in text
    for words in ("Ce qui réussit", "Avec", "Nous en reparlons"):
        assert comparable(words) not in text, words
    assert comparable("Pour nous joindre") in text, "a family is never left without a line to say whom to call"


def test_a_blank_one_has_room_to_write() -> None:
    for to in ("parents", "school"):
        _, pages = letter_pages(LetterData(to, blank=True))
        assert len(pages) == 1 and sum(dotted for *_, dotted in pages[0].rules) >= 10
        check_inside(pages)


def test_anything_may_be_typed() -> None:
    for hostile in HOSTILE:
        data = replace(LETTER, addressee=(hostile, hostile), author=hostile, function=hostile, reach=hostile, about=hostile,
                       first_name=hostile, opening=hostile, strengths=hostile, decided=(hostile, hostile), phrase=hostile,
                       with_whom=hostile, by=hostile, review=hostile, todo=((hostile, hostile, hostile),))
        check_inside(letter_pages(data)[1])
        assert active(letter_pdf(data)) == []


@pytest.mark.parametrize(("to", "large"), [("parents", True), ("parents", False), ("school", False)])
def test_what_ends_a_letter_is_on_one_page(to: str, large: bool) -> None:
    for length in range(1, 60):
        _, pages = letter_pages(replace(LETTER, to=to, decided=("Une aide pour apprendre.",) * length), large=large)
        last = " ".join(words for *_, runs in pages[-1].texts for _, words in runs)
        assert "Pour nous joindre" in last and "Signature" in last, length
        assert ("Le pôle ressource réunit" in last) == (to == "parents")
