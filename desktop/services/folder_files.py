"""Files of a shared folder, which another tool may be writing, renaming or taking away while we look. Nothing here blocks."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.errors import DiskError
from desktop.paths import PRIVATE_FILE, disk_error, disk_errors, sync_folder, write_private

SUFFIX = ".pli"
LARGEST = 200 * 1024 * 1024
"""Bytes of a pli at most: what is larger is not one, and is not read."""
HEAD = 64 * 1024
MOST = 20_000
"""Names looked at in one folder at most."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
ABSENT = "Le dossier partagé est introuvable : il sera regardé de nouveau quand il sera là."


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a pli, as the folder tells it, unread."""

    path: Path
    size: int
    mtime: int

    @property
    def name(self) -> str:
        return self.path.name


def look(folder: Path) -> tuple[Found, ...]:
    """The ordinary files named as plis, oldest first. Links, pipes and other tools' dot files are passed over.

    Raises ``DiskError`` when the folder is not there or does not let itself be read.
    """
    try:
        with os.scandir(folder) as names:
            return tuple(sorted(_ordinary(islice(names, MOST)), key=lambda one: (one.mtime, one.name)))
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise DiskError(ABSENT) from exc
    except OSError as exc:
        raise disk_error(exc) from exc


def _ordinary(names: Iterator[os.DirEntry[str]]) -> Iterator[Found]:
    for one in names:
        if one.name.startswith(".") or not one.name.lower().endswith(SUFFIX):
            continue
        with suppress(OSError):  # gone between its name and its size
            said = one.stat(follow_symlinks=False)
            if stat.S_ISREG(said.st_mode):
                yield Found(Path(one.path), said.st_size, said.st_mtime_ns)


def read(found: Found, limit: int = LARGEST) -> bytes:
    """What a file holds, whole, or its first ``limit`` bytes. ``OSError`` when it went, or is no ordinary file any more."""
    handle = os.open(found.path, _OPEN)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("not an ordinary file")
        return file.read(limit)


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a pli of ours: under a name no one takes for a pli, durable, then renamed. Never in the place of another file."""
    path, beside = folder / name, folder / beside_name(name)
    with disk_errors():
        if os.path.lexists(path):
            raise DiskError("Un fichier porte déjà ce nom dans le dossier partagé : il n’a pas été remplacé.")
        beside.unlink(missing_ok=True)  # never through a link that somebody put there
        try:
            write_private(beside, content)
            beside.rename(path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
        sync_folder(folder)
    return path


def beside_name(name: str) -> str:
    """What a pli of ours is called while it is being written."""
    return f".{name}.tmp"


def sweep(folder: Path, name: str) -> None:
    """What a cut left of a pli of ours being written."""
    with suppress(OSError):
        (folder / beside_name(name)).unlink(missing_ok=True)


def writable(folder: Path) -> None:
    """Raises ``DiskError`` when nothing can be put there now: asked before a number is used."""
    trial = folder / ".pole-ressource.tmp"
    with disk_errors():
        os.close(os.open(trial, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), PRIVATE_FILE))
        with suppress(OSError):
            trial.unlink()


def take_away(path: Path, content_sum: str) -> bool:
    """Delete a file of ours if it still holds what we wrote; says whether nothing of ours is there any more."""
    try:
        said = path.lstat()
        if not stat.S_ISREG(said.st_mode) or said.st_size > LARGEST:
            return True
        if sum_of(read(Found(path, said.st_size, 0))) == content_sum:
            path.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
