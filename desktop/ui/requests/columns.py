"""A column of the board: its head, its cards as a list one walks with arrows, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.forms.request_kinds import STATES
from desktop.services.request_values import RequestRow
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.paged_model import ID_ROLE, ROW_ROLE, Index
from desktop.ui.requests.card import CardDelegate, height_of, spoken, take_zone
from desktop.ui.widgets import PlainLabel, hbox, link, vbox

CARD = "application/x-pole-demande"
LEAST = 160
"""Width under which a card says nothing any more."""


class ColumnModel(QAbstractListModel):
    """The cards of one column."""

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.rows: tuple[RequestRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == ID_ROLE:
            return row.id
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        return spoken(row, self.today) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def set_rows(self, rows: Sequence[RequestRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def position(self, id: str) -> int:
        return next((at for at, row in enumerate(self.rows) if row.id == id), -1)


class ColumnView(QListView):
    """Up and down here, left and right to the columns beside, Entrée opens, P takes."""

    opened = Signal(str)
    taken = Signal(str)
    sideways = Signal(int)
    menu_asked = Signal(str, QPoint)
    entered = Signal()

    def __init__(self, model: ColumnModel, code: str) -> None:
        super().__init__()
        named(self, f"colonne_{code}", STATES[code].plural)
        self.cards = model
        self.setModel(model)
        self.setItemDelegate(CardDelegate(model.today, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setProperty("board", "true")
        self.setTabKeyNavigation(False)
        style.look().changed.connect(self.fit)
        self.activated.connect(self._activated)

    def fit(self) -> None:
        """As tall as its cards: the board scrolls, not its columns."""
        self.setFixedHeight(sum(height_of(row) for row in self.cards.rows) + 2)
        self.scheduleDelayedItemsLayout()

    def current_id(self) -> str:
        return str(self.currentIndex().data(ID_ROLE) or "")

    def select(self, position: int) -> None:
        """Put the current card somewhere; -1 lets it go."""
        if 0 <= position < len(self.cards.rows):
            self.setCurrentIndex(self.cards.index(position))
        else:
            self.selectionModel().clear()

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(str(index.data(ID_ROLE) or ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.sideways.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.opened.emit(self.current_id())
        elif key == Qt.Key.Key_P and plain and self.current_id():
            self.taken.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        current = self.currentIndex()
        if self.cards.rows and not (current.isValid() and self.selectionModel().isSelected(current)):
            self.select(max(current.row(), 0))
        self.entered.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW_ROLE) if index.isValid() else None
        super().mouseReleaseEvent(event)
        if isinstance(row, RequestRow) and row.free and event.button() == Qt.MouseButton.LeftButton \
                and take_zone(self.visualRect(index)).contains(event.position().toPoint()):
            self.taken.emit(row.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = index.data(ROW_ROLE) if index.isValid() else None
        over = isinstance(row, RequestRow) and row.free and take_zone(self.visualRect(index)).contains(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if by_keyboard else event.pos()
            self.menu_asked.emit(str(index.data(ID_ROLE) or ""), self.viewport().mapToGlobal(place))

    def startDrag(self, actions: Qt.DropAction) -> None:
        """The card follows the pointer; what it becomes is decided where it falls."""
        index = self.currentIndex()
        if not index.isValid():
            return
        data = QMimeData()
        data.setData(CARD, str(index.data(ID_ROLE)).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        rect = self.visualRect(index)
        drag.setPixmap(self.viewport().grab(rect))
        drag.setHotSpot(QPoint(rect.width() // 2, style.px(20)))
        drag.exec(Qt.DropAction.MoveAction)


class Column(QWidget):
    """``dropped(id, column)`` when a card of another column falls here; ``more_asked(column)`` for those not shown."""

    dropped = Signal(str, str)
    more_asked = Signal(str)

    def __init__(self, code: str, today: date) -> None:
        super().__init__()
        self.code = code
        self.setObjectName(f"volet_{code}")
        self.setAcceptDrops(True)
        self._over = False
        self.title = PlainLabel(STATES[code].plural, weight=style.MEDIUM)
        self.count = PlainLabel("", tone="soft")
        self.target = PlainLabel("", size=12.5, tone="soft", elide=True)
        self.target.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.view = ColumnView(ColumnModel(today), code)
        self.empty = PlainLabel("", size=13, tone="soft", wrap=True)
        self.more = link("", name=f"autres_{code}", clicked=self._more)
        head = hbox(None, self.title, self.count, self.target, None, margins=(4, 0, 4, 0), spacing=7)
        head.setStretch(2, 1000)
        vbox(self, head, 6, self.view, hbox(None, self.empty, margins=(4, 6, 4, 0)), hbox(None, self.more, None,
             margins=(4, 8, 0, 4)), None)

    def show_rows(self, rows: Sequence[RequestRow], total: int, empty: str, *, told: bool = True) -> None:
        """The first cards of the column, out of ``total``, said when it is nobody's figure."""
        self.view.cards.set_rows(rows)
        self.view.fit()
        self.view.setVisible(bool(rows))
        self.empty.setText(empty)
        self.empty.setVisible(not rows)
        self.count.setText(str(total) if told else "")
        left = total - len(rows)
        self.more.setVisible(left > 0)
        self.more.setText(plural(left, "autre") if told else "La suite")
        name = STATES[self.code].plural
        others = plural(left, "autre demande", "autres demandes") if told else "La suite"
        self.more.setAccessibleName(f"{others}, {name.lower()} : ouvrir la liste")
        self.view.setAccessibleName(f"{name}, {plural(total, 'demande')}" if told else name)

    def set_target(self, words: str) -> None:
        """A reminder chosen by the pôle, in grey: never law."""
        self.target.setText(words)

    def _more(self) -> None:
        self.more_asked.emit(self.code)

    # drops
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD):
            event.acceptProposedAction()
            self._mark(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(CARD):
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        id = bytes(event.mimeData().data(CARD).data()).decode("ascii", "replace")
        event.acceptProposedAction()
        if id and self.view.cards.position(id) < 0:
            self.dropped.emit(id, self.code)

    def _mark(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._over:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(style.color("accent"))
            painter.setBrush(style.color("accent_soft"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(LEAST), super().minimumSizeHint().height())
