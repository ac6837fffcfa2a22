"""Text in progress, kept every 3 s in the personal compartment, and at once before leaving, locking or closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.jobs import Fail, Jobs

EVERY = 3000
Values = dict[str, Any]


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
    """A draft could not be written: the text stays on screen and the window says so."""

    def __init__(self, drafts: Any, jobs: Jobs) -> None:
        super().__init__()
        self._drafts, self._jobs = drafts, jobs
        self._open: list[Writing] = []
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
        """Keep a draft of everything typed since the last one."""
        self._timer.stop()
        for writing in self._open:
            if writing.dirty:
                self.keep(writing)

    def commit(self) -> None:
        """Write every open record for good; drafts first, so that a refusal loses nothing."""
        self.flush()
        for writing in list(self._open):
            if writing.commit is not None:
                writing.commit()

    def keep(self, writing: Writing) -> None:
        """One draft, now."""
        table, id, student, title, seen = writing.table, writing.id, writing.student_id, writing.title, writing.seen()
        values = writing.collect()
        writing.dirty = False

        def failed(error: BaseException) -> None:
            writing.dirty = True
            self.failed.emit(error)

        self._jobs.write(lambda: self._drafts.keep(table, id, student, values, seen, title), self._tell, failed)

    def drop(self, table: str, id: str) -> None:
        self._jobs.write(lambda: self._drafts.drop(table, id), None, self._quiet)

    def leave(self, writing: Writing) -> None:
        if writing in self._open:
            self._open.remove(writing)

    def pending(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return any(writing.dirty for writing in self._open)

    def _tell(self, _value: object) -> None:
        self.saved.emit()

    def _quiet(self, error: BaseException) -> None:
        """A draft that could not be dropped is only offered once more."""


__all__ = ["Autosave", "Fail", "Writing"]
