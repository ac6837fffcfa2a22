"""All that somebody can make the program say: commands, papers, services, refusals; each under a name, as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, get_args

from desktop import cli_grammar
from desktop.cli_batch import OPS
from desktop.cli_grammar import LISTS
from desktop.services import values
from desktop.services.request_values import RequestQuery, View
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from tests.leaks.world import World

Outputs = dict[str, bytes]
ONDE = Path(__file__).resolve().parents[2] / "resources" / "demo" / "CSVExtraction.csv"
UAI = "0789914C"


def commands(world: World, login: str, known: dict[str, list[str]], private: Iterable[str], words: Iterable[str]) -> Outputs:
    """Every reading command: on all that this person knows, and on ids and words she may not know of."""
    found: Outputs = {}

    def say(*asked: str, stdin: str = "") -> None:
        found[" ".join(asked) + (f" < {stdin}" if stdin else "")] = world.cli(login, *asked, stdin=stdin).bytes

    for what in LISTS:
        say("list", what)
        for word in words:
            say("list", what, "--search", word)
    for ids in known.values():
        for id in ids:
            say("show", id)
    for asked in (["digest"], ["verify"], ["--json", "verify"], ["account", "list"], ["audit", "verify"], ["audit", "show"],
                  ["agreement", "list"], ["note", "list"], ["undo-import", "x"],
                  ["import", "onde", str(ONDE), "--school", UAI, "--year", "2026-2027", "--dry-run"]):
        say(*asked)
    for student in known.get("student", [])[:4]:
        say("agreement", "list", "--student", student)
        say("note", "list", "--student", student)
    for paper, asked in papers(known):
        target = world.root / "papier.pdf"
        target.unlink(missing_ok=True)
        found[f"print {paper} {' '.join(asked)}"] = (
            world.cli(login, "print", paper, *asked, "-o", str(target)).bytes + (target.read_bytes() if target.exists() else b""))
    for option, ids in (("--request", known.get("request", [])), ("--student", known.get("student", [])[:3])):
        for id in ids:
            target = world.root / "formulaire.pdf"
            target.unlink(missing_ok=True)
            asked = ("form", "request", option, id, "--named", "-o", str(target))
            found[" ".join(asked)] = world.cli(login, *asked).bytes + (target.read_bytes() if target.exists() else b"")
    return found | refusals(world, login, list(private))


def papers(known: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Every paper of the grammar, blank, for pupils, for their meetings and projects."""
    for paper in cli_grammar.PAPERS:
        yield paper, ["--blank"]
        for student in known.get("student", [])[:1]:
            yield paper, ["--student", student]
    for paper in ("student-sheet", "ppre"):
        yield paper, [word for student in known.get("student", [])[:3] for word in ("--student", student)]
    for project in known.get("project", []):
        yield "ppre", ["--project", project]
    for meeting in known.get("meeting", []):
        yield "interview-guide", ["--meeting", meeting]
        yield "decision-sheet", ["--meeting", meeting]
    for request in known.get("request", []):
        for paper in ("request", "answer"):
            yield paper, ["--request", request]


def refusals(world: World, login: str, private: list[str]) -> Outputs:
    """What is said of ids that are not this person's: it must be what is said of those that do not exist."""
    found: Outputs = {f"show {id}": world.cli(login, "show", id).bytes for id in private}
    target = world.root / "refus.pdf"
    for id in private[:2]:
        for paper in cli_grammar.PAPERS:
            for option in ("--student", "--assessment", "--meeting"):
                found[f"print {paper} {option} {id}"] = world.cli(login, "print", paper, option, id, "-o", str(target)).bytes
        found[f"undo-import {id}"] = world.cli(login, "undo-import", id).bytes
        for what in ("agreement", "note"):
            found[f"{what} list --student {id}"] = world.cli(login, what, "list", "--student", id).bytes
    acts = [act for id in private[:4] for act in _acts(id)] + [
        json.dumps({"op": op, key: id}) for id in private[4:] for op in OPS for key in ("id", "student")]
    said = world.cli(login, "batch", stdin="".join(act + "\n" for act in acts))
    answers = said.out.split(b"\n")
    for act, answer in zip(acts, answers, strict=False):
        found[f"batch {act}"] = answer
    found["batch"] = b"%d %d %s" % (said.code, len(answers), said.err)
    return found


def _acts(id: str) -> Iterator[str]:
    """One act of each kind, about that id wherever an id goes."""
    for op in OPS:
        for key in ("id", "student", "project", "meeting", "task", "unit", "note", "assessment", "source", "release", "agreement"):
            yield json.dumps({"op": op, key: id})
        yield json.dumps({"op": op, "id": id, "column": "last_name", "value": "X"})
        yield json.dumps({"op": op, "student": id, "kind": "equipe_educative", "date": "2026-12-01", "title": "x", "text": "x",
                          "purpose": "pap", "mode": "written", "state": "given", "battery": "wisc5", "name": "x"})
        yield json.dumps({"op": op, "keep": id, "other": id})


def services(session: Session, words: Iterable[str], known: dict[str, list[str]]) -> Outputs:
    """What the window asks for: lists, chips, search, completion, sheets, history, bin, drafts, backups."""
    found: Outputs = {}

    def ask(name: str, call: Callable[[], Any]) -> None:
        try:
            answer = repr(call())
        except Exception as error:  # noqa: BLE001 - a refusal is an output too
            answer = f"{type(error).__name__} {error}"
        found[name] = answer.encode()

    words = list(words)
    for search in ("", *words):
        for chip in get_args(values.Filter):
            for sort in get_args(values.Sort) if not search else ("name",):
                for down in (False, True) if not search else (False,):
                    query = StudentQuery(search=search, filter=chip, sort=sort, descending=down)
                    ask(f"élèves {query}", lambda query=query: session.students.page(query, limit=500))
        ask(f"pastilles {search}", lambda search=search: session.students.counts(StudentQuery(search=search)))
    for level in session.students.levels():
        ask(f"niveau {level}", lambda level=level: session.students.page(StudentQuery(level=level), limit=500))
    for word in words:
        for end in range(1, len(word) + 1):
            part = word[:end]
            ask(f"chercher {part}", lambda part=part: session.search.everything(part))
            ask(f"compléter {part}", lambda part=part: session.notebook.find(part))
        ask(f"doubles {word}", lambda word=word: session.students.doubles(word, "", ""))
        ask(f"doubles de {word}", lambda word=word: session.students.doubles(words[0], word, "2018-05-06"))
        ask(f"réunions {word}", lambda word=word: session.meetings.list(search=word))
        ask(f"projets {word}", lambda word=word: session.projects.list(search=word))
        ask(f"tâches {word}", lambda word=word: session.tasks.list(search=word, open_only=False))
        ask(f"responsables {word}", lambda word=word: session.guardians.all(word))
    for name, call in pole(session, words, known):
        ask(name, call)
    for table, ids in known.items():
        for id in ids:
            ask(f"histoire {table} {id}", lambda table=table, id=id: session.history.of(table, id))
            ask(f"lectures {id}", lambda table=table, id=id: session.reads.of(table, id))
            ask(f"qui voit {id}", lambda table=table, id=id: session.reads.who_sees(table, id))
    for id in known.get("student", []):
        for name, call in {"fiche": session.students.get, "chemin": session.students.timeline, "ruban": session.students.ribbon,
                           "famille": session.students.family_of, "désaccords": session.history.conflicts,
                           "responsables": session.guardians.of}.items():
            ask(f"{name} {id}", lambda call=call, id=id: call(id))
        for path in ("agreements.list", "releases.of", "health.avis", "health.plans"):
            ask(f"{path} {id}", lambda path=path, id=id: _at(session, path)(id))
    for path in ("schools.all", "people.all", "meetings.list", "projects.list", "tasks.list", "guardians.all",
                 "guardians.to_check", "history.bin", "history.last_units", "drafts.all", "drafts.place", "imports.past",
                 "accounts.list", "accounts.many_schools", "releases.mine", "health.awaited", "notebook.students", "notebook.list",
                 "assessments.batteries", "reads.mine", "reads.verify", "digest", "verify", "last_act", "backups.list", "backups.last", "backups.second_place_due"):
        ask(path, lambda path=path: _at(session, path)())
    return found


def pole(session: Session, words: list[str], known: dict[str, list[str]]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Requests and help: board, list, counts, agenda, facts, decisions, aids, timetable, À reprendre, PDF forms.

    Their papers and forms are asked by commands: making one is written in the log of reads.
    """
    for search in ("", *words):
        for view in get_args(View) if not search else ("all", "closed"):
            query = RequestQuery(view=view, search=search)
            yield f"demandes {query}", partial(session.requests.list, query)
            yield f"tableau {query}", partial(session.requests.board, query)
            yield f"comptes {query}", partial(session.requests.counts, query)
            yield f"numéros {query}", partial(session.requests.numbers, query)
        yield f"aides {search}", partial(session.helping.list, search)
    for path in ("timetable.slots", "resuming.list", "resuming.loads", "resuming.mine", "resuming.rules", "helping.boosts",
                 "concertation.decisions", "concertation.propose_agenda", "pole_settings.reminders", "pole_settings.numbers",
                 "paper_forms.blank"):
        yield path, partial(_call, session, path)
    for id in known.get("request", []):
        for path in ("requests.get", "requests.people_to_propose", "concertation.of_request"):
            yield f"{path} {id}", partial(_call, session, path, id)
    for id in known.get("student", []):
        for path in ("aids.of", "aids.known"):
            yield f"{path} {id}", partial(_call, session, path, id)
        yield f"aides de {id}", partial(_help_of, session, id)
    for id in known.get("meeting", []):
        yield f"ordre du jour {id}", partial(_agenda, session, id)
    for id in known.get("intervention", []):
        yield f"aide {id}", partial(_call, session, "helping.get", id)


def _call(session: Session, path: str, *told: str) -> Any:
    return _at(session, path)(*told)


def _help_of(session: Session, id: str) -> Any:
    return session.helping.list(student=id)


def _agenda(session: Session, id: str) -> Any:
    return [(one, session.concertation.facts(id, one.id)) for one in session.concertation.agenda(id)]


def _at(session: Session, path: str) -> Any:
    found: Any = session
    for name in path.split("."):
        found = getattr(found, name)
    return found


def known_of(session: Session, most: int = 6) -> dict[str, list[str]]:
    """Ids of what this person sees, a few of each kind."""
    return {table: [row[0] for row in session.commun.sql(f"SELECT id FROM {table} ORDER BY id LIMIT {most}")]
            for table in ("student", "school", "guardian", "person", "meeting", "project", "task", "import_batch", "request", "intervention",
                          "decision", "contribution", "slot", "aid")}


def raw(session: Session) -> Outputs:
    """Every row of every table this person's keys open, whatever the program shows of it."""
    found: Outputs = {}
    for name, store in (("commun", session.commun), ("personal", session.personal)):
        for (table,) in store.sql("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name"):
            found[f"{name}.{table}"] = repr(store.sql(f'SELECT * FROM "{table}"')).encode()
    return found


def files(world: World) -> dict[str, tuple[int, bytes]]:
    """The files of the vault: size and content, but who holds the lock."""
    return {file.name: (file.stat().st_size, file.read_bytes()) for file in sorted(world.vault.iterdir()) if file.name != "verrou"}
