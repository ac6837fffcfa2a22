"""Telling when the person moves: windows are watched, not widgets, so that it costs next to nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal

GESTURES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
                      QEvent.Type.MouseMove, QEvent.Type.TabletPress})


class Gestures(QObject):
    """Tells when the person moved: watches windows, not widgets, so that it costs next to nothing."""

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._windows: list[QObject] = []

    def watch(self, window: QObject | None) -> None:
        if window is not None and window not in self._windows:
            window.installEventFilter(self)
            self._windows.append(window)
            window.destroyed.connect(self._forget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in GESTURES:
            self.seen.emit()
        return False

    def _forget(self, window: QObject) -> None:
        self._windows = [kept for kept in self._windows if kept is not window]
