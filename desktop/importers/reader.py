"""From a file's bytes to records and remarks: the one door of the importers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.importers import headers, table
from desktop.importers.guardians import read_guardians
from desktop.importers.headers import Layout, NeedsMapping
from desktop.importers.notes import Note, Parsed
from desktop.importers.onde import read_pupils
from desktop.importers.school_register import read_schools
from desktop.importers.teachers import read_teachers

Remembered = Callable[[str], tuple[str, Mapping[str, int]] | None]
"""From a table's signature to what a person once said of its columns: the kind, and field → column."""


def read(
    data: bytes,
    *,
    kind: str = "",
    year: str = "",
    department: str = "",
    mapping: Mapping[str, int] | None = None,
    remembered: Remembered | None = None,
) -> Parsed[Any]:
    """Read a file whole: nothing is kept from one that cannot be read to its end.

    ``kind`` (``pupils``, ``guardians``, ``teachers``, ``schools``) limits what it may be; ``mapping`` says which column holds
    which field when titles are unknown. Raises ``InputError``, and ``NeedsMapping`` among them.
    """
    sheets = table.sheets(data)
    layout = headers.mapped(sheets, kind or "pupils", mapping) if mapping else _layout(sheets, kind, remembered)
    if layout.target == "pupils":
        parsed: Parsed[Any] = read_pupils(layout, year)
    elif layout.target == "guardians":
        parsed = read_guardians(layout)
    elif layout.target == "teachers":
        parsed = read_teachers(layout)
    else:
        parsed = read_schools(layout, department)
    notes = parsed.notes
    if "d’ailleurs" in parsed.encoding:
        message = "Quelques caractères sont écrits dans un autre codage que le reste du fichier : vérifiez les accents."
        notes = (Note(layout.line, "", "encoding_mixed", message), *notes)
    return replace(parsed, notes=notes, signature=headers.signature(layout.headers), titles=_titles(layout), line=layout.line)


def _layout(sheets: Sequence[table.Sheet], kind: str, remembered: Remembered | None) -> Layout:
    """The layout by its titles, unless a person has said otherwise of the same titles."""
    try:
        layout = headers.recognise(sheets, kind)
        told = remembered(headers.signature(layout.headers)) if remembered else None
    except NeedsMapping as needed:
        told = remembered(headers.signature(needed.headers)) if remembered else None
        if told is None or kind not in ("", told[0]):
            raise
        return headers.mapped(sheets, *told)
    return layout if told is None or kind not in ("", told[0]) else headers.mapped(sheets, *told)


def _titles(layout: Layout) -> dict[str, str]:
    """From a field to its title in the file."""
    fields = [field.code for field in headers.fields_of(layout.target)]
    return {field: title for field in fields if (title := layout.title(field))}
