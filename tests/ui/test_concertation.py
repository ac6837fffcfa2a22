"""The concertation screen: keys, one decision typed once, nothing lost, nothing of one's own, papers inside."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop.services.session import Session
from desktop.ui.main_window import MainWindow
from desktop.ui.meetings.sheet import MeetingSheet
from desktop.ui.requests.concertation.decision_zone import mode_of
from desktop.ui.requests.concertation.indications import digit
from desktop.ui.requests.concertation.prepare import PreparePage
from desktop.ui.requests.concertation.room import ConcertationRoom
from desktop.ui.requests.concertation.screen import ConcertationScreen
from desktop.ui.requests.concertation.timer import Spent, end_words, foreseen_words, short_words, spent_words
from tests.ui.conftest import MONDAY, UAI, type_text
from tests.ui.walk import cut, unnamed

CHILDREN = (("BEN SALAH", "Noémie"), ("COSTA", "Mila"), ("ÇELİK", "Emir"))
FACTS = {"sujet": "Entrée dans la lecture", "faits": "Reconnaît 9 lettres sur 26.", "essaye": "APC depuis septembre.",
         "parents_informes_le": "2026-11-09", "eleve": "« J’aimerais lire à mon petit frère. »", "nature": ["sens"]}
SECRET = "entendu seule à seule, rue du Puits"
PHRASE = "Petit groupe de lecture deux fois par semaine."


@pytest.fixture
def requests(session: Session) -> list[str]:
    """Three children, three requests sent."""
    found = []
    for last, first in CHILDREN:
        child = session.students.add(last_name=last, first_name=first, birth_date="2020-03-25", school=UAI, level="CP",
                                     class_name="CP A").created[0]
        request = session.requests.add("pupil", students=[child], requester="Mme Guérin", answers=FACTS).created[0]
        session.requests.submit(request)
        found.append(request)
    return found


@pytest.fixture
def meeting(session: Session, requests: list[str]) -> str:
    answers = {"heure": "10:00", "duree": "30 min", "lieu": "Antenne Nord", "personnes": [{"nom": "Mme Martin"}]}
    return session.concertation.prepare(MONDAY.isoformat(), requests, answers=answers).created[0]


@pytest.fixture
def room(meeting: str, window: MainWindow) -> ConcertationRoom:
    window.locking.sit(meeting, 30)
    made = window.rooms.currentWidget()
    assert isinstance(made, ConcertationRoom)
    return made


@pytest.fixture
def screen(room: ConcertationRoom, window: MainWindow) -> ConcertationScreen:
    window.activateWindow()
    return room.screen_page


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    QTest.keyClick(target if target is not None and widget.isAncestorOf(target) else widget, key, modifier)


def control(widget: QWidget, key: Qt.Key) -> None:
    press(widget, key, Qt.KeyboardModifier.ControlModifier)


def name(screen: ConcertationScreen) -> str:
    return screen.name.whole_text()


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return " ".join([*shown, *(made.text() for made in widget.findChildren(QPushButton) if made.isVisibleTo(widget))])


# -- what is shown -------------------------------------------------------------------------------------------------------
def test_the_first_situation_fills_the_screen(screen: ConcertationScreen, window: MainWindow) -> None:
    assert name(screen) == "BEN SALAH Noémie"
    shown = words(screen)
    for said in ("Ce qui est demandé", "Entrée dans la lecture", "Ce que dit Noémie", "sens donné aux apprentissages",
                 "1 sur 3", "sur 10 prévues", "fin prévue 10\u00a0h\u00a030", "Noter et passer à COSTA Mila"):
        assert said in shown
    assert screen.zone.indications.hasFocus(), "the keyboard is on the indications"
    assert unnamed(window) == []
    assert cut(window) == []


def test_nothing_of_ones_own_is_shown(session: Session, meeting: str, window: MainWindow) -> None:
    child = next(one for one in session.concertation.agenda(meeting)).student_id
    session.notebook.quick(child, SECRET)
    window.locking.sit(meeting, 30)
    screen = window.rooms.currentWidget().screen_page  # type: ignore[attr-defined]
    for situation in screen.held.agenda:
        screen.go_to(situation.id)
        assert "Puits" not in words(window) + screen.area.accessibleDescription()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 640), (683, 384)])
def test_nothing_is_cut_at_any_size(screen: ConcertationScreen, window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    screen.zone.press_digit("0")
    QApplication.processEvents()
    assert cut(window) == []
    assert screen.zone.isVisible()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (683, 384)])
def test_a_figure_typed_shows_what_it_chose(screen: ConcertationScreen, window: MainWindow, width: int, height: int) -> None:
    window.resize(width, height)
    QTest.qWait(60)
    press(window, Qt.Key.Key_1)
    assert screen.zone.indications.codes() == ["maitre_e"]
    assert not screen.zone.indications.visibleRegion().isEmpty()


def test_a_long_text_leaves_the_six_facts_in_sight(session: Session, requests: list[str], meeting: str,
                                                   window: MainWindow) -> None:
    session.requests.save(requests[0], {**FACTS, "faits": "Il recopie la date et s’arrête. " * 60})
    window.locking.sit(meeting, 30)
    screen = window.rooms.currentWidget().screen_page  # type: ignore[attr-defined]
    before = words(screen)
    assert "Tout lire" in before
    assert before.count("Il recopie la date") < 20
    screen.area.whole_asked.emit()
    assert words(screen).count("Il recopie la date") >= 60


# -- keys ----------------------------------------------------------------------------------------------------------------
def test_figures_choose_on_any_keyboard(screen: ConcertationScreen) -> None:
    press(screen, Qt.Key.Key_1)
    assert screen.zone.indications.codes() == ["maitre_e"]
    type_text(QApplication.focusWidget() or screen, "'")
    assert screen.zone.indications.codes() == ["maitre_e", "aide_enseignant"]
    press(screen, Qt.Key.Key_9)
    assert screen.zone.indications.codes() == ["aucune"], "« pas de suite » stands alone"
    press(screen, Qt.Key.Key_2)
    assert screen.zone.indications.codes() == ["maitre_g"]
    assert [digit(sign) for sign in "&éà5a"] == ["1", "2", "0", "5", ""]


def test_a_figure_typed_in_the_sentence_stays_there(screen: ConcertationScreen) -> None:
    screen.zone.phrase.setFocus()
    type_text(screen.zone.phrase, "2 fois")
    assert screen.zone.phrase.text() == "2 fois"
    assert screen.zone.indications.codes() == []


def test_arrows_and_space_choose_too(screen: ConcertationScreen) -> None:
    press(screen, Qt.Key.Key_Right)
    press(screen, Qt.Key.Key_Space)
    assert screen.zone.indications.codes() == ["maitre_g"]


def test_the_mode_follows_the_indications() -> None:
    assert [mode_of(codes) for codes in ([], ["aucune"], ["maitre_e"], ["equipe_educative"], ["maitre_e", "pas"])] == [
        "", "", "directe", "indirecte", "les_deux"]


# -- deciding ------------------------------------------------------------------------------------------------------------
def decide(screen: ConcertationScreen, key: Qt.Key, phrase: str = PHRASE) -> None:
    press(screen, key)
    screen.zone.phrase.setFocus()
    type_text(screen.zone.phrase, phrase)
    control(screen, Qt.Key.Key_Return)


def test_ctrl_return_writes_and_goes_on(screen: ConcertationScreen, session: Session, meeting: str, requests: list[str]) -> None:
    press(screen, Qt.Key.Key_1)
    assert "tâches" in screen.zone.foreseen.whole_text(), "what will be made is said before"
    decide(screen, Qt.Key.Key_4)
    assert name(screen) == "COSTA Mila"
    decision = session.concertation.decisions(meeting)[0]
    assert decision.indications == ("maitre_e", "aide_enseignant")
    assert decision.phrase == PHRASE
    assert session.requests.get(requests[0]).state == "decided"
    assert screen.zone.indications.codes() == [], "the next one starts empty"
    assert screen.zone.indications.hasFocus()
    assert screen.agenda.agenda.rows[0].state == "done"


def test_without_an_indication_nothing_is_written_and_it_is_said(screen: ConcertationScreen, session: Session,
                                                                  meeting: str) -> None:
    control(screen, Qt.Key.Key_Return)
    assert session.concertation.decisions(meeting) == ()
    assert "indication" in screen.zone.foreseen.whole_text()
    assert name(screen) == "BEN SALAH Noémie"


def test_a_decision_is_corrected_where_it_was_typed(screen: ConcertationScreen, session: Session, meeting: str) -> None:
    decide(screen, Qt.Key.Key_1)
    control(screen, Qt.Key.Key_PageUp)
    assert name(screen) == "BEN SALAH Noémie"
    assert screen.zone.phrase.text() == PHRASE
    assert "Corriger" in screen.zone.note_button.text()
    screen.zone.phrase.clear()
    decide(screen, Qt.Key.Key_5, "On se voit avec les parents.")
    found = session.concertation.decisions(meeting)
    assert len(found) == 1, "corrected, not added"
    assert found[0].phrase == "On se voit avec les parents."
    assert set(found[0].indications) == {"maitre_e", "equipe_educative"}


def test_undo_takes_a_decision_back(screen: ConcertationScreen, session: Session, meeting: str, requests: list[str]) -> None:
    decide(screen, Qt.Key.Key_1)
    screen.zone.indications.setFocus()
    control(screen, Qt.Key.Key_Z)
    assert session.concertation.decisions(meeting) == ()
    assert session.requests.get(requests[0]).state == "submitted"
    assert screen.agenda.agenda.rows[0].state == ""


def test_one_may_be_left_for_later(screen: ConcertationScreen, session: Session, meeting: str) -> None:
    screen.zone.postpone_button.click()
    assert name(screen) == "COSTA Mila"
    assert session.concertation.agenda(meeting)[0].state == "postponed"


def test_people_it_may_be_proposed_to_are_offered(screen: ConcertationScreen, session: Session, meeting: str) -> None:
    assert "Claire Martin" in [screen.zone.person.itemData(row) for row in range(screen.zone.person.count())]
    screen.zone.person.setCurrentIndex(screen.zone.person.findData("Claire Martin"))
    decide(screen, Qt.Key.Key_1)
    decision = session.concertation.decisions(meeting)[0]
    assert decision.answers["propose_a"] == "Claire Martin"
    assert [one.person for one in session.requests.get(decision.request_id).proposals] == ["Claire Martin"]


# -- nothing is lost -----------------------------------------------------------------------------------------------------
def test_what_is_typed_is_there_when_one_comes_back(screen: ConcertationScreen, session: Session) -> None:
    press(screen, Qt.Key.Key_3)
    screen.zone.phrase.setFocus()
    type_text(screen.zone.phrase, "Une rencontre, puis on en reparle")
    control(screen, Qt.Key.Key_PageDown)
    assert name(screen) == "COSTA Mila"
    assert screen.zone.phrase.text() == ""
    control(screen, Qt.Key.Key_PageUp)
    assert screen.zone.phrase.text() == "Une rencontre, puis on en reparle"
    assert screen.zone.indications.codes() == ["psychologue"]


def test_escape_goes_to_the_list_then_leaves_and_loses_nothing(room: ConcertationRoom, screen: ConcertationScreen,
                                                               window: MainWindow, session: Session, meeting: str,
                                                               asked: list[Any]) -> None:
    screen.zone.phrase.setFocus()
    type_text(screen.zone.phrase, "À moitié")
    room._key("Esc")
    assert screen.agenda.hasFocus()
    room._key("Esc")
    assert asked == []
    assert window.rooms.currentWidget() is window.workspace, "a demonstration comes back to the meeting"
    assert window.workspace is not None
    assert window.workspace.notices.isVisible()
    sheet = window.workspace.page().sheet  # type: ignore[union-attr]
    assert sheet.loaded.id == meeting
    situation = session.concertation.agenda(meeting)[0].id
    draft = session.drafts.get("agenda", situation)
    assert draft is not None
    assert draft.values["phrase"] == "À moitié"
    window.workspace.navigate("agenda", situation)
    assert sheet.loaded.id == meeting, "the draft on Accueil leads back to its meeting"
    window.locking.sit(meeting, 30)
    assert window.rooms.currentWidget().screen_page.zone.phrase.text() == "À moitié"  # type: ignore[attr-defined]


def test_the_neutral_screen_is_one_key_away(room: ConcertationRoom, screen: ConcertationScreen, window: MainWindow) -> None:
    screen.zone.phrase.setFocus()
    control(screen, Qt.Key.Key_Period)
    assert room.stack.currentWidget() is room.neutral
    assert "SALAH" not in words(window)
    assert screen.spent._since is None, "no time is counted meanwhile"
    room._key("Esc")
    assert room.stack.currentWidget() is screen
    assert screen.spent._since is not None


def test_time_is_kept_for_each_situation(screen: ConcertationScreen, session: Session, meeting: str) -> None:
    now = [100.0]
    screen.spent = Spent(lambda: now[0])
    first, second = screen.held.agenda[0].id, screen.held.agenda[1].id  # type: ignore[union-attr]
    screen.spent.begin(first, 0)
    now[0] += 160
    screen.go_to(second)
    assert session.concertation.agenda(meeting)[0].seconds == 160
    now[0] += 30
    screen.go_to(first)
    assert screen.spent.seconds() == 160
    assert screen.time.text() == "2\u00a0min\u00a040"


def test_the_clock_says_times_as_people_do() -> None:
    assert [spent_words(one) for one in (5, 160, 3900)] == ["5\u00a0s", "2\u00a0min\u00a040", "1\u00a0h\u00a005"]
    assert [short_words(one) for one in (0, 40, 250)] == ["", "40\u00a0s", "4\u00a0min"]
    assert [foreseen_words(75, 12), foreseen_words(0, 3), foreseen_words(20, 20)] == ["sur 6 prévues", "", "sur 1 prévue"]
    assert [end_words("10:00", 120), end_words("", 30)] == ["fin prévue 12\u00a0h\u00a000", ""]


# -- the end -------------------------------------------------------------------------------------------------------------
def test_after_the_last_one_the_sheet_can_be_printed(room: ConcertationRoom, screen: ConcertationScreen) -> None:
    decide(screen, Qt.Key.Key_1)
    decide(screen, Qt.Key.Key_9, "On en reparle en mars.")
    screen.zone.postpone_button.click()
    assert screen.stack.currentWidget() is screen.closing
    shown = words(screen.closing)
    assert "2 décisions notées" in shown
    assert "Noémie aura" in shown
    assert "ÇELİK Emir" in shown, "what was left for later is said"
    screen.closing.print_button.click()
    paper = room._paper
    assert paper is not None
    assert room.stack.currentWidget() is paper
    room._key("Esc")
    assert room.stack.currentWidget() is screen


# -- preparing -----------------------------------------------------------------------------------------------------------
def prepare_page(window: MainWindow) -> PreparePage:
    found = [page for page in window.findChildren(PreparePage) if page.isVisible()]
    assert found
    return found[0]


def test_a_concertation_is_prepared_from_requests(window: MainWindow, session: Session, requests: list[str]) -> None:
    assert window.workspace is not None
    window.workspace.navigate("meeting", f"concertation:{requests[1]},{requests[0]}")
    page = prepare_page(window)
    assert set(page.agenda.ids()) == {requests[0], requests[1]}
    assert page.waiting.ids() == [requests[2]]
    page.waiting.setFocus()
    press(page.waiting, Qt.Key.Key_Return)
    assert page.agenda.count() == 3
    page.agenda.setCurrentRow(2)
    QTest.keyClick(page.agenda, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert page.agenda.ids()[1] == requests[2]
    page.fields.put({"date": "2026-12-07", "duree": "1 h"})
    control(page, Qt.Key.Key_Return)
    sheet = window.workspace.page().sheet  # type: ignore[union-attr]
    made = sheet.loaded.id
    assert session.meetings.get(made).date == "2026-12-07"
    assert [one.request_id for one in session.concertation.agenda(made)][1] == requests[2]
    assert sheet.start_button.isVisible()


def test_an_agenda_is_changed_and_kept_by_leaving(window: MainWindow, session: Session, meeting: str,
                                                  requests: list[str]) -> None:
    assert window.workspace is not None
    window.workspace.navigate("meeting", meeting)
    sheet = window.workspace.page().sheet  # type: ignore[union-attr]
    assert "3 situations" in sheet.head.facts.whole_text()
    sheet.agenda_asked.emit()
    page = prepare_page(window)
    page.agenda.setCurrentRow(0)
    page.agenda.setFocus()
    press(page.agenda, Qt.Key.Key_Delete)
    page.leave()
    assert [one.request_id for one in session.concertation.agenda(meeting)] == requests[1:]


def test_only_a_synthesis_offers_a_concertation(window: MainWindow, session: Session, meeting: str) -> None:
    assert window.workspace is not None
    other = next(one.id for one in session.meetings.list() if one.kind != "synthese")
    bare = session.meetings.add("synthese", MONDAY.isoformat(), []).created[0]
    window.workspace.navigate("meeting", other)
    sheet = window.workspace.page().sheet  # type: ignore[union-attr]
    assert isinstance(sheet, MeetingSheet)
    assert not sheet.start_button.isVisible()
    assert sheet.close_button.isVisible()
    entry = sheet.more.menu().findChild(QAction, "reunion_ordre")
    assert not entry.isVisible()
    window.workspace.navigate("meeting", bare)
    assert sheet.start_button.isVisible()
    sheet.start_button.click()
    assert prepare_page(window).title.whole_text() == "Ordre du jour", "an agenda first"
    window.workspace.navigate("meeting", meeting)
    sheet.start_button.click()
    assert isinstance(window.rooms.currentWidget(), ConcertationRoom)
