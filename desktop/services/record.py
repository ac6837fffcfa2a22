"""What is kept about the records themselves: drafts, history, conflicts, the bin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import stamp
from desktop.errors import RefusedError
from desktop.forms.catalogue import FORM_OF, FORMS
from desktop.forms.spec import Field, Form
from desktop.models import JOURNALED
from desktop.models.kinds import MEETING_KINDS, NOTE_KINDS, PROJECT_KINDS
from desktop.services import authors, code_words, labels, unseen, values
from desktop.services.decision_words import masked
from desktop.services.lookup import store_of
from desktop.services.record_titles import Titles
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads
from desktop.storage.unit import parse
from desktop.texts import list_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.exchange_values import Clash
    from desktop.services.session import Session
    from desktop.storage.store import Store

CLOSED = "Vos notes sont fermées\u00a0: tapez votre phrase de passe."
"""When a short code reopened the common file alone."""
BIN_DAYS = 30
_NOT_IN_BIN = ("line", "enrolment", "attendance", "import_batch", "release", "released", "concerned", "step", "proposal",
               "agenda", "presence", "setting")
"""What comes and goes with something else, or by its author alone."""
BELONGS = ("same_as", "student_id", "meeting_id", "guardian_id", "account_id", "author_id", "owner", "source", "release_id",
           "request_id", "intervention_id", "sitting_id", "project_id", "helper_id", "owner_id", "resumes")
"""Columns that say where a record belongs: a choice between two texts may not write a third, and none is rectified."""
_LINKS = (*BELONGS, "school_id")
_QUIET = ("key", "rank", "form_version", "source", "student_id")
_WITH_ITS_ACT = {("step", "at"), ("sitting", "author_id"), ("intervention", "helper_id"), ("slot", "owner_id")}
"""Told by the act itself, or by the name beside it."""


class Drafts:
    """Text in progress, overwritten every three seconds in the personal compartment; never a unit."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.personal

    def keep(self, table: str, id: str, student_id: str, values_: Mapping[str, Any], seen: int = 0, title: str = "") -> None:
        """Keep what is on screen for a record (or for a new one, under a name of the screen's own)."""
        payload = json.dumps(dict(values_), ensure_ascii=False)
        with self._store.transaction() as sql:
            sql.execute("INSERT OR REPLACE INTO draft (row, tbl, student_id, title, payload, at, seen) VALUES (?,?,?,?,?,?,?)",
                        (id, table, student_id, title, payload, stamp(self._session.clock.now()), seen))

    def get(self, table: str, id: str) -> values.Draft | None:
        found = self._store.one("SELECT tbl, row, student_id, payload, at, seen, title FROM draft WHERE row=? AND tbl=?",
                                (id, table))
        return self._value(found) if found else None

    def all(self) -> tuple[values.Draft, ...]:
        """Newest first."""
        return tuple(self._value(row) for row in self._store.sql(
            "SELECT tbl, row, student_id, payload, at, seen, title FROM draft ORDER BY at DESC"))

    def _value(self, row: Any) -> values.Draft:
        table, id, student, payload, at, seen, title = row
        return values.Draft(table, id, student or "", parse(payload), at or "", seen or 0, title or "")

    def drop(self, table: str, id: str) -> None:
        if self.get(table, id) is not None:
            with self._store.transaction() as sql:
                sql.execute("DELETE FROM draft WHERE row=? AND tbl=?", (id, table))

    def place(self) -> dict[str, Any]:
        """Where the person was in the window."""
        found = self._store.one("SELECT value FROM place WHERE key='window'")
        return parse(found[0]) if found else {}

    def keep_place(self, place: Mapping[str, Any]) -> None:
        text = json.dumps(dict(place), ensure_ascii=False)
        found = self._store.one("SELECT value FROM place WHERE key='window'")
        if found is None or found[0] != text:
            with self._store.transaction() as sql:
                sql.execute("INSERT OR REPLACE INTO place (key, value) VALUES ('window', ?)", (text,))


class History:
    """Who wrote what, when; conflicts and the choice between two texts; the bin."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def of(self, table: str, id: str) -> tuple[values.Version, ...]:
        """Versions of a record, its lines included, newest first."""
        if table == "release" and not self._session.releases.readable(id):
            raise RefusedError
        store = store_of(self._session, table, id)
        if not store.row_heads(table, id).entries:
            raise RefusedError  # an id of another kind of record: its lines would come without what is masked of them
        rows = {(table, id)} | {("line", line) for line in lines_of(store, id)}
        titles = Titles(self._session, store)
        units: dict[str, list[tuple[str, str, str]]] = {}
        for name, row in rows:
            heads = store.row_heads(name, row)
            for entry in heads.entries:
                if entry.unit:  # what its author kept has no act here
                    units.setdefault(entry.unit, []).extend(self._cells(titles, heads, entry))
        if not units:
            raise RefusedError
        found = []
        names = authors.names(self._session)
        masks = unseen.of_row(self._session, table, id) if store is self._store else []
        for unit, cells in units.items():
            if masks:
                cells = [(label, masked(before, masks), masked(after, masks)) for label, before, after in cells]
            meta = store.unit_meta(unit)
            who = names.get(meta.actor, "") + authors.brought(self._session, store, unit, meta.actor, names)
            found.append(values.Version(unit, meta.at, who, meta.label, tuple(cells)))
        return tuple(sorted(found, key=lambda version: (version.at, version.unit), reverse=True))

    def _cells(self, titles: Titles, heads: RowHeads, entry: Entry) -> list[tuple[str, str, str]]:
        if entry.column == DELETED:
            return [("Supprimé", "", "")]
        if entry.column == CREATED:
            created = json.loads(entry.value) if entry.value else {}
            return [(self.label(entry.table, c, heads), "", self.display(entry.table, c, v, heads)) for c, v in created.items()
                    if c not in _QUIET and not code_words.linked(entry.table, c) and (entry.table, c) not in _WITH_ITS_ACT]
        before = RowHeads(e for e in heads.entries if e.key in entry.bases)
        old = before.shown(entry.column) if before.entries else None
        new = heads.value_of(entry, entry.column)
        if entry.column in ("rank", "form_version") or (entry.table, entry.column) in _WITH_ITS_ACT:
            return []
        return [(self.label(entry.table, entry.column, heads), self._said(titles, entry, old, heads),
                 "(effacé)" if entry.value is None else self._said(titles, entry, new, heads))]

    def _said(self, titles: Titles, entry: Entry, value: Any, heads: RowHeads) -> str:
        """A value for people; an id, as what it names."""
        if value is not None and code_words.linked(entry.table, entry.column):
            return titles.named(entry.table, entry.column, value)
        return self.display(entry.table, entry.column, value, heads)

    def _form(self, table: str, heads: RowHeads) -> Form | None:
        kind = heads.shown("kind")
        if table == "project" and kind in PROJECT_KINDS:
            return FORMS[PROJECT_KINDS[kind].form]
        if table == "meeting" and kind in MEETING_KINDS:
            return FORMS[MEETING_KINDS[kind].form]
        if table == "note":
            return FORMS.get(kind or "")
        return FORMS[FORM_OF[table]] if table in FORM_OF else None

    def label(self, table: str, column: str, heads: RowHeads) -> str:
        """A column's name for people."""
        _head, dot, key = column.partition(".")
        if dot and table == "line":
            return self._line_label(heads, key)
        paper = self._form(table, heads) if dot else None
        if paper is not None and key in {f.key for f in paper.fields()}:
            return paper.field(key).label
        return labels.column_label(table, column)

    def _cell(self, heads: RowHeads, key: str) -> Field | None:
        """The question a cell of a line answers."""
        table = heads.shown("key")
        for paper in FORMS.values():
            for candidate in paper.tables():
                for column in candidate.columns if candidate.key == table else ():
                    if column.key == key:
                        return column
        return None

    def _line_label(self, heads: RowHeads, key: str) -> str:
        asked = self._cell(heads, key)
        return asked.label if asked is not None else key

    def table_label(self, heads: RowHeads) -> str:
        """The name of the table of a paper that a line belongs to."""
        key = heads.shown("key")
        return next((table.label for paper in FORMS.values() for table in paper.tables() if table.key == key), "")

    def display(self, table: str, column: str, value: Any, heads: RowHeads) -> str:
        """A value for people."""
        if value is None:
            return ""
        _head, _, key = column.partition(".")
        if table == "line":
            asked = self._cell(heads, key)
            return asked.display(value) if asked is not None else str(value)
        paper = self._form(table, heads) if key else None
        if paper is not None and key in {f.key for f in paper.fields()}:
            return paper.field(key).display(value)
        if (word := code_words.told(table, column, value)) is not None:
            return word
        if (day := parse_day(value if isinstance(value, str) else None)) is not None:
            return plain_date(day)
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def question(self, table: str, head: str, key: str, heads: RowHeads) -> Field | None:
        """The question that a cell of a paper (``answers``) or of a line (``cells``) answers, if this version has it."""
        if table == "line" and head == "cells":
            return self._cell(heads, key)
        paper = self._form(table, heads) if head == "answers" else None
        return next((field for field in paper.fields() if field.key == key), None) if paper is not None else None

    def conflicts(self, root: str) -> tuple[Clash, ...]:
        """What holds several texts in a root, each with who wrote it."""
        return self._session.clashes.of(root)

    def settle(self, table: str, row: str, column: str, value: Any) -> Changes:
        """Choose a text (or write a third): it supersedes all."""
        store = store_of(self._session, table, row)
        found = store.one("SELECT 1 FROM conflict WHERE tbl=? AND row=? AND col=?", (table, row, column))
        if found is None or (column in _LINKS and value not in store.row_heads(table, row).values(column)):
            raise RefusedError
        with store.unit(labels.CONFLICT_SETTLED) as unit:
            unit.put(JOURNALED[table], row, {column: value}, settle=True)
        return store.unit_changes

    def last_units(self, limit: int = 50) -> tuple[values.Version, ...]:
        """The last acts of the vault, newest first."""
        names = authors.names(self._session)
        return tuple(values.Version(id, at or "", names.get(actor, ""), label or "", ()) for id, at, actor,
                     label in self._store.sql(
            "SELECT id, at, actor, label FROM unit ORDER BY n DESC LIMIT ?", (limit,)))

    def bin(self) -> tuple[values.BinItem, ...]:
        """What was deleted in the last thirty days and can come back, newest first: one item an act. One's own file too."""
        own = self._session.own_file
        items = [*self._bin(self._store), *(self._bin(own) if own is not None else ())]
        return tuple(sorted(items, key=lambda item: item.at, reverse=True))

    def _bin(self, store: Store) -> list[values.BinItem]:
        since = stamp(self._session.clock.now() - timedelta(days=BIN_DAYS))
        names = authors.names(self._session)
        items, seen = [], set()
        for unit, table, row, at, actor in store.sql(
                "SELECT e.unit, e.tbl, e.row, u.at, u.actor FROM entry e JOIN unit u ON u.id = e.unit WHERE e.col = ? AND "
                "u.at >= ? "
                "ORDER BY e.n DESC", (DELETED, since)):
            if unit in seen or table in _NOT_IN_BIN:
                continue
            heads = store.row_heads(table, row)
            if heads.alive or not any(e.value for e in heads.entries if e.column != DELETED):
                continue
            seen.add(unit)
            items.append(values.BinItem(unit, table, row, self._bin_title(store, table, heads), at or "", names.get(actor, "")))
        return items

    def _bin_title(self, store: Store, table: str, heads: RowHeads) -> str:
        before = RowHeads(e for e in heads.entries if e.column != DELETED)
        said = before.current()
        if table in ("student", "guardian", "person"):
            return list_name(said.get("last_name") or "", said.get("first_name") or "")
        if table in ("project", "meeting", "note", "assessment", "agreement", "avis"):
            kinds: dict[str, Any] = {**PROJECT_KINDS, **MEETING_KINDS, **NOTE_KINDS}
            kind = said.get("kind") or ""
            label = kinds[kind].label if kind in kinds else labels.TABLES.get(table, kind)
            student = store.one("SELECT last_name, first_name FROM student WHERE id=?", (said.get("student_id") or "",))
            child = list_name(student[0] or "", student[1] or "") if student else ""
            extra = f"n° {said.get('number') or 1}" if table == "project" else said.get("date") or ""
            return " · ".join(part for part in (f"{label} {extra}".strip(), child) if part)
        if table in ("request", "decision", "contribution", "intervention", "sitting", "slot", "member", "aid"):
            return Titles(self._session, store).of(table, heads.entries[0].row, before)
        return str(said.get("title") or said.get("name") or labels.TABLES.get(table, table))


def lines_of(store: Store, owner: str) -> list[str]:
    """The lines a record has or had, from the journal."""
    found = []
    for (line,) in store.sql("SELECT DISTINCT row FROM entry WHERE tbl='line' AND root=("
                             "SELECT root FROM entry WHERE row=? LIMIT 1)", (owner,)):
        created = [json.loads(e.value) for e in store.row_heads("line", line).entries if e.column == CREATED and e.value]
        if created and created[0].get("owner") == owner:
            found.append(line)
    return found
