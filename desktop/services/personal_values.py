"""What the services of accounts and personal files give: plain frozen values. ``seen`` is as in ``values``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop.services.values import Mark


@dataclass(frozen=True, slots=True)
class Scope:
    """A school, or a class of it, from a day to another; empty dates are open."""

    school_id: str
    school: str = ""
    class_name: str = ""
    role: str = ""
    since: str = ""
    until: str = ""
    half_days: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as its fellow members know it. ``confirmed``: self, words, invitation, no, changed."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    state: str = "active"
    manager: bool = False
    until: str = ""
    scopes: tuple[Scope, ...] = ()
    words: tuple[str, ...] = ()
    confirmed: str = "no"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is handed to somebody invited: her login, the code that opens ``commun`` once; ``notice`` is told beside."""

    login: str
    code: str
    until: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NotebookStudent:
    """A child of a personal file. ``known``: commun (the school's record exists) or here (known to this person alone)."""

    id: str
    name: str
    level: str = ""
    class_name: str = ""
    school: str = ""
    school_id: str = ""
    birth_date: str = ""
    known: str = "here"
    mark: Mark = "none"
    status: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class NoteRow:
    id: str
    kind: str
    label: str
    date: str
    student_id: str
    student: str
    title: str
    detail: str = ""
    until: str = ""
    closed_on: str = ""
    mark: Mark = "none"
    released: bool = False
    pieces: int = 0
    school: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    kind: str
    date: str
    student_id: str
    school_id: str
    title: str
    until: str
    closed_on: str
    answers: dict[str, Any] = field(default_factory=dict)
    form_version: int = 1
    released: tuple[ReleaseRow, ...] = ()
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    id: str
    battery: str
    battery_title: str
    date: str
    student_id: str
    state: str
    age: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    form_version: int = 1
    released: tuple[ReleaseRow, ...] = ()
    seen: int = 0


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    id: str
    battery: str
    title: str
    date: str
    student_id: str
    student: str
    state: str
    mark: Mark = "none"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One score ready to be drawn: its scale, interval, percentile (``computed`` when by the normal law)."""

    line: str
    code: str
    label: str
    kind: str
    group: str
    mean: int
    deviation: int
    low: int
    high: int
    score: int | None = None
    bottom: int | None = None
    top: int | None = None
    percentile: int | None = None
    computed: bool = False
    words: str = ""
    interpretable: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class EvolutionRow:
    """One score over time: a point a date, or nothing when it was not passed."""

    code: str
    label: str
    kind: str
    points: tuple[ScorePoint | None, ...]


@dataclass(frozen=True, slots=True)
class Evolution:
    """The same battery passed several times, oldest first. ``notices`` tell retests close to each other."""

    battery: str
    title: str
    dates: tuple[str, ...]
    ids: tuple[str, ...]
    rows: tuple[EvolutionRow, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something told about a bilan, never a refusal; ``line`` names the score concerned."""

    text: str
    line: str = ""
    mark: Mark = "incomplete"


@dataclass(frozen=True, slots=True)
class Agreement:
    id: str
    student_id: str
    guardian_id: str
    guardian: str
    purpose: str
    purpose_label: str
    mode: str
    state: str
    asked_on: str = ""
    date: str = ""
    withdrawn_on: str = ""
    reason: str = ""
    note: str = ""
    mine: bool = False
    sentence: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class AgreementStatus:
    """Where an agreement stands for a child and a purpose: a sentence to show, and whose agreement is missing."""

    sentence: str
    mark: Mark = "none"
    complete: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A conclusion transmitted to the common file."""

    id: str
    student_id: str
    student: str
    author: str
    function: str
    addressee: str
    purpose: str
    date: str
    content: str
    talk_on: str = ""
    revoked_on: str = ""
    mine: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class AvisRow:
    id: str
    student_id: str
    student: str
    plan: str
    opinion: str
    opinion_label: str
    author: str
    date: str
    source: str
    entered_by: str = ""
    asked_on: str = ""
    needs: str = ""
    waiting_days: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan that exists beside ours."""

    id: str
    student_id: str
    kind: str
    since: str = ""
    until: str = ""
    place: str = ""
    emergency: bool = False
    seen: int = 0


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of « Feuille du jour »: an hour, a child or a matter, what is foreseen."""

    school: str
    time: str
    who: str
    what: str
    student_id: str = ""
    table: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    id: str
    title: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Read:
    """Who read a record, which day, how."""

    day: str
    who: str
    how: str


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether journal, chains and signatures hold. ``exit_code``: 0, 4 damaged, 5 tampered; ``first``: the first broken link."""

    ok: bool
    exit_code: int
    checked: int
    first: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the Annuaire du pôle."""

    id: str
    name: str
    function: str
    sector: str = ""
    half_days: str = ""
    reach: str = ""
    phone: str = ""
    email: str = ""
