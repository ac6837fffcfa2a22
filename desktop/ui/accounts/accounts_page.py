"""« Comptes »: who opens this vault, where and until when, whose card is known; managers invite, suspend and let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.changes import Changes
from desktop.services.personal_values import AccountRow, Invitation
from desktop.services.values import SchoolRow
from desktop.texts import of_name
from desktop.ui import style
from desktop.ui.accounts import words
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.widgets import Avatar, Card, PlainLabel, action, clear, first, hbox, icon_label, link, menu_button, vbox

SENTENCE = "Chaque personne ouvre ce coffre avec sa propre phrase de passe, que personne d’autre ne connaît."


@dataclass(frozen=True, slots=True)
class AccountsRead:
    """Read at once: the accounts, the schools, who teaches where, whether teachers are proposed."""

    rows: tuple[AccountRow, ...] = ()
    schools: tuple[SchoolRow, ...] = ()
    classes: Mapping[str, tuple[str, ...]] | None = None
    teachers: Mapping[tuple[str, str], str] | None = None
    invited: Mapping[str, str] | None = None
    """Until when each invitation may be used, by login."""
    many: bool = False


def read_accounts(session: Any) -> AccountsRead:
    """In a thread."""
    rows = tuple(session.accounts.list())
    schools = tuple(session.schools.all())
    used = tuple(school for school in schools if school.pupils) or schools
    classes = {school.id: tuple(session.schools.classes(school.id)) for school in used[:80]}
    pairs = {(scope.school_id, scope.class_name) for row in rows for scope in row.scopes if scope.class_name}
    teachers = {pair: session.people.teacher_of(*pair) for pair in pairs}
    invited = {row.login: str(session.vault.invited_until(row.login)) for row in rows if row.state == "invited"}
    return AccountsRead(rows, used, classes, teachers, invited, bool(session.accounts.many_schools()))


class AccountsPage(Place):
    """The list, and the pages of each act."""

    tables = ("account", "scope")

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Comptes", SENTENCE, name="comptes")
        self.known = AccountsRead()
        self.invite_button = first("Inviter quelqu’un", name="comptes_inviter", icon="user-plus", clicked=self.invite)
        self.look_only = PlainLabel("Vous pouvez regarder. Inviter, suspendre ou fermer un compte revient à la personne qui "
                                    "gère les comptes.", size=13, tone="soft", wrap=True)
        self.look_only.setObjectName("comptes_regarder")
        self.list = vbox(None, spacing=10)
        self.column.addLayout(hbox(None, self.invite_button, None))
        self.column.addWidget(self.look_only)
        self.column.addSpacing(8)
        self.column.addLayout(self.list)
        self.column.addSpacing(8)
        self.column.addWidget(PlainLabel(words.BY_PROGRAM + " Ce qui est écrit dans un fichier personnel est tenu par la clé "
            "de cette personne.", size=13, tone="soft", wrap=True))
        self.column.addStretch(1)
        self.invite_button.hide()
        self.look_only.hide()

    # reading
    def refresh(self) -> None:
        self.context.jobs.read(partial(read_accounts, self.session), self._arrived, self.context.fail, key=(self, "list"))

    def is_manager(self) -> bool:
        return any(row.manager and row.id == self.session.actor.id for row in self.known.rows)

    def first_focus(self) -> QWidget:
        return self.invite_button if self.invite_button.isVisible() else self.close_button

    def _arrived(self, known: AccountsRead) -> None:
        had = self.focusWidget()
        kept = had.objectName() if had is not None else ""
        self.known = known
        manager = self.is_manager()
        self.invite_button.setVisible(manager)
        self.look_only.setVisible(not manager)
        clear(self.list)
        today = self.session.clock.today()
        for row in sorted(known.rows, key=lambda one: (one.state == "left", one.name)):
            self.list.addWidget(AccountCard(row, self, manager, today))
        if len(known.rows) == 1 and manager:
            self.list.addWidget(PlainLabel("Vous êtes seule ou seul dans ce coffre. Invitez les membres du pôle qui y "
                                           "écriront avec vous.", tone="soft", wrap=True))
        if kept:
            again = [one for one in self.findChildren(QWidget, kept) if one.isVisibleTo(self)]
            (again[0] if again else self.first_focus()).setFocus(Qt.FocusReason.OtherFocusReason)

    # acts
    def invite(self) -> None:
        from desktop.ui.accounts.invite import InvitePage

        self.open_inside(InvitePage(self.context, self.known, self))

    def new_here(self) -> None:
        if self.is_manager() and self.inside() is None:
            self.invite()

    def edit(self, row: AccountRow) -> None:
        from desktop.ui.accounts.invite import EditAccountPage

        self.open_inside(EditAccountPage(self.context, self.known, row))

    def confirm(self, row: AccountRow) -> None:
        from desktop.ui.accounts.confirm import ConfirmPage

        self.open_inside(ConfirmPage(self.context, row))

    def suspend(self, row: AccountRow) -> None:
        self._do(partial(self.session.accounts.suspend, row.login), f"Compte suspendu : {row.name}.", "Rétablir",
                 partial(self.resume, row))

    def resume(self, row: AccountRow) -> None:
        self._do(partial(self.session.accounts.resume, row.login), f"Compte rétabli : {row.name}.")

    def invite_again(self, row: AccountRow) -> None:
        """The former code was lost, or too old: another one, and the former opens nothing more."""
        self.context.jobs.write(partial(self.session.accounts.add, row.login, row.name, row.roles, manager=row.manager),
                                partial(self.show_invitation, row.name), self.context.fail)

    def show_invitation(self, name: str, invitation: Invitation) -> None:
        from desktop.ui.accounts.invite import InvitedPage

        tell_accounts(self.context, None, self)
        self.open_inside(InvitedPage(self.context, name, invitation))

    def leave_for_good(self, row: AccountRow) -> None:
        from desktop.ui.accounts.departure import DeparturePage

        self.open_inside(DeparturePage(self.context, self.known, row, self))

    def _do(self, work: Any, said: str, verb: str = "", undo: Any = None) -> None:
        self.context.jobs.write(work, partial(self._done, said, verb, undo), self.context.fail)

    def _done(self, said: str, verb: str, undo: Any, value: object) -> None:
        tell_accounts(self.context, value, self)
        self.context.notices.tell(said, action=verb, act=undo)
        self.refresh()


def tell_accounts(context: Context, value: object, initiator: object = None) -> None:
    """An act on accounts was written: screens follow; it has its own way back, not « Annuler »."""
    changes = value if isinstance(value, Changes) else Changes(touched=frozenset({("account", "")}))
    context.signals.tell(changes, initiator)


class AccountCard(Card):
    """One account."""

    def __init__(self, row: AccountRow, page: AccountsPage, manager: bool, today: date) -> None:
        super().__init__(name=f"compte_{row.login}", margins=(16, 12, 10, 12))
        teachers = page.known.teachers
        until = (page.known.invited or {}).get(row.login, "")
        self.setAccessibleName(words.spoken(row, today, teachers, until))
        mine = row.id == page.session.actor.id
        login = PlainLabel(row.login, size=13, tone="faint")
        name = PlainLabel(row.name or row.login, size=15, weight=style.BOLD, elide=True)
        head = hbox(None, name, login, spacing=10)
        lines: list[QWidget] = [PlainLabel(words.functions(row.roles) + (" · gère les comptes" if row.manager else ""),
                                           tone="soft", wrap=True)]
        if row.state != "left":
            lines += [PlainLabel(text, size=13, wrap=True) for text in words.scopes_words(row, today, teachers)]
        column = vbox(None, head, *lines, spacing=2)
        state, tone = words.state_words(row, today, until)
        if state:
            column.addWidget(PlainLabel(state, size=13, tone=tone, wrap=True))
        said, card_tone, icon = words.card_words(row)
        if said:
            token = {"circle-check": "good", "triangle-alert": "warn"}.get(icon, "ink_soft")
            label = PlainLabel(said, size=13, tone=card_tone, wrap=True)
            label.setObjectName(f"carte_{row.login}")
            line = hbox(None, icon_label(icon, token, 14), label, spacing=6)
            line.setStretch(1, 1)
            column.addLayout(line)
            if row.confirmed == "no":
                column.addLayout(hbox(None, link("Confirmer la carte", name=f"confirmer_{row.login}",
                                                 clicked=partial(page.confirm, row),
                                                 accessible=f"Confirmer la carte {of_name(row.name)}"), None))
        outer = hbox(None, vbox(None, Avatar(row.name or row.login, 34), None), column, spacing=14)
        outer.setStretch(1, 1)
        menu = self._menu(row, page, manager, mine)
        if menu is not None:
            outer.addWidget(menu, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(outer)

    def _menu(self, row: AccountRow, page: AccountsPage, manager: bool, mine: bool) -> QPushButton | None:
        if not manager or row.state == "left":
            return None
        act = partial(_entry, row)
        entries = [act("Modifier fonctions et écoles…", page.edit, "pencil", "modifier")]
        if row.state == "invited":
            entries.append(act("Refaire l’invitation…", page.invite_again, "refresh-cw", "reinviter"))
        if not mine and row.state in ("active", "suspended"):
            entries.append(act("Confirmer la carte…", page.confirm, "shield", "carte"))
        if not mine and row.state == "active":
            entries.append(act("Suspendre", page.suspend, "lock", "suspendre"))
        if row.state == "suspended":
            entries.append(act("Rétablir", page.resume, "key-round", "retablir"))
        if not mine:
            text = "Retirer l’invitation…" if row.state == "invited" else "Départ…"
            entries.append(act(text, page.leave_for_good, "log-out", "depart"))
        return menu_button("", entries, "icon", name=f"compte_plus_{row.login}", icon="ellipsis",
                           accessible=f"Actions sur le compte {of_name(row.name)}")


def _entry(row: AccountRow, text: str, act: Any, icon: str, name: str) -> Any:
    return action(text, partial(act, row), icon=icon, name=f"compte_{name}_{row.login}")


def names_of(rows: Sequence[AccountRow]) -> str:
    return words.joined([row.name or row.login for row in rows])


