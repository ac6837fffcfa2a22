"""« Déplacer ce coffre sur cet ordinateur »: a vault found in a replicated or network folder, copied here, read again, then told.

Nothing is deleted: the former directory gets another name, so that nobody goes on writing there by mistake.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import DamagedError, InputError
from desktop.paths import sync_folder
from desktop.storage import backup, where
from desktop.storage.vault_core import SUFFIX

if TYPE_CHECKING:
    from desktop.services.session import Session

BEFORE_MOVE = "avant déplacement"
_FORMER = "-ancien"


@dataclass(frozen=True, slots=True)
class Moved:
    """A vault that is now on this computer. ``former``: where its former files are, under their new name when it was given."""

    vault: Path
    former: Path
    renamed: bool

    @property
    def sentence(self) -> str:
        """What the person is told."""
        if self.renamed:
            rest = (f"L’ancien dossier s’appelle désormais « {self.former.name} » et ne sert plus : supprimez-le quand vous "
                    "aurez rouvert ce coffre ici.")
        else:
            rest = (f"L’ancien dossier « {self.former.name} » n’a pas pu être renommé : n’y écrivez plus, et supprimez-le quand "
                    "vous aurez rouvert ce coffre ici.")
        return f"Ce coffre est maintenant sur cet ordinateur ; sa copie a été relue. {rest}"


def move_here(session: Session, to: Path | None = None) -> Moved:
    """Copy the vault to this computer's folder of vaults (or ``to``), verified; the session is closed, and is opened again there.

    Call it from the thread that writes. When anything fails the vault is where it was, open or closed, and nothing is lost.
    """
    former = session.vault.directory
    if len(session.vault.active()) > 1:
        session.rights.require("write", "restore", sentence="Ce coffre a plusieurs comptes : c’est à une personne qui les gère "
                               "de le déplacer.")
    target = (to or _free(session.paths.data, session.vault.name)).absolute()
    _refuse(former, target)
    copy = session.backups.make(BEFORE_MOVE)
    before = [store.mark() for store in (session.commun, session.personal)]
    made = backup.restore(copy.path, target)
    if [store.mark() for store in (session.commun, session.personal)] != before:
        shutil.rmtree(made, ignore_errors=True)
        raise DamagedError("Quelque chose a été écrit pendant la copie : le coffre n’a pas été déplacé. Recommencez.")
    session.close(backup=False)
    renamed = _rename(former)
    return Moved(made, renamed or former, renamed is not None)


def _refuse(former: Path, target: Path) -> None:
    if target == former or target.is_relative_to(former):
        raise InputError("Ce coffre est déjà à cet endroit.")
    place = where.look(target)
    if place.kind:
        raise InputError(f"Cet endroit est lui aussi recopié ou partagé ({place.tool}) : choisissez-en un autre, sur cet "
                         "ordinateur.")


def _free(folder: Path, name: str) -> Path:
    """A name that nothing bears yet, under a folder."""
    target, number = folder / f"{name}{SUFFIX}", 1
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}{SUFFIX}"
    return target


def _rename(former: Path) -> Path | None:
    """Give the former directory a name under which it is not opened by mistake."""
    kept, number = former.with_name(f"{former.name}{_FORMER}"), 1
    while kept.exists():
        number += 1
        kept = former.with_name(f"{former.name}{_FORMER}-{number}")
    try:
        former.rename(kept)
        sync_folder(kept.parent)
    except OSError:
        return kept if kept.exists() and not former.exists() else None
    return kept
