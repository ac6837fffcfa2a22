"""A meeting on one sheet: steps at left, who is there at right, what was said and decided in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.catalogue import form
from desktop.models.kinds import MEETING_KINDS
from desktop.services.values import Meeting, as_day
from desktop.texts import list_name, long_date, plain_date, plural
from desktop.ui.context import Context
from desktop.ui.meetings.elapsed import LONGEST, elapsed, length
from desktop.ui.meetings.people import Line, PeoplePanel, suggested
from desktop.ui.records import papers, verbs
from desktop.ui.records.head import SheetHead
from desktop.ui.records.lines import hour
from desktop.ui.records.papers import PaperMenu
from desktop.ui.records.writing import Loaded, WritingSheet
from desktop.ui.requests import prints
from desktop.ui.widgets import PlainLabel, action, button, first, icon_button, menu_button, vbox

SYNTHESIS = "synthese"
HOUR = 60
"""Minutes of a meeting whose length nobody wrote."""


class MeetingSheet(WritingSheet):
    """One meeting."""

    table = "meeting"
    outline_name = "Étapes de la réunion"
    outline_width = 232
    side_width = 262
    side_from = 940
    fold_complete = False
    text_size = 16
    head_size: float = 21
    neutral_asked = Signal()
    edit_asked = Signal()
    room_asked = Signal(str, int)
    """« Ouvrir en séance »: this meeting alone on the screen, for so many minutes."""
    agenda_asked = Signal()
    """« Ordre du jour… » of a réunion de synthèse."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, name="fiche_reunion", parent=parent)
        self.setAccessibleName("Réunion")
        self.side_auto = True
        self._minute = QTimer(self, interval=15_000)
        self._minute.timeout.connect(self._tell_minutes)
        self._minute.start()

    # build
    def make_head(self) -> SheetHead:
        self.back_button = button("Réunions", "plain", name="reunion_retour", icon="arrow-left", clicked=self.back_asked.emit)
        self.close_button = first("Clore la réunion", name="reunion_clore", clicked=self.close_meeting)
        self.start_button = first("Commencer la concertation", name="reunion_concertation", icon="users",
                                  clicked=self.begin_concertation)
        self.papers = PaperMenu(self.print_paper, name="reunion_imprimer")
        self.papers.add("guide", "Guide d’entretien, une page")
        self.papers.add("complet", "Guide d’entretien, douze parties")
        self.papers.add("compte_rendu", "Compte rendu")
        guides = self.papers.submenu("Guide pour une autre situation")
        for code, label in self.context.session.printing.situations():
            self.papers.add(f"guide:{code}", label, guides)
        self.papers.add("parents", "Feuille pour les parents")
        self.papers.add("guide_vierge", "Guide vierge")
        self.papers.add("decisions", "Fiche de décisions")
        self.papers.add("decisions_sans_noms", "Fiche de décisions, sans noms")
        self.papers.end()
        self.more = menu_button("", [
            action("Étapes…", self.show_sections, name="reunion_etapes"),
            action("Personnes", self.toggle_people, icon="users", name="reunion_personnes"),
            action("Ordre du jour…", self.agenda_asked.emit, icon="clipboard-list", name="reunion_ordre"),
            action("Ouvrir en séance", self.ask_room, icon="presentation", name="reunion_seance"),
            action("Écran neutre", self.neutral_asked.emit, icon="presentation", name="reunion_neutre"),
            action("Date, type…", self.edit_asked.emit, icon="pencil", name="reunion_modifier"),
            action("Versions", self.versions_asked.emit, icon="history", name="reunion_versions"),
            action("Qui peut voir ceci ?", self.show_who, icon="eye", name="reunion_qui"),
            action("Clore la réunion", self.close_meeting, icon="check", name="reunion_clore_menu"),
            action("Rouvrir la réunion", self.reopen_meeting, name="reunion_rouvrir"),
            None,
            action("Ouvrir la fiche de l’élève", self.open_student, icon="user", name="reunion_eleve"),
            action("Supprimer", self.remove, icon="trash-2", name="reunion_supprimer"),
            action("Effacer pour de bon…", self.erase, icon="eraser", name="reunion_effacer"),
        ], "icon", name="reunion_plus", icon="ellipsis", accessible="Autres actions sur la réunion")
        self.full_button = icon_button("maximize-2", "Pleine largeur (F11)", name="reunion_pleine_largeur",
                                       clicked=self.full_asked.emit)
        self.minutes = PlainLabel("", size=15)
        self.minutes.setObjectName("reunion_minutes")
        return SheetHead(self.head_buttons(), name="reunion_tete", size=self.head_size,
                         before=(self.back_button,), aside=self.minutes)

    def head_buttons(self) -> Sequence[QWidget]:
        """What stands at the right of the name."""
        return (self.start_button, self.close_button, self.papers.button, self.more, self.full_button)

    def make_side(self) -> QWidget:
        self.people = PeoplePanel()
        self.people.changed.connect(self._people_changed)
        self.people.add_asked.connect(self._add_person)
        self.people.next_asked.connect(self._next_meeting)
        return self.people

    def outline_foot(self) -> list[QWidget]:
        foot = QWidget()
        self.aim = PlainLabel("", wrap=True)
        self.aim.setObjectName("reunion_objet")
        self.aim_title = PlainLabel("Objet, dit aux parents", size=13, tone="soft")
        self.reminder = PlainLabel("", size=13, tone="soft", wrap=True)
        vbox(foot, self.aim_title, self.aim, 6, self.reminder, margins=(18, 8, 10, 12), spacing=2)
        return [foot]

    # record
    def read(self, id: str) -> Loaded:
        session = self.context.session
        meeting = session.meetings.get(id)
        students = tuple(session.students.get(one) for one in meeting.student_ids)
        schools = {s.current.school_id for s in students if s.current} | ({meeting.school_id} if meeting.school_id else set())
        people = [person for school in sorted(schools) for person in session.people.all(school)]
        known = suggested(students, people, session.actor.name)
        single = students[0].id if len(students) == 1 else ""
        agenda = session.concertation.agenda(id) if meeting.kind == SYNTHESIS else ()
        return Loaded(id, single or id, form(MEETING_KINDS[meeting.kind].form), meeting.answers, meeting.seen, meeting,
                      students, extra={"known": known, "agenda": agenda})

    def store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        return self.context.session.meetings.save(id, answers, seen)

    def title_of_draft(self) -> str:
        meeting = self.meeting
        return f"{kind_label(meeting.kind)} · {self.names()}" if meeting else ""

    @property
    def meeting(self) -> Meeting | None:
        return self.loaded.record if self.loaded is not None else None

    def names(self) -> str:
        students = self.loaded.student if self.loaded is not None else ()
        if not students:
            return "Sans nom d’enfant"
        if len(students) > 2:
            return f"{list_name(students[0].last_name, students[0].first_name)} et {plural(len(students) - 1, 'autre')}"
        return ", ".join(list_name(s.last_name, s.first_name) for s in students)

    def dress(self) -> None:
        meeting, view = self.meeting, self.view
        if meeting is None or view is None or self.loaded is None:
            return
        answers = view.answers()
        day = as_day(meeting.date)
        when = long_date(day) if day else "date à fixer"
        at = hour(str(answers.get("heure") or ""))
        facts = [kind_label(meeting.kind), ", ".join(p for p in (when, at) if p), str(answers.get("lieu") or "")]
        if meeting.closed_on:
            facts.insert(1, "close")
        if self.loaded.extra.get("agenda"):
            facts.append(plural(len(self.loaded.extra["agenda"]), "situation"))
        self.head.set_words(self.names(), " · ".join(part for part in facts if part))
        self._dress_verbs(meeting)
        self._tell_minutes()
        self.aim.setText(str(answers.get("objet") or "À écrire"))
        self.reminder.setText(reminders(self.loaded))
        self._dress_people()

    def _dress_verbs(self, meeting: Meeting) -> None:
        """The first button, and what the menus offer, by kind and state."""
        shared, closed = meeting.kind == SYNTHESIS, bool(meeting.closed_on)
        for made, wanted in ((self.start_button, shared and not closed), (self.close_button, not shared and not closed)):
            if made.parent() is not None:
                made.setVisible(wanted)
        offered = {"reunion_ordre": shared, "reunion_clore_menu": shared and not closed, "reunion_rouvrir": closed,
                   "reunion_eleve": len(meeting.student_ids) == 1, "reunion_imprimer_decisions": shared,
                   "reunion_imprimer_decisions_sans_noms": shared}
        for entry in (*self.more.menu().actions(), *self.papers.menu.actions()):
            if entry.objectName() in offered:
                entry.setVisible(offered[entry.objectName()])

    def _tell_minutes(self) -> None:
        """« 18 min sur 45 », only while the meeting is open and held."""
        meeting, view = self.meeting, self.view
        words = ""
        if meeting is not None and view is not None and not meeting.closed_on:
            session, answers = self.context.session, view.answers()
            now = session.clock.now().astimezone(ZoneInfo(session.vault.zone))
            words = elapsed(meeting.date, str(answers.get("heure") or ""), str(answers.get("duree") or ""), now)
        if words != self.minutes.whole_text():
            self.minutes.setText(words)

    def _dress_people(self) -> None:
        if self.view is None or self.loaded is None:
            return
        answers = self.view.answers()
        day = as_day(str(answers.get("rencontre_le") or ""))
        known: list[Line] = self.loaded.extra.get("known", [])
        self.people.set_people(answers.get("personnes"), known, plain_date(day) if day else "")

    def _typed(self, key: str, value: object) -> None:
        super()._typed(key, value)
        if key in ("personnes", "rencontre_le", "objet", "heure", "duree", "lieu"):
            self.dress()

    def fitted(self) -> None:
        narrow = self.width() < 900 and not self.full
        self.back_button.setText("" if narrow else "\u2009Réunions")
        self.start_button.setText("\u2009Commencer" if self.width() < 700 else "\u2009Commencer la concertation")

    # people
    def _people_changed(self, lines: list[Line]) -> None:
        if self.view is not None:
            self.view.fill({"personnes": lines})

    def _add_person(self) -> None:
        if self.view is not None:
            if not self.form_holder.isVisible():
                self.toggle_side()
            self.view.go_to(self.view.section_of("personnes").section.code, keyboard=False)
            self.view.take_line("personnes", {"presence": "attendu"})

    def _next_meeting(self) -> None:
        if self.view is not None:
            if not self.form_holder.isVisible():
                self.toggle_side()
            self.view.focus("rencontre_le")

    def toggle_people(self) -> None:
        self.toggle_side()

    # acts
    def print_first(self) -> None:
        meeting = self.meeting
        interview = meeting is None or meeting.kind == "entretien_parents"
        self.print_paper("guide" if interview and not (meeting and meeting.closed_on) else "compte_rendu", False)

    def print_paper(self, code: str, large: bool) -> None:
        self.commit()
        id = self.loaded.id if self.loaded is not None else ""
        if code == "guide_vierge":
            make = partial(_guide, self.context, "", "premier_contact", False)
        elif code == "parents":
            make = partial(_guide, self.context, id, "premier_contact", True)
        elif code.startswith("decisions"):
            prints.decisions(self.context, id, nameless=code.endswith("sans_noms"), large=large)
            return
        elif code == "compte_rendu":
            papers.show(self.context, "Compte rendu", partial(_minutes, self.context, id), large=large)
            return
        elif code == "complet":
            make = partial(_guide, self.context, id, "premier_contact", False, full=True)
        else:
            make = partial(_guide, self.context, id, code.partition(":")[2] or "premier_contact", False)
        papers.show(self.context, "Feuille pour les parents" if code == "parents" else "Guide d’entretien", make, large=large)

    def begin_concertation(self) -> None:
        """Situation after situation on the whole screen; the agenda first when there is none."""
        if self.loaded is not None and self.loaded.extra.get("agenda"):
            self.ask_room()
        elif self.loaded is not None:
            self.agenda_asked.emit()

    def ask_room(self) -> None:
        """For the length written in the meeting, or an hour."""
        if self.loaded is not None and self.view is not None:
            self.commit()
            minutes = length(str(self.view.answers().get("duree") or "")) or HOUR
            self.room_asked.emit(self.loaded.id, min(minutes, LONGEST))

    def close_meeting(self) -> None:
        """What was said is written; decisions are already tasks."""
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.meetings.close, self.loaded.id), None)

    def reopen_meeting(self) -> None:
        if self.loaded is not None:
            verbs.write(self.context, partial(self.context.session.meetings.close, self.loaded.id, False), None)

    def show_sections(self) -> None:
        self.sections_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def open_student(self) -> None:
        meeting = self.meeting
        if meeting is not None and meeting.student_ids:
            self.commit()
            self.context.navigate("student", meeting.student_ids[0])

    def remove(self) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.meetings.remove, self.loaded.id), None)

    def erase(self) -> None:
        meeting = self.meeting
        if meeting is not None:
            self.commit()
            verbs.erase(self.context, self, "meeting", meeting.id, f"cette réunion ({kind_label(meeting.kind)})", self._erased)

    def _erased(self, _changes: Changes) -> None:
        self._vanished(RuntimeError("erased"))

    def actions_here(self) -> list[QAction]:
        if self.loaded is None:
            return []
        return [*self.papers.menu.actions(), *(a for a in self.more.menu().actions() if not a.isSeparator() and a.isVisible())]


def kind_label(code: str) -> str:
    return MEETING_KINDS[code].label if code in MEETING_KINDS else code


def reminders(loaded: Loaded) -> str:
    """What must not be forgotten, drawn from the family."""
    lines = []
    if MEETING_KINDS[loaded.record.kind].parents:
        lines.append("Les parents peuvent se faire accompagner.")
    for student in loaded.student:
        if any(g.interpreter for g in student.guardians):
            lines.append("Un interprète est demandé.")
        if any(g.no_contact_since for g in student.guardians):
            lines.append("Un responsable n’est plus à contacter : voir Famille.")
        if len([g for g in student.guardians if g.authority != "no" and not g.no_contact_since]) > 1:
            lines.append("Chaque parent reçoit un exemplaire.")
    return "\n".join(dict.fromkeys(lines))


def _guide(context: Context, meeting: str, situation: str, for_parents: bool, large: bool, full: bool = False) -> bytes:
    return context.session.printing.interview_guide(meeting_id=meeting or None, situation=situation, for_parents=for_parents,
                                                    large=large, full=full)


def _minutes(context: Context, meeting: str, large: bool) -> bytes:
    return context.session.printing.meeting(meeting, large=large)
