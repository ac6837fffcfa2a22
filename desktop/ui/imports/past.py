"""Past imports: when, by whom, what they brought; each can be taken back whole."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.values import PastImport
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.records.history_page import when
from desktop.ui.records.room import capped
from desktop.ui.widgets import HLine, PlainLabel, clear, hbox, link, quiet, scrolled, vbox

WORDS = (("added", "ajouté"), ("updated", "modifié"), ("left", "parti"), ("refused", "refusé"))


class PastImportsPage(QWidget):
    """Newest first."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "imports_passes", "Imports passés")
        self.context = context
        self._rows = vbox(None)
        content = QWidget()
        content.setMaximumWidth(style.px(720))
        vbox(content, hbox(None, link("Retour", name="imports_retour", icon="arrow-left", clicked=self.left.emit), None),
             PlainLabel("Imports passés", size=21, weight=style.MEDIUM),
             PlainLabel("Annuler un import garde, et nomme, les élèves sur lesquels on a travaillé depuis.",
                        tone="soft", wrap=True), 8,
             self._rows, None, margins=(24, 12, 24, 24), spacing=4)
        vbox(self, scrolled(capped(content), name="imports_defile"))
        context.signals.changed.connect(self._again)
        self._again()

    def _again(self, *_arguments: object) -> None:
        self.context.jobs.read(self.context.session.imports.past, self._show, self.context.fail, key=self)

    def _show(self, imports: tuple[PastImport, ...]) -> None:
        clear(self._rows)
        zone = str(getattr(self.context.session.vault, "zone", "Europe/Paris"))
        for number, one in enumerate(imports):
            self._rows.addWidget(PastRow(number, one, when(one.at, zone), self))
        if not imports:
            self._rows.addWidget(PlainLabel("Aucun import encore.", tone="soft"))


class PastRow(QWidget):
    def __init__(self, number: int, past: PastImport, at: str, page: PastImportsPage) -> None:
        super().__init__()
        self._unit, self._page = past.unit, page
        counts = ", ".join(f"{past.counts[code]} {word}{'s' if past.counts[code] > 1 else ''}" for code, word in WORDS
                           if past.counts.get(code))
        title = " · ".join(part for part in (at, past.school or past.kind) if part)
        undo = quiet("Annuler cet import", name=f"import_annuler_{number}", icon="undo-2", clicked=self._undo)
        undo.setAccessibleName(f"Annuler l’import du {at}")
        undo.setVisible(not past.undone)
        state = "annulé" if past.undone else (counts or "rien n’a changé")
        words = vbox(None, PlainLabel(title, weight=style.MEDIUM, elide=True),
                     PlainLabel(" · ".join(part for part in (state, past.by) if part), size=13, tone="soft",
                                elide=True), spacing=2)
        line = hbox(None, words, undo, margins=(0, 8, 0, 8))
        line.setStretch(0, 1)
        vbox(self, line, HLine())

    def _undo(self) -> None:
        self._page.context.undo.undo_unit(self._unit)
