"""What births and levels say together: the school year a file is of, and pupils born early or late for their level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from desktop.importers.cells import AGES
from desktop.importers.notes import Note

ENOUGH, SHARE = 8, 0.6
EARLY, LATE = 0, -1
"""A year late is common and nobody's business; a year early, or two late, is worth a second look."""


class Born(Protocol):
    """What is looked at in a record."""

    @property
    def line(self) -> int: ...
    @property
    def birth_date(self) -> str: ...
    @property
    def sex(self) -> str: ...
    @property
    def level(self) -> str: ...


def implied_year(pairs: Iterable[tuple[str, str]]) -> str:
    """The school year most births go with, from ``(birth, level)`` pairs; empty when they do not say."""
    years: Counter[int] = Counter()
    for birth, level in pairs:
        age = AGES.get(level)
        if age is not None and birth:
            years[int(birth[:4]) + age] += 1
    if not years:
        return ""
    first, count = years.most_common(1)[0]
    total = sum(years.values())
    return f"{first}-{first + 1}" if total >= ENOUGH and count > SHARE * total else ""


def age_notes(records: Sequence[Born], year: str, title: str, line: int) -> tuple[str, list[Note]]:
    """The year births go with, and notes. ``title`` is the column of births, ``line`` that of the titles."""
    notes: list[Note] = []
    implied = implied_year((record.birth_date, record.level) for record in records)
    if not year:
        return implied, notes
    if implied and implied != year:
        words = f"D’après les naissances et les niveaux, ce fichier est de {implied}, et non de {year}."
        notes.append(_note(line, title, "year_doubtful", f"{words} Vérifiez l’année choisie.", f"plutôt de {implied}"))
    chosen = int((implied or year)[:4])
    for record in records:
        if record.birth_date:
            note = _of(record, title, chosen)
            if note is not None:
                notes.append(note)
    return implied, notes


def _of(record: Born, title: str, chosen: int) -> Note | None:
    year = int(record.birth_date[:4])
    born = "Née" if record.sex == "F" else "Né"
    if not chosen - 20 <= year <= chosen:
        message = f"{born} en {year} : ce n’est pas l’âge d’un élève de l’école. Gardé tel quel."
        return _note(record.line, title, "birth_unlikely", message, "naissance à vérifier")
    age = AGES.get(record.level)
    if age is None:
        return None
    gap = year - (chosen - age)
    if LATE <= gap <= EARLY:
        return None
    years = "un an" if gap == 1 else f"{abs(gap)} ans"
    words = f"{years} d’avance" if gap > 0 else f"{years} de retard"
    return _note(record.line, title, "level_age", f"{born} en {year}, en {record.level} : {words}.", f"{words}, à vérifier")


def _note(line: int, title: str, code: str, message: str, short: str) -> Note:
    return Note(line, title, code, message, "warning", short, "birth_date")
