"""A search field: a glass at left, a cross when something is typed, both with words for screen readers."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from desktop.ui import icons
from desktop.ui.accessible import named

L = TypeVar("L", bound=QLineEdit)


def search_field(edit: L, name: str, accessible: str, placeholder: str) -> L:
    """Dress ``edit``; its two small buttons are out of the Tab path, Échap and Ctrl+F do the same."""
    named(edit, name, accessible)
    edit.setPlaceholderText(placeholder)
    edit.setClearButtonEnabled(True)
    edit.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    for button in edit.findChildren(QToolButton):
        clears = "clear" in (button.defaultAction().objectName() if button.defaultAction() is not None else "")
        named(button, f"{name}_{'effacer' if clears else 'loupe'}", "Effacer la recherche" if clears else accessible)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return edit
