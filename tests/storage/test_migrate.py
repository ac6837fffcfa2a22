"""Steps of the format: the same schema as the models, the old file untouched until the new one reads, newer files refused."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from desktop.errors import NewerFormatError
from desktop.models import Base
from desktop.storage import engine, migrate
from tests.storage.conftest import KEY


def _schema(path: Path) -> dict[str, set[tuple[str, str, bool]]]:
    sql = engine.connect(path, KEY, readonly=True)
    tables = [row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type='table'") if "_fts" not in row[0]]
    found = {table: {(row[1], row[2], bool(row[5])) for row in sql.execute(f"PRAGMA table_info({table})")} for table in tables}
    sql.close()
    found.pop("sqlite_sequence", None)
    return found


def _step(monkeypatch: pytest.MonkeyPatch, upgrade: Any) -> None:
    module = ModuleType("desktop.storage.migrations.m9999_test")
    module.upgrade = upgrade  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, "m9999_test"))
    monkeypatch.setattr(migrate, "HEAD", migrate.HEAD + 1)


def test_the_steps_make_what_the_models_say(blank_file: Path) -> None:
    declared = {}
    for name, table in Base.metadata.tables.items():
        declared[name] = {(c.name, str(c.type.compile()), c.primary_key) for c in table.columns}
    assert _schema(blank_file) == declared
    indexes = {index.name for table in Base.metadata.tables.values() for index in table.indexes}
    sql = engine.connect(blank_file, KEY, readonly=True)
    made = {row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")}
    sql.close()
    assert made == indexes


def test_an_older_file_is_brought_up_on_a_copy(blank_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = blank_file.read_bytes()
    _step(monkeypatch, lambda op: op.add_column("school", sa.Column("motto", sa.Text)))
    target = tmp_path / "new.db"
    migrate.migrate_copy(blank_file, target, KEY)
    assert ("motto", "TEXT", False) in _schema(target)["school"]
    assert blank_file.read_bytes() == before
    sql = engine.connect(target, KEY, readonly=True)
    assert migrate.version_of(sql) == migrate.HEAD
    sql.close()


def test_a_step_that_fails_leaves_no_half_of_itself(blank_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(op: Any) -> None:
        op.add_column("school", sa.Column("motto", sa.Text))
        raise ZeroDivisionError

    _step(monkeypatch, broken)
    target = tmp_path / "new.db"
    with pytest.raises(ZeroDivisionError):
        migrate.migrate_copy(blank_file, target, KEY)
    assert ("motto", "TEXT", False) not in _schema(target)["school"]


def test_a_file_from_a_newer_program_is_refused_in_a_sentence(blank_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    target.write_bytes(blank_file.read_bytes())
    sql = engine.connect(target, KEY)
    sql.execute("PRAGMA user_version=99")
    with pytest.raises(NewerFormatError, match="plus récente"):
        migrate.check_version(sql)
    sql.close()


def test_the_second_file_of_a_process_is_the_same_as_the_first(tmp_path: Path) -> None:
    """The first is made by the steps, the others by what the steps wrote: nothing tells them apart."""
    migrate._made.clear()
    said = []
    for name in ("first", "second", "third"):
        migrate.create(tmp_path / name, KEY)
        sql = engine.connect(tmp_path / name, KEY, readonly=True)
        said.append((sql.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall(),
                     sql.execute("SELECT * FROM student_fts_config").fetchall(), migrate.version_of(sql)))
        sql.close()
    assert said[0] == said[1] == said[2]
    assert said[0][2] == migrate.HEAD and len(said[0][0]) > 100
