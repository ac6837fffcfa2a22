"""Board, list, chips and counts: what a card says and waits for, and what a filter keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.forms.request_kinds import COLUMNS, STATES
from desktop.models import Intervention, Request, Step, Task
from desktop.services import request_rules as rules
from desktop.services.request_index import RequestIndex
from desktop.services.request_rules import Facts, tell
from desktop.services.request_values import RequestQuery, RequestRow, View
from desktop.services.session import Session
from tests.services.conftest import SCHOOL, TODAY, UAI
from tests.services.test_requests import FOUR, child


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def put(session: Session, state: str, days: int = 0, still: int | None = None, *, title: str = "Ben Salah", about: str = "pupil",
        taken: bool = False, **cells: Any) -> str:
    """A request in a state, sent so many days ago, that last moved so many days ago."""
    answers = {**FOUR, "sujet": cells.pop("sujet", "Entrée dans la lecture")}
    students = [child(session, title)] if about == "pupil" else []
    id = session.requests.add(about, students=students, answers=answers, **cells).created[0]
    if state != "draft":
        session.requests.submit(id)
        if taken:
            session.requests.take(id)
        with session.commun.unit("préparé") as unit:
            unit.put(Request, id, {"state": state, "sent_on": ago(days)})
            for step in session.commun.sql("SELECT id FROM step WHERE request_id=?", (id,)):
                unit.put(Step, step[0], {"date": ago(days if still is None else still)})
    return id


def row(session: Session, id: str) -> RequestRow:
    found = session.requests.row(id)
    assert found is not None
    return found


def shown(session: Session, **query: Any) -> list[str]:
    return [one.id for one in session.requests.list(RequestQuery(**query))]


def test_each_state_stands_in_its_column(session: Session) -> None:
    ids = {state: put(session, state, title=state) for state in STATES}
    board = session.requests.board(RequestQuery())
    assert tuple(board) == COLUMNS
    for state, found in STATES.items():
        assert (ids[state] in [one.id for one in board.get(found.column, ())]) == (found.column in COLUMNS), state
    counts = session.requests.counts(RequestQuery(state="decided"))
    assert counts.columns == {"submitted": 1, "acknowledged": 2, "under_analysis": 2, "decided": 2, "in_progress": 1}
    assert counts.views == {"all": 8, "mine": 0, "free": 6, "still": 0, "drafts": 1, "closed": 3}
    assert len(session.requests.everything()) == len(STATES)


@pytest.mark.parametrize("view", ["all", "mine", "free", "still", "drafts", "closed"])
def test_counts_are_those_of_the_lists(session: Session, view: View) -> None:
    for rank, state in enumerate(STATES):
        put(session, state, days=rank * 6, title=state, taken=rank % 2 == 0)
    query = RequestQuery(view=view)
    assert len(session.requests.numbers(query)) == len(session.requests.list(query)) == session.requests.counts(query).views[view]
    if view in ("all", "mine", "free", "still"):
        board = session.requests.board(query, most=99)
        assert session.requests.counts(query).columns == {column: len(rows) for column, rows in board.items()}


def test_a_board_shows_the_first_cards_and_the_list_the_others(session: Session) -> None:
    ids = [put(session, "submitted", days=rank, title=f"Nom{rank}") for rank in range(7)]
    assert [one.id for one in session.requests.board(RequestQuery(), most=5)["submitted"]] == ids[:1:-1]
    assert shown(session, state="submitted") == ids[::-1]
    pages = [session.requests.page(RequestQuery(sort="newest"), start, 3) for start in (0, 3, 6)]
    assert [one.id for page in pages for one in page] == ids
    numbers = session.requests.numbers(RequestQuery(sort="newest"))
    assert [session.requests.rows(numbers)[n].id for n in numbers] == ids


def test_filters_narrow(session: Session) -> None:
    lou = put(session, "submitted", days=40, title="Loubna", sujet="Parle peu")
    classroom = put(session, "under_analysis", days=3, about="class", school_id=SCHOOL, level="CE1", class_name="CE1 A")
    nowhere = put(session, "acknowledged", about="pupil", title="Zoé Élan", requester="Mme Guérin")
    assert shown(session, search="loub") == [lou]
    assert shown(session, search="PARLE") == [lou]
    assert shown(session, search="guerin") == [nowhere]
    assert shown(session, search="elan") == [nowhere]
    assert shown(session, search="moulin ce1") == [classroom]
    assert shown(session, search="…") == []
    assert shown(session, level="CE1") == [classroom]
    assert shown(session, older_than=30) == [lou]
    assert set(shown(session, school=SCHOOL)) == {lou, classroom, nowhere}
    assert shown(session, school="ailleurs") == []
    assert set(shown(session, year="2026-2027")) == {lou, classroom, nowhere} and shown(session, year="2025-2026") == []
    assert shown(session, state="acknowledged") == [nowhere]
    session.requests.take(lou)
    assert shown(session, function="specialist_e") == [lou]
    assert shown(session, function="psychologist") == []
    assert shown(session, view="mine") == [lou]


def test_the_list_follows_what_is_written(session: Session) -> None:
    id = put(session, "submitted")
    assert row(session, id).free
    unit = session.requests.take(id).unit
    assert (row(session, id).people, row(session, id).initials, row(session, id).state) == (("Claire Martin",), "CM", "under_analysis")
    session.undo(unit)
    assert row(session, id).free
    session.erasure.erase("request", id)
    assert session.requests.row(id) is None


def test_what_is_kept_in_memory_is_what_the_file_says(session: Session) -> None:
    ids = [put(session, "submitted", title=f"Nom{rank}") for rank in range(3)]
    several = session.requests.add("several", students=[child(session, "Un"), child(session, "Deux")], answers=FOUR).created[0]
    acts: list[Any] = [
        lambda: session.requests.take(ids[0]), lambda: session.requests.propose(ids[1], person="Mme X"),
        lambda: session.requests.contribute(ids[1], answers={"faits": "F"}), lambda: session.requests.news(ids[0], "N"),
        lambda: session.requests.update(several, {"students": [child(session, "Trois")]}), lambda: session.requests.submit(several),
        lambda: session.requests.remove(ids[2]), lambda: session.undo(session.last_act()), lambda: session.tasks.add("Appeler"),
        lambda: session.requests.give_back(ids[0], "Non"), lambda: session.schools.save({"uai": UAI, "name": "École Neuve"}),
        lambda: session.students.update(session.requests.get(ids[1]).student_ids[0], {"last_name": "Zola"}),
        lambda: session.students.remove(session.requests.get(ids[1]).student_ids[0]),
        lambda: session.erasure.erase("request", ids[0]), lambda: session.requests.move(several, "decided")]
    for act in acts:
        act()
        kept = {item.id: item for item in session.requests._index.all()}
        assert kept == {item.id: item for item in RequestIndex(session).all()}


def test_a_card_says_all_of_itself_to_a_screen_reader(session: Session) -> None:
    id = put(session, "waiting_consent", days=15)
    assert row(session, id).sentence == ("BEN SALAH Noémie, CP, Entrée dans la lecture, en attente d’accord, accord des parents attendu, "
                                         "École Jean Moulin, 15 jours")


def test_what_is_promised_is_on_the_card(session: Session) -> None:
    id = put(session, "under_analysis", days=5, taken=True)
    with session.commun.unit("préparé") as unit:
        unit.new(Task, {"title": "Entretien avec les parents", "owner": "Claire Martin", "due": "2026-11-26", "request_id": id})
    assert row(session, id).holds == "entretien avec les parents jeu. 26 nov."
    with session.commun.unit("préparé") as unit:
        unit.new(Task, {"title": "Observation", "owner": "Claire Martin", "due": "2026-11-20", "request_id": id})
    assert (row(session, id).holds, row(session, id).mark, row(session, id).own_late) == ("observation, 3 jours de retard", "late", True)


def test_a_help_that_runs_says_its_review(session: Session) -> None:
    id = put(session, "in_progress", days=60, taken=True)
    with session.commun.unit("préparé") as unit:
        help = unit.new(Intervention, {"kind": "group", "state": "running", "request_id": id, "review_on": "2026-12-17"})
    assert (row(session, id).holds, row(session, id).mark) == ("bilan jeu. 17 déc.", "running")
    with session.commun.unit("préparé") as unit:
        unit.put(Intervention, help, {"review_on": "2026-11-17"})
    assert (row(session, id).holds, row(session, id).own_late) == ("bilan en retard de 6 jours", True)


@pytest.mark.parametrize(("facts", "mark", "holds", "late"), [
    (Facts("submitted", 2, 2), "none", "", False),
    (Facts("submitted", 9, 9), "due", "accuser réception", False),
    (Facts("submitted", 1, 1, parents_missing=True), "incomplete", "parents à informer", False),
    (Facts("acknowledged", 5, 1, proposed="Samira Haddad"), "planned", "proposée à Samira Haddad", False),
    (Facts("under_analysis", 21, 16, mine=True, taken=True), "late", "sans mouvement depuis 16 jours", True),
    (Facts("under_analysis", 21, 16, taken=True), "due", "sans mouvement depuis 16 jours", False),
    (Facts("under_analysis", 31, 1, taken=True), "due", "à décider, 31 jours", False),
    (Facts("waiting_list", 60, 50, mine=True), "waiting", "liste d’attente", False),
    (Facts("decided", 10, 2, starts="2026-11-30"), "planned", "début lun. 30 nov.", False),
    (Facts("decided", 3, 1, promise="réponse à l’école", promise_due="2026-12-08"), "planned", "réponse à l’école mar. 8 déc.", False),
    (Facts("in_progress", 60, 40, review="2026-11-30"), "due", "bilan lun. 30 nov.", False),
    (Facts("in_progress", 60, 40, review="2026-11-17"), "due", "bilan prévu mar. 17 nov.", False),
    (Facts("in_progress", 60, 40, review="2027-01-11", mine=True), "running", "bilan lun. 11 janv.", False),
    (Facts("closed", 90, 40, mine=True), "done", "", False), (Facts("draft"), "draft", "à envoyer", False),
])
def test_what_a_card_waits_for(facts: Facts, mark: str, holds: str, late: bool) -> None:
    told = tell(facts, rules.TARGETS, date(2026, 11, 23))
    assert (told.mark, told.holds, told.own_late) == (mark, holds, late)


def test_reminders_are_the_poles_own(session: Session) -> None:
    id = put(session, "acknowledged", days=10, still=10)
    assert row(session, id).holds == "" and shown(session, view="still") == []
    session.pole_settings.set("still", 8)
    assert row(session, id).holds == "sans mouvement depuis 10 jours" and shown(session, view="still") == [id]


def test_sorting(session: Session) -> None:
    b = put(session, "decided", days=3, title="Bodin")
    a = put(session, "submitted", days=9, title="Adam")
    c = put(session, "under_analysis", days=6, title="Çelik")
    assert shown(session) == [a, c, b]
    assert shown(session, sort="newest") == [b, c, a]
    assert shown(session, sort="name") == [a, b, c]
    assert shown(session, sort="state") == [a, c, b]
    assert set(shown(session, sort="school")) == {a, b, c}
