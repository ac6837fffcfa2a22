"""When a text cannot reach the disk, the window covers itself and its process stays: nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import Card, PlainLabel, first, hbox, pane, vbox

WORDS = ("Votre texte n’est pas encore enregistré : le coffre reste ouvert derrière cet écran, pour ne rien perdre. "
         "Libérez de la place ou rebranchez le disque, puis revenez.")


class Cover(QWidget):
    """Nothing of what is behind is seen."""

    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "couverture", "Fenêtre couverte")
        pane(self, "ground")
        card = Card(margins=(28, 24, 28, 22), spacing=12)
        card.setMaximumWidth(style.px(460))
        show = first("Revenir à mon texte", name="revenir_texte", clicked=self.retried.emit)
        card.box.addWidget(PlainLabel("Le disque refuse d’écrire", size=18, weight=500, wrap=True))
        card.box.addWidget(PlainLabel(WORDS, tone="soft", wrap=True))
        card.box.addWidget(show, 0, Qt.AlignmentFlag.AlignRight)
        vbox(self, None, hbox(None, None, card, None), None)
        self.setFocusProxy(show)
