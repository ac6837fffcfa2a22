"""What a pli says besides its entries, kept in the same transaction: who wrote, what was erased at the sender's."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from desktop.clock import stamp
from desktop.exchange.entries import Author, Batch
from desktop.models.kinds import SECRET_ROLES
from desktop.services.arriving import Arrival
from desktop.services.exchange_values import Contact
from desktop.storage.journal import ledger_bytes
from desktop.storage.merge import Origin

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store


def keep(store: Store, session: Session, batch: Batch, sender: Contact, origin: Origin, arrival: Arrival,
         left: Collection[str]) -> None:
    """Authors, erasures to ask about, and erasures of what never was here, inside the transaction that takes the pli."""
    sql = store.writer
    accounts = {row[0] for row in session.commun.sql("SELECT id FROM main.account")}
    for author in _told(batch, sender, arrival, left):
        if author.account not in accounts:
            _author(sql, author, origin)
    for gone in arrival.erased:
        if gone.root not in left:
            sql.execute("INSERT OR IGNORE INTO told_erasure (root, row, at, told_by, pli) VALUES (?,?,?,?,?)",
                        (gone.root, gone.row, gone.at, origin.sender, origin.pli))
    at = stamp(session.clock.now())
    for gone in (one for one in arrival.never if one.root not in left):
        signature = store.signer.sign(ledger_bytes(store.vault_id, gone.root, gone.row, at))
        sql.execute("INSERT OR IGNORE INTO ledger (root, row, at, signer, signature) VALUES (?,?,?,?,?)",
                    (gone.root, gone.row, at, store.signer.account, signature))


def _told(batch: Batch, sender: Contact, arrival: Arrival, left: Collection[str]) -> list[Author]:
    """Who wrote, and who sends when she brings something here: that somebody writes to somebody is told to no one else."""
    roots = {*(e.root for e in (*arrival.fresh.entries, *arrival.fresh.filled)), *(gone.root for gone in arrival.erased)}
    brings = bool(roots - set(left))
    if left and not brings:
        return []
    hers = brings or any(author.account == sender.account for author in batch.authors)
    return [*batch.authors, *([Author(sender.account, sender.name, sender.roles)] if hers else [])]


def _author(sql: Any, author: Author, origin: Origin) -> None:
    """The first who told an author is believed, until she says who she is herself. A function bound by secrecy is never lost:
    what it guards would then leave by itself."""
    known = sql.execute("SELECT name, roles, told_by FROM author WHERE account=?", (author.account,)).fetchone()
    if known is None:
        sql.execute("INSERT INTO author (account, name, roles, told_by, at) VALUES (?,?,?,?,?)",
                    (author.account, author.name, " ".join(author.roles), origin.sender, origin.at))
        return
    name, had, told_by = known
    before = tuple((had or "").split())
    believed = origin.sender in (author.account, told_by) and (told_by != author.account or origin.sender == author.account)
    roles = author.roles if believed else before
    roles = (*roles, *(role for role in (*before, *author.roles) if role in SECRET_ROLES and role not in roles))
    now = (author.name if believed else name, " ".join(dict.fromkeys(roles)), origin.sender if believed else told_by)
    if now != (name, had or "", told_by):
        sql.execute("UPDATE author SET name=?, roles=?, told_by=? WHERE account=?", (*now, author.account))
