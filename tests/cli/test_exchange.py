"""Three vaults by the command line alone: sealed, opened in any order, chosen, taken out, and what never leaves by itself."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.cli.laptops import SCHOOLED, Laptops, child, say, started

SEAL = {"pli", "file", "to", "numbers", "entries", "lines", "withheld", "warnings"}
OPEN = {"pli", "sender", "new", "changed", "conflicts", "entries", "again", "doubles", "erased", "refused", "missing", "gaps", "later",
        "dry_run"}


# -- together ------------------------------------------------------------------------------------------------------------
def test_what_is_sealed_is_told_and_opened_alike(laptops: Laptops) -> None:
    claire, paul, anne = laptops
    claire.do(child("Haddad", "Yanis", **SCHOOLED))
    shown = claire.ok("exchange", "seal", "--to", "paul", "--since-last", "--dry-run")[0]
    assert shown["dry_run"] and shown["pli"] == "" and not list((claire.base / "cle").iterdir())
    pli = claire.seal("--to", "paul", "anne", "--since-last")
    assert pli.keys() >= SEAL and pli["to"] == ["paul", "anne"] and pli["numbers"] == [1, 1] and pli["warnings"] == []
    assert any("HADDAD" in line.upper() for line in pli["lines"]) and pli["entries"] > 0
    name = Path(pli["file"]).name
    assert name.startswith("pli-") and name.endswith(".pli") and "addad" not in name
    assert b"addad" not in Path(pli["file"]).read_bytes()
    preview = paul.open(pli, "--dry-run")
    assert preview.keys() >= OPEN and preview["dry_run"] and preview["new"] > 0
    assert paul.ok("list", "students") == [] and paul.ok("exchange", "log") == []
    came = paul.open(pli)
    assert {key: came[key] for key in ("sender", "new", "entries", "conflicts", "again", "dry_run")} == {
        "sender": "claire", "new": preview["new"], "entries": preview["entries"], "conflicts": 0, "again": False, "dry_run": False}
    anne.open(pli)
    assert claire.digest == paul.digest == anne.digest
    assert [(one["way"], one["contact"], one["number"]) for one in paul.ok("exchange", "log")] == [("in", "claire", 1)]
    assert {one["contact"] for one in claire.ok("exchange", "log")} == {"paul", "anne"}
    for laptop in laptops:
        assert laptop.ok("verify")[0]["ok"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[:3])
def test_two_texts_are_kept_chosen_once_and_closed_everywhere(laptops: Laptops, order: tuple[int, ...]) -> None:
    claire, paul, anne = laptops
    yanis, lina = started(laptops)
    say(claire, yanis, "Dessine très bien")
    say(paul, yanis, "Court vite")
    paul.do({"op": "task.add", "title": "Appeler la famille", "owner": "P. Lenoir", "student": lina})
    plis = [claire.seal("--to", "paul", "anne", "--since-last"), paul.seal("--to", "claire", "anne", "--since-last")]
    plis.append(paul.seal("--to", "claire", "anne", "--student", lina))
    for laptop in laptops:
        for number in order:
            if laptop.login not in plis[number]["to"]:
                continue
            laptop.open(plis[number])
    assert claire.digest == paul.digest == anne.digest
    expected = {(f"student/{yanis}/strengths", ("Court vite", "Dessine très bien"))}
    assert claire.open_conflicts == paul.open_conflicts == anne.open_conflicts == expected
    clash = paul.clashes[0]
    assert {text["who"] for text in clash["texts"]} == {"Claire Martin", "Paul Lenoir"}
    paul.ok("exchange", "resolve", clash["id"], "--text", "Dessine et court")
    assert paul.clashes == []
    chosen = paul.seal("--to", "claire", "anne", "--since-last")
    for laptop in (claire, anne):
        laptop.open(chosen)
    assert claire.digest == paul.digest == anne.digest
    for laptop in laptops:
        assert laptop.clashes == []
        assert laptop.ok("show", yanis)[0]["strengths"] == "Dessine et court"
        assert laptop.ok("verify")[0]["ok"]


def test_one_of_the_two_texts_is_kept(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    yanis, _ = started(laptops)
    say(claire, yanis, "A")
    say(paul, yanis, "B")
    paul.open(claire.seal("--to", "paul", "--since-last"))
    clash = paul.clashes[0]
    kept = next(text["keep"] for text in clash["texts"] if text["text"] == "A")
    assert paul("exchange", "resolve", clash["id"], "--keep", "9").code == 9
    assert paul("exchange", "resolve", clash["id"]).code == 1
    assert paul("exchange", "resolve", "student/inconnu/strengths", "--keep", "1").code == 2
    paul.ok("exchange", "resolve", clash["id"], "--keep", str(kept))
    claire.open(paul.seal("--to", "claire", "--since-last"))
    assert claire.clashes == [] and claire.ok("show", yanis)[0]["strengths"] == "A" and claire.digest == paul.digest


# -- again, older, lost --------------------------------------------------------------------------------------------------
def test_ten_times_the_same_and_an_older_one_add_nothing(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    yanis, _ = started(laptops)
    say(claire, yanis, "Un")
    older = claire.seal("--to", "paul", "--student", yanis)
    say(claire, yanis, "Deux")
    newer = claire.seal("--to", "paul", "--student", yanis)
    paul.open(newer)
    before = paul.digest
    for _ in range(10):
        again = paul.open(newer)
        assert (again["again"], again["new"], again["changed"], again["entries"]) == (True, 0, 0, 0)
    assert paul.digest == before
    late = paul.open(older)
    assert (late["new"], late["changed"], late["conflicts"]) == (0, 0, 0)
    assert paul.digest == before == claire.digest
    assert paul.ok("show", yanis)[0]["strengths"] == "Deux"


def test_nothing_new_writes_no_file(laptops: Laptops) -> None:
    claire, _, _ = laptops
    started(laptops)
    there = sorted((claire.base / "cle").iterdir())
    said = claire.seal("--to", "paul", "--since-last")
    assert (said["pli"], said["file"], said["entries"], said["numbers"]) == ("", "", 0, []) and said["warnings"]
    assert sorted((claire.base / "cle").iterdir()) == there


def test_a_lost_pli_is_told_asked_for_and_comes_again(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    yanis, _ = started(laptops)
    say(claire, yanis, "Perdu en route")
    claire.seal("--to", "paul", "--since-last")
    claire.do({"op": "task.add", "title": "Appeler", "student": yanis})
    came = paul.open(claire.seal("--to", "paul", "--since-last"))
    assert came["missing"] == [2] and came["gaps"] == 1
    assert claire.digest != paul.digest
    claire.open(paul.seal("--to", "claire", "--ask"))
    paul.open(claire.seal("--to", "paul", "--since-last"))
    assert claire.digest == paul.digest
    assert paul.ok("show", yanis)[0]["strengths"] == "Perdu en route"


def test_a_receipt_goes_back(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    started(laptops)
    assert not any(one["acked_on"] for one in claire.ok("exchange", "log"))
    receipt = paul.seal("--to", "claire", "--receipt")
    assert receipt["entries"] == 0 and Path(receipt["file"]).stat().st_size < 2048
    came = claire.open(receipt)
    assert came["purpose"] == "receipt" and came["entries"] == 0
    assert [one["contact"] for one in claire.ok("exchange", "log") if one["acked_on"]] == ["paul"]


def test_what_a_pli_brought_is_taken_out_again(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    yanis, _ = started(laptops)
    before = paul.digest
    say(claire, yanis, "Dessine")
    claire.do(child("Petit", "Erwan"))
    pli = claire.seal("--to", "paul", "--since-last")
    paul.open(pli)
    assert paul.digest == claire.digest != before
    assert paul.ok("exchange", "undo", pli["pli"])[0]["skipped"] == []
    assert paul.digest == before and paul.ok("verify")[0]["ok"]
    assert paul("exchange", "undo", pli["pli"]).code == 2
    assert paul("exchange", "undo", "inconnu").code == 2
    assert paul.open(pli)["entries"] > 0 and paul.digest == claire.digest


# -- refused -------------------------------------------------------------------------------------------------------------
def test_a_bad_pli_says_its_class_and_changes_nothing(laptops: Laptops, tmp_path: Path) -> None:
    claire, paul, anne = laptops
    yanis, _ = started(laptops)
    say(claire, yanis, "Dessine")
    pli = claire.seal("--to", "paul", "--student", yanis)
    data = Path(pli["file"]).read_bytes()
    before = paul.digest
    flipped = bytearray(data)
    flipped[-40] ^= 1
    for name, content, kinds in (("coupe", data[:-30], {"truncated", "altered"}), ("touche", bytes(flipped), {"altered"}),
                                 ("vide", b"", {"truncated", "not_a_pli"}), ("image", b"\x89PNG\r\n" + data, {"not_a_pli"}),
                                 ("texte", b"bonjour", {"not_a_pli"})):
        target = tmp_path / f"{name}.pli"
        target.write_bytes(content)
        said = paul("exchange", "open", str(target))
        assert (said.code, said.value["exit"]) == (9, 9) and said.value["class"] in kinds, name
        assert said.err.count("\n") == 1 and "addad" not in said.err
    said = anne("exchange", "open", pli["file"])
    assert (said.code, said.value["class"]) == (2, "not_for_you")
    assert paul("exchange", "open", str(tmp_path / "absent.pli")).code == 8
    assert paul.digest == before and paul.ok("verify")[0]["ok"]


def test_a_sender_must_be_known_and_not_lost(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    started(laptops)
    pli = paul.seal("--to", "claire", "--school", "0789930V")
    claire.ok("contact", "forget", "paul")
    said = claire("exchange", "open", pli["file"])
    assert (said.code, said.value["class"]) == (9, "unknown_sender")
    claire.ok("contact", "add", str(claire.base / "paul.json"))
    assert claire.open(pli)["warnings"], "a card nobody confirmed"
    claire.ok("contact", "revoke", "paul")
    said = claire("exchange", "open", paul.seal("--to", "claire", "--receipt")["file"])
    assert (said.code, said.value["class"]) == (9, "revoked")
    assert claire("exchange", "seal", "--to", "paul", "--since-last", "-o", str(claire.base / "cle") + "/").code == 2


NOT_UNDERSTOOD = (
    ("exchange",), ("exchange", "seal", "--to", "paul", "-o", "x"), ("exchange", "seal", "--since-last", "-o", "x"),
    ("exchange", "seal", "--to", "paul", "--since-last"), ("exchange", "seal", "--to", "paul", "--class", "CP", "--since-last", "-o", "x"),
    ("exchange", "seal", "--to", "paul", "anne", "--receipt", "-o", "x"), ("exchange", "seal", "--to", "paul", "--ask", "--receipt", "-o", "x"),
    ("exchange", "seal", "--to", "paul", "--since-last", "--until", "20270101", "-o", "x"), ("exchange", "open"),
    ("exchange", "seal", "--to", "paul", "--receipt", "--until", "2027-01-01", "-o", "x"),
    ("exchange", "log", "--limit", "0"), ("exchange", "pdf", "-o", "x"), ("exchange", "key"),
)


def test_what_is_not_understood_exits_with_1(laptops: Laptops) -> None:
    for words in NOT_UNDERSTOOD:
        said = laptops[0](*words)
        assert said.code == 1 and said.err.count("\n") == 1, words
        for english in ("required", "invalid", "expected", "unrecognized", "argument:"):
            assert english not in said.err


def test_an_unknown_contact_or_record_is_refused(laptops: Laptops) -> None:
    claire, _, _ = laptops
    started(laptops)
    for words in (("--to", "personne", "--since-last"), ("--to", "paul", "--student", "inconnu")):
        assert claire("exchange", "seal", *words, "-o", str(claire.base / "cle") + "/").code == 2
