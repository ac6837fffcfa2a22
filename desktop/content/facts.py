"""A short guide that helps to write facts: pairs « plutôt que … / on peut écrire … » by situation, and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from desktop.content.files import ContentError, read_toml

FILE = "writing_facts.toml"
FEWEST, MOST = 12, 16
REMINDERS = 6
LONGEST = 220
_NAMED = ("dyslexi", "dysphasi", "tdah", "hyperactif", "autis", "anxieu", "dépressi", "trouble de")
"""Words of a diagnosis: they may stand in what is not to be written, never in what is."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A judgment as it comes, and the fact that says more."""

    situation: str
    instead: str
    write: str


@cache
def pairs() -> tuple[Pair, ...]:
    """Every pair, situation after situation."""
    return tuple(Pair(item["situation"], item["instead"], item["write"]) for item in read_toml(FILE)["pair"])


@cache
def reminders() -> tuple[str, ...]:
    """What to keep in mind, in one line each."""
    return tuple(read_toml(FILE)["reminders"])


def check_facts() -> None:
    """Raise ``ContentError`` when a pair is empty, too long, repeated, apart from its situation, or names a disorder."""
    found = pairs()
    if not FEWEST <= len(found) <= MOST or len(reminders()) != REMINDERS:
        raise ContentError(FILE, "", f"attend de {FEWEST} à {MOST} paires et {REMINDERS} rappels")
    seen: list[str] = []
    for pair in found:
        name = pair.instead[:40]
        if not (pair.situation.strip() and pair.instead.strip() and pair.write.strip()):
            raise ContentError(FILE, name, "a une phrase vide")
        if max(len(pair.instead), len(pair.write)) > LONGEST:
            raise ContentError(FILE, name, "est trop long pour être lu en passant")
        if len(pair.write) <= len(pair.instead):
            raise ContentError(FILE, name, "ne dit pas plus que le jugement")
        if any(word in pair.write.lower() for word in _NAMED):
            raise ContentError(FILE, name, "nomme un trouble dans ce qu’on peut écrire")
        if pair.situation in seen[:-1] and pair.situation != seen[-1]:
            raise ContentError(FILE, name, "est loin des autres de sa situation")
        seen.append(pair.situation)
    if len({pair.instead for pair in found}) != len(found):
        raise ContentError(FILE, "", "répète une paire")
