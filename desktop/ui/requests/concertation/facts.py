"""The six facts of a situation, two by three with hairlines, and what the school and the pôle see under them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from desktop.forms.requests import KINDS
from desktop.services.request_values import Fact, SituationFacts
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.flow import FlowLayout
from desktop.ui.widgets import HLine, MarkLabel, PlainLabel, VLine, clear, hbox, link, vbox

NOTHING = "rien de noté"
SHORT_KINDS = {"cognitives": "capacités cognitives", "pedagogiques": "méthodes, classe, école",
               "sens": "sens donné aux apprentissages", "sociales": "sociale, santé"}
"""The four kinds of the leaflet in a few words; the whole words are in the tool tip."""
THREE_FROM, TWO_FROM = 700, 460


CUT, NARROW_CUT = 330, 190
"""Signs shown of a long text, so that the six facts stay in sight together; « Tout lire » shows the rest."""


def shortened(text: str, cut: int = CUT) -> str:
    """The beginning of a long text, to the end of a word; the text itself when little would be hidden."""
    if len(text) <= cut + 60:
        return text
    return text[:cut].rsplit(None, 1)[0].rstrip(" ,;:.") + "…"


class FactCell(QWidget):
    """A head, small words at right, the text."""

    def __init__(self, fact: Fact, number: int, margins: tuple[int, int, int, int], cut: int) -> None:
        super().__init__()
        named(self, f"concertation_fait_{number}", f"{fact.head} : {fact.text or NOTHING}", fact.aside)
        head = PlainLabel(fact.head, size=13, tone="soft")
        aside = PlainLabel(fact.aside, size=13, tone="soft", elide=True)
        aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        known = bool(fact.text) and fact.text != NOTHING
        shown = (shortened(fact.text, cut) if cut else fact.text) or NOTHING
        self.words = PlainLabel(shown, size=15 if known else 14, tone="" if known else "faint", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row = hbox(None, head, aside, spacing=8)
        row.setStretch(1, 1)
        vbox(self, row, self.words, None, margins=margins, spacing=4)


class Facts(QWidget):
    """The grid: three columns, two or one as the room allows. Long texts are cut until ``toggle``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("concertation_faits_grille")
        self._facts: tuple[Fact, ...] = ()
        self._columns = 0
        self._whole = False
        inner = QWidget()
        self.more = link("Tout lire", name="concertation_tout_lire", clicked=self.toggle)
        vbox(self, inner, hbox(None, self.more, None, margins=(0, 4, 0, 0)))
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        self._facts = tuple(facts)
        self._whole = False
        self._lay_out()

    def toggle(self) -> None:
        """The long texts whole, or their beginning."""
        if self.more.isVisibleTo(self):
            self._whole = not self._whole
            self._lay_out()

    def _wanted(self) -> int:
        width = self.width() / style.scale()
        return 3 if width >= THREE_FROM else 2 if width >= TWO_FROM else 1

    def _lay_out(self) -> None:
        clear(self._grid)
        columns = self._columns = self._wanted()
        cut = CUT if self.width() / columns >= style.px(300) else NARROW_CUT
        self.more.setVisible(any(shortened(fact.text, cut) != fact.text for fact in self._facts))
        self.more.setText("Lire moins" if self._whole else "Tout lire")
        for place in range(12):
            self._grid.setColumnStretch(place, 0)
        gap = style.px(19)
        for number, fact in enumerate(self._facts):
            row, column = divmod(number, columns)
            pad = style.px(10)
            cell = FactCell(fact, number + 1, (gap if column else 0, pad, gap if column < columns - 1 else 0, pad),
                            0 if self._whole else cut)
            self._grid.addWidget(cell, row * 2, column * 2)
            self._grid.setColumnStretch(column * 2, 1)
            if column:
                self._grid.addWidget(VLine(), row * 2, column * 2 - 1)
            if column == 0:
                self._grid.addWidget(HLine(), row * 2 + 1, 0, 1, columns * 2 - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._facts and self._columns != self._wanted():
            self._lay_out()


class Kinds(QWidget):
    """« Ce que voit l’école », « Ce que voit le pôle »: the four kinds, ticked or not; nothing when nothing is ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_natures", "Ce que voient l’école et le pôle")
        self._lines = vbox(self, spacing=4, margins=(0, 8, 0, 4))

    def set_kinds(self, school: Sequence[str], pole: Sequence[str]) -> None:
        clear(self._lines)
        for words, ticked in (("Ce que voit l’école", school), ("Ce que voit le pôle", pole)):
            if ticked:
                self._lines.addWidget(_kinds_line(words, ticked))
        self.setVisible(bool(school or pole))


def _kinds_line(words: str, ticked: Sequence[str]) -> QWidget:
    line = QWidget()
    flow = FlowLayout(line, spacing=10)
    flow.addWidget(PlainLabel(words, size=13, tone="soft"))
    for kind in KINDS:
        on = kind.code in ticked
        one = QWidget()
        mark = MarkLabel("done" if on else "planned")
        mark.setAccessibleName("coché" if on else "non coché")
        text = PlainLabel(SHORT_KINDS.get(kind.code, kind.label), size=13, tone="" if on else "soft")
        text.setToolTip(kind.label)
        hbox(one, mark, text, spacing=4)
        named(one, f"concertation_nature_{kind.code}", f"{kind.label}, {'coché' if on else 'non coché'}")
        flow.addWidget(one)
    return line


class FactsArea(QScrollArea):
    """What is read of a situation; it takes the keyboard so that its words can be heard, and scrolls by Page haut and bas.

    ``whole_asked`` by Entrée or Espace: the long texts whole.
    """

    whole_asked = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "concertation_situation", "Ce que l’on sait de la situation")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        content.setProperty("pane", "paper")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(content)

    def say(self, facts: SituationFacts) -> None:
        """The words of the whole situation, for a screen reader."""
        lines = [facts.title, facts.second, *(f"{fact.head} : {fact.text or NOTHING}." for fact in facts.facts)]
        self.setAccessibleDescription("\n".join(line for line in lines if line))

    def page(self, step: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * max(self.viewport().height() - style.px(40), style.px(40)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.whole_asked.emit()
        elif event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)
