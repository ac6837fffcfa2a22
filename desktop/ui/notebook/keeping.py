"""A page of the notebook being written: drafts every 3 s, one act on leaving or after a minute of calm, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.changes import Changes
from desktop.ui.autosave import Writing
from desktop.ui.context import Context

CALM = 60_000
Answers = dict[str, Any]


class Keeping(QObject):
    """``open`` a record, ``touch`` at each key, ``commit`` makes one act of what ``collect`` gives."""

    def __init__(self, context: Context, table: str, *, collect: Callable[[], Answers],
                 saved: Callable[[Answers, Answers], None],
                 store: Callable[[str, Answers, int], Changes], read: Callable[[str], Mapping[str, Any]],
                 parent: QObject) -> None:
        super().__init__(parent)
        self.context, self.table = context, table
        self._collect, self._saved, self._store, self._read = collect, saved, store, read
        self._writing: Writing | None = None
        self.id = ""
        self.seen = 0
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self.commit)

    def open(self, id: str, student_id: str, title: str, seen: int) -> None:
        self.id, self.seen = id, seen
        self._writing = self.context.autosave.open(self.table, id, collect=self._collect, student_id=student_id, title=title,
                                                   seen=self._now_seen, commit=self.commit)

    def _now_seen(self) -> int:
        return self.seen

    def touch(self) -> None:
        """Something was typed."""
        if self._writing is not None:
            self._writing.touch()
            self._calm.start()

    def commit(self) -> None:
        """One act of what was typed since the last one."""
        self._calm.stop()
        answers = self._collect() if self.id else {}
        if answers:
            self.context.jobs.write(partial(self._store_now, self.id, answers), partial(self._stored, self._writing, answers),
                                    self.context.fail)

    def _store_now(self, id: str, answers: Answers) -> tuple[Changes, Answers]:
        changes = self._store(id, answers, self.seen)
        if id == self.id:
            self.seen = max(self.seen, changes.seen)
        return changes, dict(self._read(id))

    def _stored(self, writing: Writing | None, sent: Answers, answer: tuple[Changes, Answers]) -> None:
        changes, stored = answer
        here = writing is self._writing and writing is not None
        if here:
            self._saved(sent, stored)
        if writing is not None and not (here and self._collect()):
            writing.kept()
        if changes:
            self.context.changed(changes, self, quiet=True)

    def leave(self) -> None:
        """Write what was typed, let the record go."""
        writing = self._writing
        if writing is not None:
            if writing.dirty:
                self.context.autosave.keep(writing)
            self.commit()
            writing.close()
        self._writing, self.id = None, ""
        self._calm.stop()
