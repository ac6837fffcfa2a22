"""What waits for a choice, by the command line: told, chosen, written anew, erased or kept."""

from __future__ import annotations

import argparse
import io
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop import cli_clashes
from desktop.cli import parser
from desktop.cli_output import Output
from desktop.errors import InputError, RefusedError
from desktop.paths import Paths
from desktop.services.demo import build_demo
from desktop.services.opening import open_vault
from desktop.services.session import Session
from tests.cli.conftest import TODAY

Say = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A demonstration where one PPRE was written twice, another deleted and written, a child erased elsewhere."""
    vault = tmp_path / "essai.coffre"
    session = build_demo(vault, paths=Paths.under(tmp_path / "donnees"), students=40, seed=3, today=TODAY)
    first, second, third = session.projects.list()[:3]
    apart(session, first.id, "Lire seul", "Lire à deux")
    apart(session, second.id, "Écrire", remove=True)
    with session.commun.transaction() as sql:
        sql.execute("INSERT INTO told_erasure (root, row, at, told_by, pli) VALUES (?,'','2026-11-12T09:00:00Z','x','p')",
                    (third.student_id,))
    session.close(backup=False)
    yield tmp_path


def apart(session: Session, project: str, *texts: str, remove: bool = False) -> None:
    seen = session.projects.get(project).seen
    for text in texts:
        session.projects.save(project, {"besoins": text}, seen)
        session.commun.own_units.clear()
    if remove:
        session.projects.remove(project, seen)


@pytest.fixture
def say(place: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """``say("resolve", id, "--keep", "1")``: the acts of ``exchange`` that are ours, called as the command line does."""
    own = argparse.ArgumentParser(exit_on_error=False)
    cli_clashes.clash_commands(own.add_subparsers(dest="act", required=True))
    base = vars(parser().parse_args(["--data-dir", str(place / "donnees"), "--vault", str(place / "essai.coffre"), "digest"]))

    def call(*words: str) -> list[dict[str, Any]]:
        asked = own.parse_args(words)
        assert cli_clashes.COMMANDS[asked.act](Namespace(**{**base, **vars(asked)}), Output()) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call


def opened(place: Path) -> Session:
    return open_vault(place / "essai.coffre", paths=Paths.under(place / "donnees"))


def test_questions_are_told_with_numbered_texts(say: Say) -> None:
    found = {clash["label"]: clash for clash in say("conflicts")}
    needs, gone = found["Besoins"], found["Supprimé d’un côté, modifié de l’autre"]
    assert {text["text"] for text in needs["texts"]} == {"Lire seul", "Lire à deux"} and needs["writable"]
    assert [text["keep"] for text in needs["texts"]] == [1, 2] and all(text["who"] and text["at"] for text in needs["texts"])
    assert gone["deletion"] and [text["deleted"] for text in gone["texts"]] == [False, True] and not gone["writable"]
    assert [clash["id"] for clash in say("conflicts", "--student", needs["root"])] == [needs["id"]]


def test_one_is_kept_another_written(say: Say, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {clash["label"]: clash["id"] for clash in say("conflicts")}
    needs = found.pop("Besoins")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Lire, seul puis à deux\n".encode())))
    assert say("resolve", needs, "--text", "-")[0]["unit"]
    assert say("resolve", *found.values(), "--keep", "1")[0]["unit"]
    assert say("conflicts") == []
    session = opened(place)
    assert session.projects.get(needs.split("/")[1]).answers["besoins"] == "Lire, seul puis à deux"
    session.close(backup=False)
    with pytest.raises(RefusedError):
        say("resolve", needs, "--keep", "1")


def test_a_number_that_is_not_there_is_told(say: Say) -> None:
    with pytest.raises(InputError, match="n° 9"):
        say("resolve", say("conflicts")[0]["id"], "--keep", "9")


@pytest.mark.parametrize("answer", ["erase", "keep"])
def test_erased_elsewhere(say: Say, place: Path, answer: str) -> None:
    (told,) = say("erasures")
    assert told["type"] == "student" and "effacé sur un autre ordinateur le 12 novembre 2026" in told["text"]
    assert say(answer, told["id"]) == [{"id": told["id"], "erased": answer == "erase"}]
    assert say("erasures") == []
    session = opened(place)
    assert session.commun.one("SELECT count(*) FROM student WHERE id=?", (told["id"],))[0] == (answer == "keep")
    assert session.verify() == []
    session.close(backup=False)
    with pytest.raises(RefusedError):
        say(answer, told["id"])
