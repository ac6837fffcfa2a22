"""Who wrote: names of accounts, and of authors who have none here, as the pli that brought their words told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store


def names(session: Session) -> dict[str, str]:
    """The name of each account, by id. What this vault says of an account goes before what a pli said."""
    found: dict[str, str] = {session.actor.id: session.actor.name}
    own = session.own_file
    for store in (*((own,) if own is not None else ()), session.commun):
        found.update((id, name) for id, name in store.sql("SELECT account, name FROM author") if name)
    found.update((id, name) for id, name in session.commun.sql("SELECT id, name FROM account") if name)
    return found


def brought(session: Session, store: Store, unit: str, actor: str, known: dict[str, str]) -> str:
    """« (reçu de P. Martin) » after the name of somebody of here, when another person's pli says that she wrote this."""
    found = store.one("SELECT r.sender FROM main.received r JOIN main.entry e ON e.n BETWEEN r.from_n AND r.to_n WHERE e.unit=? "
                      "AND r.unit IS NULL LIMIT 1", (unit,))
    if found is None or found[0] == actor:
        return ""
    if actor != session.actor.id and session.commun.one("SELECT 1 FROM main.account WHERE id=?", (actor,)) is None:
        return ""
    return f" (reçu de {known.get(found[0]) or 'quelqu’un'})"
