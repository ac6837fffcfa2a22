"""Papers of requests: who, what, when; nothing of one guardian for another, no kinds, no name on a copy without names."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.session import Session
from tests.reports.reading import active, fonts, page_texts, reader
from tests.services.conftest import SCHOOL, UAI
from tests.services.requests_world import added, asked, child

KINDS = ("capacités cognitives", "méthodes", "sens donné", "sociales")
MOTHER = {"last_name": "BEN SALAH", "first_name": "Samira", "civility": "MME", "authority": "yes", "address": "12 rue des Lilas",
          "postal_code": "78990", "city": "Valmont", "confidential": True, "phone": "01 99 00 12 34", "email": "samira@exemple.fr"}
FATHER = {"last_name": "KARIM", "first_name": "Omar", "civility": "M.", "authority": "no", "address": "3 avenue Foch",
          "postal_code": "78000", "city": "Versailles", "mobile": "06 99 00 56 78"}


@pytest.fixture
def noemie(session: Session) -> str:
    id = child(session, strengths="Aime aider à ranger.")
    session.guardians.add(id, **MOTHER)
    session.guardians.add(id, **FATHER)
    return id


@pytest.fixture
def request_id(session: Session, noemie: str) -> str:
    return asked(session, [noemie], answers={
        "points_appui": "Comprend les histoires lues.", "parents_disent": "« Elle dit qu’elle est nulle. »",
        "nature": ["cognitives", "pedagogiques", "sens", "sociales"], "nature_pole": ["sens"], "analyse": "Nous cherchons encore."})


def decide(session: Session, request: str, **more: object) -> str:
    return session.concertation.decide(request, {
        "indications": ["maitre_e", "aide_enseignant"], "phrase": "Petit groupe de lecture deux fois par semaine.",
        "propose_a": "Claire Martin", "debut": "2026-11-30", "bilan_le": "2027-01-25", **more}).created[0]


def letters(pdf: bytes) -> list[str]:
    """Each page as it reads, lines joined."""
    return [" ".join(text.replace("\u00a0", " ").split()) for text in page_texts(pdf)]


def read_back(pdf: bytes) -> str:
    return " ".join(letters(pdf))


def test_the_parents_letters_hold_nothing_of_one_another(session: Session, request_id: str) -> None:
    decide(session, request_id, phrase="Rendez-vous au 3, avenue Foch ou au 12 rue des Lilas ; appeler le 01 99 00 12 34.")
    mother, father = letters(session.printing.answer(request_id, "parents"))
    assert "Samira Ben Salah" in mother and "12 rue des Lilas" in mother and "78990 Valmont" in mother
    assert "Omar Karim" in father and "3 avenue Foch" in father and "78000 Versailles" in father
    for other in ("Omar", "Foch", "Versailles", "06 99 00 56 78"):
        assert other not in mother, other
    for other in ("Samira", "Lilas", "78990 Valmont", "01 99 00 12 34", "samira"):
        assert other not in father, other
    for text in (mother, father):
        assert "nulle" not in text, "what one said is for nobody else"
        assert not [word for word in KINDS if word in text] and "Nous cherchons encore" not in text
        assert text.index("Comprend les histoires lues.") < text.index("maître E)."), "strengths first"


def test_who_does_not_exercise_authority_is_informed_and_not_asked(session: Session, request_id: str) -> None:
    decide(session, request_id, indications=["psychologue", "equipe_educative"])
    mother, father = letters(session.printing.answer(request_id, "parents"))
    assert "votre autorisation écrite" in mother and "Vous recevrez une invitation" in mother and "Lettre d’information" not in mother
    assert "Lettre d’information" in father and "vous informe" in father
    assert "autorisation" not in father and "invités" not in father


def test_whom_one_no_longer_writes_to_gets_nothing_and_it_is_said(session: Session, request_id: str, noemie: str) -> None:
    decide(session, request_id)
    mother, father = session.guardians.of(noemie)
    session.guardians.update(father.id, {"no_contact_since": "2026-09-01"})
    (only,) = letters(session.printing.answer(request_id, "parents"))
    assert "Samira" in only and "Omar" not in only and "Karim" not in only
    (told,) = session.printing.answer_notices(request_id)
    assert "on n’écrit plus" in told and "1er septembre 2026" in told
    with pytest.raises(InputError, match="écrit plus à cette personne"):
        session.printing.answer(request_id, "parents", guardian_id=father.id)
    session.guardians.update(mother.id, {"no_contact_since": "2026-09-01"})
    with pytest.raises(InputError, match="aucune lettre") as refused:
        session.printing.answer(request_id, "parents")
    assert "Noémie" not in str(refused.value)
    with pytest.raises(RefusedError):
        session.printing.answer(request_id, "parents", guardian_id="unknown")


def test_one_guardian_alone_or_nobody_known(session: Session, request_id: str, noemie: str) -> None:
    decide(session, request_id)
    mother = session.guardians.of(noemie)[0]
    (only,) = letters(session.printing.answer(request_id, "parents", guardian_id=mother.id))
    assert "Samira" in only
    mila = asked(session, [child(session, "COSTA", "Mila", "MS")])
    (letter,) = letters(session.printing.answer(mila, "parents"))
    assert "Aux parents de Mila" in letter and "Elle va être lue" in letter


def test_a_letter_about_one_of_several_children_names_no_other(session: Session, noemie: str) -> None:
    mila = child(session, "COSTA", "Mila", "MS")
    request = asked(session, [noemie, mila], answers={"points_appui": "Mila et Noémie s’entraident."})
    decide(session, request, phrase="Noémie et Mila lisent ensemble ; Mila COSTA commence.")
    of_noemie, _, of_mila = sorted(letters(session.printing.answer(request, "parents")), key=lambda text: "Mila" in text)
    assert "Costa" not in of_noemie and "Mila" not in of_noemie and "un autre enfant lisent ensemble" in of_noemie
    assert "Noémie" not in of_mila and "Ben Salah" not in of_mila


def test_the_school_and_who_asked_read_who_what_when(session: Session, request_id: str) -> None:
    session.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Valmont", "address": "4 rue des Écoles",
                          "postal_code": "78990"})
    session.people.add(civility="M.", last_name="LAMBERT", first_name="Philippe", function="directeur", school_id=SCHOOL)
    decide(session, request_id)
    school = read_back(session.printing.answer(request_id, "school"))
    for words in ("Philippe Lambert, direction", "4 rue des Écoles", "Noémie Ben Salah, CP, École Jean Moulin",
                  "Mme Guérin a demandé l’aide du pôle ressource le 11 novembre 2026",
                  "Noémie aura une aide pédagogique (maître E) avant le 30 novembre.", "Petit groupe de lecture",
                  "lundi 30 novembre 2026", "lundi 25 janvier 2027", "Claire Martin commence les séances (maître E), avant le 30 novembre",
                  "Claire Martin informe les parents"):
        assert words in school, words
    assert not [word for word in (*KINDS, "Lilas", "Foch", "nulle") if word in school]
    teacher = read_back(session.printing.answer(request_id, "teacher"))
    assert "Vous avez demandé l’aide du pôle ressource" in teacher and "Mme Guérin" in teacher and "4 rue des Écoles" in teacher
    session.requests.save(request_id, {"sujet": "Anne-Sophie et la lecture."})
    assert "le 11 novembre 2026 : « Anne-Sophie et la lecture »." in read_back(session.printing.answer(request_id, "teacher"))


def test_answers_before_a_decision_and_what_has_none(session: Session, request_id: str, noemie: str) -> None:
    assert "Où en est la demande" in read_back(session.printing.answer(request_id, "school"))
    draft = asked(session, [noemie], state="draft")
    with pytest.raises(InputError, match="brouillon"):
        session.printing.answer(draft, "school")
    of_class = asked(session, about="class", level="CE1")
    assert "Classe de CE1" in read_back(session.printing.answer(of_class, "school"))
    with pytest.raises(InputError, match="aucun élève"):
        session.printing.answer(of_class, "parents")
    with pytest.raises(InputError, match="« À »"):
        session.printing.answer(request_id, "mayor")
    with pytest.raises(RefusedError):
        session.printing.answer("unknown", "school")
    for to in ("school", "teacher", "parents"):
        blank = session.printing.answer(None, to)
        assert len(reader(blank).pages) == 1 and "Pour joindre" in read_back(blank)


def meeting_of(session: Session, noemie: str) -> str:
    mila, emir = child(session, "COSTA", "Mila", "MS"), child(session, "ÇELIK", "Emir", "GS", "M. Roux")
    requests = [asked(session, [noemie]), asked(session, [mila]), asked(session, [emir]), asked(session, about="class", level="CE1")]
    meeting = session.concertation.prepare("2026-11-23", requests, answers={"lieu": "Antenne Nord", "personnes": [
        {"nom": "Paul Bonnet", "fonction": "maître G", "presence": "present"},
        {"nom": "Dr Weber", "fonction": "médecin scolaire", "presence": "excuse"}]}).created[0]
    service = session.concertation
    service.decide(requests[0], {
        "indications": ["maitre_e"], "propose_a": "Claire Martin", "debut": "2026-11-30", "bilan_le": "2027-01-25",
        "phrase": "Claire Martin voit Noémie BEN SALAH et Mme Guérin ; la mère de Noemie, Samira Ben Salah, écrit à Noémie."}, meeting)
    service.decide(requests[1], {"indications": ["psychologue"], "phrase": "Avec Mila."}, meeting)
    service.decide(requests[3], {"indications": ["aide_enseignant"]}, meeting)
    service.postpone(meeting, service.agenda(meeting)[2].id)
    return meeting


def test_the_sheet_says_who_will_have_what_by_when_and_who_does_what(session: Session, noemie: str) -> None:
    meeting = meeting_of(session, noemie)
    pdf = session.printing.decision_sheet(meeting)
    text = read_back(pdf)
    for words in ("Ce que nous avons décidé", "lundi 23 novembre 2026", "écrit par Claire Martin", "Antenne Nord", "3 situations",
                  "Noémie Ben Salah", "Aide pédagogique (maître E)", "lun. 30 nov.", "lun. 25 janv.", "Mila Costa", "psychologue",
                  "Classe de CE1", "répond à l’école", "Noémie, Mila et la classe de CE1", "Emir Çelik", "Paul Bonnet, maître G",
                  "Excusés", "le pôle ressource"):
        assert words in text, words
    assert all(fonts(pdf).values()) and active(pdf) == []
    assert not [word for word in (*KINDS, "Lilas") if word in text]


def test_a_copy_without_names_names_nobody(session: Session, noemie: str) -> None:
    meeting = meeting_of(session, noemie)
    pdf = session.printing.decision_sheet(meeting, nameless=True)
    text = read_back(pdf)
    for name in ("Noémie", "Noemie", "Ben Salah", "BEN SALAH", "Mila", "Costa", "Emir", "Guérin", "Samira", "Claire", "Martin",
                 "Bonnet", "Moulin", "Roux"):
        assert name not in text, name
    for words in ("élève 1, CP", "élève 2, MS", "élève 3, GS", "une classe de CE1", "maître E", "Copie sans nom",
                  "écrit à l’élève 1"):
        assert words in text, words
    assert not reader(pdf).metadata or "Noémie" not in str(reader(pdf).metadata)


def test_a_copy_without_names_knows_the_people_and_children_of_one_name(session: Session) -> None:
    session.people.add(last_name="PETIT", first_name="Anne", civility="MME", pole=1)
    session.people.add(last_name="ROUX", first_name="Paul", function="enseignant", school_id=SCHOOL)
    one, two = child(session, "NOËL", "Zoé", "CP"), child(session, "NOËL", "Luc", "CE1")
    for student, phrase in ((one, "Petit groupe avec Mme Petit et M. Roux ; Zoé lit."), (two, "Luc Noël et les autres NOËL.")):
        decide(session, asked(session, [student]), phrase=phrase, propose_a="")
    both = asked(session, [one, two])
    decide(session, both)
    text = read_back(session.printing.decision_sheet(since="2026-11-01", nameless=True))
    for words in ("Petit groupe avec une personne du pôle et […] ; élève 1 lit.", "Élève 2 et les autres un élève.",
                  "élève 2 et élève 1, CE1", "élève 1 et élève 2"):
        assert words in text, words
    assert "Roux" not in text and "Noël" not in text and "Mme" not in text


def test_the_sheet_of_a_time_and_to_be_filled_by_hand(session: Session, request_id: str) -> None:
    decide(session, request_id)
    text = read_back(session.printing.decision_sheet(since="2026-11-01", until="2026-11-30"))
    assert "du 1er novembre 2026 au 30 novembre 2026" in text and "Noémie Ben Salah" in text
    assert "Aucune décision" in read_back(session.printing.decision_sheet(since="2026-12-01"))
    assert "modèle vierge" in read_back(session.printing.decision_sheet(blank=True))
    with pytest.raises(InputError, match="date"):
        session.printing.decision_sheet(since="hier")
    with pytest.raises(RefusedError):
        session.printing.decision_sheet("unknown")


def test_the_request_itself_with_what_was_added(session: Session, request_id: str) -> None:
    one = added(session, request_id, "M. Bonnet", {"faits": "En EPS, mène le jeu."})
    text = read_back(session.printing.request(request_id))
    for words in ("Noémie Ben Salah", "Demande de Mme Guérin", "envoyée le 11 novembre 2026", "Reconnaît 9 lettres sur 26.",
                  "M. Bonnet", "En EPS, mène le jeu."):
        assert words in text, words
    assert "Nous cherchons encore" not in text, "what the pôle alone writes"
    assert "En EPS, mène le jeu." in read_back(session.printing.contribution(one))
    assert "modèle vierge" in read_back(session.printing.request()) and "modèle vierge" in read_back(session.printing.contribution())
    with pytest.raises(RefusedError):
        session.printing.request("unknown")


def test_the_ribbon_says_of_a_meeting_about_several_what_was_decided_for_this_child_alone(session: Session, noemie: str) -> None:
    meeting = meeting_of(session, noemie)
    session.meetings.save(meeting, {"objet": "Regarder Mila et Emir", "decisions": [{"qui": "Paul", "quoi": "écrit à la mère de Mila"}]})
    session.aids.note(noemie, "2025-2026", "apc", "oui")
    text = read_back(session.printing.ribbon(noemie))
    for words in ("Parcours de la petite section au CM2", "Noémie Ben Salah", "APC", "réunion de synthèse : aide pédagogique (maître E)",
                  "Entrée dans la lecture", "imprimé par Claire Martin, maître E"):
        assert words in text, words
    assert "Mila" not in text and "Emir" not in text and "psychologue :" not in text
    with pytest.raises(RefusedError):
        session.printing.ribbon("unknown")


def test_the_timetable_names_no_child(session: Session, noemie: str) -> None:
    help_ = session.helping.add("individual", "Noémie lecture", students=[noemie], school_id=SCHOOL).created[0]
    session.timetable.add(2, "09:00", "09:45", intervention_id=help_, school_id=SCHOOL, place="salle 4")
    session.timetable.add(3, "10:00", "11:00", label="Conseil de cycle", period="P3")
    mine = read_back(session.printing.timetable(owner_id="claire"))
    for words in ("Emploi du temps", "Claire Martin", "2026-2027", "Aide individuelle", "salle 4", "Conseil de cycle"):
        assert words in mine, words
    assert "Noémie" not in mine and "Ben Salah" not in mine
    second = read_back(session.printing.timetable(owner_id="claire", period="P2"))
    assert "période 2" in second and "Conseil de cycle" not in second
    assert "23 novembre" in read_back(session.printing.timetable(week="2026-11-25"))
    assert "Aide individuelle" in read_back(session.printing.timetable(intervention_id=help_))
    assert "École Jean Moulin" in read_back(session.printing.timetable(school=SCHOOL))
    assert "modèle vierge" in read_back(session.printing.timetable(blank=True))
    for wrong in ({"period": "P9"}, {"week": "demain"}):
        with pytest.raises(InputError):
            session.printing.timetable(**wrong)
    with pytest.raises(RefusedError):
        session.printing.timetable(intervention_id="unknown")
