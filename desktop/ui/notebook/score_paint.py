"""How a score is drawn: figures that stand on one foot, an interval with its point, a tinted band of one deviation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from desktop.forms.batteries import Scale
from desktop.ui import icons, style
from desktop.ui.list_view import left_text, right_text
from desktop.ui.notebook.score_lines import ScoreLine

if TYPE_CHECKING:
    from desktop.ui.notebook.score_model import ScoreModel

GAP = 4


def place(scale: Scale, value: float, left: int, width: int) -> float:
    """Where a value stands, never outside the column."""
    if not scale.deviation:
        return left + width / 2
    reach = 3.7 if scale.deviation > 3 else 3.35
    x = left + width * (0.5 + (value - scale.mean) / scale.deviation / (2 * reach))
    return min(max(x, left + 6), left + width - 6)


def cell(painter: QPainter, rect: QRect, model: ScoreModel, line: ScoreLine, column: int, *, pairs: bool) -> None:
    """One cell of words or figures."""
    key, text = model.key_at(column), model.shown(line, model.key_at(column))
    foot = rect.top() + (rect.height() + style.px(10)) // 2
    left, right = rect.left() + 2, rect.right() - GAP
    if key == "score":
        right = rect.left() + style.px(46) if pairs else right
        right_text(painter, right, foot, text or "·", style.font(14 if pairs else 15, style.BOLD),
                   style.color("ink" if text else "ink_faint"))
    elif key == "top":
        right_text(painter, right, foot, line.interval() or text, style.font(14), style.color("ink"))
    elif key == "bottom":
        right_text(painter, right, foot, "" if line.interval() else text, style.font(14), style.color("ink"))
    elif key == "rank":
        font = style.font(14, italic=line.computed)
        right_text(painter, right, foot, text, font, style.color("ink_soft" if line.computed else "ink"))
    elif key == "words":
        room = rect.width() + (model.room if line.apart and not model.as_words else 0)
        left_text(painter, left + style.px(12), rect.left() + room - GAP, foot, text, style.font(14),
                  style.color("ink_soft" if line.apart else "ink"))
    elif key == "name":
        _name(painter, left, right, foot, line, second=pairs and column == 2, pairs=pairs)


def _name(painter: QPainter, left: int, right: int, foot: int, line: ScoreLine, *, second: bool, pairs: bool) -> None:
    if pairs:
        middle = QPointF(left + style.px(6 if not second else 12), foot - style.px(5))
        (lozenge if second else disc)(painter, middle)
        left = round(middle.x()) + style.px(13)
    font = style.font(14)
    name = line.name or "Nommer ce score"
    left_text(painter, left, right, foot, name, font, style.color("ink" if line.name else "ink_faint"))
    if line.code and line.code != line.name and not pairs:
        start = left + QFontMetrics(font).horizontalAdvance(name) + style.px(7)
        if start + style.px(20) < right:
            left_text(painter, start, right + GAP, foot, line.code, style.font(12.5), style.color("ink_soft"))


def disc(painter: QPainter, at: QPointF) -> None:
    radius = style.px(5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color("accent"))
    painter.drawEllipse(at, radius, radius)


def lozenge(painter: QPainter, at: QPointF) -> None:
    side = style.px(5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.color("accent"), 1.6))
    painter.setBrush(style.color("paper"))
    painter.drawPolygon(QPolygonF([at + QPointF(0, -side), at + QPointF(side, 0), at + QPointF(0, side), at + QPointF(-side, 0)]))


def grid(painter: QPainter, rect: QRect, scale: Scale) -> None:
    """The band of one deviation, a hairline at each, the mean."""
    if not scale.deviation:
        return
    low, high = (place(scale, scale.mean + step * scale.deviation, rect.left(), rect.width()) for step in (-1, 1))
    painter.fillRect(QRectF(low, rect.top(), high - low, rect.height()), style.color("ground"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for step in range(-3, 4):
        x = place(scale, scale.mean + step * scale.deviation, rect.left(), rect.width())
        painter.setPen(QPen(style.color("ink_faint" if step == 0 else "line"), 1))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 1))


def chart(painter: QPainter, rect: QRect, top: QRect, model: ScoreModel, row: int) -> None:
    """The row's own interval, or its pair of subtests."""
    first, second = model.line_at(row, 0), model.line_at(row, 2)
    if first is None:
        return
    foot = top.top() + (top.height() + style.px(10)) // 2
    if model.as_words:
        left_text(painter, rect.left() + style.px(10), rect.right(), foot, model.shown(first, "chart"), style.font(13),
                  style.color("ink_soft"))
        return
    if first.apart or not first.scale.deviation:
        return
    grid(painter, rect, first.scale)
    if second is first:
        second = None
    y = top.top() + top.height() / 2
    drawn = [line for line in (first, second) if line is not None and line.score is not None]
    points = {id(line): QPointF(place(line.scale, line.score or 0, rect.left(), rect.width()), y) for line in drawn}
    if len(drawn) == 2:
        painter.setPen(QPen(style.color("accent"), 1.2))
        painter.drawLine(points[id(drawn[0])], points[id(drawn[1])])
    for line in drawn:
        if line.bottom is not None and line.top is not None:
            _interval(painter, line, rect, y)
        (lozenge if line is second else disc)(painter, points[id(line)])


def _interval(painter: QPainter, line: ScoreLine, rect: QRect, y: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.color("accent"), style.px(2)))
    low, high = (place(line.scale, value or 0, rect.left(), rect.width()) for value in (line.bottom, line.top))
    painter.drawLine(QPointF(low, y), QPointF(high, y))
    half = style.px(5)
    for x in (low, high):
        painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))


def point(painter: QPainter, line: ScoreLine, rect: QRect, y: float) -> None:
    """One score with its interval, on a scale already painted."""
    if line.apart or line.score is None:
        return
    if line.bottom is not None and line.top is not None:
        _interval(painter, line, rect, y)
    disc(painter, QPointF(place(line.scale, line.score, rect.left(), rect.width()), y))


def remark(painter: QPainter, rect: QRect, text: str) -> None:
    """Under a row, in the ink of what is to check."""
    foot = rect.bottom() - style.px(6)
    size = style.px(11)
    icons.draw_mark(painter, QPointF(rect.left() + size / 2, foot - style.px(4)), "incomplete", size)
    left_text(painter, rect.left() + size + style.px(5), rect.right(), foot, text, style.font(12.5), style.color("warn"))


def ring(painter: QPainter, rect: QRect) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, 4, 4)
