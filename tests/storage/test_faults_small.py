"""A few faults, small enough for every run: a kill inside a transaction, strange files, an older copy (all: ``make faults``)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop.clock import fixed_on
from desktop.errors import DamagedError, DiskError, OlderVaultError, TamperedError
from desktop.paths import Paths
from desktop.security import keyring
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session

KILLED = """
import os, signal, sys
from pathlib import Path
from desktop.paths import Paths
from desktop.services.opening import open_vault
from desktop.storage import derived, engine

session = open_vault(Path(sys.argv[1]), paths=Paths.under(Path(sys.argv[2])))
session.students.add(last_name="ACQUIS", first_name="Lou", birth_date="2018-05-06", level="CE1", class_name="CE1")
print("ack", flush=True)
session.commun.writer.execute("PRAGMA cache_size=2")
pad = engine.pad
def killed(sql):
    pad(sql)
    sql.execute("INSERT INTO pad (zeros) VALUES (zeroblob(2000000))")
    os.kill(os.getpid(), signal.SIGKILL)
engine.pad = killed
session.students.add(last_name="PERDU", first_name="Lou", birth_date="2018-05-06", level="CE1", class_name="CE1")
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "donnees")


@pytest.fixture
def vault(tmp_path: Path, paths: Paths) -> Path:
    place = tmp_path / "essai.coffre"
    session = create_vault(place, name="Essai", roles=["director"], login="essai", passphrase=None, paths=paths,
                           clock=fixed_on(date(2026, 11, 23)), demonstration=True)
    session.students.add(last_name="TÉMOIN", first_name="Alix", birth_date="2019-01-02", level="CE1", class_name="CE1 A")
    session.close()
    return place


def _names(session: Session) -> list[str]:
    return sorted(row[0] for row in session.commun.sql("SELECT last_name FROM student"))


def test_a_process_killed_inside_a_transaction_leaves_what_was_acknowledged(vault: Path, paths: Paths, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(vault), str(paths.state.parent)], capture_output=True, check=False)
    assert done.stdout == b"ack\n", done.stderr
    if sys.platform != "win32":
        assert done.returncode == -signal.SIGKILL
    assert any(journal.stat().st_size for journal in vault.glob("*-journal"))
    moved = shutil.copytree(vault, tmp_path / "ailleurs.coffre")
    for place in (vault, moved):
        session = open_vault(place, paths=paths)
        assert _names(session) == ["ACQUIS", "TÉMOIN"]
        assert session.verify() == []
        session.close(backup=False)


@pytest.mark.parametrize("seed", range(24))
def test_a_damaged_vault_is_refused_or_whole_and_left_as_it_is(vault: Path, paths: Paths, seed: int) -> None:
    draw = random.Random(seed)
    files = sorted(file for file in vault.iterdir() if file.suffix in (".db", ".json"))
    file = files[seed % len(files)]
    content = bytearray(file.read_bytes())
    if seed % 3 == 0:
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    elif seed % 3 == 1:
        del content[draw.randrange(len(content)):]
    else:
        content[:] = draw.randbytes(5000)
    file.write_bytes(content)
    try:
        session = open_vault(vault, paths=paths)
    except (DamagedError, TamperedError):
        assert file.read_bytes() == content
        return
    try:
        assert session.verify() or _names(session) == ["TÉMOIN"]
    except DamagedError:
        pass
    finally:
        session.close(backup=False)


def test_a_seal_that_is_not_even_ascii_is_tampering(vault: Path, paths: Paths) -> None:
    for file in vault.glob("coffre.*.json"):
        body = {key: value for key, value in json.loads(file.read_bytes()).items() if key != "sum"} | {"mac": "é" * 64}
        body["sum"] = hashlib.sha256(keyring.canonical(body)).hexdigest()
        file.write_text(json.dumps(body), "utf-8")
    with pytest.raises(TamperedError):
        open_vault(vault, paths=paths)


def test_a_folder_in_the_place_of_a_file_is_damage(vault: Path, paths: Paths) -> None:
    file = sorted(vault.glob("*.db"))[0]
    file.unlink()
    file.mkdir()
    with pytest.raises(DamagedError, match="sauvegarde"):
        open_vault(vault, paths=paths)


@pytest.mark.skipif(os.name == "nt", reason="an open file does not go away there")
def test_a_key_pulled_out_is_not_called_damage(vault: Path, paths: Paths) -> None:
    """SQLCipher says « malformed » of a page it could not read."""
    session = open_vault(vault, paths=paths)
    file = session.commun.path
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(bytes(file.stat().st_size - 4096))
    with pytest.raises(DamagedError):
        session.verify()
    file.unlink()
    with pytest.raises(DiskError, match="débranch"):
        session.verify()
    session.close(backup=False)


@pytest.mark.skipif(os.name == "nt", reason="an open file does not move there")
def test_a_vault_moved_while_open_takes_no_more_and_says_why(vault: Path, paths: Paths, tmp_path: Path) -> None:
    session = open_vault(vault, paths=paths)
    moved = vault.rename(tmp_path / "ailleurs.coffre")
    with pytest.raises(DiskError, match="déplacé"):
        session.students.add(last_name="PERDU", first_name="Lou", birth_date="2018-05-06")
    session.close(backup=False)
    again = open_vault(moved, paths=paths)
    assert _names(again) == ["TÉMOIN"]
    again.close(backup=False)


def test_former_keys_put_back_are_older(vault: Path, paths: Paths) -> None:
    former = {file: file.read_bytes() for file in vault.glob("coffre.*.json")}
    session = open_vault(vault, paths=paths)
    session.vault.add_recovery(session.identity)
    session.close(backup=False)
    open_vault(vault, paths=paths).close(backup=False)
    for file, content in former.items():
        assert json.loads(content)["number"] < json.loads(file.read_bytes())["number"]
        file.write_bytes(content)
    with pytest.raises(OlderVaultError, match="clés"):
        open_vault(vault, paths=paths)
    open_vault(vault, paths=paths, accept_older=True).close(backup=False)


@pytest.mark.parametrize("zone", ["Europe/Nulle-Part", "", "../../etc/passwd", "\x00"])
def test_a_zone_that_no_computer_knows_is_damage(vault: Path, paths: Paths, zone: str) -> None:
    for file in vault.glob("coffre.*.json"):
        body = {key: value for key, value in json.loads(file.read_bytes()).items() if key != "sum"} | {"zone": zone}
        body["sum"] = hashlib.sha256(keyring.canonical(body)).hexdigest()
        file.write_text(json.dumps(body), "utf-8")
    with pytest.raises(DamagedError):
        open_vault(vault, paths=paths)
