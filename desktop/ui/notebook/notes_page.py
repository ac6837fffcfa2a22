"""A page of a child's sheet that lists notes of some kinds; one opens in its place and is left by Échap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.changes import Changes
from desktop.models.kinds import NOTE_KINDS
from desktop.ui import style
from desktop.ui.context import Context
from desktop.ui.list_view import ListView, RowDelegate
from desktop.ui.notebook.lists import Numbered, note_line
from desktop.ui.notebook.note_sheet import NoteSheet
from desktop.ui.records import verbs
from desktop.ui.records.loose import loosely_with
from desktop.ui.widgets import EmptyState, PlainLabel, hbox, link, quiet, vbox

EMPTY = {
    "observation": "Aucune observation encore. Un verbe, une heure, les mots de l’enfant\u00a0: le guide est à côté.",
    "entretien": "Aucun entretien encore. Notez-le juste après, dans les mots de la personne.",
    "suivi": "Aucun suivi. Il commence avec l’autorisation, et une fin prévue.",
    "sante": "Aucune rencontre encore. Ce que vous constatez reste ici.",
    "social": "Aucun accompagnement encore.",
    "demande_famille": "Aucune demande de la famille.",
    "note": "Aucune note encore. Ctrl+Maj+N en écrit une de n’importe où.",
    "conseil": "Ici se notent les conseils donnés et les actions de prévention, sans nom d’élève.",
}


def new_label(kind: str) -> str:
    """« Nouvelle observation »."""
    label = NOTE_KINDS[kind].label
    feminine = kind in ("note", "observation", "demande_famille", "sante", "prevention")
    return f"{'Nouvelle' if feminine else 'Nouvel' if label[0] in 'AEIOUÉ' else 'Nouveau'} {label[0].lower()}{label[1:]}"


class NotesPage(QWidget):
    """``load(student)``; ``kinds`` are offered as buttons, and listed together."""

    release_asked = Signal(object)
    written = Signal()
    full_asked = Signal()

    def __init__(self, context: Context, kinds: Sequence[str], *, name: str, title: str, heading: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"carnet_{name}")
        self.setAccessibleName(title)
        self.context, self.kinds, self._name = context, tuple(kinds), name
        self.student = ""
        self.start_gate = loosely_with(self.start)
        """Who decides whether a note may begin: the child's sheet puts its own for a follow-up."""
        self.stack = QStackedWidget()
        describe = partial(note_line, today=context.session.clock.today())
        self.listing = ListView(context.jobs, describe, name=f"carnet_{name}_liste", accessible=title, one="note")
        self.listing.setItemDelegate(RowDelegate(self.listing, left=24, right=24))
        self.listing.set_empty(EmptyState(EMPTY.get(self.kinds[0] if self.kinds else "note", EMPTY["note"]),
                                          quiet(new_label(self.kinds[0]), name=f"carnet_{name}_premier", icon="plus",
                                                clicked=self.new_first) if self.kinds else None, name=f"carnet_{name}_vide"))
        self.listing.entered_row.connect(self.open_note)
        self.listing.clicked.connect(self._clicked)
        self.buttons = []
        for kind in self.kinds:
            made = link(new_label(kind), name=f"carnet_nouveau_{kind}", icon="plus", clicked=self._pressed)
            made.setProperty("note_kind", kind)
            self.buttons.append(made)
        page = QWidget()
        column = vbox(page)
        if heading:
            column.addLayout(hbox(None, PlainLabel(title, size=21, weight=style.MEDIUM), None, margins=(24, 14, 24, 0)))
        column.addLayout(hbox(None, *self.buttons, None, margins=(22, 10, 24, 6), spacing=16))
        column.addWidget(self.listing, 1)
        self.first_page = page
        self.stack.addWidget(page)
        self._sheet: NoteSheet | None = None
        vbox(self, self.stack)

    # list
    def load(self, student: str) -> None:
        """The notes of a child, or the acts without a pupil when empty."""
        if student != self.student:
            self.leave()
            self.stack.setCurrentIndex(0)
        self.student = student
        self.listing.load(Numbered(partial(self._read, student)).source())

    def _read(self, student: str) -> list[Any]:
        session: Any = self.context.session
        found = [row for kind in self.kinds for row in session.notebook.list(student or None, kind)]
        return sorted(found, key=lambda row: row.date, reverse=True)

    def refresh(self) -> None:
        self.listing.refresh()

    # one note
    @property
    def sheet(self) -> NoteSheet:
        """Made when a first note is opened."""
        if self._sheet is None:
            self._sheet = NoteSheet(self.context, name=f"fiche_note_{self._name}")
            self._sheet.back_asked.connect(self.back_to_list)
            self._sheet.release_asked.connect(self.release_asked)
            self._sheet.full_asked.connect(self.full_asked)
            self.stack.addWidget(self._sheet)
        return self._sheet

    def open_note(self, id: str) -> None:
        if id:
            self.stack.setCurrentWidget(self.sheet)
            self.sheet.open(id)

    def _clicked(self, _index: object) -> None:
        self.open_note(self.listing.current_id())

    def back_to_list(self) -> bool:
        """« Retour », Échap: what was typed is written."""
        if self.stack.currentIndex() == 0:
            return False
        if self._sheet is not None:
            self._sheet.leave()
        self.stack.setCurrentIndex(0)
        self.listing.setFocus()
        return True

    def writing(self) -> bool:
        return self.stack.currentIndex() > 0

    def commit(self) -> None:
        if self._sheet is not None:
            self._sheet.commit()

    def leave(self) -> None:
        if self._sheet is not None:
            self._sheet.leave()

    # new
    def new_first(self) -> None:
        if self.kinds:
            self.start_gate(self.kinds[0])

    def _pressed(self) -> None:
        pressed = self.sender()
        for made in self.buttons:
            if made is pressed or made.hasFocus():
                self.start_gate(str(made.property("note_kind")))
                return

    def start(self, kind: str) -> None:
        """A note of this kind, today, ready to write in."""
        session: Any = self.context.session
        today = self.context.session.clock.today().isoformat()
        verbs.write(self.context, partial(session.notebook.add, kind, date=today, student=self.student), self, self._made)

    def _made(self, changes: Changes) -> None:
        if changes.created:
            self.sheet.opened.connect(self._focus_once)
            self.open_note(changes.created[-1])
            self.written.emit()

    def _focus_once(self) -> None:
        self.sheet.opened.disconnect(self._focus_once)
        self.sheet.focus_form()
