"""The scores of a bilan as lines to type in: those the battery names, those added, and the same back as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.forms.batteries import INDEX, SUBTEST, Battery, Scale, percentile

KNOWN = ("code", "nom", "genre", "score", "bas", "haut", "percentile", "mots", "non_interpretable", "pourquoi")


@dataclass(slots=True)
class ScoreLine:
    """One score. ``fixed``: the battery names it; else its name is typed."""

    code: str
    name: str
    kind: str
    scale: Scale
    group: str = ""
    fixed: bool = True
    id: str = ""
    score: int | None = None
    bottom: int | None = None
    top: int | None = None
    rank: int | None = None
    words: str = ""
    apart: bool = False
    """« Non interprétable »."""
    why: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def computed(self) -> bool:
        """Whether the percentile shown comes from the normal law."""
        return self.rank is None and self.score is not None and not self.apart and self.fixed and self.scale.deviation > 0

    def shown_rank(self) -> int | None:
        if self.apart:
            return None
        if self.computed and self.score is not None:
            return percentile(self.score, self.scale.mean, self.scale.deviation)
        return self.rank

    def empty(self) -> bool:
        return not (self.score is not None or self.bottom is not None or self.top is not None or self.rank is not None
                    or self.words or self.apart or self.why or (self.name and not self.fixed))

    def take(self, line: Mapping[str, Any]) -> None:
        """Show what is written."""
        self.id = str(line.get("id") or "")
        self.score, self.bottom, self.top = line.get("score"), line.get("bas"), line.get("haut")
        self.rank, self.words = line.get("percentile"), str(line.get("mots") or "")
        self.apart, self.why = bool(line.get("non_interpretable")), str(line.get("pourquoi") or "")
        self.more = {key: value for key, value in line.items() if key not in (*KNOWN, "id")}

    def answer(self) -> dict[str, Any]:
        cells = {"code": self.code or None, "nom": self.name or None, "genre": self.kind, "score": self.score, "bas": self.bottom,
                 "haut": self.top, "percentile": self.rank, "mots": self.words or None,
                 "non_interpretable": True if self.apart else None, "pourquoi": self.why or None}
        return {**({"id": self.id} if self.id else {}), **self.more, **cells}

    def interval(self) -> str:
        """« 100 à 115 »."""
        return f"{self.bottom} à {self.top}" if self.bottom is not None and self.top is not None and not self.apart else ""

    def drawn_words(self) -> str:
        """What the chart shows of this score, in words."""
        if self.apart:
            return "non interprétable" + (f"\u00a0: {self.why}" if self.why else "")
        if self.score is None:
            return "pas de score"
        mean, spread = self.scale.mean, self.scale.deviation
        place = "" if not spread else ("au-dessous de la bande" if self.score < mean - spread else
                 "au-dessus de la bande" if self.score > mean + spread else "dans la bande")
        between = f", intervalle de {self.interval()}" if self.interval() else ""
        return f"score {self.score}{between}" + (f", {place}" if place else "")


def lines_of(battery: Battery, written: Sequence[Mapping[str, Any]] | None) -> list[ScoreLine]:
    """The scores the battery always names, filled with what is written, then those added in their order."""
    left = [dict(line) for line in written or ()]
    found: list[ScoreLine] = []
    for score in battery.scores:
        line = next((one for one in left if one.get("code") == score.code
                     and one.get("genre", score.kind) in (score.kind, None)), None)
        if line is None and not score.main:
            continue
        made = ScoreLine(score.code, score.label, score.kind, score.scale, score.group)
        if line is not None:
            left.remove(line)
            made.take(line)
        found.append(made)
    for line in left:
        kind = str(line.get("genre") or "autre")
        made = ScoreLine(str(line.get("code") or ""), str(line.get("nom") or ""), kind, scale_of(battery, kind), fixed=False)
        made.take(line)
        found.append(made)
    return found


def scale_of(battery: Battery, kind: str) -> Scale:
    """The scale of an added score: that of its fellows in the battery."""
    same = [score.scale for score in battery.scores if score.kind == kind]
    return same[0] if same else SUBTEST if kind == "subtest" else INDEX


def answers_of(lines: Sequence[ScoreLine]) -> list[dict[str, Any]]:
    """As the form keeps them: what was never written is left out."""
    return [line.answer() for line in lines if line.id or not line.empty()]


def addable(battery: Battery, lines: Sequence[ScoreLine]) -> list[tuple[str, str, str]]:
    """The scores of the battery that are not on screen: kind, code, label."""
    here = {(line.kind, line.code) for line in lines}
    return [(score.kind, score.code, score.label) for score in battery.scores if (score.kind, score.code) not in here]


def added(battery: Battery, kind: str, code: str) -> ScoreLine:
    """A line for a score of the battery, or one to name."""
    score = next((one for one in battery.scores if one.code == code and one.kind == kind), None) if code else None
    if score is not None:
        return ScoreLine(score.code, score.label, score.kind, score.scale, score.group)
    return ScoreLine("", "", kind, scale_of(battery, kind), fixed=False)


def pairs(lines: Sequence[ScoreLine]) -> list[tuple[ScoreLine, ScoreLine | None]]:
    """Subtests two by two under their index, so that one row of the chart holds both; those without an index go alone."""
    groups: dict[str, list[ScoreLine]] = {}
    result: list[tuple[ScoreLine, ScoreLine | None]] = []
    alone: list[ScoreLine] = []
    for line in lines:
        if line.group:
            groups.setdefault(line.group, []).append(line)
        else:
            alone.append(line)
    for group in groups.values():
        result += [(group[at], group[at + 1] if at + 1 < len(group) else None) for at in range(0, len(group), 2)]
    return result + [(line, None) for line in alone]


def out_of_range(line: ScoreLine) -> str:
    """Told under the row, never refused."""
    scale = line.scale
    if line.score is not None and scale.high > scale.low and not scale.low <= line.score <= scale.high:
        return f"{line.score} sort de l’échelle, de {scale.low} à {scale.high}\u00a0: à vérifier."
    if line.score is not None and line.bottom is not None and line.top is not None and not line.bottom <= line.score <= line.top:
        return f"{line.score} n’est pas entre {line.bottom} et {line.top}\u00a0: à vérifier."
    if line.bottom is not None and line.top is not None and line.bottom > line.top:
        return "L’intervalle commence au-dessus de sa fin\u00a0: à vérifier."
    return ""
