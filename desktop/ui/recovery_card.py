"""A code of nine groups on screen, big enough to copy by hand, and its sheet to print: recovery, invitation."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.widgets import Card, PlainLabel, hbox, quiet


class CodeCard(Card):
    """Nine groups of four. ``print_asked`` for the sheet."""

    print_asked = Signal()

    def __init__(self, code: str, *, name: str, title: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(kind="sunk", name=name, margins=(20, 18, 20, 14), spacing=14, parent=parent)
        groups = code.split()
        self.setAccessibleName(f"{title} : " + ", ".join(" ".join(group) for group in groups))
        grid = QGridLayout()
        grid.setVerticalSpacing(12)
        for index, group in enumerate(groups):
            number = PlainLabel(str(index + 1), size=12, tone="soft")
            label = PlainLabel(group, size=18, weight=500)
            label.setAccessibleName(" ".join(group))
            grid.addLayout(hbox(None, number, label, None, spacing=10), index // 3, index % 3)
        self.box.addLayout(grid)
        self.print_button = quiet(verb, name=f"imprimer_{name}", icon="printer", clicked=self.print_asked.emit)
        copy = PlainLabel("ou recopiez les neuf groupes à la main", size=13, tone="soft", wrap=True)
        row = hbox(None, self.print_button, copy)
        row.setStretch(1, 1)
        self.box.addLayout(row)


class RecoveryCard(CodeCard):
    """The recovery code."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(code, name="code_secours", title="Code de secours", verb="Imprimer la feuille", parent=parent)


def recovery_paper(session: Any, code: str) -> bytes:
    """The sheet as PDF, made in a thread."""
    return bytes(session.printing.recovery_sheet(code))
