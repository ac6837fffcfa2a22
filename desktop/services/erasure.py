"""*Effacer* and *rectifier*: what goes with a record, and how it goes for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.models import JOURNALED, ImportBatch
from desktop.services import code_words, helping_erasure, labels
from desktop.services.helping_erasure import OF_HELP
from desktop.services.lookup import store_of
from desktop.services.record import BELONGS, CLOSED, lines_of
from desktop.storage.unit import parse
from desktop.texts import clean

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

OF_REQUEST = ("step", "proposal", "decision", "contribution", "agenda", "concerned", "task")
"""What is erased with the request it came of."""


def belongs_to(table: str, made: Mapping[str, Any]) -> str:
    """The record that a row goes with, from what it said when it was made."""
    if table in OF_HELP:
        return str(made.get(OF_HELP[table]) or "")
    return str((made.get("request_id") if table in OF_REQUEST else made.get("owner") or made.get("source")) or "")


class Erasure:
    """*Effacer* and *rectifier*: what really goes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def erase(self, table: str, id: str) -> Changes:
        """Erase a record for good: a whole root, or one row (and its lines) inside its root. Cannot be undone."""
        self._need_keys()
        store = store_of(self._session, table, id)
        found = store.one("SELECT root FROM entry WHERE row=? AND tbl=? LIMIT 1", (id, table))
        if found is None or table not in JOURNALED or (table == "release" and not self._session.releases.written_by_me(id)):
            raise RefusedError
        for (batch,) in self._store.sql("SELECT id FROM import_batch WHERE id=?", (id,)):
            raise InputError(f"Un import ne s’efface pas, il s’annule ({ImportBatch.__tablename__}).", column=batch)
        return self.erase_in(store, table, id, found[0])

    def erase_in(self, store: Store, table: str, id: str, root: str) -> Changes:
        """Erase a record from one file, once it is known that it may be."""
        self._need_keys()
        parts = self._belongings(store, id)
        for other in self._of_one_child(store, id) if table == "student" else ():
            self.erase_in(store, "request", other, other)
        for row in (id, *(row for _, row, _ in parts)):
            self._drop_drafts(row, root, own=store is not self._store)
        with store.transaction():
            if root == id:
                apart = self._erase_rows(store, [(part, row) for part, row, home in parts if home != id])
                whole = store.erase_root(id)
                return Changes(touched=whole.touched | apart, roots=whole.roots | {home for _, _, home in parts})
            touched = self._erase_rows(store, [*(("line", line) for line in lines_of(store, id)),
                                               *((part, row) for part, row, _ in parts), (table, id)])
        return Changes(touched=touched, roots=frozenset({root, *(home for _, _, home in parts)}))

    def _erase_rows(self, store: Store, rows: list[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        touched: set[tuple[str, str]] = set()
        for part, row in rows:
            touched |= store.erase_row(part, row).touched
        return frozenset(touched)

    def _need_keys(self) -> None:
        """What is final is signed, and leaves one's drafts too: a short code is not enough."""
        if not self._session.personal_open:
            raise RefusedError(CLOSED)

    def _belongings(self, store: Store, id: str) -> list[tuple[str, str, str]]:
        """``(table, row, root)`` of what goes with a record, deleted too: pieces joined to it, her side of what it transmitted,
        all that came of a request (steps, proposals, decisions, contributions, its place on agendas, what was to do), and of a
        help (``helping_erasure``)."""
        marks = ",".join("?" * len(OF_REQUEST))
        found = store.sql("SELECT tbl, row, value, root FROM entry WHERE tbl IN ('attachment', 'released') AND col='' AND root=("
                          "SELECT root FROM entry WHERE row=? LIMIT 1)", (id,))
        found += store.sql(f"SELECT e.tbl, e.row, e.value, e.root FROM entry e WHERE e.tbl IN ({marks}) AND e.col='' AND "
                           "e.value LIKE ?", (*OF_REQUEST, f'%"request_id":"{id}"%'))
        return [*((table, row, root) for table, row, value, root in found if belongs_to(table, parse(value)) == id),
                *helping_erasure.parts(store, id)]

    def _of_one_child(self, store: Store, student: str) -> list[str]:
        """Requests about this child alone that have a root of their own: the child was named once they had begun."""
        return [row[0] for row in store.sql(
            "SELECT c.request_id FROM concerned c JOIN request r ON r.id = c.request_id WHERE c.student_id=? AND "
            "r.about='pupil' AND r.root = r.id", (student,))]

    def _drop_drafts(self, id: str, root: str, *, own: bool = False) -> None:
        """Drafts of a record, and of an act on it (« decision:<id> »); of a child erased from the common file, those of the
        common papers alone."""
        personal = self._session.own_file
        if personal is None:
            return
        where = "row=? OR row LIKE '%:' || ? OR (student_id=? AND ?=?)"
        where = f"({where})" + ("" if own else " AND tbl NOT IN ('note', 'assessment', 'notebook')")
        with personal.transaction() as sql:
            sql.execute(f"DELETE FROM draft WHERE {where}", (id, id, id, id, root))
            if own:
                sql.execute("DELETE FROM place WHERE key IN (SELECT 'release:' || release_id FROM released "
                            "WHERE source=? OR root=?)", (id, id))

    def rectify(self, table: str, id: str, column: str, value: Any, line: str = "") -> Changes:
        """Write the right value; the former ones are erased from history and journal, date and author stay.

        ``column`` is a column or the key of an answer; with ``line``, a cell of that line of a table.
        """
        self._need_keys()
        if table not in JOURNALED or (table == "release" and not self._session.releases.written_by_me(id)):
            raise RefusedError
        store = store_of(self._session, table, id)
        if not store.one("SELECT 1 FROM entry WHERE row=? AND tbl=? LIMIT 1", (id, table)) or (
                line and line not in lines_of(store, id)):
            raise RefusedError
        target, row, name, kept = table, id, column, value
        if column in BELONGS:
            raise InputError(f"Il n’y a pas de champ « {column} ».", column=column)
        if line:
            target, row, name = "line", line, f"cells.{column}"
            kept = clean(value) if isinstance(value, str) else value
        elif column in JOURNALED[table].__table__.columns and column not in JOURNALED[table].json_columns:
            if table in code_words.MOVED and column not in code_words.NAMES and code_words.codes(table, column) is not None:
                raise InputError(f"« {labels.column_label(table, column)} » ne se rectifie pas : ce champ se change.",
                                 column=column)
            kept = self._checked(table, column, value)
        else:
            heads = store.row_heads(table, id)
            paper = self._session.history._form(table, heads)
            if paper is None:
                raise InputError(f"Il n’y a pas de champ « {column} ».", column=column)
            kept = paper.field(column).clean(value)
            name = f"answers.{column}"
            if isinstance(kept, list) and paper.field(column) in paper.tables():
                raise InputError("Une ligne de tableau se rectifie cellule par cellule.", column=column)
        self._drop_drafts(id, "")
        with store.unit(labels.RECTIFIED) as unit:
            store.rectify(unit, target, row, name, kept)
        return store.unit_changes

    def _checked(self, table: str, column: str, value: Any) -> Any:
        if table == "student":
            return self._session.students.checked({column: value})[column]
        return clean(value) if isinstance(value, str) else value
