"""Where a vault lies: in a folder that another tool copies elsewhere, or on another machine. Told, with the way out.

A vault is opened by one process at a time, under a lock that other computers do not see. A tool that copies its files one by
one gives back a vault nobody wrote. What may lie there is a pli: the shared folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

REPLICATED, NETWORK = "replicated", "network"
Names = Callable[[Path], Mapping[str, bool]]
"""What a folder holds: each name, and whether it is a folder itself."""
MOUNTS = Path("/proc/self/mountinfo")
_MOST = 20_000
_ANY, _FILE, _FOLDER = (True, False), (False,), (True,)
_MARKS: tuple[tuple[str, tuple[bool, ...], str], ...] = (
    (".sync_*.db", _FILE, "Nextcloud ou ownCloud"), ("._sync_*.db", _FILE, "Nextcloud ou ownCloud"),
    (".nextcloudsync.log", _FILE, "Nextcloud"), (".owncloudsync.log", _FILE, "Nextcloud ou ownCloud"),
    (".stfolder", _ANY, "Syncthing"), (".stignore", _FILE, "Syncthing"),
    (".dropbox", _FILE, "Dropbox"),  # the folder of that name in a home is only its settings
    (".dropbox.cache", _FOLDER, "Dropbox"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", _FILE, "OneDrive"),
    (".tmp.drivedownload", _FOLDER, "Google Drive"), (".tmp.driveupload", _FOLDER, "Google Drive"),
    (".SynologyWorkingDirectory", _FOLDER, "Synology Drive"), (".megaignore", _FILE, "MEGA"),
)
_FOLDERS: tuple[tuple[str, str], ...] = (
    ("onedrive", "OneDrive"), ("onedrive - *", "OneDrive"), ("dropbox", "Dropbox"), ("dropbox (*)", "Dropbox"),
    ("nextcloud", "Nextcloud"), ("nextcloud-*", "Nextcloud"), ("owncloud", "ownCloud"), ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"), ("googledrive-*", "Google Drive"), ("icloud drive", "iCloud"), ("iclouddrive", "iCloud"),
    ("mobile documents", "iCloud"), ("com~apple~clouddocs", "iCloud"), ("kdrive", "kDrive"), ("seafile", "Seafile"),
    ("pcloud drive", "pCloud"), ("pclouddrive", "pCloud"), ("cloudstorage", "un outil de synchronisation"),
)
_VARIABLES = (("OneDrive", "OneDrive"), ("OneDriveConsumer", "OneDrive"), ("OneDriveCommercial", "OneDrive"))
_FAR = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "ceph", "glusterfs", "lustre", "davfs",
                  "webdav"})
_FAR_FUSE = ("sshfs", "davfs", "gvfsd-fuse", "rclone", "smbnetfs", "curlftpfs", "kio-fuse", "onedriver", "google-drive-ocamlfuse",
             "glusterfs", "ceph", "s3fs")
_FAR_MAC = (("/", "Network"), ("/", "net"))


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a place. ``kind``: ``replicated``, ``network`` or empty; ``tool``: by what."""

    kind: str = ""
    tool: str = ""
    folder: Path | None = None


def told(directory: Path) -> str:
    """The sentence for a vault found in such a place, with the way out; empty when it lies where it should."""
    return sentence(look(directory))


def look(directory: Path) -> Place:
    """What is known of a directory of this computer."""
    place = Path(os.path.realpath(directory))
    return (replicated(directory.absolute(), names_of, os.environ) or replicated(place, names_of, os.environ)
            or network(place, sys.platform, mounts_of(sys.platform)) or Place())


def sentence(place: Place) -> str:
    """What the person is told of a place."""
    way = ("Déplacez ce coffre sur cet ordinateur : « Déplacer ce coffre sur cet ordinateur ». Pour travailler à plusieurs, "
           "échangez des plis, ou choisissez un autre dossier de cet outil comme dossier partagé, dans « Échanges ».")
    if place.kind == REPLICATED:
        return (f"Ce coffre se trouve dans un dossier recopié ailleurs par {place.tool}. Deux ordinateurs qui y écrivent "
                f"l’abîmeraient, et ce qui est écrit pourrait se perdre. {way}")
    if place.kind == NETWORK:
        return (f"Ce coffre se trouve sur une autre machine ({place.tool}). Le réseau ne garantit ni son verrou ni ses "
                f"écritures, et ce qui est écrit pourrait se perdre. {way}")
    return ""


# -- a folder that a tool copies -----------------------------------------------------------------------------------------
def replicated(directory: Path, names: Names, environ: Mapping[str, str]) -> Place | None:
    """The tool that copies this directory elsewhere, by the marks it leaves up the tree and the names it gives."""
    for variable, tool in _VARIABLES:
        root = environ.get(variable, "")
        if root and directory.is_relative_to(root):
            return Place(REPLICATED, tool, Path(root))
    for folder in (directory, *directory.parents):
        held = names(folder)
        for mark, kinds, tool in _MARKS:
            if _held(held, mark, kinds):
                return Place(REPLICATED, tool, folder)
    for folder in directory.parents:  # the vault itself may be called anything
        for pattern, tool in _FOLDERS:
            if fnmatchcase(folder.name.lower(), pattern):
                return Place(REPLICATED, tool, folder)
    return None


def _held(held: Mapping[str, bool], mark: str, kinds: Iterable[bool]) -> bool:
    if "*" not in mark:
        return mark in held and held[mark] in kinds
    return any(name.startswith(".") and fnmatchcase(name, mark) and is_folder in kinds for name, is_folder in held.items())


def names_of(folder: Path) -> dict[str, bool]:
    """The names a folder holds that begin with a dot; none when it does not let itself be read."""
    try:
        with os.scandir(folder) as found:
            return {one.name: one.is_dir(follow_symlinks=False) for one in islice(found, _MOST) if one.name.startswith(".")}
    except OSError:
        return {}


# -- another machine -----------------------------------------------------------------------------------------------------
def network(directory: Path, system: str, mounts: str = "") -> Place | None:
    """The network a directory is on: UNC paths (a drive letter is one, once resolved), mounts of Linux, macOS automounts."""
    text = str(directory)
    if system == "win32":
        plain = text.replace("/", "\\")
        if plain.upper().startswith("\\\\?\\UNC\\") or (plain.startswith("\\\\") and plain[2:3] not in ("?", ".")):
            return Place(NETWORK, "un partage réseau")
        return None
    if system == "darwin":
        return Place(NETWORK, "un partage réseau") if directory.parts[:2] in _FAR_MAC else None
    kind = mount_of(text, mounts)
    far = kind in _FAR or (kind.startswith("fuse.") and kind.removeprefix("fuse.") in _FAR_FUSE)
    return Place(NETWORK, f"un partage réseau, {kind.removeprefix('fuse.')}") if far else None


def mount_of(place: str, mounts: str) -> str:
    """The kind of file system a path is on, by ``mountinfo``: the deepest mount, the last one made when there are several."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5 or not after:
            continue
        point = _plain(fields[4])
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, kind = len(point), after.split(" ")[0]
    return kind


def _plain(escaped: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        escaped = escaped.replace(code, sign)
    return escaped


def mounts_of(system: str) -> str:
    """What Linux says of its mounts; nothing elsewhere."""
    if not system.startswith("linux"):
        return ""
    try:
        return MOUNTS.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""
