"""What the first screens load: the passphrase screen waits neither for Qt's enums nor for the vault's own modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlalchemy", "sqlcipher3", "cryptography", "reportlab", "desktop.cli_grammar")
WATCH = """
import enum, json, os, sys
made, former = set(), enum.EnumType.__call__
def watched(cls, *words, **named):
    if named.get("module") or len(words) > 1:
        made.add(str(named.get("qualname", words[0])))
    return former(cls, *words, **named)
enum.EnumType.__call__ = watched
from desktop import app, cli
def told(*_):
    os.write(1, json.dumps([sorted(sys.modules), sorted(made)]).encode())
    os._exit(0)
app.after_paint = told
sys.exit(cli.run(sys.argv[1:]))
"""


def loaded(*words: str) -> tuple[set[str], set[str]]:
    done = subprocess.run([sys.executable, "-c", WATCH, *words], cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                          capture_output=True, check=True, timeout=60)
    modules, enums = json.loads(done.stdout)
    return set(modules), set(enums)


def test_the_passphrase_screen_loads_little(tmp_path: Path) -> None:
    modules, enums = loaded("--data-dir", str(tmp_path), "--vault", str(tmp_path / "mon.coffre"))
    assert not [name for name in (*HEAVY, "desktop.ui.widgets", "PySide6.QtSvg") if name in modules]
    assert any("Shape" in name for name in enums), "the watch sees enums"
    assert not [name for name in enums if name.endswith("ContrastPreference")], "the namespace Qt was built before the first paint"


@pytest.mark.parametrize("words", [(), ("--demo",)], ids=["accueil", "demonstration"])
def test_the_other_doors_load_no_vault(tmp_path: Path, words: tuple[str, ...]) -> None:
    modules, _ = loaded("--data-dir", str(tmp_path), *words)
    assert not [name for name in HEAVY if name in modules]
