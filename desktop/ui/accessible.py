"""Words for assistive tools: announcements, and names given in one call."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, TypeVar

from PySide6 import QtGui
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)
_EVENT: Any = getattr(QtGui, "QAccessibleAnnouncementEvent", None)
said: list[str] = []
"""The last announcements, newest last: tests read them, and F8 repeats the last notice."""


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say ``text`` now: saves, counts after a search, errors, conflicts."""
    said.append(text)
    del said[:-20]
    if _EVENT is None or not QtGui.QAccessible.isActive():
        return
    event = _EVENT(widget, text)
    if urgent:
        event.setPoliteness(QtGui.QAccessible.AnnouncementPoliteness.Assertive)
    QtGui.QAccessible.updateAccessibility(event)


def named(widget: W, name: str, accessible: str = "", description: str = "") -> W:
    """Give a widget its object name and its accessible name and description; returns it."""
    widget.setObjectName(name)
    if accessible:
        widget.setAccessibleName(accessible)
    if description:
        widget.setAccessibleDescription(description)
    return widget


def in_order(widgets: Iterable[QWidget]) -> None:
    """Tab goes from each to the next, as the eye does, whatever was made first."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
