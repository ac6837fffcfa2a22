"""The director's window, word by word, in a vault and in its copy where the psychologist worked a whole day: the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.paths import Paths
from desktop.services.values import StudentQuery
from desktop.texts import fold
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.students.sheet import PAGES
from desktop.ui.students.tab import StudentsTab
from tests.leaks.days import CANARIES, prepare, psychologist
from tests.leaks.world import Time, World, monday

CLOCKED = ("_loupe", "_effacer")
"""The two pictures of a search field, of which one shows: they follow the timer of its typing, and say nothing."""
COMMANDS = ("bin", "accounts", "directory", "audit", "backups", "vaults")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole,
         Qt.ItemDataRole.AccessibleDescriptionRole)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path / "fuites", Time(monday()), random.Random(3))
    made.time.fix(monkeypatch)
    prepare(made)
    made.time.later(hours=2)
    made.keep("avant")
    psychologist(made)
    made.keep("après")
    made.time.later(days=1)
    return made


def words(root: QWidget) -> Iterator[str]:
    """All that is shown or said: texts, names for a screen reader, help, rows of lists, the title."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root) or type(widget).__name__ == "FocusRing" or widget.objectName().endswith(CLOCKED):
            continue
        said = [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        for name in ("text", "toPlainText", "title", "placeholderText", "currentText"):
            call = getattr(widget, name, None)
            if callable(call):
                said.append(str(call()))
        yield f"{type(widget).__name__} {widget.objectName()} " + " | ".join(said)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
            for row in range(min(model.rowCount(QModelIndex()), 300)):
                cells = [model.index(row, column).data(role) for column in range(columns) for role in ROLES]
                yield f"  {cells}"


def walk(window: MainWindow, qtbot: QtBot, patch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Every tab, some searches, a pupil's sheet page by page, then the pages of the account menu."""
    space = window.workspace
    assert space is not None
    found: dict[str, list[str]] = {}
    dialogs: list[str] = []

    def opened(dialog: QDialog) -> int:
        """A dialog is read, then closed: it would wait for hands."""
        dialog.show()
        QApplication.processEvents()
        dialogs.extend(words(dialog))
        dialog.close()
        return 0

    patch.setattr(QDialog, "exec", opened)

    def look(name: str) -> None:
        for _ in range(3):
            qtbot.wait(1)
            QApplication.processEvents()
        found[name] = [*words(window), *dialogs]
        dialogs.clear()

    for index, spec in enumerate(space.specs):
        space.show_tab(index)
        look(f"onglet {spec.label}")
    space.show_tab(next(index for index, spec in enumerate(space.specs) if spec.label == "Demandes"))
    requests: Any = space.page()
    for mode, segment in enumerate(("Tableau", "Liste", "Aides", "À reprendre")):
        requests.set_mode(mode)
        look(f"demandes {segment}")
    for (id,) in space.session.commun.sql("SELECT id FROM request ORDER BY id"):
        requests.open_record("request", id)
        look(f"demande {id}")
    space.show_tab(1)
    students = space.page()
    assert isinstance(students, StudentsTab)
    for word in (*CANARIES[:4], *(word[:3] for word in CANARIES), "dumont"):
        students.search.setText(word)
        students.reload()
        look(f"chercher {word}")
    students.search.setText("")
    students.reload()
    for row in space.session.students.page(StudentQuery())[:2]:
        students.open_record("student", row.id)
        for index, page in enumerate(PAGES):
            students.sheet.tabs.setCurrentIndex(index)
            look(f"fiche {row.id} {page}")
    for name, act in {"fusion": students._merge, "rectifier": students._rectify, "qui": students._who}.items():
        act()
        look(name)
        students.back()
    for command in COMMANDS:
        space.command_asked.emit(command)
        look(f"menu {command}")
    return found


def shown(world: World, name: str, qtbot: QtBot, qapp: QApplication, patch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    world.back(name)
    preferences = Preferences(Paths.under(world.data).settings)
    preferences.now = preferences.now.change(theme="light", text_size=100)
    preferences.dress(qapp)
    jobs = Jobs(immediate=True)
    window = MainWindow(world.paths, preferences, jobs)
    window.resize(1366, 768)
    window.show()
    session = world.open("dupont")
    window.open_session(session)
    try:
        return walk(window, qtbot, patch)
    finally:
        window._closing = True
        if window.workspace is not None:
            window.workspace.close_preview()
        session.close(backup=False)
        jobs.close()
        window.close()
        window.deleteLater()
        QApplication.processEvents()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_director_sees_the_same_words_whatever_the_psychologist_wrote(
        world: World, qtbot: QtBot, qapp: QApplication, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    before, after = (shown(world, name, qtbot, qapp, monkeypatch) for name in ("avant", "après"))
    assert before.keys() == after.keys()
    for name, lines in before.items():
        assert lines == after[name], name
    typed = {f"chercher {word}" for word in CANARIES}
    leaks = [(name, line) for name, lines in after.items() if name not in typed for line in lines
             for word in CANARIES if fold(word) in fold(line)]
    assert leaks == []
    count = sum(map(len, before.values()))
    assert count > 1000
    with capsys.disabled():
        print(f" [{len(before)} écrans, {count} lignes comparées, 0 différence]", end="")
