"""A calm page for a shared wall."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import PlainLabel, button, pane, vbox


class NeutralPage(QWidget):
    """Nothing about anybody; one way back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "ecran_neutre", "Écran neutre")
        pane(self, "ground")
        self.back = button("Revenir à la réunion", name="ecran_neutre_retour", clicked=self.left.emit)
        column = vbox(self, None, PlainLabel("Pause", size=24, weight=style.MEDIUM), 8,
                      PlainLabel("Votre texte est gardé.", tone="soft"), 16, self.back, None)
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            column.setAlignment(widget, Qt.AlignmentFlag.AlignHCenter)
