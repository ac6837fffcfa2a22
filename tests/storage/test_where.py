"""Where a vault lies: what tools leave up the tree, mounts, shares; never a false alarm for an ordinary folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from desktop.storage import where

MOUNTS = r"""22 28 0:20 / /sys rw,nosuid - sysfs sysfs rw
28 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
91 28 0:50 / /mnt/ecole rw,relatime shared:9 - cifs //serveur/ecole rw,vers=3.1.1
92 28 0:51 / /home/claire/partage\040du\040pôle rw - nfs4 nas:/export rw
93 28 0:52 / /run/user/1000/gvfs rw,nosuid - fuse.gvfsd-fuse gvfsd-fuse rw
94 28 8:17 / /media/claire/CLE rw - vfat /dev/sdb1 rw
95 94 0:60 / /media/claire/CLE rw - fuse.sshfs ailleurs: rw
96 28 8:33 / /media/claire/AUTRE rw - fuseblk /dev/sdc1 rw
garbage
97 28
"""


def holding(tree: Mapping[str, Mapping[str, bool]]) -> Any:
    return lambda folder: tree.get(str(folder), {})


def tool(place: where.Place | None) -> str:
    return place.tool if place is not None else ""


@pytest.mark.parametrize(("mark", "folder", "name"), [
    (".sync_8f3a2b.db", False, "Nextcloud ou ownCloud"), ("._sync_12.db", False, "Nextcloud ou ownCloud"),
    (".owncloudsync.log", False, "Nextcloud ou ownCloud"), (".stfolder", True, "Syncthing"), (".stfolder", False, "Syncthing"),
    (".dropbox", False, "Dropbox"), (".dropbox.cache", True, "Dropbox"), (".tmp.drivedownload", True, "Google Drive"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", False, "OneDrive"),
])
def test_a_mark_up_the_tree_is_seen(mark: str, folder: bool, name: str) -> None:
    vault = Path("/home/claire/boulot/annee/mien.coffre")
    assert tool(where.replicated(vault, holding({"/home/claire/boulot": {mark: folder}}), {})) == name
    assert where.replicated(Path("/home/claire/autre/mien.coffre"), holding({"/home/claire/boulot": {mark: folder}}), {}) is None


@pytest.mark.parametrize("place", ["/home/claire/.local/share/pole-ressource/coffres/a.coffre", "/media/claire/CLE/a.coffre",
                                   "/home/claire/Documents/OneDriveries/a.coffre", "/home/claire/Nextcloud.coffre"])
def test_an_ordinary_place_says_nothing(place: str) -> None:
    home = {"/home/claire": {".dropbox": True, ".config": True, "sync_1.db": False, ".sync_1.db.bak": False}}
    assert where.replicated(Path(place), holding(home), {}) is None


@pytest.mark.parametrize(("place", "name"), [
    ("/Users/claire/Library/Mobile Documents/com~apple~CloudDocs/a.coffre", "iCloud"),
    ("/Users/claire/Library/CloudStorage/GoogleDrive-c@ecole.fr/Mon Drive/a.coffre", "Google Drive"),
    ("/Users/claire/Library/CloudStorage/Truc/a.coffre", "un outil de synchronisation"),
    ("/home/claire/OneDrive - Académie/a.coffre", "OneDrive"), ("/home/claire/Nextcloud/pole/a.coffre", "Nextcloud"),
])
def test_a_name_that_a_tool_gives_is_seen(place: str, name: str) -> None:
    assert tool(where.replicated(Path(place), holding({}), {})) == name


def test_where_the_system_says_onedrive_is() -> None:
    environ = {"OneDriveCommercial": "/home/claire/travail"}
    assert tool(where.replicated(Path("/home/claire/travail/a.coffre"), holding({}), environ)) == "OneDrive"
    assert where.replicated(Path("/home/claire/travaux/a.coffre"), holding({}), environ) is None


@pytest.mark.parametrize(("place", "kind"), [
    ("/home/claire/a.coffre", "ext4"), ("/mnt/ecole/a.coffre", "cifs"), ("/mnt/ecole", "cifs"), ("/mnt/ecoles/a", "ext4"),
    ("/media/claire/CLE/a", "fuse.sshfs"), ("/media/claire/AUTRE/a", "fuseblk"),
    ("/run/user/1000/gvfs/smb-share/a", "fuse.gvfsd-fuse"), ("/home/claire/partage du pôle/a", "nfs4"),
])
def test_the_deepest_mount_counts_and_the_last_made(place: str, kind: str) -> None:
    assert where.mount_of(place, MOUNTS) == kind


def test_a_share_of_linux_is_a_network() -> None:
    def far(place: str) -> bool:
        return where.network(Path(place), "linux", MOUNTS) is not None

    assert far("/mnt/ecole/a") and far("/media/claire/CLE/a") and far("/run/user/1000/gvfs/x")
    assert not far("/home/claire/a") and not far("/media/claire/AUTRE/a") and where.network(Path("/a"), "linux", "") is None


@pytest.mark.parametrize(("place", "far"), [
    (r"\\serveur\ecole\a.coffre", True), ("//serveur/ecole/a", True), (r"\\?\UNC\serveur\ecole", True),
    (r"C:\Users\claire\a.coffre", False), (r"\\?\C:\Users\claire", False), (r"\\.\C:\a", False)])
def test_a_share_of_windows_is_a_network(place: str, far: bool) -> None:
    assert (where.network(PureWindowsPath(place), "win32") is not None) is far  # type: ignore[arg-type]


def test_a_share_of_macos_is_a_network_and_a_key_is_not() -> None:
    for place, far in (("/Network/Servers/ecole/a", True), ("/net/ecole/a", True), ("/Volumes/CLE/a", False), ("/Users/c/a", False)):
        assert (where.network(PurePosixPath(place), "darwin") is not None) is far  # type: ignore[arg-type]


def test_the_sentence_says_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "commun" / ".stfolder").mkdir(parents=True)
    vault = tmp_path / "commun" / "mien.coffre"
    vault.mkdir()
    assert "Syncthing" in where.told(vault) and "Déplacer ce coffre sur cet ordinateur" in where.told(vault)
    other = tmp_path / "ici.coffre"
    other.mkdir()
    assert where.told(other) == "" and where.look(other) == where.Place()
    link = tmp_path / "lien.coffre"
    link.symlink_to(vault)
    assert "Syncthing" in where.told(link), "le dossier où il est vraiment compte"
    assert "cifs" in where.sentence(where.network(Path("/mnt/ecole/a"), "linux", MOUNTS) or where.Place())
    assert where.told(tmp_path / "absent" / "rien.coffre") == ""
