"""Room for a column of reading width: at left, never wider than it should, all the width when there is little."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.widgets import hbox


def capped(inner: QWidget, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), holder: QWidget | None = None) -> QWidget:
    """``inner`` (which has its greatest width) in a page that scrolls."""
    page = holder if holder is not None else QWidget()
    row = hbox(page, inner, None, margins=margins, spacing=0)
    row.setStretch(0, 1)
    row.setStretch(1, 0)
    return page
