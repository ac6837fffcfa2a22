"""A child erased is nowhere any more; two records of one child show as one; a child who moves; search finds words and opens."""

from __future__ import annotations

import pytest

from desktop.services.places import uai_letter
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from tests.services.test_requests import FOUR, child

PORT = "0789902" + uai_letter("0789902")
CANARY = "girafequilit"


@pytest.fixture
def world(session: Session) -> dict[str, str]:
    """Yanis and Ava, everywhere together: requests, agenda, decisions, groups, sessions, times of the week, aids, drafts."""
    yanis, ava = child(session, "Haddad", "Yanis"), child(session, "Roche", "Ava")
    made = {"yanis": yanis, "ava": ava}
    made["alone"] = session.requests.add("pupil", students=[yanis], answers={**FOUR, "faits": f"Un {CANARY} bien"}).created[0]
    made["several"] = session.requests.add("several", students=[yanis, ava], answers={**FOUR, "faits": "Lisent à deux"}).created[0]
    for name in ("alone", "several"):
        session.requests.submit(made[name])
        session.requests.propose(made[name], person="Mme Xu")
        session.requests.contribute(made[name], author="Dr Bel", answers={"faits": "Écoute les histoires" if name == "several" else CANARY})
    made["meeting"] = session.concertation.prepare("2026-11-23", [made["several"], made["alone"]], students=[yanis]).created[0]
    for situation in session.concertation.agenda(made["meeting"]):
        session.concertation.decide_situation(situation.id, {"indications": ["maitre_e"], "phrase": (
            "Lecture à deux" if situation.request_id == made["several"] else CANARY)})
    made["group"] = session.helping.add("group", "Lecture", students=[yanis, ava], since="2026-11-02").created[0]
    made["prevention"] = session.helping.add("prevention", "Langage", level="CP", students=[yanis, ava], since="2026-11-02").created[0]
    made["individual"] = session.helping.add("individual", CANARY, students=[yanis], since="2026-11-02").created[0]
    session.helping.note_sitting(made["group"], "2026-11-20", {yanis: "present", ava: "absent"}, notes={yanis: CANARY})
    session.helping.note_sitting(made["prevention"], "2026-11-20", {yanis: "present", ava: "absent"})
    session.helping.note_sitting(made["individual"], "2026-11-20", {yanis: "present"}, note=CANARY)
    session.timetable.add(1, "9:00", "9:45", intervention_id=made["individual"])
    session.aids.note(yanis, "2025-2026", "rased_e", detail=CANARY)
    session.helping.save_member(session.helping.get(made["group"]).members[0].id, {"objectif": CANARY})
    session.drafts.keep("request", made["alone"], yanis, {"faits": CANARY}, title=CANARY)
    session.drafts.keep("agenda", session.concertation.agenda(made["meeting"])[2].id, yanis, {"phrase": CANARY})
    return made


def words_left(session: Session, *said: str) -> list[str]:
    """Where these words still are, in every table of both files but ids of the ledger."""
    found = []
    for store in (session.commun, session.personal):
        for (table,) in store.sql("SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE '%VIRTUAL%'"):
            if table in ("ledger", "chain") or "_fts" in table:
                continue
            for row in store.sql(f"SELECT * FROM {table}"):
                text = "|".join(str(cell) for cell in row).lower()
                found += [f"{table}: {one}" for one in said if one.lower() in text]
    return found


def test_nothing_remains_of_a_child_erased(session: Session, world: dict[str, str]) -> None:
    session.erasure.erase("student", world["yanis"])
    assert words_left(session, CANARY, "Haddad", "Yanis", world["yanis"], world["alone"], world["individual"]) == []
    several = session.requests.get(world["several"])
    assert several.student_ids == (world["ava"],) and several.answers["faits"] == "Lisent à deux"
    assert [one.title for one in session.concertation.agenda(world["meeting"])] == ["ROCHE Ava"]
    assert [one.phrase for one in session.concertation.decisions(world["meeting"])] == ["Lecture à deux"]
    for help in ("group", "prevention"):
        value = session.helping.get(world[help])
        assert {one.student_id for one in value.members} == {world["ava"]}
        assert [one.student_id for sitting in value.sittings for one in sitting.presences] == [world["ava"]]
    assert session.search.everything(CANARY) == () and session.search.everything("yanis") == ()
    assert session.drafts.all() == () and session.commun.check() == [] and session.verify() == []


def test_a_child_deleted_then_erased_from_the_bin_leaves_nothing_either(session: Session, world: dict[str, str]) -> None:
    session.students.remove(world["yanis"])
    session.erasure.erase("student", world["yanis"])
    assert words_left(session, CANARY, "Haddad", "Yanis", world["yanis"]) == []
    assert session.verify() == []


@pytest.mark.parametrize("name", ["alone", "several"])
def test_a_request_erased_leaves_no_word(session: Session, world: dict[str, str], name: str) -> None:
    session.erasure.erase("request", world[name])
    left = session.commun.sql("SELECT tbl, row FROM main.entry WHERE value LIKE ? OR (row=? AND value IS NOT NULL)",
                              (f"%{world[name]}%", world[name]))
    assert left == [] and not session.drafts.get("request", world[name])
    assert len(session.concertation.agenda(world["meeting"])) == 2 and session.verify() == []


def test_two_records_of_one_child_show_as_one(session: Session, world: dict[str, str]) -> None:
    twin = child(session, "Haddad", "Yaniss", "CP")
    session.requests.submit(session.requests.add("pupil", students=[twin], answers=FOUR).created[0])
    session.helping.add("individual", "Calcul", students=[twin], since="2026-10-05")
    session.aids.note(twin, "2024-2025", "rased_g")
    before = [len(session.requests.list(RequestQuery(student=world["yanis"]))), len(session.helping.list(student=world["yanis"])),
              len(session.students.ribbon(world["yanis"]).bars), len(session.students.timeline(world["yanis"]))]
    change = session.students.merge(world["yanis"], twin)
    assert len(session.requests.list(RequestQuery(student=world["yanis"]))) == before[0] + 1
    assert len(session.helping.list(student=world["yanis"])) == before[1] + 1
    assert len(session.students.ribbon(world["yanis"]).bars) == before[2] + 2
    assert {aid.year for aid in session.aids.of(world["yanis"])} == {"2024-2025", "2025-2026"}
    assert len(session.students.timeline(world["yanis"])) > before[3]
    session.undo(change.unit)
    assert len(session.requests.list(RequestQuery(student=world["yanis"]))) == before[0]


def test_a_request_follows_a_child_who_moves(session: Session, world: dict[str, str]) -> None:
    session.schools.save({"uai": PORT, "name": "École du Port", "city": "Valmont"})
    session.students.enrol(world["yanis"], year="2026-2027", school=PORT, level="CP", class_name="CP B")
    rows = session.requests.list(RequestQuery(student=world["yanis"]))
    assert {row.id for row in rows} == {world["alone"], world["several"]}
    assert session.students.get(world["yanis"]).current.school == "École du Port"
    request = session.requests.get(world["alone"])
    assert request.school == "École Jean Moulin", "the school that asked"
    session.requests.news(world["alone"], "suivi au Port")


@pytest.mark.parametrize(("words", "table", "title"), [
    (CANARY, "request", "Demande · HADDAD Yanis"), ("lisent deux", "request", "Demande du 23 novembre 2026 · plusieurs élèves"),
    ("histoires", "contribution", "Contribution"), (f"decision {CANARY}", "decision", "Décision · HADDAD Yanis"),
    (f"aide {CANARY}", "intervention", f"Aide : {CANARY} · HADDAD Yanis"), (f"seance {CANARY}", "sitting", "Séance · HADDAD Yanis"),
    ("bel ecoute", "contribution", "Contribution"), ("langage", "intervention", "Aide : Langage")])
def test_search_finds_by_words(session: Session, world: dict[str, str], words: str, table: str, title: str) -> None:
    found = [(one.table, one.title) for one in session.search.everything(words, 30)]
    assert (table, title) in found, found
    for one in session.search.everything(words, 30):
        assert not one.detail.startswith("2026-"), "a day is written for people"


def test_what_was_being_typed_about_a_nameless_request_goes_with_it(session: Session) -> None:
    """Drafts of acts are named after the request: without a child, nothing else would find them."""
    asked = session.requests.add("class", class_name="CE1", level="CE1", answers={"faits": "Bruit le matin."}).created[0]
    other = session.requests.add("class", class_name="CE2", level="CE2", answers={"faits": "Calme."}).created[0]
    part = session.requests.contribute(asked, author="M. Roy", answers={"faits": "Pareil en sport."}).created[0]
    for name in (f"decision:{asked}", f"demande_clore:{asked}", f"contribution:{part}", f"decision:{other}"):
        session.drafts.keep("request", name, "", {"phrase": "CANARI"})
    session.erasure.erase("request", asked)
    assert [draft.id for draft in session.drafts.all()] == [f"decision:{other}"]
