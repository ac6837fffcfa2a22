"""Meetings, projects and tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.errors import InputError, RefusedError
from desktop.forms.catalogue import form
from desktop.forms.spec import Form
from desktop.ids import named
from desktop.models import Agenda, Attendance, Meeting, Project, Student, Task
from desktop.models.kinds import MEETING_KINDS, PROJECT_KINDS, PROJECT_STATES, MeetingKind, meeting_label, project_title
from desktop.services import answers, labels, unseen, values
from desktop.services.decision_words import masked
from desktop.services.listing import SOON
from desktop.services.own_file import day_of
from desktop.storage.unit import Unit, parse
from desktop.texts import clean, fold, list_name, parse_day

if TYPE_CHECKING:
    from desktop.services.session import Session

Children = dict[str, list[tuple[str, str]]]


def _matches(search: str, *texts: str) -> bool:
    haystack = " " + fold(" ".join(texts))
    return all(f" {word}" in haystack for word in fold(search).split())


class Meetings:
    """Meetings with and about children."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def kinds(self) -> tuple[tuple[str, str], ...]:
        return tuple((kind.code, kind.label) for kind in MEETING_KINDS.values())

    def kind(self, code: str) -> MeetingKind:
        if code not in MEETING_KINDS:
            raise InputError(f"Il n’y a pas de réunion « {code} » : {', '.join(MEETING_KINDS)}.", column="kind")
        return MEETING_KINDS[code]

    def list(self, search: str = "", student: str | None = None, when: str = "all") -> tuple[values.MeetingRow, ...]:
        """Meetings: coming ones first by date, then past ones, newest first."""
        today = self._session.clock.today().isoformat()
        children = self._children()
        rows = []
        for n, id, kind, on, closed, cells, school in self._store.sql(
                "SELECT m.n, m.id, m.kind, m.date, m.closed_on, m.answers, s.name FROM meeting m "
                "LEFT JOIN school s ON s.id = m.school_id"):
            known = children.get(id, [])
            if student is not None and student not in [c[0] for c in known]:
                continue
            coming = (on or "") >= today
            if (when == "coming" and not coming) or (when == "past" and coming):
                continue
            said = parse(cells)
            mark: values.Mark = "done" if closed else "planned" if coming else "incomplete"
            row = values.MeetingRow(
                n, id, kind or "", meeting_label(kind), on or "",
                said.get("heure") or "", said.get("lieu") or "", said.get("objet") or "", tuple(c[1] for c in known),
                tuple(c[0] for c in known), school or "", mark)
            if _matches(search, row.kind_label, row.title, row.place, row.school, *row.students):
                rows.append(row)
        coming_rows = sorted((r for r in rows if r.date >= today), key=lambda r: (r.date, r.time, r.n))
        past = sorted((r for r in rows if r.date < today), key=lambda r: (r.date, r.time, r.n), reverse=True)
        return (*coming_rows, *past)

    def _children(self) -> Children:
        found: Children = {}
        for meeting, student, last, first in self._store.sql(
                "SELECT m.id, s.id, s.last_name, s.first_name FROM meeting m JOIN student s ON s.id = m.student_id UNION ALL "
                "SELECT a.meeting_id, s.id, s.last_name, s.first_name FROM attendance a JOIN student s ON s.id = a.student_id "
                "ORDER BY 3, 4"):
            found.setdefault(meeting, []).append((student, list_name(last or "", first or "")))
        return found

    def get(self, id: str) -> values.Meeting:
        found = self._store.one("SELECT kind, date, student_id, answers, form_version, closed_on, school_id FROM meeting "
                                "WHERE id=?",
                                (id,))
        if found is None:
            raise RefusedError
        kind, on, student, cells, version, closed, school = found
        children = [student] if student else [r[0] for r in self._store.sql(
            "SELECT student_id FROM attendance WHERE meeting_id=? ORDER BY n", (id,))]
        said = answers.load(self._store, id, cells, version or 0, self._form(kind))
        return values.Meeting(id, kind, on or "", tuple(children), said, version or 1, closed or "", school or "",
                              self._store.seen())

    def _form(self, kind: str) -> Form:
        return form(self.kind(kind).form)

    def add(self, kind: str, date: str, student_ids: Sequence[str], answers_: Mapping[str, Any] | None = None,
            school_id: str = "", *, answers: Mapping[str, Any] | None = None) -> Changes:
        """A meeting; ``created[0]`` is its id."""
        return self._add(self.kind(kind), date, student_ids, answers if answers is not None else answers_ or {}, school_id)

    def _add(self, kind: MeetingKind, on: str, student_ids: Sequence[str], said: Mapping[str, Any], school_id: str) -> Changes:
        day = day_of(on, "date", "Date")
        for student in student_ids:
            if not self._store.exists(Student, student):
                raise RefusedError
        if not student_ids and not kind.several:
            raise InputError("Cette réunion est à propos d’un enfant : choisissez lequel.", column="student")
        paper = form(kind.form)
        cleaned = paper.clean(said)
        single = len(student_ids) == 1
        school = school_id or (self._school_of(student_ids[0]) if student_ids else "")
        root = student_ids[0] if single else None
        with self._store.unit(labels.MEETING_ADDED) as unit:
            cells = {"kind": kind.code, "date": day, "school_id": school, "student_id": student_ids[0] if single else ""}
            id = answers.create(unit, Meeting, cells, paper, cleaned, root=root)
            if not single:
                for student in student_ids:
                    unit.new(Attendance, {"meeting_id": id, "student_id": student, "date": day, "kind": kind.code},
                             id=named("attendance", id, student), root=student)
            self._decisions(unit, id, root or id, student_ids[0] if single else "")
        return self._store.unit_changes

    def _school_of(self, student: str) -> str:
        found = self._store.one("SELECT school_id FROM student_list WHERE student_id=?", (student,))
        return (found[0] or "") if found else ""

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Change the date, the kind, the school."""
        kept: dict[str, Any] = {}
        for column, value in cells.items():
            if column == "date":
                kept[column] = day_of(value, "date", "Date")
            elif column == "kind":
                kept[column] = self.kind(value).code
            elif column in ("school_id", "closed_on"):
                kept[column] = value
            else:
                raise InputError(f"Une réunion n’a pas de champ « {column} ».", column=column)
        with self._store.unit(labels.MEETING_CHANGED) as unit:
            unit.put(Meeting, id, kept, seen)
        return self._store.unit_changes

    def save(self, id: str, said: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers; each decision becomes a task, and follows it."""
        found = self._store.one("SELECT kind, root, student_id FROM meeting WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        paper = self._form(found[0])
        cleaned = paper.clean(said)
        with self._store.unit(labels.MEETING_CHANGED) as unit:
            answers.save(unit, self._store, Meeting, id, found[1], paper, cleaned, seen)
            if "decisions" in cleaned:
                self._decisions(unit, id, found[1], found[2] or "")
        return self._store.unit_changes

    def _decisions(self, unit: Unit, meeting: str, root: str, student: str) -> None:
        unit.flush()
        lines = self._store.writer.execute("SELECT id, cells FROM line WHERE owner=? AND key='decisions'", (meeting,)).fetchall()
        wanted = {}
        for line, cells in lines:
            said = parse(cells)
            if said.get("quoi"):
                wanted[named("task", line)] = said
        for id, said in wanted.items():
            unit.new(Task, {"title": said["quoi"], "owner": said.get("qui") or "", "due": said.get("avant_le") or "",
                            "detail": said.get("preuve") or "", "student_id": student, "meeting_id": meeting}, id=id, root=root)
        for (id,) in self._store.writer.execute("SELECT id FROM task WHERE meeting_id=? AND done_on IS NULL",
                                                (meeting,)).fetchall():
            if id not in wanted:
                unit.remove(Task, id)

    def close(self, id: str, closed: bool = True) -> Changes:
        """Close a meeting: what was said is written."""
        with self._store.unit(labels.MEETING_CLOSED if closed else labels.MEETING_CHANGED) as unit:
            unit.put(Meeting, id, {"closed_on": self._session.clock.today().isoformat() if closed else ""})
        return self._store.unit_changes

    def remove(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.MEETING_REMOVED) as unit:
            for model in (Attendance, Agenda, Task):
                for (row,) in self._store.sql(f"SELECT id FROM main.{model.__tablename__} WHERE meeting_id=?", (id,)):
                    unit.remove(model, row)
            unit.remove(Meeting, id, seen)
        return self._store.unit_changes


class Projects:
    """Written projects: PPRE."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def list(self, search: str = "", student: str | None = None, state: str | None = None) -> tuple[values.ProjectRow, ...]:
        """Projects: running ones by next review, then drafts, then closed ones, newest first."""
        today = self._session.clock.today()
        rows = []
        for n, id, kind, number, state_, cells, sid, last, first, level, school in self._store.sql(
                "SELECT p.n, p.id, p.kind, p.number, p.state, p.answers, p.student_id, l.last_name, l.first_name, "
                "l.level, l.school "
                "FROM project p JOIN student_list l ON l.student_id = p.student_id"):
            if (state and state_ != state) or (student and sid != student):
                continue
            said = parse(cells)
            review = (said.get("rencontre_le") or said.get("fin") or "") if state_ == "en_cours" else ""
            row = values.ProjectRow(
                n, id, kind or "", number or 1, project_title(kind, number),
                sid, list_name(last or "", first or ""), level or "", school or "", said.get("debut") or "",
                said.get("fin") or "", state_ or "brouillon", self._mark(state_ or "", review, today),
                self._detail(id, said), review)
            if _matches(search, row.title, row.student, row.school, row.level, row.detail):
                rows.append(row)
        rank = {"en_cours": 0, "brouillon": 1, "clos": 2}
        rows.sort(key=lambda r: (r.end or r.start, r.n), reverse=True)
        return tuple(sorted(rows, key=lambda r: (rank.get(r.state, 1), r.review or "9999" if r.state == "en_cours" else "")))

    def _mark(self, state: str, review: str, today: date) -> values.Mark:
        if state == "clos":
            return "done"
        if state != "en_cours":
            return "draft"
        day = parse_day(review)
        if day is None:
            return "running"
        return "late" if day < today else "due" if day <= today + timedelta(days=SOON) else "running"

    def _detail(self, id: str, said: Mapping[str, Any]) -> str:
        aims = [parse(row[0]).get("objectif") for row in self._store.sql(
            "SELECT cells FROM line WHERE owner=? AND key='objectifs' ORDER BY rank LIMIT 2", (id,))]
        return " · ".join(aim for aim in aims if aim) or (said.get("besoins") or "").split("\n")[0]

    def get(self, id: str) -> values.Project:
        found = self._store.one("SELECT kind, number, student_id, year, state, answers, form_version, previous_id FROM project "
                                "WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        kind, number, student, year, state, cells, version, previous = found
        said = answers.load(self._store, id, cells, version or 0, self.form(kind))
        return values.Project(id, kind, number or 1, student, year or "", state or "brouillon", said, version or 1,
                              previous or "", self._store.seen())

    def form(self, kind: str) -> Form:
        if kind not in PROJECT_KINDS:
            raise InputError(f"Il n’y a pas de projet « {kind} » : {', '.join(PROJECT_KINDS)}.", column="kind")
        return form(PROJECT_KINDS[kind].form)

    def add(self, student_id: str, kind: str = "ppre", said: Mapping[str, Any] | None = None, *, previous: str = "",
            prefill: bool = True) -> Changes:
        """A new project, filled with what is known of the child; ``created[0]`` is its id."""
        paper = self.form(kind)
        if not self._store.exists(Student, student_id):
            raise RefusedError
        cleaned = paper.clean({**(self._known(student_id) if prefill else {}), **(said or {})})
        number = self._store.sql("SELECT coalesce(max(number), 0) + 1 FROM project WHERE student_id=? AND kind=?",
                                 (student_id, kind))[0][0]
        current = self._session.students.enrolments(student_id)
        cells = {"kind": kind, "number": number, "student_id": student_id, "year": school_year(self._session.clock.today()),
                 "state": "brouillon", "previous_id": previous, "school_id": current[-1].school_id if current else ""}
        with self._store.unit(labels.PROJECT_RENEWED if previous else labels.PROJECT_ADDED) as unit:
            answers.create(unit, Project, cells, paper, cleaned, root=student_id)
        return self._store.unit_changes

    def _known(self, student_id: str) -> dict[str, Any]:
        today = self._session.clock.today()
        path = [{"annee": e.year, "classe": e.level, "ecole": e.school, "aides": self._aids(student_id, e.year)}
                for e in self._session.students.enrolments(student_id)]
        strengths = self._store.one("SELECT strengths FROM student WHERE id=?", (student_id,))
        return {"debut": today.isoformat(), "fin": (today + timedelta(weeks=6)).isoformat(), "ecrit_le": today.isoformat(),
                "suivi_par": self._session.actor.name, "parcours": path,
                "points_appui": (strengths[0] or "") if strengths else ""}

    def _aids(self, student_id: str, year: str) -> str:
        found = self._store.sql("SELECT kind, number FROM project WHERE student_id=? AND year=? ORDER BY number",
                                (student_id, year))
        return ", ".join(project_title(kind, number) for kind, number in found)

    def save(self, id: str, said: Mapping[str, Any], seen: int | None = None) -> Changes:
        """Keep some answers."""
        found = self._store.one("SELECT kind, root FROM project WHERE id=?", (id,))
        if found is None:
            raise RefusedError
        paper = self.form(found[0])
        cleaned = paper.clean(said)
        with self._store.unit(labels.PROJECT_CHANGED) as unit:
            answers.save(unit, self._store, Project, id, found[1], paper, cleaned, seen)
        return self._store.unit_changes

    def set_state(self, id: str, state: str) -> Changes:
        if state not in PROJECT_STATES:
            raise InputError(f"« État » attend l’un de : {', '.join(PROJECT_STATES)}.", column="state")
        with self._store.unit(labels.PROJECT_STATE) as unit:
            unit.put(Project, id, {"state": state})
        return self._store.unit_changes

    def renew(self, id: str) -> Changes:
        """The next one of the chain: strengths, needs and objectives not reached are taken up; reviews are left."""
        old = self.get(id)
        keep = {key: old.answers[key] for key in ("points_appui", "besoins", "domaines", "actions", "suivi_par", "evaluations")
                if old.answers.get(key)}
        going_on = [{k: v for k, v in line.items() if k not in ("id", "bilan", "echeance")}
                    for line in old.answers.get("objectifs") or [] if line.get("bilan") != "atteint"]
        for line in keep.get("actions", []) + keep.get("evaluations", []):
            line.pop("id", None)
        return self.add(old.student_id, old.kind, {**keep, "objectifs": going_on}, previous=id)

    def remove(self, id: str, seen: int | None = None) -> Changes:
        with self._store.unit(labels.PROJECT_REMOVED) as unit:
            unit.remove(Project, id, seen)
        return self._store.unit_changes


class Tasks:
    """Promises: who does what by when."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._store = session.commun

    def list(self, owner: str | None = None, open_only: bool = True, search: str = "") -> tuple[values.Task, ...]:
        """Tasks by date, undated last."""
        today = self._session.clock.today()
        found = self._store.sql(
            "SELECT t.id, t.title, t.owner, t.due, t.done_on, t.student_id, s.last_name, s.first_name, t.meeting_id, t.detail, "
            "t.request_id "
            "FROM task t LEFT JOIN student s ON s.id = t.student_id WHERE (? = 0 OR t.done_on IS NULL) "
            "ORDER BY coalesce(t.due, '9999'), t.n", (int(open_only),))
        seen, hidden = self._store.seen(), unseen.of_requests(self._session)
        rows = []
        for id, title, who, due, done, student, last, first, meeting, detail, request in found:
            if request in hidden:
                masks = unseen.of_row(self._session, "request", request)
                title, detail = masked(title or "", masks), masked(detail or "", masks)
            day = parse_day(due)
            mark: values.Mark = "done" if done else "planned" if day is None or day > today + timedelta(days=SOON) else (
                "late" if day < today else "due")
            task = values.Task(id, title or "", who or "", due or "", done or "", student or "",
                               list_name(last or "", first or ""),
                               meeting or "", detail or "", mark, seen)
            if (owner is None or fold(task.owner) == fold(owner)) and _matches(search, task.title, task.owner, task.student):
                rows.append(task)
        return tuple(rows)

    def get(self, id: str) -> values.Task:
        for task in self.list(open_only=False):
            if task.id == id:
                return task
        raise RefusedError

    def add(self, title: str, owner: str = "", due: str = "", student_id: str = "", detail: str = "") -> Changes:
        if not isinstance(title, str) or not title.strip():
            raise InputError("« Tâche » est nécessaire.", column="title")
        if student_id and not self._store.exists(Student, student_id):
            raise RefusedError
        cells = {"title": clean(title), "owner": clean(owner), "due": day_of(due, "due", "Avant le"), "student_id": student_id,
                 "detail": clean(detail)}
        with self._store.unit(labels.TASK_ADDED) as unit:
            unit.new(Task, cells, root=student_id or None)
        return self._store.unit_changes

    def update(self, id: str, cells: Mapping[str, Any], seen: int | None = None) -> Changes:
        kept = {c: (day_of(v, c, "Avant le") if c == "due" else clean(str(v or ""))) for c, v in cells.items()
                if c in ("title", "owner", "due", "detail")}
        if unseen.limited(self._session):  # names taken out of what she was shown are not written back
            shown = self.get(id)
            kept = {c: v for c, v in kept.items() if c not in ("title", "detail") or v != getattr(shown, c)}
        with self._store.unit(labels.TASK_CHANGED) as unit:
            unit.put(Task, id, kept, seen)
        return self._store.unit_changes

    def done(self, id: str, done: bool = True) -> Changes:
        with self._store.unit(labels.TASK_DONE if done else labels.TASK_REOPENED) as unit:
            unit.put(Task, id, {"done_on": self._session.clock.today().isoformat() if done else ""})
        return self._store.unit_changes

    def remove(self, id: str) -> Changes:
        with self._store.unit(labels.TASK_REMOVED) as unit:
            unit.remove(Task, id)
        return self._store.unit_changes
