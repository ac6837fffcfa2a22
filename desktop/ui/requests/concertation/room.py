"""The concertation alone on the screen: nothing else can be reached, papers are shown inside, leaving locks the vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import PoleError
from desktop.ui.meetings.seance import LEAVING, Room
from desktop.ui.preview import Preview
from desktop.ui.requests.concertation.screen import ConcertationScreen

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.workspace import Workspace


class ConcertationRoom(Room):
    """``ConcertationScreen`` in the meeting room: same delay, same ways out."""

    name, words = "concertation_seance", "Concertation"
    leaving = tuple(keys for keys in LEAVING if keys != "Ctrl+P")

    def make_content(self) -> QWidget:
        self._paper: Preview | None = None
        self._was_full = False
        self.screen_page = ConcertationScreen(self.context)
        if not self.context.session.demonstration:
            self.screen_page.head.back_button.setAccessibleName("Quitter la concertation : le coffre se verrouille")
            self.screen_page.head.back_button.setToolTip("Le coffre se verrouille ; tout est gardé")
        self.screen_page.left.connect(self.left)
        self.screen_page.neutral_asked.connect(self.show_neutral)
        self.screen_page.full_asked.connect(self.toggle_full)
        return self.screen_page

    def open(self, meeting: str, place: Mapping[str, Any]) -> None:
        self.screen_page.open(meeting, str(place.get("situation", "")) if place.get("id") == meeting else "")

    def keep(self) -> dict[str, Any]:
        place = {"tab": self.tab, **self.screen_page.keep()}
        self.context.autosave.commit()
        self.context.autosave.flush()
        return place

    def step_back(self) -> bool:
        """Échap closes the paper, then goes from the fields to the list; from there it leaves."""
        if self._paper is not None:
            self.close_paper()
            return True
        return self.screen_page.back()

    def leave_neutral(self) -> None:
        super().leave_neutral()
        if self._paper is not None:
            self.stack.setCurrentWidget(self._paper)
        elif self.screen_page.stack.currentIndex() == 0:
            self.screen_page.zone.focus_first()

    # -- papers ----------------------------------------------------------------------------------------------------------
    def preview(self, content: bytes, title: str) -> None:
        """The sheet of decisions, over the situations."""
        self.close_paper()
        session = self.context.session
        try:
            page = Preview(content, title, self.context.jobs, operations=self.context.operations, fail=self.context.fail,
                           demonstration=session.demonstration)
        except PoleError as error:
            self.context.fail(error)
            return
        self._paper = page
        page.closed.connect(self.close_paper)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_paper(self) -> None:
        page, self._paper = self._paper, None
        if page is None:
            return
        self.stack.removeWidget(page)
        page.let_go()
        self.stack.setCurrentWidget(self.screen_page)
        self.screen_page.setFocus()

    # -- room ------------------------------------------------------------------------------------------------------------
    def toggle_full(self) -> None:
        """F11."""
        window = self.window()
        if window.isFullScreen():
            window.showNormal() if not self._was_full else window.showMaximized()
        else:
            self._was_full = window.isMaximized()
            window.showFullScreen()

    def leave_to(self, window: MainWindow) -> None:
        """Leaving locks; a demonstration has nothing to hide, and comes back to the meeting."""
        workspace = window.workspace
        if workspace is None or not workspace.session.demonstration:
            super().leave_to(window)
            return
        place = self.keep()
        self.screen_page.leave_situation()
        self.close_paper()
        if window.isFullScreen():
            self.toggle_full()
        window.locking.rise()
        window.room = None
        window.rooms.setCurrentWidget(workspace)
        window.rooms.removeWidget(self)
        _give_back(workspace, window.rescue)
        window.setAcceptDrops(True)
        self.hide()
        self.deleteLater()
        workspace.show_tab(self.tab)
        page = workspace.page()
        if page is not None and place.get("id"):
            page.open_record("meeting", str(place["id"]))


def _give_back(workspace: Workspace, rescue: QWidget | None) -> None:
    """The status line, and what saves a text the disk refuses, stand under the tabs again."""
    column = workspace.layout()
    if isinstance(column, QVBoxLayout):
        if rescue is not None:
            column.insertWidget(column.indexOf(workspace.stack) + 1, rescue)
        column.addWidget(workspace.notices)
        workspace.notices.show()
