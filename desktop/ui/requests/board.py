"""The board: five columns from « Envoyées » to « En cours », walked by arrows, moved by drag or by menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.forms.request_kinds import COLUMNS, STATES
from desktop.services.request_values import Counts, RequestRow
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.flow import FlowLayout
from desktop.ui.requests.columns import LEAST, Column, ColumnView
from desktop.ui.widgets import Chip, EmptyState, chip_group, hbox, scrolled, vbox

GAP = 14
EMPTY = {"submitted": "Aucune demande à recevoir.", "acknowledged": "Aucune demande reçue qui attende.",
         "under_analysis": "Rien en analyse.", "decided": "Aucune décision à mettre en place.",
         "in_progress": "Aucune aide en cours."}


class Board(QWidget):
    """``show_board(rows, counts)``; ids go out by signals."""

    opened = Signal(str)
    taken = Signal(str)
    moved = Signal(str, str)
    menu_asked = Signal(str, QPoint)
    more_asked = Signal(str)
    shown = Signal()

    def __init__(self, today: date, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "tableau_demandes", "Tableau des demandes")
        self.narrow = False
        self._at = 0
        self._wanted, self._keys = "", False
        self.columns = {code: Column(code, today) for code in COLUMNS}
        self.chips = [Chip(STATES[code].plural, name=f"voir_{code}", checked=index == 0) for index, code in enumerate(COLUMNS)]
        self._chip_row = QWidget()
        flow = FlowLayout(self._chip_row)
        for chip in self.chips:
            flow.addWidget(chip)
        chip_group(self.chips, self._picked)
        content = QWidget()
        self._row = hbox(content, *self.columns.values(), margins=(16, 2, 16, 12), spacing=GAP)
        for at in range(len(COLUMNS)):
            self._row.setStretch(at, 1)
        self.area = scrolled(content, name="tableau_defile", accessible="Tableau des demandes", pane="ground")
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._chip_holder = QWidget()
        vbox(self._chip_holder, self._chip_row, margins=(20, 0, 20, 8))
        cards = QWidget()
        vbox(cards, self._chip_holder, self.area).setStretch(1, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(cards)
        self.stack.addWidget(empty)
        vbox(self, self.stack)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for column in self.columns.values():
            view = column.view
            view.opened.connect(self.opened)
            view.taken.connect(self.taken)
            view.menu_asked.connect(self.menu_asked)
            view.sideways.connect(self._sideways)
            view.entered.connect(self._entered)
            view.selectionModel().currentChanged.connect(self._see)
            column.dropped.connect(self.moved)
            column.more_asked.connect(self.more_asked)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._keep_in_sight)
        self._fit()

    # rows
    def show_board(self, rows: Mapping[str, Sequence[RequestRow]], counts: Counts) -> None:
        """Cards replace cards; the current one stays under the hand, or the one that took its place."""
        focus, keys = self.focused(), self._keys
        here = self._wanted or self.current_id()
        before = focus.cards.position(here) if focus is not None else -1
        for (code, column), chip in zip(self.columns.items(), self.chips, strict=True):
            total = counts.columns.get(code, 0)
            column.show_rows(rows.get(code, ()), total, EMPTY[code], told=counts.told)
            chip.set_count(total if counts.told else None)
        self._wanted, self._keys = "", False
        if self.select_id(here, keyboard=focus is not None or keys):
            pass
        elif focus is not None:
            self._near(focus, before)
        elif keys:
            self.focus_cards()
        self.shown.emit()

    def set_empty(self, empty: bool) -> None:
        self.stack.setCurrentIndex(1 if empty else 0)

    def rows(self) -> list[RequestRow]:
        return [row for column in self.columns.values() for row in column.view.cards.rows]

    def row(self, id: str) -> RequestRow | None:
        return next((row for row in self.rows() if row.id == id), None)

    def current_id(self) -> str:
        return next((column.view.current_id() for column in self.columns.values() if column.view.current_id()), "")

    def select_id(self, id: str, *, keyboard: bool = False, later: bool = False) -> bool:
        """The card of a request; ``later``: it will come with the next reading, and the keyboard with it."""
        if later:
            self._wanted, self._keys = id, keyboard
        for at, column in enumerate(self.columns.values()):
            position = column.view.cards.position(id) if id else -1
            if position >= 0:
                self._only(at)
                column.view.select(position)
                if keyboard:
                    column.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    # keyboard
    def focused(self) -> ColumnView | None:
        """The column that has the keyboard."""
        return next((column.view for column in self.columns.values() if column.view.hasFocus()), None)

    def focus_cards(self, *, later: bool = False) -> None:
        """The keyboard on the current card, or on the first there is; ``later``: on the first that comes."""
        views = [column.view for column in self.columns.values()]
        target = next((view for view in views if view.current_id()), None) or next((v for v in views if v.cards.rows), None)
        if target is not None:
            self._show_column(views.index(target))
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._keys = later

    def _near(self, view: ColumnView, position: int) -> None:
        """The card left the column: the one that came in its place, else the nearest column."""
        if view.cards.rows:
            view.select(min(max(position, 0), len(view.cards.rows) - 1))
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_cards()

    def _sideways(self, step: int) -> None:
        views = [column.view for column in self.columns.values()]
        view = self.sender()
        at = next((index for index, one in enumerate(views) if one is view), 0)
        row = views[at].currentIndex().row()
        while 0 <= at + step < len(views):
            at += step
            if views[at].cards.rows:
                self._show_column(at)
                views[at].select(min(max(row, 0), len(views[at].cards.rows) - 1))
                views[at].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _entered(self) -> None:
        """One current card on the whole board."""
        view = self.sender()
        at = next((index for index, column in enumerate(self.columns.values()) if column.view is view), -1)
        self._only(at)
        self._look.start()

    def _only(self, at: int) -> None:
        for index, column in enumerate(self.columns.values()):
            if index != at:
                column.view.select(-1)

    def _see(self) -> None:
        self._look.start()

    def _keep_in_sight(self) -> None:
        view = self.focused()
        index = view.currentIndex() if view is not None else None
        inside = self.area.widget()
        if view is not None and index is not None and index.isValid() and inside is not None:
            rect = view.visualRect(index)
            place = view.viewport().mapTo(inside, rect.center())
            self.area.ensureVisible(place.x(), place.y(), rect.width() // 2 + 16, rect.height() // 2 + 34)

    # room
    def set_narrow(self, narrow: bool) -> None:
        """Under 900 px one column at a time, chosen by chips or by the arrows."""
        self.narrow = narrow
        self._fit()

    def _picked(self, index: int) -> None:
        self._at = index
        self._fit()
        column = list(self.columns.values())[index]
        total = column.count.whole_text()
        announce(self, f"{column.title.whole_text()} : {plural(int(total), 'demande')}" if total else column.title.whole_text())

    def _show_column(self, at: int) -> None:
        if self.narrow and at != self._at:
            self._at = at
            for index, chip in enumerate(self.chips):
                chip.setChecked(index == at)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._chip_holder.setVisible(self.narrow)
        for index, column in enumerate(self.columns.values()):
            column.setVisible(not self.narrow or index == self._at)
            column.setMinimumWidth(0 if self.narrow else style.px(LEAST))
            column.target.setVisible(self.narrow or self.width() >= style.px(1180))
