"""Requests and help on the command line: their lists, and the fillable PDF that goes out and comes back (``form``)."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import paths
from desktop.cli_request_acts import state_of
from desktop.cli_vault import opened
from desktop.errors import DiskError, InputError, UsageError
from desktop.texts import fold

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from desktop.cli_output import Output
    from desktop.services.request_values import CameBack, View
    from desktop.services.session import Session

VIEWS: tuple[View, ...] = ("all", "drafts", "closed")
"""Together, every request."""
LARGEST = 10 * 1024 * 1024
FILTERS = {"state": ("requests", "groups"), "school": ("requests", "groups", "slots"),
           "student": ("requests", "groups", "sittings", "aids", "contributions", "decisions")}
"""Which lists each filter narrows."""


# -- grammar -----------------------------------------------------------------------------------------------------------
def filters(listed: ArgumentParser) -> None:
    """What narrows the lists of requests and help."""
    listed.add_argument("--state", metavar="ÉTAT", help="requests, groups : l’état, son code ou son mot")
    listed.add_argument("--school", metavar="UAI", help="requests, groups, slots : une seule école")
    listed.add_argument("--student", metavar="ID", help="requests, groups, sittings, aids… : un seul élève")


def form_commands(commands: _SubParsersAction[Any]) -> None:
    """``form request|contribution|take``."""
    parser = commands.add_parser("form", help="le formulaire PDF à remplir : le faire, le reprendre")
    acts = parser.add_subparsers(dest="act", metavar="ACTE", required=True)
    for kind, told in (("request", "une demande à remplir"), ("contribution", "une contribution à remplir")):
        made = acts.add_parser(kind, help=f"{told}, sans nom si l’on ne le demande pas")
        made.add_argument("--request", metavar="ID", default="", help="pour cette demande")
        made.add_argument("--student", metavar="ID", default="", help="pour cet élève")
        made.add_argument("--named", action="store_true", help="écrire son nom sur la feuille")
        made.add_argument("--filled", action="store_true", help="écrire ce qui est connu ici")
        made.add_argument("-o", "--output", required=True, metavar="FICHIER.pdf", type=Path)
    taken = acts.add_parser("take", help="reprendre un formulaire revenu : ses réponses, une à une")
    taken.add_argument("file", metavar="FICHIER.pdf", type=Path)
    taken.add_argument("--dry-run", action="store_true", help="dire ce qui est écrit, ne rien prendre")
    taken.add_argument("--only", metavar="CLÉ,…", default="", help="ces réponses seulement")
    taken.add_argument("--student", metavar="ID", default="", help="l’élève dont il s’agit")
    taken.add_argument("--request", metavar="ID", default="", help="la demande où les écrire")
    taken.add_argument("--received-on", metavar="AAAA-MM-JJ", default="", help="le jour où il est revenu")


# -- form --------------------------------------------------------------------------------------------------------------
def form(asked: Namespace, output: Output) -> int:
    """A PDF to fill, or what one that came back says."""
    return _take(asked, output) if asked.act == "take" else _blank(asked, output)


def _blank(asked: Namespace, output: Output) -> int:
    if asked.output.parent != Path() and not asked.output.parent.is_dir():
        raise UsageError("Le dossier où écrire le formulaire n’existe pas.")
    if (asked.named or asked.filled) and not (asked.student or asked.request):
        raise UsageError("Un formulaire avec un nom ou des réponses se fait pour un élève ou une demande : --student, --request.")
    with opened(asked) as session:
        content = session.paper_forms.blank(asked.act, request_id=asked.request, student_id=asked.student, named=asked.named,
                                            filled=asked.filled)
    paths.write_atomically(asked.output, content)
    output.told(str(asked.output), file=str(asked.output), bytes=len(content))
    return 0


def _take(asked: Namespace, output: Output) -> int:
    if not asked.file.is_file():
        raise DiskError("Ce fichier est introuvable.")
    if asked.file.stat().st_size > LARGEST:
        raise InputError("Ce fichier dépasse 10 Mo : ce n’est pas un de nos formulaires.")
    data = asked.file.read_bytes()
    with opened(asked) as session:
        came = session.paper_forms.read(data)
        keys = _chosen(came, asked.only)
        told = {"kind": came.kind, "request": asked.request or came.request_id, "header": dict(came.header),
                "answers": [{"key": one.key, "label": one.label, "value": one.value, "shown": one.shown, "now": one.now,
                             "remark": one.remark, "taken": one.key in keys} for one in came.answers],
                "remarks": list(came.remarks)}
        if asked.dry_run:
            output.record({**told, "dry_run": True})
            return 0
        changes = session.paper_forms.take(came, keys, request_id=asked.request, student_id=asked.student,
                                           received_on=asked.received_on)
        new = came.kind == "contribution" or not told["request"]
        id = changes.created[0] if new else told["request"]
        state, missing = _state(session, came, str(id))
    output.record({**told, "id": id, "unit": changes.unit, **({"state": state, "missing": missing} if state else {})})
    return 0


def _state(session: Session, came: CameBack, id: str) -> tuple[str, list[str]]:
    if came.kind != "request":
        return "", []
    request = session.requests.get(id)
    return request.state, list(request.missing)


def _chosen(came: CameBack, only: str) -> list[str]:
    """The answers to take: those asked for, else all that can be."""
    known = [one.key for one in came.answers]
    wanted = [key.strip() for key in only.split(",") if key.strip()]
    for key in wanted:
        if key not in known:
            raise InputError(f"Ce formulaire n’a pas de réponse « {key} » : {', '.join(known) or 'aucune'}.", column=key)
    return wanted or [one.key for one in came.answers if not one.remark]


# -- lists -------------------------------------------------------------------------------------------------------------
def check_filters(asked: Namespace) -> None:
    """Refuse a filter on a list it does not narrow."""
    for name, lists in FILTERS.items():
        if getattr(asked, name) and asked.what not in lists:
            raise UsageError(f"« --{name} » va avec : list {', '.join(lists)}.")


def _uais(session: Session) -> dict[str, str]:
    return {school.id: school.uai for school in session.schools.all()}


def _school(session: Session, asked: Namespace) -> str:
    return session.schools.id_of(asked.school) if asked.school else ""


def _requests(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    from desktop.services.request_values import RequestQuery

    state, school, uais = state_of(asked.state, "--state") if asked.state else "", _school(session, asked), _uais(session)
    found = {row.id for view in VIEWS for row in session.requests.list(
        RequestQuery(view=view, search=asked.search, school=school, student=asked.student or ""))}
    for row in session.requests.everything():
        if row.id in found and state in ("", row.state):
            yield {"id": row.id, "title": row.title, "subject": row.subject, "state": row.state, "state_label": row.state_label,
                   "level": row.level, "school": row.school, "uai": uais.get(row.school_id, ""), "requester": row.requester,
                   "sent_on": row.sent_on, "days": row.days, "still": row.still, "holds": row.holds,
                   "people": list(row.people), "students": list(row.student_ids), "mine": row.mine, "free": row.free}


def _groups(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    uais = _uais(session)
    for row in session.helping.list(asked.search, state=_help_state(asked.state), school=_school(session, asked),
                                    student=asked.student or ""):
        yield {"id": row.id, "kind": row.kind, "title": row.title, "function": row.function, "helper": row.helper,
               "school": row.school, "uai": uais.get(row.school_id, ""), "level": row.level, "since": row.since,
               "until": row.until, "review_on": row.review_on, "state": row.state, "members": list(row.members),
               "held": row.held, "foreseen": row.foreseen, "mine": row.mine}


def _help_state(word: str | None) -> str:
    from desktop.forms.request_kinds import INTERVENTION_STATES

    if not word:
        return ""
    known = {fold(label): code for code, label in INTERVENTION_STATES.items()} | {code: code for code in INTERVENTION_STATES}
    if (code := known.get(word.strip()) or known.get(fold(word))) is None:
        raise InputError(f"« --state » attend l’un de : {', '.join(INTERVENTION_STATES.values())}.", column="state")
    return code


def _sittings(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    for help in session.helping.list(asked.search, student=asked.student or ""):
        for row in session.helping.get(help.id).sittings:
            yield {"id": row.id, "group": help.id, "title": help.title, "date": row.date, "time": row.time,
                   "minutes": row.minutes, "state": row.state, "reason": row.reason, "note": row.note, "author": row.author,
                   "presences": {one.student_id: one.state for one in row.presences}}


def _slots(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    uais = _uais(session)
    words = fold(asked.search).split()
    for row in session.timetable.slots(school=_school(session, asked)):
        if all(word in fold(f"{row.label} {row.owner} {row.school} {row.place}") for word in words):
            yield {"id": row.id, "group": row.intervention_id, "owner": row.owner, "year": row.year, "period": row.period,
                   "weekday": row.weekday, "begins": row.begins, "ends": row.ends, "school": row.school,
                   "uai": uais.get(row.school_id, ""), "place": row.place, "label": row.label}


def _aids(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    from desktop.texts import list_name

    words = fold(asked.search).split()
    for id, last, first in _children(session, asked):
        name = list_name(last, first)
        for row in session.aids.of(id):
            if all(word in fold(f"{name} {row.label} {row.year} {row.detail}") for word in words):
                yield {"id": row.id, "student": row.student_id, "name": name, "year": row.year, "device": row.device,
                       "label": row.label, "state": row.state, "lane": row.lane, "since": row.since, "until": row.until,
                       "detail": row.detail, "said_by": row.said_by, "agreed": row.agreed, "school": row.school}


def _children(session: Session, asked: Namespace) -> list[tuple[str, str, str]]:
    """The child asked about, or all those with an aid, in order of names."""
    if asked.student:
        student = session.students.get(asked.student)
        return [(student.id, student.last_name, student.first_name)]
    return [(id, last or "", first or "") for id, last, first in session.commun.sql(
        "SELECT student_id, last_name, first_name FROM student_list WHERE hidden = 0 AND student_id IN (SELECT student_id FROM "
        "aid) ORDER BY sort_key")]


def _contributions(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    words, of_child = fold(asked.search).split(), _of_child(session, asked)
    for row in session.requests.all_contributions():
        said = {key: value for key, value in row.answers.items() if value is not None}
        if (of_child is None or row.request_id in of_child) and all(
                word in fold(f"{row.author} {row.function} {' '.join(map(str, said.values()))}") for word in words):
            yield {"id": row.id, "request": row.request_id, "author": row.author, "function": row.function, "date": row.date,
                   "source": row.source, "received_on": row.received_on, "entered_by": row.entered_by, "answers": said}


def _decisions(session: Session, asked: Namespace) -> Iterator[dict[str, Any]]:
    words, of_child = fold(asked.search).split(), _of_child(session, asked)
    for row in session.concertation.decisions():
        if (of_child is None or row.request_id in of_child or row.student_id == asked.student) and all(
                word in fold(f"{row.phrase} {row.sentence} {row.author}") for word in words):
            yield {"id": row.id, "request": row.request_id, "meeting": row.meeting_id, "student": row.student_id,
                   "date": row.date, "author": row.author, "indications": list(row.indications), "phrase": row.phrase,
                   "sentence": row.sentence, "tasks": list(row.tasks)}


def _of_child(session: Session, asked: Namespace) -> frozenset[str] | None:
    """Requests about the child asked about; ``None`` when none is."""
    if not asked.student:
        return None
    from desktop.services.request_values import RequestQuery

    return frozenset(row.id for view in VIEWS for row in session.requests.list(
        RequestQuery(view=view, student=asked.student)))


LISTS: dict[str, Callable[[Session, Namespace], Iterator[dict[str, Any]]]] = {
    "requests": _requests, "groups": _groups, "sittings": _sittings, "slots": _slots, "aids": _aids,
    "contributions": _contributions, "decisions": _decisions,
}
COMMANDS: dict[str, Callable[[Namespace, Output], int]] = {"form": form}
