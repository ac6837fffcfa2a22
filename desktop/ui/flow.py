"""A row of things that goes to the next line when there is no room left."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Chips, buttons: left to right, then below. With ``grow``, what expands shares the room left on its line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 6, grow: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._grow = grow
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        left, y = rect.x() + margins.left(), rect.y() + margins.top()
        room = rect.width() - margins.left() - margins.right()
        lines = self._lines(room)
        for line in lines:
            widths = self._widths(line, room)
            x, tallest = left, max(item.sizeHint().height() for item in line)
            for item, width in zip(line, widths, strict=True):
                if move:
                    height = item.sizeHint().height()
                    down = 0 if self._grow else (tallest - height) // 2
                    item.setGeometry(QRect(QPoint(x, y + down), QSize(width, height)))
                x += width + self.spacing()
            y += tallest + self.spacing()
        return y - (self.spacing() if lines else 0) - rect.y() + margins.bottom()

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            width = item.sizeHint().width()
            if width <= 0:
                continue
            if not lines or used + width > room:
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += width + self.spacing()
        return lines

    def _widths(self, line: list[QLayoutItem], room: int) -> list[int]:
        widths = [item.sizeHint().width() for item in line]
        growing = [i for i, item in enumerate(line) if item.expandingDirections() & Qt.Orientation.Horizontal]
        left = room - sum(widths) - self.spacing() * (len(line) - 1)
        if self._grow and growing and left > 0:
            for i in growing:
                widths[i] += left // len(growing)
        return widths
