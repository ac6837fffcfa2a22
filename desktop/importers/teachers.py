"""Teachers from Base élèves or ONDE: name, class, whether they head the school. Home addresses and phones are not read."""

from __future__ import annotations

from typing import NamedTuple

from desktop.errors import InputError
from desktop.importers import cells
from desktop.importers.guardians import civility
from desktop.importers.headers import Layout
from desktop.importers.notes import Note, Parsed, Refused

MAX_TEACHERS = 20_000
FIELDS = ("civility", "last_name", "usage_name", "first_name", "email", "director", "class_name")


class TeacherRecord(NamedTuple):
    """A teacher of the school the file comes from."""

    line: int
    civility: str
    last_name: str
    usage_name: str
    first_name: str
    email: str
    director: bool
    class_name: str

    @property
    def function(self) -> str:
        if self.director:
            return "directrice" if self.civility == "Mme" else "directeur"
        return "enseignant" if self.civility == "M." else "enseignante"


def read_teachers(layout: Layout) -> Parsed[TeacherRecord]:
    """Every row of a teachers' table. Raises ``InputError`` when there is none."""
    records: list[TeacherRecord] = []
    refused: list[Refused] = []
    skipped: list[Refused] = []
    notes: list[Note] = []
    met: dict[tuple[str, str], int] = {}
    total = 0
    for line, row in layout.sheet.rows():
        if line <= layout.line:
            continue
        total += 1
        if total > MAX_TEACHERS:
            raise InputError(
                f"Ligne {line} : plus de {MAX_TEACHERS} enseignants dans un seul fichier. Rien n’a été lu.", line=line
            )
        width = len(row)
        raw = {field: row[place][:1000] if (place := layout.columns.get(field, width)) < width else "" for field in FIELDS}
        value = {field: cells.plain(text) for field, text in raw.items()}
        for field, text in raw.items():
            if cells.odd(text):
                notes.append(
                    Note(
                        line,
                        layout.title(field),
                        "control_characters",
                        "Des caractères qui ne s’affichent pas ont été retirés.",
                        "warning",
                        "caractères retirés",
                        field,
                    )
                )
        if not value["last_name"] or not value["first_name"]:
            field = "first_name" if value["last_name"] else "last_name"
            notes.append(
                Note(
                    line,
                    layout.title(field),
                    "missing_name",
                    f"{'Prénom' if value['last_name'] else 'Nom'} vide. Cette personne n’est pas importée.",
                    "refused",
                    "pas de prénom" if value["last_name"] else "pas de nom",
                    field,
                )
            )
            refused.append(Refused(line, raw, "missing_name"))
            continue
        name = (cells.name_key(value["last_name"]), cells.name_key(value["first_name"]))
        if name in met:
            notes.append(
                Note(
                    line,
                    layout.title("last_name"),
                    "duplicate_line",
                    f"La même personne qu’à la ligne {met[name]}. Cette ligne est laissée.",
                    "info",
                    f"la même qu’à la ligne {met[name]}",
                    "last_name",
                )
            )
            skipped.append(Refused(line, raw, "duplicate_line"))
            continue
        met[name] = line
        records.append(
            TeacherRecord(
                line,
                civility(value["civility"]),
                value["last_name"],
                value["usage_name"],
                value["first_name"],
                value["email"],
                cells.name_key(value["director"]) in ("oui", "o", "1", "vrai", "x"),
                value["class_name"],
            )
        )
    if not total:
        raise InputError(f"Ligne {layout.line} : ce fichier n’a que sa ligne de titres, aucun enseignant.", line=layout.line)
    return Parsed(
        layout.kind,
        layout.label,
        "teachers",
        tuple(records),
        tuple(refused),
        tuple(skipped),
        tuple(notes),
        layout.read(),
        layout.left(),
        layout.sheet.encoding,
        layout.sheet.separator,
        "",
        total,
    )
