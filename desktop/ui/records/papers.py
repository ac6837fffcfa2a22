"""Papers asked from a screen: made after what is being written is kept, shown inside the program from memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.ui.context import Context
from desktop.ui.operations import Progress
from desktop.ui.records.loose import loosely_with
from desktop.ui.widgets import menu_button

Make = Callable[[bool], bytes]
TOLD = 30
"""Seconds what is told beside a paper stays; F8 brings it back."""
MANY = (("ppre", "PPRE"), ("interview-guide", "Guide d’entretien avec les parents"),
        ("parents-guide", "Feuille pour les parents"),
        ("student-sheet", "Fiche de l’élève"))


def show(context: Context, title: str, make: Make, *, large: bool = False, told: str = "") -> None:
    """Keep what is being written, then make the paper and show it: never refused because something is missing.

    ``told``: what is to be known before the paper is given to anybody, in the notice beside it.
    """
    context.autosave.commit()
    context.jobs.write(partial(make, large), partial(_shown, context, title, told), context.fail)


def _shown(context: Context, title: str, told: str, pdf: bytes) -> None:
    context.preview(pdf, title)
    if told:
        context.notices.tell(told, "warn", seconds=TOLD)


def show_many(context: Context, parent: QWidget, paper: str, ids: Sequence[str], *, large: bool = False) -> None:
    """One PDF for a selection, with progress and a way to stop."""
    context.autosave.commit()
    title = dict(MANY).get(paper, "Papiers")
    many = context.session.printing.many

    def work(progress: Progress) -> bytes:
        return many(paper, list(ids), progress, large=large)

    context.operations.run(parent, work, f"Impression : {title}", partial(_many_shown, context, title))


def _many_shown(context: Context, title: str, pdf: bytes | None) -> None:
    if pdf:
        context.preview(pdf, title)
    else:
        context.notices.tell("Impression arrêtée : rien n’a été imprimé.")


class PaperMenu:
    """« Imprimer ▾ »: papers by code, « Grands caractères » to tick. ``picked(code, large)`` does the rest."""

    def __init__(self, picked: Callable[[str, bool], object], *, name: str = "imprimer", text: str = "Imprimer",
                 kind: str = "quiet") -> None:
        self.button: QPushButton = menu_button(text, [], kind, name=name)
        self.menu: QMenu = self.button.menu()
        self._picked = loosely_with(picked)
        self.large = QAction("Grands caractères", self.menu)
        self.large.setObjectName(f"{name}_grand")
        self.large.setCheckable(True)
        self.menu.triggered.connect(self._triggered)
        self._name = name

    def add(self, code: str, text: str, into: QMenu | None = None) -> QAction:
        """One paper; the first one added answers Ctrl+P."""
        made = QAction(text, into or self.menu)
        made.setObjectName(f"{self._name}_{code.replace(':', '_').replace('-', '_')}")
        made.setData(code)
        (into or self.menu).addAction(made)
        return made

    def submenu(self, text: str) -> QMenu:
        made = self.menu.addMenu(text)
        made.setAccessibleName(text)
        return made

    def end(self) -> None:
        """The tick, last."""
        self.menu.addSeparator()
        self.menu.addAction(self.large)

    def _triggered(self, action: QAction) -> None:
        if action.data():
            self._picked(str(action.data()), self.large.isChecked())
