"""What screens listen to: a write happened, and who asked for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.changes import Changes


class Signals(QObject):
    """One for the window. No screen calls another: each decides what a change means to it."""

    changed = Signal(object, object)
    """``changed(changes: Changes, initiator: object | None)`` after each write."""
    day_changed = Signal()
    """Midnight passed while the window was open."""

    def tell(self, changes: Changes, initiator: object | None = None) -> None:
        """Say that ``changes`` were written."""
        if changes:
            self.changed.emit(changes, initiator)
