"""A new pupil by four fields; likely doubles are shown while one types, and never stand in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Field, Option, Text
from desktop.services.values import SchoolRow, StudentRow, as_day
from desktop.texts import list_name, numeric_date
from desktop.ui import style
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.records.edit_page import EditPage
from desktop.ui.students.edit import school_options
from desktop.ui.students.forms import FOUR, LEVEL_OPTIONS, SEX, Row
from desktop.ui.widgets import PlainLabel, clear, hbox, link, vbox


def rows(schools: tuple[SchoolRow, ...]) -> list[Row]:
    """Four fields, then three that can wait."""
    choices: tuple[Option, ...] = school_options(schools)
    school: Field = Choice("school", "École", options=choices) if choices else Text(
        "school", "École", help="Aucune école dans ce coffre encore : ajoutez-la, ou laissez vide.")
    wait: Row = [Choice("level", "Niveau", options=LEVEL_OPTIONS), Text("class_name", "Classe", placeholder="03 CE2")]
    return [*FOUR, [school], wait, [Choice("sex", "Fille ou garçon", options=SEX)]]


class NewStudentPage(EditPage):
    """Ctrl+N among pupils."""

    known_opened = Signal(str)
    school_asked = Signal()

    def __init__(self, context: Context, schools: tuple[SchoolRow, ...], *, school: str = "", last_name: str = "",
                 parent: QWidget | None = None) -> None:
        self._doubles_box = vbox(None, spacing=6)
        self._doubles = QFrame()
        self._last: tuple[str, ...] = ()
        super().__init__(context, rows(schools), name="nouvel_eleve", title="Nouvel élève", save_text="Ajouter l’élève",
                         parent=parent)
        self._ask = QTimer(self, singleShot=True, interval=250)
        self._ask.timeout.connect(self._look_for_doubles)
        self.fields.changed.connect(self._ask.start)
        self._known_school = bool(schools)
        self.open("student", "nouveau", {}, title="Nouvel élève")
        typed = {key: value for key, value in (("school", school), ("last_name", last_name)) if value}
        self.fields.put(typed)

    def above(self) -> Sequence[QWidget]:
        return (PlainLabel("Nom, prénom, naissance et école suffisent. Le reste peut attendre.", tone="soft", wrap=True),)

    def below(self) -> Sequence[QWidget]:
        self._doubles.setProperty("notice", "warn")
        self._doubles.setObjectName("nouvel_eleve_doubles")
        box = vbox(self._doubles, PlainLabel("Peut-être déjà là :", weight=style.MEDIUM), margins=(12, 10, 12, 10), spacing=6)
        box.addLayout(self._doubles_box)
        self._doubles.hide()
        other = link("Ajouter une école qui n’est pas dans la liste", name="nouvel_eleve_ecole", icon="school",
                     clicked=self._ask_school)
        return (other, self._doubles)

    def _ask_school(self) -> None:
        self.close_writing()
        self.school_asked.emit()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        if not self._known_school:
            said["school"] = said["school"] if len(said["school"]) == 8 else ""
        return partial(self.context.session.students.add, **said)

    def commit(self) -> None:
        """A new pupil is added by the button only: what is typed stays a draft."""

    def leave(self) -> None:
        """Échap leaves the page; what is typed stays a draft, offered next time."""
        self.close_writing()
        self.left.emit()

    def _look_for_doubles(self) -> None:
        said = self.fields.values()
        asked = (said["last_name"], said["first_name"], said["birth_date"])
        if asked == self._last or not (said["last_name"] and (said["first_name"] or said["birth_date"])):
            return
        self._last = asked
        self.context.jobs.read(partial(self.context.session.students.doubles, *asked), self._show_doubles, self.context.fail,
                               key=(self, "doubles"))

    def _show_doubles(self, found: tuple[StudentRow, ...]) -> None:
        clear(self._doubles_box)
        for row in found[:4]:
            self._doubles_box.addWidget(DoubleRow(row, self))
        if bool(found) and self._doubles.isHidden():
            announce(self, "Un élève qui ressemble est déjà là.")
        self._doubles.setVisible(bool(found))


class DoubleRow(QWidget):
    """One pupil who may be the same, and the way to his sheet."""

    def __init__(self, row: StudentRow, page: NewStudentPage) -> None:
        super().__init__()
        self._id, self._page = row.id, page
        day = as_day(row.birth_date)
        facts = " · ".join(p for p in (numeric_date(day) if day else "", row.level, row.school) if p)
        name = list_name(row.last_name, row.first_name)
        line = hbox(self, PlainLabel(name, weight=style.BOLD), PlainLabel(facts, size=13, tone="soft", elide=True),
                    link("Ouvrir sa fiche", name=f"double_{row.id[-8:]}", clicked=self._open,
                         accessible=f"Ouvrir la fiche de {name}"))
        line.setStretch(1, 1)

    def _open(self) -> None:
        self._page.discard()
        self._page.known_opened.emit(self._id)
