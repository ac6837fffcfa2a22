"""Stores for tests: real SQLCipher files, copied from one made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from desktop.clock import FixedClock
from desktop.ids import Ids
from desktop.storage import migrate
from desktop.storage.store import Store

KEY = "5a" * 48


class Someone:
    """An account that signs with nothing."""

    account = "someone"

    def sign(self, message: bytes) -> bytes:
        return bytes(64)


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "blank.db"
    migrate.create(path, KEY)
    return path


@pytest.fixture
def memory_store(blank_file: Path, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes a store of a device, on a fresh encrypted file kept in memory where the system has a place for it."""
    import tempfile

    ram = Path("/dev/shm")
    clock = FixedClock(datetime(2026, 11, 23, 9, 42, tzinfo=UTC))
    numbers = count()
    made: list[Store] = []
    with tempfile.TemporaryDirectory(dir=ram if ram.is_dir() else tmp_path) as folder:

        def make(device: str) -> Store:
            path = Path(folder) / f"{next(numbers)}.db"
            shutil.copyfile(blank_file, path)
            store = Store(path, KEY, ids=Ids(clock), clock=clock, device=lambda: device, signer=Someone(), vault_id="v",
                          compartment="c")
            made.append(store)
            return store

        yield make
        for store in made:
            store.close()
