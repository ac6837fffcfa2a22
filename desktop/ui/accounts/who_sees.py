"""« Qui peut voir ceci ? »: a light panel over the sheet, in plain sentences; Échap or a press elsewhere closes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.accounts import words
from desktop.ui.context import Context
from desktop.ui.widgets import HLine, PlainLabel, hbox, icon_button, icon_label, scrolled, vbox

PERSONAL = frozenset({"note", "assessment", "battery", "attachment"})
"""What lives in a personal file: its key keeps it, nothing else has to."""
WIDTH = 400


def show(context: Context, anchor: QWidget, table: str, id: str) -> WhoPanel:
    """Open the panel for a record, over the open vault ``anchor`` belongs to: it goes with it when the vault locks."""
    host = anchor
    while host.objectName() != "espace" and (above := host.parentWidget()) is not None:
        host = above
    for former in host.findChildren(WhoPanel):
        former.close_panel(give_back=False)
    panel = WhoPanel(host)
    panel.ask(context, table, id)
    return panel


def sentences(session: Any, table: str) -> tuple[str, ...]:
    """What keeps it, and what to know besides: a demonstration, the recovery sheet, the screen."""
    if session.demonstration:
        return ("C’est une démonstration : aucun de ces enfants n’existe, et le coffre n’a pas de phrase de passe. Toute "
                "personne qui utilise cet ordinateur peut l’ouvrir.",)
    if table in PERSONAL:
        kept = ("Tenu par une clé : ceci est dans votre fichier personnel, que seules votre phrase de passe et votre feuille "
                "de secours ouvrent. Les autres comptes ne savent pas que c’est là.")
    elif len(session.vault.logins) > 1:
        kept = ("Tenu par une clé : qui n’a pas de compte ici ne lit rien. " + words.BY_PROGRAM)
    else:
        kept = "Tenu par une clé : seule votre phrase de passe, ou votre feuille de secours, ouvre ce coffre."
    return (kept, "Rien n’est envoyé. Ce que vous imprimez, enregistrez en PDF ou donnez sort du coffre. Les parents peuvent "
                  "demander à lire ce qui est écrit de leur enfant, et à le faire rectifier.")


class WhoPanel(QFrame):
    """400 px at the right of the window, over it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        named(self, "qui_voit", "Qui peut voir ceci ?")
        self.setProperty("card", "true")
        self._back = QApplication.focusWidget()
        self.close_button = icon_button("x", "Fermer « Qui peut voir ceci ? "
                                             "»", name="qui_voit_fermer", clicked=self.close_panel)
        self._head = hbox(None, icon_label("eye", "accent"), PlainLabel("Qui peut voir ceci "
            "?", size=16, weight=style.MEDIUM), None,
                    self.close_button, margins=(16, 10, 8, 6))
        content = QWidget()
        self.list = vbox(content, margins=(16, 4, 16, 16), spacing=10)
        self._area = scrolled(content, name="qui_voit_defile", accessible="Qui peut voir ceci ?")
        vbox(self, self._head, HLine(), self._area, margins=(1, 1, 1, 1))
        host.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._place()
        self.show()
        self.raise_()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, context: Context, table: str, id: str) -> None:
        more = sentences(context.session, table)
        context.jobs.read(partial(_who, context.session, table, id), partial(self._arrived, more), partial(self._failed, context),
                          key=(self, "who"))

    def _arrived(self, more: tuple[str, ...], found: Sequence[tuple[str, str]]) -> None:
        for who, how_far in found:
            self.list.addLayout(vbox(None, PlainLabel(who, weight=style.MEDIUM, wrap=True),
                                     PlainLabel(how_far, size=13, tone="soft", wrap=True), spacing=1))
        if found:
            self.list.addWidget(HLine())
        for text in more:
            self.list.addWidget(PlainLabel(text, size=13, wrap=True))
        self.list.addStretch(1)
        self._place()
        QTimer.singleShot(0, self._place)
        announce(self, ". ".join(["Qui peut voir ceci ?", *(f"{who} : {how_far}" for who, how_far in found), *more]))

    def _failed(self, context: Context, error: BaseException) -> None:
        self.close_panel()
        context.fail(error)

    def close_panel(self, *, give_back: bool = True) -> None:
        """Gone; the keyboard goes back where it was."""
        if self.isHidden():
            return
        self.hide()
        host = self.parentWidget()
        if host is not None:
            host.removeEventFilter(self)
        back, self._back = self._back, None
        if give_back and back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and new is not self and not self.isAncestorOf(new):
            self.close_panel(give_back=False)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.close_panel()
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parentWidget():
            if event.type() == QEvent.Type.Resize:
                self._place()
            elif event.type() == QEvent.Type.MouseButtonPress:
                self.close_panel()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        width = min(style.px(WIDTH), host.width() - 16)
        inside = max(self.list.totalHeightForWidth(width - 16), self.list.minimumSize().height())
        wanted = self._head.sizeHint().height() + inside + 6
        top = min(style.px(92), max(host.height() - wanted - 12, 8))
        height = min(max(wanted, style.px(120)), host.height() - top - 12)
        self.setGeometry(host.width() - width - 12, top, width, height)


def _who(session: Any, table: str, id: str) -> tuple[tuple[str, str], ...]:
    return tuple(session.reads.who_sees(table, id))
