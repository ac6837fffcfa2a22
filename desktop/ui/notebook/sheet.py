"""A child's sheet in the notebook: head, pages by role, « Analyse » beside a bilan, « Transmettre » in place of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.services.personal_values import Agreement, AgreementStatus, NotebookStudent
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.notebook import prints, roles
from desktop.ui.notebook.agreements import AgreementsPage
from desktop.ui.notebook.bilan import BESIDE_FROM, BilanPage
from desktop.ui.notebook.bilans import BilansPage
from desktop.ui.notebook.head import ChildHead
from desktop.ui.notebook.health import HealthPage
from desktop.ui.notebook.note_sheet import NoteSheet
from desktop.ui.notebook.notes_page import NotesPage
from desktop.ui.notebook.release import ReleasePage
from desktop.ui.notebook.roles import PageSpec
from desktop.ui.notebook.writings import WritingsPage
from desktop.ui.records.papers import PaperMenu
from desktop.ui.tabs import Tabs
from desktop.ui.widgets import HLine, VLine, action, first, hbox, menu_button, vbox

Page = NotesPage | BilansPage | AgreementsPage | HealthPage | WritingsPage
FOLLOW_UP = "psychologue_suivi"
ONLY_HERE = ("Cet enfant est dans votre fichier seulement\u00a0: l’école n’a pas de fiche où lire ce que vous transmettez. "
             "Ouvrez d’abord sa fiche dans «\u00a0Élèves\u00a0».")


@dataclass(frozen=True, slots=True)
class ChildRead:
    """A child read at once: who, where agreements stand, how many of each page."""

    child: NotebookStudent
    status: AgreementStatus | None
    counts: dict[str, int]


class ChildSheet(QWidget):
    """``open(child)``; ``gone`` when there is nothing to show any more."""

    quick_asked = Signal(object)
    student_asked = Signal(str)
    gone = Signal()
    page_changed = Signal()
    full_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "carnet_fiche", "Fiche du carnet")
        self.context = context
        self.roles = context.session.actor.roles
        self.specs = roles.pages(self.roles)
        self.child: NotebookStudent | None = None
        self._pages: dict[str, Page] = {}
        self._before = ""
        self._build_head()
        self.tabs = Tabs([spec.label for spec in self.specs], name="carnet_onglets", accessible="Pages du carnet", sub=True)
        self.tabs.currentChanged.connect(self._show_page)
        self.stack = QStackedWidget()
        self.release = ReleasePage(context)
        self.release.sent.connect(self._released)
        self.release.left.connect(self.leave_release)
        tab_row = self.tab_row = QWidget()
        hbox(tab_row, self.tabs, margins=(14, 0, 14, 0))
        left = QWidget()
        vbox(left, self.head, tab_row, HLine(), self.stack).setStretch(3, 1)
        self.left = left
        self.body = QStackedWidget()
        self.body.addWidget(left)
        self.body.addWidget(self.release)
        self.aside = QStackedWidget()
        self.aside.hide()
        self.rule = VLine()
        self.rule.hide()
        row = hbox(self, self.body, self.rule, self.aside, spacing=0)
        row.setStretch(0, 1)
        context.signals.changed.connect(self._changed)
        if self.specs:
            self._page(self.specs[0])

    def _build_head(self) -> None:
        self.transmit = first("Transmettre…", name="carnet_transmettre", clicked=self.ask_release)
        self.papers = PaperMenu(self.print_paper, name="carnet_imprimer")
        for code, text in prints.offered(self.roles):
            self.papers.add(code, text)
        self.papers.end()
        self.more = menu_button("", [
            action("Nouvelle note", self.quick_here, icon="plus", name="carnet_note"),
            *([action("Nouveau bilan", self.new_bilan, icon="file-plus", name="bilan_nouveau")]
              if roles.writes_bilans(self.roles) else []),
            action("Ouvrir la fiche commune", self.open_student, icon="user", name="carnet_commune"),
            action("Qui peut voir ceci ?", self.show_who, icon="eye", name="carnet_qui"),
        ], "icon", name="carnet_plus", icon="ellipsis", accessible="Autres actions sur cet enfant")
        self.head = ChildHead((self.transmit, self.papers.button, self.more))

    def show_who(self) -> None:
        """« Qui peut voir ceci ? »: what is written here, not the child's common sheet."""
        from desktop.ui.accounts import who_sees

        if self.child is not None:
            who_sees.show(self.context, self, "note", self.child.id)

    # reading
    def open(self, child: NotebookStudent) -> None:
        if self.child is None or self.child.id != child.id:
            self.leave_release()
            self.child = child
            self.head.set_child(child, self.context.session.clock.today())
            self.setAccessibleName(f"Carnet, {child.name}")
            self._fill_page()
        self.refresh()

    def refresh(self) -> None:
        if self.child is not None:
            self.context.jobs.read(partial(self._read, self.child), self._arrived, self.context.fail, key=(self, "whole"))

    def _read(self, child: NotebookStudent) -> ChildRead:
        session: Any = self.context.session
        found = session.notebook.student(child.id)
        counts = {spec.code: sum(len(session.notebook.list(child.id, kind)) for kind in spec.kinds) for spec in self.specs
                  if spec.kinds and spec.code != "ecrits"}
        if "bilans" in {spec.code for spec in self.specs}:
            counts["bilans"] = len(session.assessments.list(child.id))
        status = None
        mine = roles.purposes(self.roles)
        if mine:
            every = (*session.agreements.list(child.id, mine=True), *session.agreements.list(child.id, mine=False))
            known = [one for one in every if one.purpose in mine]
            counts["accords"] = len({one.id for one in known})
            found_status = session.agreements.status(child.id, mine[0])
            if found_status.mark != "none" or roles.writes_bilans(self.roles):
                status = brief(found_status, [one for one in known if one.purpose == mine[0]])
        return ChildRead(found, status, counts)

    def _arrived(self, read: ChildRead) -> None:
        if self.child is None or self.child.id != read.child.id:
            return
        self.child = read.child
        self.head.set_child(read.child, self.context.session.clock.today())
        self.head.set_agreement(read.status)
        for index, spec in enumerate(self.specs):
            count = read.counts.get(spec.code, 0)
            self.tabs.setTabText(index, f"{spec.label} {count}" if count else spec.label)
        for entry in self.more.menu().actions():
            if entry.objectName() == "carnet_commune":
                entry.setVisible(read.child.known == "commun")

    def _changed(self, changes: Changes, _initiator: object) -> None:
        child = self.child
        if child is None or not (child.id in changes.roots or changes.tables & {
                "note", "assessment", "agreement", "release", "released", "avis", "standing_plan", "student"}):
            return
        self.refresh()
        page = self.page()
        if isinstance(page, NotesPage):
            page.refresh()
        elif isinstance(page, BilansPage):
            if changes.tables & {"assessment", "release", "released", "agreement"}:
                page.refresh()
        elif page is not None:
            page.load(child.id)

    # pages
    def page(self) -> Page | None:
        index = self.tabs.currentIndex()
        return self._pages.get(self.specs[index].code) if 0 <= index < len(self.specs) else None

    def current_page(self) -> str:
        index = self.tabs.currentIndex()
        return self.specs[index].code if 0 <= index < len(self.specs) else ""

    def show_page(self, code: str) -> None:
        for index, spec in enumerate(self.specs):
            if spec.code == code:
                self.tabs.setCurrentIndex(index)

    def page_of_kind(self, kind: str) -> str:
        """The page that lists notes of a kind."""
        return next((spec.code for spec in self.specs if kind in spec.kinds), "")

    def _show_page(self, index: int) -> None:
        for page in self._pages.values():
            if not isinstance(page, AgreementsPage | HealthPage):
                page.commit()
        self._page(self.specs[index])
        self._fill_page()

    def _page(self, spec: PageSpec) -> Page:
        made = self._pages.get(spec.code)
        if made is None:
            made = self._pages[spec.code] = self._make(spec)
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(made)
        return made

    def _make(self, spec: PageSpec) -> Page:
        if spec.code == "accords":
            agreements = AgreementsPage(self.context, roles.purposes(self.roles))
            agreements.changed.connect(self.refresh)
            return agreements
        if spec.code == "avis":
            return HealthPage(self.context)
        if spec.code == "bilans":
            bilans = BilansPage(self.context)
            bilans.release_asked.connect(self.ask_release_of)
            bilans.agreements_asked.connect(self._to_agreements)
            bilans.shown.connect(self._fit)
            return bilans
        if spec.code == "ecrits":
            writings = WritingsPage(self.context, notes="note" in spec.kinds)
            writings.release_asked.connect(self.ask_release_of)
            writings.full_asked.connect(self.full_asked)
            return writings
        notes = NotesPage(self.context, spec.kinds, name=spec.code, title=spec.label)
        notes.release_asked.connect(self.ask_release_of)
        notes.full_asked.connect(self.full_asked)
        if "suivi" in spec.kinds:
            notes.start_gate = self._start_follow_up
        return notes

    def _fill_page(self) -> None:
        page = self.page()
        if page is not None and self.child is not None:
            page.load(self.child.id)
        self._fit()
        self.page_changed.emit()

    def _to_agreements(self) -> None:
        self.show_page("accords")
        self.tabs.setFocus()

    def _start_follow_up(self, kind: str) -> None:
        """A follow-up waits for its agreement; saying what is missing is where the way out is."""
        if self.child is not None:
            session: Any = self.context.session
            self.context.jobs.read(partial(session.agreements.can_start, self.child.id, FOLLOW_UP), partial(self._gate, kind),
                                   self.context.fail)

    def _gate(self, kind: str, answer: tuple[bool, str]) -> None:
        allowed, sentence = answer
        page = self.page()
        if not allowed:
            self.context.notices.tell(sentence, "warn", action="Voir les autorisations", act=self._to_agreements, seconds=30)
        elif isinstance(page, NotesPage):
            page.start(kind)

    # release
    def ask_release(self) -> None:
        """« Transmettre… » : from what is on screen."""
        page = self.page()
        source: object = None
        if isinstance(page, BilansPage) and page.panel_wanted():
            source = page.bilan
        elif isinstance(page, NotesPage) and page.writing():
            source = page.sheet
        self.ask_release_of(source)

    def ask_release_of(self, source: object) -> None:
        if self.child is None:
            return
        page = self.page()
        if page is not None and not isinstance(page, AgreementsPage | HealthPage):
            page.commit()
        id = ""
        if isinstance(source, BilanPage) and source.bilan is not None:
            id = source.bilan.id
        elif isinstance(source, NoteSheet) and source.loaded is not None:
            id = source.loaded.id
        if self.child.known != "commun":
            self.context.notices.tell(ONLY_HERE, "warn", seconds=30)
            return
        work = partial(release_source, self.context.session, self.child.id, id)
        self.context.jobs.write(work, self._source_found, self.context.fail)

    def _source_found(self, found: tuple[str, str]) -> None:
        if not found[0]:
            self.context.notices.tell("Écrivez d’abord une note ou un bilan\u00a0: c’est de là que l’on transmet.", "warn")
        else:
            self._open_release(*found)

    def _open_release(self, id: str, text: str) -> None:
        if self.child is not None:
            self.body.setCurrentWidget(self.release)
            self._fit()
            self.release.open(id, self.child.id, self.child.name, text)

    def _released(self, _changes: Changes) -> None:
        self.leave_release()
        self.transmit.setFocus()

    def leave_release(self) -> None:
        self.body.setCurrentIndex(0)
        self._fit()

    # acts
    def quick_here(self) -> None:
        self.quick_asked.emit(self.child)

    def new_bilan(self) -> None:
        self.show_page("bilans")
        page = self.page()
        if isinstance(page, BilansPage):
            page.start_new()

    def open_student(self) -> None:
        if self.child is not None and self.child.known == "commun":
            self.context.navigate("student", self.child.id)

    def print_first(self) -> None:
        offered = prints.offered(self.roles)
        if offered:
            self.print_paper(offered[0][0], False)

    def print_paper(self, code: str, large: bool) -> None:
        page = self._pages.get("bilans")
        bilan = page.bilan.bilan.id if isinstance(page, BilansPage) and page.bilan.bilan is not None else ""
        if self.child is not None:
            prints.show(self.context, self, code, self.child.id, bilan, large)

    def back(self) -> bool:
        """Échap: leave what is open."""
        if self.body.currentWidget() is self.release:
            self.leave_release()
            self.transmit.setFocus()
            return True
        page = self.page()
        return isinstance(page, NotesPage | BilansPage | WritingsPage) and page.back_to_list()

    def commit(self) -> None:
        for page in self._pages.values():
            if not isinstance(page, AgreementsPage | HealthPage):
                page.commit()

    def actions_here(self) -> list[QAction]:
        page = self.page()
        inside = page.sheet.actions_here() if isinstance(page, NotesPage) and page.writing() else []
        transmit = action("Transmettre…", self.ask_release, icon="mail", name="action_transmettre", parent=self)
        return [transmit, *self.papers.menu.actions(), *(one for one in self.more.menu().actions() if one.isVisible()), *inside]

    # room
    def _fit(self) -> None:
        """« Analyse » beside the scores where there is room for both."""
        page = self._pages.get("bilans")
        if not isinstance(page, BilansPage):
            return
        beside = self.width() >= style.px(BESIDE_FROM)
        panel = page.bilan.panel
        if beside and self.aside.indexOf(panel) < 0:
            self.aside.addWidget(panel)
        page.bilan.set_beside(beside)
        shown = beside and self.page() is page and page.panel_wanted() and self.body.currentIndex() == 0
        if shown:
            panel.show()
        self.aside.setFixedWidth(panel.maximumWidth() if shown else 0)
        self.aside.setVisible(shown)
        self.rule.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_full(self, full: bool) -> None:
        """F11: the child's name stays, the pages' row leaves."""
        self.tab_row.setVisible(not full)

    def set_short(self, short: bool) -> None:
        self.head.set_short(short)

    def say(self) -> None:
        announce(self, f"{self.head.title.whole_text()}, {self.head.facts.whole_text()}, {self.head.agreement.whole_text()}")


def brief(status: AgreementStatus, agreements: Sequence[Agreement]) -> AgreementStatus:
    """« autorisation écrite des deux responsables » for the head; every other case keeps its whole sentence."""
    given = [one for one in agreements if one.state == "given" and one.mode == "written"]
    sentence = status.sentence[:1].lower() + status.sentence[1:]
    if status.complete and given and len(given) == len(agreements):
        noun = "autorisation écrite" if sentence.startswith("autorisation") else "accord écrit"
        who = {1: f"de {given[0].guardian}" if given[0].guardian else "", 2: "des deux responsables"}.get(len(given), "de chacun")
        sentence = f"{noun} {who}".strip()
    return replace(status, sentence=sentence)


def release_source(session: Any, student: str, id: str) -> tuple[str, str]:
    """The record a release comes from (the latest bilan, else the latest note, when none is open), and its proposed text."""
    if not id:
        bilans = session.assessments.list(student) if roles.writes_bilans(session.actor.roles) else ()
        rows = bilans or session.notebook.list(student)
        id = max(rows, key=lambda row: row.date).id if rows else ""
    return (id, str(session.releases.proposal(id))) if id else ("", "")
