"""A teacher of one class, in front of a request about several and of a group: the children of others are named to her nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import InputError, PoleError, RefusedError
from desktop.ids import named
from desktop.models import Decision, Intervention, Member
from desktop.services import lookup
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from desktop.storage.store import Store
from tests.reports.reading import reader
from tests.services.conftest import KEY
from tests.services.rights_world import BESIDE, FAR, HERE, SCHOOLS, RightsWorld, Someone, build, plain, word

FOUR = {"sujet": "Sujet", "faits": "Faits", "essaye": "Essai", "parents_informes_le": "2026-11-09"}
NAMES = ("Zqanouk", "Zqbasile", word("student", FAR), word("student", BESIDE), "ZQNOTE")
TOLD_TOGETHER = "Zqanouk et Lou iront ensemble"


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in reader(pdf).pages)


class Written(dict[str, str]):
    """Ids by what they are."""


@pytest.fixture
def world(tmp_path: Path, service_file: Path) -> Iterator[RightsWorld]:
    made = build(RightsWorld(tmp_path, service_file, KEY))
    yield made
    made.close()


@pytest.fixture
def ids(world: RightsWorld) -> Written:
    """Her child and two of others: a request about the three, one about another alone, a meeting, a group, a prevention group."""
    session = world.session("specialist_e-whole", copy=False)
    kids = [world.id("student", child) for child in (HERE, BESIDE, FAR)]
    session.students.update(kids[1], {"first_name": "Zqbasile"})
    session.students.update(kids[2], {"first_name": "Zqanouk"})
    found = Written(here=kids[0], beside=kids[1], far=kids[2])
    found["several"] = session.requests.add("several", students=kids, school_id=SCHOOLS[0],
                                            answers={**FOUR, "points_appui": "ZQFORCES DE TOUS"}).created[0]
    found["alone"] = session.requests.add("pupil", students=kids[2:], answers=FOUR).created[0]
    for id in (found["several"], found["alone"]):
        session.requests.submit(id)
    found["meeting"] = session.concertation.prepare("2026-11-23", [found["alone"], found["several"]], SCHOOLS[0]).created[0]
    found["decision"] = session.concertation.decide(found["several"], {"indications": ["maitre_e"], "phrase": TOLD_TOGETHER},
                                                    found["meeting"]).created[0]
    session.concertation.decide(found["alone"], {"indications": ["maitre_e"], "phrase": "Zqanouk seule"}, found["meeting"])
    found["group"] = session.helping.add("group", "Groupe de Zqanouk", students=kids, since="2026-10-05", level="CE1",
                                         request_id=found["several"]).created[0]
    session.helping.save(found["group"], {"demarche": "Zqbasile d’abord", "objectifs": [{"objectif": "Zqanouk lit une phrase"}],
                                          "bilans": [{"avec": "Zqanouk", "constat": "ZQBILAN de Zqanouk"}]})
    found["prevention"] = session.helping.add("prevention", "Langage de Zqbasile", students=kids, level="CP",
                                              since="2026-10-05").created[0]
    found["individual"] = session.helping.add("individual", students=kids[2:], since="2026-10-05").created[0]
    for code in ("group", "prevention"):
        session.helping.note_sitting(found[code], "2026-11-20", dict.fromkeys(kids, "present"), note="ZQNOTE Zqanouk")
        session.timetable.add(1, "9:00", "9:45", intervention_id=found[code])
    session.timetable.add(2, "9:00", "9:45", intervention_id=found["individual"])
    world.close()
    return found


def ways(session: Session, ids: Written) -> dict[str, Any]:
    """All that requests and help say, by every id there is."""
    printing, forms = session.printing, session.paper_forms
    meeting = ids["meeting"]
    found: dict[str, Any] = {
        "tout": session.requests.everything, "contributions": session.requests.all_contributions,
        "décisions": session.concertation.decisions, "d’une réunion": lambda: session.concertation.decisions(meeting),
        "ordre du jour": lambda: session.concertation.agenda(meeting), "à proposer": session.concertation.propose_agenda,
        "faits": lambda: [session.concertation.facts(meeting, one.id) for one in session.concertation.agenda(meeting)],
        "aides": session.helping.list, "coups de pouce": session.helping.boosts, "semaine": session.timetable.slots,
        "en même temps": lambda: session.timetable.overlaps(1, "8:00", "10:00", owner_id="specialist_e-whole",
                                                            intervention_id=ids["group"]),
        "à reprendre": session.resuming.list, "charges": session.resuming.loads, "les miennes": session.resuming.mine,
        "corbeille": session.history.bin, "derniers actes": lambda: session.history.last_units(500),
        "fiche d’un temps": lambda: text_of(printing.decision_sheet(since="2026-01-01")),
        "semaine sur papier": lambda: text_of(printing.timetable()),
    }
    for view in ("all", "mine", "free", "still", "drafts", "closed"):
        query = RequestQuery(view=view)  # type: ignore[arg-type]
        found[f"liste {view}"] = lambda query=query: [session.requests.list(query), session.requests.board(query)]
    for text in ("zq", "Zqanouk", "Langage", "seance"):
        found[f"chercher {text}"] = lambda text=text: [
            session.search.everything(text), session.requests.list(RequestQuery(search=text)), session.helping.list(search=text)]
    for what, id in ids.items():
        found |= {
            f"montrer {what}": lambda id=id: lookup.record(session, id), f"demande {what}": lambda id=id: session.requests.get(id),
            f"aide {what}": lambda id=id: session.helping.get(id), f"réunion {what}": lambda id=id: session.meetings.get(id),
            f"parcours {what}": lambda id=id: [session.students.timeline(id), session.students.ribbon(id)],
            f"aides de {what}": lambda id=id: [session.aids.of(id), session.aids.known(id)],
            f"papier {what}": lambda id=id: text_of(printing.request(id)),
            f"fiche {what}": lambda id=id: text_of(printing.decision_sheet(id)),
            f"fiche sans nom {what}": lambda id=id: text_of(printing.decision_sheet(id, nameless=True)),
            f"ruban {what}": lambda id=id: text_of(printing.ribbon(id)),
            f"emploi du temps {what}": lambda id=id: text_of(printing.timetable(intervention_id=id)),
            f"formulaire {what}": lambda id=id: text_of(forms.blank(request_id=id, filled=True, named=True)),
            f"formulaire de {what}": lambda id=id: text_of(forms.blank(student_id=id, filled=True, named=True)),
        }
        for to in ("school", "teacher", "parents"):
            found[f"réponse {to} {what}"] = lambda id=id, to=to: text_of(printing.answer(id, to))
        for table in ("request", "intervention", "meeting", "decision", "student"):
            found[f"historique {table} {what}"] = lambda id=id, table=table: session.history.of(table, id)
    return found


def said(way: Any) -> str:
    try:
        return plain(way())
    except PoleError as error:
        return str(error)


def test_no_answer_and_no_paper_names_the_children_of_others(world: RightsWorld, ids: Written) -> None:
    session = world.session("teacher-class")
    answers = {name: said(way) for name, way in ways(session, ids).items()}
    forbidden = (*NAMES, ids["far"], ids["beside"])
    assert [(name, text) for name, answer in answers.items() for text in forbidden if text in answer] == []
    assert TOLD_TOGETHER.replace("Zqanouk", "un autre enfant") in answers["demande several"]
    assert "un autre enfant et Lou iront ensemble" in answers["réponse school several"]
    assert "ZQBILAN de un autre enfant" in answers["aide group"]


def test_a_request_about_three_is_not_told_as_one_child_s(world: RightsWorld, ids: Written) -> None:
    session = world.session("teacher-class")
    assert session.requests.get(ids["several"]).title == "3 élèves"
    [row] = session.requests.list()
    assert row.title == "3 élèves"
    [situation] = session.concertation.agenda(ids["meeting"])
    assert (situation.title, situation.student_id) == ("3 élèves", "")
    assert session.concertation.asked(ids["several"]).only is None
    letter = text_of(session.printing.answer(ids["several"], "parents"))
    assert "ZQFORCES" not in letter, "what works for three is not written to the parents of one"


def test_what_a_member_of_one_school_decides_for_three_is_not_one_child_s(world: RightsWorld, ids: Written) -> None:
    session = world.session("psychologist-school")
    decided = session.concertation.decide(ids["several"], {"indications": ["psychologue"], "phrase": "Une rencontre"}).created[0]
    assert session.concertation.decision(decided).student_id == ""
    assert decided not in [event.id for event in session.students.timeline(ids["here"])]


def test_names_taken_out_of_a_decision_are_not_written_back(world: RightsWorld, ids: Written) -> None:
    session = world.session("psychologist-class", copy=False)
    before = session.concertation.decision(ids["decision"])
    assert before.phrase == "un autre enfant et Lou iront ensemble" == before.answers["phrase"]
    session.concertation.save_decision(ids["decision"], {**before.answers, "debut": "2026-11-30"})
    world.close()
    whole = world.session("specialist_e-whole", copy=False).concertation.decision(ids["decision"])
    assert (whole.phrase, whole.answers["debut"]) == (TOLD_TOGETHER, "2026-11-30")


def test_who_gives_the_help_reads_her_own_title_and_notes(world: RightsWorld, ids: Written) -> None:
    session = world.session("specialist_e-whole")
    help = session.helping.get(ids["group"])
    assert (help.title, help.sittings[0].note) == ("Groupe de Zqanouk", "ZQNOTE Zqanouk")
    assert help.answers["bilans"][0]["constat"] == "ZQBILAN de Zqanouk"
    assert session.helping.get(ids["prevention"]).title == "Langage de Zqbasile"
    assert all("Zq" not in slot.label for slot in session.timetable.slots()), "what hangs on a door names nobody"


def test_a_request_about_three_is_not_made_one_child_s_nor_removed_in_part(world: RightsWorld, ids: Written) -> None:
    session = world.session("specialist_g-class")
    before = session.commun.sql("SELECT count(*) FROM main.entry")
    for act in (lambda: session.requests.update(ids["several"], {"about": "pupil", "students": [ids["here"]]}),
                lambda: session.requests.update(ids["several"], {"about": "class"}),
                lambda: session.requests.remove(ids["several"])):
        with pytest.raises(RefusedError):
            act()
    assert session.commun.sql("SELECT count(*) FROM main.entry") == before


def test_a_prevention_group_is_nowhere_on_the_child_s_side(world: RightsWorld, ids: Written) -> None:
    session = world.session("specialist_e-whole", copy=False)
    session.helping.remove(ids["group"])
    child = ids["here"]
    told = plain([session.students.timeline(child), session.students.ribbon(child), session.aids.of(child),
                  session.aids.known(child), session.helping.list(student=child), session.search.everything(word("student", HERE)),
                  session.students.get(child), session.commun.sql("SELECT * FROM student_list WHERE student_id=?", (child,))])
    assert ids["prevention"] not in told and "Langage" not in told and "révention" not in told
    assert "Langage" not in text_of(session.printing.ribbon(child)) + text_of(session.printing.student_sheet(child))
    roots = session.commun.sql("SELECT DISTINCT root FROM entry WHERE tbl IN ('member', 'presence') AND root=?", (child,))
    assert roots == [] or ids["prevention"] not in plain(session.commun.sql("SELECT value FROM entry WHERE root=?", (child,)))


def test_what_a_decision_copies_elsewhere_names_no_child_of_others(world: RightsWorld, ids: Written) -> None:
    whole = world.session("specialist_e-whole", copy=False)
    decided = whole.concertation.decide(ids["several"], {"indications": ["autre"], "autre": "Lire avec Zqanouk"}, ids["meeting"])
    world.close()
    session = world.session("teacher-class")
    told = {name: said(way) for name, way in {
        **ways(session, Written({**ids, "decision": decided.created[0]})),
        "à faire": lambda: session.tasks.list(open_only=False), "chercher à faire": lambda: session.tasks.list(search="Zqanouk"),
        "la fiche": lambda: [lookup.record(session, task.id) for task in session.tasks.list()]}.items()}
    assert [name for name, text in told.items() if "Zqanouk" in text] == []
    assert "Lire avec un autre enfant" in told["à faire"] and "lire avec un autre enfant" in told["réponse school several"]
    world.close()
    session = world.session("psychologist-class", copy=False)
    [task] = [one for one in session.tasks.list() if one.title == "Lire avec un autre enfant"]
    session.tasks.update(task.id, {"title": task.title, "detail": "mardi"})
    world.close()
    again = world.session("specialist_e-whole", copy=False).tasks.get(task.id)
    assert (again.title, again.detail) == ("Lire avec Zqanouk", "mardi"), "what was masked is not written back"


def test_a_choice_between_two_texts_names_no_child_of_others(world: RightsWorld, ids: Written) -> None:
    member = named("member", ids["group"], ids["here"])
    elsewhere = shutil.copyfile(world.folder / "commun.db", world.folder / "elsewhere.db")
    session = world.session("specialist_e-whole", copy=False)
    other = Store(elsewhere, world.key, ids=world.ids, clock=world.clock, device=lambda: "autre", signer=Someone("auteur"),
                  vault_id="v", compartment="commun")
    for store, place, outcome in ((session.commun, "ici", "class"), (other, "loin", "other")):
        with store.unit("écrit") as unit:
            unit.put(Member, member, {"outcome": outcome})
            unit.put(Decision, ids["decision"], {"answers.phrase": f"Zqanouk {place}"})
            unit.put(Intervention, ids["group"], {"title": f"Zqanouk {place}"})
    session.commun.receive(*other.export([ids["here"], ids["several"], ids["group"]]))
    other.close()
    assert "Zqanouk ici" in plain(session.clashes.list())
    world.close()
    session = world.session("psychologist-class", copy=False)
    found = [clash for root in (ids["here"], ids["several"], ids["group"]) for clash in session.clashes.of(root)
             if (clash.table, clash.column) != ("student", "city")]
    assert {clash.table for clash in found} == {"member", "decision", "intervention"} and "Zqanouk" not in plain(found)
    [phrase] = [clash for clash in found if clash.table == "decision"]
    assert sorted(str(one.value) for one in phrase.versions) == ["un autre enfant ici", "un autre enfant loin"]
    with pytest.raises(InputError):
        session.clashes.resolve(phrase.id, text="un autre enfant ici")
    keep = next(one.number for one in phrase.versions if one.text.endswith("loin"))
    session.clashes.resolve(phrase.id, keep)
    world.close()
    assert world.session("specialist_e-whole", copy=False).concertation.decision(ids["decision"]).phrase == "Zqanouk loin"


def test_a_search_for_a_child_of_others_finds_nothing_she_is_in(world: RightsWorld, ids: Written) -> None:
    session = world.session("teacher-class")
    for name in ("Zqanouk", "Zqbas", word("student", FAR)):
        assert session.search.everything(name) == (), name
    assert {found.table for found in session.search.everything("ensemble")} == {"decision"}
    assert [found.title for found in session.search.everything("aide groupe")] == ["Aide : groupe"]
    world.close()
    assert world.session("specialist_e-whole").search.everything("Zqanouk")


def test_a_refused_label_does_not_tell_who_is_in_a_group(world: RightsWorld, ids: Written) -> None:
    session = world.session("teacher-class")
    [slot] = session.timetable.of_help(ids["group"])
    for label in ("Zqanouk", "Lecture"):
        with pytest.raises(RefusedError):
            session.timetable.add(4, "9:00", "9:45", intervention_id=ids["group"], label=label)
        with pytest.raises(RefusedError):
            session.timetable.update(slot.id, {"label": label})


def test_helps_found_by_a_function_are_not_counted(world: RightsWorld) -> None:
    helping = world.session("director-whole").helping
    assert [text for text in ("psy", "Psychologue", "lilas maître") if helping.told(text)] == []
    assert helping.told("") and helping.told("lilas") and helping.told("HADDAD")
