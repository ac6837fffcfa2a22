"""``make bench``: the figures of the closing note, as ratios measured in one run. Never part of ``make test``."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import onde
import papers
import search
import start
from common import ROOT, Line


def main() -> int:
    """``run.py [start|papers|onde|search …] [--few]``; prints a table and keeps it in build/bench.md."""
    few = "--few" in sys.argv
    asked = [word for word in sys.argv[1:] if not word.startswith("-")]
    lines: list[Line] = []
    for name, work in (("start", start.main), ("papers", papers.main), ("onde", onde.main), ("search", search.main)):
        if asked and name not in asked:
            continue
        print(f"{name}…", file=sys.stderr, flush=True)
        lines += work(few)
    table = "\n".join(["| quoi | mesuré | barre | tenue | détail |", "|---|---|---|---|---|", *(line.row() for line in lines)])
    told = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}\n\n{table}\n"
    target = ROOT / "build" / "bench.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(told, "utf-8")
    print(told)
    return 0 if all(line.held for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
