"""Work that takes a moment: a thin bar after 300 ms, a way to stop, errors said in one place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.jobs import Fail, Jobs, Then
from desktop.ui.notices import Notices

SHOW_AFTER = 300
Progress = Callable[[int, int], bool]
Work = Callable[[Progress], Any]


class Operation(QObject):
    """One piece of work in hand: counts written by its thread, read by the window's timer."""

    def __init__(self, title: str, notices: Notices, *, cancellable: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.title, self.done, self.total = title, 0, 0
        self._notices = notices
        self._stop = threading.Event()
        self._cancellable = cancellable
        self._started = time.monotonic()
        self._timer = QTimer(self, interval=SHOW_AFTER)
        self._timer.timeout.connect(self._show)
        self._timer.start()

    def progress(self, done: int, total: int) -> bool:
        """Called by the work; ``False`` asks it to stop."""
        self.done, self.total = done, total
        return not self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def cancelled(self) -> bool:
        return self._stop.is_set()

    def finish(self) -> None:
        self._timer.stop()
        self._notices.hide_progress()
        self.deleteLater()

    def _show(self) -> None:
        self._timer.setInterval(100)
        self._notices.show_progress(self.title, self.done, self.total, self._left(),
                                    self.cancel if self._cancellable else None)

    def _left(self) -> str:
        spent = time.monotonic() - self._started
        if not self.total or not self.done or spent < 2:
            return ""
        seconds = spent / self.done * (self.total - self.done)
        if seconds < 5:
            return "presque fini"
        return f"encore {round(seconds / 60)} min" if seconds >= 90 else f"encore {round(seconds / 5) * 5} s"


class Operations(QObject):
    """``run(parent, work, title, then, fail)``: ``work(progress)`` runs apart; ``progress(done, total)`` → go on?"""

    def __init__(self, jobs: Jobs, notices: Notices, fail: Fail) -> None:
        super().__init__(notices)
        self._jobs, self._notices, self._fail = jobs, notices, fail

    def run(self, parent: QWidget | None, work: Work, title: str, then: Then | None = None, fail: Fail | None = None,
            *, writes: bool = False, cancellable: bool = True) -> Operation:
        """Start ``work``; when it was stopped by the person, ``then`` still gets what it gave back (often ``None``)."""
        operation = Operation(title, self._notices, cancellable=cancellable, parent=self)

        def arrived(value: Any) -> None:
            operation.finish()
            if then is not None:
                then(value)

        def failed(error: BaseException) -> None:
            operation.finish()
            (fail or self._fail)(error)

        ask = self._jobs.write if writes else self._jobs.render
        ask(lambda: work(operation.progress), arrived, failed)
        return operation


def run(parent: QWidget, work: Work, title: str, then: Then | None = None, fail: Fail | None = None, *,
        writes: bool = False, cancellable: bool = True) -> Operation:
    """``Operations.run`` of the window ``parent`` is in."""
    found = parent.window().findChild(Operations)
    if found is None:
        raise RuntimeError("this window has no operations")
    return found.run(parent, work, title, then, fail, writes=writes, cancellable=cancellable)
