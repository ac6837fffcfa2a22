"""Pupils of a pli joined to those of here, in the transaction that takes it: two laptops that do it apart end the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop.errors import InputError
from desktop.models import Student
from desktop.services import labels
from desktop.services.arriving_doubles import shown_under

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.merge import Origin
    from desktop.storage.store import Store
    from desktop.storage.unit import Unit

FILLED = ("usage_name", "birth_date", "sex", "ine", "address", "postal_code", "city", "strengths", "note")
UNKNOWN = "Une des deux fiches à réunir n’est pas dans ce pli, ou n’est pas dans ce coffre."


@contextmanager
def together(store: Store) -> Iterator[Any]:
    """One transaction for all that is written inside: an act, a reception. What the person may do was asked before."""
    guard = store.guard
    with store.transaction() as sql:
        store.guard = None
        try:
            yield sql
        finally:
            store.guard = guard


def check(session: Session, pairs: Sequence[tuple[str, str]], arriving: set[str]) -> None:
    """Each pair names a pupil who comes and one whom this person sees and may write here."""
    for comes, here in pairs:
        if comes == here or comes not in arriving or not session.commun.exists(Student, here):
            raise InputError(UNKNOWN)
        session.rights.require("write", "student", here, here)


def join(session: Session, sql: Any, pairs: Sequence[tuple[str, str]], origin: Origin) -> str:
    """Join each pair, the greater id to the smaller; empty fields of the kept record are filled. Gives the act, if any.

    The act is kept beside what the pli brought, so that taking the pli out takes it out too.
    """
    if not pairs:
        return ""
    first = int(sql.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='entry'").fetchone()[0]) + 1
    with session.commun.unit(labels.STUDENTS_MERGED, kind="system") as unit:
        for comes, here in pairs:
            _one(unit, sql, comes, here)
    changes = session.commun.unit_changes
    if not changes:
        return ""
    sql.execute("INSERT INTO received (pli, sender, taken_by, at, from_n, to_n, unit) VALUES (?,?,?,?,?,?,?)",
                (origin.pli, origin.taken_by, origin.taken_by, origin.at, first, changes.seen, changes.unit))
    return changes.unit


def _one(unit: Unit, sql: Any, comes: str, here: str) -> None:
    joined = {row[0]: row[1] for row in sql.execute(
        "SELECT id, same_as FROM student WHERE same_as IN (SELECT id FROM student)").fetchall()}
    ends = {shown_under(joined, comes), shown_under(joined, here)}
    if len(ends) < 2:
        return
    keep, other = sorted(ends)
    kept, gone = unit.heads("student", keep), unit.heads("student", other)
    if not kept.alive or not gone.alive:
        raise InputError(UNKNOWN)
    filled = {column: gone.shown(column) for column in FILLED if column in gone.columns and gone.shown(column)
              and not (column in kept.columns and kept.shown(column))}
    unit.put(Student, other, {"same_as": keep})
    if filled:
        unit.put(Student, keep, filled)
    unit.flush()
