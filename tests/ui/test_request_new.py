"""A new request by keyboard alone: four answers, few keys, nothing lost, and what is missing said where it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.accessible import said
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.bar import BOARD
from desktop.ui.requests.new_request import NewRequestPage
from desktop.ui.requests.tab import RequestsTab
from tests.ui.conftest import type_text
from tests.ui.walk import cut, unnamed

MOST = 25
"""Tab presses from Ctrl+N to the request sent."""


class Hands:
    """A person who only has a keyboard; counts her Tab presses."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.tabs = window, qtbot, 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClick(focus, key, modifier)
        QApplication.processEvents()

    def tab(self) -> None:
        self.tabs += 1
        self.key(Qt.Key.Key_Tab)

    def tab_to(self, name: str) -> None:
        """Tab until a field of this name has the keyboard."""
        for _ in range(MOST):
            focus = QApplication.focusWidget()
            if focus is not None and focus.objectName() == name:
                return
            self.tab()
        raise AssertionError(f"{name} is not reached by Tab")

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        type_text(focus, text)
        QApplication.processEvents()


@pytest.fixture
def tab(window: MainWindow, qtbot: QtBot) -> Iterator[RequestsTab]:
    assert window.workspace is not None
    window.activateWindow()
    window.workspace.show_tab(2)
    qtbot.wait(10)
    page = window.workspace.page()
    assert isinstance(page, RequestsTab)
    yield page
    page.pane._leave_page()


def begin(window: MainWindow, tab: RequestsTab, qtbot: QtBot) -> NewRequestPage:
    """Ctrl+N."""
    assert window.workspace is not None
    found = window.workspace.findChild(QAction, "nouveau")
    assert isinstance(found, QAction)
    found.trigger()
    qtbot.wait(20)
    page = tab.pane.page()
    assert isinstance(page, NewRequestPage)
    return page


def test_a_request_is_sent_in_few_tab_presses(window: MainWindow, tab: RequestsTab, session: Session, qtbot: QtBot) -> None:
    hands = Hands(window, qtbot)
    begin(window, tab, qtbot)
    hands.type("kone")
    qtbot.wait(120)
    hands.key(Qt.Key.Key_Return)
    hands.tab_to("champ_sujet")
    hands.type("Entrée dans la lecture")
    hands.tab_to("champ_faits")
    hands.type("Elle lit « le » et « la », s’arrête sur les mots longs.")
    hands.tab_to("champ_essaye")
    hands.type("Lire à deux : elle va au bout d’une phrase.")
    hands.tab_to("champ_parents_informes_le")
    hands.type("16/11/2026")
    hands.tab_to("demande_envoyer")
    hands.key(Qt.Key.Key_Space)
    assert hands.tabs <= MOST, hands.tabs
    [row] = session.requests.list(RequestQuery())
    value = session.requests.get(row.id)
    assert (value.state, value.title, value.level) == ("submitted", "KONÉ Awa", "CE2")
    assert value.answers["parents_informes_le"] == "2026-11-16"
    assert tab.mode == BOARD
    assert tab.board.current_id() == row.id
    assert "Demande envoyée." in said
    assert tab.context.notices.last().startswith("Demande envoyée")
    print(f"Tab presses: {hands.tabs}")


def test_what_is_missing_is_said_and_has_the_keyboard(window: MainWindow, tab: RequestsTab, session: Session,
                                                      qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.view.fill({"sujet": "Entrée dans la lecture", "faits": "Elle s’arrête sur les mots longs."})
    page.send()
    assert "ce qui a été essayé" in tab.context.notices.last()
    assert QApplication.focusWidget() is page.view.editor("essaye").focus_target()
    assert not session.requests.everything()


def test_a_class_needs_no_name_and_no_line_for_the_parents(window: MainWindow, tab: RequestsTab, session: Session,
                                                           qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.who.about.put({"about": "class"})
    page.who.arrange()
    assert not page.who.students.isVisible()
    page.who.place.put({"level": "CE1", "class_name": "CE1 B"})
    page.view.fill({"faits": "Le bruit monte après la récréation.", "essaye": "Un temps calme de dix minutes."})
    page.send()
    [row] = session.requests.list(RequestQuery())
    value = session.requests.get(row.id)
    assert (value.about, value.state, value.student_ids) == ("class", "submitted", ())


def test_a_request_may_leave_the_child_without_a_name(window: MainWindow, tab: RequestsTab, session: Session,
                                                      qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.who.place.put({"level": "CP"})
    page.view.fill({"sujet": "Séparation du matin", "faits": "Il pleure vingt minutes.", "essaye": "Un doudou.",
                    "parents_raison": "Rendez-vous pris"})
    page.send()
    [row] = session.requests.list(RequestQuery())
    assert row.title == "Un élève de CP"


def test_a_paper_request_says_when_it_came_and_who_typed_it(window: MainWindow, tab: RequestsTab, session: Session,
                                                            qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.who.toggle_other()
    page.who.other.put({"requester": "Mme Guérin", "requester_function": "enseignante", "origin": "teacher",
                        "received_on": "2026-11-18"})
    page.set_student(session.students.page(StudentQuery())[0].id, "HADDAD Yanis")
    page.view.fill({"sujet": "Consignes", "faits": "Il attend qu’on redise.", "essaye": "Redire à deux.",
                    "parents_informes_le": "2026-11-16"})
    page.send()
    [row] = session.requests.list(RequestQuery())
    value = session.requests.get(row.id)
    assert (value.requester, value.received_on, value.source, value.entered_by) == (
        "Mme Guérin", "2026-11-18", "paper", "Claire Martin")


def test_what_was_begun_comes_back_after_leaving(window: MainWindow, tab: RequestsTab, session: Session, qtbot: QtBot) -> None:
    student = session.students.page(StudentQuery())[0].id
    page = begin(window, tab, qtbot)
    page.set_student(student, "HADDAD Yanis")
    page.view.fill({"faits": "Il attend qu’on redise."})
    tab.back()
    assert tab.stack.currentWidget() is tab.board
    again = begin(window, tab, qtbot)
    assert list(again.who.students.chosen) == [student]
    assert again.view.answers()["faits"] == "Il attend qu’on redise."
    again.start_again()
    assert not again.who.students.chosen
    assert not again.view.answers()["faits"]


def test_accueil_takes_up_again_what_was_begun(window: MainWindow, tab: RequestsTab, session: Session, qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.set_student(session.students.page(StudentQuery())[0].id, "HADDAD Yanis")
    page.view.fill({"faits": "Il attend qu’on redise."})
    tab.back()
    [draft] = [one for one in session.drafts.all() if one.table == "request"]
    assert draft.student_id == session.students.page(StudentQuery())[0].id
    assert window.workspace is not None
    window.workspace.navigate(draft.table, draft.id)
    again = tab.pane.page()
    assert isinstance(again, NewRequestPage)
    assert again.view.answers()["faits"] == "Il attend qu’on redise."


def test_a_draft_waits_among_drafts_and_opens_its_sheet(window: MainWindow, tab: RequestsTab, session: Session,
                                                        qtbot: QtBot) -> None:
    page = begin(window, tab, qtbot)
    page.view.fill({"sujet": "À finir"})
    page.keep()
    [row] = session.requests.list(RequestQuery(view="drafts"))
    sheet = tab.pane.request_sheet
    assert sheet.value is not None
    assert sheet.value.id == row.id
    assert sheet.next_button.text() == "Envoyer"
    sheet.go_next()
    assert "il manque" in tab.context.notices.last()
    assert session.requests.get(row.id).state == "draft"


def test_a_request_already_there_is_told(window: MainWindow, tab: RequestsTab, session: Session, qtbot: QtBot) -> None:
    student = session.students.page(StudentQuery())[0].id
    known = session.requests.add("pupil", students=[student], answers={
        "sujet": "Entrée dans la lecture", "faits": "a", "essaye": "b", "parents_raison": "c"}).created[0]
    session.requests.submit(known)
    page = begin(window, tab, qtbot)
    page.set_student(student, "HADDAD Yanis")
    assert not page.who.known.isHidden()
    page.who._open_known()
    assert tab.pane.request_sheet.value is not None
    assert tab.pane.request_sheet.value.id == known


@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (683, 384)])
def test_nothing_of_it_is_cut(window: MainWindow, tab: RequestsTab, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    page = begin(window, tab, qtbot)
    page.toggle_further()
    page.view.build_all()
    page.who.toggle_other()
    qtbot.wait(20)
    assert cut(window) == []
    assert unnamed(window) == []
