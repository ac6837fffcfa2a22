"""Keys: a seed gives a person's three keys, slots wrap the seed, grants seal a compartment's key. See docs/format.md."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.errors import DamagedError, DiskError, TamperedError, WrongSecretError
from desktop.security import passphrase, recovery

SEED = 32
SALT = 16
NONCE = 12
COMPARTMENT_KEY = 48
"""32 bytes of key, then the 16 bytes of salt that begin the SQLCipher file."""
SEPARATOR = "\x1f"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

PASSPHRASE, RECOVERY, OPEN, INVITATION = "passphrase", "recovery", "open", "invitation"
SLOT_KINDS = frozenset({PASSPHRASE, RECOVERY, OPEN})


@dataclass(frozen=True, slots=True)
class KdfParams:
    """The cost of Argon2id: memory in KiB, passes, lanes."""

    memory_kib: int
    iterations: int
    lanes: int = 1

    @property
    def cost(self) -> int:
        return self.memory_kib * self.iterations

    @property
    def allowed(self) -> bool:
        """Not under the floor (a weakened slot), not over the cap (a trap for memory)."""
        return (FLOOR.memory_kib <= self.memory_kib <= CAP.memory_kib and self.cost >= FLOOR.cost
                and 1 <= self.iterations <= CAP.iterations and 1 <= self.lanes <= CAP.lanes)


DEFAULT = KdfParams(256 * 1024, 3)
FLOOR = KdfParams(64 * 1024, 8)
CAP = KdfParams(1024 * 1024, 10, 4)


@dataclass(frozen=True, slots=True)
class Card:
    """What everybody may know of an account: its three public keys, raw, 32 bytes each."""

    coffre: bytes
    pli: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who opened the vault: her account and the keys her seed gives. Never written anywhere."""

    account: str
    login: str
    vault_id: str
    seed: bytes = field(repr=False)
    coffre: X25519PrivateKey = field(init=False, repr=False, compare=False)
    pli: X25519PrivateKey = field(init=False, repr=False, compare=False)
    signature: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = {name: _hkdf(self.seed, b"", f"pole-ressource {name} v1") for name in ("coffre", "pli", "signature")}
        object.__setattr__(self, "coffre", X25519PrivateKey.from_private_bytes(keys["coffre"]))
        object.__setattr__(self, "pli", X25519PrivateKey.from_private_bytes(keys["pli"]))
        object.__setattr__(self, "signature", Ed25519PrivateKey.from_private_bytes(keys["signature"]))

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""
        return self.signature.sign(message)

    @property
    def card(self) -> Card:
        return Card(self.coffre.public_key().public_bytes_raw(), self.pli.public_key().public_bytes_raw(),
                    self.signature.public_key().public_bytes_raw())


def signed_by(public: bytes, signature: bytes | None, message: bytes) -> bool:
    """Whether a signature is that of the account whose raw Ed25519 public key this is."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature or b"", message)
    except (InvalidSignature, ValueError):
        return False
    return True


# -- slots ---------------------------------------------------------------------------------------------------------------
def passphrase_slot(identity: Identity, phrase: str, kdf: KdfParams | None = None) -> dict[str, Any]:
    """A slot her passphrase opens."""
    cost = kdf or DEFAULT
    if not cost.allowed:
        raise ValueError("the cost of the derivation is out of bounds")
    header = {"name": "argon2id", "memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes,
              "salt": to_text(os.urandom(SALT))}
    return _wrap(identity, PASSPHRASE, header, passphrase.to_bytes(phrase))


def recovery_slot(identity: Identity, secret: bytes) -> dict[str, Any]:
    """A slot the code of her recovery sheet opens: 160 random bits need no slow derivation."""
    return _wrap(identity, RECOVERY, {"name": "hkdf-sha256", "salt": to_text(os.urandom(SALT))}, secret)


def open_slot(identity: Identity) -> dict[str, Any]:
    """A slot anybody opens: demonstrations only."""
    return _wrap(identity, OPEN, {"name": "hkdf-sha256", "salt": to_text(os.urandom(SALT))}, b"demonstration")


def open_with_passphrase(slot: Mapping[str, Any], vault_id: str, account: str, login: str, phrase: str) -> Identity:
    """The identity a passphrase opens, or ``WrongSecretError``."""
    return _unwrap(slot, PASSPHRASE, vault_id, account, login, passphrase.to_bytes(phrase))


def open_with_recovery(slot: Mapping[str, Any], vault_id: str, account: str, login: str, code: str) -> Identity:
    """The identity a recovery code opens, or ``WrongSecretError``; a slip of the pen is told as such."""
    try:
        return _unwrap(slot, RECOVERY, vault_id, account, login, recovery.read(code))
    except WrongSecretError as exc:
        raise WrongSecretError("Ce code de secours n’ouvre pas ce coffre : une feuille plus récente l’a peut-être "
                               "remplacé.") from exc


def open_freely(slot: Mapping[str, Any], vault_id: str, account: str, login: str) -> Identity:
    """The identity of a demonstration account."""
    return _unwrap(slot, OPEN, vault_id, account, login, b"demonstration")


def waste(phrase: str, like: Mapping[str, Any] | None = None) -> None:
    """The work of a wrong passphrase, for a login that does not exist: the time then tells nothing.

    ``like`` is a slot of the same vault, whose cost is taken.
    """
    header = like["kdf"] if like else {"name": "argon2id", "memory_kib": DEFAULT.memory_kib, "iterations": DEFAULT.iterations,
                                       "lanes": DEFAULT.lanes}
    _stretch({**header, "salt": to_text(bytes(SALT))}, PASSPHRASE, passphrase.to_bytes(phrase))


def _wrap(identity: Identity, kind: str, header: dict[str, Any], secret: bytes) -> dict[str, Any]:
    key = _stretch(header, kind, secret)
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, identity.seed, _slot_bytes(identity.vault_id, identity.account, kind, header))
    slot = {"kind": kind, "kdf": header, "sealed": to_text(sealed)}
    if _unwrap(slot, kind, identity.vault_id, identity.account, identity.login, secret).seed != identity.seed:
        raise DiskError("La clé qui vient d’être faite ne se relit pas : rien n’a été changé.")
    return slot


def _unwrap(slot: Mapping[str, Any], kind: str, vault_id: str, account: str, login: str, secret: bytes) -> Identity:
    sealed = from_text(slot["sealed"])
    if slot["kind"] != kind or len(sealed) != NONCE + SEED + 16:
        raise DamagedError("Une clé de ce coffre est abîmée : reprenez une sauvegarde.")
    key = _stretch(slot["kdf"], kind, secret)
    try:
        seed = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _slot_bytes(vault_id, account, kind, slot["kdf"]))
    except InvalidTag as exc:
        raise WrongSecretError from exc
    return Identity(account, login, vault_id, seed)


def _stretch(header: Mapping[str, Any], kind: str, secret: bytes) -> bytes:
    """The 32-byte key of a slot. The cost is looked at before any memory is taken."""
    salt = from_text(header["salt"])
    if len(salt) != SALT:
        raise DamagedError("Une clé de ce coffre est abîmée : reprenez une sauvegarde.")
    if header["name"] == "hkdf-sha256" and kind in (RECOVERY, OPEN):
        return _hkdf(secret, salt, f"pole-ressource {kind} v1")
    if header["name"] != "argon2id" or kind != PASSPHRASE:
        raise TamperedError("Une clé de ce coffre n’est pas protégée comme elle le devrait : il n’a pas été ouvert. "
                            "Reprenez une sauvegarde.")
    cost = KdfParams(header["memory_kib"], header["iterations"], header["lanes"])
    if not cost.allowed:
        raise TamperedError("La protection de la phrase de passe a été changée dans ce coffre : il n’a pas été ouvert. "
                            "Reprenez une sauvegarde.")
    try:
        return Argon2id(salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes,
                        memory_cost=cost.memory_kib).derive(secret)
    except MemoryError as exc:
        raise DiskError(f"Il faut {cost.memory_kib // 1024} Mo de mémoire libre pour ouvrir ce coffre : "
                        "fermez d’autres programmes, puis recommencez.") from exc


def _slot_bytes(vault_id: str, account: str, kind: str, header: Mapping[str, Any]) -> bytes:
    return SEPARATOR.join(("pole-ressource slot v1", vault_id, account, kind)).encode() + b"\x1f" + canonical(header)


# -- invitations ---------------------------------------------------------------------------------------------------------
def make_invitation(commun_key: bytes, secret: bytes, *, vault_id: str, account: str, until: str) -> dict[str, Any]:
    """What opens ``commun``, and nothing else, to who holds ``secret``: an account before it has any key."""
    header = {"name": "hkdf-sha256", "salt": to_text(os.urandom(SALT))}
    nonce = os.urandom(NONCE)
    sealed = AESGCM(derive(secret, from_text(header["salt"]), "pole-ressource invitation v1")).encrypt(
        nonce, commun_key, _slot_bytes(vault_id, account, INVITATION, header))
    return {"kdf": header, "sealed": to_text(nonce + sealed), "until": until}


def open_invitation(invitation: Mapping[str, Any], secret: bytes, *, vault_id: str, account: str) -> bytes:
    """The key of ``commun`` an invitation gives, or ``WrongSecretError``."""
    header, sealed = invitation["kdf"], from_text(invitation["sealed"])
    salt = from_text(header["salt"])
    if len(salt) != SALT or header["name"] != "hkdf-sha256" or len(sealed) != NONCE + COMPARTMENT_KEY + 16:
        raise DamagedError("Une clé de ce coffre est abîmée : reprenez une sauvegarde.")
    key = derive(secret, salt, "pole-ressource invitation v1")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _slot_bytes(vault_id, account, INVITATION, header))
    except InvalidTag as exc:
        raise WrongSecretError("Cette invitation n’ouvre pas ce coffre : une plus récente l’a peut-être remplacée.") from exc


# -- grants --------------------------------------------------------------------------------------------------------------
def new_compartment_key() -> bytes:
    return os.urandom(COMPARTMENT_KEY)


def seal_grant(key: bytes, to: bytes, *, vault_id: str, compartment: str, epoch: int, account: str) -> str:
    """A compartment's key, sealed by HPKE to an account's public key ``coffre``."""
    info = _grant_bytes(vault_id, compartment, epoch, account)
    return to_text(_SUITE.encrypt(key, X25519PublicKey.from_public_bytes(to), info=info))


def open_grant(sealed: str, identity: Identity, *, compartment: str, epoch: int) -> bytes:
    """The key of a compartment given to this person; ``TamperedError`` when the grant was moved or changed."""
    info = _grant_bytes(identity.vault_id, compartment, epoch, identity.account)
    try:
        key = _SUITE.decrypt(from_text(sealed), identity.coffre, info=info)
    except (InvalidTag, ValueError) as exc:
        raise TamperedError("Une clé de ce coffre a été déplacée ou changée : il n’a pas été ouvert. "
                            "Reprenez une sauvegarde.") from exc
    if len(key) != COMPARTMENT_KEY:
        raise TamperedError("Une clé de ce coffre n’a pas la bonne taille : il n’a pas été ouvert.")
    return key


def own_mark(identity: Identity, key: bytes, *, compartment: str, epoch: int) -> str:
    """What only this person could say of the key of her personal file: a file put in its place by another does not have it."""
    return mac(_hkdf(identity.seed, b"", "pole-ressource own v1"),
               SEPARATOR.join(("pole-ressource own v1", identity.vault_id, compartment, str(epoch), "")).encode() + key)


def is_own(said: str, identity: Identity, key: bytes, *, compartment: str, epoch: int) -> bool:
    """Whether a personal file's key was drawn by this person herself."""
    expected = own_mark(identity, key, compartment=compartment, epoch=epoch)
    return compare_digest(str(said).encode(errors="replace"), expected.encode())


def _grant_bytes(vault_id: str, compartment: str, epoch: int, account: str) -> bytes:
    return SEPARATOR.join(("pole-ressource grant v1", vault_id, compartment, str(epoch), account)).encode()


# -- what is put aside for one person ------------------------------------------------------------------------------------
def seal_for(public: bytes, content: bytes, *, vault_id: str, account: str) -> bytes:
    """Text in progress that its vault could not take, sealed by HPKE to an account's public key ``coffre``."""
    return _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public), info=_aside_bytes(vault_id, account))


def open_sealed(sealed: bytes, identity: Identity) -> bytes:
    """What was sealed for this person in this vault; ``TamperedError`` when it is for another or was changed."""
    try:
        return _SUITE.decrypt(sealed, identity.coffre, info=_aside_bytes(identity.vault_id, identity.account))
    except (InvalidTag, ValueError) as exc:
        raise TamperedError("Un texte mis de côté ne s’ouvre pas avec vos clés : il a été laissé où il est.") from exc


def _aside_bytes(vault_id: str, account: str) -> bytes:
    return SEPARATOR.join(("pole-ressource brouillon v1", vault_id, account)).encode()


# -- what a computer remembers of a compartment -------------------------------------------------------------------------
def seal_memory(key: bytes, content: bytes, *, vault_id: str, compartment: str) -> str:
    """How far a compartment goes, kept outside the vault: only who opens that compartment reads it again."""
    nonce = os.urandom(NONCE)
    return to_text(nonce + AESGCM(_memory_key(key, vault_id)).encrypt(nonce, content, compartment.encode()))


def open_memory(key: bytes, text: str, *, vault_id: str, compartment: str) -> bytes | None:
    """What was sealed with this key; ``None`` when it was changed, or sealed with a former one."""
    try:
        sealed = from_text(text)
        return AESGCM(_memory_key(key, vault_id)).decrypt(sealed[:NONCE], sealed[NONCE:], compartment.encode())
    except (DamagedError, InvalidTag, ValueError):
        return None


def _memory_key(key: bytes, vault_id: str) -> bytes:
    return _hkdf(key, vault_id.encode(), "pole-ressource etat v1")


# -- the seal of coffre --------------------------------------------------------------------------------------------------
def mac_key(commun_key: bytes, vault_id: str) -> bytes:
    """The key that seals ``coffre``: whoever opens ``commun`` can check it, nobody else can make it."""
    return _hkdf(commun_key, vault_id.encode(), "pole-ressource coffre-mac v1")


def mac(key: bytes, content: bytes) -> str:
    sealer = hmac.HMAC(key, hashes.SHA256())
    sealer.update(content)
    return sealer.finalize().hex()


# -- small things --------------------------------------------------------------------------------------------------------
def derive(secret: bytes, salt: bytes, label: str) -> bytes:
    """32 bytes by HKDF-SHA256, for this label."""
    return _hkdf(secret, salt, label)


def canonical(value: Any) -> bytes:
    """Canonical JSON: keys sorted, no space, UTF-8 as it is, no float."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def to_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def from_text(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeError) as exc:
        raise DamagedError("Une clé de ce coffre est abîmée : reprenez une sauvegarde.") from exc


def _hkdf(secret: bytes, salt: bytes, label: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt or None, info=label.encode()).derive(secret)
