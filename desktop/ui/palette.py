"""Ctrl+K and Ctrl+Maj+P: one field, one list, Entrée. What is found, or what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QWidget

from desktop.texts import fold, plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.list_view import RowDelegate
from desktop.ui.paged_model import LINE_ROLE, Index, Line
from desktop.ui.widgets import HLine, PlainLabel, hbox, icon_label, vbox

KIND_WORDS = {"student": "élève", "meeting": "réunion", "project": "PPRE", "guardian": "responsable", "school": "école",
              "task": "tâche", "person": "personne", "notebook": "carnet", "note": "note", "assessment": "bilan",
              "request": "demande", "intervention": "aide", "contribution": "contribution", "decision": "décision",
              "sitting": "séance", "release": "transmission"}
ROW = 46


@dataclass(frozen=True, slots=True)
class Pick:
    """One line to choose, and what choosing it does."""

    line: Line
    act: Callable[[], object]


class PickModel(QAbstractListModel):
    """The lines offered now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picks: list[Pick] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.picks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.picks):
            return None
        line = self.picks[index.row()].line
        return {int(Qt.ItemDataRole.DisplayRole): line.title, int(LINE_ROLE): line,
                int(Qt.ItemDataRole.AccessibleTextRole): line.whole()}.get(int(role))

    def show(self, picks: Sequence[Pick]) -> None:
        self.beginResetModel()
        self.picks = list(picks)
        self.endResetModel()


class _List(QListView):
    """Takes no focus: the field keeps it, arrows are sent here."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class Palette(QFrame):
    """A sheet at the top of the window. ``ask(text)`` is called as one types; answer with ``show_picks``."""

    def __init__(self, window: QWidget, *, name: str, title: str, placeholder: str, hint: str,
                 ask: Callable[[str], object], one: str = "résultat") -> None:
        super().__init__(window)
        named(self, name, title)
        self.setProperty("card", "true")
        self._ask, self._hint, self._one = ask, hint, one
        self._back: QWidget | None = None
        self.field = named(QLineEdit(), f"{name}_champ", title)
        self.field.setPlaceholderText(placeholder)
        self.field.setProperty("kind", "big")
        self.model = PickModel(self)
        self.list = named(_List(), f"{name}_liste", "Résultats")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RowDelegate(self.list, height=ROW, left=16, right=16))
        self.foot = PlainLabel(hint, size=12.5, tone="soft")
        vbox(self, hbox(None, icon_label("search"), self.field, margins=(14, 12, 14, 10)), HLine(), self.list,
             hbox(None, self.foot, margins=(16, 8, 16, 10)), margins=(1, 1, 1, 1))
        self._wait = QTimer(self, singleShot=True, interval=40)
        self._wait.timeout.connect(self._type)
        self.field.textChanged.connect(self._wait.start)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._clicked)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it, the keyboard in its field; Échap gives the keyboard back."""
        self._back = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._type()

    def close_palette(self, *, give_back: bool = True) -> None:
        if not self.isVisible():
            return
        self.hide()
        if give_back and self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_picks(self, picks: Sequence[Pick], *, text: str = "") -> None:
        """The answer to what is typed; its count is said."""
        self.model.show(picks)
        if picks:
            self.list.setCurrentIndex(self.model.index(0))
        count = plural(len(picks), self._one) if picks else f"Aucun {self._one}"
        self.foot.setText(self._hint if not text else count)
        if text:
            first = f". {picks[0].line.whole()}" if picks else ""
            announce(self.field, count + first)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride \
                and event.key() == Qt.Key.Key_Escape:
            event.accept()  # Échap closes this sheet before it is the window's « Revenir »
            return True
        if watched is self.field and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut \
                and event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.close_palette(give_back=False)
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._wait.isActive():
                self._wait.stop()
                self._type()
            self._choose(self.list.currentIndex().row())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}.get(Qt.Key(key), -8)
            row = min(max(self.list.currentIndex().row() + step, 0), len(self.model.picks) - 1)
            if row >= 0:
                self.list.setCurrentIndex(self.model.index(row))
                announce(self.field, self.model.picks[row].line.whole())
        else:
            return False
        return True

    def _type(self) -> None:
        self._ask(self.field.text().strip())

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.model.picks):
            act = self.model.picks[row].act
            self.close_palette()
            act()

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None:
            return
        width = min(style.px(620), window.width() - 24)
        rows = min(len(self.model.picks), 9)
        self.list.setVisible(rows > 0)
        height = style.px(118 if rows else 108) + rows * style.px(ROW)
        height = min(height, window.height() - 24)
        self.setGeometry((window.width() - width) // 2, min(style.px(56), max(window.height() - height - 12, 6)), width, height)


def picks_of_actions(actions: Sequence[QAction], text: str) -> list[Pick]:
    """What can be done, whose words hold all the typed ones."""
    words = fold(text).split()
    found = []
    for act in actions:
        label = act.text().replace("&", "")
        if act.isVisible() and act.isEnabled() and label and all(word in fold(label) for word in words):
            keys = french_keys(act.shortcut().toString())
            found.append(Pick(Line(label, right=keys, spoken=f"{label}, {keys}" if keys else label), act.trigger))
    return found


def french_keys(keys: str) -> str:
    """« Ctrl+Shift+P » as French keyboards write it."""
    for english, french in (("Shift", "Maj"), ("Return", "Entrée"), ("Del", "Suppr"), ("Esc", "Échap")):
        keys = keys.replace(english, french)
    return keys
