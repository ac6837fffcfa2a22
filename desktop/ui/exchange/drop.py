"""A pli or a card dropped anywhere on the window opens « Échanges » on it."""

from __future__ import annotations

from pathlib import Path

from desktop.ui import drops

SMALL = 64_000
CARD_MARK = b"pole-ressource carte"
"""What the file of a card says of itself."""


def is_exchange(path: Path) -> bool:
    """By its beginning, then by its name when the beginning says nothing."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(SMALL)
    except OSError:
        return path.suffix.lower() == ".pli"
    if start.startswith(b"age-encryption.org/"):
        return True
    if start[:64].lstrip().startswith(b"{") and CARD_MARK in start:
        return True
    return path.suffix.lower() == ".pli"


def _open(drop: drops.Drop, path: Path) -> None:
    from desktop.ui.exchange.opening import open_file

    open_file(drop.place, path)


class PliDrop(drops.Drop):
    """Asked before the import, which takes any JSON."""

    takes = staticmethod(is_exchange)
    opens = staticmethod(_open)
