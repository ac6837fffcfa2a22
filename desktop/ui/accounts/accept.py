"""First opening by an invited person: her login and code, a passphrase of her own, her recovery sheet, then the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.errors import InputError, RefusedError, WrongSecretError
from desktop.paths import Paths
from desktop.security import recovery
from desktop.ui.accessible import announce, named
from desktop.ui.first_run_pages import Page, Phrase, Sheet
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.recovery_card import recovery_paper
from desktop.ui.stepped import Stepped
from desktop.ui.widgets import MarkLabel, Notice, PlainLabel, hbox

STEPS = (("Votre invitation", "identifiant et code"), ("Phrase de passe", "la clé de ce que vous écrivez"),
         ("Feuille de secours", "à imprimer et à ranger"))
LETTERS = 36


class CodePage(Page):
    """Login and code, as handed over; a slip of the pen is told before anything is asked."""

    def __init__(self, logins: Sequence[str]) -> None:
        super().__init__("Votre invitation", "Recopiez l’identifiant et le code qu’on vous a remis. Ils ne servent qu’une "
                                             "fois.",
                         name="etape_invitation")
        self.login = named(QLineEdit(), "invitation_login", "Votre identifiant")
        self.login.setProperty("kind", "big")
        if len(logins) == 1:
            self.login.setText(logins[0])
        self.code = named(QLineEdit(), "invitation_code", "Le code de l’invitation, neuf groupes de quatre signes")
        self.code.setProperty("kind", "big")
        self.mark = MarkLabel("planned")
        self.said = PlainLabel("", size=13, tone="soft", wrap=True)
        self.said.setObjectName("invitation_dit")
        self._heard = ""
        self._refused = ""
        for words, editor in (("Identifiant", self.login), ("Code, en neuf groupes de quatre", self.code)):
            label = PlainLabel(words, tone="soft")
            label.setBuddy(editor)
            self.column.addWidget(label)
            self.column.addWidget(editor)
            self.column.addSpacing(8)
        line = hbox(None, self.mark, self.said)
        line.setStretch(1, 1)
        self.column.addLayout(line)
        self.column.addSpacing(12)
        self.column.addWidget(Notice("À l’étape suivante vous choisirez votre phrase de passe. Personne d’autre ne la "
                                     "connaîtra, ni la personne qui vous a invitée ou invité."))
        self.column.addStretch(1)
        self.login.textChanged.connect(self._typed)
        self.code.textChanged.connect(self._typed)
        self._typed()

    def refuse(self, sentence: str) -> None:
        """The vault did not take them: said here, where they are typed."""
        self._refused = sentence
        self.tell(sentence, "bad", "late")
        announce(self.code, sentence, urgent=True)

    def tell(self, text: str, tone: str, mark: str) -> None:
        self.mark.set_mark(mark)
        self.said.set_tone(tone)
        self.said.setText(text)

    def _typed(self) -> None:
        self._refused = ""
        text = self.code.text()
        count = len("".join(sign for sign in text if sign.isalnum()))
        said, tone, mark = "ni les espaces, ni les majuscules ne comptent ; O et 0 se valent, I et 1 aussi", "soft", "planned"
        if count >= LETTERS:
            try:
                recovery.INVITATION.read(text)
            except InputError as error:
                said, tone, mark = str(error), "warn", "incomplete"
            else:
                said, tone, mark = "code bien recopié", "good", "done"
        elif count:
            said, mark = f"{count} signes sur {LETTERS}" if count > 1 else f"1 signe sur {LETTERS}", "running"
        self.tell(said, tone, mark)
        if tone != "soft" and said != self._heard:
            announce(self.code, said)
        self._heard = said
        self.changed.emit()

    def is_ready(self) -> bool:
        try:
            recovery.INVITATION.read(self.code.text())
        except InputError:
            return False
        return bool(self.login.text().strip()) and not self._refused

    def summary(self) -> str:
        return self.login.text().strip()

    def begin(self) -> None:
        target: QWidget = self.code if self.login.text() else self.login
        target.setFocus(Qt.FocusReason.OtherFocusReason)


class AcceptScreen(Stepped):
    """``finished(session)``; ``left`` to go back to the lock screen."""

    finished = Signal(object)
    left = Signal()
    no_return = 2

    def __init__(self, directory: Path, logins: Sequence[str], paths: Paths, jobs: Jobs, preferences: Preferences,
                 parent: QWidget | None = None) -> None:
        self.invitation, self.phrase = CodePage(logins), Phrase("Ouvrir mon compte")
        self.sheet = Sheet(first_account=False)
        self.sheet.go_on = "Entrer"
        super().__init__(STEPS, [self.invitation, self.phrase, self.sheet], jobs, name="premiere_ouverture",
                         title="Ouvrir mon compte", parent=parent)
        self._directory, self._paths, self._preferences = directory, paths, preferences
        self.session: Any = None
        self.sheet.print_asked.connect(self._print_sheet)
        self.show_step(0)

    def leave(self) -> None:
        self.left.emit()

    def go_on(self) -> None:
        """Code, phrase, then the account is made; the sheet is offered at once."""
        if not self.pages[self.step].is_ready():
            return
        self.steps.say(self.step, self.pages[self.step].summary())
        if self.step == 0:
            self.show_step(1)
        elif self.step == 1:
            self.wait("Ouverture du compte…")
            work = partial(_accept, self._directory, self._paths, self.invitation.login.text().strip(),
                           self.invitation.code.text(), self.phrase.chooser.phrase())
            self._jobs.write(work, self._accepted, self._refused)
        else:
            self.finished.emit(self.session)

    def put_off(self) -> None:
        """The sheet can wait once: Accueil recalls it."""
        self.finished.emit(self.session)

    def _accepted(self, answer: tuple[Any, str]) -> None:
        self.session, code = answer
        self.written = True
        self.phrase.chooser.field.clear()
        self.invitation.code.clear()
        self._preferences.change(last_vault=str(self.session.vault.directory), last_login=self.session.actor.login)
        self.sheet.show_code(code)
        self.show_step(2)

    def _refused(self, error: BaseException) -> None:
        slip = isinstance(error, WrongSecretError | RefusedError) or (isinstance(error, InputError)
                                                                      and error.column in ("invitation", "login", None))
        if slip:
            self.show_step(0)
            self.invitation.refuse(str(error))
            self._able()
        else:
            self.failed(error)

    def _print_sheet(self) -> None:
        self._jobs.write(partial(recovery_paper, self.session, self.sheet.code), self._show_sheet, self.failed)

    def _show_sheet(self, content: bytes) -> None:
        self.show_paper(content).printed.connect(self.sheet.kept)


def _accept(directory: Path, paths: Paths, login: str, code: str, phrase: str) -> tuple[Any, str]:
    """Her keys are drawn here, and her recovery sheet with them."""
    from desktop.services.opening import accept_invitation

    session = accept_invitation(directory, login=login, invitation=code, passphrase=phrase, paths=paths)
    try:
        return session, session.accounts.new_recovery()
    except BaseException:
        session.close(backup=False)
        raise
