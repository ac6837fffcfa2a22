"""What the faults share: vaults, the command line run three ways, the table of results, and where a failure is kept."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from desktop.paths import Paths  # noqa: E402
from desktop.security.keyring import KdfParams  # noqa: E402
from desktop.services.opening import create_vault, open_vault  # noqa: E402
from desktop.services.session import Session  # noqa: E402

KEPT = ROOT / "build" / "faults"
PHRASE = "rivage-cerise-moulin-tonnerre-lucarne-bosquet-sabot"
SEED = 20261123
MOST_KEPT, MOST_TOLD = 10, 20
QUICK = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
STRACE = ("strace", "-f", "--seccomp-bpf")


@dataclass
class World:
    """A vault beside its data folder; ``secret`` when it has a passphrase."""

    vault: Path
    data: Path
    secret: bool = False

    def copy(self, to: Path) -> World:
        """The same world elsewhere, hot journals included: what a crash left, to look at twice."""
        shutil.copytree(self.vault, to / "copie.coffre")
        shutil.copytree(self.data, to / "donnees")
        return World(to / "copie.coffre", to / "donnees", self.secret)

    def open(self, *, accept_older: bool = False) -> Session:
        return open_vault(self.vault, paths=Paths.under(self.data), passphrase=PHRASE if self.secret else None,
                          accept_older=accept_older)

    def words(self, *words: str) -> list[str]:
        """The command line for this vault, the passphrase coming first on standard input."""
        secret = ["--password-fd", "0"] if self.secret else []
        return ["--data-dir", str(self.data), "--vault", str(self.vault), *secret, *words]

    @property
    def first_line(self) -> bytes:
        return f"{PHRASE}\n".encode() if self.secret else b""


def world(folder: Path, *, secret: bool = False, kdf: KdfParams | None = KdfParams(64 * 1024, 8)) -> World:
    """A new vault: without passphrase (opening costs no derivation), or with one, at the least cost allowed unless told."""
    made = World(folder / "essai.coffre", folder / "donnees", secret)
    create_vault(made.vault, name="Essai", roles=["director"], login="essai", passphrase=PHRASE if secret else None,
                 paths=Paths.under(made.data), demonstration=not secret, kdf=kdf).close(backup=False)
    return made


# -- the command line ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str
    seconds: float = 0.0
    mebibytes: float = 0.0
    processor: float = 0.0


def process(words: Sequence[str], *, under: Sequence[str] = (), given: bytes = b"", cwd: Path = ROOT) -> Said:
    """A command in a process of its own, ``under`` strace or not."""
    start = time.monotonic()
    done = subprocess.run([*under, sys.executable, "-m", "desktop", *words], input=given, capture_output=True, cwd=cwd,
                          check=False, env=QUICK)
    return Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"),
                time.monotonic() - start)


def forked(words: Sequence[str], given: bytes = b"") -> Said:
    """The same command line in a forked child: the start of Python is not paid again, a crash stays there."""
    from desktop import cli

    start = time.monotonic()
    with tempfile.TemporaryFile() as given_file, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given_file.write(given)
        given_file.seek(0)
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            code = 70
            with contextlib.suppress(BaseException):
                for number, file in enumerate((given_file, out, err)):
                    os.dup2(file.fileno(), number)
                sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False))
                sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False))
                sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False))
                code = cli.run(list(words))
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)
        _, status, usage = os.wait4(child, 0)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8", "replace"))
    return Said(os.waitstatus_to_exitcode(status), said[0], said[1], time.monotonic() - start, usage.ru_maxrss / 1024,
                usage.ru_utime + usage.ru_stime)


def loaded() -> None:
    """Import what commands need once, so that forked children start with it."""
    import desktop.cli_batch
    import desktop.cli_records
    import desktop.cli_vault
    import desktop.services.opening
    import desktop.services.record
    import desktop.services.work  # noqa: F401

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(said: Said) -> dict[str, object]:
    """The JSON object of the last line, or an empty one."""
    with contextlib.suppress(ValueError, IndexError):
        value = json.loads(said.out.splitlines()[-1])
        return value if isinstance(value, dict) else {}
    return {}


# -- calls of the system -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Call:
    """One call of an undisturbed run: its name, its rank among its likes, the path it is about."""

    name: str
    rank: int
    path: str


def calls(log: Path, names: Sequence[str]) -> list[Call]:
    """The calls of a strace log made with ``-y``, in order."""
    ranks: Counter[str] = Counter()
    found = []
    for line in log.read_text("utf-8", "replace").splitlines():
        told = re.match(r"\d+\s+(\w+)\((?:AT_FDCWD(?:<[^>]*>)?, )?(?:\d+<([^>]*)>|\"([^\"]*)\")?", line)
        if told and told[1] in names and "resumed>" not in line:
            ranks[told[1]] += 1
            found.append(Call(told[1], ranks[told[1]], told[2] or told[3] or ""))
    return found


# -- results -------------------------------------------------------------------------------------------------------------
@dataclass
class Report:
    """What one family of faults tried and found; a failure keeps the state it left."""

    name: str
    limit: float
    start: float = field(default_factory=time.monotonic)
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def left(self) -> float:
        """Seconds left before the family must stop."""
        return self.limit - (time.monotonic() - self.start)

    def fail(self, what: str, *places: Path) -> None:
        """Tell a failure and keep what it left under ``build/faults/``."""
        self.failures.append(what)
        kept = ""
        if places and len(self.failures) <= MOST_KEPT:
            target = KEPT / f"{self.name}-{len(self.failures)}"
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            (target / "quoi.txt").write_text(what + "\n", "utf-8")
            for place in places:
                if place.is_dir():
                    shutil.copytree(place, target / place.name, ignore_dangling_symlinks=True)
                elif place.exists():
                    shutil.copy(place, target)
            kept = f"  [{target.relative_to(ROOT)}]"
        if len(self.failures) <= MOST_TOLD:
            print(f"  ✗ {self.name} : {what}{kept}", flush=True)

    def late(self) -> bool:
        """Whether time is over; that is a failure, for a bar not measured is not met."""
        if self.left() > 0:
            return False
        self.fail(f"arrêté au bout de {self.limit:.0f} s, avant la fin")
        return True


@contextlib.contextmanager
def folder(base: Path, name: str):
    """A new folder under ``base``, gone afterwards."""
    place = base / name
    place.mkdir()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
