"""What reading any table shares: a loop over rows with its limit, notes told by line and column, rows refused or left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from desktop.errors import InputError
from desktop.importers import cells
from desktop.importers.headers import Layout
from desktop.importers.notes import Level, Note, Parsed, Refused, repaired_words

R = TypeVar("R")
MAX_FIELD = 1_000
SHOWN = 80


class Reading(Generic[R]):
    """The work of one file."""

    def __init__(self, layout: Layout, what: str, limit: int) -> None:
        self.layout = layout
        self.records: list[R] = []
        self.notes: list[Note] = []
        self.refused: list[Refused] = []
        self.skipped: list[Refused] = []
        self.zeros: dict[str, list[int]] = {}
        self.total = 0
        self._what, self._limit = what, limit

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows below the titles. Raises ``InputError`` when there is none, or far too many."""
        line = first = self.layout.line
        for line, row in self.layout.sheet.rows():
            if line <= first:
                continue
            self.total += 1
            if self.total > self._limit:
                words = f"plus de {self._limit} {self._what}s dans un seul fichier"
                raise InputError(f"Ligne {line} : {words}. Rien n’a été lu.", line=line)
            yield line, row
        if not self.total:
            article = "aucune" if self._what == "école" else "aucun"
            words = f"ce fichier n’a que sa ligne de titres, {article} {self._what}"
            raise InputError(f"Ligne {first} : {words}.", line=first)

    def note(self, line: int, field: str, code: str, message: str, level: Level = "warning", short: str = "") -> None:
        """Say something of a cell."""
        self.notes.append(Note(line, self.layout.title(field) or field, code, message, level, short, field))

    def refuse(self, line: int, raw: Mapping[str, str], field: str, code: str, message: str, short: str) -> None:
        """A row that is not imported."""
        self.note(line, field, code, message, "refused", short)
        self.refused.append(Refused(line, {name: text[:SHOWN] for name, text in raw.items()}, code))

    def skip(self, line: int, raw: Mapping[str, str], field: str, code: str, message: str, short: str) -> None:
        """A row that is left, and may be."""
        self.note(line, field, code, message, "info", short)
        self.skipped.append(Refused(line, {name: text[:SHOWN] for name, text in raw.items()}, code))

    def too_long(self, line: int, raw: Mapping[str, str], who: str) -> bool:
        """Refuse a row that has a field beyond all measure; else tell characters that are taken out."""
        for field, text in raw.items():
            if len(text) > MAX_FIELD:
                where = f"« {self.layout.title(field)} »"
                message = f"{len(text)} caractères dans {where} : {MAX_FIELD} au plus. {who} n’est pas importé."
                self.refuse(line, raw, field, "field_too_long", message, "champ démesuré")
                return True
        for field, text in raw.items():
            if cells.odd(text):
                message = "Des caractères qui ne s’affichent pas ont été retirés."
                self.note(line, field, "control_characters", message, short="caractères retirés")
        return False

    def repaired(self, field: str, line: int) -> None:
        """A first zero given back; told once for the whole column."""
        self.zeros.setdefault(field, []).append(line)

    def finish(self, *, implied_year: str = "", but: frozenset[str] = frozenset()) -> Parsed[R]:
        """Everything read. ``but`` are fields looked at and not kept."""
        layout = self.layout
        for field, lines in self.zeros.items():
            code = "postal_zero" if field == "postal_code" else "phone_zero"
            self.note(lines[0], field, code, repaired_words(field, len(lines)), "info")
        for field in layout.repeated:
            message = f"Deux colonnes s’appellent « {layout.title(field)} » : la première est lue."
            self.note(layout.line, field, "duplicate_header", message)
        self.notes.sort(key=lambda note: note.line)
        return Parsed(
            kind=layout.kind,
            label=layout.label,
            target=layout.target,
            records=tuple(self.records),
            refused=tuple(self.refused),
            skipped=tuple(self.skipped),
            notes=tuple(self.notes),
            columns_read=layout.read(but),
            columns_left=layout.left(but),
            encoding=layout.sheet.encoding,
            separator=layout.sheet.separator,
            implied_year=implied_year,
            rows=self.total,
        )
