"""Who wrote: names of accounts, and of authors who have none here, as the pli that brought their words told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.session import Session


def names(session: Session) -> dict[str, str]:
    """The name of each account, by id. What this vault says of an account goes before what a pli said."""
    found: dict[str, str] = {session.actor.id: session.actor.name}
    own = session.own_file
    for store in (*((own,) if own is not None else ()), session.commun):
        found.update((id, name) for id, name in store.sql("SELECT account, name FROM author") if name)
    found.update((id, name) for id, name in session.commun.sql("SELECT id, name FROM account") if name)
    return found
