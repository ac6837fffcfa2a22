"""A record found by its id alone, whatever it is, and told whole: for ``show`` and for acts that name a record."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.errors import RefusedError

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

SHOWN = ("student", "school", "guardian", "person", "meeting", "project", "task", "import_batch", "agreement", "release", "avis",
         "standing_plan", "request", "contribution", "decision", "intervention", "sitting", "aid", "slot")
OWN = ("note", "assessment", "agreement", "student", "battery", "attachment")
"""Tables found in a personal file, by its owner."""


def store_of(session: Session, table: str, id: str) -> Store:
    """The file a record is or was written in. A child noted in both is the common file's."""
    if session.commun.one("SELECT 1 FROM entry WHERE row=? AND tbl=? LIMIT 1", (id, table)):
        return session.commun
    own = session.own_file
    if own is not None and own.one("SELECT 1 FROM entry WHERE row=? AND tbl=? LIMIT 1", (id, table)):
        return own
    return session.commun


def table_of(session: Session, id: str) -> str:
    """The table of a record that exists. Raises ``RefusedError``, with the sentence of a forbidden one, when there is none."""
    if not isinstance(id, str):
        raise RefusedError
    for table in SHOWN:
        if session.commun.one(f"SELECT 1 FROM {table} WHERE id=?", (id,)):
            if table == "release" and not session.releases.readable(id):
                raise RefusedError
            return table
    own = session.own_file
    for table in OWN if own is not None else ():
        if own is not None and own.one(f"SELECT 1 FROM {table} WHERE id=?", (id,)):
            return table
    raise RefusedError


def written_in(session: Session, id: str) -> str:
    """The table a record was written in, deleted or not: what is in the bin can still be erased."""
    for store, shown in ((session.commun, SHOWN), (session.own_file, OWN)):
        found = store.one("SELECT tbl FROM entry WHERE row=? LIMIT 1", (id,)) if store is not None else None
        if found is not None and found[0] in shown:
            return str(found[0])
    raise RefusedError


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
    session.reads.note(table, id)
    versions = session.history.of(table, id) if store_of(session, table, id) is not session.commun or session.rights.whole(
        table) else ()
    told["history"] = [
        {"unit": version.unit, "at": version.at, "actor": version.actor, "label": version.label,
         "cells": [{"label": label, "before": before, "after": after} for label, before, after in version.cells]}
        for version in versions]
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
    if table == "import_batch":
        return next(asdict(past) for past in session.imports.past() if past.id == id)
    return _shared(session, table, id)


def _shared(session: Session, table: str, id: str) -> dict[str, Any]:
    """What accounts add to the common file, and what is in one's own."""
    if table == "note":
        return asdict(session.notebook.get(id))
    if table == "assessment":
        return asdict(session.assessments.get(id))
    if table == "agreement":
        return asdict(session.agreements.get(id))
    if table == "release":
        return asdict(session.releases.get(id))
    if table == "request":
        return asdict(session.requests.get(id))
    if table == "contribution":
        return asdict(session.requests.contribution(id))
    if table == "decision":
        return asdict(session.concertation.decision(id))
    if table == "intervention":
        return asdict(session.helping.get(id))
    if table == "sitting":
        return asdict(session.helping.sitting(id))
    if table == "aid":
        return asdict(session.aids.get(id))
    if table == "slot":
        return asdict(session.timetable.get(id))
    if table == "avis":
        return asdict(session.health.get(id))
    if table == "standing_plan":
        return asdict(session.health.plan(id))
    if table == "attachment":
        title, media_type, content = session.notebook.piece(id)
        return {"title": title, "media_type": media_type, "size": len(content)}
    battery = session.assessments.battery(id)
    return {"name": battery.name, "edition": battery.edition, "scores": [score.code for score in battery.scores]}


def _student(session: Session, id: str) -> dict[str, Any]:
    if store_of(session, "student", id) is not session.commun:
        return asdict(session.notebook.student(id))
    student = session.students.get(id)
    fields = asdict(student)
    current = student.current
    fields["level"] = current.level if current else ""
    fields["class"] = current.class_name if current else ""
    fields["school"] = current.school if current else ""
    return fields
