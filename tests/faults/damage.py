"""Damaged, swapped and foreign files: found, or harmless; never a crash, never a changed original."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from common import World, world

from desktop.errors import PoleError

Change = Callable[[Path, random.Random], None]


def _flip(file: Path, draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    if data:
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        file.write_bytes(data)


def _zero(file: Path, draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    start = draw.randrange(max(1, len(data) - 512))
    data[start:start + 512] = bytes(len(data[start:start + 512]))
    file.write_bytes(data)


def _cut(file: Path, draw: random.Random) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:draw.randrange(max(1, len(data)))])


def _more(file: Path, draw: random.Random) -> None:
    file.write_bytes(file.read_bytes() + draw.randbytes(draw.randrange(1, 5000)))


def _noise(file: Path, draw: random.Random) -> None:
    file.write_bytes(draw.randbytes(draw.randrange(1, 20_000)))


def _empty(file: Path, _draw: random.Random) -> None:
    file.write_bytes(b"")


def _picture(file: Path, _draw: random.Random) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))


def _pages(file: Path, draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    count = len(data) // 4096
    if count > 2:
        a, b = (draw.randrange(count) * 4096 for _ in range(2))
        data[a:a + 4096], data[b:b + 4096] = data[b:b + 4096], data[a:a + 4096]
        file.write_bytes(data)


def _gone(file: Path, _draw: random.Random) -> None:
    file.unlink()


CHANGES: tuple[Change, ...] = (_flip, _flip, _flip, _zero, _cut, _more, _noise, _empty, _picture, _pages, _gone)


def _print(vault: Path) -> str:
    seen = hashlib.sha256()
    for file in sorted(vault.iterdir()):
        if file.name != "verrou" and not file.name.endswith("-journal"):
            seen.update(file.name.encode() + file.read_bytes())
    return seen.hexdigest()


def try_one(made: World, truth: str) -> str:
    """``found``, ``harmless`` or what went wrong."""
    before = _print(made.vault)
    start = time.monotonic()
    try:
        session = made.open()
        try:
            problems = session.verify()
            same = session.digest() == truth
        finally:
            session.close(backup=False)
    except PoleError as error:
        if _print(made.vault) != before:
            return f"l'original a changé ({type(error).__name__})"
        return "found" if time.monotonic() - start < 5 else "plus de cinq secondes"
    except BaseException as error:  # noqa: BLE001 - any other error is the defect we look for
        return f"{type(error).__name__} : {error}"
    return "harmless" if same and not problems else "found" if problems else "un contenu différent, sans un mot"


def main(count: int = 500) -> dict[str, int]:
    told = Counter[str]()
    draw = random.Random(20261123)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        origin = world(base / "origine")
        session = origin.open()
        truth = session.digest()
        session.close()
        for number in range(count):
            place = base / "essai"
            place.mkdir()
            made = origin.copy(place)
            files = sorted(file for file in made.vault.iterdir() if file.suffix in (".json", ".db"))
            chosen = [draw.choice(files)]
            if number % 5 == 0:
                chosen = [file for file in files if file.suffix == ".json"]
            change = draw.choice(CHANGES)
            for file in chosen:
                change(file, draw)
            outcome = try_one(made, truth)
            told["mutations"] += 1
            if outcome in ("found", "harmless"):
                told[outcome] += 1
            else:
                told["faults"] += 1
                print(f"  mutation {number}, {change.__name__} de {', '.join(file.suffix for file in chosen)} : {outcome}")
            shutil.rmtree(place)
    return dict(told)
