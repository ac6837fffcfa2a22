"""« Ma clé »: my card and its six words, my passphrase, my recovery sheet, and handing my notebook to a successor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.models.kinds import NOTEBOOK_ROLES
from desktop.services.personal_values import AccountRow
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.accounts import words
from desktop.ui.accounts.confirm import SixWords
from desktop.ui.accounts.place import Inside, Place
from desktop.ui.context import Context
from desktop.ui.editors import Combo
from desktop.ui.records import papers
from desktop.ui.recovery_card import recovery_paper
from desktop.ui.secrets_page import NO_SECRET, ONLY_HERE, PhrasePart, RecoveryPart
from desktop.ui.widgets import Avatar, Card, PlainLabel, button, clear, hbox, link, quiet, section_title, vbox

HANDED = (
    ("Avant", "Effacez ce qui ne doit pas suivre : ce qu’une personne vous a dit pour vous seule ou vous seul, ce qui n’aide "
              "pas la suite."),
    ("Ce qui part", "Une copie de votre fichier personnel tel qu’il est maintenant : observations, entretiens, bilans, "
                    "suivis, autorisations pour vos actes, pièces jointes. La personne la trouvera à sa prochaine "
                    "ouverture, dans son propre fichier, sous sa seule clé."),
    ("Ce qui reste", "Votre fichier vous reste. Ce que vous y écrirez ensuite ne partira pas, ni vos brouillons, ni la liste "
                     "de ce que vous avez lu. Ce que vous avez transmis au fichier commun n’est pas touché."),
)


class MyKeyPage(Place):
    """One column: who I am to the others, what opens what is mine."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Ma clé", "Elle ouvre ce que vous écrivez, et elle seule. Personne d’autre ne "
                                                     "peut la retrouver ni la refaire.", name="ma_cle")
        self.card_room = vbox(None)
        self.column.addLayout(self.card_room)
        self.column.addSpacing(10)
        if session.demonstration:
            self.column.addWidget(PlainLabel(NO_SECRET, wrap=True))
        else:
            self._build_secrets()
        if set(session.actor.roles) & set(NOTEBOOK_ROLES):
            self.column.addSpacing(10)
            self.column.addWidget(section_title("Confier mon fichier personnel"))
            self.column.addWidget(PlainLabel("Quand quelqu’un prend votre suite, vous seule ou vous seul pouvez lui donner "
                                             "votre fichier personnel.", tone="soft", wrap=True))
            self.hand_button = quiet("Confier mon fichier personnel…", name="transmettre_carnet", icon="arrow-right",
                                     clicked=self.hand_over)
            self.column.addLayout(hbox(None, self.hand_button, None))
        self.column.addStretch(1)

    def _build_secrets(self) -> None:
        self.recovery = RecoveryPart(self.session, self.context.jobs, self.context.fail)
        self.recovery.print_asked.connect(self._print)
        self.phrase = PhrasePart(self.session, self.context.jobs, self.context.fail, ask_old=True)
        self.phrase.changed.connect(self._phrase_changed)
        self.column.addWidget(section_title("Feuille de secours"))
        self.column.addWidget(self.recovery)
        self.column.addSpacing(10)
        self.column.addWidget(section_title("Phrase de passe"))
        self.column.addWidget(self.phrase)

    def refresh(self) -> None:
        self.context.jobs.read(lambda: tuple(self.session.accounts.list()), self._arrived, self.context.fail, key=(self, "list"))

    def _arrived(self, rows: Sequence[AccountRow]) -> None:
        clear(self.card_room)
        mine = next((row for row in rows if row.id == self.session.actor.id), None)
        if mine is not None:
            self.card_room.addWidget(MyCard(mine, self.print_card))

    def print_card(self) -> None:
        """My six words on paper, to be read over the telephone."""
        papers.show(self.context, "Ma carte", lambda _large: self.session.printing.account_card())

    def _phrase_changed(self) -> None:
        self.context.notices.tell(f"Phrase de passe changée. {ONLY_HERE}", seconds=30)

    def _print(self, code: str) -> None:
        self.context.jobs.write(partial(recovery_paper, self.session, code), self._show, self.context.fail)

    def _show(self, content: bytes) -> None:
        self.context.preview(content, "Feuille de secours")

    def hand_over(self) -> None:
        """Another page: whom, what goes, what stays."""
        self.context.jobs.read(lambda: tuple(self.session.accounts.list()), self._choose, self.context.fail, key=(self, "whom"))

    def _choose(self, rows: Sequence[AccountRow]) -> None:
        others = [row for row in rows if row.state == "active" and row.id != self.session.actor.id]
        self.open_inside(HandOverPage(self.context, others))


class MyCard(Card):
    """Name, functions, and six words big enough to read aloud."""

    def __init__(self, row: AccountRow, print_it: Callable[[], object]) -> None:
        super().__init__(name="ma_carte", margins=(20, 16, 20, 18), spacing=12)
        self.setAccessibleName(f"Ma carte : {row.name}. Six mots : {', '.join(row.words)}")
        who = vbox(None, PlainLabel(row.name, size=16, weight=style.BOLD, elide=True),
                   PlainLabel(words.functions(row.roles), size=13, tone="soft", wrap=True), spacing=1)
        head = hbox(None, Avatar(row.name, 36), who, spacing=12)
        head.setStretch(1, 1)
        self.box.addLayout(head)
        if not row.words:
            return
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        for index, word in enumerate(row.words):
            label = PlainLabel(word, size=20, weight=style.MEDIUM)
            grid.addLayout(hbox(None, PlainLabel(str(index + 1), size=12, tone="soft"), label, None, spacing=8),
                           index // 3, index % 3)
        self.box.addLayout(grid)
        self.box.addWidget(PlainLabel("Lisez ces six mots à la personne qui vous les demande : elle saura que cette carte "
                                      "est bien la vôtre. Ils n’ouvrent rien.", size=13, tone="soft", wrap=True))
        paper = link("Imprimer ma carte", name="ma_carte_imprimer", icon="printer", clicked=print_it)
        self.box.addLayout(hbox(None, paper, None))


class HandOverPage(Inside):
    """« Confier mon fichier personnel »: to whom, her six words, what goes and what stays; asked once more, since it is final."""

    def __init__(self, context: Context, rows: Sequence[AccountRow]) -> None:
        super().__init__("Confier mon fichier personnel", name="transmettre")
        self.context, self._rows = context, list(rows)
        self.whom = named(Combo(), "transmettre_a", "À qui")
        for row in rows:
            self.whom.addItem(f"{row.name}, {words.functions(row.roles)}", row.login)
        self.words_room = vbox(None)
        self.heard: SixWords | None = None
        for title, text in HANDED:
            self.column.addWidget(section_title(title))
            self.column.addWidget(PlainLabel(text, wrap=True))
        self.column.addSpacing(6)
        self.column.addWidget(section_title("À qui"))
        self.column.addWidget(self.whom)
        self.column.addLayout(self.words_room)
        self.save_button = button("Confier mon fichier personnel", "danger", name="transmettre_valider", clicked=self.save)
        self.cancel_button = button("Pas maintenant", name="transmettre_plus_tard", clicked=self.left.emit)
        self.column.addSpacing(6)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None))
        self.column.addStretch(1)
        self.whom.currentIndexChanged.connect(self._chosen)
        if not rows:
            self.whom.hide()
            self.words_room.addWidget(PlainLabel("Personne d’autre n’a de compte ouvert dans ce coffre. La personne qui "
                                                 "prend votre suite doit d’abord être invitée, et ouvrir son "
                                                 "compte.", tone="soft", wrap=True))
        self._chosen()

    def begin(self) -> None:
        target: QWidget = self.whom if self._rows else self.cancel_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def row(self) -> AccountRow | None:
        return next((row for row in self._rows if row.login == self.whom.currentData()), None)

    def _chosen(self) -> None:
        row = self.row()
        self.heard = None
        if row is not None:
            clear(self.words_room)
            self.words_room.addSpacing(8)
            self.words_room.addWidget(PlainLabel(f"Demandez à {row.name} de lire les six mots de sa carte, et cochez chaque "
                                                 "mot entendu. S’ils diffèrent, ne confiez rien.", wrap=True))
            self.heard = SixWords(row.words, name="mots_successeur")
            self.heard.changed.connect(self._able)
            self.words_room.addSpacing(8)
            self.words_room.addWidget(self.heard)
        self._able()

    def _able(self) -> None:
        self.save_button.setEnabled(self.heard is not None and self.heard.all_heard())

    def save(self) -> None:
        row = self.row()
        if row is None or not self.save_button.isEnabled():
            return
        if messages.ask(self, f"Confier votre fichier personnel à {row.name} ?",
                        "Cela ne s’annule pas : une fois lu, un fichier ne se reprend pas.", yes="Confier mon fichier personnel",
                        danger=True):
            self.save_button.setEnabled(False)
            self.context.jobs.write(partial(self.context.session.accounts.hand_over, row.login, " ".join(row.words)),
                                    partial(self._saved, row.name), self._failed)

    def _saved(self, name: str, _value: object) -> None:
        self.context.notices.tell(f"Votre carnet est transmis à {name}, qui le trouvera à sa prochaine "
                                  "ouverture.", seconds=30)
        self.left.emit()

    def _failed(self, error: BaseException) -> None:
        self._able()
        self.context.fail(error)
