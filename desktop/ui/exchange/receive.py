"""A file that came: a card is added, a pli is checked apart, shown, then taken in one act or left for later."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.errors import InputError, PoleError
from desktop.paths import disk_errors
from desktop.services.exchange_values import Answers, Preview, Taken
from desktop.texts import plural
from desktop.ui.accessible import announce, named
from desktop.ui.exchange import words
from desktop.ui.exchange.add_contact import read_card, tell_added
from desktop.ui.exchange.arriving import PreviewPage
from desktop.ui.exchange.log_view import undo_reception
from desktop.ui.operations import Operation, Progress
from desktop.ui.widgets import EmptyState, first, link, pane, quiet, vbox

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

MOST = 200 * 1024 * 1024
SAFE = "Rien n’a changé ici, et le fichier est resté où il était."


class ReceivePage(QWidget):
    """Reading, then the preview, or one sentence that says what is wrong."""

    left = Signal()

    def __init__(self, page: ExchangePage, path: Path) -> None:
        super().__init__()
        named(self, "recevoir", "Ouvrir un pli")
        self._page, self.path = page, path
        self._operation: Operation | None = None
        self._over = False
        self.stack = QStackedWidget()
        self.waiting = EmptyState("Le pli est vérifié à part…", quiet("Arrêter", name="pli_arreter", clicked=self.stop),
                                  name="pli_lecture")
        self.back = first("Revenir aux échanges", name="pli_refus_retour", clicked=self.left.emit)
        self.card = link("Ajouter un contact", name="pli_refus_carte", clicked=self.add_card)
        self.card.hide()
        self.refused = EmptyState("", self.back, self.card, name="pli_refus")
        for state in (self.waiting, self.refused):
            self.stack.addWidget(pane(state, "paper"))
        vbox(self, self.stack)
        self.preview: PreviewPage | None = None

    def begin(self) -> None:
        self.stack.setFocus()
        self._read()

    def leave(self) -> None:
        """Échap: nothing is taken."""
        self._over = True
        self.left.emit()

    def stop(self) -> None:
        self._over = True
        if self._operation is not None:
            self._operation.cancel()
        self._page.context.notices.tell(f"Lecture arrêtée. {SAFE}")
        self.left.emit()

    # reading
    def _read(self) -> None:
        session, path = self._page.session, self.path

        def work(progress: Progress) -> Any:
            progress(0, 0)
            data = read_pli(path)
            return session.contacts.add(data) if is_card(data) else session.receiving.look(data)

        self._operation = self._page.context.operations.run(self, work, "Lecture du pli", self._arrived, self._failed,
                                                            writes=_small(path))

    def _arrived(self, answer: Any) -> None:
        if self._over:
            return
        if isinstance(answer, Preview):
            self.show_preview(answer)
        else:
            tell_added(self._page, answer)

    def _failed(self, error: BaseException) -> None:
        if self._over:
            return
        if not isinstance(error, PoleError):
            self.left.emit()
            self._page.context.fail(error)
            return
        self.refused.sentence.setText(f"{self.path.name}\n\n{error}\n\n{SAFE}")
        self.card.setVisible(getattr(error, "kind", "") == "unknown_sender")
        self.stack.setCurrentWidget(self.refused)
        self.back.setFocus()
        announce(self, f"{error} {SAFE}", urgent=True)

    def add_card(self) -> None:
        self._page.add_contact()

    # the preview
    def show_preview(self, preview: Preview) -> None:
        page = PreviewPage(preview, words.zone_of(self._page.session))
        page.taken.connect(self.take)
        page.left.connect(self.later)
        page.ask_again.connect(self.ask_again)
        self.preview = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.begin()
        announce(self, f"Pli {words.of_sender(preview)} : {words.counts_words(preview)}.")

    def later(self) -> None:
        self._page.context.notices.tell(f"Pli gardé pour plus tard. {SAFE}")
        self.left.emit()

    def ask_again(self) -> None:
        if self.preview is not None:
            self._page.ask_again(self.preview.preview.sender)

    def take(self) -> None:
        if self.preview is None:
            return
        preview, answers = self.preview.preview, self.preview.answers()
        receiving = self._page.session.receiving
        self.preview.set_busy(True)

        def work(progress: Progress) -> Taken:
            progress(0, 0)
            return receiving.take(preview, answers)  # type: ignore[no-any-return]

        self._page.context.operations.run(self, work, "Le pli est repris", partial(self._taken, answers), self._not_taken,
                                          writes=True, cancellable=False)

    def _taken(self, _answers: Answers, taken: Taken) -> None:
        context, page = self._page.context, self._page
        if isinstance(taken.changes, Changes):
            context.signals.tell(taken.changes, page)
        said = taken_words(taken)
        if taken.entries:
            context.notices.tell(said, action="Annuler", act=partial(undo_reception, page, taken.pli), seconds=30)
        else:
            context.notices.tell(said)
        self.left.emit()

    def _not_taken(self, error: BaseException) -> None:
        if self.preview is not None:
            self.preview.set_busy(False)
        self._page.context.fail(error)


def taken_words(taken: Taken) -> str:
    """« Pli repris : 12 nouveaux, 3 modifiés, 1 texte à départager. »"""
    parts = [plural(count, one, many) for count, one, many in (
        (taken.new, "nouveau", "nouveaux"), (taken.changed, "modifié", "modifiés"),
        (taken.conflicts, "texte à départager", "textes à départager")) if count]
    return f"Pli repris : {', '.join(parts)}." if parts else "Pli repris : rien de nouveau."


def read_pli(path: Path) -> bytes:
    """In a thread: never more than a pli may weigh."""
    with disk_errors():
        if path.stat().st_size > MOST:
            raise InputError("Ce fichier est trop gros pour être un pli : 200 Mo au plus.")
        return path.read_bytes()


def is_card(data: bytes) -> bool:
    """Whether it looks like a card: text that opens with a brace, and small."""
    return len(data) <= 64_000 and data[:64].lstrip().startswith(b"{")


def _small(path: Path) -> bool:
    """A card writes a contact; a pli is only read."""
    try:
        return path.stat().st_size <= 64_000 and is_card(read_card(path))
    except (OSError, PoleError):
        return False
