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


class FormDrop(drops.Drop):
    """Any PDF: what is not a form of ours is told so."""

    def takes(self, path: Path) -> bool:
        return is_pdf(path)

    def opens(self, path: Path) -> None:
        from desktop.ui.requests.dropped_form import open_file

        open_file(self.place, path)
