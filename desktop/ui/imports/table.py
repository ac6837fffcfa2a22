"""The preview's table: 36 px rows, names in bold, a cell with a remark tinted and underlined where it stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui import icons, style
from desktop.ui.accessible import named
from desktop.ui.imports.model import ACTIONS, ROW_ROLE, STRONG, TONE_ROLE, Index, PlanModel

ROW = 36
MOST, CLASS_MOST, OUTCOME = 190, 150, 230
LEAST = {"class_name": 84, "last_name": 92, "first_name": 84, "usage_name": 84}
"""How narrow these columns may become, so that the last one is seen whole; the class gives first."""
SAMPLE = 60


class PlanDelegate(QStyledItemDelegate):
    """Draws by baselines; the tone of a cell comes from the model."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(style.px(80), style.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, style.color("accent_soft"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), style.color("hair"))
        if index.column() == 0:
            self._action(painter, rect, index)
        else:
            self._cell(painter, rect, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(style.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 4, 4)
        painter.restore()

    def _action(self, painter: QPainter, rect: QRect, index: Index) -> None:
        row = index.data(ROW_ROLE)
        icon, word, token = ACTIONS[row.action]
        left, base = rect.left() + style.px(8), rect.top() + style.px(23)
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            self._box(painter, left, base, Qt.CheckState(checked) == Qt.CheckState.Checked)
        else:
            painter.drawPixmap(QPoint(left, base - style.px(13)), icons.pixmap(icon, token, style.px(16)))
        painter.setFont(style.font(13.5))
        painter.setPen(style.color(token))
        painter.drawText(QPoint(left + style.px(24), base), word)

    def _box(self, painter: QPainter, left: int, base: int, checked: bool) -> None:
        size = style.px(14)
        box = QRect(left, base - size + 1, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.color("accent" if checked else "field"), 1.4))
        painter.setBrush(style.color("accent" if checked else "paper"))
        painter.drawRoundedRect(box, 3, 3)
        if checked:
            painter.drawPixmap(QPoint(box.left() + 1, box.top() + 1), icons.pixmap("check", "on_accent", size - 2))

    def _cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        model = index.model()
        last = index.column() == model.columnCount() - 1
        tone = str(index.data(TONE_ROLE) or "")
        text = str(index.data() or "")
        row = index.data(ROW_ROLE)
        if tone:
            painter.fillRect(rect.adjusted(0, 2, -8, -2), style.color(f"{tone}_soft"))
            painter.fillRect(QRect(rect.left() + 4, rect.bottom() - 3, rect.width() - 16, 2), style.color(tone))
        strong = isinstance(model, PlanModel) and 2 <= index.column() < len(model.columns) + 2 \
            and model.columns[index.column() - 2] in STRONG
        font = style.font(13.5, style.BOLD if strong else 400)
        ink = "ink_soft" if index.column() == 1 or not text else "ink"
        if last:
            ink = {"refused": "bad"}.get(row.action, "ink")
            if ink == "ink" and isinstance(model, PlanModel) and any(r.level == "warning" for r in model.remarks_of(row)):
                ink = "warn"
        shown = QFontMetrics(font).elidedText(text or ("vide" if index.column() > 1 and not last else ""),
                                              Qt.TextElideMode.ElideRight, rect.width() - style.px(12))
        painter.setFont(font)
        painter.setPen(style.color(ink))
        left = rect.left() + style.px(6)
        if index.column() == 1:
            left = rect.right() - style.px(12) - QFontMetrics(font).horizontalAdvance(shown)
        painter.drawText(QPoint(left, rect.top() + style.px(23)), shown)


class PlanTable(QTableView):
    """Arrows move, Espace ticks a leaver; scrolls sideways when the window is small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "import_lignes", "Lignes du fichier")
        self.setItemDelegate(PlanDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(style.px(ROW))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._natural: list[int] = []
        style.look().changed.connect(self._restyle)

    def set_plan(self, model: PlanModel) -> None:
        self.setModel(model)
        self._measure(model)

    def _measure(self, model: PlanModel) -> None:
        """Widths from the words of the first rows."""
        metrics = QFontMetrics(style.font(13.5, style.BOLD))
        self._natural = []
        for column in range(model.columnCount() - 1):
            words = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
            words += [str(model.index(row, column).data() or "") for row in range(min(model.rowCount(), SAMPLE))]
            width = max((metrics.horizontalAdvance(word) for word in words), default=0) + style.px(24)
            least = {0: style.px(100), 1: style.px(58)}.get(column, style.px(64))
            most = CLASS_MOST if 2 <= column < len(model.columns) + 2 and model.columns[column - 2] == "class_name" else MOST
            self._natural.append(min(max(width, least), style.px(most)))
        self.horizontalHeader().setMinimumSectionSize(style.px(48))
        self._spread()

    def _spread(self) -> None:
        """Narrow the class, then the names, until « Ce qui se passera » fits; else everything keeps its width and scrolls."""
        model = self.model()
        if not isinstance(model, PlanModel) or len(self._natural) != model.columnCount() - 1:
            return
        widths = list(self._natural)
        over = sum(widths) + style.px(OUTCOME) - self.viewport().width()
        for code, least in LEAST.items():
            at = [column for column, name in enumerate(model.columns, 2) if model.code(name) == code]
            for column in at if over > 0 else ():
                given = min(over, max(widths[column] - style.px(least), 0))
                widths[column] -= given
                over -= given
        outcome = max(self.viewport().width() - sum(widths), style.px(OUTCOME))
        for column, width in enumerate(widths if over <= style.px(OUTCOME) // 3 else self._natural):
            self.setColumnWidth(column, width)
        self.setColumnWidth(model.columnCount() - 1, max(outcome - max(over, 0), style.px(OUTCOME) * 2 // 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(style.px(ROW))
        model = self.model()
        if isinstance(model, PlanModel):
            self._measure(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid() and isinstance(model, PlanModel):
            model.setData(model.index(self.currentIndex().row(), 0), None, Qt.ItemDataRole.CheckStateRole)
        else:
            super().keyPressEvent(event)
