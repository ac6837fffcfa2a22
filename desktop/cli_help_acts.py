"""Acts of help, as ``batch`` carries them out: groups, attendance, the timetable, aids, choices of the pôle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.cli_acts import Act, Done, answers, id_of, only, text, tick
from desktop.errors import InputError
from desktop.forms.request_kinds import AID_STATES, DEVICES, FUNCTIONS, OUTCOMES
from desktop.texts import WEEKDAYS, fold

if TYPE_CHECKING:
    from desktop.services.session import Session

_HELP = ("kind", "title", "student", "students", "function", "school", "level", "since", "until", "review", "request", "project",
         "informed_on", "boost", "answers")

_REVIEW = {"with": "avec", "seen": "constat", "next": "suite", "again": "prochain"}


def _ids(act: Act, key: str) -> list[str]:
    found = act.get(key)
    if found is None:
        return []
    if not (isinstance(found, list) and all(isinstance(one, str) for one in found)):
        raise InputError(f"« {key} » attend une liste d’identifiants.", column=key)
    return list(dict.fromkeys(found))


def _object(act: Act, key: str) -> dict[str, str]:
    found = act.get(key)
    if found is None:
        return {}
    if not (isinstance(found, dict) and all(isinstance(one, str) for one in found.values())):
        raise InputError(f"« {key} » attend un objet : un texte par identifiant.", column=key)
    return found


def _code(said: str, words: dict[str, str]) -> str:
    """A code from itself or from its French word, with or without accents."""
    wanted = fold(said)
    return next((code for code, label in words.items() if said == code or wanted == fold(label)), said)


def _school(session: Session, act: Act) -> str:
    return session.schools.id_of(text(act, "school")) if act.get("school") else ""


def _added(session: Session, act: Act, kind: str) -> Done:
    only(act, *_HELP)
    students = [text(act, "student")] if act.get("student") else []
    changes = session.helping.add(
        text(act, "kind") or kind, text(act, "title"), function=_code(text(act, "function"), FUNCTIONS),
        school_id=_school(session, act), students=[*students, *_ids(act, "students")], since=text(act, "since"),
        until=text(act, "until"), review_on=text(act, "review"), request_id=text(act, "request"), project_id=text(act, "project"),
        level=text(act, "level"), informed_on=text(act, "informed_on"), boost=tick(act, "boost"), answers=answers(act))
    return changes.created[0], changes


def _group_add(session: Session, act: Act) -> Done:
    return _added(session, act, "group")


def _help_add(session: Session, act: Act) -> Done:
    return _added(session, act, "individual")


def _group(act: Act) -> str:
    return id_of(act, "group", "help", "id")


def _group_join(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "student", "since", "request", "project")
    return _group(act), session.helping.join(_group(act), id_of(act, "student"), text(act, "since"),
                                             request_id=text(act, "request"), project_id=text(act, "project"))


def _group_leave(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "student", "until", "outcome")
    return _group(act), session.helping.leave(_group(act), id_of(act, "student"), text(act, "until"),
                                              _code(text(act, "outcome"), OUTCOMES))


def _group_start(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "since")
    return _group(act), session.helping.start(_group(act), text(act, "since"))


def _group_save(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "answers")
    return _group(act), session.helping.save(_group(act), answers(act))


def _group_review(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "date", "with", "seen", "next", "again")
    line = {key: text(act, word) for word, key in _REVIEW.items() if word in act}
    return _group(act), session.helping.review(_group(act), text(act, "date"), line)


def _group_end(session: Session, act: Act) -> Done:
    only(act, "group", "help", "id", "until", "transfer", "outcomes", "close_request", "closing")
    outcomes = {student: _code(word, OUTCOMES) for student, word in _object(act, "outcomes").items()}
    return _group(act), session.helping.end(_group(act), text(act, "until"), text(act, "transfer"), outcomes,
                                            close_request=tick(act, "close_request"), closing=text(act, "closing"))


def _attendance_add(session: Session, act: Act) -> Done:
    """Everybody is there but those who are said not to be; ``present`` alone: nobody but these."""
    only(act, "group", "help", "date", "time", "minutes", "present", "absent", "presences", "note", "notes", "state", "reason")
    group, said = id_of(act, "group", "help"), _object(act, "presences")
    present, absent = _ids(act, "present"), _ids(act, "absent")
    minutes = act.get("minutes", 45)
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        raise InputError("« minutes » attend un nombre entier.", column="minutes")
    state = text(act, "state") or "held"
    told: dict[str, str] = {}
    if state == "held":
        rest = "absent" if "present" in act and "absent" not in act else "present"
        told = dict.fromkeys(session.helping.there(group, text(act, "date")), rest)
    told |= dict.fromkeys(present, "present") | dict.fromkeys(absent, "absent") | said
    changes = session.helping.note_sitting(group, text(act, "date"), told, time=text(act, "time"), minutes=minutes,
                                           note=text(act, "note"), notes=_object(act, "notes"), state=state,
                                           reason=text(act, "reason"))
    return changes.created[0], changes


def _slot_add(session: Session, act: Act) -> Done:
    only(act, "weekday", "begins", "ends", "group", "help", "label", "school", "place", "period")
    day = act.get("weekday")
    if isinstance(day, str):
        day = next((number for number, word in enumerate(WEEKDAYS, 1) if fold(day) == word), day)
    changes = session.timetable.add(
        day, text(act, "begins", needed=True), text(act, "ends", needed=True),  # type: ignore[arg-type]
        intervention_id=text(act, "group") or text(act, "help"), label=text(act, "label"), school_id=_school(session, act),
        place=text(act, "place"), period=text(act, "period").upper())
    return changes.created[0], changes


def _slot_remove(session: Session, act: Act) -> Done:
    only(act, "slot", "id")
    id = id_of(act, "slot", "id")
    return id, session.timetable.remove(id)


def _aid_note(session: Session, act: Act) -> Done:
    from desktop.services.aids import aid_id

    only(act, "student", "year", "aid", "device", "state", "since", "until", "detail", "said_by", "agreed", "school")
    student = id_of(act, "student")
    device = _code(id_of(act, "aid", "device"), {code: one.label for code, one in DEVICES.items()})
    changes = session.aids.note(student, text(act, "year"), device, _code(text(act, "state") or "oui", AID_STATES),
                                since=text(act, "since"), until=text(act, "until"), detail=text(act, "detail"),
                                said_by=text(act, "said_by"), agreed=tick(act, "agreed"), school_id=_school(session, act))
    noted = next((row for table, row in changes.touched if table == "aid"), "")
    return noted or aid_id(session, student, text(act, "year"), text(act, "since"), device), changes


def _aid_remove(session: Session, act: Act) -> Done:
    only(act, "aid", "id")
    id = id_of(act, "aid", "id")
    return id, session.aids.remove(id)


def _setting_set(session: Session, act: Act) -> Done:
    only(act, "key", "value", "numbers")
    if "numbers" in act:
        found: Any = act["numbers"]
        if not isinstance(found, list) or not all(isinstance(line, list) for line in found):
            raise InputError("« numbers » attend une liste de listes : nom, numéro, précision.", column="numbers")
        return "numbers", session.pole_settings.set_numbers(found)
    key = text(act, "key", needed=True)
    return key, session.pole_settings.set(key, act.get("value"))


def _help_project(session: Session, act: Act) -> Done:
    """Tie a child's part of a help to one of her projects; without ``project``, untie it."""
    from desktop.ids import named
    from desktop.services.helping_links import link_project

    only(act, "group", "help", "student", "project")
    member = named("member", id_of(act, "group", "help"), id_of(act, "student"))
    return member, link_project(session, member, text(act, "project"))


OPS: dict[str, Callable[[Session, Act], Done]] = {
    "group.add": _group_add, "help.add": _help_add, "group.join": _group_join, "group.leave": _group_leave,
    "group.start": _group_start, "group.save": _group_save, "group.review": _group_review, "group.end": _group_end,
    "attendance.add": _attendance_add, "slot.add": _slot_add, "slot.remove": _slot_remove, "aid.note": _aid_note,
    "aid.remove": _aid_remove, "setting.set": _setting_set, "help.project": _help_project,
}
