"""The frame of the account menu's pages: a title, a column of reading width, pages opened inside, Échap to come back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.over import OverPage
from desktop.ui.records.room import capped
from desktop.ui.widgets import PlainLabel, hbox, link, scrolled, vbox

COLUMN = 760


class Inside(QWidget):
    """A page opened inside a place, for one act. ``left`` to come back."""

    left = Signal()

    def __init__(self, title: str, sentence: str = "", *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, title)
        self.back_button = link("Retour", name=f"{name}_retour", icon="arrow-left", clicked=self.left.emit)
        self.title = PlainLabel(title, size=21, weight=style.MEDIUM, wrap=True)
        inner = QWidget()
        inner.setMaximumWidth(style.px(COLUMN) + 48)
        self.column = vbox(inner, hbox(None, self.back_button, None), self.title, margins=(24, 12, 24, 24), spacing=8)
        if sentence:
            self.column.addWidget(PlainLabel(sentence, tone="soft", wrap=True))
        self.column.addSpacing(4)
        vbox(self, scrolled(capped(inner), name=f"{name}_defile", accessible=title))

    def begin(self) -> None:
        """It came to the front."""
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)


class Place(OverPage):
    """A subclass fills ``column``; ``open_inside`` shows a page in its stead."""

    def __init__(self, session: Any, context: Context, title: str, sentence: str = "", *, name: str) -> None:
        super().__init__(session, context)
        named(self, name, title)
        self._title = title
        self.close_button = link("Revenir aux onglets", name=f"{name}_fermer", icon="arrow-left", clicked=self.left.emit)
        self.title = PlainLabel(title, size=24, weight=style.MEDIUM, wrap=True)
        inner = QWidget()
        inner.setMaximumWidth(style.px(COLUMN) + 48)
        self.column = vbox(inner, hbox(None, self.close_button, None), self.title, margins=(24, 14, 24, 24), spacing=8)
        if sentence:
            self.column.addWidget(PlainLabel(sentence, tone="soft", wrap=True))
        self.column.addSpacing(6)
        self.rooms = QStackedWidget()
        self._inside: QWidget | None = None
        self._came_from: QWidget | None = None
        self._main = scrolled(capped(inner), name=f"{name}_defile", accessible=title)
        self.rooms.addWidget(self._main)
        vbox(self, self.rooms)
        context.signals.changed.connect(self._changed)

    # what a subclass says
    def refresh(self) -> None:
        """Read what is shown."""

    def first_focus(self) -> QWidget:
        """What takes the keyboard when the page is shown."""
        return self.close_button

    # use
    def begin(self) -> None:
        self.refresh()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._title)

    def inside(self) -> QWidget | None:
        """The page opened inside, if any."""
        return self._inside

    def open_inside(self, page: QWidget) -> None:
        """One page at a time; the keyboard comes back where it was."""
        if self._inside is None:
            self._came_from = self.focusWidget()
        self._drop()
        self._inside = page
        left = getattr(page, "left", None)
        if left is not None:
            left.connect(self.close_inside)
        self.rooms.addWidget(page)
        self.rooms.setCurrentWidget(page)
        begin = getattr(page, "begin", None)
        if begin is not None:
            begin()
        announce(self, page.accessibleName())

    def close_inside(self) -> None:
        if self._inside is None:
            return
        self._drop()
        self.rooms.setCurrentWidget(self._main)
        self.refresh()
        target = self._came_from if self._came_from is not None and self._came_from.isVisible() else self.first_focus()
        self._came_from = None
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        page, self._inside = self._inside, None
        if page is not None:
            close_writing = getattr(page, "close_writing", None)
            if close_writing is not None:
                close_writing()
            self.rooms.removeWidget(page)
            page.hide()
            page.deleteLater()

    def let_go(self) -> None:
        self._drop()

    def back(self) -> bool:
        page = self._inside
        if page is None:
            return False
        leave = getattr(page, "leave", None)
        if leave is not None:
            leave()
        else:
            self.close_inside()
        return True

    def panes(self) -> list[QWidget]:
        return [self.rooms]

    def toggle_full(self) -> None:
        self.context.notices.tell("Cette page n’a pas de pleine largeur.")

    def _changed(self, _changes: object, _initiator: object) -> None:
        if self._inside is None:
            self.refresh()
