"""Days of the demonstration: nothing is planned on a week-end, on a day off or in the holidays that are easy to tell."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_OFF = ((5, 1), (5, 8), (11, 1), (11, 11))
AUTUMN, CHRISTMAS = (10, 16), (12, 19)
"""Two weeks of holidays begin on the first Saturday from there; those of winter and spring change with the zone."""


def working_day(day: date, *, earlier: bool = False) -> date:
    """The day itself, or a school day near it, after it or before it; two weeks away when it falls in the holidays."""
    step = timedelta(days=-1 if earlier else 1)
    if _in_holidays(day):
        day += step * 14
    while day.weekday() > 4 or (day.month, day.day) in DAYS_OFF or _in_holidays(day):
        day += step
    return day


def _in_holidays(day: date) -> bool:
    return any(0 <= (day - _saturday(year, *start)).days < 16 for start in (AUTUMN, CHRISTMAS)
               for year in (day.year - 1, day.year))


def _saturday(year: int, month: int, day: int) -> date:
    first = date(year, month, day)
    return first + timedelta(days=(5 - first.weekday()) % 7)
