"""The helps as a list beside one sheet; pages for the acts on one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.helping_links import projects_of
from desktop.services.request_values import InterventionRow, InterventionValue, MemberRow, SittingRow
from desktop.services.values import ProjectRow, SchoolRow, Student
from desktop.ui.help.attendance import DRAFT, AttendancePage
from desktop.ui.help.end_help import EndPage, ReviewPage
from desktop.ui.help.group_sheet import GroupSheet
from desktop.ui.help.members import JoinPage, LeavePage, MemberPage, ProjectPage
from desktop.ui.help.new_help import Boost, EditHelpPage, NewHelpPage, counted
from desktop.ui.help.words import help_line
from desktop.ui.paged_model import Line, Source
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.sources import Whole
from desktop.ui.records.writing_tab import WritingTab
from desktop.ui.widgets import EmptyState, action, first, hbox, link

PURPOSE = "Ici se suivent les aides du pôle : groupes, aides individuelles, prévention, et leurs séances."


class HelpTab(WritingTab):
    """The list, the sheet, and the pages for one act. ``timetable_asked(slot, help, school)`` leaves for the week."""

    timetable_asked = Signal(str, str, str)
    name = "aides"
    placeholder = "Groupe, élève, école…"
    list_name = "Liste des aides"
    one, many = "aide", "aides"
    chips = (("running", "En cours"), ("mine", "Miennes"), ("prepared", "Prévues"), ("ended", "Terminées"))
    tables = ("intervention", "member", "sitting", "slot")
    table = "intervention"

    def make_sheet(self) -> GroupSheet:
        self.group_sheet = GroupSheet(self.context)
        self.group_sheet.sitting_asked.connect(self.note_sitting)
        self.group_sheet.page_asked.connect(self.ask_page)
        self.group_sheet.opened.connect(self._sheet_opened)
        self._then = ""
        self._boosts: tuple[Boost, ...] = ()
        self._schools: tuple[SchoolRow, ...] = ()
        return self.group_sheet

    def make_blank(self) -> EmptyState:
        return EmptyState("Choisissez une aide dans la liste, ou commencez-en une.",
                          first("Nouvelle aide", name="aide_vide_nouvelle", icon="plus", clicked=self.new_here),
                          name="aide_vide")

    def make_empty(self) -> EmptyState:
        self._first = first("Nouvelle aide", name="aides_vide_nouvelle", icon="plus", clicked=self.new_here)
        self._boost_link = link("Coup de pouce", name="aides_vide_coup_de_pouce", clicked=self.new_boost)
        self._empty = EmptyState("", self._first, self._boost_link, name="aides_vide")
        return self._empty

    def head_extra(self) -> QWidget:
        self.week_button = link("Emploi du temps", name="aides_emploi_du_temps", icon="calendar-days",
                                clicked=partial(self.timetable_asked.emit, "", "", ""))
        self.new_button = link("Nouvelle aide", name="aides_nouvelle", icon="plus", clicked=self.new_here)
        holder = QWidget()
        hbox(holder, self.new_button, self.week_button, spacing=10)
        return holder

    def counted(self, total: int) -> None:
        whole = not self.search.text()
        self._empty.sentence.setText(PURPOSE if whole else "Aucune aide ne correspond.")
        self._first.setVisible(whole)
        self._boost_link.setText(counted(self._boosts) if self._boosts else "")
        self._boost_link.setVisible(whole and bool(self._boosts))
        self.open_first(total)

    def describe(self, row: InterventionRow) -> Line:
        return help_line(row, self.context.session.clock.today())

    def source(self) -> Source:
        helping = self.context.session.helping
        return Whole(partial(list_helps, helping.list, self.search.text(), self.chip)).source()

    def reload(self, *, announce: bool = False) -> None:
        super().reload(announce=announce and self.context.session.helping.told(self.search.text()))
        self.context.jobs.read(self._around, self._take_around, self.context.fail, key=(self, "autour"))

    def _around(self) -> tuple[dict[str, int | None], tuple[Boost, ...], tuple[SchoolRow, ...]]:
        session = self.context.session
        rows = list(session.helping.list(search=self.search.text()))
        told = session.helping.told(self.search.text())
        counts = {code: sum(1 for row in rows if concerns(row, code)) if told else None for code, _ in self.chips}
        return counts, tuple(session.helping.boosts()), session.schools.all()

    def _take_around(self, answer: tuple[dict[str, int | None], tuple[Boost, ...], tuple[SchoolRow, ...]]) -> None:
        counts, self._boosts, self._schools = answer
        for (code, _), chip in zip(self.chips, self.chip_buttons, strict=True):
            chip.set_count(counts[code])

    def written(self, changes: Changes, initiator: object) -> None:
        if changes.tables & {"intervention", "member"}:
            self.context.jobs.read(self._around, self._take_around, self.context.fail, key=(self, "autour"))

    # opening
    def open_id(self, id: str) -> None:
        super().open_id(id)
        if self.group_sheet.loaded is not None and self.group_sheet.loaded.id == id:
            self._sheet_opened()

    def _row_entered(self, id: str) -> None:
        self._then = "first"
        super()._row_entered(id)

    def open_record(self, table: str, id: str) -> None:
        """A help; « seance:<id> » also notes its session; a member, a session or a slot opens its help."""
        if id.startswith(DRAFT):
            self._then = "sitting"
            super().open_record("intervention", id.removeprefix(DRAFT))
        elif table == "intervention":
            super().open_record(table, id)
        else:
            self.context.jobs.read(partial(help_of, self.context.session, table, id), self._open_help, self.context.fail)

    def _open_help(self, id: str) -> None:
        if id:
            super().open_record("intervention", id)

    def _sheet_opened(self) -> None:
        then, self._then = self._then, ""
        if then == "sitting":
            self.note_sitting(None)
        elif then == "first":
            self.group_sheet.focus_first()

    # pages
    def note_sitting(self, sitting: SittingRow | None) -> None:
        value = self.group_sheet.value
        if value is not None:
            page = AttendancePage(self.context, value, sitting)
            page.kept.connect(self.back_to_sheet)
            page.left.connect(self.back_to_sheet)
            self.open_page(page)
            page.begin()

    def ask_page(self, what: str, id: str) -> None:
        """One act on the help that is open."""
        value, member = self.group_sheet.value, self.group_sheet.member(id)
        if value is None:
            return
        if what == "project" and member is not None:
            self.context.jobs.read(partial(projects_of, self.context.session, member.student_id),
                                   partial(self._project_page, value, member), self.context.fail, key=(self, "projects"))
            return
        if what == "slot":
            self.timetable_asked.emit(id, value.id, value.school_id)
            return
        makers: dict[str, Callable[[], EditPage]] = {
            "join": partial(JoinPage, self.context, value), "end": partial(EndPage, self.context, value),
            "review": partial(ReviewPage, self.context, value),
            "edit": partial(EditHelpPage, self.context, value, self._schools)}
        if member is not None:
            makers |= {"leave": partial(LeavePage, self.context, value, member),
                       "member": partial(MemberPage, self.context, value, member)}
        if what in makers:
            self._open_edit(makers[what]())

    def _project_page(self, value: InterventionValue, member: MemberRow, projects: tuple[ProjectRow, ...]) -> None:
        if not projects:
            self.context.notices.tell("Cet élève n’a pas de projet en cours : écrivez-le d’abord, dans « Projets ».")
            return
        self._open_edit(ProjectPage(self.context, value, member, projects))

    def _open_edit(self, page: EditPage) -> None:
        page.saved.connect(self._act_done)
        page.left.connect(self.back_to_sheet)
        self.open_page(page)
        if not isinstance(page, JoinPage | NewHelpPage):
            page.fields.focus_first()

    def _act_done(self, _changes: Changes) -> None:
        ended = self._page.id if isinstance(self._page, EndPage) else ""
        self.back_to_sheet()
        if ended:
            self._see_ended(ended)
        self.group_sheet.focus_first()

    def _see_ended(self, id: str) -> None:
        """A help that is over stays before one's eyes, among those that are: never another in its place."""
        if self.chip in ("running", "mine", "prepared"):
            self.pick_chip("ended")
            super().open_record("intervention", id)
            self.reload()

    def leaving_page(self, page: QWidget) -> None:
        if isinstance(page, EditPage | AttendancePage):
            page.close_writing()

    def back_to_sheet(self, _value: object = None) -> None:
        super().back_to_sheet()
        self.group_sheet.focus_first()

    # new
    def new_here(self) -> None:
        self.new_help()

    def new_boost(self) -> None:
        """« Coup de pouce » of period 1: children known last year, ticked."""
        self.context.jobs.read(self._around, self._boost_read, self.context.fail, key=(self, "pouce"))

    def _boost_read(self, answer: Any) -> None:
        self._take_around(answer)
        if not self._boosts:
            self.context.notices.tell("Aucun élève aidé l’an dernier n’est connu ici : commencez un groupe ordinaire.")
            return
        self._open_new(NewHelpPage(self.context, self._schools, boosts=self._boosts))

    def new_help(self, kind: str = "group", student: Student | None = None, request_id: str = "") -> None:
        """A help, for one child when she is known (from her request)."""
        open_it = partial(self._new_read, kind, student, request_id)
        self.context.jobs.read(self._around, open_it, self.context.fail, key=(self, "nouvelle"))

    def _new_read(self, kind: str, student: Student | None, request_id: str, answer: Any) -> None:
        self._take_around(answer)
        self._open_new(NewHelpPage(self.context, self._schools, kind=kind, student=student, request_id=request_id))

    def _open_new(self, page: NewHelpPage) -> None:
        page.saved.connect(self._made)
        page.left.connect(self.back_to_sheet)
        self.open_page(page)
        page.fields.focus_first()

    def _made(self, changes: Changes) -> None:
        if changes.created:
            self._then = "first"
            super().open_record("intervention", changes.created[0])

    # acts
    def remove_here(self) -> None:
        self.group_sheet.remove()

    def print_here(self) -> None:
        """What is printed of helps is the week, without a name."""
        self.timetable_asked.emit("print", "", "")

    def actions_here(self) -> list[QAction]:
        return [action("Nouvelle aide", self.new_here, icon="plus", name="action_nouvelle_aide", parent=self),
                action("Coup de pouce de la période 1", self.new_boost, icon="sparkles", name="action_coup_de_pouce",
                       parent=self),
                action("Emploi du temps", partial(self.timetable_asked.emit, "", "", ""), icon="calendar-days",
                       name="action_emploi_du_temps", parent=self),
                *self.group_sheet.actions_here()]


def concerns(row: InterventionRow, chip: str) -> bool:
    """Whether a help stands behind a chip; one's own are those that are not over."""
    return row.mine and row.state != "ended" if chip == "mine" else row.state == chip


def list_helps(read: Callable[..., Any], search: str, chip: str) -> tuple[InterventionRow, ...]:
    return tuple(row for row in read(search=search) if concerns(row, chip))


def help_of(session: Any, table: str, id: str) -> str:
    """The help a member, a session or a slot belongs to."""
    if table == "slot":
        return str(session.timetable.get(id).intervention_id)
    found = session.commun.one(f"SELECT intervention_id FROM {'sitting' if table == 'sitting' else 'member'} WHERE id=?", (id,))
    return str(found[0]) if found else ""
