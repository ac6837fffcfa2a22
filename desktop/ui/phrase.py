"""Choosing a passphrase: seven words to copy and type once, or one of one’s own; right words are counted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.security import passphrase
from desktop.security.passphrase import MINIMUM_BITS, WORDS
from desktop.ui.accessible import announce, named
from desktop.ui.widgets import Card, MarkLabel, PlainLabel, hbox, link, vbox

NUMBERS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept")


class PhraseChooser(QWidget):
    """``ready(bool)`` when ``phrase()`` may be taken."""

    ready = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choix_phrase")
        self._own = False
        self._words: list[str] = []
        self._good = False
        self._said = ""
        self._build()
        self.field.textChanged.connect(self._typed)
        self.again.textChanged.connect(self._typed)
        self.draw()

    def _build(self) -> None:
        self._box = Card(kind="sunk", name="sept_mots", margins=(20, 18, 20, 18))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(16)
        self._labels = [PlainLabel("", size=18, weight=500) for _ in range(WORDS)]
        for index, label in enumerate(self._labels):
            self._grid.addLayout(hbox(None, PlainLabel(str(index + 1), size=12, tone="soft"), label, None, spacing=10),
                                 index // 4, index % 4)
        self._box.box.addLayout(self._grid)
        self.other = link("Proposer d’autres mots", name="autres_mots", icon="refresh-cw", clicked=self.draw)
        self.own = link("Écrire ma propre phrase", name="ma_phrase", icon="pencil", clicked=self.toggle_own)
        self.label = PlainLabel("Tapez-la une première fois", tone="soft")
        self.field = named(QLineEdit(), "phrase_essai", "Tapez la phrase une première fois")
        self.field.setProperty("kind", "big")
        self.again_label = PlainLabel("Encore une fois", tone="soft")
        self.again = named(QLineEdit(), "phrase_encore", "Tapez la phrase encore une fois")
        self.again.setProperty("kind", "big")
        self.label.setBuddy(self.field)
        self.again_label.setBuddy(self.again)
        self.mark = MarkLabel("planned")
        self.said = PlainLabel("", size=13, tone="soft", wrap=True)
        vbox(self, self._box, 8, hbox(None, self.other, 12, self.own, None), 16, self.label, 4, self.field, 8,
             self.again_label, 4, self.again, hbox(None, self.mark, self.said, margins=(0, 4, 0, 0)))
        self.again.hide()
        self.again_label.hide()

    def draw(self) -> None:
        """Seven other words."""
        self._words = passphrase.draw().split()
        for label, word in zip(self._labels, self._words, strict=True):
            label.setText(word)
        self._box.setAccessibleName("Sept mots proposés : " + ", ".join(self._words))
        self.field.clear()
        self._typed()

    def toggle_own(self) -> None:
        """One's own phrase, typed twice, or back to the seven words."""
        self._own = not self._own
        self._box.setVisible(not self._own)
        self.other.setVisible(not self._own)
        for widget in (self.again, self.again_label):
            widget.setVisible(self._own)
        self.own.setText("\u2009Prendre sept mots" if self._own else "\u2009Écrire ma propre phrase")
        self.own.setAccessibleName("Prendre sept mots" if self._own else "Écrire ma propre phrase")
        self.label.setText("Votre phrase : sept mots sans lien entre eux, ou plus long" if self._own
                           else "Tapez-la une première fois")
        self.field.clear()
        self.again.clear()
        self._typed()
        self.field.setFocus()

    def phrase(self) -> str:
        """What was chosen, as typed."""
        return self.field.text()

    def is_ready(self) -> bool:
        return self._good

    def _typed(self) -> None:
        text = self.field.text()
        good, mark, said = self._judge_own(text) if self._own else self._judge_words(text)
        self.mark.set_mark(mark)
        self.said.setText(said)
        if said != self._said and text:
            announce(self.field, said)
        self._said = said
        if good != self._good:
            self._good = good
            self.ready.emit(good)

    def _judge_words(self, text: str) -> tuple[bool, str, str]:
        typed, wanted = passphrase.split_words(text), [passphrase.fold(word) for word in self._words]
        if passphrase.normalise(text) == passphrase.normalise(" ".join(self._words)):
            return True, "done", "sept mots justes"
        right = 0
        while right < min(len(typed), len(wanted)) and typed[right] == wanted[right]:
            right += 1
        if right == len(typed):
            count = f"{NUMBERS[right]} {'mot juste' if right < 2 else 'mots justes'}" if right else ""
        elif right < WORDS and wanted[right].startswith(typed[right]) and len(typed) == right + 1:
            count = f"{NUMBERS[right]} {'mot juste' if right < 2 else 'mots justes'}, le suivant en cours"
        else:
            count = f"le mot {right + 1} n’est pas celui de la liste" if right < WORDS else "il y a un mot de trop"
        tail = "les espaces et les accents ne comptent pas"
        return False, "running" if typed else "planned", f"{count} ; {tail}" if count else tail

    def _judge_own(self, text: str) -> tuple[bool, str, str]:
        worth = passphrase.bits(text) if text else 0.0
        if worth < MINIMUM_BITS:
            said = "un programme la devinerait vite : ajoutez des mots sans lien entre eux" if worth < MINIMUM_BITS / 2 \
                else "presque : encore deux ou trois mots sans lien avec les autres"
            return False, "running" if text else "planned", said if text else "sept mots courants sans lien suffisent"
        if passphrase.normalise(text) != passphrase.normalise(self.again.text()):
            return False, "running", "bonne phrase ; tapez-la encore une fois"
        return True, "done", "bonne phrase, tapée deux fois pareil"
