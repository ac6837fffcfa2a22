"""The errors a person can meet: each carries its French sentence and the exit code of the command line.

Below ``ui`` and ``cli`` we raise; only they show. Anything that is not a ``PoleError`` is a bug.
"""

from __future__ import annotations

from typing import ClassVar


class PoleError(Exception):
    """An expected failure. ``str(error)`` is a whole French sentence for the person, without any pupil's name."""

    exit_code: ClassVar[int] = 8

    def __init__(self, message: str, *, line: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class UsageError(PoleError):
    """The command line was not understood."""

    exit_code = 1


class RefusedError(PoleError):
    """Not allowed, or unknown: both get the same sentence, so that a refusal tells nothing."""

    exit_code = 2

    def __init__(self, message: str = "Cet élément n’existe pas ou ne vous est pas ouvert.") -> None:
        super().__init__(message)


class WrongSecretError(PoleError):
    """A passphrase or a recovery code that opens nothing."""

    exit_code = 3

    def __init__(self, message: str = "Cette phrase de passe n’ouvre pas ce coffre.") -> None:
        super().__init__(message)


class DamagedError(PoleError):
    """A file that cannot be read as it was written."""

    exit_code = 4


class TamperedError(PoleError):
    """A file that was changed, swapped or replaced by an older one."""

    exit_code = 5


class OlderVaultError(TamperedError):
    """The vault is older than what this computer has already seen; it opens with ``accept_older``."""

    def __init__(self, message: str, *, vault_date: str, seen_date: str) -> None:
        super().__init__(message)
        self.vault_date = vault_date
        self.seen_date = seen_date


class LockedError(PoleError):
    """Another process holds the vault."""

    exit_code = 6


class NoSpaceError(PoleError):
    """The disk is full; nothing typed is lost."""

    exit_code = 7


class DiskError(PoleError):
    """The disk refuses to read or write."""

    exit_code = 8


class InputError(PoleError):
    """A file, a line or a value that breaks a rule; ``line`` and ``column`` say where when known."""

    exit_code = 9


class NewerFormatError(PoleError):
    """The vault was written by a newer version of the program."""

    exit_code = 10
