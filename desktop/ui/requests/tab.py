"""« Demandes »: what one does there, and the records that open there."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction

from desktop.services.request_rules import asks_only
from desktop.services.request_values import ContributionValue, DecisionValue
from desktop.services.values import SchoolRow, Student
from desktop.texts import list_name, parse_day, plain_date
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.requests import prints
from desktop.ui.requests.bar import BOARD, HELP, LIST, MODES, RESUME
from desktop.ui.requests.new_request import NEW as NEW_DRAFT
from desktop.ui.requests.new_request import NewRequestPage
from desktop.ui.requests.pages import ActPage
from desktop.ui.requests.screen import RequestsScreen
from desktop.ui.widgets import action

NEW = "nouvelle:"
"""``navigate("request", "nouvelle:<élève>")`` opens the page of a new request, already about a child."""
_HELP_TABLES = ("intervention", "member", "sitting", "slot")


class RequestsTab(RequestsScreen):
    """Cards, acts, pages."""

    tables = ("request", "contribution", "decision", *_HELP_TABLES)

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        self._connect()

    def _connect(self) -> None:
        self.bar.print_asked.connect(self._print)
        self.bar.new_asked.connect(self.new_here)
        self.bar.danger_asked.connect(self.danger)
        self.bar.concertation_asked.connect(self.prepare_concertation_of)
        self.bar.form_asked.connect(self.take_form)
        self.board.opened.connect(self.open_card)
        self.board.taken.connect(self._take_card)
        self.board.moved.connect(self._drop_card)
        self.board.menu_asked.connect(self._card_menu)
        self.board.more_asked.connect(self._see_column)
        self.acts.page_asked.connect(self._act_page)
        self.acts.gone.connect(self._gone)
        self.pane.new_asked.connect(self.new_here)
        self.pane.request_sheet.danger_asked.connect(self.danger)
        self.pane.request_sheet.pli_asked.connect(self.send_pli)
        self.pane.request_sheet.help_asked.connect(self._begin_help)
        self.pane.request_sheet.concertation_asked.connect(self.prepare_concertation_of)

    # cards
    def open_card(self, id: str) -> None:
        """Entrée: the sheet, with all the room; Échap comes back to the card."""
        if id:
            self._show_pane(alone=True)
            self.pane.open_id(id)
            self.pane.show_sheet()
            self.pane.request_sheet.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_card(self, id: str) -> None:
        row = self.board.row(id)
        if row is None:
            return
        if row.free and not asks_only(self.context.session.actor.roles):
            self.acts.take(id)
        elif row.people:
            self.context.notices.tell(f"Déjà prise par {', '.join(row.people)}.")

    def _drop_card(self, id: str, column: str) -> None:
        row = self.board.row(id)
        if row is not None:
            self.acts.drop(row, column)

    def _card_menu(self, id: str, where: QPoint) -> None:
        row = self.board.row(id)
        if row is not None:
            self.acts.menu(row, partial(self.open_card, id), self).exec(where)

    def _see_column(self, code: str) -> None:
        """« N autres »: the list on that column, same filters."""
        self.filters.set(state=code)
        self.set_mode(LIST)
        self.pane.focus_list()

    # pages
    def _gone(self) -> None:
        if self.pane.alone:
            self.pane.close_sheet()

    def _act_page(self, page: ActPage) -> None:
        """Words asked by an act, in place of the sheet or of the board."""
        if self.stack.currentWidget() is not self.pane:
            self._show_pane(alone=True)
        page.left.connect(self.pane.page_left)
        page.saved.connect(self.pane.page_left)
        self.pane.open_page(page)

    def new_here(self) -> None:
        """Ctrl+N."""
        if self.mode == HELP:
            self.later("new_here")
        else:
            self._new(None)

    def new_request(self) -> None:
        self._new(None)

    def see_board(self) -> None:
        self.set_mode(BOARD)

    def see_requests(self) -> None:
        self.set_mode(LIST)

    def see_helps(self) -> None:
        self.set_mode(HELP)

    def see_resume(self) -> None:
        self.set_mode(RESUME)

    def _new(self, student: Student | None) -> None:
        self.context.jobs.read(self.context.session.schools.all, partial(self._new_with, student), self.context.fail)

    def _new_with(self, student: Student | None, schools: tuple[SchoolRow, ...]) -> None:
        chosen = self.filters.query.school or (schools[0].id if len(schools) == 1 else "")
        page = NewRequestPage(self.context, schools, school=chosen)
        page.sent.connect(self._sent)
        page.kept.connect(self._open_new)
        page.left.connect(self.pane.page_left)
        page.opened.connect(self._open_new)
        page.danger_asked.connect(self.danger)
        page.words_asked.connect(self._words)
        if self.stack.currentWidget() is not self.pane:
            self._show_pane(alone=self.mode != LIST)
        self.pane.open_page(page)
        if student is not None:
            page.set_student(student.id, list_name(student.last_name, student.first_name))
        page.focus_first()

    def _sent(self, id: str) -> None:
        """Sent: on the board, on its card; in the list, its sheet."""
        announce(self, "Demande envoyée.")
        if self.mode == LIST:
            self.open_record("request", id)
            return
        self.pane._leave_page()
        self.board.select_id(id, later=True, keyboard=True)
        self.set_mode(BOARD)

    def _open_new(self, id: str) -> None:
        self.pane._leave_page()
        self.open_record("request", id)

    def _words(self) -> None:
        """« Aide pour mettre en mots »."""
        from desktop.ui.requests.wording_help import show

        show(self.context, self)

    def danger(self) -> None:
        """Whom to call, now: nothing of it is written, not even that it was opened."""
        command(self.context, "danger")

    def take_form(self) -> None:
        """A filled PDF that came back: the same as dropping it on the window."""
        command(self.context, "open_form")

    def send_pli(self) -> None:
        """« Échanges », on a pli that holds the request in front."""
        command(self.context, "prepare_pli")

    def request_in_front(self) -> tuple[str, str]:
        """The request whose sheet is shown, and its name; nothing from the board."""
        value = self.pane.request_sheet.value if self.stack.currentWidget() is self.pane else None
        return (value.id, value.title) if value is not None and value.state != "draft" else ("", "")

    def _begin_help(self, kind: str, request: str, student: str) -> None:
        """The page of a new help, about this child and from this request."""
        if student:
            self.context.jobs.read(partial(self.context.session.students.get, student), partial(self._help, kind, request),
                                   self.context.fail)
        else:
            self._help(kind, request, None)

    def _help(self, kind: str, request: str, student: Student | None) -> None:
        self.set_mode(HELP)
        self.later("new_help", kind, student, request)

    def prepare_concertation_of(self, id: str = "") -> None:
        """A réunion de synthèse with this request on its agenda: the one that has it already, else a new one."""
        if not id:
            self._prepare("")
            return
        coming = partial(self.context.session.concertation.coming_of, id)
        self.context.jobs.read(coming, partial(self._prepare_or_open, id), self.context.fail, key=(self, "coming"))

    def _prepare_or_open(self, id: str, coming: tuple[str, str]) -> None:
        meeting, day = coming[0], parse_day(coming[1])
        if not meeting:
            self._prepare(id)
            return
        self.context.navigate("meeting", meeting)
        self.context.notices.tell(f"Cette demande est déjà à l’ordre du jour du {plain_date(day)}." if day else
                                  "Cette demande est déjà à l’ordre du jour d’une réunion.")

    def _prepare(self, id: str) -> None:
        from desktop.ui.requests.concertation.prepare import PreparePage

        page = PreparePage(self.context, chosen=(id,) if id else ())
        page.left.connect(self.pane.page_left)
        page.saved.connect(self._prepared)
        if self.stack.currentWidget() is not self.pane:
            self._show_pane(alone=True)
        self.pane.open_page(page)
        page.begin()

    def _prepared(self, meeting: str) -> None:
        self.pane.page_left()
        self.context.navigate("meeting", meeting)

    # what the window asks
    def open_record(self, table: str, id: str) -> None:
        if table in _HELP_TABLES:
            self.set_mode(HELP)
            self.later("open_record", table, id)
        elif table == "contribution":
            self.context.jobs.read(partial(self.context.session.requests.contribution, id), self._open_of, self.context.fail)
        elif table == "decision":
            self.context.jobs.read(partial(self.context.session.concertation.decision, id), self._open_of, self.context.fail)
        elif id == NEW_DRAFT or id.startswith(NEW):
            self._open_for(id.partition(":")[2])
        elif ":" in id:
            self._continue(*id.split(":", 1))
        elif self.mode == LIST:
            self._show_pane(alone=False)
            self.pane.open_record("request", id)
        else:
            self.set_mode(BOARD)
            self.board.select_id(id, later=True)
            self.open_card(id)

    def _continue(self, name: str, id: str) -> None:
        """Words begun and not kept, taken up again from Accueil: their page, over the request."""
        if name == "contribution_ecrite":
            self.open_record("contribution", id)
            return
        self.open_record("request", id)
        acts = {"decision": self.acts.decide, "contribution": self.acts.contribute, "demande_completer": self.acts.complete,
                "demande_clore": self.acts.close, "demande_decliner": self.acts.decline, "demande_nouvelle": self.acts.news,
                "demande_rendre": self.acts.give_back, "demande_repondue": self.acts.answered,
                "demande_proposer": self.acts.propose, "demande_modifier": self.acts.edit}
        if name in acts:
            acts[name](id)

    def _open_of(self, value: ContributionValue | DecisionValue) -> None:
        """A decision about a child put on an agenda without a request opens its meeting, or the child."""
        if value.request_id:
            self.open_record("request", value.request_id)
        elif isinstance(value, DecisionValue):
            self.context.navigate(*(("meeting", value.meeting_id) if value.meeting_id else ("student", value.student_id)))

    def _open_for(self, student: str) -> None:
        if student:
            self.context.jobs.read(partial(self.context.session.students.get, student), self._new, self.context.fail)
        else:
            self._new(None)

    def _print(self, code: str, large: bool) -> None:
        if code.startswith("pdf:"):
            prints.fillable(self.context, self, code.removeprefix("pdf:"))
        else:
            prints.show(self.context, code, large=large)

    def print_here(self) -> None:
        """Ctrl+P: the request that is open, else a blank one."""
        if self.stack.currentWidget() is self.pane and self.pane.sheet.loaded is not None:
            self.pane.request_sheet.print_first()
        elif self.mode in self._later:
            self.later("print_here")
        else:
            prints.show(self.context, "request_blank")

    def focus_search(self) -> None:
        if self.mode in self._later:
            self.later("focus_search")
            return
        if self.mode != LIST or self.pane.alone:
            self.set_mode(LIST)
        self.pane.focus_search()

    def toggle_full(self) -> None:
        if self.stack.currentWidget() is self.pane:
            self.pane.toggle_full()
        else:
            super().toggle_full()

    def actions_here(self) -> list[QAction]:
        page = self.stack.currentWidget()
        inside = self.pane.request_sheet.actions_here() if page is self.pane else getattr(page, "actions_here", list)()
        acts = (self.see_board, self.see_requests, self.see_helps, self.see_resume)
        views = [action(f"Voir : {label}", act, name=f"voir_mode_{mode}", parent=self)
                 for mode, (label, act) in enumerate(zip(MODES, acts, strict=True))]
        return [action("Nouvelle demande", self.new_request, icon="plus", name="action_nouvelle_demande", parent=self),
                *inside, *views, *self.bar.actions_here()]


def command(context: Context, name: str) -> None:
    """A page over the tabs, by its name in the window's commands."""
    workspace = getattr(context.navigate, "__self__", None)
    asked = getattr(workspace, "command_asked", None)
    if asked is not None:
        asked.emit(name)
