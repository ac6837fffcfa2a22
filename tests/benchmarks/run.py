"""``make bench``: the figures of the closing note, as ratios measured in one run. Never part of ``make test``."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import asked
import exchange
import onde
import papers
import search
import start
from common import ROOT, Bench, Line

SEED = 20261123
LIMIT = 1200.0
"""Seconds after which no further family is begun."""
FAMILIES = (("start", start.main), ("papers", papers.main), ("onde", onde.main), ("search", search.main),
            ("exchange", exchange.main), ("requests", asked.main))


def main() -> int:
    """``run.py [start|papers|onde|search …] [--few] [--seed N]``; prints a table and keeps it in build/bench.md."""
    words = sys.argv[1:]
    seed = int(words.pop(words.index("--seed") + 1)) if "--seed" in words else SEED
    bench = Bench("--few" in words, seed)
    asked = [word for word in words if not word.startswith("-")] or [name for name, _ in FAMILIES]
    began, lines, missed = time.monotonic(), [], False
    for name, work in FAMILIES:
        if name not in asked:
            continue
        if time.monotonic() - began > LIMIT:
            print(f"{name} : plus le temps ({LIMIT:.0f} s)", file=sys.stderr)
            missed = True
            continue
        begun = time.monotonic()
        found: list[Line] = work(bench)
        lines += found
        print(f"{name} : {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    table = "\n".join(["| quoi | mesuré | barre | tenue | détail |", "|---|---|---|---|---|", *(line.row() for line in lines)])
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",") if hasattr(os, "getloadavg") else "?"
    told = (f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processeurs, charge {load}, "
            f"graine {seed}\n\n{table}\n")
    target = ROOT / "build" / "bench.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(told, "utf-8")
    print(told)
    return 0 if not missed and all(line.held for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
