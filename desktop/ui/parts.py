"""The few parts of the first screen, made without ``Qt``: that namespace of 93 enums takes as long as all the rest of it.

Enumerations of ``Qt`` are written through properties, by their number. Other screens use ``widgets``.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6 import QtCore
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from desktop.ui import style
from desktop.ui.accessible import named

PLAIN_TEXT, CENTERED, NEVER, NO_FOCUS = 0, 4, 1, 0
"""``Qt.TextFormat.PlainText``, ``Qt.AlignmentFlag.AlignHCenter``, ``ScrollBarAlwaysOff``, ``Qt.FocusPolicy.NoFocus``."""
B = TypeVar("B", bound=QBoxLayout)


class Words(QLabel):
    """Text shown as it is, never as markup; ``elide`` ends it with « … » where it does not fit."""

    def __init__(self, text: str = "", *, size: float = 14, weight: int = 400, tone: str = "", wrap: bool = False,
                 elide: bool = False) -> None:
        super().__init__()
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setProperty("tone", tone)
        self._size, self._weight, self._elide, self._whole = size, weight, elide, text
        self._dress()
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.setMinimumWidth(24)
        self.setText(text)
        style.look().changed.connect(self._dress)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._shorten() if self._elide else super().setText(text)

    def set_tone(self, tone: str) -> None:
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            style.repolish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._shorten()

    def _shorten(self) -> None:
        metrics, width = self.fontMetrics(), max(self.width(), 24)
        if metrics.horizontalAdvance(self._whole) <= width:
            super().setText(self._whole)
        else:
            super().setText(metrics.elidedText(self._whole, QtCore.Qt.TextElideMode.ElideRight, width))

    def _dress(self) -> None:
        self.setFont(style.font(self._size, self._weight))


class Picture(QLabel):
    """The room of an icon; ``draw`` fills it after the first paint."""

    def __init__(self, name: str, token: str, size: int) -> None:
        super().__init__()
        self._icon, self._drawn = (name, token, size), False
        self._place()
        style.look().changed.connect(self._place)

    def draw(self) -> None:
        from desktop.ui import icons

        name, token, size = self._icon
        self._drawn = True
        self.setPixmap(icons.pixmap(name, token, style.px(size), self.devicePixelRatioF()))

    def _place(self) -> None:
        pixels = style.px(self._icon[2])
        self.setFixedSize(pixels + 2, pixels + 4)
        if self._drawn:
            self.draw()


def press(text: str, kind: str, *, name: str, accessible: str = "") -> QPushButton:
    """A button: ``first``, ``link`` or ``icon``, dressed as in ``widgets.button``."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    named(made, name, accessible or text)
    made.setFont(style.font(14, style.MEDIUM if kind == "first" else 400))
    made.setAutoDefault(kind == "first")
    if kind == "icon":
        made.setToolTip(accessible)
    if kind != "first":
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def filled(box: B, *items: QWidget | QLayout | int | None, margins: tuple[int, int, int, int] = (0, 0, 0, 0),
           spacing: int = 0) -> B:
    """A row or a column: widgets and layouts in order, an int for a space, ``None`` for what stretches."""
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    return box


def scrolled(content: QWidget, *, name: str, accessible: str) -> QScrollArea:
    """``content`` on the ground, in a scroll area that widens it and never scrolls sideways."""
    area = named(QScrollArea(), name, accessible)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setProperty("horizontalScrollBarPolicy", NEVER)
    area.setProperty("focusPolicy", NO_FOCUS)
    content.setProperty("pane", "ground")
    area.setWidget(content)
    return area
