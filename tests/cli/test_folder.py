"""``exchange sync``, ``exchange folder``, ``vault where`` and ``vault move``: two vaults by the command line alone."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from desktop.paths import Paths
from desktop.services.opening import create_vault

Call = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """``call("un", "digest")``: exit code, objects, standard error. Two vaults that open without a passphrase."""
    for name in ("un", "deux"):
        create_vault(tmp_path / f"{name}.coffre", name=f"Paul {name.title()}", roles=["director"], login=name, passphrase=None,
                     paths=Paths.under(tmp_path / f"donnees-{name}"), demonstration=True).close(backup=False)
    (tmp_path / "partage").mkdir()

    def ask(name: str, *words: str, stdin: str = "") -> tuple[int, list[dict[str, Any]], str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        code = run(["--data-dir", str(tmp_path / f"donnees-{name}"), "--vault", str(tmp_path / f"{name}.coffre"), "--json", *words])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    for name in ("un", "deux"):
        assert ask(name, "card", "-o", str(tmp_path / f"{name}.json"))[0] == 0
    for name, other in (("un", "deux"), ("deux", "un")):
        assert ask(name, "contact", "add", str(tmp_path / f"{other}.json"))[0] == 0
        assert ask(name, "contact", "confirm", other)[0] == 0
    return ask


def child(name: str) -> str:
    return json.dumps({"op": "student.add", "last_name": name, "first_name": "Alix", "birth_date": "2018-05-06"}) + "\n"


def test_two_vaults_meet_in_a_folder(call: Call, tmp_path: Path) -> None:
    folder = str(tmp_path / "partage")
    call("un", "batch", stdin=child("HADDAD"))
    code, (said,), _ = call("un", "exchange", "sync", folder)
    assert code == 0 and [one["purpose"] for one in said["written"]] == ["share"] and said["taken"] == []
    code, (said,), _ = call("deux", "exchange", "sync", folder)
    assert code == 0 and said["taken"][0]["entries"] > 0 and [one["purpose"] for one in said["written"]] == ["receipt"]
    call("un", "exchange", "sync", folder)
    code, (said,), _ = call("deux", "exchange", "sync")
    assert (said["taken"], said["written"], said["skipped"], said["waiting"]) == ([], [], [], [])
    assert call("un", "digest")[1][0]["digest"] == call("deux", "digest")[1][0]["digest"]
    code, (said,), _ = call("un", "exchange", "folder")
    assert code == 0 and said["path"] == folder and said["lines"][0].startswith("À jour avec P. Deux, aujourd’hui")


def test_what_is_chosen_is_kept(call: Call, tmp_path: Path) -> None:
    folder = str(tmp_path / "partage")
    assert call("un", "exchange", "sync", folder, "--to", "deux", "--with-own")[0] == 0
    _, (said,), _ = call("un", "exchange", "folder")
    assert said["to"] == ["deux"] and said["own_allowed"] is True
    _, (said,), _ = call("un", "exchange", "folder", "--none")
    assert said["path"] == ""
    assert call("un", "exchange", "sync")[0] == 2
    assert call("un", "exchange", "sync", folder, "--to", "personne")[0] == 2
    assert call("un", "exchange", "sync", str(tmp_path / "absent"))[0] == 8
    assert call("un", "exchange", "sync", str(tmp_path / "un.coffre"))[0] == 9


def test_a_vault_in_a_replicated_folder_is_told_and_moved(call: Call, tmp_path: Path) -> None:
    assert call("un", "vault", "where")[1][0]["kind"] == ""
    (tmp_path / ".stfolder").mkdir()
    assert call("un", "vault", "where")[1][0]["tool"] == "Syncthing"
    code, (said,), _ = call("un", "vault", "move")
    assert code == 9, "le dossier de données est là aussi"
    (tmp_path / ".stfolder").rmdir()
    code, (said,), _ = call("un", "vault", "move")
    assert code == 0 and Path(said["vault"]).is_dir() and said["renamed"] and not (tmp_path / "un.coffre").exists()
