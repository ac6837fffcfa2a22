"""The six words of a contact, read aloud; the new words when her card changed, and what to do when they differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.errors import PoleError
from desktop.services.exchange_values import Contact, Trust
from desktop.texts import of_name
from desktop.ui.accessible import announce
from desktop.ui.accounts.confirm import SixWords
from desktop.ui.accounts.place import Inside
from desktop.ui.exchange import words
from desktop.ui.widgets import Notice, PlainLabel, button, first, hbox, link

if TYPE_CHECKING:
    from desktop.ui.exchange.page import ExchangePage

DIFFERENT = ("Alors ne confirmez pas. Relisez-les ensemble une fois. S’ils ne sont toujours pas les mêmes, cette carte "
             "n’est pas "
             "la sienne : oubliez ce contact et redemandez sa carte, de la main à la main.")
CHANGED = ("Une carte est venue avec d’autres clés que celle que vous connaissez : un nouvel ordinateur, ou quelqu’un qui "
           "se fait "
           "passer pour elle. L’ancienne carte vaut toujours. Appelez-la ; si les nouveaux mots sont bien les siens, "
           "cochez-les. "
           "Sinon, ne faites rien : vos plis continuent de partir pour l’ancienne carte.")


class ConfirmContactPage(Inside):
    """« Lire les six mots de … »."""

    def __init__(self, page: ExchangePage, contact: Contact) -> None:
        super().__init__(f"Les six mots {of_name(contact.name)}",
                         "Demandez-lui de lire les six mots de sa carte : « Échanges », « Ma carte ». Cochez chaque mot "
                         "entendu. "
                         + words.SIX_WORDS, name="confirmer_contact")
        self._page, self._contact = page, contact
        self.changed = contact.trust is Trust.CHANGED
        asked = contact.waiting_words if self.changed and contact.waiting_words else contact.words
        self.known = contact.trust is Trust.CONFIRMED
        if self.changed:
            self.column.addWidget(Notice(CHANGED, "warn", name="carte_changee"))
        self.words = SixWords(asked, name="mots_contact")
        self.words.changed.connect(self._able)
        self.save_button = first("Ce sont les mêmes mots", name="contact_valider", clicked=self.save)
        self.cancel_button = button("Plus tard", name="contact_plus_tard", clicked=self.left.emit)
        self.different = link("Les mots ne sont pas les mêmes", name="contact_differents", clicked=self.tell_different)
        self.warning = Notice(DIFFERENT, "warn", name="contact_alerte")
        self.warning.hide()
        self.column.addWidget(self.words)
        self.column.addWidget(self.warning)
        self.column.addSpacing(6)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None))
        self.column.addLayout(hbox(None, self.different, None))
        self.column.addWidget(PlainLabel("Confirmer se fait une fois. Sans cela, un pli part quand même, mais rien ne "
                                         "prouve que la "
                                         "personne qui l’ouvrira est celle que vous croyez.", size=13, tone="soft", wrap=True))
        self.column.addStretch(1)
        self._able()

    def begin(self) -> None:
        self.words.ticks[0].setFocus(Qt.FocusReason.OtherFocusReason) if self.words.ticks else self.cancel_button.setFocus()

    def tell_different(self) -> None:
        self.warning.show()
        announce(self, DIFFERENT, urgent=True)

    def save(self) -> None:
        if self.words.all_heard():
            self.save_button.setEnabled(False)
            self._page.context.jobs.write(partial(self._page.session.contacts.confirm, self._contact.login,
                                                  " ".join(self.words.words)), self._saved, self._failed)

    def _saved(self, _value: object) -> None:
        self._page.context.notices.tell(f"Carte confirmée : {self._contact.name}.")
        self.left.emit()

    def _failed(self, error: BaseException) -> None:
        self._able()
        if isinstance(error, PoleError):
            self.warning.set_text(str(error))
            self.warning.show()
            announce(self, str(error), urgent=True)
        else:
            self._page.context.fail(error)

    def _able(self) -> None:
        self.save_button.setEnabled(self.words.all_heard())
