"""A window on a real encrypted vault, with its real threads, driven by keys and object names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.services.places import uai_letter
from desktop.ui import messages
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences

W = TypeVar("W", bound=QWidget)
PHRASE = "lampe jardin brume cerise outil nuage panier"
UAI = "0620101" + uai_letter("0620101")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


class Hands:
    """What a person does: type, press, look."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def write(self, text: str) -> None:
        """Into what has the keyboard, sign by sign: ``keyClicks`` aborts on an accented letter."""
        for sign in text:
            target = QApplication.focusWidget()
            assert target is not None
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)
        self.settle()

    def control(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def settle(self) -> None:
        """Let the threads come back and the window draw."""
        for _ in range(4):
            self.window.jobs.settle(5)
            QApplication.processEvents()

    def until(self, what: Callable[[], bool]) -> None:
        """Wait for what one expects."""
        self.qtbot.waitUntil(what, timeout=8000)
        self.settle()

    def see(self, kind: type[W], name: str) -> W:
        """A visible widget by its name."""
        found = [one for one in self.window.findChildren(kind, name) if one.isVisible()]
        assert found, f"« {name} » is not on screen"
        return found[0]

    def on(self, name: str) -> None:
        """Put the keyboard on a named widget."""
        self.see(QWidget, name).setFocus(Qt.FocusReason.TabFocusReason)
        self.settle()

    def keys_are_on(self, name: str) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.objectName() == name


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "ordinateur")


@pytest.fixture
def vault(paths: Paths) -> Path:
    """One school, one pupil who was here last year, a passphrase."""
    made = create_vault(paths.data / "pole.coffre", name="Claire Martin", roles=["specialist_e"], login="claire",
                        passphrase=PHRASE, paths=paths, clock=fixed_on(date(2026, 11, 23)))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Arras"})
    id = made.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2",
                           class_name="03 CE2", sex="M").created[0]
    made.guardians.add(id, last_name="Haddad", first_name="Samira", relation="mère", authority="yes")
    directory = made.vault.directory
    made.close(backup=False)
    return Path(directory)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the one door of questions said; yes to every question."""
    said: list[str] = []

    def yes(_parent: object, title: str, _text: str, **_more: object) -> bool:
        said.append(title)
        return True

    def told(_parent: object, title: str, text: str) -> None:
        said.append(f"{title} {text}")

    monkeypatch.setattr(messages, "tell", told)
    monkeypatch.setattr(messages, "ask", yes)
    return said


@pytest.fixture
def open_window(qtbot: QtBot, paths: Paths, qapp: QApplication, shown: list[str]) -> Iterator[Callable[[], Hands]]:
    """Start the program's window; called again after closing, it is another process to the vault."""
    made: list[MainWindow] = []

    def start() -> Hands:
        program.application()
        preferences = Preferences(paths.settings)
        preferences.now = preferences.now.change(theme="light", text_size=100)
        preferences.dress(qapp)
        window = MainWindow(paths, preferences, Jobs())
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        return Hands(window, qtbot)

    yield start
    for window in made:
        if window.workspace is not None:
            window.workspace.session.close(backup=False)
        window.jobs.close()
