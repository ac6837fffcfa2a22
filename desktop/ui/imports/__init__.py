"""Bringing files in: preview, remarks by line and column, columns to tell, one act that can be undone whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.ui.context import Context

IMPORT = "import:"
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".json")


def open_file(context: Context, path: Path) -> None:
    """Show what a file would change, in the tab of pupils; nothing is written yet. For the menu and for a dropped file."""
    context.navigate("student", f"{IMPORT}{path}")


def can_open(path: Path) -> bool:
    """Whether a dropped file is worth trying; its content decides, never its name."""
    return path.is_file() and (path.suffix.lower() in SUFFIXES or not path.suffix)
