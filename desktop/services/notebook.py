"""One's own notebook: notes, observations, interviews, follow-ups, acts without a pupil, and the children they are about.

Everything is in the personal compartment and nowhere else; lists show the common file's names beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.catalogue import form
from desktop.forms.spec import Form
from desktop.models import Agreement, Assessment, Attachment, Enrolment, Note, Student
from desktop.models.kinds import ASSESSMENT_STATES, NOTE_KINDS, NoteKind
from desktop.services import answers as written
from desktop.services import labels, own_file, pieces
from desktop.services import personal_values as values
from desktop.services.listing import fts_query
from desktop.services.values import Mark
from desktop.storage.unit import parse
from desktop.texts import clean, fold, parse_day, short_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

_NOTE = "n.id, n.kind, n.date, n.student_id, n.school_id, n.title, n.until, n.closed_on, n.answers"
_FIRST = ("texte", "demande", "objet", "theme", "sujet", "activite", "faits", "paroles", "constats", "conseil")
"""Answers a note is told by in a list, the first that is there."""
_TEXT_KEYS = ("texte", "paroles", "faits", "constats", "demande", "objet", "conseil", "fait")
"""The question a text typed alone answers."""


class Notebook:
    """What one person writes for herself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _store(self) -> Store:
        return self._session.personal

    # -- children ------------------------------------------------------------------------------------------------------
    def students(self, search: str = "") -> tuple[values.NotebookStudent, ...]:
        """The children of one's own file, by name, whichever file knows them."""
        rows = []
        acts = self._last_acts()
        for id, child in own_file.children(self._session).items():
            rows.append(self._student(child, acts.get(id)))
        words = fold(search).split()
        rows = [row for row in rows if all(f" {word}" in f" {fold(f'{row.name} {row.school}')}" for word in words)]
        return tuple(sorted(rows, key=lambda row: (fold(row.name), row.birth_date)))

    def student(self, id: str) -> values.NotebookStudent:
        """One child, of either file. Raises ``RefusedError`` when unknown."""
        return self._student(own_file.child(self._session, id), self._last_acts(id).get(id))

    def _student(self, child: own_file.Child, act: tuple[str, str, Mark] | None) -> values.NotebookStudent:
        on, status, mark = act or ("", "", "none")
        return values.NotebookStudent(child.id, child.name, child.level, child.class_name, child.school, child.school_id,
                                      child.birth_date, child.known, mark, status, on)

    def _last_acts(self, student: str = "") -> dict[str, tuple[str, str, Mark]]:
        """What comes last for each child: its date, a line and its mark. What still runs comes before what is done."""
        found: dict[str, tuple[str, str, Mark]] = {}
        acts: list[tuple[bool, str, str, str, Mark]] = []
        for child, kind, on, until, closed in self._store.sql(
                "SELECT student_id, kind, date, until, closed_on FROM note WHERE student_id IS NOT NULL AND "
                "(?='' OR student_id=?)", (student, student)):
            known = NOTE_KINDS.get(kind)
            mark = self._mark(known, on or "", until or "", closed or "")
            label = known.label if known else kind
            line = f"{label} jusqu’au {_short(until)}" if mark in ("running", "late") and until else f"{label} du {_short(on)}"
            acts.append((mark in ("running", "late"), on or "", child, line if on or until else label, mark))
        for child, battery, on, state in self._store.sql(
                "SELECT student_id, battery, date, state FROM assessment WHERE (?='' OR student_id=?)", (student, student)):
            running: Mark = "planned" if state == "prevu" else "running" if state == "en_cours" else "done"
            name = self._session.assessments.battery_name(battery)
            acts.append((running == "running", on or "", child, f"Bilan {name}, {ASSESSMENT_STATES.get(state, '')}".rstrip(", "),
                         running))
        for _running, on, child, line, mark in sorted(acts, key=lambda act: act[:2]):
            found[child] = (on, line, mark)
        return found

    def find(self, name: str, limit: int = 30) -> tuple[values.NotebookStudent, ...]:
        """Children whose names begin so, of both files: the completion of the quick note."""
        words = fts_query(name)
        if not words:
            return ()
        where = ("SELECT student_id FROM student_list WHERE hidden=0 AND n IN (SELECT rowid FROM student_fts WHERE student_fts "
                 "MATCH ?) ORDER BY left, sort_key LIMIT ?")
        ids = dict.fromkeys(row[0] for store in (self._store, self._session.commun) for row in store.sql(where, (words, limit)))
        known = [own_file.child(self._session, id) for id in ids]
        typed = fold(name).split()
        named = [one for one in known if all(f" {word}" in f" {fold(one.name)}" for word in typed)]
        return tuple(self._student(one, None) for one in sorted(named, key=lambda one: (fold(one.name), one.birth_date)))

    def add_student(self, last_name: str, first_name: str, birth_date: str = "", level: str = "", school: str = "") -> Changes:
        """A child of one's own file alone: no other list, count or search knows of her."""
        cells = self._session.students.checked({"last_name": last_name, "first_name": first_name, "birth_date": birth_date},
                                               whole=True)
        self._session.students.check_level(level)
        with self._store.unit(labels.CHILD_NOTED) as unit:
            own_file.add(self._session, unit, cells, level, school)
        return self._store.unit_changes

    def open_for(self, student_id: str) -> str:
        """Make sure one's own file names this child (under the same id); gives her id."""
        with self._store.unit(labels.CHILD_NOTED, kind="system") as unit:
            own_file.ensure(self._session, unit, student_id)
        return student_id

    def join(self, mine: str, common: str) -> Changes:
        """A child noted alone turns out to be in the common file: what was written follows that record from now on."""
        if own_file.common_child(self._session, common) is None or own_file.common_child(self._session, mine) is not None:
            raise RefusedError
        with self._store.unit(labels.CHILDREN_JOINED) as unit:
            own_file.ensure(self._session, unit, common)
            unit.put(Student, mine, {"same_as": common})
        return self._store.unit_changes

    def remove_student(self, id: str) -> Changes:
        """To one's own bin: a child of this file and all that was written of her here; one undo brings all back."""
        if not self._store.exists(Student, id):
            raise RefusedError
        with self._store.unit(labels.CHILD_REMOVED) as unit:
            for root in own_file.roots(self._session, id):
                for model in (Attachment, Note, Assessment, Agreement, Enrolment):
                    for (row,) in self._store.sql(f"SELECT id FROM {model.__tablename__} WHERE root=? AND id<>?", (root, root)):
                        unit.remove(model, row)
                if self._store.exists(Student, root):
                    unit.remove(Student, root)
        return self._store.unit_changes

    def erase_student(self, id: str) -> Changes:
        """*Effacer* all that one's own file holds of a child, under each name it has there; the common file keeps its own."""
        roots = own_file.roots(self._session, id)
        if not roots:
            raise RefusedError
        touched: set[tuple[str, str]] = set()
        for root in roots:
            with self._store.transaction() as sql:
                sql.execute("DELETE FROM draft WHERE student_id=? OR row=?", (root, root))
                sql.execute("DELETE FROM place WHERE key IN (SELECT 'release:' || release_id FROM released WHERE root=?)",
                            (root,))
            touched |= self._store.erase_root(root).touched
        return Changes(touched=frozenset(touched), roots=frozenset(roots))

    # -- notes -----------------------------------------------------------------------------------------------------------
    def kinds(self) -> tuple[NoteKind, ...]:
        """The kinds of notes offered to this person."""
        roles = set(self._session.actor.roles)
        return tuple(kind for kind in NOTE_KINDS.values() if kind.code == "note" or roles & set(kind.roles))

    def kind(self, code: str) -> NoteKind:
        """A kind this person may write. Raises ``InputError`` for one that does not exist, ``RefusedError`` for another's."""
        if code not in NOTE_KINDS:
            raise InputError(f"Il n’y a pas de genre de note « {code} » : {', '.join(kind.code for kind in self.kinds())}.",
                             column="kind")
        if NOTE_KINDS[code] not in self.kinds():
            raise RefusedError
        return NOTE_KINDS[code]

    def list(self, student: str | None = None, kind: str | None = None, search: str = "") -> tuple[values.NoteRow, ...]:
        """Notes, newest first: all, of a child, of a kind, or whose words begin so."""
        where = "1"
        parameters: tuple[str, ...] = ()
        if student is not None:
            ids = own_file.family(self._session, student)
            where += f" AND n.student_id IN ({','.join('?' * len(ids))})"
            parameters += ids
        if kind is not None:
            where += " AND n.kind = ?"
            parameters += (kind,)
        if search.strip():
            where += (" AND (n.id IN (SELECT row FROM search_doc WHERE n IN (SELECT rowid FROM search_fts WHERE search_fts "
                      "MATCH ?)) OR n.student_id IN (SELECT student_id FROM student_list WHERE n IN (SELECT rowid FROM "
                      "student_fts WHERE student_fts MATCH ?)))")
            parameters += (fts_query(search) or '"\x01"',) * 2
        children = own_file.children(self._session)
        pieces_of = dict(self._store.sql("SELECT owner, count(*) FROM attachment GROUP BY owner"))
        sent = {row[0] for row in self._store.sql("SELECT source FROM released WHERE revoked_on IS NULL")}
        found = self._store.sql(f"SELECT {_NOTE} FROM note n WHERE {where} ORDER BY n.date DESC, n.n DESC", parameters)
        schools = own_file.school_names(self._session, {row[4] for row in found if row[4]})
        return tuple(self._row(row, children, schools, pieces_of, sent) for row in found)

    def _row(self, row: Any, children: Mapping[str, own_file.Child], schools: Mapping[str, str], pieces_of: Mapping[str, int],
             sent: set[str]) -> values.NoteRow:
        id, code, on, student, school_id, title, until, closed, cells = (cell or "" for cell in row)
        kind = NOTE_KINDS.get(code)
        said = parse(cells)
        texts = [title, *(str(said[key]) for key in _FIRST if isinstance(said.get(key), str))]
        told = [text.strip().split("\n")[0] for text in texts if text.strip()]
        child = children.get(student)
        return values.NoteRow(id, code, kind.label if kind else code, on, student, child.name if child else "",
                              told[0][:120] if told else "", " · ".join(told[1:2])[:120], until, closed,
                              self._mark(kind, on, until, closed), id in sent, pieces_of.get(id, 0),
                              schools.get(school_id, "") or (child.school if child else ""))

    def _mark(self, kind: NoteKind | None, on: str, until: str, closed: str) -> Mark:
        today = self._session.clock.today().isoformat()
        if on > today:
            return "planned"
        if kind is None or not kind.ends:
            return "none"
        if closed:
            return "done"
        return "late" if until and until < today else "running"

    def get(self, id: str) -> values.Note:
        """One note whole. Raises ``RefusedError`` when unknown."""
        found = self._store.one(f"SELECT {_NOTE}, n.form_version FROM note n WHERE n.id=?", (id,))
        if found is None:
            raise RefusedError
        *head, cells, version = found
        _, kind, on, student, school, title, until, closed = (cell or "" for cell in head)
        said = written.load(self._store, id, cells, version or 0, self._form(kind))
        return values.Note(id, kind, on, student, school, title, until, closed, said, version or 1,
                           self._session.releases.from_source(id), self._store.seen())

    def _form(self, kind: str) -> Form:
        return form(kind)

    def add(self, kind: str, date: str = "", student: str = "", answers: Mapping[str, Any] | None = None, name: str = "",
            text: str = "", school: str = "", until: str = "") -> Changes:
        """A note; ``created[-1]`` is its id. ``name`` notes a child nobody knows; ``text`` is the note's, or its first question.

        A follow-up starts only with the agreements it takes (``agreements.can_start``); nothing else is ever held back.
        """
        chosen = self.kind(kind)
        day = own_file.day_of(date, "date", "Date") or self._session.clock.today().isoformat()
        end = own_file.day_of(until, "until", "Jusqu’au")
        said = {**({self._text_key(kind): text} if text else {}), **(answers or {})}
        paper = self._form(kind)
        cleaned = paper.clean(said)
        if chosen.pupil and not (student or name.strip()):
            raise InputError("Cette note est à propos d’un enfant : choisissez lequel, ou tapez son nom.", column="student")
        if not chosen.pupil and (student or name.strip()):
            raise InputError("Un acte sans élève ne nomme pas d’enfant : ce qui concerne un enfant se note avec lui.",
                             column="student")
        if chosen.code == "suivi":
            self._gate(student)
        place = self._session.schools.id_of(school) if school else ""
        with self._store.unit(labels.NOTE_ADDED) as unit:
            child = student
            if student:
                own_file.ensure(self._session, unit, student)
            elif name.strip():
                child = own_file.add(self._session, unit, own_file.split_name(name), school=school)
            cells = {"kind": kind, "date": day, "student_id": child, "school_id": place, "until": end}
            id = written.create(unit, Note, cells, paper, cleaned, root=child or None)
        changes: Changes = self._store.unit_changes
        return Changes(changes.unit, changes.label, (*(one for one in changes.created if one != id), id), changes.touched,
                       changes.roots, changes.skipped, changes.seen)

    def _text_key(self, kind: str) -> str:
        keys = {field.key for field in self._form(kind).fields()}
        return next(key for key in _TEXT_KEYS if key in keys)

    def _gate(self, student: str) -> None:
        allowed, sentence = self._session.agreements.can_start(student, "suivi") if student else (False, NOT_ASKED)
        if not allowed:
            raise InputError(sentence, column="student")

    def quick(self, name_or_id: str, text: str) -> Changes:
        """A name, a text: the only child so named, else a child of one's own file. Several: asks to choose."""
        if not isinstance(text, str) or not text.strip():
            raise InputError("Écrivez la note.", column="text")
        if not isinstance(name_or_id, str) or not name_or_id.strip():
            raise InputError("Tapez le nom de l’enfant.", column="name")
        student = self.who(name_or_id)
        return self.add("note", student=student, text=text) if student else self.add("note", name=name_or_id, text=text)

    def who(self, name_or_id: str) -> str:
        """The only child of this id or name, in either file; empty when nobody has it. Several: asks to choose."""
        typed = name_or_id.strip()
        if own_file.common_child(self._session, typed) or self._store.exists(Student, typed):
            return typed
        found = self.find(typed)
        words = sorted(fold(typed).split())
        exact = [one for one in found if sorted(fold(one.name).split()) == words]
        whole = [one for one in found if set(words) <= set(fold(one.name).split())]
        likely = exact if len(exact) == 1 else whole  # « Léa » is not « Léana »: part of a word names nobody
        if len(likely) > 1:
            raise InputError("Plusieurs enfants portent ce nom : choisissez dans la liste.", column="name")
        return likely[0].id if likely else ""

    def save(self, id: str, answers: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers; of a table, its lines whole."""
        found = self._store.one("SELECT kind, root FROM note WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        paper = self._form(found[0])
        cleaned = paper.clean(answers)
        with self._store.unit(labels.NOTE_CHANGED) as unit:
            written.save(unit, self._store, Note, id, found[1], paper, cleaned, seen)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change the date, the foreseen end, the title or the school of a note."""
        names = {"date": "Date", "until": "Jusqu’au"}
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column in names:
                kept[column] = own_file.day_of(value, column, names[column])
            elif column == "title":
                kept[column] = clean(str(value or ""))
            elif column in ("school", "school_id"):
                kept["school_id"] = self._session.schools.id_of(value) if value else ""
            else:
                raise InputError(f"Une note n’a pas de champ « {column} ».", column=column)
        with self._store.unit(labels.NOTE_CHANGED) as unit:
            unit.put(Note, id, kept, seen)
        return self._store.unit_changes

    def close(self, id: str, closed: bool = True) -> Changes:
        """End a follow-up today, or open it again."""
        with self._store.unit(labels.NOTE_CLOSED if closed else labels.NOTE_CHANGED) as unit:
            unit.put(Note, id, {"closed_on": self._session.clock.today().isoformat() if closed else ""})
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        """To one's own bin, its pieces too; one undo brings all back."""
        with self._store.unit(labels.NOTE_REMOVED) as unit:
            for (piece,) in self._store.sql("SELECT id FROM attachment WHERE owner=?", (id,)):
                unit.remove(Attachment, piece)
            unit.remove(Note, id, seen)
        return self._store.unit_changes

    # -- pieces ----------------------------------------------------------------------------------------------------------
    def attach(self, owner: str, title: str, data: bytes) -> Changes:
        """Join a PDF, an image or a text to a note or a bilan."""
        return pieces.attach(self._store, owner, title, data)

    def pieces(self, owner: str) -> tuple[values.Piece, ...]:
        return pieces.of(self._store, owner)

    def piece(self, id: str) -> tuple[str, str, bytes]:
        """Title, type and bytes. Raises ``RefusedError`` when unknown, ``DamagedError`` when the bytes are not those joined."""
        return pieces.read(self._store, id)

    def detach(self, id: str) -> Changes:
        with self._store.unit(labels.PIECE_REMOVED) as unit:
            unit.remove(Attachment, id)
        return self._store.unit_changes

    # -- the day and one's own figures -------------------------------------------------------------------------------------
    def day_sheet(self, day: str, school: str = "") -> tuple[values.DayLine, ...]:
        """« Feuille du jour »: what is foreseen that day, by school then by hour."""
        from desktop.services.day_sheet import lines

        return lines(self._session, own_file.day_of(day, "date", "Jour") or self._session.clock.today().isoformat(), school)

    def counts(self, year: str = "") -> dict[str, int]:
        """One's own figures of a school year, counted by their author for herself: acts by kind, bilans, children."""
        chosen = year or school_year(self._session.clock.today())
        counted: dict[str, int] = {}
        children: set[str] = set()
        acts = [*self._store.sql("SELECT kind, date, student_id FROM note"),
                *self._store.sql("SELECT 'bilan', date, student_id FROM assessment WHERE state <> 'prevu'")]
        for kind, on, student in acts:
            day = parse_day(on)
            if day is None or school_year(day) != chosen:
                continue
            counted[kind] = counted.get(kind, 0) + 1
            children |= {student} if student else set()
        counted["enfants"] = len(children)
        return counted


NOT_ASKED = ("L’autorisation écrite de chaque responsable n’est pas encore notée pour cet enfant : notez-la, ou écrivez "
             "pourquoi elle ne peut pas être recueillie.")


def _short(day: str | None) -> str:
    """« 23 nov. »: a line of a narrow list has room for no more."""
    parsed = parse_day(day)
    return short_date(parsed).partition(". ")[2] if parsed else ""
