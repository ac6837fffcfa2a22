"""A disk that refuses what is typed: the text stays, can be saved elsewhere, and is sealed to its author at the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTextEdit
from pytestqt.qtbot import QtBot

from desktop.clock import fixed_on
from desktop.errors import DiskError, NoSpaceError
from desktop.services import aside
from desktop.services.opening import create_vault
from desktop.services.session import Session
from desktop.ui import messages
from desktop.ui.main_window import MainWindow
from desktop.ui.projects.tab import ProjectsTab
from desktop.ui.rescue import Rescue
from desktop.ui.workspace import Workspace
from tests.ui.conftest import type_text

TEXT = "Zoé confond b et d <3/10> & « sa mère »"


class Disk:
    """Refuses drafts and acts while it is full."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error: Exception | None = None
        for owner, name in ((session.drafts, "keep"), (session.projects, "save")):
            monkeypatch.setattr(owner, name, self.guarded(getattr(owner, name)))

    def guarded(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **named: Any) -> Any:
            if self.error is not None:
                raise self.error
            return work(*words, **named)

        return call


@pytest.fixture
def disk(session: Session, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(session, monkeypatch)


@pytest.fixture
def sheet(window: MainWindow, session: Session, qtbot: QtBot) -> Iterator[QTextEdit]:
    """The pupil's words in a PPRE, the keyboard in it."""
    workspace = inside(window)
    workspace.navigate("project", session.projects.list()[0].id)
    page = workspace.page()
    assert isinstance(page, ProjectsTab)
    qtbot.waitUntil(lambda: page.sheet.view is not None)
    assert page.sheet.view is not None
    page.sheet.view.focus("mot_eleve")
    field = window.findChild(QTextEdit, "champ_mot_eleve")
    assert isinstance(field, QTextEdit)
    yield field


def inside(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def bar(window: MainWindow) -> Rescue:
    assert window.rescue is not None
    return window.rescue


def press(window: MainWindow, qtbot: QtBot, name: str) -> None:
    found = [one for one in window.findChildren(QPushButton, name) if one.isVisible()]
    assert found, f"« {name} » is not on screen"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("error", [NoSpaceError("Le disque est plein."), DiskError("Le disque ne répond pas comme il faut.")])
def test_the_text_stays_and_two_ways_are_offered(window: MainWindow, session: Session, sheet: QTextEdit, disk: Disk, qtbot: QtBot,
                                                 asked: list[tuple[str, ...]], error: Exception) -> None:
    disk.error = error
    type_text(sheet, TEXT)
    inside(window).autosave.commit()
    assert sheet.toPlainText() == TEXT
    assert bar(window).isVisible() and str(error) in bar(window).said.whole_text()
    assert asked == [], "nothing stands in the way of the text"
    press(window, qtbot, "reessayer_ecrire")
    assert bar(window).isVisible() and sheet.toPlainText() == TEXT
    disk.error = None
    press(window, qtbot, "reessayer_ecrire")
    assert not bar(window).isVisible()
    assert session.projects.get(session.projects.list()[0].id).answers["mot_eleve"] == TEXT


def test_a_copy_is_saved_elsewhere_as_readable_text(window: MainWindow, sheet: QTextEdit, disk: Disk, qtbot: QtBot, tmp_path: Path,
                                                    asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    place, offered = tmp_path / "clé" / "copie.txt", list[str]()
    place.parent.mkdir()
    monkeypatch.setattr(messages, "choose_save", lambda _parent, _title, name, *_: (offered.append(name), place)[1])
    disk.error = NoSpaceError("Le disque est plein.")
    type_text(sheet, TEXT)
    inside(window).autosave.commit()
    press(window, qtbot, "copie_ailleurs")
    assert any("hors du coffre" in title for title, _ in asked)
    assert offered == ["texte-en-cours-2026-11-23.txt"], "a name that tells nothing of anybody"
    told = place.read_bytes().decode("utf-8")
    assert TEXT in told and "PPRE n° 1" in told and "Copie du 23/11/2026" in told
    assert "mot_eleve" not in told, "questions by their words"
    assert list(place.parent.iterdir()) == [place], "no half-written file beside"
    assert bar(window).isVisible(), "the vault still has not got it"


def test_a_copy_that_cannot_be_written_says_so(window: MainWindow, sheet: QTextEdit, disk: Disk, qtbot: QtBot, tmp_path: Path,
                                               asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "choose_save", lambda *_: tmp_path / "débranchée" / "copie.txt")
    disk.error = NoSpaceError("Le disque est plein.")
    type_text(sheet, TEXT)
    inside(window).autosave.commit()
    press(window, qtbot, "copie_ailleurs")
    assert asked[-1][0] == "La copie n’a pas pu s’écrire à cet endroit"
    assert sheet.toPlainText() == TEXT


def test_a_record_left_while_the_disk_refuses_is_not_forgotten(window: MainWindow, session: Session, sheet: QTextEdit, disk: Disk) -> None:
    workspace = inside(window)
    disk.error = NoSpaceError("Le disque est plein.")
    type_text(sheet, TEXT)
    others = [row.id for row in session.projects.list()]
    workspace.navigate("project", others[1])
    assert workspace.autosave.pending()
    assert TEXT in [draft.values.get("mot_eleve") for draft in workspace.autosave.in_hand()]
    disk.error = None
    bar(window).retry()
    assert not workspace.autosave.pending()
    kept = session.drafts.get("project", others[0])
    assert kept is not None and kept.values["mot_eleve"] == TEXT


def test_at_the_lock_the_text_is_sealed_then_taken_back(window: MainWindow, session: Session, sheet: QTextEdit, disk: Disk,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    project = session.projects.list()[0].id
    monkeypatch.setattr(session, "close", lambda **_: None)
    disk.error = NoSpaceError("Le disque est plein.")
    type_text(sheet, TEXT)
    window.lock()
    assert window.relaunch_reason.startswith("lock|") and window.workspace is None
    sealed = aside.waiting(session)
    assert len(sealed) == 1
    content = sealed[0].read_bytes()
    for word in ("Zo", "confond", "mot_eleve", "HADDAD", "PPRE", project):
        assert word.encode() not in content, "no clear text"
    assert sealed[0].stat().st_mode & 0o077 == 0

    window._closing = False
    window.open_session(session)
    assert aside.waiting(session) == sealed, "still full: it stays sealed"
    disk.error = None
    window.workspace = None
    window.open_session(session)
    kept = session.drafts.get("project", project)
    assert kept is not None and kept.values["mot_eleve"] == TEXT
    assert aside.waiting(session) == []
    assert "est de retour" in inside(window).notices.last()


def test_when_nothing_takes_the_text_the_window_covers_itself(window: MainWindow, sheet: QTextEdit, disk: Disk,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NoSpaceError("Le disque est plein.")

    monkeypatch.setattr(aside, "seal", refuse)
    disk.error = NoSpaceError("Le disque est plein.")
    type_text(sheet, TEXT)
    window.lock()
    assert window.relaunch_reason == "" and window.workspace is not None
    assert window.rooms.currentWidget().objectName() == "couverture"
    assert sheet.toPlainText() == TEXT


def test_a_newer_draft_wins_key_by_key_over_a_sealed_one(session: Session) -> None:
    from desktop.services.values import Draft

    project = session.projects.list()[0].id
    place = aside.seal(session, [Draft("project", project, "", {"besoins": "ancien", "mot_eleve": TEXT}, "", 0, "PPRE n° 1")])
    session.clock = fixed_on(date(2026, 11, 24))
    session.drafts.keep("project", project, "", {"besoins": "nouveau"}, 0, "PPRE n° 1")
    taken = aside.take(session)
    assert [draft.id for draft in taken] == [project] and not place.exists()
    kept = session.drafts.get("project", project)
    assert kept is not None and kept.values == {"besoins": "nouveau", "mot_eleve": TEXT}


def test_a_sealed_text_opens_for_its_author_in_its_vault_alone(session: Session, tmp_path: Path) -> None:
    from desktop.paths import Paths
    from desktop.security import keyring

    other = create_vault(tmp_path / "autre.coffre", name="Paul Petit", roles=["teacher"], login="ppetit", passphrase=None,
                         demonstration=True, paths=Paths.under(tmp_path / "autre"))
    try:
        mine, theirs = session.identity, other.identity
        sealed = keyring.seal_for(mine.card.coffre, b"Zo\xc3\xa9", vault_id=mine.vault_id, account=mine.account)
        assert keyring.open_sealed(sealed, mine) == "Zoé".encode()
        for wrong in (theirs, keyring.Identity(mine.account, mine.login, theirs.vault_id, mine.seed),
                      keyring.Identity(theirs.account, mine.login, mine.vault_id, mine.seed)):
            with pytest.raises(keyring.TamperedError):
                keyring.open_sealed(sealed, wrong)
        with pytest.raises(keyring.TamperedError):
            keyring.open_sealed(sealed[:-1] + bytes([sealed[-1] ^ 1]), mine)
    finally:
        other.close(backup=False)


def test_who_may_only_read_a_ppre_cannot_type_in_it(window: MainWindow, session: Session, qtbot: QtBot,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """A psychologist opens a PPRE: every field is for reading, and it is said; that it was read is noted."""
    monkeypatch.setattr(session.rights, "allows", lambda action, kind, *_: action == "read" or kind != "project")
    project = session.projects.list()[0].id
    workspace = inside(window)
    workspace.navigate("project", project)
    page = workspace.page()
    assert isinstance(page, ProjectsTab)
    qtbot.waitUntil(lambda: page.sheet.view is not None)
    assert page.sheet.view is not None
    page.sheet.view.focus("mot_eleve")
    fields = page.sheet.view.findChildren(QTextEdit)
    assert fields and not any(field.isEnabled() and not field.isReadOnly() for field in fields)
    assert session.commun.one("SELECT 1 FROM read_log WHERE row=?", (project,))
