"""A walk through every role, kind of record and way in: what is out of reach shows nowhere, and is written by no act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli_batch import carry_out
from desktop.cli_records import _LISTS
from desktop.errors import PoleError, RefusedError
from desktop.models import JOURNALED
from desktop.security import policy
from desktop.security.policy import HIDDEN, ROLES, Reach
from desktop.services import lookup
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.storage.sight import views
from tests.reports.reading import read_back
from tests.services.conftest import KEY
from tests.services.rights_world import (
    BESIDE,
    CHILDREN,
    FAR,
    HERE,
    KINDS,
    REACHED,
    SCHOOLS,
    UAIS,
    VARIANTS,
    RightsWorld,
    build,
    plain,
    word,
)

SENTENCE = str(RefusedError())
Ways = dict[str, Callable[[], Any]]
COUNTED = {"checks": 0}
PEOPLE = [(role, variant) for role in ROLES for variant in VARIANTS
          if variant in ("whole", "school", "class") or role in ("director", "teacher", "nurse")]


@pytest.fixture(scope="module")
def world(service_file: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[RightsWorld]:
    made = build(RightsWorld(tmp_path_factory.mktemp("droits"), service_file, KEY))
    yield made
    made.close()
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and COUNTED["checks"]:
        reporter.write(f" [{COUNTED['checks']} vérifications de droits, 0 mot hors de portée]")


@pytest.fixture(autouse=True)
def closed(world: RightsWorld) -> Iterator[None]:
    yield
    world.close()


# -- ways in -------------------------------------------------------------------------------------------------------------
def ways(session: Session, world: RightsWorld) -> Ways:
    """Every way of being told something, named: what lists, searches and sheets answer for every id there is."""
    found: Ways = {
        f"liste {what}": lambda lister=lister: list(lister(session, "")) for what, lister in _LISTS.items()  # type: ignore[misc]
    }
    found |= {
        "réunions": lambda: session.meetings.list(), "projets": lambda: session.projects.list(), "tâches": lambda: session.tasks.list(
            open_only=False), "responsables": lambda: session.guardians.all(), "à vérifier": lambda: session.guardians.to_check(),
        "adultes": lambda: session.people.all(), "annuaire": lambda: session.directory.list(), "avis": lambda: session.health.all(),
        "avis attendus": lambda: session.health.awaited(), "transmis": lambda: session.releases.all(),
        "corbeille": lambda: session.history.bin(), "derniers actes": lambda: session.history.last_units(500),
        "imports": lambda: session.imports.past(), "niveaux": lambda: session.students.levels(),
        "empreinte": lambda: session.commun.digest_lines(), "mes lectures": lambda: session.reads.mine(),
        "pastilles": lambda: session.students.counts(StudentQuery()),
        "doubles": lambda: [session.students.doubles(word("student", child), "Lou", "2018-05-06") for child in CHILDREN],
        "import": lambda: preview(session),
        "tables": lambda: [session.commun.sql(f"SELECT * FROM {table}") for table in (*JOURNALED, "student_list", "search_doc",
                                                                                      "conflict", "entry", "unit")],
    }
    for sort in ("name", "level", "school", "due", "birth"):
        found[f"tri {sort}"] = lambda sort=sort: session.students.page(StudentQuery(sort=sort), limit=50)  # type: ignore[misc]
    for kind in KINDS:
        for child in CHILDREN:
            text = word(kind, child)
            found[f"chercher {text}"] = lambda text=text: session.search.everything(text[:-1])  # type: ignore[misc]
            if kind in ("student", "guardian"):
                found[f"compléter {text}"] = lambda text=text: session.notebook.find(text[:-1])  # type: ignore[misc]
    for (kind, child), id in world.ids_of.items():
        found |= of_record(session, kind, child, id)
    return found


def preview(session: Session) -> Any:
    """A file of pupils naming all three children, held against the vault."""
    rows = "".join(f"{word('student', child)};Lou;06/05/2018;CE1;CE1 A\n" for child in CHILDREN)
    plan = session.imports.plan(f"Nom;Prénom;Date de naissance;Niveau;Classe\n{rows}".encode(), kind="pupils", school=UAIS[1],
                                year="2026-2027")
    return [(row.action, row.outcome, row.student_id) for row in plan.rows], [remark.message for remark in plan.remarks]


def of_record(session: Session, kind: str, child: str, id: str) -> Ways:
    table = TABLE_OF.get(kind, kind)
    found: Ways = {
        f"fiche {kind} {child}": lambda: lookup.record(session, id),
        f"historique {kind} {child}": lambda: session.history.of(table, id),
        f"qui a lu {kind} {child}": lambda: session.reads.of(table, id),
    }
    if kind == "student":
        found |= {
            f"qui voit {child}": lambda: session.reads.who_sees(table, id),
            f"élève {child}": lambda: session.students.get(id), f"parcours {child}": lambda: session.students.timeline(id),
            f"ruban {child}": lambda: session.students.ribbon(id), f"conflits {child}": lambda: session.history.conflicts(id),
            f"responsables {child}": lambda: session.guardians.of(id), f"inscriptions {child}": lambda: session.students.enrolments(id),
            f"accords {child}": lambda: session.agreements.list(id), f"accord {child}": lambda: session.agreements.status(id, "pap"),
            f"avis {child}": lambda: session.health.avis(id), f"plans {child}": lambda: session.health.plans(id),
            f"transmis {child}": lambda: session.releases.of(id), f"réunions {child}": lambda: session.meetings.list(student=id),
        }
    return found


TABLE_OF = {"bin": "project", "several": "meeting", "loose": "task"}


def answered(way: Callable[[], Any]) -> str:
    try:
        return plain(way())
    except PoleError as error:
        return f"{error.exit_code} {error}"


# -- what may be read ----------------------------------------------------------------------------------------------------
def reach_of(role: str, kind: str) -> Reach:
    table = {"conflict": "student", **TABLE_OF}.get(kind, kind)
    return policy.can((role,), "read", "project" if table == "line" else table)


def may_read(role: str, variant: str, kind: str, child: str) -> bool:
    """Whether the word a record says may show. Those of these records are in columns that are blank for who knows they exist."""
    how = reach_of(role, kind)
    if how in (Reach.NONE, Reach.EXISTENCE):
        return False
    if kind in ("loose",):
        return variant == "whole"
    if kind in ("import_batch",):
        return child in REACHED[variant] and variant != "class"
    if kind == "person" and variant == "class":
        return child in (HERE, BESIDE)
    return child in REACHED[variant]


def words_of(kind: str, child: str) -> list[str]:
    if kind == "attendance":
        return []
    if kind == "several" and child == BESIDE:
        return []
    if kind == "loose" and child != FAR:
        return []
    if kind == "conflict":
        return [word(kind, child, "ici"), word(kind, child, "loin")]
    return [word(kind, child)]


@pytest.mark.parametrize(("role", "variant"), PEOPLE)
def test_what_is_out_of_reach_is_in_no_answer_and_the_rest_is(world: RightsWorld, role: str, variant: str) -> None:
    session = world.session(f"{role}-{variant}")
    said = {name: answered(way) for name, way in ways(session, world).items()}
    forbidden: list[str] = []
    wanted: list[str] = []
    for kind in KINDS:
        for child in CHILDREN:
            (wanted if may_read(role, variant, kind, child) else forbidden).extend(words_of(kind, child))
    leaks = [(name, text) for name, answer in said.items() for text in forbidden if text in answer]
    COUNTED["checks"] += len(said) * len(forbidden)
    assert len(said) * (len(forbidden) + len(wanted)) > 1000
    assert leaks == []
    everything = "\n".join(said.values())
    assert [text for text in wanted if text not in everything] == []


@pytest.mark.parametrize(("role", "variant"), PEOPLE)
def test_an_id_out_of_reach_gets_the_sentence_of_an_unknown_one(world: RightsWorld, role: str, variant: str) -> None:
    session = world.session(f"{role}-{variant}")
    for (kind, child), id in world.ids_of.items():
        if may_read(role, variant, kind, child) or kind in ("enrolment", "attendance", "line", "handed", "bin"):
            continue
        if reach_of(role, kind) is Reach.EXISTENCE and child in REACHED[variant]:
            continue
        with pytest.raises(RefusedError) as refused:
            lookup.record(session, id)
        assert str(refused.value) == SENTENCE
        COUNTED["checks"] += 1


# -- what may be written -------------------------------------------------------------------------------------------------
def acts(session: Session, world: RightsWorld, kind: str, child: str) -> Ways:
    """Every act about one record, as services and the command line take it."""
    id, table = world.id(kind, child), TABLE_OF.get(kind, kind)
    column = {"student": "first_name", "meeting": "objet", "project": "besoins", "task": "title", "guardian": "last_name"}.get(table)
    found: Ways = {
        "effacer": lambda: session.erasure.erase(table, id), "effacer la ligne": lambda: session.commun.erase_row(table, id),
        "supprimer": lambda: remove(session, table, id), "défaire": lambda: session.undo(world.units[(kind, child)]),
        "lot supprimer": lambda: carry_out(session, {"op": "delete", "id": id}),
        "lot effacer": lambda: carry_out(session, {"op": "erase", "id": id}),
    }
    if (kind, child) not in world.units:
        del found["défaire"]
    if column is not None:
        found["rectifier"] = lambda: session.erasure.rectify(table, id, column, "autre")
        found["lot rectifier"] = lambda: carry_out(session, {"op": "rectify", "id": id, "column": column, "value": "autre"})
    student = world.id("student", child)
    if kind == "student":
        found |= {
            "changer": lambda: session.students.update(id, {"first_name": "Autre"}),
            "inscrire": lambda: session.students.enrol(id, year="2027-2028", school=UAIS[0], level="CE2"),
            "réunir": lambda: session.students.merge(id, world.id("student", FAR if child != FAR else HERE)),
            "responsable": lambda: session.guardians.add(id, last_name="X"),
            "réunion": lambda: session.meetings.add("equipe_educative", "2026-12-09", [id], {}),
            "projet": lambda: session.projects.add(id, "ppre", {}), "tâche": lambda: session.tasks.add("x", student_id=id),
            "accord": lambda: session.agreements.add(id, guardian_name="X", purpose="pap", date="2026-11-20"),
            "avis": lambda: session.health.ask_avis(id, "pps"), "plan": lambda: session.health.set_plan(id, "pai", "2026-11-01"),
            "choisir": lambda: session.history.settle("student", id, "city", "Valmont"),
            "imprimer": lambda: session.printing.student_sheet(id), "imprimer le guide": lambda: session.printing.interview_guide(id),
            "imprimer tout": lambda: session.printing.many("student-sheet", [id]),
            "lot": lambda: carry_out(session, {"op": "student.update", "student": id, "note": "x"}),
        }
    if kind == "meeting":
        found |= {"écrire": lambda: session.meetings.save(id, {"objet": "x"}), "clore": lambda: session.meetings.close(id),
                  "imprimer": lambda: session.printing.meeting(id), "déplacer": lambda: session.meetings.update(id, {"date": "2026-12-24"})}
    if kind == "project":
        found |= {"écrire": lambda: session.projects.save(id, {"besoins": "x"}),
                  "écrire une ligne": lambda: session.projects.save(id, {"objectifs": [{"objectif": "x"}]}),
                  "renouveler": lambda: session.projects.renew(id), "mettre en route": lambda: session.projects.set_state(id, "en_cours"),
                  "imprimer": lambda: session.printing.ppre(id), "choisir": lambda: session.history.settle("project", id, "state", "clos")}
    if kind == "task":
        found |= {"faite": lambda: session.tasks.done(id), "changer": lambda: session.tasks.update(id, {"title": "x"})}
    if kind == "agreement":
        found |= {"retirer": lambda: session.agreements.withdraw(id), "changer": lambda: session.agreements.update(id, state="given")}
    if kind == "avis":
        found |= {"changer": lambda: session.health.update_avis(id, opinion="favourable", date="2026-11-20", author="X", source="paper")}
    if kind == "release":
        found |= {"retirer": lambda: session.releases.revoke(id)}
    assert student
    return found


READING = ("imprimer", "imprimer tout", "imprimer le guide")


def remove(session: Session, table: str, id: str) -> Any:
    with session.commun.unit("supprimé") as unit:
        unit.remove(JOURNALED[table], id)
    return session.commun.unit_changes


def unwritten(session: Session) -> Any:
    """What the common file holds, under any eyes: acts, entries, what was erased."""
    return (session.commun.sql("SELECT count(*), max(n) FROM main.entry"), session.commun.sql("SELECT count(*) FROM main.ledger"),
            session.commun.sql("SELECT count(*) FROM main.entry WHERE value IS NULL"))


@pytest.mark.parametrize(("role", "variant"), PEOPLE)
def test_no_act_reaches_what_is_out_of_reach(world: RightsWorld, role: str, variant: str) -> None:
    session = world.session(f"{role}-{variant}")
    before = unwritten(session)
    for kind, child in world.ids_of:
        if child in REACHED[variant] and kind not in ("loose",):
            continue
        if (kind, variant) in (("loose", "whole"), ("person", "class")):
            continue
        for name, act in acts(session, world, kind, child).items():
            with pytest.raises(RefusedError) as refused:
                act()
            assert str(refused.value) == SENTENCE, (kind, child, name)
            COUNTED["checks"] += 1
    assert unwritten(session) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_act_writes_what_the_role_may_not(world: RightsWorld, role: str) -> None:
    session = world.session(f"{role}-whole")
    before = unwritten(session)
    for kind, child in world.ids_of:
        table = TABLE_OF.get(kind, kind)
        table = "project" if table == "line" else table
        if table not in policy.TABLE or policy.can((role,), "write", table) in (Reach.SCOPE, Reach.ALL):
            continue
        for name, act in acts(session, world, kind, child).items():
            if name in READING:
                continue
            with pytest.raises(RefusedError) as refused:
                act()
            assert str(refused.value) == SENTENCE, (kind, child, name)
            COUNTED["checks"] += 1
    assert unwritten(session) == before


@pytest.mark.parametrize("role", ROLES)
def test_only_a_director_or_its_author_erases(world: RightsWorld, role: str) -> None:
    session = world.session(f"{role}-whole")
    for kind in ("student", "meeting", "task", "guardian"):
        id = world.id(kind, HERE if kind != "student" else BESIDE)
        if role == "director":
            assert session.erasure.erase(kind, id)
        else:
            with pytest.raises(RefusedError):
                session.erasure.erase(kind, id)
        COUNTED["checks"] += 1
    made = session.tasks.add("à moi", student_id=world.id("student", FAR)).created[0]
    assert session.erasure.erase("task", made)


@pytest.mark.parametrize("role", ROLES)
def test_one_works_with_the_children_of_ones_class(world: RightsWorld, role: str) -> None:
    session = world.session(f"{role}-class")
    child = world.id("student", HERE)
    session.students.update(child, {"strengths": "Dessine"})
    session.tasks.add("Voir la famille", student_id=child)
    meeting = session.meetings.add("entretien_parents", "2026-12-03", [child], {"objet": "Faire le point"})
    session.meetings.save(meeting.created[0], {"objet": "Faire le point ensemble"})
    session.undo(session.last_act())
    if policy.can((role,), "write", "project") is Reach.SCOPE:
        session.projects.save(world.id("project", HERE), {"besoins": "Lire"})


@pytest.mark.parametrize("role", ROLES)
def test_a_child_put_in_the_bin_comes_back_by_the_same_hand(world: RightsWorld, role: str) -> None:
    session = world.session(f"{role}-class")
    child = world.id("student", HERE)
    whole = all(policy.can((role,), "write", kind) is Reach.SCOPE for kind in ("guardian", "meeting", "project", "task"))
    if not whole:
        with pytest.raises(RefusedError):
            session.students.remove(child)
        return
    session.students.remove(child)
    assert child in [item.id for item in session.history.bin()]
    session.undo(session.last_act())
    assert session.students.get(child).guardians


# -- doors nobody thinks of ----------------------------------------------------------------------------------------------
def test_every_table_of_the_file_is_kept_by_a_view_or_named_as_open(world: RightsWorld) -> None:
    session = world.session("adviser-class")
    session.students.levels()
    found = session.rights._limits(session.commun.writer)
    assert found is not None
    kept = {name for name, _ in views(found)}
    tables = {row[0] for row in session.commun.sql("SELECT name FROM main.sqlite_master WHERE type='table'")}
    open_to_all = {"school", "account", "scope", "column_map", "author", "setting"}
    of_the_machine = {"chain", "ledger", "meta", "pad", "read_log", "blob", "pin", "draft", "place", "sqlite_sequence",
                      "contact", "pli", "received"}
    assert {table for table in tables - kept if "_fts" not in table} == open_to_all | of_the_machine


def test_an_adviser_does_not_print_the_family_of_a_child(world: RightsWorld) -> None:
    session = world.session("adviser-whole")
    assert word("guardian", HERE).upper() not in read_back(session.printing.student_sheet(world.id("student", HERE))).upper()
    assert word("student", HERE).upper() in read_back(session.printing.student_sheet(world.id("student", HERE))).upper()


def test_hidden_columns_exist(world: RightsWorld) -> None:
    for table, columns in HIDDEN.items():
        assert set(columns) <= {column.name for column in JOURNALED[table].__table__.columns}


def test_a_school_far_away_counts_no_pupil(world: RightsWorld) -> None:
    counts = {row.id: row.pupils for row in world.session("specialist_e-school").schools.all()}
    assert counts[SCHOOLS[1]] == 0 and counts[SCHOOLS[0]] == 2
