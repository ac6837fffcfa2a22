"""Every act of requests, concertations, helps, timetable and aids can be taken back, then done again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.models import JOURNALED
from desktop.services.session import Session
from tests.services.test_requests import FOUR, child

TABLES = ("request", "concerned", "step", "proposal", "decision", "contribution", "agenda", "intervention", "member", "sitting",
          "presence", "slot", "aid", "task", "line", "meeting", "attendance", "setting", "student")
World = dict[str, str]


def said(session: Session) -> list[Any]:
    """What every row says, but the order of arrival."""
    found: list[Any] = []
    for table in TABLES:
        columns = ", ".join(f'"{c.name}"' for c in JOURNALED[table].__table__.columns if c.name != "n")
        rows = session.commun.sql(f"SELECT {columns} FROM {table} ORDER BY id")
        found.append((table, [tuple(None if cell == "{}" else cell for cell in row) for row in rows]))
    return found


@pytest.fixture
def world(session: Session) -> World:
    """Requests in their states, a concertation, a group with a session, a time of the week, an aid."""
    one, other, third = child(session), child(session, "Haddad", "Yanis"), child(session, "Roche", "Ava")
    add, move = session.requests.add, session.requests.move
    made = {"one": one, "other": other, "third": third}
    for name in ("draft", "sent", "seen", "taken", "decided", "closed"):
        made[name] = add("pupil", students=[one], answers={**FOUR, "aides": [{"annee": "2025-2026", "dispositif": "apc", "etat": "oui"}]},
                         received_on="2026-11-20").created[0]
        if name != "draft":
            session.requests.submit(made[name])
    move(made["seen"], "acknowledged")
    session.requests.take(made["taken"])
    made["several"] = add("several", students=[one, other], answers=FOUR).created[0]
    session.requests.submit(made["several"])
    made["decision"] = session.concertation.decide(made["decided"], {"indications": ["maitre_e"]}).created[0]
    session.concertation.decide(made["closed"], {"indications": ["aucune"]})
    made["added"] = session.requests.contribute(made["sent"], answers={"faits": "Lit"}).created[0]
    made["meeting"] = session.concertation.prepare("2026-11-23", [made["sent"], made["several"]], students=[third]).created[0]
    made["situation"] = session.concertation.agenda(made["meeting"])[0].id
    made["help"] = session.helping.add("group", "Lecture", students=[one, other], request_id=made["taken"]).created[0]
    made["individual"] = session.helping.add("individual", students=[one], since="2026-11-02", request_id=made["decided"]).created[0]
    made["prevention"] = session.helping.add("prevention", "Langage", level="CP", students=[one, third]).created[0]
    made["sitting"] = session.helping.note_sitting(made["individual"], "2026-11-20", {one: "present"}, note="lu").created[0]
    made["slot"] = session.timetable.add(1, "9:00", "9:45", intervention_id=made["help"]).created[0]
    made["aid"] = session.aids.note(one, "2024-2025", "rased_e").created[0]
    return made


ACTS: dict[str, Callable[[Session, World], Any]] = {
    "add": lambda s, w: s.requests.add("several", students=[w["one"], w["third"]], answers=FOUR),
    "save": lambda s, w: s.requests.save(w["draft"], {"faits": "Autre", "exemples": [{"fait": "lundi"}]}),
    "update": lambda s, w: s.requests.update(w["several"], {"students": [w["other"], w["third"]], "requester": "Mme Roy"}),
    "submit": lambda s, w: s.requests.submit(w["draft"]),
    "acknowledge": lambda s, w: s.requests.acknowledge(w["sent"], "merci"),
    "complete": lambda s, w: s.requests.complete(w["sent"], "les dates"),
    "propose": lambda s, w: s.requests.propose(w["sent"], person="Mme Xu"),
    "take": lambda s, w: s.requests.take(w["seen"]),
    "decline": lambda s, w: s.requests.decline(w["seen"], "trop loin"),
    "give back": lambda s, w: s.requests.give_back(w["taken"], "trop loin"),
    "news": lambda s, w: s.requests.news(w["sent"], "mieux"),
    "answered": lambda s, w: s.requests.answered(w["sent"], "Mme Roy"),
    "redirect": lambda s, w: s.requests.move(w["sent"], "redirected", "ailleurs"),
    "wait": lambda s, w: s.requests.move(w["decided"], "waiting_list"),
    "close": lambda s, w: s.requests.close(w["decided"], "improved"),
    "reopen": lambda s, w: s.requests.reopen(w["closed"]),
    "remove": lambda s, w: s.requests.remove(w["decided"]),
    "remove several": lambda s, w: s.requests.remove(w["several"]),
    "remove on an agenda": lambda s, w: s.requests.remove(w["sent"]),
    "contribute": lambda s, w: s.requests.contribute(w["taken"], author="Dr Bel", answers={"faits": "x"}),
    "save contribution": lambda s, w: s.requests.save_contribution(w["added"], {"faits": "y"}),
    "remove contribution": lambda s, w: s.requests.remove_contribution(w["added"]),
    "decide": lambda s, w: s.concertation.decide(w["taken"], {"indications": ["maitre_e", "equipe_educative"], "propose_a": "Mme Xu"}),
    "decide nothing": lambda s, w: s.concertation.decide(w["sent"], {"indications": ["aucune"]}),
    "decide in a meeting": lambda s, w: s.concertation.decide_situation(w["situation"], {"indications": ["mdph"]}),
    "save decision": lambda s, w: s.concertation.save_decision(w["decision"], {"indications": ["maitre_g"]}),
    "remove decision": lambda s, w: s.concertation.remove_decision(w["decision"]),
    "prepare": lambda s, w: s.concertation.prepare("2026-12-01", [w["seen"], w["several"]]),
    "put": lambda s, w: s.concertation.put(w["meeting"], [w["seen"]]),
    "order": lambda s, w: s.concertation.order(w["meeting"], [one.id for one in reversed(s.concertation.agenda(w["meeting"]))]),
    "drop": lambda s, w: s.concertation.drop(w["meeting"], w["situation"]),
    "postpone": lambda s, w: s.concertation.postpone(w["meeting"], w["situation"]),
    "remove meeting": lambda s, w: s.meetings.remove(w["meeting"]),
    "group": lambda s, w: s.helping.add("group", "Calcul", students=[w["other"]], since="2026-11-02", request_id=w["decided"]),
    "prevention": lambda s, w: s.helping.add("prevention", level="GS", students=[w["third"]]),
    "update help": lambda s, w: s.helping.update(w["help"], {"title": "Écriture", "review_on": "2026-12-12"}),
    "save help": lambda s, w: s.helping.save(w["help"], {"objectifs": [{"objectif": "lire"}]}),
    "start": lambda s, w: s.helping.start(w["help"]),
    "join": lambda s, w: s.helping.join(w["help"], w["third"]),
    "leave": lambda s, w: s.helping.leave(w["help"], w["other"], "2026-11-20", "class"),
    "review": lambda s, w: s.helping.review(w["individual"], "2026-11-20", {"constat": "Ça avance", "prochain": "2026-12-20"}),
    "end": lambda s, w: s.helping.end(w["individual"], transfert="lire à deux", outcomes={w["one"]: "class"}, close_request=True),
    "remove help": lambda s, w: s.helping.remove(w["help"]),
    "remove individual help": lambda s, w: s.helping.remove(w["individual"]),
    "remove prevention": lambda s, w: s.helping.remove(w["prevention"]),
    "first session": lambda s, w: s.helping.note_sitting(w["help"], "2026-11-20", dict.fromkeys((w["one"], w["other"]), "present")),
    "session again": lambda s, w: s.helping.note_sitting(w["individual"], "2026-11-20", {w["one"]: "absent"}, note="autre"),
    "remove session": lambda s, w: s.helping.remove_sitting(w["sitting"]),
    "slot": lambda s, w: s.timetable.add(2, "10:00", "10:45", label="Réunion"),
    "move slot": lambda s, w: s.timetable.update(w["slot"], {"weekday": 4, "place": "salle 2"}),
    "remove slot": lambda s, w: s.timetable.remove(w["slot"]),
    "aid": lambda s, w: s.aids.note(w["one"], "2025-2026", "orthophonie", agreed=True),
    "aid again": lambda s, w: s.aids.note(w["one"], "2024-2025", "rased_e", "envisage", detail="peut-être"),
    "remove aid": lambda s, w: s.aids.remove(w["aid"]),
    "setting": lambda s, w: s.pole_settings.set("acknowledge", 9),
    "remove child": lambda s, w: s.students.remove(w["one"]),
}


@pytest.mark.parametrize("act", ACTS)
def test_taken_back_then_done_again(session: Session, world: World, act: str) -> None:
    before = said(session)
    done = ACTS[act](session, world)
    after = said(session)
    assert after != before and done.unit and done.label
    back = session.undo(done.unit)
    assert said(session) == before, act
    assert not back.skipped
    again = session.undo(back.unit)
    assert said(session) == after, act
    session.undo(again.unit)
    assert said(session) == before and session.commun.check() == []
