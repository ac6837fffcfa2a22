"""One time of the week: whose help it is for, the day, the hours, where. Its label never says a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.request_kinds import PERIODS
from desktop.forms.spec import Choice, Option, Text, Time
from desktop.services.request_values import InterventionRow, SlotValue
from desktop.services.values import SchoolRow
from desktop.texts import WEEKDAYS
from desktop.ui.context import Context
from desktop.ui.help.act_page import ActPage
from desktop.ui.help.new_help import school_options
from desktop.ui.help.week import clock, minutes
from desktop.ui.help.words import slot_words
from desktop.ui.records.fields import Row
from desktop.ui.widgets import Notice

WEEKDAY_OPTIONS = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS, 1))
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
            [Choice("weekday", "Jour", options=WEEKDAY_OPTIONS)], [Time("begins", "Début"), Time("ends", "Fin")],
            [Choice("school_id", "École", options=school_options(schools)), Text("place", "Lieu")],
            [Choice("period", "Période, toute l’année si rien n’est choisi", options=PERIOD_OPTIONS)]]


class SlotPage(ActPage):
    """A new slot, or one that is there."""

    KEYS = ("intervention_id", "label", "begins", "ends", "school_id", "place", "period")

    def __init__(self, context: Context, helps: Sequence[InterventionRow], schools: Sequence[SchoolRow], *,
                 slot: SlotValue | None = None, given: Mapping[str, Any] | None = None, parent: QWidget | None = None) -> None:
        self._slot = slot
        self._already = Notice("", name="horaire_deja")
        self._already.hide()
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
        self._wait = QTimer(self, singleShot=True, interval=200)
        self._wait.timeout.connect(self._look)
        self.fields.changed.connect(self._wait.start)
        self._look()

    def below(self) -> Sequence[QWidget]:
        return (self._already,)

    def _look(self) -> None:
        """What is already at that time, for the same person or a child of the same help: told, never refused."""
        said = self.fields.values()
        if not (said.get("weekday") and said.get("begins") and said.get("ends")):
            self._already.hide()
            return
        help = self._slot.intervention_id if self._slot is not None else str(said.get("intervention_id") or "")
        look = partial(self.context.session.timetable.overlaps, int(said["weekday"]), str(said["begins"]), str(said["ends"]),
                       intervention_id=help, period=str(said.get("period") or ""), but=self._slot.id if self._slot else "")
        self.context.jobs.read(look, self._told, self._silent, key=(self, "deja"))

    def _told(self, found: Sequence[SlotValue]) -> None:
        names = " ; ".join(", ".join(part for part in (one.label, slot_words(one)) if part) for one in found[:3])
        self._already.set_text(f"Déjà à cette heure : {names}. Vous pouvez enregistrer quand même.")
        self._already.setVisible(bool(found))

    def _silent(self, _error: BaseException) -> None:
        """An hour half typed: nothing to tell yet."""
        self._already.hide()

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
