"""One process for each vault: a lock on ``verrou`` that dies with its process, and says who holds it. POSIX and Windows."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.clock import stamp
from desktop.errors import LockedError
from desktop.paths import PRIVATE_FILE, disk_errors

NAME = "verrou"
_FAR = 1 << 30
"""Windows locks bytes for reading too: the byte locked is far beyond what the file holds."""

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the vault open. Anything may be empty: the file may be half written, or gone."""

    machine: str = ""
    user: str = ""
    since: str = ""

    def sentence(self) -> str:
        """What the person is told."""
        who = f" par {self.user}" if self.user else ""
        where = f" sur l’ordinateur {self.machine}" if self.machine else ""
        when = f" depuis {_hour(self.since)}" if self.since else ""
        return f"Ce coffre est déjà ouvert{who}{where}{when}. Fermez-le là-bas, puis recommencez."


def _hour(since: str) -> str:
    try:
        local = datetime.fromisoformat(since).astimezone()
    except ValueError:
        return since
    return local.strftime("le %d/%m/%Y à %H:%M")


class VaultLock:
    """The lock of one vault directory. Taken twice, even by the same process, it refuses."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / NAME
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def acquire(self, since: datetime) -> None:
        """Take the lock at once or raise ``LockedError``; a lock left by a killed process is free."""
        if self.held:
            return
        with disk_errors():
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
            try:
                if not _take(handle):
                    raise LockedError(self._read().sentence())
                self._say(handle, since)
            except BaseException:
                os.close(handle)
                raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; the file stays."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with suppress(OSError):
            os.ftruncate(handle, 0)
            _give(handle)
        with suppress(OSError):
            os.close(handle)

    def holder(self) -> Holder | None:
        """Who holds the vault, or ``None`` when it is free. Nothing is written."""
        if self.held:
            return self._read()
        try:
            handle = os.open(self.path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        try:
            if not _take(handle):
                return self._read()
            _give(handle)
            return None
        finally:
            os.close(handle)

    def _say(self, handle: int, since: datetime) -> None:
        """Who and when: a comfort, so a full disk does not keep anybody out."""
        text = json.dumps({"machine": platform.node(), "user": _user(), "since": stamp(since)}, ensure_ascii=False)
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, text.encode())

    def _read(self) -> Holder:
        try:
            with self.path.open("rb") as file:
                said = json.loads(file.read(4096))
            return Holder(*(str(said.get(key, ""))[:80] for key in ("machine", "user", "since")))
        except (OSError, ValueError, AttributeError, RecursionError):
            return Holder()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
