"""The list one reads without opening: two lines a row drawn by baselines, a count said, a selection that stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.texts import plural
from desktop.ui import icons, style
from desktop.ui.accessible import announce, named
from desktop.ui.jobs import Jobs
from desktop.ui.paged_model import ID_ROLE, LINE_ROLE, WAITING, Index, Line, PagedModel, Source

ROW = 52
TONES = {"bad": "bad", "warn": "warn", "accent": "accent", "good": "good"}


class RowDelegate(QStyledItemDelegate):
    """Paints a ``Line`` in 52 px, baselines at 22 and 42."""

    def __init__(self, parent: QWidget | None = None, *, height: int = ROW, left: int = 20, right: int = 18) -> None:
        super().__init__(parent)
        self.height, self.left, self.right = height, left, right

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(style.px(200), style.px(self.height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        line = index.data(LINE_ROLE) or WAITING
        painter.save()
        self._ground(painter, option, rect)
        self._words(painter, rect, line)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, style.color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), style.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, style.color("hover"))
        hair = QRect(rect.left() + self.left, rect.bottom(), rect.width() - self.left, 1)
        painter.fillRect(hair, style.color("hair"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 4, 4)

    def _words(self, painter: QPainter, rect: QRect, line: Line) -> None:
        top, left = rect.top(), rect.left() + self.left
        right = rect.right() - self.right
        ink = style.color("ink_faint" if line.faint else "ink")
        width = right_text(painter, right, top + style.px(22), line.right, style.font(13, style.MEDIUM), ink)
        left_text(painter, left, right - width - 8, top + style.px(22), line.title, style.font(14, style.BOLD), ink)
        soft = style.color("ink_soft")
        most = rect.width() * 2 // 5
        width = right_text(painter, right, top + style.px(42), line.right_soft, style.font(13), soft, most)
        if line.mark not in ("", "none"):
            size = style.px(12)
            icons.draw_mark(painter, QPointF(left + size / 2, top + style.px(42) - style.px(4.6)), line.mark, size)
            left += size + style.px(5)
        tone = style.color(TONES[line.tone]) if line.tone in TONES else soft
        left_text(painter, left, right - width - 8, top + style.px(42), line.meaning, style.font(13), tone)


def elided(font: QFont, text: str, width: int) -> str:
    """``text`` on one line, ended by « … » when it does not fit."""
    return QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, max(width, 10))


def left_text(painter: QPainter, left: int, right: int, foot: int, text: str, font: QFont, ink: QColor) -> None:
    """Draw from ``left``, never beyond ``right``, standing on ``foot``."""
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPoint(left, foot), elided(font, text, right - left))


def right_text(painter: QPainter, right: int, foot: int, text: str, font: QFont, ink: QColor, most: int = 10_000) -> int:
    """Draw up to ``right``, standing on ``foot``; gives the width taken."""
    if not text:
        return 0
    shown = elided(font, text, most)
    width = QFontMetrics(font).horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPoint(right - width, foot), shown)
    return width


class ListView(QListView):
    """A paged list. ``opened(id)`` when the current row changes, ``entered_row(id)`` on Entrée or double click."""

    opened = Signal(str)
    entered_row = Signal(str)
    menu_asked = Signal(str, QPoint)
    counted = Signal(int)

    def __init__(self, jobs: Jobs, describe: Callable[[Any], Line], *, name: str, accessible: str, one: str = "ligne",
                 many: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self._one, self._many = one, many
        self._wanted_id = ""
        self._wanted_number = -1
        self._empty: QWidget | None = None
        self._announce = False
        self.paged = PagedModel(jobs, describe, parent=self)
        self.setModel(self.paged)
        self.setItemDelegate(RowDelegate(self))
        self._dress()
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.activated.connect(self._activated)
        self.paged.loaded.connect(self._loaded)
        self.paged.modelReset.connect(self._restore)
        self.paged.rowsInserted.connect(self._restore)
        self.paged.dataChanged.connect(self._restore_late)
        style.look().changed.connect(self._restyle)

    def _dress(self) -> None:
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.verticalScrollBar().setSingleStep(style.px(ROW) // 2)

    def load(self, source: Source, *, announce_count: bool = False) -> None:
        """Ask a new question; ``announce_count`` says how many were found (after a search)."""
        self._announce = announce_count
        self.paged.load(source)

    def refresh(self) -> None:
        """Ask the same question again; selection and place stay."""
        self.paged.refresh()

    def set_empty(self, widget: QWidget) -> None:
        """What to show when there is no row at all."""
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        widget.setVisible(self.paged.complete() and self.paged.total() == 0)
        self._place_empty()

    def current_id(self) -> str:
        """The record under the current row, or nothing."""
        return str(self.currentIndex().data(ID_ROLE) or "")

    def waits(self) -> bool:
        """Whether a record was asked for: its row may still be on its way, and no other is to be opened instead."""
        return bool(self._wanted_id)

    def current_row(self) -> Any:
        """The value of the current row, or ``None``."""
        return self.paged.row_at(self.currentIndex().row())

    def selected_numbers(self) -> list[int]:
        """The numbers of the selected rows, in the order of the list, read or not."""
        return [self.paged.number_at(i.row()) for i in sorted(self.selectedIndexes(), key=QModelIndex.row)]

    def select_id(self, id: str, *, number: int = -1) -> None:
        """Put the current row on a record, now or when its page arrives (``number`` finds it anywhere)."""
        self._wanted_id, self._wanted_number = id, number
        self._restore()
        if self.current_id() != id:
            self.selectionModel().clear()

    def _loaded(self, total: int) -> None:
        if self._empty is not None:
            self._empty.setVisible(total == 0)
            self._place_empty()
        if self._announce:
            announce(self, plural(total, self._one, self._many or None) if total else f"Aucun résultat : 0 {self._one}")
            self._announce = False
        self._restore()
        self.counted.emit(total)

    def _current_changed(self, current: Index, _previous: Index) -> None:
        number = self.paged.number_at(current.row())
        id = str(current.data(ID_ROLE) or "")
        if current.isValid() and number != self._wanted_number:
            self._wanted_number, self._wanted_id = number, id
            if id:
                self.opened.emit(id)

    def _activated(self, index: QModelIndex) -> None:
        id = str(index.data(ID_ROLE) or "")
        if id:
            self.entered_row.emit(id)

    def _restore(self) -> None:
        """Put the current row back on the record it was on."""
        position = self.paged.row_of(self._wanted_number) if self._wanted_number >= 0 else -1
        if position < 0 and self._wanted_id:
            position = self.paged.position_of_id(self._wanted_id)
        if position < 0 or position == self.currentIndex().row():
            return
        self._wanted_number = self.paged.number_at(position)
        index = self.paged.index(position)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def _restore_late(self) -> None:
        """A page arrived: the record waited for may be in it, or the current row was still unread."""
        self._restore()
        id = self.current_id()
        if id and not self._wanted_id and self.paged.number_at(self.currentIndex().row()) == self._wanted_number:
            self._wanted_id = id
            self.opened.emit(id)

    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._activated(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.isValid():
            where = self.visualRect(index).center() if by_keyboard else event.pos()
            self.menu_asked.emit(str(index.data(ID_ROLE) or ""), self.viewport().mapToGlobal(where))
