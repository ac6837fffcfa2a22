"""The named steps of the first opening, at left; one line at the top when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui import icons, style
from desktop.ui.accessible import named
from desktop.ui.widgets import PlainLabel, hbox, icon_label, pane, vbox


class StepMark(QWidget):
    """A round: checked, numbered and filled, or numbered and empty."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self.state = number, "next"
        self.setFixedSize(style.px(24), style.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(self.width() / 2, self.height() / 2)
        if self.state == "done":
            icons.draw_mark(painter, center, "done", style.px(18))
            return
        now = self.state == "now"
        painter.setPen(Qt.PenStyle.NoPen if now else QPen(style.color("field"), 1.2))
        painter.setBrush(style.color("accent") if now else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, self.width() / 2 - 1, self.height() / 2 - 1)
        painter.setPen(style.color("on_accent" if now else "ink_soft"))
        painter.setFont(style.font(13, style.MEDIUM))
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, str(self.number))


class StepsPane(QWidget):
    """330 px: the name of each step, and what was answered under it."""

    def __init__(self, steps: Sequence[tuple[str, str]], headline: str = "Pôle Ressource") -> None:
        super().__init__()
        named(self, "etapes", "Étapes")
        pane(self, "ground")
        self.setFixedWidth(style.px(330))
        self._titles = [title for title, _ in steps]
        self._marks = [StepMark(index + 1) for index in range(len(steps))]
        self._names = [PlainLabel(title) for title, _ in steps]
        self._said = [PlainLabel(detail, size=13, tone="soft", elide=True) for _, detail in steps]
        head = hbox(None, icon_label("brand", "accent", 22), PlainLabel(headline, size=16, weight=600), None)
        column = vbox(self, head, 30, margins=(36, 32, 24, 24), spacing=0)
        for mark, name, said in zip(self._marks, self._names, self._said, strict=True):
            column.addLayout(hbox(None, mark, vbox(None, name, said), spacing=14))
            column.addSpacing(14)
        column.addStretch(1)
        words = PlainLabel("Tout reste sur cet ordinateur. Le programme n’utilise pas le réseau.", size=13, tone="soft",
                           wrap=True)
        column.addLayout(hbox(None, icon_label("wifi-off"), words, spacing=8))

    def show_step(self, index: int) -> None:
        for position, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            mark.state = "done" if position < index else "now" if position == index else "next"
            state = {"done": "fait", "now": "étape présente", "next": "à venir"}[mark.state]
            mark.setAccessibleName(f"Étape {position + 1}, {self._titles[position]} : {state}")
            name.setFont(style.font(14, style.MEDIUM if position == index else 400))
            name.set_tone("" if position <= index else "soft")
            mark.update()

    def say(self, index: int, text: str) -> None:
        """What was answered."""
        self._said[index].setText(text)
