"""Entries as a part of a pli: canonical JSON, one line each, grouped by root. Written as the journal has them, read strictly.

Five kinds of lines, all arrays: ``["author",…]`` who wrote, ``["erased",…]``, ``["unit",…]`` an act, ``["root", id, has]``, then
the entries of that root: ``[name, act, table, row, column, value, bases, salt]``. An entry with its salt leaves its hash out: the
reader works it out again. One that lost its words ends with ``null`` and its hash.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.exchange import strict
from desktop.exchange.bad import BadPliError
from desktop.exchange.ranges import Ranges
from desktop.exchange.rules import Rules
from desktop.storage.heads import CREATED, DELETED, Entry, canonical
from desktop.storage.journal import UnitMeta, entry_hash

LINES: Final = 1_000_000
LINE: Final = 4 * 1024 * 1024
BASES, DEVICES, NAME = 1000, 10_000, 200
UNIT_KINDS: Final = frozenset({"hand", "import", "undo", "demo", "system"})
_DEVICE = re.compile(r"[0-9a-f]{16}").fullmatch
_KEY = re.compile(r"([0-9a-f]{16}):([1-9][0-9]{0,15})").fullmatch


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote entries that travel, as the sender knows her."""

    account: str
    name: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """Something erased at the sender's; ``row`` empty: the whole root."""

    root: str
    row: str
    at: str
    by: str = ""
    """The name of who erased it."""


@dataclass(slots=True)
class Batch:
    """What a part of entries holds."""

    units: list[UnitMeta] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    has: dict[str, dict[str, str]] = field(default_factory=dict)
    """By root and device, the numbers the recipient holds once this is taken in."""
    authors: list[Author] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    unknown: int = 0
    """Lines of a newer version, left aside."""


# -- written -------------------------------------------------------------------------------------------------------------
def dump(batch: Batch) -> bytes:
    """The lines, each ended by LF."""
    return "".join(f"{line}\n" for line in _lines(batch)).encode()


def _lines(batch: Batch) -> Iterator[str]:
    for author in batch.authors:
        yield canonical(["author", author.account, strict.as_line(author.name, NAME), list(author.roles)])
    for gone in batch.erased:
        yield canonical(["erased", gone.root, gone.row, gone.at, strict.as_line(gone.by, NAME)])
    places: dict[str, int] = {}
    for unit in batch.units:
        places[unit.id] = len(places)
        yield canonical(["unit", unit.id, unit.device, unit.label, unit.kind, unit.actor, unit.at, unit.undoes])
    by_root: dict[str, list[Entry]] = {root: [] for root in batch.has}
    for entry in batch.entries:
        by_root.setdefault(entry.root, []).append(entry)
    for root, entries in by_root.items():
        yield canonical(["root", root, batch.has.get(root, {})])
        for entry in entries:
            yield _line(entry, places)


def _line(entry: Entry, places: dict[str, int]) -> str:
    """One entry; its value is canonical JSON already."""
    act = "null" if not entry.unit else str(places[entry.unit])
    proof = f'"{_text(entry.salt)}"' if entry.salt is not None else f'null,"{_text(entry.hash)}"'
    value = "null" if entry.value is None else entry.value
    return (f'["{entry.key}",{act},"{entry.table}","{entry.row}","{entry.column}",{value},"{",".join(entry.bases)}",{proof}]')


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


# -- read ----------------------------------------------------------------------------------------------------------------
def load(raw: bytes, compartment: str = "commun") -> Batch:
    """What the lines say, or ``BadPliError``: ``content`` for a line that breaks a rule, ``forbidden`` for a table that may
    not travel in this compartment, ``too_big``."""
    if raw.count(b"\n") > LINES:
        raise BadPliError("too_big")
    reader = _Reader(compartment)
    start = 0
    while start < len(raw):
        end = raw.find(b"\n", start, start + LINE + 1)
        if end < 0:
            raise BadPliError("too_big" if len(raw) - start > LINE else "content")
        try:
            reader.line(strict.parse(raw[start:end]))
        except (ValueError, TypeError, KeyError, IndexError) as exc:
            raise BadPliError("content") from exc
        start = end + 1
    return reader.batch


class _Reader:
    """Lines read one after the other."""

    def __init__(self, compartment: str) -> None:
        self.batch = Batch()
        self._rules = Rules(compartment)
        self._root = ""
        self._seen: set[tuple[str, str]] = set()
        self._acts: set[str] = set()
        self._authors: set[str] = set()
        self._digests: list[str] = []
        self._known: set[str] = set()

    def line(self, said: Any) -> None:
        if not isinstance(said, list) or not said or not isinstance(said[0], str):
            raise strict.StrictError
        if ":" in said[0]:
            self._entry(said)
        elif (read := _READERS.get(said[0])) is not None:
            read(self, *said[1:])
        elif strict.CODE(said[0]):
            self.batch.unknown += 1
        else:
            raise strict.StrictError

    def _author(self, account: str, name: str, roles: list[str]) -> None:
        _must(strict.is_id(account) and account not in self._authors and strict.line(name, NAME) and strict.is_codes(roles))
        self._authors.add(account)
        self.batch.authors.append(Author(account, name, tuple(roles)))

    def _erased(self, root: str, row: str, at: str, by: str) -> None:
        _must(strict.is_id(root) and (row == "" or strict.is_id(row)) and strict.is_instant(at) and strict.line(by, NAME))
        self.batch.erased.append(Erased(root, row, at, by))

    def _unit(self, id: str, device: str, label: str, kind: str, actor: str, at: str, undoes: str) -> None:
        _must(not self._root and strict.is_id(id) and id not in self._acts and _DEVICE(device) and strict.line(label, NAME)
              and kind in UNIT_KINDS and (actor == "" or strict.is_id(actor)) and strict.is_instant(at)
              and (undoes == "" or strict.is_id(undoes)))
        self._acts.add(id)
        unit = UnitMeta(id, device, label, kind, actor, at, undoes)
        self._digests.append(unit.digest)
        self.batch.units.append(unit)

    def _has(self, root: str, has: dict[str, str]) -> None:
        _must(strict.is_id(root) and root not in self.batch.has and isinstance(has, dict) and len(has) <= DEVICES)
        for device, numbers in has.items():
            _must(_DEVICE(device))
            Ranges.parse(numbers)
        self.batch.has[root] = has
        self._root = root

    def _entry(self, said: list[Any]) -> None:
        key, act, table, row, column, value, bases, salt, *rest = said
        name = _KEY(key)
        _must(self._root and name and row and (self._root, key) not in self._seen and isinstance(bases, str))
        assert name is not None
        self._seen.add((self._root, key))
        device, seq = name[1], int(name[2])
        if row not in self._known:
            _must(strict.is_id(row))
            self._known.add(row)
        named = tuple(bases.split(",")) if bases else ()
        _must(seq <= strict.WHOLE and len(named) <= BASES and key not in named and all(map(_KEY, named))
              and len(set(named)) == len(named))
        self._rules.place(table, column)
        if salt is None:
            self._without_words(device, seq, act, table, row, column, value, named, rest)
            return
        _must(not rest and type(act) is int and act >= 0)
        self._rules.value(table, column, value)
        text, drawn, unit = canonical(value), _raw(salt, 16), self.batch.units[act]
        link = entry_hash(drawn, self._digests[act], self._root, device, seq, table, row, column, text, bases)
        self.batch.entries.append(Entry(0, self._root, device, seq, unit.id, table, row, column, text, named, drawn, link))

    def _without_words(self, device: str, seq: int, act: Any, table: str, row: str, column: str, value: Any,
                       bases: tuple[str, ...], rest: list[Any]) -> None:
        """Bare (no act), or emptied by a rectification: then a creation keeps the rest of its object."""
        (link,) = rest
        unit = ""
        if act is not None:
            _must(type(act) is int and act >= 0)
            unit = self.batch.units[act].id
        text = None
        if value is not None:
            _must(unit and column == CREATED)
            self._rules.value(table, column, value)
            text = canonical(value)
        self.batch.entries.append(Entry(0, self._root, device, seq, unit, table, row, column, text, bases, None, _raw(link, 32)))


_READERS: dict[str, Callable[..., None]] = {
    "author": _Reader._author, "erased": _Reader._erased, "unit": _Reader._unit, "root": _Reader._has,
}


def _must(lawful: object) -> None:
    if not lawful:
        raise strict.StrictError


def _raw(text: str, size: int) -> bytes:
    raw = base64.b64decode(text, validate=True)
    _must(len(raw) == size and base64.b64encode(raw).decode() == text)
    return raw


__all__ = ["CREATED", "DELETED", "Author", "Batch", "Erased", "dump", "load"]
