"""Papers of requests and of help, for the ``print`` command: request, answer, decision-sheet, ribbon, timetable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.cli_paper import Paper, one_student
from desktop.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.services.session import Session


def _request(session: Session, asked: Namespace) -> Paper:
    return Paper(session.printing.request(_which(asked), asked.large))


def _answer(session: Session, asked: Namespace) -> Paper:
    to = asked.to or "school"
    if to not in ("school", "teacher", "parents"):
        raise UsageError("Une réponse est pour l’école, l’enseignant ou les parents : --to school, teacher ou parents.")
    id = _which(asked)
    content = session.printing.answer(id, to, asked.large, guardian_id=asked.guardian or "")
    return Paper(content, session.printing.answer_notices(id, to) if id and not asked.guardian else ())


def _decisions(session: Session, asked: Namespace) -> Paper:
    from desktop.services.printing_decisions import NAMELESS_NOTICE

    meeting = "" if asked.blank else asked.meeting or ""
    if not (asked.blank or meeting or asked.since or asked.until):
        met = [(one.date, one.meeting_id) for one in session.concertation.decisions() if one.meeting_id]
        meeting = max(met)[1] if met else ""
    content = session.printing.decision_sheet(meeting, asked.since, asked.until, asked.nameless,
                                              asked.large, blank=asked.blank)
    return Paper(content, (NAMELESS_NOTICE,) if asked.nameless and not asked.blank else ())


def _ribbon(session: Session, asked: Namespace) -> Paper:
    student = None if asked.blank else one_student(asked)
    if student is None and asked.request and not asked.blank:
        students = session.requests.get(asked.request).student_ids
        student = students[0] if len(students) == 1 else None
    if student is None and not asked.blank:
        raise UsageError("Dites de quel élève : --student, ou --blank pour la page vierge.")
    return Paper(session.printing.ribbon(student, large=asked.large))


def _timetable(session: Session, asked: Namespace) -> Paper:
    school = session.schools.id_of(asked.school) if asked.school else ""
    owner = "" if asked.intervention or school else session.actor.id
    return Paper(session.printing.timetable(owner_id=owner, period=asked.period, school=school,
                                            intervention_id=asked.intervention or "", week=asked.week, blank=asked.blank,
                                            large=asked.large))


def _which(asked: Namespace) -> str | None:
    if asked.blank:
        return None
    if not asked.request:
        raise UsageError("Dites quelle demande : --request, ou --blank pour le papier vierge.")
    return str(asked.request)


PAPERS: dict[str, Callable[[Session, Namespace], Paper]] = {
    "request": _request, "answer": _answer, "decision-sheet": _decisions, "ribbon": _ribbon, "timetable": _timetable,
}
