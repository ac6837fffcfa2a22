"""Two texts written without knowing of each other: told, chosen, written anew, taken back; deletions and erasures met by words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.clock import fixed_on
from desktop.errors import InputError, RefusedError
from desktop.ids import Ids
from desktop.paths import Paths
from desktop.services.exchange_values import Clash
from desktop.services.places import uai_letter
from desktop.services.session import Account, Session
from desktop.storage.store import Store
from tests.services.conftest import KEY, TODAY, UAI

NAMES = {"a" * 16: ("claire", "Claire Martin"), "b" * 16: ("samira", "Samira Haddad")}


class Writer:
    def __init__(self, account: str) -> None:
        self.account = self.login = account

    def sign(self, message: bytes) -> bytes:
        return b"s" * 64


class Pair:
    """Two laptops, each with its own vault, that give each other everything."""

    def __init__(self, folder: Path, blank: Path) -> None:
        self.stores: list[Store] = []
        self.a, self.b = (self._session(folder, blank, device) for device in NAMES)
        self.a.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Valmont"})
        self.child = self.a.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2018-05-04", school=UAI,
                                         level="CE2", class_name="CE2 A").created[0]
        self.exchange()

    def _session(self, folder: Path, blank: Path, device: str) -> Session:
        clock = fixed_on(TODAY)
        login, name = NAMES[device]
        stores = []
        for part in ("commun", "personal"):
            place = folder / f"{login}-{part}.db"
            shutil.copyfile(blank, place)
            stores.append(Store(place, KEY, ids=Ids(clock), clock=clock, device=lambda: device, signer=Writer(login),
                                vault_id=login, compartment=part))
        self.stores += stores
        vault = SimpleNamespace(demonstration=False, release=lambda: None, id=login, zone="Europe/Paris", signers=dict,
                                closed_files=lambda _identity: [])
        actor = Account(login, login, name, ("specialist_e",))
        return Session(vault, Writer(login), *stores, actor, clock, Ids(clock), Paths.under(folder / login))

    def exchange(self) -> None:
        """What a pli brings: entries, and who wrote them."""
        for to, sender in ((self.b, self.a), (self.a, self.b)):
            for here, there in ((to.commun, sender.commun), (to.personal, sender.personal)):
                here.receive(*there.export())
            with to.commun.transaction() as sql:
                sql.execute("INSERT OR REPLACE INTO author (account, name) VALUES (?, ?)", (sender.actor.id, sender.actor.name))

    def agree(self) -> None:
        self.exchange()
        assert self.a.commun.digest() == self.b.commun.digest()
        assert [c.id for c in self.a.clashes.list()] == [c.id for c in self.b.clashes.list()]
        for store in self.stores:
            assert store.check() == []

    def project(self, **said: Any) -> str:
        id = self.a.projects.add(self.child, said=said, prefill=False).created[0]
        self.exchange()
        return id

    def close(self) -> None:
        for store in self.stores:
            store.close()


@pytest.fixture
def pair(tmp_path: Path, service_file: Path) -> Iterator[Pair]:
    made = Pair(tmp_path, service_file)
    yield made
    made.close()


def only(session: Session) -> Clash:
    found = session.clashes.list()
    assert len(found) == 1, found
    return found[0]


def needs(pair: Pair) -> str:
    """A PPRE whose needs were written on both sides."""
    id = pair.project(besoins="Lire")
    pair.a.projects.save(id, {"besoins": "Lire des mots"})
    pair.b.projects.save(id, {"besoins": "Lire des phrases"})
    pair.exchange()
    return id


def test_both_texts_are_told_with_who_and_when(pair: Pair) -> None:
    needs(pair)
    for session in (pair.a, pair.b):
        clash = only(session)
        assert clash.title == "PPRE n° 1 · HADDAD Yanis" and clash.label == "Besoins" and not clash.deletion
        assert {(v.text, v.who) for v in clash.versions} == {("Lire des mots", "Claire Martin"),
                                                             ("Lire des phrases", "Samira Haddad")}
        assert all(v.at.startswith("2026-11-23T") for v in clash.versions) and [v.number for v in clash.versions] == [1, 2]
        assert session.clashes.count() == 1 and session.history.conflicts(pair.child) == (clash,)


@pytest.mark.parametrize("number", [1, 2])
def test_a_text_kept_closes_the_question_everywhere(pair: Pair, number: int) -> None:
    id = needs(pair)
    clash = only(pair.b)
    changes = pair.b.clashes.resolve(clash.id, keep=number, seen=clash.versions)
    assert changes.unit and changes.label == "Choix entre deux textes"
    pair.agree()
    assert pair.a.clashes.list() == () and pair.a.projects.get(id).answers["besoins"] == clash.versions[number - 1].value


def test_a_third_text_closes_it_everywhere(pair: Pair) -> None:
    id = needs(pair)
    pair.a.clashes.resolve(only(pair.a).id, text="Lire des mots, puis des phrases")
    pair.agree()
    assert pair.b.clashes.count() == 0 and pair.b.projects.get(id).answers["besoins"] == "Lire des mots, puis des phrases"


def test_two_choices_made_apart_ask_again_or_agree(pair: Pair) -> None:
    needs(pair)
    pair.a.clashes.resolve(only(pair.a).id, keep=1)
    pair.b.clashes.resolve(only(pair.b).id, keep=2)
    pair.agree()
    assert len(only(pair.a).versions) == 2
    for session in (pair.a, pair.b):
        session.clashes.resolve(only(session).id, keep=2)
    pair.agree()
    assert pair.a.clashes.count() == 0


@pytest.mark.parametrize("number", [1, 2])
def test_annuler_puts_both_texts_side_by_side_again(pair: Pair, number: int) -> None:
    id = needs(pair)
    before = only(pair.a)
    unit = pair.a.clashes.resolve(before.id, keep=number).unit
    back = pair.a.undo(unit)
    assert back.unit
    after = only(pair.a)
    assert [(v.text, v.who, v.at) for v in after.versions] == [(v.text, v.who, v.at) for v in before.versions]
    pair.agree()
    pair.a.undo(back.unit)  # redo
    pair.agree()
    assert pair.b.clashes.count() == 0 and pair.b.projects.get(id).answers["besoins"] == before.versions[number - 1].value


def test_what_changed_meanwhile_is_not_chosen_about(pair: Pair) -> None:
    id = needs(pair)
    clash = only(pair.a)
    pair.b.projects.save(id, {"besoins": "Lire des livres"})
    pair.exchange()
    with pytest.raises(RefusedError, match="a changé"):
        pair.a.clashes.resolve(clash.id, keep=1, seen=clash.versions)
    with pytest.raises(InputError):
        pair.a.clashes.resolve(clash.id, keep=7)
    with pytest.raises(InputError):
        pair.a.clashes.resolve(clash.id)
    with pytest.raises(RefusedError):
        pair.a.clashes.resolve("project/rien/answers.besoins", keep=1)


def test_days_and_choices_are_written_as_their_questions_keep_them(pair: Pair) -> None:
    id = pair.project(fin="2026-12-01")
    for session, day, state in ((pair.a, "2026-12-08", "en_cours"), (pair.b, "2026-12-15", "clos")):
        session.projects.save(id, {"fin": day})
        session.projects.set_state(id, state)
    pair.exchange()
    by = {clash.column: clash for clash in pair.a.clashes.list()}
    assert set(by) == {"answers.fin", "state"}
    assert {v.text for v in by["state"].versions} == {"en cours", "clos"} and by["state"].label == "État"
    assert {v.text for v in by["answers.fin"].versions} == {"mar. 8 déc. 2026", "mar. 15 déc. 2026"}
    with pytest.raises(InputError, match="date qui existe"):
        pair.a.clashes.resolve(by["answers.fin"].id, text="bientôt")
    with pytest.raises(InputError, match="choix parmi"):
        pair.a.clashes.resolve(by["state"].id, text="peut-être")
    pair.a.clashes.resolve(by["answers.fin"].id, text="2026-12-11")
    pair.a.clashes.resolve(by["state"].id, text="En cours")
    pair.agree()
    assert pair.b.projects.get(id).state == "en_cours" and pair.b.projects.get(id).answers["fin"] == "2026-12-11"


def test_what_is_necessary_is_not_emptied(pair: Pair) -> None:
    guardian = pair.a.guardians.add(pair.child, last_name="HADDAD", first_name="Nora", confidential=False).created[0]
    task = pair.a.tasks.add("Écrire").created[0]
    pair.exchange()
    pair.a.guardians.update(guardian, {"phone": "0561000001"})
    pair.b.guardians.update(guardian, {"phone": "0561000002"})
    pair.a.tasks.update(task, {"title": "Écrire à l’école"})
    pair.b.tasks.update(task, {"title": "Téléphoner"})
    pair.exchange()
    by = {clash.column: clash for clash in pair.a.clashes.list()}
    assert set(by) == {"phone", "title"} and by["phone"].title == "Responsable HADDAD Nora · HADDAD Yanis"
    with pytest.raises(InputError, match="nécessaire"):
        pair.a.clashes.resolve(by["title"].id, text="  ")
    assert pair.a.guardians.get(guardian).phone == "0561000002"
    pair.b.clashes.write(by["phone"].id, "0561000003", seen=pair.b.clashes.get(by["phone"].id).versions)
    pair.agree()
    assert pair.a.guardians.get(guardian).phone == "0561000003"


def test_places_are_chosen_never_written(pair: Pair) -> None:
    meeting = pair.a.meetings.add("synthese", "2026-11-20", []).created[0]
    pair.exchange()
    for session, uai, name in ((pair.a, "0789902", "Victor Hugo"), (pair.b, "0789903", "Les Tilleuls")):
        school = session.schools.save({"uai": uai + uai_letter(uai), "name": name}).created[0]
        session.meetings.update(meeting, {"school_id": school})
    pair.exchange()
    clash = only(pair.a)
    assert {v.text for v in clash.versions} == {"Victor Hugo", "Les Tilleuls"} and clash.field is None
    with pytest.raises(InputError, match="ces textes seulement"):
        pair.a.clashes.resolve(clash.id, text="Ailleurs")
    pair.a.clashes.resolve(clash.id, keep=2)
    pair.agree()


def test_a_decision_is_asked_once_and_its_task_follows(pair: Pair) -> None:
    meeting = pair.a.meetings.add("entretien_parents", "2026-11-20", [pair.child],
                                  answers={"decisions": [{"quoi": "Revoir la famille", "avant_le": "2026-12-01"}]}).created[0]
    pair.exchange()
    for session, what in ((pair.a, "Appeler la famille"), (pair.b, "Inviter la famille")):
        lines = [{**line, "quoi": what} for line in session.meetings.get(meeting).answers["decisions"]]
        session.meetings.save(meeting, {"decisions": lines})
    pair.exchange()
    clash = only(pair.b)
    assert clash.table == "line" and clash.label == "Décisions · Fait quoi"
    assert clash.title == "Entretien avec les parents du 20 novembre 2026 · HADDAD Yanis"
    pair.b.clashes.resolve(clash.id, text="Appeler, puis inviter la famille")
    pair.agree()
    assert pair.a.clashes.count() == 0
    assert [task.title for task in pair.a.tasks.list()] == ["Appeler, puis inviter la famille"]


# -- a deletion met by an edit -------------------------------------------------------------------------------------------
def deleted(pair: Pair) -> str:
    id = pair.project(besoins="Lire", points_appui="Calcule vite")
    pair.a.projects.remove(id)
    pair.b.projects.save(id, {"besoins": "Lire des phrases", "points_appui": "Calcule très vite"})
    pair.exchange()
    return id


def test_a_deletion_met_by_an_edit_is_one_question(pair: Pair) -> None:
    deleted(pair)
    for session in (pair.a, pair.b):
        clash = only(session)
        assert clash.deletion and clash.title == "PPRE n° 1 · HADDAD Yanis"
        kept, gone = clash.versions
        assert "Besoins : Lire des phrases" in kept.text and "Points d’appui : Calcule très vite" in kept.text
        assert kept.who == "Samira Haddad" and gone.who == "Claire Martin" and gone.deleted
        with pytest.raises(InputError, match="d’abord"):
            session.clashes.resolve(clash.id, text="autre")


def test_the_record_kept_is_kept_everywhere(pair: Pair) -> None:
    id = deleted(pair)
    unit = pair.a.clashes.resolve(only(pair.a).id, keep=1).unit
    pair.agree()
    assert pair.b.clashes.count() == 0 and pair.a.projects.get(id).answers["besoins"] == "Lire des phrases"
    pair.a.undo(unit)
    assert only(pair.a).deletion
    pair.agree()


def test_deleted_too_it_goes_everywhere_and_comes_back_by_annuler(pair: Pair) -> None:
    id = deleted(pair)
    unit = pair.b.clashes.resolve(only(pair.b).id, keep=2).unit
    pair.agree()
    assert pair.a.clashes.count() == 0 and pair.a.projects.list() == ()
    pair.b.undo(unit)
    pair.agree()
    assert pair.a.projects.get(id).answers["besoins"] == "Lire des phrases"


def test_a_child_deleted_comes_back_with_all_that_went_along(pair: Pair) -> None:
    id = pair.project(besoins="Lire")
    guardian = pair.a.guardians.add(pair.child, last_name="HADDAD", first_name="Nora").created[0]
    pair.exchange()
    pair.a.students.remove(pair.child)
    pair.b.projects.save(id, {"besoins": "Lire des phrases"})
    pair.exchange()
    clash = only(pair.a)
    assert clash.title == "HADDAD Yanis"
    pair.a.clashes.resolve(clash.id, keep=1)
    pair.agree()
    for session in (pair.a, pair.b):
        student = session.students.get(pair.child)
        assert student.last_name == "HADDAD" and [g.id for g in student.guardians] == [guardian] and student.enrolments
        assert session.projects.get(id).answers["besoins"] == "Lire des phrases"


def test_a_deletion_met_by_two_texts_asks_which(pair: Pair) -> None:
    id = needs(pair)
    pair.a.clashes.resolve(only(pair.a).id, keep=1)
    pair.b.projects.save(id, {"besoins": "Autre"})
    pair.exchange()
    clash = only(pair.a)
    assert all(not version.deleted for version in clash.versions)
    pair.b.projects.remove(id)
    pair.a.clashes.resolve(clash.id, text="Le troisième")
    pair.exchange()
    assert only(pair.a).deletion
    pair.a.clashes.resolve(only(pair.a).id, keep=2)
    pair.agree()
    assert pair.b.projects.list() == ()


# -- one's own file, history, bare entries -------------------------------------------------------------------------------
def test_ones_own_file_too_and_nothing_of_it_once_closed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    note = pair.a.notebook.add("note", "2026-11-20", pair.child, {}, "", "Un").created[-1]
    pair.exchange()
    pair.a.notebook.save(note, {"texte": "Deux"})
    pair.b.notebook.save(note, {"texte": "Trois"})
    pair.exchange()
    clash = only(pair.a)
    assert clash.own and {v.text for v in clash.versions} == {"Deux", "Trois"}
    pair.a.clashes.resolve(clash.id, keep=1)
    pair.exchange()
    assert pair.b.clashes.count() == 0
    monkeypatch.setattr(Session, "own_file", None)
    assert pair.a.clashes.list() == ()


def test_history_names_who_wrote_elsewhere_and_skips_bare_entries(pair: Pair) -> None:
    id = pair.project(besoins="Lire")
    pair.b.projects.save(id, {"besoins": "Lire des phrases"})
    pair.exchange()
    assert "Samira Haddad" in {version.actor for version in pair.a.history.of("project", id)}
    with pair.a.commun.transaction() as sql:
        sql.execute("UPDATE entry SET unit='', value=NULL, salt=NULL WHERE device=?", ("b" * 16,))
    assert "Samira Haddad" not in {version.actor for version in pair.a.history.of("project", id)}


def test_a_text_that_stayed_with_its_author_is_not_chosen(pair: Pair) -> None:
    needs(pair)
    with pair.a.commun.transaction() as sql:
        sql.execute("UPDATE entry SET unit='', value=NULL, salt=NULL WHERE device=?", ("b" * 16,))
    clash = only(pair.a)
    away = next(version for version in clash.versions if version.kept_by_author)
    assert away.text == "(texte resté chez son auteur)" and away.who == ""
    with pytest.raises(RefusedError, match="resté chez son auteur"):
        pair.a.clashes.resolve(clash.id, keep=away.number)
    pair.a.clashes.resolve(clash.id, keep=3 - away.number)
    assert pair.a.clashes.count() == 0


# -- erased elsewhere ----------------------------------------------------------------------------------------------------
def tell(pair: Pair, root: str, row: str = "") -> None:
    with pair.b.commun.transaction() as sql:
        sql.execute("INSERT INTO told_erasure (root, row, at, told_by, pli) VALUES (?,?,'2026-11-12T09:00:00Z','claire','p')",
                    (root, row))


def test_an_erasure_told_waits_for_an_answer(pair: Pair) -> None:
    id = pair.project(besoins="Lire", objectifs=[{"objectif": "Lire dix mots"}])
    line = pair.b.projects.get(id).answers["objectifs"][0]["id"]
    for row in ("", id, line):
        tell(pair, pair.child, row)
    told = pair.b.clashes.told()
    assert [one.text for one in told] == ["HADDAD Yanis : effacé chez Claire Martin le 12 novembre 2026",
                                          "PPRE n° 1 · HADDAD Yanis : effacé chez Claire Martin le 12 novembre 2026"]
    pair.b.clashes.answer_erasure(told[1].row, True)
    assert pair.b.projects.list() == () and len(pair.b.clashes.told()) == 1
    assert pair.b.commun.one("SELECT count(*) FROM ledger")[0] == 2
    pair.b.clashes.answer_erasure(pair.child, False)
    assert pair.b.clashes.told() == () and pair.b.students.get(pair.child).first_name == "Yanis"
    with pytest.raises(RefusedError):
        pair.b.clashes.answer_erasure(pair.child, True)


def test_a_child_erased_here_too_leaves_only_the_ledger(pair: Pair) -> None:
    pair.project(besoins="Lire")
    tell(pair, pair.child)
    pair.b.clashes.answer_erasure(pair.child, True)
    assert pair.b.clashes.told() == () and pair.b.students.numbers(_everyone()) == []
    assert pair.b.commun.sql("SELECT root, row FROM ledger") == [(pair.child, "")]
    assert pair.b.commun.check() == []


def _everyone() -> Any:
    from desktop.services.values import StudentQuery

    return StudentQuery()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["save", "remove", "keep1", "keep2", "write", "undo", "meet"]),
                          st.integers(0, 3)), max_size=14))
def test_whatever_is_chosen_both_laptops_agree(tmp_path_factory: pytest.TempPathFactory, service_file: Path,
                                               steps: list[tuple[str, str, int]]) -> None:
    pair = Pair(tmp_path_factory.mktemp("paire"), service_file)
    try:
        id = pair.project(besoins="Lire")
        last: dict[str, str] = {}
        for who, what, number in steps:
            session = pair.a if who == "a" else pair.b
            waiting = session.clashes.list()
            try:
                if what == "meet":
                    pair.exchange()
                elif what == "save":
                    session.projects.save(id, {"besoins": f"{who}{number}", "socle": "s" * number})
                elif what == "remove":
                    last[who] = session.projects.remove(id).unit
                elif what == "undo" and last.get(who):
                    session.undo(last.pop(who))
                elif waiting and what.startswith("keep"):
                    last[who] = session.clashes.resolve(waiting[0].id, keep=int(what[-1])).unit
                elif waiting and what == "write" and not waiting[0].deletion:
                    last[who] = session.clashes.resolve(waiting[0].id, text=f"troisième {number}").unit
            except RefusedError:
                pass  # a project in the bin takes no words
        pair.agree()
        while found := pair.a.clashes.list():
            assert all(version.who for version in found[0].versions)
            pair.a.clashes.resolve(found[0].id, keep=1)
        pair.agree()
        assert pair.b.clashes.count() == 0
    finally:
        pair.close()
