"""Questions one a page: the steps at left, « Retour » and « Continuer » under, a paper shown over when one is asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.errors import PoleError
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.first_run_pages import Page
from desktop.ui.jobs import Jobs
from desktop.ui.preview import Preview
from desktop.ui.steps import StepsPane
from desktop.ui.widgets import HLine, PlainLabel, VLine, button, first, hbox, pane, quiet, scrolled, vbox


class Stepped(QWidget):
    """A subclass answers ``go_on``, ``put_off`` and ``go_back``, and may refuse to go back before ``no_return``."""

    no_return = 0
    """The first step that cannot be left backwards once something was written."""
    headline = "Pôle Ressource"

    def __init__(self, steps: Sequence[tuple[str, str]], pages: Sequence[Page], jobs: Jobs, *, name: str, title: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, title)
        pane(self, "paper")
        self._jobs, self._steps = jobs, steps
        self.pages = list(pages)
        self.step = 0
        self.written = False
        self._preview: Preview | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        self.steps = StepsPane(self._steps, self.headline)
        self._line = PlainLabel("", size=13, tone="soft")
        self.stack = named(QStackedWidget(), "etape", "Étape")
        for page in self.pages:
            page.changed.connect(self._able)
            self.stack.addWidget(page)
        self.back = quiet("Retour", name="etape_retour", clicked=self.go_back)
        self.later = button("Plus tard", "plain", name="etape_plus_tard", clicked=self.put_off)
        self.next = first("Continuer", name="etape_continuer", clicked=self.go_on)
        inner = QWidget()
        vbox(inner, self._line, self.stack, margins=(0, 0, 0, 0))
        inner.setMaximumWidth(style.px(660))
        sheet = QWidget()
        hbox(sheet, None, inner, None, margins=(20, 44, 20, 16), spacing=0).setStretch(1, 100)
        buttons = QWidget()
        buttons.setMaximumWidth(style.px(660))
        hbox(buttons, self.back, None, self.later, self.next, margins=(0, 12, 0, 18))
        row = hbox(None, None, buttons, None, margins=(20, 0, 20, 0), spacing=0)
        row.setStretch(1, 100)
        self._main = QWidget()
        vbox(self._main, scrolled(sheet, name="etape_page", accessible="Étape"), HLine(), row)
        self._split = VLine()
        self._body = QWidget()
        hbox(self._body, self.steps, self._split, self._main, spacing=0)
        self._room = QStackedWidget()
        self._room.addWidget(self._body)
        vbox(self, self._room)

    # what a subclass says
    def go_on(self) -> None:
        """Take the answer, do what it asks for, show the next question."""

    def put_off(self) -> None:
        """« Plus tard »."""

    def leave(self) -> None:
        """« Retour » from the first question."""

    # use
    def show_step(self, index: int) -> None:
        """One question, its keyboard place, its name said."""
        self.step = index
        page = self.pages[index]
        self.stack.setCurrentWidget(page)
        self.steps.show_step(index)
        self._line.setText(f"Étape {index + 1} sur {len(self._steps)} · {self._steps[index][0]}")
        self.back.setVisible(not self.written or index > self.no_return)
        self.back.setEnabled(index != self.no_return or not self.no_return)
        self.later.setText(page.later)
        self.later.setAccessibleName(page.later)
        self.later.setVisible(bool(page.later))
        self.next.setText(page.go_on)
        self.next.setAccessibleName(page.go_on)
        self._able()
        page.begin()
        announce(self, f"Étape {index + 1} sur {len(self._steps)} : {self._steps[index][0]}")

    def go_back(self) -> None:
        if self.step == 0:
            self.leave()
        else:
            self.show_step(self.step - 1)

    def _able(self) -> None:
        self.next.setEnabled(self.pages[self.step].is_ready())

    def wait(self, words: str) -> None:
        """Something is being made: said on the button."""
        self.next.setEnabled(False)
        self.next.setText(words)

    def show_paper(self, content: bytes) -> Preview:
        """A paper over the questions; closing it comes back to them."""
        page = Preview(content, "Feuille de secours", self._jobs, fail=self.failed)
        self._preview = page
        page.closed.connect(self._close_paper)
        self._room.addWidget(page)
        self._room.setCurrentWidget(page)
        return page

    def _close_paper(self) -> None:
        page, self._preview = self._preview, None
        if page is not None:
            self._room.removeWidget(page)
            page.let_go()
        self._able()

    def failed(self, error: BaseException) -> None:
        self.next.setText(self.pages[self.step].go_on)
        self._able()
        if isinstance(error, PoleError):
            messages.tell(self, "Cela n’a pas pu se faire", str(error))
        else:
            self._jobs.on_error(error)

    def fold(self, narrow: bool) -> None:
        """Under 900 px: the steps are one line."""
        self.steps.setVisible(not narrow)
        self._split.setVisible(not narrow)
        self._line.setVisible(narrow)
