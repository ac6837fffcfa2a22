"""A new passphrase: typed or drawn, after the former one, or after the recovery code that opened the vault."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.errors import PoleError, WrongSecretError
from desktop.ui import messages
from desktop.ui.accessible import announce, named
from desktop.ui.dialog import Dialog
from desktop.ui.jobs import Jobs
from desktop.ui.phrase import PhraseChooser
from desktop.ui.recovery_card import RecoveryCard
from desktop.ui.widgets import Notice, PlainLabel, first, hbox, quiet, vbox

ONLY_HERE = "L’ancienne phrase n’ouvre plus ce coffre, mais elle ouvre encore les anciennes sauvegardes."
NO_SECRET = "Un coffre de démonstration n’a ni phrase de passe ni feuille de secours."


class PhrasePart(QWidget):
    """Choose another phrase. ``ask_old``: the former one first, so that nobody changes it behind an open screen."""

    changed = Signal()

    def __init__(self, session: Any, jobs: Jobs, fail: Callable[[BaseException], object], *, ask_old: bool) -> None:
        super().__init__()
        self.setObjectName("changer_de_phrase")
        self._session, self._jobs, self._fail, self._ask_old = session, jobs, fail, ask_old
        self.old = named(QLineEdit(), "ancienne_phrase", "Votre phrase de passe d’aujourd’hui")
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self.old.setProperty("kind", "big")
        self.old_said = PlainLabel("", size=13, tone="bad", wrap=True)
        self.old_said.hide()
        label = PlainLabel("Votre phrase de passe d’aujourd’hui", tone="soft")
        label.setBuddy(self.old)
        for widget in (label, self.old):
            widget.setVisible(ask_old)
        self.chooser = PhraseChooser()
        self.button = first("Changer la phrase", name="changer_phrase", clicked=self.change)
        vbox(self, label, self.old, self.old_said, 8, self.chooser, 4, Notice(ONLY_HERE), 4, hbox(None, self.button, None),
             spacing=4)
        self.chooser.ready.connect(self._able)
        self.old.textChanged.connect(self._able)
        self._able()

    def _able(self) -> None:
        self.button.setEnabled(self.chooser.is_ready() and (not self._ask_old or bool(self.old.text())))

    def change(self) -> None:
        """One slot is written anew, in a thread: deriving a key takes a moment on purpose."""
        self.button.setEnabled(False)
        self.old_said.hide()
        work = partial(_change, self._session, self.old.text() if self._ask_old else None, self.chooser.phrase())
        self._jobs.write(work, self._changed, self._failed)

    def _changed(self, _value: object) -> None:
        self.old.clear()
        self.chooser.draw()
        announce(self, "Phrase de passe changée.")
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._able()
        if isinstance(error, WrongSecretError) and self._ask_old:
            self.old_said.setText(str(error))
            self.old_said.show()
            self.old.selectAll()
            self.old.setFocus()
            announce(self.old, str(error), urgent=True)
        else:
            self._fail(error)


class RecoveryPart(QWidget):
    """Her recovery sheet: made, or made again, which voids the former one. ``print_asked(code)``."""

    print_asked = Signal(str)

    def __init__(self, session: Any, jobs: Jobs, fail: Callable[[BaseException], object]) -> None:
        super().__init__()
        self.setObjectName("feuille_de_secours")
        self._session, self._jobs, self._fail = session, jobs, fail
        self._had = has = bool(session.accounts.has_recovery())
        text = ("Vous en avez une. En refaire une annule l’ancienne." if has else
                "Vous n’en avez pas encore. Sans elle, une phrase oubliée est un fichier personnel perdu.")
        self.said = PlainLabel(text, tone="soft", wrap=True)
        self.button = quiet("Refaire une feuille" if has else "Faire la feuille de secours", name="faire_feuille",
                            icon="file-text", clicked=self.draw_sheet)
        self.card: RecoveryCard | None = None
        self._column = vbox(self, self.said, hbox(None, self.button, None), spacing=8)

    def draw_sheet(self) -> None:
        """A new code: the former sheet opens nothing more."""
        self.button.setEnabled(False)
        self._jobs.write(self._session.accounts.new_recovery, self._drawn, self._failed)

    def _drawn(self, code: str) -> None:
        self.card = RecoveryCard(code)
        self.card.print_asked.connect(partial(self.print_asked.emit, code))
        self._column.addWidget(self.card)
        self.button.hide()
        self.said.setText("Imprimez-la ou recopiez-la maintenant : ce code ne sera plus montré."
                          + (" L’ancienne feuille n’ouvre plus rien." if self._had else ""))
        self.card.print_button.setFocus()
        announce(self, self.said.whole_text())

    def _failed(self, error: BaseException) -> None:
        self.button.setEnabled(True)
        self._fail(error)


class SecretsDialog(Dialog):
    """After a recovery code opened the vault: a new phrase, or later."""

    def __init__(self, session: Any, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__("Choisissez une nouvelle phrase de "
                         "passe", name="secrets_fenetre", width=700, height=620, parent=parent)
        self._jobs = jobs
        if session.demonstration:
            self.body.addWidget(PlainLabel(NO_SECRET, wrap=True))
        else:
            self.part = PhrasePart(session, jobs, self._failed, ask_old=False)
            self.part.changed.connect(self._changed)
            self.body.addWidget(self.part)
        self.body.addStretch(1)
        self.set_buttons([quiet("Plus tard", name="secrets_fermer", clicked=self.reject)])

    def _changed(self) -> None:
        messages.tell(self, "Votre phrase de passe est changée", ONLY_HERE)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PoleError):
            messages.tell(self, "Cela n’a pas pu se faire", str(error))
        else:
            self._jobs.on_error(error)


def _change(session: Any, old: str | None, new: str) -> None:
    if old is None:
        session.vault.set_passphrase(session.identity, new)
    else:
        session.accounts.change_passphrase(old, new)
