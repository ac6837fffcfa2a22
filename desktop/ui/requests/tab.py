"""« Demandes »: the board, the list, the helps that run, what to take up again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.services.request_rules import asks_only
from desktop.services.request_values import ContributionValue, Counts, DecisionValue, RequestQuery, RequestRow
from desktop.services.values import SchoolRow, Student
from desktop.texts import list_name, plural
from desktop.ui import style
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.imports import drop
from desktop.ui.records.papers import PaperMenu
from desktop.ui.requests import prints
from desktop.ui.requests.actions import RequestActs
from desktop.ui.requests.board import Board
from desktop.ui.requests.filters import Filters, Segments
from desktop.ui.requests.list import PURPOSE, WATCHED, RequestsPane
from desktop.ui.requests.new_request import NewRequestPage
from desktop.ui.requests.pages import ActPage
from desktop.ui.tab_page import TabPage
from desktop.ui.widgets import EmptyState, action, first, link, menu_button, pane, vbox

MODES = ("Tableau", "Liste", "Aides", "À reprendre")
BOARD, LIST, HELP, RESUME = range(4)
NEW = "nouvelle:"
"""``navigate("request", "nouvelle:<élève>")`` opens the page of a new request, already about a child."""
_LATER = {HELP: "desktop.ui.help.page:HelpPage", RESUME: "desktop.ui.help.resume_page:ResumePage"}
_HELP_TABLES = ("intervention", "member", "sitting", "slot")


class RequestsTab(TabPage):
    """Segments at the top; the sheet of a request takes the place of the board it was opened from."""

    tables = ("request", "contribution", "decision", *_HELP_TABLES)

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        self.setObjectName("onglet_demandes")
        pane(self, "ground")
        self.narrow = False
        self.mode = BOARD
        self._read_once = False
        self._later: dict[int, QWidget] = {}
        self.filters = Filters(context)
        self.acts = RequestActs(context, self)
        self.pane = RequestsPane(session, context, self.filters, self.acts)
        self.board = Board(session.clock.today(), self._make_empty())
        self.segments = Segments(MODES, name="demandes_vue", accessible="Vue")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.board)
        self.stack.addWidget(self.pane)
        self.bar = self._make_bar()
        vbox(self, self.bar, self.stack).setStretch(1, 1)
        self._connect()
        self._fit()

    # build
    def _make_bar(self) -> QWidget:
        bar = pane(QWidget(), "ground")
        self.papers = PaperMenu(self._print, name="demandes_imprimer")
        for code, text in prints.BLANKS:
            self.papers.add(code, text)
        self.papers.menu.addSeparator()
        for code, text in prints.FILLABLE:
            self.papers.add(f"pdf:{code}", text)
        self.papers.end()
        self.more = menu_button("", [
            action("Préparer une concertation…", self.prepare_concertation, icon="presentation", name="demandes_concertation"),
            action("Un enfant en danger ?", self.danger, icon="info", name="demandes_danger"),
        ], "icon", name="demandes_plus", icon="ellipsis", accessible="Autres actions sur les demandes")
        self.new_button = first("Nouvelle demande", name="demandes_nouvelle", icon="plus", clicked=self.new_here)
        self._grid = QGridLayout(bar)
        self._grid.setContentsMargins(20, 12, 20, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.segments, 0, 0)
        self._grid.addWidget(self.filters, 0, 1)
        for at, widget in enumerate((self.more, self.papers.button, self.new_button)):
            self._grid.addWidget(widget, 0, 2 + at)
        self._stacked = False
        return bar

    def _make_empty(self) -> EmptyState:
        self._empty_first = first("Nouvelle demande", name="tableau_vide_nouvelle", icon="plus", clicked=self.new_here)
        self._empty_link = link("Voir les brouillons et les demandes closes", name="tableau_vide_liste", clicked=self.see_list)
        self._empty = EmptyState(PURPOSE, self._empty_first, self._empty_link, name="tableau_vide")
        return self._empty

    def _connect(self) -> None:
        self.segments.picked.connect(self.set_mode)
        self.filters.changed.connect(self._filtered)
        self.board.opened.connect(self.open_card)
        self.board.taken.connect(self._take_card)
        self.board.moved.connect(self._drop_card)
        self.board.menu_asked.connect(self._card_menu)
        self.board.more_asked.connect(self._see_column)
        self.acts.page_asked.connect(self._act_page)
        self.acts.gone.connect(self._gone)
        self.pane.new_asked.connect(self.new_here)
        self.pane.home_asked.connect(self._home)
        self.pane.full_width.connect(self._full)
        self.pane.request_sheet.danger_asked.connect(self.danger)
        self.pane.request_sheet.concertation_asked.connect(self.prepare_concertation_of)
        self.context.signals.changed.connect(self._changed)
        self.context.signals.day_changed.connect(self._new_day)

    # the board
    def reload(self) -> None:
        """The board again, with the counts of its columns and chips."""
        query = self._board_query()

        def read() -> tuple[dict[str, tuple[RequestRow, ...]], Counts, dict[str, int]]:
            requests = self.context.session.requests
            return requests.board(query), requests.counts(query), dict(self.context.session.pole_settings.reminders())

        self.context.jobs.read(read, self._arrived, self.context.fail, key=(self, "board"))

    def _board_query(self) -> RequestQuery:
        query = self.filters.query
        view = query.view if query.view not in ("drafts", "closed") else "all"
        return replace(query, view=view, search="", state="")

    def _arrived(self, answer: tuple[dict[str, tuple[RequestRow, ...]], Counts, dict[str, int]]) -> None:
        rows, counts, targets = answer
        self.filters.set_counts(counts.views)
        self.board.columns["acknowledged"].set_target(_within("répondre", targets.get("acknowledge", 0)))
        self.board.columns["under_analysis"].set_target(_within("décider", targets.get("decide", 0)))
        self.board.show_board(rows, counts)
        empty = not any(rows.values())
        self.board.set_empty(empty)
        filtered = self.filters.filtered()
        self._empty.sentence.setText("Aucune demande ne correspond." if filtered else PURPOSE)
        self._empty_first.setVisible(not filtered)
        self._empty_link.setText("Enlever les filtres" if filtered else "Voir les brouillons et les demandes closes")

    def see_list(self) -> None:
        """The link of an empty board."""
        if self.filters.filtered():
            self.filters.set(view="all")
            self.filters.clear()
            self.reload()
        else:
            self.set_mode(LIST)

    def _filtered(self) -> None:
        self.pane.pick_chip(self.filters.query.view)
        if self.mode == LIST:
            self.pane.reload(announce=True)
        else:
            self.reload()

    def open_card(self, id: str) -> None:
        """Entrée: the sheet, with all the room; Échap comes back to the card."""
        if id:
            self._show_pane(alone=True)
            self.pane.open_id(id)
            self.pane.show_sheet()
            self.pane.request_sheet.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

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

    # modes
    def set_mode(self, mode: int) -> None:
        """Tableau, Liste, Aides, À reprendre."""
        if self.mode == LIST and mode == BOARD and (self.filters.query.state or self.filters.query.view in ("drafts", "closed")):
            self.filters.put_view("all")
            self.filters.set(state="")
        self._leave_sheet()
        self.mode = mode
        self.segments.set_current(mode)
        if mode == BOARD:
            self.stack.setCurrentWidget(self.board)
            self.reload()
        elif mode == LIST:
            self._show_pane(alone=False)
            self.pane.reload()
        else:
            page = self._page_of(mode)
            self.stack.setCurrentWidget(page)
            getattr(page, "refresh", _nothing)()
        self._fit()

    def _page_of(self, mode: int) -> QWidget:
        if mode not in self._later:
            module, name = _LATER[mode].split(":")
            page: QWidget = getattr(import_module(module), name)(self.session, self.context)
            full = getattr(page, "full_width", None)
            if full is not None:
                full.connect(self._full)
            getattr(page, "set_narrow", _nothing)(self.narrow)
            self._later[mode] = page
            self.stack.addWidget(page)
        return self._later[mode]

    def _leave_sheet(self) -> None:
        """What is written is kept; the sheet opened from the board is let go."""
        if self.pane.alone and self.stack.currentWidget() is self.pane:
            self.pane._leave_page()
            self.pane.sheet.leave()
            self.pane.right.setCurrentWidget(self.pane.blank)

    def _show_pane(self, *, alone: bool) -> None:
        self.pane.set_alone(alone)
        self.stack.setCurrentWidget(self.pane)
        if not alone:
            self.mode = LIST
            self.segments.set_current(LIST)
        self._fit()

    def _home(self) -> None:
        """Back to the board, on the card one left."""
        self.stack.setCurrentWidget(self.board)
        self.reload()
        self._fit()
        self.board.focus_cards()

    def _gone(self) -> None:
        if self.pane.alone:
            self.pane.close_sheet()

    def _full(self, full: bool) -> None:
        self.bar.setVisible(not full)
        self.full_width.emit(full)

    # pages
    def _act_page(self, page: ActPage) -> None:
        """Words asked by an act, in place of the sheet or of the board."""
        if self.stack.currentWidget() is not self.pane:
            self._show_pane(alone=True)
        page.left.connect(self.pane.page_left)
        page.saved.connect(self.pane.page_left)
        self.pane.open_page(page)

    def new_here(self) -> None:
        """Ctrl+N."""
        help = self._later.get(self.mode)
        if self.mode == HELP and help is not None:
            getattr(help, "new_here", _nothing)()
            return
        self._new(None)

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
        self.board.select_id(id, later=True)
        self.set_mode(BOARD)
        self.board.select_id(id, keyboard=True)

    def _open_new(self, id: str) -> None:
        self.pane._leave_page()
        self.open_record("request", id)

    def _words(self) -> None:
        """« Aide pour mettre en mots »."""
        from desktop.ui.requests import wording_help

        wording_help.show(self.context, self)

    def danger(self) -> None:
        """Whom to call, now: nothing of it is written, not even that it was opened."""
        command(self.context, "danger")

    def prepare_concertation(self) -> None:
        self.prepare_concertation_of("")

    def prepare_concertation_of(self, _id: str) -> None:
        command(self.context, "concertation")

    # what the window asks
    def open_record(self, table: str, id: str) -> None:
        if table in _HELP_TABLES:
            self.set_mode(HELP)
            getattr(self._later[HELP], "open_record", _nothing)(table, id)
        elif table == "contribution":
            self.context.jobs.read(partial(self.context.session.requests.contribution, id), self._open_of, self.context.fail)
        elif table == "decision":
            self.context.jobs.read(partial(self.context.session.concertation.decision, id), self._open_of, self.context.fail)
        elif id.startswith(NEW):
            self._open_for(id.removeprefix(NEW))
        elif self.mode == LIST:
            self._show_pane(alone=False)
            self.pane.open_record("request", id)
        else:
            self.set_mode(BOARD)
            self.board.select_id(id, later=True)
            self.open_card(id)

    def _open_of(self, value: ContributionValue | DecisionValue) -> None:
        self.open_record("request", value.request_id)

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
        elif self.mode in self._later and hasattr(self._later[self.mode], "print_here"):
            getattr(self._later[self.mode], "print_here", _nothing)()
        else:
            prints.show(self.context, "request_blank")

    def focus_search(self) -> None:
        if self.mode in self._later and hasattr(self._later[self.mode], "focus_search"):
            getattr(self._later[self.mode], "focus_search", _nothing)()
            return
        if self.mode != LIST or self.pane.alone:
            self.set_mode(LIST)
        self.pane.focus_search()

    def toggle_full(self) -> None:
        if self.stack.currentWidget() is self.pane:
            self.pane.toggle_full()
        else:
            super().toggle_full()

    def back(self) -> bool:
        page = self.stack.currentWidget()
        if page is self.pane:
            return self.pane.back()
        return bool(getattr(page, "back", _nothing)())

    def panes(self) -> list[QWidget]:
        page = self.stack.currentWidget()
        if page is self.pane:
            inside = self.pane.panes() if not self.pane.alone else self.pane.panes()[2:]
            return [self.segments, *([self.pane._page] if self.pane._page is not None else inside)]
        if page is self.board:
            return [self.segments, *(column.view for column in self.board.columns.values() if column.view.cards.rows)]
        return [self.segments, *getattr(page, "panes", list)()]

    def actions_here(self) -> list[QAction]:
        page = self.stack.currentWidget()
        inside = self.pane.request_sheet.actions_here() if page is self.pane else getattr(page, "actions_here", list)()
        views = [action(f"Voir : {label}", partial(self.set_mode, mode), name=f"voir_mode_{mode}", parent=self)
                 for mode, label in enumerate(MODES)]
        return [action("Nouvelle demande", partial(self._new, None), icon="plus", name="action_nouvelle_demande", parent=self),
                *views, *self.more.menu().actions(), *(a for a in self.papers.menu.actions() if not a.isSeparator()), *inside]

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        self.board.set_narrow(narrow)
        self.pane.set_narrow(narrow)
        for page in self._later.values():
            getattr(page, "set_narrow", _nothing)(narrow)
        self._fit()

    def set_short(self, short: bool) -> None:
        self.pane.set_short(short)
        for page in self._later.values():
            getattr(page, "set_short", _nothing)(short)

    def leaving(self) -> None:
        self.pane.leaving()
        for page in self._later.values():
            getattr(page, "leaving", _nothing)()

    def shown(self) -> None:
        drop.watch(self.window(), self.context)
        if not self._read_once:
            self._read_once = True
            self.set_mode(self.mode)

    def place(self) -> dict[str, Any]:
        return {**self.pane.place(), "mode": self.mode, "alone": self.pane.alone and self.pane.sheet.loaded is not None,
                "view": self.filters.query.view}

    def restore(self, place: dict[str, Any]) -> None:
        mode = int(place.get("mode", BOARD))
        self.filters.put_view(str(place.get("view", "all")))
        if place.get("alone") and place.get("id"):
            self._show_pane(alone=True)
            self.pane.restore(place)
        else:
            self.set_mode(mode)
            if mode == LIST:
                self.pane.restore(place)

    # room and news
    def _fit(self) -> None:
        board = self.stack.currentWidget() is self.board
        self.filters.setVisible(self.mode in (BOARD, LIST))
        self.filters.show_chips(board)
        self.bar.setVisible(not (self.pane.full or (self.pane.alone and self.stack.currentWidget() is self.pane)))
        stacked = self.width() < style.px(1180)
        if stacked != self._stacked:
            self._stacked = stacked
            self._grid.removeWidget(self.filters)
            self._grid.addWidget(self.filters, *((1, 0, 1, 5) if stacked else (0, 1, 1, 1)))
        short = self.width() < style.px(700)
        self.new_button.setText("\u2009Nouvelle" if short else "\u2009Nouvelle demande")
        self.new_button.setAccessibleName("Nouvelle demande")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.segments.isAncestorOf(self.focusWidget() or self):
            self.board.focus_cards() if self.stack.currentWidget() is self.board else self.pane.focus_list()
        else:
            super().keyPressEvent(event)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.tables & WATCHED and self._read_once:
            self.reload()
        if "school" in changes.tables:
            self.filters.reload()

    def _new_day(self) -> None:
        for column in self.board.columns.values():
            column.view.cards.today = self.context.session.clock.today()
        self.reload()


def command(context: Context, name: str) -> None:
    """A page over the tabs, by its name in the window's commands."""
    workspace = getattr(context.navigate, "__self__", None)
    asked = getattr(workspace, "command_asked", None)
    if asked is not None:
        asked.emit(name)


def _within(verb: str, days: int) -> str:
    """« répondre sous 7 jours »."""
    return f"{verb} sous {plural(days, 'jour')}" if days else ""


def _nothing(*_values: object) -> None:
    """A page that does not do this."""
