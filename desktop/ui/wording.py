"""Words to put otherwise, underlined in what a school writes: disorders, scores, judgments, each with a fact said instead.

Nothing is blocked, counted or kept. Never in personal notes: a form of the notebook is not watched.
The fact shown is an example: it is read, not put in the text, where only what was seen belongs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

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


class Wording(QObject):
    """Reads a text box when its writer pauses; ``found`` holds the remarks of now."""

    def __init__(self, box: GrowingText) -> None:
        super().__init__(box)
        self._box = box
        self.found: tuple[Remark, ...] = ()
        self._spans: list[tuple[int, int]] = []
        self._read = ""
        self._description = ""
        self._timer = QTimer(self, singleShot=True, interval=CALM)
        self._timer.timeout.connect(self.refresh)
        box.textChanged.connect(self._timer.start)
        box.installEventFilter(self)
        box.viewport().installEventFilter(self)
        style.look().changed.connect(self._dress)
        if not box.document().isEmpty():
            self._timer.start()

    def refresh(self) -> None:
        """Read the text again, draw, and say what is new to whoever is writing."""
        from desktop.content.wording import remarks

        text = self._box.text()
        if text == self._read:
            return
        self._read = text
        before = {remark.words for remark in self.found}
        self.found = remarks(text) if text.strip() and not self._box.isReadOnly() else ()
        self._spans = [(_units(text, remark.start), _units(text, remark.end)) for remark in self.found]
        self._draw()
        self._describe()
        new = [remark.words for remark in self.found if remark.words not in before]
        if new and self._box.hasFocus():
            announce(self._box, f"Souligné : {', '.join(new)}. {KEYS}")

    def remark_at(self, position: int) -> Remark | None:
        """The one under a place of the document."""
        spans = zip(self.found, self._spans, strict=True)
        return next((remark for remark, (start, end) in spans if start <= position <= end), None)

    def say(self, remark: Remark, at: QPoint | None = None) -> None:
        """Put it in the notice area, and near the words for the eyes."""
        QToolTip.showText(at or self._box.viewport().mapToGlobal(self._box.cursorRect().bottomLeft()), words(remark), self._box)
        notices = self._box.window().findChild(Notices)
        if notices is not None:
            notices.tell(line(remark), seconds=30)
        else:
            announce(self._box, line(remark))

    def next(self) -> None:
        """The remark under the caret, else the next one: its words are selected, its other way said."""
        self.refresh()
        if not self.found:
            self._tell_none()
            return
        cursor = self._box.textCursor()
        chosen = self.remark_at(cursor.position()) if not cursor.hasSelection() else None
        if chosen is None:
            chosen = next((remark for remark, (start, _) in zip(self.found, self._spans, strict=True)
                           if start >= cursor.selectionEnd()), self.found[0])
        start, end = self._spans[self.found.index(chosen)]
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._box.setTextCursor(cursor)
        self.say(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QKeyEvent) and watched is self._box and _asks(event) \
                and kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            event.accept()
            if kind == QEvent.Type.KeyPress:
                self.next()
            return True
        if isinstance(event, QHelpEvent) and kind == QEvent.Type.ToolTip and watched is self._box.viewport() and self.found:
            remark = self.remark_at(self._box.cursorForPosition(event.pos()).position())
            if remark is not None:
                QToolTip.showText(event.globalPos(), words(remark), self._box)
                return True
        if isinstance(event, QContextMenuEvent) and kind == QEvent.Type.ContextMenu and watched is self._box.viewport():
            return self._menu(event)
        return super().eventFilter(watched, event)

    # Inside
    def _menu(self, event: QContextMenuEvent) -> bool:
        """The box's own menu, with « Autrement dit » first; left to the box when nothing is underlined there."""
        self.refresh()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self._box.textCursor() if by_key else self._box.cursorForPosition(event.pos())
        remark = self.remark_at(place.position())
        if remark is None:
            return False
        menu = self._box.createStandardContextMenu()
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
        if self._box.text() == self._read:
            self._draw()

    def _draw(self) -> None:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(style.color("warn"))
        drawn = []
        for start, end in self._spans:
            cursor = QTextCursor(self._box.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = cursor, look
            drawn.append(selection)
        self._box.setExtraSelections(drawn)

    def _describe(self) -> None:
        """What a screen reader is told of the box: its own help, then the words underlined."""
        now = self._box.accessibleDescription()
        own = now.removesuffix(self._description)
        self._description = f" Souligné : {', '.join(remark.words for remark in self.found)}. {KEYS}" if self.found else ""
        self._box.setAccessibleDescription((own + self._description).strip() if self._description else own)

    def _tell_none(self) -> None:
        announce(self._box, "Rien n’est souligné dans ce texte.")


def _asks(event: QKeyEvent) -> bool:
    """Alt+Entrée."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) \
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier


def line(remark: Remark) -> str:
    """« « dyslexique », autrement dit : Elle lit… »."""
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
