"""The card one gives: who, which vault, three public keys, signed by its own; as a file, or as the text of a QR code."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop.errors import InputError
from desktop.exchange import age, strict
from desktop.exchange.bad import BadPliError, NewerPliError
from desktop.security import keyring
from desktop.security.keyring import SEPARATOR, Identity

FORMAT: Final = 1
KIND: Final = "pole-ressource carte"
LIMIT: Final = 4096
QR_LIMIT: Final = 2331
"""Bytes of the largest QR code at level M."""
PREFIX: Final = "POLE-CARTE:"
NAME, LOGIN, REVOKED = 200, 64, 16
_SIGNED = "pole-ressource carte de contact v1"
_VOUCHED = "pole-ressource second ordinateur v1"


@dataclass(frozen=True, slots=True)
class ContactCard:
    """What somebody gives of herself. ``revoked``: accounts of laptops of hers that are lost.

    ``by``: ``{"account", "signature"}`` of whoever said that this is her own other laptop; not under ``signature``, because
    she says so after the card was made.
    """

    account: str
    vault: str
    login: str
    name: str
    roles: tuple[str, ...]
    card: keyring.Card
    at: str
    by: dict[str, str] | None = None
    revoked: tuple[str, ...] = ()
    signature: bytes = field(default=b"", repr=False)


def of(identity: Identity, name: str, roles: tuple[str, ...], at: str, revoked: tuple[str, ...] = ()) -> ContactCard:
    """One's own card, signed."""
    return _signed(ContactCard(identity.account, identity.vault_id, identity.login, strict.as_line(name, NAME), tuple(roles),
                               identity.card, at, None, tuple(revoked)), identity)


def dump(card: ContactCard, identity: Identity | None = None) -> bytes:
    """A card as a file: signed now by ``identity``, whose card it is, or as its owner signed it."""
    whole = _signed(card, identity) if identity is not None else card
    said: dict[str, Any] = {**_said(whole), "signature": keyring.to_text(whole.signature)}
    if whole.by is not None:
        said["by"] = dict(whole.by)
    raw = keyring.canonical(said)
    if len(raw) > LIMIT:
        raise InputError("Votre carte est trop longue : raccourcissez votre nom.")
    return raw


def load(raw: bytes) -> ContactCard:
    """A card, once it is known to be written as it should and signed by its own key."""
    if len(raw) > LIMIT:
        raise BadPliError("manifest", "Ce fichier n’est pas une carte de contact.")
    try:
        said = strict.parse(raw.strip(b" \r\n\t"))
        card = _read(said)
    except (KeyError, TypeError, ValueError) as exc:
        raise BadPliError("manifest", "Ce fichier n’est pas une carte de contact, ou elle a été abîmée.") from exc
    if not keyring.signed_by(card.card.signature, card.signature, _message(card)):
        raise BadPliError("signature", "La signature de cette carte est fausse : elle a été changée. Redemandez-la.")
    return card


def qr_text(card: ContactCard) -> str:
    """The same as text, for a QR code or for a message."""
    text = PREFIX + base64.urlsafe_b64encode(zlib.compress(dump(card), 9)).decode().rstrip("=")
    if len(text) > QR_LIMIT:
        raise InputError("Votre carte est trop longue pour un QR code : donnez-la en fichier.")
    return text


def load_text(text: str) -> ContactCard:
    """The card of a QR code, whatever spaces a message put in it."""
    packed = "".join(text.split()).removeprefix(PREFIX)
    try:
        if len(packed) > 2 * LIMIT:
            raise ValueError
        reader = zlib.decompressobj()
        raw = reader.decompress(base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True), LIMIT + 1)
        if not reader.eof or reader.unused_data or len(raw) > LIMIT:
            raise ValueError
    except (ValueError, binascii.Error, zlib.error) as exc:
        raise BadPliError("manifest", "Ce texte n’est pas celui d’une carte de contact.") from exc
    return load(raw)


# -- another laptop of the same person -----------------------------------------------------------------------------------
def vouch(identity: Identity, other: ContactCard) -> ContactCard:
    """« C’est mon autre ordinateur » : the other's card, with who says so."""
    said = {"account": identity.account, "signature": keyring.to_text(identity.sign(_vouched(identity.account, other)))}
    return replace(other, by=said)


def vouched_by(card: ContactCard, signature_public: bytes) -> bool:
    """Whether the person whose public key of signature this is said that this card is hers too."""
    if card.by is None:
        return False
    return keyring.signed_by(signature_public, keyring.from_text(card.by["signature"]), _vouched(card.by["account"], card))


def revoke(card: ContactCard, account: str) -> ContactCard:
    """One's own card, to be signed again, that says another laptop of one's own is lost."""
    return replace(card, revoked=tuple(sorted({*card.revoked, account})), signature=b"")


# -- written and read ----------------------------------------------------------------------------------------------------
def _signed(card: ContactCard, identity: Identity) -> ContactCard:
    if identity.card != card.card or identity.account != card.account:
        raise ValueError("a card is signed by whose card it is")
    return replace(card, signature=identity.sign(_message(card)))


def _said(card: ContactCard) -> dict[str, Any]:
    keys = {name: keyring.to_text(getattr(card.card, name)) for name in ("coffre", "pli", "signature")}
    return {"account": card.account, "at": card.at, "format": FORMAT, "keys": keys, "kind": KIND, "login": card.login,
            "name": card.name, "revoked": list(card.revoked), "roles": list(card.roles), "vault": card.vault}


def _message(card: ContactCard) -> bytes:
    return _SIGNED.encode() + SEPARATOR.encode() + keyring.canonical(_said(card))


def _vouched(by: str, card: ContactCard) -> bytes:
    text = SEPARATOR.join((_VOUCHED, by, card.vault, card.account, card.login, ""))
    return text.encode() + card.card.coffre + card.card.pli + card.card.signature


def keys_of(said: Any) -> keyring.Card:
    """Three public keys, each of 32 bytes and each once; ``ValueError`` otherwise."""
    keys = [strict.key(said[name], 32) for name in ("coffre", "pli", "signature")]
    if len(said) != 3 or len(set(keys)) != 3 or not all(map(age.is_public, keys[:2])):
        raise strict.StrictError
    return keyring.Card(*keys)


def _read(said: Any) -> ContactCard:
    if said["kind"] != KIND:
        raise strict.StrictError
    if type(said["format"]) is not int:
        raise strict.StrictError
    if said["format"] > FORMAT:
        raise NewerPliError("Cette carte vient d’une version plus récente du programme : mettez celui-ci à jour.")
    by, revoked = said.get("by"), said["revoked"]
    lawful = (said["format"] == FORMAT and said.keys() - {"by"} == {*_FIELDS, "signature"}
              and strict.is_id(said["account"]) and strict.is_id(said["vault"]) and strict.is_instant(said["at"])
              and said["login"] and strict.line(said["login"], LOGIN) and strict.line(said["name"], NAME)
              and strict.is_codes(said["roles"]) and isinstance(revoked, list) and len(revoked) <= REVOKED
              and all(strict.is_id(one) for one in revoked)
              and ("by" not in said or (isinstance(by, dict) and by.keys() == {"account", "signature"}
                                        and strict.is_id(by["account"]) and strict.key(by["signature"], 64))))
    signature = strict.key(said["signature"], 64)
    if not lawful:
        raise strict.StrictError
    return ContactCard(said["account"], said["vault"], said["login"], said["name"], tuple(said["roles"]),
                       keys_of(said["keys"]), said["at"], by, tuple(revoked), signature)


_FIELDS = ("account", "at", "format", "keys", "kind", "login", "name", "revoked", "roles", "vault")
