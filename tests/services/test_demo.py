"""The demonstration: believable, complete, the same each time, and never mistaken for a real vault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.forms.ppre import PPRE
from desktop.paths import Paths
from desktop.services.demo import build_demo, persona, personas
from desktop.services.places import is_uai
from desktop.services.session import Session
from desktop.services.values import StudentQuery

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("demonstration")
    made = build_demo(folder / "d.coffre", paths=Paths.under(folder / "donnees"), today=TODAY)
    yield made
    made.close()


def everyone(session: Session) -> list[str]:
    return [row.id for row in session.students.page(StudentQuery(), limit=1000)]


def test_a_whole_circonscription(demo: Session) -> None:
    schools = demo.schools.all()
    assert len(schools) >= 20
    assert all(is_uai(school.uai) and school.uai.startswith("07899") for school in schools)
    assert len(everyone(demo)) >= 300
    assert {row.level for row in demo.students.page(StudentQuery(), limit=1000)} >= {"PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"}
    assert any(school.pupils == 0 and "lémentaire" in school.kind for school in schools), "une école attend son import"


def test_children_have_families_teachers_and_a_past(demo: Session) -> None:
    kinds: Counter[str] = Counter()
    for id in everyone(demo):
        student = demo.students.get(id)
        assert student.guardians, "un enfant sans personne qui en réponde"
        years = [enrolment.year for enrolment in student.enrolments]
        assert years == sorted(set(years)) and years[-1] == "2026-2027"
        assert student.current is not None and student.current.teacher
        for guardian in student.guardians:
            kinds[guardian.kind] += 1
            kinds["confidentielle"] += guardian.confidential
            kinds["interprète"] += guardian.interpreter
            kinds["ne plus écrire"] += bool(guardian.no_contact_since)
    assert set(kinds) >= {"parent", "tuteur", "service"}
    assert kinds["confidentielle"] and kinds["interprète"] and kinds["ne plus écrire"]


def test_projects_meetings_and_tasks_in_every_state(demo: Session) -> None:
    projects = demo.projects.list()
    assert {row.state for row in projects} == {"brouillon", "en_cours", "clos"}
    assert any(demo.projects.get(row.id).previous_id for row in projects)
    for row in projects:
        PPRE.clean(demo.projects.get(row.id).answers)
    assert demo.meetings.list(when="coming") and demo.meetings.list(when="past")
    assert {row.kind for row in demo.meetings.list()} == {"entretien_parents", "equipe_educative", "synthese"}
    assert any(len(row.students) > 1 for row in demo.meetings.list())
    marks = {task.mark for task in demo.tasks.list(open_only=False)}
    assert marks >= {"done", "late", "due"}
    assert all(date.fromisoformat(row.date).weekday() < 5 for row in demo.meetings.list())


def test_it_says_what_it_is_and_holds_together(demo: Session) -> None:
    assert demo.demonstration
    assert demo.verify() == []
    assert demo.actor.name == "Claire Guérin" and demo.actor.roles == ("director", "teacher")


def test_the_same_seed_and_day_give_the_same_content_even_at_the_same_place(tmp_path: Path) -> None:
    import shutil

    prints = []
    for seed in (5, 5, 6):
        made = build_demo(tmp_path / "d.coffre", paths=Paths.under(tmp_path), students=30, seed=seed, today=TODAY)
        prints.append(made.digest())
        made.close()
        shutil.rmtree(tmp_path / "d.coffre")
    assert prints[0] == prints[1] != prints[2]


def test_one_can_be_each_of_them(tmp_path: Path) -> None:
    for one in personas():
        made = build_demo(tmp_path / f"{one.login}.coffre", paths=Paths.under(tmp_path), students=5, today=TODAY, login=one.login)
        assert made.actor.roles == one.roles
        made.close()
    assert persona("psyen").login == "psychologue"
    assert persona("Maitre-E").roles == ("specialist_e",)
    with pytest.raises(UsageError, match="directrice"):
        persona("recteur")


def test_its_backup_is_not_made(demo: Session) -> None:
    assert demo.backups.list() == ()
