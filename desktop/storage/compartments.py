"""Compartments: which file holds what, under a name that tells nothing, and how one file takes the place of another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from desktop.paths import disk_errors, sync_folder
from desktop.storage import engine

COMMUN, PERSONAL, HANDED = "commun", "personal", "handed"
"""Of all, of one person, and given by one person to her successor until she takes it in."""
FILE_NAME = re.compile(r"[0-9a-f]{32}\.db\Z")
SUFFIXES = ("", "-journal")
"""A compartment file, and the journal a crash may leave beside it: they go together."""


@dataclass(frozen=True, slots=True)
class Compartment:
    """A compartment this person can open."""

    id: str
    kind: str
    path: Path
    key_hex: str = field(repr=False)


def new_file_name() -> str:
    """32 random hexadecimal digits."""
    return os.urandom(16).hex() + ".db"


def build_beside(former: Compartment, build: Callable[[Path, Path], None], key_hex: str = "") -> Path:
    """A verified file under a new name, built from ``former`` by ``build(former path, new path)``, with the same key or another.

    The former file is not touched. When anything fails the new one is taken away.
    """
    fresh = former.path.with_name(new_file_name())
    try:
        build(former.path, fresh)
        engine.check(fresh, key_hex or former.key_hex)
        with disk_errors():
            sync_folder(fresh.parent)
    except BaseException:
        remove(fresh)
        raise
    return fresh


def remove(path: Path) -> None:
    """Take a compartment file away with its journal, if they are there."""
    for suffix in reversed(SUFFIXES):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink()


def strays(directory: Path, named: frozenset[str]) -> tuple[Path, ...]:
    """Files that look like compartments and that ``coffre`` does not name: former ones, or what a crash left."""
    with disk_errors():
        return tuple(sorted(path for path in directory.iterdir() if FILE_NAME.match(path.name) and path.name not in named))


def read_through(path: Path) -> int:
    """Read a file to its end, as bytes, and give its size. ``OSError`` when it cannot be."""
    size = 0
    with path.open("rb") as file:
        while block := file.read(1024 * 1024):
            size += len(block)
    return size
