"""Two locks: a short code for the common file, the passphrase for one's own; the meeting screen; what comes back, what never does."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.paths import Paths
from desktop.security import short_code
from desktop.security.short_code import TRIES, VALID, Chosen, Held, Moment, Passed, moment
from desktop.services import aside
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session
from desktop.ui import accessible, code_choice, relaunch
from desktop.ui.code_choice import CodeDialog, CodeOffer
from desktop.ui.code_field import CodeField
from desktop.ui.code_screen import CodeScreen
from desktop.ui.idle import Awake
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.meetings.seance import MeetingRoom
from desktop.ui.preferences import Preferences
from desktop.ui.unlock import UnlockScreen
from tests.ui.conftest import MONDAY, type_text
from tests.ui.walk import cut, unnamed

WORDS = "tambour cerise nuage lucarne violon abricot sapin"
CODE, TEXT, NOTE = "738291", "Ils lisent à deux voix le soir", "entendu seule à seule"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short_code, "MEMORY_KIB", 64)
    monkeypatch.setattr(short_code, "ITERATIONS", 1)


@pytest.fixture
def vault(paths: Paths) -> Path:
    """A psychologist, one child, one meeting, one note of her own."""
    session = create_vault(paths.data / "Antenne Nord.coffre", name="Hélène Carpentier", roles=["psychologist"],
                           login="hcarpentier", passphrase=WORDS, paths=paths)
    child = session.students.add(last_name="HADDAD", first_name="Yanis", level="CE2").created[0]
    session.meetings.add("equipe_educative", MONDAY.isoformat(), [child], {"heure": "16:30", "duree": "45 min"})
    session.notebook.quick("Zoé DURAND", NOTE)
    session.close(backup=False)
    return Path(session.vault.directory)


Start = Callable[..., MainWindow]


@pytest.fixture
def start(qtbot: QtBot, paths: Paths, preferences: Preferences, asked: object, vault: Path) -> Iterator[Start]:
    """A window as a process would begin it; ``passed`` is what the former one left."""
    made: list[MainWindow] = []

    def begin(passed: bytes = b"", reason: str = "") -> MainWindow:
        os.environ[relaunch.REASON] = reason
        window = program.build(paths, preferences, vault=vault, demo=False, jobs=Jobs(immediate=True), passed=passed)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.wait(1)
        made.append(window)
        return window

    yield begin
    for window in made:
        if window.workspace is not None:
            window.workspace.session.close(backup=False)
            window.workspace.close_preview()
        window._closing = True
        window.jobs.close()


@pytest.fixture
def opened(start: Start, vault: Path, paths: Paths) -> MainWindow:
    """Opened by the passphrase, a code chosen."""
    window = start()
    window.open_session(open_vault(vault, passphrase=WORDS, paths=paths))
    window.locking.chosen = Chosen.choose(CODE, MONDAY)
    return window


def session_of(window: MainWindow) -> Session:
    assert window.workspace is not None
    session = window.workspace.session
    assert isinstance(session, Session)
    return session


def next_one(window: MainWindow, start: Start) -> MainWindow:
    """The process that takes this one's place."""
    assert window.relaunch_reason
    return start(window.locking.passed, window.relaunch_reason.strip())


def screen_of(window: MainWindow) -> CodeScreen:
    screen = window.rooms.currentWidget()
    assert isinstance(screen, CodeScreen)
    return screen


def words_of(window: QWidget) -> str:
    """All that is shown, and the title of the window."""
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    shown += [made.text() for made in window.findChildren(QPushButton) if made.isVisibleTo(window)]
    return " ".join([*shown, window.windowTitle(), window.accessibleName()])


def write_in_meeting(window: MainWindow, text: str, cursor: int) -> QTextEdit:
    assert window.workspace is not None
    meeting = session_of(window).meetings.list(when="past") or session_of(window).meetings.list(when="coming")
    window.workspace.navigate("meeting", meeting[0].id)
    sheet = window.workspace.pages[window.workspace.current].sheet  # type: ignore[attr-defined]
    box = sheet.view.editor("objet").focus_target()
    window.activateWindow()
    sheet.view.focus("objet")
    type_text(box, text)
    place = box.textCursor()
    place.setPosition(cursor)
    box.setTextCursor(place)
    assert isinstance(box, QTextEdit)
    return box


# -- choosing ------------------------------------------------------------------------------------------------------------
def test_a_code_is_offered_quietly_and_can_wait(start: Start, vault: Path, paths: Paths, preferences: Preferences) -> None:
    window = start()
    window.open_session(open_vault(vault, passphrase=WORDS, paths=paths))
    line = window.findChild(CodeOffer)
    assert line is not None
    assert not line.isAncestorOf(window.focusWidget() or window), "it takes no keyboard"
    line.findChild(QPushButton, "code_plus_tard").click()  # type: ignore[union-attr]
    assert preferences.now.code_put_off == session_of(window).clock.today().isoformat()
    assert not line.isVisible()
    code_choice.offer(window)
    assert [one for one in window.findChildren(CodeOffer) if one.isVisible()] == []
    assert window.findChild(QAction, "code") is not None, "the menu still has it"


def test_a_code_is_chosen_by_typing_it_twice(opened: MainWindow, qtbot: QtBot) -> None:
    opened.locking.chosen = None
    dialog = CodeDialog(opened, MONDAY, opened)
    assert unnamed(dialog) == []
    type_text(dialog.field, "123456")
    assert "se suivent" in dialog.said.text()
    dialog.field.clear()
    type_text(dialog.field, CODE)
    type_text(dialog.again, "738292")
    assert "pas les mêmes" in dialog.said.text()
    assert not dialog.button.isEnabled()
    dialog.again.clear()
    type_text(dialog.again, CODE)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert opened.locking.chosen is not None
    assert dialog.field.text() == ""
    dialog.deleteLater()


def test_the_top_row_of_a_french_keyboard_types_digits(qtbot: QtBot, preferences: Preferences) -> None:
    field = CodeField(6, name="code")
    qtbot.addWidget(field)
    typed: list[str] = []
    field.complete.connect(typed.append)
    type_text(field, "è\"_a ç&é")
    assert typed == ["738912"]
    assert field.accessibleName() == "Votre code à six chiffres"


# -- locking and coming back ---------------------------------------------------------------------------------------------
def test_the_code_opens_the_common_file_at_the_same_letter(opened: MainWindow, start: Start, qtbot: QtBot) -> None:
    write_in_meeting(opened, TEXT, 7)
    opened.lock()
    assert TEXT.encode() not in opened.locking.passed, "sealed"
    again = next_one(opened, start)
    screen = screen_of(again)
    assert unnamed(again) == []
    qtbot.keyClicks(screen.field, CODE)
    session = session_of(again)
    assert not session.personal_open
    meeting = session.meetings.get(session.meetings.list()[0].id)
    assert meeting.answers["objet"] == TEXT
    assert again.workspace is not None
    again.activateWindow()
    focus = again.focusWidget()
    assert isinstance(focus, QTextEdit)
    assert focus.toPlainText() == TEXT
    assert focus.textCursor().position() == 7
    assert any(said.startswith("De retour au même endroit") for said in accessible.said)
    assert [one for one in again.findChildren(CodeOffer) if one.isVisible()] == []


def test_ones_own_notes_ask_the_passphrase_and_open_in_place(opened: MainWindow, start: Start, qtbot: QtBot) -> None:
    opened.lock()
    again = next_one(opened, start)
    qtbot.keyClicks(screen_of(again).field, CODE)
    assert again.workspace is not None
    again.workspace.navigate_own()
    field = again.findChild(QLineEdit, "carnet_phrase")
    assert field is not None
    assert NOTE not in words_of(again)
    field.setText(WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session_of(again).personal_open
    assert [row.id for row in session_of(again).notebook.list()]


def test_locking_again_seals_again_with_the_same_code(opened: MainWindow, start: Start, qtbot: QtBot) -> None:
    opened.lock()
    second = next_one(opened, start)
    qtbot.keyClicks(screen_of(second).field, CODE)
    second.lock("idle")
    third = next_one(second, start)
    assert "sans geste" in words_of(third)
    qtbot.keyClicks(screen_of(third).field, CODE)
    assert not session_of(third).personal_open


def test_a_draft_in_hand_comes_back_and_reaches_her_file(opened: MainWindow, start: Start, qtbot: QtBot, vault: Path,
                                                         paths: Paths) -> None:
    session = session_of(opened)
    meeting = session.meetings.list()[0].id
    session.drafts.keep("meeting", meeting, "", {"objet": TEXT}, 0, "Réunion")
    session.drafts.keep("note", "x", "", {"texte": NOTE}, 0, "Note")
    opened.lock()
    again = next_one(opened, start)
    qtbot.keyClicks(screen_of(again).field, CODE)
    assert [draft.table for draft in session_of(again).drafts.all()] == ["meeting"]
    session_of(again).drafts.keep("meeting", meeting, "", {"objet": TEXT + ", et après"}, 0, "Réunion")
    again.lock("suspend")
    last = next_one(again, start)
    assert isinstance(last.rooms.currentWidget(), UnlockScreen)
    last.open_session(open_vault(vault, passphrase=WORDS, paths=paths))
    kept = session_of(last).drafts.get("meeting", meeting)
    assert kept is not None
    assert kept.values == {"objet": TEXT + ", et après"}
    assert aside.waiting(session_of(last)) == []


# -- what the lock screen says -------------------------------------------------------------------------------------------
def test_the_lock_screen_names_nobody_but_who_locked(opened: MainWindow, start: Start) -> None:
    write_in_meeting(opened, TEXT, 0)
    opened.lock("idle")
    again = next_one(opened, start)
    shown = words_of(again)
    assert "Hélène Carpentier" in shown
    assert re.search(r"Fermé à \d\d:\d\d, après 5 minutes sans geste\. Ce que vous écriviez est gardé, chiffré\.", shown)
    assert "Votre fichier personnel redemandera la phrase de passe." in shown
    for word in ("HADDAD", "Yanis", "DURAND", "Zoé", "réunion", "élève", TEXT[:8], NOTE):
        assert word not in shown
    assert again.windowTitle() == "Pôle Ressource"
    assert "Ouvrir" not in shown, "no button to press"


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
@pytest.mark.parametrize("digits", ["738291", "7382915046"])
def test_the_lock_screen_is_whole_and_named(opened: MainWindow, start: Start, qtbot: QtBot, size: tuple[int, int],
                                            digits: str) -> None:
    opened.locking.chosen = Chosen.choose(digits, MONDAY)
    opened.lock()
    again = next_one(opened, start)
    again.resize(*size)
    qtbot.wait(20)
    assert unnamed(again) == []
    assert cut(again) == []


# -- when the code is worth nothing --------------------------------------------------------------------------------------
def test_five_wrong_codes_ask_the_passphrase(opened: MainWindow, start: Start, qtbot: QtBot) -> None:
    opened.lock()
    again = next_one(opened, start)
    screen = screen_of(again)
    for left in range(TRIES - 1, 0, -1):
        qtbot.keyClicks(screen.field, "000001")
        assert ("un essai" if left == 1 else f"{left} essais") in screen.said.text()
        assert screen.field.text() == ""
    qtbot.keyClicks(screen.field, "000001")
    unlock = again.rooms.currentWidget()
    assert isinstance(unlock, UnlockScreen)
    assert "Cinq codes" in unlock.said.text()
    assert unlock.findChild(QPushButton, "revenir_code") is None
    assert again.workspace is None


@pytest.mark.parametrize(("later", "why"), [((VALID + 1, VALID + 1), "une heure"), ((45.0, 2.0), "mise en veille")])
def test_an_hour_or_a_suspend_ask_the_passphrase(opened: MainWindow, start: Start, later: tuple[float, float], why: str) -> None:
    opened.lock()
    again = next_one(opened, start)
    screen, now = screen_of(again), moment()
    screen._held.clock = lambda: Moment(now.wall + later[0], now.steady + later[1])
    screen.look()
    unlock = again.rooms.currentWidget()
    assert isinstance(unlock, UnlockScreen)
    assert why in unlock.said.text()


def test_ctrl_l_twice_closes_everything(opened: MainWindow, start: Start) -> None:
    opened.lock()
    again = next_one(opened, start)
    held = screen_of(again)._held
    screen_of(again).findChild(QShortcut).activated.emit()  # type: ignore[union-attr]
    assert held.gone == "closed"
    assert not held.told()["sealed"]
    assert isinstance(again.rooms.currentWidget(), UnlockScreen)
    assert "Hélène" not in words_of(again)


def test_ctrl_l_twice_in_a_row_leaves_nothing_to_the_next_process(opened: MainWindow) -> None:
    opened.lock()
    assert opened.locking.passed
    opened.lock()
    assert opened.locking.passed == b""


def test_a_suspend_leaves_nothing_and_locks_at_once(opened: MainWindow) -> None:
    awake = opened.locking.awake
    now = moment()
    awake.clock = lambda: Moment(now.wall + 60, now.steady + 3)
    awake.look()
    assert opened.relaunch_reason.startswith("suspend|")
    assert opened.locking.passed == b""


def test_a_slow_moment_is_no_suspend(qtbot: QtBot) -> None:
    awake, seen = Awake(), list[bool]()
    awake.was_suspended.connect(lambda: seen.append(True))
    awake.start()
    now = moment()
    for seconds in (3.0, 20.0, 31.0):
        awake.clock = lambda seconds=seconds: Moment(now.wall + seconds, now.steady + seconds)
        awake.look()
    assert seen == []
    awake.clock = lambda: Moment(now.wall + 120.0, now.steady + 120.0)
    awake.look()
    assert seen == [True], "nothing of ours ran for more than a minute"


def test_without_a_code_nothing_is_passed(opened: MainWindow, start: Start) -> None:
    opened.locking.chosen = None
    opened.lock()
    assert opened.locking.passed == b""
    assert isinstance(next_one(opened, start).rooms.currentWidget(), UnlockScreen)


def test_the_passphrase_can_be_typed_instead_and_one_may_come_back(opened: MainWindow, start: Start) -> None:
    opened.lock()
    again = next_one(opened, start)
    screen_of(again).type_phrase()
    unlock = again.rooms.currentWidget()
    assert isinstance(unlock, UnlockScreen)
    unlock.findChild(QPushButton, "revenir_code").click()  # type: ignore[union-attr]
    screen_of(again).forgotten()
    unlock = again.rooms.currentWidget()
    assert isinstance(unlock, UnlockScreen)
    assert "secours" in unlock.label.text()


# -- what is handed over -------------------------------------------------------------------------------------------------
def test_what_is_sealed_is_never_on_a_disk(opened: MainWindow, paths: Paths, vault: Path) -> None:
    write_in_meeting(opened, TEXT, 0)
    opened.lock()
    told = json.loads(opened.locking.passed)
    sealed = [told["held"]["sealed"].encode(), told["held"]["salt"].encode(), CODE.encode()]
    for place in [*paths.data.rglob("*"), *paths.state.rglob("*"), *paths.settings.parent.rglob("*"), *vault.rglob("*")]:
        if place.is_file():
            content = place.read_bytes()
            for word in sealed:
                assert word not in content, place


def test_the_command_line_has_the_vault_and_nothing_else(tmp_path: Path) -> None:
    assert [word for word in relaunch.command(tmp_path / "x.coffre", None) if word.startswith("--")] == ["--vault"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_descriptor_crosses_the_replacement_once(tmp_path: Path) -> None:
    """A true ``execve``: the blob arrives, the environment has nothing left, the descriptor is closed."""
    passed = Passed("hcarpentier", "Hélène Carpentier", "psychologue", Chosen.choose(CODE, MONDAY).seal(b"x" * 200_000)).to_bytes()
    blob = tmp_path / "attendu"
    blob.write_bytes(passed)
    after = ("import os, sys, hashlib\nfrom desktop.ui import relaunch\nlast = relaunch.take_passed()\n"
             "print(hashlib.sha256(last).hexdigest(), relaunch.PASSED in os.environ, relaunch.take_reason(), "
             "relaunch.take_passed() == b'')")
    before = ("import sys\nfrom pathlib import Path\nfrom desktop.ui import relaunch\n"
              f"relaunch.command = lambda *_: [sys.executable, '-c', {after!r}]\n"
              "relaunch.relaunch(None, None, 'lock|10:47|5', Path(sys.argv[1]).read_bytes())")
    done = subprocess.run([sys.executable, "-c", before, str(blob)], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[2])
    import hashlib

    assert done.stdout.split() == [hashlib.sha256(passed).hexdigest(), "False", "lock|10:47|5", "True"]


def test_something_else_on_the_descriptor_is_ignored(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    for wrong in ("", "abc", "-1", "99999"):
        monkeypatch.setenv(relaunch.PASSED, wrong)
        assert relaunch.take_passed() == b""
    assert isinstance(start(b"{not json").rooms.currentWidget(), UnlockScreen)


# -- idle ----------------------------------------------------------------------------------------------------------------
def test_the_delay_is_a_preference_between_one_and_fifteen_minutes(opened: MainWindow, preferences: Preferences) -> None:
    assert opened.locking.idle.minutes == 5
    preferences.change(idle_minutes=12)
    assert opened.locking.idle.minutes == 12
    assert abs(opened.locking.idle.left() - 12 * 60_000) < 60_000, "a coarse timer, as good as a minute"
    preferences.change(idle_minutes=60)
    assert opened.locking.idle.minutes == 15


def test_an_open_dialog_does_not_stay_over_the_cover(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = QDialog(opened)
    dialog.show()
    monkeypatch.setattr(opened.locking, "_settled", lambda *_: False)
    opened.lock("idle")
    assert not dialog.isVisible()
    assert opened.rooms.currentWidget().objectName() == "couverture"
    assert opened.windowTitle() == "Pôle Ressource"
    opened.findChild(QPushButton, "revenir_texte").click()  # type: ignore[union-attr]
    assert opened.rooms.currentWidget() is opened.workspace
    assert "Antenne Nord" in opened.windowTitle()


# -- the meeting screen --------------------------------------------------------------------------------------------------
@pytest.fixture
def seated(opened: MainWindow, start: Start) -> MainWindow:
    """« Ouvrir en séance »: another process, the common file alone, one sheet."""
    write_in_meeting(opened, TEXT, 4)
    opened.findChild(QAction, "reunion_seance").trigger()  # type: ignore[union-attr]
    return next_one(opened, start)


def room_of(window: MainWindow) -> MeetingRoom:
    room = window.rooms.currentWidget()
    assert isinstance(room, MeetingRoom)
    return room


def test_a_meeting_is_shown_alone_without_ones_own_file(seated: MainWindow, qtbot: QtBot) -> None:
    room = room_of(seated)
    assert not session_of(seated).personal_open
    assert room.sheet.view is not None
    assert room.sheet.view.editor("objet").value() == TEXT
    assert seated.locking.idle.minutes == 45
    assert unnamed(seated) == []
    assert cut(seated) == []
    shown = words_of(seated)
    assert "DURAND" not in shown
    assert NOTE not in shown
    assert not seated.acceptDrops()


def test_what_is_typed_in_a_meeting_is_written(seated: MainWindow) -> None:
    box = room_of(seated).sheet.view.editor("objet").focus_target()  # type: ignore[union-attr]
    type_text(box, "!")
    session = session_of(seated)
    room_of(seated).sheet.commit()
    assert "!" in session.meetings.get(session.meetings.list()[0].id).answers["objet"]


@pytest.mark.parametrize("keys", ["Esc", "Ctrl+K", "Ctrl+Shift+P", "Ctrl+1", "Ctrl+7", "Ctrl+L", "Ctrl+N"])
def test_whatever_leaves_the_meeting_locks(seated: MainWindow, start: Start, qtbot: QtBot, keys: str) -> None:
    shortcut = next(one for one in room_of(seated).findChildren(QShortcut) if one.key().toString() == keys)
    shortcut.activated.emit()
    assert seated.workspace is None
    again = next_one(seated, start)
    qtbot.keyClicks(screen_of(again).field, CODE)
    assert again.room is None
    assert again.workspace is not None
    assert "meeting" in again.workspace.specs[again.workspace.current].tables, "back to that meeting, in the window"


def test_a_neutral_screen_is_one_click_away(seated: MainWindow, qtbot: QtBot) -> None:
    room = room_of(seated)
    qtbot.mouseClick(seated.findChild(QPushButton, "seance_neutre"), Qt.MouseButton.LeftButton)
    assert "HADDAD" not in words_of(seated)
    room._key("Esc")
    assert room.stack.currentWidget() is room.sheet
    assert seated.workspace is not None, "no code for that"


def test_after_its_length_the_ordinary_delay_is_back(seated: MainWindow) -> None:
    seated.locking._meeting.stop()
    seated.locking._meeting_over()
    assert seated.locking.idle.minutes == 5
    assert "durée prévue" in seated.workspace.notices.last()  # type: ignore[union-attr]


def test_what_a_meeting_left_behind_is_soon_worth_nothing(opened: MainWindow, start: Start) -> None:
    write_in_meeting(opened, TEXT, 4)
    opened.findChild(QAction, "reunion_seance").trigger()  # type: ignore[union-attr]
    told = json.loads(opened.locking.passed)
    told["going_on"]["since"] -= 120
    again = start(json.dumps(told).encode())
    assert isinstance(again.rooms.currentWidget(), UnlockScreen)
    assert again.workspace is None


# -- the demonstration ---------------------------------------------------------------------------------------------------
def test_a_demonstration_is_reopened_by_one_button(window: MainWindow, paths: Paths, qtbot: QtBot) -> None:
    session = session_of(window)
    window.lock()
    assert window.locking.passed == b""
    screen = window.show_unlock([Path(session.vault.directory)], window.relaunch_reason)
    screen.look_inside()
    assert screen.open_button.text() == "Rouvrir la démonstration"
    assert not screen.field.isVisibleTo(screen)
    assert not screen.forgotten.isVisibleTo(screen)
    opened: list[Any] = []
    screen.opened.disconnect()
    screen.opened.connect(lambda made, _recovered: opened.append(made))
    screen.open()
    opened[0].close(backup=False)


def test_a_demonstration_sits_without_another_process(window: MainWindow, qtbot: QtBot) -> None:
    session = session_of(window)
    meeting = session.meetings.list()[0].id
    window.locking.sit(meeting, 45)
    room = room_of(window)
    assert window.relaunch_reason == ""
    assert room.sheet.loaded is not None
    assert room.sheet.loaded.id == meeting
    assert room.sheet.view is not None
    assert room.sheet.view.focused_key(), "the keyboard is in the sheet"
    room.left.emit()
    assert window.relaunch_reason.startswith("lock|")


def test_an_older_day_is_not_today(preferences: Preferences) -> None:
    assert preferences.now.change(code_put_off=date(2026, 11, 22).isoformat()).code_put_off != MONDAY.isoformat()
    assert Held(6, b"", b"", moment()).tries == TRIES
