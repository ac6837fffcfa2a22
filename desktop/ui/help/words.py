"""Help in words: a line of the list, a session, a time of the week, the same on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.forms.request_kinds import INTERVENTION_STATES, PRESENCES
from desktop.services.request_values import InterventionRow, InterventionValue, PresenceRow, SittingRow, SlotValue
from desktop.services.values import Mark, as_day
from desktop.texts import WEEKDAYS, plain_date, plural, short_date
from desktop.ui.icons import mark_words
from desktop.ui.paged_model import Line
from desktop.ui.records.lines import hour
from desktop.ui.students.columns import plain_school, short_school

MARKS = {"present": "done", "absent": "waiting", "excused": "incomplete"}


def names(people: Sequence[str]) -> str:
    """Up to two names, else how many."""
    return ", ".join(people) if len(people) <= 2 else plural(len(people), "élève")


def help_line(row: InterventionRow, today: date) -> Line:
    """A group or a help in the list: what it is, then where it stands. Only one's own lateness is said, and red."""
    review = as_day(row.review_on)
    said = [row.function_label or row.kind_label]
    if row.state == "running" and review is not None:
        days = (today - review).days
        late = f"bilan en retard de {plural(days, 'jour')}" if row.mine else f"bilan prévu {short_date(review)}"
        said.append(late if days > 0 else f"bilan {short_date(review)}")
    elif row.state != "running":
        said.append(INTERVENTION_STATES.get(row.state, row.state))
    if row.held:
        said.append(plural(row.held, "séance"))
    alone = row.kind == "individual"
    right = plural(len(row.members), "élève") if row.members and not alone else row.level
    title = ", ".join(row.members) if alone and row.members else row.title or row.kind_label
    mark: Mark = "due" if row.mark == "late" and not row.mine else row.mark
    tone = {"late": "bad", "due": "warn"}.get(mark, "")
    spoken = ", ".join(part for part in (row.sentence, mark_words(mark), *said[1:]) if part)
    return Line(title, " · ".join(said), right, short_school(row.school), mark, tone,
                row.state == "ended", spoken)


def help_title(value: InterventionValue) -> str:
    """A group by its title, an individual help by its child."""
    return value.members[0].name if value.kind == "individual" and value.members else value.title


def help_facts(value: InterventionValue, kind: str, function: str) -> str:
    """« groupe · maître E, Claire Martin · École Jean Moulin · depuis le 5 octobre 2026 »."""
    since, until = as_day(value.since), as_day(value.until)
    when = f"depuis le {plain_date(since)}" if since and not until else ""
    if since and until:
        when = f"du {plain_date(since)} au {plain_date(until)}"
    who = ", ".join(part for part in (function, value.helper) if part)
    level = value.level if value.kind == "prevention" else ""
    boost = "coup de pouce de la période 1" if value.boost else ""
    return " · ".join(part for part in (kind, level, boost, who, plain_school(value.school), when) if part)


def slot_words(slot: SlotValue) -> str:
    """« lundi, 8 h 30 à 9 h 15 · salle 4 »."""
    day = WEEKDAYS[slot.weekday - 1] if 1 <= slot.weekday <= len(WEEKDAYS) else ""
    times = " à ".join(part for part in (hour(slot.begins), hour(slot.ends)) if part)
    where = slot.place or slot.school
    return " · ".join(part for part in (", ".join(p for p in (day, times) if p), where, slot.period) if part)


def away(presences: Sequence[PresenceRow]) -> str:
    """« 5 présents · KONÉ Awa : absence »."""
    there = sum(1 for one in presences if one.state == "present")
    others = [f"{one.name} : {PRESENCES.get(one.state, one.state)}" for one in presences if one.state and one.state != "present"]
    return " · ".join([plural(there, "présent"), *others]) if presences else ""


def alone(presences: Sequence[PresenceRow]) -> str:
    """An individual help: whether the child was there, and nothing else of who."""
    state = presences[0].state if presences else ""
    return {"present": "l’élève était là", "absent": "l’élève n’était pas là", "excused": "absence excusée"}.get(state, "")


def sitting_words(sitting: SittingRow, *, single: bool = False) -> tuple[str, str]:
    """« mar. 17 nov., 8 h 30 », then who was not there and the note; ``single``: an individual help."""
    day = as_day(sitting.date)
    head = ", ".join(part for part in (short_date(day) if day else "sans date", hour(sitting.time)) if part)
    if sitting.state == "cancelled":
        return head, " · ".join(part for part in ("annulée", sitting.reason) if part)
    there = alone(sitting.presences) if single else away(sitting.presences)
    return head, " · ".join(part for part in (there, sitting.note) if part)
