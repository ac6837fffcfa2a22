"""Icons and state marks: SVGs recoloured at the device's pixel ratio, and eight marks each with its own shape."""

from __future__ import annotations

import math
from functools import cache

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop.ui import style
from desktop.ui.assets import asset

MARK_WORDS: dict[str, str] = {
    "done": "fait", "running": "en cours", "due": "à échéance", "late": "en retard", "planned": "prévu",
    "waiting": "en attente", "incomplete": "à compléter", "draft": "brouillon", "none": ""}
MARK_TOKENS: dict[str, str] = {
    "done": "good", "running": "accent", "due": "warn", "late": "bad", "planned": "ink_soft", "waiting": "ink_soft",
    "incomplete": "warn", "draft": "ink_soft", "none": "ink_soft"}


@cache
def _source(name: str) -> str:
    return asset(f"icons/{name}.svg").read_text(encoding="utf-8")


def _svg(name: str, color: str) -> QByteArray:
    text = _source(name).replace("currentColor", color)
    if name != "brand":
        stroke = "2" if name.startswith("chevron") else "1.75"
        text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QByteArray(text.encode())


def pixmap(name: str, token: str = "ink_soft", size: int = 16, ratio: float | None = None) -> QPixmap:
    """One icon as a picture, sharp at ``ratio`` (the largest screen's when not given)."""
    return _pixmap(name, style.color(token).name(), size, ratio or _ratios()[-1])


@cache
def _pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(_svg(name, color)).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _ratios() -> list[float]:
    return sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def icon(name: str, token: str = "ink_soft", size: int = 16) -> QIcon:
    """An icon for a button or an action, drawn once for each pixel ratio of the screens."""
    result = QIcon()
    for ratio in _ratios():
        result.addPixmap(pixmap(name, token, size, ratio))
    return result


def set_icon(button: QAbstractButton, name: str, token: str = "ink_soft", size: int = 16) -> None:
    """Give a button an icon that follows the theme and the text size."""
    button.setProperty("lucide", f"{name}|{token}|{size}")
    _draw_icon(button)


def _draw_icon(button: QAbstractButton) -> None:
    name, token, size = str(button.property("lucide")).split("|")
    pixels = style.px(int(size))
    button.setIcon(icon(name, token, pixels))
    button.setIconSize(QSize(pixels, pixels))


def refresh() -> None:
    """Draw every button's icon again, after the theme or the text size changed."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton) and widget.property("lucide"):
            _draw_icon(widget)


def mark_words(mark: str) -> str:
    """The word a mark stands for, for screen readers and tool tips."""
    return MARK_WORDS.get(mark, "")


def mark_color(mark: str) -> QColor:
    """The colour of a mark, and of the word beside it when it is late or due."""
    return style.color(MARK_TOKENS.get(mark, "ink_soft"))


def draw_mark(painter: QPainter, center: QPointF, mark: str, size: float = 12,
              color: QColor | None = None) -> None:
    """Draw one state mark around ``center``."""
    if mark in ("none", ""):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    painter.scale(size / 12, size / 12)
    _SHAPES.get(mark, _ring)(painter, color or mark_color(mark))
    painter.restore()


def _pen(color: QColor, width: float = 1.6) -> QPen:
    return QPen(color, width, QtCore.Qt.PenStyle.SolidLine, QtCore.Qt.PenCapStyle.RoundCap, QtCore.Qt.PenJoinStyle.RoundJoin)


def _fill(painter: QPainter, color: QColor) -> None:
    painter.setPen(QtCore.Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _disc_check(painter: QPainter, color: QColor) -> None:
    _fill(painter, color)
    painter.drawEllipse(QPointF(0, 0), 5.8, 5.8)
    painter.setPen(_pen(style.color("paper"), 1.7))
    painter.drawPolyline(QPolygonF([QPointF(-2.6, 0.2), QPointF(-0.8, 2.0), QPointF(2.7, -1.8)]))


def _half_disc(painter: QPainter, color: QColor) -> None:
    _ring(painter, color)
    _fill(painter, color)
    painter.drawPie(QRectF(-5.2, -5.2, 10.4, 10.4), 90 * 16, 180 * 16)


def _lozenge(painter: QPainter, color: QColor) -> None:
    painter.setPen(_pen(color, 1))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(0, -4.9), QPointF(4.9, 0), QPointF(0, 4.9), QPointF(-4.9, 0)]))


def _triangle(painter: QPainter, color: QColor) -> None:
    painter.setPen(_pen(color, 1.4))
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(0, -5), QPointF(5.4, 4.4), QPointF(-5.4, 4.4)]))
    painter.setPen(_pen(style.color("paper"), 1.5))
    painter.drawLine(QPointF(0, -1.8), QPointF(0, 1))
    painter.drawPoint(QPointF(0, 3.1))


def _ring(painter: QPainter, color: QColor) -> None:
    painter.setPen(_pen(color))
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), 5, 5)


def _bars(painter: QPainter, color: QColor) -> None:
    _fill(painter, color)
    painter.drawRoundedRect(QRectF(-3.8, -4.6, 2.6, 9.2), 0.8, 0.8)
    painter.drawRoundedRect(QRectF(1.2, -4.6, 2.6, 9.2), 0.8, 0.8)


def _dashed_ring(painter: QPainter, color: QColor) -> None:
    painter.setPen(QPen(color, 1.8, QtCore.Qt.PenStyle.SolidLine, QtCore.Qt.PenCapStyle.FlatCap))
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    for step in range(6):
        painter.drawArc(QRectF(-5, -5, 10, 10), (step * 60 + 10) * 16, 40 * 16)


def _page(painter: QPainter, color: QColor) -> None:
    painter.setPen(_pen(color, 1.3))
    painter.setBrush(QtCore.Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(-4.6, -5, 9.2, 10), 1.6, 1.6)
    painter.drawLine(QPointF(-2, 0), QPointF(2, 0))


_SHAPES = {"done": _disc_check, "running": _half_disc, "due": _lozenge, "late": _triangle, "planned": _ring,
           "waiting": _bars, "incomplete": _dashed_ring, "draft": _page}


def mark_pixmap(mark: str, size: int = 12, ratio: float | None = None) -> QPixmap:
    """A state mark as a picture, for places that take only pictures."""
    scale = ratio or _ratios()[-1]
    side = math.ceil(size * scale) + 2
    picture = QPixmap(side, side)
    picture.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_mark(painter, QPointF(side / 2, side / 2), mark, size * scale)
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
