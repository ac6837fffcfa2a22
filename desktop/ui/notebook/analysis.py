"""« Analyse » beside a bilan: the question, strengths, hypotheses, what helps in class and whether the school has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.notebook import ASSESSMENT
from desktop.forms.spec import Text
from desktop.services.personal_values import ReleaseRow
from desktop.services.values import as_day
from desktop.texts import day_month
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.editors import GrowingText
from desktop.ui.widgets import Card, MarkLabel, PlainLabel, hbox, icon_label, link, pane, scrolled, section_title, vbox

KEYS = ("points_appui", "hypotheses", "aide_classe")
WIDTH = 280
LOCK = "Notes, scores et protocoles restent ici. L’école ne reçoit que la réponse, après «\u00a0Transmettre\u00a0»."


class AnalysisPanel(QWidget):
    """``changed(key)`` at each edit; ``release_asked`` from « non transmis »."""

    changed = Signal(str)
    question_asked = Signal()
    release_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "analyse", "Analyse")
        pane(self, "ground")
        self._values: dict[str, Any] = {}
        self._touched: set[str] = set()
        self.boxes: dict[str, GrowingText] = {}
        self.question = PlainLabel("", wrap=True)
        self.asked_by = PlainLabel("", size=13, tone="soft", wrap=True)
        self.write_question = link("Écrire la question posée", name="analyse_question", icon="pencil",
                                   clicked=self.question_asked.emit)
        self.sent_mark = MarkLabel("planned")
        self.sent = PlainLabel("non transmis", size=13, tone="soft")
        self.send = link("Transmettre…", name="analyse_transmettre", clicked=self.release_asked.emit,
                         accessible="Transmettre ce qui aide en classe")
        content = QWidget()
        column = vbox(content, section_title("Analyse"), 10, PlainLabel("Question posée", size=13, tone="soft"), self.question,
                      self.asked_by, self.write_question, margins=(18, 14, 18, 16), spacing=3)
        for key in KEYS:
            field = ASSESSMENT.field(key)
            label = PlainLabel(field.label, size=13, tone="soft")
            head = hbox(None, label, None, self.sent_mark, self.sent, spacing=5) if key == "aide_classe" else hbox(None, label)
            column.addSpacing(10)
            column.addLayout(head)
            column.addWidget(self._box(key, field, label))
        column.addLayout(hbox(None, None, self.send))
        column.addSpacing(8)
        self.lock = Card(margins=(12, 10, 12, 10))
        lock = hbox(None, icon_label("lock", "ink_faint"), 2, PlainLabel(LOCK, size=12.5, tone="soft", wrap=True))
        lock.setStretch(2, 1)
        self.lock.box.addLayout(lock)
        column.addWidget(self.lock)
        column.addStretch(1)
        vbox(self, scrolled(content, name="analyse_defile", pane="ground", accessible="Analyse"))

    def _box(self, key: str, field: Any, label: PlainLabel) -> GrowingText:
        box = GrowingText(lines=3 if key != "aide_classe" else 4)
        named(box, f"analyse_{key}", field.label, field.help)
        if isinstance(field, Text):
            box.setPlaceholderText(field.placeholder or {"points_appui": "Ce qui réussit, et avec quoi",
                                                         "hypotheses": "Ce que vous supposez, à part",
                                                         "aide_classe": "Gestes concrets, sans chiffre"}[key])
        label.setBuddy(box)
        box.edited.connect(self._edited)
        self.boxes[key] = box
        return box

    # answers
    def set_answers(self, answers: Mapping[str, Any]) -> None:
        """Show what the file says, without touching what was typed and not saved yet."""
        for key, box in self.boxes.items():
            if key not in self._touched:
                self._values[key] = answers.get(key)
                box.fill(str(answers.get(key) or ""))
        self.show_question(answers)

    def show_question(self, answers: Mapping[str, Any]) -> None:
        question, by = str(answers.get("question") or ""), str(answers.get("origine") or "")
        self.question.setText(question)
        self.asked_by.setText(by)
        self.question.setVisible(bool(question))
        self.asked_by.setVisible(bool(by))
        self.write_question.setVisible(not question)

    def fill(self, values: Mapping[str, Any]) -> None:
        """A draft taken up again."""
        for key in KEYS:
            if key in values:
                self.boxes[key].fill(str(values[key] or ""))
                self._values[key] = values[key]
                self._touched.add(key)

    def changed_answers(self) -> dict[str, Any]:
        return {key: self._values.get(key) for key in self._touched}

    def mark_saved(self, sent: Mapping[str, Any]) -> None:
        self._touched = {key for key in self._touched if key not in sent or sent[key] != self._values.get(key)}

    def forget(self) -> None:
        self._touched.clear()

    def value(self, key: str) -> str:
        return str(self._values.get(key) or "")

    def set_released(self, released: tuple[ReleaseRow, ...]) -> None:
        """« transmis le 24 novembre », or « non transmis »."""
        standing = [one for one in released if not one.revoked_on]
        day = as_day(standing[0].date) if standing else None
        self.sent_mark.set_mark("done" if standing else "planned")
        self.sent.setText(f"transmis le {day_month(day)}" if day else "non transmis")

    def _edited(self) -> None:
        for key, box in self.boxes.items():
            text = box.text() or None
            if text != (self._values.get(key) or None):
                self._values[key] = text
                self._touched.add(key)
                self.changed.emit(key)

    def fit(self, beside: bool) -> None:
        """Beside the scores it keeps its width; alone it takes the room."""
        self.setMinimumWidth(style.px(WIDTH) if beside else 0)
        self.setMaximumWidth(style.px(WIDTH) if beside else 16_777_215)
