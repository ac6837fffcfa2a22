"""The scores of a bilan as tables that are typed in: one index a row, or two subtests of the same index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.batteries import Scale
from desktop.ui.notebook.score_lines import ScoreLine, out_of_range
from desktop.ui.paged_model import Index

NONE = QModelIndex()
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
        self.room = 0
        """Width of the chart: what a score that is not drawn says may use it."""

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
        wanted: str | int | None
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


def _number(text: str) -> int | None:
    digits = "".join(text.split()).replace("−", "-")
    return int(digits) if digits.lstrip("-").isdigit() and digits.count("-") <= 1 and len(digits) <= 4 else None
