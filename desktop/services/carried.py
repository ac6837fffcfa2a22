"""What outlives a lock while the personal file stays closed: the key of ``commun``, the place in the window, shared drafts."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from desktop.security.keyring import Card
from desktop.services.values import Draft

if TYPE_CHECKING:
    from desktop.services.session import Session

OWN = frozenset({"note", "assessment", "battery", "attachment", "notebook", "released"})
"""Tables a personal file alone has: their drafts never leave it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Nothing of a personal file is here. Sealed before it goes anywhere."""

    login: str
    commun_key: bytes = field(repr=False)
    place: Mapping[str, Any] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    dropped: tuple[tuple[str, str, str], ...] = ()
    """Drafts that became acts since the personal file was last open: table, id, when."""
    card: Card | None = None
    """Her own public keys, as her seed gave them: what she types is sealed to no other, whatever ``coffre`` says since."""

    def told(self) -> dict[str, Any]:
        return {"login": self.login, "key": b64encode(self.commun_key).decode(), "place": dict(self.place),
                "drafts": [asdict(draft) for draft in self.drafts], "dropped": [list(one) for one in self.dropped],
                "card": [b64encode(key).decode() for key in astuple(self.card)] if self.card else []}

    @staticmethod
    def from_told(told: Mapping[str, Any]) -> Carried:
        return Carried(str(told["login"]), b64decode(told["key"]), dict(told["place"]),
                       tuple(Draft(**draft) for draft in told["drafts"]),
                       tuple((str(table), str(id), str(at)) for table, id, at in told["dropped"]),
                       Card(*map(b64decode, told["card"])) if told["card"] else None)

    def to_bytes(self) -> bytes:
        return json.dumps(self.told(), ensure_ascii=False).encode()

    @staticmethod
    def from_bytes(content: bytes) -> Carried:
        return Carried.from_told(json.loads(content))


def carry(session: Session, place: Mapping[str, Any], in_hand: Sequence[Draft] = ()) -> Carried:
    """What a code will give back. ``place`` must already say nothing of a personal file; ``in_hand`` no disk took yet."""
    kept = _kept(session, place)
    newer = {(draft.table, draft.id): draft for draft in in_hand if is_shared(session, draft)}
    drafts = [draft for draft in kept.drafts if (draft.table, draft.id) not in newer]
    return replace(kept, drafts=(*newer.values(), *drafts))


def _kept(session: Session, place: Mapping[str, Any]) -> Carried:
    if session.personal_open:
        key = bytes.fromhex(session.vault.compartments(session.identity)["commun"].key_hex)
        drafts = tuple(draft for draft in session.drafts.all() if is_shared(session, draft))
        return Carried(session.actor.login, key, place, drafts, card=session.identity.card)
    from desktop.services.closed_personal import CarriedDrafts

    key = session.identity.commun_key
    dropped = cast(CarriedDrafts, session.drafts).dropped()
    return Carried(session.actor.login, key, place, session.drafts.all(), dropped, session.identity.card)


def is_shared(session: Session, draft: Draft) -> bool:
    """Whether a draft is about a record of the common file, and names nobody the common file does not know."""
    if draft.table in OWN:
        return False
    own = session.own_file
    for id in {draft.id, draft.student_id} - {""}:
        if own is not None and own.one("SELECT 1 FROM entry WHERE row=? LIMIT 1", (id,)) and not session.commun.one(
                "SELECT 1 FROM main.entry WHERE row=? LIMIT 1", (id,)):
            return False
    return True
