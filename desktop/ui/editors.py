"""One editor for each kind of question: ``editor_for(field)`` has ``value``, ``set_value`` and ``changed``."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextBlockFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QSizePolicy, QTextEdit, QWidget

from desktop.forms.spec import Choice, Date, Field, Number, Table, Text, Tick, Time
from desktop.ui import style
from desktop.ui.date_edit import DateEdit, TimeEdit
from desktop.ui.flow import FlowLayout
from desktop.ui.widgets import Chip, PlainLabel, hbox, vbox

LINE_HEIGHT = 1.45


class GrowingText(QTextEdit):
    """A text box as tall as its text, at a fixed line height; Tab goes on to the next question."""

    edited = Signal()

    def __init__(self, *, lines: int = 1, kind: str = "field", size: float = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self._lines, self._size, self._filling = lines, size, False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.setFont(style.font(size))
        self._space_lines()
        self.textChanged.connect(self._text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        style.look().changed.connect(self._restyle)
        self._fit()

    def text(self) -> str:
        """What was typed, exactly: Qt's ``toPlainText`` would turn no-break spaces into plain ones."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def fill(self, text: str) -> None:
        """Show a text; nothing to undo, nothing told."""
        if text == self.text():
            return
        self._filling = True
        self.setPlainText(text)
        self._space_lines()
        self._filling = False
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(80, self._wanted_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._wanted_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _wanted_height(self) -> int:
        line = round(style.font(self._size).pixelSize() * LINE_HEIGHT)
        frame = (8 if self.property("tight") else 14) if self.property("kind") == "field" else 12
        text = round(self.document().size().height())
        if self.document().isEmpty() and self.placeholderText():
            room = QRect(0, 0, max(self.viewport().width() - 6, 40), 10_000)
            asked = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap.value, self.placeholderText())
            text = max(text, asked.height() + 6)
        return max(self._lines * line + 4, text) + frame

    def _fit(self) -> None:
        wanted = self._wanted_height()
        if wanted != self.height() or wanted != self.minimumHeight():
            self.setFixedHeight(wanted)
            self.updateGeometry()

    def _space_lines(self) -> None:
        document = self.document()
        document.setUndoRedoEnabled(False)
        block = QTextBlockFormat()
        block.setLineHeight(round(style.font(self._size).pixelSize() * LINE_HEIGHT),
                            QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(block)
        document.setUndoRedoEnabled(True)

    def _restyle(self) -> None:
        self._filling = True
        self.setFont(style.font(self._size))
        self._space_lines()
        self._filling = False
        self._fit()

    def _text_changed(self) -> None:
        self._fit()
        if not self._filling:
            self.edited.emit()


class Editor(QWidget):
    """What FormView asks of an editor. ``value`` is as ``forms.spec`` keeps it: ``None`` when empty."""

    changed = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setObjectName(f"editeur_{field.key}")

    def value(self) -> Any:
        return None

    def set_value(self, value: Any) -> None:
        """Show a value without telling ``changed``."""

    def focus_target(self) -> QWidget:
        return self

    def name_target(self, name: str, label: str, help: str) -> None:
        """Names for tests and screen readers."""
        target = self.focus_target()
        target.setObjectName(name)
        target.setAccessibleName(label)
        target.setAccessibleDescription(help)

    def setFocus(self, *reason: Qt.FocusReason) -> None:
        """To the field itself. No focus proxy: Qt counts a holder that has one as a stop, and Tab went round the form."""
        target = self.focus_target()
        if target is self:
            super().setFocus(*reason)
        else:
            target.setFocus(*reason)

    def text_box(self) -> GrowingText | None:
        """The text box under the hand, for what is inserted from a bank."""
        return None

    def watch_words(self) -> None:
        """Underline what may be said otherwise, where there is free text."""

    def set_read_only(self, read_only: bool) -> None:
        """A record that is closed or not yours: read, copied, not changed."""
        self.setEnabled(not read_only)


class TextEditor(Editor):
    """Free text. What was not touched is given back untouched."""

    def __init__(self, field: Text, *, cell: bool = False, size: float = 14, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._kept: str | None = None
        self._touched = False
        self.box = GrowingText(lines=1 if cell else min(field.lines, 6), kind="cell" if cell else "field", size=size)
        self.box.setPlaceholderText(field.placeholder)
        vbox(self, self.box)
        self.box.edited.connect(self._edited)
        self.name_target(f"champ_{field.key}", field.label, field.help or field.placeholder)

    def value(self) -> Any:
        if not self._touched:
            return self._kept
        return self.box.text() or None

    def set_value(self, value: Any) -> None:
        self._kept, self._touched = value, False
        self.box.fill(str(value or ""))

    def focus_target(self) -> QWidget:
        return self.box

    def text_box(self) -> GrowingText:
        return self.box

    def watch_words(self) -> None:
        from desktop.ui.wording import watch

        watch(self.box)

    def tighten(self) -> None:
        """As tall as a line edit: a short answer on one row with others."""
        self.box.setProperty("tight", True)
        style.repolish(self.box)

    def set_read_only(self, read_only: bool) -> None:
        self.box.setReadOnly(read_only)

    def _edited(self) -> None:
        self._touched = True
        self.changed.emit()


class DateEditor(Editor):
    """A day, typed jj/mm/aaaa or picked."""

    def __init__(self, field: Date, *, cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.edit = DateEdit(kind="cell" if cell else "")
        if not cell:
            self.edit.setFixedWidth(style.px(160))
        hbox(self, self.edit, *(() if cell else (None,)), spacing=0)
        self.edit.changed.connect(self.changed)
        self.name_target(f"champ_{field.key}", field.label, field.help or "jour/mois/année")

    def value(self) -> Any:
        return self.edit.day() or None

    def set_value(self, value: Any) -> None:
        self.edit.set_day(value or "")

    def focus_target(self) -> QWidget:
        return self.edit


class TimeEditor(Editor):
    """An hour, typed « 16h30 »."""

    def __init__(self, field: Time, *, cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.edit = TimeEdit(kind="cell" if cell else "")
        if not cell:
            self.edit.setFixedWidth(style.px(110))
        hbox(self, self.edit, *(() if cell else (None,)), spacing=0)
        self.edit.changed.connect(self.changed)
        self.name_target(f"champ_{field.key}", field.label, field.help or "heures et minutes, comme 16 h 30")

    def value(self) -> Any:
        return self.edit.time() or None

    def set_value(self, value: Any) -> None:
        self.edit.set_time(value or "")

    def focus_target(self) -> QWidget:
        return self.edit


class NumberEditor(Editor):
    """A whole number, with its unit beside."""

    def __init__(self, field: Number, *, cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._spec = field
        self._value: int | None = None
        self.edit = QLineEdit()
        if cell:
            self.edit.setProperty("kind", "cell")
        self.edit.setMaximumWidth(style.px(110))
        hbox(self, self.edit, PlainLabel(field.unit, tone="soft"), None)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self._settle)
        self.name_target(f"champ_{field.key}", field.label, field.help or f"un nombre de {field.least} à {field.most}")

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self._settle()

    def focus_target(self) -> QWidget:
        return self.edit

    def _typed(self, text: str) -> None:
        digits = "".join(text.split())
        good = digits.isascii() and digits.isdigit() and self._spec.least <= int(digits) <= self._spec.most
        self.edit.setProperty("tone", "" if good or not digits else "bad")
        style.repolish(self.edit)
        if good or not digits:
            self._value = int(digits) if digits else None
            self.changed.emit()

    def _settle(self) -> None:
        self.edit.setProperty("tone", "")
        style.repolish(self.edit)
        self.edit.setText("" if self._value is None else str(self._value))


class TickEditor(Editor):
    """A box to tick; its label is beside it."""

    def __init__(self, field: Tick, *, cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = QCheckBox("" if cell else field.label)
        self.box.setFont(style.font(14))
        hbox(self, self.box, None)
        self.box.toggled.connect(self.changed)
        self.name_target(f"champ_{field.key}", field.label, field.help)

    def value(self) -> Any:
        return True if self.box.isChecked() else None

    def set_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def focus_target(self) -> QWidget:
        return self.box


class Combo(QComboBox):
    """A closed list that does not change under the wheel unless it has the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ListChoiceEditor(Editor):
    """One among many options, in a closed list whose first line is empty."""

    def __init__(self, field: Choice, *, cell: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.combo = Combo()
        if cell:
            self.combo.setProperty("kind", "cell")
        self.combo.addItem("", None)
        for option in field.options:
            self.combo.addItem(option.label, option.code)
        if not cell:
            self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        hbox(self, self.combo, spacing=0)
        self.combo.currentIndexChanged.connect(self.changed)
        self.name_target(f"champ_{field.key}", field.label, field.help)

    def value(self) -> Any:
        return self.combo.currentData()

    def set_value(self, value: Any) -> None:
        self.combo.blockSignals(True)
        self.combo.setCurrentIndex(max(self.combo.findData(value), 0))
        self.combo.blockSignals(False)

    def focus_target(self) -> QWidget:
        return self.combo


class ChipsEditor(Editor):
    """A few options as chips: one at a time, or several with ``many``; a second press takes it back."""

    def __init__(self, field: Choice, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._many = field.many
        self._codes = [option.code for option in field.options]
        self.chips = [Chip(option.label, name=f"choix_{field.key}_{option.code}") for option in field.options]
        flow = FlowLayout(self)
        for chip, option in zip(self.chips, field.options, strict=True):
            chip.setAccessibleName(f"{field.label} : {option.label}")
            chip.setToolTip(option.help)
            flow.addWidget(chip)
            chip.clicked.connect(self._clicked)
            chip.installEventFilter(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(field.label)

    def value(self) -> Any:
        codes = [code for code, chip in zip(self._codes, self.chips, strict=True) if chip.isChecked()]
        return (codes or None) if self._many else (codes[0] if codes else None)

    def set_value(self, value: Any) -> None:
        codes = value if isinstance(value, list) else [value]
        for code, chip in zip(self._codes, self.chips, strict=True):
            chip.setChecked(code in codes)

    def focus_target(self) -> QWidget:
        return self.chips[0] if self.chips else self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from chip to chip."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.chips:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
            if step:
                position = next(i for i, chip in enumerate(self.chips) if chip is watched) + step
                if 0 <= position < len(self.chips):
                    self.chips[position].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _clicked(self) -> None:
        pressed = self.sender()
        if not self._many and isinstance(pressed, Chip) and pressed.isChecked():
            for chip in self.chips:
                chip.setChecked(chip is pressed)
        self.changed.emit()


def editor_for(field: Field, *, cell: bool = False, size: float = 14) -> Editor:
    """The editor of a question; ``cell`` for a borderless one inside a table, ``size`` for what is written in a text box."""
    if isinstance(field, Table):
        from desktop.ui.table_editor import TableEditor

        return TableEditor(field)
    if isinstance(field, Text):
        return TextEditor(field, cell=cell, size=size)
    if isinstance(field, Date):
        return DateEditor(field, cell=cell)
    if isinstance(field, Time):
        return TimeEditor(field, cell=cell)
    if isinstance(field, Number):
        return NumberEditor(field, cell=cell)
    if isinstance(field, Tick):
        return TickEditor(field, cell=cell)
    if isinstance(field, Choice):
        return ListChoiceEditor(field, cell=cell) if cell or (not field.many and len(field.options) > 6) \
            else ChipsEditor(field)
    raise TypeError(f"no editor for {type(field).__name__}")


