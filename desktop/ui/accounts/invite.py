"""Inviting somebody, and changing where and as what she works; the code to hand over is the only thing shown once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.errors import PoleError
from desktop.models.kinds import ROLES
from desktop.services.personal_values import AccountRow, Invitation, Scope
from desktop.texts import of_name
from desktop.ui.accessible import announce, named
from desktop.ui.accounts import words
from desktop.ui.accounts.place import Inside
from desktop.ui.accounts.scopes import ScopesEditor, labelled
from desktop.ui.context import Context
from desktop.ui.first_run import login_of
from desktop.ui.flow import FlowLayout
from desktop.ui.recovery_card import CodeCard
from desktop.ui.widgets import Chip, Notice, PlainLabel, button, first, hbox, section_title

if TYPE_CHECKING:
    from desktop.ui.accounts.accounts_page import AccountsPage, AccountsRead

SEVERAL = ("Ce coffre tient plusieurs écoles : on n’y propose pas de compte d’enseignant ni de direction. Chaque école "
           "a son propre coffre.")
HANDING = ("Donnez l’identifiant et le code par deux chemins différents : l’un sur papier en main propre, l’autre de vive "
           "voix, par exemple. Ne les écrivez pas ensemble dans un courriel.",
           "Elle choisira elle-même sa phrase de passe à sa première ouverture : ni vous ni personne ne la connaîtra. "
           "L’invitation n’ouvre que le fichier commun, jamais ce qu’elle écrira pour elle.",
           "Le code n’est montré qu’une fois, ici. S’il est perdu, refaites l’invitation depuis « Comptes » : l’ancien "
           "code n’ouvrira plus rien.")


class RolesEditor(QWidget):
    """Functions as chips, several at once; ``hidden`` ones are not proposed."""

    changed = Signal()

    def __init__(self, chosen: Sequence[str] = (), hidden: frozenset[str] = frozenset()) -> None:
        super().__init__()
        named(self, "fonctions", "Fonctions")
        flow = FlowLayout(self, spacing=8)
        self.chips: dict[str, Chip] = {}
        for code, label in ROLES.items():
            if code in hidden and code not in chosen:
                continue
            chip = Chip(label, name=f"fonction_{code}", checked=code in chosen)
            chip.toggled.connect(self.changed)
            flow.addWidget(chip)
            self.chips[code] = chip

    def roles(self) -> tuple[str, ...]:
        return tuple(code for code, chip in self.chips.items() if chip.isChecked())


class AccountForm(Inside):
    """What inviting and changing share: functions, places, one sentence when something is missing."""

    def __init__(self, context: Context, known: AccountsRead, title: str, sentence: str, *, name: str, roles: Sequence[str] = (),
                 scopes: Sequence[Scope] = (), save: str) -> None:
        super().__init__(title, sentence, name=name)
        self.context = context
        self.roles = RolesEditor(roles, words.SCHOOL_ROLES if known.many else frozenset())
        self.places = ScopesEditor(known.schools, known.classes or {}, scopes, roles)
        self.said = PlainLabel("", tone="bad", wrap=True)
        self.said.setObjectName(f"{name}_dit")
        self.said.hide()
        self.save_button = first(save, name=f"{name}_valider", clicked=self.save)
        self.cancel_button = button("Abandonner", name=f"{name}_abandonner", clicked=self.left.emit)
        self.roles.changed.connect(self._roles_changed)
        self.places.changed.connect(self._able)
        for item in self.above():
            self.column.addWidget(item)
        for item in (section_title("Fonctions"), self.roles):
            self.column.addWidget(item)
        if known.many:
            self.column.addWidget(PlainLabel(SEVERAL, size=13, tone="soft", wrap=True))
        self.column.addSpacing(8)
        for item in (section_title("Écoles et classes"), self.places, Notice(words.BY_PROGRAM), self.said):
            self.column.addWidget(item)
        self.column.addSpacing(6)
        self.column.addLayout(hbox(None, self.save_button, self.cancel_button, None))
        self.column.addStretch(1)
        self._able()

    def above(self) -> Sequence[QWidget]:
        """What comes before the functions."""
        return ()

    def is_ready(self) -> bool:
        return bool(self.roles.roles())

    def save(self) -> None:
        """A subclass writes."""

    def problem(self) -> bool:
        said = self.places.problem()
        self.tell(said)
        return bool(said)

    def tell(self, said: str) -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))
        if said:
            announce(self, said, urgent=True)

    def failed(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, PoleError) and error.exit_code in (1, 2, 9):
            self.tell(str(error))
        else:
            self.context.fail(error)

    def _roles_changed(self) -> None:
        self.places.set_roles(self.roles.roles())
        self._able()

    def _able(self) -> None:
        self.save_button.setEnabled(self.is_ready())


class InvitePage(AccountForm):
    """Name, functions, login, places; then the code."""

    def __init__(self, context: Context, known: AccountsRead, page: AccountsPage) -> None:
        self._page = page
        self._taken = {row.login for row in known.rows}
        self._own_login = False
        super().__init__(context, known, "Inviter quelqu’un",
                         "Vous donnez une invitation ; cette personne ouvre son compte "
                         "elle-même.", name="inviter", save="Inviter")

    def above(self) -> Sequence[QWidget]:
        self.name = named(QLineEdit(), "inviter_nom", "Prénom et nom")
        self.name.setPlaceholderText("Anne Delcourt")
        self.login = named(QLineEdit(), "inviter_identifiant", "Identifiant",
                           "Ce qu’elle tapera pour se nommer ; proposé d’après son nom.")
        self.name.textEdited.connect(self._named)
        self.login.textEdited.connect(self._login_typed)
        both = QWidget()
        row = hbox(both, labelled("Prénom et nom", self.name), labelled("Identifiant", self.login), spacing=12)
        row.setStretch(0, 3)
        row.setStretch(1, 2)
        self.manager = manager_tick("inviter_gere")
        return both, self.manager

    def begin(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        return super().is_ready() and bool(self.name.text().strip() and self.login.text().strip())

    def _named(self, text: str) -> None:
        if not self._own_login:
            self.login.setText(free_login(text, self._taken) if text.strip() else "")
        self._able()

    def _login_typed(self, text: str) -> None:
        self._own_login = bool(text.strip())
        self._able()

    def save(self) -> None:
        if not self.is_ready() or self.problem():
            return
        login, name = self.login.text().strip(), " ".join(self.name.text().split())
        if login in self._taken:
            self.tell(f"L’identifiant « {login} » est déjà pris dans ce coffre : choisissez-en un autre.")
            self.login.setFocus()
            return
        self.save_button.setEnabled(False)
        self.context.jobs.write(partial(self.context.session.accounts.add, login, name, self.roles.roles(),
                                        manager=self.manager.isChecked(), places=self.places.scopes()),
                                partial(self._page.show_invitation, name), self.failed)


def manager_tick(name: str, checked: bool = False) -> QCheckBox:
    """Whether somebody keeps the accounts."""
    tick = named(QCheckBox("Peut aussi inviter, suspendre et fermer des comptes"), name)
    tick.setAccessibleName(tick.text())
    tick.setChecked(checked)
    return tick


class EditAccountPage(AccountForm):
    """Functions and places of somebody already here."""

    def __init__(self, context: Context, known: AccountsRead, row: AccountRow) -> None:
        self._row = row
        super().__init__(context, known, "Fonctions et écoles "
                                         f"{of_name(row.name)}", "", name="modifier_compte", roles=row.roles,
                         scopes=row.scopes, save="Enregistrer")

    def above(self) -> Sequence[QWidget]:
        self.manager = manager_tick("modifier_gere", self._row.manager)
        return (self.manager,)

    def begin(self) -> None:
        next(iter(self.roles.chips.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        if not self.is_ready() or self.problem():
            return
        self.save_button.setEnabled(False)
        self.context.jobs.write(partial(_change, self.context.session, self._row, self.roles.roles(), self.places.scopes(),
                                        self.manager.isChecked()),
                                self._saved, self.failed)

    def _saved(self, value: object) -> None:
        from desktop.ui.accounts.accounts_page import tell_accounts

        tell_accounts(self.context, value, self)
        self.context.notices.tell(f"Enregistré : fonctions et écoles {of_name(self._row.name)}.")
        self.left.emit()


class InvitedPage(Inside):
    """The code, once, with how to hand it over."""

    def __init__(self, context: Context, name: str, invitation: Invitation) -> None:
        super().__init__(f"Invitation {of_name(name)}", name="invitation")
        self.context, self.invitation = context, invitation
        today = context.session.clock.today()
        self.card = CodeCard(invitation.code, name="code_invitation", title="Code d’invitation", verb="Imprimer l’invitation")
        self.card.print_asked.connect(self.print_sheet)
        login = PlainLabel(invitation.login, size=18, weight=500)
        login.setObjectName("invitation_identifiant")
        self.column.addLayout(hbox(None, PlainLabel("Identifiant", tone="soft"), login, None, spacing=12))
        self.column.addWidget(self.card)
        until = words.day_words(invitation.until, today)
        if until:
            self.column.addWidget(PlainLabel(f"Valable jusqu’au {until}, pour une seule ouverture.", wrap=True))
        self.column.addSpacing(8)
        self.column.addWidget(section_title("La remettre"))
        notice = invitation.notice if "par le programme" not in invitation.notice else ""
        for sentence in (part for part in (*HANDING, notice) if part):
            self.column.addWidget(PlainLabel(sentence, wrap=True))
        self.column.addSpacing(8)
        self.column.addLayout(hbox(None, first("J’ai remis ou recopié le "
                                               "code", name="invitation_fini", clicked=self.left.emit), None))
        self.column.addStretch(1)

    def begin(self) -> None:
        self.card.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_sheet(self) -> None:
        session, invitation = self.context.session, self.invitation
        self.context.jobs.write(lambda: bytes(session.printing.invitation_sheet(invitation.login, invitation.code)),
                                 self._show, self.context.fail)

    def _show(self, content: bytes) -> None:
        self.context.preview(content, "Invitation")


def free_login(name: str, taken: set[str]) -> str:
    """« adelcourt », numbered when it is taken."""
    base = login_of(name)
    return next((login for number in range(1, 1000) if (login := f"{base}{number if number > 1 else ''}") not in taken), base)


def _change(session: Any, row: AccountRow, roles: tuple[str, ...], scopes: tuple[Scope, ...], manager: bool) -> object:
    value: object = None
    if manager != row.manager:
        value = session.accounts.set_manager(row.login, manager)
    if set(roles) != set(row.roles):
        value = session.accounts.set_roles(row.login, roles)
    if scopes != row.scopes:
        value = session.accounts.set_scopes(row.login, scopes)
    return value
