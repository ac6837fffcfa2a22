"""A day of two accounts watched call by call: what she writes leaves her file by her papers alone, and only she opens it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from clear import CANARIES, Watch, at_rest, lines_of, seen_in
from common import ROOT, Report, folder, loaded

CHILD, FIRST, NOTE, BILAN = CANARIES
PHRASES = {login: f"rivage cerise moulin tonnerre lucarne bosquet {login}x" for login in ("dupont", "psy")}
COPIED = "Il comprend mieux avec une consigne courte."
READS_ALL = frozenset({"backup", "verify", "audit"})
"""What reads again every file of the vault, those one cannot open too."""


class Day(Watch):
    """Commands of two people under strace; whose file each opened is counted."""

    def __init__(self, report: Report, base: Path) -> None:
        super().__init__(report, base)
        self.hers = ""
        self.opened: Counter[str] = Counter()

    def say(self, login: str, *words: str, given: str = "", code: int = 0, papers: tuple[Path, ...] = ()) -> str:
        """A command as somebody, the passphrase on a descriptor of its own."""
        reading, writing = os.pipe()
        os.write(writing, f"{PHRASES[login]}\n".encode())
        os.close(writing)
        self.number += 1
        log = self.base / f"{self.number}.log"
        line = ["--data-dir", str(self.made.data), "--vault", str(self.made.vault), "--as", login, "--password-fd", str(reading), "--json"]
        done = subprocess.run([*self.strace(log), sys.executable, "-m", "desktop", *line, *words], input=given.encode(),
                              capture_output=True, cwd=ROOT, env=self.env, check=False, pass_fds=(reading,))
        os.close(reading)
        told = f"{login} {' '.join(words[:2])}"
        self.report.counts["commandes"] += 1
        if done.returncode != code:
            self.report.fail(f"{told} : sort {done.returncode} au lieu de {code} {(done.stderr or done.stdout).decode()[-200:]}")
        if found := seen_in(done.stderr + (done.stdout if login == "dupont" else b"")):
            self.report.fail(f"{told} : {found} dans ce qui est répondu")
        self._whose(log, login, words[0])
        self.judge(log, told, papers)
        return done.stdout.decode()

    def _whose(self, log: Path, login: str, word: str) -> None:
        """Whether the director's commands opened the psychologist's file, and for what."""
        if not self.hers or login != "dupont":
            return
        opens = [(path, content) for call, path, content in lines_of(log) if call == "openat"]
        times = sum(self.hers in path and b"ENOENT" not in content for path, content in opens)
        copied = any("/sauvegardes/" in path and self.hers in path for path, _ in opens)
        self.opened[f"{word}{', qui sauvegarde en se fermant' if copied and word not in READS_ALL else ''}"] += times
        if times and word not in READS_ALL and not copied:
            self.report.fail(f"dupont {word} ouvre le fichier de la psychologue {times} fois")


def day(watch: Day) -> tuple[Path, ...]:
    """From the invitation to the evening; the papers she asked for, where the words may be."""
    base = watch.base
    watch.say("dupont", "init", "--name", "Anne Dupont", "--role", "director", "--login", "dupont")
    child = {"op": "student.add", "last_name": "MARTIN", "first_name": "Alix", "birth_date": "2018-05-06", "level": "CE2"}
    student = json.loads(watch.say("dupont", "batch", given=json.dumps(child)))["id"]
    made = json.loads(watch.say("dupont", "account", "add", "--name", "Inès Roche", "--role", "psychologist", "--login", "psy"))
    watch.say("psy", "account", "accept", given=made["invitation"] + "\n")
    body = json.loads((watch.made.vault / "coffre.a.json").read_bytes())
    account = next(one["id"] for one in body["accounts"] if one["login"] == "psy")
    watch.hers = next(box["file"] for box in body["compartments"].values() if box["owner"] == account)

    note = json.loads(watch.say("psy", "note", "add", "--student", student, given=f"Vue ce matin, {NOTE} {NOTE}\n"))["id"]
    watch.say("psy", "note", "add", "--name", f"{CHILD} {FIRST}", given=f"{NOTE}, seule avec moi\n")
    watch.say("psy", "agreement", "add", "--student", student, "--purpose", "psychologue_bilan", "--state", "given")
    acts = [{"op": "assessment.add", "student": student, "battery": "wisc5",
             "answers": {"question": BILAN, "attitude": f"{BILAN} " * 30, "points_appui": BILAN, "reponse": BILAN}},
            {"op": "note.add", "student": student, "text": f"{NOTE} encore"}]
    answers = watch.say("psy", "batch", given="".join(json.dumps(act) + "\n" for act in acts))
    bilan = json.loads(answers.splitlines()[0])["id"]
    watch.say("psy", "note", "list")
    watch.say("psy", "show", note)
    watch.say("psy", "show", "0199f7a0-0000-7000-8000-000000000000", code=2)
    watch.say("psy", "release", note, "--to", "direction", "--purpose", "aider en classe", given=COPIED)
    papers = tuple(base / name for name in ("compte-rendu.pdf", "note-ecole.pdf", "compte-rendu.docx"))
    watch.say("psy", "print", "psychological-report", "--assessment", bilan, "-o", str(papers[0]), papers=papers)
    watch.say("psy", "print", "school-note", "--assessment", bilan, "-o", str(papers[1]), papers=papers)
    watch.say("psy", "print", "psychological-report", "--assessment", bilan, "--docx", "-o", str(papers[2]), papers=papers)
    watch.say("psy", "passphrase", "change", given=f"{PHRASES['psy']}\n", code=0)

    for what in ("students", "schools", "meetings", "projects", "tasks", "guardians"):
        watch.say("dupont", "list", what)
    watch.say("dupont", "list", "students", "--search", CHILD[:5])
    if COPIED not in watch.say("dupont", "list", "students") + watch.say("dupont", "show", student) + _releases(watch, student):
        watch.report.counts["conclusion transmise non montrée par show"] += 1
    watch.say("dupont", "show", note, code=2)
    watch.say("dupont", "show", bilan, code=2)
    watch.say("dupont", "account", "list")
    watch.say("dupont", "agreement", "list", "--student", student)
    watch.say("dupont", "audit", "show")
    watch.say("dupont", "digest")
    for paper, words in (("student-sheet", ["--student", student]), ("directory", []), ("ppre", ["--blank"])):
        watch.say("dupont", "print", paper, *words, "-o", str(base / f"{paper}.pdf"))
    watch.say("dupont", "verify")
    watch.say("dupont", "audit", "verify")
    watch.say("dupont", "backup", str(base / "copies"))
    watch.say("psy", "batch", given=json.dumps({"op": "erase", "id": note}))
    return papers


def _releases(watch: Day, student: str) -> str:
    """What is transmitted is found by the search of everything, as the window's."""
    from desktop.paths import Paths
    from desktop.services.opening import open_vault

    session = open_vault(watch.made.vault, paths=Paths.under(watch.made.data), login="dupont", passphrase=PHRASES["dupont"])
    told = repr(session.releases.of(student))
    session.close(backup=False)
    return told


def main(count: int = 1, seed: int = 0, limit: float = 300) -> Report:
    """The day once."""
    loaded()
    report = Report("several", limit)
    home = os.environ.get("HOME", "")
    with tempfile.TemporaryDirectory(prefix="pole-faults-") as name, folder(Path(name), "tout") as base:
        watch = Day(report, base)
        try:
            papers = day(watch)
        finally:
            os.environ["HOME"] = home
        at_rest(watch, frozenset(paper.name for paper in papers))
        seen = [paper for paper in papers if paper.exists()]
        if len(seen) != len(papers):
            report.fail("un papier demandé n’a pas été écrit")
        opened = {word: times for word, times in watch.opened.items() if times}
        report.told.append(f"son fichier ouvert par les commandes de la directrice : {opened or 'jamais'}")
        report.counts["ouvertures par la directrice hors sauvegarde et relecture"] = sum(
            times for word, times in watch.opened.items() if word not in READS_ALL and "sauvegarde" not in word)
    if not report.counts["mots vus là où on les a demandés"]:
        report.fail("le guet ne voit pas les mots qu’il cherche")
    return report
