"""Two laptops by the keyboard: cards given, six words ticked, a pli written, dropped, taken, taken back; the lock passes once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QPushButton

from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.exchange_values import Selection, Trust
from desktop.services.opening import create_vault, open_vault
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui import messages
from desktop.ui.exchange.opening import open_file
from desktop.ui.exchange.page import ExchangePage
from desktop.ui.workspace import Workspace
from tests.journeys.conftest import PHRASE, Hands

Open = Callable[[], Hands]
DAY = date(2026, 11, 23)
OTHER = "violon sapin tambour nuage lucarne cerise moulin"


@pytest.fixture
def paul(tmp_path: Path) -> Iterator[Session]:
    """Another laptop, with a pupil of its own."""
    there = Paths.under(tmp_path / "ailleurs")
    made = create_vault(there.data / "paul.coffre", name="Paul Lambert", roles=["director"], login="paul", passphrase=OTHER,
                        paths=there, clock=fixed_on(DAY))
    made.students.add(last_name="LEROY", first_name="Nina", birth_date="2020-03-14", level="CP", class_name="CP")
    yield made
    made.close(backup=False)


@pytest.fixture
def space(vault: Path, open_window: Open) -> tuple[Hands, Workspace]:
    hands = open_window()
    hands.window.open_session(open_vault(vault, passphrase=PHRASE, paths=hands.window.paths))
    hands.settle()
    workspace = hands.window.workspace
    assert workspace is not None
    return hands, workspace


def exchange(hands: Hands, workspace: Workspace) -> ExchangePage:
    hands.window.command("exchange")
    hands.settle()
    page = workspace.over.page
    assert isinstance(page, ExchangePage)
    return page


def known(hands: Hands, workspace: Workspace, paul: Session) -> None:
    """Both know the other's card, words read."""
    workspace.session.contacts.add(paul.contacts.my_card())
    workspace.session.contacts.confirm("paul", None)
    paul.contacts.add(workspace.session.contacts.my_card())
    paul.contacts.confirm("claire", None)


def pupils(workspace: Workspace) -> set[str]:
    return {row.last_name for row in workspace.session.students.page(StudentQuery())}


def test_a_card_is_pasted_and_its_words_ticked(space: tuple[Hands, Workspace], paul: Session) -> None:
    hands, workspace = space
    exchange(hands, workspace)
    hands.on("premier_contact")
    hands.press(Qt.Key.Key_Space)
    hands.see(QPlainTextEdit, "carte_texte").setPlainText(paul.contacts.my_card_text())
    hands.on("carte_ajouter")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: bool(hands.window.findChildren(QCheckBox, "mots_contact_1")))
    assert workspace.session.contacts.get("paul").trust is Trust.UNCONFIRMED
    assert [hands.see(QCheckBox, f"mots_contact_{n}").text() for n in range(1, 7)] == list(paul.contacts.my_words())
    for number in range(1, 7):
        hands.on(f"mots_contact_{number}")
        hands.press(Qt.Key.Key_Space)
    hands.on("contact_valider")
    hands.press(Qt.Key.Key_Space)
    assert workspace.session.contacts.get("paul").trust is Trust.CONFIRMED


def test_a_pli_is_written_by_keys_and_opens_on_the_other_laptop(space: tuple[Hands, Workspace], paul: Session, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    hands, workspace = space
    known(hands, workspace, paul)
    page = exchange(hands, workspace)
    monkeypatch.setattr(messages, "choose_save", lambda _p, _t, name, _f: tmp_path / name)
    hands.until(lambda: bool(page.known.contacts))
    hands.control(Qt.Key.Key_N)
    hands.until(lambda: hands.keys_are_on("pli_a_paul"))
    hands.press(Qt.Key.Key_Space)
    for _ in range(3):
        hands.on("etape_continuer")
        hands.press(Qt.Key.Key_Space)
        hands.settle()
    hands.until(lambda: bool(list(tmp_path.glob("pli-*.pli"))))
    hands.on("etape_continuer")
    hands.press(Qt.Key.Key_Space)
    assert page.inside() is None
    written = next(tmp_path.glob("pli-*.pli"))
    assert b"HADDAD" not in written.read_bytes()
    preview = paul.receiving.look(written.read_bytes())
    assert any(one.name.startswith("HADDAD") for one in preview.arriving)


def test_a_pli_is_taken_then_taken_back(space: tuple[Hands, Workspace], paul: Session, tmp_path: Path) -> None:
    hands, workspace = space
    known(hands, workspace, paul)
    file = tmp_path / "recu.pli"
    paul.sending.write(paul.sending.prepare(["claire"], Selection(swept=True)), file, None)
    open_file(hands.window, file)
    hands.until(lambda: any(one.isVisible() for one in hands.window.findChildren(QPushButton, "pli_reprendre")))
    assert pupils(workspace) == {"HADDAD"}
    hands.on("pli_reprendre")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: pupils(workspace) == {"HADDAD", "LEROY"})
    hands.press(Qt.Key.Key_F8)
    assert hands.keys_are_on("avis_action")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: pupils(workspace) == {"HADDAD"})


def test_a_file_that_is_no_pli_changes_nothing(space: tuple[Hands, Workspace], tmp_path: Path) -> None:
    hands, workspace = space
    before = workspace.session.digest()
    file = tmp_path / "faux.pli"
    file.write_bytes(b"age-encryption.org/v1\nrien de bon")
    open_file(hands.window, file)
    hands.until(lambda: any(one.isVisible() for one in hands.window.findChildren(QPushButton, "pli_refus_retour")))
    hands.press(Qt.Key.Key_Escape)
    assert workspace.session.digest() == before and file.exists()


def test_opening_takes_what_waits_in_the_folder(vault: Path, open_window: Open, paul: Session, tmp_path: Path) -> None:
    hands = open_window()
    session = open_vault(vault, passphrase=PHRASE, paths=hands.window.paths)
    session.contacts.add(paul.contacts.my_card())
    session.contacts.confirm("paul", None)
    paul.contacts.add(session.contacts.my_card())
    paul.contacts.confirm("claire", None)
    folder = tmp_path / "partage"
    folder.mkdir()
    session.shared_folder.set(folder, ("paul",), False)
    paul.shared_folder.set(folder, ("claire",), False)
    paul.shared_folder.sync()
    hands.window.open_session(session)
    workspace = hands.window.workspace
    assert workspace is not None
    hands.until(lambda: pupils(workspace) == {"HADDAD", "LEROY"})
    hands.until(lambda: workspace.notices.last().startswith("Dossier partagé : "))


def test_the_lock_leaves_what_was_written_in_the_folder(space: tuple[Hands, Workspace], paul: Session, tmp_path: Path) -> None:
    hands, workspace = space
    known(hands, workspace, paul)
    folder = tmp_path / "partage"
    folder.mkdir()
    workspace.session.shared_folder.set(folder, ("paul",), False)
    paul.shared_folder.set(folder, ("claire",), False)
    hands.window.lock()
    assert list(folder.glob("*.pli")) and hands.window.leaving()
    paul.shared_folder.sync()
    assert {row.last_name for row in paul.students.page(StudentQuery())} == {"HADDAD", "LEROY"}
