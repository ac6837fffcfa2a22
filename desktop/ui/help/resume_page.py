"""« À reprendre »: plain rules written on the screen, each can be switched off; no score, no rank; loads without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.changes import Changes
from desktop.services.request_values import Load, Resume, ResumeRule
from desktop.texts import fold, plural
from desktop.ui import style
from desktop.ui.accessible import announce, in_order, named
from desktop.ui.context import Context
from desktop.ui.line_button import LineButton
from desktop.ui.paged_model import Line
from desktop.ui.records.search import search_field
from desktop.ui.students.columns import short_school
from desktop.ui.table_cell import Cell
from desktop.ui.widgets import Card, HLine, PlainLabel, clear, hbox, loosely, scrolled, section_title, vbox

WORDS = ("Ni score ni rang : une ligne vient à côté quand l’une de ces règles est remplie, dans l’ordre des noms. "
         "Décocher une règle ne vaut que pour vous. Rien n’en est imprimé ni transmis.")
NOTHING = "Rien à reprendre selon les règles cochées."
VERBS = {"request": "Ouvrir la demande", "intervention": "Ouvrir l’aide", "project": "Ouvrir le projet"}
SIDE_BY_SIDE = 960
FEW = ("Par secteur et par fonction, jamais par personne. Ce qui ne serait le fait que d’une ou deux personnes n’est pas "
       "montré ; les fonctions que peu exercent sont comptées ensemble.")
COLUMNS = ("", "en attente", "en cours", "élèves", "séances")


@dataclass(frozen=True, slots=True)
class ResumeRead:
    """Everything of the page at once."""

    lines: tuple[Resume, ...]
    rules: tuple[ResumeRule, ...]
    by_sector: tuple[Load, ...]
    by_function: tuple[Load, ...]
    mine: Load | None


def read(session: Any) -> ResumeRead:
    """In the reader's thread."""
    by_sector, by_function = session.resuming.loads()
    return ResumeRead(tuple(session.resuming.list()), tuple(session.resuming.rules()), tuple(by_sector), tuple(by_function),
                      session.resuming.mine())


class LoadTable(QTableWidget):
    """Figures by sector or by function: a table one reads with the arrows."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        named(self, name, title)
        self.setProperty("frame", True)
        self.setHorizontalHeaderLabels([title, *COLUMNS[1:]])
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setItemDelegate(Cell(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = named(self.horizontalHeader(), f"{name}_colonnes", f"{title} : colonnes")
        named(self.verticalHeader(), f"{name}_lignes", title)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set_loads(self, loads: Sequence[Load]) -> None:
        self.setRowCount(len(loads))
        for row, load in enumerate(loads):
            given = (load.helped, load.sittings) if load.told else ("–", "–")
            for column, cell in enumerate((load.label, load.waiting, load.open, *given)):
                item = QTableWidgetItem(str(cell))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    said = cell if cell != "–" else "non montré"
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{load.label}, {COLUMNS[column]} : {said}")
                self.setItem(row, column, item)
            self.setRowHeight(row, style.px(30))
        head = self.horizontalHeaderItem(0)
        if head is not None:
            head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + len(loads) * style.px(30) + 4)
        self.setVisible(bool(loads))


class ResumePage(QWidget):
    """``ResumePage(session, context)``: embedded by the tab of requests."""

    def __init__(self, session: Any, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "a_reprendre", "À reprendre")
        self.session, self.context = session, context
        self._whole: ResumeRead | None = None
        self._build()
        context.signals.changed.connect(self._changed)
        context.signals.day_changed.connect(self.refresh)

    def _build(self) -> None:
        self.search = search_field(QLineEdit(), "reprendre_chercher", "Chercher dans ce qui est à reprendre",
                                   "Nom, école, niveau…")
        self.search.textChanged.connect(self._show_lines)
        self.lines = Card(name="reprendre_lignes", margins=(12, 14, 12, 14), spacing=0)
        self.rules = Card(name="reprendre_regles", margins=(16, 14, 16, 14), spacing=4)
        self._lines_box = vbox(None, spacing=0)
        self.count = PlainLabel("", tone="soft")
        self.lines.box.addLayout(hbox(None, section_title("À reprendre"), self.count, None, margins=(12, 2, 12, 6)))
        self.lines.box.addLayout(self._lines_box)
        self.lines.box.addStretch(1)
        self._rules_box = vbox(None, spacing=4)
        self.by_sector = LoadTable("charges_secteur", "Par secteur")
        self.by_function = LoadTable("charges_fonction", "Par fonction")
        self.mine = PlainLabel("", wrap=True)
        self.mine.setObjectName("charges_miennes")
        loads = QWidget()
        vbox(loads, section_title("Ce qui est en cours, dans le pôle"), PlainLabel(FEW, size=13,
                                                           tone="soft", wrap=True), 4, self.by_sector, 8, self.by_function, 8,
             self.mine, spacing=4)
        right = self.rules.box
        right.addWidget(section_title("Les règles"))
        right.addWidget(PlainLabel(WORDS, size=13, tone="soft", wrap=True))
        right.addSpacing(6)
        right.addLayout(self._rules_box)
        right.addSpacing(10)
        right.addWidget(HLine())
        right.addSpacing(10)
        right.addWidget(loads)
        right.addStretch(1)
        inner = QWidget()
        self._row: QBoxLayout = hbox(None, self.lines, self.rules, spacing=20)
        self._row.setStretch(0, 5)
        self._row.setStretch(1, 4)
        head = hbox(None, self.search, None)
        self.search.setMinimumWidth(style.px(300))
        column = vbox(inner, head, 10, self._row, margins=(20, 12, 20, 18))
        column.setStretch(2, 1)
        self.area = scrolled(inner, name="reprendre_page", pane="ground", accessible="À reprendre")
        vbox(self, self.area)

    # reading
    def refresh(self) -> None:
        self.context.jobs.read(partial(read, self.session), self._show, self.context.fail, key=(self, "reprendre"))

    def _changed(self, _changes: Changes, _initiator: object) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, whole: ResumeRead) -> None:
        focus = self.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        self._whole = whole
        self._show_rules(whole)
        self._show_lines()
        self.by_sector.set_loads(whole.by_sector)
        self.by_function.set_loads(whole.by_function)
        self.mine.setText(own_figures(whole.mine))
        self.mine.setVisible(bool(self.mine.whole_text()))
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rules(self, whole: ResumeRead) -> None:
        clear(self._rules_box)
        for rule in whole.rules:
            box = named(QCheckBox(rule.label), f"regle_{rule.code}", rule.label, "Décochez pour ne plus la voir ici")
            box.setChecked(rule.on)
            box.toggled.connect(partial(self._switch, rule.code))
            self._rules_box.addWidget(box)

    def _show_lines(self, _text: object = None) -> None:
        clear(self._lines_box)
        whole = self._whole
        if whole is None:
            return
        wanted = fold(self.search.text()).split()
        shown = [one for one in whole.lines if all(word in fold(f"{one.title} {one.level} {one.school} {one.text}")
                                                   for word in wanted)]
        self.count.setText(str(len(shown)) if shown else "")
        for number, one in enumerate(shown):
            self._lines_box.addWidget(self._line(one, number))
        if not shown:
            words = NOTHING if not wanted else "Aucune ligne ne correspond."
            self._lines_box.addLayout(hbox(None, PlainLabel(words, tone="soft", wrap=True), margins=(12, 8, 12, 8)))
        rules = self.rules.findChildren(QCheckBox)
        in_order([self.search, *self.lines.findChildren(LineButton), *rules, self.by_sector, self.by_function])

    def _line(self, one: Resume, number: int) -> QWidget:
        right = " · ".join(part for part in (one.level, short_school(one.school)) if part)
        made = LineButton(Line(one.title, meaning=one.text, right=right), VERBS.get(one.table, "Ouvrir"),
                          name=f"reprendre_{number}")
        made.clicked.connect(loosely(partial(self.context.navigate, one.table, one.id)))
        return made

    def _switch(self, code: str, on: bool) -> None:
        self.context.jobs.write(partial(self.session.resuming.switch, code, on), self._switched, self._not_switched)

    def _switched(self, _nothing: object) -> None:
        self.refresh()
        announce(self, "Règle changée, pour vous.")

    def _not_switched(self, error: BaseException) -> None:
        """One's own file is closed: the box goes back to what is kept."""
        self.context.fail(error)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= style.px(SIDE_BY_SIDE)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    # what the tab asks
    def open_record(self, _table: str, _id: str) -> bool:
        """Nothing lives here: lines open where they are."""
        return False

    def new_here(self) -> None:
        self.context.notices.tell("Rien ne s’ajoute à la main ici : ce sont les règles cochées qui parlent.")

    def print_here(self) -> None:
        self.context.notices.tell("« À reprendre » ne s’imprime pas : ce n’est qu’un rappel, pour vous.")

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def actions_here(self) -> list[QAction]:
        return []

    def place(self) -> dict[str, Any]:
        return {"search": self.search.text()}

    def restore(self, place: dict[str, Any]) -> None:
        self.search.setText(str(place.get("search", "")))
        self.refresh()

    def leaving(self) -> None:
        """Nothing is being written here."""

    def panes(self) -> list[QWidget]:
        return [self.search, self.lines, self.rules]

    def back(self) -> bool:
        return False


def own_figures(load: Load | None) -> str:
    """« Pour vous : 4 demandes en cours, 12 élèves aidés, 31 séances »: one's own, and nobody else's."""
    if load is None:
        return ""
    parts = [plural(load.waiting, "demande en attente", "demandes en attente"),
             plural(load.open, "demande en cours", "demandes en cours"), plural(load.helped, "élève aidé", "élèves aidés"),
             plural(load.sittings, "séance")]
    return f"Pour vous, et visible de vous seulement : {', '.join(parts)}."
