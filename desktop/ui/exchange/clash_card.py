"""One question to decide: its texts side by side, where they differ in bold and underlined, keep one or write another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from desktop.forms.spec import Text
from desktop.services.exchange_values import Clash, Line, Version
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.editors import GrowingText, editor_for
from desktop.ui.exchange import clash_words as words
from desktop.ui.widgets import Card, PlainLabel, button, first, hbox, icon_label, link, quiet, vbox

Act = Callable[[], Any]
SIDE_BY_SIDE = 3


class Compared(GrowingText):
    """A text to read and to copy; what the other text does not have is bold and underlined."""

    def __init__(self, text: str, spans: Sequence[words.Span], *, name: str, accessible: str) -> None:
        super().__init__(kind="flat")
        self.setReadOnly(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        named(self, name, accessible)
        self.document().setDocumentMargin(0)
        self.fill(text)
        self.spans = tuple(spans)
        different = QTextCharFormat()
        different.setFontWeight(style.BOLD)
        different.setFontUnderline(True)
        for start, length in spans:
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(text[:start]))
            cursor.setPosition(_units(text[:start + length]), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(different)
        self._fit()


def _units(text: str) -> int:
    """Qt counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


class ClashCard(Card):
    """``choose(number)``, ``write(value)`` and ``open()`` are the page's; a text being written stays while the page does."""

    def __init__(self, clash: Clash, zone: str, *, name: str, choose: Callable[[Clash, int], object],
                 write: Callable[[Clash, Any], object], show: Callable[[Clash], object]) -> None:
        super().__init__(name=name, margins=(18, 14, 18, 14), spacing=10)
        self.clash, self._zone, self._name = clash, zone, name
        self._choose, self._write = choose, write
        named(self, name, f"{clash.title}. {words.asked(clash)}")
        self.keeps: list[QPushButton] = []
        self._editor: Any = None
        title = PlainLabel(clash.title, size=16, weight=style.MEDIUM, wrap=True)
        look = link("Ouvrir", name=f"{name}_ouvrir", clicked=partial(show, clash), accessible=f"Ouvrir {clash.title}")
        head = hbox(None, *((icon_label("lock"),) if clash.own else ()), title, look, spacing=8)
        head.setStretch(1 if clash.own else 0, 1)
        self.box.addLayout(head)
        self.box.addWidget(PlainLabel(words.asked(clash), wrap=True))
        self.columns = hbox(None, spacing=12)
        for version in clash.versions:
            self.columns.addWidget(self._version(version), 1)
        self.box.addLayout(self.columns)
        other = words.other_word(clash)
        self.other = link(other, name=f"{name}_autre", icon="pencil", clicked=self.begin_writing,
                          accessible=f"{other} pour {clash.label}")
        self.box.addLayout(hbox(None, self.other, None))
        self.other.setVisible(clash.field is not None)
        self.room = vbox(None, spacing=8)
        self.box.addLayout(self.room)
        self.set_narrow(False)

    def _version(self, version: Version) -> QWidget:
        clash, name = self.clash, f"{self._name}_{version.number}"
        part = Card(kind="sunk", name=name, margins=(12, 10, 12, 12), spacing=6)
        by = words.by(clash, version, self._zone)
        part.box.addWidget(PlainLabel(by, size=13, tone="soft", wrap=True))
        part.box.addWidget(Compared(version.text, self._spans(version), name=f"{name}_texte", accessible=f"Texte de {by}"))
        part.box.addStretch(1)
        keep = button(words.keep_word(clash, version), name=f"{name}_garder",
                      clicked=partial(self._choose, clash, version.number), accessible=words.spoken(clash, version, self._zone))
        keep.setEnabled(not version.kept_by_author)
        self.keeps.append(keep)
        part.box.addLayout(hbox(None, keep, None))
        return part

    def _spans(self, version: Version) -> list[words.Span]:
        """Against the first text; the first, against the second."""
        others = [one for one in self.clash.versions if one is not version and not one.deleted and not one.kept_by_author]
        if self.clash.deletion or version.deleted or version.kept_by_author or not others:
            return []
        return words.differences(version.text, others[0].text)[0]

    def set_narrow(self, narrow: bool) -> None:
        stacked = narrow or len(self.clash.versions) > SIDE_BY_SIDE
        self.columns.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)

    # a third text
    @property
    def writing(self) -> bool:
        return self._editor is not None and not self._page.isHidden()

    def begin_writing(self, kept: Any = None) -> None:
        """The editor of the question, filled with what there is."""
        if self._editor is None:
            self._editor = editor_for(self.clash.field)
            self._editor.name_target(f"{self._name}_ecrire", f"Autre texte pour {self.clash.label}", self.clash.field.help)
            self._editor.set_value(kept if kept is not None else self._start())
            self._page = QWidget()
            text = words.written(self.clash)
            verb, told = ("Garder ce texte", "Un autre texte, à la place de ceux-là :") if text else (
                "Garder cette réponse", "Une autre réponse, à la place de celles-là :")
            save = first(verb, name=f"{self._name}_enregistrer", clicked=self._save)
            save.setAutoDefault(False)
            back = quiet("Revenir au choix", name=f"{self._name}_revenir", clicked=self.end_writing)
            vbox(self._page, PlainLabel(told, weight=style.MEDIUM), self._editor,
                 hbox(None, save, back, None), spacing=8)
            self.room.addWidget(self._page)
        self._page.show()
        self.other.hide()
        self._editor.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def end_writing(self) -> None:
        """Back to the choice; what was typed is still there."""
        self._page.hide()
        self.other.show()
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, "Votre texte reste là tant que la page est ouverte.")

    def typed(self) -> Any:
        """What was written and not kept yet."""
        if self._editor is None:
            return None
        value = self._editor.value()
        return None if value == self._start() else value

    def _start(self) -> Any:
        texts = [version for version in self.clash.versions if not version.deleted and not version.kept_by_author]
        if not isinstance(self.clash.field, Text):
            return texts[0].value if texts else None
        said = [str(version.value) for version in texts if version.value]
        return ("\n\n" if self.clash.field.lines > 1 else " / ").join(said) or None

    def _save(self) -> None:
        self._write(self.clash, self._editor.value())


class ErasureCard(Card):
    """Something erased on another laptop: here too, for good, or kept."""

    def __init__(self, line: Line, *, name: str, erase: Act, keep: Act) -> None:
        super().__init__(name=name, margins=(18, 12, 18, 12), spacing=8)
        named(self, name, f"{line.text}. L’effacer ici aussi ?")
        self.line = line
        text = PlainLabel(f"{line.text}. L’effacer ici aussi ?", wrap=True)
        self.keep = quiet("Garder ici", name=f"{name}_garder", clicked=keep)
        self.keep.setAccessibleName(f"Garder ici : {line.text}")
        gone = button("Effacer ici aussi", "danger", name=f"{name}_effacer", clicked=erase,
                      accessible=f"Effacer ici aussi : {line.text}")
        row = hbox(None, icon_label("eraser"), text, self.keep, gone, spacing=10)
        row.setStretch(1, 1)
        self.box.addLayout(row)
