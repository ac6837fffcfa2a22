"""What a psychologist's or health account added is never swept, whatever door; a restricted account sends what she reads, no more."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.errors import InputError, RefusedError
from desktop.models import Account as AccountRow
from desktop.models import Agreement, Attendance, Avis, Guardian, Meeting, Release, Scope, StandingPlan, Student, Task
from desktop.services.exchange_values import Selection
from desktop.services.session import Session
from tests.services.conftest import KEY
from tests.services.sending_world import SCHOOLS, UAIS, Desk, meet, opened, send, take, words

SWEEP = Selection(swept=True)
WAYS = (SWEEP, Selection(schools=(SCHOOLS[0],)), Selection(classes=((SCHOOLS[0], "CE1 A"),)), Selection(levels=((SCHOOLS[0], "CE1"),)))
CANARY = "zzcanari"


@pytest.fixture
def desk(service_file: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, service_file, KEY, "lilas")
    (tmp_path / "lilas" / "data").mkdir()
    yield made
    made.close()


@pytest.fixture
def other(service_file: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, service_file, KEY, "port")
    yield made
    made.close()


@pytest.fixture
def claire(desk: Desk) -> Session:
    session = desk.opened_by("claire", "director", name="Claire Martin")
    session.schools.save({"uai": UAIS[0], "name": "École Jean-Moulin", "city": "Valmont"})
    return session


@pytest.fixture
def samira(desk: Desk, claire: Session) -> Session:
    return desk.opened_by("samira", "psychologist", name="Samira Haddad")


@pytest.fixture
def paul(other: Desk, claire: Session) -> Session:
    session = other.opened_by("paul", "director", name="Paul Petit")
    meet(claire, session)
    return session


@pytest.fixture
def lina(claire: Session) -> str:
    return claire.students.add(last_name="Moreau", first_name="Lina", birth_date="2018-04-02", school=UAIS[0], level="CE1",
                               class_name="CE1 A").created[0]


def _canaries(samira: Session, claire: Session, lina: str) -> dict[str, str]:
    """Everything a psychologist can add, then what others do over it."""
    made: dict[str, str] = {}
    samira.commun.guard = claire.commun.guard = None  # doctors and nurses write some of these
    shared = claire.meetings.add("equipe_educative", "2026-10-01", [lina], {"objet": "Lire", "decisions": [{"quoi": "Relire"}]}).created[0]
    made["shared"] = shared
    made["meeting"] = samira.meetings.add("equipe_educative", "2026-11-01", [lina], {
        "objet": f"{CANARY} réunion", "decisions": [{"quoi": f"{CANARY} décision", "qui": "Mme X"}]}).created[0]
    made["several"] = samira.meetings.add("synthese", "2026-11-02", [lina, _friend(claire)], {"objet": f"{CANARY} synthèse"}).created[0]
    made["guardian"] = samira.guardians.add(lina, last_name=f"{CANARY}tante", relation="tante").created[0]
    made["task"] = samira.tasks.add(f"{CANARY} appeler", student_id=lina).created[0]
    made["pupil"] = samira.students.add(last_name=f"{CANARY}Enfant", first_name="Caché", school=UAIS[0], level="CE1",
                                        class_name="CE1 A", note=f"{CANARY} note").created[0]
    samira.students.update(lina, {"note": f"{CANARY} sur la fiche"})
    with samira.commun.unit("préparé") as unit:
        made["release"] = unit.new(Release, {"student_id": lina, "author_id": samira.actor.id, "author": "S", "date": "2026-11-02",
                                             "content": f"{CANARY} conclusion"}, root=lina)
        made["avis"] = unit.new(Avis, {"student_id": lina, "plan": "pap", "needs": f"{CANARY} besoins"}, root=lina)
        made["plan"] = unit.new(StandingPlan, {"student_id": lina, "kind": "pai", "place": f"{CANARY} lieu"}, root=lina)
    return made


def _friend(claire: Session) -> str:
    return claire.students.add(last_name="Diallo", first_name="Issa", school=UAIS[0], level="CE1", class_name="CE1 A").created[0]


def _over_them(claire: Session, made: dict[str, str], lina: str) -> None:
    """What somebody else does later with what she wrote."""
    claire.meetings.save(made["meeting"], {"objet": f"{CANARY} repris", "decisions": [{"quoi": f"{CANARY} ajout de Claire"}]})
    claire.meetings.close(made["meeting"])
    with claire.commun.unit("préparé") as unit:
        unit.new(Agreement, {"student_id": lina, "purpose": "pap", "guardian_id": made["guardian"], "guardian": f"{CANARY}tante"}, root=lina)
        unit.new(Task, {"title": f"{CANARY} née de la réunion", "student_id": lina, "meeting_id": made["meeting"]}, root=lina)
        unit.new(Attendance, {"meeting_id": made["several"], "student_id": lina, "answers": {"x": f"{CANARY} part"}}, root=lina)
    claire.guardians.update(made["guardian"], {"city": f"{CANARY}ville"})
    claire.projects.add(made["pupil"], "ppre", {"besoins": f"{CANARY} projet d’une enfant cachée"})
    claire.students.merge(lina, made["pupil"])
    deleted = claire.tasks.remove(made["task"]).unit
    claire.undo(deleted)
    before = claire.students.update(lina, {"note": "Court"}).unit
    claire.undo(before)


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_no_canary_is_ever_swept(claire: Session, samira: Session, paul: Session, lina: str, way: int) -> None:
    made = _canaries(samira, claire, lina)
    _over_them(claire, made, lina)
    for _ in range(2):
        read = send(claire, [paul], WAYS[way])
        said = words(read)
        assert CANARY not in said
        for name, id in made.items():
            assert name == "shared" or id not in said, f"that {name} exists"
        batch = read.batches["commun"]
        assert samira.actor.id not in said, "nobody says that she wrote"
        assert {one.account for one in batch.authors} == {claire.actor.id}
        assert {unit.actor for unit in batch.units} == {claire.actor.id}
        take(read, paul)
        assert paul.meetings.get(made["shared"]).answers["objet"] == "Lire"
        assert paul.students.get(lina).note == "Court", "neither hers, nor the undo that repeats it"
        assert not paul.commun.sql("SELECT 1 FROM conflict")
        claire.students.update(lina, {"strengths": f"Dessine {way}"})


def test_ranges_say_only_what_left(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    _canaries(samira, claire, lina)
    batch = send(claire, [paul], SWEEP).batches["commun"]
    hers = {row[0] for row in claire.commun.sql("SELECT DISTINCT e.device FROM entry e JOIN unit u ON u.id=e.unit WHERE u.actor=?",
                                                (samira.actor.id,))}
    assert hers and not hers & {device for devices in batch.has.values() for device in devices}
    assert not any(entry.device in hers and entry.unit for entry in batch.entries)


def test_an_edit_over_hers_leaves_without_her_words_and_makes_no_conflict(claire: Session, samira: Session, paul: Session,
                                                                         lina: str) -> None:
    claire.students.update(lina, {"note": "Premier"})
    take(send(claire, [paul], SWEEP), paul)
    samira.students.update(lina, {"note": f"{CANARY}"})
    claire.students.update(lina, {"note": "Dernier"})
    read = send(claire, [paul], SWEEP)
    assert CANARY not in words(read)
    [bare] = [entry for entry in read.batches["commun"].entries if not entry.unit]
    assert (bare.column, bare.value, bare.salt) == ("note", None, None)
    take(read, paul)
    assert paul.students.get(lina).note == "Dernier"
    assert not paul.commun.sql("SELECT 1 FROM conflict")


def test_named_one_by_one_it_leaves_told_and_may_be_left(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    made = _canaries(samira, claire, lina)
    swept = claire.sending.prepare(["paul"], SWEEP)
    rows = {line.row: line for line in swept.withheld}
    assert {made["meeting"], made["guardian"], made["release"], made["task"], made["pupil"], lina} <= rows.keys()
    assert rows[lina].text == "Fiche de MOREAU Lina, ce qui y a été ajouté – Samira Haddad"
    assert rows[made["release"]].text.startswith("Conclusion transmise")
    named = claire.sending.prepare(["paul"], Selection(swept=True, named=(made["release"],)))
    assert [line.row for line in named.lines if line.by_name] == [made["release"]]
    assert made["release"] not in {line.row for line in named.withheld}
    said = words(opened(bytes(claire.sending.seal(named)), paul))
    assert "conclusion" in said and f"{CANARY} réunion" not in said
    child = claire.sending.prepare(["paul"], Selection(students=(lina,), unnamed=(made["meeting"], lina)))
    ticked = {line.row for line in child.lines if line.by_name}
    assert {made["release"], made["guardian"], made["task"]} <= ticked and not {made["meeting"], lina} & ticked
    assert {made["meeting"], lina} <= {line.row for line in child.withheld}
    said = words(opened(bytes(claire.sending.seal(child)), paul))
    assert f"{CANARY} conclusion" in said
    for kept in ("réunion", "décision", "sur la fiche", "synthèse"):
        assert f"{CANARY} {kept}" not in said
    whole = words(send(claire, [paul], Selection(students=(lina,))))
    assert all(f"{CANARY} {told}" in whole for told in ("réunion", "décision", "sur la fiche"))


def test_a_withdrawal_follows_what_was_given_by_name(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    made = _canaries(samira, claire, lina)
    take(send(claire, [paul], Selection(swept=True, named=(made["release"],))), paul)
    assert paul.commun.one("SELECT content FROM release WHERE id=?", (made["release"],))
    with samira.commun.unit("préparé") as unit:
        unit.put(Release, made["release"], {"revoked_on": "2026-11-23"})
    claire.students.update(lina, {"strengths": "Dessine"})
    read = send(claire, [paul], SWEEP)
    assert CANARY not in words(read)
    take(read, paul)
    assert paul.commun.one("SELECT revoked_on FROM release WHERE id=?", (made["release"],))[0] == "2026-11-23"
    assert CANARY not in words(send(claire, [paul], Selection(students=(lina,), unnamed=tuple(set(made.values()) | {lina})))), "taken back"
    named = words(send(claire, [paul], Selection(students=(lina,))))
    assert f"{CANARY} conclusion" not in named, "what was taken back is nobody's to give any more"


def test_an_erasure_of_hers_is_told_to_who_was_given_it(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    made = _canaries(samira, claire, lina)
    samira.commun.guard = None
    samira.commun.erase_row("task", made["task"])
    assert not send(claire, [paul], SWEEP).batches["commun"].erased
    send(claire, [paul], Selection(swept=True, named=(made["guardian"],)))
    samira.commun.erase_row("guardian", made["guardian"])
    [gone] = send(claire, [paul], SWEEP).batches["commun"].erased
    assert (gone.row, gone.by) == (made["guardian"], "")


def test_who_changes_function_frees_nothing(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    _canaries(samira, claire, lina)
    claire.commun.guard = None
    with claire.commun.unit("compte", kind="system") as unit:
        unit.put(AccountRow, samira.actor.id, {"roles": "director"})
    assert CANARY not in words(send(claire, [paul], SWEEP))


def test_an_author_nobody_knows_is_taken_for_bound(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    samira.students.update(lina, {"note": CANARY})
    claire.commun.guard = None
    with claire.commun.unit("compte", kind="system") as unit:
        unit.put(AccountRow, samira.actor.id, {"roles": ""})
    with claire.commun.transaction() as sql:
        sql.execute("UPDATE account SET roles=NULL WHERE id=?", (samira.actor.id,))
    assert CANARY not in words(send(claire, [paul], SWEEP))


def test_a_psychologist_sweeps_what_others_wrote(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    _canaries(samira, claire, lina)
    meet(samira, paul)
    assert CANARY not in words(send(samira, [paul], SWEEP))
    noted = samira.personal.sql("SELECT row FROM read_log WHERE how='pli'")
    assert (lina,) in noted and not samira.commun.sql("SELECT 1 FROM read_log WHERE how='pli' AND account=?", (samira.actor.id,))


def test_a_teacher_sends_what_she_reads_and_no_more(desk: Desk, claire: Session, samira: Session, paul: Session, lina: str) -> None:
    far = claire.students.add(last_name="zzailleurs", first_name="Zoé", school=UAIS[0], level="CM2", class_name="CM2 B").created[0]
    with claire.commun.unit("préparé") as unit:
        unit.new(Avis, {"student_id": lina, "plan": "pap", "opinion": "unfavourable", "needs": "zzavis"}, root=lina)
        unit.new(Agreement, {"student_id": lina, "purpose": "pap", "note": "zzaccord"}, root=lina)
        unit.new(StandingPlan, {"student_id": lina, "kind": "pai", "place": "zzplan"}, root=lina)
    ines = desk.opened_by("ines", "teacher", name="Inès Roy")
    claire.commun.guard = None
    with claire.commun.unit("place", kind="system") as unit:
        unit.new(Scope, {"account_id": ines.actor.id, "school_id": SCHOOLS[0], "class_name": "CE1 A", "since": "2026-09-01"},
                 root=ines.actor.id)
    ines.rights.install()
    meet(ines, paul)
    assert not ines.commun.sql("SELECT 1 FROM student WHERE id=?", (far,))
    for selection in (SWEEP, Selection(students=(lina,)), Selection(schools=(SCHOOLS[0],))):
        read = send(ines, [paul], selection)
        said = words(read)
        assert lina in said and far not in said
        assert not any(canary in said for canary in ("zzavis", "zzaccord", "zzplan", "zzailleurs"))
        assert not {entry.table for entry in read.batches["commun"].entries} & {"avis", "agreement", "standing_plan", "account", "scope"}
    with pytest.raises(RefusedError):
        ines.sending.prepare(["paul"], Selection(students=(far,)))
    claire.students.enrol(far, year="2026-2027", school=UAIS[0], level="CE1", class_name="CE1 A")
    ines = desk.opened_by("ines", "teacher", name="Inès Roy")
    assert "zzailleurs" in words(send(ines, [paul], SWEEP)), "a child who comes to her class leaves whole"


def test_meetings_and_tables_of_nobody(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    """No table of one vault alone, no account, no personal table, even forged into the common file."""
    read = send(claire, [paul], SWEEP)
    assert not {entry.table for entry in read.batches["commun"].entries} & {"account", "scope", "import_batch", "column_map", "note"}
    assert Meeting and Guardian and Student


def test_a_project_filled_with_her_words_waits_to_be_named(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    samira.students.update(lina, {"strengths": f"{CANARY} dessine"})
    project = claire.projects.add(lina).created[0]
    claire.projects.save(project, {"besoins": "Lire seule"})
    assert claire.projects.get(project).answers["points_appui"] == f"{CANARY} dessine"
    assert CANARY not in words(send(claire, [paul], SWEEP))
    parcel = claire.sending.prepare(["paul"], SWEEP)
    assert project in {line.row for line in parcel.withheld}
    assert CANARY in words(send(claire, [paul], Selection(swept=True, named=(project,))))


def test_what_she_says_after_others_keeps_nothing_of_theirs(claire: Session, samira: Session, paul: Session, lina: str) -> None:
    """She copies a text of somebody else's, adds the same child again, and the two records are joined."""
    claire.students.update(lina, {"strengths": "Aime lire seule"})
    samira.meetings.add("equipe_educative", "2026-11-01", [lina], {"objet": "Aime lire seule"})
    again = samira.students.add(last_name="Moreau", first_name="Lina", birth_date="2018-04-02", note=CANARY).created[0]
    samira.students.update(lina, {"strengths": f"{CANARY} autre"})
    samira.students.update(lina, {"strengths": "Aime lire seule"})
    claire.students.merge(lina, again)
    read = send(claire, [paul], SWEEP)
    assert CANARY not in words(read) and again not in words(read)
    take(read, paul)
    assert (paul.students.get(lina).strengths, paul.students.get(lina).birth_date) == ("Aime lire seule", "2018-04-02")


# -- one's own notes -----------------------------------------------------------------------------------------------------
def test_own_notes_leave_for_one_bound_and_known(desk: Desk, other: Desk, samira: Session, paul: Session, lina: str) -> None:
    anne = other.opened_by("anne", "psychologist", name="Anne Roux")
    note = samira.notebook.add("entretien", student=lina, answers={"paroles": f"{CANARY} note"}).created[-1]
    samira.notebook.attach(note, "dessin.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50)
    friend = samira.students.add(last_name="Autre", first_name="Enfant").created[0]
    samira.notebook.add("entretien", student=friend, answers={"paroles": "zzautre"})
    meet(samira, paul)
    meet(samira, anne, confirm=False)
    asked = Selection(students=(lina,), own=True)
    for logins in (["paul"], ["anne"], ["paul", "anne"]):
        with pytest.raises(RefusedError):
            samira.sending.prepare(logins, asked)
    samira.contacts.confirm("anne", None)
    with pytest.raises(InputError):
        samira.sending.prepare(["anne"], Selection(swept=True, own=True))
    assert CANARY not in words(send(samira, [anne], Selection(students=(lina,))))
    parcel = samira.sending.prepare(["anne"], asked)
    assert "De votre fichier : 1 note, 1 pièce jointe" in [line.text for line in parcel.lines]
    assert any("vos notes" in text for text in parcel.warnings)
    read = opened(bytes(samira.sending.seal(parcel)), anne)
    assert read.own and CANARY in words(read) and "zzautre" not in words(read)
    assert [len(blob) for blob in read.blobs.values()] == [58]
    assert not {entry.table for entry in read.batches["commun"].entries} & {"note", "attachment"}
    left = opened(bytes(samira.sending.seal(samira.sending.prepare(["anne"], Selection(students=(lina,), own=True, unnamed=(note,))))), anne)
    assert CANARY not in words(left) and not left.blobs


def test_own_laptop_gets_all_that_is_new(desk: Desk, other: Desk, samira: Session, lina: str) -> None:
    mine = other.opened_by("samira2", "psychologist", name="Samira Haddad")
    meet(samira, mine)
    samira.contacts.sign("samira2")
    note = samira.notebook.add("entretien", student=lina, answers={"paroles": f"{CANARY} note"}).created[-1]
    swept = Selection(swept=True, own=True)
    first = send(samira, [mine], swept)
    assert CANARY in str(first.batches["personal"].entries)
    assert samira.sending.prepare(["samira2"], swept).entries == 0
    samira.notebook.save(note, {"convenu": "Revoir"})
    again = send(samira, [mine], swept)
    assert [entry.column for entry in again.batches["personal"].entries] == ["answers.convenu"]


# -- at random -----------------------------------------------------------------------------------------------------------
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=3, max_size=14))
def test_whatever_happens_none_of_her_words_is_swept(service_file: Path, tmp_path: Path, steps: list[tuple[int, int]]) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    desk, far = Desk(folder, service_file, KEY, "lilas"), Desk(folder, service_file, KEY, "port")
    (folder / "lilas" / "data").mkdir()
    try:
        claire, samira = desk.opened_by("claire", "director"), desk.opened_by("samira", "psychologist")
        paul = far.opened_by("paul", "director")
        meet(claire, paul)
        _steps(claire, samira, paul, steps)
        assert not paul.commun.sql("SELECT 1 FROM entry WHERE value LIKE '%zzcanari%'")
        assert not paul.commun.sql("SELECT 1 FROM unit WHERE actor=?", (samira.actor.id,))
    finally:
        desk.close()
        far.close()


def _steps(claire: Session, samira: Session, paul: Session, steps: list[tuple[int, int]]) -> None:
    pupils = [claire.students.add(last_name=f"N{n}", first_name="Lou").created[0] for n in range(2)]
    tasks: list[str] = []
    acts: list[str] = []
    for number, (step, which) in enumerate(steps):
        pupil = pupils[which % len(pupils)]
        with suppress(RefusedError, InputError):
            if step == 0:
                acts.append(samira.students.update(pupil, {"note": f"{CANARY} {number}"}).unit)
            elif step == 1:
                acts.append(claire.students.update(pupil, {"note": f"Claire {number}"}).unit)
            elif step == 2:
                tasks += samira.tasks.add(f"{CANARY} {number}", student_id=pupil).created
            elif step == 3 and tasks:
                acts.append(claire.tasks.remove(tasks[which % len(tasks)]).unit)
            elif step == 4 and acts:
                acts.append(claire.undo(acts[-1 - which % len(acts)]).unit)
            elif step == 5:
                pupils.append(samira.students.add(last_name=f"{CANARY}{number}", first_name="Lou", note=CANARY).created[0])
            elif step == 6 and len(pupils) > 1:
                acts.append(claire.students.merge(pupils[0], pupils[1 + which % (len(pupils) - 1)]).unit)
            elif step == 8:
                acts.append(samira.students.update(pupil, {"strengths": f"{CANARY} sait {number}", "ine": f"{CANARY}{number}"}).unit)
            elif step == 9:
                acts.append(claire.projects.add(pupil).unit)
            elif step == 7:
                take(send(claire, [paul], SWEEP), paul)
    with suppress(RefusedError):
        take(send(claire, [paul], SWEEP), paul)
