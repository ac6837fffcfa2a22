"""Scores and chart as one table: each row is typed in by keyboard and ends in its own interval, under a painted scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QRect, QSize, Qt, Signal
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

from desktop.forms.batteries import Scale
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.list_view import left_text, right_text
from desktop.ui.notebook import score_paint
from desktop.ui.notebook.score_lines import ScoreLine, out_of_range
from desktop.ui.paged_model import Index

NONE = QModelIndex()
REMARK = 18
Remarks = dict[str, str]


class ScoreModel(QAbstractTableModel):
    """What both tables share: cells that are typed in, words for screen readers, « edited » at each change."""

    edited = Signal()
    heads: tuple[str, ...] = ()
    chart = -1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remarks: Remarks = {}
        self.as_words = False
        self.read_only = False

    def line_at(self, row: int, column: int) -> ScoreLine | None:
        """The score a cell belongs to."""
        raise RuntimeError("a table of scores says it")

    def key_at(self, column: int) -> str:
        """What of the score a column holds: name, score, bottom, top, rank, words, chart."""
        raise RuntimeError("a table of scores says it")

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self.line_at(index.row(), index.column())
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        key = self.key_at(index.column())
        typed = key in ("score", "bottom", "top", "rank", "words") or (key == "name" and not line.fixed)
        if typed and not self.read_only and (not line.apart or key == "words"):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def typed_first(self, index: Index) -> bool:
        """Whether Tab stops here: score, de, à, vos mots, and a name still to give."""
        key = self.key_at(index.column())
        line = self.line_at(index.row(), index.column())
        return key in ("score", "bottom", "top", "words") or (key == "name" and line is not None and not line.name)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row(), index.column())
        if line is None:
            return None
        key = self.key_at(index.column())
        if role == Qt.ItemDataRole.EditRole:
            value = (line.why if line.apart and key == "words" else getattr(line, "name" if key == "name" else key, None))
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(line, key)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(line, key)
        if role == Qt.ItemDataRole.ToolTipRole and key == "rank" and line.computed:
            return "calculé par la loi normale"
        return None

    def shown(self, line: ScoreLine, key: str) -> str:
        if key == "chart":
            return line.drawn_words() if self.as_words else ""
        if key == "rank":
            rank = line.shown_rank()
            return "" if rank is None else str(rank)
        if line.apart:
            return {"name": line.name, "score": "–", "words": line.drawn_words()}.get(key, "")
        value = getattr(line, key)
        text = "" if value is None else str(value)
        return f"à {text}" if key == "top" and text else text

    def spoken(self, line: ScoreLine, key: str) -> str:
        """The cell with its row and its column: a screen reader needs no other."""
        remark = self.remark_of(line)
        if key == "name":
            return ", ".join(part for part in (line.name or "score à nommer", line.code, remark) if part)
        if key == "chart":
            return f"{line.name}, {line.drawn_words()}"
        word = {"score": "score", "bottom": "de", "top": "à", "rank": "percentile", "words": "vos mots"}[key]
        value = self.shown(line, key).removeprefix("à ") or "vide"
        return f"{line.name}, {word}, {value}" + (", calculé" if key == "rank" and line.computed else "")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.line_at(index.row(), index.column())
        if line is None or role != Qt.ItemDataRole.EditRole:
            return False
        key, text = self.key_at(index.column()), str(value or "").strip()
        if line.apart and key == "words":
            wanted, name = text, "why"
        elif key in ("words", "name"):
            wanted, name = text, key
        else:
            number = _number(text)
            if text and number is None:
                return False
            wanted, name = number, key
        if getattr(line, name) == wanted:
            return True
        setattr(line, name, wanted)
        self.refresh_row(index.row())
        self.edited.emit()
        return True

    def set_apart(self, row: int, column: int, apart: bool) -> None:
        """« Non interprétable » : the figure stays in the file, and is not shown."""
        line = self.line_at(row, column)
        if line is not None and line.apart != apart:
            line.apart = apart
            self.refresh_row(row)
            self.edited.emit()

    def refresh_row(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.heads) - 1))

    def remark_of(self, line: ScoreLine) -> str:
        return out_of_range(line) or self.remarks.get(line.id, "") or self.remarks.get(line.code, "")

    def remark_at(self, row: int) -> str:
        """What is told under a row."""
        found = [self.line_at(row, column) for column in range(len(self.heads))]
        return " ".join(dict.fromkeys(self.remark_of(line) for line in found if line is not None and self.remark_of(line)))

    def scale_at(self) -> Scale | None:
        """The scale the head paints."""
        found = [self.line_at(row, 0) for row in range(self.rowCount())]
        scales = [(line.scale.mean, line.scale.deviation) for line in found if line is not None]
        best = max(set(scales), key=scales.count) if scales else None
        return next((line.scale for line in found if line and (line.scale.mean, line.scale.deviation) == best), None)


class IndexModel(ScoreModel):
    """One index a row."""

    heads = ("Indice", "Score", "", "À 95\u00a0%", "Percentile", "Vos mots", "")
    keys = ("name", "score", "bottom", "top", "rank", "words", "chart")
    chart = 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[ScoreLine] = []

    def set_lines(self, lines: Sequence[ScoreLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def line_at(self, row: int, column: int) -> ScoreLine | None:
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def key_at(self, column: int) -> str:
        return self.keys[column]


class PairModel(ScoreModel):
    """Two subtests a row, under the same index: a disc and a lozenge on one line of the chart."""

    heads = ("Subtests", "", "", "", "")
    keys = ("name", "score", "name", "score", "chart")
    chart = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs: list[tuple[ScoreLine, ScoreLine | None]] = []

    def set_pairs(self, pairs: Sequence[tuple[ScoreLine, ScoreLine | None]]) -> None:
        self.beginResetModel()
        self.pairs = list(pairs)
        self.endResetModel()

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.pairs)

    def line_at(self, row: int, column: int) -> ScoreLine | None:
        if not 0 <= row < len(self.pairs):
            return None
        return self.pairs[row][1 if column in (2, 3) else 0]

    def key_at(self, column: int) -> str:
        return self.keys[column]

    def shown(self, line: ScoreLine, key: str) -> str:
        if key == "chart" and self.as_words:
            other = next((second for one, second in self.pairs if one is line), None)
            parts = [f"{one.name} {one.score}" for one in (line, other) if one is not None and one.score is not None]
            return ", ".join(parts) or "pas de score"
        return super().shown(line, key)

    def spoken(self, line: ScoreLine, key: str) -> str:
        if key == "chart":
            other = next((second for one, second in self.pairs if one is line), None)
            return " ; ".join(f"{one.name}, {one.drawn_words()}" for one in (line, other) if one is not None)
        return super().spoken(line, key)


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
        key = index.model().key_at(index.column()) if isinstance(index.model(), ScoreModel) else ""
        if key in ("score", "bottom", "top", "rank"):
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
                left_text(painter, left + 2, left + width, base, word, font, soft)
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
        for column, width in enumerate(self._widths(self.viewport().width())):
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


def _number(text: str) -> int | None:
    digits = "".join(text.split()).replace("−", "-")
    return int(digits) if digits.lstrip("-").isdigit() and digits.count("-") <= 1 and len(digits) <= 4 else None


def index_widths(width: int) -> list[int]:
    """Name, score, de, à, percentile, words, chart: the chart gives way first, then the whole scrolls sideways."""
    chart = style.px(262 if width >= style.px(800) else 180)
    fixed = [style.px(58), style.px(48), style.px(54), style.px(78)]
    words = style.px(136)
    name = max(width - sum(fixed) - words - chart, style.px(170))
    return [name, *fixed, words, chart]


def pair_widths(width: int) -> list[int]:
    chart = style.px(262 if width >= style.px(800) else 180)
    score = style.px(46)
    name = max((width - chart - 2 * score - style.px(64)) // 2, style.px(130))
    first = name - style.px(12)
    return [first, score, name + style.px(32), score, max(width - first - name - style.px(32) - 2 * score, chart)]
