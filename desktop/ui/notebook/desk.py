"""The notebook open: children met at left, with full-text search; a child's sheet, acts without a pupil, the day at right."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.services.personal_values import NotebookStudent
from desktop.ui import style
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.notebook import roles
from desktop.ui.notebook.day_page import DayPage
from desktop.ui.notebook.lists import Counted, Numbered, child_line
from desktop.ui.notebook.new_child import NewChildPage
from desktop.ui.notebook.notes_page import NotesPage
from desktop.ui.notebook.sheet import ChildSheet
from desktop.ui.paged_model import Line, Source
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.list_tab import WIDE, ListTab
from desktop.ui.widgets import EmptyState, HLine, action, first, icon_button, link, vbox

LIST = 216
PURPOSE = "Ici se range ce que vous écrivez pour vous\u00a0: personne d’autre ne peut l’ouvrir."


class NotebookDesk(ListTab):
    """The list and the sheet."""

    name = "carnet"
    placeholder = "Rechercher ici…"
    list_name = "Enfants rencontrés"
    one, many = "enfant", "enfants"
    tables = ("notebook", "note", "assessment")
    quick_asked = Signal(object)

    def __init__(self, session: Any, context: Context) -> None:
        self._page: QWidget | None = None
        self.full = False
        self._children: dict[str, NotebookStudent] = {}
        super().__init__(session, context)
        self.chip_row.hide()
        self.sheet = ChildSheet(context)
        self.sheet.quick_asked.connect(self.quick_asked)
        self.sheet.full_asked.connect(self.toggle_full)
        self.blank = EmptyState(PURPOSE, first("Nouvelle note", name="carnet_vide_note", icon="plus", clicked=self.new_here),
                                link("Ajouter un enfant, dans votre fichier seulement", name="carnet_vide_enfant",
                                     clicked=self.add_child), name="carnet_vide")
        self.right.addWidget(self.blank)
        self.right.addWidget(self.sheet)
        kinds = roles.kinds_without_pupil(session.actor.roles)
        self.acts = NotesPage(context, kinds, name="actes", title="Conseils et actions", heading=True) if kinds else None
        if self.acts is not None:
            self.right.addWidget(self.acts)
            self.acts.full_asked.connect(self.toggle_full)
        self.day = DayPage(context)
        self.day.left.connect(self._back_to_sheet)
        self.day.opened.connect(self.open_child)
        self.right.addWidget(self.day)
        self._build_foot()
        self.listing.set_empty(EmptyState("Aucun enfant encore. Une note suffit à l’ajouter.", name="carnet_liste_vide"))
        self.listing.counted.connect(self._counted)
        self.listing.clicked.connect(self._clicked)

    def _build_foot(self) -> None:
        foot = QWidget()
        self.acts_link = link("Conseils et actions", name="carnet_actes", icon="users", clicked=self.show_acts)
        self.day_link = link("Feuille du jour", name="carnet_jour", icon="calendar-days", clicked=self.show_day)
        vbox(foot, self.acts_link, self.day_link, margins=(14, 8, 10, 10), spacing=4)
        self.acts_link.setVisible(self.acts is not None)
        column = self.left.layout()
        if column is not None:
            column.addWidget(HLine())
            column.addWidget(foot)

    def beside_search(self) -> QWidget:
        return icon_button("plus", "Nouvelle note (Ctrl+Maj+N)", name="carnet_nouvelle_note", clicked=self.new_here)

    def _build(self) -> None:
        super()._build()
        self.head_box.setContentsMargins(14, 12, 10, 12)

    # list
    def describe(self, row: Counted) -> Line:
        return child_line(row)

    def source(self) -> Source:
        return Numbered(partial(self._read, self.search.text())).source()

    def _read(self, search: str) -> list[NotebookStudent]:
        session: Any = self.context.session
        found = list(session.notebook.students(search))
        if search.strip():
            inside = {row.student_id for row in session.notebook.list(search=search)}
            if roles.writes_bilans(session.actor.roles):
                inside |= {row.student_id for row in session.assessments.list(search=search)}
            here = {one.id for one in found}
            found += [one for one in session.notebook.students() if one.id in inside - here]
        self._children.update({one.id: one for one in found})
        return found

    def concerned(self, changes: Changes) -> bool:
        return bool(changes.tables & {"note", "assessment", "agreement", "student", "enrolment", "release", "released"})

    def written(self, changes: Changes, initiator: object) -> None:
        if self.acts is not None and "note" in changes.tables and self.right.currentWidget() is self.acts:
            self.acts.refresh()

    def _counted(self, total: int) -> None:
        if total and self.right.currentWidget() is self.blank and not self.narrow and not self.listing.current_id():
            self.listing.setCurrentIndex(self.listing.paged.index(0))

    def _clicked(self, _index: object) -> None:
        """A press on the child already chosen comes back from another page."""
        id = self.listing.current_id()
        if id and self.right.currentWidget() is not self.sheet:
            self.open_id(id)
            self.show_sheet()

    # a child
    def open_id(self, id: str) -> None:
        self._leave_page()
        child = self._children.get(id)
        if child is not None:
            self.right.setCurrentWidget(self.sheet)
            self.sheet.open(child)

    def open_child(self, id: str) -> None:
        """A child of either file: this file gets its own copy of the name."""
        session: Any = self.context.session

        def work() -> NotebookStudent:
            if all(one.id != id for one in session.notebook.students()):
                session.notebook.open_for(id)
            child: NotebookStudent = session.notebook.student(id)
            return child

        self.context.jobs.write(work, self._open_found, self.context.fail)

    def _open_found(self, child: NotebookStudent) -> None:
        self._children[child.id] = child
        self.listing.refresh()
        self.listing.select_id(child.id)
        self.open_id(child.id)
        self.show_sheet()
        self.sheet.tabs.setFocus()

    def open_record(self, table: str, id: str) -> None:
        """``notebook`` a child, ``note`` or ``assessment`` a record of a child."""
        if table == "notebook":
            self.open_child(id)
            return
        session: Any = self.context.session
        read = session.notebook.get if table == "note" else session.assessments.get
        self.context.jobs.read(partial(read, id), partial(self._open_inside, table), self.context.fail)

    def _open_inside(self, table: str, record: Any) -> None:
        if not record.student_id:
            self.show_acts()
            if self.acts is not None:
                self.acts.open_note(record.id)
            return
        child = self._children.get(record.student_id)
        if child is None:
            self.open_child(record.student_id)
            return
        self._open_found(child)
        code = "bilans" if table == "assessment" else self.sheet.page_of_kind(record.kind)
        self.sheet.show_page(code)
        page = self.sheet.page()
        if table == "assessment":
            opener = getattr(page, "open_bilan", None)
        else:
            opener = getattr(page, "open_note", None) or getattr(getattr(page, "notes", None), "open_note", None)
        if opener is not None:
            opener(record.id)

    # other pages
    def show_acts(self) -> None:
        """« Conseils et actions »."""
        if self.acts is not None:
            self._leave_page()
            self.sheet.commit()
            self.right.setCurrentWidget(self.acts)
            self.acts.load("")
            self.show_sheet()
            self.acts.listing.setFocus()

    def show_day(self) -> None:
        """« Feuille du jour »."""
        self._leave_page()
        self.sheet.commit()
        self.right.setCurrentWidget(self.day)
        self.show_sheet()
        self.day.open()

    def add_child(self) -> None:
        self.context.jobs.read(self.context.session.schools.all, self._add_with, self.context.fail)

    def _add_with(self, schools: Any) -> None:
        page = NewChildPage(self.context, schools)
        page.saved.connect(self._child_added)
        page.left.connect(self._back_to_sheet)
        self._leave_page()
        self._page = page
        self.show_page(page)
        page.fields.focus_first()

    def _child_added(self, changes: Changes) -> None:
        self._leave_page()
        if changes.created:
            self.open_child(changes.created[-1])

    def _leave_page(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            if isinstance(page, EditPage):
                page.close_writing()
            self.drop_page(page)

    def _back_to_sheet(self) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.sheet if self.sheet.child is not None else self.blank)
        if self.narrow:
            self.show_list()
        self.listing.setFocus()

    # window
    def _fit(self) -> None:
        super()._fit()
        if not self.narrow:
            self.left.setFixedWidth(style.px(LIST if self.width() >= WIDE else 200))
        if getattr(self, "full", False):
            self.left.hide()
            self.rule.hide()

    def toggle_full(self) -> None:
        """F11: the list leaves; Échap gives it back."""
        self.set_full(not self.full)
        announce(self, "Pleine largeur, Échap pour revenir." if self.full else "La liste est de retour.")

    def set_full(self, full: bool) -> None:
        if full != self.full:
            self.full = full
            self.full_width.emit(full)
            self.sheet.set_full(full)
            self._fit()

    def set_short(self, short: bool) -> None:
        super().set_short(short)
        self.sheet.set_short(short)

    def new_here(self) -> None:
        self.quick_asked.emit(self.sheet.child if self.right.currentWidget() is self.sheet else None)

    def print_here(self) -> None:
        if self.right.currentWidget() is self.day:
            self.day.print_here()
        elif self.sheet.child is not None:
            self.sheet.print_first()

    def back(self) -> bool:
        if self._page is not None:
            self._back_to_sheet()
            return True
        if self.full:
            self.set_full(False)
            return True
        current = self.right.currentWidget()
        if current is self.sheet and self.sheet.back():
            return True
        if self.acts is not None and current is self.acts and (self.acts.back_to_list() or not self.narrow):
            if not self.acts.writing() and self.acts.stack.currentIndex() == 0 and not self.acts.listing.hasFocus():
                self._back_to_sheet()
            return True
        if current is self.day:
            self._back_to_sheet()
            return True
        return super().back()

    def leaving(self) -> None:
        self.set_full(False)
        self.sheet.commit()
        if self.acts is not None:
            self.acts.commit()

    def panes(self) -> list[QWidget]:
        current = self.right.currentWidget()
        right: list[QWidget] = [self.sheet.tabs, self.sheet.stack] if current is self.sheet else [current] if current else []
        return [self.search, self.listing, *right, *([self.sheet.aside] if self.sheet.aside.isVisible() else [])]

    def actions_here(self) -> list[QAction]:
        found = [action("Ajouter un enfant, dans votre fichier seulement", self.add_child, icon="user-plus",
                        name="action_carnet_enfant", parent=self),
                 action("Feuille du jour", self.show_day, icon="calendar-days", name="action_jour", parent=self)]
        if self.acts is not None:
            found.append(action("Conseils et actions", self.show_acts, icon="users", name="action_actes", parent=self))
        return [*found, *(self.sheet.actions_here() if self.sheet.child is not None else [])]

    def place(self) -> dict[str, Any]:
        child = self.sheet.child
        return {**super().place(), "id": child.id if child else "", "page": self.sheet.current_page()}

    def restore(self, place: dict[str, Any]) -> None:
        super().restore({**place, "id": ""})
        if place.get("page"):
            self.sheet.show_page(str(place["page"]))
        if place.get("id"):
            self.listing.select_id(str(place["id"]))
            self.open_child(str(place["id"]))

