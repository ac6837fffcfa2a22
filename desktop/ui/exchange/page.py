"""« Échanges »: contacts, plis sent and received, the shared folder; each act opens inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.services.exchange_values import Contact
from desktop.texts import plural
from desktop.ui import messages
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.exchange import words
from desktop.ui.exchange.contacts_view import ContactsView
from desktop.ui.exchange.folder_view import FolderView
from desktop.ui.exchange.log_view import LogView
from desktop.ui.exchange.reading import ExchangeRead, read_exchange
from desktop.ui.flow import FlowLayout
from desktop.ui.widgets import Chip, Notice, action, chip_group, clear, first, link, quiet, vbox

SENTENCE = ("De votre ordinateur à celui d’une ou d’un collègue, sans serveur : un pli scellé, que seule la personne choisie "
            "ouvre. Rien ne part sans que vous l’ayez vu.")
FILES = "Plis et cartes de contact (*.pli *.json);;Tous les fichiers (*)"
VIEWS = (("contacts", "Contacts"), ("plis", "Plis envoyés et reçus"), ("dossier", "Dossier partagé"))


class ExchangePage(Place):
    """Three views under one head."""

    tables = ("contact", "pli")

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Échanges", SENTENCE, name="echanges")
        self.known = ExchangeRead()
        self.view = 0
        self._then: Callable[[], object] | None = None
        self.prepare_button = first("Préparer un pli", name="preparer_pli", icon="mail", clicked=self.prepare)
        self.open_button = quiet("Ouvrir un pli…", name="ouvrir_pli", icon="inbox", clicked=self.choose_pli)
        self.card_button = quiet("Ma carte", name="ma_carte_contact", icon="user", clicked=self.show_my_card)
        row = QWidget()
        flow = FlowLayout(row, spacing=8)
        for made in (self.prepare_button, self.open_button, self.card_button):
            flow.addWidget(made)
        self.notices = vbox(None, spacing=8)
        self.chips = [Chip(text, name=f"echanges_{code}", checked=index == 0) for index, (code, text) in enumerate(VIEWS)]
        chip_row = QWidget()
        chip_flow = FlowLayout(chip_row, spacing=8)
        for chip in self.chips:
            chip_flow.addWidget(chip)
        chip_group(self.chips, self.show_view)
        self.contacts, self.log, self.folder = ContactsView(self), LogView(self), FolderView(self)
        self.views: tuple[QWidget, ...] = (self.contacts, self.log, self.folder)
        for widget in (row, chip_row):
            self.column.addWidget(widget)
            if widget is row:
                self.column.addLayout(self.notices)
                self.column.addSpacing(4)
        self.column.addSpacing(6)
        for view in self.views:
            self.column.addWidget(view)
        self.column.addStretch(1)
        self.show_view(0)

    # reading
    def refresh(self) -> None:
        self.context.jobs.read(partial(read_exchange, self.session), self._arrived, self.context.fail, key=(self, "lu"))

    def first_focus(self) -> QWidget:
        return self.prepare_button if self.known.contacts else self.close_button if self.view else self.contacts.first_button

    def show_view(self, index: int) -> None:
        self.view = index
        for position, (chip, view) in enumerate(zip(self.chips, self.views, strict=True)):
            chip.setChecked(position == index)
            view.setVisible(position == index)

    def _arrived(self, known: ExchangeRead) -> None:
        had = self.focusWidget()
        kept = had.objectName() if had is not None else ""
        self.known = known
        self.chips[0].set_count(len(known.contacts))
        self.chips[1].set_count(len(known.log))
        self.prepare_button.setVisible(bool(known.contacts))
        self._tell()
        for view in (self.contacts, self.log, self.folder):
            view.show_known(known)
        if kept and self.inside() is None:
            again = [one for one in self.findChildren(QWidget, kept) if one.isVisibleTo(self)]
            (again[0] if again else self.first_focus()).setFocus(Qt.FocusReason.OtherFocusReason)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _tell(self) -> None:
        """What asks for somebody, on top."""
        clear(self.notices)
        known = self.known
        if known.place:
            self.notices.addWidget(Notice(known.place, "warn", name="coffre_mal_place", action=link(
                "Déplacer ce coffre sur cet ordinateur", name="deplacer_coffre", clicked=self.move_vault)))
        waiting = [plural(known.clashes, "texte") + " à départager" if known.clashes else "",
                   plural(known.told, "effacement") + " fait ailleurs, à décider ici" if known.told else ""]
        text = ", ".join(part for part in waiting if part)
        if text:
            self.notices.addWidget(Notice(f"{text}.", "warn", name="a_departager", action=link(
                "Voir", name="voir_departager", clicked=self.show_clashes, accessible=f"Voir : {text}")))
        for contact in known.contacts:
            if contact.missing:
                self.notices.addWidget(Notice(words.missing_words(contact), "warn", action=link(
                    "Le redemander", name=f"redemander_{contact.login}", clicked=partial(self.ask_again, contact),
                    accessible=f"Redemander à {contact.name} ce qui n’est pas venu")))

    def after_reading(self, then: Callable[[], object]) -> None:
        """Do something once contacts are known."""
        self._then = then

    # acts
    def prepare(self, contacts: Sequence[Contact] = (), students: Sequence[tuple[str, str]] = (),
                request: tuple[str, str] = ("", "")) -> None:
        """``students`` and ``request``: what is chosen already, by id and name."""
        from desktop.ui.exchange.prepare import PreparePage

        self.open_inside(PreparePage(self, contacts, students, request))

    def new_here(self) -> None:
        if self.inside() is None:
            self.prepare()

    def choose_pli(self) -> None:
        path = messages.choose_open(self, "Ouvrir un pli, ou une carte de contact", FILES)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """A pli or a card: its content decides, never its name."""
        from desktop.ui.exchange.receive import ReceivePage

        self.open_inside(ReceivePage(self, path))

    def add_contact(self, text: str = "") -> None:
        from desktop.ui.exchange.add_contact import AddContactPage

        self.open_inside(AddContactPage(self, text))

    def confirm(self, contact: Contact) -> None:
        from desktop.ui.exchange.confirm import ConfirmContactPage

        self.open_inside(ConfirmContactPage(self, contact))

    def show_share(self, contact: Contact) -> None:
        from desktop.ui.exchange.share_page import SharePage

        self.open_inside(SharePage(self, contact))

    def show_my_card(self) -> None:
        from desktop.ui.exchange.my_card import MyCardPage

        self.open_inside(MyCardPage(self))

    def show_dossier(self, students: Sequence[tuple[str, str]] = ()) -> None:
        from desktop.ui.exchange.dossier import DossierPage

        self.open_inside(DossierPage(self, students))

    def show_clashes(self) -> None:
        self.run_command("clashes")

    def move_vault(self) -> None:
        self.run_command("move_vault")

    def run_command(self, name: str) -> None:
        """What the window does: another page over the tabs, or the move of the vault."""
        command = getattr(self.window(), "command", None)
        if command is not None:
            command(name)

    def ask_again(self, contact: Contact) -> None:
        """A pli that only asks for what never came: written where the person says."""
        from desktop.ui.exchange.saving import save_small

        save_small(self, contact, "ask")

    def send_receipt(self, contact: Contact) -> None:
        from desktop.ui.exchange.saving import save_small

        save_small(self, contact, "receipt")

    def contact_of(self, said: str) -> Contact | None:
        """Whom a line of the log is about, by account; by login or name, nobody when two contacts bear it."""
        found = [one for one in self.known.contacts if said == one.account] or [
            one for one in self.known.contacts if said in (one.login, one.name)]
        return found[0] if len(found) == 1 else None

    def tell_again(self) -> None:
        """Contacts or the log changed."""
        self.refresh()

    def actions_here(self) -> list[QAction]:
        return [action("Préparer un pli", self.prepare, icon="mail", name="action_preparer"),
                action("Ouvrir un pli ou une carte…", self.choose_pli, icon="inbox", name="action_ouvrir"),
                action("Montrer ma carte", self.show_my_card, icon="user", name="action_carte"),
                action("Ajouter un contact", self.add_contact, icon="user-plus", name="action_contact")]

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        fold = getattr(self.inside(), "fold", None)
        if fold is not None:
            fold(narrow)

    def open_inside(self, page: QWidget) -> None:
        super().open_inside(page)
        fold = getattr(page, "fold", None)
        if fold is not None:
            fold(getattr(self, "_narrow", False))
