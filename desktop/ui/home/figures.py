"""What Accueil shows, read in one go: the day, the week, late, to do, drafts, what is to check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop.services.request_values import SlotValue
from desktop.services.values import Draft, MeetingRow, ProjectRow, Task, as_day
from desktop.texts import plural
from desktop.ui.home import waiting
from desktop.ui.home.waiting import Waiting
from desktop.ui.students.columns import short_school

SHOWN, LATE_SHOWN, RESUMED = 5, 4, 5


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week: how many meetings, how many times of one's timetable, where."""

    day: date
    count: int
    place: str
    sessions: int = 0

    @property
    def words(self) -> str:
        """« 3 rendez-vous », « 2 réunions », « 1 séance », « libre »."""
        if self.count and self.sessions:
            return f"{self.count + self.sessions} rendez-vous"
        if self.sessions:
            return plural(self.sessions, "séance")
        return plural(self.count, "réunion") if self.count else "libre"


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything at once; lists are whole, the screen shows the first ones."""

    today: date
    meetings: tuple[MeetingRow, ...] = ()
    next_meeting: MeetingRow | None = None
    week: tuple[Day, ...] = ()
    late: tuple[Task, ...] = ()
    to_do: tuple[Task, ...] = ()
    projects: tuple[ProjectRow, ...] = ()
    """PPRE late or due, that no task says."""
    drafts: tuple[Draft, ...] = ()
    unfinished: tuple[ProjectRow, ...] = ()
    """PPRE still in draft, latest first."""
    to_write: tuple[MeetingRow, ...] = ()
    """Meetings held, whose minutes are still to be written, latest first."""
    to_check: int = 0
    to_check_first: str = ""
    clashes: int = 0
    """Texts written on two laptops apart, to decide between."""
    erased_elsewhere: int = 0
    second_place_due: bool = False
    no_recovery: bool = False
    pupils: int = 0
    names: dict[str, str] = field(default_factory=dict)
    waiting: Waiting = field(default_factory=Waiting)
    """Sessions of the day, requests that wait for me, what is to take up again."""


def read(session: Any) -> Figures:
    """Called in the reader's thread."""
    today = session.clock.today()
    monday = today - timedelta(days=today.weekday())
    coming = [*session.meetings.list(when="coming"), *session.meetings.list(when="past")]
    meetings = {row.id: row for row in coming}.values()
    tasks = session.tasks.list()
    every = session.projects.list()
    projects = [row for row in every if row.mark in ("late", "due")]
    drafts = session.drafts.all()
    begun = {draft.id for draft in drafts}
    to_check = session.guardians.to_check()
    slots = session.timetable.slots(owner_id=session.actor.id)
    later = sorted((row for row in meetings if row.date > today.isoformat()), key=_when)
    return Figures(
        today=today, meetings=tuple(sorted((r for r in meetings if r.date == today.isoformat()), key=_when)),
        next_meeting=later[0] if later else None, week=tuple(_day(meetings, monday + timedelta(days=i), slots) for i in range(5)),
        late=tuple(task for task in tasks if task.mark == "late"),
        to_do=tuple(task for task in tasks if task.mark != "late"), projects=tuple(projects), drafts=drafts,
        unfinished=tuple(sorted((row for row in every if row.state == "brouillon" and row.id not in begun),
                                key=lambda row: row.start, reverse=True)),
        to_write=tuple(sorted((row for row in meetings if row.mark == "incomplete" and row.id not in begun),
                              key=_when, reverse=True)),
        to_check=len(to_check), to_check_first=str(to_check[0][0]) if to_check else "",
        clashes=session.clashes.count(), erased_elsewhere=len(session.clashes.told()),
        second_place_due=session.backups.second_place_due(),
        no_recovery=not session.demonstration and not session.vault.has_recovery(session.actor.login),
        pupils=session.students.page(_everyone(), 0, 1).__len__(), names=_names(session, drafts),
        waiting=waiting.read(session, today))


def _everyone() -> Any:
    from desktop.services.values import StudentQuery

    return StudentQuery()


def _when(row: MeetingRow) -> tuple[str, str]:
    return row.date, row.time or "99"


def _day(meetings: Iterable[MeetingRow], day: date, slots: Sequence[SlotValue]) -> Day:
    rows = [row for row in meetings if row.date == day.isoformat()]
    here = [slot for slot in slots if slot.weekday == day.isoweekday()]
    said = (*(row.school or row.place for row in rows), *(slot.school or slot.place for slot in here))
    places = list(dict.fromkeys(place for place in said if place))
    where = "" if not places else short_school(places[0]) if len(places) == 1 else f"{len(places)} lieux"
    return Day(day, len(rows), where, len(here))


PRIVATE = frozenset({"notebook", "note", "assessment"})
"""Drafts of one's own file: Accueil is the screen others see over a shoulder, and says neither whose nor what."""


def _names(session: Any, drafts: Iterable[Draft]) -> dict[str, str]:
    from desktop.errors import PoleError
    from desktop.texts import list_name

    names = {}
    for draft in drafts:
        if draft.student_id and draft.student_id not in names and draft.table not in PRIVATE:
            try:
                student = session.students.get(draft.student_id)
            except PoleError:
                continue
            names[draft.student_id] = list_name(student.last_name, student.first_name)
    return names


def to_decide(figures: Figures) -> str:
    """« 2 textes à départager, 1 effacement fait ailleurs. »: how many, never whose."""
    parts = [f"{plural(figures.clashes, 'texte')} à départager" if figures.clashes else "",
             plural(figures.erased_elsewhere, "effacement fait ailleurs", "effacements faits ailleurs")
             if figures.erased_elsewhere else ""]
    return ", ".join(part for part in parts if part) + "."


def capital(text: str) -> str:
    """A decision is written « propose… »: alone on a line it takes its capital."""
    return text[:1].upper() + text[1:]


def since(due: str, today: date) -> str:
    """« depuis 6 jours », « depuis hier »."""
    day = as_day(due)
    if day is None:
        return ""
    gap = (today - day).days
    return "depuis hier" if gap == 1 else f"depuis {plural(gap, 'jour')}"
