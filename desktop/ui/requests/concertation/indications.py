"""The ten indications d'aide as buttons that stay pressed: 1 to 9 and 0, one stop of the keyboard, arrows inside."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from desktop.forms.request_kinds import INDICATIONS, Indication
from desktop.ui import style
from desktop.ui.accessible import announce, named

HEIGHT = 34
AZERTY = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
"""The same keys of a French keyboard without Maj."""
FIVE_FROM, FOUR_FROM, THREE_FROM = 700, 560, 400
NONE = "aucune"


def digit(text: str) -> str:
    """The figure a key stands for, on any keyboard; nothing for another key."""
    found = AZERTY.get(text, text)
    return found if len(found) == 1 and found in "0123456789" else ""


class IndicationButton(QAbstractButton):
    """Painted: its key in a small box, its words; filled when chosen."""

    def __init__(self, one: Indication, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = one
        named(self, f"indication_{one.code}", f"{one.label}, touche {one.key}")
        self.setCheckable(True)
        self.setToolTip(f"{one.label[:1].upper()}{one.label[1:]} ({'directe' if one.direct else 'indirecte'})")
        self.setText(one.short)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        style.look().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(style.font(14, style.MEDIUM)).horizontalAdvance(self.text())
        return QSize(width + style.px(48), style.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(84), style.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.color("accent" if on else "field"), 1))
        painter.setBrush(style.color("accent" if on else "hover" if self.underMouse() else "paper"))
        painter.drawRoundedRect(box, 6, 6)
        ink = style.color("on_accent" if on else "ink" if self.isEnabled() else "ink_faint")
        side = style.px(18)
        key = QRectF(style.px(8), (self.height() - side) / 2, side, side)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink if on else style.color("line"), 1))
        painter.drawRoundedRect(key, 4, 4)
        painter.setPen(ink if on else style.color("ink_soft"))
        painter.setFont(style.font(12))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, self.one.key)
        font = style.font(14 if self.width() >= style.px(160) else 13, style.MEDIUM if on else 400)
        painter.setFont(font)
        painter.setPen(ink)
        room = self.rect().adjusted(style.px(34), 0, -style.px(6), 0)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


class Indications(QWidget):
    """``changed`` when one is pressed or let go. « Pas de suite » stands alone: it lets the others go, they let it go."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_indications", "Indications d’aide, touches 1 à 9 et 0")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 3, 0, 3)
        self._grid.setSpacing(6)
        self.buttons = {code: IndicationButton(one, self) for code, one in INDICATIONS.items()}
        for made in self.buttons.values():
            made.clicked.connect(self._clicked)
        self._at = 0
        self._columns = 0
        self._lay_out()

    # values
    def codes(self) -> list[str]:
        return [code for code, made in self.buttons.items() if made.isChecked()]

    def set_codes(self, codes: Sequence[str]) -> None:
        for code, made in self.buttons.items():
            made.setChecked(code in codes)
        self._at = 0
        self._describe()

    def press_key(self, key: str) -> bool:
        """The key of an indication; ``False`` when it is none."""
        for number, (code, one) in enumerate(INDICATIONS.items()):
            if one.key == key:
                self._at = number
                self._turn(code, not self.buttons[code].isChecked())
                return True
        return False

    def _clicked(self) -> None:
        code = next((code for code, made in self.buttons.items() if made is self.sender()), "")
        if code:
            self._turn(code, self.buttons[code].isChecked())

    def _turn(self, code: str, on: bool) -> None:
        self.buttons[code].setChecked(on)
        for other, made in self.buttons.items():
            if on and other != code and NONE in (other, code):
                made.setChecked(False)
        announce(self, f"{INDICATIONS[code].label}, {'choisi' if on else 'enlevé'}")
        self._describe()
        self.update()
        self.changed.emit()

    def _describe(self) -> None:
        chosen = ", ".join(INDICATIONS[code].label for code in self.codes())
        self.setAccessibleDescription(f"Choisi : {chosen}" if chosen else "Rien de choisi")

    # keyboard
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: self._columns, Qt.Key.Key_Up: -self._columns}
        if key in steps and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            codes = list(self.buttons)
            self._at = min(max(self._at + steps[key], 0), len(codes) - 1)
            one, on = INDICATIONS[codes[self._at]], self.buttons[codes[self._at]].isChecked()
            announce(self, f"{one.label}, touche {one.key}, {'choisi' if on else 'non choisi'}")
            self.update()
        elif key == Qt.Key.Key_Space:
            code = list(self.buttons)[self._at]
            self._turn(code, not self.buttons[code].isChecked())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.color("accent"), 2))
        around = QRectF(list(self.buttons.values())[self._at].geometry()).adjusted(-2, -2, 2, 2)
        around &= QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(around, 8, 8)

    # room
    def _wanted(self) -> int:
        width = self.width() / style.scale()
        return 5 if width >= FIVE_FROM else 4 if width >= FOUR_FROM else 3 if width >= THREE_FROM else 2

    def _lay_out(self) -> None:
        self._columns = self._wanted()
        for place in range(5):
            self._grid.setColumnStretch(place, 1 if place < self._columns else 0)
        for number, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, number // self._columns, number % self._columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns != self._wanted():
            self._lay_out()
