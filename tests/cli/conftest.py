"""The command line called inside this process, on a small demonstration."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.cli import run
from desktop.paths import Paths
from desktop.security import keyring
from desktop.services.demo import build_demo

if TYPE_CHECKING:
    from tests.cli.laptops import Laptops

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


@pytest.fixture(scope="session")
def three_vaults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three vaults of ``laptops``, made once: each test works on a copy."""
    from tests.cli.laptops import make

    base, said = tmp_path_factory.mktemp("portables"), io.StringIO()

    def read() -> tuple[str, str]:
        text = said.getvalue()
        said.seek(0)
        said.truncate()
        return text, ""

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        for price in ("FLOOR", "DEFAULT"):
            patch.setattr(keyring, price, keyring.KdfParams(64, 1))
        make(base, read)
    return base


@pytest.fixture
def laptops(three_vaults: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Laptops:
    """A director, a maître E, a psychologist, who know one another's cards."""
    from tests.cli.laptops import all_of

    base = tmp_path / "portables"
    shutil.copytree(three_vaults, base)
    found = all_of(base, lambda: tuple(capsys.readouterr()))  # type: ignore[arg-type,return-value]
    return found["claire"], found["paul"], found["anne"]
