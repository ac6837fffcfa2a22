"""Small plis that carry no words: a receipt, or a request for what never came; written where the person says."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.paths import disk_errors, write_atomically
from desktop.services.exchange_values import Contact
from desktop.ui import messages
from desktop.ui.exchange import words

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

PLI = "Plis (*.pli)"
SAID = {"receipt": "Reçu écrit : donnez ce fichier à {}, qui saura ce qui est arrivé.",
        "ask": "Demande écrite : donnez ce fichier à {}, dont le prochain pli apportera ce qui manque."}
TITLES = {"receipt": "Enregistrer le reçu", "ask": "Enregistrer la demande"}


def new_name(page: ExchangePage) -> str:
    return words.pli_name(page.session.clock.today(), secrets.token_hex(2).upper())


def save_small(page: ExchangePage, contact: Contact, purpose: str) -> None:
    path = messages.choose_save(page, TITLES[purpose], new_name(page), PLI)
    if path is not None:
        work = partial(_write, page.session.sending, purpose, contact.login, path)
        page.context.jobs.write(work, partial(_saved, page, contact, purpose), page.context.fail)


def _write(sending: Any, purpose: str, login: str, path: Path) -> None:
    """In a thread: sealed, put there, and only then counted as sent."""
    sealed = sending.receipt(login) if purpose == "receipt" else sending.ask(login)
    with disk_errors():
        write_atomically(path, sealed.data)
    sending.placed(sealed.sent.id, path.name)


def _saved(page: ExchangePage, contact: Contact, purpose: str, _value: object) -> None:
    page.context.notices.tell(SAID[purpose].format(contact.name), seconds=20)
    page.tell_again()
