"""A tab whose sheet is written in: list beside, F11 gives the sheet all the room, pages for history and rectifying."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.records.history_page import HistoryPage
from desktop.ui.records.list_tab import ListTab
from desktop.ui.records.rectify_page import RectifyPage, form_cells
from desktop.ui.records.writing import WritingSheet
from desktop.ui.widgets import EmptyState, PlainLabel, hbox, link, vbox


class WritingTab(ListTab):
    """A subclass makes its sheet and its empty states."""

    table = "record"

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        self.full = False
        self._page: QWidget | None = None
        self.sheet = self.make_sheet()
        self.blank = self.make_blank()
        self.right.addWidget(self.blank)
        self.right.addWidget(self.sheet)
        self.sheet.back_asked.connect(self.close_sheet)
        self.sheet.full_asked.connect(self.toggle_full)
        self.sheet.versions_asked.connect(self.show_history)
        self.listing.set_empty(self.make_empty())
        self.listing.counted.connect(self.counted)

    # what a subclass says
    def make_sheet(self) -> WritingSheet:
        raise RuntimeError("a writing tab makes its sheet")

    def make_blank(self) -> EmptyState:
        raise RuntimeError("a writing tab says what it is for")

    def make_empty(self) -> EmptyState:
        raise RuntimeError("a writing tab says what it is for")

    def counted(self, total: int) -> None:
        """The list arrived."""

    def open_first(self, total: int) -> None:
        """The first of ``total`` records at right, when there is room and nothing is there or on its way."""
        if total and not self.narrow and self.sheet.loaded is None and not self.listing.current_id() and self._page is None \
                and not self.listing.waits():
            self.listing.setCurrentIndex(self.listing.paged.index(0))

    # records
    def open_id(self, id: str) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.sheet)
        self.sheet.open(id)

    def open_record(self, table: str, id: str) -> None:
        self.listing.select_id(id)
        self.open_id(id)
        self.show_sheet()

    def close_sheet(self) -> None:
        """« ← » or Échap: back to the list; what was typed is written."""
        self.set_full(False)
        self._leave_page()
        if self.narrow:
            self.sheet.leave()
        self.show_list()
        if self.sheet.loaded is None:
            self.right.setCurrentWidget(self.blank)
        self.listing.setFocus()

    # pages
    def open_page(self, page: QWidget) -> None:
        self._leave_page()
        self._page = page
        self.show_page(page)

    def _leave_page(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            self.leaving_page(page)
            self.drop_page(page)

    def leaving_page(self, page: QWidget) -> None:
        """A page made for one act is left."""

    def back_to_sheet(self, _value: object = None) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.sheet if self.sheet.loaded is not None else self.blank)
        self.sheet.setFocus()

    def show_history(self) -> None:
        """« Versions »."""
        if self.sheet.loaded is None:
            return
        self.sheet.commit()
        page = QWidget()
        page.setObjectName("versions")
        history = HistoryPage(self.context, name="versions_liste")
        history.rectify_asked.connect(self.rectify)
        back = link("Retour", name="versions_retour", icon="arrow-left", clicked=self.back_to_sheet)
        title = PlainLabel(f"Versions · {self.sheet.head.title.whole_text()}", size=21, elide=True)
        column = vbox(page, hbox(None, back, None, margins=(24, 12, 24, 0)), hbox(None, title, margins=(24, 0, 24, 0)), history)
        column.setStretch(2, 1)
        self.open_page(page)
        history.load(self.table, self.sheet.loaded.id)
        back.setFocus()

    def rectify(self) -> None:
        loaded = self.sheet.loaded
        if loaded is not None:
            page = RectifyPage(self.context, form_cells(self.table, loaded.id, loaded.form, loaded.answers))
            page.left.connect(self.back_to_sheet)
            self.open_page(page)
            page.combo.setFocus()

    # room
    def toggle_full(self) -> None:
        if not self.full and (self.sheet.loaded is None or not self.sheet.isVisible()):
            super().toggle_full()
            return
        self.set_full(not self.full)
        announce(self, "Pleine largeur, Échap pour revenir." if self.full else "La liste est de retour.")

    def set_full(self, full: bool) -> None:
        if full == self.full:
            return
        self.full = full
        self.full_width.emit(full)
        self.sheet.set_full(full)
        self._fit()

    def _fit(self) -> None:
        super()._fit()
        if getattr(self, "full", False):
            self.left.hide()
            self.rule.hide()

    def back(self) -> bool:
        if self._page is not None:
            self.back_to_sheet()
            return True
        if self.full:
            self.set_full(False)
            return True
        if self.narrow and self._sheet_asked:
            self.close_sheet()
            return True
        return super().back()

    def set_short(self, short: bool) -> None:
        super().set_short(short)
        self.sheet.set_short(short)

    def leaving(self) -> None:
        self.set_full(False)
        self.sheet.commit()

    def panes(self) -> list[QWidget]:
        view = self.sheet.view
        return [self.search, self.listing, self.sheet.outline_area, view if view is not None else self.sheet,
                *([self.sheet.side] if self.sheet.side_shown() else [])]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.listing.hasFocus() and self.sheet.loaded is not None:
            self.remove_here()
        else:
            super().keyPressEvent(event)

    def remove_here(self) -> None:
        """Suppr in the list."""

    def place(self) -> dict[str, Any]:
        return {**super().place(), **self.sheet.place()}

    def restore(self, place: dict[str, Any]) -> None:
        super().restore({**place, "id": ""})
        if place.get("id"):
            self.listing.select_id(str(place["id"]))
            self._leave_page()
            self.right.setCurrentWidget(self.sheet)
            self.show_sheet()
            self.set_full(bool(place.get("full")))
            self.sheet.open(str(place["id"]), key=str(place.get("key", "")), cell=str(place.get("cell", "")),
                            cursor=int(place.get("cursor", -1)))
