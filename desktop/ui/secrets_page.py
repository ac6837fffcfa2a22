"""The passphrase and the recovery sheet of the person who works here: change one, draw the other again."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import PoleError
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.dialog import Dialog
from desktop.ui.jobs import Jobs
from desktop.ui.phrase import PhraseChooser
from desktop.ui.recovery_card import RecoveryCard, recovery_paper
from desktop.ui.widgets import Notice, PlainLabel, first, quiet, section_title

ONLY_HERE = "L’ancienne phrase n’ouvre plus ce coffre, mais elle ouvre encore les anciennes sauvegardes."


class SecretsDialog(Dialog):
    """Two parts: the sheet, the phrase. After a recovery code, only the phrase (``must``)."""

    preview_asked = Signal(bytes, str)

    def __init__(self, session: Any, jobs: Jobs, *, must: bool = False, parent: QWidget | None = None) -> None:
        title = "Choisissez une nouvelle phrase de passe" if must else "Phrase de passe et feuille de secours"
        super().__init__(title, name="secrets_fenetre", width=700, height=620, parent=parent)
        self._session, self._jobs, self._must = session, jobs, must
        self._card: RecoveryCard | None = None
        if session.demonstration:
            self.body.addWidget(PlainLabel("Un coffre de démonstration n’a ni phrase de passe ni feuille de secours.", wrap=True))
            self.body.addStretch(1)
            self.set_buttons([first("Fermer", name="secrets_fermer", clicked=self.accept)])
            return
        if not must:
            self._build_sheet()
        self._build_phrase()
        self.body.addStretch(1)
        self.set_buttons([quiet("Plus tard" if must else "Fermer", name="secrets_fermer", clicked=self.reject)])

    def _build_sheet(self) -> None:
        has = self._session.vault.has_recovery(self._session.actor.login)
        self.body.addWidget(section_title("Feuille de secours"))
        text = ("Vous en avez une. En refaire une annule l’ancienne." if has else
                "Vous n’en avez pas encore. Sans elle, une phrase oubliée est un coffre perdu.")
        self.body.addWidget(PlainLabel(text, tone="soft", wrap=True))
        self._draw = quiet("Refaire une feuille" if has else "Faire la feuille de secours", name="faire_feuille",
                           icon="file-text", clicked=self.draw_sheet)
        self.body.addWidget(self._draw)
        self.body.addSpacing(12)

    def _build_phrase(self) -> None:
        self.body.addWidget(section_title("Phrase de passe"))
        self.chooser = PhraseChooser()
        self.body.addWidget(self.chooser)
        self.body.addWidget(Notice(ONLY_HERE))
        self.change = first("Changer la phrase", name="changer_phrase", clicked=self.change_phrase)
        self.change.setEnabled(False)
        self.chooser.ready.connect(self.change.setEnabled)
        self.body.addWidget(self.change)

    def draw_sheet(self) -> None:
        """A new code: the former sheet opens nothing more."""
        self._draw.setEnabled(False)
        self._jobs.write(lambda: self._session.vault.add_recovery(self._session.identity), self._drawn, self._failed)

    def _drawn(self, code: str) -> None:
        self._card = RecoveryCard(code)
        self._card.print_asked.connect(partial(self._print, code))
        self.body.insertWidget(self.body.indexOf(self._draw) + 1, self._card)
        announce(self, "Nouvelle feuille de secours : imprimez-la ou recopiez-la.")

    def _print(self, code: str) -> None:
        self._jobs.render(partial(recovery_paper, self._session, code), self._show_paper, self._failed)

    def _show_paper(self, content: bytes) -> None:
        self.accept()
        self.preview_asked.emit(content, "Feuille de secours")

    def change_phrase(self) -> None:
        phrase = self.chooser.phrase()
        self.change.setEnabled(False)
        self._jobs.write(lambda: self._session.vault.set_passphrase(self._session.identity, phrase), self._changed, self._failed)

    def _changed(self, _value: object) -> None:
        announce(self, "Phrase de passe changée.")
        messages.tell(self, "Votre phrase de passe est changée", ONLY_HERE)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PoleError):
            messages.tell(self, "Cela n’a pas pu se faire", str(error))
        else:
            self._jobs.on_error(error)
