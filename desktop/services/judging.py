"""Whether a record or an entry of the common file may leave unnamed: what hangs on what, and whose words repeat whose."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.services.reserved import Reserved, cells
from desktop.services.selection import Scope
from desktop.storage.heads import CREATED, DELETED, Entry
from desktop.storage.unit import SHAPES

if TYPE_CHECKING:
    from desktop.services.session import Session

HANGS = ("owner", "meeting_id", "guardian_id", "previous_id", "request_id", "intervention_id", "sitting_id", "resumes")
"""Columns by which a record is part of another, or speaks of it: it stays here with it."""
WITHDRAWS = frozenset({DELETED, "revoked_on"})


@dataclass(slots=True)
class Row:
    """A row of the journal, as far as one reads it."""

    id: str
    table: str
    root: str
    entries: list[Entry] = field(default_factory=list)
    hangs: set[str] = field(default_factory=set)
    """Records this one is part of, then or now."""
    waits: bool = True
    """Whether its making is not known here: nothing says whose it is."""


def rows_of(entries: Iterable[Entry]) -> dict[str, Row]:
    """Entries by row, in order of arrival."""
    rows: dict[str, Row] = {}
    for entry in entries:
        row = rows.get(entry.row)
        if row is None:
            row = rows[entry.row] = Row(entry.row, entry.table, entry.root)
        row.entries.append(entry)
        if entry.column == CREATED:
            if entry.unit:
                row.waits = False
            said = json.loads(entry.value) if entry.value is not None else {}
            for column in HANGS:
                if said.get(column):
                    row.hangs.add(said[column])
        elif entry.column in HANGS and entry.value not in (None, "null"):
            row.hangs.add(json.loads(entry.value or "null"))
    return rows


class Judge:
    """Says which record would have to be named for a row or an entry to leave; empty when it leaves."""

    def __init__(self, session: Session, reserved: Reserved, scope: Scope, named: Collection[str], unnamed: Collection[str],
                 known: Collection[str], rows: Mapping[str, Row]) -> None:
        self._reserved, self._scope, self._rows = reserved, scope, rows
        self._named, self._unnamed, self._known = set(named), set(unnamed), set(known)
        self._stopped: dict[str, str] = {}
        self._repeats: dict[str, dict[tuple[str, str], int]] = {}
        self._standing = {id for (id,) in session.commun.sql("SELECT id FROM release WHERE revoked_on IS NULL")}
        self._limited = bool(session.commun.sql("SELECT 1 FROM temp.sqlite_master WHERE type='view' LIMIT 1"))

    # -- rows ----------------------------------------------------------------------------------------------------------
    def stopped(self, row: Row) -> str:
        """The record that keeps a whole row here."""
        found = self._stopped.get(row.id)
        if found is None:
            self._stopped[row.id] = ""  # two rows that hang on each other
            found = self._stopped[row.id] = self._why(row)
        return found

    def _why(self, row: Row) -> str:
        if row.root != row.id and (found := self._of(row.root, row)):
            return found
        for parent in sorted(row.hangs):
            if parent != row.id and (found := self._of(parent, row)):
                return found
        if row.id in self._reserved.rows and row.id not in self._known and not self.opened(row):
            return self.key(row)
        suspect = row.root in self._reserved.roots and row.id not in self._known
        if suspect and self._made_of_withheld(row) and not self.opened(row):
            return self.key(row)
        return ""

    def _made_of_withheld(self, row: Row) -> bool:
        """Whether a record was filled, when it was made, with a text of theirs about the child."""
        return any(entry.column == CREATED and entry.unit and self._reserved.repeats(entry)
                   for entry in row.entries)

    def _of(self, parent: str, row: Row) -> str:
        """What a record another hangs on says of both; read here, or only known to be reserved."""
        known = self._rows.get(parent)
        if known is not None:
            return self.stopped(known)
        if parent in self._reserved.rows and parent not in self._known and parent not in self._named:
            return parent
        return ""

    def key(self, row: Row) -> str:
        """The record a row is named by: a line goes by its record's name."""
        return min(row.hangs) if row.table == "line" and row.hangs else row.id

    def opened(self, row: Row) -> bool:
        """Whether somebody named this record, or its child without leaving it out."""
        left = self._unnamed & {self.key(row), row.id, *row.hangs}
        return self.opened_by_name(row) or (row.root in self._scope.named and not left)

    def opened_by_name(self, row: Row) -> bool:
        return bool(self._named) and bool(self._named & {row.id, self.key(row), *row.hangs})

    # -- entries -------------------------------------------------------------------------------------------------------
    def stays(self, row: Row, entry: Entry) -> str:
        """The record that keeps an entry here, of a row that leaves."""
        if self._speaks_of_withheld(entry):
            return self.key(row)
        if row.root not in self._reserved.roots or self.opened(row):
            return ""
        if self._reserved.by(entry.unit, entry.n):
            followed = entry.column in WITHDRAWS and (row.id in self._known or self.key(row) in self._known)
            return "" if followed else self.key(row)
        return self.key(row) if self._repeats_withheld(row, entry) else ""

    def named_for(self, row: Row, entry: Entry) -> str:
        """The record that had to be named for this to leave."""
        if row.root in self._reserved.roots and (row.id in self._reserved.rows or self._reserved.by(entry.unit, entry.n)):
            return self.key(row)
        return ""

    def hidden(self, row: Row, entry: Entry) -> bool:
        """What does not leave whoever asks: the words of a release taken back, a table of a newer version when one has limits."""
        if row.table == "release":
            return entry.column not in WITHDRAWS and row.id not in self._standing
        return row.table not in SHAPES and self._limited

    def _speaks_of_withheld(self, entry: Entry) -> bool:
        """« Joined to » a child who stays here."""
        if entry.column != "same_as" or entry.value in (None, "null"):
            return False
        other = json.loads(entry.value or "null")
        known = self._rows.get(other)
        if known is not None:
            return bool(self.stopped(known))
        return other in self._reserved.rows and other not in self._known

    def _repeats_withheld(self, row: Row, entry: Entry) -> bool:
        """Whether an entry says again what one of theirs says of the same question: an act taken back, a text chosen."""
        if row.id not in self._repeats:
            said: dict[tuple[str, str], int] = {}
            for one in row.entries:
                if one.unit and self._reserved.by(one.unit, one.n):
                    for cell in cells(one.column, one.value):
                        said.setdefault(cell, one.n)
            self._repeats[row.id] = said
        said = self._repeats[row.id]
        again = (entry.column != CREATED or bool(entry.bases)) and bool(said)
        return ((again and any(said.get(cell, entry.n) < entry.n for cell in cells(entry.column, entry.value)))
                or self._reserved.repeats(entry))
