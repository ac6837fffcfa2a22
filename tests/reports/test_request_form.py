"""A request on paper: who, whom, where and when on the first page; blank, room to write; signed without any agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.reports.request_form import READ_BY, RequestPaper, Said, request_form_pages, request_form_pdf
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, page_texts, read_back, reader
from tests.reports.test_fillable import ANSWERS

FULL = RequestPaper(
    title="Noémie Ben Salah", about=("CP, classe de Mme Guérin", "École Jean Moulin, Valmont"), requester="Mme Guérin, enseignante",
    when=("envoyée le 12 novembre 2026",), answers=ANSWERS, teacher="Mme Guérin", director="M. Lambert", code="DEM-12AB34",
    day=date(2026, 11, 23), contributions=(Said("M. Petit", "maître E", "le 3 décembre 2026", {"faits": "Il ose lire."}),))


def test_the_first_page_says_who_whom_where_and_when() -> None:
    first = comparable(page_texts(request_form_pdf(FULL))[0])
    for text in ("Noémie Ben Salah", "CP, classe de Mme Guérin", "École Jean Moulin", "Demande de Mme Guérin", "12 novembre 2026",
                 "Entrée dans la lecture", "cœur", "3 €"):
        assert comparable(text) in first, text


def test_it_is_signed_as_read_and_never_as_agreed() -> None:
    read = read_back(request_form_pdf(FULL))
    assert comparable(READ_BY) in read and comparable("Parents ont pris connaissance") in read
    assert comparable("ce n’est pas un accord") in read and comparable("consent") not in read
    assert comparable("Parents ont pris connaissance") not in read_back(request_form_pdf(replace(FULL, about_pupil=False)))


def test_what_the_pole_writes_stays_out() -> None:
    answers = {**ANSWERS, "analyse": "Nous cherchons encore", "nature_pole": ["sens"]}
    read = read_back(request_form_pdf(replace(FULL, answers=answers)))
    assert comparable("Nous cherchons encore") not in read and comparable("regard du pôle") not in read


def test_contributions_follow_with_their_author() -> None:
    read = read_back(request_form_pdf(FULL))
    assert comparable("Contribution de M. Petit · maître E") in read and comparable("Il ose lire.") in read


def test_of_two_questions_that_answer_one_another_one_is_left() -> None:
    assert comparable("Sinon, pourquoi pas encore") not in read_back(request_form_pdf(FULL))
    other = {**ANSWERS, "parents_informes_le": None, "parents_raison": "Rendez-vous pris"}
    assert comparable("Parents informés le") not in read_back(request_form_pdf(replace(FULL, answers=other)))


@pytest.mark.parametrize("kind", ["request", "contribution"])
def test_blank_it_leaves_room_to_write_on_two_pages_at_most(kind: str) -> None:
    sheet, pages = request_form_pages(RequestPaper(kind))
    dotted = sum(rule[5] for page in pages for rule in page.rules)
    assert len(pages) <= 2 and dotted >= 15 and sheet.day is None
    first = comparable(page_texts(request_form_pdf(RequestPaper(kind)))[0])
    assert all(comparable(text) in first for text in ("Élève", "Classe", "École", "Écrit par", "Fonction", "Le"))


def test_a_contribution_says_who_writes() -> None:
    paper = RequestPaper("contribution", title="Classe de CE1", requester="Mme Roux, AESH", answers={"faits": "Il range seul."})
    read = read_back(request_form_pdf(paper))
    assert comparable("Contribution de Mme Roux, AESH") in read and comparable("Il range seul.") in read


@pytest.mark.parametrize("large", [False, True])
def test_it_prints_with_our_fonts_and_does_nothing(large: bool) -> None:
    pdf = request_form_pdf(FULL, large=large, demonstration=True)
    assert active(pdf) == [] and all(fonts(pdf).values()) and len(reader(pdf).pages) <= (4 if large else 2)


def test_the_choices_of_a_question_stay_on_its_page() -> None:
    for large in (False, True):
        _, pages = request_form_pages(RequestPaper(), large=large)
        told = [" ".join(words for *_, runs in page.texts for _, words in runs) for page in pages]
        assert [page.count("Des difficultés") for page in told if "Des difficultés" in page] == [4]
        assert sum("Ce que je vois" in page and "liées à la santé" in page for page in told) == 1
