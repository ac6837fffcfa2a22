"""Sheets to sign: one page each, room to answer and to sign, nothing of anybody else."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.content.agreements import Wording, wordings
from desktop.reports.agreement import AgreementData, agreement_pages, agreement_pdf
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, read_back
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import HOSTILE

DAY = date(2026, 11, 24)


def sheet(said: Wording, **changed: str) -> AgreementData:
    values = {"student": "Yanis Haddad", "level": "CE2", "school": "École Jean Moulin, Valmont", "guardian": "Samira Haddad",
              "by": "Hélène Carpentier", "function": "psychologue", "reach": "01 99 00 12 40", "code": "AC-7F3A21"}
    return AgreementData(said, **(values | changed), day=DAY)


@pytest.mark.parametrize("said", wordings(), ids=lambda said: said.code)
def test_a_sheet_holds_on_one_page_with_everything_its_content_says(said: Wording) -> None:
    for data in (sheet(said), AgreementData(said)):
        _, pages = agreement_pages(data)
        assert len(pages) == 1
        check_inside(pages)
        assert len(pages[0].boxes) == 3
        _, pages = agreement_pages(data, large=True)
        assert len(pages) == 2
        check_inside(pages)
    pdf = agreement_pdf(sheet(said))
    read = read_back(pdf)
    for words in (*said.sentences(), *(rule.source for rule in said.rules), "Yanis Haddad", "pour Samira Haddad", "Hélène Carpentier",
                  "Pour joindre : 01 99 00 12 40", "destinataire : Samira Haddad", "Signature"):
        if words != said.role:
            assert comparable(words.rstrip(".")) in read, words
    assert all(fonts(pdf).values()) and active(pdf) == []
    blank = read_back(agreement_pdf(AgreementData(said)))
    assert comparable(said.role) in blank and comparable("Nom et prénom de l’enfant") in blank


def test_names_may_be_anything_and_of_any_length() -> None:
    said = wordings()[0]
    for hostile in HOSTILE:
        data = sheet(said, student=hostile, guardian=hostile, by=hostile, function=hostile, reach=hostile, school=hostile)
        check_inside(agreement_pages(data)[1])
        assert active(agreement_pdf(data)) == []
    _, pages = agreement_pages(sheet(said, guardian="Marie-Charlotte de La Rochefoucauld-Montmorency " * 6))
    check_inside(pages)
