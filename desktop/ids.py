"""Names of records: UUIDv7 where the world has no key, UUIDv5 where it has one (two laptops then find the same)."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.clock import Clock

NAMESPACE = uuid.UUID("6f1c1c9e-5d0b-5a53-9f5e-2d8a1b7c4e10")
POLE_ROOT = str(uuid.uuid5(NAMESPACE, "pole"))
"""The root of what belongs to the pôle itself (column maps, lists)."""


@dataclass(slots=True)
class Ids:
    """Draws UUIDv7 (RFC 9562 §5.7), increasing even within one millisecond.

    ``random_bytes`` is ``os.urandom`` but for demonstrations, which draw the same names for the same seed.
    """

    clock: Clock
    random_bytes: Callable[[int], bytes] = os.urandom
    _last: int = field(default=0, init=False)

    def new(self) -> str:
        millis = int(self.clock.now().timestamp() * 1000)
        stamp = max(millis << 12, self._last + 1)
        self._last = stamp
        tail = int.from_bytes(self.random_bytes(8), "big") & ((1 << 62) - 1)
        value = ((stamp >> 12) << 80) | (7 << 76) | ((stamp & 0xFFF) << 64) | (2 << 62) | tail
        return _text(f"{value:032x}")


def named(kind: str, *key: str) -> str:
    """The UUIDv5 of something that has a key in the world: a school (UAI), an enrolment, an account (login)."""
    name = "\x1f".join((kind, *key)).encode()
    digest = bytearray(hashlib.sha1(NAMESPACE.bytes + name, usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return _text(digest.hex())


def _text(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
