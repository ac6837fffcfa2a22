"""What people of the demonstration wrote for themselves, and what they transmitted: checked against the forms it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from desktop.content.demo_days import working_day
from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import LEVELS
from desktop.errors import InputError
from desktop.forms.batteries import BATTERIES
from desktop.forms.catalogue import form

FILE = "demo_notebook.toml"


@dataclass(frozen=True, slots=True)
class Story:
    """One record: whose, about a child of which level (or one known to her alone), how many days ago, and what it says."""

    roles: tuple[str, ...]
    kind: str
    levels: tuple[str, ...]
    days: int
    told: Mapping[str, Any]
    alone: tuple[str, ...] = ()
    ends_in: int = 0
    cells: Mapping[str, Any] = field(default_factory=dict)

    def day(self, today: date) -> date:
        return working_day(today - timedelta(days=self.days), earlier=True)

    def answers(self, first_name: str, today: date) -> dict[str, Any]:
        """Its answers, the child's name and the days put in."""
        return dict(_filled(self.told, first_name, today))


@dataclass(frozen=True, slots=True)
class Notebooks:
    notes: tuple[Story, ...]
    assessments: tuple[Story, ...]
    released: tuple[Story, ...]
    avis: tuple[Story, ...]
    plans: tuple[Story, ...]


@cache
def notebooks() -> Notebooks:
    """The whole of it, read once."""
    found = read_toml(FILE)
    return Notebooks(tuple(_story(item, item["kind"]) for item in found["note"]),
                     tuple(_story(item, item["battery"]) for item in found["bilan"]),
                     tuple(_story(item, "release") for item in found["transmis"]),
                     tuple(_story(item, "avis") for item in found["avis"]),
                     tuple(_story(item, "pai") for item in found["pai"]))


_OWN = ("roles", "kind", "levels", "jours", "answers", "seul", "fin_dans", "battery")


def _story(item: Mapping[str, Any], kind: str) -> Story:
    return Story(tuple(item.get("roles", ())), kind, tuple(item.get("levels", ())), item.get("jours", 0), item.get("answers", {}),
                 tuple(item.get("seul", ())), item.get("fin_dans", 0),
                 {key: value for key, value in item.items() if key not in _OWN})


def _filled(value: Any, first_name: str, today: date) -> Any:
    if isinstance(value, str):
        return value.replace("{prenom}", first_name)
    if isinstance(value, Mapping):
        return {key: _day(item, today) if key == "le" else _filled(item, first_name, today) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, first_name, today) for item in value]
    return value


def _day(ago: str, today: date) -> str:
    return working_day(today + timedelta(days=int(ago)), earlier=True).isoformat()


def scored(story: Story, first_name: str, today: date) -> dict[str, Any]:
    """The answers of a bilan, each score under the name its battery gives it."""
    battery = BATTERIES[story.kind]
    told = story.answers(first_name, today)
    lines = []
    for line in told["scores"]:
        score = battery.score(line["code"])
        if score is None:
            raise ContentError(FILE, line["code"], "n’est pas un score de cette batterie")
        lines.append({**line, "nom": score.label, "genre": score.kind})
    return {**told, "scores": lines}


def check_notebooks() -> None:
    """Raise ``ContentError`` when a story does not fit its form or names a level unknown. Roles and kinds: a test compares."""
    found, day = notebooks(), date(2026, 11, 24)
    for story in (*found.notes, *found.assessments, *found.released, *found.avis, *found.plans):
        if not set(story.levels) <= set(LEVELS):
            raise ContentError(FILE, story.kind, "a un niveau inconnu")
    for story in found.notes:
        _fits(story.kind, story.answers("Emma", day))
    for story in found.assessments:
        _fits("bilan", scored(story, "Emma", day))


def _fits(code: str, answers: Mapping[str, Any]) -> None:
    try:
        form(code).clean(answers)
    except InputError as error:
        raise ContentError(FILE, code, f"ne va pas au formulaire ({error})") from error
