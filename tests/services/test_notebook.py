"""A notebook of one's own: a child she alone knows, a note in two gestures, and nothing of it anywhere else."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import DamagedError, InputError, RefusedError
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from tests.services.conftest import SCHOOL, UAI
from tests.services.people import House

PDF = b"%PDF-1.7\n% CANARIPIECE\n"


def _pupil(session: Session, last: str = "Benali", first: str = "Yanis", birth: str = "2018-04-02") -> str:
    return session.students.add(last_name=last, first_name=first, birth_date=birth, school=UAI, level="CE1", class_name="CE1 A").created[0]


def _told(session: Session, pupil: str) -> list[Any]:
    """All that a person's screens, lists, searches and exports say."""
    return [session.students.page(StudentQuery()), session.students.counts(StudentQuery()), session.students.get(pupil),
            session.students.timeline(pupil), session.students.ribbon(pupil), session.history.of("student", pupil), session.history.bin(),
            session.history.last_units(), session.search.everything("haddad"), session.search.everything("canari"), session.meetings.list(),
            session.projects.list(), session.tasks.list(), session.agreements.list(pupil), session.releases.of(pupil),
            session.health.avis(pupil), session.health.plans(pupil), session.health.awaited(), session.notebook.students(), session.notebook.list(),
            session.notebook.find("canari"), session.notebook.counts(), session.drafts.all(), session.digest(), session.verify(),
            session.printing.student_sheet(pupil)]


def test_a_name_a_text_and_the_note_is_kept_with_the_child(house: House) -> None:
    pupil = _pupil(house.session("lambert"))
    mine = house.session("haddad")
    note = mine.notebook.quick("benali", "Lit à voix basse, seul, dix minutes.").created[-1]
    assert mine.notebook.get(note).student_id == pupil
    [child] = mine.notebook.students()
    assert (child.id, child.name, child.level, child.school, child.known) == (pupil, "BENALI Yanis", "CE1", "École Jean Moulin", "commun")
    [row] = mine.notebook.list(pupil)
    assert (row.label, row.title, row.student) == ("Note", "Lit à voix basse, seul, dix minutes.", "BENALI Yanis")


def test_a_name_nobody_knows_is_a_child_of_her_own_file(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    mine = house.session("haddad")
    mine.notebook.quick("Inès CANARI", "La mère est venue d’elle-même.")
    assert [(one.name, one.known) for one in mine.notebook.students()] == [("CANARI Inès", "here")]
    assert [one.name for one in mine.notebook.find("ca in")] == ["CANARI Inès"]
    mine.notebook.quick("canari inès", "Seconde rencontre.")
    assert len(mine.notebook.students()) == 1, "the same name is the same child"
    assert len(mine.notebook.list(mine.notebook.students()[0].id)) == 2
    assert [row.last_name for row in director.students.page(StudentQuery())] == ["Benali"]
    assert pupil != mine.notebook.students()[0].id


def test_several_children_of_that_name_ask_to_choose_and_tell_nothing(house: House) -> None:
    director = house.session("lambert")
    _pupil(director)
    _pupil(director, first="Yasmine")
    mine = house.session("haddad")
    with pytest.raises(InputError, match="choisissez") as said:
        mine.notebook.quick("benali", "Une note")
    assert "Yanis" not in str(said.value)
    assert mine.notebook.list() == ()
    assert len(mine.notebook.find("ben ya")) == 2
    mine.notebook.quick("Yasmine Benali", "Une note")
    assert mine.notebook.students()[0].name == "BENALI Yasmine"


def test_her_lists_show_both_files_as_one_and_search_finds_both(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    mine = house.session("haddad")
    mine.notebook.add("observation", student=pupil, answers={"faits": "Compte sur ses doigts, marguerite."})
    mine.notebook.add("demande_famille", name="Lina Marchand", answers={"demande": "Le sommeil, jonquille."})
    assert [one.name for one in mine.notebook.students()] == ["BENALI Yanis", "MARCHAND Lina"]
    assert [one.name for one in mine.notebook.students("march")] == ["MARCHAND Lina"]
    assert [found.table for found in mine.search.everything("marguerite")] == ["note"]
    assert {found.table for found in mine.search.everything("marchand")} == {"notebook"}
    assert [row.student for row in mine.notebook.list(search="jonq")] == ["MARCHAND Lina"]
    assert director.search.everything("marguerite") == () == director.search.everything("marchand")


def test_what_she_writes_changes_not_one_byte_nor_one_word_for_the_director(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    director.guardians.add(pupil, last_name="Benali", first_name="Nora", authority="yes")
    director.meetings.add("equipe_educative", "2026-12-01", [pupil], {"objet": "Lecture"})
    before, file = _told(director, pupil), house.bytes_of("commun")
    mine = house.session("haddad")
    note = mine.notebook.add("entretien", student=pupil, answers={"paroles": "CANARIJAUNE"}).created[-1]
    mine.notebook.attach(note, "Dessin", PDF)
    mine.notebook.quick("Inès Canari", "CANARIVERT")
    mine.notebook.add("prevention", answers={"theme": "Sommeil", "classes": "CP", "enfants": 22}, school=UAI)
    mine.agreements.add(pupil, purpose="psychologue_bilan")
    bilan = mine.assessments.add(pupil, "wisc5", scores=[{"code": "ICV", "score": 98}]).created[-1]
    mine.assessments.save(bilan, {"question": "CANARIBLEU"})
    mine.drafts.keep("note", "nouvelle", pupil, {"texte": "CANARIGRIS"})
    mine.notebook.remove(note)
    mine.undo(mine.last_act())
    mine.erasure.rectify("note", note, "paroles", "le vrai mot")
    mine.erasure.erase("note", note)
    assert house.bytes_of("commun") == file
    assert _told(director, pupil) == before
    again = house.session("lambert")
    assert _told(again, pupil) == before


def test_unknown_and_forbidden_records_get_the_same_sentence(house: House) -> None:
    from desktop.services.lookup import record

    director = house.session("lambert")
    pupil = _pupil(director)
    mine = house.session("haddad")
    note = mine.notebook.quick("benali", "CANARI").created[-1]
    assert record(mine, note)["answers"]["texte"] == "CANARI"
    said = set()
    for id in (note, "0190a000-0000-7000-8000-000000000000"):
        for ask in (lambda id: record(director, id), director.notebook.get, lambda id: director.erasure.erase("note", id),
                    lambda id: director.history.of("note", id), director.notebook.remove, director.assessments.get):
            with pytest.raises(RefusedError) as refused:
                ask(id)
            said.add(str(refused.value))
    assert len(said) == 1
    assert record(director, pupil)["type"] == "student"


def test_a_note_removed_comes_back_from_her_own_bin(house: House) -> None:
    director = house.session("lambert")
    _pupil(director)
    mine = house.session("haddad")
    note = mine.notebook.quick("benali", "Une note").created[-1]
    piece = mine.notebook.attach(note, "Dessin", PDF).created[0]
    gone = mine.notebook.remove(note)
    assert mine.notebook.list() == () == mine.search.everything("note")
    [item] = mine.history.bin()
    assert (item.table, item.title) == ("note", "Note 2026-11-23 · BENALI Yanis")
    assert director.history.bin() == ()
    mine.undo(item.unit)
    assert mine.notebook.get(note).answers["texte"] == "Une note"
    assert mine.notebook.piece(piece) == ("Dessin", "application/pdf", PDF)
    assert gone.unit == item.unit


def test_undoing_a_quick_note_takes_its_new_child_away_unless_she_wrote_of_her_since(house: House) -> None:
    mine = house.session("haddad")
    first = mine.notebook.quick("Inès Canari", "Une note")
    mine.undo(first.unit)
    assert mine.notebook.students() == ()
    first = mine.notebook.quick("Inès Canari", "Une note")
    mine.notebook.quick("Inès Canari", "Une autre")
    mine.undo(first.unit)
    assert [row.title for row in mine.notebook.list(mine.notebook.students()[0].id)] == ["Une autre"]
    assert mine.verify() == []


def test_the_last_act_is_found_in_whichever_file_it_was_made(house: House) -> None:
    director = house.session("lambert")
    _pupil(director)
    mine = house.session("haddad")
    task = mine.tasks.add("Rappeler l’école")
    note = mine.notebook.quick("benali", "Une note")
    assert mine.last_act() in (note.unit, task.unit)
    mine.undo(note.unit)
    assert mine.last_act() == task.unit
    mine.undo(task.unit)
    with pytest.raises(RefusedError, match="rien à annuler"):
        mine.last_act()


def test_history_and_rectifying_work_in_her_own_file(house: House) -> None:
    _pupil(house.session("lambert"))
    mine = house.session("haddad")
    note = mine.notebook.quick("benali", "CANARIFAUX").created[-1]
    mine.notebook.save(note, {"texte": "CANARIENCORE"})
    mine.erasure.rectify("note", note, "texte", "le vrai texte")
    versions = mine.history.of("note", note)
    assert [version.label for version in versions][-1] == "Note ajoutée"
    assert ("Note", "", "le vrai texte") in [(label, "", after) for version in versions for label, _, after in version.cells]
    words = house.words_of(mine.personal)
    assert b"canarifaux" not in words
    assert b"canariencore" not in words
    assert mine.verify() == []


def test_erased_for_good_it_is_nowhere_in_her_file(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    mine = house.session("haddad")
    note = mine.notebook.add("entretien", student=pupil, answers={"paroles": "CANARIPAROLE", "hypotheses": "CANARIPENSEE"}).created[-1]
    kept = mine.notebook.quick("benali", "MESANGE").created[-1]
    mine.notebook.attach(note, "CANARITITRE", PDF)
    mine.drafts.keep("note", note, pupil, {"paroles": "CANARIBROUILLON"})
    follow = mine.notebook.add("demande_famille", student=pupil, answers={"demande": "CANARIDEMANDE"}).created[-1]
    mine.notebook.remove(follow)
    assert b"canaripiece" in house.words_of(mine.personal)
    mine.erasure.erase("note", note)
    mine.erasure.erase("note", follow)
    words = house.words_of(mine.personal)
    assert b"canari" not in words
    assert b"mesange" in words
    assert mine.verify() == []
    assert [row.id for row in mine.notebook.list()] == [kept]


def test_all_that_was_written_of_a_child_can_be_erased_by_its_owner_alone(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    mine = house.session("haddad")
    mine.notebook.quick("benali", "CANARI")
    mine.agreements.add(pupil, guardian_name="CANARI Nora")
    bilan = mine.assessments.add(pupil, "wisc5", scores=[{"code": "ICV", "score": 98, "mots": "CANARI"}]).created[-1]
    mine.drafts.keep("assessment", bilan, pupil, {"question": "CANARI"})
    with pytest.raises(RefusedError):
        director.notebook.erase_student(pupil)
    mine.notebook.erase_student(pupil)
    words = house.words_of(mine.personal)
    assert b"canari" not in words
    assert b"benali" not in words
    assert mine.notebook.students() == ()
    assert director.students.get(pupil).last_name == "Benali"
    assert mine.verify() == []


def test_a_child_known_alone_can_be_joined_to_the_record_that_came_later(house: House) -> None:
    mine = house.session("haddad")
    mine.notebook.quick("Lina Marchand", "Vue avec sa mère")
    alone = mine.notebook.students()[0].id
    pupil = _pupil(house.session("lambert"), "Marchand", "Lina")
    mine.notebook.join(alone, pupil)
    assert [(one.id, one.known) for one in mine.notebook.students()] == [(pupil, "commun")]
    assert [row.title for row in mine.notebook.list(pupil)] == ["Vue avec sa mère"]


def test_a_child_who_was_joined_is_erased_under_both_names_and_comes_back_from_the_bin_whole(house: House) -> None:
    mine = house.session("haddad")
    mine.notebook.quick("Lina CANARI", "CANARISECRET vue avec sa mère")
    alone = mine.notebook.students()[0].id
    pupil = _pupil(house.session("lambert"), "Marchand", "Lina")
    other = _pupil(house.session("lambert"), "Marchand", "Line")
    mine.notebook.join(alone, pupil)
    mine.notebook.quick("Marchand Line", "MESANGE")
    binned = mine.notebook.remove_student(pupil)
    assert [row.student_id for row in mine.notebook.list()] == [other]
    mine.undo(binned.unit)
    assert len(mine.notebook.list(pupil)) == 1
    mine.notebook.remove_student(pupil)
    mine.notebook.erase_student(pupil)
    words = house.words_of(mine.personal)
    assert b"canari" not in words
    assert b"mesange" in words
    assert mine.verify() == []


def test_a_follow_up_waits_for_its_agreements_and_then_has_a_foreseen_end(house: House) -> None:
    pupil = _pupil(house.session("lambert"))
    mine = house.session("haddad")
    with pytest.raises(InputError, match="autorisation écrite"):
        mine.notebook.add("suivi", student=pupil, until="2027-01-31")
    for kind in ("note", "observation", "entretien", "demande_famille"):
        mine.notebook.add(kind, student=pupil)
    mine.agreements.add(pupil, purpose="psychologue_suivi", date="2026-11-20")
    follow = mine.notebook.add("suivi", student=pupil, until="2027-01-31", answers={"objet": "La séparation du matin"}).created[-1]
    [row] = mine.notebook.list(kind="suivi")
    assert (row.mark, row.until, row.title) == ("running", "2027-01-31", "La séparation du matin")
    assert mine.notebook.students()[0].status == "Suivi jusqu’au 31 janv."
    mine.notebook.close(follow)
    assert mine.notebook.list(kind="suivi")[0].mark == "done"


def test_acts_without_a_pupil_name_no_child_and_are_counted_by_their_author(house: House) -> None:
    _pupil(house.session("lambert"))
    doctor = house.session("nguyen")
    doctor.notebook.add("prevention", date="2026-11-10", school=UAI,
                        answers={"theme": "Sommeil", "classes": "CE1", "enfants": 24, "dates": [{"le": "2026-11-10", "duree": "1 h"}]})
    doctor.notebook.add("conseil", date="2026-06-10", answers={"sujet": "Écrans", "demande_par": "ien"})
    doctor.notebook.add("sante", name="Lina Marchand", date="2026-11-12")
    with pytest.raises(InputError, match="sans élève"):
        doctor.notebook.add("prevention", name="Yanis Benali")
    assert doctor.notebook.counts() == {"prevention": 1, "sante": 1, "enfants": 1}
    assert doctor.notebook.counts("2025-2026") == {"conseil": 1, "enfants": 0}
    assert [(row.title, row.school) for row in doctor.notebook.list(kind="prevention")] == [("Sommeil", "École Jean Moulin")]
    assert house.session("haddad").notebook.counts() == {"enfants": 0}


def test_each_person_is_offered_the_kinds_of_her_function(house: House) -> None:
    pupil = _pupil(house.session("lambert"))
    director = house.session("lambert")
    assert [kind.code for kind in director.notebook.kinds()] == ["note"]
    director.notebook.add("note", student=pupil, text="Rappeler la mairie")
    with pytest.raises(RefusedError):
        director.notebook.add("sante", student=pupil)
    with pytest.raises(RefusedError):
        director.assessments.add(pupil, "wisc5")
    with pytest.raises(InputError, match="« bilan »"):
        director.notebook.add("bilan", student=pupil)


def test_the_sheet_of_the_day_gathers_both_files_by_school_and_hour(house: House) -> None:
    director = house.session("lambert")
    pupil = _pupil(director)
    director.meetings.add("equipe_educative", "2026-11-24", [pupil], {"heure": "16:30", "lieu": "salle des maîtres"}, school_id=SCHOOL)
    mine = house.session("haddad")
    mine.notebook.add("entretien", student=pupil, date="2026-11-24", answers={"heure": "09:00"})
    mine.notebook.add("entretien", name="Lina Marchand", date="2026-11-24", answers={"heure": "08:30"})
    mine.notebook.add("entretien", student=pupil, date="2026-11-25")
    lines = mine.notebook.day_sheet("2026-11-24")
    assert [(line.school, line.time, line.who, line.table) for line in lines] == [
        ("École Jean Moulin", "09:00", "BENALI Yanis", "note"), ("École Jean Moulin", "16:30", "BENALI Yanis", "meeting"),
        ("", "08:30", "MARCHAND Lina", "note")]
    assert len(mine.notebook.day_sheet("2026-11-24", UAI)) == 2
    assert [line.table for line in director.notebook.day_sheet("2026-11-24")] == ["meeting"]


def test_a_piece_is_a_pdf_an_image_or_a_text_of_ten_megabytes_at_most(house: House) -> None:
    _pupil(house.session("lambert"))
    mine = house.session("haddad")
    note = mine.notebook.quick("benali", "Une note").created[-1]
    for data in (b"", b"MZ\x90\x00\x03", b"\x00\x01\x02", b"%PDF-" + bytes(10 * 1024 * 1024)):
        with pytest.raises(InputError):
            mine.notebook.attach(note, "Pièce", data)
    mine.notebook.attach(note, "Lettre", "Bonjour à tous".encode())
    [piece] = mine.notebook.pieces(note)
    assert (piece.title, piece.media_type) == ("Lettre", "text/plain")
    assert mine.notebook.list()[0].pieces == 1
    with mine.personal.transaction() as sql:
        sql.execute("UPDATE blob SET content=?", (b"autre",))
    with pytest.raises(DamagedError):
        mine.notebook.piece(piece.id)
    mine.notebook.detach(piece.id)
    assert mine.notebook.pieces(note) == ()
