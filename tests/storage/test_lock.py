"""One process for each vault; a process that dies gives it back by itself."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.errors import DiskError, LockedError
from desktop.storage.lock import Holder, VaultLock

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
HOLD = ("import sys, time; from pathlib import Path; from datetime import datetime, UTC\n"
        "from desktop.storage.lock import VaultLock\n"
        "lock = VaultLock(Path(sys.argv[1])); lock.acquire(datetime.now(UTC)); print('held', flush=True); time.sleep(60)")


def test_a_second_process_is_told_who_has_it_and_a_kill_frees_it(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        begun = time.monotonic()
        with pytest.raises(LockedError, match=r"déjà ouvert par .+ sur l’ordinateur .+ depuis le"):
            VaultLock(tmp_path).acquire(NOW)
        assert time.monotonic() - begun < 20
        holder = VaultLock(tmp_path).holder()
        assert holder is not None and holder.machine and holder.user and holder.since
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    assert VaultLock(tmp_path).holder() is None
    mine = VaultLock(tmp_path)
    mine.acquire(NOW)
    assert mine.held
    mine.release()


def test_the_same_process_does_not_take_it_twice(tmp_path: Path) -> None:
    mine, other = VaultLock(tmp_path), VaultLock(tmp_path)
    mine.acquire(NOW)
    mine.acquire(NOW)
    with pytest.raises(LockedError):
        other.acquire(NOW)
    mine.release()
    mine.release()
    other.acquire(NOW)
    other.release()


def test_looking_writes_nothing_and_takes_nothing(tmp_path: Path) -> None:
    assert VaultLock(tmp_path).holder() is None
    assert not list(tmp_path.iterdir())
    mine = VaultLock(tmp_path)
    mine.acquire(NOW)
    assert VaultLock(tmp_path).holder() == mine.holder()
    mine.release()
    assert (tmp_path / "verrou").read_bytes() == b""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"machine": 3}', b"\xff" * 50, b"x" * 100_000])
def test_a_spoilt_lock_file_still_makes_a_sentence(tmp_path: Path, content: bytes) -> None:
    mine = VaultLock(tmp_path)
    mine.acquire(NOW)
    (tmp_path / "verrou").write_bytes(content)
    with pytest.raises(LockedError, match="Ce coffre est déjà ouvert"):
        VaultLock(tmp_path).acquire(NOW)
    mine.release()


def test_a_missing_folder_is_the_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskError):
        VaultLock(tmp_path / "gone").acquire(NOW)


def test_the_sentence_says_what_it_knows() -> None:
    assert Holder().sentence() == "Ce coffre est déjà ouvert. Fermez-le là-bas, puis recommencez."
    assert "par claire sur l’ordinateur PC-3" in Holder("PC-3", "claire", "?").sentence()
