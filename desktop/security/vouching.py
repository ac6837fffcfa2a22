"""Who vouches for what: another key of ``commun``, a file handed over, the card of somebody invited. See docs/format.md, §6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import DamagedError
from desktop.security import keyring
from desktop.security.keyring import SEPARATOR, Identity

Said = dict[str, str]


def mark(key: bytes, vault_id: str) -> str:
    """What may be kept and compared of a compartment's key: it opens nothing."""
    return keyring.derive(key, vault_id.encode(), "pole-ressource marque v1").hex()


# -- keys ----------------------------------------------------------------------------------------------------------------
def vouch(identity: Identity, key: bytes, *, compartment: str, epoch: int, owner: str = "") -> Said:
    """Anybody can seal a key to a public card: this says who gave it."""
    message = _key_bytes(identity.vault_id, compartment, epoch, owner, key)
    return {"account": identity.account, "signature": keyring.to_text(identity.sign(message))}


def holds(said: Any, signers: Mapping[str, bytes], key: bytes, *, vault_id: str, compartment: str, epoch: int,
          owner: str = "") -> bool:
    """Whether one of ``signers`` (by account) gave this key."""
    return _signed(said, "account", "signature", signers, _key_bytes(vault_id, compartment, epoch, owner, key))


def _key_bytes(vault_id: str, compartment: str, epoch: int, owner: str, key: bytes) -> bytes:
    return SEPARATOR.join(("pole-ressource garant v1", vault_id, compartment, str(epoch), owner, mark(key, vault_id))).encode()


# -- cards ---------------------------------------------------------------------------------------------------------------
def present(identity: Identity, secret: bytes, account: str) -> Said:
    """Who invites signs a key that the invitation gives: it will sign, in turn, the card of who comes in by it."""
    public = _of_invitation(secret, identity.vault_id).public_key().public_bytes_raw()
    signature = identity.sign(_invited_bytes(identity.vault_id, account, public))
    return {"by": identity.account, "key": keyring.to_text(public), "signature": keyring.to_text(signature)}


def presented(said: Any, secret: bytes, identity: Identity) -> Said:
    """The same once she is in: her card, signed by the key of her invitation."""
    signature = _of_invitation(secret, identity.vault_id).sign(
        _card_bytes(identity.vault_id, identity.account, identity.card.signature))
    kept = {name: str(said[name]) for name in ("by", "key", "signature")} if isinstance(said, Mapping) else {}
    return {**kept, "card": keyring.to_text(signature)} if kept else {}


def known(signers: Mapping[str, bytes], accounts: Iterable[Mapping[str, Any]], vault_id: str) -> dict[str, bytes]:
    """``signers``, and whoever came in since by the invitation of one of them, or of one of those."""
    found = dict(signers)
    waiting = [account for account in accounts if "keys" in account and account["id"] not in found]
    while True:
        fresh = {account["id"]: key for account in waiting if (key := _come_in(account, found, vault_id)) is not None}
        if not fresh:
            return found
        found |= fresh
        waiting = [account for account in waiting if account["id"] not in fresh]


def _come_in(account: Mapping[str, Any], signers: Mapping[str, bytes], vault_id: str) -> bytes | None:
    said = account.get("presented")
    public, own = _bytes(said, "key"), _bytes(account["keys"], "signature")
    if not _signed(said, "by", "signature", signers, _invited_bytes(vault_id, account["id"], public)):
        return None
    return own if keyring.signed_by(public, _bytes(said, "card"), _card_bytes(vault_id, account["id"], own)) else None


def _of_invitation(secret: bytes, vault_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.derive(secret, vault_id.encode(), "pole-ressource présentation v1"))


def _invited_bytes(vault_id: str, account: str, public: bytes) -> bytes:
    return SEPARATOR.join(("pole-ressource invitée v1", vault_id, account, public.hex())).encode()


def _card_bytes(vault_id: str, account: str, signature: bytes) -> bytes:
    return SEPARATOR.join(("pole-ressource entrée v1", vault_id, account, signature.hex())).encode()


# -- read strictly -------------------------------------------------------------------------------------------------------
def _signed(said: Any, who: str, where: str, signers: Mapping[str, bytes], message: bytes) -> bool:
    account = said.get(who) if isinstance(said, Mapping) else None
    public = signers.get(account) if isinstance(account, str) else None
    return public is not None and keyring.signed_by(public, _bytes(said, where), message)


def _bytes(said: Any, name: str) -> bytes:
    text = said.get(name) if isinstance(said, Mapping) else None
    try:
        return keyring.from_text(text) if isinstance(text, str) else b""
    except DamagedError:
        return b""
