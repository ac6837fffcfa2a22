"""Requests of the demonstration: all states, people who took them, a concertation to hold, groups with their sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.content.demo_requests import check_demo_requests
from desktop.content.wording import remarks
from desktop.forms.request_kinds import STATES
from desktop.forms.requests import CONTRIBUTION, REQUEST
from desktop.paths import Paths
from desktop.services.demo import build_demo
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("demandes")
    made = build_demo(folder / "d.coffre", paths=Paths.under(folder / "donnees"), today=TODAY, login="maitre_e")
    yield made
    made.close()


def all_requests(session: Session) -> list[str]:
    return [row[0] for row in session.commun.sql("SELECT id FROM request ORDER BY id")]


def test_the_content_is_whole() -> None:
    check_demo_requests()


def test_requests_in_every_state_about_children_classes_and_a_school(demo: Session) -> None:
    values = [demo.requests.get(id) for id in all_requests(demo)]
    assert len(values) >= 30
    assert {value.state for value in values} == set(STATES)
    assert {value.about for value in values} == {"pupil", "several", "class", "school"}
    assert any(value.about == "pupil" and not value.student_ids for value in values), "une demande sans nom"
    for value in values:
        REQUEST.clean({key: said for key, said in value.answers.items() if said is not None})
        assert value.state == "draft" or value.missing == (), value.answers["sujet"]
        assert value.requester and value.school
        assert [step.kind for step in value.steps if step.kind != "news"][-1:] in ([value.state], [])


def test_each_is_where_its_steps_say_and_days_follow_each_other(demo: Session) -> None:
    for id in all_requests(demo):
        days = [step.date for step in demo.requests.get(id).steps]
        assert days == sorted(days)
        assert all(day <= TODAY.isoformat() for day in days)


def test_the_board_has_cards_to_take_mine_and_one_that_does_not_move(demo: Session) -> None:
    rows = demo.requests.list(RequestQuery())
    assert Counter(row.column for row in rows).keys() >= {"submitted", "acknowledged", "under_analysis", "decided", "in_progress"}
    assert any(row.mine for row in rows) and any(row.free for row in rows)
    assert any(row.still >= 14 and row.own_late for row in rows)
    assert any(value.contributions for value in (demo.requests.get(row.id) for row in rows))


def test_a_concertation_of_twelve_situations_waits_today_and_one_was_held(demo: Session) -> None:
    agendas = {row[0]: demo.concertation.agenda(row[0]) for row in demo.commun.sql("SELECT DISTINCT meeting_id FROM agenda")}
    today = next(found for id, found in agendas.items() if demo.meetings.get(id).date == TODAY.isoformat())
    assert len(today) == 12 and {one.state for one in today} == {""}
    assert any(one.title == "BEN SALAH Noémie" for one in today)
    held = next(found for found in agendas.values() if found is not today)
    assert held and {one.state for one in held} == {"done"}
    meeting = next(id for id, found in agendas.items() if found is held)
    assert all(one.sentence for one in demo.concertation.decisions(meeting))


def test_decisions_make_tasks_and_a_sentence(demo: Session) -> None:
    decisions = demo.concertation.decisions()
    assert len(decisions) >= 10
    assert all(one.sentence and one.phrase and one.tasks for one in decisions)


def test_groups_have_members_sessions_and_their_time_of_the_week(demo: Session) -> None:
    rows = demo.helping.list()
    assert {row.kind for row in rows} == {"group", "individual", "prevention"}
    assert sum(row.kind in ("group", "prevention") for row in rows) >= 4
    for row in rows:
        value = demo.helping.get(row.id)
        assert value.members and value.sittings and value.answers["objectifs"]
        for sitting in value.sittings:
            assert date.fromisoformat(sitting.date).weekday() < 5 and sitting.date < TODAY.isoformat()
            assert sitting.presences
    assert any(len(demo.helping.get(row.id).members) == 6 for row in rows)
    assert any(demo.helping.get(row.id).boost for row in rows)
    mine = demo.timetable.slots(demo.actor.id)
    assert len(mine) >= 5
    assert all(one.label for one in mine)
    for one in mine:
        assert [other for other in demo.timetable.overlaps(one.weekday, one.begins, one.ends, but=one.id) if other.owner_id] == []


def test_a_prevention_group_says_nothing_of_a_child(demo: Session) -> None:
    (group,) = [row for row in demo.helping.list() if row.kind == "prevention"]
    value = demo.helping.get(group.id)
    assert value.informed_on and len(value.members) >= 4
    for member in value.members:
        assert demo.commun.sql("SELECT root FROM member WHERE id=?", (member.id,)) == [(group.id,)]
        assert all(aid.device != "prevention" for aid in demo.aids.of(member.student_id))
        assert demo.helping.list(student=member.student_id) == () or all(
            row.kind != "prevention" for row in demo.helping.list(student=member.student_id))


def test_aids_go_back_over_years_and_care_outside_is_written_with_agreement(demo: Session) -> None:
    aids = [aid for row in demo.commun.sql("SELECT DISTINCT student_id FROM aid") for aid in demo.aids.of(row[0])]
    assert len({aid.year for aid in aids}) >= 3
    assert {aid.lane for aid in aids} >= {"class", "pole", "outside"}
    assert all(aid.agreed and aid.said_by for aid in aids if aid.lane == "outside")


def test_what_the_school_writes_there_is_said_in_facts(demo: Session) -> None:
    said: list[str] = []
    for id in all_requests(demo):
        value = demo.requests.get(id)
        said += [str(text) for text in value.answers.values() if isinstance(text, str)]
        for one in value.contributions:
            said += [str(text) for text in one.answers.values() if isinstance(text, str)]
            CONTRIBUTION.clean({key: text for key, text in one.answers.items() if text is not None})
        said += [decision.phrase for decision in value.decisions] + [step.note for step in value.steps]
    assert len(said) > 100
    assert {text: [r.words for r in remarks(text)] for text in said if remarks(text)} == {}
    assert not [text for text in said if "{" in text]


@pytest.mark.parametrize("day", [date(2026, 9, 3), date(2027, 1, 2), date(2027, 6, 30), date(2027, 7, 20)])
def test_any_day_of_the_year_will_do(day: date, tmp_path: Path) -> None:
    made = build_demo(tmp_path / "d.coffre", paths=Paths.under(tmp_path), students=40, today=day)
    for id in all_requests(made):
        made.requests.get(id)
    assert made.verify() == []
    made.close()


def test_who_one_is_has_her_own_and_the_rest_is_the_same(tmp_path: Path) -> None:
    titles = []
    for login in ("directrice", "psychologue", "maitre_g", "enseignant"):
        made = build_demo(tmp_path / f"{login}.coffre", paths=Paths.under(tmp_path), students=120, today=TODAY, login=login)
        titles.append([row[0] for row in made.commun.sql("SELECT json_extract(answers, '$.sujet') FROM request ORDER BY n")])
        if login in ("psychologue", "maitre_g"):
            assert any(row.mine for row in made.requests.list(RequestQuery()))
        made.close()
    assert all(one == titles[0] for one in titles)
