"""One vault at one place, put back as it was whenever a test asks: who opens it, and its command line in this process."""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.cli import run
from desktop.clock import Clock, SystemClock, fixed_on
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.security import recovery
from desktop.services import opening
from desktop.services.session import Session

PHRASES = {login: f"rivage cerise moulin tonnerre lucarne bosquet {login}x" for login in ("dupont", "psy", "doc", "nouveau")}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: bytes
    err: bytes

    @property
    def bytes(self) -> bytes:
        return b"%d\n%s\n%s" % (self.code, self.out, self.err)


@dataclass
class Time:
    """The instant it is for everybody, moved by hand."""

    at: datetime

    def fix(self, patch: pytest.MonkeyPatch) -> None:
        from zoneinfo import ZoneInfo

        patch.setattr(SystemClock, "now", lambda _clock: self.at)
        patch.setattr(SystemClock, "today", lambda clock: self.at.astimezone(ZoneInfo(clock.zone)).date())

    def later(self, **by: int) -> None:
        self.at += timedelta(**by)


@dataclass
class World:
    """The vault and the data folder, always at the same place; copies of them kept aside by name."""

    root: Path
    time: Time
    draw: random.Random = field(default_factory=random.Random)

    @property
    def vault(self) -> Path:
        return self.root / "ici" / "essai.coffre"

    @property
    def paths(self) -> Paths:
        return Paths.under(self.data)

    @property
    def data(self) -> Path:
        return self.root / "ici" / "donnees"

    def keep(self, name: str) -> Path:
        """Keep the whole world, as it is now, under a name."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        return Path(shutil.copytree(self.root / "ici", self.root / name))

    def back(self, name: str) -> None:
        """The world as it was kept, at its usual place."""
        shutil.rmtree(self.root / "ici", ignore_errors=True)
        shutil.copytree(self.root / name, self.root / "ici")

    def open(self, login: str, clock: Clock | None = None) -> Session:
        return opening.open_vault(self.vault, paths=self.paths, login=login, passphrase=PHRASES[login], clock=clock)

    def cli(self, login: str, *words: str, stdin: str | bytes = b"") -> Said:
        """A command as that person; what it drew at random is the same each time."""
        self.draw.seed(words and " ".join(words))
        content = stdin.encode() if isinstance(stdin, str) else stdin
        reading, writing = os.pipe()
        os.write(writing, PHRASES[login].encode() + b"\n")
        os.close(writing)
        kept = sys.stdin, sys.stdout, sys.stderr
        out, err = io.BytesIO(), io.BytesIO()
        sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
        written = io.TextIOWrapper(out, encoding="utf-8"), io.TextIOWrapper(err, encoding="utf-8")
        sys.stdout, sys.stderr = written
        try:
            code = run(["--data-dir", str(self.data), "--vault", str(self.vault), "--as", login, "--password-fd", str(reading),
                        *words])
        finally:
            for stream in written:
                stream.flush()
            sys.stdin, sys.stdout, sys.stderr = kept
            os.close(reading)
        return Said(code, out.getvalue(), err.getvalue())


def same_draws(world: World, patch: pytest.MonkeyPatch) -> None:
    """Ids and recovery codes come from ``world.draw``: two runs that do the same name what they make the same way."""
    patch.setattr(recovery, "draw", lambda: world.draw.randbytes(recovery.SIZE))
    patch.setattr(opening, "Ids", lambda clock: Ids(clock, world.draw.randbytes))


def monday() -> datetime:
    from datetime import date

    return fixed_on(date(2026, 11, 23)).at
