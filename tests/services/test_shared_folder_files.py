"""What a shared folder holds while another tool works in it: looked at without blocking, written whole, ours alone deleted."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import DiskError
from desktop.services import folder_files as files
from desktop.services import folder_memory as kept
from desktop.services import folder_words as words
from desktop.services.folder_files import Found
from desktop.services.session import Session

TODAY = date(2026, 11, 25)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_only_ordinary_files_named_as_plis_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "pli-1.pli").write_bytes(b"a")
    (tmp_path / "PLI-2.PLI").write_bytes(b"b")
    (tmp_path / "pli-1 (conflicted copy).pli").write_bytes(b"a")
    for name in (".pli-3.pli", ".sync_1.db", "lettre.pdf", ".pli-4.pli.tmp", "pli-5.pli.part", "~syncthing~pli-6.pli.tmp"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "dossier.pli").mkdir()
    (tmp_path / "lien.pli").symlink_to(tmp_path / "pli-1.pli")
    (tmp_path / "perdu.pli").symlink_to(tmp_path / "nulle-part")
    os.mkfifo(tmp_path / "tuyau.pli")
    assert {one.name for one in files.look(tmp_path)} == {"pli-1.pli", "PLI-2.PLI", "pli-1 (conflicted copy).pli"}


def test_a_pipe_put_in_the_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tuyau.pli")
    with pytest.raises(OSError, match="ordinary"):
        files.read(Found(tmp_path / "tuyau.pli", 10, 0))
    (tmp_path / "lien.pli").symlink_to("/etc/hostname")
    with pytest.raises(OSError):
        files.read(Found(tmp_path / "lien.pli", 10, 0))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    for place in (tmp_path / "absent", tmp_path / "fichier", tmp_path / "fichier" / "dedans"):
        with pytest.raises(DiskError, match="introuvable"):
            files.look(place)


@pytest.mark.skipif(ROOT, reason="root writes everywhere")
def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DiskError):
            files.put(tmp_path, "a.pli", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_a_pli_is_put_whole_and_takes_no_place(tmp_path: Path) -> None:
    path = files.put(tmp_path, "a.pli", b"contenu")
    assert path.read_bytes() == b"contenu" and [one.name for one in tmp_path.iterdir()] == ["a.pli"]
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(DiskError):
        files.put(tmp_path, "a.pli", b"autre")
    assert path.read_bytes() == b"contenu"
    assert files.beside_name("a.pli").startswith(".") and not files.beside_name("a.pli").endswith(".pli")


def test_a_link_left_under_the_temporary_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victime").write_bytes(b"mien")
    (tmp_path / files.beside_name("a.pli")).symlink_to(tmp_path / "victime")
    files.put(tmp_path, "a.pli", b"contenu")
    assert (tmp_path / "victime").read_bytes() == b"mien" and (tmp_path / "a.pli").read_bytes() == b"contenu"


def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:2])
        raise OSError(28, "no space")

    monkeypatch.setattr(files, "write_private", full)
    with pytest.raises(Exception, match="plein"):
        files.put(tmp_path, "a.pli", b"contenu")
    assert list(tmp_path.iterdir()) == []


def test_only_what_we_wrote_is_deleted(tmp_path: Path) -> None:
    for content, stays in ((b"mien", False), (b"autre", True)):
        path = tmp_path / "a.pli"
        path.write_bytes(content)
        assert files.take_away(path, files.sum_of(b"mien")) and path.exists() is stays
    path.unlink()
    assert files.take_away(path, files.sum_of(b"mien"))
    path.symlink_to(tmp_path / "b")
    (tmp_path / "b").write_bytes(b"mien")
    assert files.take_away(path, files.sum_of(b"mien")) and (tmp_path / "b").exists() and path.is_symlink()


# -- remembered ----------------------------------------------------------------------------------------------------------
def _memory() -> kept.Memory:
    memory = kept.Memory(told={"c": 4}, looked={"c": "x"})
    memory.seen["a.pli"] = kept.SeenFile(3, 5, "h", kept.SETTLED)
    memory.written.append(kept.Written("b.pli", "s", 3, "c", "id", "share", "2026-11-23T09:42:00.000Z", "m"))
    return memory


def test_what_is_remembered_of_a_folder_comes_back(session: Session, tmp_path: Path) -> None:
    kept.keep_memory(session.personal, tmp_path, _memory())
    assert kept.memory(session.personal, tmp_path) == _memory()
    assert kept.memory(session.personal, tmp_path / "autre") == kept.Memory()
    before = session.personal.mark()
    kept.keep_memory(session.personal, tmp_path, _memory())
    assert session.personal.mark() == before, "rien de neuf : rien n’est écrit"
    assert not session.personal.changed or session.personal.noted


def test_the_last_folders_alone_are_remembered(session: Session, tmp_path: Path) -> None:
    for number in range(kept.FOLDERS + 2):
        kept.keep_memory(session.personal, tmp_path / str(number), _memory())
    known = [kept.memory(session.personal, tmp_path / str(number)) == _memory() for number in range(kept.FOLDERS + 2)]
    assert known == [False, False] + [True] * kept.FOLDERS


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"x": 3}', '{"PLACE": {"seen": 3}}', '{"PLACE": {"seen": {"a": [1]}}}'])
def test_what_does_not_read_is_nothing(session: Session, tmp_path: Path, spoilt: str) -> None:
    value = spoilt.replace("PLACE", kept.key_of(tmp_path))
    with session.personal.transaction() as sql:
        for key in (kept.MEMORY, kept.SETTINGS):
            sql.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (key, value))
    assert kept.memory(session.personal, tmp_path) == kept.Memory()
    assert kept.settings(session.personal) == kept.FolderSettings()


def test_how_long_an_answer_holds() -> None:
    def one(verdict: str, tries: int = 1) -> kept.SeenFile:
        return kept.SeenFile(3, 5, "h", verdict, "", "m", tries)

    assert one(kept.SETTLED).settled("autre")
    assert one(kept.FOR_NOW).settled("m") and not one(kept.FOR_NOW).settled("autre")
    assert one(kept.WAITS).settled("m") and not one(kept.WAITS).settled("autre")
    assert not one(kept.AGAIN, 3).settled("m") and one(kept.AGAIN, kept.TRIES).settled("m")
    assert one(kept.SETTLED).same(Found(Path("a"), 3, 5)) and not one(kept.SETTLED).same(Found(Path("a"), 3, 6))


# -- words ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "short"), [("Paul Martin", "P. Martin"), ("Jean-Paul Ben Salah", "J.-P. Ben Salah"),
                                             ("Martin", "Martin"), ("  ", ""), ("- x", " x")])
def test_a_short_name(name: str, short: str) -> None:
    assert words.short_name(name) == short


@pytest.mark.parametrize(("at", "said"), [
    ("2026-11-25T08:05:00.000Z", "aujourd’hui 9:05"), ("2026-11-24T17:40:00.000Z", "hier 18:40"),
    ("2026-11-23T09:42:00.000Z", "lundi 10:42"), ("2026-11-12T09:42:00.000Z", "le 12 novembre"),
    ("2025-11-01T09:42:00.000Z", "le 1er novembre 2025"), ("2026-11-24T23:30:00.000Z", "aujourd’hui 0:30"),
    ("2027-01-01T09:00:00.000Z", "le 1er janvier 2027"), ("", ""), ("hier", "")])
def test_a_moment(at: str, said: str) -> None:
    assert words.moment(at, TODAY, "Europe/Paris") == said


def test_nobody_is_late() -> None:
    said: list[Any] = [words.up_to_date("Paul Martin", "hier 18:40"), words.put_there("Paul Martin", "lundi"),
                       words.nothing_yet("Paul Martin"), words.not_confirmed("Paul Martin"), words.doubles("Paul Martin", 2),
                       words.erasures("Paul Martin", 1), words.erasures("Paul Martin", 3)]
    assert said[0] == "À jour avec P. Martin, hier 18:40."
    assert said[1] == "P. Martin n’a pas encore repris ce qui a été déposé lundi."
    assert not [text for text in said if "retard" in text or "tard" in text.lower().replace("attard", "")]
