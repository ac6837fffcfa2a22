"""A file dropped on the window opens as an import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.ui import drops
from desktop.ui.context import Context
from desktop.ui.imports import can_open, open_file


class FileDrop(drops.Drop):
    """What no other kind took."""

    def takes(self, path: Path) -> bool:
        return can_open(path)

    def opens(self, path: Path) -> None:
        open_file(self.owner, path)


def watch(window: QWidget, context: Context) -> None:
    """Take the files dropped on ``window``."""
    drops.watch(FileDrop, window, context)
