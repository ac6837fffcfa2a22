"""Codes kept in columns, as people read them: in the history of a record, and where two texts wait for a choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop import texts
from desktop.forms import request_kinds
from desktop.models.kinds import (
    AGREEMENT_MODES,
    AGREEMENT_PURPOSES,
    AGREEMENT_STATES,
    ASSESSMENT_STATES,
    AUTHORITY,
    BATTERY_NAMES,
    GUARDIAN_KINDS,
    MEETING_KINDS,
    NOTE_KINDS,
    OPINIONS,
    PLANS,
    PROJECT_KINDS,
    PROJECT_STATES,
    ROLES,
)
from desktop.services.request_rules import STEPS

YES = {"1": "oui", "0": "non", "True": "oui", "False": "non"}
WEEKDAYS = {str(number): day for number, day in enumerate(texts.WEEKDAYS, 1)}
AGENDA = {"": "à venir", "done": "décision notée", "postponed": "reportée"}
FUNCTIONS = {**ROLES, **request_kinds.FUNCTIONS}
_STATES = {code: state.label for code, state in request_kinds.STATES.items()}
_ANY: Mapping[str, Mapping[str, str]] = {
    "state": PROJECT_STATES, "authority": AUTHORITY, "followed": YES, "confidential": YES, "interpreter": YES, "boost": YES,
    "agreed": YES,
    "kind": {**GUARDIAN_KINDS, **{code: kind.label for code, kind in MEETING_KINDS.items()},
             **{code: kind.label for code, kind in PROJECT_KINDS.items()},
             **{code: kind.label for code, kind in NOTE_KINDS.items()}, **PLANS, **request_kinds.INTERVENTIONS},
    "battery": BATTERY_NAMES, "mode": AGREEMENT_MODES, "opinion": OPINIONS, "plan": PLANS, "about": request_kinds.ABOUT,
    "origin": request_kinds.ORIGINS, "closing": request_kinds.CLOSINGS, "outcome": request_kinds.OUTCOMES, "function": FUNCTIONS,
    "requester_function": FUNCTIONS, "answer": request_kinds.ANSWERS, "lane": request_kinds.LANES, "weekday": WEEKDAYS,
    "device": {code: device.label for code, device in request_kinds.DEVICES.items()},
}
_OF: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("agreement", "state"): AGREEMENT_STATES, ("agreement", "purpose"): AGREEMENT_PURPOSES,
    ("assessment", "state"): ASSESSMENT_STATES, ("request", "state"): _STATES,
    ("intervention", "state"): request_kinds.INTERVENTION_STATES, ("sitting", "state"): request_kinds.SITTING_STATES,
    ("presence", "state"): request_kinds.PRESENCES, ("aid", "state"): request_kinds.AID_STATES, ("agenda", "state"): AGENDA,
    ("step", "kind"): {**_STATES, **STEPS}, ("request", "source"): request_kinds.SOURCES,
    ("contribution", "source"): request_kinds.SOURCES,
}
_BLANK = {("agenda", "state"): AGENDA[""], ("proposal", "answer"): request_kinds.ANSWERS[""]}
"""What a cell without a value says, where that is a choice too."""
_LINKS = {"request_id": "request", "resumes": "request", "meeting_id": "meeting", "intervention_id": "intervention",
          "project_id": "project", "previous_id": "project", "sitting_id": "sitting", "guardian_id": "guardian"}
"""Columns that hold the id of a record, and its table."""
MOVED = frozenset({"request", "step", "proposal", "agenda", "intervention", "member", "sitting", "presence", "slot", "aid"})
"""Records whose codes change by an act of their own, and are never rectified."""
NAMES = frozenset({"function", "requester_function"})
"""Codes or words."""
ACCOUNTS = frozenset({"account_id", "author_id", "helper_id", "owner_id"})


def codes(table: str, column: str) -> Mapping[str, str] | None:
    """The words of a column that holds a code; ``None`` for any other."""
    return _OF.get((table, column)) or _ANY.get(column)


def told(table: str, column: str, value: Any) -> str | None:
    """A code for people; ``None`` when the column holds no code."""
    if column == "minutes":
        return f"{value} min"
    if column == "seconds" and isinstance(value, int):
        return texts.plural(max(1, round(value / 60)), "minute")
    known = codes(table, column)
    return None if known is None else known.get(str(value), str(value))


def blank(table: str, column: str) -> str:
    return _BLANK.get((table, column), "")


def linked(table: str, column: str) -> str:
    """The table of the record whose id a column holds; « account » for people, « ? » for what has no name, empty otherwise."""
    if column in ("student_id", "same_as"):
        return "student"
    if column == "school_id":
        return "school"
    if column in ACCOUNTS:
        return "account"
    if column in _LINKS:
        return _LINKS[column]
    return "?" if column.endswith("_id") or (column, table) in (
        ("owner", "line"), ("owner", "attachment"), ("source", "released")) else ""
