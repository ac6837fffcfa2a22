"""At every step of an act on accounts a full disk or a kill leaves a vault that opens, as before or as after."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.errors import DamagedError, DiskError, InputError, NoSpaceError, PoleError, RefusedError, WrongSecretError
from desktop.ids import Ids
from desktop.security import keyring
from desktop.storage import coffre, engine
from desktop.storage.vault import Vault
from tests.storage.vaults import CLOCK, OTHER_PHRASE, PHRASE, make, said, say

PAUL = "pluie tambour orchidée cabane vitesse moutarde lanterne"
ACTS = ("accept", "remove", "suspend", "resume", "hand_over", "set_passphrase", "add_recovery", "invite")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Claire, Anne and Paul (suspended) are in; Zoé is invited, by the code this gives."""
    place = tmp_path_factory.mktemp("vaults") / "antenne.coffre"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "FLOOR", keyring.KdfParams(64, 1))
        patch.setattr(keyring, "DEFAULT", keyring.KdfParams(64, 1))
        vault, claire = make(place)
        for login, phrase in (("anne", OTHER_PHRASE), ("paul", PAUL)):
            code = vault.invite(claire, login)
            Vault.read(place, CLOCK).accept(login, code, phrase, ids=Ids(CLOCK))
            vault = Vault.read(place, CLOCK)
            claire = vault.unlock("claire", PHRASE)
        anne = vault.unlock("anne", OTHER_PHRASE)
        say(vault, claire, "commun", "à tous")
        say(vault, anne, "personal", "à Anne seule")
        vault.suspend(vault.unlock("claire", PHRASE), "paul")
        return place, vault.invite(claire, "zoe")


@pytest.fixture
def place(original: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(original[0], tmp_path / "antenne.coffre"))


def act(name: str, place: Path, code: str) -> Callable[[], Any]:
    """One act, ready to be done."""
    vault = Vault.read(place, CLOCK)
    if name == "accept":
        return lambda: vault.accept("zoe", code, PAUL, ids=Ids(CLOCK))
    claire = vault.unlock("claire", PHRASE)
    anne = {vault.account_of("anne"): vault.card("anne")}
    return {
        "remove": lambda: vault.remove(claire, "paul", anne),
        "suspend": lambda: vault.suspend(claire, "anne"),
        "resume": lambda: vault.resume(claire, "paul", vault.card("paul")),
        "hand_over": lambda: vault.hand_over(claire, "anne", vault.card("anne")),
        "set_passphrase": lambda: vault.set_passphrase(claire, PAUL),
        "add_recovery": lambda: vault.add_recovery(claire),
        "invite": lambda: vault.invite(claire, "lea"),
    }[name]


def opens(place: Path) -> None:
    """Claire opens all of hers; what Anne wrote is still hers, unless she is suspended; every named file is whole."""
    vault = Vault.read(place, CLOCK)
    claire = None
    for phrase in (PHRASE, PAUL):
        try:
            claire = vault.unlock("claire", phrase)
        except WrongSecretError:
            continue
    assert claire is not None
    assert said(vault, claire, "commun") == "à tous"
    for box in vault.compartments(claire).values():
        engine.check(box.path, box.key_hex)
    assert vault.closed_files(claire) == []
    try:
        anne = vault.unlock("anne", OTHER_PHRASE)
    except RefusedError:
        return
    assert said(vault, anne, "personal") == "à Anne seule"
    for given in vault.handed(anne):
        engine.check(given.path, given.key_hex)


# -- a disk that fails, a process that is killed --------------------------------------------------------------------------
@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("said_by_disk", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_any_step_leaves_a_vault_that_opens(original: tuple[Path, str], tmp_path: Path, name: str,
                                                                 said_by_disk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    done = False
    for step in range(12):
        place = Path(shutil.copytree(original[0], tmp_path / f"{step}.coffre"))
        doing = act(name, place, original[1])
        calls = 0

        def failing(real: Callable[..., Any], left: int = step) -> Callable[..., Any]:
            def call(*values: Any, **more: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls > left:
                    raise OSError(said_by_disk, "no")
                return real(*values, **more)
            return call

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", failing(os.fsync))
            patch.setattr(Path, "replace", failing(Path.replace))
            try:
                doing()
            except (NoSpaceError, DiskError):
                done = False
            else:
                done = True
        opens(place)
        assert not list(place.glob(".*.tmp"))
        named = set(Vault.read(place).files.values())
        kept = {path.name for path in place.glob("*.db")}
        assert named <= kept and (len(kept - named) <= (name == "remove"))
        if done:
            break
    assert done


@pytest.mark.parametrize("name", ["accept", "remove", "hand_over"])
def test_a_full_disk_while_the_file_is_built_changes_nothing(place: Path, original: tuple[Path, str], name: str,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    doing = act(name, place, original[1])
    before = {path.name: path.read_bytes() for path in place.iterdir() if path.name != "verrou"}

    def full(*_: Any, **__: Any) -> None:
        raise DamagedError("abîmé") if name == "remove" else NoSpaceError("plein")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "check", full)
        with pytest.raises(PoleError):
            doing()
    assert {path.name: path.read_bytes() for path in place.iterdir() if path.name != "verrou"} == before


def killed_at(step: int, doing: Callable[[], Any]) -> bool:
    """Do an act in a child that dies at this step; whether it died."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, 9)
        return status == 9
    left = step

    def dying(event: str, values: Any) -> None:
        nonlocal left
        if event in ("open", "os.rename", "os.remove") and ".coffre" in str(values[0]):
            left -= 1
            if left < 0:
                os._exit(9)

    try:
        sys.addaudithook(dying)
        doing()
    except BaseException:  # noqa: BLE001 - a child never comes back into the tests
        os._exit(1)
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child by fork")
@pytest.mark.parametrize("name", ["accept", "remove", "hand_over", "suspend"])
def test_a_kill_at_any_step_leaves_a_vault_that_opens(original: tuple[Path, str], tmp_path: Path, name: str) -> None:
    killed = 0
    for step in range(30):
        place = Path(shutil.copytree(original[0], tmp_path / f"{step}.coffre"))
        died = killed_at(step, act(name, place, original[1]))
        killed += died
        opens(place)
        if not died:
            break
        vault = Vault.read(place, CLOCK)
        vault.unlock("claire", PHRASE)
        vault.acquire()
        vault.release()
        vault.drop_former()
        assert {path.name for path in place.glob("*.db")} == set(vault.files.values())
        act(name, place, original[1])() if vault.number == Vault.read(original[0]).number else None
        opens(place)
    assert killed >= 4 and not died


# -- what each act does, and does not -------------------------------------------------------------------------------------
def test_a_second_format_body_cannot_say_what_makes_no_sense(place: Path) -> None:
    vault = Vault.read(place, CLOCK)
    claire = vault.unlock("claire", PHRASE)
    paul = next(account for account in vault._body["accounts"] if account["login"] == "paul")
    anne = next(account for account in vault._body["accounts"] if account["login"] == "anne")
    key = keyring.mac_key(bytes.fromhex(vault.compartments(claire)["commun"].key_hex), vault.id)

    def sound(change: Callable[[dict[str, Any], dict[str, Any]], None]) -> bool:
        import copy

        body = copy.deepcopy(vault._body)
        change(body, {account["login"]: account for account in body["accounts"]})
        return coffre._sound(coffre.sealed(body, key))

    assert sound(lambda body, accounts: None)
    for change in (
            lambda body, accounts: accounts["paul"]["grants"].append(anne["grants"][0]),
            lambda body, accounts: accounts["zoe"].update(keys=paul["keys"]),
            lambda body, accounts: accounts["zoe"].update(state="active"),
            lambda body, accounts: accounts["anne"].update(state="king"),
            lambda body, accounts: accounts["anne"].update(invitation={}),
            lambda body, accounts: accounts["zoe"]["invitation"].pop("until"),
            lambda body, accounts: body.update(format=1)):
        assert not sound(change)


def test_an_invited_suspended_or_unknown_login_costs_the_same_work(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[int] = []
    real = Argon2id

    def counted(**costs: Any) -> Any:
        derived.append(costs["memory_cost"] * costs["iterations"])
        return real(**costs)

    monkeypatch.setattr(keyring, "Argon2id", counted)
    told = set()
    for login in ("claire", "zoe", "paul", "personne"):
        with pytest.raises(WrongSecretError) as refused:
            Vault.read(place).unlock(login, "hibou lucarne framboise trottinette cerise nuage crayon")
        told.add(str(refused.value))
    assert len(derived) == 4 and len(set(derived)) == 1 and len(told) == 1


def test_the_key_of_commun_alone_opens_commun_alone(place: Path) -> None:
    vault = Vault.read(place)
    claire = vault.unlock("claire", PHRASE)
    key = bytes.fromhex(vault.compartments(claire)["commun"].key_hex)
    again = Vault.read(place)
    box = again.unlock_commun(key, "claire")
    assert (box.kind, box.path.name) == ("commun", vault.compartments(claire)["commun"].path.name)
    for login, wrong in (("paul", key), ("zoe", key), ("personne", key), ("claire", bytes(48))):
        with pytest.raises(WrongSecretError):
            Vault.read(place).unlock_commun(wrong, login)
    vault.remove(claire, "paul", {vault.account_of("anne"): vault.card("anne")})
    with pytest.raises(WrongSecretError):
        Vault.read(place).unlock_commun(key, "claire")


def test_after_a_departure_the_former_key_opens_nothing_new(place: Path) -> None:
    vault = Vault.read(place, CLOCK)
    claire = vault.unlock("claire", PHRASE)
    vault.resume(claire, "paul", vault.card("paul"))
    paul = vault.unlock("paul", PAUL)
    former = vault.compartments(paul)["commun"]
    vault.unlock("claire", PHRASE)
    fallen = vault.remove(claire, "paul", {vault.account_of("anne"): vault.card("anne")})
    assert fallen == ("zoe",) and vault.states == {"claire": "active", "anne": "active", "paul": "left"}
    now = vault.compartments(claire)["commun"]
    assert former.path.exists() and now.path != former.path and now.key_hex != former.key_hex
    with pytest.raises(DamagedError):
        engine.connect(now.path, former.key_hex)
    again = Vault.read(place)
    with pytest.raises(RefusedError):
        again.unlock("paul", PAUL)
    with pytest.raises(WrongSecretError):
        again.unlock("paul", PHRASE)
    with pytest.raises(WrongSecretError):
        again.unlock("zoe", PAUL)
    kept = next(account for account in again._body["accounts"] if account["login"] == "paul")
    assert [again._body["compartments"][grant["compartment"]]["kind"] for grant in kept["grants"]] == ["personal"]
    with pytest.raises(InputError):
        vault.invite(claire, "paul")


def test_what_is_handed_holds_neither_drafts_nor_cards_nor_marks(place: Path) -> None:
    vault = Vault.read(place, CLOCK)
    claire = vault.unlock("claire", PHRASE)
    box = vault.compartments(claire)["personal"]
    sql = engine.connect(box.path, box.key_hex)
    sql.execute("INSERT INTO draft (row, payload) VALUES ('x', 'brouillon')")
    sql.execute("INSERT INTO pin (account, secret) VALUES ('x', 'un secret')")
    sql.execute("INSERT INTO place (key, value) VALUES ('window', '{}')")
    sql.execute("INSERT INTO read_log (day, account) VALUES ('2026-11-23', 'x')")
    sql.close()
    vault.hand_over(claire, "anne", vault.card("anne"))
    anne = Vault.read(place).unlock("anne", OTHER_PHRASE)
    (given,) = Vault.read(place).handed(anne)
    copy = engine.connect(given.path, given.key_hex, readonly=True)
    for table in ("draft", "pin", "place", "read_log", "meta"):
        assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert copy.execute("PRAGMA page_count").fetchone()[0] == given.path.stat().st_size // engine.PAGE
    copy.close()
    assert Vault.read(place).handed(claire) == () and given.key_hex != box.key_hex
