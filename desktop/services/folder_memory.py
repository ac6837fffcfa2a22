"""What one remembers of shared folders, in one's own file: which folder, whom for, what was seen there, what one wrote there.

All of it may be lost: files are then opened again, and taking a pli twice changes nothing. None of it is a pupil's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.services.folder_files import Found
from desktop.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

SETTINGS, MEMORY = "dossier", "dossier vu"
"""Keys in ``meta`` of the personal file."""
FOLDERS = 4
"""Folders remembered: the last ones used."""
AGAIN, FOR_NOW, WAITS, SETTLED = "again", "for now", "waits", "settled"
"""What becomes of a file already looked at: tried again at each passage; when one's contacts or the program change; when somebody
may have answered; never while it stays the same."""
TRIES = 30


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """The shared folder one chose. No login: everybody whose card is confirmed."""

    path: Path | None = None
    logins: tuple[str, ...] = ()
    own_allowed: bool = False


@dataclass(slots=True)
class SeenFile:
    """What was found in a file, as long as it stays the same."""

    size: int
    mtime: int
    head: str
    verdict: str
    why: str = ""
    mark: str = ""
    tries: int = 1

    def same(self, found: Found) -> bool:
        return (self.size, self.mtime) == (found.size, found.mtime)

    def settled(self, mark: str) -> bool:
        """Whether it need not be opened: nothing that would change its answer has changed."""
        return (self.verdict == SETTLED or (self.verdict in (FOR_NOW, WAITS) and self.mark == mark)
                or (self.verdict == AGAIN and self.tries >= TRIES))


@dataclass(slots=True)
class Written:
    """A pli of ours in the folder. ``sum``: of its whole content, so that nothing else is ever deleted. Empty ``pli``: being
    written when we were cut."""

    file: str
    sum: str
    size: int
    account: str
    pli: str
    purpose: str
    at: str
    content: str = ""
    """What it holds, as a sum: the same thing is not written twice."""


@dataclass(slots=True)
class Memory:
    """What is remembered of one folder."""

    seen: dict[str, SeenFile] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    """For each account, the last of its plis that we acknowledged here (``pli.n``)."""
    looked: dict[str, str] = field(default_factory=dict)
    """For each account, how things stood when we last found nothing more to write: nothing is prepared while they stay so."""

    def of(self, account: str, purpose: str = "") -> list[Written]:
        return [one for one in self.written if one.account == account and purpose in ("", one.purpose)]

    def forget_gone(self, names: Iterable[str]) -> None:
        """Only what is in the folder is remembered."""
        here = set(names)
        self.seen = {name: one for name, one in self.seen.items() if name in here}


# -- kept in the personal file -------------------------------------------------------------------------------------------
def settings(store: Store) -> FolderSettings:
    """The folder chosen; none when nothing sound is kept."""
    said = _read(store, SETTINGS)
    path, logins = said.get("path"), said.get("logins", [])
    return FolderSettings(Path(path) if isinstance(path, str) and path else None,
                          tuple(str(login) for login in logins) if isinstance(logins, list) else (),
                          said.get("own_allowed") is True)


def keep_settings(store: Store, chosen: FolderSettings) -> None:
    _write(store, SETTINGS, {"path": str(chosen.path) if chosen.path else "", "logins": list(chosen.logins),
                             "own_allowed": chosen.own_allowed})


def memory(store: Store, folder: Path) -> Memory:
    """What is remembered of a folder; nothing when it was never seen, or what is kept does not read."""
    said = _read(store, MEMORY).get(key_of(folder))
    try:
        return _memory(said) if isinstance(said, dict) else Memory()
    except (KeyError, TypeError, ValueError, AttributeError):
        return Memory()


def _memory(said: Mapping[str, Any]) -> Memory:
    return Memory({name: SeenFile(*one) for name, one in said["seen"].items()}, [Written(**one) for one in said["written"]],
                  {account: int(n) for account, n in said["told"].items()}, dict(said["looked"]))


def keep_memory(store: Store, folder: Path, kept: Memory) -> None:
    """The folder just used comes last; the oldest is forgotten."""
    key, everything = key_of(folder), _read(store, MEMORY)
    value = {"seen": {name: _columns(one) for name, one in kept.seen.items()}, "written": [asdict(one) for one in kept.written],
             "told": kept.told, "looked": kept.looked}
    if everything.get(key) != value:
        everything.pop(key, None)
        everything[key] = value
        _write(store, MEMORY, dict(list(everything.items())[-FOLDERS:]))


def _columns(one: SeenFile) -> Sequence[Any]:
    return [one.size, one.mtime, one.head, one.verdict, one.why, one.mark, one.tries]


def key_of(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))


def _read(store: Store, key: str) -> dict[str, Any]:
    found = store.one("SELECT value FROM meta WHERE key=?", (key,))
    try:
        said = json.loads(found[0]) if found and found[0] else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _write(store: Store, key: str, value: Mapping[str, Any]) -> None:
    with store.transaction(quiet=True) as sql:
        sql.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                    (key, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))
