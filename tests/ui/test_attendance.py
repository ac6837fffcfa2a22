"""Attendance of a group of six: everybody present, a digit turns a child, Ctrl+Entrée keeps; a note when there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.ui.accessible import said
from desktop.ui.help.attendance import DRAFT, AttendancePage
from desktop.ui.help.page import HelpPage
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import type_text
from tests.ui.help_group import Keys, add_group, show_help
from tests.ui.walk import unnamed

CONTROL = Qt.KeyboardModifier.ControlModifier


def attendance(page: HelpPage) -> AttendancePage:
    shown = page.helps.right.currentWidget()
    assert isinstance(shown, AttendancePage)
    return shown


def test_six_children_in_ten_keys_from_the_sheet(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.group_sheet.focus_first()
    keys = Keys(page)
    keys.press(Qt.Key.Key_Return)
    shown = attendance(page)
    assert [line.state for line in shown.lines] == ["present"] * 6
    keys.press(Qt.Key.Key_2)
    keys.press(Qt.Key.Key_5)
    keys.press(Qt.Key.Key_5)
    assert [line.state for line in shown.lines] == ["present", "absent", "present", "present", "excused", "present"]
    assert said[-1] == "PEREIRA Hugo : absence excusée" and shown.count.text() == "4 présents sur 6"
    keys.press(Qt.Key.Key_Return, CONTROL)
    assert keys.count == 5 <= 10
    sitting = session.helping.get(group).sittings[0]
    assert (sitting.date, sitting.time, sitting.minutes, sitting.state) == ("2026-11-23", "08:30", 45, "held")
    assert {one.name: one.state for one in sitting.presences if one.state != "present"} == {
        "COSTA Mila": "absent", "PEREIRA Hugo": "excused"}
    assert page.helps.right.currentWidget() is page.helps.sheet


def test_three_absent_and_all_turned_still_hold_in_ten(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.group_sheet.focus_first()
    keys = Keys(page)
    keys.press(Qt.Key.Key_Return)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6):
        keys.press(key)
    keys.press(Qt.Key.Key_Return, CONTROL)
    assert keys.count <= 10
    assert {one.state for one in session.helping.get(group).sittings[0].presences} == {"absent"}


def test_a_note_is_typed_where_digits_are_digits(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    shown.lines[0].note.setFocus()
    type_text(shown.lines[0].note, "a lu 3 syllabes")
    shown.note.setFocus()
    type_text(shown.note, "Jeu de l’oie : œuf, 2 sons")
    Keys(page).press(Qt.Key.Key_Return, CONTROL)
    sitting = session.helping.get(group).sittings[0]
    assert sitting.note == "Jeu de l’oie : œuf, 2 sons"
    assert [one.note for one in sitting.presences if one.note] == ["a lu 3 syllabes"]
    assert {one.state for one in sitting.presences} == {"present"}


def test_the_same_session_again_is_changed_not_doubled(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    shown.turn(0)
    shown.lines[0].note.setText("malade")
    shown.save()
    page.helps.group_sheet._ask_sitting_again(session.helping.get(group).sittings[0].id)
    again = attendance(page)
    assert again.lines[0].state == "absent" and again.lines[0].note.text() == "malade"
    again.turn(0)
    again.lines[0].note.clear()
    again.save()
    (sitting,) = session.helping.get(group).sittings
    assert sitting.presences[0].state == "excused" and not sitting.presences[0].note


def test_a_session_that_was_not_held_counts_nobody(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    shown.cancelled.put({"cancelled": True, "reason": "formation"})
    shown.save()
    (sitting,) = session.helping.get(group).sittings
    assert (sitting.state, sitting.reason, sitting.presences) == ("cancelled", "formation", ())


def test_escape_keeps_a_draft_and_it_comes_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    attendance(page).turn(2)
    page.leaving()
    page.helps.back_to_sheet()
    assert not session.helping.get(group).sittings
    assert session.drafts.get("intervention", f"{DRAFT}{group}") is not None
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    assert shown.lines[2].state == "absent"
    shown.save()
    assert session.drafts.get("intervention", f"{DRAFT}{group}") is None


def test_a_child_gone_before_is_not_called(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    session.helping.leave(group, session.helping.get(group).members[0].student_id, "2026-11-10", "class")
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    assert len(shown.lines) == 5 and "BARBIER Gaëlle" not in [line.member.name for line in shown.lines]
    shown.fields.put({"date": "2026-11-09"})
    shown._dated()
    assert len(shown.lines) == 6


def test_prevention_says_nothing_of_a_child(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session, kind="prevention", title="Sons et syllabes")
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    shown = attendance(page)
    assert not any(line.note.isVisible() for line in shown.lines)
    shown.turn(3)
    shown.save()
    child = session.helping.get(group).members[3].student_id
    assert session.commun.sql("SELECT root FROM presence WHERE student_id=?", (child,)) == [(group,)]


def test_everything_is_named(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", f"{DRAFT}{group}")
    QApplication.processEvents()
    assert unnamed(page) == []
