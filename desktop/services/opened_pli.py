"""A pli opened in memory, and whom it comes from: what must hold before anything of it is looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.content import words as card_words
from desktop.exchange import pli
from desktop.exchange.bad import BadPliError
from desktop.exchange.entries import Batch
from desktop.exchange.ranges import Ranges
from desktop.security.cards import six_words
from desktop.services.arriving import Arrival
from desktop.services.exchange_values import Contact, Trust

if TYPE_CHECKING:
    from desktop.exchange.pli import Sender
    from desktop.services.session import Session
    from desktop.storage.store import Store

MINE = "C’est un pli que vous avez envoyé vous-même."
CHANGED = ("Ce pli est signé par une autre clé que celle de la carte que vous avez : appelez cette personne, lisez les six mots "
           "de sa nouvelle carte, puis rouvrez-le.")
OTHER_PIECE = "Une pièce jointe de ce pli n’est pas celle qu’il annonce : rien n’a été repris."


@dataclass(frozen=True, slots=True)
class Opened:
    """What a pli holds for this person."""

    id: str
    sender: Sender
    purpose: str
    created: str
    number: int
    got: Ranges
    commun: Batch
    personal: Batch | None
    blobs: dict[str, bytes] = field(default_factory=dict, repr=False)
    wants: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: int = 0
    instead: str = ""
    """Former numbers of hers that this pli holds again."""


def read(session: Session, data: bytes) -> Opened:
    """Open a pli with this person's key. Raises ``BadPliError`` with its class, ``NotForYouError``, ``NewerPliError``."""
    found = pli.read(data, session.identity.pli.private_bytes_raw(), session.identity.account)
    personal = found.batches.get(pli.PERSONAL)
    if (personal is not None or found.blobs) and len(found.recipients) != 1:
        raise BadPliError("forbidden")
    if found.until and found.until < session.clock.today().isoformat():
        raise BadPliError("expired")
    unknown = found.unknown_parts + sum(batch.unknown for batch in found.batches.values())
    return Opened(found.id, found.sender, found.purpose, found.created, found.number, Ranges.parse(found.got),
                  found.batches.get(pli.COMMUN, Batch()), personal, found.blobs, found.wants, unknown,
                  found.instead)


def sender(session: Session, opened: Opened, *, accept_unknown: bool = False) -> Contact:
    """The contact whose card answers for the signature. Raises ``BadPliError`` with its class."""
    told = opened.sender
    if told.account == session.identity.account:
        raise BadPliError("unknown_sender", MINE)
    contact = session.contacts.by_account(told.account)
    if contact is None:
        if not accept_unknown:
            raise BadPliError("unknown_sender")
        words = six_words(told.card, told.vault, told.account, told.login, card_words())
        return Contact(told.account, told.login, told.name, told.roles, tuple(words), Trust.UNCONFIRMED)
    if contact.trust is Trust.REVOKED:
        raise BadPliError("revoked")
    card = session.contacts.keys_of(contact)
    if card.card.signature != told.card.signature or card.vault != told.vault:
        raise BadPliError("signature", CHANGED)
    return contact


def check_pieces(own: Store, opened: Opened, personal: Arrival | None) -> None:
    """A piece is the one its line tells: by its size and its hash."""
    told = {change.row: change.after for change in (personal.changes if personal is not None else ())
            if change.table == "attachment"}
    for id, content in opened.blobs.items():
        if id in told:
            said = (told[id].shown("sha256"), told[id].shown("size"))
        else:
            known = own.one("SELECT sha256, size FROM attachment WHERE id=?", (id,))
            if known is None:
                continue
            said = (known[0], known[1])
        if said != (hashlib.sha256(content).hexdigest(), len(content)):
            raise BadPliError("content", OTHER_PIECE)
