"""Erased on another laptop and still here: asked about, one record at a time, never done by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.clock import stamp
from desktop.errors import RefusedError
from desktop.services import authors
from desktop.services.erasure import OF_REQUEST, belongs_to
from desktop.services.exchange_values import Line
from desktop.services.helping_erasure import OF_HELP
from desktop.services.record_titles import Titles, made_with
from desktop.storage.heads import Entry
from desktop.storage.unit import ENTRY_COLUMNS, read_entry
from desktop.texts import parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

PARTS = ("line", "attachment", "released", *OF_REQUEST, *OF_HELP)
"""What is erased with the record it belongs to."""


def waiting(session: Session) -> tuple[Line, ...]:
    """One line a record: « HADDAD Yanis, effacé chez Samira Haddad le 12 novembre 2026 »; ``row`` is ``root`` or ``root/row``."""
    own = session.own_file
    names = authors.names(session)
    lines = []
    for store in (session.commun, *((own,) if own is not None else ())):
        titles = Titles(session, store)
        for root, row, at, told_by in _rows(store):
            entry = _there(store, root, row)
            if entry is None or (row and entry.table in PARTS and _owner_told(store, root, entry)):
                continue
            day = parse_day((at or "")[:10])
            by = f" chez {names[told_by]}" if names.get(told_by) else " sur un autre ordinateur"
            when = f" le {plain_date(day)}" if day else ""
            lines.append(Line(f"{titles.of(entry.table, entry.row)} : effacé{by}{when}", 1, entry.table,
                              f"{root}/{row}" if row else root))
    return tuple({line.row: line for line in lines}.values())


def answer(session: Session, told: str, *, erase: bool) -> Changes:
    """Erase here too, for good, or keep. Raises ``RefusedError`` when nothing was told of it."""
    root, _, row = told.partition("/")
    own = session.own_file
    changes, known = Changes(), False
    for store in (session.commun, *((own,) if own is not None else ())):
        if not any((r[0], r[1]) == (root, row) for r in _rows(store)):
            continue
        known = True
        entry = _there(store, root, row)
        if erase and entry is not None:
            done = session.erasure.erase_in(store, entry.table, entry.row, root)
            changes = Changes(touched=changes.touched | done.touched, roots=changes.roots | done.roots)
        _answered(session, store, root, row, keep=not erase)
    if not known:
        raise RefusedError
    return changes


def _rows(store: Store) -> list[tuple[str, str, str, str]]:
    return [(r[0], r[1] or "", r[2] or "", r[3] or "") for r in store.sql(
        "SELECT root, row, at, told_by FROM told_erasure WHERE kept_on IS NULL ORDER BY at, root, row")]


def _there(store: Store, root: str, row: str) -> Entry | None:
    """The first entry of what was erased elsewhere, when words of it are still here and this person reads them."""
    where = "root=? AND row=?" if row else "root=? AND row=root"
    found = store.sql(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE {where} ORDER BY n", (root, row) if row else (root,))
    if not found and not row:
        found = store.sql(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE root=? ORDER BY n LIMIT 1", (root,))
    entries = [read_entry(one) for one in found]
    return next((entry for entry in entries if entry.value is not None or not row), None)


def _owner_told(store: Store, root: str, entry: Entry) -> bool:
    owner = belongs_to(entry.table, made_with(store.row_heads(entry.table, entry.row)))
    return bool(owner) and any((r[0], r[1]) in ((root, owner), (owner, "")) for r in _rows(store))


def _answered(session: Session, store: Store, root: str, row: str, *, keep: bool) -> None:
    """Note the answer, for the record and what is erased with it."""
    parts = [(home, told) for home, told, _at, _by in _rows(store) if told and told != row
             and (home == root if row else home != root)
             and (found := _there(store, home, told)) is not None and found.table in PARTS
             and belongs_to(found.table, made_with(store.row_heads(found.table, told))) == (row or root)]
    with store.transaction(quiet=True) as sql:
        for home, one in ((root, row), *parts):
            if keep:
                sql.execute("UPDATE told_erasure SET kept_on=? WHERE root=? AND row=?",
                            (stamp(session.clock.now()), home, one))
            else:
                sql.execute("DELETE FROM told_erasure WHERE root=? AND row=?", (home, one))
        if not keep:
            sql.execute("DELETE FROM told_erasure WHERE root NOT IN (SELECT root FROM entry)")
