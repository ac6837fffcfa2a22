"""« Emploi du temps »: one's own week, or the pôle's, changed by keyboard, printed without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import PERIODS
from desktop.services.request_values import InterventionRow, SlotValue
from desktop.services.values import SchoolRow
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.editors import Combo
from desktop.ui.help.slot_page import SlotPage
from desktop.ui.help.week import slot_sentence
from desktop.ui.help.week_table import KEYS, WeekTable
from desktop.ui.records import papers, verbs
from desktop.ui.records.loose import loosely_with
from desktop.ui.records.papers import PaperMenu
from desktop.ui.widgets import Chip, PlainLabel, action, chip_group, first, hbox, link, vbox

WHOSE = (("mine", "Le mien"), ("pole", "Tout le pôle"))


@dataclass(frozen=True, slots=True)
class WeekRead:
    """A week and what its slots may be made of."""

    slots: tuple[SlotValue, ...]
    helps: tuple[InterventionRow, ...]
    schools: tuple[SchoolRow, ...]


class TimetablePage(QWidget):
    """``refresh()`` reads again; pages for one slot take its place."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "emploi_du_temps", "Emploi du temps")
        self.context = context
        self._read: WeekRead | None = None
        self._wanted = ""
        self._page: SlotPage | None = None
        self._build()
        context.signals.changed.connect(self._changed)

    def _build(self) -> None:
        self.chips = [Chip(word, name=f"emploi_{code}", checked=not index) for index, (code, word) in enumerate(WHOSE)]
        chip_group(self.chips, loosely_with(self._pick))
        self._whose = "mine"
        self.period = named(Combo(), "emploi_periode", "Période")
        self.period.addItem("Toute l’année", "")
        for code in PERIODS:
            self.period.addItem(f"Période {code[1:]}", code)
        self.period.setMinimumWidth(style.px(144))
        self.period.currentIndexChanged.connect(self.refresh)
        self.papers = PaperMenu(self.print_paper, name="emploi_imprimer")
        self.papers.add("timetable", "Cette semaine, sans nom")
        self.papers.add("timetable_blank", "Emploi du temps vierge")
        self.papers.end()
        self.new_button = first("Nouvel horaire", name="emploi_nouveau", icon="plus", clicked=self.new_slot)
        self.count = PlainLabel("", size=13, tone="soft")
        self.table = WeekTable()
        self.table.slot_asked.connect(self._slots_asked)
        self.table.free_asked.connect(self._free_asked)
        self.table.remove_asked.connect(self._remove)
        back = link("Aides", name="emploi_retour", icon="arrow-left", clicked=self.left.emit, accessible="Revenir aux aides")
        self.title = PlainLabel("Emploi du temps", size=21, weight=style.MEDIUM, elide=True)
        self.hint = PlainLabel("Entrée : modifier · N : nouveau · Suppr : enlever", size=13, tone="soft", elide=True)
        self._main = QWidget()
        foot = hbox(None, self.count, 24, self.hint)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = hbox(None, back, None, self.papers.button, self.new_button)
        row = hbox(None, self.title, *self.chips, self.period)
        row.setStretch(0, 1)
        column = vbox(self._main, top, row, self.table, foot, margins=(24, 8, 24, 12), spacing=8)
        column.setStretch(2, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._main)
        vbox(self, self.stack)

    # reading
    def refresh(self, *_index: object) -> None:
        self.context.jobs.read(self._whole, self._arrived, self.context.fail, key=(self, "semaine"))

    def _whole(self) -> WeekRead:
        session = self.context.session
        owner = session.actor.id if self._whose == "mine" else ""
        slots = session.timetable.slots(owner_id=owner, period=str(self.period.currentData() or ""))
        helps = tuple(row for row in session.helping.list(mine=True) if row.state != "ended")
        return WeekRead(tuple(slots), helps, session.schools.all())

    def _arrived(self, read: WeekRead) -> None:
        self._read = read
        self.table.set_slots(read.slots)
        words = plural(len(read.slots), "horaire") if read.slots else "Aucun horaire. N en ajoute un là où est le curseur."
        self.count.setText(words)
        if self._wanted and self.table.go_to(self._wanted):
            self._wanted = ""

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.tables & {"slot", "intervention"} and self.isVisible():
            self.refresh()

    def _pick(self, index: int) -> None:
        self._whose = WHOSE[index][0]
        self.refresh()
        announce(self, self.chips[index].text())

    def begin(self, slot_id: str = "") -> None:
        """Shown: the keyboard in the week."""
        self._wanted = slot_id
        self.close_page()
        self.refresh()
        self.table.setFocus()
        announce(self, f"Emploi du temps. {KEYS}")

    # acts
    def new_slot(self) -> None:
        self._free_asked(max(self.table.currentColumn(), 0) + 1, self.table.week.at(max(self.table.currentRow(), 0)))

    def _free_asked(self, weekday: int, begins: str) -> None:
        self._open(None, {"weekday": str(weekday), "begins": begins, "period": str(self.period.currentData() or "")})

    def open_for(self, help_id: str, school_id: str = "") -> None:
        """A new slot for a help, asked from its sheet."""
        self._read = None
        self.context.jobs.read(self._whole, partial(self._open_for, help_id, school_id), self.context.fail, key=(self, "pour"))

    def _open_for(self, help_id: str, school_id: str, read: WeekRead) -> None:
        self._arrived(read)
        self._open(None, {"intervention_id": help_id, "school_id": school_id, "begins": "08:30"})

    def open_slot(self, id: str) -> None:
        """A slot asked from elsewhere."""
        self.context.jobs.read(partial(self._with_slot, id), self._open_read, self.context.fail, key=(self, "un"))

    def _with_slot(self, id: str) -> tuple[WeekRead, SlotValue]:
        return self._whole(), self.context.session.timetable.get(id)

    def _open_read(self, both: tuple[WeekRead, SlotValue]) -> None:
        self._arrived(both[0])
        self._wanted = both[1].id
        self._open(both[1], {})

    def _slots_asked(self, slots: Sequence[SlotValue]) -> None:
        """Entrée on a slot; two at the same hour ask which."""
        if len(slots) == 1:
            self._open(slots[0], {})
            return
        menu = QMenu(self)
        menu.setAccessibleName("Quel horaire ?")
        for slot in slots:
            menu.addAction(action(slot_sentence(slot), partial(self._open, slot, {}), parent=menu))
        menu.popup(self.table.viewport().mapToGlobal(QPoint(40, 40)))

    def _open(self, slot: SlotValue | None, given: dict[str, Any]) -> None:
        read = self._read
        if read is None:
            return
        self.close_page()
        self._page = page = SlotPage(self.context, read.helps, read.schools, slot=slot, given=given)
        page.saved.connect(self._saved)
        page.left.connect(self.back_to_week)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if slot is None and not given.get("intervention_id"):
            page.fields.focus_first()

    def _saved(self, changes: Changes) -> None:
        self._wanted = changes.created[0] if changes.created else self._wanted
        self.back_to_week()
        self.refresh()

    def back_to_week(self, _value: object = None) -> None:
        self.close_page()
        self.table.setFocus()

    def close_page(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            page.close_writing()
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.stack.setCurrentWidget(self._main)

    def back(self) -> bool:
        """Échap."""
        if self._page is not None:
            self.back_to_week()
        else:
            self.left.emit()
        return True

    def _remove(self, slots: Sequence[SlotValue]) -> None:
        if len(slots) == 1:
            verbs.write(self.context, partial(self.context.session.timetable.remove, slots[0].id), None)
        else:
            self._slots_asked(slots)

    # paper
    def print_paper(self, code: str, large: bool) -> None:
        papers.show(self.context, "Emploi du temps", partial(self._make, code), large=large)

    def _make(self, code: str, large: bool) -> bytes:
        session: Any = self.context.session
        owner = session.actor.id if self._whose == "mine" else ""
        return bytes(session.printing.timetable(owner_id=owner, period=str(self.period.currentData() or ""),
                                                blank=code == "timetable_blank", large=large))

    def print_here(self) -> None:
        self.print_paper("timetable", False)

    def actions_here(self) -> list[QAction]:
        return [action("Nouvel horaire", self.new_slot, icon="plus", name="action_nouvel_horaire", parent=self),
                *self.papers.menu.actions()]
