"""From a request to its letters, a pli, a concertation, a form that came back: each begins where one is, already about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.printing_decisions import NAMELESS_NOTICE
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui import messages
from desktop.ui.exchange.page import ExchangePage
from desktop.ui.exchange.prepare import PreparePage
from desktop.ui.exchange.selecting import REQUEST
from desktop.ui.help.page import HelpPage
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.bar import BOARD, HELP
from desktop.ui.requests.concertation.prepare import PreparePage as PrepareConcertation
from desktop.ui.requests.dropped_form import FilledFormPage
from desktop.ui.requests.pages import AroundPage
from desktop.ui.requests.pole_settings import PoleSettingsPage
from desktop.ui.requests.tab import RequestsTab
from tests.ui.asked_request import SAID, request_id, tab

__all__ = ["request_id", "tab"]


def entry(tab: RequestsTab, name: str) -> QAction:
    found = {one.objectName(): one for one in tab.actions_here()}
    assert name in found, sorted(found)
    return found[name]


def paper(window: MainWindow) -> list[QWidget]:
    return [one for one in window.findChildren(QWidget, "apercu") if one.isVisible()]


# -- about whom ----------------------------------------------------------------------------------------------------------
def test_a_child_may_be_named_later(tab: RequestsTab, session: Session, window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    nameless = session.requests.add("pupil", level="CP", answers=SAID).created[0]
    session.requests.submit(nameless)
    window.workspace.navigate("request", nameless)
    entry(tab, "demande_qui_demande").trigger()
    page = tab.pane.page()
    assert isinstance(page, AroundPage)
    child = session.students.page(StudentQuery())[0]
    page.about.add(child.id, child.last_name)
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert session.requests.get(nameless).student_ids == (child.id,)


def test_the_child_of_a_request_kept_in_her_sheet_stays(tab: RequestsTab, request_id: str) -> None:
    entry(tab, "demande_qui_demande").trigger()
    page = tab.pane.page()
    assert isinstance(page, AroundPage) and page.about is None
    page.leave()


# -- letters -------------------------------------------------------------------------------------------------------------
def test_who_gets_no_letter_is_said_before_the_letters_are_made(tab: RequestsTab, session: Session, request_id: str,
                                                                window: MainWindow, asked: list[tuple[str, ...]]) -> None:
    child = session.requests.get(request_id).student_ids[0]
    session.guardians.add(child, last_name="Morel", first_name="Paul", relation="beau-père", authority="no")
    session.guardians.add(child, last_name="Haddad", first_name="Karim", relation="père", authority="yes",
                          no_contact_since="2026-09-01")
    entry(tab, "demande_imprimer_answer_parents").trigger()
    (title, text), = asked
    assert title == "Lettre aux parents"
    assert "aucune lettre n’est faite" in text and "Karim" in text
    assert "lettre d’information" in text and "Paul" in text
    assert paper(window)


def test_the_letters_are_not_made_when_one_prefers_not(tab: RequestsTab, session: Session, request_id: str,
                                                       window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    child = session.requests.get(request_id).student_ids[0]
    session.guardians.add(child, last_name="Morel", first_name="Paul", relation="beau-père", authority="no")
    monkeypatch.setattr(messages, "ask", lambda *_a, **_k: False)
    entry(tab, "demande_imprimer_answer_parents").trigger()
    assert paper(window) == []


def test_nothing_is_asked_when_every_parent_gets_the_letter(tab: RequestsTab, window: MainWindow,
                                                            asked: list[tuple[str, ...]]) -> None:
    entry(tab, "demande_imprimer_answer_parents").trigger()
    assert asked == []
    assert paper(window)


def test_a_copy_without_names_asks_to_be_read_again(tab: RequestsTab, window: MainWindow) -> None:
    assert window.workspace is not None
    entry(tab, "demandes_imprimer_decisions").trigger()
    assert paper(window) and window.workspace.notices.last() != NAMELESS_NOTICE
    entry(tab, "demandes_imprimer_decisions_nameless").trigger()
    assert paper(window) and window.workspace.notices.last() == NAMELESS_NOTICE


# -- a pli, a concertation, a form ---------------------------------------------------------------------------------------
def test_a_request_leaves_in_a_pli_from_its_own_menu(tab: RequestsTab, request_id: str, window: MainWindow) -> None:
    entry(tab, "demande_pli").trigger()
    assert window.workspace is not None
    page = window.workspace.over.page
    assert isinstance(page, ExchangePage)
    preparing = page.inside()
    assert isinstance(preparing, PreparePage)
    selecting = preparing.what.selecting
    assert selecting.way.chosen() == REQUEST
    assert selecting.selection().requests == (request_id,)
    assert selecting.is_ready()


def test_a_draft_does_not_leave_in_a_pli(tab: RequestsTab, session: Session, window: MainWindow) -> None:
    draft = session.requests.add("class", class_name="CP A", level="CP", answers={"sujet": "Le calme"}).created[0]
    tab.open_record("request", draft)
    assert "demande_pli" not in {one.objectName() for one in tab.actions_here()}
    assert tab.request_in_front() == ("", "")


def test_from_the_board_no_request_is_chosen(tab: RequestsTab) -> None:
    tab.set_mode(BOARD)
    assert tab.request_in_front() == ("", "")


def test_a_concertation_is_prepared_with_the_request_in_front(tab: RequestsTab, request_id: str) -> None:
    entry(tab, "demande_concertation").trigger()
    page = tab.pane.page()
    assert isinstance(page, PrepareConcertation)
    assert page.agenda.ids() == [request_id]
    page.leave()


def test_a_request_already_on_an_agenda_leads_to_its_meeting(tab: RequestsTab, session: Session, request_id: str,
                                                             window: MainWindow) -> None:
    meeting = session.concertation.prepare("2026-11-30", [request_id]).created[0]
    entry(tab, "demande_concertation").trigger()
    assert window.workspace is not None
    assert window.workspace.specs[window.workspace.current].label == "Réunions"
    assert window.workspace.page().sheet.loaded.id == meeting
    assert "déjà à l’ordre du jour du 30 novembre" in window.workspace.notices.last()


def test_a_filled_form_is_taken_from_the_menu_of_requests(tab: RequestsTab, session: Session, request_id: str, tmp_path: Path,
                                                          window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "retour.pdf"
    file.write_bytes(session.paper_forms.blank(request_id=request_id, filled=True))
    monkeypatch.setattr(messages, "choose_open", lambda *_a, **_k: file)
    entry(tab, "demandes_formulaire").trigger()
    assert window.workspace is not None
    assert isinstance(window.workspace.over.page, FilledFormPage)


# -- one button for one thing --------------------------------------------------------------------------------------------
def test_the_helps_have_their_own_papers_and_their_own_new_ones(tab: RequestsTab) -> None:
    tab.set_mode(BOARD)
    assert tab.bar.papers.button.isVisible() and tab.bar.new_button.isVisible()
    tab.set_mode(HELP)
    assert not tab.bar.papers.button.isVisible() and not tab.bar.new_button.isVisible()
    assert "action_nouvelle_demande" in {one.objectName() for one in tab.actions_here()}


def test_a_small_window_keeps_the_name_before_a_second_button(tab: RequestsTab, window: MainWindow, qtbot: QtBot) -> None:
    take = tab.findChild(QPushButton, "demande_prendre")
    assert take is not None and take.isVisible()
    window.resize(683, 384)
    qtbot.wait(10)
    assert not take.isVisible()
    assert entry(tab, "demande_je_prends").isEnabled()
    assert tab.pane.request_sheet.head.title.text() == tab.pane.request_sheet.head.title.whole_text()


# -- where the keyboard is -----------------------------------------------------------------------------------------------
def test_the_card_that_has_the_keyboard_is_seen(tab: RequestsTab, request_id: str) -> None:
    tab.set_mode(BOARD)
    view = tab.board.columns["submitted"].view
    tab.bar.new_button.setFocus()
    view.selectionModel().clear()
    tab.board.focus_cards()
    assert view.hasFocus() and view.current_id() == request_id
    assert view.selectionModel().isSelected(view.currentIndex())


def test_tab_goes_down_the_children_of_a_session_then_to_what_is_said_of_all(tab: RequestsTab, session: Session,
                                                                             qtbot: QtBot) -> None:
    children = [row.id for row in session.students.page(StudentQuery())]
    group = session.helping.add("group", "Groupe lecture", students=children, since="2026-11-02").created[0]
    tab.open_record("intervention", group)
    page = tab._later[HELP]
    assert isinstance(page, HelpPage)
    page.helps.note_sitting(None)
    tab.window().activateWindow()
    passed = []
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert focus is not None
        passed.append(focus.objectName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert passed == ["seance_presences", "presence_1", "presence_note_1", "presence_2", "presence_note_2", "seance_note"]


def test_a_number_is_added_after_those_that_are_there(tab: RequestsTab, window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    window.command("pole_settings")
    page = window.workspace.over.page
    assert isinstance(page, PoleSettingsPage)
    window.activateWindow()
    qtbot.wait(20)
    page.rows[0].whom.setFocus()
    passed = []
    for _ in range(4 * len(page.rows) + 2):
        focus = QApplication.focusWidget()
        assert focus is not None
        passed.append(focus.objectName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert passed[-2:] == ["pole_ajouter", "pole_enregistrer"], passed
