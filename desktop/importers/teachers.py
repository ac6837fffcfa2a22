"""Teachers from Base élèves or ONDE: name, class, whether they head the school. Home addresses and phones are not read."""

from __future__ import annotations

from typing import NamedTuple

from desktop.importers import cells
from desktop.importers.guardians import civility
from desktop.importers.headers import Layout
from desktop.importers.notes import Parsed
from desktop.importers.reading import Reading

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
    reading: Reading[TeacherRecord] = Reading(layout, "enseignant", MAX_TEACHERS)
    met: dict[tuple[str, str], int] = {}
    for line, row in reading.rows():
        _read(reading, line, row, met)
    return reading.finish()


def _read(reading: Reading[TeacherRecord], line: int, row: list[str], met: dict[tuple[str, str], int]) -> None:
    columns, width = reading.layout.columns, len(row)
    raw = {field: row[place] if (place := columns.get(field, width)) < width else "" for field in FIELDS}
    if reading.too_long(line, raw, "Cet enseignant"):
        return
    value = {field: cells.plain(text) for field, text in raw.items()}
    if not value["last_name"] or not value["first_name"]:
        missing, field, short = (
            ("Prénom", "first_name", "pas de prénom") if value["last_name"] else ("Nom", "last_name", "pas de nom")
        )
        reading.refuse(line, raw, field, "missing_name", f"{missing} vide. Cet enseignant n’est pas importé.", short)
        return
    name = (cells.name_key(value["last_name"]), cells.name_key(value["first_name"]))
    earlier = met.setdefault(name, line)
    if earlier != line:
        message = f"La même personne qu’à la ligne {earlier}. Cette ligne est laissée."
        reading.skip(line, raw, "last_name", "duplicate_line", message, f"la même qu’à la ligne {earlier}")
        return
    director = cells.name_key(value["director"]) in ("oui", "o", "1", "vrai", "x")
    reading.records.append(
        TeacherRecord(
            line,
            civility(value["civility"]),
            value["last_name"],
            value["usage_name"],
            value["first_name"],
            value["email"],
            director,
            value["class_name"],
        )
    )
