"""The preferences of this computer, declared once: how the window looks, where the vault is. Never about a pupil."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from desktop.paths import disk_errors, private_folder, write_atomically

THEMES = (("system", "Comme l’ordinateur"), ("light", "Clair"), ("dark", "Sombre"))
TEXT_SIZES = (90, 160)
IDLE_MINUTES = (1, 15)
_LIMIT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """One field a preference; a file that says something else, or nothing, gives the default."""

    last_vault: str = ""
    last_login: str = ""
    """Who opened it last on this computer: a login, never a name."""
    theme: str = "system"
    text_size: int = 100
    idle_minutes: int = 5
    offer_code: bool = True
    """Whether a short code is proposed after the passphrase."""
    code_put_off: str = ""
    """The day « Pas aujourd’hui » was answered."""
    second_place: str = ""
    window_geometry: str = ""
    registre_dit: bool = False

    def change(self, **values: Any) -> Settings:
        """The same preferences but for some; what is out of bounds is brought back inside."""
        return _bounded(replace(self, **values))


def load(path: Path) -> Settings:
    """The preferences kept in ``path``; a missing or spoilt file gives the defaults."""
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_LIMIT))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(value, dict):
        return Settings()
    good = {one.name: value[one.name] for one in fields(Settings)
            if one.name in value and type(value[one.name]) is type(one.default)}
    return _bounded(Settings(**good))


def save(path: Path, settings: Settings) -> None:
    """Keep the preferences: old or new, never half."""
    with disk_errors():
        private_folder(path.parent)
        write_atomically(path, json.dumps(asdict(settings), ensure_ascii=False, indent=1).encode())


def _bounded(settings: Settings) -> Settings:
    theme = settings.theme if settings.theme in dict(THEMES) else "system"
    return replace(settings, theme=theme, text_size=min(max(settings.text_size, TEXT_SIZES[0]), TEXT_SIZES[1]),
                   idle_minutes=min(max(settings.idle_minutes, IDLE_MINUTES[0]), IDLE_MINUTES[1]))
