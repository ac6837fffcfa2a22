"""The one place that opens a SQLCipher file: the profile of architecture §4, each answer read back, or nothing opens."""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlcipher3 import dbapi2

from desktop.errors import DamagedError, DiskError, LockedError, NoSpaceError, PoleError
from desktop.paths import PRIVATE_FILE, disk_error

if TYPE_CHECKING:
    from sqlalchemy import Engine

PAGE = 4096
FIRST_CLASS = 2 * 1024 * 1024 // PAGE
"""Pages of the smallest size class (64 × √2^6), wide enough for a year of notes; each next class is √2 larger."""
OVERFLOW = PAGE - 80 - 4
"""Bytes of a blob one overflow page holds: SQLCipher keeps 80 bytes of a page, SQLite 4."""
_HEAD = (PAGE - 80 - 12) * 32 // 255 - 23
"""Bytes of a long blob that stay in the row itself (SQLite file format, §1.6)."""
_CHUNK = 100_000
"""Overflow pages in one zeroblob, so that a blob stays far under SQLite's limit."""
WAIT = 10.0
"""Seconds a connection waits for the other one of the same process."""

_AWAY = ("Ce coffre n’est plus à sa place : la clé USB ou le disque est peut-être débranché, ou le dossier a été déplacé. Rien "
         "de ce qui était enregistré n’est perdu.")
_KEY = re.compile(r"[0-9a-f]{96}\Z")
_PROFILE: tuple[tuple[str, str, Any], ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("temp_store", "MEMORY", 2),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("cache_size", "-32000", -32000),
    ("foreign_keys", "OFF", 0),
)


def connect(path: Path, key_hex: str, *, readonly: bool = False, create: bool = False) -> Any:
    """Open a compartment file with its raw key and salt (96 hex digits), in autocommit.

    A file that is missing, empty or not of this key is refused with ``DamagedError``; ``create`` makes a new one and
    refuses an existing one. ``readonly`` refuses every write.
    """
    if not _KEY.match(key_hex):
        raise ValueError("a compartment key is 96 hexadecimal digits")
    with translated():
        _look(path, create)
        if create:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        sql = dbapi2.connect(_uri(path), uri=True, isolation_level=None, timeout=WAIT, check_same_thread=False)
        try:
            _prepare(sql, key_hex, readonly)
        except BaseException:
            with suppress(dbapi2.Error):
                sql.close()
            raise
        return sql


def _look(path: Path, create: bool) -> None:
    if create:
        return
    try:
        found = path.stat()
    except FileNotFoundError as exc:
        if path.parent.is_dir():
            raise DamagedError("Un fichier de ce coffre manque : reprenez une sauvegarde.") from exc
        raise
    if not stat.S_ISREG(found.st_mode):
        raise DamagedError("Autre chose est à la place d’un fichier de ce coffre : reprenez une sauvegarde.")
    if found.st_size == 0:
        raise DamagedError("Un fichier de ce coffre est vide : reprenez une sauvegarde.")


def _uri(path: Path) -> str:
    plain = path.absolute().as_posix()
    return "file://" + ("" if plain.startswith("/") else "/") + quote(os.fsencode(plain)) + "?mode=rw"


def _prepare(sql: Any, key_hex: str, readonly: bool) -> None:
    sql.execute("PRAGMA cipher_log_level=NONE").fetchall()
    _expect(sql, "cipher_log_level", "NONE")
    keyed = sql.execute(f"PRAGMA key=\"x'{key_hex}'\"").fetchall()
    if [tuple(row) for row in keyed] != [("ok",)] or not sql.execute("PRAGMA cipher_version").fetchall():
        raise DiskError("Cet ordinateur n’a pas de quoi chiffrer : le coffre n’a pas été ouvert.")
    sql.execute("SELECT count(*) FROM sqlite_master").fetchall()
    for name, value, answer in _PROFILE:
        sql.execute(f"PRAGMA {name}={value}").fetchall()
        _expect(sql, name, answer)
    sql.enable_load_extension(False)
    try:
        sql.execute("SELECT load_extension('')").fetchall()
    except dbapi2.OperationalError as exc:
        if "not authorized" not in str(exc):
            raise
    else:
        raise DiskError("Cette connexion accepte du code étranger : le coffre n’a pas été ouvert.")
    if readonly:
        sql.execute("PRAGMA query_only=ON").fetchall()
        _expect(sql, "query_only", 1)


def _expect(sql: Any, name: str, answer: Any) -> None:
    rows = sql.execute(f"PRAGMA {name}").fetchall()
    if [tuple(row) for row in rows] != [(answer,)]:
        raise DiskError(f"Le réglage « {name} » n’a pas été pris : le coffre n’a pas été ouvert.")


def sa_engine(path: Path, key_hex: str, *, readonly: bool = False) -> Engine:
    """One connection of ``connect`` lent to SQLAlchemy Core; its messages never show a value."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine("sqlite://", module=dbapi2, creator=lambda: connect(path, key_hex, readonly=readonly),
                         poolclass=StaticPool, hide_parameters=True, echo=False)


# -- errors --------------------------------------------------------------------------------------------------------------
def translate(exc: BaseException) -> PoleError | None:
    """What the driver or the disk said, as one of our errors; ``None`` for a bug, which stays itself."""
    if isinstance(exc, PoleError):
        return exc
    if isinstance(exc, OSError):
        return disk_error(exc)
    origin = getattr(exc, "orig", None)
    error = origin if isinstance(origin, dbapi2.Error) else exc
    if not isinstance(error, dbapi2.Error):
        return None
    return _by_name(str(getattr(error, "sqlite_errorname", "") or ""), str(error))


def _by_name(name: str, text: str) -> PoleError | None:
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return NoSpaceError("Le disque est plein : rien n’a été perdu, mais rien de plus n’a pu être enregistré. "
                            "Libérez de la place, puis recommencez.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or "not a database" in text or "malformed" in text:
        return DamagedError("Un fichier de ce coffre est abîmé ou n’est pas le sien : il n’a pas été touché. "
                            "Reprenez une sauvegarde.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return LockedError("Ce coffre est occupé par un autre programme : fermez-le, puis recommencez.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")) or "readonly" in text:
        return DiskError("Ce coffre est en lecture seule : rien n’a pu être enregistré.")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_NOLFS")) or "disk I/O" in text or "unable to open" in text:
        return DiskError("Le disque ne répond pas comme il faut : rien de plus n’a été enregistré.")
    return None


@contextmanager
def translated(path: Path | None = None) -> Iterator[None]:
    """Errors of the driver and of the disk inside the block become ours; everything else passes.

    SQLCipher calls a page that could not be read damaged, and SQLite a file that moved read-only: when the file at ``path`` is
    no longer there (a key pulled out, a folder renamed), that is what is said.
    """
    try:
        yield
    except Exception as exc:
        found = translate(exc)
        if isinstance(found, DamagedError | DiskError) and path is not None and not _there(path):
            found = DiskError(_AWAY)
        if found is None or found is exc:
            raise
        raise found from exc


def _there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


# -- size classes --------------------------------------------------------------------------------------------------------
def size_class(pages: int) -> int:
    """The smallest class of at least ``pages`` pages: ⌈64 × √2^k⌉, k ≥ 6."""
    square = FIRST_CLASS * FIRST_CLASS
    while (found := math.isqrt(square - 1) + 1) < pages:
        square *= 2
    return found


def pad(sql: Any) -> None:
    """Bring the file to a size class with at least 10 % of free pages, inside the open transaction.

    Its size then tells nothing of what one note adds: new pages are taken from those. Zeroblobs are inserted into the
    table ``pad`` then deleted, never a VACUUM.
    """
    count, free = _number(sql, "page_count"), _number(sql, "freelist_count")
    if free * 10 >= count and size_class(count) == count:
        return
    target = size_class(count)
    while (free + target - count) * 10 < target:
        target = size_class(target + 1)
    outside = not sql.in_transaction
    if outside:
        sql.execute("BEGIN IMMEDIATE")
    try:
        _stretch(sql, target)
        if outside:
            sql.execute("COMMIT")
    except BaseException:
        if outside and sql.in_transaction:
            sql.execute("ROLLBACK")
        raise


def _stretch(sql: Any, target: int) -> None:
    """Take every free page and grow to ``target`` pages exactly, then give them all back as free."""
    for _ in range(1000):
        missing = target - _number(sql, "page_count") + _number(sql, "freelist_count")
        if missing <= 0:
            break
        pages = min(missing, _CHUNK)
        sql.execute("INSERT INTO pad (zeros) VALUES (zeroblob(?))", (pages * OVERFLOW + _HEAD - 10,))
    sql.execute("DELETE FROM pad")


def _number(sql: Any, pragma: str) -> int:
    return int(sql.execute(f"PRAGMA {pragma}").fetchone()[0])


# -- copies --------------------------------------------------------------------------------------------------------------
def copy(source: Path, source_key: str, target: Path, target_key: str) -> None:
    """A new file ``target`` that says what ``source`` says, under a key of its own (SQLite's backup API)."""
    origin = connect(source, source_key, readonly=True)
    try:
        made = connect(target, target_key, create=True)
        try:
            with translated():
                origin.backup(made)
        finally:
            made.close()
    finally:
        origin.close()


# -- truth ---------------------------------------------------------------------------------------------------------------
def check(path: Path, key_hex: str) -> None:
    """Read the whole file: SQLite's structure, then each page's seal. Raises ``DamagedError``; no writer may be at work."""
    sql = connect(path, key_hex, readonly=True)
    try:
        with translated():
            verdict = sql.execute("PRAGMA quick_check").fetchall()
            seals = sql.execute("PRAGMA cipher_integrity_check").fetchall()
    finally:
        sql.close()
    if [tuple(row) for row in verdict] != [("ok",)] or seals:
        raise DamagedError("Un fichier de ce coffre est abîmé : il n’a pas été touché. Reprenez une sauvegarde.")
