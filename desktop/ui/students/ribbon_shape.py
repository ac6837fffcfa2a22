"""The ribbon's geometry, without Qt: which year columns there are, where a day falls, and which row a bar takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.models.kinds import LEVEL_RANK, RIBBON_LEVELS
from desktop.services.values import Bar, Ribbon, as_day
from desktop.texts import plain_date

LANES = (("class", "En classe"), ("pole", "Pôle"), ("outside", "Hors école"), ("plan", "Projets"))
"""Four lines, always all four: a line that is empty says that nothing is known there."""
STYLE_WORDS = {"filled": "", "hatched": "", "outlined": "", "dashed": "dit par la famille"}


@dataclass(frozen=True, slots=True)
class Column:
    """One year: its level, its school year (``""`` when unknown), its school, and whether it is to come."""

    level: str
    year: str
    school: str
    future: bool

    @property
    def short_year(self) -> str:
        """« 26-27 »."""
        return f"{self.year[2:4]}-{self.year[7:9]}" if len(self.year) == 9 else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A bar with its place: ``left`` and ``right`` in columns (2.5 is the middle of the third), ``row`` inside its lane."""

    bar: Bar
    left: float
    right: float
    row: int


def columns(ribbon: Ribbon) -> tuple[Column, ...]:
    """Known years in order, one a school year, with the levels before and after them."""
    years: dict[str, Column] = {}
    for one in ribbon.years:
        known = years.get(one.year)
        schools = one.school if known is None or known.school == one.school else f"{known.school} → {one.school}"
        years[one.year] = Column(one.level or (known.level if known else ""), one.year, schools, False)
    earlier = _told_only(ribbon, years)
    middle = [years[year] for year in sorted(years)]
    ranks = [LEVEL_RANK[c.level] for c in middle if c.level in LEVEL_RANK]
    if not ranks:
        return tuple(middle) or tuple(Column(level, "", "", True) for level in RIBBON_LEVELS)
    before = [Column(level, "", "", False) for level in RIBBON_LEVELS if LEVEL_RANK[level] < min(ranks)]
    before = before[:len(before) - earlier] if earlier else before
    after = [Column(level, "", "", True) for level in RIBBON_LEVELS if LEVEL_RANK[level] > max(ranks)]
    return (*before, *middle, *after)


def _told_only(ribbon: Ribbon, years: dict[str, Column]) -> int:
    """Add the years that only an aid tells of, without a level: nobody knows it. How many come before the first known one."""
    if not years:
        return 0
    first = int(min(years)[:4])
    started = [day.year if day.month >= 8 else day.year - 1 for day in (as_day(bar.start) for bar in ribbon.bars) if day]
    missing = range(max(min([first, *started]), first - len(RIBBON_LEVELS)), int(max(years)[:4]))
    added = [f"{year}-{year + 1}" for year in missing if f"{year}-{year + 1}" not in years]
    years.update({year: Column("", year, "", False) for year in added})
    return sum(int(year[:4]) < first for year in added)


def place(day: date, shown: tuple[Column, ...]) -> float | None:
    """Where a day falls: a school year runs from 1 September to 7 July, summers are clamped to its end."""
    for index, column in enumerate(shown):
        if len(column.year) != 9:
            continue
        first = int(column.year[:4])
        if date(first, 8, 1) <= day < date(first + 1, 8, 1):
            part = (day - date(first, 9, 1)).days / (date(first + 1, 7, 7) - date(first, 9, 1)).days
            return index + min(max(part, 0.0), 1.0)
    return None


def bars(ribbon: Ribbon, shown: tuple[Column, ...], today: date) -> dict[str, list[Placed]]:
    """Bars by lane; those that overlap get rows of their own, so a lane grows rather than hides.

    What still runs goes to the end of this school year, as on paper.
    """
    year = today.year if today.month >= 8 else today.year - 1
    running = date(year + 1, 7, 7) if today > date.min else today
    result: dict[str, list[Placed]] = {lane: [] for lane, _ in LANES}
    for bar in sorted(ribbon.bars, key=lambda b: (b.start, b.end)):
        start, end = as_day(bar.start), as_day(bar.end) or running
        if start is None:
            continue
        left, right = place(start, shown), place(max(end, start), shown)
        if left is None and right is None:
            continue
        left = 0.0 if left is None else left
        right = float(len(shown)) if right is None else right
        lane = result.setdefault(bar.lane, [])
        right = max(right, left + 0.08)
        row = next(r for r in range(len(lane) + 1) if all(p.row != r or p.right <= left for p in lane))
        lane.append(Placed(bar, left, right, row))
    return result


def rows(lane: list[Placed]) -> int:
    """How many rows a lane needs: at least one."""
    return max((p.row + 1 for p in lane), default=1)


def as_lines(ribbon: Ribbon) -> list[tuple[str, str, str, str]]:
    """The same as a table: year, lane, aid, dates. What a screen reader reads instead of the drawing."""
    lines = [(one.year, "École", _placed(one.level, one.class_name), one.school) for one in ribbon.years]
    names = dict(LANES)
    for bar in sorted(ribbon.bars, key=lambda b: b.start):
        start, end = as_day(bar.start), as_day(bar.end)
        when = f"depuis le {plain_date(start)}" if start and not end else ""
        if start and end:
            when = f"du {plain_date(start)} au {plain_date(end)}"
        said = STYLE_WORDS.get(bar.style, "")
        year = start.year if start and start.month >= 8 else (start.year - 1 if start else 0)
        text = ", ".join(part for part in (bar.label, bar.detail) if part) + (f" ({said})" if said else "")
        lines.append((f"{year}-{year + 1}" if year else "", names.get(bar.lane, ""), text, when))
    return sorted(lines, key=lambda line: line[0])


def _placed(level: str, class_name: str) -> str:
    """« CP, classe 02 CP »; the class is said once when it has the level's name."""
    return level if class_name in ("", level) else ", ".join(part for part in (level, f"classe {class_name}") if part)


def sentence(ribbon: Ribbon) -> str:
    """One sentence for assistive tools."""
    if not ribbon.years:
        return "Parcours : aucune année connue."
    first, last = ribbon.years[0], ribbon.years[-1]
    aids = f"{len(ribbon.bars)} aides ou suivis" if len(ribbon.bars) > 1 else f"{len(ribbon.bars)} aide ou suivi"
    return f"Parcours de {first.level} en {first.year} à {last.level} en {last.year}, {aids}. Entrée : voir en tableau."
