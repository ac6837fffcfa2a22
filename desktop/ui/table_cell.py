"""A cell of a plain table, a little away from its edges: words stand under the words of the head."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import style
from desktop.ui.paged_model import Index

ASIDE = 5


class Cell(QStyledItemDelegate):
    """The same as any cell, with room at its left and right, a line too when words take two."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, self._inside(option), index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(self._inside(option), index)
        return QSize(size.width() + 2 * style.px(ASIDE), size.height() + style.px(6))

    def _inside(self, option: QStyleOptionViewItem) -> QStyleOptionViewItem:
        inside = QStyleOptionViewItem(option)
        inside.rect = inside.rect.adjusted(style.px(ASIDE), 0, -style.px(ASIDE), 0)
        return inside
