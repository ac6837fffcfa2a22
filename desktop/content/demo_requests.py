"""Requests, decisions, helps and timetable of the demonstration, as told in one file; plain values, checked against the forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from desktop.content.demo_days import working_day
from desktop.content.demonstration import filled, fits
from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import LEVELS
from desktop.forms.request_kinds import ABOUT, CLOSINGS, DEVICES, FUNCTIONS, INDICATIONS, INTERVENTIONS, MOVES, STATES

FILE = "demo_requests.toml"
FEWEST, SITUATIONS = 30, 12


@dataclass(frozen=True, slots=True)
class Move:
    """What happened to a request, in days before today."""

    what: str
    days: int
    note: str


@dataclass(frozen=True, slots=True)
class RequestStory:
    """A request told once. ``said``: the rest of the file, by name."""

    code: str
    about: str
    levels: tuple[str, ...]
    where: str
    child: tuple[str, ...]
    state: str
    days: int
    role: str
    agenda: int
    path: tuple[Move, ...]
    said: Mapping[str, Any]

    @property
    def count(self) -> int:
        """How many children it names."""
        if self.about not in ("pupil", "several") or not self.said.get("named", True):
            return 0
        return int(self.said.get("count", 1))

    def answers(self, names: Mapping[str, str], today: date) -> dict[str, Any]:
        """Answers of the form « demande »; ``names`` fills ``{prenom}`` and the like."""
        said: dict[str, Any] = filled(self.said["answers"], names)
        if "parents" in self.said:
            said["parents_informes_le"] = before(today, self.said["parents"]).isoformat()
        for key in ("parents_raison", "nature", "nature_pole"):
            if key in self.said:
                said[key] = self.said[key]
        if said.get("hors_ecole"):
            said["hors_ecole_accord"] = True
        lines = [dict(line) for line in filled(self.said.get("exemples", []), names)]
        for line in lines:
            line["date"] = before(today, line.pop("jours")).isoformat()
        return {**said, "exemples": lines} if lines else said

    def decision(self, names: Mapping[str, str], today: date) -> dict[str, Any] | None:
        """Answers of the form « decision », when something was decided."""
        told = self.said.get("decision")
        if told is None:
            return None
        said = {"indications": told["indications"], "phrase": filled(told["phrase"], names), "propose_a": names["qui_entier"]}
        for key, name in (("start", "debut"), ("review", "bilan_le")):
            if key in told:
                said[name] = at(today, told[key]).isoformat()
        direct = {INDICATIONS[code].direct for code in told["indications"]}
        return {**said, "mode": "les_deux" if len(direct) == 2 else "directe" if True in direct else "indirecte"}


@dataclass(frozen=True, slots=True)
class HelpStory:
    """A help told once, its sessions counted back from today."""

    code: str
    kind: str
    title: str
    role: str
    where: str
    levels: tuple[str, ...]
    members: int
    since: int
    sittings: int
    said: Mapping[str, Any]

    def answers(self, names: Mapping[str, str], today: date) -> dict[str, Any]:
        """Answers of the form « aide »."""
        said: dict[str, Any] = filled(self.said["answers"], names)
        for line in said.get("objectifs", ()):
            line["echeance"] = at(today, line.pop("jours")).isoformat()
        return said


@dataclass(frozen=True, slots=True)
class SlotStory:
    role: str
    day: int
    begins: str
    ends: str
    label: str


@dataclass(frozen=True, slots=True)
class DemoRequests:
    requests: tuple[RequestStory, ...]
    helps: tuple[HelpStory, ...]
    slots: tuple[SlotStory, ...]


def before(today: date, days: int) -> date:
    """A school day, so many days ago, in this school year when it can be; what comes after stays after."""
    first = date(today.year if today.month >= 8 else today.year - 1, 9, 2)
    day = max(date.fromordinal(today.toordinal() - days), min(first, today))
    while working_day(day) != day:
        day -= timedelta(days=1)
    return day


def at(today: date, days: int) -> date:
    """A school day after today, or before it when ``days`` is negative."""
    return before(today, -days) if days < 0 else working_day(date.fromordinal(today.toordinal() + days))


@cache
def demo_requests() -> DemoRequests:
    """The whole of it, read once."""
    found = read_toml(FILE)
    return DemoRequests(tuple(_request(item) for item in found["request"]), tuple(_help(item) for item in found["help"]),
                        tuple(SlotStory(**item) for item in found["slot"]))


def _request(item: Mapping[str, Any]) -> RequestStory:
    path = tuple(Move(move["what"], move["days"], move.get("note", "")) for move in item.get("path", ()))
    return RequestStory(item["code"], item["about"], tuple(item["levels"]), item.get("where", ""), tuple(item.get("child", ())),
                        item["state"], item["days"], item.get("role", ""), item.get("agenda", 0), path, item)


def _help(item: Mapping[str, Any]) -> HelpStory:
    return HelpStory(item["code"], item["kind"], item["title"], item["role"], item["where"], tuple(item["levels"]),
                     item["members"], item["since"], item["sittings"], item)


# -- the check ---------------------------------------------------------------------------------------------------------
_NAMES = {"prenom": "Emma", "enseignant": "Mme Guérin", "qui": "Mme Bernard", "qui_entier": "Sophie Bernard"}


def check_demo_requests() -> None:
    """Raise ``ContentError`` when a story does not fit its form, a move is not one, or a state is missing."""
    demo, day = demo_requests(), date(2026, 11, 24)
    if len(demo.requests) < FEWEST or {story.state for story in demo.requests} != set(STATES):
        raise ContentError(FILE, "", f"attend au moins {FEWEST} demandes, dans tous les états")
    if sorted(story.agenda for story in demo.requests if story.agenda) != list(range(1, SITUATIONS + 1)):
        raise ContentError(FILE, "", f"attend {SITUATIONS} situations à l’ordre du jour")
    for story in demo.requests:
        _check_request(story)
        fits(FILE, story.code, "demande", story.answers(_NAMES, day))
        for line in story.said.get("contribution", ()):
            fits(FILE, story.code, "contribution", filled(line["answers"], _NAMES))
        if (decided := story.decision(_NAMES, day)) is not None:
            fits(FILE, story.code, "decision", decided)
    for help in demo.helps:
        if help.kind not in INTERVENTIONS or not set(help.levels) <= set(LEVELS) or help.role not in FUNCTIONS:
            raise ContentError(FILE, help.code, "a une sorte, un niveau ou une fonction inconnue")
        fits(FILE, help.code, "aide", help.answers(_NAMES, day))


def _check_request(story: RequestStory) -> None:
    if story.about not in ABOUT or not set(story.levels) <= set(LEVELS) or (story.role and story.role not in FUNCTIONS):
        raise ContentError(FILE, story.code, "a un sujet, un niveau ou une fonction inconnue")
    if any(aid["device"] not in DEVICES for aid in story.said.get("aids", ())) \
            or story.said.get("closing", "other") not in CLOSINGS:
        raise ContentError(FILE, story.code, "a une aide ou une fin inconnue")
    state, days = ("submitted" if story.state != "draft" else "draft"), story.days
    for move in story.path:
        if move.days > days:
            raise ContentError(FILE, story.code, "ne suit pas l’ordre des jours")
        if move.what != "news" and move.what not in MOVES[state]:
            raise ContentError(FILE, story.code, f"ne va pas de « {state} » à « {move.what} »")
        state, days = (state if move.what == "news" else move.what), move.days
    if state != story.state:
        raise ContentError(FILE, story.code, f"finit « {state} » et non « {story.state} »")
