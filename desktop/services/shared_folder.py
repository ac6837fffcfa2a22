"""A folder that several laptops see (the ministry's Nextcloud, Syncthing, a key): one's plis put there, theirs taken.

At opening, at the lock and on a button. Nothing in it is trusted: every file may be half copied, renamed, doubled, or gone. What
is remembered of it is in one's own file (``folder_memory``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.changes import Changes
from desktop.errors import DamagedError, DiskError, InputError, LockedError, NoSpaceError, RefusedError
from desktop.services import folder_files as files
from desktop.services import folder_memory as kept
from desktop.services import folder_words as words
from desktop.services.contacts import need_own
from desktop.services.exchange_values import Contact, FolderState, Synced, Taken, Trust
from desktop.services.folder_giving import SHARE, Giving
from desktop.services.folder_memory import WAITS, FolderSettings, Memory
from desktop.services.folder_taking import Taking, trusted

if TYPE_CHECKING:
    from desktop.services.session import Session

NONE = "Choisissez d’abord un dossier partagé."
_STOPS = (NoSpaceError, DiskError, DamagedError, LockedError)


class SharedFolder:
    """The shared folder of who is here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # -- what was chosen -----------------------------------------------------------------------------------------------
    def settings(self) -> FolderSettings:
        """The folder, whom it is for (no login: everybody whose card is confirmed), and whether one's own notes may go there."""
        return kept.settings(need_own(self._session))

    def set(self, path: Path | None, logins: Sequence[str] = (), own_allowed: bool = False) -> FolderSettings:
        """Choose a folder, or none. Raises ``InputError`` where a vault is, ``RefusedError`` for an unknown contact."""
        own = need_own(self._session)
        for login in logins:
            if self._session.contacts.get(login).trust is Trust.REVOKED:
                raise RefusedError("Cette carte est celle d’un ordinateur déclaré perdu : rien ne lui est déposé.")
        chosen = FolderSettings(self._checked(path) if path is not None else None, tuple(dict.fromkeys(logins)),
                                own_allowed and path is not None)
        if chosen != kept.settings(own):
            kept.keep_settings(own, chosen)
        return chosen

    def _checked(self, path: Path) -> Path:
        folder, vault = path.expanduser().absolute(), self._session.vault.directory
        if not folder.is_dir():
            raise DiskError(files.ABSENT)
        real, inside = folder.resolve(), vault.resolve()
        if real == inside or real.is_relative_to(inside) or (real / "coffre.a.json").exists():
            raise InputError("Ce dossier est un coffre : choisissez un dossier à part, où ne sont posés que des plis.")
        if inside.is_relative_to(real):
            raise InputError("Votre coffre est dans ce dossier, et serait recopié avec les plis : choisissez un dossier à part.")
        return folder

    # -- one passage ---------------------------------------------------------------------------------------------------
    def sync(self, path: Path | None = None, write: bool = True, *, everyone: bool = False,
             stop: Callable[[], bool] | None = None) -> Synced:
        """Take what others put there, then put what they lack. Raises ``DiskError`` when the folder is not there.

        ``everyone``: somebody asks for this passage, contacts whose six words were not read take part too when she named none.
        ``stop``: asked between two files and two contacts; what was done stays done, the rest waits for the next passage.

        A folder that does not let itself be written is told in ``problem``: what was taken stays taken.
        """
        own, stop = need_own(self._session), stop or (lambda: False)
        chosen = kept.settings(own)
        if path is not None and (chosen.path is None or kept.key_of(path) != kept.key_of(chosen.path)):
            chosen = FolderSettings(self._checked(path), chosen.logins, False)  # one's own notes: for a folder allowed, no other
        if chosen.path is None:
            raise RefusedError(NONE)
        folder = chosen.path
        unread: tuple[str, ...] = ()
        if everyone and not chosen.logins:
            known = [one for one in self._session.contacts.list() if one.trust in (Trust.CONFIRMED, Trust.UNCONFIRMED)]
            chosen = FolderSettings(folder, tuple(one.login for one in known), chosen.own_allowed)
            unread = tuple(one.name for one in known if one.trust is Trust.UNCONFIRMED)
        memory = kept.memory(own, folder)
        taking = Taking(self._session, memory, chosen.logins)
        problem, giving = "", None
        try:
            passage = taking.all(files.look(folder), stop)
            kept.keep_memory(own, folder, memory)
            if write:
                giving = Giving(self._session, folder, memory, lambda: kept.keep_memory(own, folder, memory),
                                own_allowed=chosen.own_allowed)
                try:
                    giving.all(self._partners(chosen), stop)
                    problem = " ".join(dict.fromkeys(giving.refused))
                except _STOPS as error:
                    problem = str(error)
        finally:
            kept.keep_memory(own, folder, memory)
        return Synced(tuple(passage.taken), tuple(giving.written) if giving else (), tuple(passage.skipped),
                      tuple(dict.fromkeys(passage.waiting)), together(passage.taken), problem,
                      unread)

    def _partners(self, chosen: FolderSettings) -> tuple[Contact, ...]:
        return tuple(one for one in self._session.contacts.list() if trusted(one, chosen.logins))

    # -- how things stand ----------------------------------------------------------------------------------------------
    def state(self) -> FolderState:
        """How things stand with each contact: what is known here, without opening anything."""
        own = need_own(self._session)
        chosen = kept.settings(own)
        if chosen.path is None:
            return FolderState(None, False, ())
        memory = kept.memory(own, chosen.path)
        problem = "" if chosen.path.is_dir() else files.ABSENT
        lines = [self._line(one, memory) for one in self._partners(chosen)]
        lines += dict.fromkeys(one.why for one in memory.seen.values() if one.verdict == WAITS)
        return FolderState(chosen.path, chosen.own_allowed, tuple(lines), problem)

    def waiting(self) -> tuple[tuple[Path, str], ...]:
        """Files of the folder that ask for somebody before they are taken, and what they ask: to be opened as a pli is."""
        own = need_own(self._session)
        folder = kept.settings(own).path
        if folder is None:
            return ()
        seen = kept.memory(own, folder).seen
        return tuple((folder / name, one.why) for name, one in sorted(seen.items()) if one.verdict == WAITS)

    def _line(self, contact: Contact, memory: Memory) -> str:
        today, zone = self._session.clock.today(), self._session.vault.zone
        left = [one for one in memory.of(contact.account, SHARE) if one.pli]
        if left:
            return words.put_there(contact.name, words.moment(min(one.at for one in left), today, zone, hour=False))
        found = self._session.personal.one("SELECT max(max(coalesce(acked_on, '')), max(CASE WHEN way='in' THEN at ELSE '' END)) "
                                           "FROM pli WHERE contact=?", (contact.account,))
        when = words.moment(found[0] or "", today, zone)
        return words.up_to_date(contact.name, when) if when else words.nothing_yet(contact.name)


def together(taken: Sequence[Taken]) -> Changes:
    """What several plis touched, for screens that listen."""
    every = [one.changes for one in taken if one.changes is not None]
    return Changes(touched=frozenset(pair for one in every for pair in one.touched),
                   roots=frozenset(root for one in every for root in one.roots),
                   seen=max((one.seen for one in every), default=0))
