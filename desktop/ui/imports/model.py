"""The preview's rows as a table: what happens, line, cells, outcome; which cell a remark is about; leavers to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.importers.headers import fields_of, key
from desktop.services.values import ImportPlan, ImportRow, Remark
from desktop.texts import numeric_date, parse_day

ACTIONS = {"added": ("plus", "ajouté", "good"), "updated": ("pencil", "modifié", "accent"), "refused": ("x", "refusé", "bad"),
           "left": ("log-out", "parti", "ink_soft"), "unchanged": ("check", "inchangé", "ink_soft")}
LABELS = {"last_name": "Nom", "usage_name": "Nom d’usage", "first_name": "Prénom", "birth_date": "Naissance", "sex": "Sexe",
          "level": "Niveau", "class_name": "Classe", "school": "École", "ine": "INE", "uai": "UAI", "name": "Nom",
          "city": "Commune",
          "children": "Enfants", "civility": "Civilité", "function": "Fonction", "kind": "Type", "email": "Courriel",
          "phone": "Téléphone", "mobile": "Portable", "address": "Adresse", "postal_code": "Code postal"}
STRONG = {"last_name", "name", "Nom"}
ROW_ROLE = Qt.ItemDataRole.UserRole
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


def changes_count(plan: ImportPlan, leavers: set[str]) -> int:
    """What « Importer N changements » would write."""
    counted = plan.counts
    return counted.get("added", 0) + counted.get("updated", 0) + len(leavers)


def column_codes(kind: str) -> dict[str, str]:
    """Titles of files, compared as the importers do → the code of their field."""
    known: dict[str, str] = {}
    for target in ("pupils", "guardians", "teachers", "schools"):
        for field in fields_of(target):
            known.setdefault(key(field.label), field.code)
            for title in field.titles:
                known.setdefault(title, field.code)
    return known


class PlanModel(QAbstractTableModel):
    """The rows of a chip."""

    ticked = Signal()

    def __init__(self, plan: ImportPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._known = column_codes(plan.kind)
        self.columns: list[str] = list(dict.fromkeys(name for row in plan.rows[:4000] for name in row.cells))
        self.rows: list[ImportRow] = []
        self.leavers: set[str] = set()
        if not plan.partial:
            self.leavers = {row.student_id for row in plan.rows if row.action == "left" and row.student_id}
        self._remarks: dict[int, list[Remark]] = {}
        for remark in plan.remarks:
            self._remarks.setdefault(remark.line, []).append(remark)
        self.show_chip("changes")

    def show_chip(self, chip: str) -> None:
        """``changes``, an action, ``remarks`` or ``all``."""
        self.beginResetModel()
        self.rows = [row for row in self.plan.rows if self._in_chip(row, chip)]
        self.endResetModel()

    def _in_chip(self, row: ImportRow, chip: str) -> bool:
        if chip == "changes":
            return row.action != "unchanged"
        if chip == "remarks":
            return bool(self.remarks_of(row))
        return chip in ("all", row.action)

    def remarks_of(self, row: ImportRow) -> Sequence[Remark]:
        return row.remarks or self._remarks.get(row.line, ())

    def position(self, line: int) -> int:
        """The row of a line of the file, or -1."""
        return next((i for i, row in enumerate(self.rows) if row.line == line), -1)

    # Qt's own
    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.columns) + 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role not in (Qt.ItemDataRole.DisplayRole,
                                                                    Qt.ItemDataRole.AccessibleTextRole):
            return None
        if section == 0:
            return "Action" if role == Qt.ItemDataRole.AccessibleTextRole else ""
        if section == 1:
            return "Ligne"
        return "Ce qui se passera" if section == len(self.columns) + 2 else LABELS.get(self.columns[section - 2],
                                                                                       self.columns[section - 2])

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0 and self.rows[index.row()].action == "left":
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and row.action == "left":
            return Qt.CheckState.Checked if row.student_id in self.leavers else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == TONE_ROLE:
            return self._tone(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row) if index.column() == 0 else self._text(row, index.column()) or "vide"
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.rows[index.row()]
        if role != Qt.ItemDataRole.CheckStateRole or row.action != "left" or not row.student_id:
            return False
        self.leavers ^= {row.student_id}
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True

    def tick_all(self, on: bool) -> None:
        """Every leaver, or none."""
        known = {row.student_id for row in self.plan.rows if row.action == "left" and row.student_id}
        self.leavers = known if on else set()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.ticked.emit()

    def _text(self, row: ImportRow, column: int) -> str:
        if column == 0:
            return ACTIONS[row.action][1]
        if column == 1:
            return str(row.line) if row.line else "–"
        if column == len(self.columns) + 2:
            return row.outcome
        text = row.cells.get(self.columns[column - 2], "")
        day = parse_day(text) if self.columns[column - 2] == "birth_date" else None
        return numeric_date(day) if day else text

    def _tone(self, row: ImportRow, column: int) -> str:
        """``bad`` or ``warn`` when a remark is about this cell."""
        if not 2 <= column < len(self.columns) + 2:
            return ""
        name = self.columns[column - 2]
        levels = {remark.level for remark in self.remarks_of(row) if self.code(remark.column) in (name, self.code(name))}
        return "bad" if "refused" in levels else "warn" if "warning" in levels else ""

    def code(self, title: str) -> str:
        """A column of the file as the field it feeds."""
        return self._known.get(key(title), title)

    def spoken(self, row: ImportRow) -> str:
        """The line in words: what happens, who, why."""
        cells = [self._text(row, column) for column in range(2, len(self.columns) + 2)]
        where = f"ligne {row.line}" if row.line else ""
        told = [remark.message for remark in self.remarks_of(row)]
        return ", ".join(part for part in (ACTIONS[row.action][1], where, *cells, row.outcome, *told) if part)
