"""Scores and chart as one table: each row is typed in by keyboard and ends in its own interval, under a painted scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.list_view import left_text, right_text
from desktop.ui.notebook import score_paint
from desktop.ui.notebook.score_model import PairModel, ScoreModel
from desktop.ui.paged_model import Index

REMARK = 18


class ScoreDelegate(QStyledItemDelegate):
    """Text by baseline, the chart in the last column; a cell being typed in is a bare line."""

    def __init__(self, parent: QWidget, *, height: int) -> None:
        super().__init__(parent)
        self.height = height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, style.px(self.height))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        made = QLineEdit(parent)
        made.setProperty("kind", "cell")
        made.setFont(style.font(14))
        line, key = (model.line_at(index.row(), index.column()), model.key_at(index.column())) if isinstance(model, ScoreModel) \
            else (None, "")
        named(made, f"score_{(line.code or str(index.row())) if line else ''}_{key}",
              model.spoken(line, key).rpartition(", ")[0] if line is not None and isinstance(model, ScoreModel) else "Score")
        if line is not None and line.apart and key == "words":
            made.setAccessibleName(f"{line.name}, pourquoi cet indice n’est pas interprétable")
        if key in ("score", "bottom", "top", "rank"):
            made.setAlignment(Qt.AlignmentFlag.AlignRight)
            made.setMaxLength(4)
        made.setAutoFillBackground(True)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not model.setData(index, editor.text()):
            announce(editor, "Un score est un nombre entier.", urgent=True)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        wanted = style.px(self.height)
        rect.setHeight(wanted)
        model = index.model()
        key = model.key_at(index.column()) if isinstance(model, ScoreModel) else ""
        if key == "score" and isinstance(model, PairModel):
            rect.setWidth(style.px(52))
        elif key in ("score", "bottom", "top", "rank"):
            rect.setLeft(max(rect.right() - style.px(62), rect.left() - style.px(20)))
        editor.setGeometry(rect.adjusted(0, 1, 2, -1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, ScoreModel):
            return
        line = model.line_at(index.row(), index.column())
        painter.save()
        rect = QRect(option.rect)
        top = QRect(rect.left(), rect.top(), rect.width(), style.px(self.height))
        if index.column() == model.chart:
            score_paint.chart(painter, rect, top, model, index.row())
        elif line is not None:
            score_paint.cell(painter, top, model, line, index.column(), pairs=isinstance(model, PairModel))
        painter.restore()


class ScaleHeader(QHeaderView):
    """Words over the columns, and the scale of the chart over the last one: rows and axis cannot drift."""

    def __init__(self, parent: QWidget, model: ScoreModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(style.px(24))
        named(self, "echelle", "Colonnes et échelle")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), style.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), style.color("paper"))
        base = style.px(16)
        soft, font = style.color("ink_soft"), style.font(12.5)
        for column, word in enumerate(self._model.heads):
            left, width = self.sectionViewportPosition(column), self.sectionSize(column)
            if column == self._model.chart:
                self._scale(painter, left, width, base)
            elif self._model.key_at(column) in ("name", "words"):
                indent = style.px(14) if self._model.key_at(column) == "words" else 2
                left_text(painter, left + indent, left + width, base, word, font, soft)
            else:
                right_text(painter, left + width - score_paint.GAP, base, word, font, soft)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), style.color("line"))

    def _scale(self, painter: QPainter, left: int, width: int, base: int) -> None:
        scale = self._model.scale_at()
        if scale is None or self._model.as_words:
            return
        font = style.font(12.5)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(style.color("ink_soft"))
        last = left - 100
        for step in range(-3, 4):
            value = scale.mean + step * scale.deviation
            text = str(value)
            x = score_paint.place(scale, value, left, width)
            half = metrics.horizontalAdvance(text) / 2
            if x - half > last + 4:
                painter.drawText(round(x - half), base, text)
                last = round(x + half)


class ScoreTable(QTableView):
    """As tall as its rows. Tab goes from cell to cell, N says « non interprétable », T shows the chart in words."""

    words_asked = Signal()

    def __init__(self, model: ScoreModel, *, name: str, accessible: str, height: int,
                 widths: Callable[[int], Sequence[int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scores, self._height, self._widths = model, height, widths
        named(self, name, accessible, "Tab passe d’une case à l’autre, N note un indice non interprétable, "
                                      "T dit le graphique en mots.")
        self.setModel(model)
        self.setItemDelegate(ScoreDelegate(self, height=height))
        self.setHorizontalHeader(ScaleHeader(self, model))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(10)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
                             | QAbstractItemView.EditTrigger.SelectedClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(self.fit)
        style.look().changed.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Rows grow by the remark told under them; the table is as tall as its rows."""
        total = 0
        for row in range(self.scores.rowCount()):
            height = style.px(self._height) + (style.px(REMARK) if self.scores.remark_at(row) else 0)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
            total += height
        bar = self.horizontalScrollBar()
        wanted = total + style.px(24) + 2 + (bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0)
        if wanted != self.height():
            self.setFixedHeight(wanted)
        self.viewport().update()

    def show_words(self, words: bool) -> None:
        """The chart in words, or drawn."""
        self.scores.as_words = words
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widths = self._widths(self.viewport().width())
        self.scores.room = min(widths[-1], self.viewport().width() - sum(widths[:-1]))
        for column, width in enumerate(widths):
            if self.columnWidth(column) != width:
                self.setColumnWidth(column, width)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        chart = self.columnViewportPosition(self.scores.chart)
        for row in range(self.scores.rowCount()):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            painter.fillRect(QRect(0, top + height - 1, chart, 1), style.color("hair"))
            remark = self.scores.remark_at(row)
            if remark:
                score_paint.remark(painter, QRect(2, top, chart - 4, height), remark)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            score_paint.ring(painter, self.visualRect(current).adjusted(1, 1, -1, -2))

    # keyboard
    def cells(self) -> list[QModelIndex]:
        """The cells Tab goes through, in order."""
        rows, columns = self.scores.rowCount(), len(self.scores.heads)
        every = (self.scores.index(row, column) for row in range(rows) for column in range(columns))
        return [one for one in every if one.flags() & Qt.ItemFlag.ItemIsEditable and self.scores.typed_first(one)]

    def _beside(self, index: Index, step: int) -> QModelIndex | None:
        cells = self.cells()
        places = [(cell.row(), cell.column()) for cell in cells]
        here = (index.row(), index.column())
        later = [at for at, place in enumerate(places) if (place > here if step > 0 else place < here)]
        return cells[later[0] if step > 0 else later[-1]] if later else None

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        moves = {QAbstractItemView.CursorAction.MoveNext: 1, QAbstractItemView.CursorAction.MovePrevious: -1}
        if action in moves:
            return self._beside(self.currentIndex(), moves[action]) or QModelIndex(self.currentIndex())
        return super().moveCursor(action, modifiers)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Past the last cell Tab leaves the table; Entrée goes down to the same figure of the next row."""
        steps = {QAbstractItemDelegate.EndEditHint.EditNextItem: 1, QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1}
        if hint in steps:
            following = self._beside(self.currentIndex(), steps[hint])
            super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            if following is None:
                self.focusNextPrevChild(steps[hint] > 0)
            else:
                self.setCurrentIndex(following)
                self.edit(following)
            return
        super().closeEditor(editor, hint)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab on a cell not being typed in."""
        following = self._beside(self.currentIndex(), 1 if forward else -1) if self.hasFocus() else None
        if following is not None and self.state() != QAbstractItemView.State.EditingState:
            self.setCurrentIndex(following)
            return True
        self.setTabKeyNavigation(False)
        moved = QWidget.focusNextPrevChild(self, forward)
        self.setTabKeyNavigation(True)
        return moved

    def start(self) -> None:
        """The keyboard on the first figure."""
        cells = self.cells()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if cells:
            self.setCurrentIndex(next((cell for cell in cells if not cell.data(Qt.ItemDataRole.EditRole)), cells[0]))

    def toggle_apart(self) -> None:
        """N: this index is, or is no longer, interpretable."""
        index = self.currentIndex()
        line = self.scores.line_at(index.row(), index.column()) if index.isValid() else None
        if line is None or self.scores.read_only:
            return
        self.scores.set_apart(index.row(), index.column(), not line.apart)
        announce(self, f"{line.name}\u00a0: {'non interprétable, écrivez pourquoi' if line.apart else 'interprétable'}.")
        words = next((c for c in range(len(self.scores.heads)) if self.scores.key_at(c) == "words"), -1)
        if line.apart and words >= 0:
            cell = self.scores.index(index.row(), words)
            self.setCurrentIndex(cell)
            self.edit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        key = self.scores.key_at(index.column()) if index.isValid() else ""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text().lower() if plain else ""
        if text == "t" and key not in ("words", "name"):
            self.words_asked.emit()
        elif text == "n" and key not in ("words", "name"):
            self.toggle_apart()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() \
                and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid() \
                and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.scores.setData(index, "")
        elif key in ("score", "bottom", "top", "rank") and text and not (text.isdigit() or text == "-"):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
        event.ignore()

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def index_widths(width: int) -> list[int]:
    """Name, score, de, à, percentile, words, chart: the chart gives way first, then the whole scrolls sideways."""
    chart = style.px(262 if width >= style.px(780) else 180)
    fixed = [style.px(50), style.px(44), style.px(52), style.px(76)]
    words = style.px(134)
    name = max(width - sum(fixed) - words - chart, style.px(170))
    return [name, *fixed, words, chart]


def pair_widths(width: int) -> list[int]:
    chart = style.px(262 if width >= style.px(780) else 180)
    score, least = style.px(52), style.px(130)
    rest = max(width - chart, 2 * (score + least) + style.px(24))
    first = max(rest * 30 // 100, least)
    gap = style.px(32 if rest > style.px(500) else 16)
    second = max(rest * 32 // 100, least)
    return [first, score + gap, second, max(rest - first - second - score - gap, score), chart]
