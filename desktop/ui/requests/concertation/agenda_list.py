"""The situations of the meeting, at left: a mark, a name, where, the time spent. Up and down move between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.services.request_values import Situation
from desktop.ui import icons, style
from desktop.ui.accessible import named
from desktop.ui.list_view import left_text, right_text
from desktop.ui.requests.concertation.timer import short_words

ROW = 44
STATES = {"done": "décision notée", "postponed": "reportée", "": "à venir"}
MARKS = {"done": "done", "postponed": "waiting"}
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class AgendaModel(QAbstractListModel):
    """The agenda, with the one on screen marked as running."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Situation, ...] = ()
        self.current = ""

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(row)
        return None

    def mark(self, row: Situation) -> str:
        if row.id == self.current and row.state != "done":
            return "running"
        return MARKS.get(row.state, "planned")

    def words(self, row: Situation) -> str:
        """The whole line, for a screen reader."""
        state = "à l’écran" if row.id == self.current and not row.state else STATES.get(row.state, "")
        return ", ".join(part for part in (row.title, row.second, state, short_words(row.seconds)) if part)

    def set_rows(self, rows: Sequence[Situation], current: str) -> None:
        same = [row.id for row in rows] == [row.id for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self.current = tuple(rows), current
        if not same:
            self.endResetModel()
        elif self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))


class AgendaDelegate(QStyledItemDelegate):
    """44 px: name over place, the mark at left, the time at right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(style.px(160), style.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, model = index.data(Qt.ItemDataRole.UserRole), index.model()
        if not isinstance(row, Situation) or not isinstance(model, AgendaModel):
            return
        rect: QRect = option.rect
        painter.save()
        here = row.id == model.current
        if here:
            painter.fillRect(rect, style.color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), style.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, style.color("hover"))
        size = style.px(12)
        icons.draw_mark(painter, QPointF(rect.left() + style.px(23), rect.top() + style.px(15)), model.mark(row), size)
        left, right = rect.left() + style.px(38), rect.right() - style.px(14)
        soft = style.color("ink_soft")
        time = right_text(painter, right, rect.top() + style.px(19), short_words(row.seconds), style.font(12.5), soft)
        ink = style.color("ink_soft" if row.state and not here else "ink")
        left_text(painter, left, right - time - 8, rect.top() + style.px(19), row.title,
                  style.font(14, style.BOLD if here else style.MEDIUM), ink)
        left_text(painter, left, right, rect.top() + style.px(36), row.second, style.font(12.5), soft)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 4, 4)
        painter.restore()


class AgendaList(QListView):
    """``picked(id)`` when the current row changes; ``entered`` on Entrée: to the decision."""

    picked = Signal(str)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_ordre", "Situations de la réunion")
        self.agenda = AgendaModel(self)
        self.setModel(self.agenda)
        self.setItemDelegate(AgendaDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setViewportMargins(0, 8, 0, 8)
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._entered)
        style.look().changed.connect(self._restyle)

    def show_rows(self, rows: Sequence[Situation], current: str) -> None:
        """Draw the agenda, the row of ``current`` chosen, without asking for it again."""
        self._quiet = True
        self.agenda.set_rows(rows, current)
        for number, row in enumerate(self.agenda.rows):
            if row.id == current and self.currentIndex().row() != number:
                self.setCurrentIndex(self.agenda.index(number))
        self._quiet = False

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = now.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, Situation) and not self._quiet:
            self.picked.emit(row.id)

    def _entered(self, _index: QModelIndex) -> None:
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits are for the decision, not for finding a name."""
        if event.text().strip() and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
