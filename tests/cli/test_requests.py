"""Requests without a window: said, sent, taken, closed; what is not allowed is one sentence and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Pole, acts

FOUR = {"sujet": "Entrée dans la lecture", "faits": "Déchiffre trois mots sur dix", "essaye": "Lecture à deux",
        "parents_informes_le": "2026-11-10"}


def pupil(pole: Pole, rank: int = 0) -> str:
    return str(pole("list", "students").lines[rank]["id"])


def added(pole: Pole, **act: Any) -> str:
    said = pole("batch", stdin=acts({"op": "request.add", "answers": FOUR, **act}))
    assert said.code == 0, said.out
    return str(said.value["id"])


def row(pole: Pole, id: str) -> dict[str, Any]:
    return next(one for one in pole("list", "requests").lines if one["id"] == id)


def test_from_the_first_word_to_the_closing(demo: Pole) -> None:
    id = added(demo, student=pupil(demo))
    done = demo("batch", stdin=acts(*({"op": op, "request": id, **more} for op, more in (
        ("request.submit", {}), ("request.acknowledge", {"note": "Bien reçue"}), ("request.propose", {"person": "Samira Haddad"}),
        ("request.take", {}), ("request.news", {"text": "Vue en classe"}),
        ("contribution.add", {"author": "M. Roy", "answers": {"faits": "Copie vite"}}),
        ("request.decide", {"indications": ["maitre_e"], "phrase": "Une aide deux fois par semaine.", "start": "2026-11-30"}),
        ("request.move", {"state": "En cours"}), ("request.close", {"reason": "objectifs atteints", "note": "Lit seule"})))))
    assert done.code == 0, done.out
    shown = demo("show", id).value
    assert (shown["type"], shown["state"], shown["closing"], shown["sent_on"] != "") == ("request", "closed", "reached", True)
    assert [step["kind"] for step in shown["steps"]][-3:] == ["decided", "in_progress", "closed"]
    assert shown["decisions"][0]["phrase"] == "Une aide deux fois par semaine."
    assert shown["contributions"][0]["author"] == "M. Roy"
    assert shown["history"] and "seen" not in shown
    assert demo("verify").code == 0


@pytest.mark.parametrize(("missing", "said"), [("parents_informes_le", "les parents informés"), ("faits", "ce que vous observez")])
def test_it_is_not_sent_without_its_four_answers(demo: Pole, missing: str, said: str) -> None:
    id = added(demo, student=pupil(demo), answers={key: value for key, value in FOUR.items() if key != missing})
    before = demo("digest").out
    refused = demo("batch", stdin=acts({"op": "request.submit", "request": id}))
    assert refused.code == 9 and said in refused.value["error"] and refused.value["line"] == 1
    assert demo("digest").out == before
    assert row(demo, id)["state"] == "draft"


@pytest.mark.parametrize("act", [
    {"op": "request.decide", "indications": ["maitre_e"], "phrase": "Aide"}, {"op": "request.move", "state": "décidée"},
    {"op": "request.acknowledge"}, {"op": "request.take"}, {"op": "request.propose", "person": "X"},
    {"op": "request.close", "reason": "reached"}, {"op": "request.news", "text": "N"}, {"op": "request.reopen"},
])
def test_a_draft_goes_nowhere_but_out(demo: Pole, act: dict[str, Any]) -> None:
    id = added(demo, student=pupil(demo))
    before = demo("digest").out
    refused = demo("batch", stdin=acts({**act, "request": id}))
    assert refused.code == 9 and refused.value["error"].endswith(".")
    assert demo("digest").out == before


def test_words_not_understood_are_named(demo: Pole) -> None:
    id = added(demo, student=pupil(demo))
    before = demo("digest").out
    said = demo("batch", stdin=acts(
        {"op": "request.add"}, {"op": "request.add", "about": "famille"}, {"op": "request.add", "students": "x", "about": "several"},
        {"op": "request.add", "about": "class", "école": "x"}, {"op": "request.move", "request": id, "state": "gagnée"},
        {"op": "request.submit"}, {"op": "request.propose", "request": id}, {"op": "request.save", "request": id, "answers": {"qi": "9"}},
        {"op": "request.submit", "request": "inconnue"}, {"op": "request.add", "student": "inconnue"}))
    assert said.code == 9 and len(said.lines) == 10 and all("error" in line for line in said.lines)
    assert said.lines[-1]["error"] == said.lines[-2]["error"] == "Cet élément n’existe pas ou ne vous est pas ouvert."
    assert demo("digest").out == before


def test_a_class_without_a_name_typed_from_paper(demo: Pole) -> None:
    school = demo("list", "schools", "--search", "moulin valbrune").value
    id = added(demo, about="class", school=school["uai"], **{"class": "CE1 A"}, level="CE1", requester="Mme Guérin",
               received_on="2026-11-12", answers={"faits": "F", "essaye": "E"})
    assert demo("batch", stdin=acts({"op": "request.submit", "request": id})).code == 0
    shown = demo("show", id).value
    assert (shown["title"], shown["received_on"], shown["requester"], shown["source"]) == (
        "Classe de CE1", "2026-11-12", "Mme Guérin", "paper")
    assert shown["entered_by"] and row(demo, id)["students"] == []
    assert id in [one["id"] for one in demo("list", "requests", "--school", school["uai"]).lines]


def test_a_name_comes_later_and_several_are_counted(demo: Pole) -> None:
    id = added(demo, about="pupil", level="CP")
    one, two = pupil(demo), pupil(demo, 1)
    assert row(demo, id)["title"] == "Un élève de CP"
    demo("batch", stdin=acts({"op": "request.update", "request": id, "student": one}))
    assert row(demo, id)["students"] == [one]
    both = added(demo, students=[one, two])
    assert row(demo, both)["title"] == "2 élèves"
    assert {found["id"] for found in demo("list", "requests", "--student", two).lines} >= {both}
    assert id not in {found["id"] for found in demo("list", "requests", "--student", two).lines}


@pytest.mark.parametrize("word", ["acknowledged", "reçue", "RECUES", "Reçues"])
def test_a_state_is_asked_for_in_french_or_by_its_code(demo: Pole, word: str) -> None:
    ids = [added(demo, student=pupil(demo, rank)) for rank in (0, 1)]
    demo("batch", stdin=acts(*({"op": "request.submit", "request": id} for id in ids), {"op": "request.acknowledge", "request": ids[0]}))
    found = [one["id"] for one in demo("list", "requests", "--state", word).lines]
    assert ids[0] in found and ids[1] not in found
    assert {one["state"] for one in demo("list", "requests", "--state", word).lines} == {"acknowledged"}


def test_lists_refuse_what_does_not_narrow_them(demo: Pole) -> None:
    assert demo("list", "requests", "--state", "gagnée").code == 9
    assert demo("list", "students", "--state", "close").code == 1
    assert demo("list", "requests", "--school", "nulle part").code == 9
    for what in ("requests", "contributions", "decisions", "groups", "sittings", "slots", "aids"):
        assert demo("list", what, "--search", "zzzz introuvable").lines == []


def test_deleted_taken_back_and_erased(demo: Pole) -> None:
    id = added(demo, student=pupil(demo))
    demo("batch", stdin=acts({"op": "request.submit", "request": id}))
    gone = demo("batch", stdin=acts({"op": "delete", "id": id})).value
    assert demo("show", id).code == 2
    demo("batch", stdin=acts({"op": "undo", "unit": gone["unit"]}))
    assert demo("show", id).value["state"] == "submitted"
    demo("batch", stdin=acts({"op": "request.remove", "request": id}, {"op": "erase", "id": id}))
    assert demo("show", id).code == 2 and demo("verify").code == 0


def test_a_form_goes_out_and_comes_back(demo: Pole, tmp_path: Path) -> None:
    id = added(demo, student=pupil(demo), answers={**FOUR, "faits": "Il dit « œuf » à 5 €"})
    blank, filled = tmp_path / "vierge.pdf", tmp_path / "rempli.pdf"
    assert demo("form", "request", "-o", str(blank)).code == 0
    assert demo("form", "request", "--request", id, "--filled", "-o", str(filled), options=("--json",)).value["file"] == str(filled)
    name = demo("list", "students").value["last_name"]
    assert name.encode() not in filled.read_bytes()
    before = demo("digest").out
    seen = demo("form", "take", str(filled), "--dry-run").value
    assert seen["dry_run"] and seen["kind"] == "request" and seen["request"] == id
    answers = {one["key"]: one["value"] for one in seen["answers"]}
    assert answers["faits"] == "Il dit « œuf » à 5 €"
    assert demo("digest").out == before
    taken = demo("form", "take", str(filled)).value
    assert (taken["id"], taken["state"], taken["missing"]) == (id, "submitted", [])


def test_a_form_is_taken_in_part_for_a_child(demo: Pole, tmp_path: Path) -> None:
    id = added(demo, about="pupil", level="CP")
    filled = tmp_path / "rempli.pdf"
    demo("form", "request", "--request", id, "--filled", "-o", str(filled))
    assert demo("form", "take", str(filled), "--only", "âge").code == 9
    demo("batch", stdin=acts({"op": "request.remove", "request": id}))
    taken = demo("form", "take", str(filled), "--only", "faits,essaye", "--student", pupil(demo), "--received-on", "2026-11-20").value
    assert (taken["state"], bool(taken["missing"])) == ("draft", True)
    shown = demo("show", taken["id"]).value
    assert (shown["student_ids"], shown["received_on"], shown["source"], shown["answers"]["faits"]) == (
        [pupil(demo)], "2026-11-20", "pdf", FOUR["faits"])


def test_what_is_not_a_form_is_told(demo: Pole, tmp_path: Path) -> None:
    other = tmp_path / "autre.pdf"
    other.write_bytes(b"%PDF-1.4 rien")
    assert demo("form", "take", str(tmp_path / "absent.pdf")).code == 8
    said = demo("form", "take", str(other))
    assert said.code == 9 and said.err.count("\n") == 1
    assert demo("form", "request", "--named", "-o", str(tmp_path / "x.pdf")).code == 1
    assert demo("form", "request", "--request", "inconnue", "-o", str(tmp_path / "x.pdf")).code == 2
    assert not (tmp_path / "x.pdf").exists()


def test_help_is_given_and_listed(demo: Pole) -> None:
    one = pupil(demo)
    group = demo("batch", stdin=acts({"op": "group.add", "title": "Lecture du mardi", "function": "maître E", "students": [one]})).value
    assert "id" in group, group
    said = demo("batch", stdin=acts({"op": "attendance.add", "group": group["id"], "date": "2026-11-17", "present": [one]},
                                    {"op": "aid.note", "student": one, "year": "2025-2026", "device": "apc"}))
    assert said.code == 0, said.out
    listed = next(line for line in demo("list", "groups", "--search", "mardi").lines if line["id"] == group["id"])
    assert listed["title"] == "Lecture du mardi"
    assert [line["presences"] for line in demo("list", "sittings").lines if line["group"] == group["id"]] == [{one: "present"}]
    assert ("2025-2026", "apc") in [(line["year"], line["device"]) for line in demo("list", "aids", "--student", one).lines]
    gone = demo("batch", stdin=acts({"op": "delete", "id": group["id"]}))
    assert gone.code == 0, gone.out
