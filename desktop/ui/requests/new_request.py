"""A new request: four answers send it, the rest waits under « Aller plus loin »; kept as a draft of one's own every 3 s."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.changes import Changes
from desktop.errors import PoleError
from desktop.forms.requests import REQUEST
from desktop.services.request_rules import OF_SCHOOL, missing, missing_keys
from desktop.services.values import SchoolRow
from desktop.ui import icons, page_keys, style
from desktop.ui.accessible import announce, named
from desktop.ui.autosave import Writing
from desktop.ui.context import Context
from desktop.ui.form_view import FormView
from desktop.ui.requests.about_whom import AboutWhom
from desktop.ui.widgets import HLine, PlainLabel, button, first, hbox, link, pane, vbox

TABLE, NEW = "request", "nouvelle"
FOUR_ANSWERS = "Quatre réponses suffisent. Des faits, sans chercher de cause ni de nom de trouble."
DRAFT_SHARED = "Le brouillon va dans le fichier commun : qui peut lire la fiche de l’élève peut le lire."
COLUMNS = {"sujet": "sujet", "faits": "faits", "essaye": "essaye", "parents": "parents_informes_le"}


class NewRequestPage(QWidget):
    """``sent(id)``, ``kept(id)`` for a draft, ``left``."""

    sent = Signal(str)
    kept = Signal(str)
    left = Signal()
    opened = Signal(str)
    danger_asked = Signal()
    words_asked = Signal()

    def __init__(self, context: Context, schools: tuple[SchoolRow, ...], *, school: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "nouvelle_demande", "Nouvelle demande")
        pane(self, "paper")
        self.context = context
        self._busy = False
        roles = context.session.actor.roles
        self.who = AboutWhom(context, schools, school, not OF_SCHOOL.intersection(roles))
        self.who.changed.connect(self._typed)
        self.who.opened.connect(self._open_known)
        self.view = FormView(REQUEST, {}, head=self.who)
        self.view.changed.connect(self._typed)
        self._further = button("Aller plus loin : points d’appui, exemples datés, aides déjà données…", "fold",
                               name="aller_plus_loin", icon="chevron-right", clicked=self.toggle_further)
        self._put_further()
        back = link("Retour", name="demande_nouvelle_retour", icon="arrow-left", clicked=self.leave)
        danger = link("Un enfant en danger ?", name="demande_nouvelle_danger", clicked=self.danger_asked.emit)
        title = PlainLabel("Nouvelle demande", size=21, weight=style.MEDIUM)
        self._words = link("Aide pour mettre en mots", name="demande_mots", icon="book-open", clicked=self.words_asked.emit)
        head = vbox(None, hbox(None, back, None, danger), hbox(None, title, None, self._words),
                    PlainLabel(FOUR_ANSWERS, tone="soft", wrap=True), margins=(24, 12, 24, 8), spacing=4)
        self.send_button = first("Envoyer la demande", name="demande_envoyer", clicked=self.send)
        self.keep_button = button("Garder en brouillon", name="demande_brouillon", clicked=self.keep)
        self.keep_button.setToolTip(DRAFT_SHARED)
        self.keep_button.setAccessibleDescription(DRAFT_SHARED)
        self.said = PlainLabel("", size=13, tone="soft", elide=True)
        foot = hbox(None, self.send_button, self.keep_button, self.said, margins=(24, 10, 24, 10), spacing=10)
        foot.setStretch(2, 1)
        column = vbox(self)
        column.addLayout(head)
        column.addWidget(HLine())
        column.addWidget(self.view, 1)
        column.addWidget(HLine())
        column.addLayout(foot)
        self._writing: Writing | None = context.autosave.open(TABLE, NEW, collect=self._collect, title="Nouvelle demande")
        context.jobs.read(partial(context.session.drafts.get, TABLE, NEW), self._draft, context.fail, key=(self, "draft"))
        self._tell_missing()

    def _put_further(self) -> None:
        """The other sections stand behind one line."""
        section = self.view.sections["demande"]
        parent = section.parentWidget()
        box = parent.layout() if parent is not None else None
        if isinstance(box, QBoxLayout):
            box.insertWidget(box.indexOf(section) + 1, self._further)
        self.set_further(False)

    def set_further(self, shown: bool) -> None:
        self._shown = shown
        icons.set_icon(self._further, "chevron-down" if shown else "chevron-right")
        self._further.setAccessibleName(f"Aller plus loin, {'déplié' if shown else 'replié'}")
        for code, section in self.view.sections.items():
            if code != "demande":
                section.setVisible(shown and code != "pole")

    def toggle_further(self) -> None:
        self.set_further(not self._shown)
        announce(self, "Aller plus loin, déplié." if self._shown else "Replié.")

    # what is typed
    def focus_first(self) -> None:
        """Who, first; the facts when the child is known."""
        target = self.view.editor("sujet").focus_target() if self.who.students.chosen else self.who.students.search
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_student(self, id: str, name: str) -> None:
        """From a child's sheet."""
        if id not in self.who.students.chosen:
            self.who.students.add(id, name)

    def _collect(self) -> dict[str, Any]:
        return {"qui": self.who.draft(), **self.view.changed_answers()}

    def _draft(self, draft: Any) -> None:
        if draft is None or draft.id != NEW or not draft.values:
            return
        values = dict(draft.values)
        self.who.take_draft(values.pop("qui", {}))
        self.view.fill({key: value for key, value in values.items() if key in {f.key for f in REQUEST.fields()}})
        announce(self, "Un brouillon a été repris.")
        self.context.notices.tell("Votre demande commencée a été reprise.", action="Repartir de zéro", act=self.start_again)

    def start_again(self) -> None:
        """What was left is dropped."""
        self.view.fill(dict.fromkeys(self.view.changed_answers()))
        for id in list(self.who.students.chosen):
            self.who.students.drop(id)
        self._drop_draft()
        self._tell_missing()
        self.focus_first()

    def _typed(self, _key: str = "", _value: object = None) -> None:
        if self._writing is not None:
            chosen = list(self.who.students.chosen)
            self._writing.student_id = chosen[0] if len(chosen) == 1 else ""
            self._writing.touch()
        self._tell_missing()

    def _answers(self) -> dict[str, Any]:
        return {key: value for key, value in self.view.answers().items() if value not in (None, "", [])}

    def _missing(self) -> tuple[str, ...]:
        return missing_keys(self.who.kind(), self._answers(), named=self.who.names_something())

    def _tell_missing(self) -> None:
        left = missing(self.who.kind(), self._answers(), named=self.who.names_something())
        words = f"Il manque encore : {' ; '.join(left)}." if left else "Prête à partir. Ctrl+Entrée l’envoie."
        self.said.setText(words)

    # acts
    def send(self) -> None:
        """Add it and send it; what is missing is said, and the keyboard goes there."""
        left = self._missing()
        if left:
            self._tell_missing()
            self.view.focus(COLUMNS[left[0]])
            words = missing(self.who.kind(), self._answers(), named=self.who.names_something())
            sentence = f"Pour envoyer la demande, il manque : {' ; '.join(words)}."
            self.context.notices.tell(sentence, "warn")
            announce(self, sentence, urgent=True)
            return
        self._write(send=True)

    def keep(self) -> None:
        """A draft in the common file: it waits under « Brouillons »."""
        self._write(send=False)

    def _write(self, *, send: bool) -> None:
        if self._busy:
            return
        self._busy = True
        work = partial(_made, self.context, self.who.said(), self._answers(), send)
        self.context.jobs.write(work, self._written, self._refused)

    def _written(self, answer: tuple[Changes, Changes | None, BaseException | None]) -> None:
        added, sent, error = answer
        self._busy = False
        self._drop_draft()
        self.close_writing()
        id = added.created[0]
        self.context.changed(added, self, quiet=sent is not None)
        if sent is not None:
            self.context.changed(sent, self)
            self.sent.emit(id)
            return
        if error is not None:
            self.context.fail(error)
        self.kept.emit(id)

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        column = error.column if isinstance(error, PoleError) else None
        if column in {field.key for field in REQUEST.fields()}:
            self.view.focus(column)
        self.context.fail(error)

    def _open_known(self, id: str) -> None:
        self.opened.emit(id)

    # leaving
    def _drop_draft(self) -> None:
        if self._writing is not None:
            self._writing.kept()

    def leave(self) -> None:
        """Échap: what is typed stays one's own draft, offered next time."""
        self.close_writing()
        self.left.emit()

    def close_writing(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.act(event, self.send, self.leave):
            super().keyPressEvent(event)


def _made(context: Context, said: dict[str, Any], answers: dict[str, Any],
          send: bool) -> tuple[Changes, Changes | None, BaseException | None]:
    """In the writer's thread: the draft, then the sending; a refusal leaves the draft."""
    requests = context.session.requests
    about = said.pop("about")
    if said.get("received_on"):
        said["source"] = "paper"
    added = requests.add(about, answers=answers, **said)
    if not send:
        return added, None, None
    try:
        return added, requests.submit(added.created[0]), None
    except PoleError as error:
        return added, None, error
