"""A page of the account menu over the tabs: one at a time, Échap leaves it, the tab below stays as it was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.tab_page import TabPage


class OverPage(TabPage):
    """A tab without a tab: ``left`` to be closed."""

    left = Signal()

    def begin(self) -> None:
        """It came to the front: read, and take the keyboard."""

    def let_go(self) -> None:
        """It is closed for good: nothing of it may be asked any more."""


class Over:
    """Keeps the page shown over the tabs of ``stack``; ``below()`` is what comes back when it is left."""

    def __init__(self, stack: QStackedWidget, below: Callable[[], QWidget | None]) -> None:
        self._stack, self._below = stack, below
        self.page: OverPage | None = None

    def open(self, page: OverPage) -> None:
        self.close(give_back=False)
        self.page = page
        page.left.connect(self.close)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.begin()

    def close(self, *, give_back: bool = True) -> None:
        """The tab below is in front again, and has the keyboard."""
        page, self.page = self.page, None
        if page is None:
            return
        page.leaving()
        page.let_go()
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        below = self._below()
        if give_back and below is not None:
            self._stack.setCurrentWidget(below)
            below.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> bool:
        """Échap; ``False`` when no page is over the tabs."""
        if self.page is None:
            return False
        if not self.page.back():
            self.close()
        return True
