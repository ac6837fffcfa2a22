"""The bilans of a child: the latest on screen, the others one press away, the way to a new one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.services.personal_values import AssessmentRow
from desktop.services.values import as_day
from desktop.texts import numeric_date
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.notebook.bilan import BilanPage
from desktop.ui.notebook.start_bilan import StartBilanPage
from desktop.ui.widgets import EmptyState, first, menu_button, vbox


class BilansPage(QWidget):
    """``load(student)``; ``bilan`` is what is on screen."""

    release_asked = Signal(object)
    agreements_asked = Signal()
    shown = Signal()
    written = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "bilans", "Bilans")
        self.context = context
        self.student = ""
        self.rows: tuple[AssessmentRow, ...] = ()
        self._wanted = ""
        self.stack = QStackedWidget()
        self.empty = EmptyState("Aucun bilan encore. Il commence avec l’autorisation écrite de chaque responsable\u00a0; "
                                "se préparer ne demande rien.",
                                first("Commencer un bilan", name="bilan_commencer", icon="plus", clicked=self.start_new),
                                name="bilans_vide")
        self.bilan = BilanPage(context)
        self.bilan.release_asked.connect(self.release_asked)
        self.bilan.arrived.connect(self._arrived)
        self.bilan.agreements_asked.connect(self.agreements_asked)
        self.start = StartBilanPage(context)
        self.start.left.connect(self._leave_start)
        self.start.started.connect(self._started)
        self.start.agreements_asked.connect(self.agreements_asked)
        for page in (self.empty, self.bilan, self.start):
            self.stack.addWidget(page)
        self.others = menu_button("Autres bilans", [], "plain", name="bilan_autres")
        self.others.menu().triggered.connect(self._picked)
        self.bilan.head_row.addWidget(self.others)
        vbox(self, self.stack)

    # reading
    def load(self, student: str, *, wanted: str = "") -> None:
        if student != self.student:
            self.bilan.leave()
        self.student = student
        self._wanted = wanted or self._wanted
        session: Any = self.context.session
        self.context.jobs.read(partial(session.assessments.list, student), self._list, self.context.fail, key=(self, "list"))

    def _list(self, rows: Any) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.date, reverse=True))
        wanted, self._wanted = self._wanted, ""
        ids = [row.id for row in self.rows]
        here = self.bilan.bilan.id if self.bilan.bilan is not None else ""
        if wanted not in ids:
            wanted = here if here in ids else ids[0] if ids else ""
        self._fill_others(wanted)
        if wanted:
            if self.stack.currentWidget() is self.empty or wanted != here:
                self.stack.setCurrentWidget(self.bilan)
            self.bilan.refresh() if wanted == here else self.bilan.open(wanted)
        else:
            self.bilan.leave()
            if self.stack.currentWidget() is self.bilan:
                self.stack.setCurrentWidget(self.empty)
        self.shown.emit()

    def _fill_others(self, here: str) -> None:
        menu = self.others.menu()
        menu.clear()
        for row in self.rows:
            if row.id == here:
                continue
            day = as_day(row.date)
            entry = QAction(f"{row.title}, {numeric_date(day) if day else 'sans date'}", menu)
            entry.setObjectName(f"bilan_autre_{row.id[-6:]}")
            entry.setData(row.id)
            menu.addAction(entry)
        self.others.setVisible(len(self.rows) > 1)

    def _picked(self, entry: QAction) -> None:
        self.open_bilan(str(entry.data()))

    def open_bilan(self, id: str) -> None:
        self.stack.setCurrentWidget(self.bilan)
        self.bilan.open(id)
        self._fill_others(id)

    def _arrived(self, bilan: object) -> None:
        if bilan is None:
            self.load(self.student)
        self.shown.emit()

    def panel_wanted(self) -> bool:
        """Whether « Analyse » has something to stand beside."""
        return self.stack.currentWidget() is self.bilan and self.bilan.bilan is not None

    def refresh(self) -> None:
        self.load(self.student)

    # new
    def start_new(self) -> None:
        self.bilan.commit()
        self.stack.setCurrentWidget(self.start)
        self.start.open(self.student)
        self.shown.emit()

    def _leave_start(self) -> None:
        self.stack.setCurrentWidget(self.bilan if self.rows else self.empty)
        self.shown.emit()

    def _started(self, changes: Changes) -> None:
        self.stack.setCurrentWidget(self.bilan)
        self.written.emit()
        self.load(self.student, wanted=changes.created[-1] if changes.created else "")

    def back_to_list(self) -> bool:
        if self.stack.currentWidget() is self.start:
            self._leave_start()
            return True
        if self.bilan.stack.currentWidget() is self.bilan.evolution:
            self.bilan.show_view(0)
            return True
        return False

    def commit(self) -> None:
        self.bilan.commit()

    def leave(self) -> None:
        self.bilan.leave()
