"""Encrypted files open with the whole profile or not at all, and their size tells nothing."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from desktop.errors import DamagedError, DiskError, LockedError, NoSpaceError, PoleError
from desktop.storage import engine

KEY = "5a" * 48
CANARY = "Léa DUPONT a des difficultés"


@pytest.fixture
def path(blank_file: Path, tmp_path: Path) -> Path:
    shutil.copyfile(blank_file, tmp_path / "a é %3f#?.db")
    return tmp_path / "a é %3f#?.db"


def answer(sql: Any, pragma: str) -> Any:
    return sql.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_the_profile_is_the_one_of_the_architecture(path: Path) -> None:
    sql = engine.connect(path, KEY)
    wanted = {"journal_mode": "truncate", "synchronous": 3, "temp_store": 2, "secure_delete": 1, "trusted_schema": 0,
              "cell_size_check": 1, "mmap_size": 0, "cache_size": -32000, "foreign_keys": 0, "query_only": 0,
              "cipher_log_level": "NONE", "cipher_memory_security": "0"}
    assert {name: answer(sql, name) for name in wanted} == wanted
    with pytest.raises(dbapi2.OperationalError, match="not authorized"):
        sql.execute("SELECT load_extension('x')")
    sql.close()


def test_a_setting_that_is_not_taken_opens_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PROFILE", (("synchronous", "NORMAL", 3),))
    with pytest.raises(DiskError, match="synchronous"):
        engine.connect(path, KEY)


def test_a_reader_cannot_write(path: Path) -> None:
    sql = engine.connect(path, KEY, readonly=True)
    with pytest.raises(DiskError, match="lecture seule"), engine.translated():
        sql.execute("DELETE FROM meta")
    sql.close()


def test_nothing_can_be_read_in_the_file(path: Path) -> None:
    sql = engine.connect(path, KEY)
    sql.execute("INSERT INTO meta VALUES ('x', ?)", (CANARY,))
    sql.close()
    content = path.read_bytes()
    assert CANARY.encode() not in content and b"CREATE TABLE" not in content and content[:6] != b"SQLite"
    assert content[:16].hex() == KEY[64:]


def test_another_key_a_missing_an_empty_or_another_file_is_refused_untouched(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    empty, photo = tmp_path / "empty.db", tmp_path / "photo.db"
    empty.touch()
    photo.write_bytes(b"\xff\xd8\xff" * 5000)
    for file, key in ((path, "00" * 48), (tmp_path / "gone.db", KEY), (empty, KEY), (photo, KEY)):
        with pytest.raises(DamagedError):
            engine.connect(file, key)
    assert path.read_bytes() == before and empty.stat().st_size == 0 and not (tmp_path / "gone.db").exists()


def test_a_folder_that_went_away_is_the_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="clé USB"):
        engine.connect(tmp_path / "usb" / "a.db", KEY)


def test_a_new_file_never_takes_the_place_of_another(path: Path) -> None:
    with pytest.raises(PoleError):
        engine.connect(path, KEY, create=True)
    engine.check(path, KEY)


@pytest.mark.parametrize("key", ["", "zz" * 48, "ab" * 32, "AB" * 48, "ab" * 48 + "'"])
def test_only_hexadecimal_goes_into_the_pragma(path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        engine.connect(path, key)


def test_one_changed_byte_anywhere_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(20, len(whole), len(whole) // 60):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        with pytest.raises(DamagedError):
            engine.check(path, KEY)


def test_messages_of_the_library_show_no_value(path: Path) -> None:
    made = engine.sa_engine(path, KEY)
    with made.connect() as connection:
        connection.execute(text("INSERT INTO meta VALUES (:k, :v)"), {"k": "a", "v": CANARY})
        with pytest.raises(IntegrityError) as told:
            connection.execute(text("INSERT INTO meta VALUES (:k, :v)"), {"k": "a", "v": CANARY})
    made.dispose()
    assert CANARY not in str(told.value)


@pytest.mark.parametrize(("said", "ours"), [
    (dbapi2.OperationalError("database or disk is full"), NoSpaceError),
    (dbapi2.OperationalError("disk I/O error"), DiskError),
    (dbapi2.OperationalError("unable to open database file"), DiskError),
    (dbapi2.OperationalError("attempt to write a readonly database"), DiskError),
    (dbapi2.OperationalError("database is locked"), LockedError),
    (dbapi2.DatabaseError("file is not a database"), DamagedError),
    (dbapi2.DatabaseError("database disk image is malformed"), DamagedError),
    (OSError(errno.ENOSPC, "x"), NoSpaceError), (OSError(errno.EROFS, "x"), DiskError), (OSError(errno.EIO, "x"), DiskError)])
def test_what_the_driver_says_becomes_a_sentence(said: Exception, ours: type[PoleError]) -> None:
    found = engine.translate(said)
    assert type(found) is ours and str(found).endswith((".", "ble"))


def test_a_bug_stays_a_bug(path: Path) -> None:
    sql = engine.connect(path, KEY)
    with pytest.raises(dbapi2.OperationalError, match="no such table"), engine.translated():
        sql.execute("SELECT * FROM nowhere")
    with pytest.raises(ZeroDivisionError), engine.translated():
        _ = 1 / 0
    sql.close()


def test_files_are_of_a_size_class_at_birth_and_ever_after(path: Path) -> None:
    sql = engine.connect(path, KEY)
    for turn in range(150):
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("INSERT INTO meta VALUES (?, ?)", (f"k{turn}", "é" * (turn * 37 % 9000)))
        engine.pad(sql)
        sql.execute("COMMIT")
        pages = path.stat().st_size // engine.PAGE
        assert path.stat().st_size % engine.PAGE == 0 and engine.size_class(pages) == pages
    assert answer(sql, "freelist_count") * 10 >= answer(sql, "page_count")
    assert sql.execute("SELECT count(*) FROM pad").fetchone() == (0,)
    sql.close()
    engine.check(path, KEY)


def test_one_more_note_does_not_change_the_size(path: Path) -> None:
    before = path.stat().st_size
    sql = engine.connect(path, KEY)
    sql.execute("BEGIN IMMEDIATE")
    sql.execute("INSERT INTO meta VALUES ('note', ?)", (CANARY * 20,))
    engine.pad(sql)
    sql.execute("COMMIT")
    sql.close()
    assert path.stat().st_size == before


def test_classes_grow_by_the_square_root_of_two() -> None:
    found = [engine.size_class(1)]
    while len(found) < 12:
        found.append(engine.size_class(found[-1] + 1))
    assert found[:5] == [512, 725, 1024, 1449, 2048]
    assert all(1.40 < after / before < 1.43 for before, after in itertools.pairwise(found))


def test_files_are_for_their_owner_alone(path: Path, tmp_path: Path) -> None:
    made = tmp_path / "mine.db"
    engine.connect(made, KEY, create=True).close()
    assert os.name == "nt" or made.stat().st_mode & 0o077 == 0
