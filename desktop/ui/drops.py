"""A file dropped anywhere on the window opens where it belongs; its content says where, before its name does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent, QWindow
from PySide6.QtWidgets import QWidget


def dropped(data: QMimeData | None) -> Path | None:
    """The one file of a drop."""
    urls = data.urls() if data is not None else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None


class Drop(QObject):
    """Watches one window for the drags that carry a file of its kind: the system's window, so that no text box takes them first.

    ``owner`` is what was shown when it began: a context, a workspace. Nothing is taken while no vault is shown.
    """

    takes: Callable[[Path], bool]
    """Whether a file is of this kind."""
    opens: Callable[[Any, Path], None]
    """Show a file; given this watcher. Nothing is written yet."""

    def __init__(self, window: QWidget, handle: QWindow, owner: Any) -> None:
        super().__init__(window)
        self.place: Any = window
        self.owner = owner
        window.setAcceptDrops(True)
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop) and isinstance(event, QDropEvent):
            path = dropped(event.mimeData())
            shown = getattr(self.place, "workspace", self) is not None
            if path is not None and shown and self.takes(path):
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.opens(self, path)
                return True
        return super().eventFilter(watched, event)


def watch(kind: type[Drop], window: QWidget, owner: Any) -> None:
    """Take files of a kind on ``window``; for another owner the former watcher goes. The last installed is asked first."""
    handle = window.windowHandle()
    for former in window.findChildren(kind):
        if former.owner is owner:
            return
        if handle is not None:
            handle.removeEventFilter(former)
        former.deleteLater()
    if handle is not None:
        kind(window, handle, owner)
