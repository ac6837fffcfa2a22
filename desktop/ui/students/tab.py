"""The tab of pupils: search as you type, chips, filters, sort; the sheet and its pages at right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.changes import Changes
from desktop.services.values import Filter, Guardian, SchoolRow, Student, StudentQuery, StudentRow
from desktop.texts import list_name, plural
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.accounts import who_sees
from desktop.ui.context import Context
from desktop.ui.imports import IMPORT, open_file
from desktop.ui.imports.page import ImportPage
from desktop.ui.imports.past import PastImportsPage
from desktop.ui.paged_model import Line, Source
from desktop.ui.records import papers
from desktop.ui.records.edit_page import EditPage
from desktop.ui.records.list_tab import ListTab
from desktop.ui.records.rectify_page import RectifyPage, student_cells
from desktop.ui.students.columns import CHIPS, SORTS, line
from desktop.ui.students.edit import GuardianPage, IdentityPage, PlacePage, SchoolPage
from desktop.ui.students.filters import FilterButtons
from desktop.ui.students.merge import MergePage
from desktop.ui.students.new_student import NewStudentPage
from desktop.ui.students.shared import AvisPage, SharedPage
from desktop.ui.students.sheet import StudentSheet
from desktop.ui.widgets import EmptyState, action, first, hbox, link, menu_button

TABLE_FILES = "Fichiers ONDE ou tableur (*.csv *.txt *.xlsx);;Tous les fichiers (*)"


class StudentsTab(ListTab):
    """« Élèves »."""

    name = "eleves"
    placeholder = "Nom, école, classe…"
    list_name = "Liste des élèves"
    one, many = "élève", "élèves"
    chips = CHIPS
    tables = ("student", "enrolment", "guardian")

    def __init__(self, session: Any, context: Context) -> None:
        self.query = StudentQuery()
        super().__init__(session, context)
        self.sheet = StudentSheet(context)
        self.blank = self._make_blank()
        self.right.addWidget(self.blank)
        self.right.addWidget(self.sheet)
        self.sheet.edit_asked.connect(self.edit_here)
        self.sheet.place_asked.connect(self._edit_place)
        self.sheet.guardian_asked.connect(self._edit_guardian)
        self.sheet.merge_asked.connect(self._merge)
        self.sheet.rectify_asked.connect(self._rectify)
        self.sheet.who_asked.connect(self._who)
        self.sheet.avis_asked.connect(self._note_avis)
        self.sheet.shared_asked.connect(self._read_shared)
        self.sheet.gone.connect(self._gone)
        self.listing.menu_asked.connect(self._row_menu)
        self.listing.set_empty(self._make_empty())
        self.listing.counted.connect(self._counted)
        self.listing.selectionModel().selectionChanged.connect(self._selection_changed)
        self._page: QWidget | None = None

    # list
    def head_extra(self) -> QWidget:
        self.filters = FilterButtons(self.context)
        self.filters.changed.connect(self._filtered)
        self.selected = menu_button("Imprimer", [], "plain", name="eleves_selection", accessible="Imprimer pour la sélection")
        for code, label in papers.MANY:
            entry = QAction(label, self.selected.menu())
            entry.setData(code)
            entry.setObjectName(f"choisis_{code.replace('-', '_')}")
            self.selected.menu().addAction(entry)
        self.selected.menu().triggered.connect(self._print_selection)
        self.selected.hide()
        both = QWidget()
        hbox(both, self.filters, self.selected, spacing=2)
        return both

    def beside_search(self) -> QWidget:
        return self.filters.beside

    def describe(self, row: StudentRow) -> Line:
        return line(row)

    def source(self) -> Source:
        students = self.context.session.students
        query = self.query = replace(self.filters.query, search=self.search.text(), filter=cast(Filter, self.chip))
        return Source(partial(students.page, query), partial(students.numbers, query), students.rows)

    def reload(self, *, announce: bool = False) -> None:
        """The first page before anything else, the counts of the chips after it."""
        super().reload(announce=announce)
        self._count()

    def _count(self) -> None:
        counts = partial(self.context.session.students.counts, self.query)
        self.context.jobs.read_after_pause(counts, self._chip_counts, self.context.fail, key=(self, "counts"))

    def _chip_counts(self, counts: Mapping[Filter, int]) -> None:
        for (code, _), chip in zip(self.chips, self.chip_buttons, strict=True):
            chip.set_count(counts.get(cast(Filter, code), 0))

    def _filtered(self) -> None:
        self.reload(announce=True)

    def written(self, changes: Changes, initiator: object) -> None:
        if changes.tables & {"student", "enrolment", "project", "meeting"}:
            self._count()
        if "school" in changes.tables or "enrolment" in changes.tables:
            self.filters.reload()

    def concerned(self, changes: Changes) -> bool:
        return bool(changes.tables & {"student", "enrolment", "school", "project", "meeting", "task", "person"})

    def _counted(self, total: int) -> None:
        whole = not self.search.text() and self.query == StudentQuery()
        self._empty_first.setVisible(whole)
        self._empty_link.setVisible(whole)
        self._empty.sentence.setText(
            "Ici se rangent les élèves, avec tout ce qui est fait pour eux de la petite section au CM2." if whole
            else "Aucun élève ne correspond. La recherche ignore les accents, et plusieurs mots se complètent.")
        if total and self.right.currentWidget() is self.blank and not self.narrow and not self.listing.current_id():
            self.listing.setCurrentIndex(self.listing.paged.index(0))

    def _make_empty(self) -> EmptyState:
        self._empty_first = first("Ajouter un élève", name="eleves_vide_ajouter", icon="user-plus", clicked=self.new_here)
        self._empty_link = link("Importer depuis ONDE", name="eleves_vide_importer", clicked=self.import_here)
        self._empty = EmptyState("", self._empty_first, self._empty_link, name="eleves_vide")
        return self._empty

    def _make_blank(self) -> EmptyState:
        return EmptyState("Choisissez un élève dans la liste, ou tapez son nom.",
                          first("Ajouter un élève", name="fiche_vide_ajouter", icon="user-plus", clicked=self.new_here),
                          link("Importer depuis ONDE", name="fiche_vide_importer", clicked=self.import_here), name="fiche_vide")

    # sheet
    def open_id(self, id: str) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.sheet)
        self.sheet.open(id)

    def open_record(self, table: str, id: str) -> None:
        if id.startswith(IMPORT):
            self.show_import(Path(id.removeprefix(IMPORT)))
            return
        if table == "guardian":
            self.context.jobs.read(partial(self.context.session.guardians.get, id), self._open_guardian_of, self.context.fail)
            return
        self.listing.select_id(id)
        self.open_id(id)
        self.show_sheet()

    def _open_guardian_of(self, guardian: Guardian) -> None:
        self.open_record("student", guardian.student_id)
        self.sheet.tabs.setCurrentIndex(1)

    def _gone(self) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.blank)
        self.show_list()
        self.listing.setFocus()

    # pages in place of the sheet
    def _open_page(self, page: QWidget) -> None:
        self._leave_page()
        self._page = page
        self.show_page(page)

    def _leave_page(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            if isinstance(page, EditPage):
                page.commit()
                page.close_writing()
            self.drop_page(page)
            self._fit()

    def _back_to_sheet(self, _value: object = None) -> None:
        self._leave_page()
        self.right.setCurrentWidget(self.sheet if self.sheet.student is not None else self.blank)
        self.sheet.refresh()
        self.sheet.tabs.setFocus()

    def new_here(self, _value: object = None) -> None:
        """Ctrl+N: four fields."""
        self.context.jobs.read(self.context.session.schools.all, self._new_with, self.context.fail)

    def _new_with(self, schools: tuple[SchoolRow, ...]) -> None:
        school = self.query.school or (schools[0].id if len(schools) == 1 else "")
        page = NewStudentPage(self.context, schools, school=school)
        page.saved.connect(self._added)
        page.left.connect(self._back_to_sheet)
        page.known_opened.connect(self._open_known)
        page.school_asked.connect(self._new_school)
        self._open_page(page)
        page.fields.focus_first()

    def _new_school(self) -> None:
        """A school that is not here yet, then back to the new pupil, whose draft is kept."""
        page = SchoolPage(self.context)
        page.saved.connect(self.new_here)
        page.left.connect(self.new_here)
        self._open_page(page)
        page.fields.focus_first()

    def _added(self, changes: Changes) -> None:
        self.open_record("student", changes.created[0])
        self.sheet.tabs.setFocus()

    def _open_known(self, id: str) -> None:
        self.open_record("student", id)

    def edit_here(self) -> None:
        """F2."""
        if self.sheet.student is not None:
            page = IdentityPage(self.context)
            self._edit(page)
            page.show_student(self.sheet.student)

    def _edit(self, page: EditPage) -> None:
        page.saved.connect(self._back_to_sheet)
        page.left.connect(self._back_to_sheet)
        self._open_page(page)

    def _edit_place(self, id: str) -> None:
        student = self.sheet.student
        if student is not None:
            self.context.jobs.read(self.context.session.schools.all, partial(self._place_with, student, id), self.context.fail)

    def _place_with(self, student: Student, id: str, schools: tuple[SchoolRow, ...]) -> None:
        place = next((one for one in student.enrolments if one.id == id), None)
        self._edit(PlacePage(self.context, schools, student, place))

    def _edit_guardian(self, id: str) -> None:
        student = self.sheet.student
        if student is None:
            return
        page = GuardianPage(self.context)
        self._edit(page)
        known = next((one for one in student.guardians if one.id == id), None)
        if known is None:
            page.show_new(student)
        else:
            page.show_guardian(known, list_name(student.last_name, student.first_name))

    def _merge(self) -> None:
        if self.sheet.student is not None:
            page = MergePage(self.context, self.sheet.student)
            page.left.connect(self._back_to_sheet)
            self._open_page(page)
            page.search.setFocus()

    def _rectify(self) -> None:
        if self.sheet.student is not None:
            page = RectifyPage(self.context, student_cells(self.sheet.student))
            page.left.connect(self._back_to_sheet)
            self._open_page(page)
            page.combo.setFocus()

    def _who(self) -> None:
        student = self.sheet.student
        if student is not None:
            who_sees.show(self.context, self, "student", student.id)

    def _note_avis(self) -> None:
        if self.sheet.student is not None:
            page = AvisPage(self.context, self.sheet.student.id)
            self._edit(page)

    def _read_shared(self, table: str, id: str) -> None:
        page = SharedPage(self.context, table, id)
        page.left.connect(self._back_to_sheet)
        self._open_page(page)
        page.back.setFocus()

    # acts
    def show_import(self, path: Path) -> None:
        """The preview of a file takes the whole tab."""
        page = ImportPage(self.context, path)
        page.left.connect(self._leave_import)
        page.done.connect(self._leave_import)
        self._open_page(page)
        self._fit()

    def _leave_import(self) -> None:
        self._back_to_sheet()
        self.show_list()
        self.reload()
        self.listing.setFocus()

    def past_imports(self) -> None:
        page = PastImportsPage(self.context)
        page.left.connect(self._back_to_sheet)
        self._open_page(page)

    def _fit(self) -> None:
        super()._fit()
        if isinstance(getattr(self, "_page", None), ImportPage):
            self.left.hide()
            self.rule.hide()
            self.right.show()

    def import_here(self) -> None:
        """« Importer depuis ONDE » : choose a file, see what would change."""
        path: Path | None = messages.choose_open(self, "Importer un fichier", TABLE_FILES)
        if path is not None:
            open_file(self.context, path)

    def print_here(self) -> None:
        """Ctrl+P: a selection when there are several rows, else the child's paper."""
        if len(self.listing.selected_numbers()) > 1:
            self._selection_menu().exec(self.listing.mapToGlobal(QPoint(40, 40)))
        elif self.sheet.student is not None:
            self.sheet.acts.print_first()

    def _row_menu(self, id: str, where: QPoint) -> None:
        if len(self.listing.selected_numbers()) > 1:
            self._selection_menu().exec(where)
            return
        if self.sheet.student is None or self.sheet.student.id != id:
            self.open_id(id)
        self.sheet.more.menu().exec(where)

    def _selection_menu(self) -> QMenu:
        menu = QMenu(self)
        count = len(self.listing.selected_numbers())
        menu.setAccessibleName(f"Imprimer pour {plural(count, 'élève')}")
        for code, label in papers.MANY:
            entry = menu.addAction(f"{label} · {plural(count, 'élève')}")
            entry.setData(code)
            entry.setObjectName(f"selection_{code.replace('-', '_')}")
        menu.triggered.connect(self._print_selection)
        return menu

    def _print_selection(self, entry: QAction) -> None:
        self.print_selection(str(entry.data()))

    def print_selection(self, paper: str) -> None:
        """One PDF for the selected rows, read or not."""
        numbers = self.listing.selected_numbers()
        self.context.jobs.read(partial(self._papers_of, paper, numbers), partial(self._print_these, paper), self.context.fail)

    def _papers_of(self, paper: str, numbers: list[int]) -> tuple[list[str], int]:
        """The ids to print (pupils, or the latest PPRE of each), and how many pupils have none."""
        session = self.context.session
        rows = session.students.rows(numbers)
        students = [rows[number].id for number in numbers if number in rows]
        if paper != "ppre":
            return students, 0
        latest: dict[str, str] = {}
        for project in session.projects.list():
            latest.setdefault(project.student_id, project.id)
        return [latest[id] for id in students if id in latest], len([id for id in students if id not in latest])

    def _print_these(self, paper: str, answer: tuple[list[str], int]) -> None:
        ids, without = answer
        if without:
            self.context.notices.tell(f"{plural(without, 'élève')} sans PPRE : laissés de côté." if without > 1
                                      else "1 élève sans PPRE : laissé de côté.")
        if ids:
            papers.show_many(self.context, self, paper, ids)

    def _selection_changed(self) -> None:
        """Several rows: what can be printed for all of them is one press away."""
        count = len(self.listing.selectionModel().selectedIndexes())
        self.selected.setVisible(count > 1)
        self.selected.setText(f"Imprimer pour {count}  ")
        self.selected.setAccessibleName(f"Imprimer pour {plural(count, 'élève')}")

    def select_all(self) -> None:
        self.listing.selectAll()
        announce(self, f"{plural(self.listing.paged.total(), 'élève')} dans la sélection.")

    def actions_here(self) -> list[QAction]:
        return [action("Nouvel élève", self.new_here, icon="user-plus", name="action_nouvel_eleve", parent=self),
                action("Importer depuis ONDE…", self.import_here, icon="upload", name="action_importer", parent=self),
                action("Imports passés, annuler un import", self.past_imports, icon="undo-2", name="action_imports", parent=self),
                *self.sheet.actions_here()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sheet = self._page is None and self.sheet.student is not None
        if event.key() == Qt.Key.Key_F2 and sheet:
            self.edit_here()
        elif event.key() == Qt.Key.Key_Delete and sheet and self.listing.hasFocus():
            if len(self.listing.selected_numbers()) > 1:
                self.context.notices.tell("Les élèves se suppriment un à un : choisissez une seule ligne.")
            else:
                self.sheet.acts.remove()
        else:
            super().keyPressEvent(event)

    # window
    def back(self) -> bool:
        if self._page is not None:
            if isinstance(self._page, EditPage):
                self._page.leave()
            else:
                self._back_to_sheet()
            return True
        return super().back()

    def set_short(self, short: bool) -> None:
        super().set_short(short)
        self.sheet.set_short(short)

    def leaving(self) -> None:
        if isinstance(self._page, EditPage):
            self._page.commit()

    def panes(self) -> list[QWidget]:
        right = self._page if self._page is not None else self.sheet.tabs
        return [self.search, self.listing, right]

    def place(self) -> dict[str, Any]:
        student = self.sheet.student
        return {**super().place(), "id": student.id if student else "", "page": self.sheet.current_page()}

    def restore(self, place: dict[str, Any]) -> None:
        super().restore(place)
        if place.get("page"):
            from desktop.ui.students.sheet import PAGES

            if place["page"] in PAGES:
                self.sheet.tabs.setCurrentIndex(PAGES.index(str(place["page"])))


__all__ = ["SORTS", "StudentsTab"]
