"""The preferences of this computer, as they are now: read once, kept at each change."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop import settings
from desktop.errors import PoleError
from desktop.settings import Settings
from desktop.ui import icons, style


class Preferences(QObject):
    """What is on now. ``change(theme="dark")`` keeps it and tells."""

    changed = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.now: Settings = settings.load(path)

    def change(self, **values: Any) -> None:
        """Change some, keep them; a computer that refuses to keep them still follows."""
        wanted = self.now.change(**values)
        if wanted == self.now:
            return
        self.now = wanted
        with suppress(PoleError):  # a full or read-only disk: what is on screen follows, the next start asks again
            settings.save(self._path, wanted)
        self.changed.emit()

    def dress(self, app: QApplication) -> None:
        """Theme and text size of the whole window."""
        style.apply(app, cast(style.Theme, self.now.theme), self.now.text_size)
        icons.refresh()
