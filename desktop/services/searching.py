"""One search for everything: pupils first, then documents whose words begin so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services import labels, unseen, values
from desktop.services.decision_words import masked
from desktop.services.listing import fts_query
from desktop.services.record_titles import Titles
from desktop.texts import fold, list_name, parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store


class Search:
    """One search for everything."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def everything(self, text: str, limit: int = 20) -> tuple[values.Found, ...]:
        """Pupils first, then meetings, projects, schools, people and tasks whose words begin so."""
        words = fts_query(text)
        if not words:
            return ()
        found = [values.Found("student", id, list_name(last or "", first or ""),
                              " · ".join(part for part in (level, class_name, school) if part), id)
                 for id, last, first, level, class_name, school in self._store.sql(
                     "SELECT student_id, last_name, first_name, level, class_name, school FROM student_list WHERE "
                     "hidden=0 AND n IN "
                     "(SELECT rowid FROM student_fts WHERE student_fts MATCH ?) ORDER BY left, sort_key LIMIT ?", (words, limit))]
        found += self._documents(self._store, words, max(limit - len(found), 5))
        own = self._session.own_file
        return (*found, *(self._own(own, words, limit) if own is not None else ()))

    def _own(self, own: Store, words: str, limit: int) -> list[values.Found]:
        """Children this person alone knows, and what she wrote in her file."""
        found = [values.Found("notebook", id, list_name(last or "", first or ""), labels.TABLES["notebook"], id)
                 for id, last, first in own.sql(
                     "SELECT student_id, last_name, first_name FROM student_list WHERE hidden=0 AND n IN "
                     "(SELECT rowid FROM student_fts WHERE student_fts MATCH ?) ORDER BY sort_key LIMIT ?", (words, limit))
                 if not self._store.one("SELECT 1 FROM student WHERE id=?", (id,))]
        return [*found, *(one for one in self._documents(own, words, limit) if one.table != "school")]

    def _documents(self, store: Store, words: str, limit: int) -> list[values.Found]:
        found = []
        for table, row, student, title, detail, text in store.sql(
                "SELECT d.tbl, d.row, d.student_id, d.title, d.detail, d.text FROM search_doc d WHERE d.n IN "
                "(SELECT rowid FROM search_fts WHERE search_fts MATCH ?) LIMIT ?", (words, limit)):
            child = store.one("SELECT last_name, first_name FROM student WHERE id=?", (student,)) if student else None
            name = list_name(child[0] or "", child[1] or "") if child else ""
            said = " · ".join(part for part in (title, name) if part)
            if table == "request" and not student:
                said = Titles(self._session, store).of(table, row)
            on = parse_day((detail or "")[:10])
            line = f"{plain_date(on)}{detail[10:]}" if on else detail or ""
            if store is self._store and (masks := unseen.of_row(self._session, table, row)):
                if not _says(masked(text or "", masks), words):
                    continue  # only a name that is not told here answers
                said, line = masked(said, masks), masked(line, masks)
                if table == "intervention":
                    said = Titles(self._session, store).of(table, row)
            found.append(values.Found(table, row, said, line, student or ""))
        return found


def _says(text: str, query: str) -> bool:
    """Whether a text still answers a full-text query: each word wanted is the start of one of its own."""
    said = fold(text).split()
    return all(any(word.startswith(wanted.strip('"*')) for word in said) for wanted in query.split())
