"""A PDF dropped anywhere on the window opens « Formulaire reçu » on it; any other file is left to the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QWindow

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

START = 1024


def is_pdf(path: Path) -> bool:
    """By its beginning, never by its name."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return b"%PDF-" in file.read(START)
    except OSError:
        return path.suffix.lower() == ".pdf"


def dropped_form(data: QMimeData | None) -> Path | None:
    """The one file of a drop, when it is a PDF."""
    urls = data.urls() if data is not None else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and is_pdf(paths[0]) else None


class FormDrop(QObject):
    """Watches one window for PDFs."""

    def __init__(self, window: MainWindow, handle: QWindow) -> None:
        super().__init__(window)
        self._window = window
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            path = dropped_form(event.mimeData())
            if path is not None and self._window.workspace is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    from desktop.ui.requests.dropped_form import open_file

                    open_file(self._window, path)
                return True
        return super().eventFilter(watched, event)


def watch(window: MainWindow) -> None:
    """Once a vault is open; called again for another one, the former watcher goes."""
    handle = window.windowHandle()
    for former in window.findChildren(FormDrop):
        if handle is not None:
            handle.removeEventFilter(former)
        former.deleteLater()
    if handle is not None:
        FormDrop(window, handle)
