"""Everything done for a child, by year, newest first: a list that is as tall as what it holds, headings fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.services.values import Event, as_day
from desktop.texts import plain_date, plural, short_date
from desktop.ui import icons, style
from desktop.ui.accessible import named

ROW, HEADING, QUIET = 48, 38, 34
DATES = 88
MANY = 40
LONG = 12
"""Past this many events, kinds can be told apart."""
KINDS = (("", "Tout"), ("meeting", "Réunions"), ("project", "Projets"), ("task", "Tâches"), ("handed", "Papiers remis"))
ENTRY_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Heading:
    """« CE2 · 2026-2027 — 5 événements »; ``quiet`` for years that only say the class: « PS → CE1 »."""

    year: str
    level: str
    count: int
    folded: bool
    quiet: bool = False

    def words(self) -> str:
        if self.quiet:
            return f"{self.level}\u00a0: parcours sans événement"
        return " · ".join(part for part in (self.level, self.year) if part) or "Sans date"

    def tally(self) -> str:
        return "" if self.quiet else plural(self.count, "événement")


Entry = Heading | Event


def entries(events: Sequence[Event], folded: frozenset[str]) -> list[Entry]:
    """Headings and their events; the events of a folded year are left out."""
    result: list[Entry] = []
    years = [(year, list(group)) for year, group in groupby(events, key=lambda event: event.year)]
    for silent, spell in groupby(years, key=lambda one: all(event.table == "enrolment" for event in one[1])):
        result += (_quiet if silent else _told)(list(spell), folded)
    return result


def _told(years: Sequence[tuple[str, list[Event]]], folded: frozenset[str]) -> list[Entry]:
    result: list[Entry] = []
    for year, inside in years:
        level = next((event.level for event in inside if event.level), "")
        result.append(Heading(year, level, sum(event.table != "enrolment" for event in inside), year in folded))
        if year not in folded:
            result += inside
    return result


def _quiet(years: Sequence[tuple[str, list[Event]]], folded: frozenset[str]) -> list[Entry]:
    """Years that only say the class and the school, as one line that unfolds."""
    levels = [next((event.level for event in inside if event.level), year) for year, inside in years]
    words = levels[0] if len(levels) == 1 else f"{levels[-1]} → {levels[0]}"
    key = f"quiet {years[0][0]}"
    opened = key in folded
    events: list[Entry] = [event for _, inside in years for event in inside] if opened else []
    return [Heading(key, words, 0, not opened, quiet=True), *events]


def folded_at_first(events: Sequence[Event]) -> frozenset[str]:
    """Past forty events only the two latest years are open."""
    years = list(dict.fromkeys(event.year for event in events))
    return frozenset(years[2:]) if len(events) > MANY else frozenset()


class TimelineModel(QAbstractListModel):
    """Headings and events as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._events: tuple[Event, ...] = ()
        self._folded: frozenset[str] = frozenset()
        self._kind = ""
        self._entries: list[Entry] = []
        self._today = date.min

    def set_events(self, events: tuple[Event, ...], today: date, *, keep_folds: bool = False) -> None:
        self.beginResetModel()
        self._events, self._today = events, today
        if not keep_folds:
            self._folded, self._kind = folded_at_first(events), ""
        self._entries = entries(self._shown(), self._folded)
        self.endResetModel()

    def show_kind(self, kind: str) -> None:
        """One kind of event only (``""`` for all)."""
        self.beginResetModel()
        self._kind = kind
        self._entries = entries(self._shown(), self._folded)
        self.endResetModel()

    def _shown(self) -> tuple[Event, ...]:
        return tuple(event for event in self._events if self._kind in ("", event.table))

    def toggle(self, year: str) -> None:
        """Fold or unfold a year."""
        self.beginResetModel()
        self._folded = self._folded ^ {year}
        self._entries = entries(self._shown(), self._folded)
        self.endResetModel()

    def row_of_year(self, year: str) -> int:
        return next((i for i, e in enumerate(self._entries) if isinstance(e, Heading) and e.year == year), 0)

    def entry(self, row: int) -> Entry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == ENTRY_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(entry)
        return None

    def _words(self, entry: Entry) -> str:
        if isinstance(entry, Heading):
            return ", ".join(part for part in (entry.words(), entry.tally(), "replié" if entry.folded else "déplié") if part)
        day = as_day(entry.on)
        when = plain_date(day) if day else ""
        return ", ".join(part for part in (when, icons.mark_words(entry.mark), entry.title, entry.detail) if part)

    def when(self, event: Event) -> str:
        """« lun. 30 nov. »; the rentrée of an enrolment says nothing."""
        day = as_day(event.on)
        return "" if day is None or event.table == "enrolment" else short_date(day)


def height_of(entry: Entry | None) -> int:
    if isinstance(entry, Heading):
        return style.px(QUIET if entry.quiet else HEADING)
    return style.px(ROW)


class TimelineDelegate(QStyledItemDelegate):
    """Date at right of its column, mark on the line of time, title, then what was said of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(style.px(200), height_of(index.data(ENTRY_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, style.color("hover"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(style.color("accent"), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 4, 4)
        if isinstance(entry, Heading):
            self._heading(painter, rect, entry)
        elif isinstance(entry, Event):
            self._event(painter, rect, entry, index)
        painter.restore()

    def _heading(self, painter: QPainter, rect: QRect, entry: Heading) -> None:
        soft = style.font(13)
        metrics = QFontMetrics(soft)
        base = rect.top() + style.px(22 if entry.quiet else 24)
        painter.setFont(soft)
        painter.setPen(style.color("ink_soft"))
        icons_left = rect.left() + 2
        painter.drawPixmap(QPoint(icons_left, base - style.px(12)),
                           icons.pixmap("chevron-right" if entry.folded else "chevron-down", "ink_soft", style.px(14)))
        left = icons_left + style.px(18)
        count = entry.tally()
        painter.drawText(QPoint(left, base), entry.words())
        right = rect.right() - metrics.horizontalAdvance(count) - 2
        start = left + metrics.horizontalAdvance(entry.words()) + style.px(10)
        if right - style.px(10) > start:
            painter.drawText(QPoint(right, base), count)
            painter.setPen(QPen(style.color("line"), 1))
            y = base - style.px(4)
            painter.drawLine(start, y, right - style.px(10), y)

    def _event(self, painter: QPainter, rect: QRect, event: Event, index: Index) -> None:
        model = index.model()
        dates = style.px(DATES)
        soft, body = style.font(13), style.font(14)
        top = rect.top()
        painter.setFont(soft)
        painter.setPen(style.color("ink_soft"))
        when = model.when(event) if isinstance(model, TimelineModel) else ""
        width = QFontMetrics(soft).horizontalAdvance(when)
        painter.drawText(QPoint(rect.left() + dates - width, top + style.px(17)), when)
        axis = rect.left() + dates + style.px(16)
        if self._followed(index):
            painter.setPen(QPen(style.color("line"), 1))
            painter.drawLine(axis, top + style.px(22), axis, rect.bottom() + style.px(3))
        mark = event.mark if event.mark != "none" else ""
        if mark:
            icons.draw_mark(painter, QPointF(axis, top + style.px(12.5)), mark, style.px(12))
        else:
            painter.setBrush(style.color("line"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(axis, top + style.px(12.5)), style.px(3), style.px(3))
        left = axis + style.px(18)
        self._text(painter, left, rect.right(), top + style.px(17), event.title[:1].upper() + event.title[1:], body, "ink")
        self._text(painter, left, rect.right(), top + style.px(35), event.detail, soft, "ink_soft")

    def _followed(self, index: Index) -> bool:
        model = index.model()
        return isinstance(model, TimelineModel) and isinstance(model.entry(index.row() + 1), Event)

    def _text(self, painter: QPainter, left: int, right: int, base: int, text: str, font: Any, token: str) -> None:
        painter.setFont(font)
        painter.setPen(style.color(token))
        shown = QFontMetrics(font).elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, max(right - left - 4, 10))
        painter.drawText(QPoint(left, base), shown)


class Timeline(QListView):
    """``opened(table, id)`` on Entrée or a click; Entrée on a year folds it. It never scrolls by itself."""

    opened = Signal(str, str)
    moved = Signal(QRect)
    """Where the current row is, for the page that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "parcours", "Parcours de l’élève")
        self.events = TimelineModel(self)
        self.setModel(self.events)
        self.setItemDelegate(TimelineDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.events.modelReset.connect(self._fit)
        self.selectionModel().currentChanged.connect(self._tell_place)
        style.look().changed.connect(self._fit)
        self._fit()

    def set_events(self, events: tuple[Event, ...], today: date, *, keep_folds: bool = False) -> None:
        row = self.currentIndex().row() if keep_folds else -1
        self.events.set_events(events, today, keep_folds=keep_folds)
        if row >= 0:
            self._put(row)

    def _put(self, row: int) -> None:
        index = self.events.index(min(row, self.events.rowCount() - 1))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _fit(self) -> None:
        height = sum(height_of(self.events.entry(row)) for row in range(self.events.rowCount()))
        self.setFixedHeight(max(height, 1) + 4)
        self.scheduleDelayedItemsLayout()

    def _tell_place(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and self.hasFocus():
            self.moved.emit(self.visualRect(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self._act(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._act(index.row())

    def _act(self, row: int) -> None:
        entry = self.events.entry(row)
        if isinstance(entry, Heading):
            self.events.toggle(entry.year)
            self._put(self.events.row_of_year(entry.year))
        elif isinstance(entry, Event):
            self.opened.emit(entry.table, entry.id)
