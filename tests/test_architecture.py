"""The arrows of the house, the few POSIX places, no network, and what the packages say of themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DESKTOP = ROOT / "desktop"
SOURCES = sorted(DESKTOP.rglob("*.py"))
POSIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix"}
POSIX_CALLS = {"fork", "forkpty", "execv", "execve", "execvp", "execvpe", "execl", "execlp", "getuid", "geteuid", "setsid", "mkfifo"}
POSIX_PLACES = {"desktop/storage/lock.py", "desktop/ui/relaunch.py"}
NETWORK = {"socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "asyncio", "xmlrpc", "socketserver",
           "telnetlib", "webbrowser", "requests", "PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore"}


def imports_of(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


TREES = {named(path): ast.parse(path.read_text("utf-8")) for path in SOURCES}


def test_arrows_point_one_way() -> None:
    done = subprocess.run([sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_posix_stays_in_its_two_places() -> None:
    elsewhere = {}
    for name, tree in TREES.items():
        modules = {found.partition(".")[0] for found in imports_of(tree)} & POSIX_MODULES
        calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in POSIX_CALLS
                 and isinstance(node.value, ast.Name) and node.value.id == "os"}
        if modules | calls and name not in POSIX_PLACES:
            elsewhere[name] = modules | calls
    assert not elsewhere, "Windows ne connaît pas ces appels"


def test_nothing_knows_the_network() -> None:
    assert not {name: found for name, tree in TREES.items() if (found := imports_of(tree) & NETWORK)}


def test_a_module_opens_with_a_sentence() -> None:
    assert not [name for name, tree in TREES.items() if tree.body and len(ast.get_docstring(tree) or "") < 10]


def test_nothing_is_left_unfinished() -> None:
    for path in SOURCES:
        text = path.read_text("utf-8")
        for mark in ("TO" + "DO", "FIX" + "ME", "raise NotImplemented"):
            assert mark not in text, f"{named(path)} : {mark}"


def test_every_package_is_declared() -> None:
    declared = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    present = {named(path.parent).replace("/", ".") for path in DESKTOP.rglob("__init__.py")}
    assert declared == present | {"desktop.resources"}


def test_packaging_does_not_hide_the_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_resources_are_found_as_a_package() -> None:
    from importlib.resources import files

    assert (files("desktop.resources") / "icons" / "plus.svg").is_file()


def test_help_loads_nothing_heavy() -> None:
    code = ("import sys, desktop.cli; desktop.cli.parser().format_help(); "
            "print([m for m in ('sqlalchemy', 'PySide6', 'reportlab', 'cryptography', 'sqlcipher3') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_qt_keeps_its_references_to_none(qapp: object) -> None:
    """PySide6 6.12.0 loses one reference to None a call on Python 3.10 and 3.11, then aborts: why 6.11.3 is held."""
    from PySide6.QtWidgets import QCheckBox

    box = QCheckBox()
    before = sys.getrefcount(None)
    for number in range(1000):
        box.setChecked(bool(number % 2))
    assert abs(sys.getrefcount(None) - before) < 200


def test_the_locks_name_no_machine() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text and "index-url" not in text and "find-links" not in text


def test_every_runtime_dependency_is_locked_as_pinned() -> None:
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    locked = {line.split(" ")[0].lower().replace("_", "-") for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
              if "==" in line}
    assert {name.lower().replace("_", "-") for name in pinned} <= locked


def test_the_page_of_thanks_is_up_to_date() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("third_party", ROOT / "packaging" / "third_party.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == (ROOT / "docs" / "third-party.md").read_text("utf-8"), "make third-party"
