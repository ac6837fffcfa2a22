"""The small parts every screen is made of: labels, buttons, chips, cards, tabs, notices and empty states."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import icons, style
from desktop.ui.accessible import named


class PlainLabel(QLabel):
    """Text shown as it is, never as markup. ``elide`` ends it with « … » and keeps the whole in the tool tip."""

    def __init__(self, text: str = "", *, size: float = 14, weight: int = 400, tone: str = "", elide: bool = False,
                 wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._size, self._weight, self._elide, self._whole = size, weight, elide, text
        self.setProperty("tone", tone)
        self._dress()
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.setMinimumWidth(24)
        if tone in ("demo", "key"):
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(text)
        style.look().changed.connect(self._dress)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        if self._elide:
            self._shorten()
        else:
            super().setText(text)

    def whole_text(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def set_tone(self, tone: str) -> None:
        self.setProperty("tone", tone)
        style.repolish(self)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._elide:
            margins = self.contentsMargins()
            hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + margins.left() + margins.right() + 2)
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._shorten()

    def _shorten(self) -> None:
        width = max(self.contentsRect().width(), 24)
        shown = self.fontMetrics().elidedText(self._whole.replace("\n", " "), Qt.TextElideMode.ElideRight, width)
        super().setText(shown)
        self.setToolTip(as_tip(self._whole) if shown != self._whole else "")

    def _dress(self) -> None:
        self.setFont(style.font(self._size, self._weight))


def as_tip(text: str) -> str:
    """A tool tip that Qt will not read as markup, whatever a person typed."""
    if "<" not in text and "&" not in text:
        return text
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<span>{safe}</span>"


class MarkLabel(QWidget):
    """One state mark, 12 px, with its word for screen readers."""

    def __init__(self, mark: str = "none", size: float = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark, self._size = mark, size
        self.setFixedSize(style.px(size) + 4, style.px(size) + 4)
        self.set_mark(mark)
        style.look().changed.connect(self.update)

    def set_mark(self, mark: str) -> None:
        self._mark = mark
        words = icons.mark_words(mark)
        self.setAccessibleName(words or "sans état")
        self.setToolTip(words)
        self.update()

    def mark(self) -> str:
        return self._mark

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw_mark(painter, QPointF(self.width() / 2, self.height() / 2), self._mark, style.px(self._size))


class Avatar(QWidget):
    """The initials of the person who works here, in a round."""

    def __init__(self, name: str, size: int = 26, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = "".join(part[0] for part in name.split()[:2]).upper() or "·"
        self._size = size
        self.setFixedSize(style.px(size), style.px(size))
        self.setAccessibleName(name)
        style.look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(style.color("accent"))
        painter.setFont(style.font(self._size * 0.44, style.BOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)


B = TypeVar("B", bound=QBoxLayout)
Slot = Callable[[], object]


def loosely(act: Slot) -> Callable[..., None]:
    """A slot that calls ``act`` without keeping its widget alive: what a lambda holds outlives the window."""
    owner = getattr(act, "__self__", None)
    if not isinstance(owner, QObject):
        return lambda _checked=False: _discard(act())
    held, name = weakref.ref(owner), str(cast(Any, act).__name__)

    def call(_checked: bool = False) -> None:
        alive = held()
        if alive is not None and shiboken6.isValid(alive):
            getattr(alive, name)()

    return call


def _discard(_result: object) -> None:
    """Slots give nothing back."""


def button(text: str, kind: str = "quiet", *, name: str, icon: str = "", clicked: Slot | None = None, tip: str = "",
           accessible: str = "", shortcut: str = "") -> QPushButton:
    """A button: ``first`` (one a screen), ``quiet``, ``danger``, ``link``, ``plain`` or ``icon``."""
    made = QPushButton(f"\u2009{text}" if icon and text else text)
    made.setProperty("kind", kind)
    named(made, name, accessible or text)
    made.setFont(style.font(14, style.MEDIUM if kind == "first" else 400))
    made.setAutoDefault(kind == "first")
    if icon:
        token = {"first": "on_accent", "link": "accent", "danger": "bad"}.get(kind, "ink_soft")
        icons.set_icon(made, icon, token)
    if tip or kind == "icon":
        made.setToolTip(tip or accessible)
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
    if kind in ("link", "icon"):
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if clicked is not None:
        made.clicked.connect(loosely(clicked))
    return made


def first(text: str, *, name: str, icon: str = "", clicked: Slot | None = None, tip: str = "") -> QPushButton:
    """The first action of a screen, filled."""
    return button(text, "first", name=name, icon=icon, clicked=clicked, tip=tip)


def quiet(text: str, *, name: str, icon: str = "", clicked: Slot | None = None, tip: str = "") -> QPushButton:
    """Any other action."""
    return button(text, "quiet", name=name, icon=icon, clicked=clicked, tip=tip)


def link(text: str, *, name: str, icon: str = "", clicked: Slot | None = None, accessible: str = "") -> QPushButton:
    """An action that reads as a link, without a box."""
    return button(text, "link", name=name, icon=icon, clicked=clicked, accessible=accessible)


def icon_button(icon: str, accessible: str, *, name: str, clicked: Slot | None = None) -> QPushButton:
    """A button without words: its accessible name is its tool tip."""
    return button("", "icon", name=name, icon=icon, clicked=clicked, accessible=accessible)


def action(text: str, act: Slot, *, icon: str = "", shortcut: str = "", parent: QWidget | None = None,
           name: str = "") -> QAction:
    """A menu entry."""
    made = QAction(text, parent)
    if icon:
        made.setIcon(icons.icon(icon))
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
    made.setObjectName(name)
    made.triggered.connect(loosely(act))
    return made


def menu_button(text: str, entries: Sequence[QAction | None], kind: str = "quiet", *, name: str, icon: str = "",
                accessible: str = "") -> QPushButton:
    """A button that opens a menu (``None`` is a separator); with an ``icon`` and no text, only the icon shows."""
    made = button(f"{text}  " if text else "", kind, name=name, icon=icon, accessible=accessible or text)
    if text:
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        icons.set_icon(made, "chevron-down", "on_accent" if kind == "first" else "ink_soft", 14)
    menu = QMenu(made)
    menu.setAccessibleName(accessible or text)
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        else:
            entry.setParent(menu)
            menu.addAction(entry)
    made.setMenu(menu)
    return made


class Chip(QPushButton):
    """A filter that is on or off, as a pill; a count may follow its word."""

    def __init__(self, text: str, *, name: str, count: int | None = None, checked: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setChecked(checked)
        self.setAutoDefault(False)
        self.setFont(style.font(13))
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        text = self._text if count is None else f"{self._text} {count}"
        self.setText(text)
        self.setAccessibleName(text)


def chip_group(chips: Sequence[Chip], picked: Callable[[int], object]) -> None:
    """Make chips exclusive: picking one lets the others go and calls ``picked(index)``."""
    def pick(index: int) -> None:
        for other, chip in enumerate(chips):
            chip.setChecked(other == index)
        picked(index)

    for position, chip in enumerate(chips):
        chip.clicked.connect(lambda _checked=False, index=position: pick(index))


class Card(QFrame):
    """A bordered group (radius 8). ``kind`` is ``true``, ``frame`` (radius 6, field border) or ``sunk``."""

    def __init__(self, *, kind: str = "true", name: str = "", margins: tuple[int, int, int, int] = (16, 14, 16, 14),
                 spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", kind)
        self.setObjectName(name)
        self.box = vbox(self, margins=margins, spacing=spacing)


def vbox(parent: QWidget | None = None, *items: QWidget | QLayout | int | None,
         margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
    """A column: widgets and layouts in order, an int for a space, ``None`` for what stretches."""
    return _fill(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), items, margins, spacing)


def hbox(parent: QWidget | None = None, *items: QWidget | QLayout | int | None,
         margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 8) -> QHBoxLayout:
    """A row: widgets and layouts in order, an int for a space, ``None`` for what stretches."""
    return _fill(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), items, margins, spacing)


def _fill(box: B, items: Sequence[QWidget | QLayout | int | None],
          margins: tuple[int, int, int, int], spacing: int) -> B:
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


def section_title(text: str, *, size: float = 16, tone: str = "") -> PlainLabel:
    """The title of a group, 16 px, weight 500."""
    return PlainLabel(text, size=size, weight=style.MEDIUM, tone=tone)


class HLine(QFrame):
    """A hairline between rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "h")
        self.setFixedHeight(1)


class VLine(QFrame):
    """A border between panes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "v")
        self.setFixedWidth(1)


class EmptyState(QWidget):
    """What a place is for, in one sentence, with one button and one link."""

    def __init__(self, sentence: str, button: QPushButton | None = None, link: QPushButton | None = None, *,
                 name: str = "vide", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.sentence = PlainLabel(sentence, size=15, tone="soft", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(style.px(420))
        self.sentence.setMinimumWidth(min(style.px(300), 420))
        column = vbox(None, None, self.sentence, 16, spacing=0)
        column.setAlignment(self.sentence, Qt.AlignmentFlag.AlignHCenter)
        for made in (button, link):
            if made is not None:
                column.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
                column.addSpacing(8)
        column.addStretch(2)
        hbox(self, None, column, None, margins=(16, 16, 16, 16))


class Notice(QFrame):
    """A tinted line inside a page: a mark, a sentence, at most one link. ``kind`` info, good, warn or bad."""

    def __init__(self, text: str, kind: str = "info", *, mark: str = "", action: QPushButton | None = None,
                 name: str = "notice", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", kind)
        self.setObjectName(name)
        self.label = PlainLabel(text, wrap=True)
        row = hbox(self, margins=(12, 8, 12, 8), spacing=9)
        if mark:
            row.addWidget(MarkLabel(mark), 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            row.addWidget(icon_label("triangle-alert" if kind in ("warn", "bad") else "info",
                                     {"info": "accent"}.get(kind, kind)), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.label, 1)
        if action is not None:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_text(self, text: str) -> None:
        self.label.setText(text)


class IconLabel(QLabel):
    """An icon that is only there to be seen: the word is beside it."""

    def __init__(self, name: str, token: str = "ink_soft", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = (name, token, size)
        self._draw()
        style.look().changed.connect(self._draw)

    def _draw(self) -> None:
        name, token, size = self._icon
        pixels = style.px(size)
        self.setPixmap(icons.pixmap(name, token, pixels, self.devicePixelRatioF()))
        self.setFixedSize(pixels + 2, pixels + 4)


def icon_label(name: str, token: str = "ink_soft", size: int = 16) -> IconLabel:
    return IconLabel(name, token, size)


def scrolled(content: QWidget, *, name: str, pane: str = "paper", accessible: str = "") -> QScrollArea:
    """``content`` in a scroll area that widens it and never scrolls sideways."""
    area = QScrollArea()
    named(area, name, accessible)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("pane", pane)
    content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area.setWidget(content)
    return area


def pane(widget: QWidget, kind: str) -> QWidget:
    """Paint a plain widget's background: ``ground``, ``paper`` or ``sunk``."""
    widget.setProperty("pane", kind)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
