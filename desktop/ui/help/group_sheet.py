"""A help on one sheet: its objectives, reviews and return to class written at left; children, sessions and times beside."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.catalogue import form
from desktop.forms.request_kinds import FUNCTIONS, INTERVENTIONS
from desktop.services.request_values import InterventionValue, MemberRow, SittingRow
from desktop.ui.context import Context
from desktop.ui.help.side import HelpSide
from desktop.ui.help.words import help_facts, help_title
from desktop.ui.records import verbs
from desktop.ui.records.head import SheetHead
from desktop.ui.records.writing import Loaded, WritingSheet
from desktop.ui.widgets import action, button, first, icon_button, menu_button

SIDE_WORDS = "Voir les élèves, les séances, les horaires"


class GroupSheet(WritingSheet):
    """One help: individual, a group, in class, or prevention."""

    table = "intervention"
    outline_name = "Sections de l’aide"
    outline_width = 176
    side_width = 304
    side_from = 1180
    fold_complete = False
    sitting_asked = Signal(object)
    """Note a session: a ``SittingRow`` to take up again, or nothing."""
    page_asked = Signal(str, str)
    """A page for one act: ``join``, ``leave``, ``member``, ``end``, ``review``, ``edit``, ``slot`` and an id."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, name="fiche_aide", parent=parent)
        self.setAccessibleName("Aide")
        self.side_auto = True

    # build
    def make_head(self) -> SheetHead:
        self.back_button = button("Aides", "plain", name="aide_retour", icon="arrow-left", clicked=self.back_asked.emit)
        self.note_button = first("Noter la séance", name="aide_noter_seance", icon="check", clicked=self.ask_sitting)
        self.start_button = button("Commencer", name="aide_commencer", clicked=self.start)
        self.end_button = button("Terminer…", name="aide_terminer", clicked=partial(self._ask, "end"))
        self.side_button = icon_button("users", SIDE_WORDS, name="aide_voir_cote", clicked=self.toggle_side)
        self.more = menu_button("", [
            action("Noter la séance", self.ask_sitting, icon="check", name="aide_action_seance"),
            action("Faire un bilan…", partial(self._ask, "review"), icon="clipboard-list", name="aide_bilan"),
            action("Ajouter un élève…", partial(self._ask, "join"), icon="user-plus", name="aide_ajouter_eleve"),
            action("Ajouter un horaire…", partial(self._ask, "slot"), icon="calendar-plus", name="aide_ajouter_horaire"),
            action("Titre, école, dates…", partial(self._ask, "edit"), icon="pencil", name="aide_modifier"),
            action("Élèves, séances et horaires", self.toggle_side, icon="users", name="aide_cote_montrer"),
            None,
            action("Ouvrir la fiche de l’élève", self.open_student, icon="user", name="aide_eleve"),
            action("Ouvrir la demande", self.open_request, icon="inbox", name="aide_demande"),
            action("Ouvrir le projet", self.open_project, icon="file-text", name="aide_projet"),
            action("Versions", self.versions_asked.emit, icon="history", name="aide_versions"),
            action("Qui peut voir ceci ?", self.show_who, icon="eye", name="aide_qui"),
            action("Supprimer", self.remove, icon="trash-2", name="aide_supprimer"),
        ], "icon", name="aide_plus", icon="ellipsis", accessible="Autres actions sur l’aide")
        self.full_button = icon_button("maximize-2", "Pleine largeur (F11)", name="aide_pleine_largeur",
                                       clicked=self.full_asked.emit)
        return SheetHead((self.note_button, self.start_button, self.end_button, self.side_button, self.more), name="aide_tete",
                         before=(self.back_button,))

    def make_side(self) -> QWidget:
        self.panel = HelpSide()
        self.panel.join_asked.connect(partial(self._ask, "join"))
        self.panel.member_asked.connect(partial(self._ask, "member"))
        self.panel.leave_asked.connect(partial(self._ask, "leave"))
        self.panel.project_asked.connect(partial(self._ask, "project"))
        self.panel.open_project_asked.connect(self._go_project)
        self.panel.student_asked.connect(self._go_student)
        self.panel.sitting_asked.connect(self._ask_sitting_again)
        self.panel.remove_sitting_asked.connect(self._remove_sitting)
        self.panel.slot_asked.connect(partial(self._ask, "slot"))
        self.panel.new_slot_asked.connect(partial(self._ask, "slot"))
        return self.panel

    # record
    def read(self, id: str) -> Loaded:
        value = self.context.session.helping.get(id)
        return Loaded(id, value.student_id, form("aide"), value.answers, value.seen, value)

    def store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        return self.context.session.helping.save(id, answers, seen)

    def title_of_draft(self) -> str:
        value = self.value
        return help_title(value) if value else ""

    @property
    def value(self) -> InterventionValue | None:
        return self.loaded.record if self.loaded is not None else None

    def member(self, id: str) -> MemberRow | None:
        value = self.value
        return next((one for one in value.members if one.id == id), None) if value else None

    def sitting(self, id: str) -> SittingRow | None:
        value = self.value
        return next((one for one in value.sittings if one.id == id), None) if value else None

    def dress(self) -> None:
        value, loaded = self.value, self.loaded
        if value is None or loaded is None:
            return
        kind = INTERVENTIONS.get(value.kind, value.kind)
        self.head.set_words(help_title(value), help_facts(value, kind, FUNCTIONS.get(value.function, "")))
        running = value.state != "ended"
        self.note_button.setVisible(running and loaded.writes)
        self.start_button.setVisible(value.state == "prepared" and loaded.writes)
        self.end_button.setVisible(value.state == "running" and loaded.writes)
        shown = {"aide_eleve": bool(value.student_id), "aide_demande": bool(value.request_id),
                 "aide_projet": bool(value.project_id), "aide_ajouter_eleve": value.kind != "individual" and loaded.writes,
                 "aide_action_seance": running and loaded.writes, "aide_bilan": loaded.writes, "aide_modifier": loaded.writes,
                 "aide_ajouter_horaire": loaded.writes, "aide_supprimer": loaded.writes}
        for entry in self.more.menu().actions():
            if entry.objectName() in shown:
                entry.setVisible(shown[entry.objectName()])
        self.panel.set_value(value, self.context.session.clock.today().isoformat(), writes=loaded.writes)

    def _changed(self, changes: Changes, initiator: object) -> None:
        """A session, a child or a time written anywhere: the panel follows; the form as any other."""
        super()._changed(changes, initiator)
        if self.loaded is not None and changes.tables & {"member", "sitting", "presence", "slot", "enrolment"} \
                and not {("intervention", self.loaded.id)} & changes.touched:
            self.context.jobs.read(partial(self._read_whole, self.loaded.id), partial(self._refreshed, False), self._vanished,
                                   key=(self, "side"))

    def fitted(self) -> None:
        """Beside the form there is no need of the way to the side; alone, it leads back to what is written."""
        self.back_button.setText("" if self.width() < 900 else "\u2009Aides")
        beside = self.side_shown() and self.form_holder.isVisibleTo(self)
        self.side_button.setVisible(not beside)
        words = "Revenir aux objectifs" if self.side_shown() else SIDE_WORDS
        self.side_button.setAccessibleName(words)
        self.side_button.setToolTip(words)

    # acts
    def focus_first(self) -> None:
        """Opened by Entrée: one more Entrée notes the session."""
        if self.note_button.isVisible():
            self.note_button.setFocus()

    def ask_sitting(self) -> None:
        self.commit()
        self.sitting_asked.emit(None)

    def _ask_sitting_again(self, id: str) -> None:
        self.commit()
        self.sitting_asked.emit(self.sitting(id))

    def _remove_sitting(self, id: str) -> None:
        verbs.write(self.context, partial(self.context.session.helping.remove_sitting, id), None)

    def _ask(self, what: str, id: str = "") -> None:
        if self.loaded is not None:
            self.commit()
            self.page_asked.emit(what, id)

    def start(self) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.helping.start, self.loaded.id), None)

    def _go_student(self, id: str) -> None:
        self.commit()
        self.context.navigate("student", id)

    def open_student(self) -> None:
        if self.value is not None:
            self._go_student(self.value.student_id)

    def open_request(self) -> None:
        if self.value is not None:
            self.commit()
            self.context.navigate("request", self.value.request_id)

    def open_project(self) -> None:
        if self.value is not None:
            self._go_project(self.value.project_id)

    def _go_project(self, id: str) -> None:
        self.commit()
        self.context.navigate("project", id)

    def remove(self) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.helping.remove, self.loaded.id), None)

    def actions_here(self) -> list[QAction]:
        if self.loaded is None:
            return []
        return [a for a in self.more.menu().actions() if not a.isSeparator() and a.isVisible()]
