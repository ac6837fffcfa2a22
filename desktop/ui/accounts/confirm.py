"""Confirming a card: six words she reads aloud, ticked one by one or typed; different words are never confirmed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from desktop.errors import PoleError
from desktop.security import passphrase
from desktop.services.personal_values import AccountRow
from desktop.texts import of_name
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.accounts.place import Inside
from desktop.ui.context import Context
from desktop.ui.widgets import Card, Notice, PlainLabel, button, first, hbox, link, vbox

DIFFERENT = ("Alors ne confirmez pas. Relisez les mots ensemble une fois. S’ils ne sont toujours pas les mêmes, la clé de "
             "cette personne a été remplacée, dans ce coffre ou sur un autre ordinateur : prévenez la personne qui "
             "gère les comptes, et ne transmettez rien à ce compte d’ici là.")

CHANGED = ("Sa clé n’est plus celle que vous aviez confirmée : quelqu’un a pu mettre la sienne à la place. Ne transmettez "
           "rien à ce compte. Voyez-vous de vive voix ; si cette personne a perdu son accès, fermez ce compte et "
           "invitez-la de nouveau.")


class SixWords(QWidget):
    """Six words to tick as they are heard, and one field to type them instead. ``changed`` when ``all_heard`` may change."""

    changed = Signal()

    def __init__(self, words: tuple[str, ...], *, name: str = "six_mots") -> None:
        super().__init__()
        named(self, name, "Six mots de la carte")
        self.words = words
        box = Card(kind="sunk", margins=(20, 16, 20, 16))
        grid = QGridLayout()
        grid.setVerticalSpacing(12)
        self.ticks: list[QCheckBox] = []
        for index, word in enumerate(words):
            tick = named(QCheckBox(word), f"{name}_{index + 1}", f"Mot {index + 1} : {word}, entendu")
            tick.setFont(style.font(17, style.MEDIUM))
            tick.toggled.connect(self._ticked)
            self.ticks.append(tick)
            grid.addWidget(tick, index // 3, index % 3)
        box.box.addLayout(grid)
        self.field = named(QLineEdit(), f"{name}_tapes", "Les six mots, tapés")
        self.field.textChanged.connect(self._typed)
        self.said = PlainLabel("", size=13, tone="soft", wrap=True)
        label = PlainLabel("ou tapez-les, à mesure que vous les entendez", size=13, tone="soft")
        label.setBuddy(self.field)
        vbox(self, box, 6, label, self.field, self.said, spacing=4)

    def all_heard(self) -> bool:
        return bool(self.ticks) and all(tick.isChecked() for tick in self.ticks)

    def _ticked(self) -> None:
        self.changed.emit()

    def _typed(self, text: str) -> None:
        typed = passphrase.split_words(text)
        wanted = [passphrase.fold(word) for word in self.words]
        right = 0
        while right < min(len(typed), len(wanted)) and typed[right] == wanted[right]:
            right += 1
        for index, tick in enumerate(self.ticks):
            if typed:
                tick.setChecked(index < right)
        said = ""
        if right == len(wanted) and len(typed) == right:
            said = "les six mots sont les mêmes"
        elif right < len(typed) and not (right == len(typed) - 1 and right < len(wanted)
                                         and wanted[right].startswith(typed[right])):
            said = f"le mot {right + 1} n’est pas celui de la carte" if right < len(wanted) else "il y a un mot de trop"
        if said and said != self.said.whole_text():
            announce(self.field, said)
        self.said.setText(said)


class ConfirmPage(Inside):
    """« Confirmer la carte de … »."""

    def __init__(self, context: Context, row: AccountRow) -> None:
        super().__init__(f"Confirmer la carte {of_name(row.name)}",
                         "De vive voix ou au téléphone, demandez-lui de lire les six mots de sa carte : menu de son compte, "
                         "« Ma clé ». Cochez chaque mot entendu.", name="confirmer_carte")
        self.context, self._row = context, row
        self.words = SixWords(row.words)
        self.words.changed.connect(self._able)
        self.save_button = first("Ce sont les mêmes mots", name="confirmer_valider", clicked=self.save)
        self.cancel_button = button("Plus tard", name="confirmer_plus_tard", clicked=self.left.emit)
        self.different = link("Les mots ne sont pas les mêmes", name="confirmer_differents", clicked=self.tell_different)
        self.warning = Notice(DIFFERENT, "warn", name="confirmer_alerte")
        self.warning.hide()
        if row.confirmed == "changed":
            self.column.addWidget(Notice(CHANGED, "bad"))
        elif not row.words:
            self.column.addWidget(PlainLabel("Cette personne n’a pas encore ouvert son compte : sa carte viendra avec sa "
                                             "première ouverture.", wrap=True))
        self._can = bool(row.words) and row.confirmed != "changed"
        for widget in (self.words, self.save_button, self.different):
            widget.setVisible(self._can)
        self.column.addWidget(self.words)
        self.column.addWidget(self.warning)
        self.column.addSpacing(6)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None, self.different))
        self.column.addWidget(PlainLabel("Confirmer se fait une fois. C’est ce qui permet de lui transmettre quelque chose "
                                         "en étant sûr que c’est bien à elle.", size=13, tone="soft", wrap=True))
        self.column.addStretch(1)
        self._able()

    def begin(self) -> None:
        target = self.words.ticks[0] if self._can else self.cancel_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_different(self) -> None:
        self.warning.show()
        announce(self, DIFFERENT, urgent=True)

    def save(self) -> None:
        if self.words.all_heard():
            self.save_button.setEnabled(False)
            self.context.jobs.write(partial(self.context.session.accounts.confirm, self._row.login, " "
                "".join(self._row.words)), self._saved,
                                    self._failed)

    def _saved(self, value: object) -> None:
        from desktop.ui.accounts.accounts_page import tell_accounts

        tell_accounts(self.context, value, self)
        self.context.notices.tell(f"Carte confirmée : {self._row.name}.")
        self.left.emit()

    def _failed(self, error: BaseException) -> None:
        self._able()
        if isinstance(error, PoleError):
            self.warning.set_text(str(error))
            self.warning.show()
            announce(self, str(error), urgent=True)
        else:
            self.context.fail(error)

    def _able(self) -> None:
        self.save_button.setEnabled(self.words.all_heard())
