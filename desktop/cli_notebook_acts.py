"""``batch`` acts of a personal file, and what it shares: notes, bilans, agreements, avis, transmissions, acts without a pupil."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.cli_acts import Act, Done, answers, id_of, only, text, tick
from desktop.errors import InputError

if TYPE_CHECKING:
    from desktop.services.session import Session

OPINIONS = {"favorable": "favourable", "défavorable": "unfavourable", "defavorable": "unfavourable", "à compléter": "incomplete",
            "a_completer": "incomplete", "attendu": "awaited"}
_PREVENTION = {"theme": "theme", "level": "classes", "levels": "classes", "class": "classes", "classes": "classes",
               "children": "enfants", "enfants": "enfants", "partners": "partenaires", "partenaires": "partenaires",
               "done": "fait", "text": "fait", "fait": "fait", "changed": "change", "change": "change", "next": "suite",
               "suite": "suite"}
_ADVICE = {"asked_by": "demande_par", "demande_par": "demande_par", "subject": "sujet", "sujet": "sujet", "means": "moyen",
           "class": "classe", "advice": "conseil", "conseil": "conseil", "text": "conseil", "next": "suite", "suite": "suite"}


def _agreement_add(session: Session, act: Act) -> Done:
    only(act, "student", "guardian", "guardian_name", "purpose", "date", "mode", "state", "reason", "note", "mine")
    mode = text(act, "mode") or "written"
    changes = session.agreements.add(
        id_of(act, "student"), text(act, "guardian") or None, text(act, "guardian_name"), text(act, "purpose", needed=True),
        text(act, "date"), mode, text(act, "state") or ("oral" if mode == "oral" else "given"), text(act, "reason"),
        tick(act, "mine"), text(act, "note"))
    return changes.created[-1], changes


def _agreement_update(session: Session, act: Act) -> Done:
    only(act, "agreement", "id", "state", "date", "mode", "reason", "note")
    id = id_of(act, "agreement", "id")
    return id, session.agreements.update(id, state=text(act, "state", needed=True), date=text(act, "date"),
                                         mode=text(act, "mode") or "written", reason=text(act, "reason"), note=text(act, "note"))


def _agreement_withdraw(session: Session, act: Act) -> Done:
    only(act, "agreement", "id", "date")
    id = id_of(act, "agreement", "id")
    return id, session.agreements.withdraw(id, text(act, "date"))


def _note_add(session: Session, act: Act) -> Done:
    only(act, "student", "name", "text", "kind", "date", "answers", "school", "until")
    kind, name, student = text(act, "kind") or "note", text(act, "name"), text(act, "student")
    said = answers(act)
    if kind == "note" and not (text(act, "text").strip() or said):
        raise InputError("« text » est nécessaire.", column="text")
    if name.strip() and not student:
        student = session.notebook.who(name)
    changes = session.notebook.add(kind, text(act, "date"), student, said, "" if student else name, text(act, "text"),
                                   text(act, "school"), text(act, "until"))
    return changes.created[-1], changes


def _note_save(session: Session, act: Act) -> Done:
    only(act, "note", "id", "answers")
    id = id_of(act, "note", "id")
    return id, session.notebook.save(id, answers(act))


def _notebook_student(session: Session, act: Act) -> Done:
    only(act, "last_name", "first_name", "birth_date", "level", "school")
    changes = session.notebook.add_student(text(act, "last_name", needed=True), text(act, "first_name", needed=True),
                                           text(act, "birth_date"), text(act, "level"), text(act, "school"))
    return changes.created[0], changes


def _notebook_erase(session: Session, act: Act) -> Done:
    only(act, "student", "id")
    id = id_of(act, "student", "id")
    return id, session.notebook.erase_student(id)


def scores_of(act: Act) -> list[dict[str, Any]] | None:
    """Lines of scores: objects, or a code and its score in one object."""
    found = act.get("scores")
    if found is None:
        return None
    if isinstance(found, dict):
        return [{"code": code, "score": score} for code, score in found.items()]
    if not (isinstance(found, list) and all(isinstance(line, dict) for line in found)):
        raise InputError("« scores » attend une liste d’objets, ou un objet : un score par code.", column="scores")
    return found


def _assessment_add(session: Session, act: Act) -> Done:
    only(act, "student", "battery", "date", "answers", "scores", "state")
    changes = session.assessments.add(id_of(act, "student"), text(act, "battery", needed=True), text(act, "date"), answers(act),
                                      text(act, "state"), scores_of(act))
    return changes.created[-1], changes


def _assessment_save(session: Session, act: Act) -> Done:
    only(act, "assessment", "id", "answers", "scores")
    id = id_of(act, "assessment", "id")
    scores = scores_of(act)
    return id, session.assessments.save(id, {**answers(act), **({} if scores is None else {"scores": scores})})


def _battery_add(session: Session, act: Act) -> Done:
    only(act, "name", "edition", "ages", "scores")
    changes = session.assessments.add_battery(text(act, "name", needed=True), text(act, "edition"), text(act, "ages"),
                                              scores_of(act) or [])
    return changes.created[0], changes


def _without_pupil(session: Session, act: Act, kind: str, words: dict[str, str]) -> Done:
    """An act without a pupil: its answers, or its words said directly."""
    only(act, "school", "date", "dates", "answers", *words)
    said = {key: ", ".join(map(str, act[word])) if isinstance(act[word], list) else act[word]
            for word, key in words.items() if word in act}
    if kind == "prevention" and act.get("dates"):
        days = act["dates"] if isinstance(act["dates"], list) else [act["dates"]]
        said["dates"] = [day if isinstance(day, dict) else {"le": day} for day in days]
    changes = session.notebook.add(kind, text(act, "date"), answers={**said, **answers(act)}, school=text(act, "school"))
    return changes.created[-1], changes


def _prevention_add(session: Session, act: Act) -> Done:
    return _without_pupil(session, act, "prevention", _PREVENTION)


def _advice_add(session: Session, act: Act) -> Done:
    return _without_pupil(session, act, "conseil", _ADVICE)


def _avis_add(session: Session, act: Act) -> Done:
    only(act, "student", "plan", "opinion", "date", "author", "source", "needs")
    opinion, plan = text(act, "opinion", needed=True), text(act, "plan") or "pap"
    code = OPINIONS.get(opinion, opinion)
    if code == "awaited":
        changes = session.health.ask_avis(id_of(act, "student"), plan, text(act, "date"))
    else:
        source = text(act, "source") or ("paper" if text(act, "author") or not {"doctor", "nurse"} & set(session.actor.roles)
                                         else "author")
        changes = session.health.add_avis(id_of(act, "student"), plan, code, text(act, "date"), text(act, "author"), source,
                                          text(act, "needs"))
    return changes.created[0], changes


def _release_add(session: Session, act: Act) -> Done:
    only(act, "note", "assessment", "source", "id", "addressee", "to", "purpose", "content", "text", "talk_on")
    changes = session.releases.release(
        id_of(act, "source", "note", "assessment", "id"), addressee=text(act, "addressee") or text(act, "to"),
        purpose=text(act, "purpose"), content=text(act, "content") or text(act, "text"), talk_on=text(act, "talk_on"))
    return changes.created[0], changes


def _release_revoke(session: Session, act: Act) -> Done:
    only(act, "release", "id")
    id = id_of(act, "release", "id")
    return id, session.releases.revoke(id)


def _plan_set(session: Session, act: Act) -> Done:
    only(act, "student", "kind", "plan", "since", "until", "place", "emergency")
    changes = session.health.set_plan(id_of(act, "student"), text(act, "kind") or text(act, "plan") or "pai", text(act, "since"),
                                      text(act, "until"), text(act, "place"), tick(act, "emergency"))
    return changes.created[0], changes


OPS: dict[str, Callable[[Session, Act], Done]] = {
    "agreement.add": _agreement_add, "agreement.update": _agreement_update, "agreement.withdraw": _agreement_withdraw,
    "note.add": _note_add, "note.save": _note_save, "notebook.student": _notebook_student, "notebook.erase": _notebook_erase,
    "assessment.add": _assessment_add, "assessment.save": _assessment_save, "battery.add": _battery_add,
    "prevention.add": _prevention_add, "advice.add": _advice_add, "avis.add": _avis_add, "release.add": _release_add,
    "release.revoke": _release_revoke, "release": _release_add, "revoke": _release_revoke, "plan.set": _plan_set,
}
