"""A tab made of a list and a sheet: search as you type, chips, one pane at a time in a small window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.changes import Changes
from desktop.ui import style
from desktop.ui.context import Context
from desktop.ui.flow import FlowLayout
from desktop.ui.imports import drop
from desktop.ui.list_view import ListView
from desktop.ui.paged_model import Line, Source
from desktop.ui.records.loose import loosely_with
from desktop.ui.records.search import search_field
from desktop.ui.tab_page import TabPage
from desktop.ui.widgets import Chip, VLine, chip_group, hbox, loosely, pane, vbox

DEBOUNCE = 70
LIST_WIDTH = 384
WIDE = 1180


class SearchField(QLineEdit):
    """Down goes to the list, Échap empties the field first."""

    def __init__(self, placeholder: str, *, name: str, down: Callable[[], object]) -> None:
        super().__init__()
        search_field(self, name, placeholder, placeholder)
        self._down = down

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._down()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class ListTab(TabPage):
    """``build`` once in the constructor of a subclass; ``source``, ``describe`` and ``open_id`` are its own."""

    name = "liste"
    placeholder = "Rechercher"
    list_name = "Liste"
    one, many = "ligne", "lignes"
    chips: Sequence[tuple[str, str]] = ()

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        self.setObjectName(f"onglet_{self.name}")
        self.narrow = False
        self.short = False
        self._sheet_asked = False
        self._settle = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._settle.timeout.connect(self._cooled)
        self._again = False
        self._build()
        context.signals.changed.connect(self._changed)
        context.signals.day_changed.connect(self._new_day)

    # what a subclass says
    def describe(self, row: Any) -> Line:
        """The row as a line of the list."""
        return Line(str(row))

    def source(self) -> Source:
        """Where the rows come from, with the search and filters on now."""
        raise RuntimeError("a tab gives its rows")

    def open_id(self, id: str) -> None:
        """Show one record at right."""

    def head_extra(self) -> QWidget | None:
        """What follows the chips (sort, filters)."""
        return None

    def beside_search(self) -> QWidget | None:
        """What stands at right of the search field (filters)."""
        return None

    def picked_chip(self, code: str) -> None:
        """A chip was picked."""
        self.reload()

    def concerned(self, changes: Changes) -> bool:
        """Whether a write changes the list."""
        return bool(changes.tables & {*self.tables, "student", "enrolment", "school"})

    # build
    def _build(self) -> None:
        self.search = SearchField(self.placeholder, name=f"chercher_{self.name}", down=loosely(self.focus_list))
        self.search.textChanged.connect(self._typed)
        self.chip_row = QWidget()
        flow = FlowLayout(self.chip_row)
        self.chip_buttons = [Chip(text, name=f"filtre_{self.name}_{code}", checked=index == 0)
                             for index, (code, text) in enumerate(self.chips)]
        for chip in self.chip_buttons:
            flow.addWidget(chip)
        chip_group(self.chip_buttons, loosely_with(self._chip))
        self.chip = self.chips[0][0] if self.chips else ""
        extra = self.head_extra()
        if extra is not None:
            flow.addWidget(extra)
        self.listing = ListView(self.context.jobs, self.describe, name=f"liste_{self.name}", accessible=self.list_name,
                             one=self.one, many=self.many)
        self.listing.opened.connect(self._row_opened)
        self.listing.entered_row.connect(self._row_entered)
        self.left = pane(QWidget(), "paper")
        self.left.setObjectName(f"volet_liste_{self.name}")
        self.head = pane(QWidget(), "ground")
        beside = self.beside_search()
        search_row = hbox(None, self.search, *([beside] if beside is not None else []), spacing=4)
        self.head_box: QVBoxLayout = vbox(self.head, search_row, self.chip_row, margins=(16, 12, 10, 12), spacing=10)
        vbox(self.left, self.head, self.listing).setStretch(1, 1)
        self.right = QStackedWidget()
        self.right.setObjectName(f"volet_fiche_{self.name}")
        pane(self.right, "paper")
        self.rule = VLine()
        self._row: QHBoxLayout = hbox(self, self.left, self.rule, self.right, spacing=0)
        self._row.setStretch(2, 1)
        self._fit()

    # search
    def _typed(self) -> None:
        """The first key asks at once; those that follow within 70 ms ask once together."""
        if self._settle.isActive():
            self._again = True
        else:
            self._search_now()

    def _search_now(self) -> None:
        self._again = False
        self._settle.start()
        self.reload(announce=True)

    def _cooled(self) -> None:
        if self._again:
            self._search_now()

    def reload(self, *, announce: bool = False) -> None:
        """Ask the list again with what is typed and picked now."""
        self.listing.load(self.source(), announce_count=announce)

    def _chip(self, index: int) -> None:
        self.chip = self.chips[index][0]
        self.picked_chip(self.chip)

    def pick_chip(self, code: str) -> None:
        """Put a chip on without a click."""
        for index, (known, _) in enumerate(self.chips):
            self.chip_buttons[index].setChecked(known == code)
            if known == code:
                self.chip = code

    # list and sheet
    def _row_opened(self, id: str) -> None:
        self.open_id(id)

    def _row_entered(self, id: str) -> None:
        self.open_id(id)
        self.show_sheet()

    def focus_list(self) -> None:
        """The keyboard in the list, on its first row when there is none."""
        self.listing.setFocus()
        if not self.listing.currentIndex().isValid() and self.listing.paged.total():
            self.listing.setCurrentIndex(self.listing.paged.index(0))

    def show_sheet(self) -> None:
        """In a small window the sheet takes the place of the list."""
        self._sheet_asked = True
        self._fit()

    def show_list(self) -> None:
        self._sheet_asked = False
        self._fit()

    def show_page(self, page: QWidget) -> None:
        """Put a page at right (a new pupil, a preview of a merge…) and the keyboard in it."""
        if self.right.indexOf(page) < 0:
            self.right.addWidget(page)
        self.right.setCurrentWidget(page)
        self.show_sheet()

    def drop_page(self, page: QWidget) -> None:
        """Let go of a page made for one act."""
        self.right.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _fit(self) -> None:
        alone = self.narrow
        self.left.setVisible(not alone or not self._sheet_asked)
        self.right.setVisible(not alone or self._sheet_asked)
        self.rule.setVisible(not alone)
        if alone:
            self.left.setMinimumWidth(0)
            self.left.setMaximumWidth(16_777_215)
        else:
            wanted = style.px(LIST_WIDTH if self.width() >= WIDE else 300)
            self.left.setFixedWidth(max(min(wanted, self.width() * 38 // 100), 240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # what the window asks
    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        self._fit()

    def set_short(self, short: bool) -> None:
        self.short = short

    def focus_search(self) -> None:
        self.show_list()
        self.search.setFocus()
        self.search.selectAll()

    def panes(self) -> list[QWidget]:
        return [self.search, self.listing, self.right]

    def back(self) -> bool:
        if self.search.hasFocus() and self.search.text():
            self.search.clear()
            return True
        if self.narrow and self._sheet_asked:
            self.show_list()
            self.listing.setFocus()
            return True
        return False

    def actions_here(self) -> list[QAction]:
        return []

    def shown(self) -> None:
        drop.watch(self.window(), self.context)
        if not self.listing.paged.total():
            self.reload()

    def place(self) -> dict[str, Any]:
        return {"id": self.listing.current_id(), "search": self.search.text(), "chip": self.chip}

    def restore(self, place: dict[str, Any]) -> None:
        self.search.blockSignals(True)
        self.search.setText(str(place.get("search", "")))
        self.search.blockSignals(False)
        if place.get("chip") in [code for code, _ in self.chips]:
            self.pick_chip(str(place["chip"]))
        self.reload()
        if place.get("id"):
            self.listing.select_id(str(place["id"]))
            self.open_id(str(place["id"]))

    # changes
    def _changed(self, changes: Changes, initiator: object) -> None:
        if self.concerned(changes):
            self.listing.refresh()
        self.written(changes, initiator)

    def written(self, changes: Changes, initiator: object) -> None:
        """Something was written: refresh what is open."""

    def _new_day(self) -> None:
        self.reload()
