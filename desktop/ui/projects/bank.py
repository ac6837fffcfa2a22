"""The bank of objectives beside a PPRE: words, the child's level, a domain; one press takes one up."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.content.bank import Objective, find_objectives, objectives
from desktop.content.vocabulary import domains
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.editors import Combo
from desktop.ui.records.search import search_field
from desktop.ui.widgets import Card, Chip, PlainLabel, clear, hbox, icon_button, link, pane, scrolled, vbox

SHOWN = 25


class Bank(QWidget):
    """308 px at right; a drawer when there is less room."""

    taken = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "banque", "Banque d’objectifs")
        pane(self, "ground")
        self._level, self._limit = "", SHOWN
        self._filled = False
        self.search = search_field(QLineEdit(), "banque_chercher", "Chercher un objectif", "Un mot : consigne, aide, lire…")
        self._settle = QTimer(self, singleShot=True, interval=70)
        self._settle.timeout.connect(self._again)
        self.search.textChanged.connect(self._settle.start)
        self.level = Chip("Niveau", name="banque_niveau", checked=True)
        self.level.toggled.connect(self._again)
        self.domain = named(Combo(), "banque_domaine", "Domaine")
        self.domain.addItem("Tous les domaines", "")
        self.domain.currentIndexChanged.connect(self._again)
        self._cards = vbox(None, spacing=8)
        content = QWidget()
        vbox(content, self._cards, None, margins=(16, 4, 10, 12))
        self._count = PlainLabel("", size=13, tone="soft")
        close = icon_button("x", "Fermer la banque", name="banque_fermer", clicked=self.closed.emit)
        head = hbox(None, PlainLabel("Banque d’objectifs", weight=style.MEDIUM), None, close)
        chips = hbox(None, self.level, self.domain, spacing=8)
        chips.setStretch(1, 1)
        column = vbox(self, vbox(None, head, self.search, chips, margins=(16, 12, 10, 8), spacing=10),
                      scrolled(content, name="banque_defile", pane="ground"),
                      hbox(None, self._count, None, margins=(16, 6, 16, 8)))
        column.setStretch(1, 1)

    def set_level(self, level: str) -> None:
        """Objectives of the child's level first; the chip takes the filter away."""
        self._level = level
        self.level.setVisible(bool(level))
        self.level._text = level
        self.level.set_count(None)
        if self._filled:
            self._again()

    def fill(self) -> None:
        """The first time the bank is opened."""
        if not self._filled:
            self._filled = True
            for domain in domains():
                self.domain.addItem(domain.label, domain.code)
        self._again()

    def _again(self) -> None:
        self._limit = SHOWN
        self._draw()
        announce(self, plural(len(self._found()), "objectif"))

    def _found(self) -> tuple[Objective, ...]:
        level = self._level if self.level.isChecked() else ""
        return find_objectives(self.search.text(), level, str(self.domain.currentData() or ""))

    def _draw(self) -> None:
        found = self._found()
        clear(self._cards)
        for item in found[:self._limit]:
            self._cards.addWidget(ObjectiveCard(item, self))
        if len(found) > self._limit:
            self._cards.addWidget(link(f"Voir {plural(len(found) - self._limit, 'objectif')} de plus", name="banque_suite",
                                       clicked=self._more))
        if not found:
            self._cards.addWidget(PlainLabel("Aucun objectif avec ces mots. Enlevez un filtre, ou écrivez le vôtre.", size=13,
                                             tone="soft", wrap=True))
        self._count.setText(f"{plural(len(found), 'objectif')} sur {len(objectives())}")

    def _more(self) -> None:
        self._limit += 100
        self._draw()


class ObjectiveCard(Card):
    """The objective, how one sees it is reached, where it comes from."""

    def __init__(self, item: Objective, bank: Bank) -> None:
        super().__init__(name=f"objectif_{item.code}", margins=(12, 9, 12, 9), spacing=3)
        self._item, self._bank = item, bank
        self.box.addWidget(PlainLabel(item.label, wrap=True))
        self.box.addWidget(PlainLabel(f"Critère : {item.criterion}", size=12.5, tone="soft", wrap=True))
        cycles = " et ".join(str(cycle) for cycle in item.cycles)
        where = PlainLabel(f"{item.source} · cycle{'s' if len(item.cycles) > 1 else ''} {cycles}" if cycles
                           else item.source, size=12,
                           tone="soft", elide=True)
        row = hbox(None, where, link("Reprendre", name=f"reprendre_{item.code}", clicked=self._take,
                                     accessible=f"Reprendre : {item.label}"))
        row.setStretch(0, 1)
        self.box.addLayout(row)

    def _take(self) -> None:
        self._bank.taken.emit(self._item)
