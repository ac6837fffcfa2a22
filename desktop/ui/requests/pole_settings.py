"""What the pôle chooses for itself: reminders, which are never a rule of law, the numbers to call, the sectors of its schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.changes import Changes
from desktop.services.pole_settings import FIRST_NUMBERS, REMINDERS, TYPED
from desktop.ui import style
from desktop.ui.accessible import announce, in_order, named
from desktop.ui.context import Context
from desktop.ui.over import OverPage
from desktop.ui.records.room import capped
from desktop.ui.requests.sectors import Sectors
from desktop.ui.widgets import Notice, PlainLabel, first, hbox, icon_button, link, pane, scrolled, section_title, vbox

NOT_LAW = ("Rappels, jamais une règle de droit\u00a0: ce sont des habitudes du pôle, pour ne rien laisser dormir. "
           "Aucun texte ne les impose, et ils ne bloquent rien.")
NUMBERS = ("Ces numéros paraissent sur la page «\u00a0Un enfant en danger\u00a0?\u00a0» (Ctrl+Maj+D). "
           "Le 119 y est toujours.")
Number = tuple[str, str, str]


class NumberEdit(QLineEdit):
    """A small number: ``chosen`` when it is typed and left; Haut and Bas move it by one."""

    chosen = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._value = most, 1
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setValidator(QIntValidator(1, most, self))
        self.setFixedWidth(style.px(64))
        self.editingFinished.connect(self._settle)

    def put(self, number: int) -> None:
        self._value = number
        self.setText(str(number))

    def choose(self, number: int) -> None:
        """As typed by a person."""
        number = min(max(number, 1), self._most)
        changed = number != self._value
        self.put(number)
        if changed:
            self.chosen.emit(number)

    def _settle(self) -> None:
        text = self.text().strip()
        self.choose(int(text) if text.isdigit() else self._value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A number the field refuses goes back to the last good one."""
        self._settle()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.choose(self._value + step)
        else:
            super().keyPressEvent(event)


class NumberRow(QWidget):
    """Whom, the number, a precision."""

    def __init__(self, page: PoleSettingsPage, number: Number, place: int) -> None:
        super().__init__()
        self.setObjectName(f"pole_numero_{place}")
        self._page = page
        self.whom = named(QLineEdit(number[0]), f"pole_numero_{place}_qui", f"Qui appeler, ligne {place}")
        self.digits = named(QLineEdit(number[1]), f"pole_numero_{place}_numero", f"Numéro, ligne {place}")
        self.note = named(QLineEdit(number[2]), f"pole_numero_{place}_precision", f"Précision, ligne {place}")
        for field, hint in ((self.whom, "Qui"), (self.digits, "Numéro"), (self.note, "Quand, où")):
            field.setPlaceholderText(hint)
            field.setMaxLength(200)
            field.setCursorPosition(0)
            field.textEdited.connect(page.touched)
        self.digits.setFixedWidth(style.px(136))
        self.drop = icon_button("x", f"Retirer la ligne {place}", name=f"pole_numero_{place}_retirer", clicked=self._drop)
        row = hbox(self, self.whom, self.digits, self.note, self.drop, spacing=8)
        row.setStretch(0, 7)
        row.setStretch(2, 4)
        self.whom.setToolTip(number[0])

    def value(self) -> Number:
        return self.whom.text().strip(), self.digits.text().strip(), self.note.text().strip()

    def _drop(self) -> None:
        self._page.drop_row(self)


class PoleSettingsPage(OverPage):
    """Reminders take effect at each change; numbers are kept on leaving, and by their button."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context)
        named(self, "pole_reglages", "Rappels, numéros et secteurs du pôle")
        pane(self, "paper")
        self._dirty = False
        self.rows: list[NumberRow] = []
        self.fields: dict[str, NumberEdit] = {}
        self._build()

    def _build(self) -> None:
        self.back_button = link("Retour", name="pole_retour", icon="arrow-left", clicked=self.left.emit)
        inner = QWidget()
        inner.setMaximumWidth(style.px(860))
        column = vbox(inner, hbox(None, self.back_button, None),
                      PlainLabel("Rappels, numéros et secteurs du pôle", size=21, weight=style.MEDIUM), 8,
                      section_title("Rappels"),
                      Notice(NOT_LAW, name="pole_jamais_droit"), 4, margins=(24, 12, 24, 28), spacing=8)
        for code, one in REMINDERS.items():
            field = named(NumberEdit(one.most), f"pole_rappel_{code}", f"{one.label}, après combien de {one.unit}")
            field.chosen.connect(partial(self._chosen, code))
            self.fields[code] = field
            label, unit = PlainLabel(one.label), PlainLabel(one.unit, size=13, tone="soft")
            label.setBuddy(field)
            unit.setFixedWidth(style.px(64))
            column.addLayout(hbox(None, label, None, PlainLabel("après", size=13, tone="soft"), field, unit))
        column.addSpacing(16)
        column.addWidget(section_title("Numéros à appeler"))
        column.addWidget(PlainLabel(NUMBERS, tone="soft", wrap=True))
        for whom, digits, note in FIRST_NUMBERS:
            line = hbox(None, PlainLabel(whom), PlainLabel(digits, weight=style.MEDIUM), PlainLabel(note, size=13, tone="soft",
                                                                                               elide=True))
            line.setStretch(2, 1)
            column.addLayout(line)
        self._lines = vbox(None, spacing=8)
        column.addLayout(self._lines)
        self.add_button = link("Ajouter un numéro", name="pole_ajouter", icon="plus", clicked=self.add_row)
        self.save_button = first("Enregistrer les numéros", name="pole_enregistrer", clicked=self.save)
        column.addLayout(hbox(None, self.add_button, None))
        column.addSpacing(4)
        column.addLayout(hbox(None, self.save_button, None))
        column.addSpacing(16)
        self.sectors = Sectors(self.context)
        column.addWidget(self.sectors)
        column.addStretch(1)
        vbox(self, scrolled(capped(inner), name="pole_page"))

    # reading
    def begin(self) -> None:
        self.context.jobs.read(self._read, self._show, self.context.fail, key=(self, "read"))
        self.sectors.begin()
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> tuple[Mapping[str, int], tuple[Number, ...]]:
        settings = self.session.pole_settings
        first_ones = {whom for whom, _, _ in FIRST_NUMBERS}
        return settings.reminders(), tuple(one for one in settings.numbers() if one[0] not in first_ones)

    def _show(self, answer: tuple[Mapping[str, int], Sequence[Number]]) -> None:
        reminders, numbers = answer
        for code, field in self.fields.items():
            field.put(reminders.get(code, REMINDERS[code].number))
        for number in numbers:
            self._put_row(number)

    # reminders
    def _chosen(self, code: str, number: int) -> None:
        self.context.jobs.write(partial(self.session.pole_settings.set, code, number), self._written, self.context.fail)

    def _written(self, changes: Changes) -> None:
        self.context.changed(changes, self, quiet=True)

    # numbers
    def add_row(self) -> None:
        self._put_row(("", "", "")).whom.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_row(self, number: Number) -> NumberRow:
        row = NumberRow(self, number, len(self.rows) + 1)
        self.rows.append(row)
        self._lines.addWidget(row)
        lines = [one for line in self.rows for one in (line.whom, line.digits, line.note, line.drop)]
        in_order([list(self.fields.values())[-1], *lines, self.add_button, self.save_button])
        return row

    def drop_row(self, row: NumberRow) -> None:
        """Taken away now; written when the page is saved or left."""
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._dirty = True
        announce(self, "Ligne retirée.")
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def touched(self, _text: str = "") -> None:
        self._dirty = True

    def save(self) -> None:
        self._dirty = False
        lines = [row.value() for row in self.rows]
        kept = [line for line in lines if line[0] and line[1]]
        self.context.jobs.write(partial(self.session.pole_settings.set_numbers, kept), self._saved, self._refused)
        bare = [line for line in lines if line[0] and not line[1] and line[0] not in {whom for whom, _ in TYPED}]
        if bare:
            self.context.notices.tell("Une ligne sans numéro n’est pas gardée.", "warn")

    def _saved(self, changes: Changes) -> None:
        self.context.changed(changes, self)

    def _refused(self, error: BaseException) -> None:
        self._dirty = True
        self.context.fail(error)

    def leaving(self) -> None:
        """Left, locked, closed: what is typed is kept."""
        if self._dirty:
            self.save()
        self.sectors.save()
