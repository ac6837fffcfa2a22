"""What lists share: search words, marks and the short status line with its date."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.services.values import Mark
from desktop.texts import fold, parse_day, short_date

SOON = 14


def fts_query(text: str) -> str:
    """Typed words as a full-text query: each is the start of a word, all are wanted, in any order. Empty without a word."""
    return " ".join(f'"{word}"*' for word in fold(text).split()[:12])


def mark_of(kind: str | None, due: str | None, today: date) -> Mark:
    """The state mark of a status."""
    if not kind:
        return "none"
    day = parse_day(due)
    if kind == "draft":
        return "draft"
    if day is None:
        return "running" if kind == "project" else "planned"
    if day < today:
        return "incomplete" if kind == "meeting" else "late"
    if kind == "meeting":
        return "planned"
    return "due" if day <= today + timedelta(days=SOON) else ("running" if kind == "project" else "planned")


def status_text(kind: str | None, status: str | None, due: str | None, today: date) -> str:
    """One line of meaning: « PPRE n° 2, bilan lun. 30 nov. », « en retard de 6 jours »."""
    if not kind:
        return ""
    day = parse_day(due)
    if day is None:
        return status or ""
    if day < today and kind == "meeting":
        return f"{status} du {short_date(day, today)} à compléter"
    if day < today:
        days = (today - day).days
        return f"{status}, en retard de {days} jour{'s' if days > 1 else ''}"
    if day == today:
        return f"{status}, aujourd’hui"
    return f"{status} {short_date(day, today)}"
