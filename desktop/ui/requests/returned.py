"""A form that came back, as it is shown: each answer with its tick and what is already here; where it goes, who wrote it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from desktop.forms.request_kinds import ABOUT
from desktop.forms.requests import REQUEST
from desktop.forms.spec import Choice, Date, Option, Text
from desktop.models.kinds import LEVELS
from desktop.services.request_values import CameBack, FormAnswer
from desktop.services.values import SchoolRow
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.meetings.new_meeting import ChosenStudents
from desktop.ui.records.fields import Fields, Row
from desktop.ui.students.edit import school_options
from desktop.ui.widgets import Card, Notice, PlainLabel, hbox, section_title, vbox

SAME = "La même réponse est déjà ici."
HERE = "Déjà écrit ici, et remplacé si vous cochez :"
ADDED = "Déjà écrit ici, et gardé : les lignes du formulaire s’y ajoutent."
NO_REQUEST = "Aucune demande n’est en cours ici : une contribution s’ajoute à une demande, qui s’écrit d’abord."


TABLES = frozenset(table.key for table in REQUEST.tables())


@dataclass(frozen=True, slots=True)
class Returned:
    """What was read of a file, and what there is here to show beside."""

    came: CameBack
    schools: tuple[SchoolRow, ...]
    school_id: str
    level: str
    requests: tuple[tuple[str, str], ...]
    """Those a contribution may go to, id and words, the one it was made for first."""
    title: str = ""
    """Of the request the form was made for."""
    student: str = ""
    """Name of the child it was made for."""


class AnswerCard(QWidget):
    """One answer: its tick, what the form says, what is here, why it cannot be taken."""

    ticked = Signal()

    def __init__(self, answer: FormAnswer) -> None:
        super().__init__()
        self.answer = answer
        self.same = bool(answer.now) and answer.now == answer.shown
        self.box = named(QCheckBox(answer.label), f"reprendre_{answer.key}", f"Reprendre : {answer.label}")
        self.box.setFont(style.font(14, style.MEDIUM))
        self.box.setEnabled(answer.value is not None)
        self.box.setChecked(answer.value is not None and not answer.now)
        self.box.toggled.connect(self.ticked)
        card = Card(kind="frame", name=f"reponse_{answer.key}", margins=(14, 10, 14, 12), spacing=5)
        card.box.addWidget(self.box)
        inside = vbox(None, margins=(24, 0, 0, 0), spacing=4)
        inside.addWidget(_words(answer.shown))
        said = [answer.shown]
        if self.same:
            inside.addWidget(_words(SAME, 13, "soft"))
            said.append(SAME)
        elif answer.now:
            inside.addWidget(_words(ADDED if isinstance(answer.value, list) and answer.key in TABLES else HERE, 13, "soft"))
            inside.addWidget(_words(answer.now, 14, "soft"))
            said.append(f"Déjà écrit ici : {answer.now}")
        if answer.remark:
            inside.addWidget(_words(answer.remark, 13, "warn"))
            said.append(answer.remark)
        self.box.setAccessibleDescription(" ".join(said))
        card.box.addLayout(inside)
        vbox(self, card)

    def taken(self) -> bool:
        return self.box.isEnabled() and self.box.isChecked()


class Destination(QWidget):
    """Where the answers go: a request that is here, a new one, or, for a contribution, the request it adds to."""

    changed = Signal()

    def __init__(self, context: Context, found: Returned) -> None:
        super().__init__()
        named(self, "formulaire_destination", "Où vont ces réponses")
        self.found = found
        came = found.came
        self.column = vbox(self, spacing=10)
        self.contribution = came.kind == "contribution"
        self.complete: QRadioButton | None = None
        self.where: Fields | None = None
        self.students: ChosenStudents | None = None
        self.about: Fields | None = None
        self.request: Fields | None = None
        if self.contribution:
            self._add_request()
        else:
            if came.request_id:
                self._add_choice()
            self._add_new(context)
        self._add_who(context)
        self._arrange()

    def _add_request(self) -> None:
        if not self.found.requests:
            self.column.addWidget(Notice(NO_REQUEST, "warn", name="formulaire_sans_demande"))
        options = tuple(Option(id, words) for id, words in self.found.requests)
        self.request = Fields([[Choice("request_id", "S’ajoute à la demande", options=options)]], name="formulaire_demande")
        self.request.fill({"request_id": self.found.came.request_id})
        self.request.changed.connect(self.changed)
        if not options:
            self.request.hide()
        self.column.addWidget(self.request)

    def _add_choice(self) -> None:
        self.complete = named(QRadioButton(f"Compléter la demande qui est ici : {self.found.title}"), "formulaire_completer")
        other = named(QRadioButton("En faire une nouvelle demande"), "formulaire_nouvelle")
        self.complete.setChecked(True)
        group = QButtonGroup(self)
        for choice in (self.complete, other):
            group.addButton(choice)
            self.column.addWidget(choice)
        self.complete.toggled.connect(self._arrange)

    def _add_new(self, context: Context) -> None:
        came = self.found.came
        self.about = Fields([[Choice("about", "La demande porte sur",
                                     options=tuple(Option(code, label) for code, label in ABOUT.items()))]],
                            name="formulaire_apropos")
        self.about.fill({"about": "pupil" if came.student_id else came.header.get("pour") or "pupil"})
        self.about.changed.connect(self._arrange)
        self.students = ChosenStudents(context)
        if came.student_id and self.found.student:
            self.students.add(came.student_id, self.found.student)
        elif came.header.get("eleve"):
            self.students.search.setText(came.header["eleve"])
        self.students.search.textChanged.connect(self._arrange)
        place: list[Row] = [[(Choice("school_id", "École", options=school_options(self.found.schools)), 2),
                             Text("class_name", "Classe"),
                             Choice("level", "Niveau", options=tuple(Option(one, one) for one in LEVELS))]]
        self.where = Fields(place, name="formulaire_lieu")
        typed = "" if self.found.level else came.header.get("niveau", "")
        self.where.fill({"school_id": self.found.school_id, "class_name": came.header.get("classe") or typed,
                         "level": self.found.level})
        self.column.addWidget(self.about)
        self.column.addWidget(self.students)
        self.column.addWidget(self.where)

    def _add_who(self, context: Context) -> None:
        head = self.found.came.header
        self.who = Fields([[Text("demandeur", "Écrit par"), Text("fonction", "Fonction"), Date("received_on", "Reçu le")]],
                          name="formulaire_qui")
        self.who.fill({"demandeur": head.get("demandeur"), "fonction": head.get("fonction"),
                       "received_on": context.session.clock.today().isoformat()})
        self.column.addWidget(self.who)

    def _arrange(self) -> None:
        new = self.makes_new()
        chosen = bool(self.students is not None and self.students.chosen) and self.kind() in ("pupil", "several")
        if self.about is not None and self.students is not None and self.where is not None:
            self.about.setVisible(new)
            self.students.setVisible(new and self.kind() in ("pupil", "several"))
            self.where.setVisible(new and not chosen)
        self.changed.emit()

    def makes_new(self) -> bool:
        """Whether a new request is made."""
        return not self.contribution and (self.complete is None or not self.complete.isChecked())

    def kind(self) -> str:
        return str(self.about.values()["about"] or "pupil") if self.about is not None else ""

    def asked(self) -> tuple[CameBack, dict[str, Any]]:
        """The form as it is to be taken, and what ``paper_forms.acts`` is told besides."""
        who = self.who.values()
        came = self.found.came
        header = {**came.header, "demandeur": who["demandeur"], "fonction": who["fonction"]}
        told: dict[str, Any] = {"received_on": who["received_on"]}
        if self.contribution:
            told["request_id"] = str(self.request.values()["request_id"] or "") if self.request is not None else ""
            return replace(came, header=header, request_id=""), told
        if not self.makes_new():
            return replace(came, header=header), told
        assert self.students is not None and self.where is not None
        place = self.where.values()
        students = tuple(self.students.chosen) if self.kind() in ("pupil", "several") else ()
        told |= {"about": self.kind(), "students": students}
        if students:
            header |= {"niveau": "", "classe": "", "ecole": ""}
        else:
            header |= {"niveau": place["level"], "classe": place["class_name"], "ecole": ""}
            told |= {"school_id": place["school_id"], "class_name": place["class_name"]}
        return replace(came, header=header, request_id="", student_id=""), told


def _words(text: str, size: float = 14, tone: str = "") -> PlainLabel:
    """A text as tall as its lines at the width it has, and no more."""
    made = PlainLabel(text, size=size, tone=tone, wrap=True)
    made.setMinimumHeight(1)
    return made


def head_line(found: Returned) -> QWidget:
    """What the form says of itself: who wrote it, when, about whom."""
    head = found.came.header
    parts = [head.get("demandeur", ""), head.get("fonction", ""), head.get("ecole", ""), head.get("niveau", ""),
             head.get("classe", ""), f"pour {head['eleve']}" if head.get("eleve") else ""]
    row = QWidget()
    text = " · ".join(part for part in parts if part)
    hbox(row, _words(f"Sur le formulaire : {text}" if text else "Le formulaire ne dit pas qui l’a écrit.", 14, "soft")
         ).setStretch(0, 1)
    return row


def part_title(text: str) -> QWidget:
    return section_title(text)
