"""Navigation by words: tabs painted so that a count after a word stays soft."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFocusRect, QStyleOptionTab, QStylePainter, QTabBar, QWidget

from desktop.ui import style
from desktop.ui.accessible import named


class Tabs(QTabBar):
    """``sub`` for the tabs of a sheet. Arrows move, the current one is announced by Qt."""

    def __init__(self, labels: Sequence[str], *, name: str, accessible: str, sub: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if sub:
            self.setProperty("kind", "sub")
        named(self, name, accessible)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for label in labels:
            self.addTab(label)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        painter.setFont(self.font())
        for index in range(self.count()):
            option = QStyleOptionTab()
            self.initStyleOption(option, index)
            painter.drawControl(QStyle.ControlElement.CE_TabBarTabShape, option)
            self._word(painter, index)
            if self.hasFocus() and index == self.currentIndex():
                ring = QStyleOptionFocusRect()
                ring.initFrom(self)
                ring.rect = self.tabRect(index).adjusted(3, 3, -3, -3)
                painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, ring)

    def _word(self, painter: QStylePainter, index: int) -> None:
        """The word in its own ink, its count in the faint one."""
        text = self.tabText(index)
        word, space, count = text.rpartition(" ")
        if not count.isdigit():
            word, space, count = text, "", ""
        rect, metrics = self.tabRect(index), self.fontMetrics()
        left = rect.left() + (rect.width() - metrics.horizontalAdvance(text)) / 2
        base = rect.top() + (rect.height() - 2 + metrics.capHeight()) / 2
        current = index == self.currentIndex()
        painter.setPen(QColor(style.color("accent" if current else "ink_soft")))
        painter.drawText(QPointF(left, base), word)
        painter.setPen(QColor(style.color("ink_faint")))
        painter.drawText(QPointF(left + metrics.horizontalAdvance(word + space), base), count)
