"""A page where a few fields are edited: kept as a draft every 3 s, saved by its button or by leaving, undone from the notice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.ui import page_keys, style
from desktop.ui.accessible import announce, named
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.records.fields import Fields, Row
from desktop.ui.records.room import capped
from desktop.ui.widgets import PlainLabel, button, first, hbox, link, scrolled, vbox

COLUMN = 720


class EditPage(QWidget):
    """``open(table, id, values, seen)`` then ``saved(changes)`` or ``left``. A subclass says what saving is."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, context: Context, rows: Sequence[Row], *, name: str, title: str, save_text: str = "Enregistrer",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, title)
        self.context = context
        self._name = name
        self._writing: Writing | None = None
        self.table, self.id, self.student_id, self.seen = "", "", "", 0
        self._busy = False
        self.title = PlainLabel(title, size=21, weight=style.MEDIUM, elide=True)
        self.fields = Fields(rows, name=f"{name}_champs")
        self.fields.changed.connect(self._typed)
        self.fields.submitted.connect(self.save)
        self.save_button = first(save_text, name=f"{name}_enregistrer", clicked=self.save)
        self.cancel_button = button("Abandonner", name=f"{name}_abandonner", clicked=self.discard)
        self.back_button = link("Retour", name=f"{name}_retour", icon="arrow-left", clicked=self.leave)
        content = QWidget()
        content.setMaximumWidth(style.px(COLUMN) + 48)
        self.column = vbox(content, hbox(None, self.back_button, None), self.title, 8, *self.above(), self.fields, *self.below(),
                           12, hbox(None, self.save_button, self.cancel_button, None), None, margins=(24, 12, 24, 24), spacing=8)
        vbox(self, scrolled(capped(content), name=f"{name}_defile"))

    # what a subclass says
    def above(self) -> Sequence[QWidget]:
        """What comes before the fields."""
        return ()

    def below(self) -> Sequence[QWidget]:
        """What comes after the fields."""
        return ()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        """The act that saves ``changed``."""
        raise RuntimeError("an edit page says how it saves")

    # use
    def open(self, table: str, id: str, values: dict[str, Any], seen: int = 0, *, student_id: str = "", title: str = "") -> None:
        """Show a record; what was left in a draft comes back over it."""
        self.close_writing()
        self.table, self.id, self.student_id, self.seen = table, id, student_id, seen
        self.fields.fill(values)
        self._writing = self.context.autosave.open(table, id, collect=self.fields.changes, student_id=student_id,
                                                   title=title or self.title.whole_text(), seen=self._seen, commit=self.commit)
        drafts = self.context.session.drafts
        self.context.jobs.read(lambda: drafts.get(table, id), self._draft, self.context.fail, key=(self, "draft"))
        self.fields.focus_first()

    def _draft(self, draft: Any) -> None:
        if draft is not None and draft.id == self.id and draft.values:
            self.fields.put(draft.values)
            announce(self, "Un brouillon a été repris.")

    def _seen(self) -> int:
        return self.seen

    def _typed(self) -> None:
        if self._writing is not None:
            self._writing.touch()

    def dirty(self) -> bool:
        return self._writing is not None and bool(self.fields.changes())

    def commit(self) -> None:
        """Called before printing, locking, closing: what is typed is written when it can be, else its draft stays."""
        if self.dirty() and not self._busy:
            self._write(self._kept_aside, self._quiet)

    def save(self) -> None:
        """« Enregistrer », Ctrl+Entrée."""
        if self._busy:
            return
        if self.dirty():
            self._write(self._saved, self._refused)
        else:
            self.close_writing()
            self.left.emit()

    def _write(self, then: Callable[[Changes], None], fail: Callable[[BaseException], None]) -> None:
        self._busy = True
        self.context.jobs.write(self.write(self.fields.changes()), then, fail)

    def _saved(self, changes: Changes) -> None:
        self._busy = False
        self._kept(changes)
        self.close_writing()
        self.saved.emit(changes)

    def _kept_aside(self, changes: Changes) -> None:
        self._busy = False
        self._kept(changes)

    def _kept(self, changes: Changes) -> None:
        if self._writing is not None:
            self._writing.kept()
        self.fields.fill(self.fields.values())
        self.seen = max(self.seen, changes.seen)
        self.context.changed(changes, self)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        column = error.column if isinstance(error, PoleError) else None
        if column and self.fields.show_error(column, str(error)):
            announce(self, str(error), urgent=True)
        else:
            self.context.fail(error)

    def _quiet(self, error: BaseException) -> None:
        self._busy = False

    def discard(self) -> None:
        """« Abandonner » : what was typed here goes, draft included."""
        if self._writing is not None:
            self._writing.kept()
        self.close_writing()
        self.left.emit()

    def leave(self) -> None:
        """Échap, « Retour » : what was typed is saved."""
        self.save()

    def close_writing(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            writing.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.act(event, self.save, self.leave):
            super().keyPressEvent(event)
