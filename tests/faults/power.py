"""Power cuts: the writes of a batch are replayed on a disk that keeps, loses or tears what was not synced yet."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from acts import difference, drive, half_done, state, states
from clear import decoded
from common import STRACE, Report, World, folder, world

TRACED = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename"
SECTOR = 512
FOLDER = "."
_OPEN = re.compile(r"\d+\s+openat\([^,]*, \"([^\"]*)\", ([A-Z_|]+)")
_WRITE = re.compile(r"\d+\s+pwrite64\(\d+<([^>]*)>, \"([^\"]*)\", (\d+), (\d+)\)\s+= (\d+)")
_CUT = re.compile(r"\d+\s+ftruncate\(\d+<([^>]*)>, (\d+)\)\s+= 0")
_SYNC = re.compile(r"\d+\s+f(?:data)?sync\(\d+<([^>]*)>\)\s+= 0")
_GONE = re.compile(r"\d+\s+unlink\(\"([^\"]*)\"\)\s+= 0")
_SAID = re.compile(r"\d+\s+write\(1<[^>]*>, \"\\x7b\\x22\\x61\\x63\\x6b")


@dataclass(frozen=True)
class Event:
    """A write, a new length, a sync, a new or a lost file, an acknowledgement."""

    kind: str
    name: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What is surely on the disk, and what is on its way, by file."""

    files: dict[str, bytearray]
    waiting: dict[str, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """An event of the run: a sync empties the waiting of its file; one of the folder, of names come and gone."""
        if event.kind == "sync":
            for done in self.waiting.pop(event.name, []):
                apply(self.files, done)
        elif event.kind in ("new", "gone"):
            self.waiting.setdefault(FOLDER, []).append(event)
        elif event.kind in ("write", "cut"):
            self.waiting.setdefault(event.name, []).append(event)

    def after_cut(self, draw: random.Random, *, weak: bool) -> dict[str, bytearray]:
        """The files after a cut now. Data is kept, lost or torn at will; lengths keep their order unless ``weak``."""
        left = {name: bytearray(content) for name, content in self.files.items()}
        unnamed = set()
        for name, events in self.waiting.items():
            if name == FOLDER:
                synced = {event.name for event in events if event.name in self.files}
                unnamed = {event.name for event in events if event.kind == "new" and draw.random() < 0.5}
                unnamed -= set() if weak else synced  # ext4 names a file that is synced
                continue
            share = draw.choice((0.0, 0.3, 0.5, 0.8, 1.0))
            until = draw.randrange(len(events) + 1)
            for number, event in enumerate(events):
                if event.kind == "write":
                    if draw.random() >= share:
                        continue
                    if draw.random() < 0.2:
                        event = _torn(event, draw)
                    apply(left, event)
                elif (draw.random() < share) if weak else number < until:
                    apply(left, event)
        return {name: content for name, content in left.items() if name not in unnamed}

    def at_rest(self) -> dict[str, bytearray]:
        """The files when nothing is lost: what the run really left."""
        for events in self.waiting.values():
            for event in events:
                apply(self.files, event)
        return self.files


def _torn(event: Event, draw: random.Random) -> Event:
    """Some of its sectors."""
    first = draw.randrange(len(event.data) // SECTOR + 1) * SECTOR
    last = draw.randrange(first, len(event.data) + 1) // SECTOR * SECTOR
    return Event("write", event.name, event.at + first, event.data[first:max(first, last)])


def apply(files: dict[str, bytearray], event: Event) -> None:
    """An event done."""
    if event.kind in ("gone", "new"):
        if event.kind == "gone":
            files.pop(event.name, None)
        return
    content = files.setdefault(event.name, bytearray())
    if event.kind == "cut":
        del content[event.at:]
        content.extend(bytes(event.at - len(content)))
    elif event.kind == "write" and event.data:
        content.extend(bytes(max(0, event.at - len(content))))
        content[event.at:event.at + len(event.data)] = event.data


def events(log: Path, vault: Path, there: Iterable[str]) -> Iterator[Event]:
    """What happened to the files of a vault, from a log of ``strace -y -xx``."""
    inside = str(vault) + "/"

    def name(path: str) -> str:
        told = decoded(path).decode()
        return FOLDER if told == str(vault) else told.removeprefix(inside) if told.startswith(inside) else ""

    known = set(there)
    with log.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if _SAID.match(line):
                yield Event("ack")
            elif (found := _WRITE.match(line)) and name(found[1]):
                assert found[3] == found[5], line
                yield Event("write", name(found[1]), int(found[4]), decoded(found[2]))
            elif (found := _CUT.match(line)) and name(found[1]):
                yield Event("cut", name(found[1]), int(found[2]))
            elif (found := _SYNC.match(line)) and name(found[1]):
                yield Event("sync", name(found[1]))
            elif (found := _GONE.match(line)) and name(found[1]):
                yield Event("gone", name(found[1]))
            elif (found := _OPEN.match(line)) and "O_CREAT" in found[2] and name(found[1]) and name(found[1]) not in known:
                known.add(name(found[1]))
                yield Event("new", name(found[1]))


def main(count: int = 400, seed: int = 0, limit: float = 600) -> Report:
    """``count`` cuts, half on a disk that keeps the order of lengths (ext4), half on one that keeps none (FAT)."""
    report, draw = Report("power", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        (base / "origine").mkdir()
        origin = world(base / "origine")
        with folder(base, "reference") as aside:
            wanted = states(origin.copy(aside))
        (base / "mesure").mkdir()
        made, log = origin.copy(base / "mesure"), base / "appels.log"
        before = {file.name: bytearray(file.read_bytes()) for file in made.vault.iterdir() if file.name != "verrou"}
        told = drive(made, [*STRACE, "-y", "-xx", "-s", "1000000", "-e", f"trace={TRACED}", "-o", str(log)])
        assert told.code == 0, told
        run = [event for event in events(log, made.vault, before) if event.name != "verrou"]
        lively = [number for number, event in enumerate(run) if event.kind != "ack"]
        cuts = sorted(draw.choice(lively) for _ in range(count))
        report.counts["écritures d’un lot"] = len(lively)
        disk, acked, number = Disk(before), 0, 0
        for place, event in enumerate(run):
            while number < len(cuts) and cuts[number] == place:
                if report.late():
                    return report
                _cut_once(report, base, made, disk.after_cut(draw, weak=number % 2 == 1), wanted, acked, f"coupure {place}")
                number += 1
            disk.take(event)
            acked += event.kind == "ack"
        report.counts["acquittés en tout"] = acked
        if any((made.vault / file).read_bytes() != content for file, content in disk.at_rest().items()):
            report.fail("les écritures rejouées ne donnent pas les fichiers que le lot a laissés")
        if acked != len(wanted) - 1:
            report.fail(f"{acked} acquittements lus dans le journal des appels, {len(wanted) - 1} attendus")
    return report




def _cut_once(report: Report, base: Path, made: World, left: dict[str, bytearray], wanted: list[list[str]], acked: int,
              what: str) -> None:
    with folder(base, "coupé") as place:
        cut = World(place / "coupe.coffre", place / "donnees")
        cut.vault.mkdir()
        shutil.copytree(made.data, cut.data)
        for file, content in left.items():
            (cut.vault / file).write_bytes(content)
        (cut.vault / "verrou").touch()
        kept = place / "avant"
        shutil.copytree(cut.vault, kept)
        report.counts["coupures"] += 1
        report.counts["avec un journal à rejouer"] += any(one.stat().st_size for one in cut.vault.glob("*-journal"))
        try:
            session = cut.open()
        except Exception as error:  # noqa: BLE001 - whatever it is, a power cut must not do it
            report.fail(f"{what} : ne s’ouvre plus, {type(error).__name__} {error}", kept)
            return
        try:
            problems = session.verify() + half_done(session)
            found = state(session)
        except Exception as error:  # noqa: BLE001 - the same
            problems, found = [f"{type(error).__name__} {error}"], []
        finally:
            session.close(backup=False)
        if problems or found not in wanted[acked:acked + 2]:
            report.fail(f"{what} : {acked} acquittés, {problems or difference(wanted[acked], found)}", kept)
