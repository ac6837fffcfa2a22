"""For who has not the program: one PDF about some pupils, shown before it is printed or saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.services.exchange_values import Selection
from desktop.ui.accounts.place import Inside
from desktop.ui.exchange.parts import Children
from desktop.ui.operations import Progress
from desktop.ui.widgets import Notice, button, first, hbox

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage


class DossierPage(Inside):
    """« Un PDF pour une personne qui n’a pas le programme »."""

    def __init__(self, page: ExchangePage, students: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__("Un PDF, sans le programme", "La fiche de l’élève, ses projets et les comptes rendus que vous "
                                                      "pouvez imprimer, "
                                                      "réunis dans un document. L’aperçu vient d’abord ; vous l’imprimez ou "
                                                      "l’enregistrez ensuite.", name="dossier_pdf")
        self._page = page
        self.pupils = Children(page.context, name="dossier_eleves", chosen=students)
        self.pupils.changed.connect(self._able)
        self.save_button = first("Faire le PDF", name="dossier_faire", icon="file-text", clicked=self.make)
        cancel = button("Abandonner", name="dossier_abandonner", clicked=self.left.emit)
        self.column.addWidget(Notice("Un PDF n’est pas scellé : toute personne qui a le fichier le lit, et rien ne revient "
                                     "ici. "
                                     "Préférez le papier remis en main propre.", "warn"))
        self.column.addSpacing(4)
        self.column.addWidget(self.pupils)
        self.column.addSpacing(8)
        self.column.addLayout(hbox(None, self.save_button, cancel, None))
        self.column.addStretch(1)
        self._able()

    def begin(self) -> None:
        self.pupils.search.setFocus()

    def _able(self) -> None:
        self.save_button.setEnabled(bool(self.pupils.ids()))

    def make(self) -> None:
        if not self.pupils.ids():
            return
        sending, selection = self._page.session.sending, Selection(students=self.pupils.ids())

        def work(progress: Progress) -> bytes:
            progress(0, 0)
            return bytes(sending.dossier_pdf(selection))

        self.save_button.setEnabled(False)
        self._page.context.operations.run(self, work, "Le PDF se fait", self._made, self._failed, writes=True, cancellable=False)

    def _made(self, content: bytes) -> None:
        self._able()
        self._page.context.preview(content, "Dossier")

    def _failed(self, error: BaseException) -> None:
        self._able()
        self._page.context.fail(error)
