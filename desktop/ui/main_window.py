"""The one window: a door (unlock, first opening, demonstration), then the open vault; locking, closing, one instance."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from desktop.errors import PoleError
from desktop.paths import Paths
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.jobs import Jobs
from desktop.ui.preferences import Preferences
from desktop.ui.unlock import UnlockScreen

if TYPE_CHECKING:
    from desktop.ui.gestures import Gestures
    from desktop.ui.rescue import Rescue
    from desktop.ui.workspace import Workspace

KEEP_SECONDS = 2.0


class MainWindow(QMainWindow):
    """``relaunch_reason`` is set when the process must be replaced once the event loop ends."""

    painted = Signal()
    replaced = Signal()
    """The process must end, and be replaced: ``relaunch_reason`` says why."""

    def __init__(self, paths: Paths, preferences: Preferences, jobs: Jobs) -> None:
        super().__init__()
        named(self, "fenetre", "Pôle Ressource")
        self.setWindowTitle("Pôle Ressource")
        self.setMinimumSize(QSize(480, 320))
        self.paths, self.preferences, self.jobs = paths, preferences, jobs
        self.workspace: Workspace | None = None
        self.relaunch_reason = ""
        self.vault_to_reopen: Path | None = None
        self.instance: QObject | None = None
        self.crash: Callable[[BaseException], object] = jobs.on_error
        self._painted = False
        self._closing = False
        self.rooms = named(QStackedWidget(), "pieces", "Pôle Ressource")
        self.setCentralWidget(self.rooms)
        self._ring: QWidget | None = None
        self._gestures: Gestures | None = None
        self.rescue: Rescue | None = None
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._idle_lock)
        preferences.changed.connect(self._preferences_changed)
        self._place_window()

    # Doors
    def show_unlock(self, vaults: Sequence[Path], reason: str = "") -> UnlockScreen:
        """The lock screen."""
        screen = UnlockScreen(self.paths, vaults, self.jobs, reason=reason, last_login=self.preferences.now.last_login)
        screen.opened.connect(self._unlocked)
        screen.invited.connect(self.show_accept)
        screen.elsewhere.connect(self.show_welcome)
        self._show_door(screen)
        if self._painted:
            screen.look_inside()
        else:
            self.painted.connect(screen.look_inside)
        return screen

    def show_welcome(self) -> None:
        """Look, create, or open one that exists."""
        from desktop.ui.first_run import Welcome

        screen = Welcome()
        screen.discover.connect(self.show_people)
        screen.begin.connect(self.show_assistant)
        screen.open_existing.connect(self.open_existing)
        self._show_door(screen)

    def show_people(self) -> None:
        """The demonstration: who to be."""
        from desktop.ui.demo_people import DemoPeople

        screen = DemoPeople(self.paths, self.jobs, fail=self.door_failed)
        screen.opened.connect(self.open_session)
        screen.left.connect(self.show_welcome)
        self._show_door(screen)

    def show_assistant(self) -> None:
        """Make a vault."""
        from desktop.ui.first_run import Assistant

        screen = Assistant(self.paths, self.jobs, self.preferences)
        screen.finished.connect(self._created)
        screen.left.connect(self.show_welcome)
        self._show_door(screen)

    def show_accept(self, directory: Path, logins: Sequence[str]) -> None:
        """« J’ai une invitation »: a first opening."""
        from desktop.ui.accounts.accept import AcceptScreen

        screen = AcceptScreen(directory, logins, self.paths, self.jobs, self.preferences)
        screen.finished.connect(self.open_session)
        screen.left.connect(partial(self.show_unlock, [directory]))
        self._show_door(screen)

    def open_existing(self) -> None:
        """A vault that is elsewhere: a folder."""
        from desktop.ui import messages

        folder = messages.choose_folder(self, "Dossier du coffre")
        if folder is not None:
            self.show_unlock([folder])

    def _show_door(self, screen: QWidget) -> None:
        former = self.rooms.currentWidget()
        self.rooms.addWidget(screen)
        self.rooms.setCurrentWidget(screen)
        if former is not None:
            self.rooms.removeWidget(former)
            former.deleteLater()
        screen.setFocus()
        self._fold_door()

    def door_failed(self, error: BaseException) -> None:
        """An error before a vault is open."""
        from desktop.ui import messages

        if isinstance(error, PoleError):
            messages.tell(self, "Le coffre ne s’est pas ouvert", str(error))
        else:
            self.jobs.on_error(error)

    # The open vault
    def _unlocked(self, session: Any, recovered: bool) -> None:
        self.open_session(session)
        if recovered:
            self.command("new_phrase")

    def _created(self, session: Any, go_import: bool) -> None:
        self.open_session(session)
        if go_import and self.workspace is not None:
            self.workspace.show_tab(1)
            page = self.workspace.page()
            importer = getattr(page, "import_here", None)
            if importer is not None:
                QTimer.singleShot(0, importer)

    def open_session(self, session: Any) -> None:
        """Show the vault, at the place where the person was."""
        from desktop.ui import date_edit
        from desktop.ui.imports import drop
        from desktop.ui.rescue import Rescue
        from desktop.ui.workspace import Workspace

        date_edit.use_today(session.clock.today)
        self.preferences.change(last_vault=str(session.vault.directory), last_login=session.actor.login)
        self.workspace = Workspace(session, self.jobs, self.preferences, self._crashed)
        self.workspace.lock_asked.connect(self.lock)
        self.workspace.quit_asked.connect(self.close)
        self.workspace.command_asked.connect(self.command)
        former = self.rooms.currentWidget()
        self.rooms.addWidget(self.workspace)
        self.rooms.setCurrentWidget(self.workspace)
        if former is not None:
            self.rooms.removeWidget(former)
            former.deleteLater()
        if self._ring is not None:
            self._ring.raise_()
        self.workspace.fold()
        drop.watch(self, self.workspace.context)
        name = f" — {session.vault.name}" if not session.demonstration else " — démonstration"
        self.setWindowTitle(f"Pôle Ressource{name}")
        self.rescue = Rescue(self.workspace)
        self.rescue.take_back(partial(self._come_back, self.workspace))
        self._start_idle()

    def _come_back(self, workspace: Workspace) -> None:
        self.jobs.read(workspace.session.drafts.place, workspace.restore, workspace.fail)

    def command(self, name: str) -> None:
        """What the account menu asks for."""
        from desktop.ui import window_commands

        window_commands.run(self, name)

    def _crashed(self, error: BaseException) -> None:
        self.crash(error)

    def keep_drafts(self) -> None:
        """Whatever happens, what is being written reaches the disk."""
        if self.workspace is not None:
            self.workspace.autosave.flush()

    # Locking and closing
    def lock(self, reason: str = "lock") -> None:
        """Keep, close, and replace the process: only a fresh one has forgotten the keys."""
        if self.workspace is None or self._closing:
            return
        session = self.workspace.session
        if not self._keep():
            self._cover()
            return
        minutes = self.preferences.now.idle_minutes
        self.vault_to_reopen = Path(session.vault.directory)
        now = time.strftime("%H:%M")
        uncopied = self._close_session(quiet=True)
        self.relaunch_reason = f"{reason}|{now}|{minutes}{'|copie' if uncopied else ''}"
        self._closing = True
        self._remember_window()
        self.replaced.emit()

    def reopen(self) -> None:
        """Start again on the same vault, after a backup took its place."""
        if self.workspace is not None:
            self.vault_to_reopen = Path(self.workspace.session.vault.directory)
            self.workspace = None
            self.relaunch_reason = f"reopen|{time.strftime('%H:%M')}|"
            self._closing = True
            self.replaced.emit()

    def _keep(self) -> bool:
        """Everything typed on the disk, or sealed beside a vault that refuses it; ``False`` when nothing takes it."""
        workspace = self.workspace
        if workspace is None:
            return True
        place = workspace.keep()
        self.jobs.settle(KEEP_SECONDS)
        if workspace.autosave.pending():
            return self._put_aside(workspace)
        session = workspace.session
        self.jobs.write(lambda: session.drafts.keep_place(place), None, self._not_kept)
        self.jobs.settle(KEEP_SECONDS)
        return True

    def _put_aside(self, workspace: Workspace) -> bool:
        from desktop.ui.rescue import put_aside

        session, drafts, done = workspace.session, workspace.autosave.lost(), list[bool]()
        if not drafts:
            return True
        self.jobs.render(lambda: put_aside(session, drafts), lambda _value: done.append(True), self._not_kept)
        self.jobs.settle(KEEP_SECONDS)
        return bool(done)

    def _not_kept(self, _error: BaseException) -> None:
        """Who asked sees that nothing came; the place in the window is a comfort, and not worth a word."""

    def _close_session(self, *, quiet: bool = False) -> bool:
        """Sign, back up, let go, whatever happens; gives whether something went wrong. ``quiet``: nobody may be there."""
        workspace, self.workspace = self.workspace, None
        if workspace is None:
            return False
        self.jobs.settle(KEEP_SECONDS)
        from desktop.ui import messages

        try:
            workspace.session.close()
        except PoleError as error:
            if not quiet:
                messages.tell(self, "Le coffre est fermé, mais sa copie n’a pas pu se faire", str(error))
            return True
        return False

    def _cover(self) -> None:
        """The text could not reach the disk: hide it, keep the process that holds it."""
        from desktop.ui.cover import Cover

        cover = Cover(self)
        cover.retried.connect(self._uncover)
        self.rooms.addWidget(cover)
        self.rooms.setCurrentWidget(cover)

    def _uncover(self) -> None:
        cover = self.rooms.currentWidget()
        if self.workspace is not None and cover is not None:
            self.rooms.setCurrentWidget(self.workspace)
            self.rooms.removeWidget(cover)
            cover.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        from desktop.ui import messages

        if self.workspace is not None and not self._keep() and not messages.ask(
                self, "Votre texte n’est pas encore enregistré",
                "Le disque refuse d’écrire. Fermer maintenant perdrait ce que vous venez de taper.",
                yes="Fermer quand même", no="Rester", danger=True):
            event.ignore()
            return
        self._closing = True
        self._remember_window()
        self._say_closing()
        self._close_session()
        event.accept()

    def _say_closing(self) -> None:
        if self.workspace is None:
            return
        from desktop.ui.widgets import PlainLabel, pane, vbox

        room = pane(QWidget(), "ground")
        words = PlainLabel("Fermeture : la copie de sécurité se fait et se relit…", tone="soft")
        words.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        vbox(room, words)
        self.rooms.addWidget(room)
        self.rooms.setCurrentWidget(room)
        self.repaint()

    # Idle
    def _start_idle(self) -> None:
        from desktop.ui.gestures import Gestures

        if self._gestures is None:
            self._gestures = Gestures()
            self._gestures.seen.connect(self._gesture)
        self._gestures.watch(self.windowHandle())
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._gestures.watch)
        self._gesture()

    def _gesture(self) -> None:
        if self.workspace is not None:
            self._idle.start(self.preferences.now.idle_minutes * 60_000)

    def _idle_lock(self) -> None:
        if self.workspace is not None and self.workspace.session.demonstration:
            return
        if self.jobs.busy():
            self._idle.start(15_000)
            return
        self.lock("idle")

    # Sizes
    def _place_window(self) -> None:
        kept = self.preferences.now.window_geometry
        if kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode())):
            return
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else QSize(1366, 768)
        self.resize(min(1366, room.width()), min(768, room.height()))

    def _remember_window(self) -> None:
        data = bytes(self.saveGeometry().toBase64().data()).decode()
        self.preferences.change(window_geometry=data)

    def _preferences_changed(self) -> None:
        app = QApplication.instance()
        now = self.preferences.now
        if isinstance(app, QApplication) and (style.look().theme, style.look().percent) != (now.theme, now.text_size):
            self.preferences.dress(app)
            if self.workspace is not None:
                self.workspace.fold()
        self._gesture()

    def _fold_door(self) -> None:
        fold = getattr(self.rooms.currentWidget(), "fold", None)
        if fold is not None and self.workspace is None:
            fold(self.width() < style.px(900))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fold_door()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            QTimer.singleShot(0, self._first_paint)

    def _first_paint(self) -> None:
        if not self._painted:
            self._painted = True
            self.painted.emit()
            from desktop.ui.focus_ring import FocusRing

            self._ring = FocusRing(self)

    def bring_front(self) -> None:
        """Another instance was started on the same vault: show this one."""
        self.setWindowState(self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
