"""Navigation by words: tabs painted so that a count after a word stays soft."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFocusRect, QStyleOptionTab, QStylePainter, QTabBar, QWidget

from desktop.ui import icons, style
from desktop.ui.accessible import named

ICON = 16


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
        self._icons: dict[int, str] = {}
        for label in labels:
            self.addTab(label)

    def set_icon(self, index: int, icon: str) -> None:
        """An icon before the word of a tab, in the word's own ink."""
        self._icons[index] = icon
        self.updateGeometry()

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return hint + QSize(style.px(ICON + 8), 0) if index in self._icons else hint

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
        token = "accent" if current else "ink_soft"
        if index in self._icons:
            size = style.px(ICON)
            left += (size + style.px(8)) / 2
            where = QPoint(round(left) - size - style.px(8), round(rect.top() + (rect.height() - 2 - size) / 2))
            painter.drawPixmap(where, icons.pixmap(self._icons[index], token, size, self.devicePixelRatioF()))
        painter.setPen(QColor(style.color(token)))
        painter.drawText(QPointF(left, base), word)
        painter.setPen(QColor(style.color("ink_faint")))
        painter.drawText(QPointF(left + metrics.horizontalAdvance(word + space), base), count)
