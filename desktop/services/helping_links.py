"""A help is one means of a child's project: the specialised-help project, a PPRE. Its sessions are found from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.errors import InputError, RefusedError
from desktop.models import Intervention, Member
from desktop.services import labels
from desktop.services.values import ProjectRow

if TYPE_CHECKING:
    from desktop.services.session import Session

OTHER = "Ce projet n’est pas celui de cet élève."
NOT_PREVENTION = "Un groupe de prévention ne se relie au projet d’aucun élève : il ne dit rien d’eux."


def projects_of(session: Session, student: str) -> tuple[ProjectRow, ...]:
    """The projects a help may be one means of: those not closed, of this child and of the records joined to hers."""
    return tuple(row for id in session.students.family_of(student) for row in session.projects.list(student=id)
                 if row.state != "clos")


def link_project(session: Session, member_id: str, project_id: str) -> Changes:
    """Tie a child's part of a help to one of her projects, or untie it (``""``). An individual help is tied with it."""
    store = session.commun
    found = store.one("SELECT m.student_id, m.intervention_id, i.kind FROM member m JOIN intervention i ON i.id = "
                      "m.intervention_id WHERE m.id=?", (member_id,))
    if found is None:
        raise RefusedError
    student, help, kind = found
    if kind == "prevention":
        raise InputError(NOT_PREVENTION, column="project_id")
    if project_id:
        project = store.one("SELECT student_id FROM project WHERE id=?", (project_id,))
        if project is None:
            raise RefusedError
        if project[0] not in session.students.family_of(student):
            raise InputError(OTHER, column="project_id")
    with store.unit(labels.INTERVENTION_CHANGED) as unit:
        unit.put(Member, member_id, {"project_id": project_id})
        if kind == "individual":
            unit.put(Intervention, help, {"project_id": project_id})
    return store.unit_changes
