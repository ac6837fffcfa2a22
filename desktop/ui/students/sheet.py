"""A pupil's sheet: name, ribbon, sub-tabs; pages are built when first shown and follow what is written elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.services.request_values import RequestQuery, RequestRow, View
from desktop.services.values import Event, MeetingRow, ProjectRow, Ribbon, Student
from desktop.texts import list_name
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.list_view import ListView
from desktop.ui.records.head import SheetHead
from desktop.ui.records.history_page import HistoryPage
from desktop.ui.records.lines import student_meeting_line, student_project_line
from desktop.ui.records.papers import PaperMenu
from desktop.ui.records.sources import Whole
from desktop.ui.requests.card import student_line
from desktop.ui.students.actions import StudentActs, more_menu, paper_menu, start_menu
from desktop.ui.students.columns import born_words, head_place, plain_school
from desktop.ui.students.family import FamilyPage
from desktop.ui.students.pages import PapersPage
from desktop.ui.students.places import PlacesPage
from desktop.ui.students.ribbon import RibbonWidget
from desktop.ui.students.situation import SituationPage
from desktop.ui.tabs import Tabs
from desktop.ui.widgets import EmptyState, HLine, hbox, link, quiet, vbox

PAGES = ("situation", "famille", "scolarite", "demandes", "reunions", "projets", "papiers", "historique")
LABELS = {"situation": "Situation", "famille": "Famille", "scolarite": "Scolarité", "demandes": "Demandes",
          "reunions": "Réunions", "projets": "Projets", "papiers": "Papiers", "historique": "Historique"}


@dataclass(frozen=True, slots=True)
class PupilRead:
    """A pupil read at once."""

    student: Student
    events: tuple[Event, ...]
    ribbon: Ribbon
    meetings: tuple[MeetingRow, ...]
    projects: tuple[ProjectRow, ...]
    requests: tuple[RequestRow, ...]


class StudentSheet(QWidget):
    """``open(id)``; what changes the screen beside is asked by signals."""

    edit_asked = Signal()
    place_asked = Signal(str)
    guardian_asked = Signal(str)
    merge_asked = Signal()
    rectify_asked = Signal()
    who_asked = Signal()
    avis_asked = Signal()
    shared_asked = Signal(str, str)
    """A text transmitted, an avis, a plan: table and id."""
    gone = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "fiche_eleve", "Fiche de l’élève")
        self.context = context
        self.student: Student | None = None
        self.projects: tuple[ProjectRow, ...] = ()
        self._id = ""
        self._short = False
        self.acts = StudentActs(self)
        self.start = start_menu(self.acts, context.session.meetings.kinds())
        self.papers: PaperMenu = paper_menu(self.acts, context)
        self.more = more_menu(self.acts, context.session.actor.roles)
        self.head = SheetHead((self.start, self.papers.button, self.more), name="fiche_tete")
        self.ribbon = RibbonWidget()
        self.ribbon.table_asked.connect(self._ribbon_table)
        self._ribbon_room = QWidget()
        vbox(self._ribbon_room, self.ribbon, margins=(24, 4, 24, 2))
        self.tabs = Tabs([LABELS[page] for page in PAGES], name="fiche_onglets", accessible="Pages de la fiche", sub=True)
        self.tabs.currentChanged.connect(self._show_page)
        tab_row = QWidget()
        self.danger = link("Un enfant en danger ?", name="fiche_danger", clicked=self.acts.danger)
        hbox(tab_row, self.tabs, None, self.danger, margins=(14, 0, 24, 0)).setStretch(0, 1000)
        self.stack = QStackedWidget()
        self.situation = SituationPage(context)
        self.situation.opened.connect(self.acts.open_event)
        self.situation.start_asked.connect(self.start.showMenu)
        self.situation.aside.family_asked.connect(self._to_family)
        self.situation.aside.identity_asked.connect(self.edit_asked)
        self.situation.aside.who_asked.connect(self.who_asked)
        self.pages: dict[str, QWidget] = {"situation": self.situation}
        self.stack.addWidget(self.situation)
        vbox(self, self.head, self._ribbon_room, tab_row, HLine(), self.stack).setStretch(4, 1)
        context.signals.changed.connect(self._changed)
        context.signals.day_changed.connect(self.refresh)

    # reading
    def open(self, id: str, page: str = "") -> None:
        """Show a pupil; the page on stays the same from one child to the next."""
        self._id = id
        if page:
            self.tabs.setCurrentIndex(PAGES.index(page))
        self.refresh()

    def refresh(self) -> None:
        if self._id:
            self.context.jobs.read(partial(self._read, self._id), self._arrived, self._failed, key=(self, "whole"))

    def _read(self, id: str) -> PupilRead:
        session = self.context.session
        return PupilRead(session.students.get(id), session.students.timeline(id), session.students.ribbon(id),
                      session.meetings.list(student=id), session.projects.list(student=id), self._requests(id))

    def _requests(self, id: str) -> tuple[RequestRow, ...]:
        """Those that run, those not sent yet, those that are over."""
        views: tuple[View, ...] = ("all", "drafts", "closed")
        requests = self.context.session.requests
        return tuple(row for view in views for row in requests.list(RequestQuery(view=view, student=id)))

    def _failed(self, error: BaseException) -> None:
        if self.student is not None and self.student.id == self._id:
            self._id, self.student = "", None
            self.gone.emit()
        else:
            self.context.fail(error)

    def _arrived(self, whole: PupilRead) -> None:
        same = self.student is not None and self.student.id == whole.student.id
        student = self.student = whole.student
        if not same:
            self.context.jobs.write(partial(self.context.session.reads.note, "student", student.id))
        self.projects = whole.projects
        today = self.context.session.clock.today()
        current = student.current
        school = plain_school(current.school) if current else ""
        facts = " · ".join(part for part in (head_place(student), school, born_words(student, today)) if part)
        self.head.set_words(list_name(student.last_name, student.first_name), facts)
        self.setAccessibleName(f"Fiche de {list_name(student.last_name, student.first_name)}")
        self.ribbon.set_ribbon(whole.ribbon, today)
        self.situation.set_student(student)
        self.situation.set_timeline(whole.events, whole.ribbon, today, same=same)
        self.tabs.setTabText(PAGES.index("demandes"), _counted("Demandes", len(whole.requests)))
        self.tabs.setTabText(PAGES.index("reunions"), _counted("Réunions", len(whole.meetings)))
        self.tabs.setTabText(PAGES.index("projets"), _counted("Projets", len(whole.projects)))
        self._fill_page(PAGES[self.tabs.currentIndex()])

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if (self._id and (self._id in changes.roots or changes.tables & {"school", "person"}
                          or not changes.roots)) or (self._id and "student" in changes.tables):
            self.refresh()

    # pages
    def current_page(self) -> str:
        return PAGES[self.tabs.currentIndex()]

    def _show_page(self, index: int) -> None:
        code = PAGES[index]
        if code not in self.pages:
            page = self._make_page(code)
            self.pages[code] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self.pages[code])
        self._fill_page(code)

    def _make_page(self, code: str) -> QWidget:
        if code == "famille":
            family = FamilyPage()
            family.add_asked.connect(self._add_guardian)
            family.edit_asked.connect(self.guardian_asked)
            family.remove_asked.connect(self.acts.remove_guardian)
            family.erase_asked.connect(self.acts.erase_guardian)
            return family
        if code == "scolarite":
            places = PlacesPage()
            places.add_asked.connect(self._add_place)
            places.edit_asked.connect(self.place_asked)
            places.remove_asked.connect(self.acts.remove_place)
            return places
        if code == "demandes":
            return self._request_list()
        if code == "reunions":
            return self._record_list("meeting")
        if code == "projets":
            return self._record_list("project")
        if code == "papiers":
            papers = PapersPage()
            papers.asked.connect(self.acts.print_paper)
            return papers
        history = HistoryPage(self.context, name="fiche_historique")
        history.rectify_asked.connect(self.rectify_asked)
        return history

    def _request_list(self) -> ListView:
        describe = partial(student_line, today=self.context.session.clock.today())
        made = ListView(self.context.jobs, describe, name="fiche_demandes", accessible="Demandes au pôle pour l’élève",
                        one="demande")
        made.set_empty(EmptyState("Aucune demande au pôle encore. Quatre réponses suffisent pour en envoyer une.",
                                  quiet("Nouvelle demande", name="fiche_demande_vide", clicked=self.acts.start_request),
                                  name="fiche_request_vide"))
        made.entered_row.connect(self.acts.open_request)
        made.clicked.connect(self._clicked)
        return made

    def _record_list(self, table: str) -> ListView:
        meetings = table == "meeting"
        today = self.context.session.clock.today()
        describe = partial(student_meeting_line if meetings else student_project_line, today=today)
        made = ListView(self.context.jobs, describe,
                        name="fiche_reunions" if meetings else "fiche_projets",
                        accessible="Réunions de l’élève" if meetings else "Projets de l’élève",
                        one="réunion" if meetings else "projet")
        sentence = ("Aucune réunion encore. L’entretien avec les parents est souvent la première." if meetings
                    else "Aucun projet encore. Un PPRE tient sur une feuille recto verso.")
        start = (quiet("Préparer un entretien avec les parents", name="fiche_reunion_vide",
                       clicked=self.acts.start_interview) if meetings
                 else quiet("Écrire un PPRE", name="fiche_projet_vide", clicked=self.acts.start_ppre))
        made.set_empty(EmptyState(sentence, start, name=f"fiche_{table}_vide"))
        made.entered_row.connect(self.acts.open_meeting if meetings else self.acts.open_project)
        made.clicked.connect(self._clicked)
        return made

    def _clicked(self, _index: Any) -> None:
        listing = self.pages.get(self.current_page())
        if isinstance(listing, ListView):
            listing.entered_row.emit(listing.current_id())

    def _fill_page(self, code: str) -> None:
        page, student = self.pages.get(code), self.student
        if page is None or student is None:
            return
        session = self.context.session
        if isinstance(page, FamilyPage | PlacesPage):
            page.set_student(student)
        elif isinstance(page, HistoryPage):
            page.load("student", student.id)
        elif code == "demandes" and isinstance(page, ListView):
            page.load(Whole(partial(self._requests, student.id)).source())
        elif code == "reunions" and isinstance(page, ListView):
            page.load(Whole(partial(session.meetings.list, student=student.id)).source())
        elif code == "projets" and isinstance(page, ListView):
            page.load(Whole(partial(session.projects.list, student=student.id)).source())

    def _add_guardian(self) -> None:
        self.guardian_asked.emit("")

    def _add_place(self) -> None:
        self.place_asked.emit("")

    def _to_family(self) -> None:
        self.tabs.setCurrentIndex(PAGES.index("famille"))
        self.tabs.setFocus()

    def _ribbon_table(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.situation.show_table()

    # room
    def set_short(self, short: bool) -> None:
        """The head keeps the name; the ribbon becomes a section of Situation."""
        if short == self._short:
            return
        self._short = short
        self.head.set_short(short)
        if short:
            self.situation.hold_ribbon(self.ribbon)
        else:
            layout = self._ribbon_room.layout()
            if layout is not None:
                layout.addWidget(self.ribbon)
        self._ribbon_room.setVisible(not short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.danger.setVisible(self.width() >= style.px(900))

    def actions_here(self) -> list[QAction]:
        return [*self.start.menu().actions(), *self.papers.menu.actions(), *self.more.menu().actions()]

    def say(self) -> None:
        announce(self, f"{self.head.title.whole_text()}, {self.head.facts.whole_text()}")


def _counted(word: str, count: int) -> str:
    return f"{word} {count}" if count else word
