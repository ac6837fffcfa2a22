"""Exchange by the command line: what leaves by its name alone, doubles, erasures, other laptops, a folder, the ordinary age."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyrage
import pytest
from pypdf import PdfReader

from tests.cli.laptops import SCHOOLED, Laptop, Laptops, child, make_one, say, started

CANARY = "Zorglub-canari"


def released(anne: Laptop, yanis: str) -> str:
    """A conclusion a psychologist releases into the common file."""
    note = anne.do({"op": "note.add", "student": yanis, "text": f"{CANARY} privé", "kind": "observation"})[0]
    return anne.do({"op": "release.add", "note": note, "addressee": "équipe", "purpose": "classe", "content": f"{CANARY} transmis"})[0]


def opened_by(laptop: Laptop, pli: dict[str, object]) -> bytes:
    """What the ordinary age tool reads of a pli with a person's exported key, its parts unpacked."""
    import zlib

    key = laptop.base / f"{laptop.login}.cle"
    laptop.ok("exchange", "key", "-o", str(key))
    secret = next(line for line in key.read_text("utf-8").splitlines() if line.startswith("AGE-SECRET-KEY-1"))
    plain = pyrage.decrypt(Path(str(pli["file"])).read_bytes(), [pyrage.x25519.Identity.from_str(secret)])
    found = plain
    for start in range(len(plain)):
        if plain[start:start + 2] == b"\x78\xda":
            try:
                found += zlib.decompressobj().decompress(plain[start:])
            except zlib.error:
                continue
    return found


# -- by name alone -------------------------------------------------------------------------------------------------------
def test_what_a_psychologist_releases_leaves_by_name_alone(laptops: Laptops) -> None:
    claire, paul, anne = laptops
    yanis, lina = started(laptops)
    release = released(anne, yanis)
    anne.do({"op": "student.update", "student": lina, "city": f"{CANARY}-ville"})
    swept = anne.seal("--to", "claire", "--since-last")
    assert release in {one["id"] for one in swept["withheld"]}
    whole = anne.seal("--to", "claire", "--school", "0789930V")
    for pli in (swept, whole):
        if pli["pli"]:
            assert CANARY.encode() not in opened_by(claire, pli)
            claire.open(pli)
    assert claire.ok("list", "releases") == [] and CANARY not in claire("show", lina).out
    named = anne.seal("--to", "claire", "--student", yanis)
    assert any("transmis" in line.lower() or "Anne" in line for line in named["lines"]), named["lines"]
    claire.open(named)
    assert [one["content"] for one in claire.ok("list", "releases")] == [f"{CANARY} transmis"]
    assert f"{CANARY} transmis".encode() in opened_by(claire, named)
    assert f"{CANARY} privé".encode() not in opened_by(claire, named)
    assert [one["id"] for one in claire.ok("list", "releases")] == [release]
    assert paul.ok("list", "releases") == []
    onward = claire.seal("--to", "paul", "--since-last")
    assert CANARY.encode() not in opened_by(paul, onward) if onward["pli"] else True
    kept = anne.seal("--to", "paul", "--student", yanis, "--without", release)
    assert CANARY.encode() not in opened_by(paul, kept)
    paul.open(anne.seal("--to", "paul", "--since-last", "--named", release))
    assert [one["id"] for one in paul.ok("list", "releases")] == [release]


def test_ones_own_notes_do_not_leave_for_anybody(laptops: Laptops) -> None:
    _, _, anne = laptops
    yanis, _ = started(laptops)
    released(anne, yanis)
    for words in (("--to", "claire", "--student", yanis), ("--to", "claire", "paul", "--student", yanis)):
        assert anne("exchange", "seal", *words, "--own", "-o", str(anne.base / "cle") + "/").code == 2


def test_the_ordinary_age_tool_opens_a_pli(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    started(laptops)
    claire.do(child("Petit", "Erwan"))
    pli = claire.seal("--to", "paul", "--since-last")
    plain = opened_by(paul, pli)
    assert plain.startswith(b"pole-ressource pli 1\n") and b"Erwan" in plain
    assert (paul.base / "paul.cle").stat().st_mode & 0o077 == 0
    before = paul.digest
    assert claire("exchange", "open", pli["file"]).code == 2
    assert paul.digest == before


def test_who_has_not_the_program_gets_a_pdf(laptops: Laptops) -> None:
    claire, _, _ = laptops
    yanis, _ = started(laptops)
    target = claire.base / "dossier.pdf"
    said = claire("exchange", "pdf", "--student", yanis, "-o", str(target))
    assert said.code == 0 and said.err
    assert "HADDAD" in "".join(page.extract_text() for page in PdfReader(target).pages).upper()
    assert claire("exchange", "pdf", "--student", "inconnu", "-o", str(target)).code == 2


# -- parts of a school ---------------------------------------------------------------------------------------------------
def test_a_level_leaves_for_the_college(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    claire.do(child("Haddad", "Yanis", **SCHOOLED), child("Petit", "Erwan", "2016-05-05", **{**SCHOOLED, "level": "CM2", "class": "CM2"}))
    pli = claire.seal("--to", "paul", "--school", "0789930V", "--level", "CM2")
    assert pli["students"] == 1
    paul.open(pli)
    assert [one["last_name"] for one in paul.ok("list", "students")] == ["Petit"]
    paul.open(claire.seal("--to", "paul", "--school", "0789930V", "--class", "CE1 A"))
    assert len(paul.ok("list", "students")) == 2
    assert claire("exchange", "seal", "--to", "paul", "--school", "0000000X", "-o", "x").code in (2, 9)


def test_a_pli_too_late_is_refused(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    yanis, _ = started(laptops)
    say(claire, yanis, "Dessine")
    pli = claire.seal("--to", "paul", "--student", yanis, "--until", "2020-01-31")
    said = paul("exchange", "open", pli["file"])
    assert (said.code, said.value["class"]) == (9, "expired")
    paul.open(claire.seal("--to", "paul", "--student", yanis, "--until", "2099-12-31"))


# -- one child twice, erased children ------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["--join", "--same"])
def test_the_same_child_noted_twice_is_joined(laptops: Laptops, how: str) -> None:
    claire, paul, _ = laptops
    hers = claire.do(child("Haddad", "Yanis", **SCHOOLED))[0]
    his = paul.do(child("Haddad", "Yanis"))[0]
    pli = claire.seal("--to", "paul", "--since-last")
    preview = paul.open(pli, "--dry-run")
    assert preview["doubles"] == [{"root": hers, "match": his, "sure": True}]
    paul.open(pli, *(("--join",) if how == "--join" else ("--same", f"{hers}={his}")))
    assert len(paul.ok("list", "students")) == 1
    claire.open(paul.seal("--to", "claire", "--since-last"))
    assert len(claire.ok("list", "students")) == 1
    assert claire.digest == paul.digest
    assert paul("exchange", "open", pli["file"], "--same", "rien").code == 9


def test_erased_stays_erased_and_is_asked_elsewhere(laptops: Laptops) -> None:
    claire, paul, anne = laptops
    yanis, lina = started(laptops)
    late = paul.seal("--to", "claire", "--student", yanis)
    claire.do({"op": "erase", "id": yanis})
    back = claire.open(late)
    assert back["refused"] == [yanis] and claire("show", yanis).code == 2
    told = claire.seal("--to", "paul", "anne", "--since-last")
    came = paul.open(told)
    assert len(came["erased"]) == 1 and paul.ok("show", yanis)
    waiting = paul.ok("exchange", "erasures")
    assert [one["id"] for one in waiting] == came["erased"]
    paul.ok("exchange", "erase", waiting[0]["id"])
    assert paul("show", yanis).code == 2 and paul.ok("exchange", "erasures") == []
    anne.open(told)
    anne.ok("exchange", "keep", anne.ok("exchange", "erasures")[0]["id"])
    assert anne.ok("exchange", "erasures") == [] and anne.ok("show", yanis)
    paul.open(anne.seal("--to", "paul", "--student", yanis))
    assert paul("show", yanis).code == 2
    assert [one["id"] for one in claire.ok("list", "students")] == [one["id"] for one in paul.ok("list", "students")] == [lina]
    for laptop in laptops:
        assert laptop.ok("verify")[0]["ok"]


def test_a_child_is_left_or_erased_at_once(laptops: Laptops) -> None:
    claire, paul, anne = laptops
    yanis, lina = started(laptops)
    claire.do({"op": "erase", "id": yanis})
    say(claire, lina, "Dessine")
    pli = claire.seal("--to", "paul", "anne", "--since-last")
    paul.open(pli, "--erase")
    assert paul("show", yanis).code == 2 and paul.digest == claire.digest
    anne.open(pli, "--leave", lina)
    assert (anne.ok("show", lina)[0].get("strengths") or "") == ""


# -- laptops -------------------------------------------------------------------------------------------------------------
def test_a_second_laptop_of_hers_starts_from_a_pli_then_one_is_lost(laptops: Laptops) -> None:
    claire, paul, anne = laptops
    yanis, _ = started(laptops)
    released(anne, yanis)
    second = make_one(anne, "anne2")
    anne.ok("contact", "add", str(anne.base / "anne2.json"))
    new = anne.ok("contact", "list")
    login = next(one["login"] for one in new if one["login"] not in ("claire", "paul"))
    anne.ok("contact", "confirm", login, "--words", " ".join(second.ok("account", "card")[0]["words"]))
    signed = anne.base / "signee.json"
    anne.ok("contact", "sign", login, "-o", str(signed))
    second.ok("contact", "add", str(anne.base / "anne.json"))
    first = second.ok("contact", "list")[0]["login"]
    second.ok("contact", "confirm", first)
    second.open(anne.seal("--to", login, "--since-last", "--own", "--student", yanis))
    assert second.ok("show", yanis)[0]["last_name"] == "Haddad"
    assert any(CANARY in json.dumps(one) for one in second.ok("list", "notes"))
    added = paul.ok("contact", "add", str(signed))[0]
    assert (added["what"], added["trust"]) == ("signed", "confirmed")
    paul.ok("contact", "revoke", added["login"])
    assert paul("exchange", "seal", "--to", added["login"], "--since-last", "-o", "x").code == 2
    assert claire.ok("contact", "list")


def test_three_laptops_meet_in_a_folder(laptops: Laptops, tmp_path: Path) -> None:
    claire, paul, anne = laptops
    folder = tmp_path / "nuage"
    folder.mkdir()
    yanis = claire.do(child("Haddad", "Yanis", **SCHOOLED))[0]
    paul.do(child("Petit", "Erwan"))
    for _ in range(3):
        for laptop in laptops:
            said = laptop.ok("exchange", "sync", str(folder))[0]
            assert {"taken", "written", "skipped", "waiting"} <= said.keys()
    assert claire.digest == paul.digest == anne.digest
    say(claire, yanis, "Dessine")
    say(paul, yanis, "Court")
    for laptop in (*laptops, *laptops, *laptops):
        laptop.ok("exchange", "sync")
    assert claire.digest == paul.digest == anne.digest
    assert claire.open_conflicts == paul.open_conflicts == anne.open_conflicts != set()
    claire.ok("exchange", "resolve", claire.clashes[0]["id"], "--keep", "1")
    for file in list(folder.iterdir()):
        shutil.copyfile(file, file.with_name(f"{file.stem} (conflicted copy).pli"))
    for laptop in (*laptops, *laptops):
        laptop.ok("exchange", "sync")
    assert claire.clashes == paul.clashes == anne.clashes == [] and claire.digest == paul.digest == anne.digest
    assert claire("exchange", "sync", str(tmp_path / "absent")).code == 8


def test_a_message_is_read_without_json(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    started(laptops)
    assert paul.ok("contact", "list")[0]["trust"] == "confirmed"
    assert claire.ok("vault", "where")[0]["kind"] == ""
