"""Setting up: the apt line is shown, asked before sudo, and the second time nothing happens. With false system commands."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ["libEGL.so.1", "libGL.so.1", "libxkbcommon.so.0", "libdbus-1.so.3", "libfontconfig.so.1", "libglib-2.0.so.0",
             "libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxcb-shape.so.0",
             "libcups.so.2"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a POSIX script")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what the script reads, and commands that only write down how they were called."""
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "setup.sh", tmp_path / "packaging" / "setup.sh")
    commands = tmp_path / "commandes"
    commands.mkdir()
    fake(commands, "apt-get", f'echo "apt-get $*" >>{tmp_path}/appels; exit 0')
    fake(commands, "sudo", f'echo "sudo $*" >>{tmp_path}/appels; exit 0')
    fake(commands, "ldconfig", "echo " + " ".join(name for name in LIBRARIES if name != "libxcb-cursor.so.0"))
    fake(commands, "python3", f'case "$*" in *venv\\ .venv*) echo "venv $*" >>{tmp_path}/appels; exit 3;; esac; exit 0')
    return tmp_path


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def setup(house: Path, user: str, **environment: str) -> subprocess.CompletedProcess[str]:
    fake(house / "commandes", "id", f"echo {user}")
    env = {"PATH": f"{house}/commandes:/usr/bin:/bin", "HOME": str(house), **environment}
    return subprocess.run(["sh", "packaging/setup.sh", "run"], cwd=house, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)


def calls(house: Path) -> str:
    found = house / "appels"
    return found.read_text("utf-8") if found.exists() else ""


def test_an_ordinary_person_sees_the_line_and_nothing_is_done_without_a_yes(house: Path) -> None:
    done = setup(house, "1000")
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends libxcb-cursor0" in done.stdout
    assert calls(house) == ""


def test_root_installs_what_is_missing_and_only_that(house: Path) -> None:
    setup(house, "0")
    asked = calls(house).splitlines()
    assert asked[0] == "apt-get update -q"
    assert asked[1] == "apt-get install -y -q --no-install-recommends libxcb-cursor0"
    assert asked[2].startswith("venv -m venv")


def test_ci_says_yes_by_itself(house: Path) -> None:
    setup(house, "1000", CI="true")
    assert "sudo apt-get update -q" in calls(house)


def test_with_nothing_missing_the_system_is_left_alone(house: Path) -> None:
    fake(house / "commandes", "ldconfig", "echo " + " ".join(LIBRARIES))
    setup(house, "1000")
    assert "apt-get" not in calls(house)


def test_a_set_up_done_is_not_done_again(house: Path) -> None:
    python = house / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    fake(python.parent, "python", "exit 9")
    stamp = subprocess.run("{ cat requirements.txt pyproject.toml packaging/setup.sh; pwd; } | cksum", shell=True, cwd=house,
                           capture_output=True, text=True, check=True).stdout
    (house / ".venv" / ".setup-run").write_text(stamp, "utf-8")
    done = setup(house, "1000")
    assert (done.returncode, done.stdout, calls(house)) == (0, "", "")
