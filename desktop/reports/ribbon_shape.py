"""What the ribbon on paper is made of, and its geometry: which year columns there are, where a day falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.models.kinds import LEVEL_RANK, RIBBON_LEVELS


@dataclass(frozen=True, slots=True)
class YearData:
    level: str
    year: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True)
class BarData:
    """One aid; without ``end`` it goes on."""

    lane: str
    label: str
    start: date
    end: date | None
    style: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MeetingData:
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class RibbonData:
    """All that the page shows. An empty one is the blank page."""

    student: str = ""
    about: str = ""
    """« né le 4 décembre 2017 · CE2, classe de Mme Delcourt, École Jean Moulin · imprimé par … »."""
    years: tuple[YearData, ...] = ()
    bars: tuple[BarData, ...] = ()
    meetings: tuple[MeetingData, ...] = ()
    """Oldest first."""
    helped: str = ""
    little: str = ""
    question: str = ""
    recipients: str = "destinataires : les participants de la réunion"
    code: str = "RU-0000"
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    level: str
    year: str
    school: str
    known: bool


def columns(years: Sequence[YearData]) -> tuple[Column, ...]:
    """One a school year that is known, and the levels before and after with the years they would be."""
    known: dict[str, Column] = {}
    for one in years:
        before = known.get(one.year)
        schools = one.school if before is None or before.school == one.school else f"{before.school}, {one.school}"
        known[one.year] = Column(one.level, one.year, schools, True)
    middle = [known[year] for year in sorted(known)]
    ranks = [LEVEL_RANK[column.level] for column in middle if column.level in LEVEL_RANK]
    if not ranks:
        return tuple(middle) or tuple(Column(level, "", "", False) for level in RIBBON_LEVELS)
    before_ = [level for level in RIBBON_LEVELS if LEVEL_RANK[level] < LEVEL_RANK.get(middle[0].level, min(ranks))]
    after = [level for level in RIBBON_LEVELS if LEVEL_RANK[level] > LEVEL_RANK.get(middle[-1].level, max(ranks))]
    first, last = int(middle[0].year[:4]), int(middle[-1].year[:4])
    earlier = [Column(level, year_of(first - len(before_) + place), "", False) for place, level in enumerate(before_)]
    later = [Column(level, year_of(last + 1 + place), "", False) for place, level in enumerate(after)]
    return (*earlier, *middle, *later)


def year_of(first: int) -> str:
    return f"{first}-{first + 1}"


def place(day: date, shown: Sequence[Column]) -> float | None:
    """Where a day falls, in columns: a school year runs from 1 September to 7 July; summers are held at its end."""
    for index, column in enumerate(shown):
        first = int(column.year[:4]) if len(column.year) == 9 else 0
        if first and date(first, 8, 1) <= day < date(first + 1, 8, 1):
            part = (day - date(first, 9, 1)).days / (date(first + 1, 7, 7) - date(first, 9, 1)).days
            return index + min(max(part, 0.0), 1.0)
    return None


@dataclass(frozen=True, slots=True)
class Placed:
    bar: BarData
    left: float
    right: float
    row: int
    inside: bool


def last_day(day: date) -> date:
    """The end of the school year of a day."""
    return date(day.year + (day.month >= 8), 7, 7)


def when(bar: BarData) -> str:
    """« 09/2024 – 07/2025 », « depuis 11/2026 »."""
    begins = bar.start.strftime("%m/%Y")
    if bar.end is None:
        return f"depuis {begins}"
    ends = bar.end.strftime("%m/%Y")
    return begins if ends == begins else f"{begins} – {ends}"
