"""The command line called inside this process, on a small demonstration."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.paths import Paths
from desktop.services.demo import build_demo

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def value(self) -> dict[str, Any]:
        return self.lines[0]


Pole = Callable[..., Said]


@pytest.fixture
def pole(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Pole:
    """``pole("list", "students")`` in ``tmp_path/essai.coffre``; ``stdin=`` for batch."""

    def call(*words: str, stdin: str | bytes = b"", options: tuple[str, ...] = ()) -> Said:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        code = run(["--data-dir", str(tmp_path / "donnees"), "--vault", str(tmp_path / "essai.coffre"), *options, *words])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def demo(tmp_path: Path, pole: Pole) -> Pole:
    """``pole`` on a demonstration of forty pupils."""
    build_demo(tmp_path / "essai.coffre", paths=Paths.under(tmp_path / "donnees"), students=40, seed=3, today=TODAY).close()
    return pole


def acts(*lines: dict[str, Any]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
