"""A disk that fills up: at each of many writes, for each command; the target is old or new, and work goes on afterwards."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from common import ROOT, World, command, faults_in, run_batch, world

FULL = 7


def writes_of(made: World, words: list[str], folder: Path, call: str) -> int:
    log = folder / "ecritures.log"
    with open("/dev/null", "rb") as nothing:
        subprocess.run(["strace", "-f", "--seccomp-bpf", "-s", "0", "-e", f"trace={call}", "-o", str(log), *command(made, *words)],
                       stdin=nothing, capture_output=True, cwd=ROOT, check=False)
    return sum(f" {call}(" in line for line in log.read_text("utf-8", "replace").splitlines())


def batch_full(origin: World, base: Path, told: Counter[str], count: int) -> None:
    """``batch`` with a write refused once, or from a moment on."""
    for number in range(count):
        place = base / "plein"
        place.mkdir()
        made = origin.copy(place)
        rank = 12 + number * 23
        code, acks, said = run_batch(made, ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e",
                                            f"inject=pwrite64:error=ENOSPC:when={rank}{'+' if number % 2 else ''}"])
        told["batch, disk full"] += 1
        told[f"exit {code}"] += 1
        _judge(made, acks, code, said, told, f"batch, écriture {rank}", allowed=(0, FULL))
        code, more, _ = run_batch(made, [], made.lines[len(acks):len(acks) + 2])
        if code != 0 or len(more) != len(made.lines[len(acks):len(acks) + 2]):
            told["faults"] += 1
            print(f"  batch, écriture {rank} : la suite ne reprend pas (sortie {code})")
        shutil.rmtree(place)


def _judge(made: World, acks: list[int], code: int, said: str, told: Counter[str], name: str, allowed: tuple[int, ...]) -> None:
    problems = faults_in(made, acks)
    if code not in allowed or "Traceback" in said:
        problems.append(f"sortie {code} : {said.strip()[-160:]}")
    for problem in problems:
        told["faults"] += 1
        print(f"  {name} : {problem}")


def papers_full(origin: World, base: Path, told: Counter[str], count: int) -> None:
    """Papers, imports and backups: the file asked for is there whole, or not at all."""
    for words, target in ((["print", "ppre", "--project", origin.project, "-o", "{}/papier.pdf"], "papier.pdf"),
                          (["backup", "{}/copies"], "copies")):
        for call in ("write", "pwrite64"):
            probe = base / "sonde"
            probe.mkdir()
            total = writes_of(origin.copy(probe), [word.format(probe) for word in words], probe, call)
            shutil.rmtree(probe)
            for number in range(min(count, total)):
                place = base / "plein"
                place.mkdir()
                made = origin.copy(place)
                rank = 1 + number * total // min(count, total)
                done = subprocess.run(
                    ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e",
                     f"inject={call}:error=ENOSPC:when={rank}+", *command(made, *[word.format(place) for word in words])],
                    stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT, check=False)
                told[f"{words[0]}, disk full"] += 1
                told[f"exit {done.returncode}"] += 1
                said = done.stderr.decode("utf-8", "replace")
                _judge(made, [], done.returncode, said, told, f"{words[0]}, {call} {rank}", allowed=(0, FULL, 8))
                _whole(place / target, done.returncode, told, f"{words[0]}, {call} {rank}")
                shutil.rmtree(place)


def _whole(target: Path, code: int, told: Counter[str], name: str) -> None:
    wrong = ""
    if target.suffix == ".pdf" and target.exists() and not target.read_bytes().rstrip().endswith(b"%%EOF"):
        wrong = "un PDF à moitié écrit"
    if target.is_dir():
        kept = [place for place in target.glob("*/*") if place.is_dir() and not place.name.startswith(".")]
        if any(not (place / "sauvegarde.json").exists() for place in kept):
            wrong = "une sauvegarde à moitié faite qui se fait passer pour entière"
    if code == 0 and not target.exists():
        wrong = "dit fait, et rien n'est là"
    if wrong:
        told["faults"] += 1
        print(f"  {name} : {wrong}")


def main(count: int = 40) -> dict[str, int]:
    told = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        origin = world(base / "origine")
        batch_full(origin, base, told, count)
        papers_full(origin, base, told, max(6, count // 4))
    return dict(told)
