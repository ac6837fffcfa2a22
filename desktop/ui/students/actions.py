"""What one can do from a pupil's sheet: begin, print, edit, join, delete, erase. Each act is a menu entry with a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from desktop.changes import Changes
from desktop.texts import list_name
from desktop.ui.context import Context
from desktop.ui.notebook.roles import title as notebook_title
from desktop.ui.records import papers, verbs
from desktop.ui.records.papers import PaperMenu
from desktop.ui.widgets import action, menu_button

if TYPE_CHECKING:
    from desktop.ui.students.sheet import StudentSheet

OWN_WORDS = {"Carnet": "le carnet", "Santé": "Santé", "Social": "Social", "Mes notes": "mes notes"}
PAPER_AVIS = frozenset({"director", "pas_coordinator"})
"""Who copies an avis from its signed paper; doctors and nurses write theirs in their own tab."""
NEW_MEETING = NEW_REQUEST = "nouvelle"
"""``navigate("meeting", "nouvelle:entretien_parents:<élève>")`` opens the page of a new meeting, already about a child."""


class StudentActs(QObject):
    """Acts on the pupil open in a sheet."""

    def __init__(self, sheet: StudentSheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._context = sheet.context

    @property
    def _id(self) -> str:
        return self._sheet.student.id if self._sheet.student is not None else ""

    # begin
    def start(self, code: str) -> None:
        """« Commencer » : a PPRE at once, a meeting after its date."""
        if not self._id:
            return
        if code == "demande":
            self._context.navigate("request", f"{NEW_REQUEST}:{self._id}")
        elif code == "ppre":
            verbs.write(self._context, partial(self._context.session.projects.add, self._id, "ppre"), self, self._project_made)
        else:
            self._context.navigate("meeting", f"{NEW_MEETING}:{code}:{self._id}")

    def started(self, entry: QAction) -> None:
        self.start(str(entry.data()))

    def start_ppre(self) -> None:
        self.start("ppre")

    def start_request(self) -> None:
        self.start("demande")

    def start_interview(self) -> None:
        self.start("entretien_parents")

    def _project_made(self, changes: Changes) -> None:
        self._context.navigate("project", changes.created[0])

    # open
    def open_event(self, table: str, id: str) -> None:
        """A line of the timeline."""
        if table == "enrolment":
            self._sheet.place_asked.emit(id)
        elif table in ("meeting", "project", "task", "request", "intervention"):
            self._context.navigate(table, id)
        elif table in ("release", "avis", "standing_plan"):
            self._sheet.shared_asked.emit(table, id)

    def open_meeting(self, id: str) -> None:
        self._context.navigate("meeting", id)

    def open_request(self, id: str) -> None:
        self._context.navigate("request", id)

    def danger(self) -> None:
        """Whom to call, now; nothing of it is written."""
        from desktop.ui.requests.danger import show

        show(self._sheet)

    def open_project(self, id: str) -> None:
        self._context.navigate("project", id)

    # print
    def print_first(self) -> None:
        """Ctrl+P: the PPRE when there is one, else the interview guide."""
        self.print_paper("ppre" if self._sheet.projects else "guide:premier_contact", False)

    def print_paper(self, code: str, large: bool) -> None:
        """One paper of this child, by code."""
        printing = self._context.session.printing
        student = self._id
        make: Callable[[bool], bytes]
        makers: dict[str, tuple[str, Callable[[bool], bytes]]] = {
            "parents": ("Feuille pour les parents", partial(_guide, self._context, student, "", True)),
            "fiche": ("Fiche de l’élève", partial(_sheet, self._context, student)),
            "parcours": ("Parcours", partial(_ribbon, self._context, student)),
            "ppre_vierge": ("PPRE vierge", printing.ppre_blank),
            "guide_vierge": ("Guide d’entretien vierge", partial(_guide, self._context, "", "", False)),
            "parents_vierge": ("Feuille vierge pour les parents", partial(_guide, self._context, "", "", True)),
        }
        if code == "ppre":
            latest = self._sheet.projects[0].id if self._sheet.projects else ""
            title, make = (("PPRE", partial(_ppre, self._context, latest)) if latest else ("PPRE vierge", printing.ppre_blank))
        elif code == "complet":
            title, make = "Guide d’entretien", partial(_guide, self._context, student, "", False, full=True)
        elif code.startswith("guide:"):
            title, make = "Guide d’entretien", partial(_guide, self._context, student, code.partition(":")[2], False)
        else:
            title, make = makers[code]
        papers.show(self._context, title, make, large=large)

    # edit
    def edit(self) -> None:
        self._sheet.edit_asked.emit()

    def merge(self) -> None:
        self._sheet.merge_asked.emit()

    def rectify(self) -> None:
        self._sheet.rectify_asked.emit()

    def who(self) -> None:
        self._sheet.who_asked.emit()

    def notebook(self) -> None:
        """One's own notes about this child."""
        self._context.navigate("notebook", self._id)

    def note_avis(self) -> None:
        """An avis copied from its signed paper."""
        self._sheet.avis_asked.emit()

    # go
    def remove(self) -> None:
        """Supprimer: aside for thirty days, « Annuler » in the notice."""
        if self._id:
            verbs.write(self._context, partial(self._context.session.students.remove, self._id), self, self._gone)

    def erase(self) -> None:
        """Effacer: asked, final."""
        student = self._sheet.student
        if student is not None:
            what = f"la fiche de {list_name(student.last_name, student.first_name)}"
            verbs.erase(self._context, self._sheet, "student", student.id, what, self._gone)

    def _gone(self, _changes: Changes) -> None:
        self._sheet.gone.emit()

    def remove_guardian(self, id: str) -> None:
        verbs.write(self._context, partial(self._context.session.guardians.remove, id), self)

    def erase_guardian(self, id: str) -> None:
        verbs.erase(self._context, self._sheet, "guardian", id, "ce responsable")

    def remove_place(self, id: str) -> None:
        verbs.write(self._context, partial(self._context.session.students.remove_enrolment, id), self)


def _ppre(context: Context, project: str, large: bool) -> bytes:
    return context.session.printing.ppre(project, large=large)


def _sheet(context: Context, student: str, large: bool) -> bytes:
    return context.session.printing.student_sheet(student, large=large)


def _ribbon(context: Context, student: str, large: bool) -> bytes:
    return context.session.printing.ribbon(student, large=large)


def _guide(context: Context, student: str, situation: str, for_parents: bool, large: bool, full: bool = False) -> bytes:
    return context.session.printing.interview_guide(student_id=student or None, situation=situation or "premier_contact",
                                                    for_parents=for_parents, large=large, full=full)


def start_menu(acts: StudentActs, kinds: Sequence[tuple[str, str]]) -> QPushButton:
    """« Commencer ▾ », the first button of the sheet."""
    made = menu_button("Commencer", [], "first", name="eleve_commencer",
                       accessible="Commencer une demande, un PPRE ou une réunion")
    menu = made.menu()
    for code, text in (("demande", "Nouvelle demande"), ("ppre", "Écrire un PPRE"), *((code, label) for code, label in kinds)):
        entry = QAction(text, menu)
        entry.setObjectName(f"commencer_{code}")
        entry.setData(code)
        menu.addAction(entry)
    menu.triggered.connect(acts.started)
    return made


def paper_menu(acts: StudentActs, context: Context) -> PaperMenu:
    """« Imprimer ▾ »: the papers of this child, blank ones, large print to tick."""
    made = PaperMenu(acts.print_paper, name="eleve_imprimer")
    made.add("ppre", "PPRE")
    guides = made.submenu("Guide d’entretien avec les parents")
    for code, label in context.session.printing.situations():
        made.add(f"guide:{code}", label, guides)
    guides.addSeparator()
    made.add("complet", "Les douze parties", guides)
    made.add("parents", "Feuille pour les parents")
    made.add("fiche", "Fiche de l’élève")
    made.add("parcours", "Parcours, sur une page")
    made.menu.addSeparator()
    blanks = made.submenu("À remplir à la main")
    for code, label in (("ppre_vierge", "PPRE vierge"), ("guide_vierge", "Guide d’entretien vierge"),
                        ("parents_vierge", "Feuille vierge pour les parents")):
        made.add(code, label, blanks)
    made.end()
    return made


def more_menu(acts: StudentActs, roles: Sequence[str]) -> QPushButton:
    """« … »: what is done less often; one's own notes for who keeps some, the signed avis for who receives it."""
    own = notebook_title(roles)
    for_role = [action(f"Ouvrir dans {OWN_WORDS[own]}", acts.notebook, icon="lock", name="eleve_carnet")] if own else []
    if PAPER_AVIS & set(roles):
        for_role.append(action("Noter un avis signé…", acts.note_avis, icon="file-plus", name="eleve_avis"))
    return menu_button("", [
        action("Modifier la fiche", acts.edit, icon="pencil", name="eleve_modifier"),
        action("Réunir un double…", acts.merge, icon="merge", name="eleve_fusionner"),
        *for_role,
        action("Qui peut voir ceci ?", acts.who, icon="eye", name="eleve_qui"),
        action("Un enfant en danger ?", acts.danger, icon="phone", name="eleve_danger"),
        None,
        action("Supprimer", acts.remove, icon="trash-2", name="eleve_supprimer"),
        action("Rectifier un champ…", acts.rectify, icon="eraser", name="eleve_rectifier"),
        action("Effacer pour de bon…", acts.erase, icon="eraser", name="eleve_effacer"),
    ], "icon", name="eleve_plus", icon="ellipsis", accessible="Autres actions sur l’élève")
