"""Rights as days go: terms of schools and classes, former schools, several roles, accounts that change; and what is noted of reading."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.clock import fixed_on
from desktop.errors import RefusedError
from desktop.models import Account as AccountModel
from desktop.models import Enrolment
from desktop.services.reads import SENSITIVE
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.storage.store import Store
from tests.services.conftest import KEY
from tests.services.rights_world import (
    BESIDE,
    FAR,
    HERE,
    SCHOOLS,
    UAIS,
    RightsWorld,
    account,
    build,
    word,
)


@pytest.fixture(scope="module")
def prepared(service_file: Path, tmp_path_factory: pytest.TempPathFactory) -> RightsWorld:
    return build(RightsWorld(tmp_path_factory.mktemp("jours"), service_file, KEY))


@pytest.fixture
def world(prepared: RightsWorld, tmp_path: Path) -> Iterator[RightsWorld]:
    """A copy of its own for each test."""
    shutil.copyfile(prepared.folder / "commun.db", tmp_path / "commun.db")
    made = RightsWorld(tmp_path, prepared.blank, KEY, prepared.ids_of, prepared.units)
    yield made
    made.close()


def written(world: RightsWorld, write: Callable[[Any], object]) -> None:
    """Something written in the prepared file by nobody's session."""
    store = Store(world.folder / "commun.db", KEY, ids=world.ids, clock=world.clock, device=lambda: "poste", signer=_Clerk(),
                  vault_id="v", compartment="commun")
    with store.unit("préparé", kind="system") as unit:
        write(unit)
    store.close()


class _Clerk:
    account = "auteur"

    def sign(self, message: bytes) -> bytes:
        return b"x" * 64


def children(session: Session) -> set[str]:
    return {row.last_name for row in session.students.page(StudentQuery())}


def on(world: RightsWorld, day: date) -> None:
    world.clock = fixed_on(day)


# -- where, when ---------------------------------------------------------------------------------------------------------
def test_a_term_that_ended_opens_nothing_rather_than_everything(world: RightsWorld) -> None:
    assert children(world.session("teacher-expired")) == set()
    assert children(world.session("specialist_e-expired")) == set()
    on(world, date(2026, 11, 22))
    assert children(world.session("specialist_e-expired")) == {word("student", HERE), word("student", BESIDE)}
    on(world, date(2026, 11, 24))
    assert children(world.session("specialist_e-coming")) == {word("student", HERE), word("student", BESIDE)}


def test_midnight_passes_while_the_vault_is_open(world: RightsWorld) -> None:
    on(world, date(2026, 11, 22))
    session = world.session("specialist_e-expired")
    assert children(session)
    object.__setattr__(session.clock, "at", fixed_on(date(2026, 11, 23)).at)
    assert children(session) == set()
    with pytest.raises(RefusedError):
        session.students.update(world.id("student", HERE), {"note": "x"})


def test_an_account_until_a_day_opens_nothing_after_it(world: RightsWorld) -> None:
    written(world, lambda unit: account(unit, "interim", "director", "whole", until="2026-11-23"))
    assert children(world.session("interim"))
    on(world, date(2026, 11, 24))
    assert children(world.session("interim")) == set()


def test_a_former_school_reads_until_31_october_and_does_not_write(world: RightsWorld) -> None:
    child = world.id("student", HERE)
    written(world, lambda unit: unit.new(Enrolment, {"student_id": child, "year": "2027-2028", "school_id": SCHOOLS[1], "level": "CE2"},
                                         id="ailleurs", root=child))
    for day, read in ((date(2027, 10, 31), True), (date(2027, 11, 1), False)):
        on(world, day)
        session = world.session("specialist_e-school")
        assert (word("student", HERE) in children(session)) is read
        with pytest.raises(RefusedError):
            session.students.update(child, {"note": "x"})
        assert word("student", BESIDE) in children(session)


def test_who_moves_a_child_away_still_reads_it_this_year(world: RightsWorld) -> None:
    session, child = world.session("specialist_e-school"), world.id("student", HERE)
    session.students.enrol(child, year="2026-2027", school=UAIS[1], level="CE1")
    assert session.students.get(child).last_name == word("student", HERE)
    with pytest.raises(RefusedError):
        session.tasks.add("x", student_id=child)


def test_a_child_without_a_school_is_its_authors(world: RightsWorld) -> None:
    mine = world.session("specialist_e-class", copy=False)
    child = mine.students.add(last_name="SEULE", first_name="Ada").created[0]
    mine.tasks.add("Chercher son école", student_id=child)
    assert "SEULE" in children(mine)
    world.close()
    assert "SEULE" not in children(world.session("specialist_g-class"))
    assert "SEULE" in children(world.session("specialist_g-whole"))


def test_records_joined_together_are_one_childs(world: RightsWorld) -> None:
    whole = world.session("director-whole", copy=False)
    whole.students.merge(world.id("student", FAR), world.id("student", HERE))
    world.close()
    session = world.session("specialist_e-class")
    assert session.students.get(world.id("student", FAR)).last_name == word("student", FAR)
    assert word("student", BESIDE) not in children(session)


# -- who -----------------------------------------------------------------------------------------------------------------
def test_several_roles_go_as_far_as_each(world: RightsWorld) -> None:
    written(world, lambda unit: account(unit, "deux", "teacher director", "class"))
    session = world.session("deux", ("teacher", "director"))
    assert children(session) == {word("student", HERE)}
    assert session.health.avis(world.id("student", HERE))[0].opinion == "unfavourable"
    assert session.guardians.of(world.id("student", HERE))


def test_a_class_knows_that_an_avis_exists_and_what_is_needed(world: RightsWorld) -> None:
    session = world.session("teacher-class")
    [row] = session.health.avis(world.id("student", HERE))
    assert (row.opinion, row.author, row.date, row.needs) == ("", "", "2026-11-03", word("avis", HERE, "besoins"))
    from desktop.services import lookup

    told = lookup.record(session, row.id)
    assert told["needs"] and not told["opinion"] and told["history"] == []
    [plan] = session.health.plans(world.id("student", HERE))
    assert plan.emergency and plan.since and not plan.place


def test_nobody_gives_herself_roles_or_schools(world: RightsWorld) -> None:
    session = world.session("teacher-class")
    with pytest.raises(RefusedError):
        session.save_account("moi", ["director"])
    with pytest.raises(RefusedError):
        session.erasure.rectify("account", "teacher-class", "roles", "director")
    with pytest.raises(RefusedError):
        session.history.settle("account", "teacher-class", "roles", "director")
    for (scope,) in session.commun.sql("SELECT id FROM scope"):
        with pytest.raises(RefusedError):
            session.erasure.rectify("scope", scope, "class_name", "")
        with pytest.raises(RefusedError):
            session.erasure.erase("scope", scope)
    with pytest.raises(RefusedError):
        session.history.settle("student", world.id("student", HERE), "same_as", world.id("student", FAR))
    assert children(session) == {word("student", HERE)}


def test_who_keeps_the_accounts_may_erase_and_is_told_at_once_of_new_schools(world: RightsWorld) -> None:
    written(world, lambda unit: account(unit, "garde", "specialist_e", "class", manager=1))
    session = world.session("garde", ("specialist_e",))
    assert children(session) == {word("student", HERE)}
    with session.commun.unit("écoles", kind="system") as unit:
        account(unit, "garde", "specialist_e", "school")
    assert children(session) == {word("student", HERE), word("student", BESIDE)}
    session.erasure.erase("student", world.id("student", BESIDE))
    assert children(session) == {word("student", HERE)}
    with pytest.raises(RefusedError):
        session.erasure.erase("student", world.id("student", FAR))


def test_a_text_transmitted_is_erased_by_its_author_alone(world: RightsWorld) -> None:
    written(world, lambda unit: account(unit, "garde", "psychologist", "whole", manager=1))
    for who in ("garde", "director-whole", "psychologist-whole"):
        with pytest.raises(RefusedError):
            world.session(who).commun.erase_row("release", world.id("release", HERE))
    assert world.session("psychologist-whole").commun.exists(AccountModel, "garde")


def test_one_account_has_nobody_to_be_kept_from(session: Session) -> None:
    """Claire's vault has her account alone."""
    child = session.students.add(last_name="DUPONT", first_name="Ana").created[0]
    assert session.rights.standing.alone
    session.health.ask_avis(child, "pap")
    assert session.health.awaited()
    session.erasure.erase("student", child)


def test_undo_without_a_name_takes_ones_own_act_back(world: RightsWorld) -> None:
    session = world.session("specialist_e-class")
    with pytest.raises(RefusedError):
        session.last_act()
    mine = session.tasks.add("Appeler", student_id=world.id("student", HERE))
    assert session.last_act() == mine.unit


def test_a_backup_counts_what_one_sees(world: RightsWorld) -> None:
    session = world.session("specialist_e-class")
    from desktop.storage import engine

    sql = engine.connect(session.commun.path, KEY, readonly=True)
    session.rights.look_at(sql)
    assert sql.execute("SELECT count(*) FROM student").fetchone()[0] == 1
    assert sql.execute("SELECT count(*) FROM main.student").fetchone()[0] == 4
    sql.close()
    with pytest.raises(RefusedError, match="gère les comptes"):
        session.backups.restore_here(None)


def test_imports_are_not_a_teachers(world: RightsWorld) -> None:
    session = world.session("teacher-whole")
    with pytest.raises(RefusedError):
        session.imports.plan(b"Nom;Prenom\nA;B\n")
    with pytest.raises(RefusedError):
        session.imports.undo()
    with pytest.raises(RefusedError):
        world.session("adviser-whole").imports.plan("Nom responsable;Prénom responsable;Nom élève;Prénom élève\nA;B;C;D\n".encode(),
                                                    kind="guardians", mapping={"last_name": 0, "first_name": 1, "child_last_name": 2,
                                                                               "child_first_name": 3})


# -- reading -------------------------------------------------------------------------------------------------------------
def test_listing_and_searching_note_nothing(world: RightsWorld) -> None:
    session = world.session("director-whole")
    before = session.commun.mark()
    session.students.page(StudentQuery())
    session.search.everything("zq")
    session.students.get(world.id("student", HERE))
    session.reads.mine()
    assert session.commun.mark() == before and not session.commun.changed


def test_a_sheet_opened_is_noted_once_a_day_and_way(world: RightsWorld) -> None:
    session, child = world.session("director-whole"), world.id("student", HERE)
    from desktop.services import lookup

    for _ in range(3):
        lookup.record(session, child)
        session.printing.student_sheet(child)
    rows = session.commun.sql("SELECT day, account, tbl, row, root, how FROM read_log ORDER BY n")
    assert [tuple(row) for row in rows] == [("2026-11-23", "director-whole", "student", child, child, how) for how in ("écran", "papier")]
    assert not session.commun.changed and session.commun.noted
    assert session.digest() == world.session("director-whole").digest()


@pytest.mark.parametrize("role", ["psychologist", "doctor", "nurse", "social_worker"])
def test_interest_that_is_secret_stays_in_her_own_file(world: RightsWorld, role: str) -> None:
    session, child = world.session(f"{role}-whole"), world.id("student", HERE)
    mark = session.commun.mark()
    for table in SENSITIVE:
        session.reads.note(table, world.id(table, HERE))
    assert session.commun.mark() == mark
    assert session.commun.sql("SELECT * FROM read_log") == []
    assert len(session.personal.sql("SELECT * FROM read_log")) == len(SENSITIVE)
    assert any(word("student", HERE).upper() in read.who.upper() for read in session.reads.mine())
    assert child


def test_reads_older_than_twelve_months_go(world: RightsWorld) -> None:
    session, child = world.session("director-whole", copy=False), world.id("student", HERE)
    session.reads.note("student", child)
    world.close()
    on(world, date(2027, 11, 24))
    session = world.session("director-whole", copy=False)
    session.reads.note("meeting", world.id("meeting", HERE))
    assert [row[0] for row in session.commun.sql("SELECT row FROM read_log")] == [world.id("meeting", HERE)]


def test_who_read_is_told_to_who_wrote(world: RightsWorld) -> None:
    reader = world.session("specialist_e-class", copy=False)
    reader.reads.note("student", world.id("student", HERE))
    with pytest.raises(RefusedError):
        reader.reads.of("student", world.id("student", HERE))
    world.close()
    author = world.session("auteur", ("director",))
    assert [(read.day, read.who, read.how) for read in author.reads.of("student", world.id("student", HERE))] == [
        ("2026-11-23", "specialist_e-class", "lu à l’écran")]


def test_who_may_see_a_record_is_told_in_plain_words(world: RightsWorld) -> None:
    session = world.session("director-whole")
    told = dict(session.reads.who_sees("avis", world.id("avis", HERE)))
    assert told["director-whole, directrice ou directeur (vous)"] == "lit et écrit"
    assert told["teacher-class, enseignante ou enseignant"].startswith("sait qu’un avis existe")
    assert not any(who.startswith(("adviser", "doctor-expired")) for who in told)
    far = dict(session.reads.who_sees("student", world.id("student", FAR)))
    assert not any(who.split(",")[0].endswith(("-class", "-school", "-expired")) for who in far)
    assert children(session) >= {word("student", HERE), word("student", FAR)}
    note = session.notebook.add("note", "2026-11-23", "", {"texte": "x"}, name="Inconnue Zoé").created[-1]
    assert session.reads.who_sees("note", note) == (("Vous", "et personne d’autre"),)
    with pytest.raises(RefusedError):
        world.session("teacher-class").reads.who_sees("student", world.id("student", FAR))


def test_the_journal_holds_and_says_where_it_does_not(session: Session) -> None:
    child = session.students.add(last_name="DUPONT", first_name="Ana").created[0]
    session.commun.seal()
    audit = session.reads.verify()
    assert (audit.ok, audit.exit_code, audit.first) == (True, 0, "") and audit.checked > 1
    session.commun.writer.execute("UPDATE entry SET value='\"x\"' WHERE row=? AND col=''", (child,))
    audit = session.reads.verify()
    assert (audit.ok, audit.exit_code) == (False, 5) and audit.first.startswith("fichier commun : ")


def test_a_signature_of_nobody_is_told(session: Session) -> None:
    session.students.add(last_name="DUPONT", first_name="Ana")
    session.commun.seal()
    session.commun.writer.execute("UPDATE chain SET signer='inconnu'")
    audit = session.reads.verify()
    assert audit.exit_code == 5 and "n’a pas de compte" in audit.first
