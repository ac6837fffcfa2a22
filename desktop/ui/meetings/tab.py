"""The tab of meetings: coming ones first, one sheet each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.values import Draft, MeetingRow, Student
from desktop.ui.meetings.neutral import NeutralPage
from desktop.ui.meetings.new_meeting import MeetingDatePage, NewMeetingPage
from desktop.ui.meetings.sheet import MeetingSheet
from desktop.ui.paged_model import Line, Source
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.lines import meeting_line
from desktop.ui.records.sources import Whole
from desktop.ui.records.writing_tab import WritingTab
from desktop.ui.widgets import EmptyState, action, first, link

if TYPE_CHECKING:
    from desktop.ui.requests.concertation.prepare import PreparePage

PURPOSE = "Ici se préparent et se racontent les entretiens et les réunions ; chaque décision devient une tâche."


class MeetingsTab(WritingTab):
    """« Réunions »."""

    room_asked = Signal(str, int)
    """A meeting to show alone, for so many minutes."""
    name = "reunions"
    placeholder = "Élève, école, objet…"
    list_name = "Liste des réunions"
    one, many = "réunion", "réunions"
    chips = (("all", "Toutes"), ("coming", "À venir"), ("past", "Passées"))
    tables = ("meeting", "agenda")
    table = "meeting"

    def make_sheet(self) -> MeetingSheet:
        self.meeting_sheet = MeetingSheet(self.context)
        self.meeting_sheet.neutral_asked.connect(self.show_neutral)
        self.meeting_sheet.edit_asked.connect(self.edit_date)
        self.meeting_sheet.room_asked.connect(self.room_asked)
        self.meeting_sheet.agenda_asked.connect(self.edit_agenda)
        return self.meeting_sheet

    def make_blank(self) -> EmptyState:
        return EmptyState("Choisissez une réunion dans la liste, ou préparez-en une.",
                          first("Préparer une réunion", name="reunion_vide_preparer", icon="calendar-plus",
                                clicked=self.new_here),
                          name="reunion_vide")

    def make_empty(self) -> EmptyState:
        self._first = first("Préparer une réunion", name="reunions_vide_preparer", icon="calendar-plus", clicked=self.new_here)
        self._guide = link("Imprimer un guide d’entretien vierge", name="reunions_vide_guide", clicked=self.print_blank)
        self._empty = EmptyState("", self._first, self._guide, name="reunions_vide")
        return self._empty

    def counted(self, total: int) -> None:
        whole = not self.search.text() and self.chip == "all"
        self._empty.sentence.setText(PURPOSE if whole else "Aucune réunion ne correspond.")
        self._first.setVisible(whole)
        self._guide.setVisible(whole)
        self.open_first(total)

    def describe(self, row: MeetingRow) -> Line:
        return meeting_line(row, self.context.session.clock.today())

    def source(self) -> Source:
        return Whole(partial(self.context.session.meetings.list, self.search.text(), None, self.chip)).source()

    # new
    def open_record(self, table: str, id: str) -> None:
        """A meeting, « nouvelle:<kind>:<pupil> » from a pupil's sheet, « concertation:<requests> » from « Demandes », or a
        situation whose decision is being typed."""
        if id.startswith("concertation:"):
            self.prepare_concertation([one for one in id.partition(":")[2].split(",") if one])
            return
        if table == "agenda":
            self.context.jobs.read(partial(self.context.session.drafts.get, "agenda", id), self._open_situation,
                                   self.context.fail)
            return
        if id.startswith("nouvelle:"):
            _, kind, student = id.split(":", 2)
            self.context.jobs.read(partial(self.context.session.students.get, student), partial(self._new_for, kind),
                                   self.context.fail)
            return
        super().open_record(table, id)

    def new_here(self) -> None:
        self._open_new(NewMeetingPage(self.context))

    def _new_for(self, kind: str, student: Student) -> None:
        self._open_new(NewMeetingPage(self.context, kind=kind, student=student))

    def _open_new(self, page: NewMeetingPage) -> None:
        page.saved.connect(self._made)
        page.left.connect(self.back_to_sheet)
        self.open_page(page)
        page.fields.editors["date"].focus_target().setFocus()

    def _made(self, changes: Changes) -> None:
        super().open_record("meeting", changes.created[0])

    def edit_date(self) -> None:
        meeting = self.meeting_sheet.meeting
        if meeting is not None:
            self.sheet.commit()
            page = MeetingDatePage(self.context, meeting, self.meeting_sheet.names())
            page.saved.connect(self._date_saved)
            page.left.connect(self.back_to_sheet)
            self.open_page(page)
            page.fields.editors["date"].focus_target().setFocus()

    def _date_saved(self, _changes: Changes) -> None:
        loaded = self.sheet.loaded
        self.back_to_sheet()
        if loaded is not None:
            self.sheet.leave()
            self.sheet.open(loaded.id)

    # concertation
    def prepare_concertation(self, requests: Sequence[str] = ()) -> None:
        """« Préparer une concertation »: a date, the requests to look into, their order."""
        from desktop.ui.requests.concertation.prepare import PreparePage

        self._open_prepare(PreparePage(self.context, chosen=requests))

    def edit_agenda(self) -> None:
        """« Ordre du jour… » of the meeting shown."""
        from desktop.ui.requests.concertation.prepare import PreparePage

        meeting = self.meeting_sheet.meeting
        if meeting is not None:
            self.sheet.commit()
            self._open_prepare(PreparePage(self.context, meeting=meeting))

    def _open_prepare(self, page: PreparePage) -> None:
        page.saved.connect(self._prepared)
        page.left.connect(self.back_to_sheet)
        self.open_page(page)
        page.begin()

    def _prepared(self, meeting: str) -> None:
        self.sheet.leave()
        super().open_record("meeting", meeting)

    def _open_situation(self, draft: Draft | None) -> None:
        meeting = str(draft.values.get("meeting") or "") if draft is not None else ""
        if meeting:
            super().open_record("meeting", meeting)

    def leaving_page(self, page: QWidget) -> None:
        if isinstance(page, EditPage):
            page.close_writing()

    # acts
    def show_neutral(self) -> None:
        """Nothing about any child on the wall; Échap comes back."""
        self.sheet.commit()
        page = NeutralPage()
        page.left.connect(self._leave_neutral)
        self.set_full(True)
        self.open_page(page)
        page.back.setFocus()

    def _leave_neutral(self) -> None:
        self.back_to_sheet()

    def remove_here(self) -> None:
        self.meeting_sheet.remove()

    def print_here(self) -> None:
        if self.sheet.loaded is not None:
            self.meeting_sheet.print_first()
        else:
            self.print_blank()

    def print_blank(self) -> None:
        self.meeting_sheet.print_paper("guide_vierge", False)

    def actions_here(self) -> list[QAction]:
        return [action("Préparer une réunion", self.new_here, icon="calendar-plus", name="action_nouvelle_reunion", parent=self),
                action("Préparer une concertation", self.prepare_concertation, icon="users", name="action_concertation",
                       parent=self),
                *self.meeting_sheet.actions_here()]
