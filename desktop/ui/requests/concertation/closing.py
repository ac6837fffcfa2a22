"""After the last situation: what was decided, one line each, and the sheet of decisions to print."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.request_values import DecisionValue, Situation
from desktop.texts import plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.records.room import capped
from desktop.ui.widgets import HLine, PlainLabel, clear, first, hbox, link, quiet, scrolled, vbox


class ClosingPage(QWidget):
    """``printed(nameless)``; ``back`` to the situations."""

    printed = Signal(bool)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_fin", "Fin de la concertation")
        self.title = PlainLabel("", size=24, weight=style.MEDIUM)
        self.left = PlainLabel("", tone="soft", wrap=True)
        self.print_button = first("Imprimer la fiche de décisions", name="concertation_imprimer", icon="printer",
                                  clicked=self._print)
        self.nameless = quiet("Copie sans noms", name="concertation_sans_noms", clicked=self._print_nameless)
        self.again = link("Revoir les situations", name="concertation_revoir", icon="arrow-left", clicked=self.back.emit)
        self._lines = vbox(None, spacing=0)
        inner = QWidget()
        inner.setMaximumWidth(style.px(760))
        vbox(inner, self.again, 8, self.title, 4, self.left, 16, hbox(None, self.print_button, self.nameless, None), 20,
             self._lines, None, margins=(28, 20, 28, 24))
        vbox(self, scrolled(capped(inner), name="concertation_fin_page"))

    def set_decisions(self, decisions: Sequence[DecisionValue], agenda: Sequence[Situation]) -> None:
        done = [one for one in agenda if one.state == "done"]
        later = [one for one in agenda if one.state == "postponed"]
        open_ones = [one for one in agenda if not one.state]
        self.title.setText(f"{plural(len(done), 'décision notée', 'décisions notées')}")
        said = [f"{plural(len(later), 'situation reportée', 'situations reportées')} : {_names(later)}" if later else "",
                f"pas encore vues : {_names(open_ones)}" if open_ones else ""]
        left = " · ".join(part for part in said if part)
        self.left.setText(left[:1].upper() + left[1:])
        self.left.setVisible(bool(self.left.whole_text()))
        clear(self._lines)
        for number, one in enumerate(decisions, 1):
            line = PlainLabel(one.sentence, wrap=True, size=15)
            named(line, f"concertation_phrase_{number}", one.sentence)
            room = QWidget()
            vbox(room, line, margins=(0, 9, 0, 9))
            self._lines.addWidget(room)
            self._lines.addWidget(HLine())
        self.print_button.setEnabled(bool(decisions))
        self.nameless.setEnabled(bool(decisions))

    def _print(self) -> None:
        self.printed.emit(False)

    def _print_nameless(self) -> None:
        self.printed.emit(True)


def _names(rows: Sequence[Situation]) -> str:
    return ", ".join(row.title for row in rows[:4]) + ("…" if len(rows) > 4 else "")
