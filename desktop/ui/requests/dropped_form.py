"""« Formulaire reçu »: a fillable PDF dropped on the window, or chosen, read answer by answer before anything is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.errors import InputError, PoleError, RefusedError
from desktop.paths import disk_errors
from desktop.services.request_values import RequestQuery
from desktop.texts import cut, list_name, plural
from desktop.ui import messages
from desktop.ui.accessible import announce
from desktop.ui.accounts.place import Place
from desktop.ui.context import Context
from desktop.ui.requests.returned import AnswerCard, Destination, Returned, head_line, part_title
from desktop.ui.widgets import Notice, PlainLabel, button, clear, first, hbox, link, quiet, vbox

if TYPE_CHECKING:
    from desktop.services.session import Session
    from desktop.ui.main_window import MainWindow

MOST = 10_000_001
"""One byte more than a form may weigh: enough to say so."""
MOST_REQUESTS = 200
SUBJECT = 36
PDF = "Formulaires PDF (*.pdf);;Tous les fichiers (*)"
SENTENCE = "Cochez ce qui est repris. Rien n’est écrit avant « Reprendre », et le fichier reste où il est."
KINDS = {"request": "Demande d’aide", "contribution": "Contribution à une demande"}


class FilledFormPage(Place):
    """One form that came back."""

    def __init__(self, session: Any, context: Context) -> None:
        super().__init__(session, context, "Formulaire reçu", SENTENCE, name="formulaire_recu")
        self.found: Returned | None = None
        self.cards: list[AnswerCard] = []
        self.destination: Destination | None = None
        self._asked = 0
        self.waiting = PlainLabel("", tone="soft", wrap=True)
        self.choose_button = quiet("Choisir un formulaire…", name="formulaire_choisir", icon="folder", clicked=self.choose)
        self.said = Notice("", "bad", name="formulaire_refuse")
        self.said.hide()
        self.body = vbox(None, spacing=10)
        self.go = first("Reprendre", name="formulaire_reprendre", clicked=self.take)
        self.all_button = link("Tout cocher", name="formulaire_tout", clicked=self.tick_all)
        self.leave_button = button("Ne rien reprendre", name="formulaire_laisser", clicked=self.left.emit)
        self.count = PlainLabel("", size=13, tone="soft", wrap=True)
        self.foot = QWidget()
        vbox(self.foot, self.count, hbox(None, self.go, self.leave_button, self.all_button, None, spacing=8),
             margins=(0, 6, 0, 0), spacing=8)
        self.foot.hide()
        self.column.addWidget(self.waiting)
        self.column.addLayout(self.body)
        self.column.addWidget(self.said)
        self.column.addWidget(self.foot)
        self.column.addLayout(hbox(None, self.choose_button, None))
        self.column.addStretch(1)

    def first_focus(self) -> QWidget:
        return self.cards[0].box if self.cards else self.choose_button

    # -- reading -----------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        path = messages.choose_open(self, "Formulaire reçu", PDF)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Read a file outside the window's thread; a second one takes the place of the first."""
        self._asked += 1
        self._clear()
        self.waiting.setText("Lecture du formulaire…")
        self.context.jobs.read(partial(read_returned, self.session, path), partial(self._arrived, self._asked),
                               partial(self._failed, self._asked), key=(self, "lu"))

    def _clear(self) -> None:
        self.found, self.destination, self.cards = None, None, []
        clear(self.body)
        self.said.hide()
        self.foot.hide()
        self.choose_button.show()

    def _failed(self, number: int, error: BaseException) -> None:
        if number != self._asked:
            return
        self.waiting.setText("")
        if not isinstance(error, PoleError):
            self.context.fail(error)
            return
        self._say(str(error))
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str) -> None:
        self.said.set_text(sentence)
        self.said.show()
        announce(self, sentence, urgent=True)

    def _arrived(self, number: int, found: Returned) -> None:
        if number != self._asked:
            return
        self.found = found
        self.waiting.setText(KINDS[found.came.kind])
        for place, remark in enumerate(found.came.remarks):
            self.body.addWidget(Notice(remark, "warn", name=f"formulaire_remarque_{place}"))
        self.body.addWidget(head_line(found))
        if not found.came.answers:
            return
        self.body.addWidget(part_title("Les réponses"))
        for answer in found.came.answers:
            card = AnswerCard(answer)
            card.ticked.connect(self._counted)
            self.cards.append(card)
            self.body.addWidget(card)
        self.body.addWidget(part_title("Où elles vont"))
        self.destination = Destination(self.context, found)
        self.destination.changed.connect(self.said.hide)
        self.body.addWidget(self.destination)
        self.choose_button.hide()
        self.foot.show()
        self._counted()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{KINDS[found.came.kind]}, {plural(len(self.cards), 'réponse')}.")

    # -- choosing ----------------------------------------------------------------------------------------------------
    def tick_all(self) -> None:
        open_ = [card for card in self.cards if card.box.isEnabled()]
        on = not all(card.taken() for card in open_)
        for card in open_:
            card.box.setChecked(on)

    def _counted(self) -> None:
        taken = sum(card.taken() for card in self.cards)
        self.count.setText(f"{plural(taken, 'réponse cochée', 'réponses cochées')} sur {len(self.cards)}.")
        self.go.setEnabled(taken > 0)
        whole = bool(self.cards) and all(card.taken() for card in self.cards if card.box.isEnabled())
        self.all_button.setText("Tout décocher" if whole else "Tout cocher")
        self.all_button.setAccessibleName(self.all_button.text())

    # -- taking ------------------------------------------------------------------------------------------------------
    def take(self) -> None:
        """Write what is ticked."""
        if self.destination is None:
            return
        keys = [card.answer.key for card in self.cards if card.taken()]
        came, told = self.destination.asked()
        request = str(told.get("request_id") or came.request_id)
        self.go.setEnabled(False)
        self.said.hide()
        self.context.jobs.write(partial(_taken, self.session, came, keys, told, request), self._written, self._not_written)

    def _not_written(self, error: BaseException) -> None:
        self._counted()
        if isinstance(error, InputError | RefusedError):
            self._say(str(error))
        else:
            self.context.fail(error)

    def _written(self, answer: tuple[tuple[Changes, ...], str, str]) -> None:
        acts, request, missing = answer
        for changes in acts:
            self.context.changed(changes, self)
        if missing:
            self.context.notices.tell(f"Repris en brouillon. Pour l’envoyer, il manque : {missing}.", "warn", seconds=30)
        context = self.context
        self.left.emit()
        context.navigate("request", request)


def _taken(session: Session, came: Any, keys: list[str], told: dict[str, Any],
           request: str) -> tuple[tuple[Changes, ...], str, str]:
    """In a thread: the acts, the request they are of, and what it still waits for."""
    acts = session.paper_forms.acts(came, keys, **told)
    id = request or acts[0].created[0]
    found = session.requests.get(id)
    waits = came.kind == "request" and found.state == "draft"
    return acts, id, " ; ".join(found.missing) if waits else ""


def shortened(text: str) -> str:
    """A subject, for a line that does not wrap."""
    return cut(" ".join(text.split()), SUBJECT)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def read_returned(session: Session, path: Path) -> Returned:
    """In a thread: the file, and what there is here to show beside. Raises ``PoleError``."""
    from desktop.services.paper_forms import level_of

    try:
        with disk_errors(), path.open("rb") as file:
            data = file.read(MOST)
    except FileNotFoundError:
        raise InputError("Il n’y a plus de fichier à cet endroit.") from None
    came = session.paper_forms.read(data)
    asked = session.requests.get(came.request_id) if came.request_id else None
    title = "" if asked is None else _joined(asked.title, shortened(str(asked.answers.get("sujet") or "")))
    student = session.students.get(came.student_id) if came.student_id else None
    found: list[tuple[str, str]] = [(came.request_id, title)] if came.kind == "contribution" and came.request_id else []
    if came.kind == "contribution":
        found += [(row.id, _joined(row.title, shortened(row.subject), row.school))
                  for row in session.requests.page(RequestQuery(sort="newest"), 0, MOST_REQUESTS) if row.id != came.request_id]
    school = session.paper_forms.school_named(came.header.get("ecole", ""))
    return Returned(came, tuple(session.schools.all()), school, level_of(came.header.get("niveau", "")), tuple(found), title,
                    list_name(student.last_name, student.first_name) if student is not None else "")


def open_file(window: MainWindow, path: Path) -> None:
    """A form that was dropped or chosen."""
    _with_page(window, path)


def choose_file(window: MainWindow) -> None:
    """« Reprendre un formulaire reçu… »."""
    path = messages.choose_open(window, "Formulaire reçu", PDF)
    if path is not None:
        open_file(window, path)


def _with_page(window: MainWindow, path: Path) -> None:
    workspace = window.workspace
    if workspace is None:
        return
    page = workspace.over.page
    if not isinstance(page, FilledFormPage):
        workspace.autosave.flush()
        workspace.close_preview()
        page = FilledFormPage(workspace.session, workspace.context)
        workspace.over.open(page)
        workspace.fold()
    page.open_file(path)
