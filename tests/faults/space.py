"""A disk that fills up or fails, at each of many calls of each command: old or new, told, and work goes on afterwards."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from acts import ACTS, difference, drive, resolved, state, states
from common import PHRASE, ROOT, STRACE, Call, Report, World, calls, folder, forked, process, world

from desktop.cli_batch import carry_out
from desktop.errors import PoleError
from desktop.services.values import StudentQuery

DAMAGED, FULL, BROKEN = 4, 7, 8
CODES = {"ENOSPC": FULL, "EIO": BROKEN}
HARMLESS = re.compile(r"/etat(/|$)|/verrou$|/\.coffre\.[ab]\.json\.[0-9a-f]+\.tmp$")
"""What a failure there may leave untold: this computer's memory, who holds the lock, the second copy of ``coffre``."""
_FOLDER = re.compile(r"\.(coffre|tmp)$")
"""SQLite syncs the folder of a new journal without looking at the answer (os_unix.c, unixSync): counted apart."""
OLD = b"%PDF-1.4 ancien papier %%EOF"
WRITES, SYNCS = ("pwrite64", "write"), ("fsync", "fdatasync")


@dataclass
class Scene:
    """A command to starve: its words in a place, and what must hold afterwards (``done``: it said it was)."""

    name: str
    origin: World
    words: Callable[[Path, World], list[str]]
    after: Callable[[Path, World, bool], str]
    again: Callable[[Path, World], str]
    given: bytes = b""
    prepare: Callable[[Path], None] = lambda _place: None


def positions(total: int, most: int, draw: random.Random) -> list[int]:
    """Every rank when there are few, else ``most`` of them, spread; another seed takes others."""
    if total <= most:
        return list(range(1, total + 1))
    return sorted({1 + int((number + draw.random()) * total / most) for number in range(most)})


def injected(log: Path) -> list[str]:
    """The paths of the calls that were made to fail, but those that do no harm (docs/faults.md says which and why)."""
    found = []
    for line in log.read_text("utf-8", "replace").splitlines():
        if "(INJECTED)" in line:
            told = re.search(r"\(\d+<([^>]*)>", line)
            found.append(told[1] if told else line)
    return [path for path in found if not HARMLESS.search(path) and not _FOLDER.search(path)]


def acked_after_failed_sync(log: Path, vault: Path) -> bool:
    """Whether an acknowledgement was written after a sync of a vault's file that failed, in the same act."""
    failed = False
    for line in log.read_text("utf-8", "replace").splitlines():
        if "(INJECTED)" in line and re.search(rf"<{re.escape(str(vault))}/[^>]*\.db(-journal)?>", line):
            failed = True
        if failed and re.search(r"write\(1<[^>]*>, \"\{\\\"ack", line):
            return True
    return False


def under(log: Path, call: str, error: str, when: str, also: str = "") -> list[str]:
    names = call + (f",{also}" if also else "")
    return [*STRACE, "-y", "-s", "12", "-o", str(log), "-e", f"trace={names}", "-e", f"inject={call}:error={error}:when={when}"]


# -- batch ---------------------------------------------------------------------------------------------------------------
def batch(report: Report, origin: World, base: Path, most: int, draw: random.Random) -> None:
    """The acts under a failing disk: exit 7 or 8, the state after what was acknowledged, and the rest can be done after."""
    with folder(base, "reference") as aside:
        wanted = states(origin.copy(aside))
    for error, names in (("ENOSPC", WRITES), ("EIO", (*SYNCS, "pwrite64", "pread64", "ftruncate"))):
        for name in names:
            with folder(base, "sonde") as place:
                log = place / "appels.log"
                made = origin.copy(place)
                drive(made, [*STRACE, "-y", "-s", "0", "-o", str(log), "-e", f"trace={name}"])
                seen = [call for call in calls(log, (name,)) if touches(call, place)]
            for position in positions(len(seen), most if name == "pwrite64" else most // 2, draw):
                for on in ("", "+"):
                    if report.late():
                        return
                    _batch_once(report, origin, base, wanted, seen[position - 1], error, on)


def touches(call: Call, place: Path) -> bool:
    """A call about our files, or about what the command says: not what Python does by itself."""
    return str(place) in call.path or call.path.startswith("pipe:")


def _batch_once(report: Report, origin: World, base: Path, wanted: list[list[str]], call: Call, error: str, on: str) -> None:
    with folder(base, "plein") as place:
        made, log = origin.copy(place), place / "appels.log"
        what = f"batch, {error} à {call.name} n° {call.rank}{on}"
        told = drive(made, under(log, call.name, error, f"{call.rank}{on}", "write" if call.name in SYNCS else ""))
        report.counts[f"batch {error}"] += 1
        hit = injected(log)
        allowed = {CODES[error]} | ({0} if not hit else set())
        if call.name == "pread64":
            allowed |= {0, DAMAGED}  # a page read again, or one that SQLCipher calls damaged
        if told.code not in allowed or "Traceback" in told.err:
            report.fail(f"{what} : sort {told.code} ({Path(hit[0]).name if hit else 'sans mal'}) {told.err.strip()[-200:]}",
                        made.vault, made.data, log)
        if call.name in SYNCS and acked_after_failed_sync(log, made.vault):
            report.fail(f"{what} : un acquittement après une synchronisation manquée", made.vault, log)
        acked = len(told.acks)
        ahead = 1 if error == "ENOSPC" and call.name == "pwrite64" else 2
        session = made.open()
        found, problems = state(session), session.verify()
        session.close(backup=False)
        if problems or found not in wanted[acked:acked + ahead]:
            report.fail(f"{what} : {acked} acquittés, {problems or difference(wanted[acked], found)}", made.vault, made.data, log)
            return
        if found == wanted[acked] and (wrong := _go_on(made, told.acks)):
            report.fail(f"{what} : la suite ne reprend pas : {wrong}", made.vault, made.data, log)


def _go_on(made: World, acks: list[dict[str, object]]) -> str:
    """Do the rest of the acts once the disk is well again."""
    session = made.open()
    try:
        for act in ACTS[len(acks):]:
            acks.append(carry_out(session, resolved(act, acks)))
        return "; ".join(session.verify())
    except PoleError as error:
        return f"{type(error).__name__} {error}"
    finally:
        session.close()


# -- the other commands --------------------------------------------------------------------------------------------------
def starve(report: Report, scene: Scene, base: Path, most: int, draw: random.Random) -> None:
    """One command under ENOSPC at its writes and EIO at its syncs."""
    with folder(base, "sonde") as place:
        scene.prepare(place)
        made, log = scene.origin.copy(place), place / "appels.log"
        names = (*WRITES, *SYNCS)
        said = process(scene.words(place, made), given=scene.given,
                       under=[*STRACE, "-y", "-s", "0", "-o", str(log), "-e", f"trace={','.join(names)}"])
        if said.code != 0:
            report.fail(f"{scene.name} : ne marche pas même sans panne (sortie {said.code}) {said.err.strip()[-200:]}")
            return
        found = [call for call in calls(log, names) if touches(call, place)]
    for error, group in (("ENOSPC", WRITES), ("EIO", SYNCS)):
        for name in group:
            seen = [call for call in found if call.name == name]
            for position in positions(len(seen), most, draw):
                for on in ("", "+"):
                    if report.late():
                        return
                    _starve_once(report, scene, base, seen[position - 1], error, on)


def _starve_once(report: Report, scene: Scene, base: Path, call: Call, error: str, on: str) -> None:
    with folder(base, "plein") as place:
        scene.prepare(place)
        made, log = scene.origin.copy(place), place.parent / "panne.log"
        what = f"{scene.name}, {error} à {call.name} n° {call.rank}{on}"
        said = process(scene.words(place, made), given=scene.given, under=under(log, call.name, error, f"{call.rank}{on}"))
        report.counts[f"{scene.name} {error}"] += 1
        hit = injected(log)
        where = Path(hit[0]).name if hit else "sans mal"
        # A pipe that refuses the last words of a thing done is not a thing undone: 0 is wrong there, 7 right.
        if said.code not in {CODES[error]} | (set() if hit else {0}) or "Traceback" in said.err:
            report.fail(f"{what} : sort {said.code} ({where}) {said.err.strip()[-200:]}", place, log)
        litter = [one for one in place.rglob("*.tmp") if "/etat/" not in str(one)]
        wrong = scene.after(place, made, said.code == 0) or (f"laisse {litter[0].name} ({where})" if litter else "")
        wrong = wrong or scene.again(place, made)
        if wrong:
            report.fail(f"{what} : {wrong}", place, log)


def _ran(made: World, words: list[str], given: bytes = b"") -> str:
    said = forked(words, given)
    return "" if said.code == 0 else f"ne marche plus après (sortie {said.code}) {said.err.strip()[-160:]}"


def _holds(made: World) -> str:
    """What is wrong in the vault itself."""
    session = made.open()
    try:
        return "; ".join(session.verify())
    finally:
        session.close(backup=False)


def _count(made: World) -> int:
    session = made.open()
    try:
        return len(session.students.numbers(StudentQuery()))
    finally:
        session.close(backup=False)


def scenes(base: Path, origin: World) -> list[Scene]:
    """The commands to starve, on a vault where the acts were done."""
    session = origin.open()
    project = session.projects.list()[0].id
    students = len(session.students.numbers(StudentQuery()))
    session.close(backup=False)
    onde = next((file for file in sorted((ROOT / "tests/fixtures/onde").glob("*")) if "eleve" in file.name.lower()
                 or "extraction" in file.name.lower()), ROOT / "absent")
    saved = process(origin.words("--json", "backup", str(base / "copies")))
    backup = next(path for path in (base / "copies").glob("*/*") if not path.name.startswith("."))
    assert saved.code == 0, saved

    def paper(place: Path, _made: World, done: bool) -> str:
        content = (place / "papier.pdf").read_bytes()
        whole = content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
        if not whole:
            return "un PDF à moitié écrit"
        return "dit fait, et le papier est l’ancien" if done and content == OLD else ""

    def backups(place: Path, made: World, done: bool) -> str:
        from desktop.storage import backup as kept

        found = [one for one in (place / "copies").glob("*/*") if not one.name.startswith(".") and one.is_dir()]
        for one in found:
            kept.find(one)
        return "dit fait, et rien n’est là" if done and not found else _holds(made)

    def restored(place: Path, _made: World, done: bool) -> str:
        to = place / "repris.coffre"
        if to.exists():
            return _holds(World(to, place / "ailleurs"))
        return "dit fait, et rien n’est là" if done else ""

    def started(place: Path, _made: World, done: bool) -> str:
        to = place / "neuf.coffre"
        if to.exists():
            return _holds(World(to, place / "d", secret=True))
        return "dit fait, et rien n’est là" if done else ""

    def imported(_place: Path, made: World, done: bool) -> str:
        count = _count(made)
        if done and count == students:
            return "dit fait, et personne n’est là"
        return _holds(made)

    def import_words(_place: Path, made: World) -> list[str]:
        return made.words("import", "onde", str(onde))

    def paper_words(place: Path, made: World) -> list[str]:
        return made.words("print", "ppre", "--project", project, "-o", str(place / "papier.pdf"))

    def backup_words(place: Path, made: World) -> list[str]:
        return made.words("backup", str(place / "copies"))

    def restore_words(place: Path, _made: World) -> list[str]:
        return ["restore", str(backup), "--to", str(place / "repris.coffre")]

    def init_words(place: Path, _made: World) -> list[str]:
        return ["--data-dir", str(place / "d"), "--vault", str(place / "neuf.coffre"), "--password-fd", "0", "init", "--name",
                "Essai", "--role", "director", "--login", "essai"]

    def fresh(words: Callable[[Path, World], list[str]], target: str, given: bytes = b"") -> Callable[[Path, World], str]:
        def run(place: Path, made: World) -> str:
            if (place / target).is_dir():
                shutil.rmtree(place / target)
            return _ran(made, words(place, made), given)
        return run

    phrase = f"{PHRASE}\n".encode()
    return [
        Scene("print", origin, paper_words, paper, lambda place, made: _ran(made, paper_words(place, made)),
              prepare=lambda place: (place / "papier.pdf").write_bytes(OLD) and None),
        Scene("import onde", origin, import_words, imported, lambda place, made: _ran(made, import_words(place, made))),
        Scene("backup", origin, backup_words, backups, lambda place, made: _ran(made, backup_words(place, made))),
        Scene("restore", origin, restore_words, restored, fresh(restore_words, "repris.coffre")),
        Scene("init", origin, init_words, started, fresh(init_words, "neuf.coffre", phrase), given=phrase),
    ]


def main(count: int = 10, seed: int = 0, limit: float = 1800) -> Report:
    """``count`` positions at most for each call of each command, three times that for the writes of ``batch``; each twice."""
    report, draw = Report("space", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        (base / "origine").mkdir()
        origin = world(base / "origine")
        batch(report, origin, base, count * 3, draw)
        drive(origin, acts=ACTS)
        for scene in scenes(base, origin):
            starve(report, scene, base, count, draw)
            print(f"  {scene.name} : {len(report.failures)} défauts, {limit - report.left():.0f} s", flush=True)
    return report
