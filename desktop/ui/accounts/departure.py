"""A departure: what is handed over first, the new key of the common file, what the person who leaves keeps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.changes import Changes
from desktop.models.kinds import NOTEBOOK_ROLES
from desktop.services.personal_values import AccountRow
from desktop.texts import of_name
from desktop.ui import messages
from desktop.ui.accounts import words
from desktop.ui.accounts.place import Inside
from desktop.ui.context import Context
from desktop.ui.widgets import Notice, PlainLabel, button, hbox, link, section_title

if TYPE_CHECKING:
    from desktop.ui.accounts.accounts_page import AccountsPage, AccountsRead


BEFORE = ("Son fichier personnel s’ouvre avec sa seule clé. Si quelqu’un prend sa suite, c’est à elle de le transmettre "
          "avant de partir : menu de son compte, « Ma clé », « Confier mon fichier personnel ». Après, personne ne "
          "pourra le faire à sa place.")
CLOSED = "Son compte est fermé : cette personne n’ouvre plus le coffre."
KEPT = ("Ce qu’elle a écrit pour tous reste, signé de son nom. Son fichier personnel reste fermé sous sa seule clé. Les "
        "copies du coffre qu’elle détient (clé USB, sauvegardes) s’ouvrent encore avec l’ancienne clé : demandez-lui "
        "de les rendre ou de les effacer.")


class DeparturePage(Inside):
    """« Départ de … »."""

    def __init__(self, context: Context, known: AccountsRead, row: AccountRow, page: AccountsPage) -> None:
        self._invited = row.state == "invited"
        title = f"{'Retirer l’invitation' if self._invited else 'Départ'} {of_name(row.name)}"
        super().__init__(title, name="depart")
        self.context, self._row, self._page = context, row, page
        others = [one for one in known.rows if one.id != row.id and one.state in ("active", "suspended")]
        self.kept = [one for one in others if one.state == "active" and one.confirmed in ("self", "words", "invitation")]
        self.unknown = [one for one in others if one.state == "active" and one not in self.kept]
        if self._invited:
            self._say("Le code remis n’ouvrira plus rien, et le fichier commun reçoit une nouvelle clé. Vous pourrez inviter "
                      "cette personne de nouveau.")
            self._ask_cards()
        else:
            self._explain(row)
        verb = "Retirer l’invitation" if self._invited else "Enregistrer le départ"
        self.save_button = button(verb, "danger", name="depart_valider", clicked=self.save)
        self.save_button.setEnabled(not self.unknown)
        self.cancel_button = button("Pas maintenant", name="depart_pas_maintenant", clicked=self.left.emit)
        self.column.addSpacing(8)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None))
        self.column.addStretch(1)

    def _say(self, text: str, *, title: str = "") -> None:
        if title:
            self.column.addSpacing(6)
            self.column.addWidget(section_title(title))
        self.column.addWidget(PlainLabel(text, wrap=True))

    def _explain(self, row: AccountRow) -> None:
        if set(row.roles) & set(NOTEBOOK_ROLES):
            self._say(BEFORE, title="Avant")
        names = words.joined([one.name for one in self.kept])
        self._say(f"Le fichier commun reçoit une nouvelle clé, remise à : {names}. {CLOSED}", title="Ce qui change")
        self._ask_cards()
        self._say(KEPT, title="Ce qui reste")

    def _ask_cards(self) -> None:
        if self.unknown:
            first_one = self.unknown[0]
            asked = words.joined([one.name for one in self.unknown])
            self.column.addWidget(Notice(
                f"À confirmer d’abord, pour que la nouvelle clé soit remise aux bonnes personnes : {asked}.", "warn",
                action=link("Confirmer", name="depart_confirmer", clicked=partial(self._page.confirm, first_one),
                            accessible=f"Confirmer la carte {of_name(first_one.name)}")))

    def begin(self) -> None:
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Asked once more: a new key cannot be taken back."""
        row = self._row
        text = ("Le code remis n’ouvrira plus rien." if self._invited else
                "Le fichier commun va recevoir une nouvelle clé. Cela ne s’annule pas : pour revenir, cette personne devra "
                "être invitée de nouveau.")
        if messages.ask(self, self.title.whole_text() + " ?", text, yes=self.save_button.text(), danger=True):
            self.save_button.setEnabled(False)
            self.context.jobs.write(partial(self.context.session.accounts.remove, row.login), self._saved, self._failed)

    def _saved(self, value: object) -> None:
        from desktop.ui.accounts.accounts_page import tell_accounts

        tell_accounts(self.context, value, self)
        said = "Invitation retirée" if self._invited else "Départ enregistré, le fichier commun a une nouvelle clé"
        told = value.skipped if isinstance(value, Changes) else ()
        self.context.notices.tell(" ".join((f"{said} : {self._row.name}.", *told)), seconds=30 if told else 12)
        self.left.emit()

    def _failed(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        self.context.fail(error)
