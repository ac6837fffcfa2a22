"""Reads a file of the professional content, as text or as TOML, from the package ``desktop.resources``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from desktop.errors import PoleError


class ContentError(PoleError):
    """A content file that breaks a rule; the sentence names the file and the code."""

    exit_code = 9

    def __init__(self, file: str, code: str, reason: str) -> None:
        super().__init__(f"Contenu « {file} », {code or 'fichier'} : {reason}.", column=code or None)
        self.file = file
        self.code = code


def read_text(name: str) -> str:
    """The whole text of ``resources/content/<name>``."""
    return (files("desktop.resources") / "content" / name).read_text(encoding="utf-8")


def read_toml(name: str) -> dict[str, Any]:
    """``resources/content/<name>`` as a dictionary. Raises ``ContentError`` when it is not TOML."""
    try:
        return tomllib.loads(read_text(name))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(name, "", f"n’est pas du TOML ({error})") from error
