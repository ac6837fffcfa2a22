"""The decision of a situation, typed once: indications, one sentence, to whom it is proposed, two dates, what it will make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QSizePolicy, QWidget

from desktop.forms.request_kinds import INDICATIONS
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.date_edit import DateEdit
from desktop.ui.requests.concertation.indications import Indications, digit
from desktop.ui.widgets import PlainLabel, first, hbox, icon_label, quiet, section_title, vbox
from desktop.ui.wording import watch_line

STACKED_UNDER = 640
HINT = "une ou plusieurs indications, au clavier de 1 à 9, et 0"
WHY_NOT = "Choisissez d’abord une indication d’aide, avec les touches 1 à 9 ou 0."
Person = tuple[str, str, str, str]


def mode_of(codes: Sequence[str]) -> str:
    """« directe », « indirecte », « les_deux », as the indications say; nothing for « pas de suite » or « autre » alone."""
    kinds = {INDICATIONS[code].direct for code in codes if code in INDICATIONS and code not in ("aucune", "autre")}
    return {frozenset({True}): "directe", frozenset({False}): "indirecte", frozenset({True, False}): "les_deux"}.get(
        frozenset(kinds), "")


class DecisionZone(QWidget):
    """``changed`` at each key typed; ``noted`` and ``postponed`` are asked by buttons or by Ctrl+Entrée."""

    changed = Signal()
    noted = Signal()
    postponed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_decision", "Décision")
        self._filling = False
        self.inside = False
        """In what scrolls, under the facts: their margins are its own."""
        self._build()
        self._lay_out()
        self._connect()

    def _build(self) -> None:
        self.title = section_title("Décision")
        self.hint = PlainLabel(HINT, size=13, tone="soft", elide=True)
        self.indications = Indications()
        self.other = named(QLineEdit(), "decision_autre", "Autre : laquelle")
        self.phrase = named(QLineEdit(), "decision_phrase", "En une phrase, pour l’école et les parents")
        self.phrase.setPlaceholderText("Petit groupe de lecture deux fois par semaine…")
        for field in (self.other, self.phrase):
            field.setMaxLength(2000)
            field.setFont(style.font(14))
            watch_line(field)
        self.person = named(QComboBox(), "decision_propose", "Proposé à")
        self.person.setEditable(True)
        self.person.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.person.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.person.setMinimumContentsLength(12)
        self.person.setLineEdit(named(QLineEdit(), "decision_propose_nom", "Proposé à"))
        self.start, self.review = DateEdit(), DateEdit()
        named(self.start, "decision_debut", "Début")
        named(self.review, "decision_bilan", "Premier bilan")
        self.foreseen = PlainLabel("", size=13, tone="soft", elide=True)
        self.foreseen.setObjectName("decision_prevu")
        self.postpone_button = quiet("Reporter", name="decision_reporter", clicked=self.postponed.emit)
        self.note_button = first("Noter", name="decision_noter", clicked=self.noted.emit)
        self.key = PlainLabel("Ctrl Entrée", size=12, tone="key")

    def _lay_out(self) -> None:
        self._other_room = _labelled("Autre : laquelle", self.other)
        phrase = _labelled("En une phrase, pour l’école et les parents", self.phrase)
        person = _labelled("Proposé à", self.person)
        self._people = [person, _labelled("Début", self.start), _labelled("Premier bilan", self.review)]
        words = hbox(None, self._other_room, phrase, spacing=10)
        words.setStretch(0, 1)
        words.setStretch(1, 3)
        self._when = hbox(None, *self._people, spacing=10)
        self._when.setStretch(0, 1)
        self._fields: QBoxLayout = hbox(None, words, self._when, spacing=10)
        self._fields.setStretch(0, 1)
        self._verbs, self._told = QWidget(), QWidget()
        hbox(self._verbs, self.postpone_button, self.note_button, self.key, spacing=8)
        self._arrow = icon_label("arrow-right", size=14)
        self._arrow.hide()
        hbox(self._told, self._arrow, self.foreseen, spacing=8).setStretch(1, 1)
        self._foot = hbox(None, self._told, self._verbs, spacing=8)
        self._foot.setStretch(0, 1)
        self._head = hbox(None, self.title, 8, self.hint)
        self._head.setStretch(2, 1)
        self.column = vbox(self, self._head, self.indications, self._fields, self._foot, margins=(28, 10, 28, 12), spacing=6)
        self._other_room.hide()

    def _connect(self) -> None:
        self.indications.changed.connect(self._turned)
        for field in (self.other, self.phrase):
            field.textEdited.connect(self._typed)
        self.person.editTextChanged.connect(self._typed)
        for date in (self.start, self.review):
            date.changed.connect(self._typed)

    # values
    def answers(self, *, whole: bool = False) -> dict[str, Any]:
        """What is typed, as the DECISION form has it; ``whole``, what was emptied too."""
        codes = self.indications.codes()
        other = self.other.text().strip() if "autre" in codes else ""
        said: dict[str, Any] = {"indications": codes, "autre": other, "phrase": self.phrase.text().strip(),
                                "propose_a": self.person_name(), "debut": self.start.day(), "bilan_le": self.review.day(),
                                "mode": mode_of(codes)}
        return {key: value for key, value in said.items() if value or whole}

    def person_name(self) -> str:
        """The name alone: « Claire Martin » of « Claire Martin, maître E »."""
        text = self.person.currentText().strip()
        for number in range(self.person.count()):
            if self.person.itemText(number) == text:
                return str(self.person.itemData(number) or text)
        return text

    def fill(self, answers: Mapping[str, Any], people: Sequence[Person]) -> None:
        """Another situation: nothing typed yet, or its decision, or its draft."""
        self._filling = True
        self.indications.set_codes([str(code) for code in answers.get("indications") or ()])
        self.other.setText(str(answers.get("autre") or ""))
        self.phrase.setText(str(answers.get("phrase") or ""))
        self.person.clear()
        for _id, name, _function, label in people:
            self.person.addItem(f"{name}, {label}" if label else name, name)
        self.person.setCurrentIndex(-1)
        self._put_person(str(answers.get("propose_a") or ""))
        self.start.set_day(str(answers.get("debut") or ""))
        self.review.set_day(str(answers.get("bilan_le") or ""))
        self.phrase.setCursorPosition(len(self.phrase.text()))
        self._dress()
        self._filling = False

    def _put_person(self, name: str) -> None:
        found = self.person.findData(name) if name else -1
        if found >= 0:
            self.person.setCurrentIndex(found)
        else:
            self.person.setEditText(name)
        line = self.person.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def set_foreseen(self, sentence: str) -> None:
        if sentence != self.foreseen.whole_text():
            self.foreseen.setText(sentence)
        self._arrow.setVisible(bool(sentence))

    def set_verbs(self, note: str, *, postpone: bool, writes: bool, why_not: str = "") -> None:
        """« Noter et passer à ÇELİK Emir »; a situation that takes no decision says why."""
        self._note_words = note
        self.note_button.setEnabled(writes)
        self.postpone_button.setEnabled(postpone)
        for widget in (self.indications, self.phrase, self.other, self.person, self.start, self.review):
            widget.setEnabled(writes)
        self.hint.setText(why_not or HINT)
        self._fit_verbs()

    _note_words = "Noter"

    def _fold(self, folded: bool) -> None:
        """The sentence has a line of its own, then the buttons stand beside the dates, and what will be made beside the title."""
        if folded == (self._when.indexOf(self._verbs) >= 0):
            return
        if folded:
            self._head.addWidget(self._told, 1)
            self._when.addWidget(self._verbs, 0, Qt.AlignmentFlag.AlignBottom)
        else:
            self._foot.addWidget(self._told, 1)
            self._foot.addWidget(self._verbs)

    def _fit_verbs(self) -> None:
        narrow = self.width() < style.px(STACKED_UNDER)
        folded = self._when.indexOf(self._verbs) >= 0 and " et passer à " in self._note_words
        shorter = self._note_words.partition(" et passer à ")[0] + " et continuer"
        self.note_button.setText("Noter" if narrow else shorter if folded else self._note_words)
        self.note_button.setAccessibleName(f"{self._note_words}, Ctrl Entrée")
        self.key.setVisible(self.width() >= style.px(940) or (not narrow and self.width() < style.px(720)))

    # typing
    def _turned(self) -> None:
        self._dress()
        self._typed()

    def _typed(self, _text: object = None) -> None:
        if not self._filling:
            self.changed.emit()

    def _dress(self) -> None:
        self._other_room.setVisible("autre" in self.indications.codes())

    def press_digit(self, text: str) -> bool:
        """A figure typed outside the fields."""
        key = digit(text)
        return bool(key) and self.indications.isEnabled() and self.indications.press_key(key)

    def refuse(self, sentence: str, column: str = "") -> None:
        """Said where it is, and aloud."""
        self.set_foreseen(sentence)
        announce(self, sentence, urgent=True)
        target = {"phrase": self.phrase, "autre": self.other, "propose_a": self.person, "debut": self.start,
                  "bilan_le": self.review}.get(column, self.indications)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        (self.indications if self.indications.isEnabled() else self.postpone_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée in a field goes to the next one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    # room
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < style.px(940)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._fields.direction() != wanted:
            self._fields.setDirection(wanted)
        self._fold(stacked and self.width() >= style.px(720))
        side = 0 if self.inside else 28 if self.width() >= style.px(STACKED_UNDER) else 14
        self.column.setContentsMargins(side, 10, side, 12)
        self.hint.setVisible(self.width() >= style.px(420) and self._foot.count() > 0)
        self._fit_verbs()


def _labelled(words: str, editor: QWidget) -> QWidget:
    """A field under its words."""
    room = QWidget()
    label = PlainLabel(words, size=13, tone="soft")
    label.setBuddy(editor)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    if isinstance(editor, DateEdit):
        editor.setFixedWidth(style.px(142))
    vbox(room, label, editor, spacing=4)
    return room
