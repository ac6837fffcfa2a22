"""How long a meeting has lasted, said quietly while it is held: « 18 min sur 45 »."""

from __future__ import annotations

import re
from datetime import datetime

LONGEST = 180
"""Past three hours nobody is in that meeting any more."""
_LENGTH = re.compile(r"\s*(?:(\d{1,2})\s*h(?:eures?)?)?\s*(?:(\d{1,3})\s*(?:m(?:in(?:utes?)?)?)?)?[\s.]*", re.IGNORECASE)


def length(text: str) -> int:
    """The minutes of « 45 min », « 1 h », « 1 h 15 »; 0 when it says anything else."""
    found = _LENGTH.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " "))
    if found is None:
        return 0
    hours, minutes = (int(part or 0) for part in found.groups())
    return hours * 60 + minutes


def elapsed(day: str, time: str, duration: str, now: datetime) -> str:
    """« 18 min sur 45 » for a meeting of today that has begun; empty before it, and long after."""
    if day != now.date().isoformat() or len(time) != 5:
        return ""
    since = now.hour * 60 + now.minute - int(time[:2]) * 60 - int(time[3:])
    planned = length(duration)
    if not 0 <= since <= max(LONGEST, planned + 60):
        return ""
    return f"{since}\u00a0min sur {planned}" if planned else f"{since}\u00a0min"
