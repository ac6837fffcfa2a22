"""The time, handed down: instants are UTC, days are local to the vault's zone. Tests and demonstrations fix it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Paris"


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The present day where the vault lives."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's clock, read in an IANA zone (overseas schools too)."""

    zone: str = DEFAULT_ZONE

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return datetime.now(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still."""

    at: datetime
    zone: str = DEFAULT_ZONE

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(ZoneInfo(self.zone)).date()


def fixed_on(day: date, zone: str = DEFAULT_ZONE) -> FixedClock:
    """A clock standing at 10:42 on ``day``, local time."""
    local = datetime(day.year, day.month, day.day, 10, 42, tzinfo=ZoneInfo(zone))
    return FixedClock(local.astimezone(UTC), zone)


def known_zone(name: str) -> bool:
    """Whether a zone can be read here."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def stamp(instant: datetime) -> str:
    """An instant as kept in the vault: ``2026-11-23T09:42:00.123Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"


def school_year(day: date) -> str:
    """The school year of a day, as ONDE names it: ``2026-2027``. It turns on 1 August."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{first + 1}"
