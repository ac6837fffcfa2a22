"""When the disk refuses what is being written: say it, keep the text on screen, try again or save a copy elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.errors import PoleError
from desktop.ui import messages
from desktop.ui.accessible import announce, named
from desktop.ui.widgets import PlainLabel, hbox, icon_label, quiet

if TYPE_CHECKING:
    from desktop.services.values import Draft
    from desktop.ui.workspace import Workspace

STAYS = "Votre texte reste à l’écran\u00a0: il n’est pas encore dans le coffre."
WARNING = ("Ce fichier sera lisible par toute personne qui l’ouvre\u00a0: il n’est pas dans le coffre, et nomme un enfant. "
           "Choisissez un endroit à vous, et supprimez-le dès que votre texte est de retour dans le coffre.")


class Rescue(QFrame):
    """A line over the status line, there as long as something typed is not on the disk."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        named(self, "disque_refuse", "Le disque refuse d’écrire")
        self.setProperty("notice", "bad")
        self._workspace, self._autosave = workspace, workspace.autosave
        self.said = PlainLabel("", wrap=True)
        self.again = quiet("Réessayer", name="reessayer_ecrire", clicked=self.retry)
        self.elsewhere = quiet("Enregistrer une copie ailleurs…", name="copie_ailleurs", clicked=self.copy)
        hbox(self, icon_label("triangle-alert", "bad"), self.said, self.again, self.elsewhere, margins=(20, 8, 20, 8),
             spacing=10).setStretch(1, 1)
        self.hide()
        self._autosave.refused.connect(self.tell)
        self._autosave.settled.connect(self._settled)
        column = workspace.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.indexOf(workspace.stack) + 1, self)

    def tell(self, error: BaseException) -> None:
        """The disk refused: what happened, and the two ways."""
        self._workspace.saving.draft_lost()
        self.said.setText(f"{error} {STAYS}")
        self.show()
        announce(self, self.said.text(), urgent=True)

    def retry(self) -> None:
        """« Réessayer »."""
        self._autosave.commit()

    def copy(self) -> None:
        """« Enregistrer une copie ailleurs… » : a text that any program opens, where the person says."""
        drafts = self._autosave.in_hand()
        if not drafts or not messages.ask(self, "Cette copie sera hors du coffre", WARNING, yes="Choisir où l’enregistrer…"):
            return
        session = self._workspace.session
        name = f"texte-en-cours-{session.clock.today():%Y-%m-%d}.txt"
        place = messages.choose_save(self, "Enregistrer une copie du texte", name, "Texte (*.txt)")
        if place is not None:
            self._workspace.jobs.read(lambda: _write(session, drafts, place), self._copied, self._not_copied)

    def _copied(self, _value: object) -> None:
        self._workspace.notices.tell("Copie enregistrée hors du coffre : supprimez-la dès que le texte y est de retour.", "warn")

    def _not_copied(self, error: BaseException) -> None:
        if isinstance(error, PoleError):
            messages.tell(self, "La copie n’a pas pu s’écrire à cet endroit", f"{error} Essayez un autre disque ou une clé USB.")
        else:
            self._workspace.fail(error)

    def take_back(self, then: Callable[[], object]) -> None:
        """Text sealed at the last lock because the vault could not take it: its drafts come back, then the window goes on."""
        from desktop.services import aside

        session, workspace = self._workspace.session, self._workspace
        if not session.personal_open or not aside.waiting(session):
            then()
            return

        def taken(drafts: tuple[Draft, ...]) -> None:
            then()
            if drafts:
                first = drafts[0]
                title = f" : {first.title}" if first.title else ""
                workspace.notices.tell(f"Le texte que le disque avait refusé est de retour{title}.", "good", action="Reprendre",
                                       act=partial(workspace.navigate, first.table, first.id), seconds=60)

        def failed(error: BaseException) -> None:
            then()
            workspace.fail(error)

        workspace.jobs.write(lambda: aside.take(session), taken, failed)

    def _settled(self) -> None:
        if self.isVisibleTo(self._workspace) and not self._autosave.pending():
            self.hide()
            self._workspace.notices.tell("Le disque écrit de nouveau : votre texte est dans le coffre.", "good")


def put_aside(session: Any, drafts: tuple[Draft, ...]) -> None:
    """In a thread: seal drafts to their author, outside of the vault that refuses them."""
    from desktop.services import aside

    aside.seal(session, drafts)


def _write(session: Any, drafts: tuple[Draft, ...], place: Path) -> None:
    from desktop.services import aside

    aside.write_copy(place, aside.readable(session, drafts))
