"""A new meeting: its kind, its date, about whom. The people one would write are already noted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.changes import Changes
from desktop.errors import InputError
from desktop.forms.spec import Choice, Date, Option, Text, Time
from desktop.models.kinds import MEETING_KINDS
from desktop.services.values import Meeting, Student, StudentQuery, StudentRow
from desktop.texts import list_name
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.flow import FlowLayout
from desktop.ui.meetings.people import suggested
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.fields import Row
from desktop.ui.widgets import PlainLabel, button, clear, hbox, link, vbox

FOUND = 6
KIND_OPTIONS = tuple(Option(kind.code, kind.label) for kind in MEETING_KINDS.values())
ROWS: list[Row] = [[Choice("kind", "Réunion", options=KIND_OPTIONS)],
                    [Date("date", "Date"), Time("heure", "Heure"), Text("lieu", "Lieu")], [Text("objet", "Objet, en une ligne")]]


class ChosenStudents(QWidget):
    """The children a meeting is about, or a help is for: typed, picked, taken away."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, label: str = "À propos de") -> None:
        super().__init__(parent)
        named(self, "reunion_eleves", "Élèves")
        self._context = context
        self.chosen: dict[str, str] = {}
        self.search = named(QLineEdit(), "reunion_chercher_eleve", "Ajouter un élève")
        self.search.setPlaceholderText("Ajouter un élève : nom, classe…")
        self._settle = QTimer(self, singleShot=True, interval=70)
        self._settle.timeout.connect(self._look)
        self.search.textChanged.connect(self._settle.start)
        self.search.returnPressed.connect(self._take_first)
        self._rows: tuple[StudentRow, ...] = ()
        self._found = vbox(None, spacing=2)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, spacing=8)
        vbox(self, PlainLabel(label, size=12.5, tone="soft"), self._chips, self.search, self._found, spacing=4)

    def add(self, id: str, name: str) -> None:
        self.chosen[id] = name
        self._draw()
        self.search.clear()
        self._show(())
        announce(self, f"{name} ajouté.")

    def drop(self, id: str) -> None:
        announce(self, f"{self.chosen.pop(id, '')} enlevé.")
        self._draw()
        self.search.setFocus()

    def _draw(self) -> None:
        clear(self._flow)
        for id, name in self.chosen.items():
            self._flow.addWidget(ChosenChip(id, name, self))
        self._chips.setVisible(bool(self.chosen))

    def _look(self) -> None:
        text = self.search.text()
        if not text.strip():
            self._show(())
            return
        students = self._context.session.students
        self._context.jobs.read(partial(students.page, StudentQuery(search=text), 0, FOUND), self._show,
                                self._context.fail, key=self)

    def _show(self, rows: Sequence[StudentRow]) -> None:
        self._rows = tuple(row for row in rows if row.id not in self.chosen)
        clear(self._found)
        for row in self._rows:
            self._found.addWidget(FoundRow(row, self))

    def _take_first(self) -> None:
        if self._rows:
            self.add(self._rows[0].id, list_name(self._rows[0].last_name, self._rows[0].first_name))


class ChosenChip(QWidget):
    def __init__(self, id: str, name: str, owner: ChosenStudents) -> None:
        super().__init__()
        self._id, self._owner = id, owner
        hbox(self, button(name, name=f"reunion_eleve_{id[-8:]}", icon="x", clicked=self._drop, accessible=f"Enlever {name}"))

    def _drop(self) -> None:
        self._owner.drop(self._id)


class FoundRow(QWidget):
    def __init__(self, row: StudentRow, owner: ChosenStudents) -> None:
        super().__init__()
        self._row, self._owner = row, owner
        self._name = list_name(row.last_name, row.first_name)
        facts = " · ".join(part for part in (row.level, row.class_name, row.school) if part)
        line = hbox(self, PlainLabel(self._name, weight=style.BOLD), PlainLabel(facts, size=13, tone="soft", elide=True),
                    link("Choisir", name=f"reunion_choisir_{row.id[-8:]}", clicked=self._take,
                         accessible=f"Choisir {self._name}, {facts}"))
        line.setStretch(1, 1)

    def _take(self) -> None:
        self._owner.add(self._row.id, self._name)


class NewMeetingPage(EditPage):
    """Ctrl+N among meetings."""

    def __init__(self, context: Context, *, kind: str = "", student: Student | None = None,
                 parent: QWidget | None = None) -> None:
        self.students = ChosenStudents(context)
        super().__init__(context, ROWS, name="nouvelle_reunion", title="Nouvelle réunion", save_text="Préparer la réunion",
                         parent=parent)
        self.open("meeting", "nouveau", {}, title="Nouvelle réunion")
        self.fields.put({"kind": kind or "entretien_parents", "date": context.session.clock.today().isoformat()})
        if student is not None:
            self.students.add(student.id, list_name(student.last_name, student.first_name))

    def below(self) -> Sequence[QWidget]:
        return (self.students,)

    def commit(self) -> None:
        """A new meeting is made by its button only."""

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()

    def dirty(self) -> bool:
        return self._writing is not None

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        return partial(make_meeting, self.context, said, tuple(self.students.chosen))

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, InputError) and error.column == "student":
            self._busy = False
            announce(self, str(error), urgent=True)
            self.context.fail(error)
            self.students.search.setFocus()
            return
        super()._refused(error)


def make_meeting(context: Context, said: dict[str, Any], ids: tuple[str, ...]) -> Changes:
    """In the writer's thread: the people one would write are read, and noted as expected."""
    session = context.session
    students = [session.students.get(id) for id in ids]
    schools = {s.current.school_id for s in students if s.current}
    people = [person for school in sorted(schools) for person in session.people.all(school)]
    lines = [{**line, "presence": "attendu"} for line in suggested(students, people, session.actor.name)]
    answers: dict[str, Any] = {key: said[key] for key in ("heure", "lieu", "objet") if said.get(key)}
    answers["personnes"] = lines
    return session.meetings.add(said["kind"] or "entretien_parents", said["date"], list(ids), answers)


class MeetingDatePage(EditPage):
    """The date and the kind of a meeting."""

    def __init__(self, context: Context, meeting: Meeting, title: str, parent: QWidget | None = None) -> None:
        super().__init__(context, [[Choice("kind", "Réunion", options=KIND_OPTIONS)], [Date("date", "Date")]],
                         name="reunion_date", title=f"Date, type · {title}", parent=parent)
        self.open("meeting-date", meeting.id, {"kind": meeting.kind, "date": meeting.date}, meeting.seen,
                  student_id=meeting.student_ids[0] if meeting.student_ids else "")

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        return partial(self.context.session.meetings.update, self.id, changed, self.seen)
