"""Accounts from a terminal: descriptors, standard input, exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Pole, Said

PHRASES = {
    "claire": "cerise tambour nuage lucarne violon abricot sapin",
    "anne": "hibou lucarne framboise trottinette cerise nuage boussole",
    "paul": "girafe parapluie escalier mandarine brouillard tournevis coquille",
}
As = Callable[..., Said]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")


@pytest.fixture
def as_(pole: Pole, tmp_path: Path) -> As:
    """``as_("claire", "account", "list")``: that person's passphrase on a descriptor."""

    def call(login: str, *words: str, stdin: str = "", phrase: str = "") -> Said:
        reading, writing = os.pipe()
        os.write(writing, ((phrase or PHRASES[login]) + "\n").encode())
        os.close(writing)
        try:
            return pole(*words, stdin=stdin, options=("--as", login, "--password-fd", str(reading), "--json"))
        finally:
            os.close(reading)

    assert call("claire", "init", "--name", "Claire Martin", "--role", "director", "--login", "claire").code == 0
    return call


def _invite(as_: As, login: str, role: str) -> str:
    said = as_("claire", "account", "add", "--name", login.capitalize(), "--role", role, "--login", login)
    assert said.code == 0, said.err
    assert said.value["login"] == login
    return str(said.value["invitation"])


def test_a_year_of_accounts(as_: As) -> None:
    code = _invite(as_, "anne", "psychologist")
    assert as_("anne", "digest").code == 3
    assert as_("anne", "account", "accept", stdin="").code == 1
    assert as_("anne", "account", "accept", stdin=code[:-4] + "0000\n").code == 9
    assert as_("paul", "account", "accept", stdin=code + "\n").code == 3
    came = as_("anne", "account", "accept", stdin=code + "\n")
    assert (came.code, came.value["login"], came.value["roles"], len(came.value["words"])) == (0, "anne", ["psychologist"], 6)
    assert as_("anne", "account", "accept", stdin=code + "\n").code == 3
    listed = as_("claire", "account", "list").lines
    assert [(one["login"], one["state"], one["manager"], one["confirmed"]) for one in listed] == [
        ("claire", "active", True, "self"), ("anne", "active", False, "invitation")]
    assert as_("anne", "account", "suspend", "claire").code == 2
    assert as_("claire", "account", "suspend", "claire").code == 9
    assert as_("claire", "account", "suspend", "personne").code == 2
    assert as_("claire", "account", "suspend", "anne").value["state"] == "suspended"
    assert as_("anne", "digest").code == 2
    assert as_("claire", "account", "resume", "anne").code == 0
    words = as_("anne", "account", "card", "claire").value["words"]
    assert as_("anne", "account", "confirm", "claire", "--words", "un deux trois quatre cinq six").code == 9
    assert as_("anne", "account", "card", "claire", "--words", " ".join(words)).value["confirmed"] == "words"
    as_("paul", "account", "accept", stdin=_invite(as_, "paul", "psychologist") + "\n")
    assert as_("anne", "account", "handover", "--to", "paul").code == 9
    words = as_("paul", "account", "card").value["words"]
    assert as_("anne", "account", "handover", "--to", "paul", "--words", " ".join(words)).code == 0
    gone = as_("claire", "account", "remove", "anne")
    assert (gone.code, gone.value["state"]) == (0, "left"), gone.err
    assert as_("anne", "digest").code == 2
    assert as_("paul", "verify").value["ok"]
    assert as_("claire", "verify").value["ok"]


def test_a_passphrase_is_changed_and_a_sheet_gives_another(as_: As) -> None:
    assert as_("claire", "passphrase", "change", stdin="Ecole2024!\n").code == 9
    assert as_("claire", "passphrase", "change", stdin=PHRASES["paul"] + "\n").code == 0
    assert as_("claire", "digest").code == 3
    assert as_("claire", "digest", phrase=PHRASES["paul"]).code == 0
    assert as_("claire", "recover", stdin="0000\n", phrase=PHRASES["anne"]).code == 9
    assert as_("claire", "recover", stdin="", phrase=PHRASES["anne"]).code == 1


def test_what_is_missing_is_told(as_: As, pole: Pole) -> None:
    assert pole("account").code == 1 and pole("account", "add", "--name", "A").code == 1
    assert pole("account", "accept", stdin="x\n").code == 1
    assert as_("claire", "account", "add", "--name", "A", "--role", "nurse", "--login", "a", "--schools", "rien").code == 9
    assert [one["login"] for one in as_("claire", "account", "list").lines] == ["claire"]
