"""What is understood, and how what is not is told: in French, exit 1, without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import cli
from desktop.models.kinds import ROLES
from tests.cli.conftest import Pole


def test_roles_are_those_of_the_models() -> None:
    assert set(cli.ROLES) == set(ROLES)


@pytest.mark.parametrize("words", [
    ("nope",), ("list",), ("list", "cats"), ("import",), ("import", "onde"), ("show",), ("print", "ppre"), ("init", "--name", "A"),
    ("init", "--name", "A", "--role", "king", "--login", "a"), ("restore", "x"), ("batch", "--force"), ("demo", "--students", "many"),
    ("demo", "--students", "0"), ("demo", "--today", "2026-02-30"), ("demo", "--login", "roi"),
])
def test_a_command_not_understood_is_one_french_sentence(pole: Pole, words: tuple[str, ...]) -> None:
    said = pole(*words)
    assert said.code == 1
    assert said.out == ""
    assert said.err.count("\n") == 1 and "Traceback" not in said.err
    for english in ("required", "invalid", "expected", "unrecognized", "argument:"):
        assert english not in said.err


def test_with_json_an_error_is_also_an_object(pole: Pole) -> None:
    said = pole("list", "cats", options=("--json",))
    assert said.code == 1
    assert said.value["exit"] == 1
    assert said.value["error"] == said.err.strip()


def test_help_and_version_are_not_errors(pole: Pole, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["--version"], ["print", "--help"]):
        with pytest.raises(SystemExit) as stop:
            cli.run(words)
        assert stop.value.code == 0
        assert "pole-ressource" in capsys.readouterr().out


def test_every_command_of_the_contract_is_there() -> None:
    shown = cli.parser().format_help()
    for command in ("init", "demo", "import", "undo-import", "list", "show", "batch", "print", "backup", "restore", "verify", "digest", "account", "passphrase", "recover", "contact", "card", "exchange", "vault"):
        assert f"    {command} " in shown


def test_without_a_vault_the_way_to_make_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--data-dir", str(tmp_path), "list", "students"]) == 1
    assert "init" in capsys.readouterr().err


def test_a_vault_that_is_not_there_is_not_a_wrong_command(pole: Pole) -> None:
    said = pole("list", "students")
    assert said.code in (4, 8)
    assert said.err.count("\n") == 1


def test_a_bug_tells_its_place_and_nothing_it_holds(demo: Pole, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.services.session import Session

    def broken(_self: object) -> str:
        raise ZeroDivisionError("Noémie Ben Salah")

    monkeypatch.setattr(Session, "digest", broken)
    said = demo("digest")
    assert said.code == 8
    assert "ZeroDivisionError" in said.err and "Ben Salah" not in said.err and said.err.count("\n") == 1
