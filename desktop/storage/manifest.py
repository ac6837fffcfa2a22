"""The page of a backup, ``sauvegarde.json``: which files, of which size and sum. Without it a folder is no backup."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.errors import DamagedError
from desktop.paths import disk_errors, write_private
from desktop.security.keyring import canonical
from desktop.storage.coffre import COPIES
from desktop.storage.rawcopy import sha256

MANIFEST = "sauvegarde.json"
FORMAT = 1
_NAME = re.compile(r"(coffre\.[ab]\.json|[0-9a-f]{32}\.db(-journal)?)\Z")
_LIMIT = 1024 * 1024


def write(place: Path, vault_id: str, made: str, order: int, reason: str) -> dict[str, Any]:
    """Describe every file of ``place``, durably, and give the description."""
    files = {path.name: {"size": path.stat().st_size, "sha256": sha256(path)} for path in sorted(place.iterdir())}
    said: dict[str, Any] = {"format": FORMAT, "vault": vault_id, "made": made, "order": order, "reason": reason, "files": files}
    said["sum"] = _sum(said)
    write_private(place / MANIFEST, json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return said


def read(place: Path) -> dict[str, Any] | None:
    """The page of a backup, or ``None`` when it is missing or was changed."""
    try:
        with (place / MANIFEST).open("rb") as file:
            said = json.loads(file.read(_LIMIT))
        sound = (isinstance(said, dict) and said["format"] == FORMAT and said["sum"] == _sum(said)
                 and isinstance(said["vault"], str) and isinstance(said["reason"], str) and type(said["order"]) is int
                 and datetime.fromisoformat(said["made"]).tzinfo is not None and all(name in said["files"] for name in COPIES)
                 and all(_NAME.match(name) and type(one["size"]) is int and isinstance(one["sha256"], str)
                         for name, one in said["files"].items()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return said if sound else None


def verify(place: Path) -> dict[str, Any]:
    """The page of a backup whose every file reads as it was written. Raises ``DamagedError``."""
    said = read(place)
    if said is None:
        raise DamagedError("Cette sauvegarde est abîmée : prenez-en une autre.")
    for name, one in said["files"].items():
        path = place / name
        if not path.is_file():
            raise DamagedError("Il manque un fichier à cette sauvegarde : prenez-en une autre.")
        with disk_errors():
            if path.stat().st_size != one["size"] or sha256(path) != one["sha256"]:
                raise DamagedError("Un fichier de cette sauvegarde est abîmé : prenez-en une autre.")
    return said


def _sum(said: dict[str, Any]) -> str:
    return hashlib.sha256(canonical({key: value for key, value in said.items() if key != "sum"})).hexdigest()
