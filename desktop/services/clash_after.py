"""What follows a choice between two texts: what goes with the chosen one, and what hangs on a record kept or deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.forms.request_kinds import STATES
from desktop.models import JOURNALED, Request, Task
from desktop.services.erasure import OF_REQUEST
from desktop.services.helping_erasure import OF_HELP
from desktop.services.record_titles import made_with
from desktop.services.request_moves import step_in
from desktop.storage.heads import DELETED, RowHeads

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store
    from desktop.storage.unit import Unit

BESIDE: dict[tuple[str, str], tuple[str, ...]] = {
    ("intervention", "helper"): ("helper_id",), ("slot", "owner"): ("owner_id",), ("sitting", "note"): ("author", "author_id")}
"""Columns that follow another one: what the same act wrote there."""
HANGS = {**dict.fromkeys(OF_REQUEST, "request_id"), **OF_HELP, "attendance": "meeting_id"}
"""A part of a record, and the column that says which: it goes and comes back with it."""
CHOSEN = "choisi entre deux états"


def beside(table: str, column: str, heads: RowHeads, value: Any) -> dict[str, Any]:
    """What the act that wrote the chosen text wrote beside it."""
    acts = {entry.unit for entry in heads.heads(column) if entry.unit and heads.value_of(entry, column) == value}
    found = {}
    for other in BESIDE.get((table, column), ()):
        wrote = [entry for entry in heads.heads(other) if entry.unit in acts and entry.column != DELETED]
        if wrote:
            found[other] = heads.value_of(wrote[0], other)
    return found


def moved(unit: Unit, session: Session, row: str, value: Any) -> None:
    """A request brought to the state that was chosen: its dates follow, and a step says it."""
    if value not in STATES:
        return
    heads = unit.heads("request", row)
    cells: dict[str, Any] = {}
    if STATES[value].open:
        cells = {"closed_on": "", "closing": ""}
    elif not heads.shown("closed_on"):
        cells = {"closed_on": session.clock.today().isoformat()}
    unit.put(Request, row, cells, settle=True)
    step_in(unit, session, row, heads.entries[0].root, heads.shown("student_id") or "", value, CHOSEN)


def owner_of(table: str, heads: RowHeads) -> str:
    """The record a row is a part of, from what it said when it was made."""
    column = HANGS.get(table) or ("owner" if table in ("line", "attachment") else "")
    return str(made_with(heads).get(column) or "") if column else ""


def bring_back(unit: Unit, store: Store, root: str, rows: set[str], acts: set[str]) -> None:
    """What the same acts deleted with these rows: in their root, and their parts wherever these are kept."""
    waiting = [(table, row, home) for table, row, home in store.sql(
        f"SELECT DISTINCT tbl, row, root FROM main.entry WHERE col='-' AND unit IN ({','.join('?' * len(acts))})",
        tuple(sorted(acts))) if table in JOURNALED]
    kept = {row for _, row, home in waiting if home == root} | rows
    while True:
        more = {row for table, row, _ in waiting if row not in kept and owner_of(table, unit.heads(table, row)) in kept}
        if not more:
            break
        kept |= more
    for table, row, _ in waiting:
        heads = unit.heads(table, row)
        if row in kept and not heads.alive and any(entry.value for entry in heads.entries if entry.column != DELETED):
            unit.restore(JOURNALED[table], row, heads.current())


def take_away(unit: Unit, store: Store, table: str, row: str) -> None:
    """What was added to a record while it was deleted elsewhere goes with it; a task that is done stays."""
    for part, column in HANGS.items():
        if column != f"{table}_id":
            continue
        done = " AND done_on IS NULL" if part == Task.__tablename__ else ""
        for (one,) in store.sql(f"SELECT id FROM main.{part} WHERE {column}=?{done}", (row,)):
            take_away(unit, store, part, one)
            if unit.heads(part, one).alive:
                unit.remove(JOURNALED[part], one)
