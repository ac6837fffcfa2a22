"""The two keys of every page that is filled then done: Ctrl+Entrée and Échap."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def act(event: QKeyEvent, done: Callable[[], object], leave: Callable[[], object]) -> bool:
    """Do what the page is for on Ctrl+Entrée, leave it on Échap; whether the key was one of these."""
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
        done()
    elif event.key() == Qt.Key.Key_Escape:
        leave()
    else:
        return False
    return True
