"""Children of a help: arrivals, departures, and what the help is for one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.errors import InputError
from desktop.forms.helping import HELP_PUPIL
from desktop.forms.request_kinds import OUTCOMES
from desktop.forms.spec import Choice, Date, Option
from desktop.models.kinds import PROJECT_STATES
from desktop.services.helping_links import link_project
from desktop.services.request_values import InterventionValue, MemberRow
from desktop.services.values import ProjectRow
from desktop.ui.context import Context
from desktop.ui.help.act_page import ActPage
from desktop.ui.help.words import help_title
from desktop.ui.meetings.new_meeting import ChosenStudents
from desktop.ui.records.edit_page import EditPage

OUTCOME_OPTIONS = tuple(Option(code, label) for code, label in OUTCOMES.items())


class JoinPage(ActPage):
    """One child or several come into the group, from a day."""

    def __init__(self, context: Context, value: InterventionValue, parent: QWidget | None = None) -> None:
        self.students = ChosenStudents(context, label="Élèves")
        self._value = value
        super().__init__(context, [[Date("since", "À partir du")]], name="aide_arrivee_page",
                         title=f"Ajouter un élève · {help_title(value)}", save_text="Ajouter au groupe", parent=parent)
        self.begin(value.id, {"since": context.session.clock.today().isoformat()})
        self.students.search.setFocus()

    def above(self) -> Sequence[QWidget]:
        return (self.students,)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        ids, since = tuple(self.students.chosen), str(self.fields.values().get("since") or "")
        return partial(join_all, self.context, self._value.id, ids, since)


def join_all(context: Context, id: str, students: Sequence[str], since: str) -> Changes:
    """In the writer's thread: one act a child, so that each can be taken back."""
    if not students:
        raise InputError("Choisissez au moins un élève.", column="students")
    changes = [context.session.helping.join(id, student, since) for student in students]
    return changes[-1]


class LeavePage(ActPage):
    """A child leaves the group."""

    def __init__(self, context: Context, value: InterventionValue, member: MemberRow, parent: QWidget | None = None) -> None:
        self._value, self._member = value, member
        super().__init__(context, [[Date("until", "Dernier jour")], [Choice("outcome", "Ensuite", options=OUTCOME_OPTIONS)]],
                         name="aide_depart_page", title=f"{member.name} quitte le groupe", save_text="Noter le départ",
                         parent=parent)
        student = member.student_id if value.kind != "prevention" else ""
        self.begin(member.id, {"until": context.session.clock.today().isoformat()}, student_id=student)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        return partial(self.context.session.helping.leave, self._value.id, self._member.student_id,
                       until=str(said.get("until") or ""), outcome=str(said.get("outcome") or ""))


class MemberPage(EditPage):
    """Her own objective, what it gave, what she says of it."""

    def __init__(self, context: Context, value: InterventionValue, member: MemberRow, parent: QWidget | None = None) -> None:
        self._member = member
        rows = [[field] for section in HELP_PUPIL.sections for field in section.fields]
        super().__init__(context, rows, name="aide_membre", title=f"{member.name} · {help_title(value)}", parent=parent)
        self.open("member", member.id, dict(member.answers), member.seen, student_id=member.student_id)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        answers = {key: value or None for key, value in changed.items()}
        return partial(self.context.session.helping.save_member, self._member.id, answers, self.seen)


class ProjectPage(ActPage):
    """Which project of the child this help is a means of."""

    def __init__(self, context: Context, value: InterventionValue, member: MemberRow, projects: Sequence[ProjectRow],
                 parent: QWidget | None = None) -> None:
        self._member = member
        options = tuple(Option(row.id, " · ".join(part for part in (row.title, PROJECT_STATES.get(row.state, ""), row.detail)
                                                  if part)) for row in projects)
        super().__init__(context, [[Choice("project_id", "Projet", options=options,
                                           help="Vide : l’aide n’est reliée à aucun projet.")]],
                         name="aide_projet_page", title=f"Relier à un projet · {member.name}", save_text="Relier au projet",
                         parent=parent)
        known = {option.code for option in options}
        self.begin(member.id, {"project_id": member.project_id if member.project_id in known else None},
                   student_id=member.student_id)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        chosen = str(self.fields.values().get("project_id") or "")
        return partial(link_project, self.context.session, self._member.id, chosen)
