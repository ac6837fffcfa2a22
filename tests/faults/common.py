"""What the faults share: a small vault, acts whose wholeness can be seen, and the reading back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from desktop.clock import fixed_on  # noqa: E402
from desktop.paths import Paths  # noqa: E402
from desktop.services.opening import create_vault, open_vault  # noqa: E402
from desktop.services.session import Session  # noqa: E402

ACTS = 36


@dataclass
class World:
    """A vault beside its data folder, and the acts that a batch will carry out in it."""

    vault: Path
    data: Path
    project: str
    student: str
    lines: list[bytes] = field(default_factory=list)

    def copy(self, to: Path) -> World:
        """The same world elsewhere: what a crash left, to look at twice."""
        shutil.copytree(self.vault, to / "copie.coffre")
        shutil.copytree(self.data, to / "donnees")
        return World(to / "copie.coffre", to / "donnees", self.project, self.student, self.lines)

    def open(self) -> Session:
        return open_vault(self.vault, paths=Paths.under(self.data))


def world(folder: Path) -> World:
    """A vault without passphrase (opening it then costs no key derivation), a pupil, a project."""
    vault, data = folder / "essai.coffre", folder / "donnees"
    session = create_vault(vault, name="Essai", roles=["director"], login="essai", passphrase=None, paths=Paths.under(data),
                           clock=fixed_on(date(2026, 11, 23)), demonstration=True)
    student = session.students.add(last_name="Témoin", first_name="Alix", birth_date="2019-01-02", level="CE1", class_name="CE1 A").created[0]
    project = session.projects.add(student, "ppre", {"besoins": "OP0", "points_appui": "OP0",
                                                         "objectifs": [{"objectif": f"OP0.{n}"} for n in range(3)]}).created[0]
    session.close()
    made = World(vault, data, project, student)
    made.lines = [json.dumps(act(made, number), ensure_ascii=False).encode() for number in range(1, ACTS + 1)]
    return made


def act(made: World, number: int) -> dict[str, Any]:
    """The number-th act: each kind writes several rows that must stand or fall together."""
    mark = f"OP{number}"
    if number % 4 == 0:
        return {"op": "student.add", "last_name": mark, "first_name": "Camille", "birth_date": "2018-05-06", "level": "CE2", "class": mark}
    if number % 4 == 1:
        return {"op": "project.add", "student": made.student, "kind": "ppre", "answers": {
            "besoins": mark, "points_appui": mark * 50, "objectifs": [{"objectif": f"{mark}.{n}"} for n in range(3)],
            "actions": [{"action": f"{mark}.{n}"} for n in range(2)]}}
    if number % 4 == 2:
        return {"op": "meeting.add", "student": made.student, "kind": "equipe_educative", "date": "2026-12-01", "answers": {
            "objet": mark, "decisions": [{"qui": "Mme Roy", "quoi": f"{mark}.{n}", "avant_le": "2026-12-20"} for n in range(2)]}}
    return {"op": "project.save", "project": made.project, "answers": {
        "besoins": mark, "points_appui": mark, "objectifs": [{"objectif": f"{mark}.{n}"} for n in range(3)]}}


def command(made: World, *words: str) -> list[str]:
    return [sys.executable, "-m", "desktop", "--data-dir", str(made.data), "--vault", str(made.vault), *words]


def run_batch(made: World, strace: list[str], lines: list[bytes] | None = None) -> tuple[int, list[int], str]:
    """Run the acts under ``strace``; exit code, numbers acknowledged, what standard error said."""
    done = subprocess.run([*strace, *command(made, "batch")], input=b"\n".join(made.lines if lines is None else lines) + b"\n",
                          capture_output=True, cwd=ROOT, check=False)
    acks = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        try:
            acks.append(json.loads(line)["ack"])
        except (ValueError, KeyError):
            continue  # a line cut by the kill, or a refusal
    return done.returncode, acks, done.stderr.decode("utf-8", "replace")


def faults_in(made: World, acks: list[int]) -> list[str]:
    """What is lost, half done or damaged after a fault; empty when all is well."""
    session = made.open()
    try:
        problems = list(session.verify())
        problems += _wholeness(session, made, acks)
    finally:
        session.close(backup=False)
    return problems


def _wholeness(session: Session, made: World, acks: list[int]) -> list[str]:
    problems: list[str] = []
    present = {0}
    for row in session.commun.sql("SELECT id, last_name FROM student WHERE last_name LIKE 'OP%'"):
        student = session.students.get(row[0])
        present.add(int(row[1][2:]))
        if [e.class_name for e in student.enrolments] != [row[1]]:
            problems.append(f"{row[1]} : élève sans sa classe")
    saved = 0
    for row in session.projects.list():
        said = session.projects.get(row.id).answers
        mark = said["besoins"]
        wanted = [f"{mark}.{n}" for n in range(3)]
        if [line["objectif"] for line in said["objectifs"] or []] != wanted or mark not in said["points_appui"]:
            problems.append(f"{mark} : PPRE à moitié écrit")
        if row.id == made.project:
            saved = int(mark[2:])
        elif [line["action"] for line in said["actions"] or []] != [f"{mark}.{n}" for n in range(2)]:
            problems.append(f"{mark} : PPRE sans ses actions")
        present.add(int(mark[2:]))
    for meeting in session.meetings.list():
        tasks = sorted(task.title for task in session.tasks.list() if task.meeting_id == meeting.id)
        if tasks != [f"{meeting.title}.{n}" for n in range(2)]:
            problems.append(f"{meeting.title} : décisions sans leurs tâches")
        present.add(int(meeting.title[2:]))
    problems += [f"OP{number} : acquitté et perdu" for number in acks if number % 4 != 3 and number not in present]
    last_save = max((number for number in acks if number % 4 == 3), default=0)
    if saved < last_save:
        problems.append(f"OP{last_save} : enregistrement acquitté et perdu")
    ahead = [number for number in present if number > max(acks, default=0)]
    if len(ahead) > 1:
        problems.append(f"{len(ahead)} actes faits sans être acquittés")
    return problems
