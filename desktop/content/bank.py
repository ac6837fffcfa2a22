"""The bank of objectives for a PPRE, and its search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

from desktop.content.files import ContentError, read_toml
from desktop.content.vocabulary import CODE, CYCLE_LEVELS, LEVELS, domains, needs
from desktop.texts import fold

OBJECTIVES_FILE = "objectives.toml"
MOST_SHARED = 0.6
"""Two objectives may not share more than this part of their four-word runs: a bank, not variations on a sentence."""


@dataclass(frozen=True, slots=True)
class Objective:
    """A verb that can be observed, and how one sees that it is reached."""

    code: str
    label: str
    criterion: str
    domain: str
    levels: tuple[str, ...]
    needs: tuple[str, ...]
    edition: str
    source: str

    @property
    def cycles(self) -> tuple[int, ...]:
        return tuple(cycle for cycle, levels in CYCLE_LEVELS.items() if set(levels) & set(self.levels))


@cache
def objectives() -> tuple[Objective, ...]:
    """The whole bank, domain after domain."""
    content = read_toml(OBJECTIVES_FILE)
    return tuple(Objective(
        item["code"], item["label"], item["criterion"], item["domain"], tuple(item["levels"]), tuple(item["needs"]),
        item.get("edition", content["edition"]), item.get("source", content["source"])) for item in content["objective"])


@cache
def _folded() -> tuple[tuple[Objective, str], ...]:
    labels = {domain.code: domain.label for domain in domains()}
    said = {need.code: need.label for need in needs()}
    return tuple((item, " ".join(fold(text) for text in (
        item.label, item.criterion, labels[item.domain], *(said[code] for code in item.needs)))) for item in objectives())


def find_objectives(text: str = "", level: str = "", domain: str = "") -> tuple[Objective, ...]:
    """Objectives holding every word of ``text`` (accents and case ignored), for a level and a domain when given.

    Words are looked for in the label, the criterion, the domain and the needs; those whose label holds them all come first.
    """
    wanted = fold(text).split()
    found = [item for item, words in _folded()
             if (not level or level in item.levels) and (not domain or domain == item.domain)
             and all(word in words for word in wanted)]
    return tuple(sorted(found, key=lambda item: not all(word in fold(item.label) for word in wanted)))


def check_objectives() -> None:
    """Raise ``ContentError`` when an objective is incomplete, cites an unknown code, or repeats another."""
    known_domains = {domain.code for domain in domains()}
    known_needs = {need.code for need in needs()}
    seen: set[str] = set()
    for item in objectives():
        if not CODE.match(item.code) or item.code in seen:
            raise ContentError(OBJECTIVES_FILE, item.code, "est un code double ou mal écrit")
        seen.add(item.code)
        if item.domain not in known_domains or not item.needs or not set(item.needs) <= known_needs:
            raise ContentError(OBJECTIVES_FILE, item.code, "cite un domaine ou un besoin inconnu")
        if not item.levels or list(item.levels) != [level for level in LEVELS if level in item.levels]:
            raise ContentError(OBJECTIVES_FILE, item.code, "attend ses niveaux, dans l’ordre")
        if len(item.label) < 20 or len(item.criterion) < 20:
            raise ContentError(OBJECTIVES_FILE, item.code, "est trop court pour être observé")
    for one, other in combinations(objectives(), 2):
        if _shared(one, other) > MOST_SHARED:
            raise ContentError(OBJECTIVES_FILE, one.code, f"répète presque « {other.code} »")


def _shared(one: Objective, other: Objective) -> float:
    runs = [_runs(f"{item.label} {item.criterion}") for item in (one, other)]
    return len(runs[0] & runs[1]) / max(1, min(len(runs[0]), len(runs[1])))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = fold(text).split()
    return {tuple(words[at:at + 4]) for at in range(len(words) - 3)}
