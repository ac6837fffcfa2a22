"""The head of a sheet: the child's name first, one line of facts, at most three buttons; it folds when room is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui import style
from desktop.ui.widgets import PlainLabel, hbox, pane, vbox

STACKED_UNDER = 600


class SheetHead(QWidget):
    """Name over facts at left, buttons at right; under 600 px the buttons go below, in a short window only the name stays."""

    def __init__(self, buttons: Sequence[QWidget], *, name: str, before: Sequence[QWidget] = (), size: float = 21,
                 ground: str = "paper", aside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        pane(self, ground)
        self.title = PlainLabel("", size=size, weight=style.BOLD, elide=True)
        self.title.setObjectName(f"{name}_titre")
        self.facts = PlainLabel("", size=14, elide=True)
        self.facts.setObjectName(f"{name}_faits")
        self.soft = PlainLabel("", size=13, tone="soft", elide=True)
        self.soft.hide()
        words = QWidget()
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        vbox(words, self.title, self.facts, self.soft, spacing=2)
        self.buttons = QWidget()
        hbox(self.buttons, *([aside] if aside is not None else []), *buttons, spacing=8)
        self.aside = aside
        self._words = hbox(None, *before, words, spacing=12)
        self._words.setStretch(len(before), 1)
        self._row: QBoxLayout = hbox(self, self._words, self.buttons, margins=(24, 12, 24, 8), spacing=12)
        self._row.setStretch(0, 1)
        self._short = False

    def set_words(self, title: str, facts: str, soft: str = "") -> None:
        self.title.setText(title)
        self.facts.setText(facts)
        self.soft.setText(soft)
        self.soft.setVisible(bool(soft) and not self._short)

    def set_short(self, short: bool) -> None:
        """Under 600 px of height only the name and the buttons stay."""
        self._short = short
        self.facts.setVisible(not short)
        self.soft.setVisible(bool(self.soft.whole_text()) and not short)
        if self.aside is not None:
            self.aside.setVisible(not short)
        self._row.setContentsMargins(24, 4 if short else 12, 24, 4 if short else 8)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self.buttons.sizeHint().width() + style.px(260)
        stacked = self.width() < max(min(style.px(STACKED_UNDER), needed + 48), needed) and not self._short
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            side = 16 if stacked else 24
            margins = self._row.contentsMargins()
            self._row.setContentsMargins(side, margins.top(), side, margins.bottom())
