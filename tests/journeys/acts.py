"""What a person does in a journey: an action by its name, a button by its key, a paper read back; and what must not flash."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pypdf
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.clock import DEFAULT_ZONE, fixed_on
from desktop.services.session import Session
from desktop.ui.main_window import MainWindow
from desktop.ui.preview import Preview
from desktop.ui.requests.concertation.room import ConcertationRoom
from tests.journeys.conftest import Hands

DAY = date(2026, 11, 23)
BEGAN = time.monotonic()
MOST_TABS = 25
SHOWN = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class MorningClock:
    """A clock that runs, from 10:42 on the day: what is done later is written later."""

    def __init__(self, zone: str = DEFAULT_ZONE) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return fixed_on(DAY).at + timedelta(seconds=time.monotonic() - BEGAN)

    def today(self) -> date:
        return DAY


class Flashes(QObject):
    """Windows that open without being asked: a part shown before it has a place."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.seen: list[str] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow() \
                and not isinstance(watched, MainWindow):
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def read(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").replace("\u202f", " ").split())


def session_of(hands: Hands) -> Session:
    workspace = hands.window.workspace
    assert workspace is not None
    return workspace.session


def visible(hands: Hands, name: str) -> bool:
    return any(one.isVisible() for one in hands.window.findChildren(QWidget, name))


def do(hands: Hands, words: str) -> None:
    """Ctrl+Maj+P, what one wants, Entrée."""
    hands.press(Qt.Key.Key_P, SHOWN)
    hands.until(lambda: hands.keys_are_on("actions_champ"))
    hands.write(words)
    hands.press(Qt.Key.Key_Return)


def press_on(hands: Hands, name: str) -> None:
    hands.until(lambda: visible(hands, name))
    hands.on(name)
    hands.until(lambda: hands.keys_are_on(name))
    hands.press(Qt.Key.Key_Space)


def tab_to(hands: Hands, name: str) -> int:
    """How many Tab presses it takes."""
    for count in range(MOST_TABS):
        if hands.keys_are_on(name):
            return count
        hands.press(Qt.Key.Key_Tab)
    raise AssertionError(f"« {name} » is not reached by Tab")


def paper(hands: Hands) -> str:
    """The paper on screen, read back; Échap closes it."""
    workspace = hands.window.workspace
    assert workspace is not None
    return _read_and_close(hands, lambda: workspace._preview)


def room_paper(hands: Hands) -> str:
    """The same, over a concertation."""
    room = hands.window.room
    assert isinstance(room, ConcertationRoom)
    return _read_and_close(hands, lambda: room._paper)


def _read_and_close(hands: Hands, there: Callable[[], Preview | None]) -> str:
    hands.until(lambda: there() is not None)
    shown = there()
    assert shown is not None
    text = read(shown.paper.content)
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: there() is None)
    return text


def labels(hands: Hands) -> str:
    """Every word on screen."""
    found = [one.text() for one in hands.window.findChildren(QLabel) if one.isVisible()]
    return " ".join(" ".join(found).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "").split())
