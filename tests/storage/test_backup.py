"""Backups are counted only once re-read, kept by count, and given back whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import FixedClock
from desktop.errors import DamagedError, DiskError, InputError, NoSpaceError, PoleError
from desktop.security.keyring import Identity
from desktop.storage import backup, engine, manifest, rawcopy
from desktop.storage.backup import Backup
from desktop.storage.vault import Vault
from tests.storage.vaults import CLOCK, PHRASE, digest, make, said, say


class Home:
    """Claire's vault, open, and its backups."""

    def __init__(self, folder: Path) -> None:
        self.vault, self.identity = make(folder / "v.coffre")
        self.vault.acquire()
        self.backups = folder / "sauvegardes"

    @property
    def folder(self) -> Path:
        return backup.folder_of(self.backups, self.vault.id)

    def save(self, at: datetime | None = None, identity: Identity | None = None) -> Backup:
        return backup.make(self.vault, identity or self.identity, self.backups, clock=FixedClock(at) if at else CLOCK,
                           digest=digest, reason="fermeture")

    def say(self, value: str) -> None:
        say(self.vault, self.identity, "commun", value)
        say(self.vault, self.identity, "personal", value + " (privé)")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    home.say("un")
    yield home
    home.vault.release()


def opened(place: Path) -> tuple[str, str]:
    """What a restored vault says."""
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)
    return said(vault, identity, "commun"), said(vault, identity, "personal")


# -- making --------------------------------------------------------------------------------------------------------------
def test_a_backup_gives_back_what_was_there(home: Home, tmp_path: Path) -> None:
    made = home.save()
    home.say("deux")
    assert backup.all_of(home.folder) == (made,) and made.size > 1000 and made.date == CLOCK.now()
    place = backup.restore(made.path, tmp_path / "rendu.coffre")
    assert opened(place) == ("un", "un (privé)")
    assert opened(home.vault.directory) == ("deux", "deux (privé)")


def test_a_backup_can_be_read_by_nobody_else(home: Home) -> None:
    home.say("Léa DUPONT")
    made = home.save()
    assert all(b"DUPONT" not in file.read_bytes() for file in made.path.iterdir())
    assert os.name == "nt" or all(file.stat().st_mode & 0o077 == 0 for file in (home.folder, made.path, *made.path.iterdir()))


def test_two_backups_of_one_second_have_two_names(home: Home) -> None:
    names = {home.save().path.name for _ in range(3)}
    assert names == {"2026-11-23T094200Z", "2026-11-23T094200Z-2", "2026-11-23T094200Z-3"}
    assert [one.order for one in backup.all_of(home.folder)] == [3, 2, 1]


def test_a_writer_at_work_keeps_its_locks(home: Home) -> None:
    """A copy by this process would drop them (quality/reliability.md, result 5)."""
    box = home.vault.compartments(home.identity)["commun"]
    writer = engine.connect(box.path, box.key_hex)
    writer.execute("BEGIN IMMEDIATE")
    home.save()
    script = ("import sys; from pathlib import Path; from desktop.storage import engine; engine.WAIT = 0\n"
              "sql = engine.connect(Path(sys.argv[1]), sys.argv[2]); sql.execute('BEGIN IMMEDIATE')")
    ended = subprocess.run([sys.executable, "-c", script, str(box.path), box.key_hex], capture_output=True, check=False)
    assert ended.returncode == 1 and b"locked" in ended.stderr
    writer.execute("COMMIT")
    writer.close()


def test_what_she_cannot_open_is_copied_as_it_is(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The personal file of somebody else, with the journal a crash left beside it."""
    boxes = home.vault.compartments(home.identity)
    foreign = boxes["personal"].path
    foreign.with_name(foreign.name + "-journal").write_bytes(b"left by a crash")
    monkeypatch.setattr(home.vault, "compartments", lambda identity: {"commun": boxes["commun"]})
    made = home.save()
    assert (made.path / foreign.name).read_bytes() == foreign.read_bytes()
    assert (made.path / f"{foreign.name}-journal").read_bytes() == b"left by a crash"
    backup.restore(made.path, tmp_path / "rendu.coffre")


def test_a_copy_that_differs_is_not_a_backup(home: Home) -> None:
    answers = iter(["one", "other"])
    with pytest.raises(DamagedError):
        backup.make(home.vault, home.identity, home.backups, clock=CLOCK, digest=lambda path, key: next(answers), reason="x")
    assert backup.all_of(home.folder) == () and not list(home.folder.iterdir())


def test_a_damaged_vault_makes_no_backup_and_keeps_the_former(home: Home) -> None:
    made = home.save()
    path = home.vault.compartments(home.identity)["commun"].path
    content = bytearray(path.read_bytes())
    content[9000:9100] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(DamagedError):
        home.save()
    assert backup.all_of(home.folder) == (made,)


def test_a_nearly_full_disk_is_told_before_anything(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home.backups.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(NoSpaceError, match="Mo"):
        home.save()


@pytest.mark.parametrize("step", range(14))
def test_a_disk_that_fails_at_any_step_leaves_the_former_backups(home: Home, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    former = home.save()
    calls = 0
    real = os.fsync

    def failing(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            raise OSError(errno.ENOSPC, "full")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with contextlib.suppress(NoSpaceError):
            home.save()
    found = backup.all_of(home.folder)
    assert found[-1] == former
    for one in found:
        manifest.verify(one.path)
    home.save()
    assert not [place for place in home.folder.iterdir() if place.name.endswith(".tmp")]


# -- the truth of backups ------------------------------------------------------------------------------------------------
def test_every_change_of_a_backup_is_noticed(home: Home, tmp_path: Path) -> None:
    made = home.save()
    source = random.Random(8)
    for _ in range(60):
        shutil.rmtree(tmp_path / "bad", ignore_errors=True)
        shutil.copytree(made.path, tmp_path / "bad")
        file = source.choice(sorted((tmp_path / "bad").iterdir()))
        whole = file.read_bytes()
        at = source.randrange(len(whole))
        kind = source.randrange(3)
        if kind == 2:
            file.unlink()
        else:
            file.write_bytes(whole[:at] if kind else whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1:])
        with pytest.raises((DamagedError, InputError)):
            backup.restore(tmp_path / "bad", tmp_path / "rendu.coffre")
        assert not (tmp_path / "rendu.coffre").exists()


def test_a_folder_without_its_page_or_with_a_lying_one_is_no_backup(home: Home) -> None:
    made = home.save()
    page = made.path / manifest.MANIFEST
    said_by_page = json.loads(page.read_text())
    said_by_page["files"]["../../ailleurs"] = {"size": 1, "sha256": ""}
    said_by_page["sum"] = manifest._sum(said_by_page)
    page.write_text(json.dumps(said_by_page))
    assert backup.all_of(home.folder) == ()
    page.unlink()
    assert backup.all_of(home.folder) == ()
    with pytest.raises(InputError):
        backup.find(made.path)
    assert backup.all_of(home.folder / "nulle-part") == ()


# -- keeping -------------------------------------------------------------------------------------------------------------
def fake(order: int, at: datetime) -> Backup:
    return Backup(Path(f"/b/{order}"), "v", at.isoformat(), order, "x", 1)


def test_a_year_of_daily_backups_keeps_the_rule() -> None:
    begun = datetime(2026, 1, 1, 17, tzinfo=UTC)
    alive: list[Backup] = []
    for day in range(400):
        alive.append(fake(day, begun + timedelta(days=day)))
        keep = backup.kept(alive)
        alive = [one for one in alive if one.path in keep]
    ages = sorted(399 - one.order for one in alive)
    assert ages[:10] == list(range(10)) and len(ages) <= 41 and 180 <= ages[-1] <= 300
    assert all(age in ages for age in range(22))


@given(st.lists(st.integers(-3650, 3650), min_size=1, max_size=80))
def test_a_clock_that_jumps_throws_no_recent_backup_away(days: list[int]) -> None:
    base = datetime(2026, 1, 1, tzinfo=UTC)
    alive: list[Backup] = []
    for order, day in enumerate(days):
        alive.append(fake(order, base + timedelta(days=day)))
        keep = backup.kept(alive)
        assert {one.path for one in sorted(alive, key=lambda one: one.order)[-10:]} <= keep
        alive = [one for one in alive if one.path in keep]
    assert len(alive) <= 41


def test_thinning_takes_away_what_is_too_many(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAST", "DAILY", "WEEKLY", "MONTHLY"):
        monkeypatch.setattr(backup, name, 1)
    for hour in range(4):
        home.say(f"{hour} h")
        home.save(CLOCK.now() + timedelta(hours=hour))
    assert backup.thin(home.folder) == 2
    assert [one.order for one in backup.all_of(home.folder)] == [4, 3]


def test_thinning_never_takes_the_last_that_reads(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("LAST", 1), ("DAILY", 0), ("WEEKLY", 0), ("MONTHLY", 0)):
        monkeypatch.setattr(backup, name, count)
    good, bad = home.save(), home.save()
    next(bad.path.glob("*.db")).write_bytes(b"bitten")
    assert backup.thin(home.folder) == 0 and good.path.exists()


# -- the second place ----------------------------------------------------------------------------------------------------
def test_the_second_place_is_recalled_after_a_week(home: Home, tmp_path: Path) -> None:
    key = tmp_path / "clé"
    key.mkdir()
    assert backup.second_place_due(home.folder, CLOCK)
    made = home.save()
    copied = backup.copy_to(made, key)
    assert copied.path.is_relative_to(key) and backup.all_of(backup.folder_of(key, home.vault.id)) == (copied,)
    assert opened(backup.restore(copied.path, tmp_path / "r.coffre")) == ("un", "un (privé)")
    shutil.rmtree(key)
    assert backup.second_place_written(home.folder) == CLOCK.now()
    assert not backup.second_place_due(home.folder, FixedClock(CLOCK.now() + timedelta(days=6)))
    assert backup.second_place_due(home.folder, FixedClock(CLOCK.now() + timedelta(days=8)))
    with pytest.raises(DiskError, match="branchez"):
        backup.copy_to(made, key)
    assert backup.all_of(home.folder) == (made,)


# -- giving back ---------------------------------------------------------------------------------------------------------
def test_nothing_that_is_there_is_ever_replaced(home: Home, tmp_path: Path) -> None:
    made = home.save()
    with pytest.raises(InputError):
        backup.restore(made.path, home.vault.directory)
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(InputError):
        backup.restore(made.path, tmp_path / "fichier")
    (tmp_path / "vide").mkdir()
    assert opened(backup.restore(made.path, tmp_path / "vide"))[0] == "un"


@pytest.mark.parametrize("place", ["rien", "plein"])
def test_what_is_no_backup_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(InputError):
        backup.restore(tmp_path / place, tmp_path / "r.coffre")


def test_a_backup_of_two_vaults_mixed_is_refused(home: Home, tmp_path: Path) -> None:
    made = home.save()
    other, _ = make(tmp_path / "o.coffre")
    for name in ("coffre.a.json", "coffre.b.json"):
        (made.path / name).write_bytes(other.content())
    (made.path / manifest.MANIFEST).unlink()
    manifest.write(made.path, home.vault.id, made.made, 1, "x")
    with pytest.raises(DamagedError, match="deux coffres"):
        backup.find(made.path)


@pytest.mark.parametrize("step", range(7))
def test_a_restore_that_fails_at_any_step_leaves_nothing_or_all(home: Home, tmp_path: Path, step: int,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    made = home.save()
    calls = 0

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > step:
                raise OSError(errno.ENOSPC, "full")
            return real(*values)
        return call

    target = tmp_path / "rendu.coffre"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(os.fsync))
        with contextlib.suppress(PoleError):
            backup.restore(made.path, target)
    if target.exists():
        assert opened(target)[0] == "un"
    else:
        assert opened(backup.restore(made.path, target))[0] == "un"


def test_a_kill_during_a_restore_leaves_nothing_or_all(home: Home, tmp_path: Path) -> None:
    made = home.save()
    script = ("import os, sys\nfrom pathlib import Path\nfrom desktop.storage import backup\nleft = int(sys.argv[3])\n"
              "def dying(event, values):\n    global left\n"
              "    if event in ('open', 'os.rename', 'os.mkdir') and 'rendu' in str(values):\n        left -= 1\n"
              "        if left < 0: os._exit(9)\n"
              "sys.addaudithook(dying)\nbackup.restore(Path(sys.argv[1]), Path(sys.argv[2]))")
    target = tmp_path / "rendu.coffre"
    for step in range(60):
        ended = subprocess.run([sys.executable, "-c", script, str(made.path), str(target), str(step)], check=False)
        if target.exists():
            assert opened(target)[0] == "un"
            shutil.rmtree(target)
        if ended.returncode == 0:
            break
    assert ended.returncode == 0 and step >= 5
    assert not list(tmp_path.glob(".*.tmp"))


def test_old_backups_open_with_the_phrase_of_their_day(home: Home, tmp_path: Path) -> None:
    made = home.save()
    home.vault.set_passphrase(home.identity, "hibou lucarne framboise trottinette cerise nuage boussole")
    assert opened(backup.restore(made.path, tmp_path / "r.coffre"))[0] == "un"


def test_a_copy_by_another_process_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskError):
        rawcopy.copy_outside(tmp_path / "rien", tmp_path / "copie")


def test_a_folder_of_backups_stands_for_the_newest(tmp_path: Path) -> None:
    from desktop.paths import Paths
    from desktop.services.opening import create_vault

    session = create_vault(tmp_path / "v.coffre", name="Claire", roles=["teacher"], login="claire", passphrase=None,
                           demonstration=True, paths=Paths.under(tmp_path / "data"))
    session.backups.make(place=tmp_path / "place")
    session.students.add(last_name="HADDAD", first_name="Yanis")
    newest = session.backups.make(place=tmp_path / "place")
    session.close(backup=False)
    assert backup.find(tmp_path / "place").path == newest.path
    assert backup.find(newest.path.parent).path == newest.path
