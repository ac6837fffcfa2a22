"""Reading: lists, one record, papers, the fingerprint."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop.forms.ppre import PPRE
from tests.cli.conftest import Pole, acts


def test_lists_give_the_keys_of_the_contract(demo: Pole) -> None:
    student = demo("list", "students").value
    assert {"id", "last_name", "first_name", "birth_date", "sex", "level", "class", "school"} <= student.keys()
    assert {"id", "uai", "name", "city"} <= demo("list", "schools").value.keys()
    for what in ("guardians", "meetings", "projects", "tasks"):
        assert "id" in demo("list", what).value


def test_every_pupil_is_listed_once_and_found_without_accents(demo: Pole) -> None:
    rows = demo("list", "students").lines
    assert len(rows) == 40 == len({row["id"] for row in rows})
    found = demo("list", "students", "--search", "salah noe").lines
    assert [(row["last_name"], row["first_name"]) for row in found] == [("BEN SALAH", "Noémie")]


@pytest.mark.parametrize("what", ["schools", "guardians", "meetings", "projects", "tasks"])
def test_search_narrows_each_list(demo: Pole, what: str) -> None:
    assert demo("list", what, "--search", "zzzz introuvable").lines == []


def test_a_project_shows_all_its_questions_and_its_history(demo: Pole) -> None:
    project = demo("list", "projects").value["id"]
    shown = demo("show", project).value
    assert shown["id"] == project and shown["type"] == "project"
    assert list(shown["answers"]) == [field.key for field in PPRE.fields()]
    assert shown["history"][0]["label"]
    assert "seen" not in shown


@pytest.mark.parametrize("what", ["students", "schools", "guardians", "meetings", "projects", "tasks"])
def test_whatever_is_listed_can_be_shown(demo: Pole, what: str) -> None:
    row = demo("list", what).value
    shown = demo("show", row["id"])
    assert shown.code == 0
    assert shown.value["history"]


def test_unknown_and_forbidden_are_one_sentence(demo: Pole, tmp_path: Path) -> None:
    shown = demo("show", "01a20f26-45f6-7000-88a0-c55f84a2f686")
    printed = demo("print", "ppre", "--project", "n’importe quoi", "-o", str(tmp_path / "x.pdf"))
    assert shown.code == printed.code == 2
    assert shown.err == printed.err
    assert not (tmp_path / "x.pdf").exists()


def test_a_draft_paper_of_each_kind_prints_blank_and_filled(demo: Pole, tmp_path: Path) -> None:
    student = demo("list", "projects").value["student"]
    for paper in ("interview-guide", "ppre", "student-sheet"):
        for extra in (("--blank",), ("--student", student), ("--student", student, "--large")):
            target = tmp_path / "papier.pdf"
            said = demo("print", paper, *extra, "-o", str(target))
            assert said.code == 0, said.err
            assert PdfReader(target).pages
            target.unlink()


def test_parents_have_their_own_sheet(demo: Pole, tmp_path: Path) -> None:
    target = tmp_path / "parents.pdf"
    said = demo("print", "interview-guide", "--blank", "--for-parents", "-o", str(target), options=("--json",))
    assert said.value == {"file": str(target), "bytes": target.stat().st_size}


def test_a_selection_is_one_file(demo: Pole, tmp_path: Path) -> None:
    students = [row["id"] for row in demo("list", "students").lines[:3]]
    words = [word for id in students for word in ("--student", id)]
    target = tmp_path / "trois.pdf"
    assert demo("print", "student-sheet", *words, "-o", str(target)).code == 0
    assert len(PdfReader(target).pages) >= 3


def test_printing_says_what_is_missing_in_the_command(demo: Pole, tmp_path: Path) -> None:
    assert demo("print", "ppre", "-o", str(tmp_path / "x.pdf")).code == 1
    assert demo("print", "ppre", "--blank", "-o", str(tmp_path / "absent" / "x.pdf")).code == 1
    assert demo("print", "interview-guide", "--blank", "--situation", "fête", "-o", str(tmp_path / "x.pdf")).code == 1


def test_digest_is_the_same_twice_and_moves_with_a_write(demo: Pole) -> None:
    first = demo("digest").out
    assert len(first.strip()) == 64
    assert demo("digest").out == first
    demo("batch", stdin=acts({"op": "task.add", "title": "Appeler la mairie"}))
    assert demo("digest").out != first


def test_verify_is_content(demo: Pole) -> None:
    assert demo("verify", options=("--json",)).value == {"ok": True, "problems": []}
