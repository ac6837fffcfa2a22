"""X1 in small: laptops that write apart end the same, nothing acknowledged is lost. ``make faults`` lives a thousand of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.storage import migrate
from tests.services import histories


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("histories") / "blank.db"
    migrate.create(path, histories.KEY)
    return path


@settings(max_examples=40, derandomize=True)
@given(seed=st.integers(0, 1 << 32), steps=st.integers(5, 40))
def test_laptops_that_write_apart_end_the_same(blank: Path, seed: int, steps: int) -> None:
    ram = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=ram if ram.is_dir() else None) as folder:
        problems, _ = histories.live(Path(folder), blank, seed, steps)
        assert problems == []
