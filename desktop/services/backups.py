"""Backups as a person sees them: made at closing and before what changes much, listed, previewed, given back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import settings
from desktop.errors import PoleError
from desktop.storage import backup, engine
from desktop.storage.backup import Backup
from desktop.storage.vault import Vault

if TYPE_CHECKING:
    from desktop.services.session import Session

AT_CLOSE, BEFORE_IMPORT, BEFORE_RESTORE, ASKED = "fermeture", "avant import", "avant reprise", "demande"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a backup holds beside what the vault holds now: pairs (in the backup, now)."""

    made: str
    students: tuple[int, int]
    meetings: tuple[int, int]
    projects: tuple[int, int]
    writes: tuple[int, int]
    requests: tuple[int, int] = (0, 0)
    helps: tuple[int, int] = (0, 0)


class Backups:
    """Copies of this vault outside its directory."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def folder(self) -> Path:
        return backup.folder_of(self._session.paths.backups, self._session.vault.id)

    def make(self, reason: str = ASKED, place: Path | None = None) -> Backup:
        """Copy the vault and re-read the copy, under the usual folder or ``place``; thin the former ones."""
        session = self._session
        for store in (session.commun, session.personal):
            if store.unsealed():
                store.seal()
        where = place or session.paths.backups
        made = backup.make(session.vault, session.identity, where, clock=session.clock, digest=content_mark, reason=reason)
        backup.thin(backup.folder_of(where, session.vault.id))
        session.vault.drop_former()
        return made

    def at_close(self) -> Backup | None:
        """The backup of closing, and its copy at the second place when it is there. A demonstration keeps none."""
        if self._session.demonstration:
            return None
        made = self.make(AT_CLOSE)
        second = settings.load(self._session.paths.settings).second_place
        if second and Path(second).is_dir():
            try:
                backup.copy_to(made, Path(second))
            except PoleError:
                return made  # the key may be pulled out: the first place has it, and the second is recalled after 7 days
        return made

    def list(self) -> tuple[Backup, ...]:
        """Newest first, those that differ for who is here: others' private work does not show in them."""
        return backup.seen_by(self._session.identity.account, backup.all_of(self.folder))

    def last(self) -> Backup | None:
        found = self.list()
        return found[0] if found else None

    def second_place_due(self) -> bool:
        """Whether to speak of the second place."""
        return not self._session.demonstration and backup.second_place_due(
            self.folder, self._session.clock, self._session.identity.account)

    def to_second_place(self, place: Path) -> Backup:
        """Copy the newest backup (made now if there is none) to the second place."""
        found = backup.all_of(self.folder)
        return backup.copy_to(found[0] if found else self.make(), place)

    def preview(self, chosen: Backup) -> Preview:
        """What giving a backup back would change, for what this person opens."""
        boxes = Vault.read(chosen.path).compartments(self._session.identity)
        sql = engine.connect(boxes["commun"].path, boxes["commun"].key_hex, readonly=True)
        try:
            self._session.rights.look_at(sql)
            there = {row[0] for row in sql.execute("SELECT name FROM main.sqlite_master WHERE type='table'").fetchall()}
            pairs = [(int(sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) if table in there else 0,
                      int(self._session.commun.sql(f"SELECT count(*) FROM {table}")[0][0]))
                     for table in ("student", "meeting", "project", "unit", "request", "intervention")]
        finally:
            sql.close()
        return Preview(chosen.made, *pairs)

    def restore_here(self, chosen: Backup) -> None:
        """Put a backup's compartments in the place of those this person opens; others stay. Closes the session.

        The present state is copied first, and the files replaced stay until the next verified backup. Open again with
        ``accept_older``.
        """
        session = self._session
        session.rights.require("write", "restore", sentence="Reprendre une sauvegarde change le fichier commun de tous : c’est à "
                               "une personne qui gère les comptes de ce coffre de le faire.")
        found = backup.find(chosen.path)
        self.make(BEFORE_RESTORE)
        sources = Vault.read(found.path).compartments(session.identity)
        boxes = session.vault.compartments(session.identity)
        session.commun.close()
        session.personal.close()
        try:
            for kind, box in boxes.items():
                if kind in sources:
                    source = sources[kind]
                    session.vault.replace(session.identity, box, lambda _, new, source=source, box=box: engine.copy(
                        source.path, source.key_hex, new, box.key_hex))
        finally:
            session.vault.release()


def content_mark(path: Path, key_hex: str) -> str:
    """What a compartment holds, from its chains, its ledger and the size of each table: equal in a faithful copy."""
    sql = engine.connect(path, key_hex, readonly=True)
    try:
        with engine.translated():
            seen = hashlib.sha256()
            for query in ("SELECT root, device, seq, hex(hash) FROM chain ORDER BY root, device",
                          "SELECT root, row FROM ledger ORDER BY 1, 2",
                          "SELECT row, at FROM draft ORDER BY row"):
                for row in sql.execute(query):
                    seen.update(repr(tuple(row)).encode())
            tables = [row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
            for table in tables:
                if "_fts" not in table:
                    seen.update(f"{table}={sql.execute(f'SELECT count(*) FROM {table}').fetchone()[0]}".encode())
    finally:
        sql.close()
    return seen.hexdigest()
