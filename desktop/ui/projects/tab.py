"""The tab of projects: what is running and due first, one press to write."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction

from desktop.changes import Changes
from desktop.services.values import ProjectRow, StudentRow
from desktop.ui.paged_model import Line, Source
from desktop.ui.projects.sheet import ProjectSheet
from desktop.ui.records import papers, verbs
from desktop.ui.records.lines import project_line
from desktop.ui.records.pick_student import PickStudentPage
from desktop.ui.records.sources import Whole
from desktop.ui.records.writing_tab import WritingTab
from desktop.ui.widgets import EmptyState, action, first, link


class ProjectsTab(WritingTab):
    """« Projets »."""

    name = "projets"
    placeholder = "Élève, école, objectif…"
    list_name = "Liste des projets"
    one, many = "projet", "projets"
    chips = (("", "Tous"), ("en_cours", "En cours"), ("brouillon", "Brouillons"), ("clos", "Clos"))
    tables = ("project",)
    table = "project"

    def make_sheet(self) -> ProjectSheet:
        self.project_sheet = ProjectSheet(self.context)
        return self.project_sheet

    def make_blank(self) -> EmptyState:
        return EmptyState("Choisissez un projet dans la liste, ou commencez-en un.",
                          first("Écrire un PPRE", name="projet_vide_ecrire", icon="file-plus", clicked=self.new_here),
                          name="projet_vide")

    def make_empty(self) -> EmptyState:
        self._write_first = first("Écrire un PPRE", name="projets_vide_ecrire", icon="file-plus", clicked=self.new_here)
        self._to_students = link("Choisir un élève dans la liste", name="projets_vide_eleves", clicked=self.to_students)
        self._empty = EmptyState("", self._write_first, self._to_students, name="projets_vide")
        return self._empty

    def counted(self, total: int) -> None:
        whole = not self.search.text() and not self.chip
        self._empty.sentence.setText("Ici s’écrivent les PPRE : peu d’objectifs, précis, sur une période courte." if whole
                                     else "Aucun projet ne correspond.")
        self._write_first.setVisible(whole)
        self._to_students.setVisible(whole)
        self.open_first(total)

    def describe(self, row: ProjectRow) -> Line:
        return project_line(row, self.context.session.clock.today())

    def source(self) -> Source:
        projects = self.context.session.projects
        return Whole(partial(projects.list, self.search.text(), None, self.chip or None)).source()

    def reload(self, *, announce: bool = False) -> None:
        super().reload(announce=announce)
        self.context.jobs.read(self._count_states, self._chip_counts, self.context.fail, key=(self, "counts"))

    def _count_states(self) -> dict[str, int]:
        counts = {code: 0 for code, _ in self.chips}
        for row in self.context.session.projects.list(self.search.text()):
            counts[""] += 1
            counts[row.state] = counts.get(row.state, 0) + 1
        return counts

    def _chip_counts(self, counts: dict[str, int]) -> None:
        for (code, _), chip in zip(self.chips, self.chip_buttons, strict=True):
            chip.set_count(counts.get(code, 0))

    def written(self, changes: Changes, initiator: object) -> None:
        if "project" in changes.tables:
            self.context.jobs.read(self._count_states, self._chip_counts, self.context.fail, key=(self, "counts"))

    # new
    def new_here(self) -> None:
        """Ctrl+N: for which pupil, then write."""
        page = PickStudentPage(self.context, title="Écrire un PPRE", sentence="Pour quel élève ?", name="nouveau_projet")
        page.picked.connect(self._begin)
        page.left.connect(self.back_to_sheet)
        self.open_page(page)
        page.search.setFocus()

    def _begin(self, row: StudentRow) -> None:
        verbs.write(self.context, partial(self.context.session.projects.add, row.id, "ppre"), self, self._begun)

    def _begun(self, changes: Changes) -> None:
        self.open_record("project", changes.created[0])

    def to_students(self) -> None:
        self.new_here()

    def remove_here(self) -> None:
        self.project_sheet.remove()

    def print_here(self) -> None:
        numbers = self.listing.selected_numbers()
        if len(numbers) > 1:
            rows = [self.listing.paged.row_at(self.listing.paged.row_of(number)) for number in numbers]
            papers.show_many(self.context, self, "ppre", [row.id for row in rows if row is not None])
        elif self.sheet.loaded is not None:
            self.project_sheet.print_first()
        else:
            self.project_sheet.print_blank()

    def actions_here(self) -> list[QAction]:
        return [action("Écrire un PPRE", self.new_here, icon="file-plus", name="action_nouveau_projet", parent=self),
                *self.project_sheet.actions_here()]
