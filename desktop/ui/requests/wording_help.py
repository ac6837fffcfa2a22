"""« Aide pour mettre en mots »: questions that help, and examples by situation, beside what is being written.

It stays open while one writes. A question may begin a line of the text one was in; an example is only read: what goes into the
text is what was seen.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from desktop.content.facts import Pair, reminders
from desktop.content.request_examples import Question, examples, intro, questions, situations
from desktop.texts import plural, typographic
from desktop.ui import style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.dialog import Dialog
from desktop.ui.editors import Combo, GrowingText
from desktop.ui.widgets import Card, PlainLabel, button, clear, hbox, link, section_title, vbox
from desktop.ui.wording import Wording

TITLE = "Aide pour mettre en mots"
NOWHERE = "Mettez d’abord le curseur dans un texte de la demande."
UNDERLINED = ("Dans la demande, les noms de troubles, les scores et les jugements sont soulignés : Alt+Entrée dit autrement. "
              "Rien n’est bloqué, rien n’est compté.")


class WordingHelp(Dialog):
    """A small window over the corner of the other; Échap closes it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(TITLE, name="aide_mots", width=430, height=620, parent=host)
        self.setWindowFlag(Qt.WindowType.Tool)
        self._host = host
        self.body.addWidget(PlainLabel(typographic(intro()), tone="soft", wrap=True))
        self.body.addWidget(section_title("Des questions qui aident"))
        for question in questions():
            self.body.addWidget(self._question(question))
        self.body.addSpacing(6)
        self.body.addWidget(section_title("Des exemples"))
        self.situation = named(Combo(), "aide_mots_situation", "Situation")
        for name in situations():
            self.situation.addItem(name[:1].upper() + name[1:], name)
        self.body.addWidget(self.situation)
        self._pairs = vbox(None, spacing=8)
        self.body.addLayout(self._pairs)
        self.body.addSpacing(6)
        self.body.addWidget(section_title("À garder en tête"))
        for reminder in reminders():
            self.body.addWidget(PlainLabel(typographic(reminder), size=13, wrap=True))
        self.body.addWidget(PlainLabel(typographic(UNDERLINED), size=13, tone="soft", wrap=True))
        self.body.addStretch(1)
        self.set_buttons((button("Fermer", name="aide_mots_fermer", clicked=self.close),))
        self.situation.currentIndexChanged.connect(self._picked)
        self._draw()

    def _question(self, question: Question) -> QWidget:
        holder = named(QWidget(), f"aide_mots_{question.code}", question.label)
        title = PlainLabel(typographic(question.label), weight=style.MEDIUM, wrap=True)
        row = hbox(None, title, link("Commencer ainsi", name=f"aide_mots_commencer_{question.code}",
                                     clicked=partial(self._begin, question),
                                     accessible=f"Commencer ainsi : {question.label}"))
        row.setStretch(0, 1)
        vbox(holder, row, PlainLabel(typographic(question.ask), size=13, tone="soft", wrap=True), spacing=2)
        return holder

    def _picked(self) -> None:
        self._draw()
        announce(self, plural(self._pairs.count(), "exemple"))

    def _draw(self) -> None:
        clear(self._pairs)
        for number, pair in enumerate(examples()):
            if pair.situation == self.situation.currentData():
                self._pairs.addWidget(PairCard(pair, number))

    # the text one was in
    def text_box(self) -> GrowingText | None:
        """The school-side text that last had the keyboard in the other window."""
        found = self._host.focusWidget()
        watched = isinstance(found, GrowingText) and found.findChild(Wording) is not None
        return found if isinstance(found, GrowingText) and watched and not found.isReadOnly() else None

    def _begin(self, question: Question) -> None:
        """A new line of the text begins as the question asks; the keyboard goes there."""
        box = self.text_box()
        if box is None:
            announce(self, NOWHERE, urgent=True)
            self._say(NOWHERE)
            return
        cursor = box.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        text = box.text()
        cursor.insertText(("" if not text or text.endswith("\n") else "\n") + typographic(question.start))
        box.setTextCursor(cursor)
        self._host.activateWindow()
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(box, typographic(question.start))

    def _say(self, text: str) -> None:
        from desktop.ui.notices import Notices

        notices = self._host.findChild(Notices)
        if notices is not None:
            notices.tell(text)

    def put_beside(self) -> None:
        """At the right of the other window, inside the screen."""
        host, screen = self._host.frameGeometry(), self._host.screen().availableGeometry()
        left = min(host.right() - self.width() - 12, screen.right() - self.width())
        self.move(QPoint(max(left, screen.left()), max(host.top() + style.px(90), screen.top())))


class PairCard(Card):
    """« Plutôt que … », then what may be written."""

    def __init__(self, pair: Pair, number: int) -> None:
        super().__init__(margins=(12, 9, 12, 10), spacing=4)
        instead, write = typographic(pair.instead), typographic(pair.write)
        named(self, f"aide_mots_exemple_{number}", f"Plutôt que : {instead} On peut écrire : {write}")
        self.box.addWidget(PlainLabel("Plutôt que", size=12.5, tone="faint"))
        self.box.addWidget(PlainLabel(instead, size=13.5, tone="soft", wrap=True))
        self.box.addWidget(PlainLabel("On peut écrire", size=12.5, tone="faint"))
        shown = PlainLabel(write, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.addWidget(shown)


def show(context: Context, asker: QWidget) -> WordingHelp:
    """Open it beside the window, or bring it back in front."""
    host = asker.window()
    made = host.findChild(WordingHelp, "aide_mots", Qt.FindChildOption.FindDirectChildrenOnly)
    if not isinstance(made, WordingHelp):
        made = WordingHelp(host)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.aboutToQuit.connect(made.close)
    made.show()
    made.put_beside()
    made.raise_()
    made.situation.setFocus(Qt.FocusReason.OtherFocusReason)
    return made
