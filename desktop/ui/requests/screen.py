"""What « Demandes » shows: one of its four views, and the sheet in place of the board it was opened from."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.services.request_values import Counts, RequestQuery, RequestRow
from desktop.texts import plural
from desktop.ui.context import Context
from desktop.ui.imports import drop
from desktop.ui.requests.actions import RequestActs
from desktop.ui.requests.bar import BOARD, HELP, LIST, RESUME, RequestsBar
from desktop.ui.requests.board import Board
from desktop.ui.requests.filters import Filters
from desktop.ui.requests.list import PURPOSE, WATCHED, RequestsPane
from desktop.ui.tab_page import TabPage
from desktop.ui.widgets import EmptyState, first, link, pane, vbox

_LATER = {HELP: "desktop.ui.help.page:HelpPage", RESUME: "desktop.ui.help.resume_page:ResumePage"}


class RequestsScreen(TabPage):
    """The board, the list, and pages built when first asked."""

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
        self.stack = QStackedWidget()
        self.stack.addWidget(self.board)
        self.stack.addWidget(self.pane)
        self.bar = RequestsBar(self.filters)
        self.segments = self.bar.segments
        vbox(self, self.bar, self.stack).setStretch(1, 1)
        self._connect_screen()
        self._fit()

    # build
    def _make_empty(self) -> EmptyState:
        self._empty_first = first("Nouvelle demande", name="tableau_vide_nouvelle", icon="plus", clicked=self.new_here)
        self._empty_link = link("Voir les brouillons et les demandes closes", name="tableau_vide_liste", clicked=self.see_list)
        self._empty = EmptyState(PURPOSE, self._empty_first, self._empty_link, name="tableau_vide")
        return self._empty

    def _connect_screen(self) -> None:
        self.segments.picked.connect(self.set_mode)
        self.filters.changed.connect(self._filtered)
        self.pane.home_asked.connect(self._home)
        self.pane.full_width.connect(self._full)
        self.pane.room_changed.connect(self._fit)
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
        self.filters.set_counts(counts)
        self.board.columns["acknowledged"].set_target(_within("répondre", targets.get("acknowledge", 0)))
        self.board.columns["under_analysis"].set_target(_within("décider", targets.get("decide", 0)))
        self.board.set_empty(not any(rows.values()))
        self.board.show_board(rows, counts)
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

    # views
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
        self.board.focus_cards(later=True)

    def _full(self, full: bool) -> None:
        self.bar.setVisible(not full)
        self.full_width.emit(full)

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

    # what the window asks
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
        self.bar.setVisible(not (self.stack.currentWidget() is self.pane and self.pane.sheet_alone()))
        self.bar.fit(self.width())

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

    def later(self, name: str, *values: object) -> object:
        """Ask the page in front, when it is one of those built later and does this."""
        act = getattr(self._later.get(self.mode), name, None)
        return act(*values) if act is not None else None


def _within(verb: str, days: int) -> str:
    """« répondre sous 7 jours »."""
    return f"{verb} sous {plural(days, 'jour')}" if days else ""


def _nothing(*_values: object) -> None:
    """A page that does not do this."""
