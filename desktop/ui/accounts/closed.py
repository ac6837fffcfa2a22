"""Accounts and keys while one's own file is closed (the vault was reopened by its short code): the passphrase first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.notebook.closed import ClosedNotebook
from desktop.ui.over import OverPage
from desktop.ui.widgets import PlainLabel, hbox, link, vbox

WHY = "Les comptes et les clés demandent la phrase de passe : le code court n’ouvre que le fichier commun."


class ClosedPlace(OverPage):
    """``opened`` once the passphrase answered: the page asked for is then shown."""

    opened = Signal()

    def __init__(self, session: Any, context: Context, title: str) -> None:
        super().__init__(session, context)
        named(self, "place_fermee", title)
        self.closed = ClosedNotebook(context, title)
        self.closed.opened.connect(self.opened)
        back = link("Revenir aux onglets", name="place_fermee_retour", icon="arrow-left", clicked=self.left.emit)
        head = QWidget()
        vbox(head, hbox(None, back, None), PlainLabel(WHY, tone="soft", wrap=True), margins=(24, 14, 24, 0), spacing=8)
        vbox(self, head, self.closed).setStretch(1, 1)

    def begin(self) -> None:
        self.closed.field.setFocus()
