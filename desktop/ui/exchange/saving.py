"""Small plis that carry no words: a receipt, or a request for what never came; written where the person says."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.paths import write_atomically
from desktop.services.exchange_values import Contact, Sent
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
        make = page.session.sending.receipt if purpose == "receipt" else page.session.sending.ask
        page.context.jobs.write(partial(_write, make, contact.login, path), partial(_saved, page, contact, purpose),
                                page.context.fail)


def _write(make: Any, login: str, path: Path) -> None:
    made = make(login)
    if not isinstance(made, Sent):
        write_atomically(path, bytes(made))


def _saved(page: ExchangePage, contact: Contact, purpose: str, _value: object) -> None:
    page.context.notices.tell(SAID[purpose].format(contact.name), seconds=20)
    page.tell_again()
