"""« Feuille du jour »: what is foreseen in each school, to read on screen and to print before leaving."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.personal_values import DayLine
from desktop.services.values import as_day
from desktop.texts import long_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.date_edit import DateEdit
from desktop.ui.editors import Combo
from desktop.ui.records import papers
from desktop.ui.records.lines import hour
from desktop.ui.records.room import capped
from desktop.ui.widgets import HLine, PlainLabel, clear, hbox, link, quiet, scrolled, section_title, vbox

NOTHING = "Rien de prévu ce jour-là. Les dates à revoir de vos notes, les rencontres et les réunions s’y rangent d’elles-mêmes."


class DayPage(QWidget):
    """``opened(student)`` on a child's line."""

    left = Signal()
    opened = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "feuille_du_jour", "Feuille du jour")
        self.context = context
        self.day = named(DateEdit(), "jour_date", "Jour")
        self.day.setFixedWidth(style.px(150))
        self.day.changed.connect(self.refresh)
        self.school = named(Combo(), "jour_ecole", "École")
        self.school.setMinimumWidth(style.px(220))
        self.school.addItem("Toutes les écoles", "")
        self.school.currentIndexChanged.connect(self.refresh)
        self.title = PlainLabel("", size=21, weight=style.MEDIUM)
        self._room = vbox(None, spacing=6)
        content = QWidget()
        content.setMaximumWidth(style.px(720) + 48)
        vbox(content, hbox(None, link("Retour", name="jour_retour", icon="arrow-left", clicked=self.left.emit), None,
                           quiet("Imprimer", name="jour_imprimer", icon="printer", clicked=self.print_here)),
             self.title, 6, hbox(None, self.day, self.school, None), 10, self._room, None, margins=(24, 12, 24, 24), spacing=4)
        vbox(self, scrolled(capped(content), name="jour_defile", accessible="Feuille du jour"))

    def open(self) -> None:
        self.day.set_day(self.context.session.clock.today().isoformat())
        self.context.jobs.read(self.context.session.schools.all, self._schools, self.context.fail, key=(self, "schools"))
        self.refresh()
        self.day.setFocus()

    def _schools(self, schools: Sequence[Any]) -> None:
        picked = self.school.currentData()
        self.school.blockSignals(True)
        self.school.clear()
        self.school.addItem("Toutes les écoles", "")
        for school in schools:
            self.school.addItem(school.name, school.id)
        self.school.setCurrentIndex(max(self.school.findData(picked), 0))
        self.school.blockSignals(False)
        self.school.setVisible(len(schools) > 1)

    def refresh(self) -> None:
        day = self.day.day()
        if not day:
            return
        when = as_day(day)
        self.title.setText(f"Feuille du {long_date(when)}" if when else "Feuille du jour")
        session: Any = self.context.session
        self.context.jobs.read(partial(session.notebook.day_sheet, day, self.school.currentData() or ""), self._show,
                               self.context.fail, key=(self, "day"))

    def _show(self, lines: Sequence[DayLine]) -> None:
        clear(self._room)
        for school, group in groupby(sorted(lines, key=lambda one: (one.school, one.time)), key=lambda one: one.school):
            self._room.addWidget(section_title(school or "Sans école"))
            for number, line in enumerate(group):
                self._room.addWidget(DayRow(line, number, self))
            self._room.addSpacing(8)
        if not lines:
            self._room.addWidget(PlainLabel(NOTHING, tone="soft", wrap=True))

    def print_here(self) -> None:
        papers.show(self.context, "Feuille du jour",
                    partial(_paper, self.context, self.day.day(), self.school.currentData() or ""))


class DayRow(QWidget):
    """An hour, a child or a matter, what is foreseen."""

    def __init__(self, line: DayLine, number: int, page: DayPage) -> None:
        super().__init__()
        self._line, self._page = line, page
        at = PlainLabel(hour(line.time) or "—", size=13, tone="soft")
        at.setFixedWidth(style.px(72))
        who: QWidget = (link(line.who, name=f"jour_{line.student_id[-6:]}_{number}", clicked=self._open,
                             accessible=f"Ouvrir {line.who}, {line.what}") if line.student_id else PlainLabel(line.who))
        row = hbox(None, at, who, PlainLabel(line.what, tone="soft", elide=True), margins=(0, 6, 0, 6), spacing=10)
        row.setStretch(2, 1)
        vbox(self, row, HLine())

    def _open(self) -> None:
        self._page.opened.emit(self._line.student_id)


def _paper(context: Context, day: str, school: str, large: bool) -> bytes:
    session: Any = context.session
    made: bytes = session.printing.day_sheet(day, school, large=large)
    return made
