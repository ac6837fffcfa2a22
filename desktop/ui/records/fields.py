"""A few named fields in rows, label above, for what is edited by hand: identity, a guardian, a place in a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from desktop.forms.spec import Field, Text, Tick
from desktop.ui import style
from desktop.ui.editors import Editor, editor_for
from desktop.ui.widgets import PlainLabel, hbox, vbox

Row = Sequence[Field | tuple[Field, int]]
STACKED_UNDER = 460


class LineEditor(Editor):
    """A text of one line: a name, a phone, a town."""

    submitted = Signal()

    def __init__(self, field: Text, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._kept: str | None = None
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(field.placeholder)
        vbox(self, self.edit)
        self.edit.textEdited.connect(self._edited)
        self.edit.returnPressed.connect(self.submitted)
        self.name_target(f"champ_{field.key}", field.label, field.help or field.placeholder)

    def value(self) -> Any:
        return self._kept

    def set_value(self, value: Any) -> None:
        self._kept = value or None
        self.edit.setText(str(value or ""))
        self.edit.setCursorPosition(0)

    def focus_target(self) -> QWidget:
        return self.edit

    def watch_words(self) -> None:
        from desktop.ui.wording import watch_line

        watch_line(self.edit)

    def set_read_only(self, read_only: bool) -> None:
        self.edit.setReadOnly(read_only)

    def _edited(self, text: str) -> None:
        self._kept = text or None
        self.changed.emit()


class Fields(QWidget):
    """``Fields(rows)``: a row holds fields, or ``(field, stretch)``. Only what differs from what was shown is given back."""

    changed = Signal()
    submitted = Signal()
    """Entrée in a line."""

    def __init__(self, rows: Sequence[Row], *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.editors: dict[str, Editor] = {}
        self.errors: dict[str, PlainLabel] = {}
        self._lines: list[QBoxLayout] = []
        self._shown: dict[str, Any] = {}
        column = vbox(self, spacing=12)
        for row in rows:
            line = hbox(None, spacing=12)
            for item in row:
                field, stretch = item if isinstance(item, tuple) else (item, 1)
                line.addWidget(self._cell(field), stretch)
            self._lines.append(line)
            column.addLayout(line)

    def _cell(self, field: Field) -> QWidget:
        cell = QWidget()
        editor = LineEditor(field) if isinstance(field, Text) and field.lines == 1 else editor_for(field)
        if isinstance(editor, LineEditor):
            editor.submitted.connect(self.submitted)
        editor.changed.connect(self._edited)
        self.editors[field.key] = editor
        box = vbox(cell, spacing=4)
        if not isinstance(field, Tick):
            label = PlainLabel(field.label, size=12.5, tone="soft")
            label.setBuddy(editor.focus_target())
            box.addWidget(label)
        box.addWidget(editor)
        if field.help:
            help_label = PlainLabel(field.help, size=12.5, tone="soft", wrap=True)
            box.addWidget(help_label)
        error = PlainLabel("", size=12.5, tone="bad", wrap=True)
        error.hide()
        self.errors[field.key] = error
        box.addWidget(error)
        box.addStretch(1)
        return cell

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show values; nothing counts as changed."""
        for key, editor in self.editors.items():
            editor.set_value(values.get(key) or None)
        self._shown = self.values()
        self.clear_errors()

    def values(self) -> dict[str, Any]:
        """Every field, ``""`` when empty, as columns take them."""
        return {key: ("" if editor.value() is None else editor.value()) for key, editor in self.editors.items()}

    def changes(self) -> dict[str, Any]:
        """What differs from what was shown."""
        return {key: value for key, value in self.values().items() if value != self._shown.get(key)}

    def put(self, values: Mapping[str, Any]) -> None:
        """Show values over those read, as if just typed: a draft that comes back."""
        for key, value in values.items():
            if key in self.editors:
                self.editors[key].set_value(value or None)

    def show_error(self, key: str, sentence: str) -> bool:
        """A sentence under the field it is about; ``False`` when the field is not here."""
        if key not in self.errors:
            return False
        self.errors[key].setText(sentence)
        self.errors[key].show()
        self.editors[key].focus_target().setFocus()
        self.editors[key].focus_target().setAccessibleDescription(sentence)
        return True

    def clear_errors(self) -> None:
        for error in self.errors.values():
            error.hide()

    def focus_first(self) -> None:
        next(iter(self.editors.values())).focus_target().setFocus()

    def _edited(self) -> None:
        self.clear_errors()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < style.px(STACKED_UNDER)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        for line in self._lines:
            if line.direction() != wanted:
                line.setDirection(wanted)
