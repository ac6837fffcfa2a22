"""A child's path: everything done, newest first, and the ribbon of years with the aids over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.models.kinds import PLANS, PROJECT_STATES, RIBBON_LEVELS, meeting_label, project_title
from desktop.services import values
from desktop.services.listing import SOON
from desktop.storage.unit import parse
from desktop.texts import parse_day, plain_date

if TYPE_CHECKING:
    from desktop.services.session import Session

LANES = {"rased_e": ("pole", "filled", "Maître E"), "rased_g": ("pole", "filled", "Maître G"),
         "psychologue": ("pole", "outlined", "Psychologue"), "apc": ("class", "outlined", "APC"),
         "classe": ("class", "outlined", "En classe"), "stage": ("class", "outlined", "Stage"), "upe2a": ("class", "outlined",
             "UPE2A")}


def _marks(ids: tuple[str, ...]) -> str:
    return ",".join("?" * len(ids))


def events(session: Session, student: str) -> tuple[values.Event, ...]:
    """Meetings, projects, their reviews, tasks done, papers handed, what was transmitted, agreements, avis, arrivals.

    Only what the common file holds: nothing of a personal file ever comes here.
    """
    ids = session.students.family_of(student)
    enrolments = session.students.enrolments(student)
    levels = {e.year: e.level for e in enrolments}
    found: list[values.Event] = []
    found += _meetings(session, ids, levels)
    found += _projects(session, ids, levels)
    found += _tasks(session, ids, levels)
    found += _shared(session, ids, levels)
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
        f"SELECT id, kind, date, closed_on, answers FROM meeting WHERE student_id IN ({_marks(ids)}) UNION "
        f"SELECT m.id, m.kind, m.date, m.closed_on, m.answers FROM meeting m JOIN attendance a ON a.meeting_id = m.id "
        f"WHERE a.student_id IN ({_marks(ids)})", (*ids, *ids))
    for id, kind, on, closed, answers in rows:
        cells = parse(answers)
        mark: values.Mark = "done" if closed else "incomplete" if (on or "") < today else "planned"
        decided = [parse(r[0]).get("quoi") for r in session.commun.sql(
            "SELECT cells FROM line WHERE owner=? AND key='decisions' ORDER BY rank", (id,))]
        decided = [text for text in decided if text]
        said = cells.get("objet") or cells.get("note") or ""
        detail = f"Décidé : {' ; '.join(str(text) for text in decided)}" if decided else said
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


def ribbon(session: Session, student: str) -> values.Ribbon:
    """Years from PS to CM2 and the aids over them, taken from projects and from the aids written in them."""
    ids = session.students.family_of(student)
    enrolments = tuple(e for e in session.students.enrolments(student) if e.level in RIBBON_LEVELS or e.level)
    bars: list[values.Bar] = []
    for id, number, state, answers in session.commun.sql(
            f"SELECT id, number, state, answers FROM project WHERE student_id IN ({_marks(ids)})", ids):
        cells = parse(answers)
        if cells.get("debut"):
            end = cells.get("bilan_le") or cells.get("fin") or cells["debut"]
            style = "outlined" if state != "brouillon" else "dashed"
            bars.append(values.Bar("class", f"PPRE {number or 1}", cells["debut"], end, style))  # type: ignore[arg-type]
        if cells.get("hors_ecole") and cells.get("hors_ecole_accord") and cells.get("debut"):
            bars.append(values.Bar("outside", cells["hors_ecole"], cells["debut"], cells.get("fin") or cells["debut"], "dashed"))
        bars += _aid_bars(session, id, cells)
    return values.Ribbon(enrolments, tuple(dict.fromkeys(bars)))


def _aid_bars(session: Session, project: str, cells: dict[str, Any]) -> list[values.Bar]:
    bars = []
    for (text,) in session.commun.sql("SELECT cells FROM line WHERE owner=? AND key='aides' ORDER BY rank", (project,)):
        line = parse(text)
        lane = LANES.get(line.get("aide") or "")
        if lane and line.get("etat") == "oui" and cells.get("debut"):
            bars.append(values.Bar(lane[0], lane[2], cells["debut"], cells.get("fin") or cells["debut"], lane[1]))  # type: ignore[arg-type]
    return bars
