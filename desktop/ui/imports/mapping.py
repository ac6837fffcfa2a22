"""Unknown titles: say which column holds what, with samples of each; the answer is remembered for the next file alike."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.importers.fields import TARGET_LABELS
from desktop.importers.headers import NeedsMapping
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.editors import Combo
from desktop.ui.records.room import capped
from desktop.ui.widgets import PlainLabel, button, clear, first, hbox, scrolled, vbox

SAMPLES = 3


class MappingPage(QWidget):
    """A line a field: its name, the column it comes from, what that column holds."""

    told = Signal(str, object)
    """``told(kind, {field: column})``."""
    kind_changed = Signal(str)
    left = Signal()

    def __init__(self, needed: NeedsMapping, file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "colonnes", "Dire ce que contient chaque colonne")
        self._needed = needed
        self.combos: dict[str, Combo] = {}
        self._samples: dict[str, PlainLabel] = {}
        self.kind = named(Combo(), "colonnes_quoi", "Ce fichier contient des")
        for code, label in TARGET_LABELS.items():
            self.kind.addItem(label, code)
        self.kind.setCurrentIndex(max(self.kind.findData(needed.kind), 0))
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._grid.setColumnMinimumWidth(1, style.px(200))
        self.go = first("Voir ce que cela donne", name="colonnes_suite", clicked=self._tell)
        self.missing = PlainLabel("", tone="warn", wrap=True)
        content = QWidget()
        content.setMaximumWidth(style.px(900))
        vbox(content, PlainLabel("Dites ce que contient chaque colonne", size=21, weight=style.MEDIUM, wrap=True),
             PlainLabel(file, size=13, tone="soft", elide=True), PlainLabel(str(needed), wrap=True),
             hbox(None, PlainLabel("Ce fichier contient des"), self.kind, None), 6, self._grid, 8, self.missing,
             hbox(None, self.go, button("Abandonner", name="colonnes_abandonner", clicked=self.left.emit), None), None,
             margins=(24, 16, 24, 24), spacing=8)
        vbox(self, scrolled(capped(content), name="colonnes_defile"))
        self._fill()

    def _fill(self) -> None:
        clear(self._grid)
        self.combos.clear()
        self._samples.clear()
        for row, field in enumerate(self._needed.fields):
            label = PlainLabel(field.label + (" (nécessaire)" if field.required else ""))
            combo = named(Combo(), f"colonne_{field.code}", field.label)
            combo.addItem("— aucune colonne —", -1)
            for place, header in enumerate(self._needed.headers):
                combo.addItem(header.strip() or f"colonne {place + 1}", place)
            combo.setCurrentIndex(max(combo.findData(self._needed.guess.get(field.code, -1)), 0))
            combo.currentIndexChanged.connect(self._say)
            label.setBuddy(combo)
            sample = PlainLabel("", size=13, tone="soft", elide=True)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(combo, row, 1)
            self._grid.addWidget(sample, row, 2)
            self.combos[field.code], self._samples[field.code] = combo, sample
        self._say()

    def _say(self) -> None:
        for code, combo in self.combos.items():
            place = int(combo.currentData())
            values = [row[place].strip() for row in self._needed.samples if 0 <= place < len(row) and row[place].strip()]
            self._samples[code].setText(" · ".join(values[:SAMPLES]))
            combo.setAccessibleDescription(f"Exemples : {', '.join(values[:SAMPLES])}" if values else "")
        left = [field.label for field in self._needed.fields if field.required and int(self.combos[field.code].currentData()) < 0]
        self.missing.setText(f"Il manque encore : {', '.join(left)}." if left else "")
        self.missing.setVisible(bool(left))
        self.go.setEnabled(not left)

    def _kind_changed(self) -> None:
        self.kind_changed.emit(str(self.kind.currentData()))

    def mapping(self) -> dict[str, int]:
        return {code: int(combo.currentData()) for code, combo in self.combos.items() if int(combo.currentData()) >= 0}

    def _tell(self) -> None:
        announce(self, "Lecture avec ces colonnes.")
        self.told.emit(str(self.kind.currentData()), self.mapping())

    def set_needed(self, needed: NeedsMapping) -> None:
        """Another kind of file: other fields."""
        self._needed = needed
        self._fill()

    def focus_first(self) -> None:
        combos: list[Any] = list(self.combos.values())
        if combos:
            combos[0].setFocus()
