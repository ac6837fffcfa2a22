"""« Feuille du jour »: what one's own file and the common one foresee for a day, by school then by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.kinds import meeting_label, note_label
from desktop.services import own_file
from desktop.services import personal_values as values
from desktop.storage.unit import parse
from desktop.texts import fold, list_name

if TYPE_CHECKING:
    from desktop.services.session import Session

_DATED = (("seances", "contenu"), ("rencontres", "quoi"), ("dates", "duree"), ("restitutions", "a_qui"))
"""Tables of a note or a bilan whose lines have a day, and what is told of one."""


def lines(session: Session, day: str, school: str = "") -> tuple[values.DayLine, ...]:
    """Every line of the day; with ``school`` (id or UAI), those of that school alone."""
    wanted = session.schools.id_of(school) if school else ""
    found = [line for line in (*_notes(session, day), *_bilans(session, day), *_meetings(session, day), *_tasks(session, day))
             if not wanted or line[0] == wanted]
    names = own_file.school_names(session, {line[0] for line in found if line[0]})
    rows = [values.DayLine(names.get(place, ""), *rest) for place, *rest in found]
    return tuple(sorted(rows, key=lambda line: (not line.school, fold(line.school), line.time or "99", fold(line.who))))


Line = tuple[str, str, str, str, str, str, str]


def _children(session: Session) -> dict[str, own_file.Child]:
    return own_file.children(session)


def _planned(session: Session, owner: str, day: str) -> list[str]:
    """What the lines of a record foresee that day."""
    told = dict(_DATED)
    found = []
    for key, cells in session.personal.sql("SELECT key, cells FROM line WHERE owner=? ORDER BY rank", (owner,)):
        said = parse(cells)
        if key in told and said.get("le") == day:
            found.append(str(said.get(told[key]) or ""))
    return found


def _notes(session: Session, day: str) -> list[Line]:
    children = _children(session)
    found: list[Line] = []
    for id, kind, on, student, place, cells in session.personal.sql(
            "SELECT id, kind, date, student_id, school_id, answers FROM note WHERE closed_on IS NULL ORDER BY n"):
        said = parse(cells)
        meetings = _planned(session, id, day)
        again = said.get("revoir_le") == day
        if on != day and not meetings and not again:
            continue
        child = children.get(student or "")
        what = " · ".join(part for part in (note_label(kind) if not again else f"On se reparle : {note_label(kind).lower()}",
                                            str(said.get("theme") or said.get("sujet") or ""), *meetings) if part)
        where = place or (child.school_id if child else "")
        found.append((where, str(said.get("heure") or ""), child.name if child else "", what, student or "", "note", id))
    return found


def _bilans(session: Session, day: str) -> list[Line]:
    children = _children(session)
    found: list[Line] = []
    for id, battery, on, student in session.personal.sql("SELECT id, battery, date, student_id FROM assessment ORDER BY n"):
        meetings = _planned(session, id, day)
        if on != day and not meetings:
            continue
        child = children.get(student or "")
        what = " · ".join(part for part in (f"Bilan {session.assessments.battery_name(battery)}".strip(), *meetings) if part)
        found.append((child.school_id if child else "", "", child.name if child else "", what, student or "", "assessment", id))
    return found


def _meetings(session: Session, day: str) -> list[Line]:
    found: list[Line] = []
    for row in session.meetings.list():
        if row.date == day:
            place = session.commun.one("SELECT school_id FROM meeting WHERE id=?", (row.id,))
            who = ", ".join(row.students)
            what = " · ".join(part for part in (meeting_label(row.kind), row.place) if part)
            found.append(((place[0] or "") if place else "", row.time, who, what, row.student_ids[0] if row.student_ids else "",
                          "meeting", row.id))
    return found


def _tasks(session: Session, day: str) -> list[Line]:
    mine = {fold(session.actor.function), fold(session.actor.name)}
    found: list[Line] = []
    for id, title, owner, student, last, first, place in session.commun.sql(
            "SELECT t.id, t.title, t.owner, t.student_id, l.last_name, l.first_name, l.school_id FROM task t "
            "LEFT JOIN student_list l ON l.student_id = t.student_id WHERE t.due=? AND t.done_on IS NULL ORDER BY t.n", (day,)):
        if fold(owner or "") in mine:
            found.append((place or "", "", list_name(last or "", first or ""), title or "", student or "", "task", id))
    return found
