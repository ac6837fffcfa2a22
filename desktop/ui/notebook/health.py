"""« Avis et plans »: the avis for a PAP with the needs it names, the avis asked of somebody, the PAI that exists and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.changes import Changes
from desktop.forms.spec import Choice, Date, Option, Text, Tick
from desktop.models.kinds import OPINIONS
from desktop.services.personal_values import AvisRow, PlanRow
from desktop.services.values import as_day
from desktop.texts import plain_date, plural
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.context import Context
from desktop.ui.records import verbs
from desktop.ui.records.fields import Fields, Row
from desktop.ui.records.room import capped
from desktop.ui.widgets import MarkLabel, PlainLabel, button, clear, first, hbox, link, scrolled, section_title, vbox

AVIS_HELP = ("L’école lit l’avis, sa date et les besoins. Jamais une raison, jamais un diagnostic\u00a0: "
             "ils restent dans votre fichier.")
CHOICES = tuple(Option(code, label) for code, label in OPINIONS.items() if code != "awaited")


@dataclass(frozen=True, slots=True)
class HealthRead:
    avis: tuple[AvisRow, ...]
    plans: tuple[PlanRow, ...]


def avis_words(row: AvisRow) -> str:
    """« avis favorable du 12 octobre 2026 · Dr Roche · source : papier »."""
    day = as_day(row.date or row.asked_on)
    when = plain_date(day) if day else ""
    if row.opinion == "awaited":
        waiting = f", {plural(row.waiting_days, 'jour')}" if row.waiting_days else ""
        return f"avis demandé{f' le {when}' if when else ''}{waiting}"
    source = "source\u00a0: papier" if row.source == "paper" else ""
    said = f"avis {row.opinion_label or OPINIONS.get(row.opinion, '')}{f' du {when}' if when else ''}"
    return " · ".join(part for part in (said, row.author, source) if part)


def avis_mark(row: AvisRow) -> str:
    return {"favourable": "done", "awaited": "waiting", "incomplete": "incomplete"}.get(row.opinion, "none")


def plan_words(row: PlanRow) -> str:
    """« PAI depuis le … jusqu'au … · feuille : bureau de la direction »."""
    since, until = as_day(row.since), as_day(row.until)
    dates = " ".join(part for part in (f"depuis le {plain_date(since)}" if since else "",
                                       f"jusqu’au {plain_date(until)}" if until else "") if part)
    emergency = "feuille d’urgence" if row.emergency else ""
    place = f"la feuille est\u00a0: {row.place}" if row.place else ""
    return " · ".join(part for part in (row.kind.upper(), dates, emergency, place) if part)


class InlineForm(QWidget):
    """A few fields that open under a link, with a first button: « Noter l'avis »."""

    def __init__(self, rows: Sequence[Row], *, name: str, save: str, act: Callable[[], object], help: str = "") -> None:
        super().__init__()
        named(self, name, save)
        self.fields = Fields(rows, name=f"{name}_champs")
        self.save_button = first(save, name=f"{name}_noter", clicked=act)
        self.fields.submitted.connect(act)
        cancel = button("Fermer", name=f"{name}_fermer", clicked=self.hide)
        column = vbox(self, self.fields, spacing=6)
        if help:
            column.addWidget(PlainLabel(help, size=13, tone="soft", wrap=True))
        column.addLayout(hbox(None, self.save_button, cancel, None))
        self.hide()

    def open(self, values: dict[str, Any]) -> None:
        self.fields.fill(values)
        self.show()
        self.fields.focus_first()


class HealthPage(QWidget):
    """``load(student)``."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "avis_plans", "Avis et plans")
        self.context = context
        self.student = ""
        self._avis, self._plans = vbox(None, spacing=6), vbox(None, spacing=6)
        self.avis_form = InlineForm(
            [[Choice("opinion", "Avis pour le PAP", options=CHOICES)], [Date("date", "Date")],
             [Text("needs", "Besoins de l’enfant à l’école", lines=3, placeholder="consignes courtes, place près du tableau…")]],
            name="avis", save="Noter l’avis", act=self.add_avis, help=AVIS_HELP)
        self.plan_form = InlineForm(
            [[Date("since", "Depuis le"), Date("until", "Jusqu’au")],
             [Text("place", "Où est la feuille", placeholder="bureau de la direction, trousse rouge")],
             [Tick("emergency", "Il y a une feuille d’urgence")]],
            name="pai", save="Noter le PAI", act=self.set_plan,
            help="L’école sait qu’il existe, ses dates et où est la feuille. Son contenu n’est pas dans ce programme.")
        content = QWidget()
        content.setMaximumWidth(style.px(720) + 48)
        vbox(content, section_title("Avis"), self._avis,
             hbox(None, link("Écrire un avis", name="avis_ouvrir", icon="plus", clicked=self._open_avis),
                  link("Demander un avis", name="avis_demander", icon="mail", clicked=self.ask_avis), None, spacing=16),
             self.avis_form, 18, section_title("PAI"), self._plans,
             hbox(None, link("Noter un PAI", name="pai_ouvrir", icon="plus", clicked=self._open_plan), None), self.plan_form,
             None, margins=(24, 14, 24, 24), spacing=8)
        vbox(self, scrolled(capped(content), name="avis_defile", accessible="Avis et plans"))

    def load(self, student: str) -> None:
        if student != self.student:
            self.avis_form.hide()
            self.plan_form.hide()
        self.student = student
        self.context.jobs.read(partial(self._read, student), self._show, self.context.fail, key=(self, "load"))

    def _read(self, student: str) -> HealthRead:
        session: Any = self.context.session
        return HealthRead(tuple(session.health.avis(student)), tuple(session.health.plans(student)))

    def _show(self, read: HealthRead) -> None:
        for room, rows, empty in ((self._avis, [(avis_mark(a), avis_words(a), a.needs) for a in read.avis],
                                   "Aucun avis écrit ni demandé."),
                                  (self._plans, [("running", plan_words(p), "") for p in read.plans if p.kind == "pai"],
                                   "Aucun PAI noté.")):
            clear(room)
            for mark, words, more in rows:
                line = hbox(None, MarkLabel(mark), PlainLabel(words, wrap=True), spacing=8)
                line.setStretch(1, 1)
                room.addLayout(line)
                if more:
                    room.addWidget(PlainLabel(more, size=13.5, tone="soft", wrap=True))
            if not rows:
                room.addWidget(PlainLabel(empty, tone="soft"))

    def _open_avis(self) -> None:
        self.avis_form.open({"date": self.context.session.clock.today().isoformat()})

    def _open_plan(self) -> None:
        self.plan_form.open({})

    def add_avis(self) -> None:
        """By its own author."""
        said = self.avis_form.fields.values()
        if not said["opinion"]:
            self.avis_form.fields.show_error("opinion", "Choisissez l’avis.")
            return
        session: Any = self.context.session
        self._write(partial(session.health.add_avis, self.student, "pap", said["opinion"], said["date"], needs=said["needs"]),
                    self.avis_form)

    def ask_avis(self) -> None:
        session: Any = self.context.session
        self._write(partial(session.health.ask_avis, self.student, "pap"), None)

    def set_plan(self) -> None:
        said = self.plan_form.fields.values()
        session: Any = self.context.session
        self._write(partial(session.health.set_plan, self.student, "pai", said["since"], said["until"], said["place"],
                            bool(said["emergency"])), self.plan_form)

    def _write(self, work: Callable[[], Changes], form: InlineForm | None) -> None:
        self._form = form
        verbs.write(self.context, work, self, self._written)

    def _written(self, _changes: object) -> None:
        if self._form is not None:
            self._form.hide()
        self.load(self.student)
        self.changed.emit()
