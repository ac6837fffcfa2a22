"""That a child's file left in a pli is noted as its reading is: once a day, where the sender's readings are noted."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop.clock import stamp
from desktop.errors import PoleError
from desktop.models.kinds import SECRET_ROLES

if TYPE_CHECKING:
    from desktop.services.session import Session

PLI = "pli"


def note_plis(session: Session, children: Collection[str]) -> None:
    """Every child at once: ten thousand lines cost one act. A disk that refuses them does not refuse the pli."""
    store = session.personal if SECRET_ROLES.intersection(session.actor.roles) else session.commun
    day, at, account = session.clock.today().isoformat(), stamp(session.clock.now()), session.actor.id
    noted = {row for (row,) in store.sql("SELECT row FROM main.read_log WHERE account=? AND day=? AND tbl='student' AND how=?",
                                         (account, day, PLI))}
    lines = [(account, day, child, "student", PLI, at, child) for child in sorted(set(children) - noted)]
    if lines:
        with suppress(PoleError), store.transaction(quiet=True) as sql:
            sql.executemany("INSERT INTO read_log (account, day, row, tbl, how, at, root) VALUES (?,?,?,?,?,?,?)", lines)
