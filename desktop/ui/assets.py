"""Where the files shipped with the program are: icons, styles and fonts, from a checkout, a wheel or a bundle."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The ``resources`` directory: beside ``desktop`` in a checkout, inside it once installed or bundled."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def asset(name: str) -> Path:
    """``asset("icons/plus.svg")``."""
    return root() / name
