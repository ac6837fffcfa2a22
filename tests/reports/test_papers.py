"""Guides, the family's sheet, the pupil's sheet, the recovery sheet, and any form: each reads as it should."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from desktop.content.interview import guide, guides, parents_sheet
from desktop.forms.catalogue import FORMS
from desktop.forms.spec import Form, Table, Text
from desktop.reports.form_pdf import FormData, form_pages, form_pdf
from desktop.reports.interview_guide import GuideData, guide_pages, guide_pdf, parents_guide_pdf, parents_pages
from desktop.reports.recovery_sheet import recovery_pdf
from desktop.reports.student_sheet import EventData, GuardianData, StudentData, student_pages, student_pdf
from desktop.reports.text import comparable
from tests.reports.reading import active, fonts, page_texts, read_back, reader
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import marked

ANSWERS = {
    "heure": "16:30", "duree": "45 min", "lieu": "salle des maîtres", "eleve_present": "à 17 h",
    "personnes": [{"nom": "Samira Haddad", "fonction": "mère"}, {"nom": "Karim Haddad", "fonction": "père"}],
    "objet": "Choisir avec la famille trois objectifs courts.", "origine": "Demande de Mme Delcourt.",
    "reussites": "retient les histoires\ncalcule vite\naide les plus jeunes", "faits": "9 nov. : 50 mots lus en une minute",
    "a_montrer": "son cahier, pages 4 et 9", "parents": "ce que les parents ont dit", "accord": "sur tout",
    "decisions": [{"qui": "Mme Martin", "quoi": "déplace la séance"}],
}
FILLED = GuideData("Yanis Haddad", "Yanis", "CE2", "Mme Delcourt", "École Jean Moulin", "2026-11-13", ANSWERS,
                   recipients=("Mme Martin",), code="GE-2B61", day=date(2026, 11, 12))
SITUATIONS = [item.code for item in guides()]


@pytest.mark.parametrize("code", SITUATIONS)
def test_a_guide_is_one_page_in_every_situation(code: str) -> None:
    for data in (FILLED, GuideData(), GuideData(student="Maximilien de La Rochefoucauld", first_name="Maximilien")):
        _, pages = guide_pages(data, guide(code))
        assert len(pages) == 1
        check_inside(pages)


def test_there_are_four_situations_at_least() -> None:
    assert len(SITUATIONS) >= 4


def test_preparation_is_filled_and_listening_left_blank() -> None:
    read = read_back(guide_pdf(FILLED, guide("presenter_ppre")))
    for words in ("Choisir avec la famille", "retient les histoires", "50 mots lus", "son cahier", "vendredi 13 novembre 2026",
                  "Samira Haddad (mère)", "destinataire : Mme Martin", "À éviter", "Si le ton monte"):
        assert comparable(words) in read, words
    for words in ("ce que les parents ont dit", "sur tout", "déplace la séance"):
        assert comparable(words) not in read, words


def test_the_child_is_named_or_called_votre_enfant() -> None:
    assert "{prenom}" not in read_back(guide_pdf(FILLED, guide("premier_contact")))
    for code in SITUATIONS:
        read = read_back(guide_pdf(GuideData(), guide(code)))
        assert "{" not in read
        assert "votreenfant," not in read_back(guide_pdf(GuideData(), guide(code))).split("Écouter")[1].split("Semettre")[0][-60:]


def test_the_full_guide_has_its_twelve_sections_and_what_was_written() -> None:
    pdf = guide_pdf(FILLED, guide("presenter_ppre"), full=True)
    text = " ".join(" ".join(page_texts(pdf)).replace("\xa0", " ").split())
    for number, title in enumerate(("Qui, quand, où", "Notre but", "Ce que nous apportons", "Ouvrir", "Ce que disent les parents",
                                    "Ce que dit l’élève", "Ce que nous voyons ensemble", "Ce que nous décidons",
                                    "Accords et information", "Nous nous retrouvons", "Signatures", "Et après ?"), 1):
        assert f"{number} {title}" in text, title
    for words in ("ce que les parents ont dit", "sur tout", "déplace la séance", "signer n’est pas approuver"):
        assert words in text, words


def test_the_family_has_its_own_sheet_without_jargon() -> None:
    content = parents_sheet()
    for data in (GuideData(), FILLED):
        for large in (False, True):
            _, pages = parents_pages(data, content, large=large)
            assert len(pages) <= 2
            check_inside(pages)
    read = read_back(parents_guide_pdf(FILLED, content))
    for section in content.sections:
        assert comparable(section.heading) in read
    for words in ("Yanis Haddad", "vendredi 13 novembre 2026", "salle des maîtres", "Samira Haddad, mère", "interprète", "copie"):
        assert comparable(words) in read, words
    words = [word.strip(".,;:()’") for text in page_texts(parents_guide_pdf(GuideData(), content)) for word in text.split()]
    assert not [word for word in words if len(word) > 1 and word.isupper() and word.isalpha() and word != "GE"], words
    team = read_back(parents_guide_pdf(dataclasses.replace(FILLED, kind="equipe_educative"), content))
    assert comparable(content.may_come_with("equipe_educative").text) in team


def test_the_sheet_of_a_pupil_keeps_what_is_confidential() -> None:
    data = StudentData(
        "Yanis Haddad", "2017-12-04", "M", "CE2", "CE2 B", "Mme Delcourt", "École Jean Moulin",
        years=(("2025-2026", "CE1", "M. Roux", "École Jean Moulin"),),
        guardians=(GuardianData("Samira Haddad", "mère", "autorité parentale", "3 rue des Lilas"),
                   GuardianData("Karim Haddad", "père", "autorité à vérifier", "9 rue Cachée", hidden=True, phone="0611111111"),
                   GuardianData("Paul X", "tuteur", "", "1 rue Y", no_contact="2026-03-02", no_contact_ref="JAF 12/34")),
        projects=(("PPRE n° 2", "du 2 au 20", "en cours"),), events=(EventData("2026-09-01", "Arrivée"),), day=date(2026, 11, 23))
    read = read_back(student_pdf(data))
    for words in ("né le 4 décembre 2017", "3 rue des Lilas", "adresse confidentielle", "Ne plus écrire depuis le 2 mars 2026",
                  "JAF 12/34", "PPRE n° 2", "1er septembre 2026"):
        assert comparable(words) in read, words
    for words in ("Cachée", "0611111111", "1 rue Y", "INE"):
        assert comparable(words) not in read, words
    for paper in (data, StudentData()):
        for large in (False, True):
            check_inside(student_pages(paper, large=large)[1])


def test_the_recovery_sheet_holds_the_code_and_no_filing_code() -> None:
    code = "000G 40R4 0M30 E209 185G R38E 1W81 24GK B1B4"
    pdf = recovery_pdf("Claire Martin", "cmartin", "Pôle de Valmont", code, date(2026, 11, 23))
    read = read_back(pdf)
    assert comparable(code) in read
    for words in ("Claire Martin", "cmartin", "Pôle de Valmont", "23 novembre 2026", "S’en servir", "La garder"):
        assert comparable(words) in read, words
    assert "rangelafeuille" not in read
    assert len(reader(pdf).pages) == 1
    assert all(fonts(pdf).values())
    assert active(pdf) == []


@pytest.mark.parametrize("form", FORMS.values() if isinstance(FORMS, dict) else FORMS, ids=lambda form: form.code)
def test_any_form_prints_every_answer_and_a_box_for_each_question(form: Form) -> None:
    answers = {field.key: marked(field, field.key) for field in form.fields()}
    read = read_back(form_pdf(FormData(form, answers, "Yanis Haddad")))
    blank = read_back(form_pdf(FormData(form)))
    for section in form.sections:
        assert comparable(section.title) in blank
    for field in form.fields():
        for column in field.columns if isinstance(field, Table) else (field,):
            value = answers[field.key][0][column.key] if isinstance(field, Table) else answers[field.key]
            if isinstance(column, Text):
                assert comparable(value) in read, f"{field.key}.{column.key}"
            if isinstance(field, Table):
                assert comparable(column.label) in blank, column.key
    for data in (FormData(form, answers, "Yanis"), FormData(form)):
        for large in (False, True):
            check_inside(form_pages(data, large=large)[1])
