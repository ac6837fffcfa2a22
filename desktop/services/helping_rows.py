"""Helps as they are read: lines of the list, a help whole, children helped last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.errors import RefusedError
from desktop.forms.helping import HELP, HELP_PUPIL
from desktop.forms.request_kinds import DEVICES, FUNCTIONS, INTERVENTIONS
from desktop.services import answers, unseen
from desktop.services.decision_words import masked
from desktop.services.listing import SOON
from desktop.services.request_values import (
    InterventionRow,
    InterventionValue,
    MemberRow,
    PresenceRow,
    SittingRow,
)
from desktop.services.values import Mark
from desktop.texts import fold, list_name, parse_day

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.session import Session

_UNNAMED = {"individual": "Aide individuelle", "class": "Aide dans la classe", "prevention": "Prévention"}
_RANK = {"running": 0, "prepared": 1, "ended": 2}
_HELP = ("i.n, i.id, i.kind, i.title, i.function, i.helper, i.helper_id, s.name, i.school_id, i.level, i.since, i.until, "
         "i.review_on, i.state FROM intervention i LEFT JOIN school s ON s.id = i.school_id")


def function_label(code: str | None) -> str:
    """« maître E »."""
    return FUNCTIONS.get(code or "", code or "")


def title_of(kind: str | None, title: str | None, level: str | None = "") -> str:
    """How a help is called when nobody named it: « Aide individuelle », « Groupe CE1 »."""
    if title:
        return title
    word = _UNNAMED.get(kind or "", "Groupe")
    return " ".join(part for part in (word, level or "" if kind != "individual" else "") if part)


def shown_title(session: Session, id: str, kind: str | None, title: str | None, level: str | None, helper_id: str | None) -> str:
    """How a help is called for this person: by its title, unless it names a child who is out of her reach."""
    mine = bool(helper_id) and helper_id == session.actor.id
    hidden = () if mine or not title else unseen.of_help(session, id)
    if not hidden:
        return title_of(kind, title, level)
    return title_for_all(kind, title, level, unseen.words(hidden))


def title_for_all(kind: str | None, title: str | None, level: str | None, names: frozenset[str]) -> str:
    """How a help is called where others read it (a timetable, another child's path): its title, unless it names a child."""
    if kind == "individual":
        return title_of(kind, "")
    return title_of(kind, "" if names & set(fold(title or "").split()) else title, level)


def mark_of(state: str | None, review: str | None, today: date) -> Mark:
    if state == "ended":
        return "done"
    if state != "running":
        return "planned"
    due = parse_day(review)
    if due is None:
        return "running"
    return "late" if due < today else "due" if (due - today).days <= SOON else "running"


def rows(session: Session, search: str, state: str, kind: str, school: str, student: str, *,
         mine: bool) -> tuple[InterventionRow, ...]:
    """See ``Helping.list``."""
    store, today = session.commun, session.clock.today()
    there = _members(session)
    held = dict(store.sql("SELECT intervention_id, count(*) FROM sitting WHERE state='held' GROUP BY 1"))
    only = _of_child(session, student) if student else None
    found = []
    for n, id, kind_, title, function, helper, helper_id, place, place_id, level, since, until, review, state_ in store.sql(
            f"SELECT {_HELP}"):
        if (state and state_ != state) or (kind and kind_ != kind) or (school and place_id != school):
            continue
        if (mine and helper_id != session.actor.id) or (only is not None and id not in only):
            continue
        row = InterventionRow(
            n, id, kind_ or "", INTERVENTIONS.get(kind_ or "", ""),
            shown_title(session, id, kind_, title, level, helper_id), function or "",
            function_label(function), helper or "", place or "", place_id or "", level or "", since or "", until or "",
            review or "", state_ or "", mark_of(state_, review, today), tuple(there.get(id, ())), held.get(id, 0), 0,
            bool(helper_id) and helper_id == session.actor.id)
        if _matches(search, row):
            found.append(row)
    return tuple(sorted(found, key=lambda row: (_RANK.get(row.state, 3), fold(row.title), row.members, row.n)))


def _matches(search: str, row: InterventionRow) -> bool:
    words = fold(search).split()
    if not words:
        return True
    haystack = " " + fold(" ".join((row.title, row.kind_label, row.function_label, row.school, row.level, *row.members)))
    return all(f" {word}" in haystack for word in words)


def says_function(search: str) -> bool:
    """Whether a word searched begins the name of a function: « psy »."""
    names = [word for name in FUNCTIONS.values() for word in fold(name).split()]
    return any(len(word) > 1 and any(name.startswith(word) for name in names) for word in fold(search).split())


def _members(session: Session) -> dict[str, list[str]]:
    """Names of the children who are in each help, that this person may see, by name."""
    found: dict[str, list[str]] = {}
    for id, last, first in session.commun.sql(
            "SELECT m.intervention_id, s.last_name, s.first_name FROM member m JOIN student s ON s.id = m.student_id "
            "WHERE m.until IS NULL OR m.until >= ?", (session.clock.today().isoformat(),)):
        found.setdefault(id, []).append(list_name(last or "", first or ""))
    return {id: sorted(names, key=fold) for id, names in found.items()}


def _of_child(session: Session, student: str) -> set[str]:
    ids = session.students.family_of(student)
    marks = ",".join("?" * len(ids))
    return {row[0] for row in session.commun.sql(
        "SELECT i.id FROM intervention i JOIN member m ON m.intervention_id = i.id WHERE i.kind <> 'prevention' AND "
        f"m.student_id IN ({marks}) UNION SELECT id FROM intervention WHERE kind <> 'prevention' AND student_id IN ({marks})",
        (*ids, *ids))}


def value(session: Session, id: str) -> InterventionValue:
    """See ``Helping.get``."""
    names = ("kind", "title", "function", "helper", "helper_id", "student_id", "school_id", "year", "level", "since", "until",
             "review_on", "state", "request_id", "project_id", "informed_on")
    found = session.commun.one(f"SELECT {', '.join('i.' + name for name in names)}, i.boost, i.answers, i.form_version, s.name "
                               "FROM intervention i LEFT JOIN school s ON s.id = i.school_id WHERE i.id=?", (id,))
    if found is None:
        raise RefusedError
    *texts, boost, stored, version, school = found
    cells: dict[str, Any] = {name: text or "" for name, text in zip(names, texts, strict=True)}
    cells["title"] = shown_title(session, id, cells["kind"], cells["title"], cells["level"], cells["helper_id"])
    masks = _masks(session, id)
    return InterventionValue(
        id=id, **cells, school=school or "", boost=bool(boost),
        answers=_without(answers.load(session.commun, id, stored, version or 0, HELP), masks),
        members=_member_rows(session, id, masks), sittings=sittings(session, id),
        slots=tuple(slot for slot in session.timetable.of_help(id)), seen=session.commun.seen())


def _masks(session: Session, id: str) -> list[tuple[str, str]]:
    """Names of children out of reach, for who reads a help without writing in it: a mask is never written back."""
    masks = unseen.of_row(session, "intervention", id)
    root = session.commun.one("SELECT root FROM intervention WHERE id=?", (id,)) if masks else None
    return [] if root is None or session.rights.allows("write", "sitting", root[0], id) else masks


def _without(said: Any, masks: list[tuple[str, str]]) -> Any:
    """Answers whose every text is masked, lines of tables too."""
    if not masks:
        return said
    if isinstance(said, dict):
        return {key: one if key == "id" else _without(one, masks) for key, one in said.items()}
    if isinstance(said, list):
        return [_without(one, masks) for one in said]
    return masked(said, masks) if isinstance(said, str) else said


def _member_rows(session: Session, id: str, masks: list[tuple[str, str]]) -> tuple[MemberRow, ...]:
    store, seen = session.commun, session.commun.seen()
    counts = {row[0]: row[1:] for row in store.sql(
        "SELECT p.student_id, sum(p.state='present'), count(*) FROM presence p JOIN sitting t ON t.id = p.sitting_id "
        "WHERE p.intervention_id=? AND t.state='held' AND p.state IS NOT NULL GROUP BY 1", (id,))}
    found = []
    for member, student, last, first, level, class_name, since, until, outcome, project, stored, version in store.sql(
            "SELECT m.id, m.student_id, s.last_name, s.first_name, l.level, l.class_name, m.since, m.until, m.outcome, "
            "m.project_id, m.answers, m.form_version FROM member m JOIN student s ON s.id = m.student_id "
            "LEFT JOIN student_list l ON l.student_id = m.student_id WHERE m.intervention_id=?", (id,)):
        present, told = counts.get(student, (0, 0))
        found.append(MemberRow(member, student, list_name(last or "", first or ""), level or "", class_name or "", since or "",
                               until or "", outcome or "", project or "", present or 0, told or 0,
                               _without(answers.load(store, member, stored, version or 0, HELP_PUPIL), masks), seen))
    return tuple(sorted(found, key=lambda one: (fold(one.name), one.id)))


def sittings(session: Session, id: str) -> tuple[SittingRow, ...]:
    """Sessions of a help, newest first, each with who was there in the order of the group."""
    there: dict[str, list[PresenceRow]] = {}
    for sitting, student, last, first, state, note in session.commun.sql(
            "SELECT p.sitting_id, p.student_id, s.last_name, s.first_name, p.state, p.note FROM presence p JOIN student s "
            "ON s.id = p.student_id WHERE p.intervention_id=?", (id,)):
        there.setdefault(sitting, []).append(PresenceRow(student, list_name(last or "", first or ""), state or "", note or ""))
    found = []
    masks = _masks(session, id)
    for sitting, on, hour, minutes, state, reason, note, author in session.commun.sql(
            "SELECT id, date, time, minutes, state, reason, note, author FROM sitting WHERE intervention_id=? "
            "ORDER BY date DESC, time DESC", (id,)):
        children = sorted(there.get(sitting, ()), key=lambda one: (fold(one.name), one.student_id))
        found.append(SittingRow(sitting, on or "", hour or "", minutes or 0, state or "", masked(reason or "", masks),
                                masked(note or "", masks), author or "", tuple(children)))
    return tuple(found)


def boosts(session: Session) -> tuple[tuple[str, str, str], ...]:
    """See ``Helping.boosts``."""
    store, year = session.commun, school_year(session.clock.today())
    last = f"{int(year[:4]) - 1}-{year[:4]}"
    told: dict[str, list[str]] = {}
    for student, function in store.sql(
            "SELECT m.student_id, i.function FROM member m JOIN intervention i ON i.id = m.intervention_id WHERE i.year=? AND "
            "i.kind <> 'prevention' AND i.state <> 'prepared' ORDER BY i.since", (last,)):
        told.setdefault(student, []).append(function_label(function) or "aide du pôle")
    for student, device in store.sql("SELECT student_id, device FROM aid WHERE year=? AND lane='pole' AND state='oui' ORDER BY n",
                                     (last,)):
        word = DEVICES[device].label if device in DEVICES else ""
        if word:
            told.setdefault(student, []).append(word[:1].lower() + word[1:])
    taken = {row[0] for row in store.sql("SELECT m.student_id FROM member m JOIN intervention i ON i.id = m.intervention_id "
                                         "WHERE i.boost=1 AND i.year=?", (year,))}
    found = []
    for student, last_name, first in store.sql(
            "SELECT student_id, last_name, first_name FROM student_list WHERE left=0 AND hidden=0"):
        if student in told and student not in taken:
            words = ", ".join(dict.fromkeys(told[student]))
            found.append((student, list_name(last_name or "", first or ""), f"{words} en {last}"))
    return tuple(sorted(found, key=lambda one: (fold(one[1]), one[0])))
