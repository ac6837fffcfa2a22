"""A notebook from a terminal: two real accounts, and a director whose every output stays the same to the byte."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Pole, Said, acts

PHRASES = {"philippe": "cerise tambour nuage lucarne violon abricot sapin", "samira": "hibou lucarne framboise trottinette cerise nuage boussole"}
UNKNOWN = "0190a000-0000-7000-8000-000000000000"
As = Callable[..., Said]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")


@pytest.fixture
def as_(pole: Pole) -> As:
    """``as_("samira", "note", "list")``: a director, and a psychologist who came in by an invitation."""

    def call(login: str, *words: str, stdin: str = "") -> Said:
        reading, writing = os.pipe()
        os.write(writing, (PHRASES[login] + "\n").encode())
        os.close(writing)
        try:
            return pole(*words, stdin=stdin, options=("--as", login, "--password-fd", str(reading), "--json"))
        finally:
            os.close(reading)

    assert call("philippe", "init", "--name", "Philippe Lambert", "--role", "director", "--login", "philippe").code == 0
    code = call("philippe", "account", "add", "--name", "Samira Haddad", "--role", "psychologist", "--login", "samira").value["invitation"]
    assert call("samira", "account", "accept", stdin=code + "\n").code == 0
    return call


@pytest.fixture
def pupil(as_: As) -> str:
    said = as_("philippe", "batch", stdin=acts(
        {"op": "student.add", "last_name": "Benali", "first_name": "Yanis", "birth_date": "2018-04-02", "level": "CE1"}))
    return str(said.value["id"])


def _director(as_: As, pupil: str, tmp_path: Path) -> list[object]:
    paper = tmp_path / "fiche.pdf"
    asked = [("list", what) for what in ("students", "schools", "guardians", "meetings", "projects", "tasks", "notes", "assessments",
                                         "agreements", "avis", "releases")]
    asked += [("list", "students", "--search", "can"), ("list", "notes", "--search", "canari"), ("show", pupil), ("show", UNKNOWN), ("digest",),
              ("note", "list"), ("agreement", "list"), ("account", "list"), ("print", "student-sheet", "--student", pupil, "-o", str(paper))]
    said: list[object] = [(one.code, one.out, one.err) for words in asked for one in [as_("philippe", *words)]]
    return [*said, paper.stat().st_size]


def _common(tmp_path: Path, as_: As) -> dict[str, bytes]:
    """The files of the vault but one: hers, the only one that grows."""
    vault = tmp_path / "essai.coffre"
    return {str(path.relative_to(vault)): path.read_bytes() for path in sorted(vault.rglob("*")) if path.is_file()}


def test_her_year_leaves_every_output_of_the_director_as_it_was(as_: As, pupil: str, tmp_path: Path) -> None:
    before, files = _director(as_, pupil, tmp_path), _common(tmp_path, as_)
    said = as_("samira", "batch", stdin=acts(
        {"op": "note.add", "name": "Benali", "text": "CANARI lit seul dix minutes"},
        {"op": "note.add", "name": "Inès Canari", "text": "Venue avec sa mère"},
        {"op": "note.add", "student": pupil, "kind": "entretien", "date": "2026-11-20", "answers": {"paroles": "CANARI"}},
        {"op": "assessment.add", "student": pupil, "battery": "wisc5", "scores": {"ICV": 112}},
        {"op": "agreement.add", "student": pupil, "guardian": None, "purpose": "psychologue", "date": "2026-11-02", "mode": "written",
         "state": "given"},
        {"op": "assessment.add", "student": pupil, "battery": "wisc5", "date": "2026-11-20", "scores": [
            {"code": "ICV", "score": 112}, {"code": "IMT", "score": 86}, {"code": "QIT", "score": 97}]},
        {"op": "prevention.add", "theme": "sommeil", "level": "CE1", "dates": ["2026-11-10"], "partners": "infirmière", "changed": "siestes"},
        {"op": "advice.add", "asked_by": "ien", "subject": "Récréation", "advice": "Observer d’abord"}))
    assert [line.get("error", "")[:14] for line in said.lines] == ["", "", "", "Avant de comme", "", "", "", ""]
    notes = as_("samira", "note", "list").lines
    assert len(notes) == 5
    bilan = as_("samira", "assessment", "show", str(said.lines[5]["id"])).value
    assert bilan["remarks"][0].startswith("26 points d’écart entre ICV et IMT")
    assert [point["percentile"] for point in bilan["points"]] == [79, 18, 42]
    assert [line["name"] for line in as_("samira", "list", "notes", "--search", "cana").lines if line["name"]]
    after = _common(tmp_path, as_)
    changed = [name for name in files if files[name] != after.get(name)]
    assert set(after) == set(files)
    assert len(changed) <= 1, "her file alone"
    assert _director(as_, pupil, tmp_path) == before


def test_unknown_and_forbidden_are_said_alike_with_exit_2(as_: As, pupil: str) -> None:
    note = as_("samira", "note", "add", "--student", pupil, stdin="Une note\n").value["id"]
    assert as_("samira", "show", note).value["answers"]["texte"] == "Une note"
    for words in (("show",), ("assessment", "show"), ("revoke",), ("agreement", "withdraw")):
        forbidden, unknown = as_("philippe", *words, note), as_("philippe", *words, UNKNOWN)
        assert (forbidden.code, forbidden.err) == (unknown.code, unknown.err)
        assert forbidden.code == 2
    for op in ("erase", "delete", "note.save", "release.revoke"):
        lines = as_("philippe", "batch", stdin=acts({"op": op, "id": note}, {"op": op, "id": UNKNOWN})).lines
        assert lines[0]["error"] == lines[1]["error"]


def test_a_conclusion_goes_and_comes_back(as_: As, pupil: str) -> None:
    note = as_("samira", "note", "add", "--student", pupil, "--text", "CANARI").value["id"]
    sent = as_("samira", "release", note, "--to", "l’enseignante", "--purpose", "aménager la classe", "--talk-on", "2027-01-11",
               stdin="Une consigne à la fois.\n").value["id"]
    assert [line["content"] for line in as_("philippe", "list", "releases").lines] == ["Une consigne à la fois."]
    assert as_("philippe", "show", sent).value["addressee"] == "l’enseignante"
    assert as_("samira", "revoke", sent).code == 0
    assert as_("philippe", "list", "releases").lines == []
    assert as_("philippe", "show", sent).code == 2
    assert [line["revoked_on"] != "" for line in as_("samira", "list", "releases").lines] == [True]


def test_agreements_and_avis_from_words(as_: As, pupil: str) -> None:
    mine = as_("samira", "agreement", "add", "--student", pupil, "--guardian-name", "Nora Benali", "--purpose", "suivi", "--state", "asked",
               "--date", "2026-11-02").value["id"]
    shared = as_("philippe", "agreement", "add", "--student", pupil, "--purpose", "pap", "--date", "2026-11-03").value["id"]
    assert [line["id"] for line in as_("philippe", "agreement", "list").lines] == [shared]
    assert {line["id"] for line in as_("samira", "agreement", "list", "--student", pupil).lines} == {mine, shared}
    assert as_("samira", "agreement", "withdraw", mine, "--date", "2026-11-20").code == 0
    assert as_("philippe", "avis", "add", "--student", pupil, "--opinion", "favourable").code == 9
    said = as_("philippe", "avis", "add", "--student", pupil, "--opinion", "favourable", "--date", "2026-11-05", "--author", "Dr Roche")
    assert said.code == 0
    [line] = as_("samira", "avis", "list").lines
    assert (line["author"], line["source"], line["opinion"], line["date"]) == ("", "", "", "2026-11-05")  # it exists: no more
    [line] = as_("philippe", "avis", "list").lines
    assert (line["author"], line["source"], line["opinion"], line["entered_by"]) == ("Dr Roche", "paper", "favourable", "Philippe Lambert")
    plan = as_("philippe", "batch", stdin=acts({"op": "plan.set", "student": pupil, "kind": "pai", "since": "2026-09-01", "emergency": True}))
    assert as_("philippe", "show", plan.value["id"]).value["emergency"] is True


def test_what_she_erases_or_undoes_is_hers(as_: As, pupil: str) -> None:
    said = as_("samira", "batch", stdin=acts({"op": "note.add", "name": "Inès Canari", "text": "Une note"}, {"op": "undo"},
                                             {"op": "note.add", "student": pupil, "text": "Autre"})).lines
    assert "error" not in said[1]
    assert [line["title"] for line in as_("samira", "note", "list").lines] == ["Autre"]
    gone = as_("samira", "batch", stdin=acts({"op": "delete", "id": said[2]["id"]}, {"op": "erase", "id": said[2]["id"]},
                                             {"op": "notebook.erase", "student": pupil})).lines
    assert all("error" not in line for line in gone)
    assert as_("samira", "note", "list").lines == []
    assert as_("samira", "verify").code == 0
    assert as_("philippe", "show", pupil).code == 0


def test_an_act_without_a_pupil_and_a_release_take_the_words_one_expects(as_: As, pupil: str) -> None:
    said = as_("samira", "batch", stdin=acts(
        {"op": "prevention.add", "theme": "le sommeil", "levels": ["CP", "CE1"], "dates": ["2026-11-19"], "partners": "l’infirmière"},
        {"op": "note.add", "student": pupil, "text": "à reprendre"}))
    assert said.code == 0 and len(said.lines) == 2
    shown = as_("samira", "show", said.lines[0]["id"]).value
    assert shown["answers"]["classes"] == "CP, CE1" and shown["answers"]["dates"][0]["le"] == "2026-11-19"
    sent = as_("samira", "batch", stdin=acts(
        {"op": "release", "note": said.lines[1]["id"], "to": "l’équipe", "purpose": "aider", "text": "Une consigne à la fois."}))
    assert sent.code == 0
    assert as_("samira", "batch", stdin=acts({"op": "revoke", "release": sent.value["id"]})).code == 0
