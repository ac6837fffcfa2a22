"""From a file on disk to bytes, and to the titles and samples the screen of columns shows; what a plan is about, in words."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import InputError
from desktop.importers.headers import NeedsMapping
from desktop.services.values import ImportPlan

BIGGEST = 100 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The file, when it can be read and is not beyond any list of pupils. Raises ``InputError``."""
    try:
        if path.stat().st_size > BIGGEST:
            raise InputError("Ce fichier dépasse 100 Mo : ce n’est pas une liste d’élèves. Rien n’a été lu.")
        return path.read_bytes()
    except OSError:
        raise InputError("Ce fichier ne peut pas être lu : est-il ouvert ailleurs, ou déplacé ?") from None


def columns_of(data: bytes, kind: str) -> NeedsMapping:
    """Titles, samples and what is recognised, for the screen of columns."""
    from desktop.importers import headers, table

    sheets = table.sheets(data)
    try:
        layout = headers.recognise(sheets, kind)
    except NeedsMapping as needed:
        return needed
    rows = [cells for line, cells in layout.sheet.head()[0] if line > layout.line][:5]
    return NeedsMapping("Voici ce qui a été reconnu. Corrigez ce qui ne va pas.", kind=kind, headers=tuple(layout.headers),
                        samples=tuple(tuple(cells) for cells in rows), guess=dict(layout.columns), line=layout.line)


def target_of(plan: ImportPlan) -> str:
    """``pupils``, ``guardians``, ``teachers`` or ``schools``."""
    for target, ends in (("guardians", ("responsables",)), ("teachers", ("enseignants",)),
                         ("schools", ("annuaire", "effectifs", "ecoles"))):
        if plan.kind.endswith(ends):
            return target
    return "pupils"


def title_of(plan: ImportPlan) -> str:
    return {"pupils": "Importer des élèves", "guardians": "Importer des responsables", "teachers": "Importer des enseignants",
            "schools": "Importer des écoles"}[target_of(plan)]
