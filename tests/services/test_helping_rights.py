"""Who sees what of a help: the class its children and that a session was held, never the note nor the children of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import RefusedError
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.rights_world import BESIDE, FAR, HERE, RightsWorld, build


@pytest.fixture
def world(tmp_path: Path, service_file: Path) -> Iterator[RightsWorld]:
    made = build(RightsWorld(tmp_path, service_file, KEY))
    yield made
    made.close()


@pytest.fixture
def ids(world: RightsWorld) -> dict[str, str]:
    """A group and a prevention group with the three children, a help of one, written in the prepared file by maître E."""
    session = world.session("specialist_e-whole", copy=False)
    children = [world.id("student", child) for child in (HERE, BESIDE, FAR)]
    found = {"group": session.helping.add("group", "Lecture", students=children, since="2026-10-05").created[0],
             "prevention": session.helping.add("prevention", "Langage", students=children, level="CP", since="2026-10-05").created[0],
             "far": session.helping.add("individual", students=children[2:], since="2026-10-05").created[0]}
    for id in (found["group"], found["prevention"]):
        found[f"sitting {id}"] = session.helping.note_sitting(id, "2026-11-20", dict.fromkeys(children, "present"),
                                                              note="NOTE DE SÉANCE").created[0]
    session.helping.note_sitting(found["group"], "2026-11-20", {}, notes={children[0]: "NOTE ENFANT"})
    world.close()
    return found


def test_a_teacher_reads_that_it_was_held_and_her_own_children(world: RightsWorld, ids: dict[str, str]) -> None:
    session = world.session("teacher-class")
    here = world.id("student", HERE)
    for code in ("group", "prevention"):
        help = session.helping.get(ids[code])
        assert [one.student_id for one in help.members] == [here]
        [sitting] = help.sittings
        assert [(one.student_id, one.state, one.note) for one in sitting.presences] == [(here, "present", "")]
        assert (sitting.state, sitting.note) == ("held", "")
        assert all(len(row.members) == 1 for row in session.helping.list())
        with pytest.raises(RefusedError):
            session.helping.join(ids[code], here)
        with pytest.raises(RefusedError):
            session.helping.note_sitting(ids[code], "2026-11-21", {})
        with pytest.raises(RefusedError):
            session.helping.save(ids[code], {"demarche": "x"})
    with pytest.raises(RefusedError):
        session.helping.get(ids["far"])
    with pytest.raises(RefusedError):
        session.helping.add("individual", students=[here])
    assert [bar.label for bar in session.students.ribbon(here).bars if bar.lane == "pole"] == ["Maître E"]


def test_who_gives_help_in_a_school_writes_it(world: RightsWorld, ids: dict[str, str]) -> None:
    session = world.session("specialist_g-school")
    with pytest.raises(RefusedError):
        session.helping.note_sitting(ids["group"], "2026-11-20", {})  # a group of two schools is its helper's to write
    with pytest.raises(RefusedError):
        session.helping.get(ids["far"])
    mine = session.helping.add("group", "Jeux", students=[world.id("student", BESIDE)], since="2026-11-02").created[0]
    session.helping.note_sitting(mine, "2026-11-20", {world.id("student", BESIDE): "present"})
    session.timetable.add(2, "9:00", "9:45", intervention_id=mine)
    assert [row.title for row in session.helping.list(mine=True)] == ["Jeux"]
    with pytest.raises(RefusedError):
        session.helping.join(mine, world.id("student", FAR))


@pytest.mark.parametrize("who", ["teacher-class", "doctor-whole", "social_worker-school"])
def test_who_does_not_give_it_does_not_note_it(world: RightsWorld, ids: dict[str, str], who: str) -> None:
    session: Session = world.session(who)
    with pytest.raises(RefusedError):
        session.helping.note_sitting(ids["group"], "2026-11-21", {world.id("student", HERE): "present"})
    with pytest.raises(RefusedError):
        session.helping.remove_sitting(ids[f"sitting {ids['group']}"])


def test_a_teacher_notes_the_aids_of_her_class_and_the_pole_chooses_its_settings(world: RightsWorld, ids: dict[str, str]) -> None:
    session = world.session("teacher-class")
    session.aids.note(world.id("student", HERE), "2025-2026", "apc")
    with pytest.raises(RefusedError):
        session.aids.note(world.id("student", FAR), "2025-2026", "apc")
    with pytest.raises(RefusedError):
        session.pole_settings.set("still", 21)
    assert session.pole_settings.numbers()[0][1] == "119"
    world.session("specialist_e-whole").pole_settings.set("still", 21)


def test_resuming_and_loads_stay_within_one_s_places(world: RightsWorld, ids: dict[str, str]) -> None:
    assert world.session("specialist_e-whole").resuming.mine().helped == 3
    assert world.session("specialist_g-whole").resuming.mine().helped == 0
    sectors, functions = world.session("specialist_g-school").resuming.loads()
    assert functions == ()
    assert all(not load.told for load in sectors)
    sectors, functions = world.session("specialist_g-whole").resuming.loads()
    assert [(load.label, load.told) for load in functions] == [("Maître E", False)], "five hold it, one gives help"
