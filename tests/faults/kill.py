"""``kill -9`` at system calls spread over ``batch``: nothing acknowledged is lost, nothing is half done."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from acts import difference, drive, half_done, state, states
from common import STRACE, Call, Report, World, calls, folder, forked, process, world

CALLS = ("pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "write", "pread64", "openat", "lseek", "close")
TRACED = (*CALLS, "pwritev")
INSIDE_SHARE, SECRET_SHARE = 0.7, 0.2
BAR_INSIDE = 0.5


def trace(made: World, place: Path) -> list[tuple[Call, bool]]:
    """Every call of an undisturbed run, and whether a transaction is open on the disk when it is made."""
    log = place / "appels.log"
    told = drive(made, [*STRACE, "-y", "-s", "0", "-e", f"trace={','.join(TRACED)}", "-o", str(log)])
    assert told.code == 0, told
    points, inside = [], False
    for call in calls(log, TRACED):
        points.append((call, inside))
        if call.path.endswith("-journal"):
            inside = call.name.startswith("pwrite") or (inside and call.name != "ftruncate")
    return points


def spread(points: list[tuple[Call, bool]], count: int, draw: random.Random) -> list[Call]:
    """``count`` points evenly along the run, most of them inside transactions; the start-up of Python is left out."""
    first = next(index for index, (_, inside) in enumerate(points) if inside)
    lively = points[max(0, first - 100):]
    chosen: list[Call] = []
    for wanted_inside, wanted in ((True, round(count * INSIDE_SHARE)), (False, count - round(count * INSIDE_SHARE))):
        pool = [call for call, inside in lively if inside is wanted_inside]
        step = len(pool) / max(1, wanted)
        chosen += [pool[min(len(pool) - 1, int((number + draw.random()) * step))] for number in range(wanted)]
    return chosen


def look(report: Report, made: World, wanted: list[list[str]], acked: int, where: str, what: str) -> None:
    """Reopen by the command line, then compare with the state after the acts acknowledged, or after one more."""
    words = made.words("verify")
    said = process(words, given=made.first_line) if where == "sur place" else forked(words, made.first_line)
    if said.code != 0 or "Traceback" in said.err:
        report.fail(f"{what}, {where} : verify sort {said.code} : {(said.out + said.err).strip()[-200:]}", made.vault, made.data)
        return
    session = made.open()
    try:
        found, half = state(session), half_done(session)
    finally:
        session.close(backup=False)
    if half:
        report.fail(f"{what}, {where} : {half[0]}", made.vault, made.data)
    if found not in wanted[acked:acked + 2]:
        report.fail(f"{what}, {where} : {acked} acquittés, {difference(wanted[acked], found)}", made.vault, made.data)
    report.counts["réouvertures"] += 1


def main(count: int = 200, seed: int = 0, limit: float = 1500) -> Report:
    """Kill ``count`` times, each time reopened where it was and after the folder moved."""
    report, draw = Report("kill", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        plans: list[tuple[World, list[list[str]], Call]] = []
        for secret, part in ((False, round(count * (1 - SECRET_SHARE))), (True, round(count * SECRET_SHARE))):
            with folder(base, "mesure") as measured, folder(base, "reference") as aside:
                (base / f"origine-{secret}").mkdir()
                origin = world(base / f"origine-{secret}", secret=secret)
                wanted = states(origin.copy(aside))
                points = trace(origin.copy(measured), measured)
            report.counts["appels d’un lot"] = max(report.counts["appels d’un lot"], len(points))
            plans += [(origin, wanted, call) for call in spread(points, part, draw)]
        for number, (origin, wanted, call) in enumerate(plans, 1):
            if report.late():
                break
            with folder(base, "coup") as place, folder(base, "ailleurs") as moved:
                made = origin.copy(place)
                what = f"{call.name} n° {call.rank}{', avec phrase' if made.secret else ''}"
                told = drive(made, [*STRACE, "-o", "/dev/null", "-e", f"inject={call.name}:signal=SIGKILL:when={call.rank}"])
                report.counts["arrêts"] += told.code in (-9, 137)
                report.counts["acquittés"] += len(told.acks)
                report.counts["dans une transaction"] += any(one.stat().st_size for one in made.vault.glob("*-journal"))
                if told.refused:
                    report.fail(f"{what} : un acte refusé : {told.refused[0]}", made.vault, made.data)
                elsewhere = made.copy(moved)
                look(report, elsewhere, wanted, len(told.acks), "déplacé", what)
                look(report, made, wanted, len(told.acks), "sur place", what)
            if number % 20 == 0:
                print(f"  {number}/{count} arrêts, {report.counts['dans une transaction']} dans une transaction, "
                      f"{len(report.failures)} défauts, {limit - report.left():.0f} s", flush=True)
    if report.counts["dans une transaction"] < count * BAR_INSIDE:
        report.fail(f"{report.counts['dans une transaction']} arrêts dans une transaction : il en faut {count * BAR_INSIDE:.0f}")
    if report.counts["arrêts"] < count * 0.9:
        report.fail(f"{report.counts['arrêts']} arrêts seulement : les autres lots ont fini avant")
    return report
