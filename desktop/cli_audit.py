"""``audit``: whether the journal holds, and who wrote and read what one wrote; one's own acts and reads without ``--id``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.cli_vault import opened

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.session import Session


def audit(asked: Namespace, output: Output) -> int:
    """One of the acts on the journal."""
    with opened(asked) as session:
        return _ACTS[asked.act](session, asked, output)


def _verify(session: Session, _asked: Namespace, output: Output) -> int:
    found = session.reads.verify()
    output.record({"ok": found.ok, "checked": found.checked, "first": found.first})
    return found.exit_code


def _show(session: Session, asked: Namespace, output: Output) -> int:
    """One line an act or a read, newest first."""
    if not asked.id:
        for line in session.reads.mine():
            output.record({"at": line.day, "what": line.who, "how": line.how})
        return 0
    from desktop.services.lookup import table_of

    table = table_of(session, asked.id)
    reads = session.reads.of(table, asked.id)
    for version in session.history.of(table, asked.id):
        output.record({"at": version.at, "who": version.actor, "what": version.label, "how": "écrit"})
    for read in reads:
        output.record({"at": read.day, "who": read.who, "what": "", "how": read.how})
    return 0


_ACTS: dict[str, Callable[[Session, Namespace, Output], int]] = {"verify": _verify, "show": _show}
COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {"audit": audit}
