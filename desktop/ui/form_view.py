"""A form on screen: sections that fold and are built when they are reached, and the outline that tells where one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.forms.spec import Date, Field, Form, Number, Section, Table, Text, Tick, Time
from desktop.ui import icons, style
from desktop.ui.accessible import announce, named
from desktop.ui.editors import Editor, GrowingText, editor_for
from desktop.ui.flow import FlowLayout
from desktop.ui.table_editor import TableEditor, chain
from desktop.ui.widgets import HLine, MarkLabel, PlainLabel, hbox, pane, scrolled, vbox

COLUMN = 760
SMALL = (Date, Time, Number)


def section_mark(section: Section, state: str) -> str:
    """The mark of a section: done, half, to complete, or planned when nobody expects it."""
    if state == "complete":
        return "done"
    if state == "partial":
        return "running"
    return "planned" if section.optional else "incomplete"


class SectionView(QFrame):
    """A title one can fold, a mark, and the questions under it once they are reached."""

    changed = Signal(str, object)
    toggled = Signal()

    def __init__(self, section: Section, answers: dict[str, Any], *, folded: bool) -> None:
        super().__init__()
        self.section, self._answers, self.folded = section, answers, folded
        self.setObjectName(f"section_{section.code}")
        self.editors: dict[str, Editor] = {}
        self._body: QWidget | None = None
        self._read_only = False
        self.title = QPushButton(f"\u2009{section.title}")
        self.title.setProperty("kind", "fold")
        self.title.setFont(style.font(16, style.MEDIUM))
        self.title.setAutoDefault(False)
        self.title.setObjectName(f"replier_{section.code}")
        self.mark = MarkLabel("none")
        help = PlainLabel(section.help, size=13, tone="soft", elide=True)
        help.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.summary = PlainLabel("", size=13.5, tone="soft", elide=True)
        self.summary.setContentsMargins(style.px(24), 0, 0, 4)
        self._room = QVBoxLayout()
        self._room.setContentsMargins(0, 6, 0, 6)
        self._waiting = QWidget()
        self._waiting.setFixedHeight(self._guess())
        self._room.addWidget(self._waiting)
        vbox(self, hbox(None, self.title, self.mark, help, spacing=8), self.summary, self._room, 8, HLine(), spacing=0)
        self.title.clicked.connect(self.toggle)
        style.look().changed.connect(self._restyle)
        self._show()

    def _guess(self) -> int:
        return sum(style.px(110) if isinstance(f, Table) else style.px(64) for f in self.section.fields)

    def built(self) -> bool:
        return self._body is not None

    def build(self) -> None:
        """Make the questions."""
        if self._body is not None:
            return
        self._body = QWidget(self)
        column = vbox(self._body, spacing=14)
        row: FlowLayout | None = None
        for field in self.section.fields:
            block = self._block(field)
            if isinstance(field, SMALL):
                if row is None:
                    row = FlowLayout(spacing=20)
                    column.addLayout(row)
                row.addWidget(block)
            else:
                row = None
                column.addWidget(block)
        self._room.replaceWidget(self._waiting, self._body)
        self._waiting.deleteLater()
        chain(self.title, self.focusables())
        self._body.show()

    def _block(self, field: Field) -> QWidget:
        editor = editor_for(field)
        editor.set_value(self._answers.get(field.key))
        editor.set_read_only(self._read_only) if self._read_only else None
        editor.changed.connect(self._edited)
        self.editors[field.key] = editor
        block = QWidget()
        column = vbox(block, spacing=4)
        alone = len(self.section.fields) == 1
        if not isinstance(field, Tick) and not (alone and isinstance(field, Text | Table)):
            label = PlainLabel(field.label, size=13, tone="soft")
            label.setBuddy(editor.focus_target())
            column.addWidget(label)
        if field.help and field.help != self.section.help:
            column.addWidget(PlainLabel(field.help, size=12.5, tone="faint", wrap=True))
        column.addWidget(editor)
        return block

    def focusables(self) -> list[QWidget]:
        found: list[QWidget] = []
        for editor in self.editors.values():
            if isinstance(editor, TableEditor):
                found += editor.focusables()
            elif hasattr(editor, "chips"):
                found += editor.chips
            else:
                found.append(editor.focus_target())
        return found

    def toggle(self) -> None:
        self.set_folded(not self.folded)
        announce(self, f"{self.section.title} {'replié' if self.folded else 'déplié'}")

    def set_folded(self, folded: bool) -> None:
        if folded == self.folded:
            return
        self.folded = folded
        if not folded:
            self.build()
        self._show()
        self.toggled.emit()

    def _show(self) -> None:
        icons.set_icon(self.title, "chevron-right" if self.folded else "chevron-down", "ink_soft", 16)
        for at in range(self._room.count()):
            item = self._room.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(not self.folded)
        self.tell_state()

    def tell_state(self) -> None:
        """Mark, summary and spoken name follow the answers."""
        mark = section_mark(self.section, self.section.state(self._answers))
        self.mark.set_mark(mark)
        shown = [field.display(self._answers.get(field.key)).replace("\n", " · ") for field in self.section.fields
                 if not field.is_empty(self._answers.get(field.key))]
        self.summary.setText(" · ".join(text for text in shown if text) or "Rien d’écrit")
        self.summary.setVisible(self.folded)
        self.title.setAccessibleName(
            f"{self.section.title}, {icons.mark_words(mark)}, {'replié' if self.folded else 'déplié'}")

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        for editor in self.editors.values():
            editor.set_read_only(read_only)

    def refill(self) -> None:
        """Show the answers again, but what has the keyboard."""
        focus = QApplication.focusWidget()
        for key, editor in self.editors.items():
            holds = focus is not None and (editor is focus or editor.isAncestorOf(focus))
            if not holds and editor.value() != self._answers.get(key):
                editor.set_value(self._answers.get(key))
        self.tell_state()

    def _edited(self) -> None:
        editor = self.sender()
        if isinstance(editor, Editor):
            value = editor.value()
            self._answers[editor.field.key] = value
            self.tell_state()
            self.changed.emit(editor.field.key, value)

    def _restyle(self) -> None:
        self.title.setFont(style.font(16, style.MEDIUM))


class FormView(QWidget):
    """``changed(key, value)`` at each edit; ``changed_answers()`` since the last ``mark_saved()``; ``focus(key)``."""

    changed = Signal(str, object)
    states_changed = Signal()
    section_reached = Signal(str)

    def __init__(self, form: Form, answers: Mapping[str, Any], *, fold_complete: bool = False, column: int = COLUMN,
                 head: QWidget | None = None, foot: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        named(self, f"formulaire_{form.code}", form.title)
        self._answers = form.complete_answers(answers)
        self._touched: set[str] = set()
        self._states = form.states(self._answers)
        self._current = ""
        self.sections = {section.code: SectionView(section, self._answers, folded=self._folded(section, fold_complete))
                         for section in form.sections}
        self._build(column, head, foot)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._reach)
        for view in self.sections.values():
            view.changed.connect(self._edited)
            view.toggled.connect(self._look.start)
        self.area.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._watching = False

    def _folded(self, section: Section, fold_complete: bool) -> bool:
        state = section.state(self._answers)
        return (section.optional and state == "empty") or (fold_complete and state == "complete")

    def _build(self, column: int, head: QWidget | None, foot: QWidget | None) -> None:
        page = self._page = QWidget()
        inner = QWidget()
        inner.setMaximumWidth(style.px(column))
        box = vbox(inner, spacing=10)
        for widget in (head, *self.sections.values(), foot):
            if widget is not None:
                box.addWidget(widget)
        box.addStretch(1)
        outer = hbox(page, margins=(24, 16, 24, 24), spacing=0)
        outer.addWidget(inner, 1)
        outer.addStretch(0)
        self.area = scrolled(page, name=f"defilement_{self.form.code}", accessible=self.form.title)
        vbox(self, self.area)

    # Answers
    def answers(self) -> dict[str, Any]:
        """All answers as they stand on screen."""
        return dict(self._answers)

    def changed_answers(self) -> dict[str, Any]:
        """What was typed since the last saving, by key."""
        return {key: self._answers[key] for key in self._touched}

    def mark_saved(self, saved: Mapping[str, Any] | None = None, *, stored: Mapping[str, Any] | None = None) -> None:
        """``saved`` (what was sent) is in the vault; new lines take the ids of ``stored`` (the answers read back)."""
        for key in list(self._touched):
            if saved is None or (key in saved and saved[key] == self._answers[key]):
                self._touched.discard(key)
        for view in self.sections.values():
            for key, editor in view.editors.items():
                if isinstance(editor, TableEditor) and stored and stored.get(key):
                    editor.adopt_ids(stored[key])
                    if key not in self._touched:
                        self._answers[key] = editor.value()

    def set_answers(self, answers: Mapping[str, Any]) -> None:
        """Show what the vault now says, without touching what was typed and not saved yet."""
        for key, value in self.form.complete_answers(answers).items():
            if key not in self._touched:
                self._answers[key] = value
        for view in self.sections.values():
            view.refill()
        self._tell_states()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values as if typed (a draft taken up again, a line of a bank)."""
        for key, value in values.items():
            self._answers[key] = value
            self._touched.add(key)
        for view in self.sections.values():
            view.refill()
        self._tell_states()
        for key, value in values.items():
            self.changed.emit(key, value)

    def states(self) -> dict[str, str]:
        return dict(self._states)

    def set_read_only(self, read_only: bool) -> None:
        for view in self.sections.values():
            view.set_read_only(read_only)

    # Places
    def section_of(self, key: str) -> SectionView:
        return next(view for view in self.sections.values() if any(f.key == key for f in view.section.fields))

    def editor(self, key: str) -> Editor:
        """The editor of a question, its section unfolded and built."""
        view = self.section_of(key)
        view.set_folded(False)
        view.build()
        return view.editors[key]

    def focus(self, key: str) -> None:
        """Put the keyboard on a question, wherever it is."""
        target = self.editor(key).focus_target()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(target, 24, 80)

    def focused_key(self) -> str:
        """The question under the keyboard, to come back to after unlocking."""
        focus = QApplication.focusWidget()
        for view in self.sections.values():
            for key, editor in view.editors.items():
                if focus is not None and editor.isAncestorOf(focus):
                    return key
        return ""

    def focused_box(self) -> GrowingText | None:
        """The text box under the keyboard."""
        focus = QApplication.focusWidget()
        return focus if isinstance(focus, GrowingText) and self.isAncestorOf(focus) else None

    def take_line(self, key: str, cells: dict[str, Any]) -> bool:
        """A line from a bank, into a table."""
        editor = self.editor(key)
        return isinstance(editor, TableEditor) and editor.take_line(cells)

    def go_to(self, code: str, *, keyboard: bool = True) -> None:
        """Unfold a section and bring it to the top."""
        view = self.sections[code]
        view.set_folded(False)
        view.build()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        top = view.mapTo(self._page, QPoint(0, 0)).y()
        self.area.verticalScrollBar().setValue(max(top - 12, 0))
        targets = view.focusables()
        if keyboard and targets:
            targets[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_current(code)

    def build_all(self) -> None:
        """Every section at once: tests that walk over everything."""
        for view in self.sections.values():
            view.build()

    def current_section(self) -> str:
        return self._current

    # Qt's own
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._watching:
            app = QApplication.instance()
            if isinstance(app, QApplication):
                app.focusChanged.connect(self._focus_moved)
            self._watching = True
        self._look.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look.start()

    # Inside
    def _edited(self, key: str, value: Any) -> None:
        self._touched.add(key)
        self._tell_states()
        self.changed.emit(key, value)

    def _tell_states(self) -> None:
        states = self.form.states(self._answers)
        if states != self._states:
            self._states = states
            self.states_changed.emit()

    def _scrolled(self, _value: int) -> None:
        self._look.start()

    def _reach(self) -> None:
        """Build what came in sight (and a little below), and tell which section is at the top."""
        page, view = self._page, self.area.viewport()
        top = self.area.verticalScrollBar().value()
        bottom = top + view.height()
        first = ""
        for code, section in self.sections.items():
            y = section.mapTo(page, QPoint(0, 0)).y()
            if not section.folded and not section.built() and y < bottom + 240 and y + section.height() > top - 240:
                section.build()
                self._look.start()
            if not first and y + section.height() > top + 60:
                first = code
        focus = self.focused_key()
        self._set_current(self.section_of(focus).section.code if focus else first)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible() and self.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 24, 60)
            self._look.start()

    def _set_current(self, code: str) -> None:
        if code and code != self._current:
            self._current = code
            self.section_reached.emit(code)


class Outline(QWidget):
    """The sections of a form with their marks, 33 px each: what is written, half, empty."""

    def __init__(self, view: FormView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        named(self, "plan", "Plan du document")
        pane(self, "paper")
        self.buttons: dict[str, QPushButton] = {}
        column = vbox(self, margins=(8, 12, 8, 12), spacing=1)
        for code, section in view.sections.items():
            made = QPushButton(f"\u2009\u2009{section.section.title}")
            made.setProperty("kind", "outline")
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setObjectName(f"plan_{code}")
            made.setToolTip(section.section.title)
            made.setIconSize(QSize(14, 14))
            made.installEventFilter(self)
            made.clicked.connect(self._clicked)
            self.buttons[code] = made
            column.addWidget(made)
        column.addStretch(1)
        view.states_changed.connect(self.refresh)
        view.section_reached.connect(self._reached)
        style.look().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Marks and spoken names follow the answers."""
        states = self.view.states()
        for code, made in self.buttons.items():
            section = self.view.sections[code].section
            mark = section_mark(section, states[code])
            made.setIcon(QIcon(icons.mark_pixmap(mark, 12)))
            made.setFont(style.font(14, style.MEDIUM if made.isChecked() else 400))
            made.setAccessibleName(f"{section.title}, {icons.mark_words(mark)}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            buttons = list(self.buttons.values())
            if step and watched in buttons:
                position = next(i for i, made in enumerate(buttons) if made is watched) + step
                if 0 <= position < len(buttons):
                    buttons[position].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _clicked(self) -> None:
        pressed = self.sender()
        for code, made in self.buttons.items():
            if made is pressed:
                self.view.go_to(code)
                self._reached(code)

    def _reached(self, code: str) -> None:
        for other, made in self.buttons.items():
            made.setChecked(other == code)
        self.refresh()
