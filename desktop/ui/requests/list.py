"""The list of requests and the sheet beside it; from the board the sheet has all the room."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.request_rules import asks_only
from desktop.services.request_values import Counts, RequestRow
from desktop.ui.context import Context
from desktop.ui.paged_model import Line, Source
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.writing_tab import WritingTab
from desktop.ui.requests.actions import RequestActs
from desktop.ui.requests.card import line
from desktop.ui.requests.filters import VIEWS, Filters
from desktop.ui.requests.sheet import RequestSheet
from desktop.ui.widgets import EmptyState, first, link

PURPOSE = "Ici se suivent les demandes d’aide. Quatre réponses suffisent pour en envoyer une."
WATCHED = frozenset({"request", "step", "proposal", "decision", "contribution", "concerned", "intervention", "sitting",
                     "task", "agenda", "setting", "student", "enrolment", "school"})


class RequestsPane(WritingTab):
    """``alone``: opened from the board, without the list."""

    new_asked = Signal()
    room_changed = Signal()
    """The sheet took the place of the list, or gave it back."""
    home_asked = Signal()
    """Leave the sheet: back to the board, when it was opened from there."""
    name = "demandes"
    placeholder = "Élève, école, sujet…"
    list_name = "Liste des demandes"
    one, many = "demande", "demandes"
    chips = VIEWS
    tables = ("request",)
    table = "request"

    def __init__(self, session: Any, context: Context, filters: Filters, acts: RequestActs) -> None:
        self.filters, self.acts = filters, acts
        self.alone = False
        super().__init__(session, context)
        self.listing.menu_asked.connect(self._row_menu)

    def make_sheet(self) -> RequestSheet:
        self.request_sheet = RequestSheet(self.context, self.acts)
        return self.request_sheet

    def make_blank(self) -> EmptyState:
        return EmptyState("Choisissez une demande dans la liste, ou faites-en une.",
                          first("Nouvelle demande", name="demande_vide_nouvelle", icon="plus", clicked=self.new_here),
                          name="demande_vide")

    def make_empty(self) -> EmptyState:
        self._first = first("Nouvelle demande", name="demandes_vide_nouvelle", icon="plus", clicked=self.new_here)
        self._all = link("Enlever les filtres", name="demandes_vide_filtres", clicked=self.see_all)
        self._empty = EmptyState("", self._first, self._all, name="demandes_vide")
        return self._empty

    def see_all(self) -> None:
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.pick_chip("all")
        self.filters.put_view("all")
        self.filters.clear()
        self.reload()

    def counted(self, total: int) -> None:
        whole = not self.search.text() and not self.filters.filtered()
        drafts = self.chip == "drafts"
        self._empty.sentence.setText(PURPOSE if whole else "Aucun brouillon : ce qui est commencé attend ici d’être envoyé."
                                     if drafts else "Aucune demande ne correspond.")
        self._first.setVisible(whole or drafts)
        self._all.setVisible(not whole)
        if self.isVisible() and not self.alone:
            self.open_first(total)

    def describe(self, row: RequestRow) -> Line:
        return line(row, self.context.session.clock.today())

    def source(self) -> Source:
        requests = self.context.session.requests
        query = replace(self.filters.query, search=self.search.text())
        return Source(partial(requests.page, query), partial(requests.numbers, query), requests.rows)

    def concerned(self, changes: Changes) -> bool:
        return bool(changes.tables & WATCHED)

    def picked_chip(self, code: str) -> None:
        self.filters.put_view(code)
        self.reload(announce=True)

    def reload(self, *, announce: bool = False) -> None:
        super().reload(announce=announce and not self.filters.query.function)  # a function may be one person
        self.count()

    def count(self) -> None:
        requests = self.context.session.requests
        query = replace(self.filters.query, search=self.search.text())
        self.context.jobs.read_after_pause(partial(requests.counts, query), self._chip_counts, self.context.fail,
                                           key=(self, "counts"))

    def _chip_counts(self, counts: Counts) -> None:
        for (code, _), chip in zip(VIEWS, self.chip_buttons, strict=True):
            chip.set_count(counts.views.get(code, 0) if counts.told else None)

    def written(self, changes: Changes, initiator: object) -> None:
        if changes.tables & WATCHED:
            self.count()

    # the sheet
    def set_alone(self, alone: bool) -> None:
        """Without the list: the board is one press behind."""
        self.alone = alone
        self.request_sheet.back_button.setAccessibleName("Revenir au tableau" if alone else "Revenir à la liste")
        self._fit()

    def _fit(self) -> None:
        super()._fit()
        if getattr(self, "alone", False):
            self.left.hide()
            self.rule.hide()
            self.right.show()

    def show_sheet(self) -> None:
        super().show_sheet()
        self.room_changed.emit()

    def show_list(self) -> None:
        super().show_list()
        self.room_changed.emit()

    def sheet_alone(self) -> bool:
        """Whether the sheet, or a page over it, has all the room."""
        return self.alone or self.full or (self.narrow and self._sheet_asked)

    def close_sheet(self) -> None:
        if self.alone:
            self.set_full(False)
            self._leave_page()
            self.sheet.leave()
            self.right.setCurrentWidget(self.blank)
            self.home_asked.emit()
            return
        super().close_sheet()

    def back(self) -> bool:
        if self._page is not None:
            page = self._page
            if isinstance(page, EditPage):
                page.leave()
            else:
                self.page_left()
            return True
        if self.alone and not self.full:
            self.close_sheet()
            return True
        return super().back()

    def page_left(self, _value: object = None) -> None:
        """A page of one act is left: the sheet again, or the board it was asked from."""
        if self.alone and self.sheet.loaded is None:
            self._leave_page()
            self.home_asked.emit()
        else:
            self.back_to_sheet()

    def leaving_page(self, page: QWidget) -> None:
        close = getattr(page, "close_writing", None)
        if close is not None:
            close()

    def page(self) -> QWidget | None:
        """The page over the sheet."""
        return self._page

    # acts
    def new_here(self) -> None:
        self.new_asked.emit()

    def remove_here(self) -> None:
        self.request_sheet.remove()

    def _row_menu(self, id: str, where: QPoint) -> None:
        row = self.listing.current_row()
        if isinstance(row, RequestRow) and row.id == id:
            self.acts.menu(row, self.show_sheet, self).exec(where)

    def take_here(self) -> None:
        """« Je prends », from the list."""
        row = self.listing.current_row()
        if isinstance(row, RequestRow) and row.free and not asks_only(self.context.session.actor.roles):
            self.acts.take(row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "p" and self.listing.hasFocus():
            self.take_here()
        else:
            super().keyPressEvent(event)
