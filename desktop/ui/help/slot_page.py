"""One time of the week: whose help it is for, the day, the hours, where. Its label never says a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import PERIODS
from desktop.forms.spec import Choice, Option, Text, Time
from desktop.services.request_values import InterventionRow, SlotValue
from desktop.services.values import SchoolRow
from desktop.ui.context import Context
from desktop.ui.help.act_page import ActPage
from desktop.ui.help.new_help import school_options
from desktop.ui.help.week import clock, minutes
from desktop.ui.help.words import DAYS
from desktop.ui.records.fields import Row

WEEKDAYS = tuple(Option(str(number), name) for number, name in enumerate(DAYS, 1))
PERIOD_OPTIONS = tuple(Option(code, f"période {code[1:]}") for code in PERIODS)
LABEL = "Sans nom d’enfant : « Groupe lecture CE1 », « Aide individuelle »."


def help_options(helps: Sequence[InterventionRow]) -> tuple[Option, ...]:
    """Groups by title; individual help by the child's name, here only: the timetable says « Aide individuelle »."""
    return tuple(Option(row.id, ", ".join(p for p in (row.title, *(row.members if row.kind == "individual" else ())) if p))
                 for row in helps)


def slot_rows(helps: Sequence[InterventionRow], schools: Sequence[SchoolRow], slot: SlotValue | None = None) -> list[Row]:
    """A slot that exists stays with its help."""
    helps = () if slot is not None else helps
    word = "Intitulé" if slot is not None else "Autre chose qu’une aide" if helps else "Ce que vous faites"
    first: list[Row] = [[Choice("intervention_id", "Aide", options=help_options(helps))]] if helps else []
    return [*first, [Text("label", word, placeholder="Synthèse, observation en classe…", help=LABEL)],
            [Choice("weekday", "Jour", options=WEEKDAYS)], [Time("begins", "Début"), Time("ends", "Fin")],
            [Choice("school_id", "École", options=school_options(schools)), Text("place", "Lieu")],
            [Choice("period", "Période, toute l’année si rien n’est choisi", options=PERIOD_OPTIONS)]]


class SlotPage(ActPage):
    """A new slot, or one that is there."""

    KEYS = ("intervention_id", "label", "begins", "ends", "school_id", "place", "period")

    def __init__(self, context: Context, helps: Sequence[InterventionRow], schools: Sequence[SchoolRow], *,
                 slot: SlotValue | None = None, given: Mapping[str, Any] | None = None, parent: QWidget | None = None) -> None:
        self._slot = slot
        super().__init__(context, slot_rows(helps, schools, slot), name="horaire", save_text="Enregistrer",
                         title="Modifier l’horaire" if slot else "Nouvel horaire", parent=parent)
        start = dict(given or {})
        if slot is not None:
            start = {key: getattr(slot, key) for key in self.KEYS} | {"weekday": str(slot.weekday)}
        elif start.get("begins") and not start.get("ends"):
            start["ends"] = clock(minutes(str(start["begins"])) + 45)
        self.begin(slot.id if slot else "nouveau", start, seen=slot.seen if slot else 0)
        if slot is None and start.get("intervention_id"):
            self.fields.editors["weekday"].focus_target().setFocus()

    def write(self, changed: dict[str, Any]) -> Callable[[], Changes]:
        said = self.fields.values()
        timetable = self.context.session.timetable
        day = int(said.get("weekday") or 0)
        cells: dict[str, Any] = {key: str(said.get(key) or "") for key in self.KEYS}
        if self._slot is not None:
            cells.pop("intervention_id")
            told = {key: cell for key, cell in {**cells, "weekday": day}.items() if cell != getattr(self._slot, key)}
            return partial(timetable.update, self._slot.id, told, self.seen)
        return partial(timetable.add, day, cells.pop("begins"), cells.pop("ends"), **cells)
