"""What contacts were given already: how far earlier plis went, and what came from these very people.

Counted in arrival numbers of this file, under this device's name: a vault brought back from a copy starts anew. A number is
covered once it was looked at, sent or kept here on purpose; what was out of reach then is looked at again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.exchange.ranges import Ranges
from desktop.services.exchange_values import Contact

if TYPE_CHECKING:
    from desktop.services.session import Session

COMMUN, PERSONAL, DEVICE, NAMED, TOLD, OWN = "commun", "personal", "device", "named", "told", "own"
"""Keys of ``pli.reach``. ``named``: records that left by name; ``told``: erasures told; ``own``: whether the sender's own words
of the common file went along, reserved or not."""
STREAM = 1_000_000
"""Numbers of plis that one device may use before those of another."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What all the contacts of a pli have."""

    commun: Ranges
    personal: Ranges
    named: frozenset[str]
    told: frozenset[str]
    hers: Ranges
    """What came from all of them."""
    last: str = ""
    """When the last « ce qui a changé » left for them, if one did."""


def device_of(session: Session) -> str:
    """The name one's entries bear on this computer."""
    return str(session.device.of(session.identity.account)) if session.device is not None else ""


def next_number(session: Session, sql: Any, account: str) -> int:
    """The place of the next pli in the stream to somebody. A vault brought back from a copy does not know what was sent since:
    under another device name numbers start far above, so that none is used for two plis."""
    found = sql.execute("SELECT number, reach FROM pli WHERE way='out' AND contact=? ORDER BY number DESC LIMIT 1",
                        (account,)).fetchone()
    device = device_of(session)
    last, known = (found[0] or 0, _read(found[1])) if found is not None else (0, {DEVICE: device})
    if known.get(DEVICE, device) == device and (found is not None or not _wrote_elsewhere(session, device)):
        return last + 1
    return (last // STREAM + 1 + secrets.randbelow(STREAM)) * STREAM + 1


def told(number: int) -> int:
    """A number as people are told it: its place in the stream of its device."""
    return (number - 1) % STREAM + 1 if number > 0 else 0


def _wrote_elsewhere(session: Session, device: str) -> bool:
    """Whether this person wrote here under another device name."""
    return any(store.one("SELECT 1 FROM main.unit WHERE actor=? AND device<>? LIMIT 1", (session.actor.id, device)) is not None
               for store in (session.commun, session.personal))


def covered(session: Session, contacts: Sequence[Contact], *, acked_only: bool, own: bool = False) -> Covered:
    """What the log says each of these people was given, and what they have in common. ``own``: with one's own words, that the
    sweeps without them kept here."""
    every = [_of_one(session, contact, acked_only=acked_only, own=own) for contact in contacts]
    first = every[0]
    for other in every[1:]:
        first = Covered(first.commun & other.commun, first.personal & other.personal, first.named & other.named,
                        first.told & other.told, first.hers & other.hers, min(first.last, other.last))
    return first


def _of_one(session: Session, contact: Contact, *, acked_only: bool, own: bool) -> Covered:
    store, device = session.personal, device_of(session)
    commun, personal = [], []
    named: set[str] = set()
    told: set[str] = set()
    last = ""
    for at, file, swept, text, acked in store.sql(
            "SELECT at, file, swept, reach, acked_on FROM pli WHERE way='out' AND contact=? AND coalesce(again, 0)=0 AND "
            "reach <> '' ORDER BY n", (contact.account,)):
        reach = _read(text)
        if reach.get(DEVICE) != device or not (acked or (file and not acked_only)):
            continue
        named.update(reach.get(NAMED, ()))
        told.update(reach.get(TOLD, ()))
        if swept:
            if reach.get(OWN) or not own:
                commun.append(Ranges.parse(reach.get(COMMUN, "")))
            personal.append(Ranges.parse(reach.get(PERSONAL, "")))
            last = at or last
    hers = _together(_received(session.commun, contact))
    personal += _received(store, contact)
    return Covered(_together(commun) | hers, _together(personal), frozenset(named), frozenset(told), hers, last)


def replaced(session: Session, contact: Contact, *, whole: bool, own: bool) -> Ranges:
    """The numbers of plis to her, never acknowledged, that need not come any more: those without anything of a child, and,
    when the one that is made holds all she has not acknowledged (``whole``), the sweeps before it. Never what left by name.
    ``own``: whether it holds one's own notes too."""
    device = device_of(session)
    found = session.personal.sql("SELECT number, purpose, coalesce(swept, 0), coalesce(reach, '') FROM pli WHERE way='out' AND "
                                 "contact=? AND coalesce(acked_on, '')=''", (contact.account,))
    held = []
    for number, purpose, swept, text in found:
        reach = _read(text)
        again = whole and swept and reach.get(DEVICE) == device and not reach.get(NAMED) and (own or not reach.get(PERSONAL))
        if purpose in ("receipt", "ask") or again:
            held.append(number)
    return Ranges.of(held)


def _received(store: Any, contact: Contact) -> list[Ranges]:
    """What came from her: she has it."""
    return [Ranges.between(first, last) for first, last in store.sql(
        "SELECT from_n, to_n FROM main.received WHERE sender=? AND undone_on IS NULL AND from_n IS NOT NULL", (contact.account,))]


def _together(parts: Iterable[Ranges]) -> Ranges:
    every = Ranges()
    for part in parts:
        every = every | part
    return every


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
