"""The ribbon of a child's years, painted in four lanes that survive grey print, with its table one key away."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.services.values import Bar, Ribbon
from desktop.ui import style
from desktop.ui.students import ribbon_shape as shape
from desktop.ui.students.columns import short_school

LABELS, HEAD, LANE, BAR = 92, 36, 22, 16
FULL_WIDTH = 760
"""Under this width years leave and bars say a code."""
SHORT_WORDS = {"maître e": "E", "maître g": "G", "ppre": "PPRE", "psychologue": "Psy", "en classe": "Classe",
               "différenciation": "Classe", "psychomot": "Psychomot.", "ergo": "Ergo.", "autre": "Autre"}
"""What a bar too narrow for its label says instead; it may end beyond its bar where nothing follows."""


def short_word(label: str) -> str:
    """« PPRE », « E »: the whole short label, else the first word."""
    folded = label.casefold()
    return next((word for start, word in SHORT_WORDS.items() if folded.startswith(start)), label.partition(" ")[0].rstrip(",;"))


class RibbonWidget(QWidget):
    """PS to CM2 at a glance. Entrée or a double click asks for the table of the same facts."""

    table_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ribbon")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._drawn: list[tuple[QRectF, str]] = []
        self.set_ribbon(Ribbon((), ()), date.min)
        style.look().changed.connect(self._redraw)

    def set_ribbon(self, ribbon: Ribbon, today: date) -> None:
        self._ribbon, self._today = ribbon, today
        self._columns = shape.columns(ribbon)
        self._bars = shape.bars(ribbon, self._columns, today)
        self.setAccessibleName("Parcours")
        self.setAccessibleDescription(shape.sentence(ribbon))
        self._redraw()

    def _redraw(self) -> None:
        self.setFixedHeight(self._height())
        self.updateGeometry()
        self.update()

    def _height(self) -> int:
        lanes = sum(shape.rows(self._bars[lane]) for lane, _ in shape.LANES)
        return style.px(HEAD if self._full else HEAD - 14) + lanes * style.px(LANE) + 3

    @property
    def _full(self) -> bool:
        return self.width() >= FULL_WIDTH * style.scale()

    def sizeHint(self) -> QSize:
        return QSize(style.px(640), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(200), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.height() != self._height():
            self._redraw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.table_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.table_asked.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = [text for rect, text in self._drawn if rect.contains(QPointF(event.pos()))]
            QToolTip.showText(event.globalPos(), "\n".join(words), self)
            return True
        return super().event(event)

    # painting, from top to bottom

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawn = []
        labels = style.px(LABELS if self._full else 74)
        head = style.px(HEAD if self._full else HEAD - 14)
        step = (self.width() - labels) / max(len(self._columns), 1)
        self._paint_now(painter, labels, step)
        self._paint_head(painter, labels, step, head)
        self._paint_today(painter, labels, step, head)
        self._paint_lanes(painter, labels, step, head)
        if self.hasFocus():
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_now(self, painter: QPainter, labels: float, step: float) -> None:
        spot = shape.place(self._today, self._columns)
        if spot is not None:
            index = min(int(spot), len(self._columns) - 1)
            painter.fillRect(QRectF(labels + index * step, 0, step, self.height()), style.color("accent_soft"))

    def _paint_head(self, painter: QPainter, labels: float, step: float, head: float) -> None:
        level, small = style.font(13, 500), style.font(12)
        base = style.px(14)
        for index, column in enumerate(self._columns):
            left = labels + index * step + style.px(6)
            painter.setFont(level)
            painter.setPen(style.color("ink" if column.year else "ink_faint"))
            painter.drawText(QPointF(left, base), column.level or ("" if self._full else column.short_year))
            if self._full and column.short_year:
                after = left + QFontMetricsF(level).horizontalAdvance(column.level + "  ")
                painter.setFont(small)
                painter.setPen(style.color("ink_soft"))
                painter.drawText(QPointF(after, base), QFontMetricsF(small).elidedText(
                    column.short_year, Qt.TextElideMode.ElideRight, max(labels + (index + 1) * step - after, 0)))
            words = f"{column.level} {column.year} {column.school}".strip()
            self._drawn.append((QRectF(left, 0, step, head), words))
        if self._full:
            self._paint_schools(painter, labels, step)

    def _paint_schools(self, painter: QPainter, labels: float, step: float) -> None:
        font = style.font(11.5)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        index = 0
        while index < len(self._columns):
            school, last = self._columns[index].school, index
            while school and last + 1 < len(self._columns) and self._columns[last + 1].school == school:
                last += 1
            if school:
                left, right = labels + index * step + style.px(6), labels + (last + 1) * step - style.px(6)
                if metrics.horizontalAdvance(school) > right - left:
                    school = short_school(school)
                text = metrics.elidedText(school, Qt.TextElideMode.ElideRight, right - left)
                base = style.px(31)
                painter.setPen(style.color("ink_soft"))
                painter.drawText(QPointF(left, base), text)
                start = left + metrics.horizontalAdvance(text) + style.px(8)
                if right - start > 6:
                    painter.setPen(QPen(style.color("line"), 1))
                    y = base - style.px(4)
                    painter.drawLine(QPointF(start, y), QPointF(right, y))
                    painter.drawLine(QPointF(right, y - 3), QPointF(right, y + 3))
            index = last + 1

    def _paint_lanes(self, painter: QPainter, labels: float, step: float, head: float) -> None:
        top, lane_height = head, style.px(LANE)
        grid = QPen(style.color("hair"), 1)
        for lane, label in shape.LANES:
            height = shape.rows(self._bars[lane]) * lane_height
            painter.setPen(QPen(style.color("line" if lane == "class" else "hair"), 1))
            painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
            painter.setFont(style.font(12))
            painter.setPen(style.color("ink_soft"))
            painter.drawText(QPointF(0, top + style.px(15)), label)
            painter.setPen(grid)
            for index in range(1, len(self._columns)):
                painter.drawLine(QPointF(labels + index * step, top), QPointF(labels + index * step, top + height))
            for placed in self._bars[lane]:
                after = [p.left for p in self._bars[lane] if p.row == placed.row and p.left > placed.left]
                free = labels + min(after, default=float(len(self._columns))) * step - 2
                self._paint_bar(painter, placed, labels, step, top + placed.row * lane_height, free)
            top += height

    def _paint_bar(self, painter: QPainter, placed: shape.Placed, labels: float, step: float, top: float,
                   free: float) -> None:
        left = max(labels + placed.left * step, labels + 1)
        right = max(min(labels + placed.right * step, self.width() - 1.0), left + style.px(14))
        if right - left < self._word_width(placed.bar.label) + style.px(8):
            right = max(right, min(left + self._word_width(short_word(placed.bar.label)) + style.px(8), free))
        rect = QRectF(left + 0.5, top + (style.px(LANE) - style.px(BAR)) / 2 + 0.5, right - left - 1, style.px(BAR) - 1)
        ink = self._dress(painter, placed.bar.style)
        painter.drawRoundedRect(rect, 3, 3)
        if placed.bar.style == "hatched":
            self._hatch(painter, rect, ink)
        said = shape.STYLE_WORDS.get(placed.bar.style, "")
        self._paint_bar_text(painter, rect, placed.bar, ink)
        self._drawn.append((rect, ", ".join(part for part in (placed.bar.label, placed.bar.detail, said) if part)))

    def _dress(self, painter: QPainter, kind: str) -> QColor:
        """Pen and brush of a bar; the ink of its words."""
        ink = style.color("ink")
        if kind == "filled":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("accent"))
            return style.color("on_accent")
        dashed = kind == "dashed"
        painter.setBrush(style.color("paper"))
        painter.setPen(QPen(style.color("ink_soft") if dashed else ink, 1,
                            Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        return ink

    def _hatch(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        """Slanted lines, drawn rather than a pattern: the same at every pixel ratio."""
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(rect, 3, 3)
        painter.setClipPath(path)
        painter.setPen(QPen(ink, 0.8))
        step, x = style.px(5), rect.left() - rect.height()
        while x < rect.right():
            painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()))
            x += step
        painter.restore()

    def _paint_bar_text(self, painter: QPainter, rect: QRectF, bar: Bar, ink: QColor) -> None:
        label = bar.label
        font = style.font(11.5, 500 if bar.style == "filled" else 400)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        room = rect.width() - style.px(6)
        text = label
        if metrics.horizontalAdvance(text) > room:
            text = short_word(label)
            if metrics.horizontalAdvance(text) > room + 1:
                text = label[:1] if room > metrics.horizontalAdvance(label[:1]) else ""
            elif label.startswith(text) and room > style.px(48):
                text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
        if bar.style == "hatched" and text:
            ground = QRectF(rect.left() + 1.5, rect.top() + 1.5, metrics.horizontalAdvance(text) + style.px(5), rect.height() - 3)
            painter.fillRect(ground, style.color("paper"))
        painter.setPen(ink)
        painter.drawText(QPointF(rect.left() + style.px(3.5), rect.center().y() + metrics.capHeight() / 2), text)

    def _word_width(self, word: str) -> float:
        return QFontMetricsF(style.font(11.5, 500)).horizontalAdvance(word)

    def _paint_today(self, painter: QPainter, labels: float, step: float, head: float) -> None:
        spot = shape.place(self._today, self._columns)
        if spot is None:
            return
        x = labels + spot * step
        painter.setPen(QPen(style.color("accent"), 1.4))
        painter.drawLine(QPointF(x, head), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("accent"))
        painter.drawPolygon(QPolygonF([QPointF(x - 4.5, head - 4), QPointF(x + 4.5, head - 4), QPointF(x, head + 2)]))
        self._drawn.append((QRectF(x - 4, 0, 8, self.height()), "aujourd’hui"))
