"""Small parts of the exchange pages: a dot for what waits, a square code on screen, radio choices, a list of children."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QSizePolicy, QWidget

from desktop.services.values import StudentQuery, StudentRow
from desktop.texts import list_name, plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.records.search import search_field
from desktop.ui.widgets import Card, PlainLabel, button, clear, hbox, link, vbox

FOUND = 6


class Dot(QWidget):
    """A round of one colour; the word is always beside it."""

    def __init__(self, token: str = "warn", size: int = 10) -> None:
        super().__init__()
        self._token, self._size = token, size
        self.setFixedSize(style.px(size) + 4, style.px(size) + 4)
        style.look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color(self._token))
        painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))


class SquareCode(QWidget):
    """A QR of a card, black on white whatever the theme: another laptop's camera reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        from desktop.reports.sheet import modules

        named(self, "carte_code", "Code carré de votre carte, à lire avec un autre appareil")
        self._rows = modules(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        side = (len(self._rows) + 8) * max(round(style.px(320) / (len(self._rows) + 8)), 3)
        self.setFixedSize(side, side)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        step = self.width() // (len(self._rows) + 8)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect((x + 4) * step, (y + 4) * step, step, step, Qt.GlobalColor.black)


class Choices(QWidget):
    """One of several, each on its line with what it means under it. ``picked(code)``."""

    picked = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], chosen: str, *, name: str, accessible: str) -> None:
        super().__init__()
        named(self, name, accessible)
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        self._column = vbox(self, spacing=6)
        for code, text, detail in options:
            made = named(QRadioButton(text), f"{name}_{code}", f"{text}. {detail}" if detail else text)
            made.setFont(style.font(14))
            made.setChecked(code == chosen)
            made.toggled.connect(partial(self._toggled, code))
            self.group.addButton(made)
            self.buttons[code] = made
            self._column.addWidget(made)
            if detail:
                said = PlainLabel(detail, size=13, tone="soft", wrap=True)
                self._column.addLayout(hbox(None, style.px(24), said, spacing=0))

    def chosen(self) -> str:
        return next((code for code, one in self.buttons.items() if one.isChecked()), "")

    def choose(self, code: str) -> None:
        self.buttons[code].setChecked(True)

    def _toggled(self, code: str, on: bool) -> None:
        if on:
            self.picked.emit(code)


class Children(QWidget):
    """Some pupils: found by typing, added with Entrée or a press, taken out one by one."""

    changed = Signal()

    def __init__(self, context: Context, *, name: str, chosen: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        named(self, name, "Élèves choisis")
        self._context, self._name = context, name
        self.chosen: dict[str, str] = dict(chosen)
        self._rows: tuple[StudentRow, ...] = ()
        self.search = search_field(QLineEdit(), f"{name}_chercher", "Chercher un élève à ajouter", "Nom, école, classe…")
        self._settle = QTimer(self, singleShot=True, interval=70)
        self._settle.timeout.connect(self._ask)
        self.search.textChanged.connect(self._settle.start)
        self.search.returnPressed.connect(self._first)
        self._found, self._kept = vbox(None, spacing=2), vbox(None, spacing=2)
        self.found = Card(kind="sunk", margins=(8, 6, 8, 6), spacing=2)
        self.found.box.addLayout(self._found)
        self.found.hide()
        vbox(self, self.search, 4, self.found, 8, self._kept, spacing=0)
        self._show_kept()

    def ids(self) -> tuple[str, ...]:
        return tuple(self.chosen)

    def add(self, id: str, name: str) -> None:
        self.chosen[id] = name
        self._show_kept()
        self.changed.emit()
        announce(self, f"{name} ajouté. {plural(len(self.chosen), 'élève choisi', 'élèves choisis')}.")

    def remove(self, id: str) -> None:
        name = self.chosen.pop(id, "")
        self._show_kept()
        self.search.setFocus()
        self.changed.emit()
        announce(self, f"{name} retiré.")

    def _ask(self) -> None:
        text = self.search.text().strip()
        if not text:
            self._show_found(())
            return
        students = self._context.session.students
        self._context.jobs.read(lambda: tuple(students.page(StudentQuery(search=text), 0, FOUND)), self._show_found,
                                self._context.fail, key=(self, "eleves"))

    def _show_found(self, rows: tuple[StudentRow, ...]) -> None:
        self._rows = tuple(row for row in rows if row.id not in self.chosen)
        clear(self._found)
        for row in self._rows:
            name = list_name(row.last_name, row.first_name)
            where = " · ".join(part for part in (row.class_name or row.level, row.school) if part)
            add = link(name, name=f"{self._name}_ajouter_{row.n}", icon="plus", clicked=partial(self._take, row),
                       accessible=f"Ajouter {name}, {where}")
            line = hbox(None, add, PlainLabel(where, size=13, tone="soft", elide=True), spacing=10)
            self._found.addLayout(line)
        if self.search.text().strip() and not self._rows:
            self._found.addWidget(PlainLabel("Aucun autre élève ne répond à ces mots.", size=13, tone="soft"))
        self.found.setVisible(bool(self.search.text().strip()))

    def _first(self) -> None:
        self._settle.stop()
        self._ask()
        if self._rows:
            self._take(self._rows[0])

    def _take(self, row: StudentRow) -> None:
        self.search.clear()
        self._show_found(())
        self.search.setFocus()
        self.add(row.id, list_name(row.last_name, row.first_name))

    def _show_kept(self) -> None:
        clear(self._kept)
        for position, (id, name) in enumerate(self.chosen.items()):
            out = button("Retirer", "link", name=f"{self._name}_retirer_{position}", clicked=partial(self.remove, id),
                         accessible=f"Retirer {name}")
            line = hbox(None, PlainLabel(name, weight=style.BOLD, elide=True), out, spacing=10)
            line.setStretch(0, 1)
            self._kept.addLayout(line)
