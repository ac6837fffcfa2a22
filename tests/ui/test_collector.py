"""What is let go while the program runs: freed in the window's thread only, and a tree of widgets by Qt, from its root."""

from __future__ import annotations

import gc
import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QVBoxLayout, QWidget

from desktop import app as program
from desktop.ui import collector


class _Page(QWidget):
    """A page its own parts hold, as ours do."""

    def __init__(self, freed: list[str]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.text = QTextEdit(self)
        self.text.installEventFilter(self)
        self.label = QLabel("vide", self.text.viewport())
        column = QVBoxLayout(self)
        column.addWidget(self.text)
        self.watched = [QObject(self), QObject(self.text)]
        self.me = self
        for thing, name in ((self, "page"), (self.text, "text"), (self.label, "label")):
            thing.destroyed.connect(lambda _, name=name: freed.append(name))


@pytest.fixture
def calm(qapp: QApplication) -> None:
    program.application()
    collector.collect()


def test_python_collects_nothing_by_itself_once_there_is_a_window(calm: None) -> None:
    assert not gc.isenabled()


def test_a_page_let_go_is_freed_from_its_root(calm: None) -> None:
    freed: list[str] = []
    _Page(freed)
    alive = len(QApplication.allWidgets())
    collector.collect()
    assert freed[0] == "page"
    assert set(freed) == {"page", "text", "label"}
    assert len(QApplication.allWidgets()) < alive
    assert not gc.garbage


def test_a_page_somebody_holds_stays(calm: None) -> None:
    page = _Page([])
    collector.collect()
    assert shiboken6.isValid(page.label)
    page.deleteLater()


def test_a_thread_that_reads_frees_no_page(calm: None) -> None:
    freed: list[str] = []
    _Page(freed)

    read: list[list[int]] = []
    reader = threading.Thread(target=lambda: read.extend([n] for n in range(50_000)))
    reader.start()
    reader.join()
    assert freed == []
    collector.turn()
    assert "page" in freed


def test_little_made_is_not_walked(calm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[int] = []
    monkeypatch.setattr(collector, "collect", lambda: walks.append(1))
    gc.collect(0)
    collector.turn()
    assert not walks
    kept = [[n] for n in range(collector.DUE + 1)]
    collector.turn()
    assert walks == [1]
    assert kept
