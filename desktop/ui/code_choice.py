"""Choosing the short code of a sitting: a quiet line after the passphrase, a dialog, and « Pas aujourd’hui »."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop.security.short_code import LONGEST, SHORTEST, Chosen, remark
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.dialog import Dialog
from desktop.ui.widgets import PlainLabel, first, hbox, icon_button, icon_label, link, quiet, vbox

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

STAYS = 120_000
"""The line leaves by itself after two minutes."""
OFFER = "Un code à six chiffres peut rouvrir le fichier commun après une pause, pendant une heure."
EXPLAINED = ("Après une pause, six chiffres rouvrent le fichier commun pendant une heure, sans la phrase de passe. Vos notes "
             "privées la redemanderont. Le code ne s’écrit nulle part\u00a0: il se choisit à chaque séance, et ne vaut plus "
             "après cinq erreurs ou une mise en veille.")
DONE = "Code choisi pour cette séance\u00a0: il rouvre le fichier commun pendant une heure après chaque verrou."


class CodeOffer(QFrame):
    """Over the status line, once a sitting."""

    def __init__(self, window: MainWindow, today: date) -> None:
        super().__init__(window.workspace)
        named(self, "offre_code", "Un code pour cette séance")
        self.setProperty("notice", "info")
        self._window, self._today = window, today
        choose = quiet("Choisir un code…", name="choisir_code", clicked=self.choose)
        later = quiet("Pas aujourd’hui", name="code_plus_tard", clicked=self.put_off)
        close = icon_button("x", "Fermer cette proposition", name="code_fermer", clicked=self.leave)
        hbox(self, icon_label("key-round", "ink_soft"), PlainLabel(OFFER, wrap=True), choose, later, close,
             margins=(20, 6, 12, 6), spacing=10).setStretch(1, 1)
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self._leave_unless_used)
        self._timer.start()

    def choose(self) -> None:
        ask(self._window)

    def put_off(self) -> None:
        """Not before tomorrow."""
        self._window.preferences.change(code_put_off=self._today.isoformat())
        self.leave()

    def leave(self) -> None:
        """Gone for this sitting; the account menu still has it."""
        self._timer.stop()
        if self.isAncestorOf(self.focusWidget() or self) and self._window.workspace is not None:
            page = self._window.workspace.page()
            if page is not None:
                page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.deleteLater()

    def _leave_unless_used(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self._timer.start()
        else:
            self.leave()


def offer(window: MainWindow) -> None:
    """After the passphrase: one quiet line, when the person did not say « Pas aujourd’hui »."""
    workspace = window.workspace
    now = window.preferences.now
    if workspace is None or window.locking.chosen is not None or not now.offer_code:
        return
    today = workspace.session.clock.today()
    column = workspace.layout()
    if now.code_put_off != today.isoformat() and isinstance(column, QVBoxLayout):
        line = CodeOffer(window, today)
        column.insertWidget(column.indexOf(workspace.stack) + 1, line)
        line.show()


def ask(window: MainWindow) -> bool:
    """The dialog; gives whether a code is chosen."""
    workspace = window.workspace
    if workspace is None:
        return False
    if workspace.session.demonstration:
        workspace.notices.tell("Une démonstration n’a ni phrase de passe ni code\u00a0: elle se rouvre d’un bouton.")
        return False
    dialog = CodeDialog(window, workspace.session.clock.today(), window)
    dialog.exec()
    dialog.deleteLater()
    for line in workspace.findChildren(CodeOffer):
        if dialog.chosen:
            line.leave()
    return dialog.chosen


class CodeDialog(Dialog):
    """Twice the same digits; nothing is written anywhere."""

    def __init__(self, window: MainWindow, today: date, parent: QWidget | None = None) -> None:
        super().__init__("Un code pour cette séance", name="code_fenetre", width=480, height=430, parent=parent)
        self._window, self._today, self.chosen = window, today, False
        self.body.addWidget(PlainLabel(EXPLAINED, tone="soft", wrap=True))
        self.field = self._digits("code_choisi", "Votre code, six chiffres au moins")
        self.said = PlainLabel("", size=13, tone="bad", wrap=True)
        self.said.setMinimumHeight(style.px(20))
        self.body.addWidget(self.said)
        self.again = self._digits("code_encore", "Le même, encore une fois")
        self.body.addStretch(1)
        self.button = first("Choisir ce code", name="code_valider", clicked=self.choose)
        self.set_buttons([link("Pas aujourd’hui", name="code_non", clicked=self.put_off), self.button])
        self.field.textEdited.connect(self._typed)
        self.again.textEdited.connect(self._typed)
        self._typed()
        self.field.setFocus()

    def _digits(self, name: str, words: str) -> QLineEdit:
        edit = named(QLineEdit(), name, words)
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setProperty("kind", "big")
        edit.setMaxLength(LONGEST)
        edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        edit.setMaximumWidth(style.px(260))
        label = PlainLabel(words, size=13, tone="soft")
        label.setBuddy(edit)
        self.body.addLayout(vbox(None, label, edit, spacing=4))
        return edit

    def _typed(self) -> None:
        """What is wrong is said once there is enough to judge; the button waits."""
        from desktop.ui.code_field import FRENCH_ROW

        for edit in (self.field, self.again):
            text = "".join(FRENCH_ROW.get(sign, sign) for sign in edit.text())
            if text != edit.text():
                edit.setText(text)
        code, again = self.field.text(), self.again.text()
        why = remark(code, self._today)
        if why and (len(code) >= SHORTEST or not code.isdigit()) and code:
            self._say(why)
        elif not why and len(again) >= len(code) and again != code:
            self._say("Les deux codes ne sont pas les mêmes.")
        else:
            self._say("")
        self.button.setEnabled(not why and code == again)

    def _say(self, text: str) -> None:
        if text and text != self.said.whole_text():
            announce(self, text)
        self.said.setText(text)

    def choose(self) -> None:
        """The key is derived in a thread; the digits are forgotten."""
        if not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        code = self.field.text()
        self.field.clear()
        self.again.clear()
        self._window.jobs.write(partial(Chosen.choose, code, self._today), self._chosen, self._refused)

    def _chosen(self, chosen: Any) -> None:
        self._window.locking.chosen = chosen
        self.chosen = True
        if self._window.workspace is not None:
            self._window.workspace.notices.tell(DONE, "good")
        self.accept()

    def _refused(self, error: BaseException) -> None:
        self._say(str(error))

    def put_off(self) -> None:
        self._window.preferences.change(code_put_off=self._today.isoformat())
        for line in self._window.findChildren(CodeOffer):
            line.leave()
        self.reject()
