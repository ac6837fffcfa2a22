"""Supprimer (aside, « Annuler ») and effacer (asked first, final), the same way on every screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.ui import messages
from desktop.ui.context import Context

ERASE_TEXT = ("Effacer fait disparaître pour de bon les textes, leur historique, l’index et les brouillons de ce coffre. "
              "Il ne restera qu’une trace sans contenu. "
              "Les copies déjà données (papier, PDF, sauvegardes) ne sont pas atteintes.\n\n"
              "Pour mettre de côté avec trente jours pour revenir, choisissez plutôt « Supprimer ».")


def write(context: Context, work: Callable[[], Changes], initiator: object,
          then: Callable[[Changes], object] | None = None) -> None:
    """Do one act: the screens are told, « Annuler » is offered."""
    context.jobs.write(work, partial(_written, context, initiator, then), context.fail)


def _written(context: Context, initiator: object, then: Callable[[Changes], object] | None, changes: Changes) -> None:
    context.changed(changes, initiator)
    if then is not None:
        then(changes)


def erase(context: Context, parent: QWidget, table: str, id: str, what: str,
          then: Callable[[Changes], object] | None = None) -> bool:
    """Ask, then erase for good; ``False`` when the person changed her mind."""
    if not messages.ask(parent, f"Effacer pour de bon {what} ?", ERASE_TEXT, yes="Effacer pour de bon", danger=True):
        return False
    context.jobs.write(partial(context.session.erasure.erase, table, id), partial(_erased, context, what, then), context.fail)
    return True


def _erased(context: Context, what: str, then: Callable[[Changes], object] | None, changes: Changes) -> None:
    context.changed(Changes(touched=changes.touched, roots=changes.roots), None)
    context.notices.tell(f"Effacé : {what}.")
    if then is not None:
        then(changes)
