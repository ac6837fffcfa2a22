"""« Transmettre »: one conclusion of one's own file copied to the pupil's common file, by an act of its author.

The id is drawn first and kept, with the text to copy, in the author's file; the copy follows; then it is marked as sent. Each
step can be done again: ``finish_pending`` does so when a personal file opens after a cut.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import Release, Released, Student, Task
from desktop.services import labels, own_file
from desktop.services import personal_values as values
from desktop.storage.unit import parse
from desktop.texts import clean, list_name

if TYPE_CHECKING:
    from desktop.services.session import Session

_COLUMNS = ("r.id, r.student_id, r.author, r.function, r.addressee, r.purpose, r.date, r.content, r.talk_on, r.revoked_on, "
            "r.author_id, l.last_name, l.first_name")
_FROM = "FROM release r LEFT JOIN student_list l ON l.student_id = r.student_id"
TALK_AGAIN = "On se reparle"
_PROPOSED = {"assessment": ("reponse", "aide_classe"), "note": ("besoins", "convenu", "dit_de_la_suite", "conseil", "aides")}


class Releases:
    """What was transmitted, to the common file and never back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- transmitting --------------------------------------------------------------------------------------------------
    def proposal(self, source_id: str) -> str:
        """A text to start from: what the record itself keeps for the school, to be reread. No score."""
        table, _student = self._source(source_id)
        said = (self._session.assessments if table == "assessment" else self._session.notebook).get(source_id).answers
        return "\n\n".join(str(said[key]) for key in _PROPOSED[table] if said.get(key))

    def _source(self, id: str) -> tuple[str, str]:
        for table in ("note", "assessment"):
            found = self._session.personal.one(f"SELECT student_id FROM {table} WHERE id=?", (id,))
            if found is not None:
                return table, found[0] or ""
        raise RefusedError

    def release(self, source_id: str, *, addressee: str, purpose: str, content: str, talk_on: str = "") -> Changes:
        """Copy a text to the pupil's common file: to whom, why, and when to talk of it again."""
        _table, student = self._source(source_id)
        child = self._common_id(student)
        texts = {"addressee": (addressee, "À l’attention de"), "purpose": (purpose, "Pour"), "content": (content, "Texte")}
        for column, (text, label) in texts.items():
            if not isinstance(text, str) or not text.strip():
                raise InputError(f"« {label} » est nécessaire.", column=column)
        session = self._session
        cells = {"student_id": child, "author_id": session.actor.id, "author": session.actor.name,
                 "function": session.actor.function, "date": session.clock.today().isoformat(),
                 "talk_on": own_file.day_of(talk_on, "talk_on", "On se reparle le"),
                 **{column: clean(text).strip() for column, (text, _) in texts.items()}}
        id = session.ids.new()
        with session.personal.unit(labels.RELEASED, kind="system") as unit:
            unit.new(Released, {"student_id": student, "source": source_id, "release_id": id}, root=student)
            session.personal.writer.execute("INSERT OR REPLACE INTO place (key, value) VALUES (?, ?)",
                                            (f"release:{id}", json.dumps(cells, ensure_ascii=False)))
        changes = self._copy(id, cells)
        self._mark_sent(id)
        return changes

    def _common_id(self, student: str) -> str:
        """The record of the common file that a child of one's own file has."""
        joined = self._session.personal.one("SELECT same_as FROM student WHERE id=?", (student,)) if student else None
        for id in (student, joined[0] if joined else ""):
            if id and own_file.common_child(self._session, id) is not None:
                return str(id)
        raise InputError("Cet enfant n’a pas de fiche dans le fichier commun : ouvrez-la d’abord, puis transmettez.",
                         column="student")

    def _copy(self, id: str, cells: dict[str, Any]) -> Changes:
        """The copy itself, and the promise to talk again; nothing when it is there already."""
        store = self._session.commun
        with store.unit(labels.RELEASED) as unit:
            unit.new(Release, cells, id=id, root=cells["student_id"])
            if cells.get("talk_on"):
                unit.new(Task, {"title": TALK_AGAIN, "owner": self._session.actor.function, "due": cells["talk_on"],
                                "student_id": cells["student_id"]}, id=named("task", id), root=cells["student_id"])
        done = store.unit_changes
        return Changes(done.unit, done.label, (id, *(one for one in done.created if one != id)), done.touched, done.roots,
                       done.skipped, done.seen)

    def _mark_sent(self, id: str) -> None:
        store = self._session.personal
        with store.unit(labels.RELEASED, kind="system") as unit:
            for (row,) in store.sql("SELECT id FROM released WHERE release_id=?", (id,)):
                unit.put(Released, row, {"sent_on": self._session.clock.today().isoformat()})
            store.writer.execute("DELETE FROM place WHERE key=?", (f"release:{id}",))

    def finish_pending(self) -> int:
        """Finish what a cut left half done; how many were. Asked once, when a personal file opens."""
        session = self._session
        finished = 0
        for (id,) in session.personal.sql("SELECT release_id FROM released WHERE sent_on IS NULL"):
            kept = session.personal.one("SELECT value FROM place WHERE key=?", (f"release:{id}",))
            cells = parse(kept[0]) if kept else {}
            if not self._written(id):
                if not cells or not session.commun.exists(Student, cells["student_id"]):
                    continue
                self._copy(id, cells)
            self._mark_sent(id)
            finished += 1
        for row, revoked in self._half_revoked():
            with session.personal.unit(labels.RELEASE_REVOKED, kind="system") as unit:
                unit.put(Released, row, {"revoked_on": revoked})
            finished += 1
        return finished

    def _written(self, id: str) -> bool:
        """Whether the copy was made, even if it was undone or erased since."""
        return bool(self._session.commun.one("SELECT 1 FROM entry WHERE row=? UNION ALL SELECT 1 FROM ledger WHERE row=?",
                                             (id, id)))

    def _half_revoked(self) -> list[tuple[str, str]]:
        found = []
        for row, id in self._session.personal.sql("SELECT id, release_id FROM released WHERE revoked_on IS NULL"):
            revoked = self._session.commun.one("SELECT revoked_on FROM release WHERE id=? AND revoked_on IS NOT NULL", (id,))
            if revoked is not None:
                found.append((row, revoked[0]))
        return found

    # -- revoking ------------------------------------------------------------------------------------------------------
    def revoke(self, id: str) -> Changes:
        """From today the school no longer reads it; what was read or printed before cannot be taken back."""
        session = self._session
        found = session.commun.one("SELECT author_id, root FROM release WHERE id=?", (id,))
        if found is None or found[0] != session.actor.id:
            raise RefusedError
        today = session.clock.today().isoformat()
        with session.commun.unit(labels.RELEASE_REVOKED) as unit:
            unit.put(Release, id, {"revoked_on": today})
            task = named("task", id)
            if session.commun.one("SELECT 1 FROM task WHERE id=? AND done_on IS NULL", (task,)):
                unit.remove(Task, task)
        changes = session.commun.unit_changes
        own = session.personal
        with own.unit(labels.RELEASE_REVOKED, kind="system") as unit:
            for (row,) in own.sql("SELECT id FROM released WHERE release_id=?", (id,)):
                unit.put(Released, row, {"revoked_on": today})
        return changes

    # -- reading -------------------------------------------------------------------------------------------------------
    def readable(self, id: str) -> bool:
        """Whether this person may read a release: its author always, others while it stands."""
        found = self._session.commun.one("SELECT author_id, revoked_on FROM release WHERE id=?", (id,))
        return found is not None and (not found[1] or found[0] == self._session.actor.id)

    def written_by_me(self, id: str) -> bool:
        """Whether this person transmitted it: she alone rectifies or erases it, even once taken back."""
        found = self._session.commun.one(
            "SELECT value FROM entry WHERE row=? AND tbl='release' AND col='' ORDER BY n LIMIT 1", (id,))
        return found is not None and parse(found[0]).get("author_id") == self._session.actor.id

    def of(self, student: str) -> tuple[values.ReleaseRow, ...]:
        """What stands in a pupil's common file, newest first."""
        ids = self._session.students.family_of(student)
        return self._rows(f"r.student_id IN ({','.join('?' * len(ids))}) AND r.revoked_on IS NULL", ids)

    def all(self) -> tuple[values.ReleaseRow, ...]:
        """What stands, and what this person took back, newest first."""
        return self._rows("r.revoked_on IS NULL OR r.author_id=?", (self._session.actor.id,))

    def mine(self) -> tuple[values.ReleaseRow, ...]:
        """What this person transmitted, revoked ones too."""
        return self._rows("r.author_id=?", (self._session.actor.id,))

    def get(self, id: str) -> values.ReleaseRow:
        """One release. Raises ``RefusedError`` when unknown, or revoked and somebody else's."""
        if not self.readable(id):
            raise RefusedError
        return self._rows("r.id=?", (id,))[0]

    def from_source(self, source: str) -> tuple[values.ReleaseRow, ...]:
        """What was transmitted from one of one's records."""
        ids = [row[0] for row in self._session.personal.sql("SELECT release_id FROM released WHERE source=?", (source,))]
        return self._rows(f"r.id IN ({','.join('?' * len(ids))})", ids) if ids else ()

    def _rows(self, where: str, parameters: Any) -> tuple[values.ReleaseRow, ...]:
        own = self._session.own_file
        sources = dict(own.sql("SELECT release_id, source FROM released")) if own is not None else {}
        rows = []
        for (id, student, author, function, addressee, purpose, date, content, talk_on, revoked, author_id, last,
             first) in self._session.commun.sql(f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY r.date DESC, r.n DESC",
                                                tuple(parameters)):
            mine = author_id == self._session.actor.id
            rows.append(values.ReleaseRow(id, student or "", list_name(last or "", first or ""), author or "", function or "",
                                          addressee or "", purpose or "", date or "", content or "", talk_on or "",
                                          revoked or "", mine, sources.get(id, "") if mine else ""))
        return tuple(rows)
