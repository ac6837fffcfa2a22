"""Sort and filters of the pupils' list: one quiet button each, filters as a menu of schools, levels and classes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.values import SchoolRow, StudentQuery
from desktop.ui import icons
from desktop.ui.context import Context
from desktop.ui.students.columns import SORTS, short_school
from desktop.ui.widgets import hbox, link, menu_button


class FilterButtons(QWidget):
    """« Nom ▾ » and « Filtrer ▾ ». ``query`` holds what is chosen; search and chip are the tab's."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.query = StudentQuery()
        self._schools: tuple[SchoolRow, ...] = ()
        self._levels: tuple[str, ...] = ()
        self._classes: tuple[str, ...] = ()
        self.sort = menu_button("Nom", [], "plain", name="eleves_trier", accessible="Trier par nom")
        self.filter = menu_button("", [], "icon", name="eleves_filtrer", icon="list-filter",
                                  accessible="Filtrer par école, niveau, classe")
        self.said = link("", name="eleves_filtre_retirer", icon="x", clicked=self.clear)
        self.said.hide()
        self.beside = QWidget()
        hbox(self.beside, self.sort, self.filter, spacing=0)
        hbox(self, self.said)
        self._fill_sorts()
        self.sort.menu().triggered.connect(self._sorted)
        self.filter.menu().triggered.connect(self._filtered)
        self.reload()

    def reload(self) -> None:
        """Read the schools, levels and classes again."""
        self._context.jobs.read(self._read, self._arrived, self._context.fail, key=self)

    def _read(self) -> tuple[tuple[SchoolRow, ...], tuple[str, ...], tuple[str, ...]]:
        session = self._context.session
        schools = tuple(school for school in session.schools.all() if school.pupils)
        chosen = self.query.school or (schools[0].id if len(schools) == 1 else "")
        classes = session.schools.classes(chosen) if chosen else ()
        return schools, session.students.levels(), classes

    def _arrived(self, answer: tuple[tuple[SchoolRow, ...], tuple[str, ...], tuple[str, ...]]) -> None:
        self._schools, self._levels, self._classes = answer
        self._fill_filters()

    def _fill_sorts(self) -> None:
        menu = self.sort.menu()
        group = QActionGroup(menu)
        for code, label in SORTS:
            entry = QAction(label, menu)
            entry.setCheckable(True)
            entry.setChecked(code == self.query.sort)
            entry.setData(code)
            entry.setObjectName(f"trier_{code}")
            group.addAction(entry)
            menu.addAction(entry)
        menu.addSeparator()
        turned = QAction("Ordre inverse", menu)
        turned.setCheckable(True)
        turned.setData("inverse")
        turned.setObjectName("trier_inverse")
        menu.addAction(turned)

    def _fill_filters(self) -> None:
        menu = self.filter.menu()
        menu.clear()
        self._choices(menu.addMenu("École"), "school", [(s.id, short_school(s.name)) for s in self._schools], self.query.school)
        self._choices(menu.addMenu("Niveau"), "level", [(level, level) for level in self._levels], self.query.level)
        if self._classes:
            self._choices(menu.addMenu("Classe"), "class_name", [(name, name) for name in self._classes], self.query.class_name)
        if any((self.query.school, self.query.level, self.query.class_name)):
            menu.addSeparator()
            clear = menu.addAction("Enlever les filtres")
            clear.setObjectName("filtrer_rien")
            clear.setData(("", ""))
        self._name()

    def _choices(self, menu: QMenu, column: str, choices: list[tuple[str, str]], chosen: str | None) -> None:
        menu.setAccessibleName(menu.title())
        group = QActionGroup(menu)
        for code, label in [("", "Tous"), *choices]:
            entry = menu.addAction(label.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked((chosen or "") == code)
            entry.setData((column, code))
            group.addAction(entry)

    def _name(self) -> None:
        school = next((short_school(s.name) for s in self._schools if s.id == self.query.school), "")
        chosen = [part for part in (school, self.query.level, self.query.class_name) if part]
        text = ", ".join(chosen)
        self.said.setText(text[:24].replace("&", "&&"))
        self.said.setAccessibleName(f"Enlever les filtres : {text}")
        self.said.setVisible(bool(chosen))
        self.filter.setAccessibleName(f"Filtré par {text}" if chosen else "Filtrer par école, niveau, classe")
        icons.set_icon(self.filter, "list-filter", "accent" if chosen else "ink_soft")

    def _sorted(self, entry: QAction) -> None:
        if entry.data() == "inverse":
            self.query = replace(self.query, descending=entry.isChecked())
        else:
            self.query = replace(self.query, sort=entry.data())
            self.sort.setText(f"{entry.text()}  ")
            self.sort.setAccessibleName(f"Trié par {entry.text().lower()}")
        self.changed.emit()

    def clear(self) -> None:
        """Every filter off."""
        self.query = replace(self.query, school=None, level=None, class_name=None)
        self.reload()
        self._name()
        self.changed.emit()

    def _filtered(self, entry: QAction) -> None:
        column, code = entry.data()
        if not column:
            self.query = replace(self.query, school=None, level=None, class_name=None)
        else:
            self.query = _with(self.query, column, code or None)
        self.reload()
        self._name()
        self.changed.emit()


def _with(query: StudentQuery, column: str, code: str | None) -> StudentQuery:
    """The query with one filter changed; another school lets the class go."""
    if column == "school":
        return replace(query, school=code, class_name=None)
    return replace(query, level=code) if column == "level" else replace(query, class_name=code)
