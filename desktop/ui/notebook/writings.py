"""« Écrits »: notes, and what was transmitted to the school with the way to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.personal_values import ReleaseRow
from desktop.services.values import as_day
from desktop.texts import plain_date
from desktop.ui import messages, style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.notebook.notes_page import NotesPage
from desktop.ui.records import verbs
from desktop.ui.records.room import capped
from desktop.ui.widgets import Card, MarkLabel, PlainLabel, clear, hbox, link, quiet, scrolled, section_title, vbox

NOTHING = "Rien n’a été transmis à l’école pour cet enfant."


class ReleasesBox(QWidget):
    """What the school has from this file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "transmis", "Ce qui a été transmis")
        self._context = context
        self._student = ""
        self._rows = vbox(self, spacing=8)

    def load(self, student: str) -> None:
        self._student = student
        session: Any = self._context.session
        self._context.jobs.read(session.releases.mine, self._show, self._context.fail, key=(self, "load"))

    def _show(self, found: Sequence[ReleaseRow]) -> None:
        clear(self._rows)
        mine = [one for one in found if one.student_id == self._student]
        for number, row in enumerate(mine):
            self._rows.addWidget(ReleaseCard(row, number, self))
        if not mine:
            self._rows.addWidget(PlainLabel(NOTHING, tone="soft", wrap=True))

    def revoke(self, row: ReleaseRow) -> None:
        """For the future: what was read or printed is not reached."""
        if not messages.ask(self, "Retirer ce texte pour la suite ?",
                            "Il ne sera plus montré dans la fiche de l’enfant. "
                            "Ce qui a déjà été lu ou imprimé ne se reprend pas.", yes="Retirer"):
            return
        session: Any = self._context.session
        verbs.write(self._context, partial(session.releases.revoke, row.id), self, self._revoked)

    def _revoked(self, _changes: object) -> None:
        self.load(self._student)


class ReleaseCard(Card):
    """One text transmitted: to whom, when, its words, and « Retirer »."""

    def __init__(self, row: ReleaseRow, number: int, box: ReleasesBox) -> None:
        super().__init__(name=f"transmis_{number}", margins=(14, 10, 14, 12), spacing=4)
        self._row, self._owner = row, box
        day, gone, talk = as_day(row.date), as_day(row.revoked_on), as_day(row.talk_on)
        state = f"retiré le {plain_date(gone)}" if gone else f"transmis le {plain_date(day)}" if day else "transmis"
        again = f"on se reparle le {plain_date(talk)}" if talk else ""
        facts = " · ".join(part for part in (state, row.addressee, again) if part)
        self.setAccessibleName(f"{row.purpose}, {facts}")
        back = quiet("Retirer…", name=f"transmis_{number}_retirer", clicked=self._revoke)
        back.setAccessibleName(f"Retirer pour la suite\u00a0: {row.purpose}, {facts}")
        self.box.addLayout(hbox(None, MarkLabel("none" if gone else "done"),
                                PlainLabel(row.purpose or "Conclusion", weight=style.MEDIUM), None, back))
        back.setVisible(not gone)
        self.box.addWidget(PlainLabel(facts, size=13, tone="soft", wrap=True))
        self.box.addWidget(PlainLabel(row.content, tone="soft" if gone else "", wrap=True))

    def _revoke(self) -> None:
        self._owner.revoke(self._row)


class WritingsPage(QWidget):
    """Notes at the top when this role has them here, then what was transmitted."""

    release_asked = Signal(object)
    written = Signal()
    full_asked = Signal()

    def __init__(self, context: Context, *, notes: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "ecrits", "Écrits")
        self.releases = ReleasesBox(context)
        self.notes = NotesPage(context, ("note",), name="ecrits_notes", title="Notes") if notes else None
        below = QWidget()
        below.setMaximumWidth(style.px(760))
        vbox(below, section_title("Transmis à l’école"), self.releases, 6,
             link("Transmettre un texte…", name="ecrits_transmettre", icon="mail", clicked=self._ask), None,
             margins=(24, 14, 24, 20), spacing=6)
        self.area = scrolled(capped(below), name="ecrits_defile", accessible="Transmis à l’école")
        column = vbox(self)
        if self.notes is not None:
            column.addWidget(self.notes, 1)
            self.notes.stack.currentChanged.connect(self._fit)
            self.notes.release_asked.connect(self.release_asked)
            self.notes.written.connect(self.written)
            self.notes.full_asked.connect(self.full_asked)
            self.notes.listing.counted.connect(self._size_list)
        column.addWidget(self.area, 1)

    def load(self, student: str) -> None:
        if self.notes is not None:
            self.notes.load(student)
        self.releases.load(student)

    def _ask(self) -> None:
        self.release_asked.emit(None)

    def _size_list(self, count: int) -> None:
        """The list takes the room of its rows, half the page at most."""
        if self.notes is not None:
            wanted = style.px(46) + style.px(52) * (min(count, 5) if count else 3)
            self.notes.setMaximumHeight(16_777_215 if self.notes.writing() else wanted)

    def _fit(self, index: int) -> None:
        """A note being written takes the page."""
        self.area.setVisible(index == 0)
        if self.notes is not None:
            self._size_list(self.notes.listing.paged.total())

    def writing(self) -> bool:
        return self.notes is not None and self.notes.writing()

    def back_to_list(self) -> bool:
        return self.notes is not None and self.notes.back_to_list()

    def commit(self) -> None:
        if self.notes is not None:
            self.notes.commit()

    def leave(self) -> None:
        if self.notes is not None:
            self.notes.leave()
