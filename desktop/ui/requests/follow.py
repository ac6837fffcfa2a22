"""Beside a request: its state, who has it, what was decided, what others said, and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.request_kinds import CLOSINGS, FUNCTIONS, SOURCES
from desktop.services.request_values import ContributionValue, DecisionValue, ProposalRow, RequestValue, StepRow
from desktop.texts import day_month, parse_day, plain_date, short_date
from desktop.ui import style
from desktop.ui.accessible import named
from desktop.ui.requests.pages import proposal_words
from desktop.ui.widgets import HLine, PlainLabel, clear, hbox, link, pane, quiet, scrolled, vbox

STEPS_SHOWN = 8


class FollowPanel(QWidget):
    """``asked(act, id)``: « take », « decline », « give_back », « propose », « contribution », « contribute », « decide »,
    « decision », « intervention », « news », « danger »."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "suivi_demande", "Suivi de la demande")
        pane(self, "ground")
        content = QWidget()
        self._box: QVBoxLayout = vbox(content, margins=(16, 14, 16, 16), spacing=6)
        self._whole = False
        self._value: RequestValue | None = None
        self._today = date.min
        self._helps: Sequence[tuple[str, str]] = ()
        self._can: frozenset[str] = frozenset()
        vbox(self, scrolled(content, name="suivi_defile", accessible="Suivi de la demande"))

    def set_value(self, value: RequestValue, today: date, helps: Sequence[tuple[str, str]], can: frozenset[str]) -> None:
        """Show a request; ``can`` holds the acts this person may do."""
        if self._value is None or self._value.id != value.id:
            self._whole = False
        self._value, self._today, self._helps, self._can = value, today, helps, can
        clear(self._box)
        self._state(value)
        self._people(value)
        self._decisions(value)
        self._others(value)
        self._steps(value)
        if "danger" in can:
            self._box.addSpacing(8)
            self._box.addWidget(self._link("Un enfant en danger ?", "danger", "", "suivi_danger"))
        self._box.addStretch(1)

    # parts
    def _title(self, text: str) -> None:
        if self._box.count():
            self._box.addSpacing(6)
            self._box.addWidget(HLine())
            self._box.addSpacing(4)
        self._box.addWidget(PlainLabel(text, weight=style.MEDIUM))

    def _soft(self, text: str, tone: str = "soft") -> None:
        self._box.addWidget(PlainLabel(text, size=13, tone=tone, wrap=True))

    def _link(self, text: str, act: str, id: str, name: str, accessible: str = "") -> QWidget:
        return AskLink(self, text, act, id, name, accessible)

    def _state(self, value: RequestValue) -> None:
        self._title(value.state_label[:1].upper() + value.state_label[1:])
        for words in state_words(value):
            self._soft(words)
        if value.missing:
            self._soft(f"Reste à écrire : {', '.join(value.missing)}.", "warn")

    def _people(self, value: RequestValue) -> None:
        self._title("Qui s’en occupe")
        mine = False
        for one in value.proposals:
            self._proposal(one)
            mine = mine or (one.mine and one.answer in ("", "taken"))
        if not value.proposals:
            self._soft("Personne encore.")
        row = hbox(None, spacing=14)
        if "take" in self._can and not mine:
            row.addWidget(self._link("Je prends", "take", "", "suivi_prendre"))
        if "propose" in self._can:
            row.addWidget(self._link("Proposer à…", "propose", "", "suivi_proposer"))
        row.addStretch(1)
        self._box.addLayout(row)

    def _proposal(self, one: ProposalRow) -> None:
        label = one.function_label or FUNCTIONS.get(one.function, one.function)
        self._box.addWidget(PlainLabel(", ".join(part for part in (one.person, label) if part), weight=style.BOLD, wrap=True))
        self._soft(proposal_words(one))
        if one.mine and one.answer == "":
            self._box.addLayout(hbox(None, AskButton(self, "Je prends", "take", one.id, "proposition_prendre"),
                                     self._link("Pas pour moi…", "decline", one.id, "proposition_refuser"), None, spacing=12))
        elif one.mine and one.answer == "taken":
            self._box.addWidget(self._link("Rendre la demande…", "give_back", one.id, "proposition_rendre"))

    def _decisions(self, value: RequestValue) -> None:
        if not value.decisions and "decide" not in self._can:
            return
        self._title("Décision")
        for one in reversed(value.decisions):
            self._decision(one)
        if not value.decisions:
            self._soft("Pas encore de décision.")
        if "decide" in self._can:
            self._box.addWidget(self._link("Décider…" if not value.decisions else "Décider de nouveau…", "decide", "",
                                           "suivi_decider"))
        for id, title in self._helps:
            self._box.addWidget(self._link(title, "intervention", id, f"suivi_aide_{id[-8:]}", f"Ouvrir l’aide : {title}"))

    def _decision(self, one: DecisionValue) -> None:
        day = parse_day(one.date)
        self._soft(" · ".join(part for part in (plain_date(day) if day else "", one.author) if part))
        self._box.addWidget(PlainLabel(one.sentence or one.phrase, wrap=True))
        if one.phrase and one.sentence and one.phrase != one.sentence:
            self._soft(one.phrase)
        for task in one.tasks:
            self._soft(f"– {task}")

    def _others(self, value: RequestValue) -> None:
        self._title("Ce que disent les autres")
        for one in value.contributions:
            text = contribution_words(one)
            self._box.addWidget(self._link(text, "contribution", one.id, f"suivi_contribution_{one.id[-8:]}",
                                           f"Ouvrir la contribution : {text}"))
        if not value.contributions:
            self._soft("Aucune contribution.")
        if "contribute" in self._can:
            self._box.addWidget(self._link("Ajouter une contribution…", "contribute", "", "suivi_contribuer"))

    def _steps(self, value: RequestValue) -> None:
        self._title("Étapes")
        steps = list(reversed(value.steps))
        for one in steps if self._whole else steps[:STEPS_SHOWN]:
            self._step(one)
        if len(steps) > STEPS_SHOWN and not self._whole:
            self._box.addWidget(self._link(f"Voir les {len(steps)} étapes", "all_steps", "", "suivi_toutes"))
        if "news" in self._can:
            self._box.addWidget(self._link("Noter une nouvelle…", "news", "", "suivi_nouvelle"))

    def _step(self, one: StepRow) -> None:
        day = parse_day(one.date)
        when = short_date(day, self._today) if day else ""
        label = one.label[:1].upper() + one.label[1:]
        row = hbox(None, PlainLabel(label, size=13, wrap=True), PlainLabel(when, size=13, tone="soft"), spacing=8)
        row.setStretch(0, 1)
        self._box.addLayout(row)
        told = " : ".join(part for part in (one.author, one.note) if part)
        if told:
            self._soft(told)

    def ask(self, act: str, id: str) -> None:
        if act == "all_steps" and self._value is not None:
            self._whole = True
            self.set_value(self._value, self._today, self._helps, self._can)
        else:
            self.asked.emit(act, id)


class AskLink(QWidget):
    def __init__(self, panel: FollowPanel, text: str, act: str, id: str, name: str, accessible: str = "") -> None:
        super().__init__()
        self._panel, self._act, self._id = panel, act, id
        self.button = link(text, name=name, clicked=self._ask, accessible=accessible or text)
        hbox(self, self.button, None, spacing=0)

    def _ask(self) -> None:
        self._panel.ask(self._act, self._id)


class AskButton(QWidget):
    def __init__(self, panel: FollowPanel, text: str, act: str, id: str, name: str) -> None:
        super().__init__()
        self._panel, self._act, self._id = panel, act, id
        hbox(self, quiet(text, name=name, clicked=self._ask), spacing=0)

    def _ask(self) -> None:
        self._panel.ask(self._act, self._id)


def state_words(value: RequestValue) -> list[str]:
    """Who asks, since when, from what paper."""
    who = ", ".join(part for part in (value.requester, value.requester_function) if part)
    sent, received = parse_day(value.sent_on), parse_day(value.received_on)
    words = []
    if sent:
        words.append(f"Envoyée le {day_month(sent)}" + (f" par {who}" if who else ""))
    elif who:
        words.append(f"Écrite par {who}")
    if received:
        words.append(f"Reçue le {day_month(received)}, {SOURCES.get(value.source, '')}".rstrip(", ")
                     + (f" par {value.entered_by}" if value.entered_by else ""))
    closed = parse_day(value.closed_on)
    if closed:
        why = CLOSINGS.get(value.closing, value.closing)
        words.append(f"Close le {day_month(closed)}" + (f" : {why}" if why else ""))
    return words


def contribution_words(one: ContributionValue) -> str:
    """« Mme Roy, orthophoniste · 12 novembre »."""
    day = parse_day(one.date)
    who = ", ".join(part for part in (one.author, one.function) if part) or "Sans nom"
    return f"{who} · {day_month(day)}" if day else who
