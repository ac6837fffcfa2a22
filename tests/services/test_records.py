"""A child, meetings, a PPRE, tasks: what people do with them, on real encrypted files."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from tests.services.conftest import UAI


def _yanis(session: Session) -> str:
    return session.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2",
                                class_name="CE2 de Mme Delcourt", sex="M").created[0]


def _names(session: Session, query: StudentQuery) -> list[str]:
    return [f"{row.last_name} {row.first_name}" for row in session.students.page(query)]


def test_a_child_is_added_in_four_fields_and_found_without_accents(session: Session) -> None:
    session.students.add(last_name="ŒUVRARD", first_name="Noémie", birth_date="2020-03-25", school=UAI)
    _yanis(session)
    assert _names(session, StudentQuery()) == ["HADDAD Yanis", "ŒUVRARD Noémie"]
    for words in ("noem", "oeuvr NOE", "noemie moulin", "ŒUVRARD"):
        assert _names(session, StudentQuery(search=words)) == ["ŒUVRARD Noémie"], words
    assert _names(session, StudentQuery(search="delcourt ce2")) == ["HADDAD Yanis"]
    assert _names(session, StudentQuery(search="!!")) == []
    assert session.students.counts(StudentQuery())["all"] == 2


def test_names_and_dates_that_cannot_be_are_refused_in_a_sentence(session: Session) -> None:
    for values, column in (({"last_name": "", "first_name": "A"}, "last_name"),
                           ({"last_name": "A", "first_name": "B", "birth_date": "2020-02-31"}, "birth_date"),
                           ({"last_name": "A", "first_name": "B", "sex": "X"}, "sex"),
                           ({"last_name": "A", "first_name": "B", "school": "0000000B"}, "school")):
        with pytest.raises(InputError) as caught:
            session.students.add(**values)
        assert caught.value.column == column
    assert session.students.counts(StudentQuery())["all"] == 0


def test_a_meeting_keeps_its_promises_as_tasks(session: Session) -> None:
    child = _yanis(session)
    meeting = session.meetings.add("entretien_parents", "2026-11-13", [child], {
        "objet": "Choisir trois objectifs", "decisions": [
            {"qui": "Mme Martin", "quoi": "Déplace la séance", "avant_le": "2026-11-20", "preuve": "emploi du temps"},
            {"qui": "M. et Mme Haddad", "quoi": "Lisent à deux voix"}]}).created[0]
    tasks = session.tasks.list()
    assert [(task.title, task.owner, task.due, task.mark) for task in tasks] == [
        ("Déplace la séance", "Mme Martin", "2026-11-20", "late"), ("Lisent à deux voix", "M. et Mme Haddad", "", "planned")]
    assert session.students.page(StudentQuery())[0].status.startswith("Déplace la séance, en retard de 3 jours")
    lines = session.meetings.get(meeting).answers["decisions"]
    session.meetings.save(meeting, {"decisions": [{**lines[0], "avant_le": "2026-12-01"}]})
    assert [(task.title, task.due) for task in session.tasks.list()] == [("Déplace la séance", "2026-12-01")]
    session.tasks.done(session.tasks.list()[0].id)
    assert session.tasks.list() == ()
    assert session.verify() == []


def test_a_ppre_is_prefilled_saved_in_parts_and_keeps_every_version(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child).created[0]
    first = session.projects.get(project)
    assert first.number == 1
    assert first.answers["suivi_par"] == "Claire Martin"
    assert [line["classe"] for line in first.answers["parcours"]] == ["CE2"]
    session.projects.save(project, {"besoins": "prendre le temps", "objectifs": [
        {"objectif": "Lire 70 mots", "critere": "deux fois", "echeance": "2026-12-18"}, {"objectif": "Redire la consigne"}]})
    saved = session.projects.get(project).answers
    ids = [line["id"] for line in saved["objectifs"]]
    session.projects.save(project, {"objectifs": [{"id": ids[1], "objectif": "Redire"}, {"id": ids[0], "bilan": "atteint"}]})
    lines = session.projects.get(project).answers["objectifs"]
    assert [(line["id"], line["objectif"], line["bilan"]) for line in lines] == [
        (ids[1], "Redire", None), (ids[0], "Lire 70 mots", "atteint")]
    assert len(session.history.of("project", project)) == 3
    assert session.projects.list()[0].detail == "Redire · Lire 70 mots"
    with pytest.raises(InputError):
        session.projects.save(project, {"inconnue": "x"})


def test_everything_can_be_undone_in_order_and_redone(session: Session) -> None:
    child = _yanis(session)
    start = session.digest()
    project = session.projects.add(child).created[0]
    session.projects.save(project, {"besoins": "du temps"})
    first = session.undo(session.last_act())
    assert session.projects.get(project).answers["besoins"] is None
    session.undo(first.unit)
    assert session.projects.get(project).answers["besoins"] == "du temps"
    session.undo(session.last_act())
    session.undo(session.last_act())
    assert session.digest() == start


def test_supprimer_goes_to_the_bin_and_comes_back_with_all_that_belongs(session: Session) -> None:
    child = _yanis(session)
    session.guardians.add(child, last_name="HADDAD", first_name="Samira", relation="mère")
    session.projects.add(child)
    session.meetings.add("equipe_educative", "2026-11-24", [child])
    before = session.digest()
    session.students.remove(child)
    assert session.students.counts(StudentQuery())["all"] == 0
    assert session.search.everything("haddad") == ()
    item = session.history.bin()[0]
    assert item.title == "HADDAD Yanis"
    session.undo(item.unit)
    assert session.digest() == before
    assert session.history.bin() == ()


def test_effacer_is_final_and_leaves_no_draft(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child, said={"besoins": "secret"}).created[0]
    session.drafts.keep("project", project, child, {"besoins": "en cours"})
    session.erasure.erase("project", project)
    assert session.drafts.all() == ()
    with pytest.raises(RefusedError):
        session.projects.get(project)
    session.erasure.erase("student", child)
    with pytest.raises(RefusedError):
        session.students.get(child)
    assert session.verify() == []
    with pytest.raises(RefusedError):
        session.erasure.erase("student", child)


def test_rectifier_forgets_the_former_words(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child, said={"besoins": "faux"}).created[0]
    session.erasure.rectify("project", project, "besoins", "juste")
    session.erasure.rectify("student", child, "last_name", "HADAD")
    assert session.projects.get(project).answers["besoins"] == "juste"
    assert session.students.get(child).last_name == "HADAD"
    shown = str(session.history.of("project", project)) + str(session.history.of("student", child))
    assert "faux" not in shown
    assert "HADDAD" not in shown
    assert session.verify() == []


def test_doubles_are_shown_joined_and_separated(session: Session) -> None:
    a = _yanis(session)
    doubles = session.students.doubles("Haddad", "yanis", "2017-12-04")
    assert [row.id for row in doubles] == [a]
    b = session.students.add(last_name="HADAD", first_name="Yanis", birth_date="2017-12-04").created[0]
    session.guardians.add(b, last_name="HADDAD", first_name="Karim")
    session.projects.add(b)
    joined = session.students.merge(a, b)
    assert session.students.counts(StudentQuery())["all"] == 1
    assert [g.first_name for g in session.students.get(a).guardians] == ["Karim"]
    assert any(event.table == "project" for event in session.students.timeline(a))
    session.undo(joined.unit)
    assert session.students.counts(StudentQuery())["all"] == 2


def test_a_group_meeting_is_on_each_child_s_path(session: Session) -> None:
    a = _yanis(session)
    b = session.students.add(last_name="BRUNET", first_name="Tom", birth_date="2020-12-01").created[0]
    meeting = session.meetings.add("synthese", "2026-11-23", [a, b], {"objet": "Deux situations"}).created[0]
    assert session.meetings.get(meeting).student_ids == (a, b)
    for child in (a, b):
        assert any(event.id == meeting for event in session.students.timeline(child))
    session.erasure.erase("student", a)
    assert session.meetings.get(meeting).student_ids == (b,)


def test_a_renewed_ppre_keeps_what_goes_on(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child, said={"points_appui": "calcule vite", "objectifs": [
        {"objectif": "Lire", "bilan": "atteint"}, {"objectif": "Écrire", "bilan": "en_partie"}]}).created[0]
    renewed = session.projects.get(session.projects.renew(project).created[0])
    assert (renewed.number, renewed.previous_id) == (2, project)
    assert [line["objectif"] for line in renewed.answers["objectifs"]] == ["Écrire"]


def test_search_finds_everything_by_its_words(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child, said={"besoins": "ralentir", "objectifs": [{"objectif": "Œuvrer à deux"}]}).created[0]
    assert [(f.table, f.id) for f in session.search.everything("oeuvrer")] == [("project", project)]
    assert [f.table for f in session.search.everything("moulin val")] == ["school"]
    assert session.search.everything("yan")[0].id == child


def test_a_draft_waits_in_the_personal_file_only(session: Session) -> None:
    session.drafts.keep("project", "x", "child", {"besoins": "mots tapés"}, seen=4, title="PPRE n° 1")
    draft = session.drafts.get("project", "x")
    assert draft is not None
    assert (draft.values, draft.seen) == ({"besoins": "mots tapés"}, 4)
    assert session.commun.sql("SELECT count(*) FROM draft") == [(0,)]
    session.drafts.drop("project", "x")
    assert session.drafts.all() == ()


def test_authority_is_to_check_until_someone_says(session: Session) -> None:
    child = _yanis(session)
    session.projects.add(child)
    guardian = session.guardians.add(child, last_name="HADDAD", first_name="Samira").created[0]
    assert [g.id for _, g in session.guardians.to_check()] == [guardian]
    session.guardians.update(guardian, {"authority": "yes", "confidential": True})
    assert session.guardians.to_check() == ()
    assert session.guardians.get(guardian).confidential is True
    with pytest.raises(InputError):
        session.guardians.update(guardian, {"authority": "peut-être"})


def test_history_speaks_the_words_of_the_form(session: Session) -> None:
    child = _yanis(session)
    project = session.projects.add(child).created[0]
    session.projects.save(project, {"objectifs": [{"objectif": "Lire", "echeance": "2026-12-18", "bilan": "en_partie"}]})
    session.projects.set_state(project, "en_cours")
    cells = [cell for version in session.history.of("project", project) for cell in version.cells]
    assert ("État", "brouillon", "en cours") in cells
    assert ("Bilan", "", "en partie") in cells
    assert ("Échéance", "", "ven. 18 déc. 2026") in cells


def test_words_of_a_line_are_found_after_it_changed(session: Session) -> None:
    pupil = session.students.add(last_name="Benali", first_name="Yanis").created[0]
    meeting = session.meetings.add("equipe_educative", "2026-12-01", [pupil], {"decisions": [{"quoi": "Lire chaque soir"}]}).created[0]
    session.meetings.save(meeting, {"decisions": [{"quoi": "Écouter une histoire, hirondelle"}]})
    assert [found.table for found in session.search.everything("hirondelle")] == ["meeting", "task"]
