"""The decision sheet: readable at a table, whole whatever its length, and the copy without names says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.reports.decision_sheet import (
    FOR_POLE,
    NAMELESS,
    DecisionLine,
    SheetData,
    TodoLine,
    decision_pages,
    decision_pdf,
)
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, read_back, reader
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import HOSTILE

DAY = date(2026, 11, 23)
LINE = DecisionLine("Noémie Ben Salah", "CP, École Jean Moulin", "aide pédagogique (maître E)", "Petit groupe de lecture.",
                    "lun. 30 nov.", "Claire Martin", "lun. 25 janv.")
SHEET = SheetData(when=("lundi 23 novembre 2026", "écrit par Claire Martin"), where=("Antenne Nord",), lines=(LINE,),
                  todo=(TodoLine("Claire Martin", "répond à l’école", "Noémie", "lun. 30 nov."),
                        TodoLine("Claire Martin", "informe les parents", "Noémie", "lun. 30 nov.", done=True)),
                  postponed=("Emir Çelik",), present="Claire Martin, maître E.", reach="01 99 00 12 40", code="FD-51C8AA", day=DAY)


def test_everything_said_is_printed_on_one_page() -> None:
    _, pages = decision_pages(SHEET)
    assert len(pages) == 1
    check_inside(pages)
    assert [ticked for *_, ticked in pages[0].boxes] == [False, True]
    pdf = decision_pdf(SHEET)
    text = read_back(pdf)
    for words in ("Ce que nous avons décidé", "réunion de synthèse", "1 situation", "lundi 23 novembre 2026", "Antenne Nord", FOR_POLE,
                  "Qui aura quoi, avant quand", "Noémie Ben Salah", "CP, École Jean Moulin", "Aide pédagogique (maître E)",
                  "Petit groupe de lecture.", "lun. 30 nov.", "Claire Martin", "lun. 25 janv.", "Qui fait quoi, avant quand",
                  "répond à l’école", "Reportées à une autre réunion", "Emir Çelik", "Étaient là", "01 99 00 12 40", "FD-51C8AA"):
        assert comparable(words) in text, words
    assert all(fonts(pdf).values()) and active(pdf) == []
    assert decision_pdf(SHEET) == pdf, "the same paper on the same day has the same bytes"
    about = reader(pdf).metadata
    assert about is not None and about.title == "Fiche de décisions"


def test_eleven_points_at_least_in_what_is_read() -> None:
    for large, least in ((False, 11), (True, 14)):
        _, pages = decision_pages(SHEET, large=large)
        shown = {size for _, _, size, _, runs in pages[0].texts if any("lecture" in words for _, words in runs)}
        assert shown and min(shown) >= least
        check_inside(pages)


def test_twenty_situations_run_over_pages_with_their_heads() -> None:
    data = replace(SHEET, lines=(LINE,) * 20, todo=SHEET.todo * 15)
    _, pages = decision_pages(data)
    assert len(pages) > 2
    check_inside(pages)
    assert read_back(decision_pdf(data)).count(comparable("Petit groupe de lecture.")) == 20


def test_the_copy_without_names_says_so_and_the_blank_one_has_room() -> None:
    text = read_back(decision_pdf(replace(SHEET, nameless=True)))
    assert comparable(NAMELESS) in text and comparable(FOR_POLE) not in text and comparable("copie sans nom") in text
    _, pages = decision_pages(SheetData(blank=True))
    assert len(pages) == 1 and len(pages[0].boxes) == 7
    check_inside(pages)
    assert comparable("Aucune décision n’est notée.") in read_back(decision_pdf(SheetData(day=DAY)))


def test_anything_may_be_typed() -> None:
    for hostile in HOSTILE:
        data = SheetData(lines=(DecisionLine(*[hostile] * 7),), todo=(TodoLine(hostile, hostile, hostile, hostile),), postponed=(hostile,),
                         present=hostile, reach=hostile, when=(hostile,), where=(hostile,), day=DAY)
        check_inside(decision_pages(data)[1])
        assert active(decision_pdf(data, demonstration=True)) == []


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("role", ["psychologue", "coordonnatrice du pôle d’appui", "enseignant référent"])
def test_no_word_of_a_function_is_cut_in_two(role: str, large: bool) -> None:
    data = replace(SHEET, lines=(replace(LINE, with_whom=role),), todo=(TodoLine(role, "répond à l’école", "Noémie"),))
    _, pages = decision_pages(data, large=large)
    shown = " ".join(words for page in pages for *_, runs in page.texts for _, words in runs).split()
    for word in role.split():
        assert shown.count(word) == 2, word
    check_inside(pages)


def test_who_to_ask_never_stands_alone_on_a_page() -> None:
    for count in range(1, 40):
        _, pages = decision_pages(replace(SHEET, postponed=(), todo=SHEET.todo * count))
        last = " ".join(words for *_, runs in pages[-1].texts for _, words in runs)
        assert "Étaient là" in last and "Une question, un empêchement" in last, count
