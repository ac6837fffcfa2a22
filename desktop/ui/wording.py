"""Words to put otherwise, underlined in what a school writes: disorders, scores, judgments, each with a fact said instead.

Nothing is blocked, counted or kept. Never in personal notes: a form of the notebook is not watched.
The fact shown is an example: it is read, not put in the text, where only what was seen belongs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QTextEdit, QToolTip, QWidget

from desktop.texts import typographic
from desktop.ui import style
from desktop.ui.accessible import announce
from desktop.ui.notices import Notices

if TYPE_CHECKING:
    from desktop.content.wording import Remark
    from desktop.ui.editors import GrowingText

CALM = 450
"""Milliseconds after the last key: nobody is corrected in the middle of a word."""
KEYS = "Alt+Entrée : autrement dit."


def watches(code: str) -> bool:
    """Whether the texts of a form are read: those that a school sees, never those of a notebook."""
    from desktop.forms.catalogue import FORMS
    from desktop.forms.notebook import NOTEBOOK_FORMS

    return code in FORMS and FORMS[code] not in NOTEBOOK_FORMS


def watch(box: GrowingText) -> Wording:
    """Underline in a text box; asked twice, it is done once."""
    found = box.findChild(Wording, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Wording) else Wording(box)


def watch_line(edit: QLineEdit) -> LineWording:
    """The same in a line: the sentence of a decision, a note."""
    found = edit.findChild(LineWording, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, LineWording) else LineWording(edit)


class Watcher(QObject):
    """Reads a text when its writer pauses; ``found`` holds the remarks of now. A subclass knows its kind of box."""

    def __init__(self, box: QWidget, surface: QWidget) -> None:
        super().__init__(box)
        self._widget, self._surface = box, surface
        self.found: tuple[Remark, ...] = ()
        self._spans: list[tuple[int, int]] = []
        self._read = ""
        self._description = ""
        self._timer = QTimer(self, singleShot=True, interval=CALM)
        self._timer.timeout.connect(self.refresh)
        box.installEventFilter(self)
        if surface is not box:
            surface.installEventFilter(self)
        style.look().changed.connect(self._dress)
        if self._text():
            self._timer.start()

    # what a subclass says
    def _text(self) -> str:
        return ""

    def _frozen(self) -> bool:
        """Read, not written."""
        return False

    def _caret(self) -> tuple[int, int]:
        """Where the selection begins and ends, as Qt counts."""
        return 0, 0

    def _place(self, at: QPoint) -> int:
        """The place of the text under a point."""
        return 0

    def _select(self, start: int, end: int) -> None:
        """Put the caret on words."""

    def _below(self) -> QPoint:
        """Under the caret, on the screen."""
        return QPoint()

    def _menu_of(self) -> QMenu | None:
        """The box's own menu."""
        return None

    def _draw(self) -> None:
        """Underline what was found."""

    # what is common
    def refresh(self) -> None:
        """Read the text again, draw, and say what is new to whoever is writing."""
        from desktop.content.wording import remarks

        text = self._text()
        if text == self._read:
            return
        self._read = text
        before = {remark.words for remark in self.found}
        self.found = remarks(text) if text.strip() and not self._frozen() else ()
        self._spans = [(_units(text, remark.start), _units(text, remark.end)) for remark in self.found]
        self._draw()
        self._describe()
        new = [remark.words for remark in self.found if remark.words not in before]
        if new and self._widget.hasFocus():
            announce(self._widget, f"Souligné : {', '.join(new)}. {KEYS}")

    def remark_at(self, position: int) -> Remark | None:
        """The one under a place of the document."""
        spans = zip(self.found, self._spans, strict=True)
        return next((remark for remark, (start, end) in spans if start <= position <= end), None)

    def say(self, remark: Remark, at: QPoint | None = None) -> None:
        """Put it in the notice area, and near the words for the eyes."""
        QToolTip.showText(at or self._below(), words(remark), self._widget)
        notices = self._widget.window().findChild(Notices)
        if notices is not None:
            notices.tell(line(remark), seconds=30)
        else:
            announce(self._widget, line(remark))

    def next(self) -> None:
        """The remark under the caret, else the next one: its words are selected, its other way said."""
        self.refresh()
        if not self.found:
            announce(self._widget, "Rien n’est souligné dans ce texte.")
            return
        first, last = self._caret()
        chosen = self.remark_at(first) if first == last else None
        if chosen is None:
            chosen = next((remark for remark, (start, _) in zip(self.found, self._spans, strict=True) if start >= last),
                          self.found[0])
        self._select(*self._spans[self.found.index(chosen)])
        self.say(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and watched is self._widget and _asks(event) \
                and kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            event.accept()
            if kind == QEvent.Type.KeyPress:
                self.next()
            return True
        if isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip and watched is self._surface and self.found:
            remark = self.remark_at(self._place(event.pos()))
            if remark is not None:
                QToolTip.showText(event.globalPos(), words(remark), self._widget)
                return True
        if isinstance(event, QContextMenuEvent) and kind == QEvent.Type.ContextMenu and watched is self._surface:
            return self._menu(event)
        return super().eventFilter(watched, event)

    def _menu(self, event: QContextMenuEvent) -> bool:
        """The box's own menu, with « Autrement dit » first; left to the box when nothing is underlined there."""
        self.refresh()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        remark = self.remark_at(self._caret()[1] if by_key else self._place(event.pos()))
        menu = self._menu_of() if remark is not None else None
        if remark is None or menu is None:
            return False
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName("Texte")
        made = menu.addAction(typographic(f"Autrement dit : « {remark.words} »\tAlt+Entrée"),
                              partial(self.say, remark, event.globalPos()))
        made.setObjectName("autrement_dit")
        first = menu.actions()[0]
        if first is not made:
            menu.insertAction(first, made)
            menu.insertSeparator(first)
        menu.popup(event.globalPos())
        return True

    def _dress(self) -> None:
        """In the colours of now; what was typed since is read in its turn."""
        if self._text() == self._read:
            self._draw()

    def _describe(self) -> None:
        """What a screen reader is told of the box: its own help, then the words underlined."""
        own = self._widget.accessibleDescription().removesuffix(self._description)
        self._description = f" Souligné : {', '.join(remark.words for remark in self.found)}. {KEYS}" if self.found else ""
        self._widget.setAccessibleDescription((own + self._description).strip() if self._description else own)


class Wording(Watcher):
    """In a text box: nothing of its document is touched."""

    def __init__(self, box: GrowingText) -> None:
        self._box = box
        super().__init__(box, box.viewport())
        box.textChanged.connect(self._timer.start)

    def _text(self) -> str:
        return self._box.text()

    def _frozen(self) -> bool:
        return self._box.isReadOnly()

    def _caret(self) -> tuple[int, int]:
        cursor = self._box.textCursor()
        return cursor.selectionStart(), cursor.selectionEnd()

    def _place(self, at: QPoint) -> int:
        return self._box.cursorForPosition(at).position()

    def _select(self, start: int, end: int) -> None:
        self._box.setTextCursor(self._cursor(start, end))

    def _below(self) -> QPoint:
        return self._box.viewport().mapToGlobal(self._box.cursorRect().bottomLeft())

    def _menu_of(self) -> QMenu | None:
        return self._box.createStandardContextMenu()

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self._box.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _draw(self) -> None:
        drawn = []
        for span in self._spans:
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = self._cursor(*span), _wave()
            drawn.append(selection)
        self._box.setExtraSelections(drawn)


class LineWording(Watcher):
    """In a line: Qt draws there what an input method underlines, and this is asked as one would, without any text."""

    def __init__(self, edit: QLineEdit) -> None:
        self._edit = edit
        super().__init__(edit, edit)
        edit.textChanged.connect(self._changed)

    def _text(self) -> str:
        return self._edit.text()

    def _frozen(self) -> bool:
        return self._edit.isReadOnly()

    def _caret(self) -> tuple[int, int]:
        if self._edit.hasSelectedText():
            return self._edit.selectionStart(), self._edit.selectionEnd()
        return self._edit.cursorPosition(), self._edit.cursorPosition()

    def _place(self, at: QPoint) -> int:
        return self._edit.cursorPositionAt(at)

    def _select(self, start: int, end: int) -> None:
        self._edit.setSelection(start, end - start)

    def _below(self) -> QPoint:
        return self._edit.mapToGlobal(self._edit.rect().bottomLeft())

    def _menu_of(self) -> QMenu | None:
        return self._edit.createStandardContextMenu()

    def _changed(self) -> None:
        """What was underlined may have moved: it is drawn again in a moment."""
        self._timer.start()
        if self._spans:
            self._spans, self.found, self._read = [], (), ""
            self._draw()

    def _draw(self) -> None:
        at = self._edit.cursorPosition()
        marks = [QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, start - at, end - start, _wave())
                 for start, end in self._spans]
        QApplication.sendEvent(self._edit, QInputMethodEvent("", marks))


def _wave() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(style.color("warn"))
    return look


def _asks(event: QKeyEvent) -> bool:
    """Alt+Entrée."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) \
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier


def line(remark: Remark) -> str:
    """« « dyslexique », autrement dit, par exemple : Elle lit… »."""
    return typographic(f"« {remark.words} », autrement dit, par exemple : {remark.instead}")


def words(remark: Remark) -> str:
    """For a tooltip: the example, then why."""
    return f"<p>{typographic('Autrement dit, par exemple :')}<br>{_escaped(typographic(remark.instead))}</p>" \
           f"<p>{_escaped(typographic(remark.why))}</p>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _units(text: str, index: int) -> int:
    """A place of Python's (code points) as Qt counts it (UTF-16)."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2
