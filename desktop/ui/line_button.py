"""A row one presses: two lines and a mark like those of a list, one word at right that says what it does."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui import icons, style
from desktop.ui.list_view import elided, right_text
from desktop.ui.paged_model import Line
from desktop.ui.widgets import as_tip


class LineButton(QPushButton):
    """``verb`` is written in the accent colour under what is at right."""

    def __init__(self, line: Line, verb: str, *, name: str, right_tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line, self._verb, self._right_tone = line, verb, right_tone
        self.setProperty("kind", "row")
        self.setAutoDefault(False)
        self.setObjectName(name)
        self.setAccessibleName(f"{line.whole()}. {verb}")
        self.setToolTip(as_tip(line.meaning))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        style.look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(style.px(240), style.px(52))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(160), style.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), style.color("hover"))
        line, edge = self._line, style.px(12)
        painter.fillRect(edge + style.px(24), self.height() - 1, self.width() - 2 * edge - style.px(24), 1,
                         style.color("hair"))
        left, right = edge, self.width() - edge
        if line.mark not in ("", "none"):
            size = style.px(12)
            icons.draw_mark(painter, QPointF(left + size / 2, style.px(22) - style.px(4.8)), line.mark, size)
        left += style.px(24)
        tone = style.color(self._right_tone or "ink_soft")
        width = right_text(painter, right, style.px(22), line.right, style.font(13), tone)
        painter.setPen(style.color("ink"))
        bold = style.font(14, style.BOLD)
        painter.setFont(bold)
        painter.drawText(QPoint(left, style.px(22)), elided(bold, line.title, right - width - left - 8))
        width = right_text(painter, right, style.px(41), self._verb, style.font(13), style.color("accent"))
        soft = style.font(13)
        painter.setFont(soft)
        painter.setPen(style.color("ink_soft"))
        painter.drawText(QPoint(left, style.px(41)), elided(soft, line.meaning, right - width - left - 8))

    def word_width(self) -> int:
        """How wide the verb is: tests look at it."""
        return QFontMetrics(style.font(13)).horizontalAdvance(self._verb)
