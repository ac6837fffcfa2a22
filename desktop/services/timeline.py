"""A child's path: everything done, newest first. The years with the aids over them are in ``ribbon``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.clock import school_year
from desktop.forms.request_kinds import ABOUT, INDICATIONS, STATES, state_label
from desktop.forms.requests import DECISION
from desktop.models.kinds import PLANS, PROJECT_STATES, meeting_label, project_title
from desktop.services import values
from desktop.services.answers import glance
from desktop.services.listing import SOON
from desktop.services.ribbon import helps_of, ribbon_of
from desktop.storage.unit import parse
from desktop.texts import parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session

def _marks(ids: tuple[str, ...]) -> str:
    return ",".join("?" * len(ids))


def events(session: Session, student: str) -> tuple[values.Event, ...]:
    """Meetings, projects, their reviews, tasks done, papers handed, what was transmitted, agreements, avis,
    requests, helps, arrivals.

    Only what the common file holds: nothing of a personal file ever comes here; and no prevention group.
    """
    ids = session.students.family_of(student)
    enrolments = session.students.enrolments(student)
    levels = {e.year: e.level for e in enrolments}
    found: list[values.Event] = []
    found += _meetings(session, ids, levels)
    found += _projects(session, ids, levels)
    found += _tasks(session, ids, levels)
    found += _shared(session, ids, levels)
    found += _requests(session, ids, levels)
    found += _helps(session, ids, levels)
    for on, paper, whom, how, id in session.commun.sql(
            f"SELECT \"on\", paper, to_whom, how, id FROM handed WHERE student_id IN ({_marks(ids)})", ids):
        found.append(_event(on or "", levels, "done", f"{paper} remis", " · ".join(x for x in (whom, how) if x), "handed", id))
    for e in enrolments:
        title = f"{e.level or 'Arrivée'} · {e.school}".strip(" ·")
        found.append(values.Event(f"{e.year[:4]}-09-01", e.year, e.level, "none", title, e.class_name, "enrolment", e.id))
    return tuple(sorted(found, key=lambda event: (event.on, event.table != "enrolment"), reverse=True))


def _event(on: str, levels: dict[str, str], mark: values.Mark, title: str, detail: str, table: str, id: str) -> values.Event:
    day = parse_day(on)
    year = school_year(day) if day else max(levels, default="")
    return values.Event(on, year, levels.get(year, ""), mark, title, detail, table, id)


def _meetings(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    today = session.clock.today().isoformat()
    found = []
    rows = session.commun.sql(
        f"SELECT id, kind, date, closed_on, answers, 1 FROM meeting WHERE student_id IN ({_marks(ids)}) UNION "
        "SELECT m.id, m.kind, m.date, m.closed_on, m.answers, (SELECT count(*) FROM main.attendance o WHERE o.meeting_id = m.id) "
        f"FROM meeting m JOIN attendance a ON a.meeting_id = m.id WHERE a.student_id IN ({_marks(ids)})", (*ids, *ids))
    for id, kind, on, closed, answers, children in rows:
        cells = parse(answers)
        mark: values.Mark = "done" if closed else "incomplete" if (on or "") < today else "planned"
        decided = [parse(r[0]).get("quoi") for r in session.commun.sql(
            "SELECT cells FROM line WHERE owner=? AND key='decisions' ORDER BY rank", (id,))]
        decided = [text for text in decided if text]
        said = cells.get("objet") or cells.get("note") or ""
        detail = f"Décidé : {' ; '.join(str(text) for text in decided)}" if decided else said
        if children > 1:
            detail = ""  # What was said of the others is not on this child's path; what was decided for this one is its own line.
        label = meeting_label(kind)
        found.append(_event(on or "", levels, mark, label, detail, "meeting", id))
    return found


def _projects(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    found = []
    today = session.clock.today()
    for id, kind, number, state, answers in session.commun.sql(
            f"SELECT id, kind, number, state, answers FROM project WHERE student_id IN ({_marks(ids)})", ids):
        cells = parse(answers)
        label = project_title(kind, number)
        aims = [parse(r[0]).get("objectif") for r in session.commun.sql(
            "SELECT cells FROM line WHERE owner=? AND key='objectifs' ORDER BY rank", (id,))]
        detail = " ; ".join(aim for aim in aims if aim)
        end = parse_day(cells.get("fin"))
        if end:
            detail = f"{detail} · jusqu’au {plain_date(end)}".strip(" ·")
        mark: values.Mark = {"clos": "done", "en_cours": "running"}.get(state or "", "draft")  # type: ignore[assignment]
        on = cells.get("debut") or cells.get("ecrit_le") or ""
        found.append(_event(on, levels, mark, f"{label} {PROJECT_STATES.get(state or '', '')}".strip(), detail, "project", id))
        review = parse_day(cells.get("rencontre_le") or cells.get("fin"))
        if state == "en_cours" and review:
            late = review < today
            near = (review - today).days <= SOON
            found.append(_event(review.isoformat(), levels, "late" if late else "due" if near else "planned",
                                f"Bilan du {label}", "à préparer", "project", id))
        if cells.get("bilan_le"):
            found.append(_event(cells["bilan_le"], levels, "done", f"Bilan du {label}", cells.get("bilan") or "", "project", id))
    return found


def _tasks(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    found = []
    today = session.clock.today().isoformat()
    for id, title, owner, due, done in session.commun.sql(
            f"SELECT id, title, owner, due, done_on FROM task WHERE student_id IN ({_marks(ids)})", ids):
        if done:
            found.append(_event(done, levels, "done", title or "", owner or "", "task", id))
        elif due:
            found.append(_event(due, levels, "late" if due < today else "planned", title or "", owner or "", "task", id))
    return found


def _shared(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    """Conclusions transmitted and not taken back, agreements of the register, and that an avis exists."""
    found = []
    for id, on, author, whom, purpose in session.commun.sql(
            "SELECT id, date, author, addressee, purpose FROM release WHERE revoked_on IS NULL AND student_id IN "
            f"({_marks(ids)})", ids):
        detail = " · ".join(part for part in (f"par {author}" if author else "", f"pour {whom}" if whom else "", purpose) if part)
        found.append(_event(on or "", levels, "done", "Conclusion transmise", detail, "release", id))
    for one in session.agreements.list(ids[0]):
        mark: values.Mark = "done" if one.state in ("given", "waived") else "waiting" if one.state == "asked" else "incomplete"
        on = one.withdrawn_on or one.date or one.asked_on
        found.append(_event(on, levels, mark, f"Accord : {one.purpose_label}", one.sentence, "agreement", one.id))
    for id, plan, opinion, asked, on in session.commun.sql(
            f"SELECT id, plan, opinion, asked_on, date FROM avis WHERE student_id IN ({_marks(ids)})", ids):
        waiting = opinion == "awaited"
        title = f"Avis pour le {PLANS.get(plan, plan)} {'demandé' if waiting else 'reçu'}"
        found.append(_event((asked if waiting else on) or "", levels, "waiting" if waiting else "done", title, "", "avis", id))
    return found


def _requests(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    """Requests that were sent, and what was decided of them. A draft is its author's."""
    found = []
    several = (f"SELECT request_id FROM concerned WHERE student_id IN ({_marks(ids)})")
    rows = session.commun.sql(
        "SELECT id, about, state, sent_on, requester, root, json_extract(answers, '$.sujet') FROM request WHERE "
        f"(student_id IN ({_marks(ids)}) OR id IN ({several})) AND state NOT IN ('draft', 'cancelled')", (*ids, *ids))
    for id, about, state, sent, requester, root, subject in rows:
        known = STATES.get(state or "")
        mark: values.Mark = "running" if state == "in_progress" else "waiting" if known and known.open else "done"
        # The words of a request about several children are not one child's.
        own = str(subject or "") if root in ids and about == "pupil" else ""
        detail = " · ".join(part for part in (own, f"par {requester}" if requester else "", state_label(state)) if part)
        title = "Demande au pôle" if about == "pupil" else f"Demande au pôle ({ABOUT.get(about or '', '')})"
        found.append(_event(sent or "", levels, mark, title, detail, "request", id))
    found += _decisions(session, ids, levels)
    return found


def _decisions(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    found = []
    for id, on, answers in session.commun.sql(f"SELECT id, date, answers FROM decision WHERE student_id IN ({_marks(ids)})", ids):
        cells = glance(answers, DECISION)
        aids = ", ".join(INDICATIONS[code].label for code in cells.get("indications") or () if code in INDICATIONS)
        found.append(_event(on or "", levels, "done", f"Décision : {aids}" if aids else "Décision", cells.get("phrase") or "",
                            "decision", id))
    return found


def _helps(session: Session, ids: tuple[str, ...], levels: dict[str, str]) -> list[values.Event]:
    """When a help began and when it ended, with its sessions counted."""
    found = []
    today = session.clock.today()
    for one in helps_of(session, ids):
        word = one.label[:1].upper() + one.label[1:]
        if one.since:
            mark: values.Mark = "done" if one.until else "running"
            found.append(_event(one.since, levels, mark, f"{word} : début", one.title, "intervention", one.id))
        if one.until:
            detail = " · ".join(part for part in (one.counted, one.outcome) if part)
            found.append(_event(one.until, levels, "done", f"{word} : fin", detail, "intervention", one.id))
        due = parse_day(one.review) if one.running and not one.until else None
        if due is not None:
            near: values.Mark = "late" if due < today else "due" if (due - today).days <= SOON else "planned"
            found.append(_event(one.review, levels, near, f"{word} : bilan", "à préparer", "intervention", one.id))
    return found


def ribbon(session: Session, student: str) -> values.Ribbon:
    """The years and the aids over them (``services.ribbon``)."""
    return ribbon_of(session, student)
