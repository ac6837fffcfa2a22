"""Where things stand on the concertation screen, and how the keyboard goes round them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.requests.concertation.agenda_list import AgendaList
from desktop.ui.requests.concertation.closing import ClosingPage
from desktop.ui.requests.concertation.decision_zone import DecisionZone
from desktop.ui.requests.concertation.facts import Facts, FactsArea, Kinds
from desktop.ui.requests.concertation.head import ConcertationHead
from desktop.ui.students.ribbon import RibbonWidget
from desktop.ui.widgets import HLine, PlainLabel, VLine, hbox, pane, vbox

LIST, NARROW_LIST = 224, 204
SHORT, LOW, NARROW = 560, 700, 760


class ConcertationLayout(QWidget):
    """The agenda at left; a name, a ribbon, six facts, a decision; the end behind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation", "Concertation")
        pane(self, "paper")
        self._build()
        self._lay_out()

    def _build(self) -> None:
        self.head = ConcertationHead()
        self.agenda = AgendaList()
        self.name = PlainLabel("", size=24, weight=style.BOLD, elide=True)
        self.name.setObjectName("concertation_nom")
        self.second = PlainLabel("", elide=True)
        self.second.setObjectName("concertation_second")
        self.time = PlainLabel("", size=20)
        self.time.setObjectName("concertation_temps")
        self.time_foreseen = PlainLabel("", size=13, tone="soft")
        for label in (self.time, self.time_foreseen):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.ribbon = RibbonWidget()
        self.facts, self.kinds = Facts(), Kinds()
        self.zone = DecisionZone()
        self.closing = ClosingPage()
        self.zone.changed.connect(self._see_zone)

    def _lay_out(self) -> None:
        who = vbox(None, self.name, self.second, spacing=2)
        top = hbox(None, who, vbox(None, self.time, self.time_foreseen, None), spacing=16)
        top.setStretch(0, 1)
        content = QWidget()
        self._read = vbox(content, top, 8, self.ribbon, 2, self.facts, self.kinds, None, margins=(28, 16, 28, 8))
        self.area = FactsArea(content)
        situation = QWidget()
        self._situation = vbox(situation, self.area, HLine(), self.zone)
        self._situation.setStretch(0, 1)
        self.stack = named(QStackedWidget(), "concertation_pages", "Situation")
        self.stack.addWidget(situation)
        self.stack.addWidget(self.closing)
        self._rule = VLine()
        body = QWidget()
        row = hbox(body, self.agenda, self._rule, self.stack, spacing=0)
        row.setStretch(2, 1)
        vbox(self, self.head, HLine(), body).setStretch(2, 1)

    # -- keyboard ------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and self.stack.currentIndex() == 0 and self.zone.press_digit(event.text()):
            return
        if event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and plain:
            self.area.page(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)

    def _panes(self) -> list[QWidget]:
        if self.stack.currentWidget() is self.closing:
            return [self.agenda, self.closing.print_button]
        return [self.agenda, self.area, self.zone.indications, self.zone.phrase, self.zone.note_button]

    def _see_zone(self) -> None:
        """Under the facts in a low window: a figure typed from anywhere shows what it chose."""
        if self.zone.inside:
            self.area.ensureWidgetVisible(self.zone.indications, 0, 8)

    def _pane(self) -> None:
        self._turn_panes(1)

    def _pane_back(self) -> None:
        self._turn_panes(-1)

    def _turn_panes(self, step: int) -> None:
        panes = [one for one in self._panes() if one.isVisible() and one.isEnabled()]
        focus = self.focusWidget()
        here = next((number for number, one in enumerate(panes)
                     if focus is not None and (one is focus or one.isAncestorOf(focus))), -step)
        if panes:
            panes[(here + step) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)

    def _ribbon_table(self) -> None:
        """Said aloud here: the table itself is on the pupil's sheet."""
        announce(self, self.ribbon.accessibleDescription())

    # -- room ----------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, short = self.width() / style.scale(), self.height() < style.px(SHORT)
        listed = width >= NARROW
        self.agenda.setVisible(listed)
        self._rule.setVisible(listed)
        self.agenda.setFixedWidth(style.px(LIST if width >= 1180 else NARROW_LIST))
        self._read.setContentsMargins(28, 16 if self.height() >= style.px(LOW) else 6, 28, 8)
        inside = self._read.indexOf(self.zone) >= 0
        self.zone.inside = short
        if short and not inside:
            self._read.insertWidget(self._read.count() - 1, self.zone)
        elif not short and inside:
            self._situation.addWidget(self.zone)
        self.head.fold(self.width() < style.px(700), short)
