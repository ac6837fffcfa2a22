"""Starting a bilan: the battery and the day, once the agreement allows it; else what is missing and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.changes import Changes
from desktop.forms.batteries import Battery
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.date_edit import DateEdit
from desktop.ui.notebook.described import DescribedForm
from desktop.ui.records import papers, verbs
from desktop.ui.records.room import capped
from desktop.ui.widgets import Notice, PlainLabel, button, clear, first, hbox, link, scrolled, vbox

ACT = "psychologue_bilan"
PREPARE = ("Vous pouvez déjà préparer\u00a0: la question, les outils, les rencontres prévues. "
           "Les scores attendent l’autorisation.")


@dataclass(frozen=True, slots=True)
class StartRead:
    batteries: tuple[Battery, ...]
    allowed: bool
    sentence: str


class StartBilanPage(QWidget):
    """``open(student)``, then ``started(changes)``, ``agreements_asked`` or ``left``."""

    started = Signal(object)
    left = Signal()
    agreements_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "nouveau_bilan", "Commencer un bilan")
        self.context = context
        self.student = ""
        self._allowed = False
        self._choices: list[tuple[QRadioButton, Battery]] = []
        self._group = QButtonGroup(self)
        self.gate = Notice("", "warn", mark="waiting", name="bilan_attente")
        self.ways = QWidget()
        hbox(self.ways, link("Imprimer l’autorisation à signer", name="bilan_imprimer_autorisation", icon="printer",
                             clicked=self._print),
             link("Noter une réponse ou une raison", name="bilan_noter_autorisation", icon="pencil",
                  clicked=self.agreements_asked.emit), None, spacing=16)
        self.prepare = PlainLabel(PREPARE, size=13.5, tone="soft", wrap=True)
        self._room = vbox(None, spacing=6)
        self.date = named(DateEdit(), "bilan_date", "Première rencontre le")
        self.date.setFixedWidth(style.px(150))
        self.describe = link("Décrire un autre test", name="bilan_decrire", icon="plus", clicked=self._describe)
        self.form = DescribedForm()
        self.form.saved.connect(self._save_battery)
        self.form.hide()
        self.begin = first("Commencer le bilan", name="bilan_creer", clicked=self.start)
        content = QWidget()
        content.setMaximumWidth(style.px(720) + 48)
        label = PlainLabel("Première rencontre le", size=13, tone="soft")
        label.setBuddy(self.date)
        back = link("Retour", name="nouveau_bilan_retour", icon="arrow-left", clicked=self.left.emit)
        cancel = button("Abandonner", name="nouveau_bilan_abandonner", clicked=self.left.emit)
        vbox(content, hbox(None, back, None),
             PlainLabel("Commencer un bilan", size=21, weight=style.MEDIUM), 8, self.gate, self.ways, self.prepare, 8,
             PlainLabel("Avec quel test", size=13, tone="soft"), self._room, hbox(None, self.describe, None), self.form, 10,
             label, self.date, 12, hbox(None, self.begin, cancel, None), None, margins=(24, 12, 24, 24), spacing=4)
        vbox(self, scrolled(capped(content), name="nouveau_bilan_defile", accessible="Commencer un bilan"))

    def open(self, student: str) -> None:
        self.student = student
        self.date.set_day(self.context.session.clock.today().isoformat())
        self.form.hide()
        self.refresh()

    def refresh(self) -> None:
        if self.student:
            self.context.jobs.read(partial(self._read, self.student), self._show, self.context.fail, key=(self, "read"))

    def _read(self, student: str) -> StartRead:
        session: Any = self.context.session
        allowed, sentence = session.agreements.can_start(student, ACT)
        return StartRead(tuple(session.assessments.batteries()), bool(allowed), str(sentence))

    def _show(self, read: StartRead) -> None:
        self.gate.set_text(read.sentence)
        for widget in (self.gate, self.ways, self.prepare):
            widget.setVisible(not read.allowed)
        self._allowed = read.allowed
        self.begin.setText("Commencer le bilan" if read.allowed else "Préparer le bilan")
        self.begin.setAccessibleName(self.begin.text())
        self._list(read.batteries)
        if self._choices:
            self._choices[0][0].setFocus()

    def _list(self, batteries: Sequence[Battery]) -> None:
        picked = self.picked()
        for radio, _ in self._choices:
            self._group.removeButton(radio)
        clear(self._room)
        self._choices = []
        for number, battery in enumerate(batteries):
            radio = named(QRadioButton(battery.title), f"test_{battery.code}", f"{battery.title}, {ages(battery)}")
            radio.setFont(style.font(14))
            radio.setChecked(battery.code == picked.code if picked else number == 0)
            self._group.addButton(radio)
            self._choices.append((radio, battery))
            self._room.addLayout(hbox(None, radio, PlainLabel(ages(battery), size=13, tone="soft"), None, spacing=10))

    def picked(self) -> Battery | None:
        return next((battery for radio, battery in self._choices if radio.isChecked()), None)

    def start(self) -> None:
        battery = self.picked()
        if battery is None:
            return
        state = "en_cours" if self._allowed else "prevu"
        session: Any = self.context.session
        work = partial(session.assessments.add, self.student, battery.code, self.date.day(), {}, state)
        verbs.write(self.context, work,
                    self, self._created)

    def _created(self, changes: Changes) -> None:
        self.started.emit(changes)

    def _print(self) -> None:
        papers.show(self.context, "Autorisation", partial(_paper, self.context, self.student))

    # a test of one's own
    def _describe(self) -> None:
        self.form.open()

    def _save_battery(self, said: dict[str, Any]) -> None:
        session: Any = self.context.session
        verbs.write(self.context, partial(session.assessments.add_battery, **said), self, self._described)

    def _described(self, _changes: Changes) -> None:
        self.form.hide()
        self.refresh()


def ages(battery: Battery) -> str:
    """« de 6 ans à 16 ans 11 mois »."""
    if battery.youngest == battery.oldest == (0, 0):
        return ""
    words = []
    for years, months in (battery.youngest, battery.oldest):
        words.append(f"{years}\u00a0ans" + (f" {months}\u00a0mois" if months else ""))
    return f"de {words[0]} à {words[1]}"


def _paper(context: Context, student: str, large: bool) -> bytes:
    session: Any = context.session
    made: bytes = session.printing.agreement(student_id=student, purpose=ACT, large=large)
    return made


