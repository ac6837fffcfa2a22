"""Choose one pupil by typing: the same search as the list, arrows and Entrée."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services.values import StudentQuery
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.list_view import ListView
from desktop.ui.paged_model import Source
from desktop.ui.records.room import capped
from desktop.ui.records.search import search_field
from desktop.ui.students.columns import line
from desktop.ui.widgets import PlainLabel, hbox, link, vbox


class PickField(QLineEdit):
    """Down goes to the list."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)


class PickStudentPage(QWidget):
    """``picked(row)`` by Entrée or a click."""

    picked = Signal(object)
    left = Signal()

    def __init__(self, context: Context, *, title: str, sentence: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, title)
        self._context = context
        self.search = search_field(PickField(), f"{name}_chercher", sentence, "Nom, école, classe…")
        self._settle = QTimer(self, singleShot=True, interval=70)
        self._settle.timeout.connect(self._again)
        self.search.textChanged.connect(self._settle.start)
        self.search.down.connect(self._to_list)
        self.listing = ListView(context.jobs, line, name=f"{name}_eleves", accessible="Élèves trouvés", one="élève")
        self.listing.entered_row.connect(self._entered)
        self.listing.clicked.connect(self._clicked)
        content = QWidget()
        content.setMaximumWidth(style.px(560))
        column = vbox(content, hbox(None, link("Retour", name=f"{name}_retour", icon="arrow-left", clicked=self.left.emit), None),
                      PlainLabel(title, size=21, weight=style.MEDIUM), PlainLabel(sentence, tone="soft"), 4, self.search, 4,
                      self.listing, margins=(24, 12, 24, 12), spacing=6)
        column.setStretch(column.count() - 1, 1)
        capped(content, holder=self)
        self._again()

    def _again(self) -> None:
        students = self._context.session.students
        query = StudentQuery(search=self.search.text())
        self.listing.load(Source(partial(students.page, query), partial(students.numbers, query), students.rows),
                          announce_count=bool(self.search.text()))

    def _to_list(self) -> None:
        if self.listing.paged.total():
            self.listing.setFocus()
            if not self.listing.currentIndex().isValid():
                self.listing.setCurrentIndex(self.listing.paged.index(0))

    def _entered(self, _id: str) -> None:
        row = self.listing.current_row()
        if row is not None:
            self.picked.emit(row)

    def _clicked(self, _index: object) -> None:
        self._entered("")
