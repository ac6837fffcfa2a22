"""Folders are private, and small files are old or new."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from desktop import paths
from desktop.errors import DiskError, NoSpaceError


def test_everything_is_under_the_folder_given(tmp_path: Path) -> None:
    found = paths.find(tmp_path)
    assert all(place.is_relative_to(tmp_path) for place in (found.data, found.state, found.settings, found.backups, found.logs))
    assert not list(tmp_path.iterdir())


def test_without_a_folder_the_system_says_where() -> None:
    found = paths.find()
    assert all(paths.APPLICATION in str(place) for place in (found.data, found.state, found.settings, found.backups, found.logs))


def test_folders_and_files_are_for_one_person(tmp_path: Path) -> None:
    folder = paths.private_folder(tmp_path / "a" / "b")
    paths.write_atomically(folder / "c", b"x")
    assert os.name == "nt" or all(place.stat().st_mode & 0o077 == 0 for place in (tmp_path / "a", folder, folder / "c"))
    assert paths.private_folder(folder) == folder


def test_a_disk_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.write_atomically(tmp_path / "c", b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpaceError), paths.disk_errors():
        paths.write_atomically(tmp_path / "c", b"new")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("c", b"old")]


@pytest.mark.parametrize(("number", "told"), [(errno.EROFS, "lecture seule"), (errno.ENOENT, "clé USB"), (errno.EIO, "disque")])
def test_what_the_disk_says_is_told(number: int, told: str) -> None:
    with pytest.raises(DiskError, match=told), paths.disk_errors():
        raise OSError(number, "x")
