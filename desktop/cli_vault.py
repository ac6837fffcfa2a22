"""Commands about the vault itself: init, demo, backup, restore, verify, digest; and how the others open it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.errors import DamagedError, InputError, OlderVaultError, UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.session import Session

LONGEST_PASSPHRASE = 4096


def passphrase(asked: Namespace, *, confirm: bool = False) -> str | None:
    """The passphrase: from ``--password-fd``, else typed at a terminal; ``None`` when there is neither."""
    if asked.password_fd is not None:
        return _read_line(asked.password_fd)
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    first = getpass("Phrase de passe : ")
    if confirm and getpass("Encore une fois : ") != first:
        raise UsageError("Les deux phrases de passe ne sont pas les mêmes.")
    return first


def _read_line(descriptor: int) -> str:
    """One line of a descriptor, byte by byte, so that what follows is left to the command (``batch`` on the same one)."""
    line = bytearray()
    try:
        while len(line) <= LONGEST_PASSPHRASE:
            byte = os.read(descriptor, 1)
            if byte in (b"", b"\n"):
                break
            line += byte
    except OSError:
        raise UsageError(f"Le descripteur {descriptor} de --password-fd ne se lit pas.") from None
    if len(line) > LONGEST_PASSPHRASE:
        raise UsageError("La phrase de passe est trop longue.")
    try:
        return line.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise UsageError("La phrase de passe n’est pas écrite en UTF-8.") from None


def vault_directory(asked: Namespace, found: paths.Paths) -> Path:
    """``--vault``, else the only vault of the data folder."""
    if asked.vault is not None:
        return Path(asked.vault)
    known = sorted(found.data.glob("*.coffre")) if found.data.is_dir() else []
    if len(known) == 1:
        return known[0]
    if not known:
        raise UsageError("Il n’y a pas encore de coffre ici : dites lequel avec --vault, ou commencez par « init » ou « demo ».")
    raise UsageError("Il y a plusieurs coffres ici : dites lequel avec --vault.")


@contextmanager
def opened(asked: Namespace) -> Iterator[Session]:
    """The vault of the command line, open; closed (signed, copied if it changed) on the way out."""
    from desktop.services.opening import open_vault
    from desktop.storage.vault import Vault

    found = paths.find(asked.data_dir)
    directory = vault_directory(asked, found)
    secret = None
    if asked.password_fd is not None or not Vault.read(directory).demonstration:
        secret = passphrase(asked)
        if secret is None:
            raise UsageError("Donnez la phrase de passe par --password-fd.")
    try:
        session = open_vault(directory, paths=found, login=asked.login, passphrase=secret, accept_older=asked.accept_older)
    except OlderVaultError as error:
        raise OlderVaultError(f"{error} Pour continuer avec celui-ci : --accept-older.", vault_date=error.vault_date,
                              seen_date=error.seen_date) from None
    try:
        yield session
    finally:
        session.close()


@contextmanager
def _place(asked: Namespace, found: paths.Paths, name: str) -> Iterator[Path]:
    """An empty directory for a new vault, named exactly as asked; taken away again when nothing was put in it."""
    directory = Path(asked.vault) if asked.vault is not None else found.data / f"{name}.coffre"
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError("Il y a déjà quelque chose à cet endroit : choisissez un autre dossier pour le coffre.", column="vault")
    made = not directory.exists()
    paths.private_folder(directory)
    try:
        yield directory
    except BaseException:
        if made:
            with suppress(OSError):
                directory.rmdir()
        raise


def init(asked: Namespace, output: Output) -> int:
    """A new vault, its first account and, when asked, the recovery sheet."""
    from desktop.services.opening import create_vault

    found = paths.find(asked.data_dir)
    secret = passphrase(asked, confirm=True)
    if secret is None:
        raise UsageError("Donnez la phrase de passe par --password-fd.")
    with _place(asked, found, asked.login) as directory:
        session = create_vault(directory, name=asked.name, roles=list(dict.fromkeys(asked.role)), login=asked.login,
                               passphrase=secret, paths=found)
    try:
        if asked.recovery_out is not None:
            _write_recovery(session, asked.recovery_out)
        made: dict[str, Any] = {"vault": str(session.vault.directory), "id": session.vault.id, "login": session.actor.login,
                                "name": session.actor.name, "roles": list(session.actor.roles)}
        if asked.recovery_out is not None:
            made["recovery"] = str(asked.recovery_out)
    finally:
        session.close()
    output.record(made)
    return 0


def _write_recovery(session: Session, target: Path) -> None:
    paths.write_atomically(target, session.printing.recovery_sheet(session.vault.add_recovery(session.identity)))


def demo(asked: Namespace, output: Output) -> int:
    """A demonstration vault: the same for the same seed and day."""
    from datetime import date

    from desktop.clock import SystemClock
    from desktop.services.demo import build_demo

    found = paths.find(asked.data_dir)
    try:
        today = date.fromisoformat(asked.today) if asked.today else SystemClock().today()
    except ValueError:
        raise UsageError("« --today » attend une date qui existe, écrite AAAA-MM-JJ.") from None
    if not 1 <= asked.students <= 200_000:
        raise UsageError("« --students » attend un nombre de 1 à 200 000.")
    with _place(asked, found, "demonstration") as directory:
        session = build_demo(directory, students=asked.students, seed=asked.seed, today=today, login=asked.login, paths=found)
    try:
        made = {"vault": str(session.vault.directory), "id": session.vault.id, "login": session.actor.login,
                "name": session.actor.name, "roles": list(session.actor.roles), "students": asked.students,
                "seed": asked.seed, "today": today.isoformat()}
    finally:
        session.close()
    output.record(made)
    return 0


def backup(asked: Namespace, output: Output) -> int:
    """A copy, opened again before it counts."""
    with opened(asked) as session:
        made = session.backups.make(place=asked.directory.absolute() if asked.directory else None)
    output.told(f"Sauvegarde relue : {made.path}", backup=str(made.path), made=made.made, bytes=made.size)
    return 0


def restore(asked: Namespace, output: Output) -> int:
    """A backup opened again as a vault beside; nothing that exists is touched, and no secret is needed to copy."""
    from desktop.storage.backup import restore as give_back

    made = give_back(_backup_at(asked.backup), asked.to)
    output.told(f"Coffre rétabli : {made}", vault=str(made))
    return 0


def _backup_at(place: Path) -> Path:
    """A backup, or the newest one of the only vault kept under a folder of backups."""
    from desktop.storage.backup import all_of
    from desktop.storage.manifest import MANIFEST

    if not place.is_dir() or (place / MANIFEST).exists():
        return place
    kept = [found for folder in (place, *sorted(place.iterdir())) if folder.is_dir() for found in all_of(folder)[:1]]
    if len(kept) > 1:
        raise InputError("Il y a là les sauvegardes de plusieurs coffres : montrez celle qu’il faut rouvrir.")
    return kept[0].path if kept else place


def verify(asked: Namespace, output: Output) -> int:
    """Everything read again; exit 4 when something does not hold."""
    with opened(asked) as session:
        problems = session.verify()
    if not problems:
        output.told("Tout est en ordre.", ok=True, problems=[])
        return 0
    output.told("\n".join(problems), ok=False, problems=problems)
    return DamagedError.exit_code


def digest(asked: Namespace, output: Output) -> int:
    """The fingerprint of all this person may see."""
    with opened(asked) as session:
        value = session.digest()
    output.told(value, digest=value)
    return 0


COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {
    "init": init, "demo": demo, "backup": backup, "restore": restore, "verify": verify, "digest": digest,
}
