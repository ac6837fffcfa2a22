"""What the account menu opens: preferences, backups, bin, secrets, about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


def run(window: MainWindow, name: str) -> None:
    """Open one of them; unknown names do nothing."""
    opener = _OPENERS.get(name)
    workspace = window.workspace
    if opener is None or workspace is None:
        return
    workspace.autosave.flush()
    dialog = opener(window)
    dialog.exec()
    dialog.deleteLater()
    workspace.saving.refresh_backup() if window.workspace is not None else None


def _preferences(window: MainWindow) -> QDialog:
    from desktop.ui.preferences_page import PreferencesDialog

    return PreferencesDialog(window.preferences, window)


def _backups(window: MainWindow) -> QDialog:
    from desktop.ui.backups_page import BackupsDialog

    workspace = window.workspace
    assert workspace is not None
    dialog = BackupsDialog(workspace.session, window.jobs, window.preferences, window)
    dialog.replaced.connect(window.reopen)
    return dialog


def _bin(window: MainWindow) -> QDialog:
    from desktop.ui.bin_page import BinDialog

    workspace = window.workspace
    assert workspace is not None
    return BinDialog(workspace.context, window)


def _secrets(window: MainWindow, *, must: bool = False) -> QDialog:
    from desktop.ui.secrets_page import SecretsDialog

    workspace = window.workspace
    assert workspace is not None
    dialog = SecretsDialog(workspace.session, window.jobs, must=must, parent=window)
    dialog.preview_asked.connect(workspace.preview)
    return dialog


def _new_phrase(window: MainWindow) -> QDialog:
    return _secrets(window, must=True)


def _about(window: MainWindow) -> QDialog:
    from desktop.ui.about import AboutDialog

    return AboutDialog(window)


def _vaults(window: MainWindow) -> QDialog:
    from desktop.ui.about import VaultsDialog

    return VaultsDialog(window)


_OPENERS: dict[str, Callable[[MainWindow], QDialog]] = {
    "preferences": _preferences, "backups": _backups, "bin": _bin, "secrets": _secrets, "new_phrase": _new_phrase,
    "about": _about, "vaults": _vaults,
}
