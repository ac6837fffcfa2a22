"""The open window: keyboard, names for screen readers, sizes, undo, drafts, locking."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.ui import accessible, messages
from desktop.ui.main_window import MainWindow
from desktop.ui.workspace import Workspace
from tests.ui.conftest import type_text
from tests.ui.walk import cut, unnamed

SIZES = ((1366, 768), (1024, 640), (683, 384), (3840, 2160))


def inside(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def trigger(window: MainWindow, name: str) -> None:
    """What a shortcut does, whatever the window manager thinks of focus."""
    found = inside(window).findChild(QAction, name)
    assert isinstance(found, QAction)
    found.trigger()


@pytest.mark.parametrize("tab", range(5))
def test_every_tab_is_named_for_a_screen_reader(window: MainWindow, qtbot: QtBot, tab: int) -> None:
    inside(window).show_tab(tab)
    qtbot.wait(20)
    assert unnamed(window) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tab", range(5))
def test_nothing_is_cut_at_any_size(window: MainWindow, qtbot: QtBot, size: tuple[int, int], tab: int) -> None:
    window.resize(*size)
    inside(window).show_tab(tab)
    qtbot.wait(20)
    assert (window.width(), window.height()) == size
    assert cut(window) == []
    assert unnamed(window) == []


def test_small_windows_have_one_bar_and_tabs_in_one_button(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(683, 384)
    qtbot.wait(10)
    header = inside(window).header
    assert header.tab_button.isVisible()
    assert not header.tabs.isVisible()
    assert header.height() <= 42
    window.resize(1366, 768)
    qtbot.wait(10)
    assert header.tabs.isVisible()


@pytest.mark.parametrize("name", ["preferences", "backups", "bin", "new_phrase", "about", "vaults"])
def test_every_dialog_is_named(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found: list[str] = []

    def look(dialog: QDialog) -> int:
        dialog.show()
        qtbot.wait(10)
        found.extend(unnamed(dialog))
        found.append("seen")
        dialog.hide()
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    window.command(name)
    assert found == ["seen"]


def test_search_finds_a_pupil_and_opens_her(window: MainWindow, qtbot: QtBot) -> None:
    workspace = inside(window)
    trigger(window, "rechercher")
    type_text(workspace.search.field, "kone")
    qtbot.waitUntil(lambda: len(workspace.search.model.picks) >= 1)
    assert "KONÉ Awa" in accessible.said[-1]
    qtbot.keyClick(workspace.search.field, Qt.Key.Key_Return)
    assert workspace.current == 1
    assert not workspace.search.isVisible()


def test_a_school_found_is_its_pupils(window: MainWindow, qtbot: QtBot) -> None:
    workspace = inside(window)
    trigger(window, "rechercher")
    type_text(workspace.search.field, "moulin")
    qtbot.waitUntil(lambda: any(pick.line.right == "école" for pick in workspace.search.model.picks))
    next(pick for pick in workspace.search.model.picks if pick.line.right == "école").act()
    assert workspace.current == 1
    qtbot.waitUntil(lambda: "2 élèves" in accessible.said)


def test_actions_are_found_by_their_words(window: MainWindow, qtbot: QtBot) -> None:
    workspace = inside(window)
    trigger(window, "trouver_action")
    type_text(workspace.commands.field, "reun")
    qtbot.waitUntil(lambda: any("Réunions" in pick.line.title for pick in workspace.commands.model.picks))
    qtbot.keyClick(workspace.commands.field, Qt.Key.Key_Escape)
    assert not workspace.commands.isVisible()


def test_home_says_what_is_late_and_marks_it_done(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    task = session.tasks.list()[0]
    done = window.findChild(QPushButton, f"accueil_fait_{task.id}")
    assert done is not None
    qtbot.mouseClick(done, Qt.MouseButton.LeftButton)
    assert len(session.tasks.list()) == 1
    trigger(window, "annuler")
    assert len(session.tasks.list()) == 2
    trigger(window, "retablir")
    assert len(session.tasks.list()) == 1


def test_the_last_notice_is_one_key_away_with_its_action(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    workspace = inside(window)
    workspace.context.changed(session.tasks.done(session.tasks.list()[0].id))
    workspace.notices.clear()
    trigger(window, "dernier_avis")
    action = window.findChild(QPushButton, "avis_action")
    assert action is not None
    assert action.isVisibleTo(window)
    assert action.text() == "Annuler"
    workspace.notices.act()
    assert len(session.tasks.list()) == 2


def test_drafts_are_offered_and_continued(window: MainWindow, qtbot: QtBot) -> None:
    resume = window.findChild(QPushButton, "accueil_brouillon_0")
    assert resume is not None
    assert "PPRE n° 1" in resume.accessibleName()
    qtbot.mouseClick(resume, Qt.MouseButton.LeftButton)
    assert inside(window).current == 4


def test_drafts_are_written_when_the_window_locks(window: MainWindow, session: Session, qtbot: QtBot,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = inside(window)
    closed: list[bool] = []
    monkeypatch.setattr(session, "close", lambda **_: closed.append(True))
    writing = workspace.autosave.open("project", "p1", collect=lambda: {"besoins": "tapé à l’instant"}, title="PPRE")
    writing.touch()
    window.lock()
    kept = session.drafts.get("project", "p1")
    assert kept is not None
    assert kept.values == {"besoins": "tapé à l’instant"}
    assert closed == [True]
    assert window.relaunch_reason.startswith("lock|")
    assert window.vault_to_reopen == Path(session.vault.directory)


def test_a_mistake_of_the_person_is_said_where_it_does_not_stop_her(window: MainWindow) -> None:
    from desktop.errors import InputError

    inside(window).fail(InputError("Cette date n’existe pas."))
    assert inside(window).notices.last() == "Cette date n’existe pas."


def test_the_computer_in_the_way_is_a_box(window: MainWindow, asked: list[tuple[str, ...]]) -> None:
    from desktop.errors import NoSpaceError

    inside(window).fail(NoSpaceError("Le disque est plein."))
    assert asked[-1][1] == "Le disque est plein."


def test_f6_goes_round_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    seen = []
    for _ in range(3):
        trigger(window, "volet")
        focus = QApplication.focusWidget()
        seen.append(focus.objectName() if focus is not None else "")
    assert len(set(seen)) >= 2


def test_demonstration_is_written_in_the_head(window: MainWindow) -> None:
    assert inside(window).header.demo.isVisible()
    assert messages.ask is not None


def test_a_file_can_be_dropped_before_any_list_was_shown(window: MainWindow) -> None:
    from desktop.ui.imports.drop import FileDrop, watch

    assert window.workspace is not None and window.workspace.current == 0
    assert len(window.findChildren(FileDrop)) == 1 and window.acceptDrops()
    watch(window, window.workspace.context)
    window.workspace.show_tab(1)
    assert len(window.findChildren(FileDrop)) == 1, "a tab of its own does not watch twice"
