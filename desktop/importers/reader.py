"""From a file's bytes to records and remarks: the one door of the importers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.importers import headers, table
from desktop.importers.guardians import read_guardians
from desktop.importers.notes import Note, Parsed
from desktop.importers.onde import read_pupils
from desktop.importers.school_register import read_schools
from desktop.importers.teachers import read_teachers


def read(
    data: bytes, *, kind: str = "", year: str = "", department: str = "", mapping: Mapping[str, int] | None = None
) -> Parsed[Any]:
    """Read a file whole: nothing is kept from one that cannot be read to its end.

    ``kind`` (``pupils``, ``guardians``, ``teachers``, ``schools``) limits what it may be; ``mapping`` says which column holds
    which field when titles are unknown. Raises ``InputError``, and ``NeedsMapping`` among them.
    """
    sheets = table.sheets(data)
    layout = headers.mapped(sheets, kind or "pupils", mapping) if mapping else headers.recognise(sheets, kind)
    if layout.target == "pupils":
        parsed: Parsed[Any] = read_pupils(layout, year)
    elif layout.target == "guardians":
        parsed = read_guardians(layout)
    elif layout.target == "teachers":
        parsed = read_teachers(layout)
    else:
        parsed = read_schools(layout, department)
    if "d’ailleurs" not in parsed.encoding:
        return parsed
    told = Note(
        layout.line,
        "",
        "encoding_mixed",
        "Quelques caractères sont écrits dans un autre codage que le reste du fichier : vérifiez les accents.",
    )
    return Parsed(
        parsed.kind,
        parsed.label,
        parsed.target,
        parsed.records,
        parsed.refused,
        parsed.skipped,
        (told, *parsed.notes),
        parsed.columns_read,
        parsed.columns_left,
        parsed.encoding,
        parsed.separator,
        parsed.implied_year,
        parsed.rows,
    )
