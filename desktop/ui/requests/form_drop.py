"""A PDF dropped anywhere on the window opens « Formulaire reçu » on it."""

from __future__ import annotations

from pathlib import Path

from desktop.ui import drops

START = 1024


def is_pdf(path: Path) -> bool:
    """By its beginning, never by its name."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return b"%PDF-" in file.read(START)
    except OSError:
        return path.suffix.lower() == ".pdf"


def _open(drop: drops.Drop, path: Path) -> None:
    from desktop.ui.requests.dropped_form import open_file

    open_file(drop.place, path)


class FormDrop(drops.Drop):
    """Any PDF: what is not a form of ours is told so."""

    takes = staticmethod(is_pdf)
    opens = staticmethod(_open)
