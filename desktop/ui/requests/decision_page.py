"""Deciding of one request outside a concertation: the same answers, typed once; what will be made is said before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.requests import DECISION
from desktop.services.request_values import Foreseen, RequestValue
from desktop.ui.context import Context
from desktop.ui.records.fields import Row
from desktop.ui.requests.pages import ActPage
from desktop.ui.widgets import Notice

FIELDS = {field.key: field for section in DECISION.sections for field in section.fields}
ROWS: list[Row] = [[FIELDS["indications"]], [FIELDS["autre"]], [FIELDS["phrase"]],
                   [(FIELDS["propose_a"], 2), FIELDS["debut"], FIELDS["bilan_le"]], [FIELDS["mode"]]]


class DecisionPage(ActPage):
    """« Décider »."""

    def __init__(self, context: Context, value: RequestValue) -> None:
        self._told = Notice("Choisissez une aide : ce qui sera créé se lira ici.", name="decision_suite")
        self._id = value.id
        super().__init__(context, ROWS, self._decide, name="decision", title=f"Décision · {value.title}",
                         sentence="Une réunion du pôle n’est pas nécessaire : la décision se note quand elle est prise.",
                         save_text="Noter la décision", request=value)
        self._wait = QTimer(self, singleShot=True, interval=200)
        self._wait.timeout.connect(self._foresee)
        self.fields.changed.connect(self._wait.start)
        self._foresee()

    def below(self) -> Sequence[QWidget]:
        return (self._told,)

    def _answers(self) -> dict[str, Any]:
        return {key: value for key, value in self.fields.values().items() if value}

    def _decide(self, said: dict[str, Any]) -> Changes:
        answers = {key: value for key, value in said.items() if value}
        return self.context.session.concertation.decide(self._id, answers)

    def _foresee(self) -> None:
        answers = self._answers()
        if answers.get("indications"):
            self.context.jobs.read(partial(self._read, answers), self._show, self._silent, key=(self, "suite"))

    def _read(self, answers: dict[str, Any]) -> Foreseen:
        concertation = self.context.session.concertation
        return concertation.foreseen_of(concertation.asked(self._id, ""), answers)

    def _show(self, foreseen: Foreseen) -> None:
        self._told.set_text(foreseen.sentence)

    def _silent(self, _error: BaseException) -> None:
        """An answer half typed: nothing to foresee yet."""
