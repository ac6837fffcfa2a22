"""Time spent on each situation: counted while it is on screen, never while the neutral screen is."""

from __future__ import annotations

import time
from collections.abc import Callable

NBSP = "\u00a0"


class Spent:
    """The seconds of one situation: those known before, and those since it is on screen."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: float | None = None
        self._before = 0.0
        self.id = ""

    def begin(self, id: str, seconds: int) -> None:
        """Another situation is on screen."""
        self.id, self._before, self._since = id, float(seconds), self._now()

    def pause(self) -> None:
        """Nobody looks at it: the neutral screen, a paper."""
        if self._since is not None:
            self._before += self._now() - self._since
            self._since = None

    def go_on(self) -> None:
        if self.id and self._since is None:
            self._since = self._now()

    def seconds(self) -> int:
        running = self._now() - self._since if self._since is not None else 0.0
        return int(self._before + running)


def spent_words(seconds: int) -> str:
    """« 40 s », « 2 min 40 », « 1 h 05 »."""
    minutes, rest = divmod(max(seconds, 0), 60)
    if minutes >= 60:
        return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02d}"
    return f"{minutes}{NBSP}min{NBSP}{rest:02d}" if minutes else f"{rest}{NBSP}s"


def short_words(seconds: int) -> str:
    """In the list: « 4 min », « 40 s », nothing when nothing was counted."""
    if seconds < 60:
        return f"{seconds}{NBSP}s" if seconds > 0 else ""
    return f"{round(seconds / 60)}{NBSP}min"


def foreseen_words(minutes: int, situations: int) -> str:
    """« sur 6 prévues »: the meeting's length shared between its situations; nothing when its length is not written."""
    each = minutes // situations if situations else 0
    if not each:
        return ""
    return "sur 1 prévue" if each == 1 else f"sur {each} prévues"


def end_words(begins: str, minutes: int) -> str:
    """« fin prévue 12 h 00 »."""
    if len(begins) != 5 or not minutes:
        return ""
    end = int(begins[:2]) * 60 + int(begins[3:]) + minutes
    return f"fin prévue {end // 60 % 24}{NBSP}h{NBSP}{end % 60:02d}"
