"""The status line: when it was saved at left; what just happened, its « Annuler », and the running work at right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.changes import Changes
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.widgets import MarkLabel, PlainLabel, hbox, icon_button, icon_label, link, pane

TONES = {"info": "", "good": "good", "warn": "warn", "bad": "bad"}


class Notices(QWidget):
    """One line at the foot of the window. F8 puts the keyboard on the last notice's action."""

    undo_asked = Signal(str)
    """The unit whose « Annuler » was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "barre_etat", "État")
        pane(self, "ground")
        self._act: Callable[[], object] | None = None
        self._last = ""
        self._timer = QTimer(self, singleShot=True)
        self._build()
        self._timer.timeout.connect(self.clear)

    def _build(self) -> None:
        self._mark = MarkLabel("done")
        self._lock = icon_label("lock")
        self._lock.hide()
        self._private, self._saved_words = "", ""
        self._close_act: Callable[[], object] | None = None
        self._close = link("", name="carnet_fermer", clicked=self._close_private)
        self._close.hide()
        self._saved = PlainLabel("", size=13, tone="soft", elide=True)
        self._title = PlainLabel("", size=13, tone="soft")
        self._bar = named(QProgressBar(), "avancement", "Avancement")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(style.px(140))
        self._cancel = icon_button("x", "Arrêter ce travail", name="arreter_travail")
        self._notice = PlainLabel("", size=13, elide=True)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._action = link("Annuler", name="avis_action", clicked=self.act)
        hbox(self, self._lock, self._mark, self._saved, 16, self._title, self._bar, self._cancel, self._notice, self._action,
             self._close, margins=(20, 0, 20, 0), spacing=8)
        self.setFixedHeight(style.px(30))
        self._mark.hide()
        self._action.hide()
        self.hide_progress()
        style.look().changed.connect(self._dress)

    def _dress(self) -> None:
        self.setFixedHeight(style.px(30))

    def saved(self, text: str, *, mark: str = "done") -> None:
        """« Enregistré à 10:42 · sauvegarde d'hier relue »."""
        self._saved_words = text
        self._mark.set_mark(mark)
        self._show_saved()

    def set_private(self, text: str, close: str = "", act: Callable[[], object] | None = None) -> None:
        """« Carnet ouvert pour vous… » before the time of saving, with the way to close it; nothing when ``text`` is empty."""
        self._private, self._close_act = text, act
        self._close.setText(close)
        self._close.setAccessibleName(close)
        self._close.setVisible(bool(text and close))
        self._lock.setVisible(bool(text))
        self._show_saved()

    def _show_saved(self) -> None:
        said = self._saved_words
        if self._private:
            first = said.split(" · ")[0]
            said = f"{self._private} · {first[:1].lower()}{first[1:]}" if first.startswith("Enregistré") else self._private
        self._mark.setVisible(bool(said) and not self._private)
        self._saved.setText(said)

    def _close_private(self) -> None:
        if self._close_act is not None:
            self._close_act()

    def tell(self, text: str, kind: str = "info", *, action: str = "", act: Callable[[], object] | None = None,
             seconds: float = 12) -> None:
        """Say what happened, with at most one thing to do about it; read aloud, kept for F8."""
        self._last = text
        self._act = act
        self._notice.set_tone(TONES[kind])
        self._notice.setText(text)
        self._action.setVisible(act is not None)
        self._action.setText(action)
        self._action.setAccessibleName(f"{action} : {text}" if action else text)
        self._timer.start(int(seconds * 1000)) if kind != "bad" else self._timer.stop()
        announce(self, text, urgent=kind in ("warn", "bad"))

    def written(self, changes: Changes) -> None:
        """After a write: its name, and « Annuler »."""
        text = " ".join((changes.label, *changes.skipped)).strip()
        if not text:
            return
        if changes.unit:
            self.tell(text, action="Annuler", act=lambda: self.undo_asked.emit(changes.unit))
        else:
            self.tell(text)

    def act(self) -> None:
        """Do what the notice offers."""
        act, self._act = self._act, None
        self.clear()
        if act is not None:
            act()

    def clear(self) -> None:
        """The notice leaves the eye; F8 still brings it back."""
        if self._action.hasFocus():
            self._timer.start(4000)
            return
        self._notice.setText("")
        self._action.hide()

    def recall(self) -> None:
        """F8: the last notice again, the keyboard on its action when it still has one."""
        if not self._last:
            announce(self, "Aucun avis.")
            return
        self._notice.setText(self._last)
        if self._act is not None:
            self._action.show()
            self._action.setFocus()
        announce(self, self._last)

    def last(self) -> str:
        """The last notice's words."""
        return self._last

    def show_progress(self, title: str, done: int, total: int, left: str, cancel: Callable[[], object] | None) -> None:
        """The thin bar: what, how many, time left, and a way to stop."""
        count = f" · {done} sur {total}" if total else ""
        self._title.setText(f"{title}{count}{' · ' + left if left else ''}")
        self._title.show()
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleDescription(self._title.text())
        self._bar.show()
        self._notice.hide()
        if cancel is None:
            self._cancel.hide()
        elif not self._cancel.isVisible():
            self._cancel.clicked.connect(cancel)
            self._cancel.show()

    def hide_progress(self) -> None:
        self._title.hide()
        self._bar.hide()
        if self._cancel.isVisible():
            self._cancel.clicked.disconnect()
        self._cancel.hide()
        self._notice.show()
