"""A record found by its id alone, whatever it is, and told whole: for ``show`` and for acts that name a record."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.errors import RefusedError

if TYPE_CHECKING:
    from desktop.services.session import Session

SHOWN = ("student", "school", "guardian", "person", "meeting", "project", "task", "import_batch")


def table_of(session: Session, id: str) -> str:
    """The table of a record that exists. Raises ``RefusedError``, with the sentence of a forbidden one, when there is none."""
    for table in SHOWN:
        if isinstance(id, str) and session.commun.one(f"SELECT 1 FROM {table} WHERE id=?", (id,)):
            return table
    raise RefusedError


def written_in(session: Session, id: str) -> str:
    """The table a record was written in, deleted or not: what is in the bin can still be erased."""
    found = session.commun.one("SELECT tbl FROM entry WHERE row=? LIMIT 1", (id,))
    if found is None or found[0] not in SHOWN:
        raise RefusedError
    return str(found[0])


def expect(session: Session, id: str, table: str) -> str:
    """``id`` when it names a record of that table. Raises ``RefusedError`` otherwise."""
    if table_of(session, id) != table:
        raise RefusedError
    return id


def record(session: Session, id: str) -> dict[str, Any]:
    """One record: its kind, its fields, its ``answers`` by key when it has some, and its history, newest first."""
    table = table_of(session, id)
    told = {"id": id, "type": table, **_fields(session, table, id)}
    told.pop("seen", None)
    told["history"] = [
        {"unit": version.unit, "at": version.at, "actor": version.actor, "label": version.label,
         "cells": [{"label": label, "before": before, "after": after} for label, before, after in version.cells]}
        for version in session.history.of(table, id)]
    return told


def _fields(session: Session, table: str, id: str) -> dict[str, Any]:
    if table == "student":
        return _student(session, id)
    if table == "school":
        return asdict(session.schools.get(id))
    if table == "guardian":
        return asdict(session.guardians.get(id))
    if table == "meeting":
        return asdict(session.meetings.get(id))
    if table == "project":
        return asdict(session.projects.get(id))
    if table == "task":
        return asdict(session.tasks.get(id))
    if table == "person":
        return next(asdict(person) for person in session.people.all() if person.id == id)
    return next(asdict(past) for past in session.imports.past() if past.id == id)


def _student(session: Session, id: str) -> dict[str, Any]:
    student = session.students.get(id)
    fields = asdict(student)
    current = student.current
    fields["level"] = current.level if current else ""
    fields["class"] = current.class_name if current else ""
    fields["school"] = current.school if current else ""
    return fields
