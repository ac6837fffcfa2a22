"""What a cell may hold when a third text is written: its question, and a text read as its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.errors import InputError
from desktop.forms.spec import Choice, Date, Field, Number, Option, Table, Text, Tick, Time
from desktop.models.kinds import (
    AGREEMENT_MODES,
    AGREEMENT_STATES,
    ASSESSMENT_STATES,
    AUTHORITY,
    GUARDIAN_KINDS,
    LEVELS,
    OPINIONS,
    PROJECT_STATES,
)
from desktop.services import labels
from desktop.storage.heads import RowHeads
from desktop.texts import clean, fold

if TYPE_CHECKING:
    from desktop.services.record import History

TICKS = frozenset({"followed", "confidential", "interpreter", "pole", "emergency", "boost", "agreed"})
"""Yes or no: both are there already, there is no third."""
_UNSEEN = frozenset({"rank", "form_version", "class_ref", "sha256", "size", "media_type"})
_UNSEEN_OF: dict[str, frozenset[str]] = {
    "request": frozenset({"sent_on", "closed_on"}),
    "step": frozenset({"at"}), "agenda": frozenset({"seconds"}),
    "proposal": frozenset({"account_id", "person", "function", "proposed_on", "proposed_by", "answered_on"}),
    "sitting": frozenset({"author", "author_id"}), "intervention": frozenset({"helper_id"}),
    "slot": frozenset({"owner_id"}), "aid": frozenset({"source", "school_id", "lane"}),
}
"""What goes with an act, or with the name beside it."""
_FREE: dict[str, frozenset[str]] = {
    "request": frozenset({"class_name", "requester", "received_on"}), "concerned": frozenset(), "agenda": frozenset(),
    "step": frozenset({"note"}), "proposal": frozenset({"reason"}), "decision": frozenset({"date"}),
    "contribution": frozenset({"author", "date"}), "setting": frozenset(),
    "intervention": frozenset({"title", "since", "until", "review_on", "informed_on"}),
    "member": frozenset({"since", "until"}), "sitting": frozenset({"note", "reason"}), "presence": frozenset({"note"}),
    "slot": frozenset(), "aid": frozenset({"detail", "since", "until"}),
}
"""Of requests and helps, what may be written anew: the rest is chosen between the texts that are there."""
_DAYS = frozenset({"birth_date", "left_on", "date", "closed_on", "due", "done_on", "no_contact_since", "until", "asked_on",
                   "withdrawn_on", "talk_on", "revoked_on", "since", "on", "received_on", "review_on", "informed_on"})
_FIXED = frozenset({"number", "year", "rank", "form_version", "size", "sha256", "media_type", "source", "key", "scores", "uai",
                    "class_ref", "battery", "author", "function", "entered_by", "purpose", "plan"})
"""What is chosen between the texts that are there, never written anew."""
_LONG = frozenset({"strengths", "note", "content", "needs", "detail", "reason"})
_CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("student", "sex"): {"F": "F", "M": "M"},
    ("guardian", "kind"): GUARDIAN_KINDS, ("guardian", "authority"): AUTHORITY,
    ("enrolment", "level"): {level: level for level in (*LEVELS, "ULIS")},
    ("project", "state"): PROJECT_STATES, ("assessment", "state"): ASSESSMENT_STATES,
    ("agreement", "state"): AGREEMENT_STATES, ("agreement", "mode"): AGREEMENT_MODES, ("avis", "opinion"): OPINIONS,
}
_NEEDED = {("student", "last_name"), ("student", "first_name"), ("task", "title"), ("school", "name"), ("battery", "name")}


def unseen(table: str, column: str) -> bool:
    """Nobody's words: settled on the way, never asked about."""
    return column in _UNSEEN or column in _UNSEEN_OF.get(table, ())


def free(table: str, column: str) -> bool:
    """Whether a column holds words or a day, and no code, no link, no tick."""
    return table not in _FREE or column in _FREE[table]


def field_of(history: History, table: str, column: str, heads: RowHeads) -> Field | None:
    """The question a cell answers; ``None`` when one may only choose between the texts that are there."""
    head, dot, key = column.partition(".")
    if dot:
        asked = history.question(table, head, key, heads)
        return None if asked is None or isinstance(asked, Table) else asked
    label = labels.COLUMNS.get(table, {}).get(column)
    if label is None or column in TICKS or (column in _FIXED and table not in _FREE) or column.endswith(("_id", "same_as")):
        return None
    if not free(table, column):
        return None
    if (table, column) in _CHOICES:
        return Choice(column, label, options=tuple(Option(code, said) for code, said in _CHOICES[(table, column)].items()))
    if column == "kind":
        return None
    if column in _DAYS:
        return Date(column, label)
    return Text(column, label, lines=4 if column in _LONG else 1, expected=(table, column) in _NEEDED)


def checked(table: str, field: Field, value: Any) -> Any:
    """A value as it is kept. Raises ``InputError`` in a sentence naming the question."""
    kept = field.clean(value)
    if isinstance(kept, str) and table in ("student", "guardian", "person", "school") and field.key not in _LONG:
        kept = kept.strip() or None
    if (table, field.key) in _NEEDED and not str(kept or "").strip():
        raise InputError(f"« {field.label} » est nécessaire.", column=field.key)
    return kept


def from_text(field: Field, text: str) -> Any:
    """A text typed for a question, as its value: a day AAAA-MM-JJ, a choice by its code or its words, oui or non."""
    said = clean(text)
    plain = said.strip()
    if isinstance(field, Choice):
        codes = [_code(field, word) for word in (plain.split(",") if field.many else [plain]) if word.strip()]
        return codes if field.many else (codes[0] if codes else None)
    if isinstance(field, Number):
        digits = "".join(plain.split())
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else plain or None
    if isinstance(field, Tick):
        word = fold(plain)
        return None if not word else {"oui": True, "non": False}.get(word, plain)
    if isinstance(field, Date | Time):
        return plain or None
    return said or None


def _code(field: Choice, word: str) -> str:
    wanted = fold(word)
    for option in field.options:
        if word.strip() == option.code or wanted == fold(option.label):
            return option.code
    return word.strip()
