"""Opening « Échanges » from elsewhere: on a file, on the preparation of a pli for a pupil, on the move of the vault."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.services.values import Student
from desktop.texts import list_name
from desktop.ui import messages, window_commands

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage
    from desktop.ui.main_window import MainWindow


def open_file(window: MainWindow, path: Path) -> None:
    """A pli or a card that was dropped or chosen."""
    _with_page(window, lambda page: page.open_file(path))


def choose_file(window: MainWindow) -> None:
    """« Ouvrir un pli… »."""
    from desktop.ui.exchange.page import FILES

    path = messages.choose_open(window, "Ouvrir un pli, ou une carte de contact", FILES)
    if path is not None:
        open_file(window, path)


def show_folder(window: MainWindow) -> None:
    """« Dossier partagé », where what waits is listed."""
    _with_page(window, lambda page: page.show_view(2))


def prepare(window: MainWindow) -> None:
    """« Préparer un pli »: for the pupil or the request in front, when there is one."""
    workspace = window.workspace
    if workspace is None:
        return
    front = workspace.page() if workspace.over.page is None else None
    one: Any = getattr(getattr(front, "sheet", None), "student", None)
    found = ((one.id, list_name(one.last_name, one.first_name)),) if isinstance(one, Student) else ()
    asked: tuple[str, str] = getattr(front, "request_in_front", lambda: ("", ""))()
    _with_page(window, lambda page: page.prepare((), found, asked))


def _with_page(window: MainWindow, act: Callable[[ExchangePage], object]) -> None:
    """Show the page (after the passphrase when one's own file is closed), and go on once contacts are read."""
    from desktop.ui.exchange.page import ExchangePage

    workspace = window.workspace
    if workspace is None:
        return

    def go_on(page: object) -> None:
        if isinstance(page, ExchangePage):
            page.after_reading(partial(act, page))
            page.refresh()

    if isinstance(workspace.over.page, ExchangePage):
        go_on(workspace.over.page)
    else:
        window_commands.open_page(window, "exchange", go_on)
