"""What one does to a request, the same from a card, its menu and its sheet; what asks for words opens a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import COLUMNS, STATES
from desktop.services.request_rules import asks_only
from desktop.services.request_values import ContributionValue, RequestRow, RequestValue
from desktop.texts import list_name
from desktop.ui.context import Context
from desktop.ui.records import verbs
from desktop.ui.requests.pages import ActPage, AroundPage, ContributionPage, ProposePage, close_page, text_page
from desktop.ui.widgets import action

VERBS = {"submitted": "Envoyer", "acknowledged": "Accuser réception", "under_analysis": "Mettre en analyse",
         "returned_for_completion": "Demander de compléter…", "waiting_consent": "En attente d’accord",
         "waiting_list": "Mettre sur liste d’attente", "decided": "Décider…", "in_progress": "Mettre en cours",
         "redirected": "Réorienter…", "cancelled": "Annuler la demande…", "closed": "Clore…", "draft": "Reprendre le brouillon"}
"""The verb of each state one may bring a request to."""
REOPENED = {"closed": "Rouvrir", "redirected": "Rouvrir", "cancelled": "Reprendre le brouillon"}


class RequestActs(QObject):
    """``page_asked(page)``: words are needed first; ``done(id)`` once an act is written."""

    page_asked = Signal(object)
    done = Signal(str)
    gone = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._parent = context, parent

    # at once
    def _write(self, id: str, work: Callable[[], Changes], title: str = "", state: str = "") -> None:
        told = partial(_told, work, title, state) if title and state else work
        verbs.write(self._context, told, self, partial(self._written, id))

    def _written(self, id: str, _changes: Changes) -> None:
        self.done.emit(id)

    def take(self, id: str) -> None:
        """« Je prends »."""
        self._write(id, partial(self._context.session.requests.take, id))

    def move(self, id: str, state: str, title: str = "") -> None:
        """Bring a request to a state; those that need words ask for them first."""
        needs: dict[str, Callable[[str], None]] = {
            "returned_for_completion": self.complete, "decided": self.decide, "closed": self.close,
            "redirected": partial(self.leave_with, state=state), "cancelled": partial(self.leave_with, state=state)}
        if state in needs:
            needs[state](id)
            return
        self._write(id, partial(self._context.session.requests.move, id, state), title, state)

    def submit(self, id: str) -> None:
        self._write(id, partial(self._context.session.requests.submit, id))

    def reopen(self, id: str) -> None:
        self._write(id, partial(self._context.session.requests.reopen, id))

    def drop(self, row: RequestRow, column: str) -> None:
        """A card fell in another column: a sentence says it when it may not go there."""
        self.move(row.id, column, row.title)

    def remove(self, id: str) -> None:
        verbs.write(self._context, partial(self._context.session.requests.remove, id), self, self._gone)

    def erase(self, id: str, title: str) -> None:
        verbs.erase(self._context, self._parent, "request", id, f"cette demande ({title})", self._gone)

    def _gone(self, _changes: Changes) -> None:
        self.gone.emit()

    # after a few words
    def _read(self, id: str, then: Callable[[RequestValue], object]) -> None:
        self._context.jobs.read(partial(self._context.session.requests.get, id), then, self._context.fail)

    def complete(self, id: str) -> None:
        self._read(id, self._complete)

    def _complete(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(text_page(self._context, value, lambda said: requests.complete(value.id, said["text"]),
                             name="demande_completer", verb="Demander de compléter", label="Ce qui manque",
                             sentence="La personne qui demande lira ces mots. Sa demande lui revient, entière.",
                             save_text="Demander", placeholder="Un exemple daté ; ce que disent les parents"))

    def leave_with(self, id: str, state: str) -> None:
        self._read(id, partial(self._leave_with, state))

    def _leave_with(self, state: str, value: RequestValue) -> None:
        requests = self._context.session.requests
        turned = state == "redirected"
        self._open(text_page(
            self._context, value, lambda said: requests.move(value.id, state, said["text"]), name=f"demande_{state}",
            verb="Réorienter" if turned else "Annuler la demande", label="Vers qui, pourquoi" if turned else "Pourquoi",
            sentence="L’école lira ces mots." if turned else "La demande reste sur la fiche, annulée. Elle pourra être reprise.",
            save_text="Réorienter" if turned else "Annuler la demande"))

    def close(self, id: str) -> None:
        self._read(id, self._close)

    def _close(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(close_page(self._context, value,
                              lambda said: requests.close(value.id, said["reason"], said["note"])))

    def decline(self, id: str) -> None:
        self._read(id, self._decline)

    def _decline(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(text_page(self._context, value, lambda said: requests.decline(value.id, said["text"]),
                             name="demande_decliner", verb="Pas pour moi", label="Pourquoi",
                             sentence="La personne qui propose lira ces mots, pour voir avec quelqu’un d’autre.",
                             save_text="Répondre"))

    def give_back(self, id: str) -> None:
        self._read(id, self._give_back)

    def _give_back(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(text_page(self._context, value, lambda said: requests.give_back(value.id, said["text"]),
                             name="demande_rendre", verb="Rendre la demande", label="Pourquoi",
                             sentence="La demande attendra que quelqu’un la prenne.", save_text="Rendre"))

    def news(self, id: str) -> None:
        self._read(id, self._news)

    def _news(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(text_page(self._context, value, lambda said: requests.news(value.id, said["text"]),
                             name="demande_nouvelle", verb="Noter une nouvelle", label="Comment cela va",
                             save_text="Noter", placeholder="Vu Mme Guérin : la première ligne est écrite sans aide"))

    def answered(self, id: str) -> None:
        self._read(id, self._answered)

    def _answered(self, value: RequestValue) -> None:
        requests = self._context.session.requests
        self._open(text_page(self._context, value, lambda said: requests.answered(value.id, said["text"]),
                             name="demande_repondue", verb="Réponse donnée à l’école", label="À qui, comment",
                             save_text="Noter", placeholder="Mme Guérin, de vive voix"))

    def edit(self, id: str) -> None:
        self._read(id, self._edit)

    def _edit(self, value: RequestValue) -> None:
        def names() -> list[tuple[str, str]]:
            rows = [self._context.session.students.get(id) for id in value.student_ids]
            return [(row.id, list_name(row.usage_name or row.last_name, row.first_name)) for row in rows]

        self._context.jobs.read(names, partial(self._around, value), self._context.fail, key=(self, "around"))

    def _around(self, value: RequestValue, children: list[tuple[str, str]]) -> None:
        requests = self._context.session.requests
        self._open(AroundPage(self._context, value, children, lambda said: requests.update(value.id, said, value.seen)))

    def propose(self, id: str) -> None:
        session = self._context.session

        def read() -> tuple[RequestValue, tuple[tuple[str, str, str, str], ...]]:
            return session.requests.get(id), session.requests.people_to_propose(id)

        self._context.jobs.read(read, self._propose, self._context.fail)

    def _propose(self, answer: tuple[RequestValue, tuple[tuple[str, str, str, str], ...]]) -> None:
        value, found = answer
        people = [one for one in found if one[0] != self._context.session.actor.id]
        requests = self._context.session.requests
        page = ProposePage(self._context, value, people,
                           lambda said: requests.propose(value.id, said["account_id"], said["person"], said["function"],
                                                         said["note"]))
        self._open(page, focus=page.focus_people)

    def contribute(self, id: str) -> None:
        self._read(id, self._contribute)

    def _contribute(self, value: RequestValue) -> None:
        requests = self._context.session.requests

        def act(said: dict[str, Any]) -> Changes:
            answers = {key: text for key, text in said.items() if key not in HEADS and text}
            return requests.contribute(value.id, author=said["author"], function=said["function"], date=said["date"],
                                       answers=answers, received_on=said["received_on"],
                                       source="paper" if said["received_on"] else "screen")

        self._open(ContributionPage(self._context, value, act))

    def open_contribution(self, value: RequestValue, one: ContributionValue) -> None:
        requests = self._context.session.requests

        def act(said: dict[str, Any]) -> Changes:
            return requests.save_contribution(one.id, {k: text or None for k, text in said.items() if k not in HEADS}, one.seen)

        page = ContributionPage(self._context, value, act, one)
        page.removed.connect(self._remove_contribution)
        self._open(page)

    def _remove_contribution(self, id: str) -> None:
        page = self.sender()
        verbs.write(self._context, partial(self._context.session.requests.remove_contribution, id), self,
                    lambda _changes: page.left.emit() if isinstance(page, ActPage) else None)

    def decide(self, id: str) -> None:
        """The decision typed once: help, one sentence, who and when."""
        self._read(id, self._decide)

    def _decide(self, value: RequestValue) -> None:
        from desktop.ui.requests.decision_page import DecisionPage

        if value.state == "draft":
            self._context.notices.tell("Cette demande est encore un brouillon : elle s’envoie d’abord.", "warn")
            return
        self._open(DecisionPage(self._context, value))

    def _open(self, page: ActPage, focus: Callable[[], object] | None = None) -> None:
        self.page_asked.emit(page)
        (focus or page.fields.focus_first)()

    # a card's menu
    def menu(self, row: RequestRow, opened: Callable[[], object], parent: QWidget) -> QMenu:
        """What can be done from a card, by the menu key."""
        menu = QMenu(parent)
        menu.setAccessibleName(f"Demande : {row.title}")
        self._row = row
        self._opened = opened
        menu.addAction(action("Ouvrir", self._menu_open, name="carte_ouvrir", parent=menu))
        if not asks_only(self._context.session.actor.roles):
            if row.free:
                menu.addAction(action("Je prends\tP", self._menu_take, name="carte_prendre", parent=menu))
            if STATES[row.state].open and row.state != "draft":
                menu.addAction(action("Proposer à…", self._menu_propose, name="carte_proposer", parent=menu))
        menu.addSeparator()
        self.moves_into(menu, row.id, row.state, row.title)
        if row.student_ids and len(row.student_ids) == 1:
            menu.addSeparator()
            menu.addAction(action("Ouvrir la fiche de l’élève", self._menu_student, icon="user", name="carte_eleve", parent=menu))
        return menu

    def moves_into(self, menu: QMenu, id: str, state: str, title: str) -> None:
        """One entry for each state a request may go to."""
        from desktop.services.request_rules import moves

        for code in moves(state, self._context.session.actor.roles):
            text = REOPENED.get(state) if code in ("under_analysis", "draft") and state in REOPENED else VERBS[code]
            made = QAction(text or VERBS[code], menu)
            made.setObjectName(f"vers_{code}")
            made.setData((id, code, title))
            made.triggered.connect(self._moved)
            menu.addAction(made)

    def _moved(self) -> None:
        entry = self.sender()
        if isinstance(entry, QAction):
            self.move(*entry.data())

    def _menu_open(self) -> None:
        self._opened()

    def _menu_take(self) -> None:
        self.take(self._row.id)

    def _menu_propose(self) -> None:
        self.propose(self._row.id)

    def _menu_student(self) -> None:
        self._context.navigate("student", self._row.student_ids[0])


HEADS = ("author", "function", "date", "received_on")


def _told(work: Callable[[], Changes], title: str, state: str) -> Changes:
    """The act, named by what one sees: « MARCHAND Rose passée à « Reçues » »."""
    changes = work()
    column = STATES[state].plural if state in COLUMNS else STATES[state].label
    return replace(changes, label=f"{title} : « {column} »") if changes else changes


__all__ = ["VERBS", "RequestActs"]
