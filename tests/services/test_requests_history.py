"""The history of requests and helps is told in French words: no code, no id, no name of a column; the bin names what it holds."""

from __future__ import annotations

import re

import pytest

from desktop.errors import InputError
from desktop.forms import request_kinds
from desktop.models import JOURNALED
from desktop.services.session import Session
from tests.services.conftest import UAI
from tests.services.test_requests import FOUR, child

TABLES = ("request", "concerned", "step", "proposal", "decision", "contribution", "agenda", "intervention", "member", "sitting",
          "presence", "slot", "aid")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16}|\d{4}-\d\d-\d\d")
CODES = {code for said in (request_kinds.STATES, request_kinds.ABOUT, request_kinds.ORIGINS, request_kinds.CLOSINGS,
                           request_kinds.ANSWERS, request_kinds.INDICATIONS, request_kinds.INTERVENTIONS, request_kinds.DEVICES,
                           request_kinds.INTERVENTION_STATES, request_kinds.FUNCTIONS, request_kinds.OUTCOMES, request_kinds.LANES,
                           request_kinds.SITTING_STATES, request_kinds.PRESENCES, request_kinds.SOURCES) for code in said}
WORDS = {"", "prevention", "classe", "absent", "present", "oui", "non", "orthophonie", "plan"}


@pytest.fixture
def lived(session: Session) -> dict[str, str]:
    """A request from its first word to its closing, a help, a session, a time of the week: every column is written."""
    one, other = child(session), child(session, "Haddad", "Yanis")
    before = session.requests.add("pupil", students=[one], answers=FOUR).created[0]
    request = session.requests.add("pupil", students=[one], answers={**FOUR, "nature": ["pedagogiques"]}, received_on="2026-11-20",
                                   origin="inspector", requester="M. Roy", requester_function="director", source="paper",
                                   resumes=before).created[0]
    session.requests.update(request, {"school_id": "", "class_name": "CE1 B"})
    session.requests.update(request, {"school_id": session.schools.id_of(UAI), "level": "CE1", "requester_function": "teacher"})
    session.requests.submit(request)
    session.requests.acknowledge(request)
    session.requests.take(request)
    session.requests.propose(request, person="Mme Xu", function="specialist_g", note="mardi")
    session.requests.give_back(request, "trop loin")
    session.requests.news(request, "ça va mieux")
    added = session.requests.contribute(request, author="Dr Bel", function="Médecin", answers={"faits": "lit"}, source="pdf",
                                        received_on="2026-11-21").created[0]
    session.requests.add("several", students=[one, other], answers=FOUR)
    meeting = session.concertation.prepare("2026-11-23", [request]).created[0]
    situation = session.concertation.agenda(meeting)[0].id
    session.concertation.spent(situation, 120)
    session.concertation.postpone(meeting, situation)
    decision = session.concertation.decide(request, {"indications": ["maitre_e"], "phrase": "Lire"}, meeting).created[0]
    help = session.helping.add("individual", "Lecture", students=[one], request_id=request, since="2026-11-02", boost=True,
                               informed_on="2026-11-01", review_on="2026-12-01").created[0]
    sitting = session.helping.note_sitting(help, "2026-11-20", {one: "present"}, time="9h", note="relu", notes={one: "lit"}).created[0]
    session.helping.note_sitting(help, "2026-11-20", {one: "excused"}, time="9h", minutes=30, state="cancelled", reason="neige")
    slot = session.timetable.add(1, "9:00", "9:45", intervention_id=help, period="P2", place="salle 3").created[0]
    session.timetable.update(slot, {"weekday": 4})
    aid = session.aids.note(one, "2025-2026", "orthophonie", "envisage", agreed=True, since="2025-10-01", said_by="la mère").created[0]
    session.helping.take(help)
    session.helping.end(help, transfert="lire à deux", outcomes={one: "class"}, close_request=True)
    session.requests.reopen(request)
    return {"request": request, "contribution": added, "decision": decision, "intervention": help, "sitting": sitting, "slot": slot,
            "aid": aid, "meeting": meeting, "child": one}


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_is_told_in_words(session: Session, lived: dict[str, str], table: str) -> None:
    columns = {column.name for column in JOURNALED[table].__table__.columns}
    rows = session.commun.sql(f"SELECT id FROM {table}")
    assert rows
    for (row,) in rows:
        for version in session.history.of(table, row):
            for label, before, after in version.cells:
                assert label not in columns and "_" not in label, label
                for said in (before, after):
                    assert said not in CODES - WORDS and not _ID.search(said), (label, said)


def test_what_the_words_are(session: Session, lived: dict[str, str]) -> None:
    told = {name: {cell for version in session.history.of(name, lived[name]) for cell in version.cells}
            for name in ("request", "intervention", "sitting", "slot", "aid")}
    assert {("À propos de", "", "un élève"), ("Vient de", "", "IEN"), ("Fonction", "", "direction"), ("État", "envoyée", "reçue"),
            ("Fonction", "direction", "enseignant"), ("École", "École Jean Moulin", ""), ("État", "close", "en analyse"),
            ("Raison de la clôture", "", "objectifs atteints")} <= told["request"]
    assert {("Coup de pouce", "", "oui"), ("Fonction", "", "maître E"), ("État", "en cours", "terminée")} <= told["intervention"]
    assert {("Durée", "", "45 min"), ("Durée", "45 min", "30 min"), ("État", "faite", "annulée")} <= told["sitting"]
    assert ("Jour", "lundi", "jeudi") in told["slot"]
    assert {("Accord de la famille", "", "oui"), ("Ligne", "", "Hors école"), ("Aide", "", "Orthophonie"),
            ("État", "", "envisagé")} <= told["aid"]
    steps = {cell for (row,) in session.commun.sql("SELECT id FROM step") for version in session.history.of("step", row)
             for cell in version.cells if cell[0] == "Étape"}
    assert {after for _, _, after in steps} >= {"commencée", "envoyée", "proposée", "rendue", "nouvelles"}


def test_steps_of_a_help_stand_in_their_order(session: Session, lived: dict[str, str]) -> None:
    kinds = [step.kind for step in session.requests.get(lived["request"]).steps]
    assert kinds[0] == "draft" and kinds[-3:] == ["in_progress", "closed", "under_analysis"]


@pytest.mark.parametrize(("table", "title"), [
    ("request", "Demande du 20 novembre 2026 · BEN SALAH Noémie"), ("intervention", "Aide : Lecture · BEN SALAH Noémie"),
    ("contribution", "Contribution du 21 novembre 2026 · BEN SALAH Noémie"),
    ("decision", "Décision du 23 novembre 2026 · BEN SALAH Noémie"), ("sitting", "Séance du 20 novembre 2026 · BEN SALAH Noémie"),
    ("slot", "Créneau du jeudi 09:00"), ("aid", "Aide Orthophonie 2025-2026 · BEN SALAH Noémie")])
def test_the_bin_names_it_and_gives_it_back_whole(session: Session, lived: dict[str, str], table: str, title: str) -> None:
    remove = {"request": session.requests.remove, "intervention": session.helping.remove, "sitting": session.helping.remove_sitting,
              "contribution": session.requests.remove_contribution, "decision": session.concertation.remove_decision,
              "slot": session.timetable.remove, "aid": session.aids.remove}[table]
    before = everything(session)
    remove(lived[table])
    (item,) = session.history.bin()
    assert (item.table, item.id, item.title) == (table, lived[table], title)
    assert everything(session) != before
    session.undo(item.unit)
    assert everything(session) == before and session.history.bin() == () and session.commun.check() == []


def everything(session: Session) -> list[object]:
    """All rows, but the order they came in."""
    told: list[object] = []
    for table in (*TABLES, "task", "line"):
        columns = ", ".join(f'"{c.name}"' for c in JOURNALED[table].__table__.columns if c.name != "n")
        told.append((table, session.commun.sql(f"SELECT {columns} FROM {table} ORDER BY id")))
    return told


def test_a_code_changes_by_an_act_and_is_not_rectified(session: Session, lived: dict[str, str]) -> None:
    for table, column in (("request", "state"), ("sitting", "state"), ("aid", "device"), ("request", "origin")):
        with pytest.raises(InputError, match="ne se rectifie pas"):
            session.erasure.rectify(table, lived[table], column, "autre chose")
    with pytest.raises(InputError):
        session.erasure.rectify("request", lived["request"], "resumes", "x")
    session.erasure.rectify("request", lived["request"], "requester", "M. Roi")
    session.erasure.rectify("request", lived["request"], "faits", "Lit dix mots")
    assert session.requests.get(lived["request"]).requester == "M. Roi"
    assert not session.commun.sql("SELECT 1 FROM main.entry WHERE value LIKE '%M. Roy%' OR value LIKE '%Déchiffre trois mots%' "
                                  "AND row=?", (lived["request"],))
