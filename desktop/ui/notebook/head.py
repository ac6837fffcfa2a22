"""The head of a child's sheet in the notebook: name, level, school, age, and the agreement with its mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.services.personal_values import AgreementStatus, NotebookStudent
from desktop.services.values import as_day
from desktop.texts import age
from desktop.ui.records.head import SheetHead
from desktop.ui.students.columns import short_school
from desktop.ui.widgets import MarkLabel, PlainLabel, hbox

TONES = {"done": "good", "late": "bad", "due": "warn", "incomplete": "warn"}


class ChildHead(SheetHead):
    """``set_child`` then ``set_agreement``."""

    def __init__(self, buttons: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(buttons, name="carnet_tete", parent=parent)
        self._facts = ""
        self.mark = MarkLabel("none")
        self.agreement = PlainLabel("", size=14, elide=True)
        self.agreement.setObjectName("carnet_autorisation")
        self._line = QWidget()
        row = hbox(self._line, self.facts, self.mark, self.agreement, spacing=6)
        row.setStretch(0, 0)
        row.setStretch(2, 1)
        words = self.title.parentWidget()
        column = words.layout() if words is not None else None
        if column is not None:
            column.addWidget(self._line)
        self.mark.hide()
        self.agreement.hide()

    def set_child(self, child: NotebookStudent, today: date) -> None:
        born = as_day(child.birth_date)
        where = ", ".join(part for part in (child.level, short_school(child.school)) if part)
        known = "" if child.known == "commun" else "dans votre fichier seulement"
        self._facts = " · ".join(part for part in (where, age(born, today) if born else "", known) if part)
        self.set_words(child.name, self._facts)
        self._fit_facts()

    def _fit_facts(self) -> None:
        self.facts.setText(f"{self._facts}  ·" if self.agreement.isVisibleTo(self) else self._facts)
        self.facts.setMaximumWidth(self.facts.sizeHint().width() + 4)

    def set_agreement(self, status: AgreementStatus | None) -> None:
        """« autorisation écrite des deux responsables », with its mark; nothing for roles that ask none."""
        shown = status is not None and bool(status.sentence)
        self.mark.setVisible(shown)
        self.agreement.setVisible(shown)
        if status is not None:
            self.mark.set_mark(status.mark)
            self.agreement.set_tone(TONES.get(status.mark, "soft"))
            self.agreement.setText(status.sentence)
        self._fit_facts()

    def set_short(self, short: bool) -> None:
        super().set_short(short)
        self._line.setVisible(not short)

