"""What the benchmarks share: interleaved rounds, ratios told with their medians, a large vault, the line of a table."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Bench:
    """How a run is made."""

    few: bool
    seed: int


@dataclass(frozen=True)
class Line:
    """One measure: what, the figures told, the ratio and its bar."""

    what: str
    told: str
    ratio: float | None
    bar: float | None
    unit: str = "×"
    at_least: bool = False

    @property
    def held(self) -> bool:
        if self.ratio is None or self.bar is None:
            return True
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def row(self) -> str:
        value = "non mesuré" if self.ratio is None else f"{self.ratio:.2f} {self.unit}".replace(".", ",")
        bar = "" if self.bar is None else f"{'≥' if self.at_least else '≤'} {self.bar:g} {self.unit}".replace(".", ",")
        verdict = "" if self.bar is None else "—" if self.ratio is None else "oui" if self.held else "**non**"
        return f"| {self.what} | {value} | {bar} | {verdict} | {self.told} |"


def interleaved(works: Sequence[Callable[[], Any]], rounds: int,
                clock: Callable[[], float] = time.perf_counter) -> list[list[float]]:
    """Seconds of each work, turn by turn, so that a noisy moment falls on all; ``clock`` may count the processor alone."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(rounds):
        for index, work in enumerate(works):
            start = clock()
            work()
            times[index].append(clock() - start)
    return times


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median, over the rounds, of one time by the other of the same round."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.{0 if seconds >= 0.1 else 1}f} ms".replace(".", ",")


def large_vault(folder: Path, count: int, seed: int) -> Any:
    """A demonstration vault of ``count`` pupils with an enrolment each, written as one unit; its session."""
    from desktop.clock import fixed_on
    from desktop.content.demonstration import demonstration
    from desktop.ids import named
    from desktop.models import Enrolment, School, Student
    from desktop.paths import Paths
    from desktop.services.demo_people import uai
    from desktop.services.opening import create_vault

    demo, random = demonstration(), Random(seed)
    session = create_vault(folder / "grand.coffre", name="Mesure", roles=["director"], login="mesure", passphrase=None,
                           paths=Paths.under(folder / "donnees"), clock=fixed_on(TODAY), demonstration=True)
    with session.commun.unit("Grand coffre", kind="demo") as unit:
        schools = [unit.new(School, {"uai": uai(n + 1), "name": school.name, "city": school.city}, id=named("school", uai(n + 1)))
                   for n, school in enumerate(demo.schools)]
        for number in range(count):
            girl = number % 2
            child = unit.new(Student, {"last_name": random.choice(demo.families),
                                       "first_name": random.choice(demo.girls if girl else demo.boys),
                                       "birth_date": f"20{16 + number % 8}-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "sex": "MF"[girl]})
            school = random.choice(schools)
            unit.new(Enrolment, {"student_id": child, "year": "2026-2027", "school_id": school,
                                 "level": random.choice(("CP", "CE1", "CE2", "CM1", "CM2")), "class_name": f"Classe {number % 12 + 1:02d}"},
                     id=named("enrolment", child, "2026-2027", school), root=child)
    return session


# -- the real window -------------------------------------------------------------------------------------------------------
class Screen:
    """The real window on a vault, offscreen: shown, settled, typed into by key events, painted at once."""

    def __init__(self, session: Any, folder: Path) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtCore import qInstallMessageHandler

        from desktop import app as program
        from desktop.paths import Paths
        from desktop.ui.jobs import Jobs
        from desktop.ui.main_window import MainWindow
        from desktop.ui.preferences import Preferences

        qInstallMessageHandler(lambda *_: None)
        self.app = program.application()
        preferences = Preferences(Paths.under(folder / "donnees").settings)
        preferences.dress(self.app)
        self.window: Any = MainWindow(session.paths, preferences, Jobs())
        self.window.resize(1366, 768)
        self.window.show()
        self.window.open_session(session)
        self.settle()

    def tab(self, index: int) -> Any:
        self.window.workspace.show_tab(index)
        self.settle()
        return self.window.workspace.page()

    def settle(self) -> None:
        for _ in range(5):
            self.window.jobs.settle(5)
            self.app.processEvents()

    def pause(self, seconds: float) -> None:
        """A person's fingers: the next key comes later."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.002)

    def typed(self, search: Any, listing: Any, words: Sequence[str]) -> list[float]:
        """Seconds from each key typed in ``search`` to the first page of ``listing`` painted."""
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent

        arrived, spent = [0], []

        def page() -> None:
            arrived[0] += 1

        listing.paged.first_page.connect(page)
        for word in words:
            for sign in word:
                before, start = arrived[0], time.perf_counter()
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    self.app.sendEvent(search, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))
                while arrived[0] == before and time.perf_counter() - start < 2:
                    self.app.processEvents()
                listing.repaint()
                if sign != " ":
                    spent.append(time.perf_counter() - start)
                self.pause(0.15)
            search.setText("")
            self.settle()
            self.pause(0.15)
        return spent

    def close(self) -> None:
        self.window._closing = True
        self.window.close()
        self.window.jobs.close()
