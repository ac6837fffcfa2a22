"""Locking replaces the process, because Python does not forget otherwise: the one module allowed to use ``execv``.

What must survive (sealed under the short code, or the meeting in progress) goes through a descriptor without a name, never on a
disk, never on the command line; the next process reads it once and closes it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

REASON = "POLE_RESSOURCE_FERME"
"""Environment of the next process: « idle|10:47|5 », so that the lock screen says why; nothing about anybody."""
PASSED = "POLE_RESSOURCE_PASSE"
"""Environment of the next process: the number of the descriptor it inherits; taken away as soon as it is read."""
_LIMIT = 16 * 1024 * 1024


def command(vault: Path | None, data_dir: Path | None) -> list[str]:
    """How this program is started again: the vault, and where its settings are; nothing else."""
    frozen = bool(getattr(sys, "frozen", False))
    words = [sys.executable] if frozen else [sys.executable, "-m", "desktop"]
    if data_dir is not None:
        words += ["--data-dir", str(data_dir)]
    if vault is not None:
        words += ["--vault", str(vault)]
    return words


def relaunch(vault: Path | None, data_dir: Path | None, reason: str = "", passed: bytes = b"") -> int:
    """Become a fresh process showing the lock screen; on Windows start it and leave. Gives the exit code there."""
    words = command(vault, data_dir)
    environment = {**os.environ, REASON: reason}
    if os.name != "nt":
        number = _hold(passed)
        if number is not None:
            environment[PASSED] = str(number)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(words[0], words, environment)
    import subprocess

    if not passed:
        subprocess.Popen(words, env=environment, close_fds=True)
        return 0
    child = subprocess.Popen(words, env={**environment, PASSED: "0"}, close_fds=True, stdin=subprocess.PIPE)
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.write(passed)
            child.stdin.close()
    return 0


def _hold(passed: bytes) -> int | None:
    """A descriptor that outlives ``execve``, holding ``passed``: nameless memory, or a pipe when it is small enough for one."""
    if not passed or len(passed) > _LIMIT:
        return None
    try:
        if hasattr(os, "memfd_create"):
            number = os.memfd_create("pole-ressource", os.MFD_CLOEXEC)
            with os.fdopen(number, "wb", closefd=False) as file:
                file.write(passed)
            os.lseek(number, 0, os.SEEK_SET)
        else:
            number, end = os.pipe()
            os.set_blocking(end, False)
            written = os.write(end, passed)
            os.close(end)
            if written < len(passed):
                os.close(number)
                return None
        os.set_inheritable(number, True)
    except OSError:
        return None  # nothing is passed: the passphrase is asked
    return number


def take_reason() -> str:
    """Why the former process closed, said once."""
    return os.environ.pop(REASON, "")


def take_passed() -> bytes:
    """What the former process passed on, read once; its descriptor is closed and its number forgotten."""
    told = os.environ.pop(PASSED, "")
    if not told.isdecimal():
        return b""
    try:
        with os.fdopen(int(told), "rb") as file:
            return file.read(_LIMIT + 1)[:_LIMIT]
    except OSError:
        return b""
