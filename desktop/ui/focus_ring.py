"""One overlay that draws the focus ring outside the focused thing: style sheets cannot leave their widget."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QRadioButton,
    QTabBar,
    QWidget,
)

from desktop.ui import style

GAP = 3


class FocusRing(QWidget):
    """A child of the window, above all, that the mouse does not see. Fields and lists draw their own focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("anneau")
        self.setAccessibleName("Repère du clavier")
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self.follow)

    def follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        """The keyboard went elsewhere."""
        for former in self._watched:
            if shiboken6.isValid(former):
                former.removeEventFilter(self)
        self._watched = []
        window = self.parentWidget()
        wanted = now is not None and window is not None and window.isAncestorOf(now) and _rings(now)
        self._target = now if wanted else None
        widget: QWidget | None = self._target
        while widget is not None and widget is not window:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = widget.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.color("accent"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)

    def _place(self) -> None:
        target, window = self._target, self.parentWidget()
        if target is None or window is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        around = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-GAP, -GAP, GAP, GAP)
        around &= _visible_part(target, window)
        self.setVisible(not around.isEmpty())
        self.setGeometry(around)
        self.raise_()


def _rings(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractItemView | QAbstractScrollArea | QTabBar):
        return isinstance(widget, QTabBar)
    return isinstance(widget, QAbstractButton | QCheckBox | QRadioButton) and not widget.property("ownring")


def _visible_part(target: QWidget, window: QWidget) -> QRect:
    """What the scroll areas around let be seen, in the window's coordinates."""
    seen = window.rect()
    widget: QWidget | None = target.parentWidget()
    while widget is not None and widget is not window:
        if isinstance(widget, QAbstractScrollArea):
            view = widget.viewport()
            seen &= QRect(view.mapTo(window, QPoint(0, 0)), view.size())
        widget = widget.parentWidget()
    return seen
