"""Locking: what is typed is kept, the vault closed, the process replaced; a short code seals what may come back."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.errors import PoleError
from desktop.security.short_code import Chosen, Passed, moment
from desktop.ui.accessible import named
from desktop.ui.idle import Awake, Idle
from desktop.ui.widgets import PlainLabel, pane, vbox

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow
    from desktop.ui.workspace import Workspace

KEEP_SECONDS = 2.0
BUSY_AGAIN, BUSY_MOST = 15_000, 8
"""A long import is not cut by an idle person: looked at again every 15 s, two minutes in all."""
OWN_TAB = "notebook"


class Locking(QObject):
    """Everything the window does when nobody is there, or when the person leaves."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.chosen: Chosen | None = None
        """The code of this sitting: its key, not its digits."""
        self.passed = b""
        """What the next process is given."""
        self.idle, self.awake = Idle(self), Awake(self)
        self.idle.too_long.connect(self._too_long)
        self.awake.was_suspended.connect(self._suspended)
        self._waited = 0
        self._meeting = QTimer(self, singleShot=True)
        self._meeting.timeout.connect(self._meeting_over)
        self._hidden: QWidget | None = None

    # -- when nobody moves -------------------------------------------------------------------------------------------
    def start(self) -> None:
        """A vault is open: watch. A demonstration has nothing to hide."""
        workspace = self.window.workspace
        if workspace is not None and not workspace.session.demonstration:
            self.idle.start(self.minutes(), self.window.windowHandle())
            self.awake.start()

    def minutes(self) -> int:
        """The delay on now: the meeting's length while it lasts, else the preference."""
        return self.idle.minutes if self._meeting.isActive() else self.window.preferences.now.idle_minutes

    def delay_changed(self) -> None:
        """The preference moved."""
        if self.window.workspace is not None and not self._meeting.isActive():
            self.idle.minutes = self.window.preferences.now.idle_minutes
            self.idle.gesture()

    def meet(self, minutes: int) -> None:
        """The meeting screen is shown: it stays for the length foreseen."""
        self._meeting.start(minutes * 60_000)
        self.idle.minutes = minutes
        self.idle.gesture()

    def rise(self) -> None:
        """The meeting screen is left without a lock: a demonstration."""
        self._meeting.stop()
        self.delay_changed()

    def _meeting_over(self) -> None:
        minutes = self.window.preferences.now.idle_minutes
        self.idle.minutes = minutes
        self.idle.gesture()
        if self.window.workspace is not None:
            self.window.workspace.notices.tell(
                f"La durée prévue est passée\u00a0: l’écran se verrouille de nouveau après {minutes}\u00a0min sans geste.")

    def _too_long(self) -> None:
        if self.window.jobs.busy() and self._waited < BUSY_MOST:
            self._waited += 1
            self.idle.wait(BUSY_AGAIN)
            return
        self._waited = 0
        self.lock("idle")

    def _suspended(self) -> None:
        self.lock("suspend")

    # -- the lock ----------------------------------------------------------------------------------------------------
    def lock(self, reason: str = "lock") -> None:
        """Keep, close, and replace the process: only a fresh one has forgotten the keys. A second time, nothing is passed on."""
        window, workspace = self.window, self.window.workspace
        if window.leaving():
            self.passed = b""
        if workspace is None or window.leaving():
            return
        session, place = workspace.session, self._place(workspace)
        if not self._kept(workspace, place):
            self._cover()
            return
        if reason != "suspend":
            self.exchange()
        passed = b"" if session.demonstration or reason == "suspend" else self._sealed(workspace, place)
        minutes, now = self.minutes(), time.strftime("%H:%M")
        vault, uncopied = Path(session.vault.directory), self.close_session(quiet=True)
        self.passed = passed
        window.replace(vault, f"{reason}|{now}|{minutes}{'|copie' if uncopied else ''}")

    def sit(self, meeting: str, minutes: int) -> None:
        """The meeting screen: a fresh process too, so that nothing of one's own file stays in memory while others look."""
        window, workspace = self.window, self.window.workspace
        if workspace is None or window.leaving():
            return
        session = workspace.session
        if session.demonstration or not session.personal_open:
            self._place(workspace)
            window.show_meeting(meeting, minutes)
            return
        place = self._place(workspace)
        if not self._kept(workspace, place):
            self._cover()
            return
        going_on = {"carried": self._carried(workspace, place).told(), "meeting": meeting, "minutes": minutes,
                    "chosen": self.chosen.told() if self.chosen is not None else None, "since": moment().wall}
        passed = Passed(session.actor.login, session.actor.name, session.actor.function, None, going_on).to_bytes()
        vault = Path(session.vault.directory)
        self.close_session(quiet=True)
        self.passed = passed
        window.replace(vault, "")

    def keep(self) -> bool:
        """Everything typed on the disk, or sealed beside a vault that refuses it; ``False`` when nothing takes it."""
        workspace = self.window.workspace
        return workspace is None or self._settled(workspace, self._place(workspace))

    def exchange(self) -> None:
        """Nothing is shown any more: what was written goes through the shared folder, if it answers in time."""
        from desktop.ui.exchange import automatic

        automatic.before_closing(self.window)

    def _place(self, workspace: Workspace) -> dict[str, Any]:
        """Keep what is being written, and say where: read before anything is hidden."""
        room = self.window.room
        return room.keep() if room is not None else workspace.keep()

    def _kept(self, workspace: Workspace, place: Mapping[str, Any]) -> bool:
        self.hide("Verrouillage…")
        return self._settled(workspace, place)

    def _settled(self, workspace: Workspace, place: Mapping[str, Any]) -> bool:
        jobs, session = self.window.jobs, workspace.session
        jobs.settle(KEEP_SECONDS)
        if workspace.autosave.pending():
            return self._put_aside(workspace)
        jobs.write(partial(session.drafts.keep_place, place), None, self._not_kept)
        jobs.settle(KEEP_SECONDS)
        return True

    def _put_aside(self, workspace: Workspace) -> bool:
        from desktop.ui.rescue import put_aside

        session, drafts, done = workspace.session, workspace.autosave.lost(), list[bool]()
        if not drafts:
            return True
        self.window.jobs.render(lambda: put_aside(session, drafts), lambda _value: done.append(True), self._not_kept)
        self.window.jobs.settle(KEEP_SECONDS)
        return bool(done)

    def _not_kept(self, _error: BaseException) -> None:
        """Who asked sees that nothing came; the place in the window is a comfort, and not worth a word."""

    # -- what comes back ---------------------------------------------------------------------------------------------
    def _carried(self, workspace: Workspace, place: Mapping[str, Any]) -> Any:
        from desktop.services.carried import carry

        at = int(place.get("tab", 0))
        own = 0 <= at < len(workspace.specs) and OWN_TAB in workspace.specs[at].tables
        return carry(workspace.session, {"tab": at} if own else place, workspace.autosave.lost())

    def _sealed(self, workspace: Workspace, place: Mapping[str, Any]) -> bytes:
        """What the code will open; nothing without one, or when the vault cannot say it: the passphrase is then asked."""
        if self.chosen is None:
            return b""
        actor = workspace.session.actor
        try:
            content = self._carried(workspace, place).to_bytes()
        except PoleError:
            return b""
        return Passed(actor.login, actor.name, actor.function, self.chosen.seal(content)).to_bytes()

    # -- closing -----------------------------------------------------------------------------------------------------
    def close_session(self, *, quiet: bool = False) -> bool:
        """Sign, back up, let go, whatever happens; gives whether something went wrong. ``quiet``: nobody may be there.

        An act still under way after two seconds is left to the vault, which undoes it when it next opens.
        """
        window = self.window
        workspace, window.workspace = window.workspace, None
        if workspace is None:
            return False
        self.idle.stop()
        self.awake.stop()
        if not window.jobs.settle(KEEP_SECONDS) and quiet:
            window.hurried = True
            return True
        try:
            workspace.session.close()
        except PoleError as error:
            if not quiet:
                from desktop.ui import messages

                messages.tell(window, "Le coffre est fermé, mais la sauvegarde n’a pas pu se faire", str(error))
            return True
        return False

    def listen_again(self) -> None:
        """Ctrl+L pressed twice in a row: the second one arrives here."""
        again = QShortcut(QKeySequence("Ctrl+L"), self.window)
        again.activated.connect(self.lock)
        QCoreApplication.processEvents()

    # -- what hides --------------------------------------------------------------------------------------------------
    def hide(self, words: str) -> None:
        """Nothing of what was shown is seen any more: no dialog, no name in the title."""
        window = self.window
        for other in QApplication.topLevelWidgets():
            if isinstance(other, QDialog) and other.isVisible():
                other.reject()
        if window.workspace is None:
            return
        room = named(pane(QWidget(), "ground"), "fermeture", words)
        said = PlainLabel(words, tone="soft")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        vbox(room, said)
        self._show(room)
        window.setWindowTitle("Pôle Ressource")
        window.repaint()

    def _cover(self) -> None:
        """The text could not reach the disk: hide it, keep the process that holds it."""
        from desktop.ui.cover import Cover

        cover = Cover(self.window)
        cover.retried.connect(self._uncover)
        self._show(cover)

    def _show(self, room: QWidget) -> None:
        former, self._hidden = self._hidden, room
        self.window.rooms.addWidget(room)
        self.window.rooms.setCurrentWidget(room)
        if former is not None:
            self.window.rooms.removeWidget(former)
            former.deleteLater()
        room.setFocus()

    def _uncover(self) -> None:
        cover, self._hidden = self._hidden, None
        behind = self.window.room or self.window.workspace
        if behind is not None and cover is not None:
            self.window.rooms.setCurrentWidget(behind)
            self.window.rooms.removeWidget(cover)
            cover.deleteLater()
            self.window.name_title()
