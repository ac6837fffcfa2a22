"""Pupils imported into a real encrypted vault: preview, write, next year, partial files, what a person typed, taking back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.clock import fixed_on
from desktop.errors import InputError, RefusedError
from desktop.importers.headers import NeedsMapping
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.services.places import uai_letter
from desktop.services.session import Session
from desktop.services.values import ImportPlan, ImportResult, StudentQuery
from tests.importers.build import FIXTURES, pupil, raw, table

PHRASE = "corbeau ligne tasse verglas ombre papier lune citron"
UAI = "0789901" + uai_letter("0789901")
OTHER = "0789902" + uai_letter("0789902")
ONDE = {name[:2]: name for name in sorted(path.name for path in (FIXTURES / "onde").glob("*.[cx]*"))}
TODAY = date(2026, 11, 23)


@pytest.fixture
def session(session: Session) -> Session:
    """Monday 23 November 2026, one school in the vault, nobody in it yet; no backup before each import."""
    session.demonstration = True
    return session


def sample(number: str) -> bytes:
    return (FIXTURES / "onde" / ONDE[number]).read_bytes()


def bring(session: Session, data: bytes, leavers: set[str] | None = None, **options) -> ImportResult:
    return session.imports.write(session.imports.plan(data, **options), leavers)


def counts(answer: ImportResult | ImportPlan) -> tuple[int, int, int, int, int]:
    if isinstance(answer, ImportPlan):
        return tuple(answer.counts[name] for name in ("added", "updated", "unchanged", "left", "refused"))
    return answer.added, answer.updated, answer.unchanged, answer.left, answer.refused


def codes(answer: ImportResult | ImportPlan) -> list[str]:
    return [remark.code for remark in answer.remarks]


def rows_of(session: Session, filter: str = "all", search: str = ""):
    return session.students.page(StudentQuery(search=search, filter=filter), limit=10_000)


def one(session: Session, search: str):
    (row,) = rows_of(session, search=search)
    return session.students.get(row.id)


# -- a first file ----------------------------------------------------------------------------------------------------------
def test_nothing_is_written_before_it_is_asked(session: Session) -> None:
    before = session.digest()
    plan = session.imports.plan(sample("02"))
    assert counts(plan) == (84, 0, 0, 0, 0) and plan.school == "École Jean Moulin" and plan.year == "2026-2027"
    assert session.digest() == before and not rows_of(session)


def test_a_first_file_then_the_same(session: Session) -> None:
    result = bring(session, sample("02"))
    assert counts(result) == (84, 0, 0, 0, 0) and result.kind == "onde_eleves" and result.rows == 84
    row = rows_of(session, search="nina bernard")[0]
    assert (row.level, row.class_name, row.birth_date, row.school) == ("CE1", "CE1 A1", "2019-07-18", "École Jean Moulin")
    assert not one(session, "nina bernard").note and one(session, "nina bernard").ine.startswith("999")
    digest, units = session.digest(), session.commun.sql("SELECT count(*) FROM unit")
    for _ in range(2):
        again = bring(session, sample("02"))
        assert counts(again) == (0, 0, 84, 0, 0) and again.id == ""
    assert session.digest() == digest and session.commun.sql("SELECT count(*) FROM unit") == units
    assert session.verify() == []


def test_the_preview_says_what_will_happen(session: Session) -> None:
    plan = session.imports.plan(
        table([pupil(), pupil("FAURE", birth="31/02/2018", ine="999000002AA"), pupil("ROUX", ine="99910", sex="M")])
    )
    assert [(row.line, row.action, row.outcome) for row in plan.rows] == [
        (2, "added", "nouvelle élève"),
        (3, "refused", "cette date n’existe pas"),
        (4, "added", "INE trop court, gardé tel quel"),
    ]
    assert plan.rows[1].cells["birth_date"] == "31/02/2018"
    assert [(remark.line, remark.column, remark.level) for remark in plan.remarks] == [
        (3, "Date naissance", "refused"),
        (4, "INE", "warning"),
    ]
    assert list(plan.rows[0].cells) == ["last_name", "first_name", "birth_date", "level", "class_name", "ine"]
    assert "Autorisation photo" in plan.columns_left and "Nom élève" in plan.columns_read


def test_what_is_not_used_is_not_stored(session: Session) -> None:
    bring(session, sample("02"))
    everything = "".join(str(row) for row in session.commun.sql("SELECT value FROM entry"))
    for word in ("Autorisation", "Attestation", "FRANCE", "CYCLE"):
        assert word not in everything
    batch = session.commun.one("SELECT * FROM import_batch")
    assert "csv" not in str(tuple(batch)).lower() and "BERNARD" not in str(tuple(batch))


def test_hostile_text_is_stored_as_typed(session: Session) -> None:
    texts = ["=1+1", "<b>x</b>", "<marie@ex.fr>", "'; DROP TABLE student;--", "{{7*7}}", "\u202eabc", "Zo\u200bé 😀"]
    bring(session, table([pupil(text, ine=f"{n:09d}AA") for n, text in enumerate(texts)], encoding="utf-8"))
    assert [row.last_name for row in sorted(rows_of(session), key=lambda row: row.n)] == texts
    assert session.verify() == []


# -- the year after --------------------------------------------------------------------------------------------------------
def test_next_year_moves_pupils_up(session: Session) -> None:
    bring(session, sample("02"))
    plan = session.imports.plan(sample("15"), year="2027-2028")
    assert counts(plan) == (12, 67, 0, 17, 0) and not plan.partial
    assert (
        next(row.outcome for row in plan.rows if row.cells["ine"] == "999102332FA")
        == "passe de CP à CE1, nom d’usage : DA COSTA"
    )
    stays = [row for row in plan.rows if row.outcome.startswith("reste en")]
    assert len(stays) == 3
    result = session.imports.write(plan)
    assert counts(result) == (12, 67, 0, 17, 0)
    jade = one(session, "jade riviere")
    assert [(e.year, e.level) for e in jade.enrolments] == [("2026-2027", "CP"), ("2027-2028", "CE1")]
    assert len(rows_of(session)) == 79 and len(rows_of(session, "left")) == 17
    again = bring(session, sample("15"), year="2027-2028")
    assert counts(again) == (0, 0, 79, 0, 0) and again.id == ""


def test_a_past_year_marks_nobody_and_moves_nobody_down(session: Session) -> None:
    bring(session, sample("15"), year="2027-2028")
    result = bring(session, sample("02"), year="2026-2027")
    assert result.left == 0 and result.added == 17
    assert one(session, "jade riviere").current.level == "CE1"


# -- partial files ---------------------------------------------------------------------------------------------------------
def _some(number: str, count: int) -> bytes:
    return b"\r\n".join(sample(number).split(b"\r\n")[: count + 1]) + b"\r\n"


def test_less_than_half_of_the_school_marks_nobody(session: Session) -> None:
    bring(session, sample("02"))
    plan = session.imports.plan(_some("02", 18))
    assert plan.partial == "extraction partielle : 18 élèves sur 84"
    assert counts(plan) == (0, 0, 18, 0, 0) and plan.counts["absent"] == 66
    absent = [row for row in plan.rows if row.action == "left"]
    assert len(absent) == 66 and absent[0].line == 0 and "à cocher" in absent[0].outcome
    result = session.imports.write(plan)
    assert result.left == 0 and result.partial and len(rows_of(session)) == 84
    ticked = {absent[0].student_id}
    assert counts(bring(session, _some("02", 18), ticked)) == (0, 0, 18, 1, 0)
    assert [row.id for row in rows_of(session, "left")] == list(ticked)


def test_a_whole_class_missing_marks_nobody(session: Session) -> None:
    bring(session, sample("02"))
    data = b"\r\n".join(line for line in sample("02").split(b"\r\n") if b";CE1 A1;" not in line)
    plan = session.imports.plan(data)
    assert plan.partial == "extraction partielle : 66 élèves sur 84, la classe « CE1 A1 » n’y est pas"
    assert session.imports.write(plan).left == 0


def test_a_few_missing_have_left_and_may_come_back(session: Session) -> None:
    bring(session, sample("02"))
    lines = sample("02").split(b"\r\n")
    result = bring(session, b"\r\n".join([*lines[:3], *lines[5:]]))
    assert result.left == 2 and not result.partial and len(rows_of(session)) == 82
    plan = session.imports.plan(sample("02"))
    assert [row.outcome for row in plan.rows if row.action == "updated"] == ["de retour"] * 2
    assert counts(session.imports.write(plan)) == (0, 2, 82, 0, 0) and len(rows_of(session)) == 84


def test_the_file_of_another_school_marks_nobody(session: Session) -> None:
    bring(session, sample("02"))
    strangers = table([pupil(f"X{n}", ine=f"{n:09d}ZZ") for n in range(80)])
    plan = session.imports.plan(strangers)
    assert plan.partial.startswith("extraction partielle : 0 élève sur 84") and counts(plan) == (80, 0, 0, 0, 0)


def test_a_refused_line_is_not_a_leaver(session: Session) -> None:
    people = [pupil(f"X{n}", ine=f"{n:09d}ZZ", label="CP A" if n < 10 else "CP B") for n in range(20)]
    bring(session, table(people))
    broken = [list(row) for row in people]
    broken[3][3], broken[4][3], broken[4][5] = "31/02/2018", "nul", ""
    plan = session.imports.plan(table(broken[:19]))
    assert counts(plan) == (0, 0, 17, 1, 2)
    assert [row.cells["last_name"] for row in plan.rows if row.action == "left"] == ["X19"]


def test_pupils_added_by_hand_do_not_leave(session: Session) -> None:
    bring(session, table([pupil(), pupil("NOËL", ine="999000002AA")]))
    session.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2")
    plan = session.imports.plan(table([pupil(), pupil("NOËL", ine="999000002AA")]))
    assert counts(plan) == (0, 0, 2, 0, 0) and codes(plan) == ["absent_by_hand"]


# -- who is who ------------------------------------------------------------------------------------------------------------
def test_a_pupil_added_by_hand_is_found_again(session: Session) -> None:
    session.students.add(last_name="Dupont", first_name="ZOE", birth_date="2019-03-02", school=UAI)
    plan = session.imports.plan(table([pupil()]))
    assert counts(plan) == (0, 1, 0, 0, 0)
    session.imports.write(plan)
    kept = one(session, "zoe")
    assert (kept.last_name, kept.ine, kept.current.level, kept.current.class_name) == ("Dupont", "999000001AA", "CE1", "CE1 A")
    assert counts(session.imports.plan(table([pupil()]))) == (0, 0, 1, 0, 0)


def test_without_ine_by_name_and_birth(session: Session) -> None:
    bring(session, table([pupil()]))
    plan = session.imports.plan(table([pupil(ine="")]))
    assert counts(plan) == (0, 0, 1, 0, 0) and plan.rows[0].outcome == "retrouvé par nom et naissance"
    assert codes(plan) == ["ine_empty"]


def test_an_ine_that_comes_later(session: Session) -> None:
    bring(session, table([pupil(ine="")]))
    plan = session.imports.plan(table([pupil()]))
    assert plan.rows[0].outcome == "INE ajouté"


def test_the_same_ine_and_another_birth_is_nobody(session: Session) -> None:
    bring(session, table([pupil(), pupil("NOËL", ine="999000002AA")]))
    plan = session.imports.plan(table([pupil(birth="2018-01-01"), pupil("NOËL", ine="999000002AA")]))
    assert counts(plan) == (0, 0, 1, 0, 1)
    assert [(r.line, r.column, r.code) for r in plan.remarks if r.level == "refused"] == [(2, "INE", "ine_other_birth")]


def test_two_homonyms_of_the_vault_are_ambiguous(session: Session) -> None:
    for _ in range(2):
        session.students.add(last_name="DUPONT", first_name="Zoé", birth_date="2019-03-02")
    assert codes(session.imports.plan(table([pupil()])))[-1:] == ["ambiguous"]


def test_a_birth_alike_is_told(session: Session) -> None:
    session.students.add(last_name="DUPONT", first_name="Zoé", birth_date="2019-02-03")
    plan = session.imports.plan(table([pupil()]))
    assert counts(plan)[0] == 1 and codes(plan) == ["similar_pupil"]


def test_two_joined_records_are_one(session: Session) -> None:
    bring(session, table([pupil(), pupil("DUPOND", ine="999000002AA")]))
    keep, other = one(session, "dupont").id, one(session, "dupond").id
    session.students.merge(keep, other)
    plan = session.imports.plan(table([pupil(), pupil("DUPOND", ine="999000002AA")]))
    assert counts(plan)[0] == 0 and {row.student_id for row in plan.rows if row.action != "refused"} == {keep}


# -- what a person typed ---------------------------------------------------------------------------------------------------
def test_what_a_person_typed_is_never_written_over(session: Session) -> None:
    bring(session, table([pupil()]))
    kept = one(session, "dupont")
    session.students.update(kept.id, {"last_name": "DUPONT-ROUX", "address": "2 rue cachée"}, kept.seen)
    session.students.enrol(kept.id, year="2026-2027", school=UAI, level="CE2", class_name="CE1 A")
    plan = session.imports.plan(table([pupil(first="Zoë", city="AILLEURS")]))
    told = {remark.column: remark.message for remark in plan.remarks if remark.code == "kept_by_hand"}
    assert set(told) == {"Nom élève", "Adresse1", "Commune1", "Niveau"}
    assert "« DUPONT » dans le fichier" in told["Nom élève"] and "« DUPONT-ROUX » saisi à la main" in told["Nom élève"]
    session.imports.write(plan)
    after = session.students.get(kept.id)
    assert (after.last_name, after.first_name, after.address, after.city) == ("DUPONT-ROUX", "Zoë", "2 rue cachée", "VALMONT")
    assert after.current.level == "CE2"
    assert counts(session.imports.plan(table([pupil(first="Zoë", city="AILLEURS")]))) == (0, 0, 1, 0, 0)


def test_a_corrected_name_is_found_without_ine(session: Session) -> None:
    bring(session, sample("01"), year="2015-2016")
    child = one(session, "oedipe")
    session.students.update(child.id, {"last_name": "LEFEBVRE", "birth_date": "2009-04-28"}, child.seen)
    again = bring(session, sample("01"), year="2015-2016")
    assert counts(again) == (0, 0, 40, 0, 0)
    assert session.students.get(child.id).last_name == "LEFEBVRE"


def test_a_corrected_birth_is_found_by_ine(session: Session) -> None:
    bring(session, table([pupil()]))
    child = one(session, "dupont")
    session.students.update(child.id, {"birth_date": "2019-03-12"}, child.seen)
    plan = session.imports.plan(table([pupil()]))
    assert counts(plan) == (0, 0, 1, 0, 0) and codes(plan) == ["kept_by_hand"]


def test_taking_a_correction_back_gives_the_import_its_place(session: Session) -> None:
    bring(session, table([pupil()]))
    child = one(session, "dupont")
    unit = session.students.update(child.id, {"city": "LOIN"}, child.seen).unit
    session.undo(unit)
    assert counts(bring(session, table([pupil(city="PRÈS")]))) == (0, 1, 0, 0, 0)
    assert session.students.get(child.id).city == "PRÈS"


# -- schools ---------------------------------------------------------------------------------------------------------------
def test_an_unknown_school_is_added_by_its_code(session: Session) -> None:
    plan = session.imports.plan(table([pupil()]), school=OTHER.lower())
    assert codes(plan) == ["school_unknown"]
    session.imports.write(plan)
    assert session.schools.get(OTHER).uai == OTHER and one(session, "dupont").current.school_id == session.schools.get(OTHER).id


@pytest.mark.parametrize("school", ["0789901Z", "Jean Moulin", "0"])
def test_a_code_that_is_none_is_refused(session: Session, school: str) -> None:
    with pytest.raises(InputError) as caught:
        session.imports.plan(table([pupil()]), school=school)
    assert caught.value.column == "school"


@pytest.mark.parametrize("year", ["26-27", "2026-2028", "l’an prochain"])
def test_a_year_that_is_none_is_refused(session: Session, year: str) -> None:
    with pytest.raises(InputError):
        session.imports.plan(table([pupil()]), year=year)


def test_among_several_schools_the_usual_one(session: Session) -> None:
    session.schools.save({"uai": OTHER, "name": "École Prévert"})
    plan = session.imports.plan(sample("02"))
    assert plan.school_id == "" and "school_missing" in codes(plan)
    bring(session, sample("02"), school=OTHER)
    plan = session.imports.plan(sample("15"), year="2027-2028")
    assert plan.school == "École Prévert" and counts(plan) == (12, 67, 0, 17, 0)


def test_the_usual_school_without_ine(session: Session) -> None:
    session.schools.save({"uai": OTHER, "name": "École Prévert"})
    bring(session, sample("01"), school=OTHER, year="2015-2016")
    assert session.imports.plan(sample("01"), year="2016-2017").school == "École Prévert"


def test_without_a_school_then_with_one(session: Session) -> None:
    session.schools.save({"uai": OTHER, "name": "École Prévert"})
    bring(session, table([pupil()]))
    assert one(session, "dupont").current.school_id == ""
    bring(session, table([pupil()]), school=OTHER)
    assert [e.school for e in one(session, "dupont").enrolments] == ["École Prévert"]


def test_a_pupil_who_changes_school(session: Session) -> None:
    session.schools.save({"uai": OTHER, "name": "École Prévert"})
    bring(session, table([pupil(), pupil("NOËL", ine="999000002AA"), pupil("ROUX", ine="999000003AA")]), school=UAI)
    plan = session.imports.plan(table([pupil(label="CE1 B")]), school=OTHER)
    assert codes(plan) == ["school_moved"] and "Jean Moulin" in plan.remarks[0].message
    session.imports.write(plan)
    child = one(session, "dupont")
    assert child.current.school == "École Prévert" and [bool(e.left_on) for e in child.enrolments] == [True, False]
    assert counts(session.imports.plan(table([pupil(label="CE1 B")]), school=OTHER)) == (0, 0, 1, 0, 0)
    back = session.imports.plan(
        table([pupil(), pupil("NOËL", ine="999000002AA"), pupil("ROUX", ine="999000003AA")]), school=UAI
    )
    assert counts(back) == (0, 1, 2, 0, 0)
    session.imports.write(back)
    assert one(session, "dupont").current.school == "École Jean Moulin"


# -- refused, all or nothing -------------------------------------------------------------------------------------------------
def test_all_rows_refused_is_a_sentence_and_nothing_is_written(session: Session) -> None:
    before = session.digest()
    plan = session.imports.plan(table([pupil(birth="31/02/2018"), pupil("NOËL", birth="x", ine="")]))
    with pytest.raises(InputError) as caught:
        session.imports.write(plan)
    assert (caught.value.line, caught.value.column) == (2, "Date naissance") and "ligne 2" in str(caught.value)
    assert session.digest() == before


def test_all_or_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.storage.unit import Unit

    bring(session, sample("02"))
    before = session.digest()
    plan = session.imports.plan(sample("15"), year="2027-2028")
    whole, calls = Unit.put, []

    def put(self, *arguments, **options):
        calls.append(1)
        if len(calls) > 9:
            raise RuntimeError("courant coupé")
        whole(self, *arguments, **options)

    monkeypatch.setattr(Unit, "put", put)
    with pytest.raises(RuntimeError):
        session.imports.write(plan)
    monkeypatch.undo()
    assert session.digest() == before and session.verify() == []
    assert counts(session.imports.write(plan)) == (12, 67, 0, 17, 0)


def test_a_plan_grown_old_is_made_again(session: Session) -> None:
    plan = session.imports.plan(table([pupil(city="AILLEURS")]))
    bring(session, table([pupil()]))
    child = one(session, "dupont")
    session.students.update(child.id, {"city": "ICI"}, child.seen)
    assert counts(session.imports.write(plan)) == (0, 0, 1, 0, 0)
    assert session.students.get(child.id).city == "ICI"


def test_a_backup_is_made_just_before(tmp_path: Path) -> None:
    session = create_vault(
        tmp_path / "essai",
        name="Claire Martin",
        roles=["specialist_e"],
        login="claire",
        passphrase=PHRASE,
        paths=Paths.under(tmp_path / "data"),
        clock=fixed_on(TODAY),
    )
    try:
        assert not session.backups.list()
        bring(session, sample("02"), school=UAI)
        assert [made.reason for made in session.backups.list()] == ["avant import"]
        assert counts(bring(session, sample("02"))) == (0, 0, 84, 0, 0)
        assert len(session.backups.list()) == 1 and session.verify() == []
    finally:
        session.close(backup=False)


# -- columns ---------------------------------------------------------------------------------------------------------------
UNKNOWN = raw("DUPONT;Zoé;02/03/2019;CE1 A", headers="Patronyme enfant;Petit nom;Venu au monde;Groupe")
MAPPING = {"last_name": 0, "first_name": 1, "birth_date": 2, "class_name": 3}


def test_columns_told_once_are_remembered(session: Session) -> None:
    with pytest.raises(NeedsMapping):
        session.imports.plan(UNKNOWN)
    bring(session, UNKNOWN, kind="pupils", mapping=MAPPING)
    assert one(session, "dupont").current.class_name == "CE1 A"
    again = bring(session, UNKNOWN)
    assert counts(again) == (0, 0, 1, 0, 0)
    bring(session, UNKNOWN, kind="pupils", mapping=MAPPING)
    assert session.commun.sql("SELECT count(*) FROM column_map") == [(1,)]
    corrected = {**MAPPING, "level": 3}
    bring(session, UNKNOWN, kind="pupils", mapping={k: v for k, v in corrected.items() if k != "class_name"})
    assert session.imports.plan(UNKNOWN).remarks[0].code == "level_unknown"


# -- taking back -----------------------------------------------------------------------------------------------------------
def test_a_whole_import_is_taken_back_and_given_again(session: Session) -> None:
    result = bring(session, sample("02"))
    changes = session.imports.undo()
    assert changes.skipped == () and not rows_of(session) and session.verify() == []
    (past,) = session.imports.past()
    assert past.undone and past.id == result.id and past.by == "Claire Martin" and past.counts["added"] == 84
    with pytest.raises(InputError):
        session.imports.undo(result.id)
    with pytest.raises(RefusedError):
        session.imports.undo()
    session.undo(changes.unit)
    assert len(rows_of(session)) == 84 and not session.imports.past()[0].undone
    session.imports.undo(past.unit)
    assert not rows_of(session)
    assert counts(bring(session, sample("02"))) == (84, 0, 0, 0, 0) and len(rows_of(session)) == 84


def test_pupils_worked_on_since_are_kept_and_named(session: Session) -> None:
    bring(
        session,
        table(
            [
                pupil("A"),
                pupil("B", ine="999000002AA"),
                pupil("C", ine="999000003AA"),
                pupil("D", ine="999000004AA"),
                pupil("E", ine="999000005AA"),
            ]
        ),
    )
    ids = {row.last_name: row.id for row in rows_of(session)}
    session.meetings.add("entretien_parents", "2026-11-20", [ids["A"]], {"objet": "Bilan"})
    session.projects.add(ids["B"])
    session.students.update(ids["C"], {"note": "à revoir"})
    session.undo(session.students.update(ids["D"], {"note": "pris, puis repris"}).unit)
    changes = session.undo(session.imports.past()[0].unit)
    assert changes.skipped == tuple(f"{name} Zoé : on y a travaillé depuis, gardé." for name in "ABC")
    assert sorted(row.last_name for row in rows_of(session)) == ["A", "B", "C"]
    assert session.students.get(ids["A"]).current.level == "CE1" and session.verify() == []


def test_a_pupil_taken_away_since_is_not_named(session: Session) -> None:
    bring(session, table([pupil("A"), pupil("B", ine="999000002AA")]))
    session.students.remove(next(row.id for row in rows_of(session) if row.last_name == "A"))
    changes = session.imports.undo()
    assert changes.skipped == () and not rows_of(session) and session.verify() == []


def test_taking_next_year_back_gives_the_former_levels(session: Session) -> None:
    bring(session, sample("02"))
    before = {row.id: (row.level, row.class_name, row.last_name) for row in rows_of(session)}
    bring(session, sample("15"), year="2027-2028")
    assert session.imports.undo().skipped == ()
    assert {row.id: (row.level, row.class_name, row.last_name) for row in rows_of(session)} == before
    assert counts(bring(session, sample("15"), year="2027-2028")) == (12, 67, 0, 17, 0)
    assert session.verify() == []


def test_an_older_import_leaves_what_a_later_one_wrote(session: Session) -> None:
    first = bring(session, table([pupil()]))
    bring(session, table([pupil(city="AILLEURS")]))
    changes = session.imports.undo(first.id)
    assert changes.skipped == ("DUPONT Zoé : modifié depuis, laissé tel quel.",)
    assert one(session, "dupont").city == "AILLEURS"
