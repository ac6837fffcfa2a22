"""A request erased on another laptop is asked about once, with all that came of it."""

from __future__ import annotations

import pytest

from desktop.services import told_erasures
from desktop.services.session import Session
from tests.services.test_requests import FOUR, child


def told(session: Session, *, several: bool) -> tuple[str, str]:
    """A request, and what the ledger of another laptop says once it was erased there; gives its id and its line's."""
    pupils = [child(session), child(session, "Haddad", "Yanis")] if several else [child(session)]
    id = session.requests.add("several" if several else "pupil", students=pupils, answers=FOUR).created[0]
    session.requests.submit(id)
    session.requests.take(id)
    session.requests.contribute(id, answers={"faits": "F"})
    root = session.commun.one("SELECT root FROM request WHERE id=?", (id,))[0]
    parts = [(home, row) for table in ("step", "proposal", "contribution", "concerned") for home, row in session.commun.sql(
        f"SELECT root, id FROM {table} WHERE request_id=?", (id,))]
    rows = [*((root, row) for home, row in parts if home == root and not several), *((home, row) for home, row in parts if home != root),
            (root, "" if several else id)]
    with session.commun.transaction() as sql:
        sql.executemany("INSERT INTO told_erasure (root, row, at, told_by, pli) VALUES (?,?,'2026-11-12T09:00:00Z','claire','p')", rows)
    return id, root if several else f"{root}/{id}"


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("erase", [False, True])
def test_it_is_one_question(session: Session, several: bool, erase: bool) -> None:
    id, line = told(session, several=several)
    assert [one.row for one in told_erasures.waiting(session)] == [line]
    told_erasures.answer(session, line, erase=erase)
    assert told_erasures.waiting(session) == ()
    assert (session.requests.row(id) is None) == erase
    assert bool(session.commun.sql("SELECT 1 FROM step WHERE request_id=?", (id,))) != erase
    assert session.commun.check() == []
