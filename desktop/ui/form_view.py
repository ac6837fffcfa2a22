"""A form on screen: sections that fold and are built when they are reached, and the outline that tells where one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.forms.spec import Form, Section
from desktop.ui import icons, style, wording
from desktop.ui.accessible import named
from desktop.ui.editors import Editor
from desktop.ui.section_view import SectionView, section_mark
from desktop.ui.table_editor import TableEditor
from desktop.ui.widgets import hbox, pane, scrolled, vbox

COLUMN = 760


class FormView(QWidget):
    """``changed(key, value)`` at each edit; ``changed_answers()`` since the last ``mark_saved()``; ``focus(key)``."""

    changed = Signal(str, object)
    states_changed = Signal()
    section_reached = Signal(str)

    def __init__(self, form: Form, answers: Mapping[str, Any], *, fold_complete: bool = False, column: int = COLUMN,
                 size: float = 14, head: QWidget | None = None, foot: QWidget | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        named(self, f"formulaire_{form.code}", form.title)
        self._answers = form.complete_answers(answers)
        self._touched: set[str] = set()
        self._states = form.states(self._answers)
        self._current = ""
        watched = wording.watches(form.code)
        self.sections = {section.code: SectionView(section, self._answers, folded=self._folded(section, fold_complete), size=size,
                                                   watched=watched)
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
        """The question under the keyboard, to come back to after unlocking, even when another program is in front."""
        focus = self.window().focusWidget()
        for view in self.sections.values():
            for key, editor in view.editors.items():
                if focus is not None and editor.isAncestorOf(focus):
                    return key
        return ""

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
            made.setIcon(QIcon(icons.mark_pixmap(mark, style.px(12))))
            made.setIconSize(QSize(style.px(14), style.px(14)))
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
