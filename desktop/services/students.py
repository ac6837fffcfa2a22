"""Pupils: list, sheet, timeline, doubles; enrolments by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import (
    Agenda,
    Aid,
    Attendance,
    Concerned,
    Contribution,
    Decision,
    Enrolment,
    Guardian,
    Intervention,
    Meeting,
    Member,
    Presence,
    Project,
    Proposal,
    Request,
    Sitting,
    Slot,
    Step,
    Student,
    Task,
)
from desktop.models.kinds import LEVEL_RANK, LEVELS
from desktop.services import labels, values
from desktop.services.listing import fts_query, mark_of, status_text
from desktop.texts import clean, fold, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.unit import Unit

_ROW = ("n, student_id, last_name, first_name, birth_date, sex, level, class_name, school, school_id, teacher, status, "
        "status_kind, due, left")
_ORDER = {
    "name": "sort_key {d}, n {d}", "level": "level_rank {d}, sort_key, n", "school": "school {d}, class_name {d}, sort_key, n",
    "due": "coalesce(nullif(due, ''), '9999') {d}, sort_key, n", "birth": "birth_date {d}, sort_key, n",
}
_TEXTS = ("last_name", "usage_name", "first_name", "sex", "ine", "address", "postal_code", "city", "strengths", "note")
_FAMILY = ("WITH RECURSIVE one(id) AS (SELECT ? UNION SELECT s.id FROM student s JOIN one ON s.same_as = one.id) "
           "SELECT id FROM one")
"""A record and those joined to it, however far; two joined each its own way are one child's too."""
_SHEET = ("id", *_TEXTS, "birth_date", "followed", "left_on")
DUE_DAYS = 14
_OF_A_CHILD = (Enrolment, Guardian, Attendance, Meeting, Project, Task, Step, Proposal, Contribution, Decision, Agenda, Concerned,
               Request, Presence, Sitting, Slot, Member, Intervention, Aid)
"""What goes to the bin with a pupil: the rest is kept by its own rules."""


class Students:
    """What a person can do with pupils."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    # -- list ----------------------------------------------------------------------------------------------------------
    def page(self, query: values.StudentQuery, offset: int = 0, limit: int = 100) -> tuple[values.StudentRow, ...]:
        """One page of the list, in order."""
        source, where, parameters = self._where(query)
        text = f"SELECT {_ROW} FROM {source} WHERE {where} ORDER BY {self._order(query)} LIMIT ? OFFSET ?"
        return tuple(self._row(row) for row in self._store.sql(text, (*parameters, limit, offset)))

    def numbers(self, query: values.StudentQuery) -> list[int]:
        """The local numbers of every row of the list, in order; asked after the first page."""
        source, where, parameters = self._where(query)
        text = f"SELECT n FROM {source} WHERE {where} ORDER BY {self._order(query)}"
        return [row[0] for row in self._store.sql(text, parameters)]

    def rows(self, numbers: Sequence[int]) -> dict[int, values.StudentRow]:
        """Rows by number, for the pages that scroll by."""
        if not numbers:
            return {}
        marks = ",".join("?" * len(numbers))
        found = self._store.sql(f"SELECT {_ROW} FROM student_list WHERE n IN ({marks})", tuple(numbers))
        return {row[0]: self._row(row) for row in found}

    def counts(self, query: values.StudentQuery) -> dict[values.Filter, int]:
        """How many pupils each chip would show, with the same search and filters."""
        source, where, parameters = self._where(values.StudentQuery(query.search, "all", query.school, query.level,
                                                                    query.class_name), left="left IN (0, 1)")
        soon = (self._session.clock.today() + timedelta(days=DUE_DAYS)).isoformat()
        found = self._store.sql(
            "SELECT sum(left = 0), sum(left = 0 AND followed = 1), sum(left = 0 AND due <> '' AND due <= ?), sum(left = 1) "
            f"FROM {source} WHERE {where}", (soon, *parameters))[0]
        return {"all": found[0] or 0, "followed": found[1] or 0, "due": found[2] or 0, "left": found[3] or 0}

    def _order(self, query: values.StudentQuery) -> str:
        return _ORDER[query.sort].format(d="DESC" if query.descending else "")

    def _where(self, query: values.StudentQuery, left: str = "") -> tuple[str, str, tuple[Any, ...]]:
        where, parameters = ["hidden = 0", left or f"left = {int(query.filter == 'left')}"], []
        if query.filter == "followed":
            where.append("followed = 1")
        elif query.filter == "due":
            where.append("due <> '' AND due <= ?")
            parameters.append((self._session.clock.today() + timedelta(days=DUE_DAYS)).isoformat())
        for column, wanted in (("school_id", query.school), ("level", query.level), ("class_name", query.class_name)):
            if wanted:
                where.append(f"{column} = ?")
                parameters.append(wanted)
        words = fts_query(query.search)
        if words:
            where.append("n IN (SELECT rowid FROM student_fts WHERE student_fts MATCH ?)")
            parameters.append(words)
        elif query.search.strip():
            where.append("0")
        return "student_list", " AND ".join(where), tuple(parameters)

    def _row(self, row: Sequence[Any]) -> values.StudentRow:
        (n, id, last, first, birth, sex, level, class_name, school, school_id, teacher, status, kind, due, left) = row
        today = self._session.clock.today()
        return values.StudentRow(
            n, id, last or "", first or "", birth or "", sex or "", level or "", class_name or "", school or "", school_id or "",
            teacher or "", mark_of(kind, due, today), status_text(kind, status, due, today), due or "", bool(left))

    # -- sheet ---------------------------------------------------------------------------------------------------------
    def get(self, id: str) -> values.Student:
        """One pupil whole. Raises ``RefusedError`` when unknown."""
        store = self._store
        row = store.one(f"SELECT {', '.join(_SHEET)} FROM student WHERE id=?", (id,))
        if row is None:
            raise RefusedError
        cells: dict[str, Any] = dict(zip(_SHEET, (cell or "" for cell in row), strict=True))
        cells["followed"] = bool(cells["followed"])
        return values.Student(
            **cells, enrolments=self.enrolments(id), guardians=self._session.guardians.of(id),
            conflicts=self._session.history.conflicts(id), seen=store.seen())

    def enrolments(self, id: str) -> tuple[values.Enrolment, ...]:
        """Enrolments in order of year, those of the pupils joined to this one included."""
        found = self._store.sql(
            "SELECT e.id, e.year, e.school_id, s.name, e.level, e.class_name, e.teacher, e.left_on, e.source FROM enrolment e "
            f"LEFT JOIN school s ON s.id = e.school_id WHERE e.student_id IN ({_FAMILY}) "
            "ORDER BY e.year, e.left_on IS NULL, e.n", (id,))
        rows = []
        for row in found:
            cells = [cell or "" for cell in row]
            if not cells[6] and cells[5]:
                cells[6] = self._session.people.teacher_of(cells[2], cells[5])
            rows.append(values.Enrolment(*cells))
        return tuple(rows)

    def add(self, *, last_name: str, first_name: str, birth_date: str = "", school: str = "", level: str = "",
            class_name: str = "",
            sex: str = "", year: str = "", **others: Any) -> Changes:
        """A pupil by hand; four fields are enough. ``created[0]`` is the pupil's id."""
        cells = self.checked({"last_name": last_name, "first_name": first_name, "birth_date": birth_date, "sex": sex, **others},
                             whole=True)
        school_id = self._session.schools.id_of(school) if school else ""
        self.check_level(level)
        with self._store.unit(labels.STUDENT_ADDED) as unit:
            student = unit.new(Student, cells)
            if school_id:
                self._session.schools.ensure(unit, school)
            if school_id or level or class_name:
                chosen = year or school_year(self._session.clock.today())
                unit.new(Enrolment, {"student_id": student, "year": chosen, "school_id": school_id, "level": level,
                                     "class_name": clean(class_name), "source": "hand"},
                         id=named("enrolment", student, chosen, school_id), root=student)
        return self._store.unit_changes

    def checked(self, cells: Mapping[str, Any], *, whole: bool = False) -> dict[str, Any]:
        """Columns of a pupil as they are kept. Raises ``InputError`` in a sentence naming the field."""
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column in _TEXTS:
                if value is not None and not isinstance(value, str):
                    raise InputError(f"« {labels.column_label('student', column)} » attend un texte.", column=column)
                kept[column] = clean(value or "").strip() if column not in ("strengths", "note") else clean(value or "")
            elif column in ("birth_date", "left_on"):
                if value and (not isinstance(value, str) or parse_day(value) is None or len(value) != 10):
                    raise InputError(f"« {labels.column_label('student', column)} » attend une date qui existe, écrite "
                                     f"AAAA-MM-JJ.",
                                     column=column)
                kept[column] = value or ""
            elif column == "followed":
                kept[column] = bool(value)
            else:
                raise InputError(f"Une fiche d’élève n’a pas de champ « {column} ».", column=column)
        if kept.get("sex") and kept["sex"] not in ("F", "M"):
            raise InputError("« Sexe » attend F ou M.", column="sex")
        for column in ("last_name", "first_name"):
            if (whole or column in kept) and not kept.get(column):
                raise InputError(f"« {labels.column_label('student', column)} » est nécessaire.", column=column)
        return kept

    def check_level(self, level: str) -> None:
        if level and level not in LEVELS and level != "ULIS":
            raise InputError(f"« Niveau » attend l’un de : {', '.join(LEVELS)}.", column="level")

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None,
               place: Mapping[str, str] | None = None) -> Changes:
        """Change a pupil's own columns and, with ``place``, what it says of this year's enrolment, in one unit."""
        kept = self.checked(cells)
        placed = self._placed(id, place) if place else None
        with self._store.unit(labels.STUDENT_CHANGED) as unit:
            unit.put(Student, id, kept, seen)
            if placed and place:
                if place.get("school"):
                    self._session.schools.ensure(unit, place["school"])
                self._place(unit, id, placed, seen)
        return self._store.unit_changes

    def _placed(self, id: str, place: Mapping[str, str]) -> dict[str, str]:
        found = self.enrolments(id)
        now = found[-1] if found else values.Enrolment("", "", "", "", "", "")
        return self._enrolment(id, place.get("year") or now.year or school_year(self._session.clock.today()),
                               place.get("school") or now.school_id, place.get("level", now.level),
                               place.get("class_name", now.class_name), place.get("teacher", now.teacher))

    def enrol(self, id: str, *, year: str, school: str, level: str = "", class_name: str = "", teacher: str = "",
              seen: int | None = None) -> Changes:
        """A pupil's place in a school for a year: created, or changed when it exists."""
        if not self._store.exists(Student, id):
            raise RefusedError
        placed = self._enrolment(id, year, school, level, class_name, teacher)
        with self._store.unit(labels.ENROLMENT_CHANGED) as unit:
            if school:
                self._session.schools.ensure(unit, school)
            self._place(unit, id, placed, seen)
        return self._store.unit_changes

    def _enrolment(self, id: str, year: str, school: str, level: str, class_name: str, teacher: str) -> dict[str, str]:
        self.check_level(level)
        return {"student_id": id, "year": year, "school_id": self._session.schools.id_of(school) if school else "",
                "level": level,
                "class_name": clean(class_name), "teacher": clean(teacher), "source": "hand"}

    def _place(self, unit: Unit, id: str, placed: Mapping[str, str], seen: int | None) -> None:
        row = named("enrolment", id, placed["year"], placed["school_id"])
        unit.new(Enrolment, {**placed, "left_on": ""}, id=row, root=id)
        for other in self._store.sql("SELECT id FROM enrolment WHERE student_id=? AND year=? AND id<>? AND left_on IS NULL",
                                     (id, placed["year"], row)):
            unit.put(Enrolment, other[0], {"left_on": self._session.clock.today().isoformat()}, seen)

    def remove_enrolment(self, id: str) -> Changes:
        with self._store.unit(labels.ENROLMENT_CHANGED) as unit:
            unit.remove(Enrolment, id)
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        """*Supprimer*: the pupil and what belongs to him go to the bin together; one undo brings all back."""
        if not self._store.exists(Student, id):
            raise RefusedError
        with self._store.unit(labels.STUDENT_REMOVED) as unit:
            for model in _OF_A_CHILD:
                for row in self._store.sql(f"SELECT id FROM main.{model.__tablename__} WHERE root=?", (id,)):
                    unit.remove(model, row[0])
            unit.remove(Student, id, seen)
        return self._store.unit_changes

    # -- doubles -------------------------------------------------------------------------------------------------------
    def doubles(self, last_name: str, first_name: str, birth_date: str = "", but: str = "") -> tuple[values.StudentRow, ...]:
        """Pupils who may be this one: same names, or same birth and one name alike."""
        last, first = fold(last_name), fold(first_name)
        found = self._store.sql(
            f"SELECT {_ROW}, sort_key FROM student_list WHERE hidden=0 AND student_id<>? AND (sort_key=? OR birth_date=?)",
            (but, f"{last}|{first}", birth_date or "-"))
        likely = []
        for row in found:
            a, _, b = row[-1].partition("|")
            same_name = (a, b) == (last, first)
            close = row[4] == birth_date and (a == last or b == first or a.startswith(last[:4] or "\x00"))
            if same_name or close:
                likely.append(self._row(row[:-1]))
        return tuple(likely)

    def merge_preview(self, keep: str, other: str) -> tuple[tuple[str, str, str], ...]:
        """What joining would do, line by line: label, value kept, value of the other."""
        a, b = self.get(keep), self.get(other)
        lines = []
        for column in ("last_name", "usage_name", "first_name", "birth_date", "sex", "ine", "city", "strengths", "note"):
            left, right = getattr(a, column), getattr(b, column)
            if left or right:
                lines.append((labels.column_label("student", column), left or right, right))
        lines.append(("Scolarité", f"{len(a.enrolments)} années", f"{len(b.enrolments)} années"))
        lines.append(("Responsables", str(len(a.guardians)), str(len(b.guardians))))
        lines.append(("Parcours", f"{len(self.timeline(keep))} événements", f"{len(self.timeline(other))} événements"))
        return tuple(lines)

    def merge(self, keep: str, other: str) -> Changes:
        """Join two records of one child: the other points to the kept one (``same_as``), empty fields are filled.

        Nothing moves: both roots keep their entries, so that two laptops joining the same children agree; undo separates.
        """
        if keep == other:
            raise InputError("Ces deux fiches n’en font déjà qu’une.")
        a, b = self.get(keep), self.get(other)
        filled = {column: getattr(b, column) for column in (*_TEXTS, "birth_date") if getattr(b, column) and not getattr(a,
            column)}
        with self._store.unit(labels.STUDENTS_MERGED) as unit:
            unit.put(Student, other, {"same_as": keep})
            if filled:
                unit.put(Student, keep, filled)
        return self._store.unit_changes

    def family_of(self, id: str) -> tuple[str, ...]:
        """The pupil's id and those of the records joined to it."""
        return tuple(row[0] for row in self._store.sql(_FAMILY, (id,)))

    # -- timeline ------------------------------------------------------------------------------------------------------
    def timeline(self, id: str) -> tuple[values.Event, ...]:
        """Everything done, newest first, from PS to CM2."""
        from desktop.services.timeline import events

        return events(self._session, id)

    def ribbon(self, id: str) -> values.Ribbon:
        from desktop.services.timeline import ribbon

        return ribbon(self._session, id)

    def levels(self) -> tuple[str, ...]:
        """Levels present, in order."""
        found = {row[0] for row in self._store.sql("SELECT DISTINCT level FROM student_list WHERE hidden=0") if row[0]}
        return tuple(sorted(found, key=lambda level: LEVEL_RANK.get(level, 99)))

    def raw(self, id: str) -> dict[str, Any]:
        """Every column of a pupil, for ``show``."""
        student = self.get(id)
        return {column: getattr(student, column) for column in _SHEET}
