"""Who may: a teacher within her class, a request proposed and taken or left with a reason, nobody assigned."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import InputError, PoleError, RefusedError
from desktop.services.request_values import RequestQuery, RequestRow
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.rights_world import BESIDE, FAR, HERE, SCHOOLS, RightsWorld, build
from tests.services.test_requests import FOUR, refused


@pytest.fixture(scope="module")
def built(service_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RightsWorld:
    return build(RightsWorld(tmp_path_factory.mktemp("droits"), service_file, KEY))


@pytest.fixture
def world(built: RightsWorld, tmp_path: Path) -> Iterator[RightsWorld]:
    """One vault, and people who open it in turn."""
    shutil.copyfile(built.folder / "commun.db", tmp_path / "commun.db")
    made = RightsWorld(tmp_path, built.blank, KEY, built.ids_of, built.units)
    yield made
    made.close()


def here(world: RightsWorld, who: str) -> Session:
    return world.session(who, copy=False)


def asked(session: Session, world: RightsWorld, child: str = HERE) -> str:
    id = session.requests.add("pupil", students=[world.id("student", child)], answers=FOUR).created[0]
    session.requests.submit(id)
    return id


def row(session: Session, id: str) -> RequestRow:
    found = session.requests.row(id)
    assert found is not None
    return found


def test_a_teacher_asks_for_her_class_and_no_other(world: RightsWorld) -> None:
    teacher = here(world, "teacher-class")
    mine = asked(teacher, world)
    for child in (BESIDE, FAR):
        refused(teacher, lambda child=child: teacher.requests.add("pupil", students=[world.id("student", child)]),
                str(RefusedError()), error=RefusedError)
    refused(teacher, lambda: teacher.requests.add("several", students=[world.id("student", HERE), world.id("student", FAR)]),
            error=RefusedError)
    member = here(world, "specialist_e-whole")
    theirs = [asked(member, world, child) for child in (BESIDE, FAR)]
    assert [one.id for one in teacher.requests.list()] == [mine]
    for id in theirs:
        refused(teacher, lambda id=id: teacher.requests.save(id, {"faits": "x"}), str(RefusedError()), error=RefusedError)
        with pytest.raises(RefusedError):
            teacher.requests.get(id)
    assert {one.id for one in member.requests.list()} == {mine, *theirs}


def test_her_class_without_a_name_is_hers_to_see_again(world: RightsWorld) -> None:
    teacher = here(world, "teacher-class")
    for about in ("class", "pupil", "school"):
        id = teacher.requests.add(about, answers=FOUR).created[0]
        request = teacher.requests.get(id)
        assert (request.school_id, request.class_name, request.requester) == (SCHOOLS[0], "CE1 A", "teacher-class")
        teacher.requests.submit(id)
        assert row(teacher, id).mine


def test_a_teacher_sends_and_withdraws_and_the_pole_does_the_rest(world: RightsWorld) -> None:
    teacher = here(world, "teacher-class")
    id = asked(teacher, world)
    assert teacher.requests.get(id).moves == ("cancelled",)
    refused(teacher, lambda: teacher.requests.move(id, "acknowledged"), "pôle")
    refused(teacher, lambda: teacher.requests.move(id, "decided"), "pôle")
    for act in (lambda: teacher.requests.take(id), lambda: teacher.requests.propose(id, person="X"),
                lambda: teacher.requests.save(id, {"analyse": "Je comprends"}),
                lambda: teacher.requests.save(id, {"nature_pole": ["sens"]}),
                lambda: teacher.concertation.decide(id, {"indications": ["maitre_e"], "phrase": "Aide"})):
        refused(teacher, act, error=PoleError)
    teacher.requests.save(id, {"faits": "Autre fait", "analyse": ""})
    assert not row(teacher, id).free


def test_who_asks_reads_who_takes_it_and_what_the_pole_sees(world: RightsWorld) -> None:
    teacher = here(world, "teacher-class")
    id = asked(teacher, world)
    member = here(world, "specialist_e-school")
    member.requests.take(id)
    member.requests.save(id, {"analyse": "Besoin de temps", "nature_pole": ["sens"]})
    request = here(world, "teacher-class").requests.get(id)
    assert (request.state_label, request.proposals[0].person, request.answers["analyse"]) == (
        "en analyse", "specialist_e-school", "Besoin de temps")
    assert row(here(world, "teacher-class"), id).people == ("specialist_e-school",)


def test_proposed_then_taken_or_left_with_a_reason(world: RightsWorld) -> None:
    first = here(world, "specialist_e-whole")
    id = asked(first, world)
    assert row(first, id).free
    first.requests.propose(id, account_id="psychologist-whole", note="un premier avis")
    refused(first, lambda: first.requests.take(id, "specialist_g-whole"), "se propose")
    assert first.requests.get(id).proposals[0].function == "psychologist"

    second = here(world, "psychologist-whole")
    refused(second, lambda: second.requests.decline(id, ""), "pourquoi")
    second.requests.decline(id, "Je ne suis là que le jeudi")
    proposal = second.requests.get(id).proposals[0]
    assert (proposal.answer, proposal.reason, proposal.mine) == ("declined", "Je ne suis là que le jeudi", True)
    assert row(second, id).people == ()

    second.requests.propose(id, account_id="specialist_g-whole")
    third = here(world, "specialist_g-whole")
    third.requests.take(id)
    assert (row(third, id).people, row(third, id).state, row(third, id).mine, row(third, id).free) == (
        ("specialist_g-whole",), "under_analysis", True, False)
    refused(third, lambda: third.requests.take(id), "déjà prise")
    refused(third, lambda: third.requests.decline(id, "Non"), "rendre")
    refused(second, lambda: second.requests.give_back(id, "Non"), "pas pris")
    third.requests.give_back(id, "Pas de place avant mars")
    assert third.requests.get(id).proposals[-1].answer in ("left", "declined")
    assert row(third, id).free
    assert [one.id for one in third.requests.list(RequestQuery(view="free"))] == [id]


def test_a_function_is_said_as_its_person_says_it(world: RightsWorld) -> None:
    first = here(world, "specialist_e-whole")
    id = asked(first, world)
    first.requests.propose(id, person="Laurence Mahé", function="referent")
    assert first.requests.get(id).proposals[0].function_label == "enseignant référent"
    first.people.add(first_name="Laurence", last_name="MAHÉ", function="enseignante référente", pole=1)
    told = first.requests.get(id).proposals[0]
    assert (told.function, told.function_label) == ("referent", "enseignante référente")


def test_the_answer_somebody_gave_aloud_may_be_noted(world: RightsWorld) -> None:
    first = here(world, "specialist_e-whole")
    id = asked(first, world)
    first.requests.propose(id, account_id="specialist_g-whole")
    first.requests.take(id, "specialist_g-whole")
    request = first.requests.get(id)
    assert (request.proposals[0].answer, request.steps[-1].author) == ("taken", "specialist_e-whole")
    assert not row(first, id).mine


def test_somebody_without_an_account_is_proposed_to_by_name(world: RightsWorld) -> None:
    member = here(world, "specialist_e-whole")
    member.directory.save(None, {"last_name": "Haddad", "first_name": "Samira", "function": "maître G"})
    id = asked(member, world)
    people = member.requests.people_to_propose(id)
    assert ("", "Samira Haddad", "specialist_g", "maître G") in people
    assert not any(code in ("teacher", "director") for _, _, code, _ in people)
    member.requests.propose(id, person="Samira Haddad", function="specialist_g")
    assert row(member, id).holds == "proposée à Samira Haddad"
    refused(member, lambda: member.requests.propose(id), "personne")
    refused(member, lambda: member.requests.propose(id, account_id="inconnue"), error=RefusedError)


def test_who_suits_what_was_decided_comes_first(world: RightsWorld) -> None:
    member = here(world, "adviser-whole")
    id = asked(member, world)
    member.concertation.decide(id, {"indications": ["psychologue"], "phrase": "Une rencontre."})
    assert member.requests.people_to_propose(id)[0][2] == "psychologist"
    elsewhere = asked(member, world, FAR)
    assert not any(account == "psychologist-school" for account, *_ in member.requests.people_to_propose(elsewhere))


def test_a_sent_request_is_not_a_teachers_to_delete(world: RightsWorld) -> None:
    teacher = here(world, "teacher-class")
    id = asked(teacher, world)
    here(world, "specialist_e-school").requests.take(id)
    teacher = here(world, "teacher-class")
    refused(teacher, lambda: teacher.requests.remove(id), error=PoleError)
    own = teacher.requests.add("pupil", students=[world.id("student", HERE)]).created[0]
    teacher.requests.remove(own)


def test_a_nurse_of_nowhere_sees_nothing(world: RightsWorld) -> None:
    asked(here(world, "specialist_e-whole"), world)
    gone = here(world, "nurse-expired")
    assert gone.requests.list() == () and gone.requests.counts(RequestQuery()).views["all"] == 0
    with pytest.raises((InputError, RefusedError)):
        gone.requests.add("pupil", students=[world.id("student", HERE)])


def test_who_holds_a_function_alone_is_not_counted_by_filtering_on_it(world: RightsWorld) -> None:
    director = here(world, "director-whole")
    id = asked(director, world)
    here(world, "psychologist-whole").requests.take(id)
    director = here(world, "director-whole")
    query = RequestQuery(function="psychologist")
    assert [one.id for one in director.requests.list(query)] == [id], "the card is there, with the name of who took it"
    assert not director.requests.counts(query).told, "but no figure stands beside a function"
    assert director.requests.counts(RequestQuery()).told
