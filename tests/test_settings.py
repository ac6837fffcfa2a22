"""Preferences of this computer come back as they were, and a spoilt file costs nothing but the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import settings
from desktop.settings import Settings


def test_preferences_come_back(tmp_path: Path) -> None:
    chosen = Settings().change(theme="dark", text_size=125, second_place="/média/clé", registre_dit=True)
    settings.save(tmp_path / "r" / "reglages.json", chosen)
    assert settings.load(tmp_path / "r" / "reglages.json") == chosen


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"theme": 3, "text_size": "big"}',
                                     b'{"text_size": true}', b'{"unknown": 1}', b'{"theme": "pink"}'])
def test_a_spoilt_file_gives_the_defaults(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.json").write_bytes(content)
    assert settings.load(tmp_path / "r.json") == Settings()


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "r.json") == Settings()


def test_sizes_stay_within_what_can_be_read(tmp_path: Path) -> None:
    assert Settings().change(text_size=500).text_size == 160
    assert Settings().change(text_size=10).text_size == 90
    assert Settings().change(idle_minutes=0).idle_minutes == 1
