"""What must not be told, whoever wrote it: outside care without agreement, names on nameless papers, one guardian's to another.

And what another program writes, in a pli or a PDF, neither breaks a list nor opens what one may not see.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from desktop.errors import InputError, PoleError, RefusedError
from desktop.exchange.bad import BadPliError
from desktop.models import Aid, Line
from desktop.services import lookup
from desktop.services.paper_forms import UNKNOWN
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from desktop.storage.heads import CREATED
from tests.reports.reading import reader
from tests.services.laptops import Hand, Laptops, batch, everything
from tests.services.laptops import child as pupil
from tests.services.people import House
from tests.services.requests_world import asked, child

LONG = "x" * 200_000
FAR_DAY = "9999-12-31"
MOST = 2**53 - 1
CARE = "ZQSOIN"


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in reader(pdf).pages)


def bare_of(pdf: bytes) -> str:
    """All that a PDF holds: every string, name and opened stream, its metadata and the values of its fields."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        found = [repr(dict(document.docinfo.items())) if document.docinfo is not None else ""]
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes().decode("latin-1"))
            found.append(repr(thing))
            if isinstance(thing, pikepdf.Dictionary):
                found += [str(value) for value in thing.values() if isinstance(value, pikepdf.String)]
        return " ".join(found) + text_of(pdf)


# -- what a pli brings ---------------------------------------------------------------------------------------------------
@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Session, Session, str]]:
    made = Laptops(tmp_path)
    one, two = made.open("martin"), made.open("lambert", "specialist_e")
    yield one, two, pupil(two)
    made.close()


Rows = list[tuple[str, str, dict[str, Any], str]]


def odd_kinds(new: Callable[[], str], id: str) -> Rows:
    """Values of a lawful type that no question of ours takes."""
    request, meeting, help = new(), new(), new()
    mine = {"request_id": request, "student_id": id}
    return [
        ("request", request, {
            "about": "pupil", "student_id": id, "state": "submitted", "school_id": "zz", "form_version": -5, "answers.sujet": 5,
            "answers.nature": "x", "answers.faits": ["a"], "answers.exemples": "no", "answers.parents_informes_le": 7,
            "answers.hors_ecole": CARE, "answers.aides": 5, "answers.points_appui": True, "answers.eleve": ["a"]}, id),
        ("decision", new(), {**mine, "date": "2026-11-20", "answers.indications": "zz", "answers.phrase": 5, "answers.debut": 5,
                             "answers.propose_a": ["a"]}, id),
        ("decision", new(), {**mine, "date": "2026-11-20", "answers.indications": 5, "answers.phrase": ["a"]}, id),
        ("contribution", new(), {**mine, "answers.faits": 5, "answers.points_appui": ["a"]}, id),
        ("intervention", help, {"kind": "individual", "student_id": id, "since": "2026-10-01", "state": "running",
                                "answers.domaines": "x", "answers.objectifs": "x", "answers.bilans": 5}, id),
        ("member", new(), {"intervention_id": help, "student_id": id, "answers.bilan": 5}, id),
        *(("line", new(), {"owner": request, "key": key, "rank": -5, "cells.date": 5, "cells.fait": ["a"], "cells.annee": 5}, id)
          for key in ("exemples", "aides", "zz")),
        ("line", new(), {"owner": help, "key": "bilans", "rank": -5, "cells.date": 5, "cells.constat": ["a"]}, id),
        ("meeting", meeting, {"kind": "synthese", "date": "2026-11-23", "answers.personnes": 5}, meeting),
        ("agenda", new(), {**mine, "meeting_id": meeting, "rank": MOST, "seconds": -MOST}, id),
        ("aid", new(), {"student_id": id, "year": "2025-2026", "device": "orthophonie", "state": "oui", "lane": "pole",
                        "detail": CARE}, id),
        ("aid", new(), {"student_id": id, "year": "2025-2026", "device": "prevention", "state": "oui", "lane": "pole",
                        "detail": CARE}, id),
    ]


def odd_codes(new: Callable[[], str], id: str) -> Rows:
    """States, codes and days unknown here, and lengths nobody types."""
    request, meeting, help = new(), new(), new()
    mine = {"request_id": request, "student_id": id}
    return [
        ("request", request, {
            "about": "zz", "student_id": id, "state": "zz", "sent_on": FAR_DAY, "level": "ZZ", "class_name": LONG, "requester": LONG,
            "origin": "zz", "source": "zz", "closing": "zz", "received_on": "9999-99-99", "form_version": 99,
            "answers.sujet": LONG, "answers.nature": ["zz"], "answers.zz": "x", "answers.parents_informes_le": "zz"}, id),
        ("step", new(), {**mine, "kind": "zz", "date": FAR_DAY, "at": "zz", "author": "x", "note": LONG}, id),
        ("proposal", new(), {**mine, "account_id": "zz", "person": LONG, "function": "zz", "answer": "zz"}, id),
        ("decision", new(), {**mine, "date": FAR_DAY, "author": "zz", "form_version": 99, "answers.indications": ["zz"],
                             "answers.debut": "zz", "answers.bilan_le": FAR_DAY, "answers.phrase": "y", "answers.mode": "zz"}, id),
        ("intervention", help, {"kind": "zz", "title": "t", "function": "zz", "student_id": id, "since": "0001-01-01",
                                "until": FAR_DAY, "review_on": "zz", "state": "running", "year": "zz", "request_id": request}, id),
        ("member", new(), {"intervention_id": help, "student_id": id, "since": "zz", "until": FAR_DAY, "outcome": "zz"}, id),
        ("sitting", new(), {"intervention_id": help, "date": "zz", "time": "zz", "minutes": 2**40, "state": "zz"}, id),
        *(("aid", new(), {"student_id": id, "device": device, "state": "oui", "lane": "zz", "year": year}, id)
          for device, year in (("zz", "zz"), ("apc", "zz"), ("apc", "9999-10000"))),
        *(("slot", new(), {"intervention_id": help, "owner_id": "zz", "owner": "x", "year": "2026-2027", "weekday": day,
                           "begins": begins, "ends": ends, "label": "z"}, id)
          for day, begins, ends in ((2**40, "09:00", "10:00"), (1, "zz", "25:99"), (1, "09:00", "zz"))),
        ("meeting", meeting, {"kind": "synthese", "date": FAR_DAY}, meeting),
        ("agenda", new(), {**mine, "meeting_id": meeting, "rank": -5, "seconds": -5, "state": "zz"}, id),
        ("agenda", new(), {"meeting_id": meeting, "request_id": "nope", "student_id": "", "rank": 3}, id),
    ]


def taken(one: Session, two: Session, rows: Rows) -> None:
    hand = Hand(one, two)
    act = hand.act()
    made = [hand.entry(act, root, table, row, CREATED, cells) for table, row, cells, root in rows]
    two.receiving.take(two.receiving.look(hand.file(batch([act], made))))


def tell(session: Session, student: str) -> str:
    """Lists, board, sheets and papers; only a plain sentence may stop one of them."""
    printing = session.printing
    ways: list[Callable[[], Any]] = [
        session.requests.everything, session.requests.all_contributions, session.concertation.decisions, session.helping.list,
        session.concertation.propose_agenda, session.helping.boosts, session.timetable.slots, session.resuming.list,
        session.resuming.loads, session.resuming.mine, lambda: session.students.ribbon(student),
        lambda: session.students.timeline(student), lambda: session.aids.of(student), lambda: session.aids.known(student),
        lambda: text_of(printing.ribbon(student)), lambda: text_of(printing.timetable()),
        lambda: text_of(printing.decision_sheet(since="2026-01-01")), lambda: session.search.everything("lecture"),
        lambda: text_of(session.paper_forms.blank(student_id=student, filled=True, named=True))]
    for view in ("all", "drafts", "closed", "still"):
        query = RequestQuery(view=view, sort="state")  # type: ignore[arg-type]
        ways += [lambda query=query: (session.requests.list(query), session.requests.board(query), session.requests.counts(query))]
    opened: dict[str, list[Callable[[str], Any]]] = {
        "request": [session.requests.get, session.requests.people_to_propose, lambda id: text_of(printing.request(id)),
                    lambda id: text_of(printing.answer(id, "school")), lambda id: text_of(printing.answer(id, "teacher")),
                    lambda id: text_of(printing.answer(id, "parents")),
                    lambda id: session.paper_forms.blank(request_id=id, filled=True, named=True) and ""],
        "meeting": [session.meetings.get, lambda id: [session.concertation.facts(id, row.id) for row in session.concertation.agenda(id)],
                    lambda id: text_of(printing.decision_sheet(id)), lambda id: text_of(printing.decision_sheet(id, nameless=True))],
        "intervention": [session.helping.get, lambda id: text_of(printing.timetable(intervention_id=id))],
        "decision": [session.concertation.decision], "contribution": [lambda id: text_of(printing.contribution(id))],
        "sitting": [session.helping.sitting], "slot": [session.timetable.get], "aid": [session.aids.get],
    }
    for table, readers in opened.items():
        for (row,) in session.commun.sql(f"SELECT id FROM {table}"):
            ways += [lambda read=read, row=row: read(row) for read in readers]
            ways += [lambda row=row: lookup.record(session, row) and "",  # history says what was written, by whom
                     lambda row=row, table=table: session.history.of(table, row) and ""]
    said = []
    for way in ways:
        try:
            said.append(repr(way()))
        except PoleError as error:
            said.append(str(error))
    return "\n".join(said)


@pytest.mark.parametrize("rows", [odd_kinds, odd_codes], ids=["kinds", "codes"])
def test_a_pli_of_odd_values_is_listed_opened_and_printed(pair: tuple[Session, Session, str], rows: Any) -> None:
    one, two, id = pair
    taken(one, two, rows(one.ids.new, id))
    told = tell(two, id)
    assert CARE not in told, "outside care without the family's agreement is told nowhere"
    [row] = two.requests.everything()
    two.commun.writer.execute("UPDATE request SET state='submitted'")
    letter = reader(two.printing.answer(row.id, "teacher"))
    assert len(letter.pages) <= 2, "a name of any length makes no paper of a hundred pages"


def test_a_rank_no_file_can_hold_is_refused_whole(pair: tuple[Session, Session, str]) -> None:
    one, two, id = pair
    before = everything(two)
    for rank in (2**63, -(2**63), 2**53):
        with pytest.raises(BadPliError):
            taken(one, two, [("agenda", one.ids.new(), {"meeting_id": id, "rank": rank}, id)])
    assert everything(two) == before


# -- outside care --------------------------------------------------------------------------------------------------------
def test_outside_care_without_agreement_goes_nowhere(session: Session) -> None:
    student = child(session)
    request = asked(session, [student], answers={"hors_ecole": f"{CARE} le mardi"})
    with session.commun.unit("d’ailleurs") as unit:
        unit.new(Aid, {"student_id": student, "year": "2025-2026", "device": "cmp", "state": "oui", "lane": "class",
                       "detail": CARE}, root=student)
        unit.new(Line, {"owner": request, "key": "aides", "rank": 0, "cells": {"annee": "2025-2026", "dispositif": "apc"}},
                 root=student)
    assert CARE not in tell(session, student)
    papers = [session.printing.request(request), session.printing.ribbon(student),
              session.paper_forms.blank(request_id=request, filled=True, named=True),
              *(session.printing.answer(request, to) for to in ("school", "teacher", "parents"))]
    assert all(CARE not in bare_of(pdf) for pdf in papers)
    again = session.requests.add("pupil", students=[student]).created[0]
    assert CARE not in repr(session.requests.get(again))
    session.requests.save(request, {"hors_ecole_accord": True})
    assert CARE in text_of(session.printing.request(request)), "once the family agrees, it is there"


# -- papers without a name -----------------------------------------------------------------------------------------------
def test_a_form_without_a_name_holds_none_anywhere(session: Session) -> None:
    student = child(session)
    session.guardians.add(student, last_name="Karim", first_name="Omar", relation="père")
    request = asked(session, [student], answers={
        "sujet": "Lecture", "faits": "Noémie lit neuf lettres.", "essaye": "Relire à deux", "parents_disent": "M. Karim lit le soir.",
        "disponibilites": "Demander à Mme Guérin"}, entered_by="Claire Martin")
    session.requests.save(request, {"exemples": [{"fait": "Ben Salah lit"}, {"fait": "Il lit seul"}]})
    for pdf in (session.paper_forms.blank(request_id=request, filled=True), session.paper_forms.blank(student_id=student, filled=True),
                session.paper_forms.blank("contribution", request_id=request, filled=True)):
        held = bare_of(pdf)
        assert [name for name in ("Noémie", "NOÉMIE", "SALAH", "Salah", "Karim", "Omar", "Guérin", "Claire") if name in held] == []
    held = bare_of(session.paper_forms.blank(request_id=request, filled=True))
    assert "Relire à deux" in held and "Il lit seul" in held
    assert "Guérin" in bare_of(session.paper_forms.blank(request_id=request, filled=True, named=True))
    came = session.paper_forms.read(session.paper_forms.blank(request_id=request, filled=True))
    assert "faits" not in [one.key for one in came.answers], "what stayed here does not come back maimed"


def test_a_copy_without_names_holds_none_in_any_stream(session: Session) -> None:
    student, other = child(session), child(session, "HADDAD", "Yanis")
    request = asked(session, [student, other])
    meeting = session.concertation.prepare("2026-11-23", [request]).created[0]
    session.concertation.decide(request, {"indications": ["maitre_e"], "phrase": "Noémie et Yanis liront, dit Mme Guérin."}, meeting)
    held = bare_of(session.printing.decision_sheet(meeting, nameless=True))
    assert [name for name in ("Noémie", "Yanis", "SALAH", "Salah", "HADDAD", "Haddad", "Guérin", "Claire", "Jean Moulin")
            if name in held] == []


# -- one guardian, and no other ------------------------------------------------------------------------------------------
def test_a_guardian_s_letter_carries_nothing_of_another_in_any_stream(session: Session) -> None:
    student = child(session)
    kept = {"address": "12 impasse Secrète", "phone": "01 39 00 11 22", "email": "zq@exemple.fr"}
    mother = session.guardians.add(student, last_name="Zqmere", first_name="Ana", relation="mère", confidential=True,
                                   **kept).created[-1]
    father = session.guardians.add(student, last_name="Zqpere", first_name="Omar", relation="père",
                                   address="3 avenue Foch").created[-1]
    gone = session.guardians.add(student, last_name="Zqparti", first_name="Luc", relation="père",
                                 no_contact_since="2026-01-05").created[-1]
    request = asked(session, [student], answers={"nature": ["cognitives", "sociales"]})
    session.concertation.decide(request, {"indications": ["maitre_e"],
                                          "phrase": "La mère vit au 12 impasse Secrète ; tél. 01 39 00 11 22."})
    letter = bare_of(session.printing.answer(request, "parents", guardian_id=father))
    assert [word for word in (*kept.values(), "Zqmere", "Zqparti") if word in letter] == []
    assert "capacités cognitives" not in letter and "sociales" not in letter, "the four kinds stay on the request"
    own = bare_of(session.printing.answer(request, "parents", guardian_id=mother))
    assert "impasse Secrète" in own and "avenue Foch" not in own and "Zqpere" not in own
    for to in ("school", "teacher"):
        assert "Secrète" not in bare_of(session.printing.answer(request, to))
    with pytest.raises(InputError, match="n’écrit plus"):
        session.printing.answer(request, "parents", guardian_id=gone)
    assert "Zqparti" not in bare_of(session.printing.answer(request, "parents"))


# -- a file of one's own ---------------------------------------------------------------------------------------------------
def test_nothing_of_a_psychologist_s_file_comes_into_requests(house: House) -> None:
    student = child(house.session("lambert"))
    psychologist = house.session("haddad")
    psychologist.notebook.add("entretien", student=student, answers={"paroles": "ZQCARNET"})
    psychologist.notebook.add_student("Zqseule", "Lina")
    request = psychologist.requests.add("pupil", students=[student], answers={
        "sujet": "S", "faits": "F", "essaye": "E", "parents_raison": "R"}).created[0]
    psychologist.requests.submit(request)
    psychologist.requests.take(request)
    meeting = psychologist.concertation.prepare("2026-11-23", [request], students=[student]).created[0]
    psychologist.concertation.decide(request, {"indications": ["psychologue"], "phrase": "Une rencontre"}, meeting)
    told = tell(psychologist, student)
    assert "ZQCARNET" not in told and "Zqseule" not in told
    for pdf in (psychologist.paper_forms.blank(request_id=request, filled=True, named=True),
                psychologist.printing.answer(request, "parents"), psychologist.printing.decision_sheet(meeting)):
        assert "ZQCARNET" not in bare_of(pdf)
    words = house.words_of(house.session("lambert").commun)
    assert b"zqcarnet" not in words and b"zqseule" not in words
    director = house.session("lambert")
    sectors, functions = director.resuming.loads()
    assert functions == (), "a function one person holds has no figure"
    assert all((load.helped, load.sittings) == (0, 0) for load in sectors)


# -- a PDF that comes back -------------------------------------------------------------------------------------------------
def entry(name: str, value: Any) -> Dictionary:
    return Dictionary(T=String(name), FT=Name.Tx, V=String(value) if isinstance(value, str) else value)


def form(*fields: Any, mark: str = "demande/1") -> bytes:
    document = Pdf.new()
    document.add_blank_page()
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(entry("pole.form", mark)), *fields]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def turning() -> bytes:
    document = Pdf.new()
    document.add_blank_page()
    one = document.make_indirect(Dictionary(T=String("demande")))
    two = document.make_indirect(Dictionary(T=String("sujet"), Kids=Array([one])))
    one.Kids = Array([two, one])
    one.Parent = two
    document.pages[0].obj.Annots = Array([one])
    document.Root.AcroForm = Dictionary(Fields=Array([entry("pole.form", "demande/1"), one]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "dix mille champs": lambda: form(*(entry(f"demande.x{n}", "y") for n in range(10_000))),
    "un champ cent mille fois": lambda: form(*(entry("demande.sujet", "y") for _ in range(100_000))),
    "des champs sans nom": lambda: form(*(Dictionary(A=1) for _ in range(200_000))),
    "un texte immense": lambda: form(entry("demande.sujet", "y" * 3_000_000)),
    "une version en exposant": lambda: form(mark="demande/²"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_form_is_one_sentence_and_soon(session: Session, what: str) -> None:
    data = HOSTILE[what]()
    before = everything(session)[:3]
    with pytest.raises(InputError) as refused:
        session.paper_forms.read(data)
    assert len(str(refused.value)) < 200
    assert everything(session)[:3] == before


def test_a_form_that_turns_in_circles_or_says_odd_things_is_read(session: Session) -> None:
    assert session.paper_forms.read(turning()).answers == ()
    odd = form(entry("demande.sujet", Dictionary(A=1)), Dictionary(T=Array([1]), V=Array([Array([1])])),
               entry("demande.faits", Array([Array([1])])), 5, Dictionary(T=String("demande"), Kids=5))
    assert session.paper_forms.read(odd).answers == ()


def test_a_code_tells_nothing_of_what_is_not_open(session: Session) -> None:
    student = child(session)
    request = asked(session, [student], answers={"faits": "ZQSECRET"})
    told = set()
    for code in (f"student/{request}", f"request/{student}", "request/%", f"request/{request[:-1]}_", "request/" + "9" * 5000):
        came = session.paper_forms.read(form(entry("pole.code", code), entry("demande.faits", "x")))
        told.add((came.request_id, came.student_id, came.remarks))
        assert "ZQSECRET" not in repr(came)
    assert told == {("", "", (UNKNOWN,))}
    with pytest.raises(RefusedError):
        session.paper_forms.take(came, ["faits"], request_id="01a207c8-a640-7006-bb58-be5c5e26fd95")
    assert len(session.commun.sql("SELECT id FROM request")) == 1
