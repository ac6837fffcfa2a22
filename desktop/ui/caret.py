"""Where the cursor is in a text, to come back to after a lock."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget


def of(widget: QWidget | None) -> int:
    """The cursor's place in a text widget; -1 elsewhere."""
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return widget.textCursor().position()
    return -1


def put(widget: QWidget | None, place: int) -> None:
    """Put the cursor there, or at the end of a text that became shorter."""
    if place < 0:
        return
    if isinstance(widget, QLineEdit):
        widget.setCursorPosition(min(place, len(widget.text())))
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        cursor = widget.textCursor()
        cursor.setPosition(min(place, max(widget.document().characterCount() - 1, 0)))
        widget.setTextCursor(cursor)
        widget.ensureCursorVisible()
