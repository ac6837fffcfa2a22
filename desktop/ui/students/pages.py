"""The papers of a pupil's sheet, each a button away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.records.room import capped
from desktop.ui.widgets import HLine, PlainLabel, hbox, link, quiet, scrolled, vbox

PAPERS = (
    ("ppre", "PPRE", "Le dernier PPRE de l’enfant, tel qu’il est écrit."),
    ("guide:premier_contact", "Guide d’entretien avec les parents",
     "Une page : la préparation est remplie, l’écoute et les décisions sont à écrire."),
    ("parents", "Feuille pour les parents", "Ce que la famille veut dire d’abord, ses questions, ce qui est décidé."),
    ("fiche", "Fiche de l’élève", "Identité, scolarité, famille et parcours."),
    ("parcours", "Parcours, sur une page", "De la petite section au CM2 : en classe, au pôle, hors école, projets."),
)
BLANKS = (("ppre_vierge", "PPRE vierge"), ("guide_vierge", "Guide d’entretien vierge"),
          ("parents_vierge", "Feuille vierge pour les parents"))


class PapersPage(QWidget):
    """Each paper with a sentence and one button; nothing is refused because something is missing."""

    asked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "papiers", "Papiers")
        content = QWidget()
        inner = QWidget()
        inner.setMaximumWidth(style.px(720))
        self.large = named(QCheckBox("Grands caractères (14 points)"), "papiers_grand", "Grands caractères")
        box = vbox(inner, spacing=0)
        for code, title, sentence in PAPERS:
            box.addWidget(PaperRow(code, title, sentence, self))
        box.addSpacing(12)
        box.addWidget(PlainLabel("À remplir à la main", size=13, tone="soft"))
        row = hbox(None, spacing=16)
        for code, title in BLANKS:
            row.addWidget(BlankLink(code, title, self))
        row.addStretch(1)
        box.addLayout(row)
        box.addSpacing(12)
        box.addWidget(self.large)
        box.addStretch(1)
        capped(inner, margins=(24, 16, 24, 24), holder=content)
        vbox(self, scrolled(content, name="papiers_defile"))

    def ask(self, code: str) -> None:
        self.asked.emit(code, self.large.isChecked())


class PaperRow(QWidget):
    def __init__(self, code: str, title: str, sentence: str, page: PapersPage) -> None:
        super().__init__()
        self._code, self._page = code, page
        show = quiet("Aperçu", name=f"papier_{code.replace(':', '_')}", icon="eye", clicked=self._ask)
        show.setAccessibleName(f"Aperçu : {title}")
        words = vbox(None, PlainLabel(title, weight=style.MEDIUM),
                     PlainLabel(sentence, size=13, tone="soft", wrap=True), spacing=2)
        line = hbox(None, words, show, margins=(0, 10, 0, 10), spacing=12)
        line.setStretch(0, 1)
        vbox(self, line, HLine())

    def _ask(self) -> None:
        self._page.ask(self._code)


class BlankLink(QWidget):
    def __init__(self, code: str, title: str, page: PapersPage) -> None:
        super().__init__()
        self._code, self._page = code, page
        hbox(self, link(title, name=f"papier_{code}", icon="file-text", clicked=self._ask))

    def _ask(self) -> None:
        self._page.ask(self._code)
