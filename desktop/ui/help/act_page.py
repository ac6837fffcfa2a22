"""A page for one act on a help: made by its button only, kept as a draft meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.errors import InputError
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.fields import Row


class ActPage(EditPage):
    """Nothing is written by leaving it: « Abandonner » and « Retour » keep nothing but the draft."""

    def __init__(self, context: Context, rows: Sequence[Row], *, name: str, title: str, save_text: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(context, rows, name=name, title=title, save_text=save_text, parent=parent)

    def begin(self, id: str, given: Mapping[str, Any], *, student_id: str = "", seen: int = 0) -> None:
        """Show what is proposed, as if typed."""
        self.open(f"aide-{self._name}", id, {}, seen, student_id=student_id)
        self.fields.put(given)

    def commit(self) -> None:
        """A page of acts is done by its button only."""

    def dirty(self) -> bool:
        return self._writing is not None

    def leave(self) -> None:
        self.close_writing()
        self.left.emit()

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, InputError) and error.column and error.column not in self.fields.errors:
            self._busy = False
            announce(self, str(error), urgent=True)
            self.context.fail(error)
            return
        super()._refused(error)
