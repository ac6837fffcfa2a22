"""The log of plis that came, and what they say of those one sent: which arrived, which go again, what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.exchange import compare
from desktop.exchange.ranges import Ranges
from desktop.services.arriving import among, chunks
from desktop.services.covered import COMMUN, PERSONAL, STREAM, told

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.storage.store import Store

Names = Mapping[str, Mapping[str, Ranges]]
WANTED = 200_000
"""Bytes of a manifest that may ask again for something."""


def came(own: Store, pli: str) -> bool:
    """Whether a pli was noted as taken in."""
    return bool(own.one("SELECT 1 FROM pli WHERE id=? AND way='in' LIMIT 1", (pli,)))


def numbers(own: Store, account: str) -> Ranges:
    """The numbers of somebody's plis that came, those that a later one held again included."""
    found = own.sql("SELECT number, reach FROM pli WHERE way='in' AND contact=? AND number > 0", (account,))
    came = Ranges.of(row[0] for row in found)
    for _, reach in found:
        if reach and (held := json.loads(reach).get("instead")):
            came |= Ranges.parse(held)
    return came


def missing(own: Store, account: str, number: int, instead: str = "") -> tuple[int, ...]:
    """Those before this one that never came, and that it does not hold again. The last hundred are enough to ask again."""
    return holes(numbers(own, account) | Ranges.parse(instead), number - 1)


def holes(came: Ranges, last: int) -> tuple[int, ...]:
    """The numbers up to this one that never came, as people are told them: of the stream of one device."""
    first = max((last - 1) // STREAM * STREAM + 1, last - 999)
    return tuple(told(number) for number in Ranges.between(first, last) - came)[-100:]


def note_in(own: Store, pli: str, account: str, number: int, at: str, purpose: str, lines: tuple[str, ...], *, wants: Names,
            wants_own: Names, left: Names, left_own: Names, instead: str = "") -> None:
    """Keep that a pli came, once; what somebody left (of each part) or what is missing of it beside."""
    kept = (("wants", wants), ("wants_own", wants_own), ("left", left), ("left_own", left_own))
    reach = json.dumps({key: told for key, names in kept if (told := said(names))} | ({"instead": instead} if instead else {}),
                       sort_keys=True)
    with own.transaction() as sql:
        known = sql.execute("SELECT reach FROM pli WHERE id=? AND way='in'", (pli,)).fetchone()
        if known is None:
            sql.execute("INSERT INTO pli (id, way, contact, number, at, purpose, reach, lines) VALUES (?,'in',?,?,?,?,?,?)",
                        (pli, account, number, at, purpose, reach, json.dumps(lines, ensure_ascii=False)))
        elif known[0] != reach:
            sql.execute("UPDATE pli SET reach=? WHERE id=? AND way='in'", (reach, pli))


def said(names: Names) -> dict[str, dict[str, str]]:
    """Names of entries as JSON keeps them."""
    return {root: {device: str(numbers) for device, numbers in devices.items()} for root, devices in names.items()}


def read(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Ranges]]:
    """The reverse of ``said``."""
    return {root: {device: Ranges.parse(text) for device, text in devices.items()} for root, devices in told.items()}


def left(own: Store, account: str = "", part: str = "left") -> list[dict[str, dict[str, Ranges]]]:
    """What somebody chose not to take of the plis that came: of the common part, or ``left_own``."""
    return [read(told[part]) for _, told in _reaches(own, account) if told.get(part)]


def _reaches(own: Store, account: str) -> list[tuple[str, dict[str, Any]]]:
    return [(row[0], json.loads(row[1])) for row in own.sql(
        "SELECT id, reach FROM pli WHERE way='in' AND reach <> '' AND reach <> '{}' AND (contact=? OR ?='')", (account, account))]


def wanted(session: Session, own: Store, account: str) -> dict[str, dict[str, str]]:
    """What plis of somebody said is there and never came, by root and device: for a pli that asks again. Both parts in one."""
    found: dict[str, dict[str, Ranges]] = {}
    for store, key, part in ((session.commun, "wants", "left"), (own, "wants_own", "left_own")):
        told: dict[str, dict[str, Ranges]] = {}
        for _, reach in _reaches(own, account):
            _gather(told, read(reach.get(key) or {}))
        if told:
            _gather(found, _never_came(store, told, left(own, account, part)))
    return said(found)


def _gather(into: dict[str, dict[str, Ranges]], names: Names) -> None:
    for root, devices in names.items():
        known = into.setdefault(root, {})
        for device, numbers in devices.items():
            known[device] = known.get(device, Ranges()) | numbers


def _never_came(store: Store, told: Names, left: list[dict[str, dict[str, Ranges]]]) -> Names:
    erased = {row[0] for row in store.sql("SELECT root FROM main.ledger WHERE row=''")}
    held: dict[str, dict[str, list[int]]] = {}
    for part in chunks(list(told)):
        for root, device, seq in among(store, "SELECT root, device, seq FROM main.entry WHERE root", part):
            held.setdefault(root, {}).setdefault(device, []).append(seq)
    here = {root: {device: Ranges.of(seqs) for device, seqs in devices.items()} for root, devices in held.items()}
    asked = said({root: devices for root, devices in told.items() if root not in erased})
    return compare.gaps(asked, here, *left)


def first_of(wants: dict[str, dict[str, str]], most: int = WANTED) -> dict[str, dict[str, str]]:
    """What a manifest has room for: the rest is asked for once this came."""
    room, kept = most, {}
    for root, devices in wants.items():
        room -= len(json.dumps({root: devices}))
        if room < 0:
            break
        kept[root] = devices
    return kept


# -- what it says of mine ------------------------------------------------------------------------------------------------
def note_acks(session: Session, own: Store, account: str, got: Ranges, at: str, *, newest: bool, asked: bool,
              wants: Mapping[str, Mapping[str, str]]) -> None:
    """Mark the plis sent to somebody: come, or to be sent again. ``newest``: no later pli of hers came before; only then do the
    holes she tells mean something. ``asked``: she asks again for all that did not come."""
    sent = own.sql("SELECT n, number, coalesce(acked_on, ''), coalesce(again, 0), coalesce(reach, '') FROM pli "
                   "WHERE way='out' AND contact=? AND number > 0", (account,))
    lost = [(key, _lost(store, wants)) for key, store in ((COMMUN, session.commun), (PERSONAL, own))] if newest and wants else []
    marks: list[tuple[str, int, int]] = []
    for n, number, acked, again, reach in sent:
        arrived = number in got
        resend = newest and ((not arrived and (asked or number < got.highest))
                             or any(_covers(reach, key, numbers) for key, numbers in lost))
        mark = ("" if resend else acked or (at if arrived else ""), int(resend or (bool(again) and not arrived)), n)
        if mark[:2] != (acked, again):
            marks.append(mark)
    if marks:
        with own.transaction(quiet=True) as sql:
            sql.executemany("UPDATE pli SET acked_on=?, again=? WHERE n=?", marks)


def _lost(store: Store, wants: Mapping[str, Mapping[str, str]]) -> set[int]:
    """The arrival numbers in this file of what somebody asks for again."""
    found: set[int] = set()
    asked = read(wants)
    for part in chunks(list(asked)):
        for root, device, seq, n in among(store, "SELECT root, device, seq, n FROM main.entry WHERE root", part):
            if seq in asked[root].get(device, Ranges()):
                found.add(n)
    return found


def _covers(reach: str, key: str, lost: set[int]) -> bool:
    """Whether this part of a pli held one of these."""
    if not lost or not reach:
        return False
    intervals = Ranges.parse(json.loads(reach).get(key) or "")
    return any(n in intervals for n in lost)
