"""Where things live on this computer, and the one way a small file is written: old or new, never neither."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import DiskError, NoSpaceError, PoleError

APPLICATION = "pole-ressource"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of this computer: vaults offered first, local state, preferences, backups, logs without names."""

    data: Path
    state: Path
    settings: Path
    backups: Path
    logs: Path

    @staticmethod
    def under(folder: Path) -> Paths:
        """Everything under one folder (``--data-dir``, a USB key, tests)."""
        root = folder.expanduser().absolute()
        return Paths(root / "coffres", root / "etat", root / "reglages.json", root / "sauvegardes", root / "journaux")

    @staticmethod
    def standard() -> Paths:
        """The folders this system foresees."""
        from platformdirs import PlatformDirs

        system = PlatformDirs(APPLICATION, appauthor=False, roaming=False)
        data = Path(system.user_data_dir)
        return Paths(data / "coffres", Path(system.user_state_dir), Path(system.user_config_dir) / "reglages.json",
                     data / "sauvegardes", Path(system.user_log_dir))


def find(data_dir: Path | None = None) -> Paths:
    """The folders to use, given ``--data-dir`` or not."""
    return Paths.standard() if data_dir is None else Paths.under(data_dir)


def private_folder(folder: Path) -> Path:
    """``folder``, made if need be (with its parents), readable by this person alone."""
    missing = []
    place = folder
    while not place.exists() and place != place.parent:
        missing.append(place)
        place = place.parent
    for place in reversed(missing):
        with suppress(FileExistsError):
            place.mkdir(mode=PRIVATE_FOLDER)
    return folder


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as exc:
        if exc.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def write_private(path: Path, content: bytes) -> None:
    """Write a new file, durable but for its name. The caller renames it, then syncs the folder."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``: temporary file beside, sync, rename, sync of the folder."""
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        write_private(beside, content)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


def disk_error(exc: OSError) -> PoleError:
    """The sentence for what the disk said."""
    if exc.errno in _FULL:
        return NoSpaceError("Le disque est plein : rien n’a été perdu, mais rien de plus n’a pu être enregistré. "
                            "Libérez de la place, puis recommencez.")
    if exc.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DiskError("Ce dossier ne se laisse pas écrire ou lire : vérifiez qu’il n’est pas en lecture seule.")
    if exc.errno in (errno.ENOENT, errno.ENOTDIR):
        return DiskError("Ce dossier ou ce fichier est introuvable : la clé USB est peut-être débranchée.")
    return DiskError("Le disque ne répond pas comme il faut : rien de plus n’a été enregistré.")


@contextmanager
def disk_errors() -> Iterator[None]:
    """What the disk refuses inside the block becomes a ``PoleError``."""
    try:
        yield
    except OSError as exc:
        raise disk_error(exc) from exc
