"""Builds the window once, in order: Qt and the lock screen first, all the rest while the person types."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.errors import LockedError
from desktop.ui import collector, relaunch, style
from desktop.ui.collector import Collector
from desktop.ui.instance import OneInstance, wake_other
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences

WARM = ("cryptography.hazmat.primitives.kdf.argon2", "desktop.services.opening", "desktop.services.students",
        "desktop.services.work", "desktop.services.record", "desktop.services.places", "desktop.ui.workspace",
        "desktop.ui.home.tab", "desktop.ui.imports.drop", "desktop.ui.students.tab", "desktop.ui.requests.tab",
        "desktop.ui.meetings.tab", "desktop.ui.projects.tab")
"""Imported in a thread after the first paint: SQLAlchemy alone costs twice Qt."""


def run(*, vault: Path | None = None, data_dir: Path | None = None, demo: bool = False) -> int:
    """Open the window and stay until it closes; gives the exit code."""
    passed = relaunch.take_passed()
    found = paths.find(data_dir)
    if wake_other(found.state):
        print("Pôle Ressource est déjà ouvert : sa fenêtre vient d’être appelée.", file=sys.stderr)  # noqa: T201
        return LockedError.exit_code
    app = application()
    preferences = Preferences(found.settings)
    preferences.dress(app)
    window = build(found, preferences, vault=vault, demo=demo, passed=passed)
    window.painted.connect(lambda: after_paint(app, window, found, vault))
    window.replaced.connect(app.quit)
    window.show()
    code = app.exec()
    if not window.hurried:
        window.jobs.close()
    if isinstance(window.instance, OneInstance):
        window.instance.close()
    if window.relaunch_reason:
        passed = window.locking.passed
        return relaunch.relaunch(window.vault_to_reopen, data_dir, window.relaunch_reason.strip(), passed)
    return code


def application() -> QApplication:
    """The one QApplication of this process."""
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setProperty(style.FUSION, made is None)
    if app.findChild(Collector) is None:
        Collector(app)
    app.setApplicationName("pole-ressource")
    app.setApplicationDisplayName("Pôle Ressource")
    app.setDesktopFileName("pole-ressource")
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    return app


def build(found: paths.Paths, preferences: Preferences, *, vault: Path | None, demo: bool,
          jobs: Jobs | None = None, passed: bytes = b"") -> MainWindow:
    """The window at the right door. ``passed``: what the process before this one left to it."""
    window = MainWindow(found, preferences, jobs or Jobs())
    vaults, reason = known_vaults(found, preferences, vault), relaunch.take_reason()
    if demo:
        window.show_people()
    elif not vaults:
        window.show_welcome()
    elif not (passed and _go_on(window, vaults, reason, passed)):
        window.show_unlock(vaults, reason)
    return window


def _go_on(window: MainWindow, vaults: list[Path], reason: str, content: bytes) -> bool:
    """The short code's screen, or the meeting's, when the former process left what they need."""
    from desktop.security.short_code import Passed

    passed = Passed.from_bytes(content)
    if passed is not None and passed.going_on:
        window.go_on(vaults[0], passed)
    elif passed is not None and passed.held is not None and passed.held.alive():
        window.show_code(vaults[0], vaults, reason, passed, passed.held)
    else:
        return False
    return True


def known_vaults(found: paths.Paths, preferences: Preferences, vault: Path | None) -> list[Path]:
    """The vault asked for; else those of this computer, the last opened first; a demonstration is asked for by name."""
    if vault is not None:
        return [vault]
    last = Path(preferences.now.last_vault) if preferences.now.last_vault else None
    here = sorted(p for p in found.data.iterdir() if p.suffix == ".coffre") if found.data.is_dir() else []
    if last is not None and last.is_dir():
        here = [last, *(place for place in here if place != last)]
    return [place for place in here if not place.name.startswith("demonstration")]


def after_paint(app: QApplication, window: MainWindow, found: paths.Paths, vault: Path | None) -> None:
    """What the first paint did not need: French for Qt's own words, the crash page, warm imports, one instance."""
    translate(app)
    style.add_italic()
    style.see_system(app)
    _catch_errors(window)
    window.jobs.render(warm_up, lambda _: collector.settle())
    window.instance = OneInstance(found.state, window.bring_front, window)


def translate(app: QApplication) -> None:
    """Qt's own words in French."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", folder):
        app.installTranslator(translator)


def _catch_errors(window: MainWindow) -> None:
    from desktop.ui.crash import Crash

    crash = Crash(lambda: window, window.keep_drafts)
    crash.install()
    window.crash = crash.show
    window.jobs.on_error = crash.show
    if window.workspace is not None:
        window.jobs.on_error = window.workspace.fail


def warm_up() -> None:
    """Import what opening a vault will need."""
    for name in WARM:
        with suppress(ImportError):
            importlib.import_module(name)
