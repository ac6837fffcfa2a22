"""JSON from outside: canonical or refused. No key twice, no number but whole ones, nothing deep, no odd character."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from datetime import MAXYEAR, datetime
from typing import Any, Final

from desktop.storage.heads import canonical
from desktop.texts import clean

DEPTH: Final = 6
WHOLE: Final = (1 << 53) - 1
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
INSTANT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z").fullmatch
DAY = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]").fullmatch
CODE = re.compile(r"[a-z][a-z0-9_]{0,62}").fullmatch
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]").search
_TURNING = re.compile(r"[\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What ends a line or turns it round: a name would be read as another."""


class StrictError(ValueError):
    """Not canonical JSON as we write it."""


def parse(raw: bytes, depth: int = DEPTH) -> Any:
    """The value of canonical JSON; ``StrictError`` otherwise."""
    try:
        text = raw.decode()
        value = json.loads(text)
        check(value, depth)
        if canonical(value) != text:
            raise StrictError
    except (ValueError, RecursionError) as exc:
        raise StrictError("not canonical JSON") from exc
    return value


def check(value: Any, depth: int) -> None:
    """Refuse what no value of ours is: a float, a huge number, an odd character, something deep."""
    kind = type(value)
    if kind is str:
        if not plain(value):
            raise StrictError
    elif kind is int:
        if not -WHOLE <= value <= WHOLE:
            raise StrictError
    elif kind is list or kind is dict:
        if not depth:
            raise StrictError
        if kind is dict:
            for key in value:
                check(key, depth - 1)
            value = value.values()
        for one in value:
            check(one, depth - 1)
    elif kind is float:
        raise StrictError


def plain(text: str) -> bool:
    """Whether a text is NFC, without control characters but tab and newline."""
    return not _ODD(text) and (text.isascii() or unicodedata.is_normalized("NFC", text))


def line(value: Any, most: int) -> bool:
    """Whether this is one line of text, not longer than ``most`` characters."""
    return (isinstance(value, str) and len(value) <= most and plain(value) and "\n" not in value and "\t" not in value
            and not _TURNING.search(value))


def as_line(text: str, most: int) -> str:
    """A name of ours as ``line`` wants it, whatever was typed."""
    return clean(" ".join(_TURNING.sub(" ", clean(text)).split()))[:most]


def key(value: Any, size: int) -> bytes:
    """Bytes of that size, in base64 as it is written by us."""
    if not isinstance(value, str) or not value.isascii():
        raise StrictError
    raw = base64.b64decode(value, validate=True)
    if len(raw) != size or base64.b64encode(raw).decode() != value:
        raise StrictError
    return raw


def is_id(value: Any) -> bool:
    return isinstance(value, str) and ID(value) is not None


def is_instant(value: Any) -> bool:
    """An instant that every clock of the world can tell: no thirteenth month, and a year that has a next and a former one."""
    if not isinstance(value, str) or INSTANT(value) is None:
        return False
    try:
        return 1 < datetime.fromisoformat(value).year < MAXYEAR
    except ValueError:
        return False


def is_codes(value: Any, most: int = 32) -> bool:
    """Whether this is a list of lawful codes (roles): those of a newer version included."""
    return (isinstance(value, list) and len(value) <= most and all(isinstance(one, str) and CODE(one) for one in value)
            and len(set(value)) == len(value))
