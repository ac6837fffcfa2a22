"""A vault in a replicated folder comes to this computer whole, read again; the former one stays under another name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.errors import DamagedError, InputError, NoSpaceError
from desktop.paths import Paths
from desktop.services import moving
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session
from desktop.storage import backup

PHRASE = "cerise tambour nuage lucarne violon abricot sapin"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "data")


@pytest.fixture
def session(tmp_path: Path, paths: Paths) -> Session:
    shared = tmp_path / "commun"
    (shared / ".stfolder").mkdir(parents=True)
    made = create_vault(shared / "pole.coffre", name="Claire Martin", roles=["specialist_e"], login="claire", passphrase=PHRASE,
                        paths=paths)
    made.students.add(last_name="HADDAD", first_name="Yanis")
    return made


def test_it_comes_whole_and_the_former_is_not_opened_by_mistake(session: Session, tmp_path: Path, paths: Paths) -> None:
    digest = session.digest()
    moved = moving.move_here(session)
    assert moved.vault == paths.data / "pole.coffre" and moved.renamed
    assert not (tmp_path / "commun" / "pole.coffre").exists() and moved.former == tmp_path / "commun" / "pole.coffre-ancien"
    assert "pole.coffre-ancien" in moved.sentence and "relue" in moved.sentence
    again = open_vault(moved.vault, paths=paths, passphrase=PHRASE)
    assert again.digest() == digest and again.verify() == []
    again.students.add(last_name="MOREAU", first_name="Lina")
    again.close()


def test_a_name_already_taken_gets_a_number(session: Session, paths: Paths) -> None:
    (paths.data / "pole.coffre").mkdir(parents=True)
    assert moving.move_here(session).vault == paths.data / "pole-2.coffre"


def test_not_to_another_such_place(session: Session, tmp_path: Path, paths: Paths) -> None:
    with pytest.raises(InputError):
        moving.move_here(session, tmp_path / "commun" / "ailleurs.coffre")
    with pytest.raises(InputError):
        moving.move_here(session, session.vault.directory)
    session.students.add(last_name="MOREAU", first_name="Lina")
    session.close()


def test_without_room_nothing_changes(session: Session, tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise NoSpaceError("Le disque est plein.")

    monkeypatch.setattr(backup, "_room", full)
    with pytest.raises(NoSpaceError):
        moving.move_here(session)
    assert (tmp_path / "commun" / "pole.coffre").is_dir() and not paths.data.exists()
    session.students.add(last_name="MOREAU", first_name="Lina")
    monkeypatch.undo()
    session.close(backup=False)


def test_what_is_written_meanwhile_stops_it(session: Session, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backup.restore

    def with_a_writing(*words: Any) -> Path:
        session.students.add(last_name="MOREAU", first_name="Lina")
        return real(*words)

    monkeypatch.setattr(backup, "restore", with_a_writing)
    with pytest.raises(DamagedError):
        moving.move_here(session)
    assert session.vault.held and list(paths.data.iterdir()) == []
    session.close(backup=False)


def test_a_former_place_that_refuses_is_told(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def refused(self: Path, target: Any) -> Path:
        if self.name == "pole.coffre":
            raise PermissionError(13, "no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    moved = moving.move_here(session)
    assert not moved.renamed and moved.former == tmp_path / "commun" / "pole.coffre" and "n’a pas pu" in moved.sentence
    assert moved.vault.is_dir()
