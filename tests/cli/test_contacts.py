"""Contacts and cards by the command line: what each act answers, what is refused and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.exchange import card as cards
from desktop.security.keyring import Identity
from tests.cli.conftest import Pole
from tests.cli.laptops import Laptop, Laptops, child, make_one
from tests.reports.reading import page_texts

LISTED = {"login", "name", "account", "roles", "trust", "how", "words", "waiting_words", "mine", "owner", "last_sent",
          "last_received", "missing"}


def one(laptop: Laptop, login: str) -> dict[str, object]:
    return next(line for line in laptop.ok("contact", "list") if line["login"] == login)


def other_keys(laptop: Laptop) -> Path:
    """A card of Paul's account, with keys somebody else drew."""
    said = cards.load((laptop.base / "paul.json").read_bytes())
    forged = Identity(said.account, said.login, said.vault, b"\x07" * 32)
    path = laptop.base / "autre.json"
    path.write_bytes(cards.dump(cards.of(forged, said.name, said.roles, said.at)))
    return path


def test_a_card_is_given_as_a_file_and_as_a_sheet(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    said = claire.ok("card", "-o", str(claire.base / "carte.json"))[0]
    assert said["login"] == "claire" and len(said["words"]) == 6 and said["file"] == str(claire.base / "carte.json")
    assert said["words"] == one(paul, "claire")["words"] == claire.ok("account", "card")[0]["words"]
    assert cards.load((claire.base / "carte.json").read_bytes()).name == "Claire Martin"
    claire.ok("card", "-o", str(claire.base / "carte.PDF"))
    text = " ".join(page_texts((claire.base / "carte.PDF").read_bytes()))
    assert all(word in text for word in said["words"]) and "Claire Martin" in text
    assert claire("card", "-o", str(claire.base / "absent" / "carte.json")).code == 8


def test_a_contact_is_added_then_confirmed(laptops: Laptops) -> None:
    claire, _, _ = laptops
    claire.ok("contact", "forget", "paul")
    added = claire.ok("contact", "add", str(claire.base / "paul.json"))[0]
    assert added.keys() == {"login", "name", "what", "words", "trust"}
    assert (added["login"], added["what"], added["trust"]) == ("paul", "added", "unconfirmed")
    assert claire("contact", "confirm", "paul", "--words", "un deux trois quatre cinq six").code == 9
    assert one(claire, "paul")["trust"] == "unconfirmed"
    confirmed = claire.ok("contact", "confirm", "paul")[0]
    assert (confirmed["trust"], confirmed["how"], confirmed["words"]) == ("confirmed", "words", added["words"])
    assert claire.ok("contact", "add", str(claire.base / "paul.json"))[0]["what"] == "known"
    listed = claire.ok("contact", "list")
    assert all(line.keys() == LISTED for line in listed) and [line["login"] for line in listed] == ["anne", "paul"]


def test_the_text_of_a_square_is_taken_from_a_file(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    path = claire.base / "carte.txt"
    path.write_text(cards.qr_text(cards.load((claire.base / "paul.json").read_bytes())) + "\n")
    assert claire.ok("contact", "add", str(path))[0]["what"] == "known"
    assert paul("contact", "add", str(path)).code == 9


def test_other_keys_wait_for_their_words(laptops: Laptops) -> None:
    claire, _, _ = laptops
    former = one(claire, "paul")["words"]
    changed = claire.ok("contact", "add", str(other_keys(claire)))[0]
    assert (changed["what"], changed["trust"]) == ("changed", "changed") and changed["words"] != former
    listed = one(claire, "paul")
    assert listed["words"] == former and listed["waiting_words"] == changed["words"]
    assert claire.ok("contact", "confirm", "paul", "--words", " ".join(changed["words"]))[0]["words"] == changed["words"]


@pytest.mark.parametrize(("content", "kind"), [(b"", "manifest"), (b"{}", "manifest"), (b"\x00" * 70_000, ""),
                                               (b"POLE-CARTE:AAAA", "manifest"), (None, "")])
def test_what_is_no_card_changes_nothing(laptops: Laptops, content: bytes | None, kind: str) -> None:
    claire, _, _ = laptops
    path, before = claire.base / "faux.json", claire.ok("contact", "list")
    if content is not None:
        path.write_bytes(content)
    said = claire("contact", "add", str(path))
    assert said.code == (9 if content is not None else 8) and "Traceback" not in said.err
    assert said.value["error"] and said.value.get("class", "") == kind
    assert claire.ok("contact", "list") == before


def test_a_card_somebody_touched_is_refused_by_its_signature(laptops: Laptops) -> None:
    claire, _, _ = laptops
    path = claire.base / "paul.json"
    path.write_text(path.read_text().replace("Paul Lenoir", "Paul Lenoire"))
    said = claire("contact", "add", str(path))
    assert said.code == 9 and said.value["class"] == "signature"


def test_a_contact_is_renamed_forgotten_and_unknown_ones_are_told(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    claire.do(child("Haddad", "Yanis"))
    assert claire.ok("contact", "rename", "paul", "rased")[0]["login"] == "rased"
    pli = claire.seal("--to", "rased", "--since-last")
    assert pli["to"] == ["rased"] and one(claire, "rased")["last_sent"] != ""
    paul.open(pli)
    assert one(paul, "claire")["last_received"] != "" and one(paul, "claire")["missing"] == []
    assert claire("contact", "rename", "rased", "anne").code == 9
    assert claire.ok("contact", "forget", "rased")[0]["login"] == "rased"
    assert [line["login"] for line in claire.ok("contact", "list")] == ["anne"]
    for act in (("confirm",), ("forget",), ("revoke",), ("rename",), ("sign",)):
        more = {"rename": ["x"], "sign": ["-o", "x"]}.get(act[0], [])
        assert claire("contact", *act, "rased", *more).code == 2


def test_ones_other_laptop_is_signed_then_lost(laptops: Laptops) -> None:
    claire, paul, _ = laptops
    second = make_one(claire, "claire2")
    login = claire.ok("contact", "add", str(claire.base / "claire2.json"))[0]["login"]
    signed = claire.base / "signee.json"
    assert claire("contact", "sign", login, "-o", str(signed)).code == 2 and not signed.exists()
    claire.ok("contact", "confirm", login, "--words", " ".join(second.ok("account", "card")[0]["words"]))
    assert claire.ok("contact", "sign", login, "-o", str(signed))[0]["file"] == str(signed)
    assert one(claire, login)["mine"] is True
    added = paul.ok("contact", "add", str(signed))[0]
    assert (added["login"], added["what"], added["trust"]) == ("claire-2", "signed", "confirmed")
    assert one(paul, "claire-2")["owner"] == "Claire Martin"
    assert claire.ok("contact", "revoke", login)[0]["trust"] == "revoked"
    claire.ok("card", "-o", str(claire.base / "claire.json"))
    assert paul.ok("contact", "add", str(claire.base / "claire.json"))[0]["what"] == "revoked"
    assert one(paul, "claire-2")["trust"] == "revoked" and one(paul, "claire")["trust"] == "confirmed"
    assert paul("contact", "confirm", "claire-2").code == 2
    assert paul.ok("contact", "add", str(signed))[0]["what"] == "revoked"


def test_what_is_shared_is_said_or_refused(laptops: Laptops) -> None:
    claire, _, _ = laptops
    assert claire("contact", "share", "paul").code == 9
    assert claire.ok("contact", "share", "paul", "--school", "0789930V")[0]["login"] == "paul"
    assert claire.ok("contact", "share", "paul", "--all")[0]["login"] == "paul"


def test_a_demonstration_gives_its_card_too(demo: Pole, tmp_path: Path) -> None:
    said = demo("card", "-o", str(tmp_path / "carte.json"))
    assert said.code == 0 and len(said.out.split()) == 6
    assert demo("contact", "add", str(tmp_path / "carte.json")).code == 9
