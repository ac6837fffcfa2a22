"""The card of an account: six words to read aloud confirm it, and so does a proof made with the invitation that opened it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence

from desktop.security import keyring, passphrase
from desktop.security.keyring import SEPARATOR, Card

WORDS = 6
"""Six words of a list of 3,000 are worth 69 bits: nobody finds other keys that read the same."""


def six_words(card: Card, vault_id: str, account: str, login: str, words: Sequence[str]) -> tuple[str, ...]:
    """Six words of ``words`` that say whose keys these are, in this vault."""
    content = _content("pole-ressource six mots v1", card, vault_id, account, login)
    number = int.from_bytes(hashlib.sha256(content).digest(), "big")
    found = []
    for _ in range(WORDS):
        number, place = divmod(number, len(words))
        found.append(words[place])
    return tuple(found)


def same_words(said: str, words: Iterable[str]) -> bool:
    """Whether six words as typed are these, whatever their case, accents and what separates them."""
    return passphrase.split_words(said.replace(",", " ")) == [passphrase.fold(word) for word in words]


def proof(secret: bytes, card: Card, vault_id: str, account: str, login: str) -> str:
    """What only who holds the invitation could say of a card: which invitation, then a seal. Kept in ``coffre`` beside it."""
    key = keyring.derive(secret, vault_id.encode(), "pole-ressource carte v1")
    return f"{_tag(secret, vault_id)}.{keyring.mac(key, _content('pole-ressource carte v1', card, vault_id, account, login))}"


def proves(said: str, secret: bytes, card: Card, vault_id: str, account: str, login: str) -> bool | None:
    """Whether a card is that of the person who was given this invitation; ``None`` when she came in by another one."""
    if said.partition(".")[0] != _tag(secret, vault_id):
        return None
    return hmac.compare_digest(said.encode(errors="replace"), proof(secret, card, vault_id, account, login).encode())


def _tag(secret: bytes, vault_id: str) -> str:
    return keyring.derive(secret, vault_id.encode(), "pole-ressource numéro d’invitation v1")[:8].hex()


def _content(label: str, card: Card, vault_id: str, account: str, login: str) -> bytes:
    return SEPARATOR.join((label, vault_id, account, login, "")).encode() + card.coffre + card.pli + card.signature
