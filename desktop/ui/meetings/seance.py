"""The meeting screen: one meeting's sheet alone, while others look at it; whatever leaves it locks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.security.short_code import Chosen, Passed
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.meetings.neutral import NeutralPage
from desktop.ui.meetings.sheet import SYNTHESIS, MeetingSheet
from desktop.ui.records.head import SheetHead
from desktop.ui.widgets import HLine, button, pane, vbox

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.workspace import Workspace

FRESH = 60
"""Seconds a process has to take the other's place: what it was left is worth nothing later."""
LEAVING = ("Esc", "Ctrl+K", "Ctrl+Shift+P", "Ctrl+Shift+N", "Ctrl+N", "Ctrl+P", "Ctrl+F", "Ctrl+L", "Ctrl+,", "F1",
           *(f"Ctrl+{number}" for number in range(1, 10)))


class RoomSheet(MeetingSheet):
    """The meeting's own sheet, without the ways to anything else."""

    head_size = 24

    def head_buttons(self) -> Sequence[QWidget]:
        self.neutral_button = button("Écran neutre", name="seance_neutre", icon="presentation", clicked=self.neutral_asked.emit)
        return (self.close_button, self.neutral_button)

    def make_head(self) -> SheetHead:
        head = super().make_head()
        self.back_button.setText("\u2009Quitter la séance")
        self.back_button.setAccessibleName("Quitter la séance : le coffre se verrouille")
        return head

    def fitted(self) -> None:
        narrow = self.width() < 900
        self.back_button.setText("" if narrow else "\u2009Quitter la séance")
        self.neutral_button.setText("" if self.width() < 700 else "\u2009Écran neutre")


class Room(QWidget):
    """What is shown alone, with the neutral screen behind. ``left`` as soon as anything else is asked for.

    A subclass makes what is shown (``make_content``) and says how to open it.
    """

    left = Signal()
    name, words = "seance", "Réunion en séance"
    leaving: Sequence[str] = LEAVING

    def __init__(self, workspace: Workspace, tab: int, rescue: QWidget | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, self.name, self.words)
        pane(self, "paper")
        self.tab = tab
        self.context: Context = replace(workspace.context, navigate=self._elsewhere, preview=self.preview)
        self.content = self.make_content()
        self.stack = named(QStackedWidget(), f"{self.name}_feuilles", "Réunion")
        self.stack.addWidget(self.content)
        self.neutral = NeutralPage()
        self.neutral.left.connect(self.leave_neutral)
        self.stack.addWidget(self.neutral)
        vbox(self, self.stack, *([rescue] if rescue is not None else []), HLine(), workspace.notices)
        for keys in self.leaving:
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._key, keys))
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(workspace._save)

    # what a subclass says
    def make_content(self) -> QWidget:
        raise RuntimeError("a room shows something")

    def open(self, meeting: str, place: Mapping[str, Any]) -> None:
        """The meeting, at the place where the person was in it."""

    def keep(self) -> dict[str, Any]:
        """Keep what is being written; gives the place to come back to, in the ordinary window."""
        return {"tab": self.tab}

    def hiding(self) -> None:
        """Before the neutral screen."""

    def preview(self, _content: bytes, _title: str) -> None:
        """A paper: elsewhere, unless a room shows it."""
        self.left.emit()

    def leave_to(self, window: MainWindow) -> None:
        """What leaving does: the vault locks."""
        window.lock()

    # what all do
    def _elsewhere(self, *_where: Any) -> None:
        self.left.emit()

    def _key(self, keys: str) -> None:
        if keys == "Esc" and self.stack.currentWidget() is self.neutral:
            self.leave_neutral()
        elif keys != "Esc" or not self.step_back():
            self.left.emit()

    def step_back(self) -> bool:
        """Échap; ``False`` to leave."""
        return False

    def show_neutral(self) -> None:
        """Nothing about any child on the wall."""
        self.hiding()
        self.stack.setCurrentWidget(self.neutral)
        self.neutral.back.setFocus()
        announce(self, "Écran neutre.")

    def leave_neutral(self) -> None:
        self.stack.setCurrentWidget(self.content)
        self.content.setFocus()


class MeetingRoom(Room):
    """The sheet of one meeting."""

    def make_content(self) -> QWidget:
        self.sheet = RoomSheet(self.context)
        self.sheet.back_asked.connect(self.left)
        self.sheet.neutral_asked.connect(self.show_neutral)
        self.sheet.set_full(True)
        self.sheet.opened.connect(self._begin)
        return self.sheet

    def open(self, meeting: str, place: Mapping[str, Any]) -> None:
        """At the question where the person was."""
        if place.get("id") == meeting:
            self.sheet.open(meeting, key=str(place.get("key", "")), cell=str(place.get("cell", "")),
                            cursor=int(place.get("cursor", -1)))
        else:
            self.sheet.open(meeting)

    def _begin(self) -> None:
        """The keyboard in the sheet, at its first words to write when nothing else was asked."""
        view = self.sheet.view
        if view is not None and not view.focused_key():
            view.focus("objet" if any(f.key == "objet" for f in view.form.fields()) else next(iter(view.form.fields())).key)

    def hiding(self) -> None:
        self.sheet.commit()

    def keep(self) -> dict[str, Any]:
        place = {"tab": self.tab, **self.sheet.place()}
        self.sheet.commit()
        self.sheet.context.autosave.commit()
        self.sheet.context.autosave.flush()
        return place


def show(window: MainWindow, meeting: str, minutes: int) -> None:
    """In front of the workspace, which stays closed behind; a réunion de synthèse with an agenda as a concertation."""
    workspace = window.workspace
    if workspace is None:
        return
    tab = next((index for index, spec in enumerate(workspace.specs) if "meeting" in spec.tables), 0)
    page = workspace.page()
    place = page.place() if page is not None else workspace.session.drafts.place()
    if page is not None:
        page.leaving()
        leave = getattr(getattr(page, "sheet", None), "leave", None)
        if leave is not None:
            leave()
    window.setAcceptDrops(False)
    room = _room(workspace, meeting)(workspace, tab, window.rescue)
    room.left.connect(partial(room.leave_to, window))
    window.room = room
    window.rooms.addWidget(room)
    window.rooms.setCurrentWidget(room)
    room.content.setFocus()
    room.open(meeting, place)
    window.locking.meet(minutes)
    announce(room, f"{room.words}, pour {minutes} minutes. Quitter cet écran verrouille le coffre.")


def _room(workspace: Workspace, meeting: str) -> type[Room]:
    """Which screen suits the meeting."""
    session = workspace.session
    if session.meetings.get(meeting).kind == SYNTHESIS and session.concertation.agenda(meeting):
        from desktop.ui.requests.concertation.room import ConcertationRoom

        return ConcertationRoom
    return MeetingRoom


def go_on(window: MainWindow, vault: Path, passed: Passed) -> None:
    """After the process was replaced: the common file opened by its key, for this screen."""
    told = passed.going_on
    screen = Waiting()
    window._show_door(screen)

    def opened(session: Any) -> None:
        if told["chosen"]:
            window.locking.chosen = Chosen.from_told(told["chosen"])
        window.open_session(session, lambda _workspace: window.show_meeting(str(told["meeting"]), int(told["minutes"])))

    def refused(error: BaseException) -> None:
        unlock = window.show_unlock([vault])
        unlock.after_code(str(error), "type", None)

    if abs(time.time() - float(told["since"])) > FRESH:
        window.show_unlock([vault])
    else:
        window.jobs.write(partial(_open, vault, dict(told["carried"]), window.paths), opened, refused)


class Waiting(QWidget):
    """A second of calm between two processes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from desktop.ui.widgets import PlainLabel, hbox

        named(self, "seance_ouverture", "La réunion s’ouvre…")
        pane(self, "ground")
        hbox(self, None, PlainLabel("La réunion s’ouvre…", tone="soft"), None)


def _open(vault: Path, carried: dict[str, Any], paths: Any) -> Any:
    """In a thread."""
    from desktop.services.carried import Carried
    from desktop.services.opening import open_commun

    return open_commun(vault, carried=Carried.from_told(carried), paths=paths)
