"""What the services of requests, concertation and help give and take: frozen values.

``seen`` as in ``values``. Names are ready to be read: « BEN SALAH Noémie » in ``title``, « Noémie BEN SALAH » to families.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.services.values import Mark

View = Literal["all", "mine", "free", "still", "drafts", "closed"]
"""Toutes (open ones) · Les miennes · À prendre · Sans mouvement · Brouillons · Closes."""


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """A filter of requests. ``state``: one code, or a board column's; ``function``: who holds it or is proposed (role)."""

    view: View = "all"
    search: str = ""
    state: str = ""
    school: str = ""
    """Id of a school."""
    level: str = ""
    sector: str = ""
    function: str = ""
    older_than: int = 0
    """Days since it was sent."""
    year: str = ""
    student: str = ""
    sort: Literal["oldest", "newest", "name", "school", "state"] = "oldest"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One card or line: who, what, what holds it, where and since when."""

    n: int
    id: str
    title: str
    """« BEN SALAH Noémie », « 3 élèves », « Classe de CE1 », « Un élève de CP » when no name is said."""
    level: str
    subject: str
    state: str
    state_label: str
    column: str
    mark: Mark
    holds: str
    """What it waits for, in a few words: « accuser réception », « sans mouvement depuis 16 jours », « bilan jeu. 17 déc. »."""
    school: str
    school_id: str
    requester: str
    sent_on: str
    days: int | None
    """Since it was sent."""
    still: int
    """Days since anything moved."""
    people: tuple[str, ...]
    """Names of those who took it."""
    initials: str
    mine: bool
    free: bool
    """Nobody took it yet, and I may."""
    student_ids: tuple[str, ...]
    own_late: bool = False
    """Late by one's own promise: the only lateness that is red."""

    @property
    def sentence(self) -> str:
        """The whole line, for a screen reader."""
        since = "" if self.days is None else f"{self.days} jours"
        return ", ".join(p for p in (self.title, self.level, self.subject, self.state_label, self.holds, self.school, since) if p)


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands in each column, and behind each chip, for a query without its view and state."""

    columns: Mapping[str, int]
    views: Mapping[str, int]
    told: bool = True
    """Whether these are shown: of a function, they may be one person's figures."""


@dataclass(frozen=True, slots=True)
class StepRow:
    id: str
    kind: str
    label: str
    date: str
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    id: str
    account_id: str
    person: str
    function: str
    function_label: str
    proposed_on: str
    proposed_by: str
    answer: str
    answered_on: str
    reason: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ContributionValue:
    id: str
    request_id: str
    author: str
    function: str
    date: str
    source: str
    received_on: str
    entered_by: str
    answers: dict[str, Any]
    seen: int


@dataclass(frozen=True, slots=True)
class DecisionValue:
    """``sentence_for_sheet``: « Noémie aura une aide pédagogique (maître E) avant le 30 novembre »."""

    id: str
    request_id: str
    meeting_id: str
    student_id: str
    date: str
    author: str
    answers: dict[str, Any]
    indications: tuple[str, ...]
    phrase: str
    sentence: str
    tasks: tuple[str, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class RequestValue:
    """A request whole."""

    id: str
    about: str
    title: str
    student_ids: tuple[str, ...]
    school_id: str
    school: str
    class_name: str
    level: str
    year: str
    origin: str
    requester: str
    requester_function: str
    author_id: str
    state: str
    state_label: str
    source: str
    received_on: str
    entered_by: str
    sent_on: str
    closed_on: str
    closing: str
    resumes: str
    answers: dict[str, Any]
    steps: tuple[StepRow, ...]
    """Oldest first."""
    proposals: tuple[ProposalRow, ...]
    contributions: tuple[ContributionValue, ...]
    decisions: tuple[DecisionValue, ...]
    interventions: tuple[str, ...]
    """Ids of the helps that came of it."""
    moves: tuple[str, ...]
    """States it may go to, by this person, now."""
    missing: tuple[str, ...]
    """Of the four answers, those not there yet, in plain words; empty when it may be sent."""
    seen: int


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation on a concertation's agenda."""

    id: str
    request_id: str
    student_id: str
    title: str
    second: str
    """« CP · J. Moulin »."""
    rank: int
    seconds: int
    state: str
    """"" to come, ``done``, ``postponed``."""
    mark: Mark


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the six facts: its head, the small words at right (« Mme Guérin, 11 nov. »), its text."""

    head: str
    aside: str
    text: str


@dataclass(frozen=True, slots=True)
class SituationFacts:
    """What fills the screen for one situation: nothing of a personal file ever."""

    id: str
    request_id: str
    student_id: str
    title: str
    first_name: str
    second: str
    """« CP, classe de Mme Guérin · École Jean Moulin · 6 ans 7 mois, née le 25 mars 2020 »."""
    facts: tuple[Fact, ...]
    kinds: tuple[str, ...]
    """Codes ticked as « ce que je vois »."""
    kinds_pole: tuple[str, ...]
    decision: DecisionValue | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What « Noter » will create, said before: « Crée trois tâches : réponse à l’école, lettre aux parents, première séance »."""

    sentence: str
    tasks: tuple[str, ...]
    state: str


# -- help ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class InterventionRow:
    n: int
    id: str
    kind: str
    kind_label: str
    title: str
    function: str
    function_label: str
    helper: str
    school: str
    school_id: str
    level: str
    since: str
    until: str
    review_on: str
    state: str
    mark: Mark
    members: tuple[str, ...]
    """« BEN SALAH Noémie », those there today; nobody of a prevention group when one may not see the children."""
    held: int
    foreseen: int
    mine: bool

    @property
    def sentence(self) -> str:
        return ", ".join(p for p in (self.title, self.kind_label, self.function_label, self.school, ", ".join(self.members)) if p)


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: str
    student_id: str
    name: str
    level: str
    class_name: str
    since: str
    until: str
    outcome: str
    project_id: str
    present: int
    sittings: int
    answers: dict[str, Any]
    seen: int


@dataclass(frozen=True, slots=True)
class PresenceRow:
    student_id: str
    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class SittingRow:
    id: str
    date: str
    time: str
    minutes: int
    state: str
    reason: str
    note: str
    author: str
    presences: tuple[PresenceRow, ...]
    """In the order of the group."""


@dataclass(frozen=True, slots=True)
class InterventionValue:
    id: str
    kind: str
    title: str
    function: str
    helper: str
    helper_id: str
    student_id: str
    school_id: str
    school: str
    year: str
    level: str
    since: str
    until: str
    review_on: str
    state: str
    request_id: str
    project_id: str
    informed_on: str
    boost: bool
    answers: dict[str, Any]
    members: tuple[MemberRow, ...]
    sittings: tuple[SittingRow, ...]
    """Newest first."""
    slots: tuple[SlotValue, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class SlotValue:
    id: str
    intervention_id: str
    owner_id: str
    owner: str
    year: str
    period: str
    weekday: int
    begins: str
    ends: str
    school_id: str
    school: str
    place: str
    label: str
    """Never a name: « Groupe lecture CE1 »."""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class AidValue:
    id: str
    student_id: str
    year: str
    device: str
    label: str
    state: str
    lane: str
    since: str
    until: str
    detail: str
    said_by: str
    agreed: bool
    source: str
    school: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Resume:
    """A line of « À reprendre »: a plain rule met. No score, no rank: the order is that of the names."""

    rule: str
    table: str
    id: str
    title: str
    text: str
    """« pas de nouvelles depuis 5 semaines »."""
    school: str
    level: str


@dataclass(frozen=True, slots=True)
class ResumeRule:
    code: str
    label: str
    """The rule as written on the screen, with its number: « Une demande sans mouvement depuis 3 semaines »."""
    on: bool
    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Load:
    """By sector or by function, never by person."""

    label: str
    waiting: int
    open: int
    helped: int
    sittings: int = 0
    told: bool = True
    """False: too few people give help here for ``helped`` and ``sittings`` to be told; show a dash."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """An answer read from a PDF that came back: shown before being taken."""

    key: str
    label: str
    value: Any
    shown: str
    now: str = ""
    """What is already written here, when the form goes to a request that exists."""
    remark: str = ""
    """Why it cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """A fillable PDF that came back."""

    kind: str
    """``request`` or ``contribution``."""
    request_id: str
    answers: tuple[FormAnswer, ...]
    header: Mapping[str, str] = field(default_factory=dict)
    """School, class, who asks, as typed on the form."""
    remarks: tuple[str, ...] = ()
    student_id: str = ""
    """The child the form was made for, when it says so and she is here."""
