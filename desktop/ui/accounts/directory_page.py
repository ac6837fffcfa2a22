"""« Annuaire du pôle »: who is of it, where and when, how to reach them; printed for schools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Option, Text
from desktop.services.personal_values import Member
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.records import papers, verbs
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.fields import Row
from desktop.ui.widgets import (
    Card,
    EmptyState,
    PlainLabel,
    action,
    clear,
    first,
    hbox,
    icon_label,
    menu_button,
    quiet,
    vbox,
)


def rows(accounts: Sequence[tuple[str, str]]) -> Sequence[Row]:
    """What is written of somebody."""
    fields: list[Row] = [
        ((Text("first_name", "Prénom"), 2), (Text("last_name", "Nom"), 3)),
        ((Text("function", "Fonction", placeholder="psychologue de l’Éducation nationale"), 3),
         (Text("sector", "Secteur", placeholder="Antenne Nord"), 2)),
        ((Text("half_days", "Demi-journées", placeholder="lundi, jeudi matin"), 2),
         (Text("reach", "La ou le joindre", placeholder="de 12 h à 13 h, au 3e étage de l’école Jean Moulin"), 3)),
        (Text("phone", "Téléphone"), Text("email", "Courriel")),
    ]
    if accounts:
        fields.append((Choice("account_id", "Son compte dans ce coffre",
                              options=tuple(Option(id, login) for login, id in accounts)), Text("civility", "Civilité",
                                                                                                placeholder="Mme, M.")))
    return fields


@dataclass(frozen=True, slots=True)
class MemberRead:
    """What the edit page needs, read at once."""

    accounts: tuple[tuple[str, str], ...]
    entry: Any = None


class MemberPage(EditPage):
    """One person of the Annuaire, added or changed."""

    def __init__(self, context: Context, known: MemberRead, parent: QWidget | None = None) -> None:
        self._entry = known.entry
        title = "Modifier la fiche" if known.entry else "Ajouter une personne"
        super().__init__(context, rows(known.accounts), name="membre", title=title,
                         save_text="Enregistrer" if known.entry else "Ajouter", parent=parent)
        if known.entry is None:
            self.open("person", "nouveau-annuaire", {}, title="Annuaire : ajouter une personne")
        else:
            self.open("person", known.entry.id, known.entry.values, known.entry.seen, title="Annuaire : fiche")

    def commit(self) -> None:
        """A new person is added by the button, or on leaving: its draft stays meanwhile."""
        if self._entry is not None:
            super().commit()

    def leave(self) -> None:
        if self._entry is None and not str(self.fields.values()["last_name"]).strip():
            self.discard()
        else:
            super().leave()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        directory = self.context.session.directory
        if self._entry is None:
            return partial(directory.save, None, self.fields.values())
        return partial(directory.save, self._entry.id, changed)


class DirectoryPage(Place):
    """The list, a search, one person's fields."""

    tables = ("person",)

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Annuaire du pôle",
                         "Qui fait quoi, où et quand, et comment joindre chacune et chacun. Il s’imprime pour les écoles.",
                         name="annuaire")
        self.members: tuple[Member, ...] = ()
        self.add_button = first("Ajouter une personne", name="annuaire_ajouter", icon="user-plus", clicked=self.new_here)
        self.print_button = quiet("Imprimer", name="annuaire_imprimer", icon="printer", clicked=self.print_here)
        self.search = named(QLineEdit(), "annuaire_chercher", "Chercher dans l’annuaire")
        self.search.setPlaceholderText("Nom, fonction, secteur…")
        self.search.setClearButtonEnabled(False)
        self.search.textChanged.connect(self._searched)
        self.list = vbox(None, spacing=10)
        self.empty = EmptyState("Personne encore. L’annuaire réunit les membres du pôle : fonction, secteur, demi-journées, "
                                "et comment les joindre.", name="annuaire_vide")
        self.empty.hide()
        self.column.addLayout(hbox(None, self.add_button, self.print_button, None))
        self.column.addSpacing(4)
        self.column.addWidget(self.search)
        self.column.addSpacing(4)
        self.column.addLayout(self.list)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)

    # reading
    def refresh(self) -> None:
        self.context.jobs.read(partial(self.session.directory.list, self.search.text()), self._arrived, self.context.fail,
                               key=(self, "list"))

    def first_focus(self) -> QWidget:
        return self.search if self.search.isVisibleTo(self) else self.add_button

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _searched(self) -> None:
        self.refresh()

    def _arrived(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)
        searching = bool(self.search.text().strip())
        clear(self.list)
        for member in self.members:
            self.list.addWidget(MemberCard(member, self))
        if not members and searching:
            self.list.addWidget(PlainLabel("Personne de ce nom, de cette fonction ou de ce secteur.", tone="soft", wrap=True))
        self.empty.setVisible(not members and not searching)
        self.search.setVisible(bool(members) or searching)
        self.print_button.setEnabled(bool(members) or searching)
        if searching:
            announce(self.search, f"{len(members)} {'personne' if len(members) < 2 else 'personnes'}")

    # acts
    def new_here(self) -> None:
        self._open_member(None)

    def edit(self, id: str) -> None:
        self._open_member(id)

    def _open_member(self, id: str | None) -> None:
        directory = self.session.directory
        self.context.jobs.read(lambda: MemberRead(directory.accounts(), directory.get(id) if id else None), self._show_member,
                               self.context.fail, key=(self, "member"))

    def _show_member(self, known: MemberRead) -> None:
        page = MemberPage(self.context, known)
        self.open_inside(page)
        page.saved.connect(self._saved)
        page.fields.focus_first()

    def _saved(self, _changes: object) -> None:
        self.close_inside()

    def remove(self, id: str) -> None:
        verbs.write(self.context, partial(self.session.directory.remove, id), self, self._removed)

    def _removed(self, _changes: Changes) -> None:
        self.refresh()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def print_here(self) -> None:
        """The whole Annuaire, as a paper."""
        papers.show(self.context, "Annuaire du pôle", lambda large: self.session.printing.directory(large=large))

    def leaving(self) -> None:
        page = self.inside()
        if isinstance(page, MemberPage):
            page.commit()


class MemberCard(Card):
    """One person: what she does, when, how to reach her."""

    def __init__(self, member: Member, page: DirectoryPage) -> None:
        super().__init__(name=f"membre_{member.id}", margins=(16, 12, 10, 12), spacing=4)
        facts = " · ".join(part for part in (member.function, member.sector) if part)
        self.setAccessibleName(", ".join(part for part in (member.name, member.function, member.sector, member.half_days,
                                                           member.reach, member.phone, member.email) if part))
        column = vbox(None, PlainLabel(member.name, size=15, weight=style.BOLD, elide=True), spacing=3)
        if facts:
            column.addWidget(PlainLabel(facts, tone="soft", wrap=True))
        reach = " · ".join(part for part in (member.phone, member.email) if part)
        for icon, text in (("calendar-days", member.half_days), ("map-pin", member.reach), ("phone", reach)):
            if text:
                line = hbox(None, icon_label(icon, size=14), PlainLabel(text, size=13, wrap=True), spacing=6)
                line.setStretch(1, 1)
                column.addLayout(line)
        menu = menu_button("", [
            action("Modifier", partial(page.edit, member.id), icon="pencil", name=f"membre_modifier_{member.id}"),
            action("Retirer de "
                   "l’annuaire", partial(page.remove, member.id), icon="trash-2", name=f"membre_retirer_{member.id}"),
        ], "icon", name=f"membre_plus_{member.id}", icon="ellipsis", accessible=f"Actions sur {member.name}")
        row = hbox(None, column, spacing=12)
        row.setStretch(0, 1)
        row.addWidget(menu, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(row)
