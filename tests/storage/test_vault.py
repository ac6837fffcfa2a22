"""A vault opens for its people, for nobody else, and never stops opening."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.errors import (
    DamagedError,
    DiskError,
    InputError,
    LockedError,
    NewerFormatError,
    NoSpaceError,
    PoleError,
    TamperedError,
    UsageError,
    WrongSecretError,
)
from desktop.security import keyring
from desktop.storage import coffre, engine
from desktop.storage.vault import Vault
from tests.storage.vaults import CLOCK, OTHER_PHRASE, PHRASE, make, said, say


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, copied by each test."""
    place = tmp_path_factory.mktemp("vaults") / "antenne.coffre"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "FLOOR", keyring.KdfParams(64, 1))
        patch.setattr(keyring, "DEFAULT", keyring.KdfParams(64, 1))
        make(place)
    return place


@pytest.fixture
def place(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "antenne.coffre"))


def rewrite(place: Path, change: Callable[[dict[str, Any]], None], *, resum: bool = True,
            names: tuple[str, ...] = coffre.COPIES) -> None:
    """What somebody without any key can do to ``coffre``: change it and put the right sum."""
    for name in names:
        body = json.loads((place / name).read_text())
        change(body)
        if resum:
            body["sum"] = coffre._sum(body)
        (place / name).write_text(json.dumps(body))


# -- making and opening --------------------------------------------------------------------------------------------------
def test_a_new_vault_opens_with_its_phrase_however_it_is_typed(place: Path) -> None:
    vault = Vault.read(place)
    assert vault.logins == ("claire",) and vault.name == "antenne" and not vault.demonstration
    identity = vault.unlock(None, PHRASE.upper().replace(" ", "-"))
    assert identity.login == "claire"
    assert set(vault.compartments(identity)) == {"commun", "personal"}


def test_names_of_files_tell_nothing_and_both_are_born_the_same_size(place: Path) -> None:
    files = sorted(path.name for path in place.glob("*.db"))
    assert len(files) == 2 and all(len(name) == 35 for name in files)
    assert len({(place / name).stat().st_size for name in files}) == 1
    assert {path.name for path in place.iterdir()} - set(files) <= {
        "coffre.a.json", "coffre.b.json", "verrou", *(f"{name}-journal" for name in files)}


def test_a_vault_is_for_its_owner_alone(tmp_path: Path) -> None:
    make(tmp_path / "new" / "v.coffre")
    assert os.name == "nt" or all(path.stat().st_mode & 0o077 == 0
                                  for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")))


def test_a_wrong_phrase_and_an_unknown_login_get_the_same_answer(place: Path) -> None:
    vault = Vault.read(place)
    told = []
    for login, phrase in (("claire", OTHER_PHRASE), ("paul", PHRASE), ("claire", None), ("claire", "")):
        with pytest.raises(WrongSecretError) as refused:
            vault.unlock(login, phrase)
        told.append(str(refused.value))
    assert len(set(told)) == 1


def test_an_unknown_login_costs_the_same_work(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[int] = []
    real = Argon2id

    def counted(**costs: Any) -> Any:
        derived.append(costs["memory_cost"] * costs["iterations"])
        return real(**costs)

    monkeypatch.setattr(keyring, "Argon2id", counted)
    for login in ("claire", "paul"):
        with pytest.raises(WrongSecretError):
            Vault.read(place).unlock(login, OTHER_PHRASE)
    assert len(derived) == 2 and derived[0] == derived[1]


def test_a_weak_phrase_or_none_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        make(tmp_path / "v.coffre", passphrase="Ecole2024!")
    with pytest.raises(UsageError):
        make(tmp_path / "v.coffre", passphrase=None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("login", ["", "  ", "a b", "a\nb", "x" * 65, "\u202egauche"])
def test_a_login_is_a_word(tmp_path: Path, login: str) -> None:
    with pytest.raises(InputError):
        make(tmp_path / "v.coffre", login=login)


def test_a_vault_never_takes_the_place_of_something(place: Path) -> None:
    before = sorted(place.iterdir())
    with pytest.raises(InputError):
        make(place)
    assert sorted(place.iterdir()) == before


def test_a_demonstration_opens_without_a_phrase_and_only_a_demonstration(tmp_path: Path, place: Path) -> None:
    make(tmp_path / "d.coffre", passphrase=None, demonstration=True)
    vault = Vault.read(tmp_path / "d.coffre")
    assert vault.demonstration and vault.unlock("claire", None).login == "claire"
    slots = json.loads((tmp_path / "d.coffre/coffre.a.json").read_text())["accounts"][0]["slots"]
    rewrite(place, lambda body: body["accounts"][0].update(slots=slots))
    with pytest.raises(DamagedError):
        Vault.read(place)


# -- secrets -------------------------------------------------------------------------------------------------------------
def test_a_new_phrase_opens_and_the_former_does_not(place: Path) -> None:
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)
    vault.set_passphrase(identity, OTHER_PHRASE)
    again = Vault.read(place)
    assert again.unlock("claire", OTHER_PHRASE) == identity and again.number == vault.number == 2
    with pytest.raises(WrongSecretError):
        again.unlock("claire", PHRASE)
    assert (place / "coffre.a.json").read_bytes() == (place / "coffre.b.json").read_bytes()


def test_a_weak_new_phrase_changes_nothing(place: Path) -> None:
    vault = Vault.read(place)
    with pytest.raises(InputError):
        vault.set_passphrase(vault.unlock("claire", PHRASE), "azerty123")
    assert Vault.read(place).number == 1


def test_the_sheet_opens_and_a_second_sheet_voids_the_first(place: Path) -> None:
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)
    assert not vault.has_recovery("claire")
    first, second = vault.add_recovery(identity), vault.add_recovery(identity)
    again = Vault.read(place)
    assert again.has_recovery("claire") and again.unlock_with_recovery("claire", second.lower()) == identity
    with pytest.raises(WrongSecretError):
        again.unlock_with_recovery("claire", first)
    with pytest.raises(WrongSecretError):
        again.unlock_with_recovery("paul", second)
    assert again.unlock("claire", PHRASE) == identity


# -- what somebody without the key may try --------------------------------------------------------------------------------
def swap_files(body: dict[str, Any]) -> None:
    one, two = body["compartments"].values()
    one["file"], two["file"] = two["file"], one["file"]


def swap_grants(body: dict[str, Any]) -> None:
    one, two = body["accounts"][0]["grants"]
    one["sealed"], two["sealed"] = two["sealed"], one["sealed"]


@pytest.mark.parametrize("change", [
    swap_files, swap_grants, lambda body: body.update(demonstration=True), lambda body: body.update(zone="Indian/Reunion"),
    lambda body: body.update(number=99), lambda body: body["accounts"][0]["grants"].pop(),
    lambda body: body["accounts"][0]["keys"].update(pli=keyring.to_text(bytes(32))),
    lambda body: body.update(mac="0" * 64)])
def test_a_coffre_changed_without_the_key_does_not_open(place: Path, change: Callable[[dict[str, Any]], None]) -> None:
    rewrite(place, change)
    with pytest.raises(TamperedError):
        Vault.read(place).unlock("claire", PHRASE)


@pytest.mark.parametrize("name", ["../ailleurs.db", "/etc/passwd", "CON.db", "commun.db", "A" * 32 + ".db", ""])
def test_a_coffre_names_no_file_elsewhere(place: Path, name: str) -> None:
    rewrite(place, lambda body: next(iter(body["compartments"].values())).update(file=name))
    with pytest.raises(DamagedError):
        Vault.read(place)


@pytest.mark.real_keys
def test_a_weakened_slot_is_refused(place: Path) -> None:
    with pytest.raises(TamperedError):
        Vault.read(place).unlock("claire", PHRASE)


def test_two_files_exchanged_do_not_open(place: Path) -> None:
    one, two = sorted(place.glob("*.db"))
    shutil.move(one, place / "x")
    shutil.move(two, one)
    shutil.move(place / "x", two)
    vault = Vault.read(place)
    for box in vault.compartments(vault.unlock("claire", PHRASE)).values():
        with pytest.raises(DamagedError):
            engine.connect(box.path, box.key_hex)


def test_a_newer_format_asks_for_a_newer_program(place: Path) -> None:
    rewrite(place, lambda body: body.update(format=3))
    with pytest.raises(NewerFormatError):
        Vault.read(place)
    rewrite(place, lambda body: body.update(format=4), resum=False)
    with pytest.raises(NewerFormatError):
        Vault.read(place)


def test_any_change_of_one_copy_is_noticed_and_the_other_opens(place: Path) -> None:
    source = random.Random(3)
    whole = (place / "coffre.a.json").read_bytes()
    for _ in range(120):
        kind = source.randrange(4)
        at = source.randrange(len(whole))
        bad = [whole[:at] + bytes([whole[at] ^ (1 << source.randrange(8))]) + whole[at + 1:], whole[:at], b"",
               source.randbytes(300)][kind]
        (place / "coffre.a.json").write_bytes(bad)
        assert Vault.read(place).unlock("claire", PHRASE).login == "claire"


def test_any_change_of_both_copies_is_told_and_touches_nothing(place: Path) -> None:
    source = random.Random(4)
    whole = (place / "coffre.a.json").read_bytes()
    for _ in range(120):
        at = source.randrange(len(whole))
        bad = whole[:at] + bytes([source.randrange(256)]) + whole[at + 1:]
        for name in coffre.COPIES:
            (place / name).write_bytes(bad)
        try:
            Vault.read(place).unlock("claire", PHRASE)
        except (DamagedError, TamperedError, NewerFormatError):
            pass
        else:
            assert json.loads(bad) == json.loads(whole)
        assert (place / "coffre.a.json").read_bytes() == bad


@pytest.mark.parametrize("content", [b"[]", b"null", b"{}", b"[" * 100_000, b'{"format": 1}', b'{"number": NaN}', b"\xff\xfe",
                                     b'{"format": 1, "format": 1}', b"9" * 6000])
def test_strange_json_is_damaged(place: Path, content: bytes) -> None:
    for name in coffre.COPIES:
        (place / name).write_bytes(content)
    with pytest.raises(DamagedError):
        Vault.read(place)


def test_a_folder_that_is_no_vault_or_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="pas un coffre"):
        Vault.read(tmp_path)
    with pytest.raises(DiskError, match="clé USB"):
        Vault.read(tmp_path / "rien")


# -- two copies ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", coffre.COPIES)
def test_a_lost_copy_comes_back_when_the_vault_is_taken(place: Path, name: str) -> None:
    (place / name).unlink()
    vault = Vault.read(place)
    vault.unlock("claire", PHRASE)
    assert not (place / name).exists()
    vault.acquire()
    vault.release()
    assert (place / "coffre.a.json").read_bytes() == (place / "coffre.b.json").read_bytes()


def test_a_forged_copy_never_heals_over_the_true_one(place: Path) -> None:
    true = (place / "coffre.b.json").read_bytes()
    rewrite(place, lambda body: body.update(number=50, zone="Indian/Reunion"), names=("coffre.a.json",))
    vault = Vault.read(place)
    vault.acquire()
    with pytest.raises(TamperedError):
        vault.unlock("claire", PHRASE)
    vault.release()
    assert (place / "coffre.b.json").read_bytes() == true


def test_what_another_process_wrote_before_the_lock_is_seen(place: Path) -> None:
    first, second = Vault.read(place), Vault.read(place)
    identity = first.unlock("claire", PHRASE)
    second.add_recovery(second.unlock("claire", PHRASE))
    first.set_passphrase(identity, OTHER_PHRASE)
    again = Vault.read(place)
    assert again.has_recovery("claire") and again.unlock("claire", OTHER_PHRASE) == identity


@pytest.mark.parametrize("step", range(8))
@pytest.mark.parametrize("said_by_disk", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_any_step_leaves_a_vault_that_opens(place: Path, step: int, said_by_disk: int,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)
    calls = 0

    def failing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls > step:
                raise OSError(said_by_disk, "no")
            return real(*values, **more)
        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(os.fsync))
        patch.setattr(Path, "replace", failing(Path.replace))
        try:
            vault.set_passphrase(identity, OTHER_PHRASE)
        except (NoSpaceError, DiskError):
            done = False
        else:
            done = True
    opened = []
    for phrase in (PHRASE, OTHER_PHRASE):
        try:
            opened.append(Vault.read(place).unlock("claire", phrase))
        except WrongSecretError:
            continue
    assert opened == [identity]
    assert not done or Vault.read(place).unlock("claire", OTHER_PHRASE) == identity
    assert not list(place.glob(".*.tmp"))


def test_a_kill_at_any_step_leaves_a_vault_that_opens(place: Path) -> None:
    script = (
        "import os, sys\n"
        "from desktop.security import keyring\n"
        "keyring.FLOOR = keyring.DEFAULT = keyring.KdfParams(64, 1)\n"
        "from desktop.storage.vault import Vault\n"
        "from pathlib import Path\n"
        "left = int(sys.argv[2])\n"
        "def dying(event, values):\n"
        "    global left\n"
        "    if event in ('open', 'os.rename', 'os.remove') and 'coffre' in str(values[0]):\n"
        "        left -= 1\n"
        "        if left < 0: os._exit(9)\n"
        "vault = Vault.read(Path(sys.argv[1]))\n"
        "identity = vault.unlock('claire', sys.argv[3])\n"
        "sys.addaudithook(dying)\n"
        "vault.set_passphrase(identity, sys.argv[4])\n")
    phrases = [PHRASE, OTHER_PHRASE]
    killed = 0
    for step in range(40):
        now = phrases[0]
        ended = subprocess.run([sys.executable, "-c", script, str(place), str(step), phrases[0], phrases[1]], check=False)
        killed += ended.returncode == 9
        opened = []
        for phrase in phrases:
            try:
                Vault.read(place).unlock("claire", phrase)
                opened.append(phrase)
            except WrongSecretError:
                continue
        assert len(opened) == 1
        if opened != [now]:
            phrases.reverse()
        if ended.returncode == 0:
            break
    assert killed >= 4 and ended.returncode == 0


# -- compartments --------------------------------------------------------------------------------------------------------
def test_a_file_is_replaced_whole_and_the_former_stays_until_told(place: Path) -> None:
    vault = Vault.read(place, CLOCK)
    identity = vault.unlock("claire", PHRASE)
    say(vault, identity, "commun", "avant")
    former = vault.compartments(identity)["commun"]

    def build(old: Path, new: Path) -> None:
        shutil.copyfile(old, new)
        sql = engine.connect(new, former.key_hex)
        sql.execute("UPDATE meta SET value='après' WHERE key='said'")
        sql.close()

    fresh = vault.replace(identity, former, build)
    assert fresh.path != former.path and former.path.exists()
    again = Vault.read(place)
    assert said(again, again.unlock("claire", PHRASE), "commun") == "après"
    assert vault.drop_former() == 1 and not former.path.exists() and fresh.path.exists()


@pytest.mark.parametrize("raised", [OSError(errno.ENOSPC, "no"), ValueError("bug"), DamagedError("non")])
def test_a_replacement_that_fails_leaves_everything_as_it_was(place: Path, raised: Exception) -> None:
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)
    before = {path.name for path in place.iterdir()}

    def build(old: Path, new: Path) -> None:
        shutil.copyfile(old, new)
        raise raised

    with pytest.raises((PoleError, OSError, ValueError)):
        vault.replace(identity, vault.compartments(identity)["commun"], build)
    assert {path.name for path in place.iterdir()} == before and Vault.read(place).number == 1


def test_a_replacement_that_is_damaged_is_never_named(place: Path) -> None:
    vault = Vault.read(place)
    identity = vault.unlock("claire", PHRASE)

    def build(old: Path, new: Path) -> None:
        new.write_bytes(b"x" * 9000)

    with pytest.raises(DamagedError):
        vault.replace(identity, vault.compartments(identity)["commun"], build)
    assert Vault.read(place).number == 1


def test_the_vault_that_is_open_refuses_a_change_from_elsewhere(place: Path) -> None:
    vault, other = Vault.read(place), Vault.read(place)
    vault.unlock("claire", PHRASE)
    vault.acquire()
    with pytest.raises(LockedError):
        other.set_passphrase(other.unlock("claire", PHRASE), OTHER_PHRASE)
    vault.release()
