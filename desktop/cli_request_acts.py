"""Acts of requests, as ``batch`` carries them out: said, sent, proposed, taken, decided, closed; contributions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.cli_acts import Act, Done, answers, id_of, only, text
from desktop.errors import InputError
from desktop.forms.request_kinds import STATES
from desktop.texts import fold

if TYPE_CHECKING:
    from desktop.changes import Changes
    from desktop.services.session import Session

_ABOUT = ("about", "student", "students", "school", "class", "level", "origin", "requester", "requester_function", "received_on")
_KEPT = {"class": "class_name", "level": "level", "origin": "origin", "requester": "requester",
         "requester_function": "requester_function", "received_on": "received_on", "about": "about"}


def state_of(word: str, column: str = "state") -> str:
    """A state from its code or its French word, with or without accents: « en analyse », « À compléter », « closes »."""
    said = fold(word)
    for code, state in STATES.items():
        if word.strip() == code or said in (fold(state.label), fold(state.plural)):
            return code
    raise InputError(f"« {column} » attend l’un de : {', '.join(state.label for state in STATES.values())}.", column=column)


def _request(act: Act) -> str:
    return id_of(act, "request", "id")


def _done(act: Act, changes: Changes) -> Done:
    return _request(act), changes


def _ids(act: Act, key: str) -> list[str]:
    found = act.get(key)
    if found is None:
        return []
    if not (isinstance(found, list) and all(isinstance(one, str) for one in found)):
        raise InputError(f"« {key} » attend une liste d’identifiants.", column=key)
    return found


def _students(act: Act) -> list[str]:
    return list(dict.fromkeys(([text(act, "student")] if act.get("student") else []) + _ids(act, "students")))


def _request_add(session: Session, act: Act) -> Done:
    only(act, *_ABOUT, "answers", "resumes")
    students = _students(act)
    about = text(act, "about") or ("several" if len(students) > 1 else "pupil" if students else "")
    if not about:
        raise InputError("« about » est nécessaire : pupil, several, class ou school.", column="about")
    changes = session.requests.add(
        about, students=students, school_id=session.schools.id_of(text(act, "school")) if act.get("school") else "",
        class_name=text(act, "class"), level=text(act, "level"), origin=text(act, "origin") or "teacher",
        requester=text(act, "requester"), requester_function=text(act, "requester_function"), answers=answers(act),
        received_on=text(act, "received_on"), source="paper" if act.get("received_on") else "screen",
        resumes=text(act, "resumes"))
    return changes.created[0], changes


def _request_save(session: Session, act: Act) -> Done:
    only(act, "request", "id", "answers")
    return _done(act, session.requests.save(_request(act), answers(act)))


def _request_update(session: Session, act: Act) -> Done:
    only(act, "request", "id", *_ABOUT)
    cells: dict[str, Any] = {column: text(act, key) for key, column in _KEPT.items() if key in act}
    if "student" in act or "students" in act:
        cells["students"] = _students(act)
    if "school" in act:
        cells["school_id"] = text(act, "school")
    return _done(act, session.requests.update(_request(act), cells))


def _request_submit(session: Session, act: Act) -> Done:
    only(act, "request", "id")
    return _done(act, session.requests.submit(_request(act)))


def _request_acknowledge(session: Session, act: Act) -> Done:
    only(act, "request", "id", "note")
    return _done(act, session.requests.acknowledge(_request(act), text(act, "note")))


def account_of(session: Session, login: str) -> str:
    """The id of an account from its login."""
    return next((id for known, id in session.directory.accounts() if known == login), login)


def _request_propose(session: Session, act: Act) -> Done:
    only(act, "request", "id", "account", "person", "function", "note")
    if not act.get("account") and not act.get("person"):
        raise InputError("Dites à qui : « account » (son identifiant) ou « person » (son nom).", column="account")
    return _done(act, session.requests.propose(
        _request(act), account_id=account_of(session, text(act, "account")) if act.get("account") else "",
        person=text(act, "person"), function=text(act, "function"), note=text(act, "note")))


def _request_take(session: Session, act: Act) -> Done:
    only(act, "request", "id", "account")
    account = account_of(session, text(act, "account")) if act.get("account") else ""
    return _done(act, session.requests.take(_request(act), account))


def _request_decline(session: Session, act: Act) -> Done:
    only(act, "request", "id", "reason")
    return _done(act, session.requests.decline(_request(act), text(act, "reason")))


def _request_give_back(session: Session, act: Act) -> Done:
    only(act, "request", "id", "reason")
    return _done(act, session.requests.give_back(_request(act), text(act, "reason")))


def _request_move(session: Session, act: Act) -> Done:
    only(act, "request", "id", "state", "note")
    return _done(act, session.requests.move(_request(act), state_of(text(act, "state", needed=True)), text(act, "note")))


def _request_news(session: Session, act: Act) -> Done:
    only(act, "request", "id", "text")
    return _done(act, session.requests.news(_request(act), text(act, "text", needed=True)))


def _request_answered(session: Session, act: Act) -> Done:
    only(act, "request", "id", "to")
    return _done(act, session.requests.answered(_request(act), text(act, "to")))


_DECISION = {"phrase": "phrase", "person": "propose_a", "start": "debut", "review": "bilan_le"}


def _request_decide(session: Session, act: Act) -> Done:
    only(act, "request", "id", "indications", "meeting", "answers", *_DECISION)
    said: dict[str, Any] = {key: text(act, word) for word, key in _DECISION.items() if word in act}
    if "indications" in act:
        found = act["indications"]
        said["indications"] = [found] if isinstance(found, str) else found
    return _done(act, session.concertation.decide(_request(act), {**said, **answers(act)}, text(act, "meeting")))


def _request_close(session: Session, act: Act) -> Done:
    only(act, "request", "id", "reason", "note")
    return _done(act, session.requests.close(_request(act), text(act, "reason"), text(act, "note")))


def _request_reopen(session: Session, act: Act) -> Done:
    only(act, "request", "id")
    return _done(act, session.requests.reopen(_request(act)))


def _request_remove(session: Session, act: Act) -> Done:
    only(act, "request", "id")
    return _done(act, session.requests.remove(_request(act)))


def _contribution_add(session: Session, act: Act) -> Done:
    only(act, "request", "author", "function", "date", "answers", "received_on")
    changes = session.requests.contribute(
        id_of(act, "request"), author=text(act, "author"), function=text(act, "function"), date=text(act, "date"),
        answers=answers(act), source="paper" if act.get("received_on") else "screen", received_on=text(act, "received_on"))
    return changes.created[0], changes


def _contribution_save(session: Session, act: Act) -> Done:
    only(act, "contribution", "id", "answers")
    id = id_of(act, "contribution", "id")
    return id, session.requests.save_contribution(id, answers(act))


OPS: dict[str, Callable[[Session, Act], Done]] = {
    "request.add": _request_add, "request.save": _request_save, "request.update": _request_update,
    "request.submit": _request_submit, "request.acknowledge": _request_acknowledge, "request.propose": _request_propose,
    "request.take": _request_take, "request.decline": _request_decline, "request.give_back": _request_give_back,
    "request.move": _request_move, "request.news": _request_news, "request.answered": _request_answered,
    "request.decide": _request_decide, "request.close": _request_close, "request.reopen": _request_reopen,
    "request.remove": _request_remove, "contribution.add": _contribution_add, "contribution.save": _contribution_save,
}
