"""The guide that helps to write facts: words to choose beside words that judge, and what to remember, in a side panel."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.ui.accessible import named
from desktop.ui.widgets import Card, HLine, PlainLabel, pane, scrolled, section_title, vbox


class FactsPanel(QWidget):
    """Shown beside a note being written; it reads only content, never what is typed."""

    def __init__(self, foot: Sequence[QWidget] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "guide_faits", "Écrire des faits")
        pane(self, "ground")
        content = QWidget()
        column = vbox(content, margins=(16, 14, 14, 16), spacing=8)
        for widget in foot:
            column.addWidget(widget)
        if foot:
            column.addWidget(HLine())
        column.addWidget(section_title("Écrire des faits"))
        pairs, reminders = read_guide()
        for reminder in reminders:
            column.addWidget(PlainLabel(str(reminder), size=13, wrap=True))
        for vague, fact in pairs:
            card = Card(kind="sunk", margins=(10, 8, 10, 8), spacing=3)
            card.box.addWidget(PlainLabel(f"Plutôt que «\u00a0{vague}\u00a0»", size=12.5, tone="soft", wrap=True))
            card.box.addWidget(PlainLabel(str(fact), size=13, wrap=True))
            column.addWidget(card)
        column.addStretch(1)
        vbox(self, scrolled(content, name="guide_faits_defile", pane="ground", accessible="Écrire des faits"))


def read_guide() -> tuple[list[tuple[str, str]], list[str]]:
    """Pairs (what judges, the fact) and reminders, from the content of this program."""
    try:
        facts: Any = import_module("desktop.content.facts")
    except ModuleNotFoundError:
        return [], []
    pairs = [(str(pair.instead), str(pair.write)) for pair in facts.pairs()]
    return pairs, [str(one) for one in facts.reminders()]
