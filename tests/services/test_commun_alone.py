"""A vault reopened by its short code: the common file alone, nothing of one's own, drafts that come home with the passphrase."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import RefusedError, TamperedError, WrongSecretError
from desktop.paths import Paths
from desktop.security import keyring
from desktop.services import aside
from desktop.services.carried import Carried, carry
from desktop.services.opening import create_vault, open_commun, open_vault
from desktop.services.session import Session
from desktop.services.values import Draft
from desktop.storage import coffre
from desktop.storage.members import shown
from desktop.storage.vault import Vault

WORDS = "tambour cerise nuage lucarne violon abricot sapin"
SECRET = "zanzibar entendu en entretien"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "ordinateur")


@pytest.fixture
def vault(tmp_path: Path, paths: Paths) -> Path:
    """A psychologist, a child of the common file, a note of her own."""
    session = create_vault(tmp_path / "Antenne.coffre", name="Hélène Carpentier", roles=["psychologist"], login="hcarpentier",
                           passphrase=WORDS, paths=paths)
    child = session.students.add(last_name="HADDAD", first_name="Yanis", level="CE2").created[0]
    session.projects.add(child)
    session.notebook.quick("DURAND Zoé", SECRET)
    session.close(backup=False)
    return Path(session.vault.directory)


def locked(vault: Path, paths: Paths, *, type_first: bool = False) -> Carried:
    """Open with the passphrase, perhaps type, lock with a code."""
    session = open_vault(vault, passphrase=WORDS, paths=paths)
    if type_first:
        project = session.projects.list()[0]
        session.drafts.keep("project", project.id, project.student_id, {"besoins": "avant le verrou"}, 0, "PPRE")
        note = session.notebook.list()[0]
        session.drafts.keep("note", note.id, "", {"texte": SECRET}, 0, "Note")
        session.drafts.keep("student", "x", session.notebook.students()[0].id, {"level": SECRET}, 0, "Enfant connue d’elle seule")
    carried = Carried.from_bytes(carry(session, {"tab": 2}).to_bytes())
    session.close(backup=False)
    return carried


@pytest.fixture
def session(vault: Path, paths: Paths) -> Iterator[Session]:
    made = open_commun(vault, carried=locked(vault, paths), paths=paths)
    yield made
    made.close(backup=False)


def test_what_a_code_gives_back_holds_nothing_of_ones_own(vault: Path, paths: Paths) -> None:
    carried = locked(vault, paths, type_first=True)
    assert [draft.table for draft in carried.drafts] == ["project"]
    assert SECRET.encode() not in carried.to_bytes()


def test_the_common_file_opens_and_is_written_in(session: Session, vault: Path, paths: Paths) -> None:
    child = session.students.add(last_name="KONÉ", first_name="Awa").created[0]
    assert session.students.get(child).last_name == "KONÉ"
    assert session.actor.name == "Hélène Carpentier"
    assert session.drafts.place() == {"tab": 2}
    session.close()
    again = open_vault(vault, passphrase=WORDS, paths=paths)
    assert again.students.get(child).first_name == "Awa"
    assert again.verify() == [], "what waits for her signature is no fault"
    assert again.commun.unsealed()
    again.close(backup=False)
    last = open_vault(vault, passphrase=WORDS, paths=paths)
    assert not last.commun.unsealed(), "her next full closing signs it"
    assert last.verify() == []
    last.close(backup=False)


def test_her_own_file_is_closed_in_one_sentence(session: Session) -> None:
    assert not session.personal_open
    assert session.own_file is None
    for act in (lambda: session.notebook.list(), lambda: session.notebook.quick("Yanis", "x"), lambda: session.personal.seen(),
                lambda: session.backups.make(), lambda: session.identity.sign(b"x"), lambda: session.verify(),
                lambda: session.accounts.new_recovery()):
        with pytest.raises(RefusedError, match="Vos notes sont fermées"):
            act()
    assert session.search.everything("zanzibar") == ()
    assert session.search.everything("durand") == ()


def test_what_is_final_asks_the_passphrase(session: Session) -> None:
    child = session.students.add(last_name="KONÉ", first_name="Awa").created[0]
    for act in (lambda: session.erasure.erase("student", child),
                lambda: session.erasure.rectify("student", child, "first_name", "Ava")):
        with pytest.raises(RefusedError, match="tapez votre phrase de passe"):
            act()
    assert session.students.get(child).first_name == "Awa"
    session.erasure  # noqa: B018 - still usable once open
    session.open_personal(WORDS)
    session.erasure.erase("student", child)


def test_drafts_are_sealed_aside_at_each_change_and_come_home(vault: Path, paths: Paths) -> None:
    carried = locked(vault, paths, type_first=True)
    session = open_commun(vault, carried=carried, paths=paths)
    project = session.projects.list()[0]
    assert session.drafts.get("project", project.id).values == {"besoins": "avant le verrou"}  # type: ignore[union-attr]
    session.drafts.keep("project", project.id, "", {"besoins": "après le code"}, 0, "PPRE")
    session.drafts.keep("project", project.id, "", {"besoins": "après le code, encore"}, 0, "PPRE")
    files = aside.waiting(session)
    assert len(files) == 1, "one file, overwritten"
    assert b"code" not in files[0].read_bytes()
    session.close()  # killed or locked: the same
    full = open_vault(vault, passphrase=WORDS, paths=paths)
    assert aside.take(full) == (), "nothing a disk refused: no word about it"
    assert full.drafts.get("project", project.id).values == {"besoins": "après le code, encore"}  # type: ignore[union-attr]
    assert aside.waiting(full) == []
    assert {draft.table for draft in full.drafts.all()} == {"project", "note", "student"}
    full.close(backup=False)


def test_a_draft_that_became_an_act_does_not_come_back(vault: Path, paths: Paths) -> None:
    session = open_commun(vault, carried=locked(vault, paths, type_first=True), paths=paths)
    project = session.projects.list()[0]
    session.projects.save(project.id, {"besoins": "avant le verrou, fini"}, 0)
    session.drafts.drop("project", project.id)
    relocked = Carried.from_bytes(carry(session, {}).to_bytes())
    session.close()
    second = open_commun(vault, carried=relocked, paths=paths)
    assert second.drafts.all() == ()
    second.close()
    full = open_vault(vault, passphrase=WORDS, paths=paths)
    aside.take(full)
    assert full.drafts.get("project", project.id) is None
    full.close(backup=False)


def test_her_own_file_opens_in_place(vault: Path, paths: Paths) -> None:
    session = open_commun(vault, carried=locked(vault, paths, type_first=True), paths=paths)
    drafts, project = session.drafts, session.projects.list()[0]
    drafts.keep("project", project.id, "", {"besoins": "plus récent"}, 0, "PPRE")
    with pytest.raises(WrongSecretError):
        session.open_personal("pas la bonne phrase du tout")
    assert not session.personal_open
    session.open_personal(WORDS)
    assert session.personal_open
    assert session.notebook.list()[0].id
    assert {draft.table for draft in drafts.all()} == {"project", "note", "student"}, "the screens' own drafts are the real ones"
    assert drafts.get("project", project.id).values == {"besoins": "plus récent"}  # type: ignore[union-attr]
    drafts.keep("project", project.id, "", {"besoins": "ouvert"}, 0, "PPRE")
    assert aside.waiting(session) == []
    session.open_personal("n’importe quoi")  # already open
    session.students.add(last_name="KONÉ", first_name="Awa")
    session.close(backup=False)
    full = open_vault(vault, passphrase=WORDS, paths=paths)
    assert full.verify() == []
    assert full.drafts.get("project", project.id).values == {"besoins": "ouvert"}  # type: ignore[union-attr]
    full.close(backup=False)


def test_a_code_does_not_outlive_the_keys(vault: Path, paths: Paths) -> None:
    carried = locked(vault, paths)
    other = Carried(carried.login, bytes(48), {}, ())
    with pytest.raises(WrongSecretError):
        open_commun(vault, carried=other, paths=paths)
    with pytest.raises(WrongSecretError):
        open_commun(vault, carried=Carried("inconnue", carried.commun_key), paths=paths)
    open_commun(vault, carried=carried, paths=paths).close()


def test_another_card_put_in_the_vault_during_a_lock_receives_nothing(vault: Path, paths: Paths) -> None:
    """Who opens the common file can write any card in ``coffre``: what is typed after the code is not sealed to it."""
    carried = locked(vault, paths)
    closed = Vault.read(vault)
    account = closed.account_of(carried.login)
    other = shown(keyring.Identity(account, carried.login, closed.id, bytes(32)).card)
    for name in coffre.COPIES:
        body = json.loads((vault / name).read_text("utf-8"))
        body["accounts"][0]["keys"] = other
        (vault / name).write_bytes(coffre.serialise(coffre.sealed(body, keyring.mac_key(carried.commun_key, closed.id))))
    with pytest.raises(WrongSecretError):
        open_commun(vault, carried=carried, paths=paths)
    with pytest.raises(TamperedError):
        open_vault(vault, passphrase=WORDS, paths=paths)


def test_a_text_put_aside_tells_not_its_length_and_does_not_outlive_an_erasure(vault: Path, paths: Paths) -> None:
    session = open_vault(vault, passphrase=WORDS, paths=paths)
    child, note = session.notebook.students()[0].id, session.notebook.list()[0].id
    common = session.students.add(last_name="KONÉ", first_name="Awa").created[0]
    for table, id, student, text in (("note", note, child, SECRET), ("note", "nouvelle", child, SECRET * 9),
                                     ("meeting", "neuve", common, SECRET), ("note", "autre", "", "ce qui reste")):
        aside.seal(session, [Draft(table, id, student, {"texte": text}, "2026-11-23T09:00:00.000Z")])
    assert {len(file.read_bytes()) for file in aside.waiting(session)} == {4096 + 48}
    session.notebook.erase_student(child)
    session.erasure.erase("student", common)
    session.close(backup=False)
    again = open_vault(vault, passphrase=WORDS, paths=paths)
    assert [draft.id for draft in aside.take(again)] == ["autre"]
    assert [draft.id for draft in again.drafts.all()] == ["autre"]
    assert aside.waiting(again) == []
    again.close(backup=False)
