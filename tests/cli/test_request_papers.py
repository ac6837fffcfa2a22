"""Papers of requests from a terminal: made from a request, blank, or refused in a sentence; what must be read again is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Pole, acts
from tests.reports.reading import page_texts

UNKNOWN = "0190a000-0000-7000-8000-000000000000"


def text(path: Path) -> str:
    return " ".join(" ".join(page_texts(path.read_bytes())).replace("\u00a0", " ").split())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "x.pdf"


@pytest.fixture
def request_id(demo: Pole) -> str:
    student = demo("list", "students").lines[0]["id"]
    said = demo("batch", stdin=acts({"op": "request.add", "about": "pupil", "student": student, "answers": {
        "sujet": "Entrée dans la lecture", "faits": "Neuf lettres connues.", "essaye": "Un abécédaire.",
        "parents_informes_le": "2026-11-09"}}))
    assert said.code == 0, said.out + said.err
    id = str(said.lines[0]["id"])
    said = demo("batch", stdin=acts({"op": "request.submit", "request": id}, {
        "op": "request.decide", "request": id, "indications": ["maitre_e"], "phrase": "Deux séances par semaine.",
        "start": "2026-11-30"}))
    assert said.code == 0, said.out + said.err
    return id


def test_every_paper_of_a_request(demo: Pole, request_id: str, target: Path) -> None:
    for paper, words in (("request", "Neuf lettres connues."), ("answer", "Deux séances par semaine.")):
        assert demo("print", paper, "--request", request_id, "-o", str(target)).code == 0
        assert words in text(target)
    assert demo("print", "answer", "--request", request_id, "--to", "teacher", "-o", str(target)).code == 0
    assert "lundi 30 novembre 2026" in text(target)
    assert demo("print", "answer", "--request", request_id, "--to", "parents", "-o", str(target)).code == 0
    assert "Ce que nous proposons" in text(target)
    assert demo("print", "decision-sheet", "--since", "2026-11-01", "-o", str(target)).code == 0
    assert "Deux séances par semaine." in text(target)
    assert demo("print", "decision-sheet", "-o", str(target)).code == 0, "without a word, those of the last one"
    assert "Ce que nous avons décidé" in text(target)
    said = demo("print", "decision-sheet", "--since", "2026-11-01", "--nameless", "-o", str(target))
    assert said.code == 0 and "Relisez" in said.err and "élève 1" in text(target)


@pytest.mark.parametrize("paper", ["request", "answer", "decision-sheet", "timetable", "ribbon"])
def test_blank_ones_ask_for_nothing(demo: Pole, paper: str, target: Path) -> None:
    assert demo("print", paper, "--blank", "-o", str(target)).code == 0
    assert "modèle vierge" in text(target)


def test_the_ribbon_and_the_timetable(demo: Pole, request_id: str, target: Path) -> None:
    student = demo("list", "students").lines[0]["id"]
    for words in (("--student", student), ("--request", request_id)):
        assert demo("print", "ribbon", *words, "-o", str(target)).code == 0
    assert demo("print", "timetable", "-o", str(target)).code == 0
    assert demo("print", "timetable", "--period", "P2", "-o", str(target)).code == 0


def test_what_is_not_said_or_not_known_is_a_sentence_and_no_file(demo: Pole, request_id: str, target: Path) -> None:
    for words, code in ((("request",), 1), (("answer",), 1), (("ribbon",), 1),
                        (("answer", "--request", request_id, "--to", "nurse"), 1), (("request", "--request", UNKNOWN), 2),
                        (("answer", "--request", UNKNOWN), 2), (("decision-sheet", "--meeting", UNKNOWN), 2),
                        (("ribbon", "--student", UNKNOWN), 2)):
        said = demo("print", *words, "-o", str(target))
        assert said.code == code and not target.exists(), (words, said)
        assert "Traceback" not in said.out + said.err
