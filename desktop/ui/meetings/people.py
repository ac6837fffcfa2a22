"""Who is there: the people of a meeting at right, present or not in one press, the family and the school one press away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.meetings import PRESENCE
from desktop.services.values import Guardian, PersonRow, Student
from desktop.texts import family_name, fold
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.widgets import HLine, MarkLabel, PlainLabel, button, clear, hbox, link, pane, scrolled, vbox

PRESENCE_WORDS = {option.code: option.label for option in PRESENCE}
MARKS = {"present": "done", "excuse": "waiting", "absent": "incomplete", "attendu": "planned", None: "planned"}
NEXT = {None: "present", "attendu": "present", "present": "excuse", "excuse": "absent", "absent": "attendu"}
Line = dict[str, Any]


def suggested(students: Sequence[Student], people: Sequence[PersonRow], actor: str) -> list[Line]:
    """Those one would write: who writes, the guardians one may write to, the teacher of each child."""
    lines = [{"nom": actor, "fonction": "écrit par"}]
    for student in students:
        lines += [guardian_line(g) for g in student.guardians if not g.no_contact_since]
        current = student.current
        if current and current.teacher:
            teacher = {"Mme": "enseignante", "M.": "enseignant"}.get(current.teacher.partition(" ")[0], "classe")
            lines.append({"nom": current.teacher, "fonction": f"{teacher}, {current.level}".rstrip(", ")})
        lines += [{"nom": family_name(p.last_name, p.first_name), "fonction": p.function} for p in people
                  if current and p.school_id == current.school_id and p.function.startswith("direct")]
    unique: dict[str, Line] = {}
    for line in lines:
        unique.setdefault(fold(str(line["nom"])), line)
    return [line for key, line in unique.items() if key]


def guardian_line(guardian: Guardian) -> Line:
    function = guardian.relation or guardian.kind
    if guardian.authority == "no":
        function += ", sans l’exercice de l’autorité parentale"
    return {"nom": family_name(guardian.usage_name or guardian.last_name, guardian.first_name), "fonction": function}


def already(name: str, there: Sequence[str]) -> bool:
    """Whether someone is noted: « Mme Delcourt » is « Anne Delcourt »."""
    folded = fold(name)
    civil, _, last = folded.partition(" ")
    titled = civil in ("mme", "m", "mlle", "dr")
    return any(folded == one or (titled and one.endswith(f" {last}")) for one in there)


def is_woman(line: Line) -> bool:
    """As far as a title or a function tells; « présent » is said of everybody else."""
    function = str(line.get("fonction") or "")
    function = "" if " ou " in function else function.partition(" ")[0]
    return str(line.get("nom") or "").startswith(("Mme ", "Mlle ")) or function in ("mère", "tante", "grand-mère") \
        or function.endswith(("ière", "llère", "nante", "trice"))


class PeoplePanel(QWidget):
    """262 px at right of a meeting."""

    changed = Signal(object)
    """The whole list, as answers keep it."""
    add_asked = Signal()
    next_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "personnes_volet", "Personnes")
        pane(self, "ground")
        self._lines: list[Line] = []
        self._known: list[Line] = []
        self._rows = vbox(None, spacing=8)
        self._more = vbox(None, spacing=2)
        self._more_title = PlainLabel("À ajouter", size=13, tone="soft")
        self._next = PlainLabel("", wrap=True)
        add = link("Ajouter", name="personnes_ajouter", icon="plus", clicked=self.add_asked.emit,
                   accessible="Ajouter une personne")
        content = QWidget()
        vbox(content, hbox(None, PlainLabel("Présents", weight=style.MEDIUM), None, add), self._rows, HLine(), self._more_title,
             self._more, HLine(), PlainLabel("Prochaine rencontre", size=13, tone="soft"), self._next,
             link("Choisir la date", name="personnes_prochaine", icon="calendar", clicked=self.next_asked.emit), None,
             margins=(18, 14, 14, 14), spacing=10)
        vbox(self, scrolled(content, name="personnes_defile", pane="ground"))

    def set_people(self, lines: Sequence[Line] | None, known: Sequence[Line], next_words: str) -> None:
        self._lines = [dict(line) for line in lines or []]
        self._known = list(known)
        self._next.setText(next_words or "à fixer")
        clear(self._rows)
        for position, line in enumerate(self._lines):
            self._rows.addWidget(PersonRowView(position, line, self))
        if not self._lines:
            self._rows.addWidget(PlainLabel("Personne n’est encore noté.", size=13, tone="soft", wrap=True))
        there = [fold(str(line.get("nom") or "")) for line in self._lines]
        clear(self._more)
        left = [line for line in self._known if not already(str(line["nom"]), there)][:6]
        for number, line in enumerate(left):
            self._more.addWidget(KnownRow(number, line, self))
        self._more_title.setVisible(bool(left))

    def turn(self, position: int) -> None:
        """Present, excused, absent, expected: the next one."""
        line = self._lines[position]
        line["presence"] = NEXT.get(line.get("presence"), "present")
        self.changed.emit([dict(one) for one in self._lines])

    def take(self, line: Line) -> None:
        self.changed.emit([*(dict(one) for one in self._lines), dict(line)])


class PersonRowView(QWidget):
    def __init__(self, position: int, line: Line, panel: PeoplePanel) -> None:
        super().__init__()
        self._position, self._panel = position, panel
        function, presence = str(line.get("fonction") or ""), line.get("presence")
        name = str(line.get("nom") or function[:1].upper() + function[1:] or "Sans nom")
        word = PRESENCE_WORDS.get(str(presence), "attendu") + ("e" if is_woman(line) else "")
        function = function if line.get("nom") else ""
        turn = button(word, "link", name=f"presence_{position}", clicked=self._turn, accessible=f"{name} : {word}. Changer.")
        words = vbox(None, PlainLabel(name, elide=True), spacing=1)
        if function:
            words.addWidget(PlainLabel(function, size=12.5, tone="soft", elide=True))
        row = hbox(self, words, MarkLabel(MARKS.get(presence, "planned")), turn, spacing=6)
        row.setStretch(0, 1)

    def _turn(self) -> None:
        self._panel.turn(self._position)


class KnownRow(QWidget):
    def __init__(self, number: int, line: Line, panel: PeoplePanel) -> None:
        super().__init__()
        self._line, self._panel = line, panel
        text = ", ".join(part for part in (str(line["nom"]), str(line.get("fonction") or "")) if part)
        row = hbox(self, PlainLabel(text, size=13, elide=True),
                   link("Ajouter", name=f"connu_{number}", clicked=self._take, accessible=f"Ajouter {text}"))
        row.setStretch(0, 1)

    def _take(self) -> None:
        self._panel.take(self._line)
