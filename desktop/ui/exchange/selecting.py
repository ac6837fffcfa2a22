"""« Quoi »: what changed, some pupils, a class or a level, a whole school, a meeting, a request; what stays here all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.kinds import LEVELS, NOTEBOOK_ROLES
from desktop.services.exchange_values import Contact, Selection, Share
from desktop.services.request_values import RequestQuery, RequestRow
from desktop.services.values import MeetingRow, SchoolRow
from desktop.texts import parse_day, short_date
from desktop.ui.accessible import named
from desktop.ui.accounts.scopes import labelled
from desktop.ui.context import Context
from desktop.ui.editors import Combo
from desktop.ui.exchange import words
from desktop.ui.exchange.parts import Children, Choices
from desktop.ui.widgets import PlainLabel, section_title, vbox

SWEPT, PUPILS, GROUP, MEETING, REQUEST = "swept", "pupils", "group", "meeting", "request"
WAYS = ((SWEPT, "Ce qui a changé depuis le dernier pli", ""), (PUPILS, "Un ou plusieurs élèves", ""),
        (GROUP, "Une école, une classe ou un niveau", "Les CM2 d’une école, pour le collège, par exemple."),
        (MEETING, "Une réunion", "Une réunion sur plusieurs élèves, avec la part de chacun."),
        (REQUEST, "Une demande", "La demande, ce qui y a été ajouté et décidé ; de la fiche de l’élève, seulement qui il est."))
LEAVE = (("guardian", "les responsables"), ("meeting", "les réunions"), ("request", "les demandes"),
         ("intervention", "les aides"), ("project", "les projets"))
MEETINGS = 60
NEVER = "tout, car aucun pli ne lui est encore parti"


@dataclass(frozen=True, slots=True)
class Offered:
    """Read once: schools with pupils, their classes and levels, meetings about several pupils."""

    schools: tuple[SchoolRow, ...] = ()
    classes: dict[str, tuple[str, ...]] | None = None
    meetings: tuple[MeetingRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()


def read_offered(session: Any) -> Offered:
    """In a thread."""
    schools = tuple(school for school in session.schools.all() if school.pupils)
    classes = {school.id: tuple(session.schools.classes(school.id)) for school in schools[:80]}
    meetings = tuple(row for row in session.meetings.list() if len(row.student_ids) != 1)[:MEETINGS]
    return Offered(schools, classes, meetings, session.requests.page(RequestQuery(sort="newest"), 0, MEETINGS))


class Selecting(QWidget):
    """``selection()`` is what was asked; ``changed`` when it may be ready or not any more."""

    changed = Signal()

    def __init__(self, context: Context, students: Sequence[tuple[str, str]] = (), request: tuple[str, str] = ("", "")) -> None:
        super().__init__()
        named(self, "quoi", "Ce que vous voulez envoyer")
        self._context = context
        self._contacts: tuple[Contact, ...] = ()
        self._known = Offered()
        self._request = request
        way = REQUEST if request[0] else PUPILS if students else SWEPT
        self.way = Choices(WAYS, way, name="quoi_choix", accessible="Ce que vous voulez envoyer")
        self.way.picked.connect(self._picked)
        self.since = PlainLabel("", size=13, tone="soft", wrap=True)
        self.pupils = Children(context, name="quoi_eleves", chosen=students)
        self.pupils.changed.connect(self.changed)
        self.school = named(Combo(), "quoi_ecole", "École")
        self.group = named(Combo(), "quoi_classe", "Classe ou niveau")
        self.school.currentIndexChanged.connect(self._school_changed)
        self.group.currentIndexChanged.connect(self.changed)
        self.group_room = QWidget()
        vbox(self.group_room, labelled("École", self.school), 8, labelled("Classe ou niveau", self.group))
        self.meeting = named(Combo(), "quoi_reunion", "Réunion")
        self.meeting.currentIndexChanged.connect(self.changed)
        self.request = named(Combo(), "quoi_demande", "Demande")
        self.request.currentIndexChanged.connect(self.changed)
        self.leave = {table: named(QCheckBox(text), f"laisser_{table}", f"Laisser ici {text}") for table, text in LEAVE}
        self.own = named(QCheckBox("Mes propres notes aussi"), "quoi_notes", "Mes propres notes aussi, scellées pour elle "
                                                                             "seule")
        self.leave_room = QWidget()
        leave = vbox(self.leave_room, section_title("Laisser ici"), 4, spacing=6)
        for tick in (*self.leave.values(), self.own):
            tick.toggled.connect(self.changed)
        for tick in self.leave.values():
            leave.addWidget(tick)
        self.rooms: dict[str, QWidget] = {SWEPT: self.since, PUPILS: self.pupils, GROUP: self.group_room, MEETING: self.meeting,
                                          REQUEST: self.request}
        vbox(self, self.way, 10, *self.rooms.values(), 12, self.own, 8, self.leave_room, None)
        self._picked(self.way.chosen())
        context.jobs.read(partial(read_offered, context.session), self._offered, context.fail)

    def set_contacts(self, contacts: Sequence[Contact]) -> None:
        """To whom: what « ce qui a changé » means follows."""
        self._contacts = tuple(contacts)
        zone = words.zone_of(self._context.session)
        said = []
        for one in contacts:
            last = f"depuis le {words.day(one.last_sent, zone)}" if one.last_sent else NEVER
            share = "" if one.share == Share() else f", {words.share_words(one.share)}"
            said.append(f"{one.name} : {last}{share}.")
        self.since.setText("\n".join(said) + "\nCe qu’un compte de psychologue ou de santé a ajouté n’est jamais emporté "
                                             "ainsi : cela "
                                             "part par son nom.")
        roles = set(self._context.session.actor.roles)
        self.own.setVisible(len(contacts) == 1 and bool(roles & set(NOTEBOOK_ROLES)))
        if not self.own.isVisibleTo(self):
            self.own.setChecked(False)

    def selection(self) -> Selection:
        way, leave = self.way.chosen(), frozenset(table for table, tick in self.leave.items() if tick.isChecked())
        own = self.own.isChecked()
        if way == SWEPT:
            return Selection(swept=True, leave=leave, own=own)
        if way == PUPILS:
            return Selection(students=self.pupils.ids(), leave=leave, own=own)
        if way == MEETING:
            return Selection(meetings=(str(self.meeting.currentData() or ""),), leave=leave, own=own)
        if way == REQUEST:
            return Selection(requests=(str(self.request.currentData() or ""),), leave=leave - {"request"}, own=own)
        school, (kind, value) = str(self.school.currentData() or ""), self.group.currentData() or ("", "")
        if kind == "class":
            return Selection(classes=((school, value),), leave=leave, own=own)
        if kind == "level":
            return Selection(levels=((school, value),), leave=leave, own=own)
        return Selection(schools=(school,), leave=leave, own=own)

    def is_ready(self) -> bool:
        way = self.way.chosen()
        return (way == SWEPT or (way == PUPILS and bool(self.pupils.ids())) or (way == GROUP and bool(self.school.currentData()))
                or (way == MEETING and bool(self.meeting.currentData())) or (way == REQUEST and bool(self.request.currentData())))

    def summary(self) -> str:
        way = self.way.chosen()
        if way == PUPILS:
            count = len(self.pupils.ids())
            return next(iter(self.pupils.chosen.values())) if count == 1 else f"{count} élèves"
        if way == GROUP:
            return self.group.currentText() if self.group.currentIndex() > 0 else self.school.currentText()
        if way == REQUEST:
            return self.request.currentText()
        return self.meeting.currentText() if way == MEETING else "ce qui a changé"

    def begin(self) -> None:
        way = self.way.chosen()
        target = self.pupils.search if way == PUPILS else self.request if way == REQUEST and self._request[0] else \
            self.way.buttons[way]
        target.setFocus()

    # inside
    def _offered(self, known: Offered) -> None:
        self._known = known
        for school in known.schools:
            self.school.addItem(f"{school.name}, {school.city}" if school.city else school.name, school.id)
        for row in known.meetings:
            day = parse_day(row.date)
            text = " · ".join(part for part in (short_date(day) if day else "", row.kind_label, row.title or row.school) if part)
            self.meeting.addItem(text, row.id)
        if not known.meetings:
            self.meeting.addItem("Aucune réunion sur plusieurs élèves", "")
        if self._request[0] and self._request[0] not in {one.id for one in known.requests}:
            self.request.addItem(self._request[1], self._request[0])
        for asked in known.requests:
            self.request.addItem(" · ".join(part for part in (asked.title, asked.subject, asked.state_label) if part), asked.id)
        if not self.request.count():
            self.request.addItem("Aucune demande", "")
        self.request.setCurrentIndex(max(self.request.findData(self._request[0]), 0))
        self._school_changed(0)

    def _school_changed(self, _index: int) -> None:
        school = str(self.school.currentData() or "")
        self.group.clear()
        self.group.addItem("Toute l’école", ("", ""))
        for name in (self._known.classes or {}).get(school, ()):
            self.group.addItem(f"Classe : {name}", ("class", name))
        for level in LEVELS:
            self.group.addItem(f"Niveau : {level}", ("level", level))
        self.changed.emit()

    def _picked(self, code: str) -> None:
        for way, room in self.rooms.items():
            room.setVisible(way == code)
        self.changed.emit()
