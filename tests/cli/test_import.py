"""``import`` and ``undo-import``: the answer's keys, twice the same file, and files that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Pole, acts

ONDE = Path(__file__).resolve().parents[2] / "resources" / "demo" / "CSVExtraction.csv"
SCHOOL = "0789914C"
KEYS = {"kind", "rows", "added", "updated", "unchanged", "left", "refused", "partial", "remarks"}
REGISTER = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Adresse_1;Code_postal;Nom_commune;"
    "Code_departement;code_nature;etat\r\n"
    "0789930V;Ecole primaire;Ecole;Public;1 rue des Prés;78990;Valbrune;078;151;OUVERT\r\n"
    "0019901G;Ecole primaire;Ecole;Public;1 rue du Lac;01990;Lacville;001;151;OUVERT\r\n")


def test_a_preview_writes_nothing(demo: Pole) -> None:
    before = demo("digest").out
    said = demo("import", "onde", str(ONDE), "--school", SCHOOL, "--year", "2026-2027", "--dry-run")
    assert said.code == 0, said.err
    assert KEYS | {"dry_run"} <= said.value.keys()
    assert (said.value["rows"], said.value["added"]) == (84, 84)
    assert demo("digest").out == before


def test_a_file_is_imported_once_and_taken_back(demo: Pole) -> None:
    before = len(demo("list", "students").lines)
    first = demo("import", "onde", str(ONDE), "--school", SCHOOL, "--year", "2026-2027").value
    assert first.keys() >= KEYS
    assert (first["added"], first["left"], first["refused"], first["partial"]) == (84, 0, 0, False)
    again = demo("import", "onde", str(ONDE), "--school", SCHOOL, "--year", "2026-2027").value
    assert (again["added"], again["updated"], again["unchanged"], again["left"]) == (0, 0, 84, 0)
    assert len(demo("list", "students").lines) == before + 84

    worked = demo("list", "students", "--search", "dumont anne sophie").value["id"]
    demo("batch", stdin=acts({"op": "project.add", "student": worked, "kind": "ppre"}))
    undone = demo("undo-import")
    assert undone.code == 0, undone.err
    assert any("DUMONT" in told for told in undone.value["kept"])
    assert len(demo("list", "students").lines) == before + 1
    assert demo("verify").code == 0


def test_there_may_be_nothing_to_take_back(demo: Pole) -> None:
    said = demo("undo-import")
    assert said.code in (2, 9)
    assert said.err.count("\n") == 1


def test_schools_of_one_department(demo: Pole, tmp_path: Path) -> None:
    register = tmp_path / "annuaire.csv"
    register.write_bytes(REGISTER.encode("utf-8-sig"))
    before = len(demo("list", "schools").lines)
    said = demo("import", "schools", str(register), "--department", "78")
    assert said.code == 0, said.err
    assert said.value["kind"] == "annuaire" and said.value["added"] == 1
    assert len(demo("list", "schools").lines) == before + 1


def test_a_register_is_not_an_extraction(demo: Pole, tmp_path: Path) -> None:
    register = tmp_path / "CSVExtraction.csv"
    register.write_bytes(REGISTER.encode())
    assert demo("import", "onde", str(register)).code == 9
    assert demo("import", "schools", str(ONDE)).code == 9


@pytest.mark.parametrize("content", [
    b"", b"\n\n\n", b"\x00\x01\x02" * 500, b"%PDF-1.7\n", b"PK\x03\x04 nothing", b"a;b;c\n1;2;3\n", b"Nom;Pr\xe9nom\n", b"<html></html>",
])
def test_what_is_not_an_extraction_is_one_sentence(demo: Pole, tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "CSVExtraction.csv"
    wrong.write_bytes(content)
    before = demo("digest").out
    said = demo("import", "onde", str(wrong))
    assert said.code == 9
    assert said.err.count("\n") == 1 and "Traceback" not in said.err
    assert demo("digest").out == before


def test_files_that_are_not_there_or_far_too_large(demo: Pole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.importers import source

    assert demo("import", "onde", str(tmp_path / "absent.csv")).code == 8
    assert demo("import", "onde", str(tmp_path)).code == 9
    monkeypatch.setattr(source, "MAX_BYTES", 1000)
    assert demo("import", "onde", str(ONDE)).code == 9
