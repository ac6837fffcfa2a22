"""What the window asks of a tab; a tab redefines what it has."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context


class TabPage(QWidget):
    """One tab: ``StudentsTab(session, context)``. Built when first shown."""

    full_width = Signal(bool)
    """Ask the window to hide (or give back) header and tabs: a writing sheet, F11."""
    tables: tuple[str, ...] = ()
    """The tables whose records open here."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__()
        self.session, self.context = session, context

    def open_record(self, table: str, id: str) -> None:
        """Show one record of ``tables``."""

    def new_here(self) -> None:
        """Ctrl+N."""

    def print_here(self) -> None:
        """Ctrl+P."""

    def focus_search(self) -> None:
        """Ctrl+F: the tab's own search field."""
        self.setFocus()

    def toggle_full(self) -> None:
        """F11: only a sheet one writes in has a full width."""
        self.context.notices.tell("La pleine largeur s’ouvre sur une réunion ou un projet.")

    def back(self) -> bool:
        """Échap: leave what is open; ``False`` when there is nothing to leave."""
        return False

    def panes(self) -> list[QWidget]:
        """What F6 goes round, in order."""
        return [self]

    def actions_here(self) -> list[QAction]:
        """What Ctrl+Maj+P offers while this tab is shown."""
        return []

    def set_narrow(self, narrow: bool) -> None:
        """Under 900 px wide: one pane at a time."""

    def set_short(self, short: bool) -> None:
        """Under 600 px high: heads fold."""

    def leaving(self) -> None:
        """The tab is left, the vault locks or closes: keep what is being written."""

    def place(self) -> dict[str, Any]:
        """Where the person is, JSON-ready, to come back to after unlocking."""
        return {}

    def restore(self, place: dict[str, Any]) -> None:
        """Go back to a place."""

    def shown(self) -> None:
        """The tab came to the front."""
