"""What a card may change among contacts: who vouches for whom, whose word makes a laptop lost, what a contact is called here.

Nothing is read nor written here: rows of ``contact`` come in, what to write comes out, so that it is one transaction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from desktop.exchange import card as cards
from desktop.exchange import strict
from desktop.exchange.card import ContactCard
from desktop.storage.coffre import is_login
from desktop.texts import fold

WORDS: Final = "words"
SIGNED: Final = "signed"
_UNSEEN = ("Cf", "Zl", "Zp")
"""What is not seen and turns a line around: a name made of it would read as another's."""
_SHORT = 40

Row = dict[str, Any]
Rows = dict[str, Row]
"""By account."""


def card_of(row: Row) -> ContactCard:
    """The card in force."""
    return cards.load(row["card"].encode())


def same_person(one: ContactCard, other: ContactCard) -> bool:
    """Whether two cards of an account have the same six words."""
    return (one.card, one.vault, one.login) == (other.card, other.vault, other.login)


def shown_name(card: ContactCard) -> str:
    """A name on one line, without what is not seen; empty when nothing is left."""
    seen = "".join(sign for sign in card.name if unicodedata.category(sign) not in _UNSEEN)
    return " ".join(seen.split())


# -- what she is called here ---------------------------------------------------------------------------------------------
def is_short_name(text: str) -> bool:
    """Whether a contact may be called so: one word, that is neither an option of a command nor the id of an account."""
    return is_login(text.lower()) and not text.startswith("-") and not strict.is_id(text.lower())


def free_name(login: str, taken: Iterable[str]) -> str:
    """Her login, or what can be typed of it, that no other contact has."""
    known = {name.casefold() for name in taken}
    wanted = login.lower() if is_short_name(login) else fold(login).replace(" ", "-")[:_SHORT].strip("-") or "contact"
    if not is_short_name(wanted):
        wanted = "contact"
    name, number = wanted, 2
    while name.casefold() in known:
        name, number = f"{wanted[:_SHORT]}-{number}", number + 1
    return name


# -- who vouches ---------------------------------------------------------------------------------------------------------
def voucher(card: ContactCard, rows: Rows) -> str:
    """Who said that this laptop is hers too: a contact whose own six words were read, and that is not lost."""
    by = rows.get(card.by["account"]) if card.by else None
    if by is None or by["account"] == card.account or by["how"] != WORDS or by["revoked_on"] or by["waiting"]:
        return ""
    return by["account"] if cards.vouched_by(card, card_of(by).card.signature) else ""


def newer(former: ContactCard, card: ContactCard, rows: Rows) -> ContactCard:
    """Of two cards with the same keys, what the later says. Who vouches is not under its signature: a true word stays."""
    latest = card if card.at >= former.at else former
    return replace(latest, by=card.by if voucher(card, rows) else former.by or card.by)


def standing(card: ContactCard, rows: Rows, lost: Collection[str], now: str) -> Row:
    """What a card whose six words nobody read is worth. ``lost``: one's own laptops that one said are lost."""
    if card.account in lost:
        return {"revoked_on": now}
    owner = voucher(card, rows)
    if not owner:
        return {}
    if card.account in card_of(rows[owner]).revoked:
        return {"owner": owner, "revoked_on": now}
    return {"how": SIGNED, "owner": owner, "confirmed_on": now}


# -- what follows --------------------------------------------------------------------------------------------------------
def follows(rows: Rows, account: str, now: str) -> Rows:
    """What else changes now that the card of ``account`` is as ``rows`` have it: laptops it says are lost, or vouches for.

    A card makes lost itself, and the laptops its owner vouched for; nobody else's.
    """
    row, card = rows[account], card_of(rows[account])
    changed: Rows = {}
    if account in card.revoked and not row["revoked_on"]:
        changed[account] = gone(now)
    elif row["how"] == WORDS and not row["revoked_on"]:
        for id, other in rows.items():
            if id != account and not other["revoked_on"]:
                if id in card.revoked and other["owner"] == account:
                    changed[id] = gone(now)
                elif not other["how"] and other["card"] and voucher(card_of(other), rows) == account:
                    changed[id] = standing(card_of(other), rows, (), now)
    lost = [id for id in rows if changed.get(id, rows[id]).get("revoked_on")]
    return {other: values for id in lost for other, values in doubted(rows, id).items()} | changed


def gone(now: str) -> Row:
    """A lost laptop."""
    return {"revoked_on": now, "waiting": None}


def doubted(rows: Rows, lost: str) -> Rows:
    """Laptops known by the word of a lost one alone: whoever has it could have said so. Their six words are to be read."""
    return {id: {"how": None, "confirmed_on": None} for id, row in rows.items()
            if row["owner"] == lost and row["how"] == SIGNED and not row["revoked_on"]}
