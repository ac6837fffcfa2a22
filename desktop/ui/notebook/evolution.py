"""« Comparer dans le temps »: the same score from one bilan to the next, with the warning about a test taken again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from desktop.forms.batteries import Scale
from desktop.services.personal_values import Evolution, EvolutionRow, ScorePoint
from desktop.services.values import as_day
from desktop.texts import numeric_date
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.list_view import left_text, right_text
from desktop.ui.notebook import score_paint
from desktop.ui.notebook.score_lines import ScoreLine
from desktop.ui.widgets import Notice, PlainLabel, clear, hbox, link, scrolled, section_title, vbox

AGAIN = ("Un test passé de nouveau profite en partie de l’habitude\u00a0: un score plus haut ne dit pas à lui seul un progrès. "
         "Deux tests différents ne se comparent pas point par point.")
ALONE = "Aucun test n’a encore été passé deux fois par cet enfant. Ajoutez un bilan passé ailleurs, avec sa date, pour comparer."
ROW = 28
Shown = list[tuple[str, ScoreLine]]


def line_of(point: ScorePoint) -> ScoreLine:
    """A point as the chart draws it."""
    return ScoreLine(point.code, point.label, point.kind, Scale(point.mean, point.deviation, point.low, point.high), point.group,
                     score=point.score, bottom=point.bottom, top=point.top, words=point.words, apart=not point.interpretable,
                     why=point.why)


def shown(found: Evolution, row: EvolutionRow) -> Shown:
    """The dates a score was met, with what it was."""
    days = [as_day(day) for day in found.dates]
    return [(numeric_date(day) if day else "sans date", line_of(point))
            for day, point in zip(days, row.points, strict=True) if point is not None]


class EvolutionPage(QWidget):
    """``load(student)``; one group for each score met more than once."""

    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "evolution", "Comparer dans le temps")
        self._context = context
        self.warning = Notice(AGAIN, "warn", name="evolution_prudence")
        self.table = named(QTableWidget(0, 4), "evolution_tableau", "Scores dans le temps")
        self.table.setHorizontalHeaderLabels(["Score", "Date", "Valeur", "Intervalle"])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setProperty("frame", "true")
        self.table.horizontalHeader().setStretchLastSection(True)
        self._charts = QWidget()
        self._room = vbox(self._charts, spacing=14)
        self._words = False
        self.words = link("Tableau (T)", name="evolution_mots", clicked=self.toggle_table)
        back = link("Retour au bilan", name="evolution_retour", icon="arrow-left", clicked=self.left.emit)
        self.empty = PlainLabel(ALONE, tone="soft", wrap=True)
        content = QWidget()
        vbox(content, hbox(None, back, None, self.words), 4, section_title("Comparer dans le temps"), 8, self.warning, 10,
             self.table, self._charts, self.empty, None, margins=(24, 4, 20, 20))
        vbox(self, scrolled(content, name="evolution_defile", accessible="Comparer dans le temps"))

    def load(self, student: str) -> None:
        session: Any = self._context.session
        self._context.jobs.read(partial(session.assessments.evolution, student), self._arrived, self._context.fail,
                                key=(self, "load"))
        self.words.setFocus()

    def _arrived(self, found: Sequence[Evolution]) -> None:
        clear(self._room)
        cells: list[tuple[str, str, ScoreLine]] = []
        notices: list[str] = []
        for one in found:
            notices += one.notices
            self._room.addWidget(section_title(one.title))
            for row in one.rows:
                points = shown(one, row)
                if row.kind != "subtest" and len(points) > 1:
                    self._room.addWidget(EvolutionGroup(row.label, points))
                cells += [(row.label, when, line) for when, line in points]
        self.table.setRowCount(len(cells))
        for at, (label, when, line) in enumerate(cells):
            score = "–" if line.apart or line.score is None else str(line.score)
            for column, text in enumerate((label, when, score, line.interval())):
                self.table.setItem(at, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.table.setFixedHeight(min(len(cells), 16) * style.px(34) + style.px(36))
        self.warning.set_text(" ".join((AGAIN, *dict.fromkeys(notices))))
        self.warning.setVisible(bool(cells))
        self.empty.setVisible(not cells)
        self.words.setVisible(bool(cells))
        self._show()

    def toggle_table(self) -> None:
        """T: as a table, and back."""
        self._words = not self._words
        self._show()
        announce(self, "Scores en tableau." if self._words else "Scores en graphique.")

    def _show(self) -> None:
        filled = self.table.rowCount() > 0
        self.table.setVisible(self._words and filled)
        self._charts.setVisible(not self._words and filled)
        self.words.setText("Graphique (T)" if self._words else "Tableau (T)")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T:
            self.toggle_table()
        else:
            super().keyPressEvent(event)


class EvolutionGroup(QWidget):
    """One score: a row for each date, on the same scale."""

    def __init__(self, title: str, points: Shown) -> None:
        super().__init__()
        self._title, self._points = title, points
        said = "\u00a0; ".join(f"{when}\u00a0: {line.drawn_words()}" for when, line in points)
        named(self, "evolution_groupe", f"{title}. {said}")
        self.setFixedHeight(style.px(30) + style.px(ROW) * len(points))
        self.setMinimumWidth(style.px(420))
        style.look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        left_text(painter, 2, self.width(), style.px(18), self._title, style.font(14, style.MEDIUM), style.color("ink"))
        chart = QRect(self.width() - style.px(262), style.px(26), style.px(262), style.px(ROW) * len(self._points))
        score_paint.grid(painter, chart, self._points[0][1].scale)
        for row, (when, line) in enumerate(self._points):
            top = chart.top() + row * style.px(ROW)
            foot = top + style.px(19)
            score = "–" if line.apart or line.score is None else str(line.score)
            left_text(painter, 2, style.px(120), foot, when, style.font(13), style.color("ink_soft"))
            right_text(painter, style.px(170), foot, score, style.font(14, style.BOLD), style.color("ink"))
            if chart.left() > style.px(270):
                right_text(painter, style.px(260), foot, line.interval(), style.font(13), style.color("ink_soft"))
            score_paint.point(painter, line, chart, top + style.px(ROW) / 2)
