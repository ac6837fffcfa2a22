"""« Préparer un pli »: to whom, what, the list of what leaves, then one sealed file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.errors import PoleError
from desktop.services.exchange_values import Contact, Parcel, Selection, Sent
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.exchange import words
from desktop.ui.exchange.prepare_pages import Leaving, ToWhom, What, Written
from desktop.ui.exchange.saving import PLI, new_name
from desktop.ui.operations import Progress
from desktop.ui.stepped import Stepped

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

STEPS = (("À qui", "une ou plusieurs personnes"), ("Quoi", "ce qui a changé, ou ce que vous choisissez"),
         ("Ce qui part", "la liste, avant d’écrire"), ("Le pli", "un fichier scellé"))


class PreparePage(Stepped):
    """Four steps; nothing is written before the last."""

    left = Signal()
    headline = "Préparer un pli"

    def __init__(self, page: ExchangePage, contacts: Sequence[Contact] = (), students: Sequence[tuple[str, str]] = (),
                 request: tuple[str, str] = ("", "")) -> None:
        self._page = page
        self.whom = ToWhom(page, [one.login for one in contacts])
        self.what = What(page.context, students, request)
        self.leaving, self.done = Leaving(), Written()
        self.parcel: Parcel | None = None
        self._selection = Selection()
        self._asked = 0
        super().__init__(STEPS, [self.whom, self.what, self.leaving, self.done], page.context.jobs, name="preparer",
                         title="Préparer un pli")
        self.leaving.asked.connect(self._name_again)
        self.whom.dossier.connect(self._dossier)
        self.done.open_asked.connect(self._open_folder)
        self.done.again_asked.connect(self._again)
        self.show_step(1 if contacts and (students or request[0]) else 0)
        if contacts:
            self._chosen()

    def begin(self) -> None:
        self.pages[self.step].begin()

    def leave(self) -> None:
        """Échap, or « Retour » from the first question: one step back, then out."""
        if 0 < self.step < 3:
            self.show_step(self.step - 1)
        else:
            self.left.emit()

    def show_step(self, index: int) -> None:
        super().show_step(index)
        self.back.setVisible(index < 3)

    def go_on(self) -> None:
        if not self.pages[self.step].is_ready():
            return
        self.steps.say(self.step, self.pages[self.step].summary())
        if self.step == 0:
            self._chosen()
            self.show_step(1)
        elif self.step == 1:
            self._selection = self.what.selecting.selection()
            self._prepare()
        elif self.step == 2:
            self._choose_file()
        else:
            self.left.emit()

    def _chosen(self) -> None:
        self.steps.say(0, self.whom.summary())
        self.what.selecting.set_contacts(self.whom.contacts())

    # what leaves
    def _prepare(self) -> None:
        self._asked += 1
        number, selection = self._asked, self._selection
        logins = [one.login for one in self.whom.contacts()]
        sending = self._page.session.sending

        def work(progress: Progress) -> Parcel:
            progress(0, 0)
            return sending.prepare(logins, selection)  # type: ignore[no-any-return]

        self.wait("Liste de ce qui part…")
        self._page.context.operations.run(self, work, "Liste de ce qui part", partial(self._prepared, number), self.failed,
                                          cancellable=False)

    def _prepared(self, number: int, parcel: Parcel) -> None:
        if number != self._asked:
            return
        self.parcel = parcel
        self.leaving.show_parcel(parcel)
        if self.step != 2:
            self.show_step(2)
        else:
            self.next.setText(self.leaving.go_on)
            self._able()
            announce(self, self.leaving.count.whole_text())

    def _name_again(self, row: str, leaves: bool) -> None:
        """One record ticked or not: the list is made again."""
        chosen = self._selection
        named, unnamed = (tuple(one for one in rows if one != row) for rows in (chosen.named, chosen.unnamed))
        if leaves and row not in chosen.unnamed:
            named = (*named, row)
        elif not leaves and row not in chosen.named:
            unnamed = (*unnamed, row)
        self._selection = replace(chosen, named=named, unnamed=unnamed)
        self._prepare()

    # writing
    def _choose_file(self) -> None:
        path = messages.choose_save(self, "Enregistrer le pli", new_name(self._page), PLI)
        parcel = self.parcel
        if path is None or parcel is None:
            return
        sending = self._page.session.sending

        def work(progress: Progress) -> Sent:
            progress(0, 0)
            return sending.write(parcel, path, None)  # type: ignore[no-any-return]

        self.wait("Le pli s’écrit…")
        self._page.context.operations.run(self, work, "Le pli s’écrit", partial(self._written, path), self.failed, writes=True,
                                          cancellable=False)

    def _written(self, path: Path, sent: Sent) -> None:
        self.written = True
        self.done.show_sent(sent.path or path, self.whom.contacts())
        self.steps.say(2, self.leaving.summary())
        self.show_step(3)
        self._page.context.notices.tell(f"Pli écrit : {(sent.path or path).name}, pour {words.names(self.whom.contacts())}.")

    def failed(self, error: BaseException) -> None:
        """A refusal is said on the page, nothing is lost."""
        if isinstance(error, PoleError) and error.exit_code in (1, 2, 9):
            self.next.setText(self.pages[self.step].go_on)
            self._able()
            self.pages[self.step].refuse(str(error))  # type: ignore[attr-defined]
            announce(self, str(error), urgent=True)
        else:
            super().failed(error)

    # other ways
    def _dossier(self) -> None:
        self._page.show_dossier(tuple(self.what.selecting.pupils.chosen.items()))

    def _open_folder(self) -> None:
        if self.done.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.done.path.parent)))

    def _again(self) -> None:
        self._page.prepare()
