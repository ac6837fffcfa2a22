"""A vault from its first day: made, closed, opened again, copied, given back, and refused when it is not the right one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.errors import InputError, LockedError, OlderVaultError, WrongSecretError
from desktop.paths import Paths
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.storage import backup

PHRASE = "cerise tambour nuage lucarne violon abricot sapin"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "data")


def _made(tmp_path: Path, paths: Paths) -> Session:
    return create_vault(tmp_path / "v.coffre", name="Claire Martin", roles=["specialist_e", "teacher"], login="claire",
                        passphrase=PHRASE, paths=paths)


def _open(tmp_path: Path, paths: Paths, **options: bool) -> Session:
    return open_vault(tmp_path / "v.coffre", paths=paths, passphrase=PHRASE, **options)


def _children(session: Session) -> int:
    return session.students.counts(StudentQuery())["all"]


def test_what_was_written_is_there_the_next_day_and_signed(tmp_path: Path, paths: Paths) -> None:
    session = _made(tmp_path, paths)
    session.students.add(last_name="HADDAD", first_name="Yanis")
    before = session.digest()
    session.close()
    again = _open(tmp_path, paths)
    assert (again.actor.name, again.actor.roles) == ("Claire Martin", ("specialist_e", "teacher"))
    assert again.digest() == before
    assert again.verify() == []
    assert not again.commun.unsealed()
    assert len(again.backups.list()) == 1
    again.close()
    assert len(backup.all_of(again.backups.folder)) == 1, "nothing changed: no new copy"


def test_opening_and_looking_writes_nothing(tmp_path: Path, paths: Paths) -> None:
    session = _made(tmp_path, paths)
    session.students.add(last_name="HADDAD", first_name="Yanis")
    session.close()
    files = {path.name: path.read_bytes() for path in (tmp_path / "v.coffre").iterdir() if path.name != "verrou"}
    again = _open(tmp_path, paths)
    again.students.page(StudentQuery(search="had"))
    again.search.everything("had")
    again.digest()
    again.close()
    assert {path.name: path.read_bytes() for path in (tmp_path / "v.coffre").iterdir() if path.name != "verrou"} == files


def test_a_wrong_phrase_opens_nothing_and_an_unknown_role_is_told(tmp_path: Path, paths: Paths) -> None:
    _made(tmp_path, paths).close()
    with pytest.raises(WrongSecretError):
        open_vault(tmp_path / "v.coffre", paths=paths, passphrase="autre " + PHRASE)
    with pytest.raises(WrongSecretError):
        open_vault(tmp_path / "v.coffre", paths=paths, login="personne", passphrase=PHRASE)
    with pytest.raises(InputError):
        create_vault(tmp_path / "w.coffre", name="X", roles=["roi"], login="x", passphrase=PHRASE, paths=paths)


def test_one_process_at_a_time(tmp_path: Path, paths: Paths) -> None:
    session = _made(tmp_path, paths)
    with pytest.raises(LockedError):
        _open(tmp_path, paths)
    session.close()
    _open(tmp_path, paths).close()


def test_an_older_vault_opens_only_when_accepted_under_a_new_device(tmp_path: Path, paths: Paths) -> None:
    session = _made(tmp_path, paths)
    session.students.add(last_name="UN", first_name="A")
    session.close()
    shutil.copytree(tmp_path / "v.coffre", tmp_path / "copy")
    session = _open(tmp_path, paths)
    session.students.add(last_name="DEUX", first_name="B")
    device = session.device.name
    session.close()
    shutil.rmtree(tmp_path / "v.coffre")
    shutil.copytree(tmp_path / "copy", tmp_path / "v.coffre")
    with pytest.raises(OlderVaultError):
        _open(tmp_path, paths)
    older = _open(tmp_path, paths, accept_older=True)
    assert _children(older) == 1
    assert older.device.name != device
    older.students.add(last_name="TROIS", first_name="C")
    older.close()
    _open(tmp_path, paths).close()


def test_a_backup_is_previewed_and_given_back_in_place(tmp_path: Path, paths: Paths) -> None:
    session = _made(tmp_path, paths)
    session.students.add(last_name="UN", first_name="A")
    made = session.backups.make()
    before = session.digest()
    session.students.add(last_name="DEUX", first_name="B")
    assert session.backups.preview(made).students == (1, 2)
    session.backups.restore_here(made)
    again = _open(tmp_path, paths, accept_older=True)
    assert again.digest() == before
    assert again.verify() == []
    assert [one.reason for one in again.backups.list()] == ["avant reprise", "demande"]
    again.close()
