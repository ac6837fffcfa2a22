"""A new help: individual, a group, in class or prevention; and the « coup de pouce » for children known last year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import INTERVENTIONS
from desktop.forms.spec import Choice, Date, Option, Text
from desktop.services.request_values import InterventionValue
from desktop.services.values import SchoolRow, Student
from desktop.texts import list_name, plural
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.help.act_page import ActPage
from desktop.ui.meetings.new_meeting import ChosenStudents
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.fields import Row
from desktop.ui.widgets import Notice, PlainLabel, clear, vbox

KINDS = tuple(Option(code, label) for code, label in INTERVENTIONS.items())
LEVELS = tuple(Option(level, level) for level in ("GS", "CP", "CE1"))
PREVENTION = ("Un groupe de prévention garde le nombre d’enfants, qui ils sont et le jour où les parents ont été informés ; "
              "rien ne s’écrit dans leur fiche.")
BOOSTS = "Aidés l’an dernier : un coup de pouce en période 1, avant toute nouvelle demande."
Boost = tuple[str, str, str]


def school_options(schools: Sequence[SchoolRow]) -> tuple[Option, ...]:
    return tuple(Option(school.id, school.name) for school in schools)


def rows_for(schools: Sequence[SchoolRow], *, kind: bool) -> list[Row]:
    """The same questions for a new help and for one that exists (whose kind stays)."""
    first: list[Row] = [[Choice("kind", "Aide", options=KINDS)]] if kind else []
    return [*first, [Text("title", "Titre", placeholder="Groupe lecture CE1, langage MS…")],
            [Choice("school_id", "École", options=school_options(schools)),
             Choice("level", "Niveau (prévention)", options=LEVELS)],
            [Date("since", "Début"), Date("until", "Fin prévue"), Date("review_on", "Premier bilan")],
            [Date("informed_on", "Parents informés le (prévention)")]]


class BoostChoice(QWidget):
    """Children helped last year, to tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "coup_de_pouce", "Coup de pouce")
        self.boxes: dict[str, QCheckBox] = {}
        self._box = vbox(self, spacing=4)

    def set_boosts(self, boosts: Sequence[Boost]) -> None:
        clear(self._box)
        self.boxes = {}
        if boosts:
            self._box.addWidget(PlainLabel(BOOSTS, size=13, tone="soft", wrap=True))
        for number, (id, title, text) in enumerate(boosts):
            made = named(QCheckBox(f"{title} · {text}" if text else title), f"coup_de_pouce_{number}", f"{title}, {text}")
            self.boxes[id] = made
            self._box.addWidget(made)

    def picked(self) -> tuple[str, ...]:
        return tuple(id for id, box in self.boxes.items() if box.isChecked())


class NewHelpPage(ActPage):
    """Ctrl+N among helps."""

    def __init__(self, context: Context, schools: Sequence[SchoolRow], *, boosts: Sequence[Boost] = (), kind: str = "group",
                 student: Student | None = None, request_id: str = "", parent: QWidget | None = None) -> None:
        self.students = ChosenStudents(context, label="Élèves")
        self.boosts = BoostChoice()
        self.boosts.set_boosts(boosts)
        self.about = Notice(PREVENTION, "info", name="aide_prevention")
        self._request = request_id
        self._boost = bool(boosts)
        super().__init__(context, rows_for(schools, kind=True), name="nouvelle_aide",
                         title="Coup de pouce de la période 1" if boosts else "Nouvelle aide", save_text="Créer l’aide",
                         parent=parent)
        today = context.session.clock.today().isoformat()
        given: dict[str, Any] = {"kind": kind, "since": today}
        if boosts:
            given["title"] = "Coup de pouce"
        self.begin("coup-de-pouce" if boosts else "nouvelle", given)
        if student is not None:
            self.students.add(student.id, list_name(student.last_name, student.first_name))
        self.fields.changed.connect(self._follow)
        self._follow()

    def above(self) -> Sequence[QWidget]:
        return (self.about,)

    def below(self) -> Sequence[QWidget]:
        return (self.boosts, self.students)

    def _follow(self) -> None:
        prevention = self.fields.values().get("kind") == "prevention"
        self.about.setVisible(prevention)
        for key in ("level", "informed_on"):
            cell = self.fields.editors[key].parentWidget()
            if cell is not None:
                cell.setVisible(prevention)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        students = tuple(dict.fromkeys((*self.boosts.picked(), *self.students.chosen)))
        prevention = said.get("kind") == "prevention"
        return partial(self.context.session.helping.add, str(said.get("kind") or "group"), str(said.get("title") or ""),
                       school_id=str(said.get("school_id") or ""), students=students, since=str(said.get("since") or ""),
                       until=str(said.get("until") or ""), review_on=str(said.get("review_on") or ""),
                       request_id=self._request, level=str(said.get("level") or "") if prevention else "",
                       informed_on=str(said.get("informed_on") or "") if prevention else "", boost=self._boost)


class EditHelpPage(EditPage):
    """Title, school and dates of a help."""

    KEYS = ("title", "school_id", "level", "since", "until", "review_on", "informed_on")

    def __init__(self, context: Context, value: InterventionValue, schools: Sequence[SchoolRow],
                 parent: QWidget | None = None) -> None:
        self._value = value
        super().__init__(context, rows_for(schools, kind=False), name="aide_modifier_page", title=value.title or "Aide",
                         parent=parent)
        self.open("intervention-cells", value.id, {key: getattr(value, key) for key in self.KEYS}, value.seen,
                  student_id=value.student_id)
        for key in ("level", "informed_on"):
            cell = self.fields.editors[key].parentWidget()
            if cell is not None:
                cell.setVisible(value.kind == "prevention")

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        return partial(self.context.session.helping.update, self._value.id, changed, self.seen)


def counted(boosts: Sequence[Boost]) -> str:
    """« Coup de pouce : 3 élèves aidés l’an dernier »."""
    return f"Coup de pouce : {plural(len(boosts), 'élève aidé', 'élèves aidés')} l’an dernier"
