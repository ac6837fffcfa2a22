"""The first page of a pupil's sheet: conflicts, what is due, the timeline by year, the aside where there is room for it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.services.values import Event, Ribbon, Student, as_day
from desktop.texts import long_date
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.flow import FlowLayout
from desktop.ui.records.conflicts import Conflicts
from desktop.ui.records.loose import loosely_with
from desktop.ui.students.aside import Aside
from desktop.ui.students.ribbon import RibbonWidget
from desktop.ui.students.ribbon_shape import as_lines
from desktop.ui.students.timeline import KINDS, LONG, Timeline
from desktop.ui.table_cell import Cell
from desktop.ui.widgets import Chip, Notice, PlainLabel, chip_group, clear, hbox, link, scrolled, vbox

ASIDE, ASIDE_FROM, COLUMN = 236, 780, 720
DUE_SHOWN = 3
FIT = QHeaderView.ResizeMode.ResizeToContents
NOTHING = "Rien n’est encore écrit. Les entretiens, les réunions et les PPRE se rangeront ici, année après année."


class SituationPage(QWidget):
    """Scrolls as one page."""

    opened = Signal(str, str)
    start_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "situation", "Situation")
        content = self._content = QWidget()
        self.conflicts = Conflicts(context)
        self._ribbon_room = vbox(None)
        self._due = vbox(None, spacing=8)
        self.table = RibbonTable()
        self.timeline = Timeline()
        self.timeline.opened.connect(self.opened)
        self.timeline.moved.connect(self._follow)
        self._kinds = QWidget()
        flow = FlowLayout(self._kinds)
        self.kind_chips = [Chip(word, name=f"parcours_{code or 'tout'}", checked=not code) for code, word in KINDS]
        for chip in self.kind_chips:
            flow.addWidget(chip)
        chip_group(self.kind_chips, loosely_with(self._pick_kind))
        self._kinds.hide()
        self._empty = PlainLabel(NOTHING, size=15, tone="soft", wrap=True)
        self._empty_link = link("Commencer", name="situation_commencer", icon="plus", clicked=self.start_asked.emit)
        column = QWidget()
        column.setMaximumWidth(style.px(COLUMN))
        vbox(column, self.conflicts, self._ribbon_room, self._due, self.table, self._kinds, self.timeline,
             self._empty, self._empty_link, None, spacing=10)
        self.aside = Aside()
        self._row: QBoxLayout = hbox(content, column, 28, self.aside, margins=(24, 14, 24, 24), spacing=0)
        self._row.setStretch(0, 1)
        self.area = scrolled(content, name="situation_defile")
        vbox(self, self.area)

    def hold_ribbon(self, ribbon: RibbonWidget | None) -> None:
        """In a short window the ribbon is a section of this page."""
        if ribbon is not None:
            self._ribbon_room.addWidget(ribbon)

    def set_student(self, student: Student) -> None:
        self.conflicts.set_conflicts(student.conflicts)
        if student.conflicts:
            announce(self, "Deux textes ont été écrits sans se connaître : choisissez celui à garder.")
        self.aside.set_student(student)

    def set_timeline(self, events: tuple[Event, ...], ribbon: Ribbon, today: date, *, same: bool) -> None:
        self.timeline.set_events(events, today, keep_folds=same)
        self.table.set_ribbon(ribbon)
        self._show_kinds(events, same=same)
        alone = not any(event.table != "enrolment" for event in events)
        self.timeline.setVisible(bool(events))
        self._empty.setVisible(alone)
        self._empty_link.setVisible(alone)
        self._set_due([event for event in events if event.mark in ("late", "due")], today)

    def _show_kinds(self, events: tuple[Event, ...], *, same: bool) -> None:
        """Chips by kind, for a long path that holds more than one of them."""
        counts = Counter(event.table for event in events if event.table != "enrolment")
        self._kinds.setVisible(counts.total() > LONG and len(counts) > 1)
        for (code, _), chip in zip(KINDS, self.kind_chips, strict=True):
            chip.set_count(counts[code] if code else counts.total())
            chip.setVisible(not code or code in counts)
            if not same:
                chip.setChecked(not code)

    def _pick_kind(self, index: int) -> None:
        self.timeline.events.show_kind(KINDS[index][0])
        announce(self, self.kind_chips[index].text())

    def _set_due(self, events: list[Event], today: date) -> None:
        clear(self._due)
        for number, event in enumerate(sorted(events, key=lambda one: one.on)[:DUE_SHOWN]):
            self._due.addWidget(DueNotice(event, today, number, self))

    def show_table(self) -> None:
        """The ribbon as a table, and back."""
        self.table.setVisible(self.table.isHidden())
        if self.table.isVisible():
            self.table.setFocus()
            announce(self, "Parcours en tableau.")

    def _follow(self, rect: QRect) -> None:
        top = self.timeline.mapTo(self._content, rect.topLeft())
        self.area.ensureVisible(top.x(), top.y() + rect.height() // 2, 0, rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= style.px(ASIDE_FROM)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
        if beside:
            self.aside.setFixedWidth(style.px(ASIDE))
        else:
            self.aside.setMinimumWidth(0)
            self.aside.setMaximumWidth(style.px(COLUMN))
        side = 24 if self.width() >= 560 else 16
        self._row.setContentsMargins(side, 14, side, 24)


class DueNotice(Notice):
    """One thing due, above the timeline, with the way to it."""

    def __init__(self, event: Event, today: date, number: int, page: SituationPage) -> None:
        self._event, self._page = event, page
        act = link("Ouvrir", name=f"echeance_{number}", accessible=f"Ouvrir : {event.title}")
        super().__init__(due_words(event, today), "bad" if event.mark == "late" else "warn", mark=event.mark, action=act,
                         name=f"due_{number}")
        act.clicked.connect(self._open)

    def _open(self) -> None:
        self._page.opened.emit(self._event.table, self._event.id)


def due_words(event: Event, today: date) -> str:
    """« Bilan du PPRE n° 2 à écrire avant le lundi 30 novembre 2026, dans 7 jours »."""
    day = as_day(event.on)
    if day is None:
        return event.title
    days = (day - today).days
    if days < 0:
        since = f"{-days} jour{'s' if days < -1 else ''}"
        return f"{event.title} : prévu le {long_date(day)}, en retard de {since}"
    when = "aujourd’hui" if days == 0 else "demain" if days == 1 else f"dans {days} jours"
    return f"{event.title} avant le {long_date(day)}, {when}"


class RibbonTable(QTableWidget):
    """The facts of the ribbon, for who reads rather than looks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        named(self, "parcours_tableau", "Parcours en tableau")
        self.setProperty("frame", True)
        self.setHorizontalHeaderLabels(["Année", "Où", "Quoi", "Quand, école"])
        self.verticalHeader().hide()
        self.setItemDelegate(Cell(self))
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = named(self.horizontalHeader(), "parcours_colonnes", "Parcours : colonnes")
        named(self.verticalHeader(), "parcours_lignes", "Parcours")
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate((FIT, FIT, QHeaderView.ResizeMode.Stretch, QHeaderView.ResizeMode.Stretch)):
            head.setSectionResizeMode(column, mode)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.hide()

    def set_ribbon(self, ribbon: Ribbon) -> None:
        lines = as_lines(ribbon)
        self.setRowCount(len(lines))
        for row, cells in enumerate(lines):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                self.setItem(row, column, item)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """A long text takes two lines: nothing is cut."""
        self.resizeRowsToContents()
        height = self.horizontalHeader().sizeHint().height() + sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(min(height + 4, style.px(320)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_rows()
