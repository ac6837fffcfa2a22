"""« Transmettre »: one conclusion copied to the child's common file, by an act that says who will be able to read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.ui import page_keys, style
from desktop.ui.accessible import announce, named
from desktop.ui.context import Context
from desktop.ui.date_edit import DateEdit
from desktop.ui.editors import Combo, GrowingText
from desktop.ui.records.room import capped
from desktop.ui.widgets import Card, PlainLabel, button, first, hbox, icon_label, link, scrolled, vbox

ADDRESSEES = ("l’enseignante ou l’enseignant", "l’équipe de l’école", "la direction de l’école", "les parents et l’école",
              "le pôle ressource")
PURPOSE = "Ce qui aide en classe"
EVERYBODY = "Les personnes de l’école et du pôle qui ouvrent la fiche commune de cet enfant."
STAYS = "Vos notes, scores et hypothèses restent dans votre fichier\u00a0: seul le texte ci-dessus est copié."
LATER = ("Vous pourrez le retirer pour la suite depuis «\u00a0Écrits\u00a0»\u00a0; "
         "ce qui a déjà été lu ou imprimé ne se reprend pas.")


class ReleasePage(QWidget):
    """``open(source, student, name, text)``, then ``sent(changes)`` or ``left``."""

    sent = Signal(object)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "transmettre", "Transmettre")
        self.context = context
        self._source, self._student = "", ""
        self._busy = False
        self.title = PlainLabel("Transmettre", size=21, weight=style.MEDIUM, elide=True)
        self.addressee: QComboBox = named(Combo(), "transmettre_a", "À qui")
        self.addressee.setEditable(True)
        self.addressee.addItems(list(ADDRESSEES))
        line = self.addressee.lineEdit()
        if line is not None:
            named(line, "transmettre_a_ligne", "À qui")
        self.purpose = named(QLineEdit(PURPOSE), "transmettre_objet", "Pour quoi")
        self.content = named(GrowingText(lines=6), "transmettre_texte", "Ce qui est transmis",
                             "Des gestes concrets, sans chiffre ni nom de test")
        self.content.setPlaceholderText("Ce qui aide en classe, sans chiffre ni nom de test")
        self.talk_on = named(DateEdit(), "transmettre_revoir", "On se reparle le")
        self.talk_on.setFixedWidth(style.px(150))
        self.error = PlainLabel("", size=13, tone="bad", wrap=True)
        self.error.hide()
        self.readers = PlainLabel("", size=13.5, wrap=True)
        self._build()

    def _build(self) -> None:
        back = link("Retour", name="transmettre_retour", icon="arrow-left", clicked=self.left.emit)
        self.send = first("Transmettre", name="transmettre_envoyer", clicked=self.release)
        cancel = button("Ne pas transmettre", name="transmettre_abandonner", clicked=self.left.emit)
        box = Card(kind="sunk", margins=(14, 12, 14, 12), spacing=6)
        box.box.addLayout(hbox(None, icon_label("eye"), PlainLabel("Qui pourra le lire", weight=style.MEDIUM), None, spacing=6))
        for label in (self.readers, PlainLabel(STAYS, size=13.5, tone="soft", wrap=True),
                      PlainLabel(LATER, size=13.5, tone="soft", wrap=True)):
            box.box.addWidget(label)
        content = QWidget()
        content.setMaximumWidth(style.px(720) + 48)
        column = vbox(content, hbox(None, back, None), self.title, 8, margins=(24, 12, 24, 24), spacing=4)
        widgets: Sequence[tuple[str, QWidget]] = (("À qui", self.addressee), ("Pour quoi", self.purpose),
                                                  ("Ce qui est transmis", self.content), ("On se reparle le", self.talk_on))
        for text, widget in widgets:
            label = PlainLabel(text, size=13, tone="soft")
            label.setBuddy(widget)
            column.addWidget(label)
            column.addWidget(widget)
            column.addSpacing(6)
        column.addWidget(self.error)
        column.addWidget(box)
        column.addSpacing(8)
        column.addLayout(hbox(None, self.send, cancel, None))
        column.addStretch(1)
        vbox(self, scrolled(capped(content), name="transmettre_defile", accessible="Transmettre"))

    def open(self, source: str, student: str, name: str, text: str) -> None:
        """Prefilled with what helps in class, which one may change before it leaves."""
        self._source, self._student, self._busy = source, student, False
        self.title.setText(f"Transmettre, pour {name}")
        self.addressee.setCurrentIndex(0)
        self.purpose.setText(PURPOSE)
        self.content.fill(text)
        self.talk_on.set_day("")
        self.error.hide()
        self.readers.setText(EVERYBODY)
        self.context.jobs.read(partial(readers, self.context.session, student), self.readers.setText, self.context.fail,
                               key=(self, "readers"))
        self.content.setFocus(Qt.FocusReason.OtherFocusReason)

    def release(self) -> None:
        """« Transmettre », Ctrl+Entrée."""
        text = self.content.text().strip()
        if not text:
            self._tell("Écrivez ce qui est transmis\u00a0: une phrase suffit.")
            self.content.setFocus()
            return
        if self._busy:
            return
        self._busy = True
        session: Any = self.context.session
        addressee, purpose = self.addressee.currentText().strip(), self.purpose.text().strip()
        work: Callable[[], Changes] = partial(session.releases.release, self._source, addressee=addressee, purpose=purpose,
                                              content=text, talk_on=self.talk_on.day())
        self.context.jobs.write(work, self._released, self._refused)

    def _released(self, changes: Changes) -> None:
        self._busy = False
        self.context.changed(changes, self)
        self.sent.emit(changes)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, PoleError) and error.exit_code in (1, 2, 9):
            self._tell(str(error))
        else:
            self.context.fail(error)

    def _tell(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        announce(self, sentence, urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.act(event, self.release, self.left.emit):
            super().keyPressEvent(event)


def readers(session: Any, student: str) -> str:
    """Who opens the child's common file, as the policy says it."""
    reads = getattr(session, "reads", None)
    if reads is None:
        return EVERYBODY
    names = [f"{who} ({how})" if how else str(who) for who, how in reads.who_sees("release", student)]
    if not names:
        return "Dans ce coffre, personne d’autre que vous ne peut l’ouvrir pour le moment."
    return "\n".join(f"· {name}" for name in names)
