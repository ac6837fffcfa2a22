"""« Aides »: groups and individual help, who comes and goes, reviews, the end; prevention that says nothing of a child."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.help.end_help import EndPage, ReviewPage
from desktop.ui.help.members import JoinPage, LeavePage, MemberPage, ProjectPage
from desktop.ui.help.new_help import EditHelpPage, NewHelpPage
from desktop.ui.help.page import HelpPage
from desktop.ui.main_window import MainWindow
from desktop.ui.widgets import PlainLabel
from tests.ui.help_group import Keys, add_group, show_help
from tests.ui.walk import cut, unnamed


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " | ".join(label.whole_text() for label in widget.findChildren(PlainLabel) if label.isVisibleTo(widget))


def child(session: Session, name: str) -> str:
    return session.students.page(StudentQuery(search=name))[0].id


def here(page: HelpPage) -> QWidget:
    return page.helps.right.currentWidget()


def test_an_empty_place_says_what_it_is_for(qtbot: QtBot, window: MainWindow) -> None:
    page = show_help(qtbot, window)
    assert "groupes, aides individuelles, prévention" in page.helps._empty.sentence.whole_text()
    assert unnamed(page) == []


def test_the_list_reads_without_opening(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    session.helping.add("individual", students=[child(session, "haddad")], since="2026-10-12", review_on="2026-11-20")
    page = show_help(qtbot, window)
    lines = [page.helps.describe(page.helps.listing.paged.row_at(row)) for row in range(page.helps.listing.paged.total())]
    assert {line.title: (line.meaning, line.right, line.mark) for line in lines} == {
        "HADDAD Yanis": ("maître E · bilan en retard de 3 jours", "CE2", "late"),
        "Groupe lecture CE1": ("maître E · bilan jeu. 17 déc.", "6 élèves", "running")}
    assert "BARBIER Gaëlle" in next(line for line in lines if line.title.startswith("Groupe")).spoken
    assert page.helps.chip_buttons[0].text() == "En cours 2"


def test_the_sheet_holds_children_sessions_and_times(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    members = session.helping.get(group).members
    session.helping.note_sitting(group, "2026-11-16", {m.student_id: "present" for m in members[1:]} | {
        members[0].student_id: "absent"}, time="08:30", note="Syllabes complexes")
    page = show_help(qtbot, window)
    assert page.open_record("intervention", group)
    sheet = page.helps.group_sheet
    assert sheet.head.title.whole_text() == "Groupe lecture CE1"
    assert "groupe · maître E, Claire Martin · École Jean Moulin · depuis le 5 octobre 2026" in sheet.head.facts.whole_text()
    told = words(sheet.panel)
    assert "6 élèves" in told and "| CE1 B · 1 sur 1 séance" in told and "lun. 16 nov., 8\u00a0h\u00a030" in told
    assert "5 présents · BARBIER Gaëlle : absence · Syllabes complexes" in told
    slot = next(b for b in sheet.panel.findChildren(QPushButton) if b.objectName() == "aide_horaire_0")
    assert (slot.text(), slot.accessibleName()) == ("lundi, 8\u00a0h\u00a030 à 9\u00a0h\u00a015",
                                                    "Modifier : lundi, 8\u00a0h\u00a030 à 9\u00a0h\u00a015 · salle 4")
    assert unnamed(page) == [] and cut(page) == []


def test_objectives_are_written_like_any_text(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    sheet = page.helps.group_sheet
    assert sheet.view is not None and sheet.view.answers()["objectifs"][0]["objectif"] == "Lire les sons complexes"
    sheet.view.fill({"rythme": "deux fois 45 minutes"})
    page.leaving()
    assert session.helping.get(group).answers["rythme"] == "deux fois 45 minutes"


def test_a_child_comes_and_goes(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("join", "")
    join = here(page)
    assert isinstance(join, JoinPage)
    join.students.add(child(session, "koné"), "KONÉ Awa")
    join.save()
    member = next(m for m in session.helping.get(group).members if m.name == "KONÉ Awa")
    assert member.since == "2026-11-23" and here(page) is page.helps.sheet
    page.helps.ask_page("leave", member.id)
    leave = here(page)
    assert isinstance(leave, LeavePage)
    leave.fields.put({"outcome": "class"})
    leave.save()
    gone = next(m for m in session.helping.get(group).members if m.name == "KONÉ Awa")
    assert (gone.until, gone.outcome) == ("2026-11-23", "class")


def test_nobody_chosen_is_said_and_nothing_written(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("join", "")
    join = here(page)
    assert isinstance(join, JoinPage)
    join.save()
    assert here(page) is join and len(session.helping.get(group).members) == 6


def test_what_the_help_is_for_one_child(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("member", session.helping.get(group).members[1].id)
    one = here(page)
    assert isinstance(one, MemberPage)
    one.fields.put({"eleve": "« Maintenant je lis à ma sœur. »"})
    one.save()
    assert session.helping.get(group).members[1].answers["eleve"] == "« Maintenant je lis à ma sœur. »"


def test_a_review_then_the_end_with_what_goes_on_in_class(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("review", "")
    review = here(page)
    assert isinstance(review, ReviewPage)
    review.fields.put({"avec": "Mme Guérin", "constat": "lit les sons « ou », « on »", "prochain": "2027-01-25"})
    review.save()
    value = session.helping.get(group)
    assert value.answers["bilans"][0]["constat"] == "lit les sons « ou », « on »" and value.review_on == "2027-01-25"
    page.helps.ask_page("end", "")
    end = here(page)
    assert isinstance(end, EndPage)
    end.fields.put({"transfert": "Dix minutes de lecture à deux chaque matin", "fin_0": "continued"})
    end.save()
    value = session.helping.get(group)
    assert value.state == "ended" and value.answers["transfert"].startswith("Dix minutes")
    assert [m.outcome for m in value.members] == ["continued", *["class"] * 5]


def test_a_new_group_in_a_few_keys(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    page = show_help(qtbot, window)
    page.new_here()
    made = here(page)
    assert isinstance(made, NewHelpPage) and not made.about.isVisible()
    made.fields.put({"title": "Groupe langage MS"})
    made.students.add(child(session, "koné"), "KONÉ Awa")
    Keys(page).press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = session.helping.list(search="langage")
    assert (row.state, row.members) == ("running", ("KONÉ Awa",))
    assert page.helps.group_sheet.head.title.whole_text() == "Groupe langage MS"


def test_prevention_asks_a_level_and_when_parents_were_told(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    page = show_help(qtbot, window)
    page.helps.new_help("prevention")
    made = here(page)
    assert isinstance(made, NewHelpPage) and made.about.isVisible()
    assert made.fields.editors["level"].isVisible() and made.fields.editors["informed_on"].isVisible()
    made.fields.put({"title": "Sons et syllabes", "level": "GS", "informed_on": "2026-11-02"})
    kone = child(session, "koné")
    made.students.add(kone, "KONÉ Awa")
    made.save()
    (row,) = session.helping.list(kind="prevention")
    assert session.helping.list(student=kone) == () and row.level == "GS"
    told = words(page.helps.group_sheet.panel)
    assert "Parents informés le 2 novembre 2026." in told and "KONÉ Awa" in told
    assert "L’aide, pour cet élève…" not in [a.text() for b in page.helps.group_sheet.panel.findChildren(QPushButton)
                                            if b.menu() for a in b.menu().actions()]


@pytest.mark.parametrize("columns", [{"title": "Groupe lecture CE1-CE2", "review_on": "2026-12-18"}])
def test_title_and_dates_are_changed(qtbot: QtBot, window: MainWindow, session: Session, columns: dict[str, str]) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("edit", "")
    edit = here(page)
    assert isinstance(edit, EditHelpPage)
    edit.fields.put(columns)
    edit.save()
    value = session.helping.get(group)
    assert {key: getattr(value, key) for key in columns} == columns and value.school


def test_boost_offers_children_known_last_year(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    kone = child(session, "koné")
    session.aids.note(kone, "2025-2026", "rased_e")
    page = show_help(qtbot, window)
    page.helps.new_boost()
    made = here(page)
    assert isinstance(made, NewHelpPage) and list(made.boosts.boxes) == [kone]
    made.boosts.boxes[kone].setChecked(True)
    made.save()
    (row,) = session.helping.list(search="pouce")
    assert session.helping.get(row.id).boost and row.members == ("KONÉ Awa",)


def test_a_session_opens_its_help_and_the_place_comes_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    sitting = session.helping.note_sitting(group, "2026-11-16", {}, time="08:30").created[0]
    page = show_help(qtbot, window)
    assert page.open_record("sitting", sitting) and not page.open_record("request", "x")
    assert page.helps.group_sheet.value is not None and page.helps.group_sheet.value.id == group
    place = page.place()
    again = show_help(qtbot, window)
    again.restore(place)
    assert again.helps.group_sheet.value is not None and again.helps.group_sheet.value.id == group


def test_opened_by_entree_the_next_entree_notes_the_session(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.helps.focus_list()
    keys = Keys(page)
    keys.press(Qt.Key.Key_Return)
    assert page.helps.group_sheet.value is not None and page.helps.group_sheet.value.id == group
    assert page.helps.group_sheet.note_button.hasFocus()


def test_removed_it_goes_with_its_times_and_comes_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.remove_here()
    assert session.helping.list() == () and session.timetable.slots() == ()
    assert here(page) is page.helps.blank or page.helps.sheet.loaded is None
    assert window.workspace is not None
    window.workspace.undo.undo()
    assert [row.id for row in session.helping.list()] == [group] and len(session.timetable.slots()) == 1


def test_a_help_is_tied_to_the_project_of_a_child(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    member = session.helping.get(group).members[0]
    page = show_help(qtbot, window)
    assert page.open_record("intervention", group)
    page.helps.group_sheet.panel.project_asked.emit(member.id)
    assert "n’a pas de projet" in words(window)
    project = session.projects.add(member.student_id).created[0]
    page.helps.group_sheet.panel.project_asked.emit(member.id)
    tie = here(page)
    assert isinstance(tie, ProjectPage) and unnamed(tie) == []
    tie.fields.put({"project_id": project})
    qtbot.mouseClick(tie.save_button, Qt.MouseButton.LeftButton)
    assert session.helping.get(group).members[0].project_id == project
