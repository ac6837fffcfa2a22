"""The acts of the faults: a batch of every kind of act, driven line by line, and the states it must go through."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common import QUICK, ROOT, World

from desktop.cli_batch import carry_out
from desktop.models import JOURNALED
from desktop.services.session import Session

Act = dict[str, Any]
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _acts(mark: str) -> list[Act]:
    """Thirty acts; ``@n`` is the record of the n-th act, ``@n.unit`` its unit."""
    decisions = [{"qui": "Mme Roy", "quoi": f"{mark} décision {n}", "avant_le": "2026-12-20"} for n in range(2)]
    paper = {"besoins": f"{mark} besoins", "points_appui": f"{mark} appui " * 40,
             "objectifs": [{"objectif": f"{mark} objectif {n}"} for n in range(3)],
             "actions": [{"action": f"{mark} action {n}"} for n in range(2)]}
    first, second, third = "@1", "@7", "@13"
    child = {"op": "student.add", "first_name": "Camille", "birth_date": "2018-05-06", "level": "CE2", "class": "CE2 B"}
    again = {"besoins": f"{mark} besoins 2", "objectifs": [{"objectif": f"{mark} autre {n}"} for n in range(3)]}
    several = {"op": "meeting.add", "kind": "synthese", "date": "2026-12-02", "answers": {"objet": f"{mark} synthèse"}}
    return [
        {**child, "last_name": f"{mark}un"},
        {"op": "project.add", "student": first, "kind": "ppre", "answers": paper},
        {"op": "meeting.add", "student": first, "kind": "equipe_educative", "date": "2026-12-01",
         "answers": {"objet": f"{mark} objet", "decisions": decisions}},
        {"op": "project.save", "project": "@2", "answers": again},
        {"op": "task.add", "title": f"{mark} appeler", "owner": "M. Lo", "due": "2026-12-10", "student": first},
        {"op": "student.update", "student": first, "note": f"{mark} note", "city": "Épinal"},
        {**child, "last_name": f"{mark}deux"},
        {"op": "task.done", "task": "@5"},
        {**several, "students": [first, second]},
        {"op": "student.merge", "keep": first, "other": second},
        {"op": "undo", "unit": "@10.unit"},
        {"op": "rectify", "id": first, "column": "last_name", "value": f"{mark}rectifié"},
        {**child, "last_name": f"{mark}trois", "first_name": "Sacha"},
        {"op": "project.add", "student": third, "kind": "ppre", "answers": paper},
        {"op": "delete", "id": third},
        {"op": "undo", "unit": "@15.unit"},
        {"op": "erase", "id": third},
        {"op": "project.save", "project": "@2", "answers": {"points_appui": f"{mark} appui 3"}},
        *_asked(mark),
    ]


def _asked(mark: str) -> list[Act]:
    """A request from its first word to its help, deleted and brought back: acts 19 to 30."""
    first, second, request, group = "@1", "@7", "@19", "@24"
    said = {"sujet": f"{mark} lecture", "faits": f"{mark} trois mots " * 30, "essaye": f"{mark} à deux", "parents_raison": f"{mark} demain",
            "exemples": [{"fait": f"{mark} exemple {n}"} for n in range(3)],
            "aides": [{"annee": "2025-2026", "dispositif": "apc", "etat": "oui"}]}
    return [
        {"op": "request.add", "about": "pupil", "student": first, "answers": said},
        {"op": "request.submit", "request": request},
        {"op": "request.propose", "request": request, "person": f"{mark} Xu", "function": "specialist_g"},
        {"op": "request.decide", "request": request, "indications": ["maitre_e", "equipe_educative"], "phrase": f"{mark} phrase"},
        {"op": "contribution.add", "request": request, "author": f"{mark} Bel", "answers": {"faits": f"{mark} lit seul"}},
        {"op": "group.add", "title": f"{mark} groupe", "students": [first, second], "request": request,
         "answers": {"objectifs": [{"objectif": f"{mark} lire"}]}},
        {"op": "attendance.add", "group": group, "absent": [second], "note": f"{mark} séance"},
        {"op": "slot.add", "group": group, "weekday": 1, "begins": "9:00", "ends": "9:45"},
        {"op": "group.end", "group": group, "transfer": f"{mark} à deux", "close_request": True},
        {"op": "request.remove", "request": request},
        {"op": "undo", "unit": "@28.unit"},
        {"op": "delete", "id": group},
    ]


ACTS: tuple[Act, ...] = tuple(_acts("OPA"))


def resolved(value: Any, acks: Sequence[dict[str, Any]]) -> Any:
    """``@n`` replaced by what the n-th act answered."""
    if isinstance(value, str) and (found := re.fullmatch(r"@(\d+)(\.unit)?", value)):
        return acks[int(found[1]) - 1]["unit" if found[2] else "id"]
    if isinstance(value, list):
        return [resolved(one, acks) for one in value]
    if isinstance(value, dict):
        return {key: resolved(one, acks) for key, one in value.items()}
    return value


# -- a batch, driven -----------------------------------------------------------------------------------------------------
@dataclass
class Driven:
    """How a batch went: its exit code, what it acknowledged, what else it said."""

    code: int = 0
    acks: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    err: str = ""


def drive(made: World, under: Sequence[str] = (), *, acts: Sequence[Act] = ACTS, acks: Sequence[dict[str, Any]] = ()) -> Driven:
    """Send ``acts`` one by one after ``acks`` already given, waiting for each answer; stop at the first without one."""
    told = Driven(acks=list(acks))
    child = subprocess.Popen([*under, sys.executable, "-m", "desktop", *made.words("batch")], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=QUICK)
    assert child.stdin and child.stdout and child.stderr
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(made.first_line)
        child.stdin.flush()
        for act in acts:
            child.stdin.write(json.dumps(resolved(act, told.acks), ensure_ascii=False).encode() + b"\n")
            child.stdin.flush()
            try:
                answered = json.loads(child.stdout.readline())
            except ValueError:
                break  # cut by the fault: not an acknowledgement
            if "ack" not in answered:
                told.refused.append(answered)
                break
            told.acks.append(answered)
    with contextlib.suppress(BrokenPipeError):
        child.stdin.close()
    told.err = child.stderr.read().decode("utf-8", "replace")
    child.stdout.read()
    child.stdout.close()
    child.stderr.close()
    told.code = child.wait()
    return told


# -- states --------------------------------------------------------------------------------------------------------------
_LEFT_OUT = {"n", "salt", "hash", "at", "device", "seq", "bases", "signature", "signer", "actor"}
_DERIVED = ("student_list", "search_doc", "conflict", "draft")


def state(session: Session) -> list[str]:
    """All that ``commun`` says, truth, journal and lists, with records named by their order: equal after the same acts."""
    store, names = session.commun, {}
    today = session.clock.today().isoformat()

    def plain(value: Any) -> str:
        text = _UUID.sub(lambda found: names.setdefault(found[0], f"r{len(names)}"), str(value))
        return _STAMP.sub("instant", text).replace(today, "aujourd’hui")

    lines = []
    for table, order in (("entry", "n"), ("unit", "n"), ("ledger", "at, root"), *((name, "id") for name in sorted(JOURNALED)),
                         *((name, "rowid") for name in _DERIVED)):
        columns = [row[1] for row in store.sql(f"PRAGMA table_info({table})") if row[1] not in _LEFT_OUT]
        asked = ", ".join(f'"{column}"' for column in columns)
        found = [f"{table}|" + "|".join(map(plain, row)) for row in store.sql(f"SELECT {asked} FROM {table} ORDER BY {order}")]
        lines += found if table == "entry" else sorted(found)
    for index, content in (("student_fts", "student_list"), ("search_fts", "search_doc")):
        for word in ("opa", "camille"):
            found_by = f"SELECT count(*) FROM {index} JOIN {content} c ON c.n={index}.rowid WHERE {index} MATCH ?"
            lines.append(f"{index}|{word}|{store.sql(found_by, (word,))[0][0]}")
    return lines


def states(made: World) -> list[list[str]]:
    """The state before the first act, then after each, in an undisturbed session."""
    session = made.open()
    try:
        found, acks = [state(session)], []
        for act in ACTS:
            acks.append(carry_out(session, resolved(act, acks)))
            found.append(state(session))
        problems = session.verify() + half_done(session)
        assert not problems, problems
    finally:
        session.close(backup=False)
    return found


def half_done(session: Session) -> list[str]:
    """Acts of which a part is missing, said from the records themselves."""
    problems = []
    enrolled = {row[0] for row in session.commun.sql("SELECT student_id FROM enrolment")}
    for (student,) in session.commun.sql("SELECT id FROM student"):
        if student not in enrolled:
            problems.append("un élève sans sa classe")
    for meeting, answers in session.commun.sql("SELECT id, answers FROM meeting"):
        lines = session.commun.sql("SELECT count(*) FROM line WHERE owner=? AND key='decisions'", (meeting,))[0][0]
        tasks = session.commun.sql("SELECT count(*) FROM task WHERE meeting_id=?", (meeting,))[0][0]
        if lines != tasks or (lines not in (0, 2)):
            problems.append(f"une réunion avec {lines} décisions et {tasks} tâches")
        if not answers:
            problems.append("une réunion sans son objet")
    for (project,) in session.commun.sql("SELECT id FROM project"):
        if len(session.projects.get(project).answers["objectifs"] or []) != 3:
            problems.append("un PPRE sans ses objectifs")
    return problems + _half_asked(session)


def _half_asked(session: Session) -> list[str]:
    """The same of requests and helps."""
    problems = []
    for request, state_ in session.commun.sql("SELECT id, state FROM request"):
        steps = [kind for (kind,) in session.commun.sql("SELECT kind FROM step WHERE request_id=?", (request,))]
        if state_ not in steps or len(session.requests.get(request).answers["exemples"] or []) != 3:
            problems.append("une demande sans son étape ou ses exemples")
    for (decision,) in session.commun.sql("SELECT id FROM decision"):
        if len(session.concertation.decision(decision).tasks) < 2:
            problems.append("une décision sans ses tâches")
    for (help_,) in session.commun.sql("SELECT id FROM intervention"):
        value = session.helping.get(help_)
        if len(value.members) != 2 or any(len(one.presences) != 2 for one in value.sittings):
            problems.append("un groupe sans ses enfants")
    return problems


def difference(wanted: list[str], found: list[str]) -> str:
    """The first lines that differ, for a failure."""
    missing = [line for line in wanted if line not in found][:2]
    extra = [line for line in found if line not in wanted][:2]
    return f"manque {missing}, en trop {extra}"
