"""What every kind of import shares: the preview's rows and remarks, what will be written, and what a person had typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.importers.notes import Level, Note, Parsed
from desktop.models import Journaled
from desktop.services.values import ImportPlan, ImportRow, Remark
from desktop.storage.heads import CREATED, DELETED, Entry, RowHeads
from desktop.storage.store import Store

Model = type[Journaled]
Action = Literal["added", "updated", "unchanged", "left", "refused"]
CHUNK = 400
_RANK: dict[str, int] = {"refused": 0, "warning": 1, "info": 2}


@dataclass(slots=True)
class Work:
    """What writing will do, in this order, inside one unit."""

    pupils: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    """New pupils with their enrolment, whose id is made when the pupil has one."""
    rows: list[tuple[Model, str, str | None, dict[str, Any]]] = field(default_factory=list)
    """Rows with a name in the world (id, root): created, or their columns changed."""
    puts: list[tuple[Model, str, dict[str, Any]]] = field(default_factory=list)
    removed: list[tuple[Model, str]] = field(default_factory=list)
    leavers: dict[str, tuple[Model, str]] = field(default_factory=dict)
    """By the id shown in the preview, the row that gets ``left_on``."""

    def __bool__(self) -> bool:
        return bool(self.pupils or self.rows or self.puts or self.removed)


@dataclass(slots=True)
class Asked:
    """What a plan was made from, so that it can be made again when the vault has changed since."""

    parsed: Parsed[Any]
    school: str | None
    year: str
    only_followed: bool


@dataclass(slots=True)
class Payload:
    """What a plan carries from preview to writing; never shown."""

    asked: Asked
    work: Work
    seen: int
    mapping: dict[str, int] | None = None


class Report:
    """The preview being made: one row a line of the file, remarks, counts."""

    def __init__(self, parsed: Parsed[Any], titles: Mapping[str, str]) -> None:
        self._parsed = parsed
        self._titles = titles
        self._notes = list(parsed.notes)
        self._by_line: dict[int, list[Note]] = {}
        self.rows: list[ImportRow] = []
        for note in parsed.notes:
            self._by_line.setdefault(note.line, []).append(note)

    def note(self, line: int, field: str, code: str, message: str, level: Level = "warning", short: str = "") -> None:
        """Say something of a cell; before the row itself is told."""
        note = Note(line, self._titles.get(field, ""), code, message, level, short, field)
        self._notes.append(note)
        self._by_line.setdefault(line, []).append(note)

    def row(self, line: int, action: Action, cells: dict[str, str], outcome: str, student_id: str = "") -> None:
        """What will happen to a line. A refusal or a warning, in few words, takes the place of the outcome."""
        notes = self._by_line.get(line)
        if not notes:
            self.rows.append(ImportRow(line, action, cells, outcome, student_id))
            return
        worst = min((note for note in notes if note.short), key=lambda note: _RANK[note.level], default=None)
        if worst is not None and (worst.level != "info" or action == "unchanged"):
            outcome = worst.short
        self.rows.append(ImportRow(line, action, cells, outcome, student_id, tuple(_remark(note) for note in notes)))

    def aside(self, shown: Sequence[str]) -> None:
        """The rows the reader refused or left."""
        for action, rows in (("refused", self._parsed.refused), ("unchanged", self._parsed.skipped)):
            for row in rows:
                cells = {name: row.cells.get(name, "") for name in shown}
                self.row(row.line, action, cells, "")  # type: ignore[arg-type]

    def plan(self, payload: Payload, *, partial: str = "", school_id: str = "", school: str = "", year: str = "") -> ImportPlan:
        """The whole preview, in the order of the file, leavers last."""
        self.rows.sort(key=lambda row: row.line or 1 << 40)
        self._notes.sort(key=lambda note: note.line)
        counts: dict[str, int] = dict.fromkeys(("added", "updated", "unchanged", "left", "refused"), 0)
        counts.update(Counter(row.action for row in self.rows))
        absent = counts["left"]
        if partial:
            counts["left"] = 0
        counts["absent"], counts["rows"] = absent, sum(1 for row in self.rows if row.line)
        parsed = self._parsed
        return ImportPlan(
            parsed.kind,
            parsed.label,
            tuple(self.rows),
            tuple(_remark(note) for note in self._notes),
            counts,
            parsed.columns_read,
            parsed.columns_left,
            partial,
            school_id,
            school,
            year,
            payload,
        )


def _remark(note: Note) -> Remark:
    return Remark(note.line, note.column, note.code, note.message, note.level)


ADDRESS = ("address", "postal_code", "city")


def with_address(cells: Iterable[str]) -> list[str]:
    """Columns to look at: an address is typed whole, so one of its columns calls the others."""
    columns = list(cells)
    return columns if not set(columns) & set(ADDRESS) else list(dict.fromkeys([*columns, *ADDRESS]))


def typed_columns(cells: Mapping[str, Any], row: str, kept: set[tuple[str, str]]) -> list[str]:
    """Which of a row's changes would go over what a person typed; an address is kept whole."""
    whole = any((row, column) in kept for column in ADDRESS)
    return [column for column in cells if (row, column) in kept or (whole and column in ADDRESS)]


# -- reading the vault -----------------------------------------------------------------------------------------------------
def among(store: Store, text: str, values: Iterable[str]) -> Iterator[Any]:
    """Rows of ``text``, which ends where a list of values is to come, for any number of values."""
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        yield from store.sql(f"{text} ({','.join('?' * len(part))})", part)


class Authors:
    """Who wrote what: a person's words are kept, an import's may be written again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kinds: dict[str, str] = {}

    def _know(self, heads: Iterable[RowHeads]) -> None:
        units = {entry.unit for row in heads for entry in row.entries} - self._kinds.keys()
        self._kinds.update({id: kind or "" for id, kind in among(self._store, "SELECT id, kind FROM unit WHERE id IN", units)})

    def by_hand(self, table: str, columns: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
        """``(row, column)`` whose shown value a person typed, among some columns of some rows."""
        if not columns:
            return set()
        found = self._store.many_heads(table, list(columns))
        self._know(found.values())
        return {
            (row, column)
            for row, names in columns.items()
            for column in names
            if any(self._typed(found[row], head, column) for head in found[row].shown_heads(column))
        }

    def _typed(self, heads: RowHeads, head: Entry, column: str) -> bool:
        """An undo only gives a value back: what counts is who had written it before."""
        kind = self._kinds.get(head.unit, "")
        if head.column == DELETED:
            return False
        value = heads.value_of(head, column)
        if head.column == CREATED and value is None:
            return False
        if kind != "undo":
            return kind == "hand"
        for entry in reversed(heads.entries):
            if (
                entry.n < head.n
                and entry.column in (CREATED, column)
                and self._kinds.get(entry.unit) != "undo"
                and heads.value_of(entry, column) == value
            ):
                return self._kinds.get(entry.unit) == "hand"
        return value is not None

    def removed_by_hand(self, table: str, rows: Iterable[str]) -> set[str]:
        """Rows that were there once, and that a person took away."""
        found = {
            row: heads for row, heads in self._store.many_heads(table, list(rows)).items() if heads.entries and not heads.alive
        }
        self._know(found.values())
        return {row for row, heads in found.items() if any(self._kinds.get(head.unit) == "hand" for head in heads.all_heads())}

    def imported(self, table: str, rows: Sequence[str], columns: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
        """For each row, every value an import ever wrote of some columns."""
        found = self._store.many_heads(table, list(rows))
        self._know(found.values())
        values: dict[str, dict[str, list[Any]]] = {}
        for row, heads in found.items():
            for entry in heads.entries:
                if self._kinds.get(entry.unit) != "import" or entry.value is None:
                    continue
                for column in columns:
                    if entry.column in (CREATED, column) and (value := heads.value_of(entry, column)) is not None:
                        values.setdefault(row, {}).setdefault(column, []).append(value)
        return values
