"""A help tied to the project it is a means of: one child's part at a time."""

from __future__ import annotations

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.helping_links import link_project, projects_of
from desktop.services.session import Session


def child(session: Session, first: str) -> str:
    return session.students.add(last_name="Moreau", first_name=first, birth_date="2018-04-02", level="CE1").created[0]


def test_a_group_is_tied_child_by_child(session: Session) -> None:
    lina, tom = child(session, "Lina"), child(session, "Tom")
    project = session.projects.add(lina).created[0]
    help = session.helping.add("group", "Lecture", students=(lina, tom)).created[0]
    parts = {member.student_id: member for member in session.helping.get(help).members}
    assert [row.id for row in projects_of(session, lina)] == [project]
    tied = link_project(session, parts[lina].id, project)
    found = {member.student_id: member.project_id for member in session.helping.get(help).members}
    assert found == {lina: project, tom: ""}
    assert session.helping.get(help).project_id == ""
    with pytest.raises(InputError):
        link_project(session, parts[tom].id, project)
    with pytest.raises(RefusedError):
        link_project(session, parts[lina].id, "nulle part")
    session.undo(tied.unit)
    assert {member.project_id for member in session.helping.get(help).members} == {""}


def test_an_individual_help_is_tied_whole_and_untied(session: Session) -> None:
    lina = child(session, "Lina")
    project = session.projects.add(lina).created[0]
    help = session.helping.add("individual", students=(lina,)).created[0]
    part = session.helping.get(help).members[0].id
    link_project(session, part, project)
    assert session.helping.get(help).project_id == project
    link_project(session, part, "")
    assert session.helping.get(help).project_id == ""


def test_a_prevention_group_is_tied_to_nobodys_project(session: Session) -> None:
    lina = child(session, "Lina")
    project = session.projects.add(lina).created[0]
    help = session.helping.add("prevention", "Sons", students=(lina,), level="CP").created[0]
    with pytest.raises(InputError):
        link_project(session, session.helping.get(help).members[0].id, project)
