"""The years of a pupil: school, level and class of each, changed or added by hand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.values import Enrolment, Student, as_day
from desktop.texts import numeric_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.records.room import capped
from desktop.ui.students.columns import class_words
from desktop.ui.widgets import HLine, PlainLabel, clear, first, hbox, link, scrolled, vbox


class PlacesPage(QWidget):
    """One line a year, newest first."""

    add_asked = Signal()
    edit_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "scolarite_page", "Scolarité")
        content = QWidget()
        inner = QWidget()
        inner.setMaximumWidth(style.px(720))
        self._rows = vbox(None)
        self._empty = PlainLabel("Aucune année connue : ajoutez au moins l’école et le niveau de cette année.",
                                 tone="soft", wrap=True)
        self.add_button = first("Ajouter une année", name="scolarite_ajouter", icon="plus", clicked=self.add_asked.emit)
        vbox(inner, self._rows, self._empty, hbox(None, self.add_button, None), None, spacing=12)
        capped(inner, margins=(24, 16, 24, 24), holder=content)
        vbox(self, scrolled(content, name="scolarite_defile"))

    def set_student(self, student: Student) -> None:
        clear(self._rows)
        for place in reversed(student.enrolments):
            self._rows.addWidget(PlaceRow(place, self))
        self._empty.setVisible(not student.enrolments)


class PlaceRow(QWidget):
    def __init__(self, place: Enrolment, page: PlacesPage) -> None:
        super().__init__()
        self._id, self._page = place.id, page
        title = " · ".join(part for part in (place.year, place.level) if part)
        left = as_day(place.left_on)
        facts = ", ".join(part for part in (place.school, class_words(place.teacher, place.class_name)) if part)
        if left:
            facts += f", jusqu’au {numeric_date(left)}"
        edit = link("Modifier", name=f"annee_{place.year}_{place.id[-6:]}", icon="pencil", clicked=self._edit,
                    accessible=f"Modifier {title}")
        remove = link("Supprimer", name=f"annee_supprimer_{place.id[-6:]}", clicked=self._remove, accessible=f"Supprimer {title}")
        words = vbox(None, PlainLabel(title, weight=style.MEDIUM), PlainLabel(facts, size=13, tone="soft", wrap=True), spacing=2)
        line = hbox(None, words, edit, remove, margins=(0, 8, 0, 8), spacing=12)
        line.setStretch(0, 1)
        vbox(self, line, HLine())

    def _edit(self) -> None:
        self._page.edit_asked.emit(self._id)

    def _remove(self) -> None:
        self._page.remove_asked.emit(self._id)
