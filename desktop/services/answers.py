"""Answers of a form as kept: one key a column in the record's ``answers``, and each line of a table a row of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.forms.spec import Form, Table
from desktop.models import Journaled, Line
from desktop.storage.store import Store
from desktop.storage.unit import Unit, parse


def load(store: Store, owner: str, stored: str | None, version: int, form: Form) -> dict[str, Any]:
    """All answers of a record, every key of the form present, tables as lists of lines with their ``id``."""
    answers = {key: value for key, value in parse(stored).items() if value is not None}
    for key, lines in _lines(store, owner).items():
        answers[key] = [{"id": id, **cells} for id, cells in lines]
    upgraded = form.upgrade(answers, version or form.version)
    complete = form.complete_answers(upgraded)
    for table in form.tables():
        for line in complete[table.key] or []:
            for column in table.columns:
                line.setdefault(column.key, None)
    return complete


def glance(stored: str | None, form: Form) -> dict[str, Any]:
    """What a record answers but its tables, for a line or a card: each of its field's kind, whoever wrote it."""
    return form.complete_answers(parse(stored))


def _lines(store: Store, owner: str) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for id, key, cells in store.sql("SELECT id, key, cells FROM line WHERE owner=? ORDER BY key, rank, id", (owner,)):
        found.setdefault(key, []).append((id, parse(cells)))
    return found


def create(unit: Unit, model: type[Journaled], values: Mapping[str, Any], form: Form, answers: Mapping[str, Any], *,
           id: str | None = None, root: str | None) -> str:
    """A new record with its answers (already cleaned by ``form.clean``) and lines; gives its id."""
    tables = {table.key for table in form.tables()}
    plain = {key: value for key, value in answers.items() if key not in tables and value is not None}
    row = unit.new(model, {**values, "form_version": form.version, "answers": plain}, id=id, root=root)
    for key in (table.key for table in form.tables()):
        for rank, line in enumerate(answers.get(key) or []):
            cells = {k: v for k, v in line.items() if k != "id"}
            unit.new(Line, {"owner": row, "key": key, "rank": rank, "cells": cells}, root=root if root is not None else row)
    return row


def save(unit: Unit, store: Store, model: type[Journaled], id: str, root: str, form: Form, answers: Mapping[str, Any],
         seen: int | None = None) -> None:
    """Change some answers of a record; only what differs is written.

    A table is given whole: lines are matched by ``id``, else by position; lines no longer there are removed.
    """
    tables = {table.key: table for table in form.tables()}
    plain = {f"answers.{key}": value for key, value in answers.items() if key not in tables}
    if plain:
        unit.put(model, id, plain, seen)
    existing = _lines(store, id)
    for key in (key for key in tables if key in answers):
        _save_table(unit, id, root, tables[key], existing.get(key, []), answers[key] or [], seen)


def _save_table(unit: Unit, owner: str, root: str, table: Table, existing: Sequence[tuple[str, dict[str, Any]]],
                lines: Sequence[Mapping[str, Any]], seen: int | None) -> None:
    known = dict(existing)
    free = [id for id, _ in existing if id not in {line.get("id") for line in lines}]
    kept: set[str] = set()
    for rank, line in enumerate(lines):
        cells = {k: v for k, v in line.items() if k != "id"}
        id = line.get("id")
        if id not in known or id in kept:
            id = free.pop(0) if free else None
        if id is None:
            unit.new(Line, {"owner": owner, "key": table.key, "rank": rank, "cells": cells}, root=root)
            continue
        kept.add(id)
        unit.put(Line, id, {"rank": rank, **{f"cells.{c.key}": cells.get(c.key) for c in table.columns if c.key in cells}}, seen)
    for id, _ in existing:
        if id not in kept:
            unit.remove(Line, id, seen)
