"""Rectifier: the right value is written, the former one is erased from history; date and author stay. Asked, because final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.spec import Field, Form, Table, Text, Tick
from desktop.services.values import Student
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.editors import Combo, Editor, editor_for
from desktop.ui.records.room import capped
from desktop.ui.widgets import PlainLabel, button, first, hbox, link, scrolled, vbox

EXPLAINED = ("La bonne valeur est écrite, l’ancienne est effacée de l’historique et des prochains envois. "
             "La date et l’auteur restent. Cela ne s’annule pas.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that can be rectified."""

    label: str
    table: str
    id: str
    column: str
    field: Field
    value: Any
    line: str = ""


def student_cells(student: Student) -> list[Cell]:
    """The own columns of a pupil and of the guardians."""
    from desktop.ui.students.columns import guardian_title
    from desktop.ui.students.forms import GUARDIAN, IDENTITY

    cells = [Cell(f.label, "student", student.id, f.key, f, getattr(student, f.key) or None) for f in _fields(IDENTITY)]
    for guardian in student.guardians:
        title = guardian_title(guardian)
        cells += [Cell(f"{title} : {f.label}", "guardian", guardian.id, f.key, f, getattr(guardian, f.key) or None)
                  for f in _fields(GUARDIAN) if getattr(guardian, f.key)]
    return cells


def _fields(rows: Sequence[Sequence[Field | tuple[Field, int]]]) -> list[Field]:
    found = [item[0] if isinstance(item, tuple) else item for row in rows for item in row]
    return [field for field in found if not isinstance(field, Tick)]


def form_cells(table: str, id: str, form: Form, answers: dict[str, Any]) -> list[Cell]:
    """Written answers, and the written cells of tables."""
    cells = []
    for field in form.fields():
        value = answers.get(field.key)
        if isinstance(field, Table):
            for number, line in enumerate(value or [], 1):
                cells += [Cell(f"{field.label}, ligne {number}, {column.label}", table, id, column.key, column,
                               line.get(column.key), str(line.get("id", "")))
                          for column in field.columns if not column.is_empty(line.get(column.key))]
        elif not field.is_empty(value):
            cells.append(Cell(field.label, table, id, field.key, field, value))
    return cells


class RectifyPage(QWidget):
    """Choose the field, write the right value, confirm."""

    left = Signal()

    def __init__(self, context: Context, cells: Sequence[Cell], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "rectifier", "Rectifier un champ")
        self._context, self._cells = context, list(cells)
        self._editor: Editor | None = None
        content = QWidget()
        content.setMaximumWidth(style.px(720))
        self.combo = named(Combo(), "rectifier_champ", "Champ à rectifier")
        self.combo.addItems([cell.label for cell in self._cells])
        self.combo.currentIndexChanged.connect(self._show)
        self._room = vbox(None)
        self.confirm = first("Rectifier pour de bon", name="rectifier_faire", clicked=self._ask)
        self.cancel = button("Abandonner", name="rectifier_abandonner", clicked=self.left.emit)
        vbox(content, hbox(None, link("Retour", name="rectifier_retour", icon="arrow-left", clicked=self.left.emit), None),
             PlainLabel("Rectifier un champ", size=21, weight=style.MEDIUM), PlainLabel(EXPLAINED, tone="soft", wrap=True), 8,
             PlainLabel("Champ", size=12.5, tone="soft"), self.combo, 8, PlainLabel("Bonne valeur", size=12.5, tone="soft"),
             self._room, 12, hbox(None, self.confirm, self.cancel, None), None, margins=(24, 12, 24, 24), spacing=4)
        vbox(self, scrolled(capped(content), name="rectifier_defile"))
        self._show()

    def _show(self) -> None:
        if self._editor is not None:
            self._room.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
            self._editor = None
        cell = self._cell()
        if cell is not None:
            field = cell.field if not isinstance(cell.field, Text) else Text(cell.field.key, cell.field.label, lines=3)
            self._editor = editor_for(field)
            self._editor.set_value(cell.value)
            self._room.addWidget(self._editor)
        self.confirm.setEnabled(cell is not None)

    def _cell(self) -> Cell | None:
        index = self.combo.currentIndex()
        return self._cells[index] if 0 <= index < len(self._cells) else None

    def _ask(self) -> None:
        cell, editor = self._cell(), self._editor
        if cell is None or editor is None:
            return
        if messages.ask(self, f"Rectifier « {cell.label} » ?", EXPLAINED, yes="Rectifier pour de bon", danger=True):
            value = editor.value()
            if value is None and cell.table in ("student", "guardian"):
                value = ""
            work = partial(self._context.session.erasure.rectify, cell.table, cell.id, cell.column, value, cell.line)
            self._context.jobs.write(work, self._done, self._context.fail)

    def _done(self, changes: Changes) -> None:
        self._context.changed(Changes(touched=changes.touched, roots=changes.roots, seen=changes.seen), None)
        self._context.notices.tell("Rectifié : l’ancienne valeur est effacée.")
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
