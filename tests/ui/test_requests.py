"""The board and the list of requests, as a maître E uses them: by keyboard, with what holds each one in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.request_values import RequestRow
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.accessible import said
from desktop.ui.main_window import MainWindow
from desktop.ui.requests import card
from desktop.ui.requests.bar import BOARD, LIST
from desktop.ui.requests.board import Board
from desktop.ui.requests.columns import CARD
from desktop.ui.requests.tab import RequestsTab
from tests.ui.conftest import MONDAY, UAI
from tests.ui.walk import cut, unnamed

FOUR = {"faits": "Il reste dix minutes devant sa feuille.", "essaye": "Consigne redite à deux.",
        "parents_informes_le": "2026-11-16"}
Add = Callable[..., str]


@pytest.fixture
def add(session: Session) -> Add:
    """A request sent some days ago, about one of the two pupils."""
    def made(subject: str = "Entrée dans la lecture", *, days: int = 3, who: int = 0, send: bool = True) -> str:
        student = session.students.page(StudentQuery())[who].id
        came = (MONDAY - timedelta(days=days)).isoformat()
        id = session.requests.add("pupil", students=[student], requester="Mme Guérin", answers={**FOUR, "sujet": subject},
                                  received_on=came).created[0]
        if send:
            session.requests.submit(id)
        return id

    return made


@pytest.fixture
def tab(window: MainWindow, qtbot: QtBot) -> Iterator[RequestsTab]:
    assert window.workspace is not None
    window.workspace.show_tab(2)
    qtbot.wait(5)
    page = window.workspace.page()
    assert isinstance(page, RequestsTab)
    yield page
    page.pane._leave_page()


def see(tab: RequestsTab, qtbot: QtBot) -> Board:
    """The board, with the keyboard on its first card."""
    tab.reload()
    qtbot.wait(5)
    tab.board.focus_cards()
    return tab.board


def current(board: Board) -> str:
    row = board.row(board.current_id())
    return row.subject if row is not None else ""


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


def row(**cells: object) -> RequestRow:
    base: dict[str, object] = {
        "n": 1, "id": "1", "title": "VASSEUR Nolan", "level": "CE1", "subject": "Mise au travail", "state": "under_analysis",
        "state_label": "en analyse", "column": "under_analysis", "mark": "late", "holds": "sans mouvement depuis 16 jours",
        "school": "École Victor Hugo", "school_id": "", "requester": "", "sent_on": "2026-11-02", "days": 21, "still": 16,
        "people": ("Claire Martin",), "initials": "CM", "mine": True, "free": False, "student_ids": (), "own_late": True}
    return RequestRow(**{**base, **cells})  # type: ignore[arg-type]


# -- a card --------------------------------------------------------------------------------------------------------------
def test_only_ones_own_lateness_is_red() -> None:
    mine, other = row(), row(own_late=False, mine=False)
    assert (card.tone_of(mine), card.mark_of(mine)) == ("bad", "late")
    assert (card.tone_of(other), card.mark_of(other)) == ("warn", "due")


@pytest.mark.parametrize(("days", "sent", "column", "words"), [
    (0, "2026-11-23", "submitted", "Victor Hugo · aujourd’hui"), (1, "2026-11-22", "submitted", "Victor Hugo · hier"),
    (3, "2026-11-20", "submitted", "Victor Hugo · ven. 20 nov."), (21, "2026-11-02", "under_analysis", "Victor Hugo · 21 jours"),
    (60, "2026-09-24", "in_progress", "Victor Hugo"), (None, "", "draft", "Victor Hugo")])
def test_a_card_says_where_and_since_when(days: int | None, sent: str, column: str, words: str) -> None:
    assert card.where(row(days=days, sent_on=sent, column=column), MONDAY) == words


def test_the_whole_card_is_said_to_a_screen_reader() -> None:
    told = card.spoken(row(), MONDAY)
    assert told == ("VASSEUR Nolan, CE1, Mise au travail, en analyse, en retard, sans mouvement depuis 16 jours, "
                    "École Victor Hugo, 21 jours, prise par Claire Martin")
    assert "personne ne l’a prise" in card.spoken(row(free=True, people=()), date(2026, 11, 23))


# -- the board -----------------------------------------------------------------------------------------------------------
def test_an_empty_board_says_what_to_do(tab: RequestsTab, qtbot: QtBot) -> None:
    assert tab.board.stack.currentIndex() == 1
    assert "Quatre réponses" in tab._empty.sentence.whole_text()
    tab._empty_first.click()
    assert tab.pane.page() is not None
    assert tab.pane.page().objectName() == "nouvelle_demande"


def test_cards_stand_oldest_first_in_the_column_of_their_state(tab: RequestsTab, add: Add, session: Session,
                                                               qtbot: QtBot) -> None:
    add("Récente", days=1)
    add("Ancienne", days=6, who=1)
    session.requests.acknowledge(add("Reçue", days=9))
    board = see(tab, qtbot)
    assert [one.subject for one in board.columns["submitted"].view.cards.rows] == ["Ancienne", "Récente"]
    assert [one.subject for one in board.columns["acknowledged"].view.cards.rows] == ["Reçue"]
    assert board.columns["acknowledged"].target.whole_text() == "répondre sous 7 jours"
    assert board.columns["submitted"].count.whole_text() == "2"


def test_arrows_walk_the_board_and_enter_opens_a_sheet_that_escape_leaves(tab: RequestsTab, add: Add, session: Session,
                                                                          qtbot: QtBot) -> None:
    add("Première", days=5)
    add("Deuxième", days=2, who=1)
    session.requests.take(add("Prise", days=9))
    board = see(tab, qtbot)
    assert current(board) == "Première"
    press(qtbot, Qt.Key.Key_Down)
    assert current(board) == "Deuxième"
    press(qtbot, Qt.Key.Key_Right)
    assert current(board) == "Prise"
    press(qtbot, Qt.Key.Key_Left)
    assert current(board) == "Première"
    press(qtbot, Qt.Key.Key_Return)
    assert tab.stack.currentWidget() is tab.pane
    assert tab.pane.request_sheet.value is not None
    assert tab.pane.request_sheet.value.answers["sujet"] == "Première"
    assert not tab.pane.left.isVisible()
    assert tab.back()
    assert tab.stack.currentWidget() is tab.board
    assert current(board) == "Première"
    assert board.focused() is not None


def test_p_takes_a_card_and_undo_gives_it_back(tab: RequestsTab, add: Add, session: Session, qtbot: QtBot) -> None:
    id = add("À prendre")
    board = see(tab, qtbot)
    press(qtbot, Qt.Key.Key_P)
    assert session.requests.get(id).state == "under_analysis"
    taken = board.columns["under_analysis"].view.cards.rows[0]
    assert (taken.mine, taken.free, taken.initials) == (True, False, "CM")
    tab.context.undo.undo()
    assert session.requests.get(id).state == "submitted"
    assert board.columns["submitted"].view.cards.rows[0].free


def test_a_card_dragged_to_another_column_moves_and_says_so(tab: RequestsTab, add: Add, session: Session, qtbot: QtBot) -> None:
    id = add()
    drop(see(tab, qtbot), id, "acknowledged")
    assert session.requests.get(id).state == "acknowledged"
    assert "Reçues" in tab.context.notices.last()


def test_a_card_that_may_not_go_there_stays_and_a_sentence_says_why(tab: RequestsTab, add: Add, session: Session,
                                                                    qtbot: QtBot) -> None:
    id = add()
    board = see(tab, qtbot)
    drop(board, id, "in_progress")
    assert session.requests.get(id).state == "submitted"
    assert board.columns["submitted"].view.cards.position(id) == 0
    assert said[-1]


def test_a_card_dropped_on_decided_asks_for_the_decision_first(tab: RequestsTab, add: Add, session: Session,
                                                               qtbot: QtBot) -> None:
    id = add()
    drop(see(tab, qtbot), id, "decided")
    page = tab.pane.page()
    assert page is not None
    assert page.objectName() == "decision"
    assert session.requests.get(id).state == "submitted"
    page.fields.put({"indications": ["maitre_e"], "phrase": "Un petit groupe deux fois par semaine."})
    page.save()
    value = session.requests.get(id)
    assert (value.state, value.decisions[0].phrase) == ("decided", "Un petit groupe deux fois par semaine.")
    assert tab.stack.currentWidget() is tab.board


def drop(board: Board, id: str, column: str) -> None:
    """What the window system sends when a card is let go over a column."""
    data = QMimeData()
    data.setData(CARD, id.encode())
    event = QDropEvent(QPointF(20, 60), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)
    board.columns[column].dropEvent(event)


def test_the_others_of_a_column_open_in_the_list(tab: RequestsTab, add: Add, qtbot: QtBot) -> None:
    for number in range(7):
        add(f"Demande {number}", days=number)
    board = see(tab, qtbot)
    more = board.columns["submitted"].more
    assert more.text() == "2 autres"
    more.click()
    assert tab.mode == LIST
    assert tab.pane.listing.paged.total() == 7
    assert tab.filters.said.text().strip() == "Envoyées"


def test_chips_count_and_filter(tab: RequestsTab, add: Add, session: Session, qtbot: QtBot) -> None:
    add("À prendre")
    session.requests.take(add("À moi", days=9, who=1))
    board = see(tab, qtbot)
    assert [chip.text() for chip in tab.filters.chips] == ["Toutes 2", "Les miennes 1", "À prendre 1", "Sans mouvement 0"]
    tab.filters.chips[1].click()
    assert [one.subject for one in board.rows()] == ["À moi"]


def test_a_count_that_is_not_told_is_nowhere(tab: RequestsTab, add: Add, session: Session, qtbot: QtBot,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        session.requests.take(add(f"N° {number}"))
    board, counted = see(tab, qtbot), session.requests.counts
    monkeypatch.setattr(session.requests, "counts", lambda query: replace(counted(query), told=False))
    tab.reload()
    qtbot.waitUntil(lambda: tab.filters.chips[0].text() == "Toutes")
    shown = board.columns["under_analysis"]
    assert (shown.count.text(), shown.more.text()) == ("", "La suite")
    told = [shown.more.accessibleName(), shown.view.accessibleName(), *(chip.text() for chip in (*tab.filters.chips, *board.chips))]
    assert [text for text in told if any(sign.isdigit() for sign in text)] == []


def test_a_list_filtered_on_a_function_is_not_counted_aloud(tab: RequestsTab, qtbot: QtBot) -> None:
    see(tab, qtbot)
    pane, asked = tab.pane, []
    pane.listing.load = lambda source, *, announce_count=False: asked.append(announce_count)  # type: ignore[method-assign]
    pane.reload(announce=True)
    pane.filters.query = replace(pane.filters.query, function="psychologist")
    pane.reload(announce=True)
    assert asked == [True, False]


def test_a_menu_on_a_card_offers_what_may_be_done(tab: RequestsTab, add: Add, qtbot: QtBot) -> None:
    id = add()
    found = see(tab, qtbot).row(id)
    assert found is not None
    menu = tab.acts.menu(found, lambda: None, tab)
    texts = [entry.text().partition("\t")[0] for entry in menu.actions() if not entry.isSeparator()]
    assert texts[:3] == ["Ouvrir", "Je prends", "Proposer à…"]
    assert "Accuser réception" in texts
    assert "Mettre en cours" not in texts


# -- the list ------------------------------------------------------------------------------------------------------------
def test_the_list_finds_and_shows_drafts(tab: RequestsTab, add: Add, qtbot: QtBot) -> None:
    add("Entrée dans la lecture")
    add("Pas encore partie", who=1, send=False)
    tab.set_mode(LIST)
    assert tab.pane.listing.paged.total() == 1
    tab.pane.chip_buttons[4].click()
    assert tab.pane.listing.paged.total() == 1
    assert tab.pane.listing.paged.row_at(0).subject == "Pas encore partie"
    tab.set_mode(BOARD)
    assert tab.filters.query.view == "all"


@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (899, 700), (683, 384)])
def test_nothing_is_cut_and_all_is_named_in_each_view(tab: RequestsTab, window: MainWindow, add: Add, qtbot: QtBot,
                                                      size: tuple[int, int]) -> None:
    id = add()
    window.resize(*size)
    qtbot.wait(10)
    for mode in (BOARD, LIST):
        tab.set_mode(mode)
        qtbot.wait(10)
        assert cut(window) == []
        assert unnamed(window) == []
    tab.set_mode(BOARD)
    tab.open_card(id)
    qtbot.wait(10)
    assert cut(window) == []
    assert unnamed(window) == []


def test_a_narrow_window_shows_one_column_and_arrows_still_walk(tab: RequestsTab, window: MainWindow, add: Add, session: Session,
                                                                qtbot: QtBot) -> None:
    add("Envoyée")
    session.requests.take(add("Prise", who=1))
    window.resize(683, 500)
    qtbot.wait(10)
    board = see(tab, qtbot)
    assert [code for code, column in board.columns.items() if column.isVisible()] == ["submitted"]
    press(qtbot, Qt.Key.Key_Right)
    assert [code for code, column in board.columns.items() if column.isVisible()] == ["under_analysis"]
    assert current(board) == "Prise"


# -- from a pupil --------------------------------------------------------------------------------------------------------
def test_a_pupils_sheet_lists_the_requests_and_begins_one(window: MainWindow, add: Add, session: Session, qtbot: QtBot) -> None:
    add("Entrée dans la lecture")
    add("Brouillon", send=False)
    assert window.workspace is not None
    student = session.students.page(StudentQuery())[0].id
    window.workspace.navigate("student", student)
    students = window.workspace.page()
    assert students is not None
    sheet = students.sheet
    assert sheet.tabs.tabText(3) == "Demandes 2"
    sheet.tabs.setCurrentIndex(3)
    assert sheet.pages["demandes"].paged.total() == 2
    sheet.acts.start_request()
    tab = window.workspace.page()
    assert isinstance(tab, RequestsTab)
    page = tab.pane.page()
    assert page is not None
    assert list(page.who.students.chosen) == [student]
    assert tab.back()


def test_a_school_may_be_searched_from_the_board(tab: RequestsTab, add: Add, session: Session, qtbot: QtBot) -> None:
    add("Entrée dans la lecture")
    tab.filters.set(school=session.schools.get(UAI).id)
    assert len(tab.board.rows()) == 1
    tab.filters.set(level="CP")
    assert not tab.board.rows()
    assert tab._empty_link.text() == "Enlever les filtres"
    tab._empty_link.click()
    assert len(tab.board.rows()) == 1
