"""What a psychologist's or health account added to the common file: whose acts these are, and which records they made.

Such a record leaves by its name, never with « ce qui a changé ». Read on the tables themselves: somebody who does not see a
record must not send it either, and somebody who sees it may still not sweep it along.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from desktop.exchange.entries import Author
from desktop.models.kinds import SECRET_ROLES
from desktop.storage.heads import CREATED, DELETED, Entry, canonical

if TYPE_CHECKING:
    from desktop.services.session import Session

CHUNK = 400
MANY = 2000
ALWAYS = 1 << 62


@dataclass(frozen=True, slots=True)
class Act:
    """A unit, as it is looked at here."""

    id: str
    device: str
    label: str
    kind: str
    actor: str
    at: str
    undoes: str


class Reserved:
    """Asked of each entry and of each row; built once for one pli."""

    def __init__(self, session: Session, mine: Collection[str] = ()) -> None:
        """``mine``: accounts whose words leave all the same: one's own, towards one's own other laptop, by the tick that says
        so."""
        self._session, self._store = session, session.commun
        self.acts = {row[0]: Act(*row) for row in self._store.sql(
            "SELECT id, device, label, kind, actor, at, coalesce(undoes,'') FROM main.unit")}
        self.authors: dict[str, Author] = {}
        self._until: dict[str, int] = {}
        self._read_authors({act.actor for act in self.acts.values()})
        for account in mine:
            self._until.pop(account, None)
        self._closed: set[str] = set()
        self._undoing()
        self._copied: set[int] = set()
        self._texts: dict[str, dict[str, int]] = {}
        self.rows: dict[str, tuple[str, str]] = {}
        """Rows they made: table and root."""
        self.roots: dict[str, int] = {}
        """Roots where they wrote, or where an act of theirs was taken back, and the last arrival number there."""
        self._read_rows()
        self._joining()

    # -- who -----------------------------------------------------------------------------------------------------------
    def _read_authors(self, actors: set[str]) -> None:
        said = {id: (name or "", roles or "") for id, name, roles in (
            *self._store.sql("SELECT account, name, roles FROM main.author"),
            *self._store.sql("SELECT id, name, roles FROM main.account"))}
        me = self._session.actor
        said.setdefault(me.id, (me.name, " ".join(me.roles)))
        held = self._held(actors)
        for actor in actors:
            name, roles = said.get(actor, ("", ""))
            if not roles and held.get(actor):
                roles = held[actor][-1][1]
            codes = tuple(roles.split())
            self.authors[actor] = Author(actor, name, codes)
            if not codes or SECRET_ROLES.intersection(codes):
                self._until[actor] = ALWAYS  # who is not known may well be bound by secrecy
                continue
            bound = [(after[0], before) for (_, before), after in pairwise(held.get(actor, []))
                     if SECRET_ROLES.intersection(before.split())]
            if bound:
                self._until[actor] = max(n for n, _ in bound)
                had = {role for _, before in bound for role in before.split()} & SECRET_ROLES
                self.authors[actor] = Author(actor, name, (*codes, *sorted(had)))  # what is named elsewhere stays named there

    def _held(self, actors: set[str]) -> dict[str, list[tuple[int, str]]]:
        """The roles each account has had here, and since which arrival number."""
        held: dict[str, list[tuple[int, str]]] = {}
        text = "SELECT row, n, col, value FROM main.entry WHERE tbl='account' AND col IN ('', 'roles') AND row"
        for row, n, column, value in self._in(text, sorted(actors)):
            said = json.loads(value or "null")
            roles = (said or {}).get("roles") if column == CREATED else said
            if isinstance(roles, str):
                held.setdefault(row, []).append((n, roles))
        return {row: sorted(past) for row, past in held.items()}

    def by(self, unit: str, n: int) -> bool:
        """Whether an entry of this act is one of theirs."""
        if unit in self._closed or n in self._copied:
            return True
        act = self.acts.get(unit)
        return act is None or self._until.get(act.actor, 0) > n

    def bound(self, account: str) -> bool:
        """Whether an account is bound by secrecy, or was, or is not known."""
        return account not in self.authors or account in self._until

    def who(self, unit: str) -> str:
        """The name of who wrote an act, for people."""
        act = self.acts.get(unit)
        return self.authors[act.actor].name if act is not None else ""

    def _undoing(self) -> None:
        """Taking back one of their acts writes anew what they had found or written."""
        for act in self.acts.values():
            seen, here = set(), act
            while here.undoes and here.id not in seen:
                seen.add(here.id)
                before = self.acts.get(here.undoes)
                if before is None:
                    break
                if before.actor in self._until or before.id in self._closed:
                    self._closed.add(act.id)
                    break
                here = before

    # -- what ----------------------------------------------------------------------------------------------------------
    def _read_rows(self) -> None:
        made: dict[str, tuple[str, str]] = {}
        actors = sorted(self._until)
        text = ("SELECT e.n, e.root, e.tbl, e.row, e.col, e.unit, e.value FROM main.unit u JOIN main.entry e ON e.unit = u.id "
                "WHERE u.")
        found = (*self._in(text + "actor", actors), *self._in(text + "id", sorted(self._closed)))
        for n, root, table, row, column, unit, value in found:
            if not self.by(unit, n):
                continue
            self.roots[root] = max(self.roots.get(root, 0), n)
            _first(self._texts.setdefault(root, {}), texts(column, value), n)
            if column == CREATED:
                made[row] = (table, root)
        open_rows = {row for row, unit, n, bases in self._creations(made) if unit and not bases and not self.by(unit, n)}
        self.rows = {row: place for row, place in made.items() if row not in open_rows}

    def _creations(self, rows: dict[str, tuple[str, str]]) -> Iterable[tuple[str, str, int, str]]:
        """Every creation of these rows: made by somebody else on her own too, it is no secret; brought back, it still is."""
        text = "SELECT row, unit, n, bases FROM main.entry WHERE col=''"
        if len(rows) > MANY:
            return (found for found in self._store.sql(text) if found[0] in rows)
        return self._in(f"{text} AND row", list(rows))

    def _joining(self) -> None:
        """Joining two records of a child copies what one says to the other: what they wrote stays theirs, whoever joined."""
        if not self.roots:
            return
        joins = [(unit, row, json.loads(value or "null")) for unit, row, value in self._store.sql(
            "SELECT unit, row, value FROM main.entry WHERE tbl='student' AND col='same_as' AND unit <> ''")]
        self._closed.update(unit for unit, row, other in joins if row in self.rows or other in self.rows)
        self._undoing()
        for family in _families((row, other) for _, row, other in joins if other):
            if family & self.roots.keys():
                self._copies(sorted(family))
                both: dict[str, int] = {}
                for root in family:
                    for text, n in self._texts.get(root, {}).items():
                        _first(both, (text,), n)
                for root in family:
                    self._texts[root] = both
                    self.roots.setdefault(root, 0)
        for root, n in self._in("SELECT root, n FROM main.entry WHERE unit", sorted(self._closed)):
            self.roots[root] = max(self.roots.get(root, 0), n)

    def _copies(self, family: list[str]) -> None:
        """The entries by which joining said again, on one record, what they had written on another."""
        found = self._in("SELECT n, unit, col, value FROM main.entry WHERE tbl='student' AND col <> 'same_as' AND row", family)
        theirs: dict[tuple[str, str], int] = {}
        for n, unit, column, value in found:
            if unit and self.by(unit, n):
                _first(theirs, cells(column, value), n)
        self._copied.update(n for n, _, column, value in found
                            if column != CREATED and any(theirs.get(cell, n) < n for cell in cells(column, value)))

    def repeats(self, entry: Entry) -> bool:
        """Whether an entry says again, anywhere about the child, a text of theirs: a project filled with what the sheet says."""
        theirs = self._texts.get(entry.root)
        return theirs is not None and any(theirs.get(text, entry.n) < entry.n for text in texts(entry.column, entry.value))

    def _in(self, text: str, values: Sequence[str]) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(values), CHUNK):
            part = values[start:start + CHUNK]
            found += self._store.sql(f"{text} IN ({','.join('?' * len(part))})", part)
        return found


def _families(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Records ever joined, however far."""
    family: dict[str, set[str]] = {}
    for one, other in pairs:
        both = family.get(one, {one}) | family.get(other, {other})
        family.update(dict.fromkeys(both, both))
    return list({id(members): members for members in family.values()}.values())


def _first(known: dict[Any, int], said: Iterable[Any], n: int) -> None:
    """When each thing was said first."""
    for one in said:
        known[one] = min(known.get(one, n), n)


def cells(column: str, value: str | None) -> list[tuple[str, str]]:
    """What an entry says, column by column, in canonical JSON."""
    if value is None or column == DELETED or value == "null":
        return []
    if column != CREATED:
        return [(column, value)]
    return [(name, canonical(cell)) for name, cell in json.loads(value).items()]


def texts(column: str, value: str | None) -> set[str]:
    """The sentences an entry says: what somebody wrote, no name, no date, no choice of a list."""
    return {said for name, said in cells(column, value)
            if (name in _WRITTEN or name.startswith(_ANSWERS)) and (" " in said or len(said) > SHORT)}


_WRITTEN = frozenset({"note", "strengths", "detail", "content", "needs", "reason", "title"})
_ANSWERS = ("answers.", "cells.")
SHORT = 14
