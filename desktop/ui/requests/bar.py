"""The bar over the requests: the four views, what is asked, papers, what else, a new one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.records.papers import PaperMenu
from desktop.ui.requests import prints
from desktop.ui.requests.filters import Filters, Segments
from desktop.ui.widgets import action, first, menu_button, pane

MODES = ("Tableau", "Liste", "Aides", "À reprendre")
BOARD, LIST, HELP, RESUME = range(4)
WIDE, SHORT = 1180, 700


class RequestsBar(QWidget):
    """Filters go under the views where there is no room beside them."""

    new_asked = Signal()
    danger_asked = Signal()
    concertation_asked = Signal()
    form_asked = Signal()
    print_asked = Signal(str, bool)

    def __init__(self, filters: Filters) -> None:
        super().__init__()
        named(self, "barre_demandes", "Demandes")
        pane(self, "ground")
        self.filters = filters
        self.segments = Segments(MODES, name="demandes_vue", accessible="Vue")
        self.papers = PaperMenu(self._print, name="demandes_imprimer")
        for code, text in prints.BLANKS:
            self.papers.add(code, text)
        self.papers.menu.addSeparator()
        for code, text in prints.FILLABLE:
            self.papers.add(f"pdf:{code}", text)
        self.papers.end()
        self.more = menu_button("", [
            action("Préparer une concertation…", self.concertation_asked.emit, icon="presentation",
                   name="demandes_concertation"),
            action("Reprendre un formulaire PDF reçu…", self.form_asked.emit, icon="file-plus", name="demandes_formulaire"),
            action("Un enfant en danger ?", self.danger_asked.emit, icon="phone", name="demandes_danger"),
        ], "icon", name="demandes_plus", icon="ellipsis", accessible="Autres actions sur les demandes")
        self.new_button = first("Nouvelle demande", name="demandes_nouvelle", icon="plus", clicked=self.new_asked.emit)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 12, 20, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.segments, 0, 0)
        self._grid.addWidget(filters, 0, 1)
        for at, widget in enumerate((self.more, self.papers.button, self.new_button)):
            self._grid.addWidget(widget, 0, 2 + at)
        self._stacked = False

    def _print(self, code: str, large: bool) -> None:
        self.print_asked.emit(code, large)

    def fit(self, width: int) -> None:
        """Share ``width``; « Aides » has papers and new ones of its own."""
        stacked = width < style.px(WIDE)
        if stacked != self._stacked:
            self._stacked = stacked
            self._grid.removeWidget(self.filters)
            self._grid.addWidget(self.filters, *((1, 0, 1, 5) if stacked else (0, 1, 1, 1)))
        helps = self.segments.current() == HELP
        self.papers.button.setVisible(not helps)
        self.new_button.setVisible(not helps)
        self.new_button.setText("\u2009Nouvelle" if width < style.px(SHORT) else "\u2009Nouvelle demande")
        self.new_button.setAccessibleName("Nouvelle demande")

    def actions_here(self) -> list[QAction]:
        return [*self.more.menu().actions(), *(entry for entry in self.papers.menu.actions() if not entry.isSeparator())]
