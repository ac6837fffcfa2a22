"""Walking a window as a screen reader does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar, QAbstractSlider)
INSIDE = (QComboBox,)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Everything one can act on, that is shown."""
    for widget in root.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(root) and not isinstance(widget, QScrollBar):
            parent = widget.parentWidget()
            if isinstance(parent, (*INSIDE, QTabBar)) or (parent is not None and isinstance(parent.parentWidget(), QComboBox)):
                continue
            yield widget


def unnamed(root: QWidget) -> list[str]:
    """The controls a screen reader would call « bouton » and nothing more."""
    found = []
    for widget in controls(root):
        told = QAccessible.queryAccessibleInterface(widget)
        if told is None or not _name(told):
            place = f"{type(widget).__name__} « {widget.objectName()} » in {_path(widget)}"
            found.append(place)
    return found


def _name(told: QAccessibleInterface) -> str:
    return told.text(QAccessible.Text.Name).strip()


def _path(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None and len(names) < 5:
        names.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names)


def cut(root: QWidget) -> list[str]:
    """Buttons and fields that stick out of the window at right: nothing may be cut but what scrolls sideways."""
    found = []
    for widget in controls(root):
        if isinstance(widget, QAbstractItemView) or _scrolls_sideways(widget, root):
            continue
        right = widget.mapTo(root, widget.rect().topRight()).x()
        if right > root.width() + 1:
            found.append(f"{widget.objectName()} ends at {right} of {root.width()}")
    return found


def _scrolls_sideways(widget: QWidget, root: QWidget) -> bool:
    from desktop.ui.table_editor import SideScroll

    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, SideScroll):
            return True
        parent = parent.parentWidget()
    return False
