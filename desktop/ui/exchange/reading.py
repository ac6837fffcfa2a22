"""What « Échanges » shows, read at once in a thread; each part says by itself when it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.errors import PoleError
from desktop.services.exchange_values import Contact, FolderState, Sent

LOG = 200


@dataclass(frozen=True, slots=True)
class ExchangeRead:
    """Contacts, plis sent and received, the shared folder, how many texts wait to be told apart."""

    contacts: tuple[Contact, ...] = ()
    log: tuple[Sent, ...] = ()
    folder: FolderState = field(default_factory=lambda: FolderState(None, False, ()))
    folder_logins: tuple[str, ...] = ()
    """Whom the folder is for; empty: everybody whose card is confirmed."""
    folder_waiting: tuple[tuple[Path, str], ...] = ()
    """Files of the folder that ask for somebody, and what they ask."""
    clashes: int = 0
    told: int = 0
    """Erased elsewhere, still here: answers wait."""
    place: str = ""
    """Why this vault should not stay where it is."""


def read_exchange(session: Any) -> ExchangeRead:
    """In a thread."""
    contacts, log = tuple(session.contacts.list()), tuple(session.contacts.log(LOG))
    logins: tuple[str, ...] = ()
    waiting: tuple[tuple[Path, str], ...] = ()
    try:
        folder = session.shared_folder.state()
        logins, waiting = tuple(session.shared_folder.settings().logins), tuple(session.shared_folder.waiting())
    except PoleError as error:
        folder = FolderState(None, False, (), str(error))
    return ExchangeRead(contacts, log, folder, logins, waiting, int(session.clashes.count()), len(session.clashes.told()),
                        place_told(session))


def place_told(session: Any, *, short: bool = False) -> str:
    """What is wrong with where the vault lies, in a sentence (``short`` for one line); empty when nothing is."""
    if session.demonstration:
        return ""
    from desktop.storage import where

    place = where.look(Path(session.vault.directory))
    if not short or not place.kind:
        return where.sentence(place)
    if place.kind == where.NETWORK:
        return "Ce coffre est sur une autre machine : une coupure peut l’abîmer."
    return f"Ce coffre est dans un dossier recopié par {place.tool} : deux ordinateurs l’abîmeraient."
