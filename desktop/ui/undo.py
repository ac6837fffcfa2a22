"""Undo and redo by unit: Ctrl+Z in a text is Qt's own, elsewhere the last unit of this session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.changes import Changes
from desktop.ui.jobs import Fail, Jobs

DEPTH = 200


class Undo(QObject):
    """The units written since the window opened. ``redo`` undoes the unit an undo gave back."""

    changed = Signal()

    def __init__(self, session: Any, jobs: Jobs, written: Callable[[Changes], object], fail: Fail) -> None:
        super().__init__()
        self._session, self._jobs, self._written, self._fail = session, jobs, written, fail
        self._done: list[Changes] = []
        self._undone: list[Changes] = []

    def push(self, changes: Changes) -> None:
        """A unit was written by an act of the person."""
        if changes.unit:
            self._done.append(changes)
            del self._done[:-DEPTH]
            self._undone.clear()
            self.changed.emit()

    def undo_label(self) -> str:
        """« Annuler : Suppression de la réunion », or nothing."""
        return self._done[-1].label if self._done else ""

    def redo_label(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def undo(self) -> None:
        """Ctrl+Z: the text under the cursor first, then the last unit."""
        if not _text_step("undo") and self._done:
            self._run(self._done.pop(), self._undone)

    def redo(self) -> None:
        """Ctrl+Y."""
        if not _text_step("redo") and self._undone:
            self._run(self._undone.pop(), self._done)

    def undo_unit(self, unit: str) -> None:
        """« Annuler » of a notice: that unit, wherever it is in the pile."""
        for pile, other in ((self._done, self._undone), (self._undone, self._done)):
            for changes in pile:
                if changes.unit == unit:
                    pile.remove(changes)
                    self._run(changes, other)
                    return
        self._run(Changes(unit=unit), self._undone)

    def _run(self, changes: Changes, other: list[Changes]) -> None:
        def then(back: Changes) -> None:
            if back.unit:
                other.append(back)
            self._written(back)
            self.changed.emit()

        self._jobs.write(lambda: self._session.undo(changes.unit), then, self._fail)


def _text_step(step: str) -> bool:
    """Let the focused text undo or redo; ``False`` when it has nothing to take back."""
    widget: QWidget | None = QApplication.focusWidget()
    if isinstance(widget, QLineEdit) and not widget.isReadOnly():
        able = widget.isUndoAvailable() if step == "undo" else widget.isRedoAvailable()
    elif isinstance(widget, QTextEdit | QPlainTextEdit) and not widget.isReadOnly():
        document = widget.document()
        able = document.isUndoAvailable() if step == "undo" else document.isRedoAvailable()
    else:
        return False
    if able:
        getattr(widget, step)()
    return able
