"""``batch``: acts acknowledged once durable, refusals that change nothing, and what the lines may hold."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Pole, acts

CHILD = {"op": "student.add", "last_name": "Œuvrard", "first_name": "Łucja", "birth_date": "2019-05-06", "sex": "F", "level": "CE1", "class": "CE1 B"}


def test_a_morning_of_acts(demo: Pole) -> None:
    school = demo("list", "schools", "--search", "moulin valbrune").value
    child = demo("batch", stdin=acts({**CHILD, "school": school["uai"]})).value
    assert child["ack"] == 1
    shown = demo("show", child["id"]).value
    assert (shown["last_name"], shown["first_name"], shown["level"], shown["class"]) == ("Œuvrard", "Łucja", "CE1", "CE1 B")
    assert shown["school"] == school["name"]

    done = demo("batch", stdin=acts(
        {"op": "student.update", "student": child["id"], "usage_name": "Roy", "class": "CE1-CE2"},
        {"op": "meeting.add", "student": child["id"], "kind": "equipe_educative", "date": "2026-12-03",
         "answers": {"objet": "Faire le point", "decisions": [{"qui": "Mme Roy", "quoi": "appelle la famille", "avant_le": "2026-12-10"}]}},
        {"op": "project.add", "student": child["id"], "kind": "ppre", "answers": {"besoins": "Lire"}},
        {"op": "task.add", "title": "Prévenir", "student": child["id"]}))
    assert done.code == 0
    updated, meeting, project, task = done.lines
    assert [line["ack"] for line in done.lines] == [1, 2, 3, 4]
    assert demo("show", updated["id"]).value["class"] == "CE1-CE2"
    assert [row["title"] for row in demo("list", "tasks", "--search", "appelle la famille").lines].count("appelle la famille") >= 1
    assert demo("show", meeting["id"]).value["answers"]["objet"] == "Faire le point"

    saved = demo("batch", stdin=acts(
        {"op": "project.save", "project": project["id"], "answers": {"points_appui": "Aime lire", "objectifs": [{"objectif": "Un", "critere": "8 sur 10"}]}},
        {"op": "task.done", "task": task["id"]}))
    assert saved.code == 0
    answers = demo("show", project["id"]).value["answers"]
    assert (answers["besoins"], answers["points_appui"], answers["objectifs"][0]["critere"]) == ("Lire", "Aime lire", "8 sur 10")
    assert demo("show", task["id"]).value["done_on"]


def test_undo_and_redo(demo: Pole) -> None:
    child, undone, nothing = demo("batch", stdin=acts(CHILD, {"op": "undo"}, {"op": "undo"})).lines
    assert undone["id"] == undone["unit"]
    assert demo("show", child["id"]).code == 2
    assert nothing["line"] == 3
    added = demo("batch", stdin=acts({**CHILD, "last_name": "Second"})).value
    taken = demo("batch", stdin=acts({"op": "undo", "unit": added["unit"]})).value
    assert demo("show", added["id"]).code == 2
    demo("batch", stdin=acts({"op": "undo", "unit": taken["unit"]}))
    assert demo("show", added["id"]).value["last_name"] == "Second"


def test_deleting_comes_back_and_erasing_does_not(demo: Pole) -> None:
    child = demo("batch", stdin=acts(CHILD)).value["id"]
    gone = demo("batch", stdin=acts({"op": "delete", "id": child})).value
    assert demo("show", child).code == 2
    demo("batch", stdin=acts({"op": "undo", "unit": gone["unit"]}))
    assert demo("show", child).code == 0
    assert demo("batch", stdin=acts({"op": "erase", "id": child})).code == 0
    assert demo("show", child).code == 2
    assert demo("batch", stdin=acts({"op": "undo", "unit": gone["unit"]})).code == 9


def test_rectify_leaves_no_former_value(demo: Pole) -> None:
    child = demo("batch", stdin=acts({**CHILD, "last_name": "Fautif"})).value["id"]
    assert demo("batch", stdin=acts({"op": "rectify", "id": child, "column": "last_name", "value": "Juste"})).code == 0
    shown = demo("show", child)
    assert shown.value["last_name"] == "Juste"
    assert "Fautif" not in shown.out


def test_two_records_of_one_child_are_merged(demo: Pole) -> None:
    keep, other = (line["id"] for line in demo("batch", stdin=acts(CHILD, {**CHILD, "ine": "999000111AB"})).lines)
    assert demo("batch", stdin=acts({"op": "student.merge", "keep": keep, "other": other})).code == 0
    assert demo("show", keep).value["ine"] == "999000111AB"
    assert len(demo("list", "students", "--search", "oeuvrard").lines) == 1


REFUSED = [
    "pas du JSON", "[1, 2]", '"texte"', "null", "{", '{"op": 3}', '{"op": "rm"}', '{"op": "student.add"}',
    '{"op": "student.add", "last_name": "A", "first_name": "B", "birth_date": "2020-02-30"}',
    '{"op": "student.add", "last_name": "A", "first_name": "B", "poids": NaN}',
    '{"op": "student.add", "last_name": "A", "first_name": "B", "school": "0000000B"}',
    '{"op": "student.add", "last_name": "A", "first_name": "B", "level": "CE9"}',
    '{"op": "student.add", "last_name": ["A"], "first_name": "B"}',
    '{"op": "student.add", "last_name": "A", "first_name": {"B": 1}}',
    '{"op": "student.update", "student": "inconnu", "first_name": "B"}',
    '{"op": "meeting.add", "student": "inconnu", "kind": "synthese", "date": "2026-12-01"}',
    '{"op": "meeting.add", "kind": "bal", "date": "2026-12-01"}', '{"op": "project.add", "student": "x", "kind": "pps"}',
    '{"op": "project.save", "project": "x", "answers": {"besoins": "a"}}', '{"op": "project.save", "answers": {}}',
    '{"op": "task.add", "title": ""}', '{"op": "task.add", "title": "a", "due": "demain"}', '{"op": "task.done", "task": 12}',
    '{"op": "delete"}', '{"op": "erase", "id": "x"}', '{"op": "rectify", "id": "x", "column": "last_name"}', '{"op": "undo", "unit": "x"}',
    '{"op": "student.add", "last_name": "\\ud800", "first_name": "B"}', "[" * 5000, '{"op": "task.add", "title": "a", "inconnu": 1}',
    '{"op": "task.add", "title": ' + "9" * 5000 + "}",
]


def test_a_refused_line_changes_nothing_and_the_next_ones_go_on(demo: Pole) -> None:
    before = demo("digest").out
    done = demo("batch", stdin="\n".join(REFUSED) + "\n")
    assert done.code == 9
    assert [line.get("line") for line in done.lines] == list(range(1, len(REFUSED) + 1))
    assert all(line["error"] and "ack" not in line for line in done.lines)
    assert not [line for line in done.lines if "inattendue" in line["error"]]
    assert demo("digest").out == before
    assert demo("batch", stdin="{}\n" + acts(CHILD)).lines[1]["ack"] == 2


def test_blank_lines_bom_and_bad_bytes(demo: Pole) -> None:
    stdin = b"\n   \n" + b"\xef\xbb\xbf" + json.dumps(CHILD).encode() + b"\n\xff\xfe\n\r\n"
    done = demo("batch", stdin=stdin)
    assert done.code == 9
    assert done.lines[0]["ack"] == 3
    assert done.lines[1]["line"] == 4


def test_a_last_line_without_its_end_counts(demo: Pole) -> None:
    assert demo("batch", stdin=json.dumps(CHILD)).value["ack"] == 1


def test_a_line_too_long_is_refused_and_the_next_is_read(demo: Pole, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop import cli_batch

    monkeypatch.setattr(cli_batch, "LONGEST_LINE", 500)
    done = demo("batch", stdin=acts({**CHILD, "note": "x" * 3000}, CHILD))
    assert done.lines[0]["line"] == 1
    assert done.lines[1]["ack"] == 2


def test_hostile_text_is_kept_as_typed(demo: Pole) -> None:
    hostile = "<b>gras</b> <3/10 <marie@ex.fr> {{x}} %s '; DROP TABLE student;-- 😀 \u202egauche"
    child = demo("batch", stdin=acts({**CHILD, "note": hostile})).value["id"]
    assert demo("show", child).value["note"] == hostile


def test_a_disk_that_fails_stops_the_batch(demo: Pole, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.errors import NoSpaceError
    from desktop.services.work import Tasks

    def full(*_args: object, **_cells: object) -> None:
        raise NoSpaceError("Le disque est plein.")

    monkeypatch.setattr(Tasks, "add", full)
    done = demo("batch", stdin=acts({"op": "task.add", "title": "a"}, CHILD))
    assert done.code == 7
    assert [line.get("line") for line in done.lines] == [1]
