"""The tab of one's own notes: open, with its line in the status bar, or closed until the passphrase is given."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.texts import plural
from desktop.ui.context import Context
from desktop.ui.notebook import roles
from desktop.ui.notebook.closed import ClosedNotebook
from desktop.ui.notebook.desk import NotebookDesk
from desktop.ui.notebook.roles import agreement
from desktop.ui.tab_page import TabPage
from desktop.ui.widgets import vbox


class NotebookTab(TabPage):
    """« Carnet », « Santé », « Social » or « Mes notes »."""

    quick_asked = Signal(object)
    tables = ("notebook", "note", "assessment")

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        self.setObjectName("onglet_carnet")
        self.title = roles.title(session.actor.roles)
        self.desk: NotebookDesk | None = None
        self._narrow = self._short = False
        self._wanted: list[tuple[str, str]] = []
        self.rooms = QStackedWidget()
        self.closed = ClosedNotebook(context, self.title)
        self.closed.opened.connect(self._opened)
        self.rooms.addWidget(self.closed)
        vbox(self, self.rooms)
        if self.is_open():
            self._build_desk()

    def is_open(self) -> bool:
        """Whether the personal file is open: not when the vault was reopened by its short code alone."""
        return bool(getattr(self.session, "personal_open", True))

    def _build_desk(self) -> NotebookDesk:
        if self.desk is None:
            self.desk = NotebookDesk(self.session, self.context)
            self.desk.quick_asked.connect(self.quick_asked)
            self.desk.full_width.connect(self.full_width)
            self.desk.set_narrow(self._narrow)
            self.desk.set_short(self._short)
            self.rooms.addWidget(self.desk)
        self.rooms.setCurrentWidget(self.desk)
        return self.desk

    def _opened(self) -> None:
        desk = self._build_desk()
        self.shown()
        desk.focus_list()
        if not self._wanted:
            self.context.jobs.read(self.session.drafts.place, self._come_back, self.context.fail)
        for table, id in self._wanted:
            desk.open_record(table, id)
        self._wanted.clear()

    def _come_back(self, place: dict[str, Any]) -> None:
        """The place in one's own file was kept there: back to it once the passphrase opened it."""
        if place.get("of") == self.objectName() and self.desk is not None:
            self.desk.restore(place)

    def status(self) -> str:
        """What the status bar says while this tab is in front."""
        if not self.is_open():
            return f"{self.title}\u00a0: fermé{agreement(self.title)}"
        now = getattr(self.context.settings, "now", None)
        minutes = int(getattr(now, "idle_minutes", 5))
        return f"{self.title} ouvert{agreement(self.title)} pour vous, fermé{agreement(self.title)} après " \
               f"{plural(minutes, 'minute')} sans geste"

    # what the window asks
    def shown(self) -> None:
        close = "Fermer le carnet (Ctrl L)" if self.title == "Carnet" else "Fermer (Ctrl L)"
        self.context.notices.set_private(self.status(), close if self.is_open() else "", self._lock)
        if self.desk is not None:
            self.desk.shown()

    def leaving(self) -> None:
        if self.desk is not None:
            self.desk.leaving()
        self.context.notices.set_private("")

    def _lock(self) -> None:
        """The window's own lock: drafts kept, notebooks closed."""
        found = self.window().findChild(QAction, "verrouiller")
        if isinstance(found, QAction):
            found.trigger()

    def open_record(self, table: str, id: str) -> None:
        if self.desk is not None:
            self.desk.open_record(table, id)
        else:
            self._wanted.append((table, id))
            self.closed.field.setFocus()

    def new_here(self) -> None:
        if self.desk is not None:
            self.desk.new_here()

    def print_here(self) -> None:
        if self.desk is not None:
            self.desk.print_here()

    def focus_search(self) -> None:
        if self.desk is not None:
            self.desk.focus_search()
        else:
            self.closed.field.setFocus()

    def toggle_full(self) -> None:
        if self.desk is not None:
            self.desk.toggle_full()

    def back(self) -> bool:
        return self.desk is not None and self.desk.back()

    def panes(self) -> list[QWidget]:
        return self.desk.panes() if self.desk is not None else [self.closed]

    def actions_here(self) -> list[QAction]:
        return self.desk.actions_here() if self.desk is not None else []

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        if self.desk is not None:
            self.desk.set_narrow(narrow)

    def set_short(self, short: bool) -> None:
        self._short = short
        if self.desk is not None:
            self.desk.set_short(short)

    def place(self) -> dict[str, Any]:
        return self.desk.place() if self.desk is not None else {}

    def restore(self, place: dict[str, Any]) -> None:
        if self.desk is not None:
            self.desk.restore(place)
