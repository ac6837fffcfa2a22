"""What services give and take: plain frozen values, never mapped objects.

``seen`` on a record is the arrival number of the journal when it was read: give it back when saving, and the change
supersedes only what the person had on screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from desktop.texts import parse_day

if TYPE_CHECKING:
    from desktop.services.exchange_values import Clash

Mark = Literal["done", "running", "due", "late", "planned", "waiting", "incomplete", "draft", "none"]
"""State marks, each drawn with its own shape (look.md)."""
Sort = Literal["name", "level", "school", "due", "birth"]
Filter = Literal["all", "followed", "due", "left"]


@dataclass(frozen=True, slots=True)
class SchoolRow:
    id: str
    uai: str
    name: str
    city: str
    kind: str = ""
    district: str = ""
    pupils: int = 0
    sector: str = ""
    """As the pôle named it; the circonscription when it did not."""


@dataclass(frozen=True, slots=True)
class School:
    id: str
    uai: str
    name: str
    kind: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    district: str = ""
    priority: str = ""
    state: str = ""
    seen: int = 0
    sector: str = ""


@dataclass(frozen=True, slots=True)
class StudentQuery:
    search: str = ""
    filter: Filter = "all"
    school: str | None = None
    level: str | None = None
    class_name: str | None = None
    sort: Sort = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One line of the list. ``n`` is the local number the paged model asks by; dates are ``AAAA-MM-JJ``."""

    n: int
    id: str
    last_name: str
    first_name: str
    birth_date: str
    sex: str
    level: str
    class_name: str
    school: str
    school_id: str
    teacher: str
    mark: Mark = "none"
    status: str = ""
    due: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    id: str
    year: str
    school_id: str
    school: str
    level: str
    class_name: str
    teacher: str = ""
    left_on: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Guardian:
    """A person who answers for the child. ``authority`` is ``yes``, ``no`` or ``to_check`` (treated as yes, and told)."""

    id: str
    student_id: str
    kind: str = "parent"
    relation: str = ""
    civility: str = ""
    last_name: str = ""
    usage_name: str = ""
    first_name: str = ""
    authority: str = "to_check"
    judgment_ref: str = ""
    lives_with: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    confidential: bool = False
    phone: str = ""
    mobile: str = ""
    email: str = ""
    no_contact_since: str = ""
    no_contact_ref: str = ""
    language: str = ""
    interpreter: bool = False
    seen: int = 0

    @property
    def display_name(self) -> str:
        return f"{self.first_name} {self.usage_name or self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Student:
    id: str
    last_name: str
    first_name: str
    usage_name: str = ""
    birth_date: str = ""
    sex: str = ""
    ine: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    strengths: str = ""
    note: str = ""
    followed: bool = False
    left_on: str = ""
    enrolments: tuple[Enrolment, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    conflicts: tuple[Clash, ...] = ()
    seen: int = 0

    @property
    def current(self) -> Enrolment | None:
        """The latest enrolment; ``enrolments`` are in order of year."""
        return self.enrolments[-1] if self.enrolments else None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done, for the timeline: newest first."""

    on: str
    year: str
    level: str
    mark: Mark
    title: str
    detail: str
    table: str
    id: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One aid on the ribbon: ``lane`` is where it is given, or ``plan`` for a project; fill says what kind, or who says so."""

    lane: Literal["class", "pole", "outside", "plan"]
    label: str
    start: str
    end: str
    style: Literal["filled", "hatched", "outlined", "dashed"] = "outlined"
    detail: str = ""
    """« 12 séances », « deux fois par semaine »: for the table."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """From PS to CM2: the years (enrolments in order) and the bars over them."""

    years: tuple[Enrolment, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    n: int
    id: str
    kind: str
    kind_label: str
    date: str
    time: str
    place: str
    title: str
    students: tuple[str, ...]
    student_ids: tuple[str, ...]
    school: str
    mark: Mark = "planned"


@dataclass(frozen=True, slots=True)
class Meeting:
    id: str
    kind: str
    date: str
    student_ids: tuple[str, ...]
    answers: dict[str, Any]
    form_version: int = 1
    closed_on: str = ""
    school_id: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class ProjectRow:
    n: int
    id: str
    kind: str
    number: int
    title: str
    student_id: str
    student: str
    level: str
    school: str
    start: str
    end: str
    state: str
    mark: Mark
    detail: str
    review: str


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    kind: str
    number: int
    student_id: str
    year: str
    state: str
    answers: dict[str, Any]
    form_version: int = 1
    previous_id: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    title: str
    owner: str
    due: str
    done_on: str
    student_id: str
    student: str
    meeting_id: str
    detail: str
    mark: Mark
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """Text in progress, kept in the personal compartment: for which record, which keys, since when (UTC)."""

    table: str
    id: str
    student_id: str
    values: dict[str, Any]
    at: str
    seen: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One unit in the history of a record: who, when (UTC), what, and the cells it changed (label, before, after)."""

    unit: str
    at: str
    actor: str
    label: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of the search for everything."""

    table: str
    id: str
    title: str
    detail: str
    student_id: str = ""


@dataclass(frozen=True, slots=True)
class BinItem:
    unit: str
    table: str
    id: str
    title: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    civility: str
    last_name: str
    first_name: str
    function: str
    school_id: str
    school: str
    class_name: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What an importer has to say of one cell: ``line`` is the line of the file (1 = header when there is no preamble)."""

    line: int
    column: str
    code: str
    message: str
    level: Literal["refused", "warning", "info"] = "warning"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One line of the preview: ``action`` added, updated, unchanged, left or refused; cells by shown column."""

    line: int
    action: Literal["added", "updated", "unchanged", "left", "refused"]
    cells: dict[str, str]
    outcome: str
    student_id: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A preview: nothing is written yet. ``leavers`` are ticked (``True``) unless the file is partial."""

    kind: str
    kind_label: str
    rows: tuple[ImportRow, ...]
    remarks: tuple[Remark, ...]
    counts: dict[str, int]
    columns_read: tuple[str, ...]
    columns_left: tuple[str, ...]
    partial: str = ""
    school_id: str = ""
    school: str = ""
    year: str = ""
    payload: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ImportResult:
    id: str
    kind: str
    rows: int
    added: int
    updated: int
    unchanged: int
    left: int
    refused: int
    partial: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class PastImport:
    """A past import, for « Annuler un import »."""

    id: str
    unit: str
    kind: str
    at: str
    by: str
    school: str
    counts: dict[str, int]
    undone: bool


as_day = parse_day
"""A kept day, or ``None``."""
