"""The frame of our dialogs: a title, a body that scrolls when the window is small, a row of buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import HLine, PlainLabel, hbox, pane, scrolled, vbox


class Dialog(QDialog):
    """``body`` is the column to fill. Échap closes; buttons are verbs."""

    def __init__(self, title: str, *, name: str, width: int = 620, height: int = 520,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, title)
        self.setWindowTitle(title)
        inner = QWidget()
        self.body = vbox(inner, margins=(24, 8, 24, 16), spacing=10)
        self._foot = hbox(None, None, margins=(24, 12, 24, 14))
        area = scrolled(inner, name=f"{name}_page", pane="ground", accessible=title)
        vbox(self, vbox(None, PlainLabel(title, size=21, weight=style.MEDIUM, wrap=True), margins=(24, 18, 24, 6)), area,
             HLine(), self._foot)
        pane(self, "ground")
        host = parent.window() if parent is not None else None
        wide, high = style.px(width), style.px(height)
        self.resize(min(wide, host.width() - 16) if host is not None else wide,
                    min(high, host.height() - 16) if host is not None else high)

    def set_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """The last one is the first action."""
        for made in buttons:
            self._foot.addWidget(made)
