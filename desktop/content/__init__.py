"""Professional content kept as data in ``resources/content``: read, checked and searched here."""

from __future__ import annotations

from desktop.content.files import ContentError, read_text
from desktop.content.wordlist import words

__all__ = ["ContentError", "read_text", "words"]
