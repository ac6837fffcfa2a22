"""The vault of the first format, kept as it was: opened by this program, saying what it said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.paths import Paths
from desktop.services.opening import open_vault
from desktop.services.values import StudentQuery

KEPT = Path(__file__).parent.parent / "fixtures" / "vaults" / "format-1.coffre"
PHRASE = "cerise tambour nuage lucarne violon abricot sapin"
DIGEST = "6346fde26874d05377fe77d8aeba6164d6194c6aa3d0a4818963ee97377d611d"


@pytest.mark.real_keys
def test_the_first_vault_opens_and_says_what_it_said(tmp_path: Path) -> None:
    shutil.copytree(KEPT, tmp_path / "v.coffre")
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
