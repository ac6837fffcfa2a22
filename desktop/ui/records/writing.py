"""A writing sheet: outline, form, side panel; drafts every 3 s, one act after a minute of calm or on leaving, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QWidget

from desktop.changes import Changes
from desktop.forms.spec import Form
from desktop.services.exchange_values import Clash
from desktop.services.values import Draft
from desktop.texts import plural
from desktop.ui import caret, style
from desktop.ui.accessible import announce
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.form_view import FormView, Outline
from desktop.ui.records.conflicts import Conflicts
from desktop.ui.records.head import SheetHead
from desktop.ui.widgets import HLine, VLine, hbox, pane, scrolled, vbox

CALM = 60_000
READ_ONLY = "Vous lisez cette fiche sans pouvoir y écrire. « Qui peut voir ceci ? » dit qui l’écrit."
OUTLINE, SIDE = 212, 308
OUTLINE_FROM, SIDE_FROM, SPLIT_FROM = 740, 1060, 760


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record read for writing."""

    id: str
    student_id: str
    form: Form
    answers: dict[str, Any]
    seen: int
    record: Any
    student: Any = None
    conflicts: tuple[Clash, ...] = ()
    draft: Draft | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    writes: bool = True
    """Whether this person may write here, or only read."""


class WritingSheet(QWidget):
    """``open(id)``; a subclass reads, saves, and dresses the head and the side panel."""

    back_asked = Signal()
    full_asked = Signal()
    opened = Signal()
    versions_asked = Signal()
    table = "record"
    outline_name = "Plan"
    outline_width = OUTLINE
    side_width = SIDE
    side_from = SIDE_FROM
    """Width from which outline, form and side stand together."""
    fold_complete = True
    text_size: float = 14

    def __init__(self, context: Context, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._name = name
        self.setObjectName(name)
        self.loaded: Loaded | None = None
        self.view: FormView | None = None
        self.seen = 0
        self.full = False
        self.short = False
        self.side_wanted = False
        self.side_auto = False
        self._writing: Writing | None = None
        self._unsaved: dict[str, dict[str, Any]] = {}
        self._wanted_key = self._wanted_cell = ""
        self._wanted_cursor = -1
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self.commit)
        self.head = self.make_head()
        self.outline_holder = QWidget()
        vbox(self.outline_holder)
        self.outline_area: QScrollArea = scrolled(self.outline_holder, name=f"{name}_plan", accessible=self.outline_name)
        self.form_holder = QWidget()
        vbox(self.form_holder)
        pane(self.form_holder, "paper")
        self.side = self.make_side()
        self.rules = (VLine(), VLine())
        body = QWidget()
        self._body: QHBoxLayout = hbox(body, self.outline_area, self.rules[0], self.form_holder, self.rules[1],
                                       self.side, spacing=0)
        self._body.setStretch(2, 1)
        column = vbox(self, self.head, HLine(), body)
        column.setStretch(2, 1)
        context.signals.changed.connect(self._changed)

    # what a subclass says
    def make_head(self) -> SheetHead:
        raise RuntimeError("a writing sheet makes its head")

    def make_side(self) -> QWidget:
        """The panel at right."""
        return QWidget()

    def outline_foot(self) -> Sequence[QWidget]:
        """What stands under the outline."""
        return ()

    def read(self, id: str) -> Loaded:
        """In the reader's thread."""
        raise RuntimeError("a writing sheet reads its record")

    def store(self, id: str, answers: dict[str, Any], seen: int) -> Changes:
        """In the writer's thread."""
        raise RuntimeError("a writing sheet saves its answers")

    def dress(self) -> None:
        """Head, side and menus follow the record."""

    def title_of_draft(self) -> str:
        return ""

    # opening and leaving
    def open(self, id: str, *, key: str = "", cell: str = "", cursor: int = -1) -> None:
        """Show a record, and its draft over it; ``key`` is the question to put the keyboard on, ``cell`` in a table."""
        if self.loaded is not None and self.loaded.id == id and self.view is not None:
            self._wanted_key, self._wanted_cell, self._wanted_cursor = key, cell, cursor
            self._come_back(self.view)
            return
        self.leave()
        self._wanted_key, self._wanted_cell, self._wanted_cursor = key, cell, cursor
        self.context.jobs.read(partial(self._read_whole, id), self._arrived, self._gone, key=(self, "open"))

    def _read_whole(self, id: str) -> Loaded:
        loaded = self.read(id)
        session = self.context.session
        found = session.history.conflicts(loaded.student_id or id)
        mine = tuple(c for c in found if c.row == id)
        return Loaded(loaded.id, loaded.student_id, loaded.form, loaded.answers, loaded.seen, loaded.record, loaded.student,
                      mine, session.drafts.get(self.table, id), loaded.extra,
                      session.rights.allows("write", self.table, loaded.student_id or id, id))

    def _gone(self, error: BaseException) -> None:
        self.context.fail(error)
        self.back_asked.emit()

    def _arrived(self, loaded: Loaded) -> None:
        self.loaded, self.seen = loaded, loaded.seen
        conflicts = Conflicts(self.context)
        conflicts.set_conflicts(loaded.conflicts)
        self.view = FormView(loaded.form, loaded.answers, fold_complete=self.fold_complete, size=self.text_size,
                             head=conflicts)
        self.conflicts = conflicts
        self._put(self.form_holder, self.view)
        holder = QWidget()
        self.outline = Outline(self.view)
        vbox(holder, self.outline, *self.outline_foot(), None)
        self._put(self.outline_holder, holder)
        self.view.changed.connect(self._typed)
        self.view.states_changed.connect(self.dress)
        self._writing = self.context.autosave.open(
            self.table, loaded.id, collect=self.view.changed_answers, student_id=loaded.student_id,
            title=self.title_of_draft(), seen=self._seen, commit=self.commit)
        self.dress()
        self.context.jobs.write(partial(self.context.session.reads.note, self.table, loaded.id))
        if loaded.writes:
            self._take_draft(loaded.draft)
        else:
            self.view.set_read_only(True)
            self.context.notices.tell(READ_ONLY)
        if loaded.id in self._unsaved:
            self.view.fill(self._unsaved.pop(loaded.id))
        self._fit()
        self.opened.emit()
        self._come_back(self.view)

    def _come_back(self, view: FormView) -> None:
        """After unlocking: the same question, the same cell, the same letter; and it is said."""
        if self.loaded is None or self._wanted_key not in {field.key for field in self.loaded.form.fields()}:
            return
        view.focus(self._wanted_key)
        target: QWidget = view.editor(self._wanted_key).focus_target()
        cell = view.findChild(QWidget, self._wanted_cell) if self._wanted_cell else None
        if cell is not None and cell is not target:
            target = cell
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        caret.put(target, self._wanted_cursor)
        announce(self, f"De retour au même endroit\u00a0: {view.editor(self._wanted_key).field.label}.")

    def _take_draft(self, draft: Draft | None) -> None:
        known = {f.key for f in self.loaded.form.fields()} if self.loaded else set()
        values = {key: value for key, value in draft.values.items() if key in known} if draft else {}
        if draft is not None and values and self.view is not None:
            self.seen = draft.seen or self.seen
            self.view.fill(values)
            self.context.notices.tell("Votre texte en cours a été repris là où il était.")

    def _put(self, holder: QWidget, widget: QWidget) -> None:
        layout = holder.layout()
        if layout is None:
            return
        while (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        layout.addWidget(widget)

    def show_who(self) -> None:
        """« Qui peut voir ceci ? »."""
        from desktop.ui.accounts import who_sees

        if self.loaded is not None:
            who_sees.show(self.context, self, self.table, self.loaded.id)

    def leave(self) -> None:
        """Write what was typed, let the record go; its draft goes once the act is on the disk."""
        writing = self._writing
        if writing is not None and writing.dirty:
            self.context.autosave.keep(writing)
        self.commit()
        if writing is not None:
            writing.close()
            self._writing = None
        self._calm.stop()
        self.loaded = None

    # writing
    def _seen(self) -> int:
        return self.seen

    def _typed(self, _key: str, _value: object) -> None:
        if self._writing is not None:
            self._writing.touch()
        self._calm.start()

    def commit(self) -> None:
        """Make one act of what was typed since the last one."""
        self._calm.stop()
        loaded, view = self.loaded, self.view
        if loaded is None or view is None:
            return
        answers = view.changed_answers()
        if answers:
            self.context.jobs.write(partial(self._store_now, loaded.id, answers),
                                    partial(self._stored, view, self._writing, answers),
                                    partial(self._not_stored, loaded.id, answers))

    def _store_now(self, id: str, answers: dict[str, Any]) -> tuple[Changes, dict[str, Any]]:
        """In the writer's thread: ``seen`` moves with each act, so that two quick ones never look like a conflict."""
        changes = self.store(id, answers, self.seen)
        if self.loaded is None or self.loaded.id == id:
            self.seen = max(self.seen, changes.seen)
        return changes, self.read(id).answers

    def _stored(self, view: FormView, writing: Writing | None, sent: dict[str, Any],
                answer: tuple[Changes, dict[str, Any]]) -> None:
        changes, stored = answer
        here = view is self.view
        if here:
            view.mark_saved(sent, stored=stored)
        if writing is not None and not (here and view.changed_answers()):
            writing.kept()
        if changes:
            self.context.changed(changes, self, quiet=True)

    def _not_stored(self, id: str, answers: dict[str, Any], error: BaseException) -> None:
        """The disk refused: the text stays on screen, or in hand for when the record is opened again."""
        if self.loaded is None or self.loaded.id != id:
            self._unsaved[id] = answers
        self.context.fail(error)

    def _changed(self, changes: Changes, initiator: object) -> None:
        loaded = self.loaded
        if loaded is None or self.view is None or not changes.roots & {loaded.student_id, loaded.id}:
            return
        if (self.table, loaded.id) in changes.touched or "line" in changes.tables or "student" in changes.tables:
            again = initiator is not self
            self.context.jobs.read(partial(self._read_whole, loaded.id), partial(self._refreshed, again), self._vanished,
                                   key=(self, "again"))

    def _vanished(self, _error: BaseException) -> None:
        """The record was deleted: back to the list."""
        self.loaded = None
        if self._writing is not None:
            self._writing.dirty = False
            self._writing.close()
            self._writing = None
        self.back_asked.emit()

    def _refreshed(self, again: bool, loaded: Loaded) -> None:
        if self.loaded is None or self.loaded.id != loaded.id or self.view is None:
            return
        self.loaded = loaded
        if again:
            self.seen = max(self.seen, loaded.seen)
            self.view.set_answers(loaded.answers)
        self.conflicts.set_conflicts(loaded.conflicts)
        self.dress()

    # words
    def progress_words(self) -> tuple[str, str]:
        """« 6 sections écrites sur 9 », « À écrire : les mots de l'élève »."""
        if self.view is None:
            return "", ""
        counted = [v for v in self.view.sections.values() if not v.section.optional]
        states = self.view.states()
        done = [v for v in counted if states[v.section.code] == "complete"]
        left = [v.section.title for v in counted if states[v.section.code] != "complete"]
        words = f"{plural(len(done), 'section écrite', 'sections écrites')} sur {len(counted)}"
        if not left:
            return words, ""
        named_left = ", ".join(title[0].lower() + title[1:] if not title[1:2].isupper() else title for title in left[:2])
        return words, f"À écrire : {named_left}{'…' if len(left) > 2 else ''}"

    # room
    def set_short(self, short: bool) -> None:
        self.short = short
        self.head.set_short(short)

    def set_full(self, full: bool) -> None:
        """F11."""
        self.full = full
        self._fit()

    def toggle_side(self) -> None:
        self.side_wanted = not self.side_shown()
        self.side_auto = False
        self._fit()

    def side_shown(self) -> bool:
        """What was asked, or where there is room for it when nothing was asked."""
        return self.width() / style.scale() >= SPLIT_FROM if self.side_auto else self.side_wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width() / style.scale()
        side = self.side_shown()
        outline = width >= (self.side_from if side else OUTLINE_FROM)
        form = not side or width >= SPLIT_FROM
        self.outline_area.setVisible(outline)
        self.rules[0].setVisible(outline)
        self.form_holder.setVisible(form)
        self.side.setVisible(side)
        self.rules[1].setVisible(side and form)
        self.outline_area.setFixedWidth(style.px(self.outline_width))
        if form:
            self.side.setMaximumWidth(style.px(self.side_width))
            self.side.setMinimumWidth(min(style.px(self.side_width), max(self.width() // 2, 200)))
        else:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
        self.fitted()

    def fitted(self) -> None:
        """After the room was shared."""

    def sections_menu(self) -> QMenu:
        """The outline as a menu, for when there is no room for it."""
        menu = QMenu(self)
        menu.setAccessibleName(self.outline_name)
        if self.view is not None:
            for code, view in self.view.sections.items():
                made = menu.addAction(view.title.accessibleName())
                made.setData(code)
        menu.triggered.connect(self._go_section)
        return menu

    def _go_section(self, action: Any) -> None:
        if self.view is not None:
            self.view.go_to(str(action.data()))

    def event(self, event: QEvent) -> bool:
        """F11 is this sheet's own: it also takes the room of the list."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F11:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            self.full_asked.emit()
        else:
            super().keyPressEvent(event)

    def place(self) -> dict[str, Any]:
        if self.loaded is None or self.view is None:
            return {}
        focus, key = self.window().focusWidget(), self.view.focused_key()
        return {"id": self.loaded.id, "key": key, "full": self.full,
                "cell": focus.objectName() if key and focus is not None else "", "cursor": caret.of(focus) if key else -1}
