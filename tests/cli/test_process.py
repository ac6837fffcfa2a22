"""The contract as another program sees it: processes, descriptors, exit codes. Few: each key derivation costs a second."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "pluie tambour orchidée cabane vitesse moutarde lanterne"


def pole(folder: Path, *words: str, phrase: str | None = PHRASE, stdin: str = "", vault: str = "école d’essai") -> subprocess.CompletedProcess[str]:
    options: list[str] = ["--data-dir", str(folder / "donnees"), "--vault", str(folder / vault)]
    passed: tuple[int, ...] = ()
    if phrase is not None:
        reading, writing = os.pipe()
        os.write(writing, (phrase + "\n").encode())
        os.close(writing)
        options += ["--password-fd", str(reading)]
        passed = (reading,)
    try:
        return subprocess.run([sys.executable, "-m", "desktop", *options, *words], input=stdin, capture_output=True, encoding="utf-8",
                              pass_fds=passed, cwd=ROOT, check=False)
    finally:
        for descriptor in passed:
            os.close(descriptor)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("processus")
    done = pole(folder, "init", "--name", "Claire Martin", "--role", "director", "teacher", "--login", "claire", "--recovery-out",
                str(folder / "secours.pdf"))
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    assert value["vault"] == str(folder / "école d’essai")
    assert (value["login"], value["roles"]) == ("claire", ["director", "teacher"])
    assert (folder / "secours.pdf").read_bytes().startswith(b"%PDF-")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")
def test_a_whole_day_in_processes(made: Path, tmp_path: Path) -> None:
    line = json.dumps({"op": "student.add", "last_name": "Ben Salah", "first_name": "Noémie", "birth_date": "2020-03-25", "level": "CP"})
    done = pole(made, "batch", stdin=line + "\n")
    assert (done.returncode, json.loads(done.stdout)["ack"]) == (0, 1)
    before = pole(made, "digest").stdout
    copied = pole(made, "--json", "backup", str(tmp_path / "copies"))
    assert copied.returncode == 0, copied.stderr
    assert Path(json.loads(copied.stdout)["backup"]).is_dir()
    given = pole(made, "restore", str(tmp_path / "copies"), "--to", str(tmp_path / "rendu.coffre"), phrase=None)
    assert given.returncode == 0, given.stderr
    shutil.move(tmp_path / "rendu.coffre", made / "rendu.coffre")
    assert pole(made, "digest", vault="rendu.coffre").stdout == before


@pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")
def test_a_wrong_phrase_an_unknown_login_and_none_at_all(made: Path) -> None:
    wrong = pole(made, "digest", phrase="pas celle-là du tout")
    assert wrong.returncode == 3
    assert wrong.stderr.count("\n") == 1
    assert pole(made, "--as", "inconnu", "digest").returncode in (1, 3)
    assert pole(made, "digest", phrase=None).returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="descriptors are handed down otherwise")
def test_a_weak_phrase_makes_no_vault(tmp_path: Path) -> None:
    done = pole(tmp_path, "init", "--name", "A", "--role", "teacher", "--login", "a", phrase="Ecole2024!")
    assert done.returncode == 9
    assert not (tmp_path / "école d’essai").exists()


def test_a_vault_is_not_made_over_another(made: Path) -> None:
    done = pole(made, "demo", phrase=None)
    assert done.returncode == 9


def test_two_demonstrations_of_one_day_are_the_same(tmp_path: Path) -> None:
    prints = []
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        made = pole(tmp_path, "demo", "--students", "30", "--seed", seed, "--today", "2026-11-23", phrase=None, vault=name)
        assert made.returncode == 0, made.stderr
        prints.append(pole(tmp_path, "digest", phrase=None, vault=name).stdout)
    assert prints[0] == prints[1] != prints[2]


def test_a_reader_that_leaves_is_no_bug(tmp_path: Path) -> None:
    pole(tmp_path, "demo", "--students", "30", phrase=None, vault="a")
    command = [sys.executable, "-m", "desktop", "--data-dir", str(tmp_path / "donnees"), "--vault", str(tmp_path / "a"), "list", "guardians"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None and child.stderr is not None
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    child.wait()
    assert b"Traceback" not in said


def test_one_process_at_a_time(tmp_path: Path) -> None:
    pole(tmp_path, "demo", "--students", "30", phrase=None, vault="a")
    command = [sys.executable, "-m", "desktop", "--data-dir", str(tmp_path / "donnees"), "--vault", str(tmp_path / "a"), "batch"]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert holder.stdin is not None and holder.stdout is not None
    holder.stdin.write(b'{"op": "task.add", "title": "Appeler"}\n')
    holder.stdin.flush()
    assert json.loads(holder.stdout.readline())["ack"] == 1
    second = pole(tmp_path, "list", "students", phrase=None, vault="a")
    holder.stdin.close()
    assert holder.wait() == 0
    holder.stdout.close()
    assert (second.returncode, second.stdout) == (6, "")
    assert second.stderr.count("\n") == 1
    assert pole(tmp_path, "list", "students", phrase=None, vault="a").returncode == 0


def test_an_older_vault_opens_only_when_accepted(tmp_path: Path) -> None:
    pole(tmp_path, "demo", "--students", "30", phrase=None, vault="a")
    shutil.copytree(tmp_path / "a", tmp_path / "ancien")
    pole(tmp_path, "batch", phrase=None, vault="a", stdin='{"op": "task.add", "title": "Appeler"}\n')
    shutil.rmtree(tmp_path / "a")
    shutil.move(tmp_path / "ancien", tmp_path / "a")
    refused = pole(tmp_path, "digest", phrase=None, vault="a")
    assert refused.returncode == 5
    assert "--accept-older" in refused.stderr
    assert pole(tmp_path, "--accept-older", "digest", phrase=None, vault="a").returncode == 0


def test_a_damaged_file_is_found_and_left_alone(tmp_path: Path) -> None:
    pole(tmp_path, "demo", "--students", "30", phrase=None, vault="a")
    largest = max((tmp_path / "a").glob("*.db"), key=lambda file: file.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[40_000] ^= 1
    largest.write_bytes(data)
    done = pole(tmp_path, "--json", "verify", phrase=None, vault="a")
    assert done.returncode == 4
    assert json.loads(done.stdout.splitlines()[0])
    assert largest.read_bytes() == bytes(data)
