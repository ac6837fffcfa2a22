"""``kill -9`` at system calls spread over ``batch``: nothing acknowledged is lost, nothing is half done."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from common import World, faults_in, run_batch, world

CALLS = ("pwrite64", "fsync", "ftruncate", "write", "pread64", "openat", "rename", "unlink", "lseek", "close")
INSIDE_SHARE = 0.7


def trace(made: World, folder: Path) -> list[tuple[str, int, bool]]:
    """Every call of an undisturbed run: its name, its rank among its likes, whether a transaction is open on disk."""
    log = folder / "appels.log"
    run_batch(made, ["strace", "-f", "-y", "--seccomp-bpf", "-s", "0", "-e", f"trace={','.join(CALLS)}", "-o", str(log)])
    ranks: Counter[str] = Counter()
    points, inside = [], False
    for line in log.read_text("utf-8", "replace").splitlines():
        found = re.match(r"\d+\s+(\w+)\((?:\d+)?(?:<([^>]*)>)?", line)
        if not found or found[1] not in CALLS:
            continue
        call, path = found[1], found[2] or ""
        ranks[call] += 1
        if path.endswith("-journal"):
            inside = call == "pwrite64" or (inside and call != "ftruncate")
        points.append((call, ranks[call], inside))
    return points


def spread(points: list[tuple[str, int, bool]], count: int) -> list[tuple[str, int]]:
    """``count`` points, most of them inside transactions, evenly along the run; the start-up of Python is left out."""
    first = next(index for index, point in enumerate(points) if point[2])
    lively = points[max(0, first - 200):]
    chosen: list[tuple[str, int]] = []
    for inside, wanted in ((True, round(count * INSIDE_SHARE)), (False, count - round(count * INSIDE_SHARE))):
        pool = [point for point in lively if point[2] is inside]
        step = len(pool) / wanted
        chosen += [pool[int(number * step)][:2] for number in range(wanted)]
    return chosen


def main(count: int = 200) -> dict[str, int]:
    """Kill ``count`` times, each time reopen where it was and after the folder moved."""
    told = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        origin = world(base / "origine")
        measured = base / "mesure"
        measured.mkdir()
        points = trace(origin.copy(measured), measured)
        for number, (call, rank) in enumerate(spread(points, count), 1):
            place = base / "coup"
            place.mkdir()
            made = origin.copy(place)
            code, acks, _ = run_batch(made, ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null",
                                             "-e", f"inject={call}:signal=SIGKILL:when={rank}"])
            told["kills"] += code in (-9, 137)
            told["acknowledged"] += len(acks)
            told["inside a transaction"] += any(journal.stat().st_size for journal in made.vault.glob("*-journal"))
            moved = base / "ailleurs"
            moved.mkdir()
            elsewhere = made.copy(moved)
            for where, one in (("moved", elsewhere), ("in place", made)):
                for problem in faults_in(one, acks):
                    told["faults"] += 1
                    print(f"  {call} n° {rank}, {where} : {problem}")
            shutil.rmtree(place)
            shutil.rmtree(moved)
            if number % 20 == 0:
                print(f"  {number}/{count} arrêts, {told['inside a transaction']} dans une transaction, {told['faults']} défauts", flush=True)
    return dict(told)
