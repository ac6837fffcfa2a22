"""Professional content kept as data in ``resources/content``: read, checked and searched here.

``from desktop.content import words`` costs the reading of one file, at the first call; each function keeps its answer.
The modules themselves load when something of theirs is first asked for: the first screen waits for none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.content.bank import Objective, find_objectives, objectives
    from desktop.content.files import ContentError, read_text
    from desktop.content.interview import Guide, ParentsSheet, guide, guides, parents_sheet
    from desktop.content.vocabulary import Domain, Need, domains, needs
    from desktop.content.wordlist import words

__all__ = [
    "ContentError", "Domain", "Guide", "Need", "Objective", "ParentsSheet", "check", "domains", "find_objectives", "guide",
    "guides", "needs", "objectives", "parents_sheet", "read_text", "words",
]

_PLACES = {
    "bank": ("Objective", "find_objectives", "objectives"),
    "files": ("ContentError", "read_text"),
    "interview": ("Guide", "ParentsSheet", "guide", "guides", "parents_sheet"),
    "vocabulary": ("Domain", "Need", "domains", "needs"),
    "wordlist": ("words",),
}


def __getattr__(name: str) -> Any:
    for module, names in _PLACES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"desktop.content.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def check() -> None:
    """Check every file. Raise ``ContentError``, with the file and the code, at the first rule that is broken."""
    from desktop.content.checks import check_all

    check_all()
