"""The ``age`` format (age-encryption.org/v1) around a pli: the ordinary ``age`` tool opens it with a person's exported key.

The header is read here before anything else: what a pli never has (a passphrase, an SSH key, a plugin) is refused unopened.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyrage import x25519

from desktop.exchange import bech32
from desktop.exchange.bad import BadPliError, NotForYouError

LIMIT: Final = 200 * 1024 * 1024
SEALED_LIMIT: Final = LIMIT
"""Of the file itself: who reads one, from a folder or a command, reads no more."""
RECIPIENTS: Final = 64
HEADER: Final = 16 * 1024
_VERSION = b"age-encryption.org/v1\n"
_FAMILY = b"age-encryption.org/"
_ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_STANZA = re.compile(rb"-> ([\x21-\x7e]+(?: [\x21-\x7e]+)*)")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_LEAST = 16 + 16
"""After the header: a nonce, then at least the tag of an empty block."""


def seal(plain: bytes, recipients: Sequence[bytes]) -> bytes:
    """``plain`` for these X25519 public keys, raw, 32 bytes each."""
    if not (1 <= len(recipients) <= RECIPIENTS and len(set(recipients)) == len(recipients) and all(map(is_public, recipients))):
        raise BadPliError("recipients", f"Un pli a de 1 à {RECIPIENTS} destinataires, différents.")
    return bytes(pyrage.encrypt(plain, [x25519.Recipient.from_str(recipient_text(key)) for key in recipients]))


def open_(sealed: bytes, private: bytes) -> bytes:
    """What was sealed for this X25519 private key, raw. ``NotForYouError`` when it was not."""
    stanzas(sealed)
    try:
        return bytes(pyrage.decrypt(sealed, [x25519.Identity.from_str(identity_text(private))]))
    except pyrage.DecryptError as exc:
        if "No matching keys" in str(exc):
            raise NotForYouError from exc
        raise BadPliError("header" if "eader" in str(exc) else "altered") from exc


def stanzas(sealed: bytes) -> int:
    """How many recipients the header has, once it is one that a pli may have."""
    if len(sealed) > SEALED_LIMIT:
        raise BadPliError("too_big")
    if not sealed.startswith(_VERSION):
        if sealed and (_VERSION.startswith(sealed) or _ARMOR.startswith(sealed)):
            raise BadPliError("truncated")
        raise BadPliError("header" if sealed.startswith((_FAMILY, _ARMOR)) else "not_a_pli")
    end = sealed.find(b"\n--- ", len(_VERSION) - 1, HEADER)
    stop = sealed.find(b"\n", end + 1, HEADER + 64) if end >= 0 else -1
    if stop < 0:
        raise BadPliError("truncated" if len(sealed) < HEADER else "header")
    count = _count(sealed[len(_VERSION):end].split(b"\n"))
    if not _MAC.fullmatch(sealed[end + 1:stop]) or len(_raw(sealed[end + 5:stop])) != 32:
        raise BadPliError("header")
    if len(sealed) - stop - 1 < _LEAST:
        raise BadPliError("truncated")
    return count


def _count(lines: list[bytes]) -> int:
    count = others = 0
    body: list[bytes] | None = None
    for line in lines:
        if body is None:
            found = _STANZA.fullmatch(line)
            if found is None:
                raise BadPliError("header")
            words = found[1].split(b" ")
            if words[0] == b"scrypt":
                raise BadPliError("passphrase")
            if words[0] == b"X25519":
                if len(words) != 2 or len(_raw(words[1])) != 32:
                    raise BadPliError("header")
                count += 1
            elif words[0].endswith(b"-grease"):
                others += 1
            else:
                raise BadPliError("header")
            ours = words[0] == b"X25519"
            body = []
            continue
        if len(line) > 64:
            raise BadPliError("header")
        body.append(line)
        if len(line) < 64:
            if len(_raw(b"".join(body))) != 32 and ours:
                raise BadPliError("header")
            body = None
    if body is not None or not 1 <= count <= RECIPIENTS or others > RECIPIENTS:
        raise BadPliError("header")
    return count


def _raw(text: bytes) -> bytes:
    """Base64 without padding, as ``age`` writes it: the only way to write these bytes."""
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as exc:
        raise BadPliError("header") from exc
    if base64.b64encode(raw).rstrip(b"=") != text:
        raise BadPliError("header")
    return raw


# -- keys as age writes them ---------------------------------------------------------------------------------------------
def identity_text(private: bytes) -> str:
    """A private key for the ordinary ``age`` tool: « AGE-SECRET-KEY-1… »."""
    return bech32.encode("age-secret-key-", private).upper()


def is_public(public: bytes) -> bool:
    """Whether one can seal for this key: a few of the 2²⁵⁵ are no key at all, and ``pyrage`` stops the program for them."""
    try:
        X25519PrivateKey.from_private_bytes(b"\x01" * 32).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def recipient_text(public: bytes) -> str:
    """A public key for the ordinary ``age`` tool: « age1… »."""
    return bech32.encode("age", public)
