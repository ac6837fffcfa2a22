"""The head of the concertation: the meeting, where one is in it, and the two ways to hide it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import PlainLabel, VLine, button, hbox, icon_button, pane, vbox


class ConcertationHead(QWidget):
    """``left``, ``neutral_asked`` (Ctrl+.), ``full_asked`` (F11)."""

    left = Signal()
    neutral_asked = Signal()
    full_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_tete", "Réunion")
        pane(self, "paper")
        self.back_button = button("Quitter", "plain", name="concertation_quitter", icon="arrow-left", clicked=self.left.emit,
                                  accessible="Quitter la concertation")
        self.title = PlainLabel("", size=16, weight=style.MEDIUM, elide=True)
        self.title.setObjectName("concertation_titre")
        self.second = PlainLabel("", size=13, tone="soft", elide=True)
        self.where = PlainLabel("", size=15, weight=style.MEDIUM)
        self.where.setObjectName("concertation_ou")
        self.end = PlainLabel("", size=13, tone="soft")
        for label in (self.where, self.end):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.neutral_button = button("Écran neutre", name="concertation_neutre", icon="presentation",
                                     clicked=self.neutral_asked.emit, tip="Écran neutre (Ctrl+.)")
        self.full_button = icon_button("maximize-2", "Plein écran (F11)", name="concertation_plein_ecran",
                                       clicked=self.full_asked.emit)
        words, self._right = QWidget(), QWidget()
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        vbox(words, self.title, self.second, spacing=1)
        vbox(self._right, self.where, self.end, spacing=1)
        self._row = hbox(self, self.back_button, VLine(), words, self._right, self.neutral_button, self.full_button,
                         margins=(12, 8, 16, 8), spacing=12)
        self._row.setStretch(2, 1)

    def set_words(self, title: str, second: str, where: str, end: str) -> None:
        self.title.setText(title)
        self.second.setText(second)
        self.where.setText(where)
        self.end.setText(end)
        self.end.setVisible(bool(end))

    def fold(self, narrow: bool, short: bool) -> None:
        """In a small window the buttons keep their icons, and one line stays."""
        self.back_button.setText("" if narrow else "\u2009Quitter")
        self.neutral_button.setText("" if narrow else "\u2009Écran neutre")
        self.neutral_button.setAccessibleName("Écran neutre")
        self.second.setVisible(not short)
        self.end.setVisible(not short and bool(self.end.whole_text()))
        self._row.setContentsMargins(12, 2 if short else 8, 16, 2 if short else 8)
