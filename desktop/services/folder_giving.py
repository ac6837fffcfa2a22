"""What one puts in a shared folder: one pli a contact, all she has not acknowledged; a newer one takes its place.

Only files that we wrote are ever deleted, and only while they hold what we wrote. A receipt is put once for what it acknowledges,
and a receipt is not acknowledged: two laptops with nothing more to say write nothing more.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import stamp
from desktop.errors import InputError, RefusedError
from desktop.services import folder_files as files
from desktop.services.covered import device_of
from desktop.services.exchange_values import Contact, Parcel, Selection, Sent
from desktop.services.folder_memory import Memory, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from desktop.services.session import Session

SHARE, RECEIPT = "share", "receipt"


class Giving:
    """One passage's writing."""

    def __init__(self, session: Session, folder: Path, memory: Memory, keep: Callable[[], None], *, own_allowed: bool) -> None:
        self._session, self._folder, self._memory, self._keep = session, folder, memory, keep
        self._own_allowed = own_allowed
        self.written: list[Sent] = []
        self.refused: list[str] = []
        """Why some contact's pli could not be made, in sentences."""

    def all(self, contacts: Collection[Contact], stop: Callable[[], bool]) -> None:
        """Take away what is of no more use, then write what each contact lacks, until somebody waits for something else."""
        self._finish_cut()
        self._clean()
        for contact in contacts:
            if stop():
                return
            try:
                self._one(contact)
            except (InputError, RefusedError) as error:  # one contact's pli does not keep the others' from being written
                self.refused.append(str(error))

    # -- one contact ---------------------------------------------------------------------------------------------------
    def _one(self, contact: Contact) -> None:
        memory, account = self._memory, contact.account
        came = self._last_in(account)
        owed = came > memory.told.get(account, 0)
        if not owed and memory.looked.get(account) == self._stands(contact):
            return
        parcel = self._prepare(contact)
        content = f"{parcel.entries} {self._bounds(contact)}" if parcel.entries else ""
        if content and not any(one.content == content for one in self._here(account)):
            self._put(contact, SHARE, content, parcel)
        elif owed:
            self._put(contact, RECEIPT, "", None)
        if not content:
            self._drop(memory.of(account, SHARE))  # all it held is acknowledged, by this folder or by another way
        memory.told[account] = came
        memory.looked[account] = self._stands(contact)

    def _prepare(self, contact: Contact) -> Parcel:
        return self._session.sending.prepare([contact.login], Selection(swept=True, own=self._own(contact)), acked_only=True)

    def _own(self, contact: Contact) -> bool:
        return contact.mine and bool(contact.how) and self._own_allowed

    def _bounds(self, contact: Contact) -> str:
        """What makes less leave than before. While it is the same, as many entries are the same entries."""
        session = self._session
        gone = session.commun.one("SELECT (SELECT count(*) FROM main.ledger), "
                                  "(SELECT count(*) FROM main.received WHERE undone_on <> '')")
        acks = session.personal.one("SELECT coalesce(sum(acked_on <> ''), 0), coalesce(sum(again), 0) FROM pli "
                                    "WHERE contact=? AND way='out' AND swept=1", (contact.account,))
        return repr((tuple(gone), tuple(acks), contact.share, self._own(contact), session.actor.roles, device_of(session)))

    def _stands(self, contact: Contact) -> str:
        """What decides whether there is something to write: while it is the same, nothing is prepared."""
        session = self._session
        last = [store.one("SELECT coalesce(max(n), 0) FROM main.entry")[0] for store in (session.commun, session.personal)]
        return repr((last, self._bounds(contact), contact.trust.value, session.clock.today().isoformat(),
                     sorted(one.file for one in self._here(contact.account))))

    def _last_in(self, account: str) -> int:
        """The last pli of a contact that asks to be acknowledged: a receipt does not, nor a question."""
        found = self._session.personal.one("SELECT coalesce(max(n), 0) FROM pli WHERE contact=? AND way='in' AND purpose=?",
                                           (account, SHARE))
        return int(found[0])

    # -- files ---------------------------------------------------------------------------------------------------------
    def _put(self, contact: Contact, purpose: str, content: str, parcel: Parcel | None) -> None:
        """Write one pli: known as ours before it is there, so that a cut leaves nothing that is nobody's."""
        memory, account, sending = self._memory, contact.account, self._session.sending
        files.writable(self._folder)  # before a number is used
        data, sent = sending.seal(parcel) if parcel is not None else sending.receipt(contact.login)
        name = sent.file
        while os.path.lexists(self._folder / name):
            name = f"{sent.file.removesuffix(files.SUFFIX)}-{os.urandom(2).hex().upper()}{files.SUFFIX}"
        former = memory.of(account) if purpose == SHARE else memory.of(account, RECEIPT)
        memory.written.append(Written(name, files.sum_of(data), len(data), account, sent.id, purpose,
                                      stamp(self._session.clock.now()), content))
        self._keep()
        path = files.put(self._folder, name, data)
        sending.placed(sent.id, name)
        self.written.append(replace(sent, file=name, path=path))
        self._drop(former)

    def _here(self, account: str) -> list[Written]:
        return [one for one in self._memory.of(account, SHARE) if self._is_there(one)]

    def _is_there(self, one: Written) -> bool:
        try:
            return (self._folder / one.file).lstat().st_size == one.size
        except OSError:
            return False

    def _drop(self, ours: Collection[Written]) -> None:
        """Take away files of ours; one that does not let itself be deleted now is tried again at the next passage."""
        for one in ours:
            if files.take_away(self._folder / one.file, one.sum):
                self._memory.written.remove(one)

    def _finish_cut(self) -> None:
        """What a cut left half written goes; what is not there any more is forgotten."""
        for one in self._memory.written:
            files.sweep(self._folder, one.file)
        self._drop([one for one in self._memory.written if not self._is_there(one)])

    def _clean(self) -> None:
        """What was acknowledged goes; the contacts it was for may have been forgotten since."""
        acked = {row[0] for row in self._session.personal.sql("SELECT id FROM pli WHERE way='out' AND acked_on <> ''")}
        self._drop([one for one in self._memory.written if one.pli in acked])
