"""What the account menu opens: dialogs (preferences, backups, bin, about), and pages over the tabs (accounts, key, exchange)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


def run(window: MainWindow, name: str) -> None:
    """Open one of them; unknown names do nothing."""
    if name in _PAGES:
        open_page(window, name)
        return
    if name in _ACTS:
        module, act = _ACTS[name].split(":")
        getattr(import_module(module), act)(window)
        return
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

    dialog = PreferencesDialog(window.preferences, window)
    dialog.pole_asked.connect(partial(QTimer.singleShot, 0, partial(open_page, window, "pole_settings")))
    return dialog


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


def _new_phrase(window: MainWindow) -> QDialog:
    from desktop.ui.secrets_page import SecretsDialog

    workspace = window.workspace
    assert workspace is not None
    return SecretsDialog(workspace.session, window.jobs, parent=window)


def open_page(window: MainWindow, name: str, then: Callable[[object], object] | None = None) -> None:
    """A page over the tabs, the passphrase first when it needs one's own file; ``then(page)`` once it is shown."""
    workspace = window.workspace
    if workspace is None:
        return
    workspace.autosave.flush()
    workspace.close_preview()
    if name in _WITH_KEYS and not getattr(workspace.session, "personal_open", True):
        from desktop.ui.accounts.closed import ClosedPlace

        closed = ClosedPlace(workspace.session, workspace.context, _WITH_KEYS[name])
        closed.opened.connect(partial(open_page, window, name, then))
        workspace.over.open(closed)
        return
    module, made = _PAGES[name].split(":")
    page = getattr(import_module(module), made)(workspace.session, workspace.context)
    workspace.over.open(page)
    workspace.fold()
    if then is not None:
        then(page)


def _about(window: MainWindow) -> QDialog:
    from desktop.ui.about import AboutDialog

    return AboutDialog(window)


def _vaults(window: MainWindow) -> QDialog:
    from desktop.ui.about import VaultsDialog

    return VaultsDialog(window)


_OPENERS: dict[str, Callable[[MainWindow], QDialog]] = {
    "preferences": _preferences, "backups": _backups, "bin": _bin, "new_phrase": _new_phrase,
    "about": _about, "vaults": _vaults,
}
_WITH_KEYS = {"accounts": "Comptes", "secrets": "Ma clé", "exchange": "Échanges"}
_PAGES = {
    "accounts": "desktop.ui.accounts.accounts_page:AccountsPage", "secrets": "desktop.ui.accounts.my_key:MyKeyPage",
    "exchange": "desktop.ui.exchange.page:ExchangePage",
    "directory": "desktop.ui.accounts.directory_page:DirectoryPage", "audit": "desktop.ui.accounts.audit_page:AuditPage",
    "clashes": "desktop.ui.exchange.clashes_page:ClashesPage",
    "danger": "desktop.ui.requests.danger:DangerPage", "pole_settings": "desktop.ui.requests.pole_settings:PoleSettingsPage",
}
_ACTS = {
    "open_pli": "desktop.ui.exchange.opening:choose_file", "prepare_pli": "desktop.ui.exchange.opening:prepare",
    "open_form": "desktop.ui.requests.dropped_form:choose_file",
    "exchange_folder": "desktop.ui.exchange.opening:show_folder",
    "move_vault": "desktop.ui.exchange.moving:ask_move",
}

ENTRIES: tuple[tuple[str, str, str, bool], ...] = (
    ("Échanges : contacts, plis, dossier partagé…", "", "exchange", True),
    ("Préparer un pli…", "", "prepare_pli", False),
    ("Ouvrir un pli ou une carte de contact…", "", "open_pli", False),
    ("Reprendre un formulaire PDF reçu…", "", "open_form", False),
    ("Préférences…", "Ctrl+,", "preferences", True),
    ("Sauvegardes…", "", "backups", True),
    ("Corbeille…", "", "bin", True),
    ("Ma clé : phrase de passe, feuille de secours…", "", "secrets", True),
    ("Comptes…", "", "accounts", True),
    ("Annuaire du pôle…", "", "directory", True),
    ("Journal et vérification…", "", "audit", True),
    ("Rappels, numéros et secteurs du pôle…", "", "pole_settings", False),
    ("", "", "", True),
    ("Un enfant en danger ?", "Ctrl+Shift+D", "danger", True),
    ("Qui a quel coffre ?", "", "vaults", True),
    ("À propos", "F1", "about", True),
    ("", "", "", True),
    ("Choisir un code pour cette séance…", "Ctrl+Shift+L", "code", True),
)
"""What the window does, as the menu of the account shows it (or only Ctrl+Maj+P): words, keys, command. No words: a rule."""
