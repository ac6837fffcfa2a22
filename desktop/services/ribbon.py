"""The ribbon of a child: years from PS to CM2, and over them what was given in class, by the pôle, outside, and the plans.

Bars come from what is written: helps and their sessions counted, projects, plans, and the aids of each year. One aid is one bar:
a year noted by hand gives way to the help or the project that says when. No prevention group, nothing of a personal file; care
outside only with the family's agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.clock import school_year
from desktop.forms.request_kinds import DEVICES, FUNCTIONS, OUTCOMES
from desktop.models.kinds import PLANS
from desktop.services import unseen, values
from desktop.services.aids import DEVICE_OF
from desktop.services.helping_rows import title_for_all
from desktop.storage.unit import parse
from desktop.texts import parse_day, plural

if TYPE_CHECKING:
    from desktop.services.session import Session

_OF_PPRE = {"rased_e": "rased_e", "rased_g": "rased_g", "psychologue": "psychologue", "apc": "apc", "classe": "classe",
            "stage": "stage", "upe2a": "upe2a"}
"""Aids that the grid of a PPRE says, as devices of the ribbon."""
_HATCHED = ("psychologist",)
_YEAR = re.compile(r"[12]\d{3}-[12]\d{3}")
YEAR_BEGINS, YEAR_ENDS = (9, 1), (7, 7)


@dataclass(frozen=True, slots=True)
class Help:
    """A help as it touches one child."""

    id: str
    kind: str
    title: str
    function: str
    label: str
    """« maître E », « appui en classe »."""
    since: str
    until: str
    review: str
    running: bool
    held: int
    """Sessions held when the child was in it."""
    outcome: str

    @property
    def counted(self) -> str:
        return plural(self.held, "séance") if self.held else ""


def helps_of(session: Session, ids: Sequence[str]) -> tuple[Help, ...]:
    """Helps a child had or has, oldest first: never a prevention group, nor one that has not begun."""
    found = []
    names = unseen.words_of_helps(session)
    for id, kind, title, level, function, state, review, since, ended, came, left, outcome, student in session.commun.sql(
            "SELECT i.id, i.kind, i.title, i.level, i.function, i.state, i.review_on, i.since, i.until, m.since, m.until, "
            f"m.outcome, m.student_id FROM member m JOIN intervention i ON i.id = m.intervention_id WHERE m.student_id IN "
            f"({','.join('?' * len(ids))}) AND i.kind <> 'prevention' AND i.state <> 'prepared'", tuple(ids)):
        begins = max(came or "", since or "")
        ends = left or (ended if state == "ended" else "") or ""
        held = session.commun.one(
            "SELECT count(*) FROM sitting t WHERE t.intervention_id=? AND t.state='held' AND t.date >= ? AND t.date <= ? AND "
            "NOT EXISTS (SELECT 1 FROM presence p WHERE p.sitting_id=t.id AND p.student_id=? AND p.state <> 'present')",
            (id, begins, ends or "9", student))[0]
        label = FUNCTIONS.get(function or "", "aide du pôle")
        found.append(Help(id, kind or "", title_for_all(kind, title, level, names.get(id, frozenset())), function or "",
                          f"{label}, en classe" if kind == "class" else label, begins, ends, review or "", state == "running",
                          held, OUTCOMES.get(outcome or "", "")))
    return tuple(sorted(found, key=lambda one: (one.since or "9", one.label, one.id)))


def ribbon_of(session: Session, student: str) -> values.Ribbon:
    """Years and bars, in order of their beginning."""
    ids = session.students.family_of(student)
    years = tuple(e for e in session.students.enrolments(student) if e.level)
    bars: list[values.Bar] = []
    told: set[tuple[str, str]] = set()
    """Year and device of what has its own dates."""
    for bar, device in (*_helps(session, ids), *_projects(session, ids), *_plans(session, ids)):
        bars.append(bar)
        told |= {(year, device) for year in _years(bar, session.clock.today())}
    bars += [bar for bar, year, device in _aids(session, student) if (year, device) not in told]
    return values.Ribbon(years, tuple(sorted(dict.fromkeys(bars), key=lambda bar: (bar.start, bar.end, bar.label))))


def _years(bar: values.Bar, today: date) -> Iterator[str]:
    """School years a bar runs over."""
    first, last = parse_day(bar.start), parse_day(bar.end) or today
    if first is None:
        return
    for begins in range(int(school_year(first)[:4]), int(school_year(max(first, last))[:4]) + 1):
        yield f"{begins}-{begins + 1}"


Dated = Iterator[tuple[values.Bar, str]]


def _helps(session: Session, ids: Sequence[str]) -> Dated:
    for one in helps_of(session, ids):
        if not one.since:
            continue
        hatched = one.kind == "class" or one.function in _HATCHED
        word = one.label[:1].upper() + one.label[1:]
        named = one.title if one.title and one.kind != "individual" else ""
        yield values.Bar("pole", word, one.since, one.until, "hatched" if hatched else "filled",
                         " · ".join(part for part in (named, one.counted) if part)), DEVICE_OF.get(one.function, "autre")


def _projects(session: Session, ids: Sequence[str]) -> Dated:
    """PPRE, and the aids written in them."""
    for id, number, state, answers in session.commun.sql(
            f"SELECT id, number, state, answers FROM project WHERE student_id IN ({','.join('?' * len(ids))})", tuple(ids)):
        cells = parse(answers)
        begins = cells.get("debut")
        if not begins:
            continue
        end = cells.get("bilan_le") or cells.get("fin") or begins
        draft = state == "brouillon"
        yield values.Bar("plan", f"PPRE {number or 1}", begins, end, "outlined", "brouillon" if draft else ""), "ppre"
        if cells.get("hors_ecole") and cells.get("hors_ecole_accord"):
            yield values.Bar("outside", cells["hors_ecole"], begins, cells.get("fin") or begins, "dashed"), ""
        for (text,) in session.commun.sql("SELECT cells FROM line WHERE owner=? AND key='aides' ORDER BY rank", (id,)):
            yield from _aid_of_ppre(parse(text), begins, cells.get("fin") or begins)


def _aid_of_ppre(line: dict[str, Any], begins: str, ends: str) -> Dated:
    device = DEVICES.get(_OF_PPRE.get(line.get("aide") or "", ""))
    if device is not None and line.get("etat") == "oui":
        yield _bar(device.code, begins, ends, line.get("precision") or ""), device.code


def _plans(session: Session, ids: Sequence[str]) -> Dated:
    """PAP, PAI and PPS that exist beside ours: dates, no more."""
    for kind, since, until in session.commun.sql(
            f"SELECT kind, since, until FROM standing_plan WHERE student_id IN ({','.join('?' * len(ids))})", tuple(ids)):
        if since:
            yield values.Bar("plan", PLANS.get(kind or "", kind or ""), since, until or "", "outlined"), kind or ""


def _aids(session: Session, student: str) -> Iterator[tuple[values.Bar, str, str]]:
    """Aids of a year, had or thought of: over the whole year when their dates are not known."""
    today = session.clock.today()
    for aid in session.aids.of(student):
        if aid.state not in ("oui", "envisage") or aid.device not in DEVICES or not _YEAR.fullmatch(aid.year):
            continue
        begins, ends = aid.since or _on(aid.year, *YEAR_BEGINS), aid.until
        if not ends and not (aid.year == school_year(today) and aid.since):
            ends = _on(aid.year, *YEAR_ENDS)
        known = _bar(aid.device, begins, ends, aid.detail)
        if aid.state == "envisage":
            known = values.Bar(known.lane, f"{known.label} (envisagé)", begins, ends, known.style if known.style == "dashed" else
                               "outlined", aid.detail)
        yield known, aid.year, aid.device


def _bar(code: str, begins: str, ends: str, detail: str) -> values.Bar:
    device = DEVICES[code]
    label = "En classe" if code == "classe" else device.label
    return values.Bar(device.lane, label, begins, ends, device.style, detail)  # type: ignore[arg-type]


def _on(year: str, month: int, day: int) -> str:
    first = int(year[:4])
    return date(first if month >= 8 else first + 1, month, day).isoformat()
