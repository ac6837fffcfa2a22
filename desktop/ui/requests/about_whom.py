"""The head of a new request: about whom, with or without a name; for whom, or from what paper, when it is not one's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.forms.request_kinds import ABOUT, ORIGINS
from desktop.forms.spec import Choice, Date, Option, Text
from desktop.models.kinds import LEVELS
from desktop.services.request_values import RequestQuery, RequestRow
from desktop.services.values import SchoolRow
from desktop.ui import icons
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.meetings.new_meeting import ChosenStudents
from desktop.ui.records.fields import Fields
from desktop.ui.students.edit import school_options
from desktop.ui.widgets import Notice, PlainLabel, button, hbox, link, section_title, vbox

NAMELESS = "Sans nom d’enfant, la demande se lit « un élève de CP » : l’école et le niveau suffisent."
OTHER = "Pour quelqu’un d’autre, ou d’après un papier"


class Children(ChosenStudents):
    """Tells when a child is chosen or taken away."""

    changed = Signal()

    def add(self, id: str, name: str) -> None:
        super().add(id, name)
        self.changed.emit()

    def drop(self, id: str) -> None:
        super().drop(id)
        self.changed.emit()


class AboutWhom(QWidget):
    """``said()`` gives what ``requests.add`` takes."""

    changed = Signal()
    opened = Signal(str)

    def __init__(self, context: Context, schools: tuple[SchoolRow, ...], school: str, answers_for_others: bool) -> None:
        super().__init__()
        named(self, "demande_qui", "De qui il s’agit")
        self._context = context
        about = Choice("about", "La demande porte sur", options=tuple(Option(c, label) for c, label in ABOUT.items()))
        self.about = Fields([[about]], name="demande_apropos")
        self.about.fill({"about": "pupil"})
        self.students = Children(context)
        self.place = Fields([[(Choice("school_id", "École", options=school_options(schools)), 2),
                              Text("class_name", "Classe", placeholder="CE1 B"),
                              (Choice("level", "Niveau", options=tuple(Option(one, one) for one in LEVELS)), 1)]],
                            name="demande_lieu")
        self.place.fill({"school_id": school})
        self.nameless = PlainLabel(NAMELESS, size=12.5, tone="soft", wrap=True)
        self._fold = button(OTHER, "fold", name="demande_pour_autrui", icon="chevron-right", clicked=self.toggle_other)
        self.other = Fields([[Text("requester", "Qui demande", placeholder="Mme Guérin"),
                              Text("requester_function", "Fonction", placeholder="enseignante de CE1")],
                             [Choice("origin", "La demande vient de", options=tuple(Option(c, label) for c, label in
                                                                                    ORIGINS.items())),
                              Date("received_on", "Reçue sur papier le")]], name="demande_de_qui")
        self.other.fill({"origin": "member" if answers_for_others else "teacher"})
        self.other.hide()
        self._known_link: QPushButton = link("Ouvrir cette demande", name="demande_connue_ouvrir", clicked=self._open_known)
        self.known = Notice("", "info", action=self._known_link, name="demande_connue")
        self.known.hide()
        self._known_id = ""
        vbox(self, section_title("De qui, où"), self.students, self.known, self.place, self.nameless, self.about,
             hbox(None, self._fold, None), self.other, margins=(0, 0, 0, 6), spacing=10)
        for fields in (self.about, self.place, self.other):
            fields.changed.connect(self.changed)
        self.about.changed.connect(self.arrange)
        self.students.changed.connect(self._see)
        self.arrange()

    def _see(self) -> None:
        """A child was chosen or taken away."""
        self.arrange()
        self.changed.emit()

    def toggle_other(self) -> None:
        self.other.setVisible(self.other.isHidden())
        icons.set_icon(self._fold, "chevron-right" if self.other.isHidden() else "chevron-down")
        if not self.other.isHidden():
            self.other.focus_first()

    def arrange(self) -> None:
        """Only what is still to say: a child's school and class are known."""
        about = self.kind()
        names = about in ("pupil", "several")
        chosen = bool(self.students.chosen) and names
        self.students.setVisible(names)
        self.place.setVisible(not chosen)
        self.nameless.setVisible(names and not chosen)
        if len(self.students.chosen) == 1 and names:
            self._look(next(iter(self.students.chosen)))
        else:
            self.known.hide()

    def _look(self, student: str) -> None:
        requests = self._context.session.requests
        self._context.jobs.read(partial(requests.list, RequestQuery(student=student)), self._tell, self._context.fail,
                                key=(self, "connues"))

    def _tell(self, rows: tuple[RequestRow, ...]) -> None:
        self.known.setVisible(bool(rows))
        if rows:
            self._known_id = rows[0].id
            self.known.set_text(f"Une demande est déjà là pour cet enfant : {rows[0].subject or rows[0].state_label}.")

    def _open_known(self) -> None:
        self.opened.emit(self._known_id)

    def kind(self) -> str:
        """About whom; two children make a request about several."""
        about = str(self.about.values()["about"] or "pupil")
        return "several" if about == "pupil" and len(self.students.chosen) > 1 else about

    def said(self) -> dict[str, Any]:
        kind, other = self.kind(), self.other.values()
        chosen = tuple(self.students.chosen) if kind in ("pupil", "several") else ()
        place = {} if chosen else {key: value for key, value in self.place.values().items() if value}
        return {"about": kind, "students": chosen, **place, **{key: value for key, value in other.items() if value}}

    def draft(self) -> dict[str, Any]:
        """What is typed here, for a draft of one's own."""
        return {"about": self.about.values()["about"], "students": dict(self.students.chosen), "place": self.place.values(),
                "other": self.other.values()}

    def take_draft(self, draft: Mapping[str, Any]) -> None:
        self.about.put({"about": draft.get("about") or "pupil"})
        self.place.put(draft.get("place") or {})
        self.other.put(draft.get("other") or {})
        for id, name in (draft.get("students") or {}).items():
            if id not in self.students.chosen:
                self.students.add(id, name)
        self.arrange()

    def names_something(self) -> bool:
        """As the service reckons: a named child, a class, a school say what it is about."""
        said = self.said()
        if said["about"] == "class":
            return bool(said.get("class_name") or said.get("level"))
        return bool(said.get("school_id")) if said["about"] == "school" else bool(said["students"])
