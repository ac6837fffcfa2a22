"""A dressed application, work that runs at once, and a small demonstration vault for the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.services.places import uai_letter
from desktop.services.session import Session
from desktop.ui import messages
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences

MONDAY = date(2026, 11, 23)
UAI = "0310001" + uai_letter("0310001")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it does nothing of size hints each time a window is shown: not a warning of ours."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))


def type_text(widget: QWidget, text: str) -> None:
    """Type as a person does: ``qtbot.keyClicks`` aborts on an accented letter."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "ordinateur")


@pytest.fixture
def preferences(paths: Paths, qapp: QApplication) -> Preferences:
    found = Preferences(paths.settings)
    found.now = found.now.change(theme="light", text_size=100)
    program.application()
    found.dress(qapp)
    return found


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs(immediate=True)
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Questions and announcements of the one door, answered yes."""
    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(messages, "tell", lambda _parent, title, text: said.append((title, text)))
    monkeypatch.setattr(messages, "ask", lambda _parent, title, text, **_: (said.append((title, text)), True)[1])
    return said


@pytest.fixture
def session(paths: Paths) -> Iterator[Session]:
    """Claire Martin, two pupils, a late task, a meeting today, a PPRE in progress."""
    made = create_vault(paths.data / "demonstration.coffre", name="Claire Martin", roles=["specialist_e"], login="cmartin",
                        passphrase=None, demonstration=True, paths=paths, clock=fixed_on(MONDAY))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Toulouse"})
    for last, first in (("HADDAD", "Yanis"), ("KONÉ", "Awa")):
        id = made.students.add(last_name=last, first_name=first, birth_date="2018-05-04", school=UAI, level="CE2",
                               class_name="CE2 A").created[0]
        made.guardians.add(id, last_name=last, first_name="Samira", kind="parent", relation="mère")
        made.tasks.add(f"Répondre à l’école pour {first}", owner="Claire Martin", due="2026-11-17", student_id=id)
        made.meetings.add("entretien_parents", "2026-11-23", [id], {"heure": "10:15", "lieu": "salle 4"})
        project = made.projects.add(id).created[0]
        made.drafts.keep("project", project, id, {"besoins": "Automatiser"}, 0, "PPRE n° 1")
    yield made
    made.close(backup=False)


@pytest.fixture
def window(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs, session: Session,
           asked: list[tuple[str, ...]]) -> Iterator[MainWindow]:
    made = MainWindow(paths, preferences, jobs)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1366, 768)
    made.show()
    made.open_session(session)
    qtbot.wait(1)
    yield made


def _let_go(window: MainWindow) -> None:
    """The fixture closes the session, not the window."""
    window._closing = True
    if window.workspace is not None:
        window.workspace.close_preview()
