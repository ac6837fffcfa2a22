"""Three laptops and their copies: random histories, everything exchanged at the end, the same everywhere and nothing lost."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

from common import Report, loaded

from desktop.errors import PoleError
from desktop.storage import migrate
from tests.services import histories


def main(count: int = 1000, seed: int = 0, limit: float = 900) -> Report:
    """That many histories, on real encrypted files kept in memory where the system has a place for it."""
    loaded()
    report = Report("convergence", limit)
    ram = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="pole-faults-", dir=ram if ram.is_dir() else None) as name:
        base = Path(name)
        blank = base / "vierge.db"
        migrate.create(blank, histories.KEY)
        for number in range(count):
            if report.late():
                break
            place = base / str(number)
            place.mkdir()
            try:
                problems, done = histories.live(place, blank, seed * 100_000 + number)
            except (PoleError, AttributeError, LookupError, TypeError, ValueError):
                problems, done = [traceback.format_exc(limit=-4)], {}
            report.counts["histoires"] += 1
            for what, times in done.items():
                report.counts[_NAMES[what]] += times
            for problem in problems:
                report.fail(f"histoire {number} : {problem}", place)
            for left in place.iterdir():
                left.unlink()
            place.rmdir()
    return report


_NAMES = {"add": "ajouts", "edit": "changements", "delete": "suppressions", "take_back": "annulations", "settle": "choix",
          "join": "réunions de fiches", "erase": "effacements", "rectify": "rectifications", "send": "envois", "deliver": "réceptions",
          "lose": "plis perdus", "take_out": "plis défaits", "save": "sauvegardes", "restore": "retours en arrière", "copy": "copies"}
