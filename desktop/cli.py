"""The command line: the same services without a window, for technicians, tests and acceptance (docs/cli.md).

A start without a command loads nothing of it: whoever opens the window waits for the window alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from desktop.cli_output import Output

ROLES = ("director", "teacher", "specialist_e", "specialist_g", "psychologist", "doctor", "nurse", "social_worker", "adviser",
         "referent", "pas_coordinator")
"""Those of ``models.kinds`` (a test compares them), said here so that ``--help`` loads nothing."""
BUG_EXIT = 8
"""A bug has no exit code of its own in the contract: nothing could be done, as when the disk refuses."""


def parser() -> argparse.ArgumentParser:
    """The whole grammar."""
    from desktop import cli_grammar

    return cli_grammar.parser(ROLES)


def _handler(command: str) -> Callable[[argparse.Namespace, Output], int]:
    """Each command's module is imported when it is asked for: ``--help`` stays quick."""
    if command == "batch":
        from desktop import cli_batch

        return cli_batch.batch
    if command in ("init", "demo", "backup", "restore", "verify", "digest"):
        from desktop import cli_vault

        return cli_vault.COMMANDS[command]
    if command == "audit":
        from desktop import cli_audit

        return cli_audit.COMMANDS[command]
    if command in ("account", "passphrase", "recover"):
        from desktop import cli_accounts

        return cli_accounts.COMMANDS[command]
    if command in ("note", "assessment", "agreement", "release", "revoke", "avis"):
        from desktop import cli_notebook

        return cli_notebook.COMMANDS[command]
    if command in ("exchange", "vault"):
        from desktop import cli_exchange

        return cli_exchange.COMMANDS[command]
    if command == "form":
        from desktop import cli_requests

        return cli_requests.COMMANDS[command]
    if command in ("contact", "card"):
        from desktop import cli_contacts

        return cli_contacts.COMMANDS[command]
    from desktop import cli_records

    return cli_records.COMMANDS[command]


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line and give its exit code. Errors are told, never raised."""
    try:
        asked = _window_words(arguments)
        return _window(**asked) if asked is not None else _command(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - a bug too: its type and place, never a name
        return _told(error, arguments)


def _window_words(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What a start without a command says, or ``None`` when it takes the grammar to read it."""
    asked: dict[str, Any] = {"vault": None, "data_dir": None, "demo": False}
    words = iter(arguments)
    for word in words:
        if word == "--demo":
            asked["demo"] = True
        elif word in ("--vault", "--data-dir"):
            value = next(words, "-")
            if value.startswith("-"):
                return None
            asked[word[2:].replace("-", "_")] = Path(value)
        else:
            return None
    return asked


def _command(arguments: Sequence[str]) -> int:
    from desktop.cli_output import Output

    output = Output(json_asked="--json" in arguments)
    asked = parser().parse_args(list(arguments))
    if asked.command is None:
        return _window(vault=asked.vault, data_dir=asked.data_dir, demo=asked.demo)
    return _handler(asked.command)(asked, output)


def _told(error: Exception, arguments: Sequence[str]) -> int:
    """Say an error, and give its exit code."""
    from desktop.cli_output import Output, bug_place, print_error
    from desktop.errors import PoleError
    from desktop.paths import disk_error

    output = Output(json_asked="--json" in arguments)
    if isinstance(error, BrokenPipeError):
        output.abandon()
        return 8
    if isinstance(error, OSError):
        error = disk_error(error)
    if isinstance(error, PoleError):
        print_error(error, output)
        return error.exit_code
    print_error(PoleError(f"Une erreur inattendue s’est produite ({bug_place(error)}). Rien de plus n’a été fait."), output)
    return BUG_EXIT


def _window(*, vault: Path | None, data_dir: Path | None, demo: bool) -> int:
    from desktop import app

    return app.run(vault=vault, data_dir=data_dir, demo=demo)


def main() -> int:
    """The entry point of ``pole-ressource``."""
    return run(sys.argv[1:])
