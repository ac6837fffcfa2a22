"""A note, an observation, an interview, a follow-up being written: outline, form, and the guide that helps to write facts."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.changes import Changes
from desktop.forms.notebook import NOTEBOOK_FORMS
from desktop.forms.spec import Form
from desktop.models.kinds import NOTE_KINDS
from desktop.services.personal_values import Note
from desktop.services.values import as_day
from desktop.texts import long_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.date_edit import DateEdit
from desktop.ui.notebook.guide import FactsPanel
from desktop.ui.notebook.pieces import PiecesBox
from desktop.ui.records import verbs
from desktop.ui.records.head import SheetHead
from desktop.ui.records.writing import Loaded, WritingSheet
from desktop.ui.widgets import PlainLabel, action, button, hbox, icon_button, menu_button, quiet

FORMS: dict[str, Form] = {form.code: form for form in NOTEBOOK_FORMS}


class NoteSheet(WritingSheet):
    """One note. ``release_asked`` when what it concludes is to be transmitted."""

    table = "note"
    outline_name = "Parties de la note"
    outline_width = 206
    side_width = 272
    side_from = 940
    fold_complete = False
    release_asked = Signal(object)

    def __init__(self, context: Context, *, name: str = "fiche_note", parent: QWidget | None = None) -> None:
        self._dressing = False
        super().__init__(context, name=name, parent=parent)
        self.setAccessibleName("Note")
        self.side_auto = True
        self._build_days()

    # build
    def make_head(self) -> SheetHead:
        self.back_button = button("Retour", "plain", name="note_retour", icon="arrow-left", clicked=self.back_asked.emit)
        self.side_button = icon_button("info", "Écrire des faits, pièces jointes", name="note_guide", clicked=self.toggle_side)
        self.close_button = quiet("Terminer le suivi", name="note_clore", clicked=self.close_follow_up)
        self.more = menu_button("", [
            action("Transmettre…", self.ask_release, icon="mail", name="note_transmettre"),
            action("Parties…", self.show_sections, name="note_parties"),
            action("Qui peut voir ceci ?", self.show_who, icon="eye", name="note_qui"),
            None,
            action("Supprimer", self.remove, icon="trash-2", name="note_supprimer"),
            action("Effacer pour de bon…", self.erase, icon="eraser", name="note_effacer"),
        ], "icon", name="note_plus", icon="ellipsis", accessible="Autres actions sur la note")
        return SheetHead((self.close_button, self.side_button, self.more), name="note_tete", before=(self.back_button,), size=16)

    def make_side(self) -> QWidget:
        self.pieces = PiecesBox(self.context, name="note_pieces")
        return FactsPanel((self.pieces,))

    def _build_days(self) -> None:
        """The day of the note, and the foreseen end of a follow-up: changed at once, each an act."""
        self.day, self.until = named(DateEdit(), "note_date", "Date de la note"), named(DateEdit(), "note_fin", "Fin prévue")
        self.until_label = PlainLabel("Fin prévue le", size=13, tone="soft")
        label = PlainLabel("Date", size=13, tone="soft")
        for words, edit in ((label, self.day), (self.until_label, self.until)):
            edit.setFixedWidth(style.px(150))
            words.setBuddy(edit)
            edit.changed.connect(self._day_changed)
        row = QWidget()
        hbox(row, label, self.day, 12, self.until_label, self.until, None, margins=(24, 0, 24, 8))
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(1, row)

    def _day_changed(self) -> None:
        note = self.note
        if note is None or self._dressing:
            return
        said = {"date": self.day.day(), "until": self.until.day()}
        cells = {key: value for key, value in said.items() if value != getattr(note, key) and (value or key == "until")}
        if cells:
            session: Any = self.context.session
            self.commit()
            verbs.write(self.context, partial(session.notebook.update, note.id, cells), None)

    # record
    def read(self, id: str) -> Loaded:
        session: Any = self.context.session
        note: Note = session.notebook.get(id)
        kind = NOTE_KINDS[note.kind]
        return Loaded(id, note.student_id or id, FORMS[kind.code], note.answers, note.seen,
                      note)

    def store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        session: Any = self.context.session
        changes: Changes = session.notebook.save(id, answers, seen)
        return changes

    @property
    def note(self) -> Note | None:
        return self.loaded.record if self.loaded is not None else None

    def title_of_draft(self) -> str:
        note = self.note
        return f"{NOTE_KINDS[note.kind].label} (carnet)" if note else ""

    def dress(self) -> None:
        note = self.note
        if note is None:
            return
        day = as_day(note.date)
        kind = NOTE_KINDS[note.kind]
        until = as_day(note.until)
        facts = [long_date(day) if day else "", f"fin prévue {long_date(until)}" if until and not note.closed_on else "",
                 "terminé" if note.closed_on else "", self.progress_words()[1]]
        self.head.set_words(note.title or kind.label, " · ".join(part for part in facts if part))
        self.close_button.setVisible(kind.ends)
        self.close_button.setText("Reprendre le suivi" if note.closed_on else "Terminer le suivi")
        self.pieces.load(note.id)
        self._dressing = True
        self.day.set_day(note.date)
        self.until.set_day(note.until)
        self._dressing = False
        for widget in (self.until_label, self.until):
            widget.setVisible(kind.ends)
        for entry in self.more.menu().actions():
            if entry.objectName() == "note_transmettre":
                entry.setVisible(kind.pupil)
            elif entry.objectName() == "note_parties":
                entry.setVisible(self.view is not None and len(self.view.sections) > 1)

    def fitted(self) -> None:
        alone = self.view is not None and len(self.view.sections) < 2
        if alone:
            self.outline_area.hide()
            self.rules[0].hide()
        self.back_button.setText("" if self.width() < style.px(560) else "\u2009Retour")

    # acts
    def show_sections(self) -> None:
        self.sections_menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def ask_release(self) -> None:
        if self.loaded is not None:
            self.commit()
            self.release_asked.emit(self)

    def close_follow_up(self) -> None:
        note = self.note
        if note is not None:
            self.commit()
            session: Any = self.context.session
            verbs.write(self.context, partial(session.notebook.close, note.id, not note.closed_on), None)

    def remove(self) -> None:
        if self.loaded is not None:
            self.commit()
            session: Any = self.context.session
            verbs.write(self.context, partial(session.notebook.remove, self.loaded.id), None)

    def erase(self) -> None:
        note = self.note
        if note is not None:
            self.commit()
            verbs.erase(self.context, self, "note", note.id, f"cette note ({NOTE_KINDS[note.kind].label})", self._erased)

    def _erased(self, _changes: Changes) -> None:
        self._vanished(RuntimeError("erased"))

    def actions_here(self) -> list[QAction]:
        return [one for one in self.more.menu().actions() if not one.isSeparator() and one.isVisible()]

    def focus_form(self) -> None:
        """The keyboard on the first question."""
        if self.view is not None:
            first = next(iter(self.view.form.fields()), None)
            if first is not None:
                self.view.focus(first.key)


