"""My card: six words, a file, a sheet, a square code on screen; and the card of my other laptop, signed by this one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from desktop.paths import disk_errors, write_atomically
from desktop.services.exchange_values import Contact, Trust
from desktop.texts import of_name
from desktop.ui import messages, style
from desktop.ui.accounts.place import Inside
from desktop.ui.accounts.words import functions
from desktop.ui.exchange import words
from desktop.ui.exchange.parts import SquareCode
from desktop.ui.flow import FlowLayout
from desktop.ui.widgets import (
    Avatar,
    Card,
    Notice,
    PlainLabel,
    button,
    clear,
    first,
    hbox,
    link,
    quiet,
    section_title,
    vbox,
)

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

FILE = "carte-de-contact.json"
JSON = "Carte de contact (*.json)"


class MyCardPage(Inside):
    """« Ma carte »."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__("Ma carte", "Donnez-la à vos contacts : elle leur permet de vous écrire des plis que vous seule ou "
                                     "vous seul "
                                     "ouvrez. Elle ne contient aucun secret.", name="ma_carte_page")
        self._page = page
        self._text = ""
        self.room = vbox(None, spacing=8)
        self.save_button = first("Enregistrer le fichier…", name="carte_enregistrer", icon="download", clicked=self.save)
        self.print_button = quiet("Imprimer la carte", name="carte_imprimer", icon="printer", clicked=self.print_card)
        self.copy_button = quiet("Copier le texte du code", name="carte_copier", icon="copy", clicked=self.copy)
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        for made in (self.save_button, self.print_button, self.copy_button):
            flow.addWidget(made)
        self.column.addWidget(row)
        self.column.addSpacing(6)
        self.column.addLayout(self.room)
        self.column.addStretch(1)
        contacts = page.session.contacts
        page.context.jobs.read(lambda: (contacts.my_card_text(), tuple(contacts.my_words())), self._show, page.context.fail)

    def begin(self) -> None:
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, answer: tuple[str, tuple[str, ...]]) -> None:
        self._text, six = answer
        clear(self.room)
        actor = self._page.session.actor
        card = Card(name="carte_montree", margins=(20, 16, 20, 18), spacing=12)
        card.setAccessibleName(f"Ma carte : {actor.name}. Six mots : {', '.join(six)}")
        who = vbox(None, PlainLabel(actor.name, size=16, weight=style.BOLD, elide=True),
                   PlainLabel(functions(actor.roles), size=13, tone="soft", wrap=True), spacing=1)
        head = hbox(None, Avatar(actor.name, 36), who, spacing=12)
        head.setStretch(1, 1)
        card.box.addLayout(head)
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        for index, word in enumerate(six):
            label = PlainLabel(word, size=20, weight=style.MEDIUM)
            grid.addLayout(hbox(None, PlainLabel(str(index + 1), size=12, tone="soft"), label, None, spacing=8),
                           index // 3, index % 3)
        card.box.addLayout(grid)
        card.box.addWidget(PlainLabel("Lisez ces six mots à la personne qui vous les demande. " + words.SIX_WORDS, size=13,
                                      tone="soft", wrap=True))
        self.room.addWidget(card)
        self.room.addSpacing(6)
        self.room.addWidget(section_title("Code carré"))
        told = PlainLabel("Une ou un collègue le lit avec l’appareil photo de son ordinateur ou de son téléphone, puis colle le "
                          "texte dans « Ajouter un contact ».", size=13, tone="soft", wrap=True)
        row = hbox(None, SquareCode(self._text), vbox(None, told, None), spacing=16)
        row.setStretch(1, 1)
        self.room.addLayout(row)

    def save(self) -> None:
        path = messages.choose_save(self, "Enregistrer ma carte", FILE, JSON)
        if path is not None:
            save_bytes(self._page, path, self._page.session.contacts.my_card, "Carte enregistrée : donnez ce fichier à vos "
                                                                              "contacts.")

    def print_card(self) -> None:
        session = self._page.session
        self._page.context.jobs.write(partial(card_pdf, session), self._shown, self._page.context.fail)

    def _shown(self, content: bytes) -> None:
        self._page.context.preview(content, "Ma carte")

    def copy(self) -> None:
        QApplication.clipboard().setText(self._text)
        self._page.context.notices.tell("Texte du code copié : collez-le dans un message à votre contact.")


class SecondPage(Inside):
    """« C’est mon autre ordinateur »: this one signs its card, to be handed to one's contacts."""

    def __init__(self, page: ExchangePage, contact: Contact) -> None:
        super().__init__("C’est mon autre ordinateur", "Un deuxième ordinateur a son propre coffre et sa propre carte. "
                                                       "Celui-ci la "
                                                       "signe : vos contacts la connaîtront sans relire six mots.",
                         name="autre_ordinateur")
        self._page, self._contact = page, contact
        for title, text in (
                ("Ce qui change", f"La carte {of_name(contact.name)}, prise depuis l’autre ordinateur, devient la vôtre. "
                                  f"Vos deux "
                                  "ordinateurs s’échangent tout ce que vous lisez, et vos notes si vous le demandez."),
                ("Ensuite", "Donnez le fichier signé à vos contacts : ils l’ouvrent comme une carte. Si cet ordinateur se "
                            "perd, "
                            "« Ordinateur perdu… » leur dira de ne plus rien lui envoyer.")):
            self.column.addWidget(section_title(title))
            self.column.addWidget(PlainLabel(text, wrap=True))
        self.ready = contact.trust is Trust.CONFIRMED
        if not self.ready:
            self.column.addWidget(Notice("Lisez d’abord les six mots de cette carte sur l’écran de l’autre ordinateur.", "warn",
                                         action=link("Lire les six mots", name="autre_mots", clicked=self.confirm)))
        self.save_button = first("Signer et enregistrer sa carte…", name="autre_signer", icon="download", clicked=self.save)
        self.save_button.setEnabled(self.ready)
        self.cancel_button = button("Pas maintenant", name="autre_plus_tard", clicked=self.left.emit)
        self.column.addSpacing(8)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None))
        self.column.addStretch(1)

    def begin(self) -> None:
        (self.save_button if self.ready else self.cancel_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> None:
        self._page.confirm(self._contact)

    def save(self) -> None:
        path = messages.choose_save(self, "Enregistrer la carte signée", "carte-autre-ordinateur.json", JSON)
        if path is not None:
            save_bytes(self._page, path, partial(self._page.session.contacts.sign, self._contact.login),
                       "Carte signée : donnez ce fichier à vos contacts.", self.left.emit)


def card_pdf(session: Any) -> bytes:
    """In a thread: one sheet with the code, the words, what to do."""
    return bytes(session.contacts.card_pdf())


def save_bytes(page: ExchangePage, path: Path, make: Any, said: str, then: Any = None) -> None:
    """Write what ``make`` gives, whole or not at all."""
    def work() -> None:
        content = bytes(make())
        with disk_errors():
            write_atomically(path, content)

    page.context.jobs.write(work, partial(_saved, page, said, then), page.context.fail)


def _saved(page: ExchangePage, said: str, then: Any, _value: object) -> None:
    page.context.notices.tell(said)
    if then is not None:
        then()
