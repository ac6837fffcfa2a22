"""Papers of personal files and of the pôle from a terminal: written whole, told beside, refused alike."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.reports.text import comparable
from tests.cli.conftest import Pole, Said, acts
from tests.cli.test_notebook import as_ as _as
from tests.cli.test_notebook import pupil as _pupil
from tests.reports.reading import page_texts, read_back

As = Callable[..., Said]
as_, pupil = _as, _pupil
UNKNOWN = "0190a000-0000-7000-8000-000000000000"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")


@pytest.fixture
def bilan(as_: As, pupil: str) -> str:
    said = as_("samira", "batch", stdin=acts(
        {"op": "agreement.add", "student": pupil, "guardian": None, "purpose": "psychologue_bilan", "date": "2026-11-02",
         "mode": "written", "state": "given"},
        {"op": "assessment.add", "student": pupil, "battery": "wisc5", "date": "2026-11-20",
         "answers": {"aide_classe": "Une consigne à la fois.", "points_appui": "Il raisonne.", "reponse": "Alléger l’écrit."},
         "scores": [{"code": "ICV", "score": 108, "bas": 100, "haut": 115}]}))
    assert said.code == 0, said.out
    return str(said.lines[1]["id"])


def test_both_papers_of_a_bilan_as_pdf_and_as_documents(as_: As, bilan: str, pupil: str, tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    assert as_("samira", "print", "psychological-report", "--assessment", bilan, "-o", str(target)).code == 0
    assert comparable("100 à 115") in read_back(target.read_bytes())
    said = as_("samira", "print", "school-note", "--student", pupil, "-o", str(target))
    assert said.code == 0 and "notices" not in said.value
    assert comparable("Une consigne à la fois.") in read_back(target.read_bytes())
    said = as_("samira", "print", "psychological-report", "--assessment", bilan, "--docx", "--addressee", "la famille", "-o",
               str(tmp_path / "x.docx"))
    assert "hors du coffre" in said.value["notices"][0]
    with zipfile.ZipFile(io.BytesIO((tmp_path / "x.docx").read_bytes())) as archive:
        assert "la famille" in archive.read("word/document.xml").decode()


def test_a_figure_in_the_note_is_told_and_printed(as_: As, bilan: str, tmp_path: Path) -> None:
    made = as_("samira", "batch", stdin=acts({"op": "assessment.save", "assessment": bilan, "answers": {"aide_classe": "Son QIT : alléger."}}))
    assert made.code == 0
    said = as_("samira", "print", "school-note", "--assessment", bilan, "-o", str(tmp_path / "x.pdf"))
    assert said.code == 0 and "QIT" in said.value["notices"][0]


def test_a_bilan_of_another_and_an_unknown_one_are_the_same_answer(as_: As, bilan: str, pupil: str, tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    answers = [as_("philippe", "print", "psychological-report", "--assessment", id, "-o", str(target)) for id in (bilan, UNKNOWN)]
    answers += [as_("samira", "print", "agreement", "--student", UNKNOWN, "-o", str(target))]
    assert {(said.code, said.err) for said in answers} == {(2, answers[0].err)}
    assert not target.exists()
    assert as_("philippe", "print", "psychological-report", "--student", pupil, "-o", str(target)).code in (1, 2)


def test_sheets_to_sign_the_doctor_and_the_pole(as_: As, pupil: str, tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    for words, told in (
            (("agreement", "--blank", "--purpose", "pap"), "plan d’accompagnement personnalisé"),
            (("agreement", "--student", pupil), "Ma réponse, pour Yanis Benali"),
            (("medical-request", "--student", pupil, "--to", "nurse"), "Demande d’intervention infirmière"),
            (("medical-request", "--blank"), "Demande d’intervention du médecin"), (("envelope-cover",), "Pli confidentiel"),
            (("awaited-avis",), "Aucun avis n’est attendu."), (("directory",), "Annuaire du pôle ressource"),
            (("day-sheet", "--day", "2026-11-24"), "mardi 24 novembre 2026"), (("account-card",), "six mots")):
        said = as_("philippe", "print", *words, "-o", str(target))
        assert said.code == 0, (words, said.err)
        assert comparable(told) in read_back(target.read_bytes()), words


def test_a_new_recovery_sheet_voids_the_former_one(as_: As, tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assert "notices" not in as_("samira", "print", "recovery-sheet", "-o", str(first)).value
    assert "n’ouvre plus rien" in as_("samira", "print", "recovery-sheet", "-o", str(second)).value["notices"][0]
    codes = [_code(path) for path in (first, second)]
    assert codes[0] != codes[1]
    assert as_("samira", "recover", stdin=codes[0] + "\n").code != 0
    assert as_("samira", "recover", stdin=codes[1] + "\n").code == 0


def _code(path: Path) -> str:
    lines = page_texts(path.read_bytes())[0].replace("\xa0", " ").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("Le code, en huit groupes"))
    return " ".join(" ".join(lines[start + 1:start + 4]).split())


@pytest.mark.parametrize("words", [
    ("agreement",), ("medical-request",), ("psychological-report",), ("school-note",), ("agreement", "--student", "a", "--student", "b"),
    ("medical-request", "--blank", "--to", "pharmacien")])
def test_what_is_missing_in_the_command_is_told(demo: Pole, tmp_path: Path, words: tuple[str, ...]) -> None:
    said = demo("print", *words, "-o", str(tmp_path / "x.pdf"))
    assert said.code == 1 and not (tmp_path / "x.pdf").exists()
