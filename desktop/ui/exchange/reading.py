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
    clashes: int = 0
    told: int = 0
    """Erased elsewhere, still here: answers wait."""
    place: str = ""
    """Why this vault should not stay where it is."""


def read_exchange(session: Any) -> ExchangeRead:
    """In a thread."""
    contacts, log = tuple(session.contacts.list()), tuple(session.contacts.log(LOG))
    logins: tuple[str, ...] = ()
    try:
        folder = session.shared_folder.state()
        logins = tuple(session.shared_folder.settings().logins)
    except PoleError as error:
        folder = FolderState(None, False, (), str(error))
    return ExchangeRead(contacts, log, folder, logins, int(session.clashes.count()), len(session.clashes.told()),
                        place_told(session))


def place_told(session: Any) -> str:
    """What is wrong with where the vault lies, in a sentence; empty when nothing is."""
    if session.demonstration:
        return ""
    from desktop.storage.where import told

    return str(told(Path(session.vault.directory)) or "")
