"""Telling when nobody moves, and when the computer was suspended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from desktop.security.short_code import SLEPT, Moment, moment, slept
from desktop.ui.gestures import Gestures

PULSE = 3_000
"""Milliseconds between two looks at the clocks."""


class Awake(QObject):
    """``was_suspended`` once: the wall clock went further than the clock that only runs awake, or than our own pulse."""

    was_suspended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = moment
        self._last: Moment = self.clock()
        self._pulse = QTimer(self, interval=PULSE)
        self._pulse.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state)

    def start(self) -> None:
        self._last = self.clock()
        self._pulse.start()

    def stop(self) -> None:
        self._pulse.stop()

    def look(self) -> None:
        """Compare the two clocks with the last look. A wall clock put right by hand locks too: better once too many."""
        now, last = self.clock(), self._last
        self._last = now
        silent = now.wall - last.wall - PULSE / 1000 > SLEPT and now.steady - last.steady - PULSE / 1000 > SLEPT
        if self._pulse.isActive() and (slept(last, now) or silent):
            self.was_suspended.emit()

    def _state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()


class Idle(QObject):
    """``too_long`` after ``minutes`` without a gesture in any window of ours."""

    too_long = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.minutes = 5
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.too_long)
        self._gestures = Gestures()
        self._gestures.seen.connect(self.gesture)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._gestures.watch)
        self._running = False

    def start(self, minutes: int, window: QWindow | None) -> None:
        self._running = True
        self.minutes = minutes
        self._gestures.watch(window)
        self.gesture()

    def stop(self) -> None:
        self._running = False
        self._timer.stop()

    def gesture(self) -> None:
        """Somebody is there."""
        if self._running:
            self._timer.start(self.minutes * 60_000)

    def wait(self, milliseconds: int) -> None:
        """Some work is under way: look again soon."""
        self._timer.start(milliseconds)

    def left(self) -> int:
        """Milliseconds before the lock; -1 when nothing runs."""
        return self._timer.remainingTime()
