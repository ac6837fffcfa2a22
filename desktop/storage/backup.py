"""Backups: whole copies of a vault outside its directory, re-opened and compared before they count, restored beside.

A backup is a folder ``<UTC stamp>[-n]`` holding ``coffre``, the files it names and ``sauvegarde.json``, written last. It is
built under a temporary name and renamed: it is there whole, or not there.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.clock import Clock, stamp
from desktop.errors import DamagedError, DiskError, InputError, NoSpaceError, PoleError
from desktop.paths import disk_errors, private_folder, sync_folder, write_atomically, write_private
from desktop.security.keyring import Identity
from desktop.storage import coffre, engine, manifest
from desktop.storage.compartments import COMMUN, PERSONAL, SUFFIXES, Compartment
from desktop.storage.lock import NAME as LOCK_NAME
from desktop.storage.manifest import MANIFEST
from desktop.storage.rawcopy import copy_durably, copy_outside, sha256
from desktop.storage.vault import Vault

ROOM = 20 * 1024 * 1024
"""Bytes to leave on the disk after a backup."""
LAST, DAILY, WEEKLY, MONTHLY = 10, 12, 10, 9
SECOND_PLACE_DAYS = 7
_ABANDONED = ".tmp"
SECOND = "deuxieme-place.json"

Digest = Callable[[Path, str], str]
"""What a compartment holds, worked out from its file and key; the caller knows the tables."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was re-read when it was made. ``order`` counts them, whatever the clock says."""

    path: Path
    vault_id: str
    made: str
    order: int
    reason: str
    size: int

    @property
    def date(self) -> datetime:
        return datetime.fromisoformat(self.made)


def folder_of(backups: Path, vault_id: str) -> Path:
    """Where the backups of a vault are, under a place (this computer's, or the second one)."""
    return backups / vault_id


def all_of(folder: Path) -> tuple[Backup, ...]:
    """The backups of a vault's folder, newest first. A folder without its manifest is not one."""
    try:
        places = [place for place in folder.iterdir() if not place.name.startswith(".")]
    except OSError:
        return ()
    found = []
    for place in places:
        said = manifest.read(place)
        if said is not None:
            size = sum(int(one["size"]) for one in said["files"].values())
            found.append(Backup(place, said["vault"], said["made"], said["order"], said["reason"], size))
    return tuple(sorted(found, key=lambda one: (one.order, one.path.name), reverse=True))


def seen_by(account: str, backups: Sequence[Backup]) -> tuple[Backup, ...]:
    """The backups that differ for an account, newest first: of those where what she opens is the same, the oldest.

    Files are compared byte for byte by the sums of their pages, so no key is needed. A copy made after somebody else wrote for
    herself alone is not told apart from the one before; one made before this account came in is not hers to open.
    """
    first: dict[str, Backup] = {}
    for one in sorted(backups, key=lambda one: (one.order, one.path.name)):
        if account in (owners := _owners(one)) or not account or not owners:
            first.setdefault(_mark(one, account) or one.path.name, one)
    return tuple(reversed(first.values()))


def _mark(backup: Backup, account: str) -> str:
    """The sums of the common file and of this account's own file in a backup."""
    said = manifest.read(backup.path)
    if said is None:
        return ""
    sums = {box["owner"]: said["files"].get(box["file"], {}).get("sha256", "") for box in _boxes(backup)
            if box["kind"] in (COMMUN, PERSONAL)}
    return f"{sums.get('', '')} {sums.get(account, '')}".strip()


def _owners(backup: Backup) -> tuple[str, ...]:
    """The accounts with a file of their own in a backup."""
    return tuple(box["owner"] for box in _boxes(backup) if box["kind"] == PERSONAL)


def _boxes(backup: Backup) -> tuple[dict[str, Any], ...]:
    try:
        return tuple(coffre.read(backup.path).body["compartments"].values())
    except PoleError:
        return ()


# -- making --------------------------------------------------------------------------------------------------------------
def make(vault: Vault, identity: Identity, backups: Path, *, clock: Clock, digest: Digest, reason: str) -> Backup:
    """Copy the vault under ``backups`` and re-read the copy. Call it under the vault's lock, from the thread that writes.

    Every file is copied as it is, so that two copies of the same file are the same; those this person opens are re-read whole
    and must give the same ``digest``.
    """
    folder = folder_of(backups, vault.id)
    opened = vault.compartments(identity)
    with disk_errors():
        private_folder(folder)
        _sweep(folder)
        _room(folder, sum((vault.directory / name).stat().st_size for name in vault.files.values()))
    with _building(folder) as place:
        by_file = {compartment.path.name: compartment for compartment in opened.values()}
        for name in vault.files.values():
            if name in by_file:
                _copy_opened(by_file[name], place / name, digest)
            else:
                for suffix in SUFFIXES:
                    if (vault.directory / (name + suffix)).exists():
                        copy_outside(vault.directory / (name + suffix), place / (name + suffix))
        with disk_errors():
            for name in coffre.COPIES:
                write_private(place / name, vault.content())
        order = max((one.order for one in all_of(folder)), default=0) + 1
        return _name(place, folder, vault.id, clock.now(), order, reason)


def copy_to(backup: Backup, place: Path) -> Backup:
    """The same backup at the second place, re-read there; this computer remembers when."""
    folder = folder_of(place, backup.vault_id)
    said = manifest.verify(backup.path)
    with disk_errors():
        if not place.is_dir():
            raise DiskError("La deuxième place des sauvegardes est introuvable : branchez la clé ou le disque, puis recommencez.")
        private_folder(folder)
        _sweep(folder)
        _room(folder, backup.size)
    with _building(folder) as temporary:
        with disk_errors():
            for name in said["files"]:
                copy_durably(backup.path / name, temporary / name)
        order = max((one.order for one in all_of(folder)), default=0) + 1
        copied = _name(temporary, folder, backup.vault_id, backup.date, order, backup.reason)
    with disk_errors():
        write_atomically(backup.path.parent / SECOND, json.dumps({"made": copied.made, "copied": backup.path.name}).encode())
    return copied


def _copy_opened(compartment: Compartment, target: Path, digest: Digest) -> None:
    """A copy byte for byte, while a read transaction keeps any writer out of the file."""
    source = engine.connect(compartment.path, compartment.key_hex, readonly=True)
    try:
        with engine.translated():
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchall()
            copy_outside(compartment.path, target)
            source.execute("ROLLBACK")
    finally:
        source.close()
    engine.check(target, compartment.key_hex)
    if digest(target, compartment.key_hex) != digest(compartment.path, compartment.key_hex):
        raise DamagedError("La sauvegarde ne dit pas la même chose que le coffre : elle n’a pas été gardée.")
    for suffix in SUFFIXES[1:]:
        target.with_name(target.name + suffix).unlink(missing_ok=True)


@contextmanager
def _building(folder: Path, prefix: str = "") -> Iterator[Path]:
    """A temporary folder, taken away unless it was renamed."""
    place = folder / f".{prefix}{secrets.token_hex(6)}{_ABANDONED}"
    with disk_errors():
        place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _name(place: Path, folder: Path, vault_id: str, made: datetime, order: int, reason: str) -> Backup:
    """Write the manifest, make all of it durable, give the folder its name; then read it again."""
    with disk_errors():
        said = manifest.write(place, vault_id, stamp(made), order, reason)
        sync_folder(place)
        base = made.strftime("%Y-%m-%dT%H%M%SZ")
        final, extra = folder / base, 1
        while final.exists():
            extra += 1
            final = folder / f"{base}-{extra}"
        place.rename(final)
        sync_folder(folder)
    manifest.verify(final)
    return Backup(final, vault_id, said["made"], order, reason, sum(int(one["size"]) for one in said["files"].values()))


def _room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + ROOM:
        raise NoSpaceError(f"Il manque {(size + ROOM - free) // (1024 * 1024) + 1} Mo sur le disque pour faire une sauvegarde. "
                           "Libérez de la place, puis recommencez.")


def _sweep(folder: Path, prefix: str = "") -> None:
    """What a power cut left half built."""
    for place in folder.iterdir():
        if place.name.startswith(f".{prefix}") and place.name.endswith(_ABANDONED):
            shutil.rmtree(place, ignore_errors=True)


# -- keeping -------------------------------------------------------------------------------------------------------------
def kept(backups: Sequence[Backup]) -> frozenset[Path]:
    """Which to keep: the 10 last, then one a day for 12 days that have one, one a week for 10, one a month for 9.

    Counted, never dated: a clock that jumps or a long holiday throws nothing away.
    """
    newest = sorted(backups, key=lambda one: one.order, reverse=True)
    keep = {one.path for one in newest[:LAST]}
    rules: tuple[tuple[int, Callable[[datetime], Any]], ...] = (
        (DAILY, lambda date: date.date()), (WEEKLY, lambda date: date.isocalendar()[:2]),
        (MONTHLY, lambda date: (date.year, date.month)))
    for count, period in rules:
        periods: set[Any] = set()
        for one in newest[LAST:]:
            if len(periods) < count and period(one.date) not in periods:
                periods.add(period(one.date))
                keep.add(one.path)
    return frozenset(keep)


def thin(folder: Path) -> int:
    """Take away the backups too many for everybody, never the last that reads whole. Gives how many went.

    Each account keeps its own: what somebody writes for herself alone makes nobody else's former backups go.
    """
    backups = all_of(folder)
    owners = _owners(backups[0]) if backups else ()
    keep = frozenset(one.path for one in backups[:1]).union(*(kept(seen_by(owner, backups)) for owner in owners or ("",)))
    going = [one for one in backups if one.path not in keep]
    if not going or not any(_reads(one) for one in backups if one.path in keep):
        return 0
    for one in going:
        remove(one)
    return len(going)


def remove(backup: Backup) -> None:
    """Take one backup away: first its name, then its files."""
    gone = backup.path.with_name(f".{secrets.token_hex(6)}{_ABANDONED}")
    with disk_errors():
        backup.path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _reads(backup: Backup) -> bool:
    try:
        manifest.verify(backup.path)
    except (DamagedError, DiskError):
        return False
    return True


def second_place_written(folder: Path, account: str = "") -> datetime | None:
    """The date of the last backup taken to the second place from this computer's folder, be the key plugged in or not.

    For an ``account``, that of the oldest backup she cannot tell from it.
    """
    try:
        said = json.loads((folder / SECOND).read_bytes())
        made, name = datetime.fromisoformat(said["made"]), str(said.get("copied", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    backups = all_of(folder) if account else ()
    copied = next((one for one in backups if one.path.name == name), None)
    if copied is not None:
        mark = _mark(copied, account)
        made = next((one.date for one in seen_by(account, backups) if _mark(one, account) == mark), made)
    return made if made.tzinfo is not None else None


def second_place_due(folder: Path, clock: Clock, account: str = "") -> bool:
    """Whether to speak of the second place: its last backup is a week old, or there is none."""
    made = second_place_written(folder, account)
    return made is None or clock.now() - made > timedelta(days=SECOND_PLACE_DAYS)


# -- giving back ---------------------------------------------------------------------------------------------------------
def find(place: Path) -> Backup:
    """The backup in a folder somebody pointed at, re-read whole. Raises ``DamagedError`` or ``InputError``.

    A folder that holds the backups of one vault stands for the newest of them.
    """
    if not place.is_dir():
        raise InputError("Il n’y a pas de sauvegarde à cet endroit.")
    if not (place / MANIFEST).exists():
        place = _newest_under(place)
    if not (place / MANIFEST).exists():
        raise InputError("Ce dossier n’est pas une sauvegarde entière : il lui manque sa fiche.")
    said = manifest.verify(place)
    body = coffre.read(place).body
    if body["vault"] != said["vault"]:
        raise DamagedError("Cette sauvegarde mélange deux coffres : elle n’a pas été reprise.")
    return Backup(place, said["vault"], said["made"], said["order"], said["reason"],
                  sum(int(one["size"]) for one in said["files"].values()))


def _newest_under(place: Path) -> Path:
    """The newest backup one or two folders down; the folder itself when there is none."""
    folders = {manifest.parent.parent for deep in ("*", "*/*") for manifest in place.glob(f"{deep}/{MANIFEST}")}
    found = [one for folder in folders for one in all_of(folder)]
    if len({one.vault_id for one in found}) > 1:
        raise InputError("Ce dossier garde les sauvegardes de plusieurs coffres : choisissez l’une d’elles.")
    return max(found, key=lambda one: one.order).path if found else place


def restore(backup: Path, to: Path) -> Path:
    """Make a vault directory of a backup, at a place where there is nothing: whole, or not there."""
    found, to = find(backup), to.absolute()
    said = manifest.verify(found.path)
    with disk_errors():
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise InputError("Il y a déjà quelque chose à cet endroit : choisissez un dossier qui n’existe pas encore.")
        private_folder(to.parent)
        _sweep(to.parent, f"{to.name}.")
        _room(to.parent, found.size)
    with _building(to.parent, f"{to.name}.") as place:
        with disk_errors():
            for name in said["files"]:
                copy_durably(found.path / name, place / name)
        _same(place, said["files"])
        coffre.read(place)
        with disk_errors():
            (place / LOCK_NAME).touch(mode=0o600)
            sync_folder(place)
            if to.exists():
                to.rmdir()
            place.rename(to)
            sync_folder(to.parent)
    return to


def _same(place: Path, files: Mapping[str, Any]) -> None:
    for name, one in files.items():
        with disk_errors():
            if (place / name).stat().st_size != one["size"] or sha256(place / name) != one["sha256"]:
                raise DamagedError("La copie reprise ne se relit pas : rien n’a été mis à sa place.")
