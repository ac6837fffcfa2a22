"""The week: a table gone through with the arrows, Entrée changes, N adds, Suppr takes away; no name on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.request_values import SlotValue
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.help.page import HelpPage
from desktop.ui.help.slot_page import SlotPage
from desktop.ui.help.timetable_view import TimetablePage
from desktop.ui.help.week import clock, minutes, week
from desktop.ui.main_window import MainWindow
from tests.reports.reading import page_texts
from tests.ui.help_group import add_group, show_help
from tests.ui.walk import cut, unnamed


def slot(weekday: int, begins: str, ends: str, label: str = "Groupe lecture CE1") -> SlotValue:
    return SlotValue(f"{weekday}{begins}", "", "", "", "2026-2027", "", weekday, begins, ends, "", "J. Moulin", "salle 4", label)


def open_week(qtbot: QtBot, window: MainWindow) -> tuple[HelpPage, TimetablePage]:
    page = show_help(qtbot, window)
    page.helps.timetable_asked.emit("", "", "")
    QApplication.processEvents()
    return page, page.week


def slot_page(shown: TimetablePage) -> SlotPage:
    page = shown.stack.currentWidget()
    assert isinstance(page, SlotPage)
    return page


def test_hours_and_minutes_go_both_ways() -> None:
    assert minutes("08:45") == 525 and clock(525) == "08:45" and minutes("") == -1


def test_the_day_widens_and_saturday_comes_when_needed() -> None:
    usual = week([slot(1, "08:30", "09:15")])
    assert (usual.at(0), usual.at(usual.rows - 1), usual.days) == ("08:00", "16:45", 5)
    wide = week([slot(6, "07:30", "08:15"), slot(2, "17:00", "18:30")])
    assert (wide.at(0), wide.at(wide.rows - 1), wide.days) == ("07:00", "18:45", 6)


def test_slots_one_after_the_other_stay_apart_and_those_that_overlap_stand_together() -> None:
    shown = week([slot(1, "08:30", "09:15"), slot(1, "09:15", "10:00"), slot(2, "10:00", "11:00"), slot(2, "10:30", "11:15")])
    assert [(b.day, b.row, b.rows, len(b.slots)) for b in shown.blocks] == [(0, 2, 3, 1), (0, 5, 3, 1), (1, 8, 5, 2)]
    assert shown.sentence(0, 3) == "lundi, 8\u00a0h\u00a030 à 9\u00a0h\u00a015, Groupe lecture CE1, salle 4, J. Moulin"
    assert shown.sentence(2, 4) == "mercredi 9\u00a0h, libre"


def test_arrows_stop_at_slots_and_free_half_hours(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    session.timetable.add(2, "10:15", "11:00", label="Synthèse")
    _page, shown = open_week(qtbot, window)
    table = shown.table
    assert table.hasFocus() and (table.currentRow(), table.currentColumn()) == (0, 0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    block = table.current_block()
    assert block is not None and block.slots[0].label == "Groupe lecture CE1"
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.week.at(table.currentRow()) == "09:30"
    QTest.keyClick(table, Qt.Key.Key_Right)
    for _ in range(2):
        QTest.keyClick(table, Qt.Key.Key_Down)
    block = table.current_block()
    assert block is not None and block.slots[0].label == "Synthèse"
    words = table.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("mardi, 10\u00a0h\u00a015 à 11\u00a0h, Synthèse")


def test_n_adds_where_the_keyboard_is(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    _page, shown = open_week(qtbot, window)
    QTest.keyClick(shown.table, Qt.Key.Key_Right)
    QTest.keyClick(shown.table, Qt.Key.Key_Right)
    QTest.keyClick(shown.table, Qt.Key.Key_N)
    made = slot_page(shown)
    assert made.fields.values()["weekday"] == "3" and made.fields.values()["begins"] == "08:00"
    assert made.fields.values()["ends"] == "08:45"
    made.fields.put({"intervention_id": group})
    QTest.keyClick(made.fields.editors["place"].focus_target(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(s.weekday, s.begins, s.label) for s in session.timetable.slots()] == [
        (1, "08:30", "Groupe lecture CE1"), (3, "08:00", "Groupe lecture CE1")]
    block = shown.table.current_block()
    assert shown.table.hasFocus() and block is not None and block.slots[0].weekday == 3


def test_entree_changes_a_slot_and_its_help_stays(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    _page, shown = open_week(qtbot, window)
    QTest.keyClick(shown.table, Qt.Key.Key_Down)
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    made = slot_page(shown)
    assert "intervention_id" not in made.fields.editors
    made.fields.put({"ends": "09:30", "place": "bibliothèque"})
    made.save()
    (changed,) = session.timetable.slots()
    assert (changed.begins, changed.ends, changed.place, changed.intervention_id) == ("08:30", "09:30", "bibliothèque", group)


def test_suppr_takes_away_and_it_can_be_undone(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    _page, shown = open_week(qtbot, window)
    QTest.keyClick(shown.table, Qt.Key.Key_Down)
    QTest.keyClick(shown.table, Qt.Key.Key_Delete)
    assert session.timetable.slots() == () and "Aucun horaire" in shown.count.text()
    assert window.workspace is not None
    window.workspace.undo.undo()
    assert len(session.timetable.slots()) == 1


def test_an_individual_help_is_on_it_without_a_name(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    child = session.students.page(StudentQuery(search="haddad"))[0].id
    help_ = session.helping.add("individual", students=[child], since="2026-10-12").created[0]
    session.timetable.add(4, "13:30", "14:15", intervention_id=help_)
    _page, shown = open_week(qtbot, window)
    told = [shown.table.item(row, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(5)
            for row in range(shown.table.rowCount())]
    assert any("Aide individuelle" in words for words in told) and not any("HADDAD" in words for words in told)


def test_a_name_in_a_label_is_refused_with_a_sentence(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    _page, shown = open_week(qtbot, window)
    QTest.keyClick(shown.table, Qt.Key.Key_N)
    made = slot_page(shown)
    made.fields.put({"label": "Lecture avec Yanis Haddad"})
    made.save()
    assert "pas de nom d’élève" in made.fields.errors["label"].whole_text() and session.timetable.slots() == ()


def test_from_a_group_a_time_is_added_for_it(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    page = show_help(qtbot, window)
    page.open_record("intervention", group)
    page.helps.ask_page("slot", "")
    made = slot_page(page.week)
    assert made.fields.values()["intervention_id"] == group
    made.fields.put({"weekday": "4", "begins": "08:30", "ends": "09:15"})
    made.save()
    assert [s.weekday for s in session.helping.get(group).slots] == [1, 4]


def test_a_slot_opens_where_it_is_and_escape_comes_back(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    page = show_help(qtbot, window)
    assert page.open_record("slot", session.timetable.slots()[0].id)
    assert slot_page(page.week).fields.values()["place"] == "salle 4"
    assert page.back() and page.in_week() and page.back() and not page.in_week()


def test_everything_is_named_and_nothing_cut(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    page, shown = open_week(qtbot, window)
    assert unnamed(page) == [] and cut(page) == []
    QTest.keyClick(shown.table, Qt.Key.Key_N)
    QApplication.processEvents()
    assert unnamed(page) == [] and cut(page) == []


def test_the_week_is_printed_without_a_name(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    child = session.students.page(StudentQuery(search="haddad"))[0].id
    help_ = session.helping.add("individual", students=[child], since="2026-10-12").created[0]
    session.timetable.add(4, "13:30", "14:15", intervention_id=help_)
    _page, shown = open_week(qtbot, window)
    told = " ".join(page_texts(shown._make("timetable", False)))
    assert "Aide individuelle" in told and "HADDAD" not in told and "Yanis" not in told
    assert "Aide individuelle" not in " ".join(page_texts(shown._make("timetable_blank", False)))


def test_what_is_already_at_that_time_is_told_and_refuses_nothing(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    session.timetable.add(1, "8:30", "9:15", label="Synthèse de l’antenne")
    page = SlotPage(window.workspace.context, (), (), given={"weekday": "1", "begins": "09:00", "ends": "09:45"})
    qtbot.addWidget(page)
    assert "Synthèse de l’antenne" in page._already.label.text() and not page._already.isHidden()
    page.fields.put({"begins": "10:00", "ends": "10:45", "label": "Observations"})
    page._look()
    assert page._already.isHidden()
    page.fields.put({"begins": "09:00", "ends": "09:45"})
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert len(session.timetable.slots()) == 2
