"""Professional content kept as data in ``resources/content``: read, checked and searched here.

``from desktop.content import words`` costs the reading of one file, at the first call; each function keeps its answer.
"""

from __future__ import annotations

from desktop.content.bank import Objective, find_objectives, objectives
from desktop.content.files import ContentError, read_text
from desktop.content.interview import Guide, ParentsSheet, guide, guides, parents_sheet
from desktop.content.vocabulary import Domain, Need, domains, needs
from desktop.content.wordlist import words

__all__ = [
    "ContentError", "Domain", "Guide", "Need", "Objective", "ParentsSheet", "check", "domains", "find_objectives", "guide",
    "guides", "needs", "objectives", "parents_sheet", "read_text", "words",
]


def check() -> None:
    """Check every file. Raise ``ContentError``, with the file and the code, at the first rule that is broken."""
    from desktop.content.checks import check_all

    check_all()
