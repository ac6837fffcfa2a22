"""Help given: groups, children coming and going, reviews, the end; a prevention group that says nothing of a child."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.errors import InputError, RefusedError
from desktop.models import Request
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from tests.services.conftest import SCHOOL, UAI

Pupils = Callable[[int], list[str]]
NAMES = (("Ben Salah", "Noémie"), ("Haddad", "Yanis"), ("Martin", "Chloé"), ("Nguyen", "Linh"), ("Petit", "Jules"), ("Roche", "Inès"))


@pytest.fixture
def pupils(session: Session) -> list[str]:
    return [session.students.add(last_name=last, first_name=first, birth_date=f"2019-0{place + 1}-10", school=UAI, level="CE1",
                                 class_name="CE1 B").created[0] for place, (last, first) in enumerate(NAMES)]


def request_for(session: Session, pupil: str, state: str = "decided") -> str:
    with session.commun.unit("essai") as unit:
        return unit.new(Request, {"about": "pupil", "student_id": pupil, "state": state, "sent_on": "2026-10-05"}, root=pupil)


def test_a_group_is_one_s_own_in_one_s_own_function(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("group", "Lecture  CE1", students=pupils, since="2026-11-02").created[0]
    help = session.helping.get(id)
    assert (help.title, help.function, help.helper, help.state, help.school, help.level, help.year) == (
        "Lecture CE1", "specialist_e", "Claire Martin", "running", "École Jean Moulin", "CE1", "2026-2027")
    assert [member.name for member in help.members] == ["BEN SALAH Noémie", "HADDAD Yanis", "MARTIN Chloé", "NGUYEN Linh",
                                                        "PETIT Jules", "ROCHE Inès"]
    [row] = session.helping.list(mine=True)
    assert (row.kind_label, row.function_label, row.mark, row.held, len(row.members)) == ("groupe", "maître E", "running", 0, 6)
    assert session.helping.list("lecture haddad") == (row,)
    assert session.helping.list("hadad") == session.helping.list(kind="individual") == session.helping.list(state="ended") == ()
    assert session.helping.list(student=pupils[0]) == session.helping.list(school=SCHOOL) == (row,)


def test_a_help_for_another_function_names_nobody_until_somebody_takes_it(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("individual", students=pupils[:1], function="specialist_g").created[0]
    help = session.helping.get(id)
    assert (help.helper, help.state, help.title, help.student_id) == ("", "prepared", "Aide individuelle", pupils[0])
    session.helping.take(id)
    assert session.helping.get(id).helper_id == "claire"


def test_what_cannot_be_is_said(session: Session, pupils: list[str]) -> None:
    add = session.helping.add
    for kind, more in (("magie", {}), ("individual", {}), ("individual", {"students": pupils[:2]}), ("prevention", {"level": "CM2"}),
                       ("group", {"since": "2026-11-02", "until": "2026-10-02"}), ("group", {"since": "hier"}),
                       ("group", {"function": "magicien"}), ("group", {"answers": {"inconnu": "x"}})):
        with pytest.raises(InputError):
            add(kind, **more)  # type: ignore[arg-type]
    for refused in ({"students": ["inconnu"]}, {"request_id": "inconnue"}):
        with pytest.raises(RefusedError):
            add("group", **refused)  # type: ignore[arg-type]
    with pytest.raises(RefusedError):
        session.helping.get("inconnu")


def test_children_come_leave_and_come_back(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("group", "Lecture", students=pupils[:2], since="2026-10-05").created[0]
    session.helping.join(id, pupils[2], "2026-11-09")
    session.helping.leave(id, pupils[0], "2026-11-20", "class")
    [row] = session.helping.list()
    assert row.members == ("HADDAD Yanis", "MARTIN Chloé")
    members = {one.student_id: one for one in session.helping.get(id).members}
    assert (members[pupils[0]].until, members[pupils[0]].outcome, members[pupils[2]].since) == ("2026-11-20", "class", "2026-11-09")
    session.helping.join(id, pupils[0])
    assert {one.until for one in session.helping.get(id).members} == {""}
    with pytest.raises(InputError):
        session.helping.leave(id, pupils[1], "2026-09-01")
    with pytest.raises(RefusedError):
        session.helping.leave(id, pupils[5])
    alone = session.helping.add("individual", students=pupils[:1]).created[0]
    with pytest.raises(InputError):
        session.helping.join(alone, pupils[1])


def test_objectives_reviews_and_what_it_gave_to_each(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("group", "Lecture", students=pupils[:2], since="2026-10-05", review_on="2026-11-20",
                             answers={"objectifs": [{"objectif": "Lire vingt syllabes"}]}).created[0]
    assert session.helping.list()[0].mark == "late"
    session.helping.review(id, "2026-11-20", {"avec": "Mme Guérin", "constat": "Se lance seul", "prochain": "2026-12-17"})
    help = session.helping.get(id)
    assert [line["objectif"] for line in help.answers["objectifs"]] == ["Lire vingt syllabes"]
    assert [(line["date"], line["constat"]) for line in help.answers["bilans"]] == [("2026-11-20", "Se lance seul")]
    assert help.review_on == "2026-12-17"
    session.helping.review(id, "2026-11-22", {"suite": "Continuer"})
    assert len(session.helping.get(id).answers["bilans"]) == 2
    assert session.helping.get(id).review_on == "2026-12-17", "a review to come stays"
    session.helping.save_member(help.members[0].id, {"bilan": "Lit dix syllabes"})
    assert session.helping.get(id).members[0].answers["bilan"] == "Lit dix syllabes"
    session.helping.update(id, {"title": "Lire à deux", "until": "2027-01-30"})
    with pytest.raises(InputError):
        session.helping.update(id, {"until": "2026-10-01"})
    with pytest.raises(InputError):
        session.helping.update(id, {"helper": "Paul"})


def test_starting_moves_the_request_and_ending_closes_it_only_when_said(session: Session, pupils: list[str]) -> None:
    request, other = request_for(session, pupils[0]), request_for(session, pupils[1], "submitted")
    id = session.helping.add("group", "Lecture", students=pupils[:1], request_id=request).created[0]
    session.helping.join(id, pupils[1], request_id=other)
    session.helping.start(id, "2026-11-09")
    states = dict(session.commun.sql("SELECT id, state FROM request"))
    assert states == {request: "in_progress", other: "submitted"}, "what is not decided yet is not said to run"
    assert session.commun.sql("SELECT kind, author FROM step WHERE request_id=? ORDER BY n", (request,)) == [
        ("taken", "Claire Martin"), ("in_progress", "Claire Martin")], "who begins a help has taken its request"
    session.helping.end(id, "2026-11-20", "Le sous-main reste sur la table", {pupils[0]: "class"})
    help = session.helping.get(id)
    assert (help.state, help.until, help.answers["transfert"]) == ("ended", "2026-11-20", "Le sous-main reste sur la table")
    assert [(one.until, one.outcome) for one in help.members] == [("2026-11-20", "class"), ("2026-11-20", "")]
    assert session.commun.one("SELECT state FROM request WHERE id=?", (request,))[0] == "in_progress"
    with pytest.raises(InputError):
        session.helping.join(id, pupils[2])
    again = session.helping.add("individual", request_id=request, since="2026-11-21").created[0]
    assert session.helping.get(again).student_id == pupils[0]
    session.helping.end(again, "2026-11-23", outcomes={pupils[0]: "class"}, close_request=True)
    assert session.commun.one("SELECT state, closing, closed_on FROM request WHERE id=?", (request,)) == (
        "closed", "reached", "2026-11-23")


def test_a_help_goes_to_the_bin_whole_and_comes_back(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("group", "Lecture", students=pupils[:2], since="2026-10-05").created[0]
    session.helping.note_sitting(id, "2026-11-20", {pupils[0]: "present"})
    session.timetable.add(1, "9:00", "9:45", intervention_id=id)
    unit = session.helping.remove(id).unit
    for table in ("intervention", "member", "sitting", "presence", "slot"):
        assert session.commun.sql(f"SELECT 1 FROM {table}") == []
    session.undo(unit)
    help = session.helping.get(id)
    assert (len(help.members), len(help.sittings), len(help.slots)) == (2, 1, 1)


# -- prevention ------------------------------------------------------------------------------------------------------------
def test_a_prevention_group_says_nothing_of_a_child(session: Session, pupils: list[str]) -> None:
    before = (session.students.timeline(pupils[0]), session.students.ribbon(pupils[0]), session.students.page(StudentQuery()),
              session.aids.known(pupils[0]), session.helping.boosts())
    roots = dict(session.commun.sql("SELECT root, count(*) FROM main.entry GROUP BY root"))
    id = session.helping.add("prevention", "Syllabes", students=pupils, level="CP", since="2026-10-05",
                             informed_on="2026-09-28").created[0]
    session.helping.note_sitting(id, "2026-11-20", dict.fromkeys(pupils, "present"), note="Rimes")
    session.helping.leave(id, pupils[1], outcome="class")
    after = (session.students.timeline(pupils[0]), session.students.ribbon(pupils[0]), session.students.page(StudentQuery()),
             session.aids.known(pupils[0]), session.helping.boosts())
    assert before == after
    assert session.helping.list(student=pupils[0]) == ()
    now = dict(session.commun.sql("SELECT root, count(*) FROM main.entry GROUP BY root"))
    assert {root for root in now if now[root] != roots.get(root)} == {id}, "all of it is the group's"
    assert {member.outcome for member in session.helping.get(id).members} == {""}


def test_a_prevention_group_has_no_sheet_for_a_child(session: Session, pupils: list[str]) -> None:
    id = session.helping.add("prevention", students=pupils[:2], level="GS", since="2026-10-05").created[0]
    help = session.helping.get(id)
    assert help.title == "Prévention GS"
    with pytest.raises(InputError, match="fiche par enfant"):
        session.helping.save_member(help.members[0].id, {"bilan": "x"})
    with pytest.raises(InputError, match="note par enfant"):
        session.helping.note_sitting(id, "2026-11-20", {}, notes={pupils[0]: "x"})
    for act in (lambda: session.helping.join(id, pupils[2], request_id=request_for(session, pupils[2])),
                lambda: session.helping.update(id, {"request_id": request_for(session, pupils[2])}),
                lambda: session.helping.add("prevention", level="CP", request_id=request_for(session, pupils[2]))):
        with pytest.raises(InputError, match="ne dit rien de lui"):
            act()


# -- coup de pouce -----------------------------------------------------------------------------------------------------------
def test_coup_de_pouce_names_the_children_helped_last_year(session: Session, pupils: list[str]) -> None:
    old = session.helping.add("group", "Lecture", students=pupils[3:4], since="2026-01-05").created[0]
    session.helping.end(old, "2026-06-20")
    session.aids.note(pupils[1], "2025-2026", "rased_g")
    session.helping.add("prevention", students=pupils[4:], level="CP", since="2026-01-05")
    session.aids.note(pupils[0], "2024-2025", "rased_e")
    assert session.helping.boosts() == ((pupils[1], "HADDAD Yanis", "maître G en 2025-2026"),
                                        (pupils[3], "NGUYEN Linh", "maître E en 2025-2026"))
    session.helping.add("group", "Coup de pouce", students=pupils[1:2], since="2026-09-08", boost=True)
    assert [child for child, _, _ in session.helping.boosts()] == [pupils[3]]
