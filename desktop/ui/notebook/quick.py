"""The quick note: a name typed, a text typed, Ctrl+Entrée. Reached from anywhere; what is typed is a draft until it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.services.personal_values import NotebookStudent
from desktop.services.values import Draft
from desktop.texts import fold, plural
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.editors import GrowingText
from desktop.ui.list_view import RowDelegate
from desktop.ui.paged_model import Line
from desktop.ui.palette import Pick, PickModel
from desktop.ui.widgets import HLine, PlainLabel, first, hbox, icon_button, icon_label, vbox

DRAFT = ("note", "note-rapide")
ROW, MOST = 46, 8
HINT = "Ctrl+Entrée garde la note. Échap ferme, rien n’est perdu."


class QuickNote(QFrame):
    """A small panel over the window, keyboard only."""

    kept = Signal(object)

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        named(self, "note_rapide", "Nouvelle note")
        self.setProperty("card", "true")
        self._context = context
        self._writing: Writing | None = None
        self._back: QWidget | None = None
        self._found: tuple[NotebookStudent, ...] = ()
        self._chosen = ""
        self._busy = False
        self.name = named(QLineEdit(), "note_rapide_nom", "Nom de l’enfant", "Tapez quelques lettres, Bas choisit")
        self.name.setPlaceholderText("Nom de l’enfant")
        self.text = named(GrowingText(lines=5), "note_rapide_texte", "Note")
        self.text.setPlaceholderText("Ce qui est vu, ce qui est dit")
        self.said = PlainLabel(HINT, size=12.5, tone="soft", wrap=True)
        self._picks = PickModel(self)
        self.list = named(QListView(), "note_rapide_enfants", "Enfants trouvés")
        self.list.setModel(self._picks)
        self.list.setItemDelegate(RowDelegate(self.list, height=ROW, left=12, right=12))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("frame", "true")
        self.list.clicked.connect(self._clicked)
        self.list.hide()
        close = icon_button("x", "Fermer, le texte reste en brouillon", name="note_rapide_fermer", clicked=self.close_panel)
        keep = first("Garder la note", name="note_rapide_garder", clicked=self.keep)
        title = hbox(None, icon_label("lock"), PlainLabel("Nouvelle note", weight=style.MEDIUM), None, close,
                     margins=(14, 10, 8, 8), spacing=8)
        foot = hbox(None, self.said, keep)
        foot.setStretch(0, 1)
        body = vbox(None, self.name, self.list, self.text, foot, margins=(14, 12, 14, 14), spacing=10)
        vbox(self, title, HLine(), body, margins=(1, 1, 1, 1))
        self._ask = QTimer(self, singleShot=True, interval=90)
        self._ask.timeout.connect(self._complete)
        self.name.textEdited.connect(self._typed_name)
        self.text.edited.connect(self._typed)
        self.name.returnPressed.connect(self._name_given)
        for widget in (self.name, self.text):
            widget.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def open(self, student: NotebookStudent | None = None) -> None:
        """The keyboard in the name, or in the text when the child is known."""
        if not self.isVisible():
            self._back = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        if student is not None and not self.text.text():
            self._chosen = student.id
            self.name.setText(student.name)
        if self._writing is None:
            self._writing = self._context.autosave.open(*DRAFT, collect=self._values, title="Note rapide")
            drafts = self._context.session.drafts
            self._context.jobs.read(partial(drafts.get, *DRAFT), self._take_draft, self._context.fail, key=(self, "draft"))
        (self.text if self.name.text() else self.name).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.said.setText(HINT)

    def close_panel(self) -> None:
        """Échap: what is typed stays a draft, offered next time."""
        if not self.isVisible():
            return
        if self._writing is not None:
            self._writing.close()
            self._writing = None
        self.hide()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _values(self) -> dict[str, Any]:
        return {"nom": self.name.text(), "texte": self.text.text(), "eleve": self._chosen}

    def _take_draft(self, draft: Draft | None) -> None:
        if draft is not None and not self.text.text() and (draft.values.get("texte") or draft.values.get("nom")):
            if not self.name.text():
                self.name.setText(str(draft.values.get("nom") or ""))
                self._chosen = str(draft.values.get("eleve") or "")
            self.text.fill(str(draft.values.get("texte") or ""))
            self.said.setText("Votre note en cours a été reprise.")
            announce(self, "Votre note en cours a été reprise.")

    # completion
    def _typed_name(self) -> None:
        self._chosen = ""
        self._typed()
        self._ask.start()

    def _typed(self) -> None:
        if self._writing is not None:
            self._writing.touch()

    def _complete(self) -> None:
        text = self.name.text().strip()
        if len(text) < 2:
            return
        session: Any = self._context.session
        self._context.jobs.read(partial(session.notebook.find, text), self._show_found, self._context.fail, key=(self, "find"))

    def _show_found(self, found: Sequence[NotebookStudent]) -> None:
        self._found = tuple(found)[:MOST]
        self._picks.show([Pick(line_of(one), partial(self._choose, one)) for one in self._found])
        shown = bool(self._found) and self.name.hasFocus() and not self._chosen
        self._show_list(shown)
        if shown:
            announce(self, f"{plural(len(self._found), 'enfant trouvé', 'enfants trouvés')}, Bas pour choisir.")

    def _show_list(self, shown: bool) -> None:
        self.list.setFixedHeight(style.px(ROW) * min(len(self._found), 4) + 4)
        self.list.setVisible(shown)
        self._place()

    def _choose(self, child: NotebookStudent) -> None:
        self._chosen = child.id
        self.name.setText(child.name)
        self._show_list(False)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, index: QModelIndex) -> None:
        self._picks.picks[index.row()].act()

    def _move(self, step: int) -> None:
        """Bas, Haut: from the field, which keeps the keyboard."""
        row = min(max(self.list.currentIndex().row() + step, 0), len(self._found) - 1)
        self.list.setCurrentIndex(self._picks.index(row))
        announce(self, self._picks.picks[row].line.whole())

    def _name_given(self) -> None:
        """Entrée: the child under Bas, or the only one found; else a name this file will learn. Then the note."""
        row = self.list.currentIndex().row() if self.list.isVisible() else -1
        alone = len(self._found) == 1 and fold(self._found[0].name).startswith(fold(self.name.text().strip()))
        if not self._chosen and (row >= 0 or alone):
            self._choose(self._found[max(row, 0)])
        self._show_list(False)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # keeping
    def keep(self) -> None:
        """Ctrl+Entrée: to the child chosen, or to a name this file alone knows."""
        text, name = self.text.text().strip(), self.name.text().strip()
        if self._busy:
            return
        if not text or not name:
            self._tell("Écrivez le nom, puis la note." if not name else "Écrivez la note\u00a0: quelques mots suffisent.")
            (self.text if name else self.name).setFocus()
            return
        self._busy = True
        session: Any = self._context.session
        self._context.jobs.write(partial(session.notebook.quick, self._chosen or name, text), self._kept, self._refused)

    def _kept(self, changes: Changes) -> None:
        self._busy = False
        if self._writing is not None:
            self._writing.kept()
            self._writing.close()
            self._writing = None
        self.name.clear()
        self.text.fill("")
        self._chosen = ""
        self._found = ()
        self.list.hide()
        self.close_panel()
        self.hide()
        self._context.changed(changes, self)
        self.kept.emit(changes)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, PoleError) and error.exit_code in (1, 2, 9):
            self._tell(str(error))
        else:
            self._context.fail(error)

    def _tell(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce(self, sentence, urgent=True)

    # Qt's own
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape \
                and self.isVisible():
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._handle(event):
            return True
        return super().eventFilter(watched, event)

    def _handle(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.isVisible():
            self.close_panel()
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if Qt.Key(event.key()) in steps and self.name.hasFocus() and self.list.isVisible():
            self._move(steps[Qt.Key(event.key())])
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier \
                and self.isVisible():
            self.keep()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handle(event):
            super().keyPressEvent(event)

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            width = min(style.px(520), host.width() - 24)
            self.setFixedWidth(width)
            self.adjustSize()
            self.move(QPoint((host.width() - width) // 2, min(style.px(96), max(host.height() - self.height() - 8, 8))))


def line_of(student: NotebookStudent) -> Line:
    """« HADDAD Yanis », CE2, École Jean Moulin."""
    where = student.school if student.known == "commun" else "dans votre fichier seulement"
    return Line(student.name, where, student.level)
