"""What a request needs to be sent, where it may go and who may move it, and what a card says it waits for.

Delays are reminders chosen by the pôle (``pole_settings``), never law; the only lateness in red is one's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.errors import InputError
from desktop.forms.request_kinds import MOVES, STATES, state_label
from desktop.services.listing import SOON
from desktop.services.values import Mark
from desktop.texts import parse_day, plural, short_date

TARGETS: Mapping[str, int] = {"acknowledge": 7, "decide": 30, "still": 14}
"""Days, when the pôle chose none: to say that it is received, to decide, without anything moving."""
_MISSING = {"sujet": "de qui ou de quoi il s’agit", "faits": "ce que vous observez", "essaye": "ce qui a été essayé",
            "parents": "les parents informés le…, ou pourquoi pas encore"}
_COLUMN = {"parents": "parents_informes_le"}
_ASKER = {"draft": ("submitted", "cancelled"), "submitted": ("cancelled",), "acknowledged": ("cancelled",),
          "returned_for_completion": ("submitted", "cancelled"), "cancelled": ("draft",)}
"""Where who asks, and is not of the pôle, may take her own request."""
STEPS = {"draft": "commencée", "news": "nouvelles", "answered": "réponse à l’école", "asked": "précision demandée",
         "proposed": "proposée", "taken": "prise", "declined": "laissée", "left": "rendue", "resumed": "reprise"}
"""Words of the steps that are not states."""
WITHOUT_MOVE = ("submitted", "acknowledged", "returned_for_completion", "under_analysis", "decided")
"""The states where nothing moving for a time is said: what waits for somebody else, or runs, has its own date."""
OF_SCHOOL = frozenset({"teacher", "director"})


def step_label(kind: str | None) -> str:
    """« envoyée », « nouvelles »."""
    return STEPS.get(kind or "") or state_label(kind)


def asks_only(roles: Collection[str]) -> bool:
    """Whether somebody asks and does not answer: a class teacher."""
    return set(roles) <= {"teacher"}


# -- sending -------------------------------------------------------------------------------------------------------------
def missing_keys(about: str, answers: Mapping[str, Any], *, named: bool) -> tuple[str, ...]:
    """Of the four answers, those not there yet. A named child, class or school says what it is about."""
    found = [key for key in ("sujet", "faits", "essaye") if not str(answers.get(key) or "").strip()]
    if named and "sujet" in found:
        found.remove("sujet")
    if about not in ("class", "school") and not (answers.get("parents_informes_le")
                                                 or str(answers.get("parents_raison") or "").strip()):
        found.append("parents")
    return tuple(found)


def missing(about: str, answers: Mapping[str, Any], *, named: bool) -> tuple[str, ...]:
    """The same in plain words."""
    return tuple(_MISSING[key] for key in missing_keys(about, answers, named=named))


def need_four(about: str, answers: Mapping[str, Any], *, named: bool) -> None:
    """Raise the sentence that names what is missing before sending."""
    keys = missing_keys(about, answers, named=named)
    if keys:
        raise InputError(f"Pour envoyer la demande, il manque : {' ; '.join(_MISSING[key] for key in keys)}.",
                         column=_COLUMN.get(keys[0], keys[0]))


def agreed(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as they are shown, printed and sent on: care outside school only with the family's agreement, wherever the words
    came from."""
    return answers if answers.get("hors_ecole_accord") else {**answers, "hors_ecole": None}


# -- moving --------------------------------------------------------------------------------------------------------------
def moves(state: str, roles: Collection[str]) -> tuple[str, ...]:
    """Where a request may go from ``state``, for somebody with these roles."""
    return (_ASKER if asks_only(roles) else MOVES).get(state, ())


def need_move(state: str, to: str, roles: Collection[str]) -> None:
    """Raise a sentence when a request may not go there from where it is."""
    if to not in STATES:
        raise InputError(f"« État » attend l’un de : {', '.join(STATES)}.", column="state")
    if to == state:
        raise InputError(f"Cette demande est déjà « {state_label(state)} ».", column="state")
    if to in moves(state, roles):
        return
    if to in MOVES.get(state, ()):
        raise InputError(f"Le pôle dira si la demande est « {state_label(to)} ».", column="state")
    if state == "draft":
        raise InputError("Cette demande est encore un brouillon : elle s’envoie d’abord.", column="state")
    if to == "draft":
        raise InputError("Une demande envoyée ne redevient pas un brouillon : demandez plutôt de la compléter.", column="state")
    if to == "closed" and STATES[state].open:
        raise InputError(f"Une demande « {state_label(state)} » se décide avant d’être close ; elle peut aussi être réorientée "
                         "ou annulée.", column="state")
    raise InputError(f"Une demande « {state_label(state)} » ne devient pas « {state_label(to)} ».", column="state")


# -- what a card says ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request when its card is told."""

    state: str
    days: int | None = None
    still: int = 0
    mine: bool = False
    taken: bool = False
    parents_missing: bool = False
    proposed: str = ""
    """To whom it is proposed and who has not answered yet."""
    starts: str = ""
    review: str = ""
    promise: str = ""
    """What is to be done next, « entretien », and until when."""
    promise_due: str = ""
    promise_mine: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    mark: Mark
    holds: str
    own_late: bool = False


def tell(facts: Facts, targets: Mapping[str, int], today: date) -> Told:
    """The mark of a card, what holds it in a few words, and whether one is late oneself."""
    if facts.state == "draft":
        return Told("draft", "à envoyer")
    if not STATES[facts.state].open:
        return Told("done", "")
    return _promised(facts, today) or _waiting(facts) or _moving(facts, targets) or _dated(facts, today)


def _promised(facts: Facts, today: date) -> Told | None:
    """A date given that is past: a promise of one's own, or the review of a help."""
    due = parse_day(facts.promise_due)
    if due is not None and due < today and facts.promise_mine:
        return Told("late", f"{facts.promise}, {plural((today - due).days, 'jour')} de retard", own_late=True)
    review = parse_day(facts.review)
    if facts.state == "in_progress" and review is not None and review < today:
        late = f"bilan en retard de {plural((today - review).days, 'jour')}"
        return Told("late", late, own_late=True) if facts.mine else Told("due", f"bilan prévu {short_date(review, today)}")
    return None


def _waiting(facts: Facts) -> Told | None:
    if facts.state == "returned_for_completion":
        return Told("incomplete", "à compléter par l’école")
    if facts.state == "waiting_consent":
        return Told("waiting", "accord des parents attendu")
    if facts.state == "waiting_list":
        return Told("waiting", "liste d’attente")
    if facts.state == "submitted" and facts.parents_missing:
        return Told("incomplete", "parents à informer")
    return None


def _moving(facts: Facts, targets: Mapping[str, int]) -> Told | None:
    """Reminders of the pôle: said amber, and red only of what one took oneself."""
    if facts.state not in WITHOUT_MOVE:
        return None
    days = facts.days or 0
    if facts.state == "submitted" and days >= targets["acknowledge"]:
        return Told("due", "accuser réception")
    if facts.still >= targets["still"]:
        told = f"sans mouvement depuis {plural(facts.still, 'jour')}"
        return Told("late", told, own_late=True) if facts.mine else Told("due", told)
    if facts.state in ("acknowledged", "under_analysis") and days >= targets["decide"]:
        return Told("due", f"à décider, {plural(days, 'jour')}")
    return None


def _dated(facts: Facts, today: date) -> Told:
    due, start, review = parse_day(facts.promise_due), parse_day(facts.starts), parse_day(facts.review)
    if facts.state == "in_progress":
        if review is None:
            return Told("running", "")
        return Told("due" if review <= today + timedelta(days=SOON) else "running", f"bilan {short_date(review, today)}")
    if facts.state == "decided":
        if start is not None and start >= today:
            return Told("planned", f"début {short_date(start, today)}")
        return Told("planned", _with_day(facts.promise, due, today))
    if facts.promise:
        return Told("running", _with_day(facts.promise, due, today))
    if facts.proposed and not facts.taken:
        return Told("planned", f"proposée à {facts.proposed}")
    return Told("running" if facts.taken else "none", "")


def _with_day(text: str, day: date | None, today: date) -> str:
    return f"{text} {short_date(day, today)}" if text and day is not None else text
