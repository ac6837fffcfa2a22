"""What others put in a shared folder, taken: each file looked at once, nothing answered in somebody's place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.errors import InputError, NewerFormatError, RefusedError, TamperedError
from desktop.exchange.bad import BadPliError, NotForYouError
from desktop.services import folder_files as files
from desktop.services import folder_words as words
from desktop.services.exchange_values import Answers, Contact, Preview, Taken, Trust
from desktop.services.folder_files import Found
from desktop.services.folder_memory import AGAIN, FOR_NOW, SETTLED, WAITS, Memory, SeenFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from desktop.services.session import Session

_MAYBE_PARTIAL = frozenset({"not_a_pli", "truncated", "altered", "header"})
"""What a file still being copied looks like."""
_FINAL = frozenset({"passphrase", "too_big", "ratio", "too_many_parts", "parts", "recipients"})
_ASKS = frozenset({"double", "unknown"})


@dataclass(slots=True)
class Passage:
    """What one look at the folder gave."""

    taken: list[Taken] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def trusted(contact: Contact, logins: Collection[str]) -> bool:
    """Whether things pass by themselves with a contact: her card is confirmed, or somebody named her for this folder."""
    if contact.trust is Trust.REVOKED:
        return False
    return contact.login in logins if logins else contact.trust is Trust.CONFIRMED or bool(contact.how)


class Taking:
    """One look at the folder, for what is not known yet."""

    def __init__(self, session: Session, memory: Memory, logins: Collection[str]) -> None:
        self._session, self._memory, self._logins = session, memory, logins
        self._mark_now = _mark_of(session, logins)
        self.passage = Passage()

    def all(self, found: Collection[Found], stop: Callable[[], bool]) -> Passage:
        """Look at each file, until somebody waits for something else; a file already known costs nothing."""
        ours = {one.file for one in self._memory.written}
        for one in found:
            if stop():
                return self.passage
            if one.name not in ours:
                self._one(one)
        self._memory.forget_gone(one.name for one in found)  # last: what bears another name is still recognised
        return self.passage

    def _one(self, found: Found) -> None:
        former = self._memory.seen.get(found.name)
        if former is not None and former.same(found) and former.settled(self._mark(former.verdict)):
            self._tell(found, former)
            return
        if found.size > files.LARGEST:
            self._keep(found, "", SETTLED, words.TOO_BIG)
            return
        try:
            head = files.sum_of(files.read(found, files.HEAD))
            if self._known_elsewhere(found, head):
                return
            content = files.read(found, files.LARGEST + 1)
        except OSError:
            self.passage.skipped.append((found.name, words.GONE))
            return
        verdict, why = self._open(found, content)
        self._keep(found, head, verdict, why)

    def _known_elsewhere(self, found: Found, head: str) -> bool:
        """A copy, or a file under another name: what was found in it holds. The head of a pli is drawn for it alone."""
        for name, other in self._memory.seen.items():
            if name != found.name and (other.head, other.size, other.verdict) == (head, found.size, SETTLED):
                self._keep(found, head, SETTLED, other.why)
                return True
        return False

    def _open(self, found: Found, content: bytes) -> tuple[str, str]:
        session = self._session
        if len(content) != found.size:
            return AGAIN, words.NOT_WHOLE  # growing, or cut, while we read it
        try:
            preview = session.receiving.look(content)
            if preview.again or self._in_log(preview.pli):
                return SETTLED, ""
            why = self._waits(preview)
            if why:
                return WAITS, why
            self.passage.taken.append(session.receiving.take(preview, Answers()))
        except NotForYouError:
            return SETTLED, ""
        except BadPliError as error:
            if error.kind in _MAYBE_PARTIAL:
                return AGAIN, words.NOT_WHOLE
            if error.kind == "expired":
                return AGAIN, str(error)  # or this clock is wrong
            return (SETTLED if error.kind in _FINAL else FOR_NOW), str(error)
        except (NewerFormatError, InputError, RefusedError, TamperedError) as error:
            return FOR_NOW, str(error)
        if preview.erased:
            self.passage.waiting.append(words.erasures(preview.sender.name, len(preview.erased)))
        return SETTLED, ""

    def _waits(self, preview: Preview) -> str:
        """What must be answered by somebody before this pli is taken; empty when nothing."""
        if not trusted(preview.sender, self._logins):
            return words.not_confirmed(preview.sender.name)
        if preview.alerts:
            return words.to_read(preview.sender.name, preview.alerts[0])
        asks = sum(one.state in _ASKS for one in preview.arriving)
        return words.doubles(preview.sender.name, asks) if asks else ""

    def _in_log(self, pli: str) -> bool:
        """Whether it came already, even if it was undone since: what somebody took out does not come back by itself."""
        own = self._session.own_file
        return own is not None and bool(own.one("SELECT 1 FROM pli WHERE id=? AND way='in' LIMIT 1", (pli,)))

    def _keep(self, found: Found, head: str, verdict: str, why: str) -> None:
        former = self._memory.seen.get(found.name)
        tries = former.tries + 1 if former is not None and former.same(found) else 1
        kept = SeenFile(found.size, found.mtime, head, verdict, why, self._mark(verdict), tries)
        self._memory.seen[found.name] = kept
        self._tell(found, kept)

    def _tell(self, found: Found, kept: SeenFile) -> None:
        if kept.verdict == WAITS:
            self.passage.waiting.append(kept.why)
        elif kept.why:
            self.passage.skipped.append((found.name, kept.why))

    def _mark(self, verdict: str) -> str:
        """What an answer for now depends on: contacts and the program; for what waits for somebody, all that is written here."""
        return f"{self._mark_now}|{self._session.commun.mark()[1]}" if verdict == WAITS else self._mark_now


def _mark_of(session: Session, logins: Collection[str]) -> str:
    """Changes when a card comes, is confirmed or revoked, when the folder is for others, when the program is another version."""
    told = sorted((one.account, one.trust.value, one.how, one.words, one.login) for one in session.contacts.list())
    return hashlib.sha256(repr((__version__, sorted(logins), told)).encode()).hexdigest()[:16]
