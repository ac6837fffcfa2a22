"""Bring a compartment file to this program's format, step by step.

Each step runs inside one explicit transaction with foreign keys off (measured: without ``BEGIN`` a failed step leaves half
of itself behind). An old file is never changed in place: the steps run on a copy beside, which is verified, then named in
``coffre`` by the caller (architecture §4, §11).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from desktop.errors import DamagedError, NewerFormatError
from desktop.storage import engine

STEPS = ("m0001_first", "m0002_accounts", "m0003_exchange", "m0004_requests")
HEAD = len(STEPS)
_made: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
"""What these steps wrote when this process first made a file."""


def version_of(sql: Any) -> int:
    """The format of an open file: ``PRAGMA user_version``."""
    return int(sql.execute("PRAGMA user_version").fetchone()[0])


def check_version(sql: Any) -> bool:
    """Whether the file needs steps. Raises ``NewerFormatError`` for a file from a newer program."""
    version = version_of(sql)
    if version > HEAD:
        raise NewerFormatError("Ce coffre vient d’une version plus récente du programme : mettez le programme à jour pour "
                               "l’ouvrir.")
    return version < HEAD


def create(path: Path, key_hex: str) -> None:
    """Make a new compartment file in the present format."""
    _run(path, key_hex, create_file=True)


def migrate_copy(source: Path, target: Path, key_hex: str) -> None:
    """Copy ``source`` to ``target`` (same key) and bring the copy to the present format; verify it by reading it."""
    origin = engine.connect(source, key_hex, readonly=True)
    copy = engine.connect(target, key_hex, create=True)
    try:
        with engine.translated():
            origin.backup(copy)
    finally:
        origin.close()
        copy.close()
    _run(target, key_hex, create_file=False)


def _run(path: Path, key_hex: str, *, create_file: bool) -> None:
    sql = engine.connect(path, key_hex, create=create_file)
    try:
        with engine.translated():
            sql.execute("PRAGMA foreign_keys=OFF")
            if create_file and STEPS in _made:
                _replay(sql)
            else:
                acts: list[tuple[str, Any]] = []
                for number in range(version_of(sql) + 1, HEAD + 1):
                    _step(sql, number, acts)
                if create_file:
                    _made[STEPS] = acts
            engine.pad(sql)
            verdict = sql.execute("PRAGMA quick_check").fetchone()[0]
            if verdict != "ok":
                raise DamagedError("La copie mise à jour ne se relit pas : l’ancien coffre est gardé.")
    finally:
        sql.close()


def _replay(sql: Any) -> None:
    """Make a new file by what the steps said for the one before, in this process: Alembic takes ten times as long as the file."""
    with _brought_to(sql, HEAD):
        for statement, parameters in _made[STEPS]:
            sql.execute(statement, parameters)


def _step(sql: Any, number: int, acts: list[tuple[str, Any]]) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    module = importlib.import_module(f"desktop.storage.migrations.{STEPS[number - 1]}")
    with _brought_to(sql, number):
        borrowed = create_engine("sqlite://", creator=lambda: _Borrowed(sql, acts), poolclass=StaticPool, hide_parameters=True)
        connection: Connection = borrowed.connect()
        module.upgrade(Operations(MigrationContext.configure(connection)))


@contextmanager
def _brought_to(sql: Any, version: int) -> Iterator[None]:
    """What is done inside is done whole and takes the file to ``version``, or nothing is."""
    sql.execute("BEGIN IMMEDIATE")
    try:
        yield
        sql.execute(f"PRAGMA user_version={version}")
        sql.execute("COMMIT")
    except BaseException:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
        raise


class _Borrowed:
    """A driver connection lent to SQLAlchemy, which may neither begin, commit nor close it."""

    def __init__(self, sql: Any, acts: list[tuple[str, Any]]) -> None:
        self._sql, self._acts = sql, acts

    def cursor(self) -> Any:
        """One that also notes what is written."""
        return _Noting(self._sql.cursor(), self._acts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sql, name)

    def commit(self) -> None:
        """The runner commits."""

    def rollback(self) -> None:
        """The runner rolls back."""

    def close(self) -> None:
        """The runner closes."""


class _Noting:
    """A cursor that notes the statements that write."""

    def __init__(self, cursor: Any, acts: list[tuple[str, Any]]) -> None:
        self._cursor, self._acts = cursor, acts

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        """As the driver's."""
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            self._acts.append((statement, parameters))
        return self._cursor.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)
