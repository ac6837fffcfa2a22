"""Prepare a concertation: the requests that wait at left, the agenda at right in the order one wants, a date."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QListWidget, QListWidgetItem, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.forms.request_kinds import FUNCTIONS
from desktop.forms.spec import Date, Text, Time
from desktop.services.request_values import RequestRow, Situation
from desktop.services.values import Meeting, as_day
from desktop.texts import long_date, plural
from desktop.ui import page_keys, style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.list_view import RowDelegate
from desktop.ui.meetings.elapsed import length
from desktop.ui.paged_model import LINE_ROLE, Line
from desktop.ui.records.fields import Fields, Row
from desktop.ui.widgets import HLine, PlainLabel, first, hbox, icon_button, link, pane, quiet, scrolled, vbox

ROWS: list[Row] = [[Date("date", "Date"), Time("heure", "Heure"), Text("duree", "Durée prévue", placeholder="1 h 30"),
                    Text("lieu", "Lieu")]]
ID = Qt.ItemDataRole.UserRole
ASKED_FUNCTIONS = ("specialist_e", "specialist_g", "psychologist")
STACKED_UNDER = 700


EMPTY = "Rien encore. Entrée sur une demande l’ajoute ici ; Alt et les flèches changent l’ordre."


class PickList(QListWidget):
    """A list one takes from or orders: Entrée or Espace acts, Suppr takes away, Alt+flèches move."""

    acted = Signal()
    moved = Signal(int)

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self.setItemDelegate(RowDelegate(self, left=14, right=14))
        self.setProperty("frame", "true")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(style.px(160))
        self.itemDoubleClicked.connect(self._double)

    def _double(self, _item: object) -> None:
        self.acted.emit()

    def put(self, id: str, line: Line) -> None:
        item = QListWidgetItem()
        item.setData(LINE_ROLE, line)
        item.setData(ID, id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, line.whole())
        self.addItem(item)

    def ids(self) -> list[str]:
        return [str(self.item(row).data(ID)) for row in range(self.count())]

    def lines(self) -> list[tuple[str, Line]]:
        return [(str(self.item(row).data(ID)), self.item(row).data(LINE_ROLE)) for row in range(self.count())]

    def chosen(self) -> list[int]:
        rows = sorted(index.row() for index in self.selectedIndexes())
        return rows or ([self.currentRow()] if self.currentRow() >= 0 else [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Delete) and \
                not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.acted.emit()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class PreparePage(QWidget):
    """A new réunion de synthèse, or the agenda of ``meeting``. ``saved(meeting)``; ``left``."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, context: Context, *, meeting: Meeting | None = None, chosen: Sequence[str] = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = "Ordre du jour" if meeting is not None else "Préparer une concertation"
        named(self, "concertation_preparer", title)
        pane(self, "paper")
        self.context, self.meeting = context, meeting
        self._asked = tuple(chosen)
        self._before: tuple[Situation, ...] = ()
        self._busy = False
        self._build(title)
        self._lay_out()
        self._connect()

    # build
    def _build(self, title: str) -> None:
        self.back_button = link("Retour", name="preparer_retour", icon="arrow-left", clicked=self.leave)
        self.title = PlainLabel(title, size=21, weight=style.MEDIUM, elide=True)
        day = as_day(self.meeting.date) if self.meeting is not None else None
        self.soft = PlainLabel(f"Réunion de synthèse du {long_date(day)}" if day else "", tone="soft")
        if not day:
            self.soft.hide()
        self.fields = Fields(ROWS, name="preparer_champs")
        if self.meeting is not None:
            self.fields.hide()
        self.school = named(QComboBox(), "preparer_ecole", "École des demandes proposées")
        self.school.addItem("Toutes les écoles", "")
        self.function = named(QComboBox(), "preparer_fonction", "Fonction à qui les demandes sont proposées")
        self.function.addItem("Toutes les fonctions", "")
        for code in ASKED_FUNCTIONS:
            self.function.addItem(FUNCTIONS[code][:1].upper() + FUNCTIONS[code][1:], code)
        self.waiting = PickList("preparer_attente", "Demandes qui attendent")
        self.agenda = PickList("preparer_ordre", "Ordre du jour")
        self.waiting_title = PlainLabel("Demandes qui attendent", weight=style.MEDIUM)
        self.agenda_title = PlainLabel("Ordre du jour", weight=style.MEDIUM)
        self.nothing = PlainLabel("Aucune autre demande n’attend.", tone="soft", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add_button = quiet("Ajouter", name="preparer_ajouter", icon="arrow-right", clicked=self.add)
        self.all_button = link("Tout ajouter", name="preparer_tout", clicked=self.add_all)
        self.drop_button = link("Retirer", name="preparer_retirer", clicked=self.drop)
        self.up_button = icon_button("arrow-up", "Monter (Alt+Haut)", name="preparer_monter", clicked=self.up)
        self.down_button = icon_button("arrow-down", "Descendre (Alt+Bas)", name="preparer_descendre", clicked=self.down)
        self.children_button = link("Ajouter les enfants de cette réunion", name="preparer_enfants", clicked=self.add_children)
        self.children_button.setVisible(False)
        self.empty = PlainLabel(EMPTY, tone="soft", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.time = PlainLabel("", size=13, tone="soft")
        self.save_button = first("Enregistrer l’ordre du jour" if self.meeting is not None else "Préparer la réunion",
                                 name="preparer_enregistrer", clicked=self.save)

    def _lay_out(self) -> None:
        at_left, at_right = QWidget(), QWidget()
        filters = hbox(None, self.school, self.function, spacing=8)
        filters.setStretch(0, 1)
        filters.setStretch(1, 1)
        left = vbox(at_left, hbox(None, self.waiting_title, None, self.all_button), filters, self.waiting, self.nothing,
                    hbox(None, self.add_button, None), spacing=8)
        left.setStretch(2, 1)
        left.setStretch(3, 1)
        vbox(at_right, hbox(None, self.agenda_title, None, self.time), self.empty, self.agenda,
             hbox(None, self.up_button, self.down_button, self.drop_button, self.children_button, None),
             spacing=8).setStretch(2, 1)
        self._columns: QBoxLayout = hbox(None, at_left, at_right, spacing=24)
        self._columns.setStretch(0, 1)
        self._columns.setStretch(1, 1)
        foot = hbox(None, self.save_button, None)
        inner = QWidget()
        vbox(inner, hbox(None, self.back_button, None), self.title, self.soft, 4, self.fields, 4, HLine(), 6, self._columns, 4,
             foot, margins=(24, 12, 24, 20), spacing=6).setStretch(8, 1)
        vbox(self, scrolled(inner, name="preparer_page"))

    def _connect(self) -> None:
        self.waiting.acted.connect(self.add)
        self.agenda.acted.connect(self.drop)
        self.agenda.moved.connect(self.move_by)
        for combo in (self.school, self.function):
            combo.activated.connect(self._filtered)
        self.fields.changed.connect(self._tell)
        self.fields.submitted.connect(self.save)

    # reading
    def begin(self) -> None:
        """Read what waits, and what is on the agenda already."""
        if self.meeting is None:
            self.fields.fill({"date": self.context.session.clock.today().isoformat()})
        self.context.jobs.read(self._read_first, self._first, self.context.fail, key=(self, "first"))

    def _read_first(self) -> tuple[Any, ...]:
        session = self.context.session
        before = session.concertation.agenda(self.meeting.id) if self.meeting is not None else ()
        return session.schools.all(), session.concertation.propose_agenda(), before

    def _first(self, answer: tuple[Any, ...]) -> None:
        schools, rows, self._before = answer
        for school in schools:
            if school.pupils:
                self.school.addItem(school.name, school.id)
        for one in self._before:
            self.agenda.put(one.id, Line(one.title, meaning=one.second, mark=one.mark))
        children = set(self.meeting.student_ids) if self.meeting is not None else set()
        self.children_button.setVisible(bool(children - {one.student_id for one in self._before}))
        self._show(rows)
        if self._asked:
            wanted = set(self._asked)
            self._take([row for row, id in enumerate(self.waiting.ids()) if id in wanted])
            if not wanted & set(self.agenda.ids()):
                self.context.notices.tell("Cette demande est déjà à un ordre du jour, ou déjà décidée.", "warn")
        self._tell()
        target = self.waiting if self.waiting.count() else self.agenda
        (self.fields.focus_first() if self.meeting is None else target.setFocus(Qt.FocusReason.OtherFocusReason))

    def _filtered(self, _index: int = 0) -> None:
        self.context.jobs.read(partial(self.context.session.concertation.propose_agenda, self.school.currentData(),
                                       self.function.currentData()), self._refilled, self.context.fail, key=(self, "filter"))

    def _refilled(self, rows: Sequence[RequestRow]) -> None:
        self._show(rows)
        announce(self, plural(self.waiting.count(), "demande"))
        self._tell()

    def _show(self, rows: Sequence[RequestRow]) -> None:
        there = {*self.agenda.ids(), *(one.request_id for one in self._before if one.request_id and one.id in self.agenda.ids())}
        self.waiting.clear()
        taken = set(self.agenda.ids())
        for one in self._before:
            if one.id not in taken:
                self.waiting.put(one.id, Line(one.title, meaning=one.second, mark=one.mark))
        for row in rows:
            if row.id not in there:
                since = "" if row.days is None else plural(row.days, "jour") if row.days else "aujourd’hui"
                self.waiting.put(row.id, Line(row.title, right=row.level, meaning=row.subject, right_soft=since, mark=row.mark,
                                              spoken=row.sentence))

    # acts
    def add(self) -> None:
        self._take(self.waiting.chosen())

    def add_all(self) -> None:
        self._take(range(self.waiting.count()))

    def _take(self, rows: Sequence[int]) -> None:
        self._transfer(self.waiting, self.agenda, rows, "à l’ordre du jour")

    def add_children(self) -> None:
        """The children this meeting is about, each by the request that waits for her, or alone."""
        if self.meeting is not None:
            self.context.jobs.write(partial(self._put_children, self.meeting.id), self._children_put, self.context.fail)

    def _put_children(self, meeting: str) -> tuple[Changes, tuple[Situation, ...]]:
        service = self.context.session.concertation
        changes = service.put(meeting)
        return changes, service.agenda(meeting)

    def _children_put(self, answer: tuple[Changes, tuple[Situation, ...]]) -> None:
        changes, agenda = answer
        self.context.changed(changes, self)
        known = {one.id for one in self._before}
        self._before = agenda
        for one in agenda:
            if one.id not in known:
                self.agenda.put(one.id, Line(one.title, meaning=one.second, mark=one.mark))
        self.children_button.hide()
        self._filtered()

    def drop(self) -> None:
        """Off the agenda; a situation already decided stays, and it is said."""
        done = {one.id for one in self._before if one.state == "done"}
        rows = [row for row in self.agenda.chosen() if self.agenda.ids()[row] not in done]
        if len(rows) < len(self.agenda.chosen()):
            self.context.notices.tell("Une décision y est déjà notée\u00a0: cette situation reste à l’ordre du jour.", "warn")
        self._transfer(self.agenda, self.waiting, rows, "retiré de l’ordre du jour")

    def _transfer(self, source: PickList, target: PickList, rows: Sequence[int], words: str) -> None:
        lines = source.lines()
        moved = [lines[row] for row in rows]
        at = min(rows, default=0)
        for row in sorted(rows, reverse=True):
            source.takeItem(row)
        for id, line in moved:
            target.put(id, line)
        source.setCurrentRow(min(at, source.count() - 1))
        if len(moved) == 1:
            announce(self, f"{moved[0][1].title}, {words}")
        elif moved:
            announce(self, f"{plural(len(moved), 'situation')}, {words}")
        self._tell()

    def up(self) -> None:
        self.move_by(-1)

    def down(self) -> None:
        self.move_by(1)

    def move_by(self, step: int) -> None:
        row = self.agenda.currentRow()
        to = row + step
        if row < 0 or not 0 <= to < self.agenda.count():
            return
        item = self.agenda.takeItem(row)
        self.agenda.insertItem(to, item)
        self.agenda.setCurrentRow(to)
        announce(self, f"{item.data(LINE_ROLE).title}, {to + 1} sur {self.agenda.count()}")

    def _tell(self) -> None:
        count = self.agenda.count()
        minutes = length(str(self.fields.values().get("duree") or "")) if self.meeting is None else \
            length(str(self.meeting.answers.get("duree") or ""))
        each = minutes // count if count else 0
        waiting = self.waiting.count()
        self.waiting.setVisible(bool(waiting))
        self.nothing.setVisible(not waiting)
        self.empty.setVisible(not count and bool(waiting))
        for made in (self.up_button, self.down_button, self.drop_button):
            made.setEnabled(bool(count))
        for made in (self.add_button, self.all_button):
            made.setEnabled(bool(waiting))
        self.waiting_title.setText(f"Demandes qui attendent ({waiting})")
        self.agenda_title.setText(f"Ordre du jour ({count})")
        self.time.setText(f"environ {each}\u00a0min pour chacune" if each else "")
        self.save_button.setEnabled(bool(count) or bool(self._before))

    # saving
    def save(self) -> None:
        if self._busy or not self.save_button.isEnabled():
            return
        self._busy = True
        self.context.jobs.write(self._write, self._saved, self._refused)

    def _write(self) -> tuple[str, tuple[Changes, ...]]:
        """In the writer's thread."""
        service, ids = self.context.session.concertation, self.agenda.ids()
        if self.meeting is None:
            said = self.fields.values()
            answers = {key: said[key] for key in ("heure", "duree", "lieu") if said.get(key)}
            changes = service.prepare(str(said.get("date") or ""), ids, str(self.school.currentData() or ""), answers)
            return changes.created[0], (changes,)
        meeting = self.meeting.id
        before = {one.id: one for one in self._before}
        done = [service.drop(meeting, id) for id in before if id not in ids]
        fresh = [id for id in ids if id not in before]
        if fresh:
            done.append(service.put(meeting, fresh))
        known = {one.request_id: one.id for one in service.agenda(meeting) if one.request_id}
        wished = [id if id in before else known[id] for id in ids if id in before or id in known]
        if wished != [one.id for one in service.agenda(meeting)]:
            done.append(service.order(meeting, wished))
        return meeting, tuple(done)

    def _saved(self, answer: tuple[str, tuple[Changes, ...]]) -> None:
        self._busy = False
        meeting, written = answer
        for changes in written:
            self.context.changed(changes, self)
        self.saved.emit(meeting)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, PoleError) and error.column and self.fields.isVisible() and \
                self.fields.show_error(error.column, str(error)):
            announce(self, str(error), urgent=True)
        else:
            self.context.fail(error)

    def leave(self) -> None:
        """« Retour », Échap: the agenda of a meeting is kept as it is left; a meeting is made by its button only."""
        if self.meeting is not None and self.agenda.ids() != [one.id for one in self._before]:
            self.save()
        else:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.act(event, self.save, self.leave):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.width() < style.px(STACKED_UNDER)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != wanted:
            self._columns.setDirection(wanted)
