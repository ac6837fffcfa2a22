"""One window for each data folder: a second start shows the first, by touching a file it watches. No socket of any kind."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject

from desktop.errors import DiskError, LockedError, NoSpaceError
from desktop.paths import private_folder, write_atomically

if TYPE_CHECKING:
    from desktop.storage.lock import VaultLock

PLACE, CALL = "fenetre", "appel"


def wake_other(state: Path) -> bool:
    """Call a window already open on these folders to the front; ``False`` when there is none.

    An empty lock is a free one: most starts learn it without loading what locks.
    """
    place = state / PLACE
    try:
        if not (place / "verrou").stat().st_size:
            return False
    except OSError:
        return False
    from desktop.storage.lock import VaultLock

    if VaultLock(place).holder() is None:
        return False
    try:
        write_atomically(place / CALL, str(time.time_ns()).encode())
    except OSError:
        return False
    return True


class OneInstance(QObject):
    """Holds the place while the window is open, and hears second starts. Without a writable folder, does neither."""

    def __init__(self, state: Path, wake: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._wake = wake
        self._watcher = QFileSystemWatcher(self)
        self._lock: VaultLock | None = None
        from desktop.storage.lock import VaultLock

        try:
            place = private_folder(state / PLACE)
            lock = VaultLock(place)
            lock.acquire(datetime.now(UTC))
            write_atomically(place / CALL, b"")
        except (LockedError, DiskError, NoSpaceError, OSError):
            return
        self._lock = lock
        self._watcher.addPath(str(place))
        self._call = place / CALL
        self._watcher.directoryChanged.connect(self._look)

    def listening(self) -> bool:
        return self._lock is not None

    def close(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _look(self) -> None:
        try:
            called = self._call.read_bytes()
        except OSError:
            return
        if called:
            write_atomically(self._call, b"")
            self._wake()
