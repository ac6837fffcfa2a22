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
    from desktop.security.short_code import Chosen, Held, Passed
    from desktop.ui.locking import Locking
    from desktop.ui.meetings.seance import Room
    from desktop.ui.rescue import Rescue
    from desktop.ui.workspace import Workspace


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
        self.rescue: Rescue | None = None
        self.room: Room | None = None
        """The meeting screen, when it is shown instead of the workspace."""
        self.hurried = False
        """An act was still under way at the lock: its thread is not waited for."""
        self._locking: Locking | None = None
        preferences.changed.connect(self._preferences_changed)
        self._place_window()

    @property
    def locking(self) -> Locking:
        """Made when first needed: the first paint does without."""
        if self._locking is None:
            from desktop.ui.locking import Locking

            self._locking = Locking(self)
        return self._locking

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

    def show_code(self, vault: Path, others: Sequence[Path], reason: str, passed: Passed, held: Held) -> None:
        """The lock screen while a short code is worth something."""
        from desktop.ui.code_screen import CodeScreen

        def phrase(why: str, way: str) -> None:
            screen = self.show_unlock([vault, *(other for other in others if other != vault)], reason)
            screen.after_code(why, way, None if held.gone else partial(self.show_code, vault, others, reason, passed, held))

        screen = CodeScreen(self.paths, vault, passed, held, self.jobs, reason=reason)
        screen.opened.connect(self._reopened)
        screen.phrase_asked.connect(phrase)
        self._show_door(screen)

    def _reopened(self, session: Any, chosen: Chosen) -> None:
        self.locking.chosen = chosen
        self.open_session(session)

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

    def open_session(self, session: Any, then: Callable[[Workspace], object] | None = None) -> None:
        """Show the vault, at the place where the person was, or go on with ``then``."""
        from desktop.ui import date_edit, drops
        from desktop.ui.exchange import automatic
        from desktop.ui.exchange.drop import PliDrop
        from desktop.ui.imports import drop
        from desktop.ui.requests.form_drop import FormDrop
        from desktop.ui.rescue import Rescue
        from desktop.ui.workspace import Workspace

        date_edit.use_today(session.clock.today)
        self.preferences.change(last_vault=str(session.vault.directory), last_login=session.actor.login)
        self.workspace = Workspace(session, self.jobs, self.preferences, self._crashed)
        self.workspace.lock_asked.connect(self.lock)
        self.workspace.quit_asked.connect(self.close)
        self.workspace.command_asked.connect(self.command)
        self.workspace.room_asked.connect(self.locking.sit)
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
        drops.watch(PliDrop, self, self.workspace)
        drops.watch(FormDrop, self, self.workspace)
        self.name_title()
        self.rescue = Rescue(self.workspace)
        self.rescue.take_back(partial(then or self._come_back, self.workspace))
        self.locking.start()
        if session.personal_open and not session.demonstration and then is None:
            from desktop.ui import code_choice

            code_choice.offer(self)
            QTimer.singleShot(automatic.AFTER, self, partial(automatic.at_opening, self))

    def name_title(self) -> None:
        """The vault's name, never a child's."""
        if self.workspace is not None:
            session = self.workspace.session
            name = "démonstration" if session.demonstration else session.vault.name
            self.setWindowTitle(f"Pôle Ressource — {name}")

    def _come_back(self, workspace: Workspace) -> None:
        self.jobs.read(workspace.session.drafts.place, workspace.restore, workspace.fail)

    def command(self, name: str) -> None:
        """What the account menu asks for."""
        from desktop.ui import code_choice, window_commands

        if name == "code":
            code_choice.ask(self)
        else:
            window_commands.run(self, name)

    def _crashed(self, error: BaseException) -> None:
        self.crash(error)

    def keep_drafts(self) -> None:
        """Whatever happens, what is being written reaches the disk."""
        if self.workspace is not None:
            self.workspace.autosave.flush()

    # Locking and closing
    def lock(self, reason: str = "lock") -> None:
        """Ctrl+L, a pause, a suspend."""
        self.locking.lock(reason)

    def leaving(self) -> bool:
        """Whether this process is about to end."""
        return self._closing

    def replace(self, vault: Path, reason: str) -> None:
        """End, and start again on this vault."""
        self.vault_to_reopen, self.relaunch_reason = vault, reason or " "
        self._closing = True
        self._remember_window()
        self.locking.listen_again()
        self.replaced.emit()

    def reopen(self, vault: Path | None = None) -> None:
        """Start again on the same vault after a backup took its place, or on ``vault`` once it was moved there."""
        if self.workspace is not None:
            self.vault_to_reopen = vault or Path(self.workspace.session.vault.directory)
            self.workspace = None
            self.relaunch_reason = f"reopen|{time.strftime('%H:%M')}|"
            self._closing = True
            self.replaced.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        from desktop.ui import messages

        if self.workspace is not None and not self.locking.keep() and not messages.ask(
                self, "Votre texte n’est pas encore enregistré",
                "Le disque refuse d’écrire. Fermer maintenant perdrait ce que vous venez de taper.",
                yes="Fermer quand même", no="Rester", danger=True):
            event.ignore()
            return
        self._closing = True
        self._remember_window()
        self.locking.hide("Fermeture : la sauvegarde se fait et se relit…")
        self.locking.exchange()
        self.locking.close_session()
        event.accept()

    # The meeting screen
    def go_on(self, vault: Path, passed: Passed) -> None:
        """After the process was replaced for a meeting: the common file alone, and that meeting alone."""
        from desktop.ui.meetings import seance

        seance.go_on(self, vault, passed)

    def show_meeting(self, meeting: str, minutes: int) -> None:
        """The meeting's sheet alone, for its length; leaving it locks."""
        from desktop.ui.meetings import seance

        seance.show(self, meeting, minutes)

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
        self.locking.delay_changed()

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
