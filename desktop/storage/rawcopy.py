"""Copies of files as they are, byte for byte, without ever losing SQLite's locks on the original."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from desktop.errors import DiskError, NoSpaceError
from desktop.paths import disk_errors

_BLOCK = 1024 * 1024


def sha256(path: Path) -> str:
    """The sum of a file that SQLite does not have open."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file that SQLite does not have open; what is written is on the disk."""
    with source.open("rb") as origin, target.open("xb") as copy:
        shutil.copyfileobj(origin, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
    target.chmod(0o600)


def copy_outside(source: Path, target: Path) -> None:
    """Copy a file of an open vault. On POSIX another process does it: closing a file here would drop SQLite's locks on it."""
    if os.name == "nt":
        with disk_errors():
            copy_durably(source, target)
        return
    with disk_errors():
        done = subprocess.run(["cp", "--", str(source), str(target)], capture_output=True, check=False,
                              env={"PATH": os.defpath, "LC_ALL": "C"})
        same = done.returncode == 0 and subprocess.run(["cmp", "-s", "--", str(source), str(target)], check=False,
                                                       env={"PATH": os.defpath}).returncode == 0
        if not same:
            if b"No space left" in done.stderr or b"Disk quota" in done.stderr:
                raise NoSpaceError("Le disque est plein : la sauvegarde n’a pas été faite.")
            raise DiskError("Un fichier du coffre ne s’est pas laissé copier : la sauvegarde n’a pas été faite.")
        target.chmod(0o600)
        with target.open("rb+") as copy:
            os.fsync(copy.fileno())
