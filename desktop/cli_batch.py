"""``batch``: acts in JSON, one a line; each is acknowledged once it is durable, a refused one changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from desktop.cli_acts import Act, Done
from desktop.cli_acts import answers as _answers
from desktop.cli_acts import id_of as _id
from desktop.cli_acts import only as _only
from desktop.cli_acts import rest as _rest
from desktop.cli_acts import text as _text
from desktop.cli_help_acts import OPS as HELP_OPS
from desktop.cli_notebook_acts import OPS as NOTEBOOK_OPS
from desktop.cli_output import bug_place, error_value
from desktop.cli_request_acts import OPS as REQUEST_OPS
from desktop.cli_vault import opened
from desktop.errors import InputError, PoleError, RefusedError

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.changes import Changes
    from desktop.cli_output import Output
    from desktop.services.session import Session

LONGEST_LINE = 8 * 1024 * 1024


def batch(asked: Namespace, output: Output) -> int:
    """Carry out standard input, line by line. Exit 9 when a line was refused; a disk that fails stops everything."""
    refused = False
    with opened(asked) as session:
        for number, line in _lines(sys.stdin.buffer):
            try:
                done = carry_out(session, _parse(line))
            except (InputError, RefusedError) as error:
                refused = True
                output.record({**error_value(error), "line": number}, flush=True)
            except PoleError as error:
                output.record({**error_value(error), "line": number}, flush=True)
                raise
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug in one line: rolled back, told without what it holds
                refused = True
                output.record({"error": f"Erreur inattendue ({bug_place(error)}).", "line": number}, flush=True)
            else:
                output.record({"ack": number, **done}, flush=True)
    return InputError.exit_code if refused else 0


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that are not blank; ``None`` for one too long to be read."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, None
        elif line.strip():
            yield number, line


def _parse(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise InputError("Cette ligne dépasse 8 Mo.")
    try:
        act = json.loads(line.decode("utf-8-sig"), parse_constant=_not_a_number)
    except UnicodeDecodeError:
        raise InputError("Cette ligne n’est pas écrite en UTF-8.") from None
    except (ValueError, RecursionError):
        raise InputError("Cette ligne n’est pas un objet JSON bien formé.") from None
    if not isinstance(act, dict):
        raise InputError("Une ligne est un objet JSON : {\"op\": …}.")
    return act


def _not_a_number(_text: str) -> NoReturn:
    raise ValueError


def carry_out(session: Session, act: Act) -> dict[str, Any]:
    """One act; gives ``id`` (what it is about), ``unit`` (for undo) and what an undo left alone."""
    op = act.get("op")
    if not isinstance(op, str) or op not in OPS:
        raise InputError(f"« op » attend l’un de : {', '.join(OPS)}.", column="op")
    id, changes = OPS[op](session, act)
    done: dict[str, Any] = {"id": id, "unit": changes.unit}
    if changes.skipped:
        done["skipped"] = list(changes.skipped)
    return done


# -- acts --------------------------------------------------------------------------------------------------------------
def _student_add(session: Session, act: Act) -> Done:
    for key in ("last_name", "first_name"):
        _text(act, key, needed=True)
    changes = session.students.add(
        last_name=act["last_name"], first_name=act["first_name"], birth_date=_text(act, "birth_date"), sex=_text(act, "sex"),
        school=_text(act, "school"), level=_text(act, "level"), class_name=_text(act, "class"), year=_text(act, "year"),
        **_rest(act, "last_name", "first_name", "birth_date", "sex", "school", "level", "class", "year"))
    return changes.created[0], changes


_PLACE = {"school": "school", "level": "level", "class": "class_name", "year": "year", "teacher": "teacher"}


def _student_update(session: Session, act: Act) -> Done:
    id = _id(act, "student", "id")
    place = {_PLACE[key]: _text(act, key) for key in _PLACE if key in act}
    return id, session.students.update(id, _rest(act, "student", "id", *_PLACE), place=place)


def _student_merge(session: Session, act: Act) -> Done:
    _only(act, "keep", "student", "id", "other")
    keep = _id(act, "keep", "student", "id")
    return keep, session.students.merge(keep, _id(act, "other"))


def _meeting_add(session: Session, act: Act) -> Done:
    _only(act, "student", "students", "kind", "date", "answers", "school")
    several = act.get("students")
    if several is not None and not (isinstance(several, list) and all(isinstance(one, str) for one in several)):
        raise InputError("« students » attend une liste d’identifiants.", column="students")
    students = list(dict.fromkeys(([_text(act, "student")] if act.get("student") is not None else []) + (several or [])))
    changes = session.meetings.add(_text(act, "kind", needed=True), _text(act, "date"), students, _answers(act),
                                   school_id=session.schools.id_of(_text(act, "school")) if act.get("school") else "")
    return changes.created[0], changes


def _project_add(session: Session, act: Act) -> Done:
    _only(act, "student", "kind", "answers")
    changes = session.projects.add(_id(act, "student"), _text(act, "kind") or "ppre", _answers(act))
    return changes.created[0], changes


def _project_save(session: Session, act: Act) -> Done:
    _only(act, "project", "id", "answers")
    id = _id(act, "project", "id")
    return id, session.projects.save(id, _answers(act))


def _task_add(session: Session, act: Act) -> Done:
    _only(act, "title", "owner", "due", "student", "detail")
    changes = session.tasks.add(_text(act, "title", needed=True), _text(act, "owner"), _text(act, "due"), _text(act, "student"),
                                _text(act, "detail"))
    return changes.created[0], changes


def _task_done(session: Session, act: Act) -> Done:
    from desktop.services.lookup import expect

    _only(act, "task", "id", "done")
    id = expect(session, _id(act, "task", "id"), "task")
    done = act.get("done", True)
    if not isinstance(done, bool):
        raise InputError("« done » attend true ou false.", column="done")
    return id, session.tasks.done(id, done)


def _delete(session: Session, act: Act) -> Done:
    from desktop.services.lookup import store_of, table_of

    _only(act, "id")
    id = _id(act, "id")
    services: dict[str, Callable[[str], Changes]] = {
        "student": session.students.remove, "guardian": session.guardians.remove, "school": session.schools.remove,
        "meeting": session.meetings.remove, "project": session.projects.remove, "task": session.tasks.remove,
        "note": session.notebook.remove, "assessment": session.assessments.remove, "agreement": session.agreements.remove,
        "avis": session.health.remove_avis, "standing_plan": session.health.remove_plan, "attachment": session.notebook.detach,
        "battery": session.assessments.remove_battery, **_of_requests(session)}
    table = table_of(session, id)
    if table == "student" and store_of(session, table, id) is not session.commun:
        return id, session.notebook.remove_student(id)
    if table not in services:
        raise RefusedError
    return id, services[table](id)


def _of_requests(session: Session) -> dict[str, Callable[[str], Changes]]:
    return {"request": session.requests.remove, "contribution": session.requests.remove_contribution,
            "decision": session.concertation.remove_decision, "intervention": session.helping.remove,
            "sitting": session.helping.remove_sitting, "slot": session.timetable.remove, "aid": session.aids.remove}


def _erase(session: Session, act: Act) -> Done:
    from desktop.services.lookup import written_in

    _only(act, "id")
    id = _id(act, "id")
    return id, session.erasure.erase(written_in(session, id), id)


def _rectify(session: Session, act: Act) -> Done:
    from desktop.services.lookup import table_of

    _only(act, "id", "column", "key", "value", "line")
    id = _id(act, "id")
    if "value" not in act:
        raise InputError("« value » est nécessaire : la bonne valeur.", column="value")
    column = _id(act, "column", "key")
    return id, session.erasure.rectify(table_of(session, id), id, column, act["value"], line=_text(act, "line"))


def _undo(session: Session, act: Act) -> Done:
    _only(act, "unit", "id")
    unit = _id(act, "unit", "id") if act.get("unit") or act.get("id") else session.last_act()
    changes = session.undo(unit)
    return changes.unit, changes


OPS: dict[str, Callable[[Session, Act], Done]] = {
    "student.add": _student_add, "student.update": _student_update, "student.merge": _student_merge, "meeting.add": _meeting_add,
    "project.add": _project_add, "project.save": _project_save, "task.add": _task_add, "task.done": _task_done,
    "delete": _delete, "erase": _erase, "rectify": _rectify, "undo": _undo,
    **NOTEBOOK_OPS, **REQUEST_OPS, **HELP_OPS,
}
