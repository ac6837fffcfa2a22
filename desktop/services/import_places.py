"""Teachers of a school, and schools of the register, held against the vault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.ids import named
from desktop.importers.cells import name_key
from desktop.importers.school_register import SchoolRecord
from desktop.importers.teachers import TeacherRecord
from desktop.models import Person, School
from desktop.services import labels
from desktop.services.import_work import Asked, Authors, Model, Report, Work, among
from desktop.storage.store import Store

SCHOOLS_SHOWN = ("uai", "name", "city", "kind", "district")
TEACHERS_SHOWN = ("civility", "last_name", "first_name", "function", "class_name", "email")
_SCHOOL = ("uai", "name", "kind", "address", "postal_code", "city", "phone", "email", "district", "priority", "state")
_PERSON = ("civility", "last_name", "usage_name", "first_name", "function", "class_name", "email")
_TEACHING = ("enseignant", "direct")


class _Changing:
    """Rows that exist already: what would change, less what a person typed."""

    def __init__(self, store: Store, model: Model, work: Work) -> None:
        self._authors, self._model, self._work = Authors(store), model, work
        self._waiting: list[tuple[int, str, dict[str, str], dict[str, str], dict[str, str]]] = []

    def add(self, line: int, id: str, changes: dict[str, str], before: dict[str, str], cells: dict[str, str]) -> None:
        self._waiting.append((line, id, changes, before, cells))

    def settle(self, report: Report) -> None:
        """Tell each row, and keep what is to be written."""
        table = self._model.__tablename__
        kept = self._authors.by_hand(table, {id: list(changes) for _, id, changes, _, _ in self._waiting if changes})
        for line, id, changes, before, cells in self._waiting:
            for column in [column for column in changes if (id, column) in kept]:
                name = labels.column_label(table, column)
                report.note(
                    line,
                    column,
                    "kept_by_hand",
                    f"{name} : « {changes.pop(column)} » dans le fichier, « {before.get(column, '')} » saisi à la main. Ce qui a "
                    "été saisi est gardé.",
                    short=f"{name.lower()} saisi à la main, gardé",
                )
            if changes:
                self._work.puts.append((self._model, id, dict(changes)))
            said = ", ".join(_said(table, column, value) for column, value in list(changes.items())[:3])
            report.row(line, "updated" if changes else "unchanged", cells, said)


def _said(table: str, column: str, value: str) -> str:
    if column == "left_on":
        return "de retour"
    return f"{labels.column_label(table, column).lower()} : {value}"


def plan_schools(store: Store, asked: Asked, report: Report) -> Work:
    """Schools by their code: new, changed, or as they were."""
    records: Sequence[SchoolRecord] = asked.parsed.records
    work = Work()
    ids = {record.uai: named("school", record.uai) for record in records}
    present = {
        row[0]: dict(zip(_SCHOOL, (cell or "" for cell in row[1:]), strict=True))
        for row in among(store, f"SELECT id, {', '.join(_SCHOOL)} FROM school WHERE id IN", ids.values())
    }
    changing = _Changing(store, School, work)
    for record in records:
        id = ids[record.uai]
        values = {column: value for column in _SCHOOL if (value := getattr(record, column))}
        cells = {name: getattr(record, name) for name in SCHOOLS_SHOWN}
        before = present.get(id)
        if before is None:
            work.rows.append((School, id, None, values))
            report.row(record.line, "added", cells, "nouvelle école")
        else:
            changing.add(record.line, id, {c: v for c, v in values.items() if v != before[c]}, before, cells)
    changing.settle(report)
    report.aside(SCHOOLS_SHOWN)
    return work


def plan_teachers(store: Store, asked: Asked, school_id: str, report: Report) -> tuple[Work, str]:
    """Teachers of one school by their names; those no longer in the file have left, unless the file is partial."""
    records: Sequence[TeacherRecord] = asked.parsed.records
    work = Work()
    present: dict[str, dict[str, str]] = {}
    by_name: dict[tuple[str, str], str] = {}
    columns = (*_PERSON, "left_on")
    for id, *row in store.sql(f"SELECT id, {', '.join(columns)} FROM person WHERE coalesce(school_id, '') = ?", (school_id,)):
        known = dict(zip(columns, (cell or "" for cell in row), strict=True))
        present[id] = known
        for last in (known["last_name"], known["usage_name"]):
            if last:
                by_name.setdefault((name_key(last), name_key(known["first_name"])), id)
    changing = _Changing(store, Person, work)
    met: set[str] = set()
    for record in records:
        values: dict[str, Any] = {column: value for column in _PERSON if (value := getattr(record, column))}
        cells = {name: str(getattr(record, name)) for name in TEACHERS_SHOWN}
        first = name_key(record.first_name)
        found = next(
            (
                by_name[key]
                for name in (record.last_name, record.usage_name)
                if name and (key := (name_key(name), first)) in by_name
            ),
            None,
        )
        if found is None or found in met:
            id = named("person", school_id, name_key(record.last_name), first)
            met.add(id)
            work.rows.append((Person, id, None, {**values, "school_id": school_id}))
            report.row(record.line, "added", cells, "nouvel enseignant" if record.civility == "M." else "nouvelle enseignante")
            continue
        met.add(found)
        changes = {c: v for c, v in values.items() if v != present[found][c]}
        if present[found]["left_on"]:
            changes["left_on"] = ""
        changing.add(record.line, found, changes, present[found], cells)
    changing.settle(report)
    report.aside(TEACHERS_SHOWN)
    return work, _teachers_left(present, met, work, report)


def _teachers_left(present: dict[str, dict[str, str]], met: set[str], work: Work, report: Report) -> str:
    teaching = {id: known for id, known in present.items() if known["function"].startswith(_TEACHING) and not known["left_on"]}
    gone = {id: known for id, known in teaching.items() if id not in met}
    partial = ""
    if gone and 2 * len(gone) > len(teaching):
        count = len(teaching) - len(gone)
        partial = f"extraction partielle : {count} personne{'s' if count > 1 else ''} sur {len(teaching)}"
    for id, known in gone.items():
        word = "partie" if known["civility"] == "Mme" else "parti"
        report.row(
            0,
            "left",
            {name: known.get(name, "") for name in TEACHERS_SHOWN},
            f"absent du fichier : à cocher si {word}" if partial else f"absent du fichier : marqué {word}",
            id,
        )
        work.leavers[id] = (Person, id)
    return partial
