"""Help from a terminal: a group, who is in it, attendance, the timetable, aids, choices of the pôle."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.cli_help_acts import OPS
from tests.cli.conftest import Pole, acts


@pytest.fixture
def pupils(demo: Pole) -> list[str]:
    return [line["id"] for line in demo("list", "students").lines[:6]]


def do(demo: Pole, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    said = demo("batch", stdin=acts(*lines))
    assert said.code == 0, said.out
    return said.lines


def refused(demo: Pole, line: dict[str, Any]) -> str:
    said = demo("batch", stdin=acts(line))
    assert said.code == 9
    return str(said.value["error"])


def test_a_group_from_its_first_day_to_its_end(demo: Pole, pupils: list[str]) -> None:
    [made] = do(demo, {"op": "group.add", "title": "Lecture", "students": pupils[:5], "since": "2026-11-02", "function": "Maître E"})
    group = made["id"]
    noted = do(
        demo, {"op": "group.join", "group": group, "student": pupils[5], "since": "2026-11-09"},
        {"op": "attendance.add", "group": group, "date": "2026-11-16", "absent": [pupils[0]], "note": "Jeu des rimes"},
        {"op": "attendance.add", "group": group, "date": "2026-11-17", "present": [pupils[0]], "time": "9h"},
        {"op": "attendance.add", "group": group, "date": "2026-11-18", "presences": {pupils[1]: "excused"}},
        {"op": "attendance.add", "group": group, "date": "2026-11-19", "state": "cancelled", "reason": "sortie"},
        {"op": "group.review", "group": group, "date": "2026-11-20", "seen": "Ça avance", "again": "2026-12-18"},
        {"op": "group.leave", "group": group, "student": pupils[1], "until": "2026-11-20", "outcome": "retour en classe"},
        {"op": "group.end", "group": group, "until": "2026-11-23", "transfer": "Lire à deux", "outcomes": {pupils[2]: "à poursuivre"}})
    counts = {}
    for line in noted[1:5]:
        there = demo("show", line["id"]).value["presences"]
        counts[line["ack"]] = [sum(one["state"] == state for one in there) for state in ("present", "absent", "excused")]
    assert counts == {2: [5, 1, 0], 3: [1, 5, 0], 4: [5, 0, 1], 5: [0, 0, 0]}
    shown = demo("show", group).value
    assert (shown["state"], shown["function"], shown["answers"]["transfert"]) == ("ended", "specialist_e", "Lire à deux")
    assert {one["student_id"]: one["outcome"] for one in shown["members"]}[pupils[2]] == "continued"


def test_the_timetable_and_the_aids(demo: Pole, pupils: list[str]) -> None:
    [made] = do(demo, {"op": "help.add", "student": pupils[0], "since": "2026-11-02"})
    [slot, aid, again] = do(
        demo, {"op": "slot.add", "weekday": "lundi", "begins": "9h", "ends": "9h45", "help": made["id"], "period": "p2"},
        {"op": "aid.note", "student": pupils[0], "year": "2025-2026", "aid": "Maître G"},
        {"op": "aid.note", "student": pupils[0], "year": "2025-2026", "aid": "rased_g"})
    assert demo("show", slot["id"]).value["label"] == "Aide individuelle"
    assert aid["id"] == again["id"]
    assert demo("show", aid["id"]).value["label"] == "Maître G"
    do(demo, {"op": "slot.remove", "slot": slot["id"]}, {"op": "aid.remove", "aid": aid["id"]})


def test_choices_of_the_pole(demo: Pole) -> None:
    do(demo, {"op": "setting.set", "key": "still", "value": 21},
       {"op": "setting.set", "numbers": [["CRIP", "01 23 45 67 89", "8 h 30 à 17 h"]]})
    assert "jours" in refused(demo, {"op": "setting.set", "key": "still", "value": "beaucoup"})


@pytest.mark.parametrize("wrong", [
    {"op": "group.add", "kind": "prevention", "level": "CM2"}, {"op": "help.add"}, {"op": "group.add", "students": "tous"},
    {"op": "group.add", "couleur": "bleu"}, {"op": "attendance.add", "group": "0190a000-0000-7000-8000-000000000000"},
    {"op": "aid.note", "student": "x", "aid": "orthophonie"}, {"op": "slot.add", "begins": "9h", "ends": "10h", "label": "x"},
    {"op": "attendance.add", "group": "x", "minutes": "45"}, {"op": "setting.set", "key": "magie"},
    {"op": "setting.set", "numbers": "119"}, {"op": "group.end", "group": "x", "outcomes": ["a"]}])
def test_what_cannot_be_is_refused_with_a_sentence(demo: Pole, wrong: dict[str, Any]) -> None:
    assert refused(demo, wrong).endswith(".")


def test_every_act_is_known_by_batch(demo: Pole) -> None:
    said = refused(demo, {"op": "magie"})
    assert all(op in said for op in OPS)
