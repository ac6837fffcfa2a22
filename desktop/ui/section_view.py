"""One section of a form on screen: a title that folds, a mark, a one-line summary, and its questions once they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.forms.spec import Date, Field, Number, Section, Table, Text, Tick, Time
from desktop.ui import icons, style
from desktop.ui.accessible import announce
from desktop.ui.editors import Editor, TextEditor, editor_for
from desktop.ui.flow import FlowLayout
from desktop.ui.table_editor import TableEditor, chain
from desktop.ui.widgets import HLine, MarkLabel, PlainLabel, hbox, vbox

SMALL = (Date, Time, Number)
SHORT, BRIEF, HELPED = 170, 110, 250
"""Widths on a row: a short text, a very short one, a small field with its help under it."""


def section_mark(section: Section, state: str) -> str:
    """The mark of a section: done, half, to complete, or planned when nobody expects it."""
    if state == "complete":
        return "done"
    if state == "partial":
        return "running"
    return "planned" if section.optional else "incomplete"


def is_short(field: Field) -> bool:
    return isinstance(field, SMALL) or (isinstance(field, Text) and field.lines == 1)


def rows_of(fields: Sequence[Field]) -> list[list[Field]]:
    """Short answers that follow each other share a row, when one of them is a date, an hour or a number."""
    groups: list[list[Field]] = []
    for field in fields:
        if groups and is_short(field) and all(is_short(one) for one in groups[-1]):
            groups[-1].append(field)
        else:
            groups.append([field])
    return [part for group in groups
            for part in ([group] if any(isinstance(f, SMALL) for f in group) else [[f] for f in group])]


class SectionView(QFrame):
    """A title one can fold, a mark, and the questions under it once they are reached."""

    changed = Signal(str, object)
    toggled = Signal()

    def __init__(self, section: Section, answers: dict[str, Any], *, folded: bool, size: float = 14,
                 watched: bool = False) -> None:
        super().__init__()
        self.section, self._answers, self.folded = section, answers, folded
        self._size, self._watched = size, watched
        self.setObjectName(f"section_{section.code}")
        self.editors: dict[str, Editor] = {}
        self._body: QWidget | None = None
        self._read_only = False
        self.title = QPushButton(f"\u2009{section.title}")
        self.title.setProperty("kind", "fold")
        self.title.setFont(style.font(16, style.MEDIUM))
        self.title.setAutoDefault(False)
        self.title.setObjectName(f"replier_{section.code}")
        self.mark = MarkLabel("none")
        help = PlainLabel(section.help, size=13, tone="soft", elide=True)
        help.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.summary = PlainLabel("", size=13.5, tone="soft", elide=True)
        self.summary.setContentsMargins(style.px(24), 0, 0, 4)
        self._room = QVBoxLayout()
        self._room.setContentsMargins(0, 6, 0, 6)
        self._waiting = QWidget()
        self._waiting.setFixedHeight(self._guess())
        self._room.addWidget(self._waiting)
        vbox(self, hbox(None, self.title, self.mark, help, spacing=8), self.summary, self._room, 8, HLine(), spacing=0)
        self.title.clicked.connect(self.toggle)
        style.look().changed.connect(self._restyle)
        self._show()

    def _guess(self) -> int:
        return sum(style.px(110) if isinstance(f, Table) else style.px(64) for f in self.section.fields)

    def built(self) -> bool:
        return self._body is not None

    def build(self) -> None:
        """Make the questions."""
        if self._body is not None:
            return
        self._body = QWidget(self)
        column = vbox(self._body, spacing=14)
        for group in rows_of(self.section.fields):
            if len(group) == 1 and not isinstance(group[0], SMALL):
                column.addWidget(self._block(group[0]))
                continue
            row = FlowLayout(spacing=16, grow=True)
            for field in group:
                row.addWidget(self._block(field, short=True))
            column.addLayout(row)
        self._room.replaceWidget(self._waiting, self._body)
        self._waiting.deleteLater()
        chain(self.title, self.focusables())
        self._body.setVisible(not self.folded)

    def _block(self, field: Field, *, short: bool = False) -> QWidget:
        editor = editor_for(field, size=14 if short else self._size)
        editor.set_value(self._answers.get(field.key))
        editor.set_read_only(self._read_only) if self._read_only else None
        editor.changed.connect(self._edited)
        if self._watched:
            editor.watch_words()
        self.editors[field.key] = editor
        block = QWidget()
        column = vbox(block, spacing=4)
        alone = len(self.section.fields) == 1
        if not isinstance(field, Tick) and not (alone and isinstance(field, Text | Table)):
            label = PlainLabel(field.label, size=13, tone="soft")
            label.setBuddy(editor.focus_target())
            column.addWidget(label)
        column.addWidget(editor)
        if self._helps(field):
            column.insertWidget(column.count() - (0 if short else 1), PlainLabel(field.help, size=12.5, tone="faint", wrap=True))
        if short:
            self._shorten(block, field, editor)
        return block

    def _helps(self, field: Field) -> bool:
        """Whether the question's own help says more than its section's."""
        said = self.section.help.casefold()
        return bool(field.help) and not (said and field.help.casefold().startswith(said))

    def _shorten(self, block: QWidget, field: Field, editor: Editor) -> None:
        """On a row with others: small fields as they are, a short text takes the room left."""
        if isinstance(editor, TextEditor):
            editor.tighten()
            brief = isinstance(field, Text) and 0 < len(field.placeholder) <= 10
            block.setMinimumWidth(style.px(BRIEF if brief else SHORT))
            grows = QSizePolicy.Policy.Fixed if brief else QSizePolicy.Policy.Expanding
            block.setSizePolicy(grows, QSizePolicy.Policy.Preferred)
        else:
            block.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            if self._helps(field):
                block.setFixedWidth(style.px(HELPED))

    def focusables(self) -> list[QWidget]:
        found: list[QWidget] = []
        for editor in self.editors.values():
            if isinstance(editor, TableEditor):
                found += editor.focusables()
            elif hasattr(editor, "chips"):
                found += editor.chips
            else:
                found.append(editor.focus_target())
        return found

    def toggle(self) -> None:
        self.set_folded(not self.folded)
        announce(self, f"{self.section.title} {'replié' if self.folded else 'déplié'}")

    def set_folded(self, folded: bool) -> None:
        if folded == self.folded:
            return
        self.folded = folded
        if not folded:
            self.build()
        self._show()
        self.toggled.emit()

    def _show(self) -> None:
        icons.set_icon(self.title, "chevron-right" if self.folded else "chevron-down", "ink_soft", 16)
        for at in range(self._room.count()):
            item = self._room.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(not self.folded)
        self.tell_state()

    def tell_state(self) -> None:
        """Mark, summary and spoken name follow the answers."""
        mark = section_mark(self.section, self.section.state(self._answers))
        self.mark.set_mark(mark)
        shown = [field.display(self._answers.get(field.key)).replace("\n", " · ") for field in self.section.fields
                 if not field.is_empty(self._answers.get(field.key))]
        self.summary.setText(" · ".join(text for text in shown if text) or "Rien d’écrit")
        self.summary.setVisible(self.folded)
        self.title.setAccessibleName(
            f"{self.section.title}, {icons.mark_words(mark)}, {'replié' if self.folded else 'déplié'}")

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        for editor in self.editors.values():
            editor.set_read_only(read_only)

    def refill(self) -> None:
        """Show the answers again, but what has the keyboard."""
        focus = QApplication.focusWidget()
        for key, editor in self.editors.items():
            holds = focus is not None and (editor is focus or editor.isAncestorOf(focus))
            if not holds and editor.value() != self._answers.get(key):
                editor.set_value(self._answers.get(key))
        self.tell_state()

    def _edited(self) -> None:
        editor = self.sender()
        if isinstance(editor, Editor):
            value = editor.value()
            self._answers[editor.field.key] = value
            self.tell_state()
            self.changed.emit(editor.field.key, value)

    def _restyle(self) -> None:
        self.title.setFont(style.font(16, style.MEDIUM))
