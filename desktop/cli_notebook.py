"""Commands of a personal file and what it shares: note, assessment, agreement, release, revoke, avis; and their lists.

Texts are read on standard input, so that none stays in the list of processes; ``--text`` is for what is not secret.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from desktop.cli_notebook_acts import OPS
from desktop.cli_vault import opened
from desktop.errors import InputError
from desktop.texts import fold

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.cli_output import Output
    from desktop.services.session import Session

LONGEST_TEXT = 8 * 1024 * 1024


def _typed(asked: Namespace) -> str:
    """The text of ``--text``, else all of standard input."""
    if asked.text is not None:
        return str(asked.text)
    data = sys.stdin.buffer.read(LONGEST_TEXT + 1)
    if len(data) > LONGEST_TEXT:
        raise InputError("Ce texte dépasse 8 Mo.")
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError("Ce texte n’est pas écrit en UTF-8.") from None


def _object(asked: Namespace) -> dict[str, Any]:
    """What ``--answers -`` reads: one JSON object on standard input."""
    if asked.answers is None:
        return {}
    try:
        found = json.loads(sys.stdin.buffer.read(LONGEST_TEXT).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError("Les réponses sont un objet JSON bien formé, sur l’entrée standard.") from None
    if not isinstance(found, dict):
        raise InputError("Les réponses sont un objet JSON : une réponse par clé.")
    return found


def _act(session: Session, output: Output, op: str, act: Mapping[str, Any]) -> int:
    """One act, as in ``batch``; what was not said is left out."""
    said = {key: value for key, value in act.items() if value not in (None, "")}
    id, changes = OPS[op](session, {"op": op, **said})
    output.record({"id": id, "unit": changes.unit})
    return 0


# -- commands ----------------------------------------------------------------------------------------------------------
def note(asked: Namespace, output: Output) -> int:
    """``note add`` and ``note list``."""
    if asked.act == "list":
        return _list(asked, output, "notes")
    said = _typed(asked)
    with opened(asked) as session:
        return _act(session, output, "note.add", {"student": asked.student, "name": asked.name, "kind": asked.kind, "text": said,
                                                  "date": asked.date, "school": asked.school, "until": asked.until})


def assessment(asked: Namespace, output: Output) -> int:
    """``assessment add``, ``assessment list`` and ``assessment show``."""
    if asked.act == "list":
        return _list(asked, output, "assessments")
    if asked.act == "show":
        with opened(asked) as session:
            output.record(_bilan(session, asked.id))
        return 0
    answers = _object(asked)
    scores = dict(_score(part) for part in (asked.scores or "").split(",") if part.strip())
    with opened(asked) as session:
        return _act(session, output, "assessment.add", {
            "student": asked.student, "battery": asked.battery, "date": asked.date, "state": asked.state,
            "answers": answers or None, "scores": scores or None})


def _score(part: str) -> tuple[str, int]:
    code, _, value = part.partition("=")
    try:
        return code.strip(), int(value)
    except ValueError:
        raise InputError("« --scores » s’écrit ICV=98,IVS=104.", column="scores") from None


def _bilan(session: Session, id: str) -> dict[str, Any]:
    """A bilan with what its scores say."""
    from desktop.services.lookup import expect, record

    told = record(session, expect(session, id, "assessment"))
    told["points"] = [{"code": point.code, "label": point.label, "kind": point.kind, "score": point.score, "low": point.bottom,
                       "high": point.top, "percentile": point.percentile, "computed": point.computed,
                       "interpretable": point.interpretable, "words": point.words} for point in session.assessments.points(id)]
    told["remarks"] = [remark.text for remark in session.assessments.remarks(id)]
    return told


def agreement(asked: Namespace, output: Output) -> int:
    """``agreement add``, ``agreement list`` and ``agreement withdraw``."""
    if asked.act == "list":
        return _list(asked, output, "agreements")
    with opened(asked) as session:
        if asked.act == "withdraw":
            return _act(session, output, "agreement.withdraw", {"agreement": asked.id, "date": asked.date})
        return _act(session, output, "agreement.add", {
            "student": asked.student, "guardian": asked.guardian, "guardian_name": asked.guardian_name, "purpose": asked.purpose,
            "date": asked.date, "mode": asked.mode, "state": asked.state, "reason": asked.reason, "note": asked.note})


def release(asked: Namespace, output: Output) -> int:
    """Transmit a text from one of one's records."""
    said = _typed(asked)
    with opened(asked) as session:
        return _act(session, output, "release.add", {"source": asked.id, "addressee": asked.to, "purpose": asked.purpose,
                                                     "content": said, "talk_on": asked.talk_on})


def revoke(asked: Namespace, output: Output) -> int:
    """Take back what was transmitted, for the future."""
    with opened(asked) as session:
        return _act(session, output, "release.revoke", {"release": asked.id})


def avis(asked: Namespace, output: Output) -> int:
    """``avis add`` and ``avis list``."""
    if asked.act == "list":
        return _list(asked, output, "avis")
    with opened(asked) as session:
        return _act(session, output, "avis.add", {"student": asked.student, "plan": asked.plan, "opinion": asked.opinion,
                                                  "date": asked.date, "author": asked.author, "source": asked.source,
                                                  "needs": asked.needs})


# -- lists -------------------------------------------------------------------------------------------------------------
def _list(asked: Namespace, output: Output, what: str) -> int:
    with opened(asked) as session:
        for line in LISTS[what](session, asked.search):
            if asked.student is None or line["student"] == asked.student:
                output.record(line)
    return 0


def _notes(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.notebook.list(search=search):
        yield {"id": row.id, "kind": row.kind, "date": row.date, "student": row.student_id, "name": row.student,
               "title": row.title, "school": row.school, "until": row.until, "closed_on": row.closed_on, "released": row.released,
               "pieces": row.pieces}


def _assessments(session: Session, search: str) -> Iterator[dict[str, Any]]:
    for row in session.assessments.list(search=search):
        yield {"id": row.id, "battery": row.battery, "title": row.title, "date": row.date, "student": row.student_id,
               "name": row.student, "state": row.state}


def _agreements(session: Session, search: str) -> Iterator[dict[str, Any]]:
    words = fold(search).split()
    for mine in (False, True):
        for row in session.agreements.list(mine=mine):
            if all(word in fold(f"{row.guardian} {row.purpose_label}") for word in words):
                yield {"id": row.id, "student": row.student_id, "guardian": row.guardian_id, "guardian_name": row.guardian,
                       "purpose": row.purpose, "mode": row.mode, "state": row.state, "asked_on": row.asked_on, "date": row.date,
                       "withdrawn_on": row.withdrawn_on, "reason": row.reason, "note": row.note, "mine": row.mine,
                       "sentence": row.sentence}


def _avis(session: Session, search: str) -> Iterator[dict[str, Any]]:
    words = fold(search).split()
    for row in session.health.all():
        if all(word in fold(f"{row.student} {row.author} {row.plan}") for word in words):
            yield {"id": row.id, "student": row.student_id, "name": row.student, "plan": row.plan, "opinion": row.opinion,
                   "author": row.author, "date": row.date, "source": row.source, "entered_by": row.entered_by,
                   "asked_on": row.asked_on, "needs": row.needs, "waiting_days": row.waiting_days}


def _releases(session: Session, search: str) -> Iterator[dict[str, Any]]:
    words = fold(search).split()
    for row in session.releases.all():
        if all(word in fold(f"{row.student} {row.addressee} {row.author} {row.content}") for word in words):
            yield {"id": row.id, "student": row.student_id, "name": row.student, "author": row.author, "function": row.function,
                   "addressee": row.addressee, "purpose": row.purpose, "date": row.date, "content": row.content,
                   "talk_on": row.talk_on, "revoked_on": row.revoked_on, "mine": row.mine}


LISTS: dict[str, Callable[[Session, str], Iterator[dict[str, Any]]]] = {
    "notes": _notes, "assessments": _assessments, "agreements": _agreements, "avis": _avis, "releases": _releases,
}
COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {
    "note": note, "assessment": assessment, "agreement": agreement, "release": release, "revoke": revoke, "avis": avis,
}
