"""The vaults of each format, kept as they were: opened by this program, saying what they said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.services.opening import open_vault
from desktop.services.values import StudentQuery

VAULTS = Path(__file__).parent.parent / "fixtures" / "vaults"
PHRASE = "cerise tambour nuage lucarne violon abricot sapin"
DIGEST = "1c3f2597ccd671b09f6af535ae9ef6a0ba3a97a8a157976cfd58357023af49ba"
"""What the first program's lines give without those of accounts and imports, which left the digest with exchange."""
SECOND = {"claire": (PHRASE, "743aaf31aae389737dd28dceb75ceac5edc23ea13d9e181c697e3973aeb00aba"),
          "anne": ("hibou lucarne framboise trottinette cerise nuage boussole",
                   "8a28b89997f9034d66c0568ca95b07102ef7d690f40155b4ee83b0a753435dc9")}
"""Each account's passphrase, and what the second program's lines give, by the same rule."""
THIRD = "a237a8712015c9e0de7522a45e99c9a0491869694cae8eb193fee7423e878c82"


@pytest.mark.real_keys
def test_the_first_vault_opens_and_says_what_it_said(tmp_path: Path) -> None:
    shutil.copytree(VAULTS / "format-1.coffre", tmp_path / "v.coffre")
    session = open_vault(tmp_path / "v.coffre", paths=Paths.under(tmp_path / "data"), passphrase=PHRASE)
    assert session.digest() == DIGEST
    assert session.verify() == []
    assert session.students.counts(StudentQuery())["all"] == 85
    yanis = session.students.page(StudentQuery(search="haddad yanis"))[0]
    project = session.projects.list(student=yanis.id)[0]
    assert session.projects.get(project.id).answers["besoins"] == "prendre le temps de la consigne"
    assert [version.label for version in session.history.of("project", project.id)][-1] == "Projet commencé"
    assert session.drafts.all()[0].values == {"mot_eleve": "je veux lire"}
    assert [(task.owner, task.due) for task in session.tasks.list()] == [("Mme Martin", "2026-11-27")]
    assert session.guardians.of(yanis.id)[0].authority == "yes"
    session.close(backup=False)


@pytest.mark.real_keys
def test_the_second_vault_opens_for_each_account_in_turn(tmp_path: Path) -> None:
    shutil.copytree(VAULTS / "format-2.coffre", tmp_path / "v.coffre")
    for login in ("anne", "claire", "anne"):
        phrase, digest = SECOND[login]
        session = open_vault(tmp_path / "v.coffre", paths=Paths.under(tmp_path / "data"), login=login, passphrase=phrase)
        assert session.digest() == digest
        assert session.verify() == []
        assert [(row.login, row.state, row.manager) for row in session.accounts.list()] == [
            ("claire", "active", True), ("anne", "active", False), ("paul", "invited", False)]
        names = [f"{row.last_name} {row.first_name}" for row in session.students.page(StudentQuery())]
        assert names == ["Haddad Yanis", "Moreau Lina", "Petit Erwan"]
        yanis = session.students.page(StudentQuery(search="haddad yanis"))[0].id
        assert session.projects.get(session.projects.list(student=yanis)[0].id).answers["besoins"] == "prendre le temps de la consigne"
        assert [(one.author, one.content) for one in session.releases.of(yanis)] == [
            ("Anne Robin", "Consignes courtes, une à la fois.")]
        assert [note.title for note in session.notebook.list()] == (["Vu en classe, à revoir en janvier."] if login == "anne" else [])
        session.close(backup=False)


@pytest.mark.real_keys
def test_a_vault_of_the_second_format_takes_up_exchange(tmp_path: Path) -> None:
    """What a file of before needs to send and to receive is there after its first opening, in both files."""
    shutil.copytree(VAULTS / "format-2.coffre", tmp_path / "v.coffre")
    session = open_vault(tmp_path / "v.coffre", paths=Paths.under(tmp_path / "data"), login="anne", passphrase=SECOND["anne"][0])
    for store in (session.commun, session.personal):
        tables = {row[0] for row in store.sql("SELECT name FROM main.sqlite_master WHERE type='table'")}
        assert {"contact", "pli", "received", "author", "told_erasure"} <= tables
    written = session.tasks.add("Rappeler le CMP").unit
    session.close(backup=False)
    session = open_vault(tmp_path / "v.coffre", paths=Paths.under(tmp_path / "data"), login="anne", passphrase=SECOND["anne"][0])
    assert session.undo(written)
    assert (session.digest(), session.verify()) == (SECOND["anne"][1], [])
    session.close(backup=False)


@pytest.mark.real_keys
def test_a_vault_of_the_third_format_takes_up_requests(tmp_path: Path) -> None:
    """Its contact, its pli and its two texts are there; a request is written, and nothing else has moved."""
    shutil.copytree(VAULTS / "format-3.coffre", tmp_path / "v.coffre")
    session = open_vault(tmp_path / "v.coffre", paths=Paths.under(tmp_path / "data"), passphrase=PHRASE)
    assert (session.digest(), session.verify()) == (THIRD, [])
    assert [contact.name for contact in session.contacts.list()] == ["Bruno Petit"]
    assert session.clashes.count() == 1
    assert [(task.title, task.owner) for task in session.tasks.list()] == [("Voir la classe", "Bruno Petit")]
    yanis = session.students.page(StudentQuery(search="haddad yanis"))[0].id
    asked = session.requests.add("pupil", students=[yanis], answers={"faits": "Lit trois mots sur dix, seul."})
    assert session.requests.get(asked.created[0]).title == "HADDAD Yanis"
    assert session.undo(asked.unit)
    assert session.digest() == THIRD
    session.close(backup=False)
