"""The demonstration's days: never on a week-end, and the person chosen is the one who opens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.content.demo_days import working_day
from desktop.content.demonstration import Persona
from desktop.paths import Paths
from desktop.services.demo import build_demo, personas
from desktop.texts import family_name

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("today", [TODAY, date(2027, 3, 7)])
def test_nothing_on_a_week_end(tmp_path: Path, today: date) -> None:
    session = build_demo(tmp_path / "d.coffre", paths=Paths.under(tmp_path), students=90, seed=2, today=today)
    days = [row.date for row in session.meetings.list()]
    days += [day for row in session.projects.list() for day in (row.start, row.end, row.review) if day]
    days += [task.due for task in session.tasks.list(open_only=False) if task.due]
    assert len(days) > 60 and not [day for day in days if date.fromisoformat(day).weekday() > 4]
    session.close(backup=False)


@pytest.mark.parametrize("one", personas(), ids=[one.login for one in personas()])
def test_who_was_chosen_is_who_opens(tmp_path: Path, one: Persona) -> None:
    session = build_demo(tmp_path / "d.coffre", paths=Paths.under(tmp_path), students=5, today=TODAY, login=one.login)
    assert session.actor.name == family_name(one.person.last_name, one.person.first_name)
    assert session.actor.roles == one.roles
    session.close(backup=False)


@pytest.mark.parametrize(("day", "after", "before"), [
    (date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 20)),
    (date(2026, 10, 21), date(2026, 11, 4), date(2026, 10, 7)),
    (date(2026, 12, 24), date(2027, 1, 7), date(2026, 12, 10)),
    (date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 10)),
    (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 24)),
])
def test_a_day_of_school_is_near(day: date, after: date, before: date) -> None:
    assert working_day(day) == after and working_day(day, earlier=True) == before
