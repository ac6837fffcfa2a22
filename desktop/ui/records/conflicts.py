"""Two texts written without knowing of each other: both shown with who wrote them, one press to keep one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.values import Conflict
from desktop.ui import style
from desktop.ui.context import Context
from desktop.ui.records.verbs import write
from desktop.ui.widgets import PlainLabel, button, clear, hbox, icon_label, vbox


class ConflictCard(QFrame):
    """One cell: its name, its texts, « Garder celui-ci » under each."""

    def __init__(self, conflict: Conflict, context: Context, number: int) -> None:
        super().__init__()
        self.setProperty("notice", "warn")
        self.setObjectName(f"conflit_{number}")
        self.setAccessibleName(f"Deux textes pour {conflict.label}")
        title = PlainLabel(f"Deux textes pour « {conflict.label} » : lequel garder ?", weight=style.MEDIUM, wrap=True)
        box = vbox(self, margins=(12, 10, 12, 10), spacing=8)
        head = hbox(None, icon_label("merge", "warn"), title)
        head.setStretch(1, 1)
        box.addLayout(head)
        for index, value in enumerate(conflict.values):
            who = conflict.who[index] if index < len(conflict.who) else ""
            box.addWidget(_Choice(conflict, value, who, context, f"{number}_{index}"))


class _Choice(QWidget):
    def __init__(self, conflict: Conflict, value: Any, who: str, context: Context, name: str) -> None:
        super().__init__()
        self._conflict, self._value, self._context = conflict, value, context
        text = shown(value)
        keep = button("Garder celui-ci", name=f"garder_{name}", clicked=self._keep, accessible=f"Garder : {text[:80]}")
        words = vbox(None, PlainLabel(text or "(vide)", wrap=True), PlainLabel(who, size=12.5, tone="soft"), spacing=2)
        hbox(self, words, keep, spacing=12).setStretch(0, 1)

    def _keep(self) -> None:
        conflict = self._conflict
        settle = partial(self._context.session.history.settle, conflict.table, conflict.row, conflict.column, self._value)
        write(self._context, settle, self)


def shown(value: Any) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value)
    return str(value)


class Conflicts(QWidget):
    """All the conflicts of a sheet, or nothing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflits")
        self._context = context
        self._box = vbox(self, spacing=8)
        self.hide()

    def set_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        clear(self._box)
        for number, conflict in enumerate(conflicts):
            self._box.addWidget(ConflictCard(conflict, self._context, number))
        self.setVisible(bool(conflicts))
