"""The short code of one sitting: what it opens is sealed in memory only, for five tries, an hour, and never after a suspend."""

from __future__ import annotations

import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from desktop.errors import InputError, WrongSecretError

SHORTEST, LONGEST = 6, 10
TRIES = 5
VALID = 3600.0
"""Seconds after the lock; a correct code begins another hour at the next lock."""
SLEPT = 30.0
"""When the clock on the wall is ahead of the one that only runs awake by more than this, the computer was suspended."""
MEMORY_KIB, ITERATIONS, LANES = 64 * 1024, 3, 1
"""It guards memory, not a disk: about 0.2 s a try."""
SALT, NONCE, KEY = 16, 12, 32

SIX = "Un code a six chiffres au moins, dix au plus."
SAME = "Le même chiffre partout se devine\u00a0: choisissez-en un autre."
ROW = "Des chiffres qui se suivent se devinent\u00a0: choisissez-en un autre."
AGAIN = "Un motif qui se répète se devine\u00a0: choisissez-en un autre."
DATE = "Une date se devine, une naissance surtout\u00a0: choisissez autre chose."
COMMON = "Ce code est parmi les premiers que l’on essaierait\u00a0: choisissez-en un autre."
_COMMON = (
    "123321", "112233", "332211", "147258", "258369", "369258", "741852", "852963", "963852", "159753", "159357", "357159",
    "753951", "951753", "456123", "789456", "789123", "123789", "147369", "142536", "100200", "102030", "202020", "314159",
    "271828", "001007", "112358", "124578", "134679")


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by the clock on the wall and by the one that only runs while the computer is awake."""

    wall: float
    steady: float


def moment() -> Moment:
    """The present instant by both clocks."""
    return Moment(time.time(), time.monotonic())


def slept(since: Moment, now: Moment) -> bool:
    """Whether the computer was suspended between two instants."""
    return (now.wall - since.wall) - (now.steady - since.steady) > SLEPT


# -- choosing ------------------------------------------------------------------------------------------------------------
def remark(code: str, today: date) -> str:
    """Why a code is refused, in a sentence; empty when it may be used."""
    if not (code.isascii() and code.isdigit() and SHORTEST <= len(code) <= LONGEST):
        return SIX
    if len(set(code)) == 1:
        return SAME
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(code)}
    if steps in ({1}, {9}):
        return ROW
    if any(code == (code[:size] * len(code))[:len(code)] for size in (2, 3)) or code[:len(code) // 2] * 2 == code:
        return AGAIN
    if any(start == code[:len(start)] for start in _COMMON) or len(set(code)) == 2:
        return COMMON
    return DATE if _is_date(code, today) else ""


def _is_date(code: str, today: date) -> bool:
    """Whether a code reads as a day, in the orders people write one."""
    if len(code) == 6:
        orders = [(code[:2], code[2:4], code[4:]), (code[4:], code[2:4], code[:2])]
    elif len(code) == 8:
        orders = [(code[:2], code[2:4], code[4:]), (code[6:], code[4:6], code[:4])]
    else:
        return False
    for day, month, year in orders:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        full -= 100 if len(year) == 2 and full > today.year else 0
        with suppress(ValueError):
            if 1900 <= full <= today.year and date(full, int(month), int(day)):
                return True
    return False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A code once chosen: its length, and the key it gives. The digits themselves are forgotten."""

    digits: int
    salt: bytes
    key: bytes = field(repr=False)

    @staticmethod
    def choose(code: str, today: date) -> Chosen:
        """Raises ``InputError`` with why a code is refused."""
        why = remark(code, today)
        if why:
            raise InputError(why, column="code")
        salt = os.urandom(SALT)
        return Chosen(len(code), salt, _stretch(code, salt))

    def seal(self, content: bytes, now: Moment | None = None) -> Held:
        """What the code will open, from this instant."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        since, nonce = now or moment(), os.urandom(NONCE)
        sealed = AESGCM(self.key).encrypt(nonce, content, _header(self.digits, self.salt, since))
        return Held(self.digits, self.salt, nonce + sealed, since)

    def told(self) -> dict[str, Any]:
        """For another process of the same person, when nothing is locked: the meeting screen."""
        return {"digits": self.digits, "salt": _text(self.salt), "key": _text(self.key)}

    @staticmethod
    def from_told(told: Mapping[str, Any]) -> Chosen:
        return Chosen(int(told["digits"]), b64decode(told["salt"]), b64decode(told["key"]))


def _stretch(code: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(salt=salt, length=KEY, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB).derive(code.encode())


def _header(digits: int, salt: bytes, since: Moment) -> bytes:
    return f"pole-ressource code v1\x1f{digits}\x1f{salt.hex()}\x1f{since.wall!r}\x1f{since.steady!r}".encode()


# -- what a locked process holds -----------------------------------------------------------------------------------------
class Held:
    """One sealed blob in memory, its tries and its hour; ``gone`` says why it opens nothing any more."""

    def __init__(self, digits: int, salt: bytes, sealed: bytes, since: Moment) -> None:
        self.digits, self.since = digits, since
        self._salt, self._sealed = salt, sealed
        self.tries = TRIES
        self.gone = ""
        """Empty, ``tries``, ``hour``, ``slept`` or ``closed``."""
        self.clock: Callable[[], Moment] = moment

    def alive(self) -> bool:
        """Look at both clocks; what is too old, or went through a suspend, is thrown away."""
        now = self.clock()
        if not self.gone and slept(self.since, now):
            self.throw_away("slept")
        elif not self.gone and max(now.wall - self.since.wall, now.steady - self.since.steady) >= VALID:
            self.throw_away("hour")
        return not self.gone

    def open(self, code: str) -> tuple[bytes, Chosen]:
        """What was sealed, and the code's key for the next lock. ``WrongSecretError``: the fifth throws everything away."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not self.alive() or len(self._sealed) <= NONCE:
            raise WrongSecretError(WHY.get(self.gone, WHY["closed"]))
        self.tries -= 1
        key, header = _stretch(code, self._salt), _header(self.digits, self._salt, self.since)
        try:
            content = AESGCM(key).decrypt(self._sealed[:NONCE], self._sealed[NONCE:], header)
        except InvalidTag:
            if self.tries <= 0:
                self.throw_away("tries")
                raise WrongSecretError(WHY["tries"]) from None
            left = f"il reste {self.tries} essais" if self.tries > 1 else "il reste un essai"
            raise WrongSecretError(f"Ce n’est pas ce code\u00a0: {left}.") from None
        self.tries = TRIES
        return content, Chosen(self.digits, self._salt, key)

    def throw_away(self, why: str = "closed") -> None:
        """Nothing opens it any more."""
        self.gone = self.gone or why
        self._sealed = b""

    def told(self) -> dict[str, Any]:
        """For the process that takes this one's place."""
        return {"digits": self.digits, "salt": _text(self._salt), "sealed": _text(self._sealed), "wall": self.since.wall,
                "steady": self.since.steady}

    @staticmethod
    def from_told(told: Mapping[str, Any]) -> Held:
        return Held(int(told["digits"]), b64decode(told["salt"]), b64decode(told["sealed"]),
                    Moment(float(told["wall"]), float(told["steady"])))


WHY = {
    "tries": "Cinq codes n’étaient pas le bon\u00a0: tapez votre phrase de passe.",
    "hour": "Le code vaut une heure\u00a0: elle est passée, tapez votre phrase de passe.",
    "slept": "Le code ne vaut plus après une mise en veille\u00a0: tapez votre phrase de passe.",
    "closed": "Tout est fermé\u00a0: tapez votre phrase de passe.",
}


def _text(content: bytes) -> str:
    return b64encode(content).decode()


# -- what passes from one process to the next ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Passed:
    """Read once at start: who was here, and what a code opens, or what goes on without one."""

    login: str = ""
    name: str = ""
    function: str = ""
    held: Held | None = None
    going_on: Mapping[str, Any] = field(default_factory=dict)
    """The meeting screen: the common file's content in hand, for this screen alone."""

    def to_bytes(self) -> bytes:
        return json.dumps({"login": self.login, "name": self.name, "function": self.function,
                           "held": self.held.told() if self.held is not None else None,
                           "going_on": dict(self.going_on)}).encode()

    @staticmethod
    def from_bytes(content: bytes) -> Passed | None:
        """``None`` when nothing was passed, or something else."""
        if not content:
            return None
        try:
            told = json.loads(content)
            held = Held.from_told(told["held"]) if told["held"] else None
            return Passed(str(told["login"]), str(told["name"]), str(told["function"]), held, dict(told["going_on"]))
        except (ValueError, KeyError, TypeError):
            return None
