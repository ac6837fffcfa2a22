"""Two real vaults exchanging through a folder while one of them is killed: nothing acknowledged is lost, both end equal and silent."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from common import STRACE, Call, Report, World, answer, calls, forked, process, world

TRACED = ("pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "write", "openat", "close", "lseek", "newfstatat")
ROUNDS, ATTEMPTS = 12, 4
"""Passages to come to silence; kills tried for each one that is wanted."""


def pair(base: Path) -> tuple[World, World]:
    """Two vaults whose people gave each other their cards, and read the six words."""
    made = []
    for name in ("un", "deux"):
        (base / name).mkdir()
        made.append(world(base / name))
    cards = []
    for one in made:
        session = one.open()
        cards.append(session.contacts.my_card())
        session.close(backup=False)
    for one, card in zip(made, reversed(cards), strict=True):
        session = one.open()
        contact, _ = session.contacts.add(card)
        session.contacts.confirm(contact.login, None)
        session.close(backup=False)
    return made[0], made[1]


def write(made: World, mark: str, known: list[str], draw: random.Random) -> list[str]:
    """One or two acts, acknowledged when this returns: a new child, another text for one that is there. Gives the words written."""
    session = made.open()
    said = [f"{mark}N"]
    try:
        id = session.students.add(last_name=said[0], first_name="Alix", birth_date="2018-05-06").created[0]
        here = [one for one in known if session.commun.one("SELECT 1 FROM student WHERE id=?", (one,))]
        if here and draw.random() < 0.6:
            session.students.update(draw.choice(here), {"note": f"{mark}R"})
            said.append(f"{mark}R")
        known.append(id)
    finally:
        session.close(backup=False)
    return said


def passage(made: World, place: Path, under: tuple[str, ...] = ()) -> int:
    """``exchange sync`` in a process of its own."""
    return process(made.words("--json", "exchange", "sync", str(place)), under=under).code


def points(made: World, place: Path, base: Path) -> list[Call]:
    """The calls of an undisturbed passage that touch the vault, this computer's memory of it or the folder."""
    log = base / "appels.log"
    code = passage(made, place, (*STRACE, "-y", "-s", "0", "-e", f"trace={','.join(TRACED)}", "-o", str(log)))
    assert code == 0, code
    return [call for call in calls(log, TRACED) if call.path.startswith(str(base))]


def words_of(made: World) -> tuple[str, set[str], int]:
    """What a vault holds: its digest, every text ever written of children, and how many conflicts are open."""
    session = made.open()
    try:
        texts = {str(value) for (value,) in session.commun.sql("SELECT value FROM main.entry WHERE tbl='student'")}
        conflicts = session.commun.one("SELECT count(*) FROM main.conflict")[0]
        return session.digest(), texts, int(conflicts)
    finally:
        session.close(backup=False)


def main(count: int = 50, seed: int = 0, limit: float = 900) -> Report:
    """Kill one of the two ``count`` times in the middle of a passage, then let both come to silence."""
    report, draw = Report("folder", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name).resolve()
        place = base / "commun"
        place.mkdir()
        both = pair(base)
        known: list[str] = []
        acked: list[str] = []
        pools = []
        for number, one in enumerate(both):
            acked += write(one, f"DEBUT{number}", known, draw)
            pools.append(points(one, place, base))
        report.counts["appels d’un passage"] = max(len(pool) for pool in pools)
        for number in range(count * ATTEMPTS):
            if report.counts["arrêts"] >= count or report.late():
                break
            who = draw.randrange(2)
            acked += write(both[draw.randrange(2)], f"MOT{number}", known, draw)
            call = draw.choice(pools[who])
            code = passage(both[who], place, (*STRACE, "-o", "/dev/null", "-e", f"inject={call.name}:signal=SIGKILL:when={call.rank}"))
            report.counts["arrêts"] += code in (-9, 137)
            if code not in (0, -9, 137):
                report.fail(f"{call.name} n° {call.rank} : sortie {code}", place, both[who].vault, both[who].data)
            if draw.random() < 0.5:
                _quiet(report, both[draw.randrange(2)], place, "passage entre deux arrêts")
            if number % 10 == 9:
                print(f"  {report.counts['arrêts']}/{count} arrêts, {len(acked)} écrits, {len(report.failures)} défauts, "
                      f"{limit - report.left():.0f} s", flush=True)
        _end(report, both, place, acked)
        if report.counts["arrêts"] < count:
            report.fail(f"{report.counts['arrêts']} arrêts seulement sur {count}")
    return report


def _quiet(report: Report, made: World, place: Path, what: str) -> tuple[int, int]:
    """An undisturbed passage: how many plis it took and wrote."""
    said = forked(made.words("--json", "exchange", "sync", str(place)))
    report.counts["passages"] += 1
    if said.code != 0:
        report.fail(f"{what} : sortie {said.code} : {(said.out + said.err).strip()[-200:]}", place, made.vault, made.data)
        return 0, 0
    done = answer(said)
    taken, written = done.get("taken"), done.get("written")
    return len(taken) if isinstance(taken, list) else 0, len(written) if isinstance(written, list) else 0


def _end(report: Report, both: tuple[World, World], place: Path, acked: list[str]) -> None:
    for _ in range(ROUNDS):
        if not any(sum(_quiet(report, one, place, "passage à la fin")) for one in both):
            break
    else:
        report.fail(f"{ROUNDS} passages, et il s’en écrit encore", place)
    (digest, texts, conflicts), (other, theirs, same) = (words_of(one) for one in both)
    if digest != other or conflicts != same:
        report.fail(f"deux contenus : {len(texts)} et {len(theirs)} textes, {conflicts} et {same} conflits", *(one.vault.parent for one in both))
    for where, held in (("un", " ".join(texts)), ("deux", " ".join(theirs))):
        lost = [word for word in acked if word not in held]
        if lost:
            report.fail(f"{len(lost)} textes acquittés manquent chez {where} : {lost[:3]}", *(one.vault.parent for one in both))
    for one in both:
        said = forked(one.words("verify"))
        if said.code != 0:
            report.fail(f"verify sort {said.code} : {said.out.strip()[-200:]}", one.vault, one.data)
    left = [path.name for path in place.iterdir()]
    if any(not name.endswith(".pli") or name.startswith(".") for name in left):
        report.fail(f"restes dans le dossier : {left}", place)
    report.counts["écrits acquittés"], report.counts["fichiers à la fin"] = len(acked), len(left)
    report.counts["conflits ouverts"] = conflicts
