"""What Accueil adds of requests and help: sessions of the day, requests that wait for me, what is to take up again.

Read as the screen others see over a shoulder: nothing of a personal file, and an individual help without its child's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.services.request_values import RequestQuery, RequestRow, Resume, SlotValue
from desktop.services.values import Mark
from desktop.texts import plural

LOOKED = 60
"""Requests of mine looked at, oldest first: more than anyone has waiting."""
NAMED = 3


@dataclass(frozen=True, slots=True)
class DaySession:
    """A time of today's timetable: what, where, and whether it was noted."""

    slot: SlotValue
    children: int
    rank: int
    """« séance 8 »: the one of today."""
    noted: bool


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request proposed to me, or of mine where something is due."""

    id: str
    title: str
    subject: str
    holds: str
    mark: Mark
    late: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """All of it; lists are whole, the screen shows the first ones."""

    sessions: tuple[DaySession, ...] = ()
    requests: tuple[WaitingRequest, ...] = ()
    resumes: tuple[Resume, ...] = ()

    def resume_sentence(self) -> str:
        """« GUÉRIN Louise, PETIT Sami et 3 autres »: each child once, in the order of names."""
        names = list(dict.fromkeys(one.title for one in self.resumes))
        more = len(names) - NAMED
        return ", ".join(names[:NAMED]) + (f" et {plural(more, 'autre')}" if more > 0 else "")


def read(session: Any, today: date) -> Waiting:
    """In the reader's thread."""
    return Waiting(sessions(session, today), requests(session), tuple(session.resuming.list()))


def sessions(session: Any, today: date) -> tuple[DaySession, ...]:
    """My times of that day, in order."""
    found = []
    for slot in session.timetable.slots(owner_id=session.actor.id):
        if slot.weekday != today.isoweekday():
            continue
        if not slot.intervention_id:
            found.append(DaySession(slot, 0, 0, False))
            continue
        value = session.helping.get(slot.intervention_id)
        if value.state == "ended":
            continue
        held = [one for one in value.sittings if one.state == "held"]
        noted = any(one.date == today.isoformat() and one.time in ("", slot.begins) for one in value.sittings)
        there = [m for m in value.members if not m.until or m.until >= today.isoformat()]
        found.append(DaySession(slot, len(there), len(held) + (0 if noted else 1), noted))
    return tuple(sorted(found, key=lambda one: (one.slot.begins, one.slot.label)))


def requests(session: Any) -> tuple[WaitingRequest, ...]:
    """Those proposed to me first, then mine where something is due; one's own lateness alone is late."""
    found = [WaitingRequest(value.id, value.title, str(value.answers.get("sujet") or ""), "vous est proposée", "due", False, True)
             for value in (session.requests.get(id) for id in proposed_to_me(session))]
    known = {one.id for one in found}
    rows: tuple[RequestRow, ...] = session.requests.page(RequestQuery(view="mine"), 0, LOOKED)
    found += [WaitingRequest(row.id, row.title, row.subject, row.holds, row.mark, row.own_late, False) for row in rows
              if row.id not in known and (row.own_late or row.mark in ("late", "due", "incomplete"))]
    return tuple(sorted(found, key=lambda one: (not one.late, not one.proposed)))


def proposed_to_me(session: Any) -> tuple[str, ...]:
    """Requests still open, proposed to this person, who has not answered yet."""
    return tuple(row[0] for row in session.commun.sql(
        "SELECT p.request_id FROM proposal p JOIN request r ON r.id = p.request_id WHERE p.account_id=? AND "
        "coalesce(p.answer, '')='' AND r.state NOT IN ('draft', 'closed', 'redirected', 'cancelled') ORDER BY p.proposed_on, p.n",
        (session.actor.id,)))
