"""A whole scenario watched call by call: no planted word leaves the encrypted files but in the PDF asked for, no network."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from acts import drive
from common import QUICK, ROOT, STRACE, Report, World, folder, loaded

from desktop.texts import fold

CANARIES = ("Kanarïvore", "Zéphyrinaud", "Quintefeuillard", "Wyxbroumette")
"""Two names, a note and a meeting's purpose: words no file of this computer holds."""
WATCHED = "write,pwrite64,writev,pwritev,sendto,sendmsg,rename,renameat,renameat2,openat,mkdir,link,symlink,socket,connect"
_HEX = re.compile(r"\\x([0-9a-f]{2})")


def shapes(word: str) -> dict[str, bytes]:
    """A word as it could leave: encodings, normal forms, folded as lists keep it, base64 at its three offsets, hex."""
    plain = {"utf-8": word.encode(), "NFD": unicodedata.normalize("NFD", word).encode(), "replié": fold(word).encode(),
             "majuscules": word.upper().encode(), "latin-1": word.encode("latin-1", "replace")}
    found = dict(plain)
    found["utf-16"] = word.encode("utf-16-le")
    found["json"] = json.dumps(word)[1:-1].encode()
    found["hex"] = plain["utf-8"].hex().encode()
    for lead in range(3):
        coded = base64.b64encode(bytes(lead) + plain["utf-8"])
        found[f"base64+{lead}"] = coded[(lead * 8 + 5) // 6:len(coded) - 4]
    return found


NEEDLES = [(word, shape, needle) for word in CANARIES for shape, needle in shapes(word).items()]


def seen_in(content: bytes) -> str:
    """The first planted word in these bytes, and in which shape."""
    for word, shape, needle in NEEDLES:
        if needle in content:
            return f"{word[:4]}… en {shape}"
    return ""


def decoded(line: str) -> bytes:
    """A line of ``strace -xx``, its escapes read."""
    return _HEX.sub(lambda found: chr(int(found[1], 16)), line).encode("latin-1", "replace")


def lines_of(log: Path) -> Iterator[tuple[str, str, bytes]]:
    """The call, the path it is about, and the bytes of each line of a log."""
    with log.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            told = re.match(r"(?:\d+\s+)?(\w+)\((?:AT_FDCWD[^,]*, )?(?:(\d+)<([^>]*)>|\"([^\"]*)\")?", line)
            if told:
                path = decoded(told[3] or told[4] or "").decode("utf-8", "replace")
                yield told[1], f"{told[2] or ''}:{path}", decoded(line)


class Watch:
    """Commands under strace, each log judged as soon as it is written."""

    def __init__(self, report: Report, base: Path) -> None:
        self.report, self.base = report, base
        self.home = base / "maison"
        self.home.mkdir()
        self.made = World(base / "essai.coffre", base / "donnees", secret=True)
        self.env = {**QUICK, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "TMPDIR": str(base / "tmp")}
        (base / "tmp").mkdir()
        self.number = 0

    def strace(self, log: Path) -> list[str]:
        return [*STRACE, "-y", "-xx", "-s", "5000000", "-e", f"trace={WATCHED}", "-o", str(log)]

    def run(self, *words: str, given: bytes = b"", code: int = 0, papers: tuple[Path, ...] = ()) -> str:
        """A command; ``papers`` are the files where the words may be."""
        self.number += 1
        log = self.base / f"{self.number}.log"
        done = subprocess.run([*self.strace(log), sys.executable, "-m", "desktop", *words], input=self.made.first_line + given,
                              capture_output=True, cwd=ROOT, env=self.env, check=False)
        name = next((word for word in words if not word.startswith("-") and "/" not in word and word != "0"), "?")
        self.report.counts["commandes"] += 1
        if done.returncode != code:
            self.report.fail(f"{name} : sort {done.returncode} au lieu de {code} {done.stderr.decode()[-200:]}")
        if found := seen_in(done.stderr):
            self.report.fail(f"{name} : {found} sur l’erreur standard")
        self.judge(log, name, papers)
        return done.stdout.decode()

    def judge(self, log: Path, name: str, papers: tuple[Path, ...] = ()) -> None:
        allowed = {str(paper) for paper in papers} | {f"{paper.parent}/.{paper.name}." for paper in papers}
        for call, about, content in lines_of(log):
            self.report.counts["appels regardés"] += 1
            number, _, path = about.partition(":")
            if call in ("socket", "connect") and b"AF_INET" in content:
                self.report.fail(f"{name} : {content[:120].decode('latin-1')}", log)
            if call == "openat" and b"O_CREAT" in content:
                self.report.counts["fichiers ouverts en écriture"] += 1
                if not path.startswith((str(self.base), "/dev/", "/proc/")):
                    self.report.fail(f"{name} : crée {path}", log)
            if number in ("1", "2") and path.startswith("pipe:"):
                self.report.counts["mots vus là où on les a demandés"] += bool(seen_in(content))
                continue  # what was asked for on the terminal
            if any(path == one or (one.endswith(".") and path.startswith(one)) for one in allowed):
                self.report.counts["octets du papier"] += len(content)
                continue
            if found := seen_in(content):
                self.report.fail(f"{name} : {found} par {call} dans {path}", log)
        log.unlink()


def onde_file(place: Path) -> Path:
    """A small extraction with planted names, its layout that of the shipped sample."""
    sample = sorted((ROOT / "tests/fixtures/onde").glob("02_*"))[0].read_bytes().decode("latin-1").splitlines()
    header = sample[0].split(";")
    cells = dict(zip(header, sample[1].split(";"), strict=False))
    for key in cells:
        if key.lower().startswith("nom") and "usage" not in key.lower() and "lib" not in key.lower():
            cells[key] = CANARIES[0].upper()
        if key.lower().startswith("prénom") and key.lower().endswith("élève"):
            cells[key] = CANARIES[1]
    made = place / "extraction.csv"
    made.write_bytes("\r\n".join([sample[0], ";".join(cells.get(key, "") for key in header), *sample[2:6]]).encode("latin-1"))
    return made


def scenario(watch: Watch) -> None:
    """From the first day to the backup given back, with a refusal and a mistake on the way."""
    made, base = watch.made, watch.base
    words = made.words
    watch.run(*words("init", "--name", f"{CANARIES[1]} Essai", "--role", "director", "--login", "essai"))
    acts = [{"op": "student.add", "last_name": CANARIES[0], "first_name": CANARIES[1], "birth_date": "2018-05-06", "level": "CE2",
             "class": "CE2 B", "note": f"note {CANARIES[2]} " * 60},
            {"op": "project.add", "student": "@1", "kind": "ppre", "answers": {"besoins": f"{CANARIES[2]} " * 200}},
            {"op": "meeting.add", "student": "@1", "kind": "equipe_educative", "date": "2026-12-01",
             "answers": {"objet": CANARIES[3], "decisions": [{"qui": CANARIES[0], "quoi": CANARIES[3]}]}},
            {"op": "rectify", "id": "@1", "column": "last_name", "value": CANARIES[0].upper()}]
    log = base / "lot.log"
    os.environ.update({key: watch.env[key] for key in ("HOME", "TMPDIR")})
    told = drive(made, watch.strace(log), acts=acts)
    if told.code or len(told.acks) != len(acts):
        watch.report.fail(f"batch : sort {told.code} {told.refused} {told.err[-200:]}")
        return
    watch.judge(log, "batch")
    student, project = str(told.acks[0]["id"]), str(told.acks[1]["id"])
    watch.run(*words("batch"), given=json.dumps({"op": "student.add", "last_name": CANARIES[0], "birth_date": CANARIES[3]}).encode(),
              code=9)
    watch.run(*words("list", "students", "--search", CANARIES[0]))
    watch.run(*words("list", "tasks"))
    watch.run(*words("show", student))
    if (ROOT / "desktop/services/imports.py").exists():
        watch.run(*words("import", "onde", "--dry-run", str(onde_file(base))))
        watch.run(*words("import", "onde", str(onde_file(base))))
        watch.run(*words("undo-import"))
    paper, guide = base / "ppre.pdf", base / "guide.pdf"
    watch.run(*words("print", "ppre", "--project", project, "-o", str(paper)), papers=(paper,))
    watch.run(*words("print", "interview-guide", "--student", student, "-o", str(guide)), papers=(guide,))
    watch.run(*words("print", "ppre", "--project", project, "-o", str(base / "absent" / "x.pdf")), code=1)
    watch.run(*words("verify"))
    watch.run(*words("digest"))
    out = watch.run(*words("--json", "backup", str(base / "copies")))
    backup = json.loads(out)["backup"]
    watch.run("restore", backup, "--to", str(base / "repris.coffre"))
    watch.run(*words("batch"), given=json.dumps({"op": "erase", "id": student}).encode())


def at_rest(watch: Watch, spared: frozenset[str] = frozenset({"ppre.pdf", "guide.pdf", "extraction.csv"})) -> None:
    """Every file left, and every name of a file, but the papers and the extraction."""
    for file in watch.base.rglob("*"):
        if found := seen_in(os.fsencode(file)):
            watch.report.fail(f"{found} dans le nom {file.name}")
        if file.is_file() and file.name not in spared and file.suffix != ".log":
            watch.report.counts["fichiers relus"] += 1
            if found := seen_in(file.read_bytes()):
                watch.report.fail(f"{found} dans {file.relative_to(watch.base)}", file)


def window(watch: Watch) -> None:
    """The window at its lock screen: no network either."""
    log = watch.base / "fenetre.log"
    code = ("import sys\nfrom pathlib import Path\nfrom PySide6.QtCore import QTimer\nfrom desktop import app\n"
            "QTimer.singleShot(0, lambda: None)\n"
            "made = app.application()\nQTimer.singleShot(2500, made.quit)\n"
            "sys.exit(app.run(vault=Path(sys.argv[1]), data_dir=Path(sys.argv[2])))")
    done = subprocess.run([*watch.strace(log), sys.executable, "-c", code, str(watch.made.vault), str(watch.made.data)],
                          capture_output=True, cwd=ROOT, env={**watch.env, "QT_QPA_PLATFORM": "offscreen"}, check=False, timeout=120)
    if done.returncode:
        watch.report.fail(f"fenêtre : sort {done.returncode} {done.stderr.decode()[-300:]}")
    watch.report.counts["fenêtres"] += 1
    watch.judge(log, "fenêtre")


def main(count: int = 1, seed: int = 0, limit: float = 300) -> Report:
    """The scenario once; the window too unless ``count`` is 0."""
    loaded()
    report = Report("clear", limit)
    home = os.environ.get("HOME", "")
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name, folder(Path(name), "tout") as base:
        watch = Watch(report, base)
        try:
            scenario(watch)
            if count:
                window(watch)
        finally:
            os.environ["HOME"] = home
            os.environ.pop("TMPDIR", None)
        at_rest(watch)
    if not report.counts["mots vus là où on les a demandés"]:
        report.fail("le guet ne voit pas les mots qu’il cherche")
    return report


