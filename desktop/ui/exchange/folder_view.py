"""The shared folder: which one, with whom, how things stand, and one passage on demand."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.services.exchange_values import Synced, Trust
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.exchange import automatic
from desktop.ui.exchange.reading import ExchangeRead
from desktop.ui.operations import Progress
from desktop.ui.widgets import (
    Card,
    Notice,
    PlainLabel,
    clear,
    first,
    hbox,
    icon_label,
    link,
    quiet,
    section_title,
    vbox,
)

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

EMPTY = ("Un dossier que votre ordinateur et celui de vos contacts voient tous deux : une clé USB qui circule, un dossier du "
         "réseau, un Nextcloud de l’académie. Le programme y dépose les plis scellés pour vos contacts et y prend les leurs, à "
         "l’ouverture et au verrouillage. Le coffre lui-même n’y va jamais.")
OWN = ("Vos notes personnelles pourront passer par ce dossier, scellées, vers vos autres ordinateurs seulement. D’autres "
       "personnes peuvent copier ce dossier : elles ne pourront pas l’ouvrir, mais le garder.")


class FolderView(QWidget):
    """Empty: what it is for, and one button. Set: state, contacts, « Échanger maintenant »."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__()
        named(self, "dossier_partage", "Dossier partagé")
        self._page = page
        self._room = vbox(self, spacing=8)
        self.ticks: dict[str, QCheckBox] = {}
        self.own: QCheckBox | None = None

    def show_known(self, known: ExchangeRead) -> None:
        clear(self._room)
        self.ticks, self.own = {}, None
        if known.folder.path is None:
            self._show_empty(known)
            return
        self._show_state(known)
        self._show_who(known)
        if any(contact.mine for contact in known.contacts):
            self.own = named(QCheckBox("Mes notes personnelles aussi, vers mes autres ordinateurs"), "dossier_personnel")
            self.own.setAccessibleName(self.own.text())
            self.own.setChecked(known.folder.own_allowed)
            self.own.clicked.connect(self._own_clicked)
            self._room.addSpacing(4)
            self._room.addWidget(self.own)
        self._room.addSpacing(8)
        self._room.addLayout(hbox(None, link("Changer de dossier…", name="dossier_changer", clicked=self.choose), link(
            "Ne plus s’en servir", name="dossier_arreter", clicked=self.stop), None, spacing=20))

    def _show_empty(self, known: ExchangeRead) -> None:
        self._room.addWidget(PlainLabel(EMPTY, tone="soft", wrap=True))
        if known.folder.problem:
            self._room.addWidget(Notice(known.folder.problem, "warn"))
        self._room.addLayout(hbox(None, quiet("Choisir un dossier…", name="dossier_choisir", icon="folder",
                                              clicked=self.choose), None))

    def _show_state(self, known: ExchangeRead) -> None:
        card = Card(name="dossier_etat", margins=(16, 12, 16, 14))
        path = PlainLabel(str(known.folder.path), weight=style.MEDIUM, elide=True)
        head = hbox(None, icon_label("folder"), path, spacing=8)
        head.setStretch(1, 1)
        card.box.addLayout(head)
        for line in known.folder.lines or ("Aucun passage encore.",):
            card.box.addWidget(PlainLabel(line, size=13, tone="soft", wrap=True))
        if known.folder.problem:
            card.box.addWidget(Notice(known.folder.problem, "warn", name="dossier_probleme"))
        for number, (file, why) in enumerate(known.folder_waiting):
            card.box.addWidget(Notice(why, "warn", action=link("Répondre", name=f"dossier_repondre_{number}",
                                                               clicked=partial(self._page.open_file, file),
                                                               accessible=f"Répondre : {why}")))
        card.box.addLayout(hbox(None, first("Échanger maintenant", name="dossier_passer", icon="refresh-cw", clicked=self.sync),
                                None))
        self._room.addWidget(card)

    def _show_who(self, known: ExchangeRead) -> None:
        self._room.addSpacing(6)
        self._room.addWidget(section_title("Avec qui"))
        chosen = set(known.folder_logins) or {one.login for one in known.contacts if one.trust is Trust.CONFIRMED}
        may = [contact for contact in known.contacts if contact.trust is not Trust.REVOKED]
        for contact in may:
            text = contact.name + (" (carte à confirmer)" if contact.trust is Trust.UNCONFIRMED else "")
            tick = named(QCheckBox(text), f"dossier_avec_{contact.login}", f"Échanger par ce dossier avec {text}")
            tick.setChecked(contact.login in chosen)
            tick.clicked.connect(self._who_clicked)
            self.ticks[contact.login] = tick
            self._room.addWidget(tick)
        if not may:
            self._room.addWidget(PlainLabel("Ajoutez d’abord un contact : ce dossier ne sert qu’entre personnes qui se "
                                            "connaissent.", tone="soft", wrap=True))

    # acts
    def choose(self) -> None:
        folder = messages.choose_folder(self, "Dossier partagé")
        if folder is None:
            return
        self._set(folder, self._page.known.folder_logins, False)

    def stop(self) -> None:
        self._set(None, (), False)

    def _who_clicked(self) -> None:
        logins = tuple(login for login, tick in self.ticks.items() if tick.isChecked())
        if not logins:
            self._page.context.notices.tell("Gardez au moins une personne, ou « Ne plus s’en servir ».", "warn")
            self._page.tell_again()
            return
        self._set(self._page.known.folder.path, logins, self._page.known.folder.own_allowed)

    def _own_clicked(self) -> None:
        assert self.own is not None
        wanted = self.own.isChecked()
        if wanted and not messages.ask(self, "Faire passer vos notes personnelles par ce dossier ?", OWN,
                                       yes="Oui, vers mes autres ordinateurs", no="Non"):
            self.own.setChecked(False)
            return
        self._set(self._page.known.folder.path, self._page.known.folder_logins, wanted)

    def _set(self, path: Path | None, logins: tuple[str, ...], own: bool) -> None:
        context = self._page.context
        context.jobs.write(partial(self._page.session.shared_folder.set, path, logins, own), self._was_set, self._failed)

    def _was_set(self, _value: object) -> None:
        self._page.tell_again()

    def sync(self) -> None:
        """« Échanger maintenant »."""
        folder = self._page.session.shared_folder

        def work(progress: Progress) -> Any:
            progress(0, 0)
            return folder.sync(everyone=True)

        self._page.context.operations.run(self, work, "Échange par le dossier partagé", self._synced, self._failed, writes=True,
                                          cancellable=False)

    def _synced(self, synced: Synced) -> None:
        from desktop.ui.main_window import MainWindow

        window = self.window()
        if isinstance(window, MainWindow):
            automatic.tell(window, synced, quiet=False)
        self._page.tell_again()

    def _failed(self, error: BaseException) -> None:
        self._page.context.fail(error)
        self._page.tell_again()
