"""Damaged, swapped and foreign files: found or harmless; never a trace of Python, never a changed original."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from acts import drive
from common import Report, World, answer, folder, forked, process, world

Change = Callable[[Path, random.Random], None]
CODES = (3, 4, 5)
SECONDS, MEBIBYTES = 5.0, 500.0


# -- ways to damage a file -----------------------------------------------------------------------------------------------
def flip(file: Path, draw: random.Random) -> None:
    """One bit."""
    data = bytearray(file.read_bytes())
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    file.write_bytes(data)


def zero(file: Path, draw: random.Random) -> None:
    """A sector of zeroes."""
    data = bytearray(file.read_bytes())
    start = draw.randrange(max(1, len(data) - 512))
    data[start:start + 512] = bytes(len(data[start:start + 512]))
    file.write_bytes(data)


def head(file: Path, draw: random.Random) -> None:
    """The beginning of the file, where the salt is."""
    data = bytearray(file.read_bytes())
    size = draw.choice((16, 100, 4096))
    data[:size] = bytes(min(size, len(data)))
    file.write_bytes(data)


def cut(file: Path, draw: random.Random) -> None:
    """The end is missing."""
    data = file.read_bytes()
    file.write_bytes(data[:draw.randrange(max(1, len(data)))])


def cut_pages(file: Path, draw: random.Random) -> None:
    """Whole pages are missing at the end."""
    data = file.read_bytes()
    file.write_bytes(data[:draw.randrange(1, max(2, len(data) // 4096)) * 4096])


def more(file: Path, draw: random.Random) -> None:
    """Something follows the end."""
    file.write_bytes(file.read_bytes() + draw.randbytes(draw.randrange(1, 5000)))


def noise(file: Path, draw: random.Random) -> None:
    """Another file altogether."""
    file.write_bytes(draw.randbytes(draw.randrange(1, 20_000)))


def empty(file: Path, _draw: random.Random) -> None:
    """Nothing."""
    file.write_bytes(b"")


def picture(file: Path, _draw: random.Random) -> None:
    """A picture."""
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))


def plain(file: Path, _draw: random.Random) -> None:
    """A plain SQLite file."""
    file.write_bytes(b"SQLite format 3\0" + bytes(4080))


def pages(file: Path, draw: random.Random) -> None:
    """Two pages swapped."""
    data = bytearray(file.read_bytes())
    a, b = (draw.randrange(max(1, len(data) // 4096)) * 4096 for _ in range(2))
    data[a:a + 4096], data[b:b + 4096] = data[b:b + 4096], data[a:a + 4096]
    file.write_bytes(data)


def gone(file: Path, _draw: random.Random) -> None:
    """The file is not there."""
    file.unlink()


def directory(file: Path, _draw: random.Random) -> None:
    """A folder in its place."""
    file.unlink()
    file.mkdir()


def journal(file: Path, draw: random.Random) -> None:
    """A journal of nobody's beside it."""
    file.with_name(file.name + "-journal").write_bytes(draw.choice((
        draw.randbytes(3000), bytes(3000), bytes.fromhex("d9d505f920a163d7") + draw.randbytes(3000))))


ANY: tuple[Change, ...] = (flip, flip, flip, zero, cut, more, noise, empty, picture, gone, directory)
COMPARTMENT: tuple[Change, ...] = (*ANY, head, cut_pages, plain, pages, pages, journal)


def reseal(file: Path, draw: random.Random) -> None:
    """Somebody who knows the format but not the vault: a field is changed and the sum made right again."""
    value = json.loads(file.read_bytes())
    at, key = _some_field(value, draw)
    now = at[key]
    if isinstance(now, bool):
        at[key] = not now
    elif isinstance(now, int):
        at[key] = draw.choice((0, -1, now + 1, now * 2, 10 ** 9, 10 ** 30))
    elif isinstance(now, str):
        at[key] = draw.choice((now[::-1], "", now + "A", "../../etc/passwd", "x" * 100_000, "é\u202e\x00", now[:-4] + "AAAA"))
    else:
        at[key] = draw.choice((None, [], {}, "x", [now, now]))
    value["sum"] = _sum(value)
    file.write_text(json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _some_field(value: dict, draw: random.Random) -> tuple[dict | list, str | int]:
    while True:
        at: dict | list = value
        while True:
            key = draw.choice(list(at)) if isinstance(at, dict) else draw.randrange(len(at))
            below = at[key]
            if key in ("sum", "format"):
                break
            if isinstance(below, (dict, list)) and below and draw.random() < 0.85:
                at = below
                continue
            return at, key


def _sum(value: dict) -> str:
    rest = {key: one for key, one in value.items() if key != "sum"}
    try:
        text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        return ""


# -- trying --------------------------------------------------------------------------------------------------------------
def seal(vault: Path) -> dict[str, str]:
    """What each file of a vault is, but the lock."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "dossier"
            for file in sorted(vault.iterdir()) if file.name != "verrou"}


def attempt(report: Report, made: World, truth: str, what: str, seconds: float = SECONDS) -> None:
    """Open, verify and digest a changed vault; nothing but an error of ours or the same content will do."""
    before = seal(made.vault)
    said = forked(made.words("--json", "verify"), made.first_line)
    asked = forked(made.words("--json", "digest"), made.first_line)
    told = said.out + said.err + asked.out + asked.err
    wrong = ""
    if "Traceback" in told or "inattendue" in told:
        wrong = f"une erreur inattendue : {told.strip()[-200:]}"
    elif said.code == 0 and (asked.code != 0 or answer(asked).get("digest") != truth):
        wrong = f"verify dit que tout va, digest sort {asked.code} et n’est pas le même"
    elif said.code not in (0, *CODES) or asked.code not in (0, *CODES):
        wrong = f"verify sort {said.code}, digest {asked.code} : {said.err.strip()[-120:]}"
    elif max(said.seconds, asked.seconds) > seconds or max(said.mebibytes, asked.mebibytes) > MEBIBYTES:
        wrong = f"{said.seconds:.1f} s et {said.mebibytes:.0f} Mio"
    elif said.code and "sauvegarde" not in told and said.code != 3:
        wrong = f"ne propose pas de sauvegarde : {said.err.strip()}"
    report.counts["trouvées" if said.code else "sans effet"] += 1
    report.counts[f"sortie {said.code}"] += 1
    after = seal(made.vault)
    touched = [name for name in before if after.get(name) != before[name]]
    if said.code and touched:
        wrong = wrong or f"l’original a changé : {touched}"
    if not said.code and any(name.endswith(".db") for name in touched):
        wrong = wrong or f"une lecture a changé {touched}"
    if wrong:
        report.fail(f"{what} : {wrong}", made.vault, made.data)


def main(count: int = 500, seed: int = 0, limit: float = 600) -> Report:
    """``count`` mutations: of compartments, of one copy of ``coffre``, of both; one vault in ten has a passphrase."""
    report, draw = Report("damage", limit), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name:
        base = Path(name)
        origins = []
        for secret in (False, True):
            (base / f"origine-{secret}").mkdir()
            origin = world(base / f"origine-{secret}", secret=secret)
            drive(origin)
            said = process(origin.words("--json", "digest"), given=origin.first_line)
            origins.append((origin, str(answer(said)["digest"])))
        other = base / "autre"
        other.mkdir()
        stranger = world(other)
        for number in range(count):
            if report.late():
                break
            origin, truth = origins[number % 10 == 9]
            with folder(base, "essai") as place:
                made = origin.copy(place)
                what = damage(made, stranger, number, draw)
                report.counts["mutations"] += 1
                attempt(report, made, truth, f"n° {number}, {what}")
    return report


def damage(made: World, stranger: World, number: int, draw: random.Random) -> str:
    """Damage a vault in one of the ways; says how."""
    copies = sorted(made.vault.glob("coffre.*.json"))
    files = sorted(made.vault.glob("*.db"))
    kind = number % 10
    if kind < 5:
        chosen, change = [draw.choice(files)], draw.choice(COMPARTMENT)
    elif kind == 5:
        chosen, change = [draw.choice(copies)], draw.choice((*ANY, reseal))
    elif kind < 8:
        chosen, change = copies, draw.choice(ANY)
    elif kind == 8:
        theirs = sorted(stranger.vault.glob("*.db"))
        mine = draw.choice(files)
        how = draw.choice(("étranger", "échangés", "coffre étranger"))
        if how == "étranger":
            shutil.copy(draw.choice(theirs), mine)
        elif how == "échangés":
            shutil.copy(files[0], made.vault / "tiers")
            shutil.copy(files[1], files[0])
            (made.vault / "tiers").rename(files[1])
        else:
            for copy in copies:
                shutil.copy(stranger.vault / copy.name, copy)
        return f"fichiers {how}"
    else:
        chosen, change = copies, reseal
    state = draw.getstate()
    for file in chosen:
        draw.setstate(state)
        change(file, draw)
    return f"{change.__name__} de {', '.join(file.suffix for file in chosen)}{', avec phrase' if made.secret else ''}"
