"""« Aides », a segment of Demandes: the list and its sheets, and the week."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.values import Student
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.help.tab import HelpTab
from desktop.ui.help.timetable_view import TimetablePage
from desktop.ui.widgets import vbox

TABLES = ("intervention", "member", "sitting", "slot")


class HelpPage(QWidget):
    """``HelpPage(session, context)``: embedded by the tab of requests."""

    full_width = Signal(bool)

    def __init__(self, session: Any, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "aides", "Aides")
        self.context = context
        self.helps = HelpTab(session, context)
        self.helps.full_width.connect(self.full_width)
        self.helps.timetable_asked.connect(self.show_timetable)
        self._week: TimetablePage | None = None
        self._read = False
        self.stack = QStackedWidget()
        self.stack.addWidget(self.helps)
        vbox(self, self.stack)

    @property
    def week(self) -> TimetablePage:
        """Built when first asked."""
        if self._week is None:
            self._week = TimetablePage(self.context)
            self._week.left.connect(self.show_helps)
            self.stack.addWidget(self._week)
        return self._week

    def in_week(self) -> bool:
        return self._week is not None and self.stack.currentWidget() is self._week

    # what the tab asks
    def refresh(self) -> None:
        """Shown, or something changed far away."""
        if self.in_week():
            self.week.refresh()
        elif self._read:
            self.helps.listing.refresh()
        else:
            self._read = True
            self.helps.shown()

    def open_record(self, table: str, id: str) -> bool:
        if table not in TABLES:
            return False
        self._read = True
        if not self.helps.listing.paged.total():
            self.helps.reload()
        if table == "slot":
            self.show_timetable(id, "", "")
        else:
            self.show_helps()
            self.helps.open_record(table, id)
        return True

    def new_here(self) -> None:
        if self.in_week():
            self.week.new_slot()
        else:
            self.helps.new_here()

    def new_help(self, kind: str = "group", student: Student | None = None, request_id: str = "") -> None:
        """A new help from a request or from a child."""
        self.show_helps()
        self.helps.new_help(kind, student, request_id)

    def print_here(self) -> None:
        """The week, without a name."""
        self.week.print_here()

    def focus_search(self) -> None:
        self.show_helps()
        self.helps.focus_search()

    def actions_here(self) -> list[QAction]:
        return self.week.actions_here() if self.in_week() else self.helps.actions_here()

    def place(self) -> dict[str, Any]:
        return {"week": True} if self.in_week() else self.helps.place()

    def restore(self, place: dict[str, Any]) -> None:
        if place.get("week"):
            self.show_timetable("", "", "")
        else:
            self._read = True
            self.helps.restore(place)

    def leaving(self) -> None:
        self.helps.leaving()
        page = self.helps._page
        if page is not None:
            self.helps.leaving_page(page)

    # rooms
    def show_timetable(self, slot_id: str, help_id: str, school_id: str) -> None:
        if slot_id == "print":
            self.week.print_here()
            return
        week = self.week
        self.stack.setCurrentWidget(week)
        if slot_id:
            week.open_slot(slot_id)
        elif help_id:
            week.open_for(help_id, school_id)
        else:
            week.begin()

    def show_helps(self) -> None:
        if self.in_week():
            self.stack.setCurrentWidget(self.helps)
            self.refresh()
            self.helps.listing.setFocus()

    def back(self) -> bool:
        return self.week.back() if self.in_week() else self.helps.back()

    def toggle_full(self) -> None:
        if not self.in_week():
            self.helps.toggle_full()

    def panes(self) -> list[QWidget]:
        return [self.week.table] if self.in_week() else self.helps.panes()

    def set_narrow(self, narrow: bool) -> None:
        self.helps.set_narrow(narrow)

    def set_short(self, short: bool) -> None:
        self.helps.set_short(short)
