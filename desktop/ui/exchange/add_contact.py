"""A contact by her card: a file dropped or chosen, or the text of her square code; then the six words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from desktop.errors import PoleError
from desktop.paths import disk_errors
from desktop.services.exchange_values import Contact, Trust
from desktop.ui import messages, style
from desktop.ui.accessible import announce, named
from desktop.ui.accounts.place import Inside
from desktop.ui.widgets import Notice, PlainLabel, button, first, hbox, quiet, section_title

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

MOST = 64_000
HOW = {"added": "Contact ajouté : {}.", "known": "Vous aviez déjà cette carte : {}.",
       "changed": "Cette carte de {} a d’autres clés que celle que vous aviez. L’ancienne vaut tant que les nouveaux mots "
                  "n’ont pas été lus.",
       "signed": "Contact ajouté : {}. Sa carte est signée par une personne que vous connaissez.",
       "revoked": "Un ordinateur de {} est perdu : plus rien ne lui part."}


class AddContactPage(Inside):
    """« Ajouter un contact »."""

    def __init__(self, page: ExchangePage, text: str = "") -> None:
        super().__init__("Ajouter un contact", "Demandez-lui sa carte : dans son programme, « Échanges », « Ma carte ». "
                                               "Elle ne "
                                               "contient aucun secret et se donne par n’importe quel chemin.",
                         name="ajouter")
        self._page = page
        self.column.addWidget(section_title("Un fichier"))
        self.column.addWidget(PlainLabel("Déposez-le sur cette fenêtre, ou choisissez-le.", tone="soft", wrap=True))
        self.choose_button = quiet("Choisir le fichier de sa carte…", name="carte_fichier", icon="folder", clicked=self.choose)
        self.column.addLayout(hbox(None, self.choose_button, None))
        self.column.addSpacing(10)
        self.column.addWidget(section_title("Un code carré"))
        label = PlainLabel("Lisez-le avec un appareil photo, puis collez ici le texte qu’il donne. Il commence par "
                           "POLE-CARTE.", tone="soft", wrap=True)
        self.column.addWidget(label)
        self.text = named(QPlainTextEdit(text), "carte_texte", "Texte du code carré de sa carte")
        self.text.setProperty("kind", "field")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(style.px(96))
        self.text.textChanged.connect(self._able)
        self.said = Notice("", "bad", name="carte_refusee")
        self.said.hide()
        self.save_button = first("Ajouter ce contact", name="carte_ajouter", clicked=self.save)
        cancel = button("Abandonner", name="carte_abandonner", clicked=self.left.emit)
        self.column.addWidget(self.text)
        self.column.addWidget(self.said)
        self.column.addSpacing(4)
        self.column.addLayout(hbox(None, self.save_button, cancel, None))
        self.column.addStretch(1)
        self._able()

    def begin(self) -> None:
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self) -> None:
        path = messages.choose_open(self, "Carte d’un contact", "Cartes de contact (*.json);;Tous les fichiers (*)")
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        contacts = self._page.session.contacts
        self._page.context.jobs.write(lambda: contacts.add(read_card(path)), self._added, self._failed)

    def save(self) -> None:
        text = "".join(self.text.toPlainText().split())
        if text:
            self.save_button.setEnabled(False)
            self._page.context.jobs.write(partial(self._page.session.contacts.add, text), self._added, self._failed)

    def _able(self) -> None:
        self.save_button.setEnabled(bool(self.text.toPlainText().strip()))

    def _added(self, answer: tuple[Contact, str]) -> None:
        tell_added(self._page, answer)

    def _failed(self, error: BaseException) -> None:
        self._able()
        if not isinstance(error, PoleError):
            self._page.context.fail(error)
            return
        self.said.set_text(str(error))
        self.said.show()
        announce(self, str(error), urgent=True)


def read_card(path: Path) -> bytes:
    """In a thread: what a card weighs, and no more."""
    with disk_errors(), path.open("rb") as file:
        return file.read(MOST)


def tell_added(page: ExchangePage, answer: tuple[Contact, str]) -> None:
    """What the card did; then its six words, when nobody read them."""
    contact, what = answer
    page.context.notices.tell(HOW.get(what, HOW["added"]).format(contact.name),
                              "warn" if what in ("changed", "revoked") else "info", seconds=20)
    page.refresh()
    if contact.trust in (Trust.UNCONFIRMED, Trust.CHANGED):
        page.confirm(contact)
    else:
        page.close_inside()
