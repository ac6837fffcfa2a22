"""Papers to the doctor, of the pôle, of the day and of accounts: whole, inside their page, naming nobody more than they must."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.reports.day_sheet import DayData, day_pages, day_pdf
from desktop.reports.directory import MemberData, directory_pages, directory_pdf
from desktop.reports.invitation_sheet import card_pdf, invitation_pdf
from desktop.reports.medical_request import (
    ASKED,
    NO_CAUSE,
    AwaitedLine,
    RequestData,
    awaited_pages,
    awaited_pdf,
    envelope_pages,
    envelope_pdf,
    request_pages,
    request_pdf,
    waited,
)
from desktop.reports.text import comparable
from tests.reports.reading import active, page_texts, read_back, reader
from tests.reports.test_flow import check_inside
from tests.reports.test_ppre import HOSTILE

DAY = date(2026, 11, 24)
CODE = "000G 40R4 0M30 E209 185G R38E 1W81 24GK B1B4"
REQUEST = RequestData("doctor", "Yanis Haddad", "2018-01-05", "M", "CE2", "École Jean Moulin, Valmont", "01 99 00 12 34", "Mme Delcourt",
                      "Philippe Lambert", "directeur", "Il retient ce qui est dit.", "Prendre le temps de la consigne.",
                      ("PPRE n° 2", "Consigne redite, chaque jour"), ("donné par Samira Haddad le 12 novembre 2026, écrit",),
                      "DM-7F3A21", DAY)
MEMBER = MemberData("Hélène Carpentier", "psychologue", "Antenne Nord", "lundi, mardi", "laisser un message", "01 99 00 12 40",
                    "h.carpentier@exemple.fr")


# -- the doctor --------------------------------------------------------------------------------------------------------
def test_a_request_says_needs_what_was_tried_and_who_agreed() -> None:
    _, pages = request_pages(REQUEST)
    assert len(pages) == 1
    check_inside(pages)
    read = read_back(request_pdf(REQUEST))
    for words in ("Demande d’intervention du médecin", "Yanis Haddad", "né le 5 janvier 2018", "Mme Delcourt", "01 99 00 12 34",
                  "Il retient ce qui est dit.", "Prendre le temps de la consigne.", "Consigne redite, chaque jour", NO_CAUSE,
                  "accord donné par Samira Haddad le 12 novembre 2026", "Philippe Lambert", "enveloppe fermée",
                  "le médecin de l’Éducation nationale", *ASKED):
        assert comparable(words) in read, words
    assert comparable("pas d’accord") not in read


def test_a_blank_request_has_room_and_the_three_answers() -> None:
    for to, title in (("doctor", "Demande d’intervention du médecin"), ("nurse", "Demande d’intervention infirmière")):
        for large in (False, True):
            _, pages = request_pages(RequestData(to), large=large)
            check_inside(pages)
        _, pages = request_pages(RequestData(to))
        assert len(pages) == 1
        assert len(pages[0].boxes) == len(ASKED) + 3
        assert len([rule for rule in pages[0].rules if rule[5]]) >= 12
        assert comparable(title) in read_back(request_pdf(RequestData(to)))


def test_any_text_of_any_length_stays_inside_the_request() -> None:
    for hostile in (*HOSTILE, "mot " * 3000):
        data = RequestData("nurse", hostile[:80], needs=hostile, strengths=hostile, tried=(hostile, "fin"), by=hostile[:90])
        check_inside(request_pages(data)[1])
        assert active(request_pdf(data)) == []


def test_the_envelope_names_no_child_and_has_no_code() -> None:
    _, pages = envelope_pages("doctor", "École Jean Moulin", "01 99 00 12 34", DAY)
    assert len(pages) == 1
    check_inside(pages)
    assert pages[0].filled == []
    read = read_back(envelope_pdf("doctor", "École Jean Moulin", "01 99 00 12 34", DAY))
    for words in ("Pli confidentiel", "à l’attention du médecin de l’Éducation nationale", "École Jean Moulin", "À remplir à la main"):
        assert comparable(words) in read, words
    assert "Haddad" not in read and "formulaire" not in read
    assert comparable("de l’infirmière ou de l’infirmier") in read_back(envelope_pdf("nurse"))


@pytest.mark.parametrize(("days", "words"), [(0, "0 jour"), (1, "1 jour"), (13, "13 jours"), (14, "2 semaines"), (61, "8 semaines"),
                                            (62, "2 mois"), (400, "13 mois")])
def test_how_long_an_avis_is_awaited_is_said_as_people_say_it(days: int, words: str) -> None:
    assert waited(days).replace("\u202f", " ") == words


def test_avis_awaited_are_a_table_or_a_sentence() -> None:
    lines = [AwaitedLine(f"ÉLÈVE Numéro {n}", "PAP", "2026-09-10", n) for n in range(80)]
    _, pages = awaited_pages(lines, DAY)
    assert len(pages) > 1
    check_inside(pages)
    read = read_back(awaited_pdf(lines, DAY))
    assert all(comparable(line.student) in read for line in lines)
    assert comparable("Aucun avis n’est attendu.") in read_back(awaited_pdf([], DAY))


# -- the pôle and the day ----------------------------------------------------------------------------------------------
def test_the_annuaire_of_twenty_people_is_two_pages_at_most() -> None:
    _, pages = directory_pages("Pôle de Valmont", [MEMBER] * 20, DAY)
    assert len(pages) <= 2
    check_inside(pages)
    read = read_back(directory_pdf("Pôle de Valmont", [MEMBER], DAY))
    for words in ("Pôle de Valmont", "Hélène Carpentier", "psychologue", "Antenne Nord", "lundi, mardi", "laisser un message",
                  "01 99 00 12 40", "h.carpentier@exemple.fr"):
        assert comparable(words) in read, words
    _, blank = directory_pages("", [])
    assert len(blank) == 1
    check_inside(directory_pages("x" * 300, [MemberData("m " * 400, "f" * 300, "s" * 300, "", "r" * 300)], large=True)[1])


def test_a_day_goes_school_by_school() -> None:
    lines = [DayData("École Jean Moulin", "08:45", "HADDAD Yanis", "Bilan"), DayData("École Jean Moulin", "14:00", "MOREAU Jade", "Entretien"),
             DayData("", "", "", "Appeler le centre")]
    _, pages = day_pages(DAY, lines, "Hélène Carpentier")
    check_inside(pages)
    assert pages[0].filled == []
    text = " ".join(" ".join(page_texts(day_pdf(DAY, lines, "Hélène Carpentier"))).replace("\xa0", " ").split())
    for words in ("mardi 24 novembre 2026", "8 h 45 HADDAD Yanis Bilan", "14 h 00", "Sans école", "et personne d’autre"):
        assert words in text, words
    assert text.count("École Jean Moulin") == 1
    assert comparable("Rien n’est prévu") in read_back(day_pdf(DAY, []))
    check_inside(day_pages(DAY, [DayData("É" * 200, "vers midi", "q " * 300, "w" * 900)] * 12)[1])


# -- accounts ----------------------------------------------------------------------------------------------------------
def test_an_invitation_says_how_to_open_and_until_when() -> None:
    pdf = invitation_pdf("Hélène Carpentier", "hcarpentier", "Pôle de Valmont", CODE, "2026-12-24", DAY)
    read = read_back(pdf)
    assert len(reader(pdf).pages) == 1
    for words in (CODE, "hcarpentier", "Pôle de Valmont", "À utiliser avant le 24 décembre 2026", "n’ouvre que le fichier commun",
                  "J’ai une invitation", "votre phrase de passe", "et personne d’autre"):
        assert comparable(words) in read, words
    assert "rangelafeuille" not in read and active(pdf) == []


def test_a_card_is_six_words_to_read_aloud() -> None:
    words = ("cabane", "lampe", "rivière", "carton", "olive", "tambour")
    pdf = card_pdf("Hélène Carpentier", "hcarpentier", "Pôle de Valmont", words, DAY)
    read = read_back(pdf)
    assert len(reader(pdf).pages) == 1
    assert all(comparable(f"{number} {word}") in read for number, word in enumerate(words, 1))
    assert comparable("ne sont pas un secret") in read
