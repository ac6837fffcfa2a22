"""The page of one act on a request: a few lines to write, one button; Échap leaves it and nothing is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import CLOSINGS, FUNCTIONS
from desktop.forms.requests import CONTRIBUTION
from desktop.forms.spec import Choice, Date, Option, Text
from desktop.services.request_values import ContributionValue, ProposalRow, RequestValue
from desktop.ui.context import Context
from desktop.ui.meetings.new_meeting import ChosenStudents
from desktop.ui.records import act_page
from desktop.ui.records.fields import Row
from desktop.ui.widgets import PlainLabel, link, vbox

Act = Callable[[dict[str, Any]], Changes]


class ActPage(act_page.ActPage):
    """``act(said)`` runs in the writer's thread; what is typed stays a draft until then."""

    def __init__(self, context: Context, rows: Sequence[Row], act: Act, *, name: str, title: str, sentence: str = "",
                 save_text: str, request: RequestValue, values: dict[str, Any] | None = None, row: str = "",
                 parent: QWidget | None = None) -> None:
        self._sentence, self._act = sentence, act
        super().__init__(context, rows, name=name, title=title, save_text=save_text, parent=parent)
        alone = request.student_ids[0] if len(request.student_ids) == 1 else ""
        self.open("request", f"{name}:{row or request.id}", {}, student_id=alone, title=title)
        self.fields.put({key: value for key, value in (values or {}).items() if value})
        for editor in self.fields.editors.values():
            editor.watch_words()

    def above(self) -> Sequence[QWidget]:
        return (PlainLabel(self._sentence, tone="soft", wrap=True),) if self._sentence else ()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        return partial(self._act, self.fields.values())


def text_page(context: Context, value: RequestValue, act: Act, *, name: str, verb: str, label: str, sentence: str = "",
              save_text: str, placeholder: str = "") -> ActPage:
    """One text to write: a reason, what is asked, news."""
    rows: list[Row] = [[Text("text", label, lines=3, placeholder=placeholder)]]
    return ActPage(context, rows, act, name=name, title=f"{verb} · {value.title}", sentence=sentence, save_text=save_text,
                   request=value)


def close_page(context: Context, value: RequestValue, act: Act) -> ActPage:
    """Why it is over: said to the school, never a judgment of the child."""
    rows: list[Row] = [[Choice("reason", "La demande se clôt parce que…",
                               options=tuple(Option(code, label) for code, label in CLOSINGS.items()))],
                       [Text("note", "À ajouter", lines=2)]]
    return ActPage(context, rows, act, name="demande_clore", title=f"Clore la demande · {value.title}",
                   sentence="La demande et ce qui a été fait restent sur la fiche. Elle pourra être rouverte.",
                   save_text="Clore la demande", request=value)


def names_children(value: RequestValue) -> bool:
    """Whether the children of a request may be changed: several, or one who was not named. Else it is kept in her sheet."""
    return value.about == "several" or (value.about == "pupil" and not value.student_ids)


class AroundPage(ActPage):
    """Who asks, from where; and about whom, when the children may be changed."""

    def __init__(self, context: Context, value: RequestValue, children: Sequence[tuple[str, str]], act: Act) -> None:
        self.about = ChosenStudents(context) if names_children(value) else None
        self._ids = value.student_ids
        rows: list[Row] = [
            [Text("requester", "Qui demande"), Text("requester_function", "Fonction")],
            [Text("class_name", "Classe"), Text("level", "Niveau")],
            [Date("received_on", "Reçue sur papier le")]]
        values = {"requester": value.requester, "requester_function": value.requester_function,
                  "class_name": value.class_name, "level": value.level, "received_on": value.received_on}
        super().__init__(context, rows, act, name="demande_modifier", title=f"De qui, qui demande · {value.title}",
                         save_text="Enregistrer", request=value, values=values)
        if self.about is not None:
            for id, name in children:
                self.about.add(id, name)

    def above(self) -> Sequence[QWidget]:
        return (self.about,) if self.about is not None else ()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        if self.about is not None and tuple(self.about.chosen) != self._ids:
            said = {**said, "students": list(self.about.chosen)}
        return partial(self._act, said)


class ProposePage(ActPage):
    """« Proposer à »: those whom it may suit, or anybody else by name. She takes it, or says why not."""

    def __init__(self, context: Context, value: RequestValue, people: Sequence[tuple[str, str, str, str]], act: Act) -> None:
        self._people = people
        self._account = ""
        self._links: list[QWidget] = []
        rows: list[Row] = [[Text("person", "Quelqu’un d’autre : son nom"),
                            Choice("function", "Fonction", options=tuple(Option(c, label) for c, label in FUNCTIONS.items()))],
                           [Text("note", "Un mot avec la proposition")]]
        super().__init__(context, rows, act, name="demande_proposer", title=f"Proposer à · {value.title}",
                         sentence="La personne prend la demande, ou dit pourquoi ce n’est pas pour elle. Rien ne lui est imposé.",
                         save_text="Proposer", request=value)

    def above(self) -> Sequence[QWidget]:
        box = QWidget()
        column = vbox(box, *super().above(), 4, spacing=2)
        for place, (account, name, code, label) in enumerate(self._people):
            made = PersonLink(self, account, name, code, label, place)
            self._links.append(made.button)
            column.addWidget(made)
        return (box,)

    def propose(self, account: str, person: str, function: str) -> None:
        """One of those listed, in one press."""
        self._account = account
        self.fields.put({"person": person, "function": function})
        self.save()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        account, self._account = self._account, ""
        return partial(self._act, {**self.fields.values(), "account_id": account})

    def focus_people(self) -> None:
        (self._links[0] if self._links else self.fields.editors["person"].focus_target()).setFocus()


class PersonLink(QWidget):
    def __init__(self, page: ProposePage, account: str, name: str, code: str, label: str, place: int) -> None:
        super().__init__()
        self._page, self._who = page, (account, name, code)
        self.button = link(f"{name}, {label}" if label else name, name=f"proposer_{place}", icon="user", clicked=self._propose,
                           accessible=f"Proposer à {name}, {label}")
        vbox(self, self.button)

    def _propose(self) -> None:
        self._page.propose(*self._who)


class ContributionPage(ActPage):
    """What another teacher or a partner adds, in her own name: written here, or typed from a paper."""

    removed = Signal(str)

    def __init__(self, context: Context, request: RequestValue, act: Act, value: ContributionValue | None = None) -> None:
        rows: list[Row] = [
            [Text("author", "De qui"), Text("function", "Fonction", placeholder="enseignante de l’an dernier, orthophoniste…")],
            [Date("date", "Date"), Date("received_on", "Reçue sur papier le")],
            *[[field] for section in CONTRIBUTION.sections for field in section.fields]]
        self._value = value
        said = {} if value is None else {**value.answers, "author": value.author, "function": value.function,
                                         "date": value.date, "received_on": value.received_on}
        name = "contribution_ecrite" if value else "contribution"
        super().__init__(context, rows, act, name=name, title=f"Contribution · {request.title}",
                         sentence="Ce que cette personne voit de son côté, avec ses mots. Des faits, pas un avis sur l’enfant.",
                         save_text="Garder la contribution", request=request, row=value.id if value else "")
        if value is None:
            self.fields.put({"author": context.session.actor.name, "date": context.session.clock.today().isoformat()})
        else:
            self.fields.put(said)
            for key in ("author", "function", "date", "received_on"):
                self.fields.editors[key].set_read_only(True)

    def below(self) -> Sequence[QWidget]:
        if self._value is None:
            return ()
        return (link("Supprimer cette contribution", name="contribution_supprimer", icon="trash-2", clicked=self._remove),)

    def _remove(self) -> None:
        if self._value is not None:
            self.removed.emit(self._value.id)


def proposal_words(one: ProposalRow) -> str:
    """« prise le 16 nov. », « proposée le 12 nov. par Claire Martin », « pas pour elle : … »."""
    from desktop.texts import day_month, parse_day

    def on(text: str) -> str:
        day = parse_day(text)
        return f" le {day_month(day)}" if day else ""

    if one.answer == "taken":
        return f"l’a prise{on(one.answered_on)}"
    if one.answer in ("declined", "left"):
        said = "n’a pas pu la prendre" if one.answer == "declined" else "l’a rendue"
        return f"{said}{on(one.answered_on)}" + (f" : {one.reason}" if one.reason else "")
    return f"proposée{on(one.proposed_on)}" + (f" par {one.proposed_by}" if one.proposed_by else "")


__all__ = ["ActPage", "AroundPage", "ContributionPage", "ProposePage", "close_page", "names_children", "proposal_words",
           "text_page"]
