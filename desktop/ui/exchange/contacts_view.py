"""The contacts: whose card is known, what she gets, what to do about each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.services.exchange_values import Contact, Trust
from desktop.texts import of_name
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.accounts.words import functions
from desktop.ui.exchange import words
from desktop.ui.exchange.parts import Dot
from desktop.ui.exchange.reading import ExchangeRead
from desktop.ui.widgets import (
    Avatar,
    Card,
    EmptyState,
    PlainLabel,
    action,
    clear,
    first,
    hbox,
    icon_label,
    link,
    menu_button,
    quiet,
    vbox,
)

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

EMPTY = ("Aucun contact encore. Donnez votre carte à une ou un collègue, prenez la sienne : un fichier, ou un code carré. Vous "
         "lirez ensemble six mots, une fois.")
ORDER = {Trust.CHANGED: 0, Trust.UNCONFIRMED: 1, Trust.CONFIRMED: 2, Trust.REVOKED: 3}


class ContactsView(QWidget):
    """What waits first, then by name."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__()
        named(self, "contacts", "Contacts")
        self._page = page
        self.add_button = quiet("Ajouter un contact", name="ajouter_contact", icon="user-plus", clicked=self.add)
        self.first_button = first("Ajouter un contact", name="premier_contact", icon="user-plus", clicked=self.add)
        card = link("Donner ma carte", name="donner_carte", clicked=self.show_card)
        self.list = vbox(None, spacing=10)
        self.empty = EmptyState(EMPTY, self.first_button, card, name="contacts_vide")
        self.empty.hide()
        vbox(self, hbox(None, self.add_button, None), 8, self.list, self.empty)

    def add(self) -> None:
        self._page.add_contact()

    def show_card(self) -> None:
        self._page.show_my_card()

    def show_known(self, known: ExchangeRead) -> None:
        clear(self.list)
        for contact in sorted(known.contacts, key=lambda one: (ORDER[one.trust], one.name)):
            self.list.addWidget(ContactLine(contact, self._page))
        self.empty.setVisible(not known.contacts)
        self.add_button.setVisible(bool(known.contacts))


class ContactLine(Card):
    """One contact."""

    def __init__(self, contact: Contact, page: ExchangePage) -> None:
        super().__init__(name=f"contact_{contact.login}", margins=(16, 12, 10, 12))
        zone = words.zone_of(page.session)
        self.setAccessibleName(words.contact_spoken(contact, zone))
        self._contact, self._page = contact, page
        head = hbox(None, PlainLabel(contact.name, size=15, weight=style.BOLD, elide=True), spacing=10)
        column = vbox(None, head, PlainLabel(functions(contact.roles), tone="soft", wrap=True), spacing=2)
        said, tone, icon = words.trust_words(contact)
        mark: QWidget = icon_label(icon, {"circle-check": "good", "x": "bad"}.get(icon, "warn"), 14) if icon else Dot()
        label = PlainLabel(said, size=13, tone=tone, wrap=True)
        label.setObjectName(f"confiance_{contact.login}")
        line = hbox(None, mark, label, spacing=6)
        line.setStretch(1, 1)
        column.addLayout(line)
        verb = {Trust.UNCONFIRMED: "Lire ses six mots", Trust.CHANGED: "Lire les nouveaux mots"}.get(contact.trust, "")
        if verb:
            column.addLayout(hbox(None, link(verb, name=f"lire_mots_{contact.login}", clicked=self.confirm,
                                             accessible=f"{verb} : {contact.name}"), None))
        if contact.trust is not Trust.REVOKED:
            kept = f"Partagé : {words.share_words(contact.share)} · {words.last_words(contact, zone)}"
            column.addWidget(PlainLabel(kept, size=13, tone="soft", wrap=True))
        if contact.mine:
            column.addWidget(PlainLabel("c’est votre autre ordinateur", size=13, tone="soft", wrap=True))
        outer = hbox(None, vbox(None, Avatar(contact.name or contact.login, 34), None), column, spacing=14)
        outer.setStretch(1, 1)
        outer.addWidget(self._menu(), 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(outer)

    def _menu(self) -> QPushButton:
        contact = self._contact
        entries: list[Any] = []

        def add(text: str, act: Any, icon: str, name: str) -> None:
            entries.append(action(text, act, icon=icon, name=f"contact_{name}_{contact.login}"))

        if contact.trust is not Trust.REVOKED:
            add("Préparer un pli…", self.prepare, "mail", "pli")
            if contact.trust is not Trust.UNCONFIRMED and contact.words:
                add("Relire les six mots…", self.confirm, "shield", "mots")
            add("Ce qui est partagé…", self.share, "list-filter", "partage")
            if not contact.mine:
                add("C’est mon autre ordinateur…", self.sign, "copy", "autre")
            add("Ordinateur perdu…", self.revoke, "wifi-off", "perdu")
        add("Oublier ce contact…", self.forget, "trash-2", "oublier")
        return menu_button("", entries, "icon", name=f"contact_plus_{contact.login}", icon="ellipsis",
                           accessible=f"Actions sur le contact {contact.name}")

    # acts
    def prepare(self) -> None:
        self._page.prepare([self._contact])

    def confirm(self) -> None:
        self._page.confirm(self._contact)

    def share(self) -> None:
        self._page.show_share(self._contact)

    def sign(self) -> None:
        from desktop.ui.exchange.my_card import SecondPage

        self._page.open_inside(SecondPage(self._page, self._contact))

    def revoke(self) -> None:
        """A lost laptop: said before, since a statement that travels is not taken back."""
        contact, page = self._contact, self._page
        text = ("Plus aucun pli ne lui partira, et rien de ce qu’il enverrait ne sera repris. Ce qui lui est déjà parti y est "
                "encore : dites-le à la personne qui gère les comptes. Cela ne s’annule pas ; un nouvel ordinateur "
                "donnera une nouvelle carte.")
        if contact.mine:
            text += " Redonnez ensuite votre carte à vos contacts : elle leur dira de ne plus rien envoyer à celui-là."
        if messages.ask(page, f"L’ordinateur {of_name(contact.name)} est perdu ?", text, yes="Ne plus rien lui envoyer",
                        danger=True):
            said = f"Carte reprise : plus rien ne part vers l’ordinateur {of_name(contact.name)}."
            page.context.jobs.write(partial(page.session.contacts.revoke, contact.login), partial(self._done, said),
                                    page.context.fail)

    def forget(self) -> None:
        contact, page = self._contact, self._page
        if messages.ask(page, f"Oublier le contact {contact.name} ?",
                        "Sa carte est retirée ; ce que vous avez échangé reste. Pour lui écrire de nouveau, il faudra "
                        "reprendre "
                        "sa carte et relire les six mots.", yes="Oublier ce contact", danger=True):
            page.context.jobs.write(partial(page.session.contacts.forget, contact.login),
                                    partial(self._done, f"Contact oublié : {contact.name}."), page.context.fail)

    def _done(self, said: str, _value: object) -> None:
        self._page.context.notices.tell(said)
        self._page.tell_again()
        if self._contact.mine and said.startswith("Carte reprise"):
            self._page.show_my_card()
