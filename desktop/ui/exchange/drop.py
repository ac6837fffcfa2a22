"""A pli or a card dropped anywhere on the window opens « Échanges » on it; any other file is left to the import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QWindow

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

SMALL = 64_000
CARD_MARK = b"pole-ressource carte"
"""What the file of a card says of itself."""


def dropped_pli(data: QMimeData | None) -> Path | None:
    """The one file of a drop, when it is a pli or a card."""
    urls = data.urls() if data is not None else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and is_exchange(paths[0]) else None


def is_exchange(path: Path) -> bool:
    """By its beginning, then by its name when the beginning says nothing."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(SMALL)
    except OSError:
        return path.suffix.lower() == ".pli"
    if start.startswith(b"age-encryption.org/"):
        return True
    if start[:64].lstrip().startswith(b"{") and CARD_MARK in start:
        return True
    return path.suffix.lower() == ".pli"


class PliDrop(QObject):
    """Watches one window, before the import does."""

    def __init__(self, window: MainWindow, handle: QWindow) -> None:
        super().__init__(window)
        self._window = window
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            path = dropped_pli(event.mimeData())
            if path is not None and self._window.workspace is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    from desktop.ui.exchange.opening import open_file

                    open_file(self._window, path)
                return True
        return super().eventFilter(watched, event)


def watch(window: MainWindow) -> None:
    """Once a vault is open; called again for another one, the former watcher goes. Last installed is asked first."""
    handle = window.windowHandle()
    for former in window.findChildren(PliDrop):
        if handle is not None:
            handle.removeEventFilter(former)
        former.deleteLater()
    if handle is not None:
        PliDrop(window, handle)
