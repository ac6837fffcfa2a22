"""The places of a short code: one real line edit, read by screen readers, that paints itself as boxes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.ui import style
from desktop.ui.accessible import named

BOX, HIGH, GAP = 50, 52, 11
FRENCH_ROW = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
"""The top row of a French keyboard, without Maj."""
WORDS = {6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix"}


class CodeField(QLineEdit):
    """``complete`` with the digits as soon as the last one is typed."""

    complete = Signal(str)

    def __init__(self, digits: int, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digits = digits
        named(self, name, f"Votre code à {WORDS.get(digits, str(digits))} chiffres", "Il ouvre dès le dernier chiffre.")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(digits)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
                                 | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFrame(False)
        self.setProperty("kind", "code")
        self.textChanged.connect(self._typed)
        style.look().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(style.px(6 * BOX + 5 * GAP), style.px(HIGH))

    def _typed(self, text: str) -> None:
        digits = "".join(sign for sign in text if sign in "0123456789")
        if digits != text:
            self.setText(digits)
            return
        self.update()
        if len(text) == self.digits:
            self.complete.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sign = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and sign in FRENCH_ROW:
            sign = FRENCH_ROW[sign]
        if plain and len(sign) == 1 and sign in "0123456789":
            self.end(False)
            self.insert(sign)
        elif event.key() == Qt.Key.Key_Backspace:
            self.end(False)
            self.backspace()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete):
            self.clear()
        elif event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return,
                                 Qt.Key.Key_Enter) and not (plain and sign.isprintable() and sign):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.end(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.end(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """No selection: digits are typed one after the other."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Nothing to copy."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = style.px(GAP if self.digits == 6 else 6)
        wide = min((self.width() - gap * (self.digits - 1)) / self.digits, style.px(BOX))
        typed = len(self.text())
        for place in range(self.digits):
            box = QRectF(place * (wide + gap), 0, wide, self.height())
            here = place == typed and self.hasFocus() and self.isEnabled()
            pen = QPen(style.color("accent" if here else "field"), 2 if here else 1)
            painter.setPen(pen)
            painter.setBrush(style.color("paper" if self.isEnabled() else "sunk"))
            inset = pen.widthF() / 2
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 6, 6)
            if place < typed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.color("ink"))
                painter.drawEllipse(box.center(), style.px(5), style.px(5))
            elif here:
                painter.setPen(QPen(style.color("ink"), 1))
                half = style.px(11)
                middle = QPointF(round(box.center().x()) + 0.5, box.center().y())
                painter.drawLine(middle - QPointF(0, half), middle + QPointF(0, half))
