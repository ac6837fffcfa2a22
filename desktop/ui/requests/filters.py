"""What is asked of the requests: segments, chips, school, filters; one query for the board and the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QWidget

from desktop.forms.request_kinds import FUNCTIONS, STATES
from desktop.models.kinds import LEVELS
from desktop.services.request_values import Counts, RequestQuery, View
from desktop.services.values import SchoolRow
from desktop.ui import icons, style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.flow import FlowLayout
from desktop.ui.students.columns import short_school
from desktop.ui.widgets import Chip, chip_group, hbox, link, menu_button

VIEWS: tuple[tuple[View, str], ...] = (
    ("all", "Toutes"), ("mine", "Les miennes"), ("free", "À prendre"), ("still", "Sans mouvement"),
    ("drafts", "Brouillons"), ("closed", "Closes"))
ON_BOARD = 4
"""The first views: a board has neither drafts nor what is over."""
SORTS = (("oldest", "Les plus anciennes d’abord"), ("newest", "Les plus récentes d’abord"), ("name", "Nom"),
         ("school", "École"), ("state", "État"))
AGES = ((7, "Depuis plus d’une semaine"), (30, "Depuis plus d’un mois"), (90, "Depuis plus de trois mois"))
AGES_WORDS = tuple(text for _, text in AGES)
MOST_SAID = 60
"""Characters of what is filtered, on its link; the whole is its accessible name."""


class Segments(QWidget):
    """A few words in one box, one of them on: arrows go from one to the next. ``picked(index)``."""

    picked = Signal(int)

    def __init__(self, labels: Sequence[str], *, name: str, accessible: str) -> None:
        super().__init__()
        named(self, name, accessible)
        self.group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        row = hbox(self, spacing=0)
        for index, label in enumerate(labels):
            made = QPushButton(label)
            made.setProperty("kind", "segment")
            made.setProperty("place", "first" if index == 0 else "last" if index == len(labels) - 1 else "middle")
            named(made, f"{name}_{index}", f"{accessible} : {label}")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setFont(style.font(13.5))
            made.installEventFilter(self)
            self.group.addButton(made, index)
            self.buttons.append(made)
            row.addWidget(made)
        self.buttons[0].setChecked(True)
        self.group.idClicked.connect(self.picked)
        self.setFocusProxy(self.buttons[0])

    def set_current(self, index: int) -> None:
        self.buttons[index].setChecked(True)

    def current(self) -> int:
        return self.group.checkedId()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.buttons:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
            if step:
                at = next(i for i, made in enumerate(self.buttons) if made is watched) + step
                if 0 <= at < len(self.buttons):
                    self.buttons[at].setFocus(Qt.FocusReason.TabFocusReason)
                    self.buttons[at].click()
                return True
        return super().eventFilter(watched, event)


class Filters(QWidget):
    """``query`` and ``changed``; chips of the board's views, the school, the rest in one menu, and what is on as a link."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "filtres_demandes", "Filtres des demandes")
        self._context = context
        self.query = RequestQuery()
        self._schools: tuple[SchoolRow, ...] = ()
        self.chips = [Chip(text, name=f"vue_{code}", checked=index == 0) for index, (code, text) in
                      enumerate(VIEWS[:ON_BOARD])]
        chip_group(self.chips, self._viewed)
        self.school = menu_button("Toutes les écoles", [], "plain", name="demandes_ecole", accessible="École")
        self.filter = menu_button("", [], "icon", name="demandes_filtrer", icon="list-filter",
                                  accessible="Filtrer par état, niveau, secteur, fonction, ancienneté")
        self.said = link("", name="demandes_filtre_retirer", icon="x", clicked=self.clear)
        self.said.hide()
        flow = FlowLayout(self, spacing=6)
        for widget in (*self.chips, self.school, self.filter, self.said):
            flow.addWidget(widget)
        self.school.menu().triggered.connect(self._filtered)
        self.filter.menu().triggered.connect(self._filtered)
        self.reload()

    def reload(self) -> None:
        """Read the schools again."""
        self._context.jobs.read(self._context.session.schools.all, self._arrived, self._context.fail, key=(self, "ecoles"))

    def _arrived(self, schools: tuple[SchoolRow, ...]) -> None:
        self._schools = schools
        self._fill()

    def show_chips(self, shown: bool) -> None:
        for chip in self.chips:
            chip.setVisible(shown)

    def set_counts(self, counts: Counts) -> None:
        for (code, _), chip in zip(VIEWS, self.chips, strict=False):
            chip.set_count(counts.views.get(code, 0) if counts.told else None)

    def _viewed(self, index: int) -> None:
        self.set(view=VIEWS[index][0])

    def set(self, **cells: Any) -> None:
        """Another query; the screens that follow it are told."""
        query = replace(self.query, **cells)
        if query != self.query:
            self.query = query
            self._fill()
            self.changed.emit()

    def put_view(self, view: str) -> None:
        """The view on now, without telling: another screen holds the chips."""
        self.query = replace(self.query, view=cast(View, view))
        for (code, _), chip in zip(VIEWS, self.chips, strict=False):
            chip.setChecked(code == view)

    def clear(self) -> None:
        """Every filter off; the view and the words searched stay."""
        self.set(state="", school="", level="", sector="", function="", older_than=0, year="")

    # menus
    def _fill(self) -> None:
        for (code, _), chip in zip(VIEWS, self.chips, strict=False):
            chip.setChecked(code == self.query.view)
        menu = self.school.menu()
        menu.clear()
        self._choices(menu, "school", [(s.id, short_school(s.name)) for s in self._schools], self.query.school,
                      "Toutes les écoles")
        menu = self.filter.menu()
        menu.clear()
        states = [(s.code, s.plural) for s in STATES.values()]
        self._choices(menu.addMenu("État"), "state", states, self.query.state, "Tous")
        self._choices(menu.addMenu("Niveau"), "level", [(level, level) for level in LEVELS], self.query.level, "Tous")
        sectors = sorted({s.sector for s in self._schools if s.sector})
        if sectors:
            self._choices(menu.addMenu("Secteur"), "sector", [(one, one) for one in sectors], self.query.sector, "Tous")
        self._choices(menu.addMenu("Qui s’en occupe"), "function", list(FUNCTIONS.items()), self.query.function, "Tous")
        self._choices(menu.addMenu("Ancienneté"), "older_than", [(days, text) for days, text in AGES], self.query.older_than,
                      "Toutes")
        menu.addSeparator()
        self._choices(menu.addMenu("Trier"), "sort", list(SORTS), self.query.sort, "")
        self._name()

    def _choices(self, menu: QMenu, column: str, choices: Sequence[tuple[Any, str]], chosen: Any, none: str) -> None:
        if menu.title():
            menu.setAccessibleName(menu.title())
        group = QActionGroup(menu)
        empty: Any = 0 if column == "older_than" else ""
        for code, label in [*([(empty, none)] if none else []), *choices]:
            entry = menu.addAction(label.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(chosen == code)
            entry.setData((column, code))
            entry.setObjectName(f"demandes_{column}_{code or 'tous'}")
            group.addAction(entry)

    def _filtered(self, entry: QAction) -> None:
        column, code = entry.data()
        self.set(**{column: code})

    def words(self) -> list[str]:
        """What is filtered, in words, but the school, which its own button says."""
        query = self.query
        ages = dict(AGES)
        return [part for part in (STATES[query.state].plural if query.state in STATES else "", query.level, query.sector,
                                  FUNCTIONS.get(query.function, query.function), ages.get(query.older_than, ""),
                                  query.year) if part]

    def filtered(self) -> bool:
        """Whether anything but the whole is asked."""
        query = self.query
        return bool(self.words() or query.school or query.search or query.view != "all")

    def _name(self) -> None:
        school = next((short_school(s.name) for s in self._schools if s.id == self.query.school), "")
        self.school.setText(f"{(school or 'Toutes les écoles')[:24]}  ".replace("&", "&&"))
        self.school.setAccessibleName(f"École : {school or 'toutes'}")
        self.school.setVisible(len(self._schools) > 1)
        said = self.words()
        text = ", ".join(part[:1].lower() + part[1:] if at and part in AGES_WORDS else part for at, part in enumerate(said))
        shown = text if len(text) <= MOST_SAID else f"{text[:MOST_SAID].rstrip(' ,')}…"
        self.said.setText(f"\u2009{shown}".replace("&", "&&"))
        self.said.setAccessibleName(f"Enlever les filtres : {text}")
        self.said.setVisible(bool(said))
        icons.set_icon(self.filter, "list-filter", "accent" if said else "ink_soft")
        self.filter.setAccessibleName(f"Filtré par {text}" if said
                                      else "Filtrer par état, niveau, secteur, fonction, ancienneté")


__all__ = ["ON_BOARD", "SORTS", "VIEWS", "Filters", "Segments"]
