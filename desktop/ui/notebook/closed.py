"""The notebook closed, while the rest of the vault is open by its short code: one field, one sentence, nothing about anybody."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.errors import PoleError
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.notebook.roles import agreement
from desktop.ui.widgets import PlainLabel, first, hbox, icon_label, pane, vbox

CLOSED = "Vos notes sont fermées. Le reste du coffre est ouvert\u00a0: vous pouvez travailler sans elles."


class ClosedNotebook(QWidget):
    """``opened`` once the passphrase answered."""

    opened = Signal()

    def __init__(self, context: Context, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "carnet_ferme", f"{title}, fermé{agreement(title)}")
        pane(self, "paper")
        self._context = context
        self.field = named(QLineEdit(), "carnet_phrase", "Votre phrase de passe")
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setProperty("kind", "big")
        self.field.setMinimumWidth(style.px(360))
        self.field.returnPressed.connect(self.open)
        self.button = first("Ouvrir mes notes", name="carnet_ouvrir", clicked=self.open)
        self.said = PlainLabel("", size=13, tone="soft", wrap=True)
        label = PlainLabel("Votre phrase de passe", size=13, tone="soft")
        label.setBuddy(self.field)
        words = PlainLabel(CLOSED, wrap=True)
        column = QWidget()
        column.setMaximumWidth(style.px(440))
        head = hbox(None, icon_label("lock", size=20), PlainLabel(title, size=21, weight=style.MEDIUM), None)
        vbox(column, None, head, 6, words, 14,
             label, self.field, 4, self.said, 10, hbox(None, self.button, None), None, None, spacing=4)
        hbox(self, None, column, None, margins=(24, 16, 24, 16))
        self.setFocusProxy(self.field)

    def open(self) -> None:
        """In a job: a passphrase takes a moment to answer, and never more than one at once."""
        phrase = self.field.text()
        if not phrase or not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        self.said.setText("Ouverture…")
        session: Any = self._context.session
        self._context.jobs.write(partial(session.open_personal, phrase), self._opened, self._refused)

    def _opened(self, _value: object) -> None:
        self.button.setEnabled(True)
        self.field.clear()
        self.said.setText("")
        announce(self, "Vos notes sont ouvertes.")
        self.opened.emit()

    def _refused(self, error: BaseException) -> None:
        self.button.setEnabled(True)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(error, PoleError):
            self.said.setText(str(error))
            announce(self, str(error), urgent=True)
        else:
            self.said.setText("")
            self._context.fail(error)
