"""The last day of a help, with what goes on in class and how each child leaves it; and a review on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Date, Text, Tick
from desktop.services.request_values import InterventionValue
from desktop.ui.context import Context
from desktop.ui.help.act_page import ActPage
from desktop.ui.help.attendance import there
from desktop.ui.help.members import OUTCOME_OPTIONS
from desktop.ui.help.words import help_title
from desktop.ui.records.fields import Row


class EndPage(ActPage):
    """« Terminer l’aide »: the request closes only if the person says so."""

    def __init__(self, context: Context, value: InterventionValue, parent: QWidget | None = None) -> None:
        self._value = value
        today = context.session.clock.today().isoformat()
        self._members = there(value, today)
        rows: list[Row] = [[Date("until", "Dernier jour")],
                           [Text("transfert", "Ce qui continue en classe, et comment", lines=3)]]
        if value.kind != "prevention":
            rows += [[Choice(f"fin_{number}", member.name, options=OUTCOME_OPTIONS)]
                     for number, member in enumerate(self._members)]
        if value.request_id:
            rows.append([Tick("close", "Clore aussi la demande")])
        super().__init__(context, rows, name="aide_fin", title=f"Terminer · {help_title(value)}", save_text="Terminer l’aide",
                         parent=parent)
        self.begin(value.id, {"until": today, "transfert": value.answers.get("transfert") or "",
                              **{f"fin_{number}": "class" for number in range(len(self._members))}},
                   student_id=value.student_id)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        outcomes = {member.student_id: str(said[f"fin_{number}"]) for number, member in enumerate(self._members)
                    if said.get(f"fin_{number}")}
        return partial(self.context.session.helping.end, self._value.id, str(said.get("until") or ""),
                       transfert=str(said.get("transfert") or ""), outcomes=outcomes, close_request=bool(said.get("close")))


class ReviewPage(ActPage):
    """A line of review: when, with whom, what changed, what next."""

    def __init__(self, context: Context, value: InterventionValue, parent: QWidget | None = None) -> None:
        self._value = value
        super().__init__(context, [[Date("date", "Date"), (Text("avec", "Avec qui"), 2)],
                                   [Text("constat", "Ce qui a changé", lines=3)], [Text("suite", "Suite", lines=2)],
                                   [Date("prochain", "Prochain bilan")]],
                         name="aide_bilan_page", title=f"Bilan · {help_title(value)}", save_text="Garder le bilan", parent=parent)
        self.begin(value.id, {"date": context.session.clock.today().isoformat()}, student_id=value.student_id)

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        line = {key: said[key] for key in ("avec", "constat", "suite", "prochain") if said.get(key)}
        return partial(self.context.session.helping.review, self._value.id, str(said.get("date") or ""), line)
