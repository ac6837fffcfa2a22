"""Commands of a shared folder: ``exchange sync``, ``exchange folder``; and ``vault where``, ``vault move``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli_vault import opened
from desktop.errors import DiskError
from desktop.services.exchange_values import Trust

if TYPE_CHECKING:
    import argparse
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.exchange_values import Synced
    from desktop.services.session import Session


def folder_acts(acts: argparse._SubParsersAction[Any]) -> None:
    """The grammar of ``exchange sync`` and ``exchange folder``, under ``exchange``."""
    synced = acts.add_parser("sync", help="un passage par le dossier partagé : prendre les plis des autres, déposer les siens")
    synced.add_argument("directory", nargs="?", metavar="DIR", type=Path, help="le dossier ; sinon celui choisi")
    synced.add_argument("--to", action="extend", nargs="+", metavar="LOGIN",
                        help="retenir ce dossier pour ces contacts ; sinon tous vos contacts")
    synced.add_argument("--with-own", action="store_true",
                        help="retenir ce dossier, et y permettre vos notes pour vos propres ordinateurs")
    synced.add_argument("--take-only", action="store_true", help="prendre sans rien déposer")
    shown = acts.add_parser("folder", help="le dossier partagé, et où on en est avec chacun")
    shown.add_argument("--none", action="store_true", help="n’avoir plus de dossier partagé")


def vault_acts(commands: argparse._SubParsersAction[Any]) -> None:
    """The grammar of ``vault``."""
    acts = commands.add_parser("vault", help="où est le coffre ; le déplacer sur cet ordinateur").add_subparsers(
        dest="act", metavar="ACTE", required=True)
    acts.add_parser("where", help="dire si le coffre est dans un dossier recopié ailleurs ou sur un réseau")
    moved = acts.add_parser("move", help="copier le coffre ici et relire la copie ; l’ancien dossier change de nom")
    moved.add_argument("directory", nargs="?", metavar="DIR", type=Path, help="à cet endroit ; sinon le dossier de données")


# -- the shared folder ---------------------------------------------------------------------------------------------------
def sync(asked: Namespace, output: Output) -> int:
    """One passage. Exit 8 when the folder does not let itself be written: what was taken stays taken."""
    with opened(asked) as session:
        place = _place(session, asked)
        done = session.shared_folder.sync(place, not asked.take_only, everyone=True)
        chosen = session.shared_folder.settings().logins
        unread = [one.login for one in session.contacts.list() if one.trust is Trust.UNCONFIRMED and not chosen]
        value = synced_value(done) | {"state": list(session.shared_folder.state().lines)}
    output.record(value | {"unconfirmed": unread})
    if unread:
        output.warn(f"Cartes à confirmer, lisez leurs six mots : {', '.join(unread)}.")
    if done.problem:
        output.warn(done.problem)
        return DiskError.exit_code
    return 0


def _place(session: Session, asked: Namespace) -> Path | None:
    """The folder of this passage; what the command says of contacts and of one's own notes is kept with it."""
    former = session.shared_folder.settings()
    place: Path | None = asked.directory.absolute() if asked.directory is not None else former.path
    if place is not None and (asked.to or asked.with_own or former.path is None):
        session.shared_folder.set(place, tuple(asked.to or former.logins), asked.with_own or (
            former.own_allowed and place == former.path))
    return place


def synced_value(done: Synced) -> dict[str, Any]:
    """What a passage did, as JSON."""
    return {
        "taken": [{"pli": one.pli, "new": one.new, "changed": one.changed, "conflicts": one.conflicts, "entries": one.entries}
                  for one in done.taken],
        "written": [{"pli": one.id, "file": one.file, "to": one.contact, "number": one.number, "purpose": one.purpose}
                    for one in done.written],
        "skipped": [{"file": name, "why": why} for name, why in done.skipped], "waiting": list(done.waiting),
        "problem": done.problem,
    }


def folder(asked: Namespace, output: Output) -> int:
    """Which folder, and how things stand."""
    with opened(asked) as session:
        if asked.none:
            session.shared_folder.set(None)
        found, state = session.shared_folder.settings(), session.shared_folder.state()
        waiting = session.shared_folder.waiting()
    if not output.json and found.path is None:
        output.told("Aucun dossier partagé n’est choisi.")
        return 0
    lines = [str(found.path or ""), *state.lines, *([state.problem] if state.problem else [])]
    output.told("\n".join(lines), path=str(found.path or ""), to=list(found.logins), own_allowed=found.own_allowed,
                lines=list(state.lines), problem=state.problem,
                waiting=[{"file": path.name, "why": why} for path, why in waiting])
    return 0


# -- where a vault is ----------------------------------------------------------------------------------------------------
def vault(asked: Namespace, output: Output) -> int:
    """``vault where`` and ``vault move``."""
    from desktop.services.moving import move_here
    from desktop.storage import where

    with opened(asked) as session:
        if asked.act == "where":
            place = where.look(session.vault.directory)
            output.told(where.sentence(place) or "Ce coffre est sur cet ordinateur, dans un dossier qui n’est qu’à lui.",
                        vault=str(session.vault.directory), kind=place.kind, tool=place.tool)
            return 0
        moved = move_here(session, asked.directory.absolute() if asked.directory is not None else None)
    output.told(f"{moved.sentence}\n{moved.vault}", vault=str(moved.vault), former=str(moved.former), renamed=moved.renamed)
    return 0


COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {"sync": sync, "folder": folder, "vault": vault}
