"""« Déplacer ce coffre sur cet ordinateur »: asked, copied and read again, then the window opens the one that is here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.ui import messages
from desktop.ui.context import Context
from desktop.ui.operations import Progress

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

TEXT = ("Le coffre est copié dans le dossier de ce programme, sur cet ordinateur, et relu. L’ancien dossier garde ses "
        "fichiers sous "
        "un autre nom : vous le supprimerez vous-même. La fenêtre se fermera puis vous redemandera votre phrase de passe.")


def ask_move(window: MainWindow) -> None:
    workspace = window.workspace
    if workspace is None or not messages.ask(window, "Déplacer ce coffre sur cet ordinateur ?", TEXT, yes="Déplacer ce coffre",
                                             no="Pas maintenant"):
        return
    workspace.autosave.commit()
    workspace.autosave.flush()
    context: Context = workspace.context
    session = workspace.session

    def work(progress: Progress) -> Any:
        from desktop.services.moving import move_here

        progress(0, 0)
        return move_here(session)

    context.operations.run(window, work, "Le coffre est copié et relu", partial(_moved, window), context.fail, writes=True,
                           cancellable=False)




def _moved(window: MainWindow, moved: Any) -> None:
    messages.tell(window, "Ce coffre est sur cet ordinateur", moved.sentence)
    window.preferences.change(last_vault=str(moved.vault))
    window.reopen(moved.vault)
