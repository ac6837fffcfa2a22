"""A table of a form: one frame, borderless text boxes inside, lines added, moved and removed by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.forms.spec import Choice, Date, Field, Table, Time
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.editors import Editor, GrowingText, editor_for
from desktop.ui.widgets import HLine, PlainLabel, VLine, action, hbox, icon_button, link, pane, vbox

LEAST = 92
LEAST_OF: dict[type[Field], int] = {Date: 112, Time: 92, Choice: 112}
NUMBER_WIDTH, MENU_WIDTH = 30, 34
KEYS = "Ctrl+Entrée ajoute une ligne, Ctrl+Maj+Suppr la retire, Ctrl+Maj+Haut et Bas la déplacent."


def chain(before: QWidget, widgets: Sequence[QWidget]) -> None:
    """Put ``widgets`` right after ``before`` in the Tab order, in their own order."""
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget


class LineRow(QFrame):
    """One line: its number, its cells, its menu."""

    edited = Signal()

    def __init__(self, table: Table, position: int, cells: dict[str, Any], owner: TableEditor) -> None:
        super().__init__()
        self.line_id = cells.get("id")
        self.known = dict(cells)
        self.editors = [editor_for(column, cell=True) for column in table.columns]
        self._table = table
        self.number = PlainLabel("", size=13, tone="soft")
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.number.setContentsMargins(0, 9, 0, 0)
        self.menu_button = icon_button("ellipsis", "Ligne", name=f"ligne_menu_{table.key}",
                                       clicked=owner.open_line_menu)
        self._build()
        for editor, column in zip(self.editors, table.columns, strict=True):
            editor.set_value(cells.get(column.key))
            editor.changed.connect(self.edited)
            editor.focus_target().installEventFilter(owner)
        self.renumber(position)

    def _build(self) -> None:
        self.hair = HLine()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.number)
        for editor in self.editors:
            row.addWidget(VLine())
            row.addWidget(editor, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(VLine())
        row.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        vbox(self, self.hair, row)

    def renumber(self, position: int) -> None:
        """Names follow the place of the line."""
        self.number.setText(str(position + 1))
        self.hair.setVisible(position > 0)
        self.menu_button.setAccessibleName(f"Ligne {position + 1} : ajouter, déplacer, retirer")
        for editor in self.editors:
            editor.name_target(f"cellule_{self._table.key}_{position}_{editor.field.key}",
                               f"{editor.field.label}, ligne {position + 1}",
                               getattr(editor.field, "placeholder", "") or editor.field.help)

    def set_widths(self, number: int, widths: Sequence[int], menu: int) -> None:
        self.number.setFixedWidth(number)
        self.menu_button.setFixedWidth(menu)
        for editor, width in zip(self.editors, widths, strict=True):
            editor.setFixedWidth(width)

    def cells(self) -> dict[str, Any]:
        """The line as it is kept: its id, then its cells."""
        line: dict[str, Any] = {"id": self.line_id} if self.line_id else {}
        line.update({editor.field.key: editor.value() for editor in self.editors})
        return line

    def watch_words(self) -> None:
        for editor in self.editors:
            editor.watch_words()

    def is_empty(self) -> bool:
        return all(editor.field.is_empty(editor.value()) for editor in self.editors)

    def focusables(self) -> list[QWidget]:
        return [*(editor.focus_target() for editor in self.editors), self.menu_button]


class SideScroll(QScrollArea):
    """As tall as its content; scrolls sideways when the content cannot be narrower."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        self._content = content
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        return QSize(120, self._wanted())

    def fit(self) -> None:
        wanted = self._wanted()
        if wanted != self.height():
            self.setFixedHeight(wanted)

    def _wanted(self) -> int:
        content = self._content
        bar = self.horizontalScrollBar().sizeHint().height() if content.minimumSizeHint().width() > self.width() else 0
        return content.sizeHint().height() + bar


class TableEditor(Editor):
    """Lines of cells. ``value`` leaves out lines that were never written in."""

    def __init__(self, field: Table, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.table = field
        self.rows: list[LineRow] = []
        self._filling = False
        self._read_only = self._watched = False
        self._frame = QFrame()
        self._frame.setProperty("card", "frame")
        named(self._frame, f"table_{field.key}", field.label, KEYS)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._head_labels = [PlainLabel(column.label, size=13, tone="soft", elide=True) for column in field.columns]
        vbox(self._frame, self._build_head(), self._lines, margins=(1, 1, 1, 1))
        self.add_button = link(field.add, name=f"ajouter_{field.key}", icon="plus", clicked=self.add_line)
        self.add_button.setAccessibleDescription(KEYS)
        self._scroll = SideScroll(self._frame)
        named(self._scroll, f"defilement_{field.key}", field.label)
        vbox(self, self._scroll, hbox(None, self.add_button, None, margins=(0, 4, 0, 0)))
        self.set_value(None)

    def _build_head(self) -> QWidget:
        head = pane(QWidget(), "sunk")
        self._head_number = PlainLabel("")
        row = hbox(head, self._head_number, spacing=0)
        for label in self._head_labels:
            label.setContentsMargins(9, 4, 4, 4)
            row.addWidget(label)
        row.addStretch(1)
        head.setFixedHeight(style.px(28))
        return head

    # What FormView asks
    def value(self) -> Any:
        lines = [row.cells() for row in self.rows if row.line_id or not row.is_empty()]
        return lines or None

    def set_value(self, value: Any) -> None:
        self._filling = True
        self.blockSignals(True)
        lines = [dict(line) for line in value or []] or [{}]
        while len(self.rows) > len(lines):
            self._drop(len(self.rows) - 1)
        for position, line in enumerate(lines):
            if position < len(self.rows):
                self._refill(self.rows[position], line)
            else:
                self._insert(position, line)
        self.blockSignals(False)
        self._filling = False
        self._count()

    def adopt_ids(self, lines: Sequence[dict[str, Any]]) -> None:
        """After saving: new lines take the names the vault gave them."""
        written = [row for row in self.rows if row.line_id or not row.is_empty()]
        for row, line in zip(written, lines, strict=False):
            row.line_id = line.get("id") or row.line_id

    def focus_target(self) -> QWidget:
        return self.rows[0].editors[0].focus_target() if self.rows and self.rows[0].editors else self

    def focusables(self) -> list[QWidget]:
        return [*(widget for row in self.rows for widget in row.focusables()), self.add_button]

    def watch_words(self) -> None:
        """In the lines of now, and in those to come."""
        self._watched = True
        for row in self.rows:
            row.watch_words()

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        for row in self.rows:
            for editor in row.editors:
                editor.set_read_only(read_only)
            row.menu_button.setEnabled(not read_only)
        self.add_button.setEnabled(not read_only)

    def text_box(self) -> GrowingText | None:
        focus = self.focusWidget()
        return focus if isinstance(focus, GrowingText) else None

    # Lines
    def add_line(self) -> None:
        """A line at the end, ready to write in."""
        self.insert_line(len(self.rows))

    def insert_line(self, position: int, cells: dict[str, Any] | None = None) -> bool:
        """A new line at ``position``; ``False`` when the table is full."""
        if self._read_only or len(self.rows) >= self.table.most:
            announce(self, f"Ce tableau s’arrête à {self.table.most} lignes.")
            return False
        self._insert(position, dict(cells or {}))
        self._count()
        self.rows[position].editors[0].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Ligne {position + 1} ajoutée.")
        if cells:
            self.changed.emit()
        return True

    def take_line(self, cells: dict[str, Any]) -> bool:
        """Put ``cells`` (from a bank) in the first empty line, or in a new one."""
        for row in self.rows:
            if row.is_empty():
                self._refill(row, {"id": row.line_id, **cells})
                row.editors[0].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
                self.changed.emit()
                return True
        return self.insert_line(len(self.rows), cells)

    def remove_line(self, position: int) -> None:
        if self._read_only or not 0 <= position < len(self.rows):
            return
        self._drop(position)
        if not self.rows:
            self._insert(0, {})
        self._count()
        self.rows[min(position, len(self.rows) - 1)].editors[0].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Ligne {position + 1} retirée.")
        self.changed.emit()

    def move_line(self, position: int, step: int) -> None:
        other = position + step
        if self._read_only or not (0 <= position < len(self.rows) and 0 <= other < len(self.rows)):
            return
        row = self.rows.pop(position)
        self.rows.insert(other, row)
        self._lines.removeWidget(row)
        self._lines.insertWidget(other, row)
        self._count()
        announce(self, f"Ligne déplacée en {other + 1}.")
        self.changed.emit()

    def open_line_menu(self) -> None:
        """Add below, move, remove: for the line whose « … » was pressed."""
        pressed = self.sender()
        position = next((i for i, row in enumerate(self.rows) if row.menu_button in (pressed, self.focusWidget())),
                        len(self.rows) - 1)
        menu = QMenu(self)
        menu.setAccessibleName(f"Ligne {position + 1}")
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ajouter une ligne au-dessous", partial(self.insert_line, position + 1)),
            ("Monter", partial(self.move_line, position, -1)), ("Descendre", partial(self.move_line, position, 1)),
            ("Retirer la ligne", partial(self.remove_line, position)))
        for text, act in acts:
            menu.addAction(action(text, act, parent=menu))
        button = self.rows[position].menu_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        position = next((i for i, row in enumerate(self.rows)
                         if any(editor.focus_target() is watched for editor in row.editors)), -1)
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if position >= 0 and modifiers == Qt.KeyboardModifier.ControlModifier \
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insert_line(position + 1)
            return True
        if position >= 0 and modifiers == both and event.key() == Qt.Key.Key_Delete:
            self.remove_line(position)
            return True
        if position >= 0 and modifiers == both and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_line(position, -1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    # Inside
    def _insert(self, position: int, cells: dict[str, Any]) -> None:
        row = LineRow(self.table, position, cells, self)
        row.edited.connect(self._edited)
        if self._watched:
            row.watch_words()
        self.rows.insert(position, row)
        self._lines.insertWidget(position, row)
        before = self.rows[position - 1].menu_button if position else None
        if before is not None:
            chain(before, row.focusables())
        QWidget.setTabOrder(self.rows[-1].menu_button, self.add_button)

    def _drop(self, position: int) -> None:
        row = self.rows.pop(position)
        self._lines.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _refill(self, row: LineRow, line: dict[str, Any]) -> None:
        row.line_id = line.get("id")
        for editor in row.editors:
            if editor.value() != line.get(editor.field.key):
                editor.set_value(line.get(editor.field.key))

    def _count(self) -> None:
        for position, row in enumerate(self.rows):
            row.renumber(position)
        self.add_button.setVisible(len(self.rows) < self.table.most)
        self._spread()

    def _edited(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _spread(self) -> None:
        """Share the width between the columns by their weights, none under what can be read."""
        number, menu = style.px(NUMBER_WIDTH), style.px(MENU_WIDTH)
        weights = self.table.widths or (1,) * len(self.table.columns)
        room = self.width() - number - menu - len(weights) - 6
        least = [style.px(LEAST_OF.get(type(column), LEAST)) for column in self.table.columns]
        widths = [max(room * weight // sum(weights), floor) for weight, floor in zip(weights, least, strict=True)]
        over = sum(widths) - room
        for _ in range(3):
            wide = [i for i, width in enumerate(widths) if width > least[i]]
            if over <= 0 or not wide:
                break
            for i in wide:
                widths[i] = max(widths[i] - -(-over // len(wide)), least[i])
            over = sum(widths) - room
        self._head_number.setFixedWidth(number)
        for label, width in zip(self._head_labels, widths, strict=True):
            label.setFixedWidth(width + 1)
        for row in self.rows:
            row.set_widths(number, widths, menu)
        self._scroll.fit()
