"""What is told about the scores of a bilan: gently, with its rule, never as a refusal. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day

from desktop.forms.batteries import Battery
from desktop.services.personal_values import Evolution, EvolutionRow, Remark, ScorePoint
from desktop.texts import parse_day, plain_date, plural

FAR_APART = 23
"""Points between the highest and the lowest index from which a total is questioned: one and a half standard deviations."""
RETEST_MONTHS = 24
TOTALS = ("QIT", "IFC")
"""Scores that sum indices up."""


def remarks(battery: Battery | None, points: Sequence[ScorePoint], *, months: int | None, age: str, date: str,
            earlier: Sequence[tuple[str, str]]) -> tuple[Remark, ...]:
    """All remarks of a bilan. ``earlier`` holds the date and title of those passed before with the same battery."""
    found: list[Remark] = []
    if battery is not None:
        found += _age(battery, months, age)
    found += _retest(date, earlier)
    for point in points:
        found += _score(point)
    sums = {score.code for score in battery.scores if not score.main} if battery is not None else set()
    return (*found, *_total([point for point in points if point.code not in sums]))


def _age(battery: Battery, months: int | None, age: str) -> list[Remark]:
    low, high = (years * 12 + more for years, more in (battery.youngest, battery.oldest))
    if months is None or not high or low <= months <= high:
        return []
    limits = f"de {_ages(battery.youngest)} à {_ages(battery.oldest)}"
    return [Remark(f"{battery.name} s’adresse aux enfants {limits} ; le jour du bilan, cet enfant a {age}.")]


def _ages(bound: tuple[int, int]) -> str:
    years, months = bound
    return plural(years, "an", "ans") + (f" {months} mois" if months else "")


def _retest(date: str, earlier: Sequence[tuple[str, str]]) -> list[Remark]:
    day = parse_day(date)
    before = [(past, title) for text, title in earlier if (past := parse_day(text)) is not None]
    if day is None or not before:
        return []
    last, title = max(before)
    if _months_between(last, day) >= RETEST_MONTHS:
        return []
    return [Remark(f"{title} : déjà passé le {plain_date(last)}, repris le {plain_date(day)}. À moins de {RETEST_MONTHS} mois, "
                   "une part des progrès peut venir de l’habitude du test.")]


def _months_between(first: Day, then: Day) -> int:
    return (then.year - first.year) * 12 + then.month - first.month - (then.day < first.day)


def _score(point: ScorePoint) -> list[Remark]:
    found = []
    name = point.code or point.label
    if point.score is not None and point.high > point.low and not point.low <= point.score <= point.high:
        found.append(Remark(f"{name} : {point.score} est hors de ce que ce score peut prendre ({point.low} à {point.high}).",
                            point.line))
    if point.bottom is not None and point.top is not None:
        if point.bottom > point.top:
            found.append(Remark(f"{name} : l’intervalle va de {point.bottom} à {point.top}, à l’envers.", point.line))
        elif point.score is not None and not point.bottom <= point.score <= point.top:
            found.append(Remark(f"{name} : l’intervalle de {point.bottom} à {point.top} ne contient pas le score "
                                f"({point.score}).", point.line))
    return found


def _total(points: Sequence[ScorePoint]) -> list[Remark]:
    totals = [point for point in points if point.code in TOTALS and point.score is not None and point.interpretable]
    main = [(point.score, point.code or point.label) for point in points
            if point.kind == "indice" and point.code not in TOTALS and point.score is not None and point.deviation == 15]
    if not totals or len(main) < 2:
        return []
    (low, least), (high, most) = min(main), max(main)
    if high - low < FAR_APART:
        return []
    return [Remark(f"{high - low} points d’écart entre {most} et {least} : {_the(totals[0].code)} est-il interprétable ? "
                   f"(Question posée dès {FAR_APART} points, un écart type et demi.)", totals[0].line)]


def _the(code: str) -> str:
    """« le QIT », « l’IFC »."""
    return f"l’{code}" if code[:1] in "AEIOU" else f"le {code}"


def evolution(battery: str, title: str, passed: Sequence[tuple[str, str, Sequence[ScorePoint]]]) -> Evolution:
    """The same battery over time: one row a score, one cell a date. Differences are shown, not judged."""
    codes: dict[str, ScorePoint] = {}
    for _, _, points in passed:
        for point in points:
            codes.setdefault(point.code or point.label, point)
    rows = tuple(EvolutionRow(point.code, point.label, point.kind, tuple(
        next((one for one in points if (one.code or one.label) == key), None) for _, _, points in passed))
        for key, point in codes.items())
    notices = [remark.text for n, (day, _, _) in enumerate(passed)
               for remark in _retest(day, [(past, title) for past, _, _ in passed[:n]])]
    return Evolution(battery, title, tuple(day for day, _, _ in passed), tuple(id for _, id, _ in passed), rows, tuple(notices))
