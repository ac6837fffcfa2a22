"""Locking replaces the process, because Python does not forget otherwise: the one module allowed to use ``execv``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REASON = "POLE_RESSOURCE_FERME"
"""Environment of the next process: « idle|10:47|5 », so that the lock screen says why; nothing about anybody."""


def command(vault: Path | None, data_dir: Path | None) -> list[str]:
    """How this program is started again: the vault, and where its settings are; nothing else."""
    frozen = bool(getattr(sys, "frozen", False))
    words = [sys.executable] if frozen else [sys.executable, "-m", "desktop"]
    if data_dir is not None:
        words += ["--data-dir", str(data_dir)]
    if vault is not None:
        words += ["--vault", str(vault)]
    return words


def relaunch(vault: Path | None, data_dir: Path | None, reason: str = "") -> int:
    """Become a fresh process showing the lock screen; on Windows start it and leave. Gives the exit code there."""
    words = command(vault, data_dir)
    environment = {**os.environ, REASON: reason}
    if os.name != "nt":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(words[0], words, environment)
    import subprocess

    subprocess.Popen(words, env=environment, close_fds=True)
    return 0


def take_reason() -> str:
    """Why the former process closed, said once."""
    return os.environ.pop(REASON, "")
