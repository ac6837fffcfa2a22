"""Editing a pupil: identity, a year in a school, a guardian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.clock import school_year
from desktop.forms.spec import Option
from desktop.services.values import Enrolment, Guardian, SchoolRow, Student
from desktop.texts import list_name
from desktop.ui.context import Context
from desktop.ui.records.edit_page import EditPage
from desktop.ui.students.forms import GUARDIAN, IDENTITY, SCHOOL, place_rows


def school_options(schools: tuple[SchoolRow, ...]) -> tuple[Option, ...]:
    """Schools by name, with their town when two share a name."""
    names = [school.name for school in schools]
    return tuple(Option(s.id, f"{s.name} · {s.city}" if s.city and names.count(s.name) > 1 else s.name) for s in schools)


def year_options(today_year: str, *known: str) -> tuple[Option, ...]:
    """This year, the next and nine before, and those already there."""
    first = int(today_year[:4])
    years = {f"{y}-{y + 1}" for y in range(first - 9, first + 2)} | {year for year in known if year}
    return tuple(Option(year, year) for year in sorted(years, reverse=True))


class IdentityPage(EditPage):
    """F2 on a pupil."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, IDENTITY, name="identite", title="Modifier la fiche", parent=parent)

    def show_student(self, student: Student) -> None:
        name = list_name(student.last_name, student.first_name)
        self.title.setText(f"Modifier la fiche · {name}")
        self.open("student", student.id, asdict(student), student.seen, student_id=student.id, title=f"Fiche de {name}")

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        return partial(self.context.session.students.update, self.id, changed, self.seen)


class PlacePage(EditPage):
    """A year in a school: added, or changed."""

    def __init__(self, context: Context, schools: tuple[SchoolRow, ...], student: Student, place: Enrolment | None,
                 parent: QWidget | None = None) -> None:
        year = school_year(context.session.clock.today())
        rows = place_rows(school_options(schools), year_options(year, *(e.year for e in student.enrolments)))
        super().__init__(context, rows, name="scolarite", title="Scolarité", parent=parent)
        name = list_name(student.last_name, student.first_name)
        self.title.setText(f"Scolarité · {name}")
        current = place or student.current
        values = {"year": place.year if place else year, "level": place.level if place else "",
                  "school": current.school_id if current else "", "class_name": place.class_name if place else "",
                  "teacher": place.teacher if place else ""}
        self._student = student.id
        self.open("enrolment", place.id if place else f"nouveau-{student.id}", values, student.seen, student_id=student.id,
                  title=f"Scolarité de {name}")

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        return partial(self.context.session.students.enrol, self._student, year=said["year"], school=said["school"],
                       level=said["level"], class_name=said["class_name"], teacher=said["teacher"])


class SchoolPage(EditPage):
    """A school by hand: its code and its name are enough."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, SCHOOL, name="nouvelle_ecole", title="Ajouter une école",
                         save_text="Ajouter l’école", parent=parent)
        self.open("school", "nouvelle", {}, title="Ajouter une école")

    def commit(self) -> None:
        """Added by its button only."""

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        return partial(self.context.session.schools.save, self.fields.values())


class GuardianPage(EditPage):
    """A person who answers for the child, as she is."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, GUARDIAN, name="responsable", title="Responsable", parent=parent)
        self._new_for = ""

    def show_guardian(self, guardian: Guardian, child: str) -> None:
        self._new_for = ""
        self.title.setText(f"{guardian.display_name or 'Responsable'} · {child}")
        self.open("guardian", guardian.id, asdict(guardian), guardian.seen, student_id=guardian.student_id,
                  title=f"Responsable de {child}")

    def show_new(self, student: Student) -> None:
        self._new_for = student.id
        child = list_name(student.last_name, student.first_name)
        self.title.setText(f"Ajouter un responsable · {child}")
        self.open("guardian", f"nouveau-{student.id}", {"kind": "parent", "authority": "to_check"}, student.seen,
                  student_id=student.id, title=f"Responsable de {child}")

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        guardians = self.context.session.guardians
        if self._new_for:
            return partial(guardians.add, self._new_for, **self.fields.values())
        return partial(guardians.update, self.id, changed, self.seen)
