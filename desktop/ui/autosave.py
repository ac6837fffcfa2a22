"""Text in progress, kept every 3 s in the personal compartment, and at once before leaving, locking or closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import DiskError, NoSpaceError
from desktop.services.values import Draft
from desktop.ui.jobs import Fail, Jobs

EVERY = 3000
Values = dict[str, Any]


@dataclass(slots=True)
class _Held:
    """A draft on its way to the disk, or that the disk refused: kept in hand until it is there."""

    draft: Draft
    refused: bool = False


class Writing(QObject):
    """One record being written. ``collect`` gives the answers changed since it was opened, by key."""

    def __init__(self, autosave: Autosave, table: str, id: str, student_id: str, title: str,
                 seen: Callable[[], int], collect: Callable[[], Values],
                 commit: Callable[[], object] | None) -> None:
        super().__init__()
        self.table, self.id, self.student_id, self.title = table, id, student_id, title
        self.seen, self.collect, self.commit = seen, collect, commit
        self.dirty = False
        self._autosave = autosave

    def touch(self) -> None:
        """Something was typed: a draft will be kept within 3 s."""
        self.dirty = True
        self._autosave.start()

    def kept(self) -> None:
        """The answers are in the vault: the draft may go."""
        self.dirty = False
        self._autosave.drop(self.table, self.id)

    def draft(self) -> Draft:
        """What is typed and not in the vault yet."""
        return Draft(self.table, self.id, self.student_id, self.collect(), "", self.seen(), self.title)

    def close(self) -> None:
        """Leave this record: what is not kept yet becomes a draft now."""
        if self.dirty:
            self._autosave.keep(self)
        self._autosave.leave(self)


class Autosave(QObject):
    """``open(...)`` at the first key typed in a record, ``touch()`` at each, ``kept()`` once saved."""

    saved = Signal()
    """A draft reached the disk."""
    failed = Signal(object)
    """A draft could not be written, by a fault of the program."""
    refused = Signal(object)
    """The disk refused a draft or an act: the text stays on screen, and can be saved elsewhere."""
    settled = Signal()
    """What was typed is on the disk, at least as a draft."""

    def __init__(self, drafts: Any, jobs: Jobs) -> None:
        super().__init__()
        self._drafts, self._jobs = drafts, jobs
        self._open: list[Writing] = []
        self._held: dict[tuple[str, str], _Held] = {}
        self._timer = QTimer(self, singleShot=True, interval=EVERY)
        self._timer.timeout.connect(self.flush)

    def open(self, table: str, id: str, *, collect: Callable[[], Values], student_id: str = "", title: str = "",
             seen: Callable[[], int] = lambda: 0, commit: Callable[[], object] | None = None) -> Writing:
        """Watch one record. ``commit`` writes it for good, and is called before leaving, printing, locking, closing."""
        writing = Writing(self, table, id, student_id, title, seen, collect, commit)
        self._open.append(writing)
        return writing

    def start(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep a draft of everything typed since the last one, and of what the disk refused before."""
        self._timer.stop()
        dirty = [writing for writing in self._open if writing.dirty]
        again = [held.draft for held in self._held.values() if held.refused]
        for writing in dirty:
            self.keep(writing)
        for draft in again:
            if (draft.table, draft.id) not in {(writing.table, writing.id) for writing in dirty}:
                self._write(draft)

    def commit(self) -> None:
        """Write every open record for good; drafts first, so that a refusal loses nothing."""
        self.flush()
        for writing in list(self._open):
            if writing.commit is not None:
                writing.commit()

    def keep(self, writing: Writing) -> None:
        """One draft, now."""
        writing.dirty = False
        self._write(writing.draft())

    def _write(self, draft: Draft) -> None:
        """Send a draft to the disk; it stays in hand until it is there, even when its record is left meanwhile."""
        key = (draft.table, draft.id)
        held = self._held[key] = _Held(draft)

        def written(_value: object) -> None:
            if self._held.get(key) is held:
                del self._held[key]
            self.saved.emit()
            self.settled.emit()

        def failed(error: BaseException) -> None:
            held.refused = True
            for writing in self._open:
                if (writing.table, writing.id) == key:
                    writing.dirty = True
            (self.refused if isinstance(error, NoSpaceError | DiskError) else self.failed).emit(error)

        d = draft
        self._jobs.write(lambda: self._drafts.keep(d.table, d.id, d.student_id, d.values, d.seen, d.title), written, failed)

    def takes(self, error: BaseException) -> bool:
        """Whether an act refused by the disk leaves text in hand: the window then offers what to do with it."""
        concerned = isinstance(error, NoSpaceError) and bool(self.in_hand())
        if concerned or (isinstance(error, DiskError) and any(held.refused for held in self._held.values())):
            self.refused.emit(error)
            return True
        return False

    def in_hand(self) -> tuple[Draft, ...]:
        """Everything typed that the vault does not hold as an act yet, the record on screen first."""
        typed = [writing.draft() for writing in reversed(self._open)]
        found = {(draft.table, draft.id): draft for draft in typed if draft.values}
        for key, held in self._held.items():
            found.setdefault(key, held.draft)
        return tuple(found.values())

    def lost(self) -> tuple[Draft, ...]:
        """What would be lost if the process ended now: neither an act nor a draft of the vault."""
        dirty = {(writing.table, writing.id): writing.draft() for writing in self._open if writing.dirty}
        waiting = {**{key: held.draft for key, held in self._held.items()}, **dirty}
        return tuple(draft for draft in waiting.values() if draft.values)

    def drop(self, table: str, id: str) -> None:
        self._held.pop((table, id), None)
        self._jobs.write(lambda: self._drafts.drop(table, id), None, self._quiet)
        self.settled.emit()

    def leave(self, writing: Writing) -> None:
        if writing in self._open:
            self._open.remove(writing)

    def pending(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return bool(self._held) or any(writing.dirty for writing in self._open)

    def _quiet(self, error: BaseException) -> None:
        """A draft that could not be dropped is only offered once more."""


__all__ = ["Autosave", "Fail", "Writing"]
