"""« À reprendre »: plain rules, switched off by who reads them, in the order of names; loads that are nobody's own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from desktop.errors import InputError, RefusedError
from desktop.ids import named
from desktop.models import Proposal, Request, Step
from desktop.services import loads
from desktop.services.request_values import Load, Resume
from desktop.services.session import Account, Session
from tests.services.conftest import SCHOOL, UAI
from tests.services.people import House


@pytest.fixture
def pupils(session: Session) -> list[str]:
    return [session.students.add(last_name=last, first_name="Noé", birth_date="2019-03-25", school=UAI, level="CE1").created[0]
            for last in ("Roche", "Haddad", "Petit", "Abadie")]


def asked(session: Session, pupil: str, state: str, sent: str, *steps: tuple[str, str], author: str = "",
          to: tuple[str, str, str, str] | None = None, school: str = SCHOOL) -> str:
    """A request as it stands, its steps, and to whom it was proposed: account, name, function, answer."""
    with session.commun.unit("essai") as unit:
        id = unit.new(Request, {"about": "pupil", "student_id": pupil, "state": state, "sent_on": sent, "author_id": author,
                                "school_id": school, "level": "CE1"}, root=pupil)
        for kind, on in steps:
            unit.new(Step, {"request_id": id, "kind": kind, "date": on}, root=pupil)
        if to is not None:
            account, name, function, answer = to
            unit.new(Proposal, {"request_id": id, "account_id": account, "person": name, "function": function, "answer": answer},
                     id=named("proposal", id, account or name), root=pupil)
    return id


def told(session: Session) -> list[tuple[str, str, str]]:
    return [(line.title, line.rule, line.text) for line in session.resuming.list()]


def colleagues(session: Session, *more: tuple[str, str]) -> None:
    """A vault of several people, so that what is one's own differs from what is there."""
    session.save_account("Claire Martin", ["specialist_e"], manager=True)
    for login, role in (("paul", "specialist_g"), *more):
        session.save_account(login.title(), [role], login)


def test_each_rule_is_a_sentence_with_its_number(session: Session) -> None:
    rules = {rule.code: rule for rule in session.resuming.rules()}
    assert rules["still"].label == "Une demande sans mouvement depuis 14 jours"
    assert rules["no_news"].label == "Une demande sans nouvelles pour l’école depuis 5 semaines"
    assert (rules["no_review"].number, rules["no_review"].unit, rules["review"].unit) == (8, "semaines", "")
    assert all(rule.on for rule in rules.values())
    session.pole_settings.set("no_news", 3)
    assert {rule.number for rule in session.resuming.rules() if rule.code == "no_news"} == {3}


def test_what_a_date_says_in_the_order_of_names(session: Session, pupils: list[str]) -> None:
    roche, haddad, petit, abadie = pupils
    asked(session, roche, "submitted", "2026-11-10")
    asked(session, haddad, "under_analysis", "2026-10-30", ("under_analysis", "2026-11-02"))
    asked(session, petit, "in_progress", "2026-09-01", ("in_progress", "2026-09-15"))
    asked(session, abadie, "returned_for_completion", "2026-11-16", ("returned_for_completion", "2026-11-20"))
    assert told(session) == [("ABADIE Noé", "complete", "à compléter depuis 3 jours"),
                             ("HADDAD Noé", "still", "sans mouvement depuis 21 jours"),
                             ("PETIT Noé", "no_news", "pas de nouvelles depuis 9 semaines"),
                             ("ROCHE Noé", "acknowledge", "envoyée depuis 13 jours")]
    assert not {one.name for one in fields(Resume)} & {"score", "rank", "weight", "priority", "days"}


def test_a_request_has_one_line_and_news_take_it_away(session: Session, pupils: list[str]) -> None:
    id = asked(session, pupils[0], "under_analysis", "2026-09-01", ("under_analysis", "2026-09-10"))
    assert [rule for _, rule, _ in told(session)] == ["decide"]
    session.resuming.switch("decide", False)
    assert [rule for _, rule, _ in told(session)] == ["still"]
    with session.commun.unit("essai") as unit:
        unit.new(Step, {"request_id": id, "kind": "news", "date": "2026-11-20"}, root=pupils[0])
    assert told(session) == []
    session.resuming.switch("decide", True)
    assert [rule for _, rule, _ in told(session)] == ["decide"]
    for closed in ("closed", "cancelled", "redirected"):
        asked(session, pupils[1], closed, "2026-01-10")
    assert len(told(session)) == 1


def test_a_help_whose_review_is_past_or_that_never_had_one(session: Session, pupils: list[str]) -> None:
    late = session.helping.add("individual", students=pupils[:1], since="2026-11-02", review_on="2026-11-16").created[0]
    old = session.helping.add("group", "Lecture", students=pupils[1:], since="2026-09-08").created[0]
    session.helping.add("group", "Jeux", students=pupils[1:], since="2026-11-08")
    assert told(session) == [("Lecture", "no_review", "10 semaines sans bilan"), ("ROCHE Noé", "review", "bilan prévu le 16 novembre")]
    session.helping.review(late, "2026-11-20", {"constat": "Ça avance"})
    session.helping.review(old, "2026-11-20", {"constat": "Ça avance"})
    assert told(session) == []


def test_in_a_vault_of_one_s_own_all_helps_are_there_and_of_several_one_s_own(session: Session, pupils: list[str]) -> None:
    session.helping.add("group", "Jeux", students=pupils, function="specialist_g", since="2026-09-08")
    assert [title for title, _, _ in told(session)] == ["Jeux"]
    colleagues(session)
    assert told(session) == []


def test_a_switch_is_one_s_own_and_leaves_no_trace_in_the_common_file(session: Session) -> None:
    before = session.commun.mark()
    session.resuming.switch("still", False)
    assert session.commun.mark() == before
    assert [rule.code for rule in session.resuming.rules() if not rule.on] == ["still"]
    with pytest.raises(InputError):
        session.resuming.switch("magie", False)
    session.personal.close()
    session.personal = None  # type: ignore[assignment]
    assert all(rule.on for rule in session.resuming.rules())
    with pytest.raises(RefusedError):
        session.resuming.switch("still", False)


def test_a_member_sees_what_she_was_proposed_took_or_gives(session: Session, pupils: list[str]) -> None:
    colleagues(session)
    asked(session, pupils[0], "submitted", "2026-10-01")
    asked(session, pupils[1], "submitted", "2026-10-01", to=("claire", "Claire Martin", "specialist_e", ""))
    asked(session, pupils[2], "submitted", "2026-10-01", to=("claire", "Claire Martin", "specialist_e", "declined"))
    asked(session, pupils[3], "submitted", "2026-10-01", to=("paul", "Paul", "specialist_g", "taken"))
    assert [title for title, _, _ in told(session)] == ["HADDAD Noé"]
    asked(session, pupils[2], "draft", "", author="claire")
    asked(session, pupils[2], "draft", "", author="paul")
    assert [title for title, _, _ in told(session)] == ["HADDAD Noé"], "a draft of today"


def test_nothing_of_a_personal_file_is_read(house: House) -> None:
    director, psy = house.session("lambert"), house.session("haddad")
    pupil = director.students.add(last_name="Benali", first_name="Yanis", birth_date="2018-04-02", school=UAI, level="CE1").created[0]
    psy.notebook.add("observation", student=pupil, answers={}, date="2026-01-10")
    psy.notebook.add("demande_famille", student=pupil, answers={}, date="2026-01-10")

    def only_switches(text: str, parameters: Any = ()) -> list[Any]:
        assert " place " in text, text
        return []

    psy.personal.sql = only_switches  # type: ignore[method-assign,assignment]
    psy.personal.one = only_switches  # type: ignore[method-assign]
    assert psy.resuming.list() == ()
    assert psy.resuming.mine() == Load("Vous", 0, 0, 0, 0)
    assert psy.resuming.loads() == ((), ())


# -- loads ---------------------------------------------------------------------------------------------------------------
def test_one_s_own_figures(session: Session, pupils: list[str]) -> None:
    mine = ("claire", "Claire Martin", "specialist_e")
    asked(session, pupils[0], "submitted", "2026-10-01", to=(*mine, ""))
    asked(session, pupils[1], "in_progress", "2026-10-01", to=(*mine, "taken"))
    asked(session, pupils[2], "closed", "2026-10-01", to=(*mine, "taken"))
    id = session.helping.add("group", "Lecture", students=pupils[:3], since="2026-10-05").created[0]
    session.helping.add("prevention", students=pupils, level="CP", since="2026-10-05")
    session.helping.note_sitting(id, "2026-11-20", {})
    assert session.resuming.mine() == Load("Vous", 1, 1, 3, 1)


def test_a_function_held_by_few_makes_no_figure(session: Session, pupils: list[str]) -> None:
    colleagues(session)
    asked(session, pupils[0], "in_progress", "2026-10-01", to=("claire", "Claire Martin", "specialist_e", "taken"))
    id = session.helping.add("group", "Lecture", students=pupils[:2], since="2026-10-05").created[0]
    session.helping.note_sitting(id, "2026-11-20", {})
    sectors, functions = session.resuming.loads()
    assert functions == ()
    assert [(one.open, one.helped, one.sittings, one.told) for one in sectors] == [(1, 0, 0, False)]


def test_of_two_each_would_know_the_other_s(session: Session, pupils: list[str]) -> None:
    colleagues(session, ("lea", "specialist_e"))
    for account, name, function in (("claire", "Claire Martin", "specialist_e"), ("paul", "Paul", "specialist_g")):
        asked(session, pupils[0], "in_progress", "2026-10-01", to=(account, name, function, "taken"))
    asked(session, pupils[1], "submitted", "2026-11-20")
    _, functions = session.resuming.loads()
    assert [(one.label, one.waiting, one.open) for one in functions] == [("Maître E et maître G", 0, 2), ("À proposer", 1, 1)]


def sums(**people: str) -> dict[str, loads._Sum]:
    """People who hold and give; after « / », those who hold and give nothing."""
    return {code: loads._Sum(1, 2, {code}, 3, set(names) - {"/"}, set(names.partition("/")[0])) for code, names in people.items()}


@pytest.mark.parametrize(("people", "rows"), [
    ({"specialist_e": "abc", "specialist_g": "d"}, ["Maître E et maître G"]),
    ({"specialist_e": "abc", "specialist_g": "def", "psychologist": "g"}, ["Maître E et psychologue", "Maître G"]),
    ({"specialist_e": "abc", "specialist_g": "d", "psychologist": "ef"}, ["Maître E", "Maître G et psychologue"]),
    ({"specialist_e": "a", "specialist_g": "b"}, []),
    ({"specialist_e": "ab", "specialist_g": "ab"}, []),
    ({"specialist_e": "abc", "psychologist": "d/ef"}, ["Maître E et psychologue"]),
    ({"specialist_e": "a/bc", "specialist_g": "d/ef"}, ["Maître E", "Maître G"]),
])
def test_no_row_is_of_fewer_than_three_nor_found_by_subtraction(people: dict[str, str], rows: list[str]) -> None:
    found = loads.by_function(sums(**people))
    assert [load.label for load in found] == rows
    givers = {name for names in people.values() for name in names.partition("/")[0]}
    assert {load.told for load in found} <= {len(givers) >= 3}


@pytest.mark.parametrize(("people", "telling"), [
    ({"Nord": "abc", "Sud": "def"}, {"Nord": True, "Sud": True}),
    ({"Nord": "abc", "Sud": "d"}, {"Nord": False, "Sud": False}),
    ({"Nord": "abc", "Sud": "d", "Est": "ef"}, {"Est": False, "Nord": True, "Sud": False}),
])
def test_a_sector_where_few_work_tells_what_waits_alone(people: dict[str, str], telling: dict[str, bool]) -> None:
    found = loads.by_sector(sums(**people), enough=True)
    assert {load.label: load.told for load in found} == telling
    assert all((load.waiting, load.open) == (1, 2) for load in found)
    assert all((load.helped, load.sittings) == ((1, 3) if load.told else (0, 0)) for load in found)


def test_a_school_is_told_no_load(session: Session, pupils: list[str]) -> None:
    colleagues(session)
    asked(session, pupils[0], "submitted", "2026-10-01", author="claire")
    session.save_account("Claire Martin", ["teacher"])
    session.actor = Account("claire", "claire", "Claire Martin", ("teacher",))
    assert session.resuming.loads() == ((), ())
    assert session.resuming.mine() == Load("Vos demandes", 1, 1, 0, 0)
