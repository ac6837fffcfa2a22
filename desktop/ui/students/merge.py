"""Joining two records of one child: choose the other, see line by line what is kept, join, and undo from the notice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from desktop.changes import Changes
from desktop.services.values import Student, StudentQuery, StudentRow, as_day
from desktop.texts import list_name, numeric_date, parse_day
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.records.room import capped
from desktop.ui.records.verbs import write
from desktop.ui.widgets import PlainLabel, button, clear, first, hbox, link, scrolled, vbox

FOUND = 8
EXPLAINED = "Les deux parcours se rejoignent sous cette fiche. Rien n’est perdu, et « Annuler » les sépare de nouveau."
Lines = tuple[tuple[str, str, str], ...]


class MergePage(QWidget):
    """The open pupil is kept; the other one joins."""

    left = Signal()

    def __init__(self, context: Context, student: Student, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "fusion", "Réunir un double")
        self._context, self._student, self._other = context, student, ""
        self._name = list_name(student.last_name, student.first_name)
        self.search = named(QLineEdit(), "fusion_chercher", "Chercher l’autre fiche")
        self.search.setPlaceholderText("Chercher l’autre fiche par nom, école, classe…")
        self._settle = QTimer(self, singleShot=True, interval=70)
        self._settle.timeout.connect(self._look)
        self.search.textChanged.connect(self._settle.start)
        self._found = vbox(None, spacing=2)
        self.preview = PreviewTable()
        self.join = first("Réunir les deux fiches", name="fusion_faire", clicked=self._join)
        self.join.setEnabled(False)
        self._choice = PlainLabel("", wrap=True)
        content = QWidget()
        content.setMaximumWidth(style.px(760))
        vbox(content, hbox(None, link("Retour", name="fusion_retour", icon="arrow-left", clicked=self.left.emit), None),
             PlainLabel(f"Réunir un double de {self._name}", size=21, weight=style.MEDIUM, elide=True),
             PlainLabel(EXPLAINED,
                        tone="soft", wrap=True), 6, self.search, self._found, 8, self._choice, self.preview, 8,
             hbox(None, self.join, button("Abandonner", name="fusion_abandonner", clicked=self.left.emit), None), None,
             margins=(24, 12, 24, 24), spacing=6)
        vbox(self, scrolled(capped(content), name="fusion_defile"))
        context.jobs.read(partial(context.session.students.doubles, student.last_name, student.first_name, student.birth_date,
                                  student.id), self._show_found, context.fail, key=(self, "found"))
        self.search.setFocus()

    def _look(self) -> None:
        query = StudentQuery(search=self.search.text())
        self._context.jobs.read(partial(self._context.session.students.page, query, 0, FOUND + 1), self._show_found,
                                self._context.fail, key=(self, "found"))

    def _show_found(self, rows: tuple[StudentRow, ...]) -> None:
        clear(self._found)
        shown = [row for row in rows if row.id != self._student.id][:FOUND]
        for row in shown:
            self._found.addWidget(OtherRow(row, self))
        if not shown:
            self._found.addWidget(PlainLabel("Aucune fiche qui ressemble.", size=13, tone="soft"))

    def choose(self, row: StudentRow) -> None:
        """See what joining this one would do."""
        self._other = row.id
        self._choice.setText(f"{list_name(row.last_name, row.first_name)} rejoint {self._name} :")
        self._context.jobs.read(partial(self._context.session.students.merge_preview, self._student.id, row.id), self._show_lines,
                                self._context.fail, key=(self, "preview"))

    def _show_lines(self, lines: Lines) -> None:
        self.preview.set_lines(lines)
        self.join.setEnabled(True)
        self.join.setFocus()
        announce(self, "Aperçu prêt : ce qui est gardé, ligne par ligne.")

    def _join(self) -> None:
        if self._other:
            merge = partial(self._context.session.students.merge, self._student.id, self._other)
            write(self._context, merge, self, self._joined)

    def _joined(self, _changes: Changes) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class OtherRow(QWidget):
    """One record that may be the double."""

    def __init__(self, row: StudentRow, page: MergePage) -> None:
        super().__init__()
        self._row, self._page = row, page
        day = as_day(row.birth_date)
        facts = " · ".join(p for p in (numeric_date(day) if day else "", row.level, row.school) if p)
        name = list_name(row.last_name, row.first_name)
        line = hbox(self, PlainLabel(name, weight=style.BOLD), PlainLabel(facts, size=13, tone="soft", elide=True),
                    link("Comparer", name=f"fusion_choisir_{row.id[-8:]}", clicked=self._choose,
                         accessible=f"Comparer avec {name}, {facts}"))
        line.setStretch(1, 1)

    def _choose(self) -> None:
        self._page.choose(self._row)


class PreviewTable(QTableWidget):
    """Field, what is kept, what the other said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        named(self, "fusion_apercu", "Ce qui sera gardé")
        self.setProperty("frame", True)
        self.setHorizontalHeaderLabels(["Champ", "Gardé", "Autre fiche"])
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.hide()

    def set_lines(self, lines: Lines) -> None:
        self.setRowCount(len(lines))
        for row, cells in enumerate(lines):
            for column, text in enumerate(cells):
                day = parse_day(text)
                self.setItem(row, column, QTableWidgetItem(numeric_date(day) if day else text))
        self.setColumnWidth(0, style.px(150))
        self.setColumnWidth(1, style.px(240))
        self.show()
        self.resizeRowsToContents()
        height = self.horizontalHeader().sizeHint().height() + sum(self.rowHeight(row) for row in range(len(lines)))
        self.setFixedHeight(height + 8)
