"""Acts on what one may not see, in a batch or on the command line: the sentence of an unknown id, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli_batch import carry_out
from desktop.errors import PoleError, RefusedError
from desktop.ids import named
from desktop.services.session import Session
from desktop.storage import migrate
from tests.cli.conftest import Pole, acts
from tests.services.rights_world import FAR, HERE, RightsWorld, build
from tests.services.test_rights import unwritten

KEY = "c3" * 48
FOUR = {"sujet": "Sujet", "faits": "ZQFAITS", "essaye": "Essai", "parents_informes_le": "2026-11-09"}
UNKNOWN = "01a207c8-a640-7006-bb58-be5c5e26fd95"
SENTENCE = str(RefusedError())
REQUEST_OPS: tuple[dict[str, Any], ...] = (
    {"op": "request.save", "answers": {"faits": "x"}}, {"op": "request.update", "level": "CP"}, {"op": "request.submit"},
    {"op": "request.acknowledge"}, {"op": "request.propose", "person": "X"}, {"op": "request.take"},
    {"op": "request.decline", "reason": "x"}, {"op": "request.give_back", "reason": "x"},
    {"op": "request.move", "state": "under_analysis"}, {"op": "request.news", "text": "x"}, {"op": "request.answered", "to": "x"},
    {"op": "request.decide", "indications": ["maitre_e"], "phrase": "x"}, {"op": "request.close", "reason": "other"},
    {"op": "request.reopen"}, {"op": "request.remove"}, {"op": "contribution.add", "answers": {"faits": "x"}})
HELP_OPS: tuple[dict[str, Any], ...] = (
    {"op": "group.start"}, {"op": "group.save", "answers": {"demarche": "x"}}, {"op": "group.review", "seen": "x"},
    {"op": "group.end"}, {"op": "attendance.add", "date": "2026-11-20"},
    {"op": "slot.add", "weekday": 1, "begins": "9:00", "ends": "9:45"})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> RightsWorld:
    blank = tmp_path_factory.mktemp("vierge") / "blank.db"
    migrate.create(blank, KEY)
    world = build(RightsWorld(tmp_path_factory.mktemp("droits"), blank, KEY))
    session = world.session("specialist_e-whole", copy=False)
    far = world.id("student", FAR)
    request = session.requests.add("pupil", students=[far], answers=FOUR).created[0]
    session.requests.submit(request)
    help = session.helping.add("individual", students=[far], since="2026-10-05").created[0]
    decision = session.concertation.decide(request, {"indications": ["maitre_e"], "phrase": "x"}).created[0]
    meeting = session.concertation.prepare("2026-11-23", [request]).created[0]
    aid = session.aids.note(far, "2025-2026", "apc").created[0]
    slot = session.timetable.add(1, "9:00", "9:45", intervention_id=help).created[0]
    contribution = session.requests.contribute(request, author="X", answers={"faits": "x"}).created[0]
    sitting = session.helping.note_sitting(help, "2026-11-20", {far: "present"}).created[0]
    world.ids_of |= {(kind, "zz"): id for kind, id in {
        "request": request, "help": help, "decision": decision, "meeting": meeting, "aid": aid, "slot": slot,
        "contribution": contribution, "sitting": sitting, "member": named("member", help, far)}.items()}
    world.close()
    return world


@pytest.fixture
def world(built: RightsWorld) -> Iterator[RightsWorld]:
    yield built
    built.close()


def told(session: Session, act: dict[str, Any]) -> tuple[int, str]:
    before = unwritten(session)
    with pytest.raises(PoleError) as refused:
        carry_out(session, act)
    assert unwritten(session) == before
    return refused.value.exit_code, str(refused.value)


@pytest.mark.parametrize("who", ["teacher-class", "specialist_g-school", "psychologist-class", "doctor-school", "director-expired"])
def test_an_id_out_of_reach_and_an_unknown_one_are_told_alike(world: RightsWorld, who: str) -> None:
    session = world.session(who)
    far = world.id("student", FAR)
    for keys, ops, id in (("request", REQUEST_OPS, world.id("request", "zz")), ("group", HELP_OPS, world.id("help", "zz"))):
        for act in ops:
            answers = {told(session, {**act, keys: one}) for one in (id, UNKNOWN, "n’importe quoi", "%", "' OR 1=1 --")}
            assert answers == {(RefusedError.exit_code, SENTENCE)}, act["op"]
    for act in ({"op": "aid.remove", "aid": world.id("aid", "zz")}, {"op": "slot.remove", "slot": world.id("slot", "zz")},
                {"op": "contribution.save", "contribution": world.id("contribution", "zz"), "answers": {"faits": "x"}},
                *({"op": op, "id": world.id(kind, "zz")} for op in ("delete", "erase")
                  for kind in ("request", "decision", "help", "sitting", "contribution", "aid", "slot"))):
        key = next(key for key in act if key not in ("op", "answers"))
        assert {told(session, act), told(session, {**act, key: UNKNOWN})} == {(RefusedError.exit_code, SENTENCE)}, act["op"]
    assert far not in json.dumps([told(session, {"op": "request.add", "student": one}) for one in (far, UNKNOWN)])


@pytest.mark.parametrize("who", ["specialist_g-school", "psychologist-class"])
def test_what_one_may_write_does_not_take_hold_of_what_one_may_not_see(world: RightsWorld, who: str) -> None:
    session = world.session(who)
    here, far, request = world.id("student", HERE), world.id("student", FAR), world.id("request", "zz")
    mine = session.requests.add("pupil", students=[here], answers=FOUR).created[0]
    session.requests.submit(mine)
    group = session.helping.add("group", "Jeux", students=[here], since="2026-11-02").created[0]
    for act in ({"op": "request.add", "student": here, "resumes": request},
                {"op": "request.add", "students": [here, far]}, {"op": "request.add", "about": "several", "students": [far]},
                {"op": "request.decide", "request": mine, "indications": ["maitre_e"], "phrase": "x", "meeting": world.id("meeting", "zz")},
                {"op": "group.add", "title": "x", "students": [here, far]}, {"op": "group.add", "title": "x", "request": request},
                {"op": "help.add", "student": far}, {"op": "group.join", "group": group, "student": far},
                {"op": "group.join", "group": group, "student": here, "request": request},
                {"op": "group.leave", "group": group, "student": far}, {"op": "aid.note", "student": far, "aid": "apc"}):
        swapped = json.loads(json.dumps(act).replace(far, UNKNOWN).replace(request, UNKNOWN).replace(world.id("meeting", "zz"), UNKNOWN))
        assert {told(session, act), told(session, swapped)} == {(RefusedError.exit_code, SENTENCE)}, act
    there = [told(session, {"op": "attendance.add", "group": group, "date": "2026-11-20", "presences": {one: "present"}})
             for one in (far, UNKNOWN)]
    assert there[0] == there[1]


def test_a_teacher_is_refused_by_a_plain_sentence_what_is_the_pole_s(world: RightsWorld) -> None:
    session = world.session("teacher-class")
    mine = session.requests.add("pupil", students=[world.id("student", HERE)], answers=FOUR).created[0]
    session.requests.submit(mine)
    for act in ({"op": "request.take"}, {"op": "request.propose", "person": "X"}, {"op": "request.acknowledge"},
                {"op": "request.decide", "indications": ["maitre_e"], "phrase": "x"}, {"op": "request.save", "answers": {"analyse": "x"}}):
        code, said = told(session, {**act, "request": mine})
        assert code in (RefusedError.exit_code, 9) and said.endswith(".") and "ZQFAITS" not in said and "zqstudent" not in said
    assert told(session, {"op": "setting.set", "key": "still", "value": 3})[0] == RefusedError.exit_code


def test_unknown_ids_on_the_command_line_are_one_sentence_and_write_no_file(demo: Pole, tmp_path: Path) -> None:
    before = demo("digest").out
    out = tmp_path / "x.pdf"
    ways = [("show", UNKNOWN), ("form", "request", "--request", UNKNOWN, "-o", str(out)),
            ("form", "contribution", "--request", UNKNOWN, "-o", str(out)), ("form", "request", "--student", UNKNOWN, "-o", str(out)),
            *(("print", paper, "--request", UNKNOWN, "-o", str(out)) for paper in ("request", "answer")),
            ("print", "ribbon", "--student", UNKNOWN, "-o", str(out)), ("print", "decision-sheet", "--meeting", UNKNOWN, "-o", str(out)),
            ("print", "timetable", "--intervention", UNKNOWN, "-o", str(out))]
    for words in ways:
        said = demo(*words)
        assert (said.code, said.err.count("\n")) == (2, 1), words
        assert SENTENCE in said.err and "Traceback" not in said.err and UNKNOWN not in said.err
    assert not out.exists() and demo("digest").out == before


def test_a_batch_refuses_line_by_line_and_writes_none_of_a_refused_act(demo: Pole) -> None:
    before = demo("digest").out
    ops = [{**act, "request": UNKNOWN} for act in REQUEST_OPS] + [{**act, "group": UNKNOWN} for act in HELP_OPS]
    said = demo("batch", stdin=acts(*ops))
    assert said.code in (2, 9) and [line["error"] for line in said.lines] == [SENTENCE] * len(ops)
    assert demo("digest").out == before and "Traceback" not in said.err


def test_values_of_any_kind_are_sentences_too(demo: Pole) -> None:
    before = demo("digest").out
    odd: list[dict[str, Any]] = [
        {"op": "request.add", "about": ["pupil"]}, {"op": "request.add", "about": "class", "level": 5}, {"op": "request.add", "students": {}},
        {"op": "request.add", "about": "class", "answers": []}, {"op": "request.add", "about": "class", "answers": {"aides": "x"}},
        {"op": "request.add", "about": "class", "answers": {"aides": [5]}}, {"op": "request.add", "about": "class", "answers": {"faits": 5}},
        {"op": "request.add", "about": "class", "answers": {"hors_ecole": "Soins"}}, {"op": "request.submit", "request": 5},
        {"op": "request.submit", "request": {"a": 1}}, {"op": "request.take", "request": None}, {"op": "attendance.add", "group": 5},
        {"op": "slot.add", "weekday": 2**80, "begins": "9:00", "ends": "10:00", "label": "x"},
        {"op": "slot.add", "weekday": 1, "begins": [9], "ends": "10:00", "label": "x"}, {"op": "setting.set", "key": "still", "value": 2**80},
        {"op": "setting.set", "key": "still", "value": "x"}, {"op": "setting.set", "key": "zz", "value": 5},
        {"op": "setting.set", "numbers": [[5, 5]]}, {"op": "aid.note", "student": UNKNOWN, "aid": 5},
        {"op": "request.add", "about": "class", "answers": {"faits": "x" * 500_000}},
        {"op": "request.add", "about": "class", "received_on": "9999-99-99"}]
    said = demo("batch", stdin=acts(*odd))
    assert said.code in (2, 9) and len(said.lines) == len(odd)
    assert all(line["error"].strip().endswith((".", "»")) for line in said.lines), said.out
    assert demo("digest").out == before and "Traceback" not in said.err
