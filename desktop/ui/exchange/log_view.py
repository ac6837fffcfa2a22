"""Plis sent and received, newest first: to whom, what in plain words, whether it came; a reception can be taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.changes import Changes
from desktop.services.exchange_values import Sent
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.exchange import words
from desktop.ui.exchange.reading import ExchangeRead
from desktop.ui.widgets import EmptyState, HLine, PlainLabel, clear, hbox, icon_label, link, vbox

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

EMPTY = ("Aucun pli encore. « Préparer un pli » écrit un fichier scellé que vous donnez comme vous voulez : clé USB, "
         "messagerie "
         "académique, dossier partagé. Pour en ouvrir un, déposez-le sur cette fenêtre.")
SHOWN, LINES = 40, 3


class LogView(QWidget):
    """Forty at first, more on demand."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__()
        named(self, "journal_plis", "Plis envoyés et reçus")
        self._page, self._shown = page, SHOWN
        self.list = vbox(None)
        self.empty = EmptyState(EMPTY, name="plis_vide")
        self.more = link("Montrer les plus anciens", name="plis_suite", clicked=self.show_more)
        vbox(self, self.list, 4, hbox(None, self.more, None), self.empty)

    def show_known(self, known: ExchangeRead) -> None:
        clear(self.list)
        for position, sent in enumerate(known.log[:self._shown]):
            self.list.addWidget(LogLine(position, sent, self._page))
        self.more.setVisible(len(known.log) > self._shown)
        self.empty.setVisible(not known.log)

    def show_more(self) -> None:
        self._shown += SHOWN
        self.show_known(self._page.known)


class LogLine(QWidget):
    """One pli."""

    def __init__(self, position: int, sent: Sent, page: ExchangePage) -> None:
        super().__init__()
        self._sent, self._page = sent, page
        zone = words.zone_of(page.session)
        contact = page.contact_of(sent.account or sent.contact)
        told = Sent(sent.id, sent.way, contact.name if contact is not None else sent.contact, sent.number, sent.at, sent.purpose,
                    sent.file, sent.lines)
        title, (state, tone) = words.sent_words(told), words.state_of(sent, zone)
        at = words.day(sent.at, zone)
        named(self, f"pli_{position}", ", ".join(part for part in (title, at, state, *sent.lines) if part))
        head = hbox(None, PlainLabel(title, weight=style.MEDIUM, elide=True), PlainLabel(state, size=13, tone=tone))
        head.setStretch(0, 1)
        column = vbox(None, head, PlainLabel(" · ".join(part for part in (at, sent.file) if part), size=13, tone="soft",
                                             elide=True), spacing=2)
        lines = list(sent.lines[:LINES])
        if len(sent.lines) > LINES:
            lines.append(f"et {len(sent.lines) - LINES} de plus")
        for line in lines:
            column.addWidget(PlainLabel(line, size=13, wrap=True))
        if sent.way == "in" and not sent.undone_on and sent.purpose == "share":
            undo = link("Annuler", name=f"pli_annuler_{position}", icon="undo-2", clicked=self.undo,
                        accessible=f"Annuler ce que le pli a apporté : {title}, {at}")
            receipt = link("Envoyer un reçu…", name=f"pli_recu_{position}", icon="check", clicked=self.receipt,
                           accessible=f"Envoyer un reçu : {title}")
            if contact is None:
                receipt.hide()
            column.addLayout(hbox(None, receipt, undo, None, spacing=16))
        icon = icon_label("inbox" if sent.way == "in" else "mail")
        row = hbox(None, vbox(None, icon, None), column, margins=(0, 10, 0, 10), spacing=12)
        row.setStretch(1, 1)
        vbox(self, row, HLine())

    def receipt(self) -> None:
        contact = self._page.contact_of(self._sent.account or self._sent.contact)
        if contact is not None:
            self._page.send_receipt(contact)

    def undo(self) -> None:
        if messages.ask(self._page, "Annuler ce que ce pli a apporté ?",
                        "Ce qui est venu avec lui est retiré d’ici ; ce que vous avez écrit depuis reste. Le même pli pourra "
                        "être repris plus tard.", yes="Annuler cette réception"):
            undo_reception(self._page, self._sent.id)


def undo_reception(page: ExchangePage, pli: str) -> None:
    """Take out what a pli brought; screens follow."""
    context = page.context
    context.jobs.write(partial(page.session.receiving.undo, pli), partial(_undone, page), context.fail)


def _undone(page: ExchangePage, value: object) -> None:
    """The page may be closed by now: the notice outlives it."""
    skipped: tuple[str, ...] = ()
    if isinstance(value, Changes):
        page.context.signals.tell(value, None)
        skipped = value.skipped
    page.context.notices.tell(" ".join(("Réception annulée : ce que le pli avait apporté est retiré.", *skipped)))
    if isValid(page):
        page.tell_again()
