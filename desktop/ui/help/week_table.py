"""The week on screen: arrows from slot to slot, Entrée to change one, N for a new one, Suppr to take one away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.services.request_values import SlotValue
from desktop.texts import WEEKDAYS
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.help.week import QUARTER, Block, Week, week
from desktop.ui.list_view import elided
from desktop.ui.paged_model import Index
from desktop.ui.records.lines import hour

LEAST_QUARTER, MOST_QUARTER = 13, 20
"""Height of a quarter of an hour: the whole day is seen where there is room for it."""
KEYS = "Flèches pour aller d’un horaire à l’autre, Entrée pour le modifier, N pour un nouveau, Suppr pour l’enlever."


class SlotDelegate(QStyledItemDelegate):
    """A free quarter is a hairline at the hour; a block is one tinted card a slot, side by side."""

    def __init__(self, table: WeekTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        shown = self._table.week
        block = shown.block(index.column(), index.row())
        painter.save()
        if block is None:
            at = shown.start + index.row() * QUARTER
            if at % 60 == 0:
                painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), style.color("hair"))
        else:
            self._block(painter, rect, block)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = rect if block is not None else QRect(rect.left(), rect.top(), rect.width(), rect.height() * 2)
            painter.drawRoundedRect(QRectF(ring).adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()

    def _block(self, painter: QPainter, rect: QRect, block: Block) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = rect.width() / len(block.slots)
        for position, slot in enumerate(block.slots):
            card = QRectF(rect.left() + position * width + 3, rect.top() + 2, width - 6, rect.height() - 4)
            painter.setPen(QPen(style.color("accent"), 1))
            painter.setBrush(style.color("accent_soft"))
            painter.drawRoundedRect(card, 5, 5)
            self._words(painter, card, slot)

    def _words(self, painter: QPainter, card: QRectF, slot: SlotValue) -> None:
        left, right = int(card.left()) + style.px(7), int(card.right()) - style.px(5)
        foot, step = int(card.top()) + style.px(14), style.px(15)
        times = f"{hour(slot.begins)} – {hour(slot.ends)}"
        lines: list[tuple[str, QFont, QColor]] = [(slot.label or "Sans titre", style.font(13, style.MEDIUM), style.color("ink")),
                                                  (times, style.font(12), style.color("ink_soft"))]
        where = " · ".join(part for part in (slot.place, slot.school, slot.period) if part)
        if where:
            lines.append((where, style.font(12), style.color("ink_soft")))
        if card.height() < style.px(33):
            lines = [(f"{lines[0][0]} · {times}", lines[0][1], lines[0][2])]
            foot = int(card.center().y()) + QFontMetrics(lines[0][1]).capHeight() // 2
        for text, font, ink in lines:
            if foot > card.bottom() - 2:
                break
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(left, foot, elided(font, text, right - left))
            foot += step

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, style.px(LEAST_QUARTER))


class Hours(QHeaderView):
    """« 8 h » at its line, written over the quarters below it."""

    def __init__(self, table: WeekTable) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table

    def sizeHint(self) -> QSize:
        return QSize(style.px(52), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), style.color("sunk"))
        painter.setFont(style.font(12))
        shown = self._table.week
        for row in range(shown.rows):
            at = shown.start + row * QUARTER
            if at % 60 == 0:
                top = self.sectionViewportPosition(row)
                painter.fillRect(QRect(0, top, self.width(), 1), style.color("hair"))
                painter.setPen(style.color("ink_soft"))
                painter.drawText(QRect(0, top + 2, self.width() - style.px(6), style.px(18)), Qt.AlignmentFlag.AlignRight,
                                 hour(shown.at(row)))


class WeekTable(QTableWidget):
    """``slot_asked(slots)`` on a block, ``free_asked(weekday, hour)`` on a free place, ``remove_asked(slots)``."""

    slot_asked = Signal(object)
    free_asked = Signal(int, str)
    remove_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "semaine", "Emploi du temps de la semaine", KEYS)
        self.week: Week = week(())
        self.setProperty("frame", True)
        self.setItemDelegate(SlotDelegate(self))
        self.setVerticalHeader(Hours(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            named(corner, "semaine_coin", "Semaine")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header, word in ((self.horizontalHeader(), "Jours"), (self.verticalHeader(), "Heures")):
            named(header, f"semaine_{word.lower()}", word)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setMinimumSectionSize(style.px(96))
        self.doubleClicked.connect(self._double)
        style.look().changed.connect(self._again)

    def set_slots(self, slots: tuple[SlotValue, ...]) -> None:
        """Show a week; the keyboard stays on the same day and hour."""
        day, at = max(self.currentColumn(), 0), self.week.at(max(self.currentRow(), 0)) if self.currentRow() >= 0 else ""
        self.week = shown = week(slots)
        self.clear()
        self.clearSpans()
        self.setRowCount(shown.rows)
        self.setColumnCount(shown.days)
        self.setHorizontalHeaderLabels([name.capitalize() for name in WEEKDAYS[:shown.days]])
        starts = [shown.at(row) for row in range(shown.rows)]
        self.setVerticalHeaderLabels([hour(text) if text.endswith("00") else "" for text in starts])
        for column in range(shown.days):
            for row in range(shown.rows):
                item = QTableWidgetItem()
                words = shown.sentence(column, row)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                if shown.block(column, row) is not None:
                    item.setToolTip(words)
                self.setItem(row, column, item)
        for block in shown.blocks:
            if block.rows > 1:
                self.setSpan(block.row, block.day, block.rows, 1)
        self._again()
        column = min(day, shown.days - 1)
        stops = shown.stops(column)
        if stops:
            self.setCurrentCell(min(stops, key=lambda row: abs(row - (starts.index(at) if at in starts else 0))), column)

    def _again(self) -> None:
        room = self.viewport().height() // max(self.rowCount(), 1)
        height = min(max(room, style.px(LEAST_QUARTER)), style.px(MOST_QUARTER))
        self.verticalHeader().setDefaultSectionSize(height)
        for row in range(self.rowCount()):
            self.setRowHeight(row, height)
        self.viewport().update()

    def go_to(self, slot_id: str) -> bool:
        """The keyboard on a slot."""
        for block in self.week.blocks:
            if any(slot.id == slot_id for slot in block.slots):
                self.setCurrentCell(block.row, block.day)
                return True
        return False

    def current_block(self) -> Block | None:
        return self.week.block(self.currentColumn(), self.currentRow())

    def _double(self, _index: QModelIndex) -> None:
        self._open()

    def _open(self) -> None:
        block = self.current_block()
        if block is not None:
            self.slot_asked.emit(block.slots)
        elif self.currentRow() >= 0:
            self.free_asked.emit(self.currentColumn() + 1, self.week.at(self.currentRow()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key == Qt.Key.Key_N and not event.modifiers():
            self.free_asked.emit(max(self.currentColumn(), 0) + 1, self.week.at(max(self.currentRow(), 0)))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            block = self.current_block()
            if block is not None:
                self.remove_asked.emit(block.slots)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._turn(-1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def _step(self, way: int) -> None:
        day, row = max(self.currentColumn(), 0), self.currentRow()
        stops = [stop for stop in self.week.stops(day) if (stop - row) * way > 0]
        if stops:
            self.setCurrentCell(min(stops) if way > 0 else max(stops), day)

    def _turn(self, way: int) -> None:
        """The same hour of the next day: the slot that holds it, else the nearest stop."""
        day = self.currentColumn() + way
        if not 0 <= day < self.week.days:
            return
        block = self.week.block(day, self.currentRow())
        stops = self.week.stops(day)
        if block is not None:
            self.setCurrentCell(block.row, day)
        elif stops:
            self.setCurrentCell(min(stops, key=lambda row: abs(row - self.currentRow())), day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.current_block() is None and self.currentRow() >= 0:
            half = self.currentRow() - (self.week.start + self.currentRow() * QUARTER) % 30 // QUARTER
            if self.week.block(self.currentColumn(), half) is None:
                self.setCurrentCell(half, self.currentColumn())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._again()
