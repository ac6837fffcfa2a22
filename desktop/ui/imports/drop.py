"""A file dropped on the window opens as an import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.ui import drops
from desktop.ui.context import Context
from desktop.ui.imports import can_open, open_file


def _open(drop: drops.Drop, path: Path) -> None:
    open_file(drop.owner, path)


class FileDrop(drops.Drop):
    """What no other kind took."""

    takes = staticmethod(can_open)
    opens = staticmethod(_open)


def watch(window: QWidget, context: Context) -> None:
    """Take the files dropped on ``window``."""
    drops.watch(FileDrop, window, context)
