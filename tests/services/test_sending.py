"""What leaves for other laptops: since the last pli, by child, by school; told in plain words, sealed, kept in the log."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import InputError, RefusedError
from desktop.services.exchange_values import Selection, Share
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.sending_world import SCHOOLS, UAIS, Desk, meet, opened, send, take, words

SWEEP = Selection(swept=True)


@pytest.fixture
def desks(service_file: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk, Desk]]:
    made = tuple(Desk(tmp_path, service_file, KEY, name) for name in ("lilas", "port", "college"))
    (tmp_path / "lilas" / "data").mkdir()
    yield made
    for desk in made:
        desk.close()


@pytest.fixture
def claire(desks: tuple[Desk, Desk, Desk]) -> Session:
    """A director, two schools."""
    session = desks[0].opened_by("claire", "director", name="Claire Martin")
    for uai, name in zip(UAIS, ("École Jean-Moulin", "École du Port"), strict=True):
        session.schools.save({"uai": uai, "name": name, "city": "Valmont"})
    return session


@pytest.fixture
def paul(desks: tuple[Desk, Desk, Desk], claire: Session) -> Session:
    session = desks[1].opened_by("paul", "specialist_e", name="Paul Petit")
    meet(claire, session)
    return session


@pytest.fixture
def lina(claire: Session) -> str:
    return claire.students.add(last_name="Moreau", first_name="Lina", birth_date="2018-04-02", school=UAIS[0], level="CE1",
                               class_name="CE1 A").created[0]


def test_what_leaves_is_told_then_sealed_and_kept(claire: Session, paul: Session, lina: str) -> None:
    claire.guardians.add(lina, last_name="Moreau", relation="mère", confidential=True, address="3 rue cachée")
    claire.guardians.add(lina, last_name="Moreau", relation="père")
    claire.projects.add(lina)
    for day in ("2026-10-01", "2026-11-01", "2026-12-01"):
        claire.meetings.add("equipe_educative", day, [lina], {"objet": "Lire"})
    parcel = claire.sending.prepare(["paul"], Selection(students=(lina,)))
    assert [line.text for line in parcel.lines] == [
        "MOREAU Lina : fiche, 2 responsables (dont une adresse confidentielle), PPRE n° 1, 3 réunions", "École Jean-Moulin"]
    assert (parcel.students, parcel.withheld, parcel.warnings) == (1, (), ())
    assert parcel.entries == 10
    assert not claire.personal.sql("SELECT 1 FROM pli"), "nothing is written before"
    sent = claire.sending.write(parcel, folder=claire.paths.data.parent)
    assert sent.path is not None and sent.path.name.startswith("pli-2026-11-23-")
    assert stat.S_IMODE(sent.path.stat().st_mode) == 0o600
    data = sent.path.read_bytes()
    assert b"Moreau" not in data and b"Lina" not in data
    read = opened(data, paul)
    assert (read.id, read.number, read.purpose, read.sender.name) == (sent.id, 1, "share", "Claire Martin")
    assert len(read.batches["commun"].entries) == parcel.entries
    take(read, paul)
    assert paul.students.get(lina).last_name == "Moreau"
    assert len(paul.meetings.list(student=lina)) == 3
    [logged] = claire.contacts.log()
    assert (logged.number, logged.file, logged.lines[0]) == (1, sent.path.name, parcel.lines[0].text)
    assert claire.commun.sql("SELECT row, how FROM read_log WHERE how='pli'") == [(lina, "pli")]


def test_since_the_last_pli_only_what_is_new_leaves(claire: Session, paul: Session, lina: str) -> None:
    first = send(claire, [paul], SWEEP)
    take(first, paul)
    again = claire.sending.prepare(["paul"], SWEEP)
    assert again.entries == 0
    assert again.warnings == ("Rien de nouveau depuis le pli du 23 novembre 2026.",)
    with pytest.raises(RefusedError, match="Rien de nouveau"):
        claire.sending.write(again, folder=claire.paths.data.parent)
    claire.students.update(lina, {"strengths": "Dessine"})
    second = send(claire, [paul], SWEEP)
    assert [entry.column for entry in second.batches["commun"].entries] == ["strengths"]
    assert second.number == 2
    take(second, paul)
    assert paul.students.get(lina).strengths == "Dessine"
    assert claire.digest() == paul.digest()


def test_a_pli_that_never_came_goes_again(claire: Session, paul: Session, lina: str) -> None:
    send(claire, [paul], SWEEP)
    claire.students.update(lina, {"strengths": "Dessine"})
    send(claire, [paul], SWEEP)
    with claire.personal.transaction() as sql:
        sql.execute("UPDATE pli SET again=1 WHERE number=1")
    read = send(claire, [paul], SWEEP)
    take(read, paul)
    assert paul.students.get(lina).last_name == "Moreau"
    assert "strengths" not in [entry.column for entry in read.batches["commun"].entries]
    has = read.batches["commun"].has[lina]
    held = paul.commun.sql("SELECT count(*) FROM entry WHERE root=?", (lina,))[0][0]
    assert sum(int(text.split("-")[-1]) for text in has.values()) == held + 1, "what is missing is known"


def test_a_cut_before_the_file_loses_a_number_and_no_entry(claire: Session, paul: Session, lina: str,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    parcel = claire.sending.prepare(["paul"], SWEEP)
    with monkeypatch.context() as patch:
        patch.setattr("desktop.services.sending.write_atomically", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(Exception, match="plein"):
            claire.sending.write(parcel, folder=claire.paths.data.parent)
    read = send(claire, [paul], SWEEP)
    assert read.number == 2
    take(read, paul)
    assert paul.students.get(lina).first_name == "Lina"


def test_a_sealed_pli_counts_once_placed_or_acknowledged(claire: Session, paul: Session, lina: str) -> None:
    sealed = claire.sending.seal(claire.sending.prepare(["paul"], SWEEP, acked_only=True))
    assert bytes(sealed) == sealed.data
    assert claire.sending.prepare(["paul"], SWEEP).entries
    claire.sending.placed(sealed.sent.id, sealed.sent.file)
    assert claire.sending.prepare(["paul"], SWEEP).entries == 0
    assert claire.sending.prepare(["paul"], SWEEP, acked_only=True).entries
    with claire.personal.transaction() as sql:
        sql.execute("UPDATE pli SET acked_on='2026-11-23T10:00:00.000Z'")
    assert claire.sending.prepare(["paul"], SWEEP, acked_only=True).entries == 0


def test_for_several_what_one_lacks_leaves(desks: tuple[Desk, Desk, Desk], claire: Session, paul: Session, lina: str) -> None:
    anne = desks[2].opened_by("anne", "director", name="Anne Roux")
    meet(claire, anne)
    send(claire, [paul], SWEEP)
    parcel = claire.sending.prepare(["paul", "anne"], SWEEP)
    assert parcel.entries > 3
    sent = claire.sending.write(parcel, folder=claire.paths.data.parent)
    assert sent.path is not None
    for one, number in ((paul, 2), (anne, 1)):
        assert opened(sent.path.read_bytes(), one).number == number
    assert set(claire.sending.numbers(sent.id).values()) == {1, 2}


def test_what_came_from_her_does_not_go_back(claire: Session, paul: Session, lina: str) -> None:
    meet(paul, claire)
    take(send(claire, [paul], SWEEP), paul)
    paul.students.update(lina, {"note": "Vu avec Paul"})
    Path(paul.paths.data.parent).mkdir(parents=True, exist_ok=True)
    back = send(paul, [claire], SWEEP)
    assert [entry.column for entry in back.batches["commun"].entries] == ["note"]
    take(back, claire)
    assert claire.students.get(lina).note == "Vu avec Paul"
    assert claire.sending.prepare(["paul"], SWEEP).entries == 0


def test_a_school_a_class_a_level(claire: Session, paul: Session, lina: str) -> None:
    other = claire.students.add(last_name="Diallo", first_name="Issa", birth_date="2016-04-02", school=UAIS[0], level="CM2",
                                class_name="CM2 B").created[0]
    far = claire.students.add(last_name="Loin", first_name="Zoé", birth_date="2016-04-02", school=UAIS[1], level="CM2").created[0]
    for selection, expected in ((Selection(schools=(SCHOOLS[0],)), {lina, other}), (Selection(levels=((SCHOOLS[0], "CM2"),)), {other}),
                                (Selection(classes=((SCHOOLS[0], "ce1 a"),)), {lina})):
        read = send(claire, [paul], selection)
        roots = {entry.root for entry in read.batches["commun"].entries}
        assert roots & {lina, other, far} == expected
        assert SCHOOLS[0] in roots


def test_a_share_narrows_what_changed_and_widening_it_sends_the_rest(claire: Session, paul: Session, lina: str) -> None:
    far = claire.students.add(last_name="Loin", first_name="Zoé", birth_date="2016-04-02", school=UAIS[1], level="CM2").created[0]
    claire.contacts.set_share("paul", Share(schools=(SCHOOLS[0],)))
    roots = {entry.root for entry in send(claire, [paul], SWEEP).batches["commun"].entries}
    assert lina in roots and far not in roots
    assert claire.sending.prepare(["paul"], SWEEP).entries == 0
    claire.students.enrol(far, year="2026-2027", school=UAIS[0], level="CM2")
    moved = send(claire, [paul], SWEEP)
    take(moved, paul)
    assert paul.students.get(far).last_name == "Loin", "who comes into the share comes whole"
    stays = claire.students.add(last_name="Ailleurs", first_name="Max", birth_date="2016-04-02", school=UAIS[1]).created[0]
    assert claire.sending.prepare(["paul"], SWEEP).entries == 0
    claire.contacts.set_share("paul", Share())
    assert {entry.root for entry in send(claire, [paul], SWEEP).batches["commun"].entries} == {stays}


def test_what_is_left_here_leaves_with_the_next_one(claire: Session, paul: Session, lina: str) -> None:
    claire.guardians.add(lina, last_name="Moreau", relation="mère")
    read = send(claire, [paul], Selection(swept=True, leave=frozenset({"guardian"})))
    assert "guardian" not in {entry.table for entry in read.batches["commun"].entries}
    after = send(claire, [paul], SWEEP)
    assert {entry.table for entry in after.batches["commun"].entries} == {"guardian"}


def test_joined_records_go_together(claire: Session, paul: Session, lina: str) -> None:
    other = claire.students.add(last_name="Moreau", first_name="Line", birth_date="2018-04-02").created[0]
    claire.students.merge(lina, other)
    for id in (lina, other):
        roots = {entry.root for entry in send(claire, [paul], Selection(students=(id,))).batches["commun"].entries}
        assert {lina, other} <= roots


def test_a_meeting_about_several_goes_when_it_is_named(claire: Session, paul: Session, lina: str) -> None:
    other = claire.students.add(last_name="Diallo", first_name="Issa", birth_date="2016-04-02", school=UAIS[0], level="CM2").created[0]
    claire.guardians.add(other, last_name="Secrète", relation="mère")
    meeting = claire.meetings.add("synthese", "2026-12-01", [lina, other], {"objet": "Le RASED"}).created[0]
    parcel = claire.sending.prepare(["paul"], Selection(students=(lina,)))
    assert any("réunion à plusieurs" in text for text in parcel.warnings)
    read = send(claire, [paul], Selection(students=(lina,)))
    assert "Le RASED" not in words(read) and other not in words(read)
    whole = send(claire, [paul], Selection(meetings=(meeting,)))
    take(whole, paul)
    assert set(paul.meetings.get(meeting).student_ids) == {lina, other}
    assert "Secrète" not in words(whole), "of the others, who they are and their part"


def test_erasures_are_told_once(claire: Session, paul: Session, lina: str) -> None:
    take(send(claire, [paul], SWEEP), paul)
    claire.erasure.erase("student", lina)
    parcel = claire.sending.prepare(["paul"], SWEEP)
    assert [line.text for line in parcel.lines] == ["1 effacement à signaler, sans dire de quoi"]
    [gone] = send(claire, [paul], SWEEP).batches["commun"].erased
    assert (gone.root, gone.row, gone.by) == (lina, "", "Claire Martin")
    assert claire.sending.prepare(["paul"], SWEEP).entries == 0


def test_what_a_rectification_emptied_here_is_emptied_there(claire: Session, paul: Session, lina: str) -> None:
    claire.students.update(lina, {"note": "zzfaux"})
    take(send(claire, [paul], SWEEP), paul)
    claire.erasure.rectify("student", lina, "note", "juste")
    read = send(claire, [paul], SWEEP)
    assert "zzfaux" not in words(read)
    take(read, paul)
    assert not paul.commun.sql("SELECT 1 FROM entry WHERE value LIKE '%zzfaux%'")


def test_many_children_are_told_by_school(claire: Session, paul: Session, lina: str) -> None:
    for number in range(40):
        claire.students.add(last_name=f"Élève {number}", first_name="Ali", birth_date="2018-01-01", school=UAIS[number % 2], level="CP")
    lines = [line.text for line in claire.sending.prepare(["paul"], SWEEP).lines]
    assert lines[:3] == ["21 élèves de l’école Jean-Moulin : 21 fiches", "20 élèves de l’école du Port : 20 fiches",
                         "École Jean-Moulin"]


def test_who_is_lost_or_unknown_gets_nothing(claire: Session, paul: Session, lina: str, desks: tuple[Desk, Desk, Desk]) -> None:
    parcel = claire.sending.prepare(["paul"], SWEEP)
    claire.contacts.revoke("paul")
    for ask in (lambda: claire.sending.prepare(["paul"], SWEEP), lambda: claire.sending.seal(parcel),
                lambda: claire.sending.receipt("paul"), lambda: claire.sending.prepare(["personne"], SWEEP)):
        with pytest.raises(RefusedError):
            ask()
    with pytest.raises(InputError):
        claire.sending.prepare([], SWEEP)
    anne = desks[2].opened_by("anne", "director", name="Anne Roux")
    meet(claire, anne, confirm=False)
    with pytest.raises(InputError):
        claire.sending.prepare(["anne"], Selection())
    assert "n’est pas confirmée" in claire.sending.prepare(["anne"], SWEEP).warnings[0]


def test_what_was_erased_since_does_not_leave(claire: Session, paul: Session, lina: str) -> None:
    parcel = claire.sending.prepare(["paul"], SWEEP)
    claire.erasure.erase("student", lina)
    with pytest.raises(RefusedError, match="préparez-le de nouveau"):
        claire.sending.write(parcel, folder=claire.paths.data.parent)


def test_a_receipt_and_a_question_carry_no_child(claire: Session, paul: Session, lina: str) -> None:
    for made, purpose in ((claire.sending.receipt("paul"), "receipt"), (claire.sending.ask("paul"), "ask")):
        read = opened(bytes(made), paul)
        assert (read.purpose, read.batches, read.got) == (purpose, {}, "")
    assert [row[0] for row in claire.personal.sql("SELECT number FROM pli")] == [1, 2]
    assert json.loads(claire.personal.one("SELECT lines FROM pli WHERE number=1")[0])


def test_the_closed_personal_file_sends_nothing(claire: Session, paul: Session, lina: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(claire), "personal_open", False)
    with pytest.raises(RefusedError, match="phrase de passe"):
        claire.sending.prepare(["paul"], SWEEP)


def test_a_paper_for_who_has_not_the_program(claire: Session, lina: str) -> None:
    claire.projects.add(lina)
    claire.meetings.add("equipe_educative", "2026-10-01", [lina], {"objet": "Lire"})
    pdf = claire.sending.dossier_pdf(Selection(students=(lina,)))
    assert pdf.startswith(b"%PDF") and b"Moreau" not in pdf[:2000]
    with pytest.raises(InputError):
        claire.sending.dossier_pdf(SWEEP)
    with pytest.raises(RefusedError):
        claire.sending.dossier_pdf(Selection(students=("inconnu",)))
