"""What a psychologist's paper says, section by section, before it becomes a PDF or a document to finish elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.reports.text import paragraphs
from desktop.texts import parse_day, plain_date


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score as it was typed. ``computed``: its percentile comes from the normal law, and is marked so."""

    label: str
    code: str = ""
    kind: str = "indice"
    group: str = ""
    mean: float = 0
    deviation: float = 0
    low: float = 0
    high: float = 0
    score: float | None = None
    bottom: float | None = None
    top: float | None = None
    percentile: float | None = None
    computed: bool = False
    words: str = ""
    interpretable: bool = True
    why: str = ""

    @property
    def reason(self) -> str:
        """Why no number stands there."""
        return f"non interprétable : {self.why}" if self.why else "non interprétable"


@dataclass(frozen=True, slots=True)
class Words:
    """A person's text; several short lines become a list."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of ours around what was typed, each after a dash."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one scale, with what is to be known to read them."""

    title: str
    lines: tuple[ScoreLine, ...]
    notes: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    """What is to be known of the chart, where there is one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A plain table: titles with their share of the width, then rows."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


Part = Words | Listed | Scores | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A title and its parts; ``framed`` is what a reader looks for first."""

    title: str
    parts: tuple[Part, ...]
    framed: bool = False


def figure(value: float | None) -> str:
    """A typed number as it is printed; a dash when there is none."""
    return "–" if value is None else f"{value:g}".replace(".", ",")


def span(line: ScoreLine) -> str:
    """« 100 à 115 »."""
    return f"{figure(line.bottom)} à {figure(line.top)}" if line.bottom is not None and line.top is not None else ""


def day_words(text: str) -> str:
    """A kept day in words, what is not a day as it is."""
    day = parse_day(text)
    return plain_date(day) if day else text


def score_grid(scores: Scores) -> Grid:
    """The same scores as a table of words: what a document to finish elsewhere, or a reader without sight, gets."""
    rows = []
    for line in scores.lines:
        name = f"{line.label} ({line.code})" if line.code and line.code != line.label else line.label
        if not line.interpretable:
            rows.append((name, "–", "", "", line.reason))
            continue
        rank = figure(line.percentile) if line.percentile is not None else ""
        rows.append((name, figure(line.score), span(line), f"{rank} (calculé)" if rank and line.computed else rank, line.words))
    columns = ((scores.title, 32.0), ("Score", 10.0), ("À 95 %", 16.0), ("Percentile", 18.0), ("En mots", 24.0))
    kept = [n for n in range(len(columns)) if n < 2 or any(row[n] for row in rows)]
    return Grid(tuple(columns[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows), scores.notes)


def split(text: str) -> list[str]:
    """The lines a person typed, without empty ones."""
    return [line.strip() for line in paragraphs(text) if line.strip()]


def joined(parts: Sequence[str], mark: str = ", ") -> str:
    return mark.join(part for part in parts if part)


def place(level: str, class_name: str) -> str:
    """« CE2 B » says « CE2 »; « classe bleue » does not."""
    return class_name if level and level in class_name else joined((level, class_name))
