"""The demonstration: choose who to be; the fictitious circonscription is made once for each, then kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.content.demonstration import demonstration
from desktop.models.kinds import ROLES
from desktop.paths import Paths
from desktop.texts import family_name
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.jobs import Jobs
from desktop.ui.widgets import Avatar, PlainLabel, hbox, link, pane, scrolled, vbox


class PersonButton(QPushButton):
    """One person to be."""

    def __init__(self, login: str, name: str, function: str, detail: str) -> None:
        super().__init__()
        self.login = login
        self.setProperty("kind", "tile")
        self.setAutoDefault(True)
        named(self, f"etre_{login}", f"{name}, {function}. {detail}")
        head = hbox(None, PlainLabel(name, weight=style.BOLD), PlainLabel(function, size=13, tone="soft", elide=True))
        texts = vbox(None, head, PlainLabel(detail, size=13, tone="soft", elide=True), spacing=1)
        hbox(self, Avatar(name, 32), texts, margins=(14, 8, 14, 8), spacing=12)
        self.setFixedHeight(style.px(56))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class DemoPeople(QWidget):
    """``opened(session)`` as that person."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, paths: Paths, jobs: Jobs, *, fail: Callable[[BaseException], object],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "demonstration", "Découvrir avec une circonscription fictive")
        self._paths, self._jobs, self._fail = paths, jobs, fail
        pane(self, "ground")
        inner = QWidget()
        column = QWidget()
        column.setMaximumWidth(style.px(620))
        self.buttons = [PersonButton(*person) for person in people()]
        demo = PlainLabel("démonstration", size=13, tone="demo")
        self.said = PlainLabel("Aucun de ces enfants n’existe. Tout s’essaie, rien ne sort d’ici.", tone="soft", wrap=True)
        box = vbox(column, hbox(None, PlainLabel("Qui voulez-vous être ?", size=25, weight=500), 8, demo, None), 4, self.said,
                   18, *self.buttons, 10, hbox(None, link("Retour", name="demo_retour", icon="arrow-left",
                                                        clicked=self.left.emit), None), spacing=8)
        box.addStretch(1)
        hbox(inner, None, column, None, margins=(16, 32, 16, 16), spacing=0).setStretch(1, 100)
        vbox(self, scrolled(inner, name="demonstration_page", pane="ground", accessible="Qui voulez-vous être ?"))
        for made in self.buttons:
            made.clicked.connect(self._picked)
        if self.buttons:
            self.setFocusProxy(self.buttons[0])

    def _picked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, PersonButton):
            self.be(pressed.login)

    def be(self, login: str) -> None:
        """Open the demonstration as ``login``, made first when it is not there yet."""
        for made in self.buttons:
            made.setEnabled(False)
        self.said.setText("La circonscription se prépare : vingt écoles, trois cents élèves…")
        announce(self, self.said.text())
        self._jobs.write(partial(open_demo, self._paths, login), self._opened, self._failed)

    def _opened(self, session: Any) -> None:
        self.opened.emit(session)

    def _failed(self, error: BaseException) -> None:
        for made in self.buttons:
            made.setEnabled(True)
        self.said.setText("Aucun de ces enfants n’existe. Tout s’essaie, rien ne sort d’ici.")
        self._fail(error)


def people() -> tuple[tuple[str, str, str, str], ...]:
    """Who one can be: login, name, function, what she does."""
    return tuple((one.login, family_name(one.person.last_name, one.person.first_name),
                  ", ".join(gendered(ROLES[role], one.person.civility) for role in one.roles), one.sentence)
                 for one in demonstration().personas)


def gendered(words: str, civility: str) -> str:
    """« directrice ou directeur » said of one person."""
    woman, _, man = words.partition(" ou ")
    if not man:
        return words
    common = man.partition(" ")[2] if " " not in woman else ""
    return f"{woman} {common}".strip() if civility == "Mme" else man


def demo_place(paths: Paths, login: str) -> Path:
    """Where the demonstration of one person is kept."""
    return paths.data / f"demonstration-{login}.coffre"


def open_demo(paths: Paths, login: str) -> Any:
    """Open it, or make it."""
    from desktop.services.opening import open_vault

    place = demo_place(paths, login)
    if place.is_dir():
        return open_vault(place, paths=paths, accept_older=True)
    from desktop.clock import SystemClock
    from desktop.services.demo import build_demo

    return build_demo(place, students=320, seed=1, today=SystemClock().today(), login=login, paths=paths)
