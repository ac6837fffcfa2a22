"""Writing a PPRE: outline at left, sections that fold, the bank at right, what is left to write said at the top."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.content.bank import Objective
from desktop.forms.catalogue import form
from desktop.models.kinds import PROJECT_KINDS, PROJECT_STATES
from desktop.services.values import Project, Student, as_day
from desktop.texts import day_month, list_name, plain_date
from desktop.ui.accessible import announce
from desktop.ui.context import Context
from desktop.ui.projects.bank import Bank
from desktop.ui.records import papers, verbs
from desktop.ui.records.head import SheetHead
from desktop.ui.records.papers import PaperMenu
from desktop.ui.records.writing import Loaded, WritingSheet
from desktop.ui.students.columns import head_place
from desktop.ui.widgets import PlainLabel, action, button, icon_button, link, menu_button, vbox


class ProjectSheet(WritingSheet):
    """One project."""

    table = "project"
    outline_name = "Sections du PPRE"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, name="fiche_projet", parent=parent)
        self.setAccessibleName("Écriture du PPRE")

    # build
    def make_head(self) -> SheetHead:
        self.back_button = button("Projets", "plain", name="projet_retour", icon="arrow-left", clicked=self.back_asked.emit)
        self.papers = PaperMenu(self.print_paper, name="projet_imprimer", text="Imprimer le PPRE", kind="first")
        self.papers.add("ppre", "Ce PPRE")
        self.papers.add("ppre_vierge", "PPRE vierge, à remplir à la main")
        self.papers.end()
        self.bank_button = button("Banque", name="projet_banque", icon="book-open", clicked=self.toggle_bank)
        self.bank_button.setCheckable(True)
        self.full_button = icon_button("maximize-2", "Pleine largeur (F11)", name="projet_pleine_largeur",
                                       clicked=self.full_asked.emit)
        self.more = menu_button("", [
            action("Sections…", self.show_sections, name="projet_sections"),
            action("Versions", self.versions_asked.emit, icon="history", name="projet_versions"),
            action("Qui peut voir ceci ?", self.show_who, icon="eye", name="projet_qui"),
            None,
            action("Mettre en cours", self.set_running, name="projet_en_cours"),
            action("Clore", self.set_closed, name="projet_clore"),
            action("Revenir au brouillon", self.set_draft, name="projet_brouillon"),
            action("Renouveler : le suivant", self.renew, icon="refresh-cw", name="projet_renouveler"),
            None,
            action("Ouvrir la fiche de l’élève", self.open_student, icon="user", name="projet_eleve"),
            action("Supprimer", self.remove, icon="trash-2", name="projet_supprimer"),
            action("Effacer pour de bon…", self.erase, icon="eraser", name="projet_effacer"),
        ], "icon", name="projet_plus", icon="ellipsis", accessible="Autres actions sur le projet")
        self.progress = QWidget()
        self.written = PlainLabel("", size=13, tone="soft")
        self.missing = PlainLabel("", size=13, tone="warn")
        self.written.setObjectName("projet_ecrit")
        self.missing.setObjectName("projet_a_ecrire")
        vbox(self.progress, self.written, self.missing, spacing=0)
        return SheetHead((self.papers.button, self.bank_button, self.more, self.full_button), name="projet_tete",
                         before=(self.back_button,), aside=self.progress)

    def make_side(self) -> QWidget:
        self.bank = Bank()
        self.bank.closed.connect(self.toggle_bank)
        self.bank.taken.connect(self.take)
        return self.bank

    def outline_foot(self) -> list[QWidget]:
        foot = QWidget()
        blank = link("Imprimer une feuille vierge", name="projet_vierge", clicked=self.print_blank)
        vbox(foot, PlainLabel("D’autres écrivent aussi :", size=13, tone="soft", wrap=True), blank,
             margins=(18, 8, 8, 12), spacing=4)
        return [foot]

    # record
    def read(self, id: str) -> Loaded:
        session = self.context.session
        project = session.projects.get(id)
        student = session.students.get(project.student_id)
        return Loaded(id, project.student_id, form(PROJECT_KINDS[project.kind].form), project.answers, project.seen,
                      project, student)

    def store(self, id: str, answers: dict[str, object], seen: int) -> Changes:
        return self.context.session.projects.save(id, answers, seen)

    def title_of_draft(self) -> str:
        project, student = self._both()
        return f"{_title(project)} · {list_name(student.last_name, student.first_name)}" if project and student else ""

    def _both(self) -> tuple[Project | None, Student | None]:
        loaded = self.loaded
        if loaded is None:
            return None, None
        return loaded.record, loaded.student

    def dress(self) -> None:
        project, student = self._both()
        if project is None or student is None or self.view is None:
            return
        answers = self.view.answers()
        dates = period(str(answers.get("debut") or ""), str(answers.get("fin") or ""))
        facts = " · ".join(part for part in (_title(project), PROJECT_STATES.get(project.state, ""),
                                             head_place(student), dates) if part)
        self.head.set_words(list_name(student.last_name, student.first_name), facts)
        written, missing = self.progress_words()
        self.written.setText(written)
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        current = student.current
        self.bank.set_level(current.level if current else "")
        for entry in self.more.menu().actions():
            state = {"projet_en_cours": "en_cours", "projet_clore": "clos",
                     "projet_brouillon": "brouillon"}.get(entry.objectName())
            if state is not None:
                entry.setVisible(state != project.state)

    def fitted(self) -> None:
        narrow = self.width() < 900 and not self.full
        self.progress.setVisible(not self.short and self.width() >= 1080)
        self.bank_button.setVisible(self.width() >= 480)
        self.back_button.setText("" if narrow else "\u2009Projets")
        self.bank_button.setChecked(self.side_wanted)

    # acts
    def toggle_bank(self) -> None:
        self.toggle_side()
        self.bank_button.setChecked(self.side_wanted)
        if self.side_wanted:
            self.bank.fill()
            self.bank.search.setFocus()

    def take(self, item: Objective) -> None:
        """« Reprendre »: the first empty line of the objectives, or a new one."""
        if self.view is not None and self.view.take_line("objectifs", {"objectif": item.label, "critere": item.criterion}):
            self.context.notices.tell("Objectif repris de la banque.", action="Annuler", act=self._take_back)
            announce(self, f"Repris : {item.label}")

    def _take_back(self) -> None:
        if self.view is not None:
            lines = list(self.view.answers().get("objectifs") or [])
            self.view.fill({"objectifs": lines[:-1] or None})

    def print_first(self) -> None:
        self.print_paper("ppre", False)

    def print_blank(self) -> None:
        self.print_paper("ppre_vierge", False)

    def print_paper(self, code: str, large: bool) -> None:
        self.commit()
        printing = self.context.session.printing
        if code == "ppre" and self.loaded is not None:
            papers.show(self.context, "PPRE", partial(_ppre, self.context, self.loaded.id), large=large)
        else:
            papers.show(self.context, "PPRE vierge", printing.ppre_blank, large=large)

    def show_sections(self) -> None:
        self.sections_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def set_running(self) -> None:
        self.set_state("en_cours")

    def set_closed(self) -> None:
        self.set_state("clos")

    def set_draft(self) -> None:
        self.set_state("brouillon")

    def set_state(self, state: str) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.projects.set_state, self.loaded.id, state), None)

    def renew(self) -> None:
        """The next one of the chain: what is not reached goes on."""
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.projects.renew, self.loaded.id), None, self._renewed)

    def _renewed(self, changes: Changes) -> None:
        self.context.navigate("project", changes.created[0])

    def open_student(self) -> None:
        if self.loaded is not None:
            self.commit()
            self.context.navigate("student", self.loaded.student_id)

    def remove(self) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.write(self.context, partial(self.context.session.projects.remove, self.loaded.id), None)

    def erase(self) -> None:
        if self.loaded is not None:
            self.commit()
            verbs.erase(self.context, self, "project", self.loaded.id, f"le {_title(self.loaded.record)}", self._erased)

    def _erased(self, _changes: Changes) -> None:
        self._vanished(RuntimeError("erased"))

    def actions_here(self) -> list[QAction]:
        if self.loaded is None:
            return []
        return [*self.papers.menu.actions(), *(a for a in self.more.menu().actions() if not a.isSeparator() and a.isVisible())]


def _title(project: Project) -> str:
    kind = PROJECT_KINDS.get(project.kind)
    return f"{kind.label if kind else project.kind} n° {project.number}"


def _ppre(context: Context, project: str, large: bool) -> bytes:
    return context.session.printing.ppre(project, large=large)


def period(start: str, end: str) -> str:
    """« du 2 novembre au 18 décembre 2026 »."""
    first, last = as_day(start), as_day(end)
    if first and last:
        shown = day_month(first) if first.year == last.year else plain_date(first)
        return f"du {shown} au {plain_date(last)}"
    if first:
        return f"depuis le {plain_date(first)}"
    return f"jusqu’au {plain_date(last)}" if last else ""
