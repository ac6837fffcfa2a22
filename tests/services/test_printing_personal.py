"""Papers from the notebook, the register and the Annuaire: values reach the page, what must stay in the file stays there."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import docx
import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Person
from desktop.reports.text import comparable
from desktop.security import recovery
from desktop.services.session import Session
from tests.reports.reading import page_texts, read_back
from tests.services.conftest import UAI
from tests.services.people import House

ANSWERS = {
    "question": "D’où vient sa lenteur ?", "origine": "Ses parents", "attitude": "Il réfléchit.", "prudence": "Le total n’a pas de sens.",
    "points_appui": "Il raisonne avec sûreté.", "hypotheses": "L’écrit coûte.", "reponse": "Alléger l’écrit.",
    "aide_classe": "Une consigne à la fois.", "aide_maison": "Se reposer.",
    "restitutions": [{"le": "2026-11-22", "a_qui": "sa mère", "dit": "lu ensemble"}]}
SCORES = [{"code": "ICV", "score": 108, "bas": 100, "haut": 115}, {"code": "IMT", "score": 77, "bas": 71, "haut": 86},
          {"code": "QIT", "score": 93, "bas": 89, "haut": 98, "non_interpretable": True, "pourquoi": "trop d’écart"},
          {"code": "SIM", "score": 12}, {"code": "VOC", "score": 13}]


@dataclass(frozen=True)
class Case:
    """A child, both parents with their own addresses, and a bilan the psychologist wrote."""

    child: str
    mother: str
    father: str
    aunt: str
    bilan: str
    director: Session
    mine: Session


@pytest.fixture
def case(house: House) -> Case:
    director, mine = house.session("lambert"), house.session("haddad")
    child = director.students.add(last_name="BENALI", first_name="Yanis", birth_date="2018-04-02", sex="M", school=UAI, level="CE1",
                                  class_name="CE1 A").created[0]
    mother = director.guardians.add(child, relation="Mère", last_name="Benali", first_name="Leïla", authority="yes",
                                    address="3 rue des Lilas", mobile="0611111111").created[0]
    father = director.guardians.add(child, relation="Père", last_name="Roux", first_name="Karim", authority="to_check", confidential=True,
                                    address="9 rue Cachée", mobile="0622222222", email="karim@exemple.fr").created[0]
    aunt = director.guardians.add(child, relation="Tante", last_name="Sansdroit", first_name="Zoé", authority="no").created[0]
    mine.agreements.add(child, guardian=mother, purpose="bilan", date="2026-11-02")
    mine.agreements.add(child, guardian=father, purpose="bilan", state="waived", reason="protection")
    bilan = mine.assessments.add(child, "wisc5", "2026-11-20", ANSWERS, scores=SCORES).created[-1]
    return Case(child, mother, father, aunt, bilan, director, mine)


# -- the report --------------------------------------------------------------------------------------------------------
def test_a_report_carries_the_bilan_and_its_author(case: Case, house: House) -> None:
    with case.director.commun.unit("Annuaire") as unit:
        unit.new(Person, {"last_name": "Haddad", "first_name": "Samira", "function": "psychologue de secteur", "sector": "Antenne Nord",
                          "phone": "01 99 00 12 40", "half_days": "mardi", "account_id": "haddad", "pole": 1})
    pdf = case.mine.printing.psychological_report(case.bilan)
    read = read_back(pdf)
    for words in ("Yanis Benali", "né le 2 avril 2018, 8 ans 7 mois", "Samira Haddad", "psychologue de secteur", "Antenne Nord",
                  "01 99 00 12 40, mardi", "À l’attention de : Leïla Benali, Karim Roux", "WISC-V", "108", "100 à 115", "trop d’écart",
                  "le 22 novembre 2026 à sa mère : lu ensemble", *(text for text in ANSWERS.values() if isinstance(text, str))):
        assert comparable(words) in read, words
    assert case.mine.printing.psychological_report(case.bilan, large=True) != pdf
    assert comparable("À l’attention de : la MDPH") in read_back(case.mine.printing.psychological_report(case.bilan, addressee="la MDPH"))


def test_a_report_tells_who_agreed_never_a_refusal_nor_a_reason(case: Case) -> None:
    text = " ".join(" ".join(page_texts(case.mine.printing.psychological_report(case.bilan))).replace("\xa0", " ").split())
    assert "donnée par Leïla Benali le 2 novembre 2026, écrite" in text
    for word in ("protection", "recueillie", "refus"):
        assert word not in text, word
    case.mine.assessments.save(case.bilan, {"autorisation": "Vue en entretien avec sa mère."})
    assert comparable("Vue en entretien avec sa mère.") in read_back(case.mine.printing.psychological_report(case.bilan))


def test_a_number_not_to_be_read_is_on_no_paper(case: Case) -> None:
    for pdf in (case.mine.printing.psychological_report(case.bilan), case.mine.printing.psychological_report(case.bilan, large=True)):
        text = " ".join(page_texts(pdf)).replace("\xa0", " ")
        assert not re.search(r"(?<!\d)93(?!\d)", text) and "89 à 98" not in text
    made = docx.Document(io.BytesIO(case.mine.printing.psychological_report(case.bilan, docx=True)))
    rows = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert ["Quotient total (QIT)", "–", "", "", "non interprétable : trop d’écart"] in rows
    assert ["Compréhension verbale (ICV)", "108", "100 à 115", "70 (calculé)", ""] in rows


def test_former_bilans_come_only_when_asked(case: Case) -> None:
    later = case.mine.assessments.add(case.child, "wisc5", "2026-11-22", {}, scores=[{"code": "ICV", "score": 111}]).created[-1]
    title = comparable("D’un bilan à l’autre")
    assert title not in read_back(case.mine.printing.psychological_report(later))
    read = read_back(case.mine.printing.psychological_report(later, evolution=True))
    assert title in read and comparable("108 111") in read
    assert title not in read_back(case.mine.printing.psychological_report(case.bilan, evolution=True))


def test_nobody_else_prints_a_bilan_and_the_answer_is_that_of_an_unknown_one(case: Case) -> None:
    told = []
    for id in (case.bilan, "0190a000-0000-7000-8000-000000000000"):
        for make in (case.director.printing.psychological_report, case.director.printing.school_note):
            with pytest.raises(RefusedError) as caught:
                make(id)
            told.append(str(caught.value))
    assert len(set(told)) == 1


# -- the note for the school -------------------------------------------------------------------------------------------
def test_a_note_for_the_school_has_no_number_and_no_test(case: Case) -> None:
    case.mine.releases.release(case.bilan, addressee="l’équipe", purpose="aider", content="Une consigne à la fois.", talk_on="2027-01-12")
    text = " ".join(" ".join(page_texts(case.mine.printing.school_note(case.bilan))).replace("\xa0", " ").split())
    for words in ("Yanis Benali", "CE1 A", "Une consigne à la fois.", "Il raisonne avec sûreté.", "mardi 12 janvier 2027", "Samira Haddad"):
        assert words in text, words
    text = re.sub(r"formulaire NE-\w+", "", text)  # the code of the paper is made of the record's id
    for words in ("WISC", "108", "77", "93", "indice", "score", "QIT", "lenteur", "Alléger"):
        assert words not in text, words
    made = docx.Document(io.BytesIO(case.mine.printing.school_note(case.bilan, docx=True)))
    said = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "On se reparle le mardi 12 janvier 2027." in said and made.tables == [] and "108" not in said
    assert made.core_properties.author == "Samira Haddad"
    assert "hors du coffre" in case.mine.printing.document_notice()


def test_what_looks_like_a_score_is_told_and_still_prints(case: Case) -> None:
    assert case.mine.printing.school_note_remarks(case.bilan) == ()
    case.mine.assessments.save(case.bilan, {"aide_classe": "Son IMT est à 77 au WISC : une consigne à la fois, 10 minutes."})
    told = [remark.text for remark in case.mine.printing.school_note_remarks(case.bilan)]
    assert [re.findall("« (.*?) »", text)[0] for text in told] == ["77", "IMT", "WISC"]
    assert comparable("Son IMT est à 77") in read_back(case.mine.printing.school_note(case.bilan))


# -- agreements --------------------------------------------------------------------------------------------------------
def test_each_guardian_has_a_sheet_and_nothing_of_another_on_it(case: Case) -> None:
    for guardian, name, others in ((case.mother, "Leïla Benali", ("Karim", "Roux", "Cachée", "0622222222", "karim@")),
                                   (case.father, "Karim Roux", ("Leïla", "Lilas", "0611111111", "Cachée", "2 novembre"))):
        read = read_back(case.mine.printing.agreement(case.child, "psychologue", guardian))
        assert comparable(f"pour {name}") in read and comparable("Samira Haddad") in read
        for other in (*others, "Sansdroit", "protection"):
            assert comparable(other) not in read, other
    pages = page_texts(case.mine.printing.agreement(case.child, "psychologue_suivi"))
    assert [("Leïla" in page, "Karim" in page) for page in pages] == [(True, False), (False, True)]


def test_a_sheet_is_not_made_for_who_does_not_decide_or_is_no_longer_written_to(case: Case) -> None:
    with pytest.raises(InputError, match="autorité parentale"):
        case.mine.printing.agreement(case.child, "psychologue", case.aunt)
    case.director.guardians.update(case.father, {"no_contact_since": "2026-10-01"})
    with pytest.raises(InputError, match="1er octobre 2026"):
        case.mine.printing.agreement(case.child, "psychologue", case.father)
    with pytest.raises(RefusedError):
        case.mine.printing.agreement(case.child, "psychologue", "0190a000-0000-7000-8000-000000000000")
    with pytest.raises(InputError):
        case.mine.printing.agreement(case.child, "vacances")
    assert len(page_texts(case.mine.printing.agreement(case.child))) == 1


def test_a_blank_sheet_of_any_kind_and_one_for_a_child_known_to_her_alone(case: Case) -> None:
    for purpose in ("psychologue", "suivi", "maitre_g", "stage", "pap", "contact_soin", "visite_medicale"):
        read = read_back(case.director.printing.agreement(purpose=purpose))
        assert comparable("modèle vierge") in read
        assert (comparable("Philippe Lambert") in read) == (purpose in ("stage", "pap", "contact_soin")), purpose
    hers = case.mine.notebook.add_student("Marchand", "Lina").created[0]
    read = read_back(case.mine.printing.agreement(hers, large=True))
    assert comparable("Lina Marchand") in read and comparable("pour Lina Marchand") in read
    with pytest.raises(RefusedError):
        case.director.printing.agreement(hers)


# -- health, the pôle, the day -------------------------------------------------------------------------------------------
def test_a_request_to_the_doctor_takes_needs_and_what_was_tried(case: Case) -> None:
    case.director.projects.add(case.child, "ppre", {"besoins": "Du temps.", "actions": [{"action": "Lire à deux", "frequence": "2 fois"}],
                                                   "hors_ecole": "orthophonie", "hors_ecole_accord": True})
    case.director.students.update(case.child, {"strengths": "Il chante."})
    read = read_back(case.director.printing.medical_request(case.child))
    for words in ("Yanis Benali", "Du temps.", "Lire à deux, 2 fois", "PPRE n° 1", "Il chante.", "Philippe Lambert", "pas d’accord"):
        assert comparable(words) in read, words
    for words in ("orthophonie", "Lilas", "Cachée", "WISC"):
        assert comparable(words) not in read, words
    assert comparable("infirmière") in read_back(case.director.printing.medical_request(to="nurse"))
    with pytest.raises(InputError):
        case.director.printing.medical_request(case.child, "pharmacien")
    mine = read_back(case.mine.printing.medical_request(case.child))
    assert comparable("Samira Haddad") in mine and "donné par" not in mine
    case.mine.agreements.add(case.child, guardian=case.mother, purpose="visite_medicale", date="2026-11-12")
    assert comparable("accord donné par Leïla Benali le 12 novembre 2026") in read_back(case.mine.printing.medical_request(case.child))
    assert comparable("pas d’accord") in read_back(case.director.printing.medical_request(case.child))


def test_the_cover_of_an_envelope_never_names_the_child(case: Case) -> None:
    read = read_back(case.director.printing.envelope_cover(case.child))
    assert comparable("École Jean Moulin, Valmont") in read
    for words in ("Yanis", "Benali", "CE1", case.child[-6:]):
        assert comparable(words) not in read, words
    assert comparable("Pli confidentiel") in read_back(case.director.printing.envelope_cover(to="nurse"))


def test_avis_awaited_the_annuaire_and_the_day(case: Case) -> None:
    case.director.health.ask_avis(case.child, "pap", "2026-11-02")
    assert comparable("BENALI Yanis PAP 2 novembre 2026 3 semaines") in read_back(case.director.printing.awaited_avis())
    case.director.directory.save(None, {"last_name": "Nguyen", "first_name": "Linh", "function": "médecin", "half_days": "jeudi"})
    assert comparable("Linh Nguyen médecin jeudi") in read_back(case.director.printing.directory())
    case.mine.notebook.add("entretien", "2026-11-24", case.child, {"heure": "10:30"})
    assert comparable("10 h 30 BENALI Yanis Entretien") in read_back(case.mine.printing.day_sheet("2026-11-24"))
    assert comparable("Rien n’est prévu") in read_back(case.director.printing.day_sheet("2026-11-24"))
    with pytest.raises(InputError):
        case.mine.printing.day_sheet("demain")


def test_ones_own_recovery_sheet_is_for_oneself(case: Case) -> None:
    code = "000G 40R4 0M30 E209 185G R38E 1W81 24GK B1B4"
    read = read_back(case.mine.printing.recovery_sheet(code))
    assert comparable(code) in read and comparable("Samira Haddad, et personne d’autre") in read
    assert all(comparable(word) in read for word in recovery.in_words(recovery.read(code)))


def test_an_impression_is_a_read_where_reads_are_kept(case: Case) -> None:
    told: list[tuple[Any, ...]] = []

    class Kept:
        def note(self, table: str, row: str, root: str, how: str = "écran") -> None:
            told.append((table, row, root, how))

    case.mine.__dict__["reads"] = Kept()
    case.mine.printing.psychological_report(case.bilan)
    case.mine.printing.school_note(case.bilan, docx=True)
    case.mine.printing.school_note_remarks(case.bilan)
    assert told == [("assessment", case.bilan, case.child, "papier"), ("assessment", case.bilan, case.child, "export")]


def test_without_a_linked_account_the_annuaire_is_read_by_name(case: Case) -> None:
    case.director.directory.save(None, {"last_name": "HADDAD", "first_name": "Samira", "function": "psychologue", "phone": "01 99 00 55 55"})
    assert comparable("01 99 00 55 55") in read_back(case.mine.printing.school_note(case.bilan))
    assert comparable("01 99 00 55 55") not in read_back(case.director.printing.agreement(purpose="pap"))
