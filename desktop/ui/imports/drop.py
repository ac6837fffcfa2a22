"""A file dropped on the window opens as an import; its content decides what it is, never its name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QWindow
from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.imports import can_open, open_file


def dropped_file(data: QMimeData | None) -> Path | None:
    """The one file of a drop that is worth reading, or ``None``."""
    urls = data.urls() if data is not None else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and can_open(paths[0]) else None


class FileDrop(QObject):
    """Watches one window for the drags that carry a file: the system's window, so that no text box takes them first."""

    def __init__(self, window: QWidget, handle: QWindow, context: Context) -> None:
        super().__init__(window)
        self.context = context
        window.setAcceptDrops(True)
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            path = dropped_file(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    open_file(self.context, path)
                return True
        return super().eventFilter(watched, event)


def watch(window: QWidget, context: Context) -> None:
    """Take the files dropped on ``window``; called again for another vault, the former watcher goes."""
    handle = window.windowHandle()
    for former in window.findChildren(FileDrop):
        if former.context is context:
            return
        if handle is not None:
            handle.removeEventFilter(former)
        former.deleteLater()
    if handle is not None:
        FileDrop(window, handle, context)
