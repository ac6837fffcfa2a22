"""What the concertation reads, in the reader's thread: the meeting once, then one situation at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.services.request_values import Situation, SituationFacts
from desktop.services.values import Draft, Meeting, Ribbon, as_day
from desktop.texts import long_date
from desktop.ui.meetings.elapsed import length

DRAFT = "agenda"
"""A decision being typed is a draft of the situation, not of the decision, which is not there yet."""
MOST_NAMES = 4
NOT_SHOWN = "rien n’est affiché des notes personnelles"


@dataclass(frozen=True, slots=True)
class Held:
    """The meeting and its agenda."""

    meeting: Meeting
    agenda: tuple[Situation, ...]
    second: str

    @property
    def title(self) -> str:
        day = as_day(self.meeting.date)
        return f"Réunion de synthèse du {long_date(day)}" if day else "Réunion de synthèse"

    @property
    def minutes(self) -> int:
        return length(str(self.meeting.answers.get("duree") or ""))

    @property
    def begins(self) -> str:
        return str(self.meeting.answers.get("heure") or "")


@dataclass(frozen=True, slots=True)
class Shown:
    """One situation: nothing of any personal file."""

    situation: Situation
    facts: SituationFacts
    ribbon: Ribbon | None
    people: tuple[tuple[str, str, str, str], ...]
    draft: Draft | None
    decidable: bool
    why_not: str


def hold(session: Any, meeting_id: str) -> Held:
    meeting = session.meetings.get(meeting_id)
    place = str(meeting.answers.get("lieu") or "").strip()
    names = [str(line.get("nom") or "") for line in meeting.answers.get("personnes") or () if isinstance(line, dict)]
    names = [name for name in names if name]
    said = ", ".join(names[:MOST_NAMES]) + (f" et {len(names) - MOST_NAMES} autres" if len(names) > MOST_NAMES + 1 else
                                            f", {names[-1]}" if len(names) == MOST_NAMES + 1 else "")
    second = " · ".join(part for part in (place, said, NOT_SHOWN) if part)
    return Held(meeting, session.concertation.agenda(meeting_id), second)


def show(session: Any, meeting_id: str, situation: Situation) -> Shown:
    """Its six facts, the ribbon of its child, whom it may be proposed to, and what was being typed."""
    facts = session.concertation.facts(meeting_id, situation.id)
    ribbon = session.students.ribbon(facts.student_id) if facts.student_id else None
    people = session.requests.people_to_propose(facts.request_id) if facts.request_id else ()
    root = situation.student_id or facts.request_id
    writes = session.rights.allows("write", "decision", root, facts.decision.id if facts.decision is not None else "")
    why = "" if writes else "Vous lisez cette situation sans pouvoir y écrire de décision."
    return Shown(situation, facts, ribbon, tuple(people), session.drafts.get(DRAFT, situation.id), writes, why)
