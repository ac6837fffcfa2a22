"""Days and hours typed as one says them: « 23/11 », « 23 nov », « demain », « 16h30 »; a calendar one key away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton, QWidget

from desktop.texts import NBSP, fold, numeric_date, parse_day
from desktop.ui import icons, style
from desktop.ui.accessible import announce, named
from desktop.ui.widgets import vbox

MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
TYPED_DAY = re.compile(
    r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]* )?(\d{1,2})(?:er)? (\d{1,2}|[a-z]+)(?: (\d{2}|\d{4}))?")
TYPED_TIME = re.compile(r"(\d{1,2})(?:\s*[h:.]\s*(\d{2})?|\s+(\d{2})|(\d{2}))?(?:\s*min)?")
BAD_DAY = "Une date qui existe, comme 23/11/2026."
BAD_TIME = "Une heure, comme 16 h 30."

_today: Callable[[], date] = date.today


def use_today(today: Callable[[], date]) -> None:
    """The clock of the open vault says which day it is (demonstrations stand still)."""
    global _today
    _today = today


def read_day(text: str, today: date) -> date | None:
    """A day as people type it; without a year, the nearest one in this school year's neighbourhood."""
    plain = fold(text)
    words = {"auj": 0, "aujourd hui": 0, "aujourdhui": 0, "demain": 1, "hier": -1, "apres demain": 2}
    if plain in words:
        return today + timedelta(days=words[plain])
    iso = re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", plain)
    if iso:
        return _day(int(iso[3]), int(iso[2]), int(iso[1]))
    if re.fullmatch(r"\d{6}|\d{8}", plain):
        plain = f"{plain[:2]} {plain[2:4]} {plain[4:]}"
    found = TYPED_DAY.fullmatch(plain)
    if found is None:
        return None
    month = _month(found[2])
    if not month:
        return None
    if found[3]:
        year = int(found[3])
        return _day(int(found[1]), month, year if year > 99 else 2000 + year if year < 70 else 1900 + year)
    near = [day for year in (today.year - 1, today.year, today.year + 1)
            if (day := _day(int(found[1]), month, year)) is not None]
    return min(near, key=lambda day: abs((day - today).days), default=None)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    if len(text) < 3:
        return 0
    names = [number for number, name in enumerate(MONTHS, 1) if name.startswith(text[:4]) or text.startswith(name)]
    return names[0] if len(names) == 1 else 0


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> str:
    """``HH:MM``, or nothing when it is not an hour."""
    found = TYPED_TIME.fullmatch(text.strip().lower().replace(NBSP, " "))
    if found is None:
        return ""
    hours, minutes = int(found[1]), int(found[2] or found[3] or found[4] or 0)
    return f"{hours:02d}:{minutes:02d}" if hours < 24 and minutes < 60 else ""


class _TypedEdit(QLineEdit):
    """A line that keeps its last good value while something else is being typed."""

    changed = Signal()
    sentence = ""

    def __init__(self, *, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        if kind:
            self.setProperty("kind", kind)
        self.setFont(style.font(14))
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self._settle)

    def is_bad(self) -> bool:
        """Whether what is typed cannot be read."""
        return bool(self.property("tone") == "bad")

    def _read(self, text: str) -> str | None:
        raise RuntimeError(text)

    def _show(self, value: str) -> str:
        return value

    def _put(self, value: str) -> None:
        self._value = value
        self._tone("")
        self.setText(self._show(value))
        self.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        value = self._read(text)
        if value is not None and value != self._value:
            self._value = value
            self.changed.emit()
        if value is not None:
            self._tone("")

    def _settle(self) -> None:
        value = self._read(self.text())
        if value is None:
            self._tone("bad")
            self.setToolTip(self.sentence)
            announce(self, self.sentence, urgent=True)
            return
        self._put(value)

    def _tone(self, tone: str) -> None:
        if (self.property("tone") or "") != tone:
            self.setProperty("tone", tone)
            self.setToolTip("")
            style.repolish(self)


class DateEdit(_TypedEdit):
    """A day kept ``AAAA-MM-JJ``. Haut and Bas move by a day, Alt+Bas opens the calendar."""

    sentence = BAD_DAY

    def __init__(self, *, kind: str = "", today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(kind=kind, parent=parent)
        self._today = today
        self._popup: QFrame | None = None
        self.setPlaceholderText("jj/mm/aaaa" if not kind else "")
        if not kind:
            act = self.addAction(icons.icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
            act.setText("Ouvrir le calendrier")
            act.triggered.connect(self.open_calendar)
            for made in self.findChildren(QToolButton):
                named(made, "ouvrir_calendrier", "Ouvrir le calendrier")

    def day(self) -> str:
        return self._value

    def set_day(self, day: str) -> None:
        self._put(day)

    def today(self) -> date:
        return self._today or _today()

    def _read(self, text: str) -> str | None:
        if not text.strip():
            return ""
        day = read_day(text, self.today())
        return day.isoformat() if day is not None else None

    def _show(self, value: str) -> str:
        day = parse_day(value)
        return numeric_date(day) if day is not None else value

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self.open_calendar()
        elif step and not self.isReadOnly() and not event.modifiers():
            day = parse_day(self._value) or self.today()
            self._pick((day + timedelta(days=step)).isoformat())
        else:
            super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """The month, under the field; Échap closes it."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("card", "true")
        named(popup, "calendrier_bulle", "Calendrier")
        calendar = named(QCalendarWidget(popup), "calendrier", "Calendrier")
        calendar.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        _name_calendar(calendar)
        day = parse_day(self._value) or self.today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(self._picked)
        calendar.clicked.connect(self._picked)
        vbox(popup, calendar, margins=(4, 4, 4, 4))
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup = popup
        popup.show()
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self._pick(f"{day.year():04d}-{day.month():02d}-{day.day():02d}")
        self.setFocus()

    def _pick(self, value: str) -> None:
        self._put(value)
        self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class TimeEdit(_TypedEdit):
    """An hour kept ``HH:MM``, shown « 16 h 30 »."""

    sentence = BAD_TIME

    def __init__(self, *, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(kind=kind, parent=parent)
        self.setPlaceholderText("16 h 30" if not kind else "")

    def time(self) -> str:
        return self._value

    def set_time(self, value: str) -> None:
        self._put(value)

    def _read(self, text: str) -> str | None:
        return "" if not text.strip() else (read_time(text) or None)

    def _show(self, value: str) -> str:
        return f"{int(value[:2])}{NBSP}h{NBSP}{value[3:]}" if re.fullmatch(r"\d\d:\d\d", value) else value


def _name_calendar(calendar: QCalendarWidget) -> None:
    """Words for the calendar's own small buttons."""
    words = {"qt_calendar_prevmonth": "Mois précédent", "qt_calendar_nextmonth": "Mois suivant",
             "qt_calendar_monthbutton": "Choisir le mois", "qt_calendar_yearbutton": "Choisir l’année",
             "qt_calendar_yearedit": "Année", "qt_calendar_calendarview": "Jours du mois"}
    for name, word in words.items():
        for child in calendar.findChildren(QWidget, name):
            child.setAccessibleName(word)
