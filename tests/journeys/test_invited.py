"""A director invites a psychologist; she opens for the first time, writes what only she reads, and the director does not see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.ui.accounts.accept import AcceptScreen
from desktop.ui.accounts.invite import InvitedPage, InvitePage
from desktop.ui.unlock import UnlockScreen
from tests.journeys.conftest import PHRASE, UAI, Hands
from tests.ui.walk import unnamed

Open = Callable[[], Hands]
SECRET = "Cauchemars depuis le déménagement, dits par la grand-mère"


@pytest.fixture
def school_vault(paths: Paths) -> Path:
    """One school, one pupil, its director who keeps the accounts."""
    made = create_vault(paths.data / "ecole.coffre", name="Philippe Lambert", roles=["director"], login="plambert",
                        passphrase=PHRASE, paths=paths, clock=fixed_on(date(2026, 11, 23)))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Arras"})
    made.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2",
                      class_name="03 CE2")
    directory = made.vault.directory
    made.close(backup=False)
    return Path(directory)


def unlock(hands: Hands, vault: Path, login: str, phrase: str) -> None:
    screen = hands.window.show_unlock([vault])
    hands.until(lambda: hands.window.isVisible() and not hands.window.jobs.busy())
    if screen.login is not None:
        screen.login.setCurrentText(login)
    screen.field.setText(phrase)
    screen.open()
    hands.until(lambda: hands.window.workspace is not None)


def tabs(hands: Hands) -> list[str]:
    assert hands.window.workspace is not None
    return [spec.label for spec in hands.window.workspace.specs]


def test_she_is_invited_comes_in_and_writes_for_herself(school_vault: Path, open_window: Open) -> None:
    director = open_window()
    unlock(director, school_vault, "plambert", PHRASE)
    assert "Carnet" not in tabs(director)
    director.window.command("accounts")
    director.settle()
    director.see(QPushButton, "comptes_inviter").click()
    director.settle()
    space = director.window.workspace
    assert space is not None
    assert space.over.page is not None
    form = space.over.page.inside()  # type: ignore[attr-defined]
    assert isinstance(form, InvitePage)
    director.on("inviter_nom")
    director.write("Anne Delcourt")
    form.roles.chips["psychologist"].click()
    director.see(QPushButton, "inviter_valider").click()
    director.until(lambda: isinstance(space.over.page.inside(), InvitedPage))  # type: ignore[union-attr]
    invitation = space.over.page.inside().invitation  # type: ignore[union-attr]
    assert unnamed(space) == []
    director.window.close()
    director.settle()

    hers = open_window()
    screen = hers.window.show_unlock([school_vault])
    hers.until(lambda: screen.invitation.isVisible())
    screen.invitation.click()
    hers.settle()
    first = hers.window.rooms.currentWidget()
    assert isinstance(first, AcceptScreen)
    assert first.invitation.login.text() == "adelcourt"
    hers.on("invitation_code")
    hers.write(invitation.code.lower())
    hers.press(Qt.Key.Key_Tab)
    first.next.click()
    hers.settle()
    words = " ".join(label.text() for label in first.phrase.chooser._labels)
    hers.on("phrase_essai")
    hers.write(words)
    assert first.next.isEnabled()
    first.next.click()
    hers.until(lambda: first.step == 2)
    recovery_code = first.sheet.code
    assert len(recovery_code.split()) == 9
    first.sheet.tick.click()
    first.next.click()
    hers.until(lambda: hers.window.workspace is not None)
    assert "Carnet" in tabs(hers)
    session = hers.window.workspace.session
    assert session.actor.name == "Anne Delcourt"
    child = session.notebook.find("hadd")[0]
    session.notebook.quick(child.id, SECRET)
    assert session.notebook.list(search="cauchemars")
    hers.window.close()
    hers.settle()

    again = open_window()
    unlock(again, school_vault, "plambert", PHRASE)
    his = again.window.workspace.session
    assert "Carnet" not in tabs(again)
    assert his.search.everything("cauchemars", 10) == ()
    row = next(one for one in his.accounts.list() if one.login == "adelcourt")
    assert (row.state, row.confirmed) == ("active", "invitation")
    again.window.command("accounts")
    again.settle()
    card = again.see(QWidget, "compte_adelcourt")
    assert "carte confirmée par l’invitation" in card.accessibleName()
    shown = " ".join(label.text() for label in again.window.findChildren(QLabel) if label.isVisible())
    assert "grand-mère" not in shown


def test_the_login_of_this_computer_is_proposed_and_another_may_be_chosen(school_vault: Path, open_window: Open) -> None:
    from desktop.services.opening import accept_invitation, open_vault

    hands = open_window()
    his = open_vault(school_vault, paths=hands.window.paths, passphrase=PHRASE)
    code = his.accounts.add("adelcourt", "Anne Delcourt", ["psychologist"]).code
    his.close(backup=False)
    hers = accept_invitation(school_vault, login="adelcourt", invitation=code, passphrase=PHRASE + " lune", paths=hands.window.paths)
    hers.close(backup=False)
    hands.window.preferences.change(last_login="plambert")
    screen = hands.window.show_unlock([school_vault])
    assert isinstance(screen, UnlockScreen)
    hands.until(lambda: screen.login is not None)
    assert hands.see(QWidget, "identifiant_dernier") is not None
    assert unnamed(hands.window) == []
    screen.field.setText(PHRASE + " lune")
    screen.open()
    hands.until(lambda: screen.said.isVisible())
    while screen._left:
        screen._count_down()
    assert screen.login is not None
    screen.login.setCurrentText("adelcourt")
    hands.see(QLineEdit, "phrase").setText(PHRASE + " lune")
    screen.open()
    hands.until(lambda: hands.window.workspace is not None)
    assert hands.window.workspace.session.actor.login == "adelcourt"
    assert hands.window.preferences.now.last_login == "adelcourt"


def test_a_suspended_account_is_told_kindly(school_vault: Path, open_window: Open) -> None:
    from desktop.services.opening import accept_invitation, open_vault

    hands = open_window()
    paths = hands.window.paths
    his = open_vault(school_vault, paths=paths, passphrase=PHRASE)
    code = his.accounts.add("adelcourt", "Anne Delcourt", ["psychologist"]).code
    his.close(backup=False)
    accept_invitation(school_vault, login="adelcourt", invitation=code, passphrase=PHRASE + " lune", paths=paths).close(backup=False)
    his = open_vault(school_vault, paths=paths, login="plambert", passphrase=PHRASE)
    his.accounts.suspend("adelcourt")
    his.close(backup=False)
    screen = hands.window.show_unlock([school_vault])
    hands.until(lambda: screen.login is not None)
    assert screen.login is not None
    screen.login.setCurrentText("adelcourt")
    screen.field.setText(PHRASE + " lune")
    screen.open()
    hands.until(lambda: "suspendu" in screen.said.text())
    assert hands.window.workspace is None


def test_papers_of_accounts_come_out(school_vault: Path, open_window: Open) -> None:
    """The invitation, my card, my recovery sheet and the Annuaire: shown from memory, closed by Échap on the same page."""
    hands = open_window()
    unlock(hands, school_vault, "plambert", PHRASE)
    space = hands.window.workspace
    assert space is not None
    session = space.session
    session.directory.save(None, {"last_name": "Delcourt", "first_name": "Anne", "function": "psychologue"})
    shown: list[str] = []
    for command, press in (("secrets", "ma_carte_imprimer"), ("directory", "annuaire_imprimer")):
        hands.window.command(command)
        hands.settle()
        page = space.over.page
        hands.see(QPushButton, press).click()
        hands.until(lambda: space._preview is not None)
        shown.append(command)
        space.close_preview()
        assert space.stack.currentWidget() is page
    hands.window.command("secrets")
    hands.settle()
    hands.see(QPushButton, "faire_feuille").click()
    hands.settle()
    hands.see(QPushButton, "imprimer_code_secours").click()
    hands.until(lambda: space._preview is not None)
    space.close_preview()
    hands.see(QPushButton, "imprimer_code_secours")
    invitation = session.accounts.add("adelcourt", "Anne Delcourt", ["psychologist"])
    hands.window.command("accounts")
    hands.settle()
    accounts = space.over.page
    accounts.show_invitation("Anne Delcourt", invitation)  # type: ignore[union-attr]
    hands.settle()
    hands.see(QPushButton, "imprimer_code_invitation").click()
    hands.until(lambda: space._preview is not None)
    space.close_preview()
    hands.see(QPushButton, "imprimer_code_invitation")
    assert shown == ["secrets", "directory"]
