"""The doors: unlocking, the first opening, the demonstration; what a person meets before any child's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.paths import Paths
from desktop.security import passphrase
from desktop.services.opening import create_vault, open_vault
from desktop.ui.first_run import Assistant, login_of
from desktop.ui.jobs import Jobs
from desktop.ui.main_window import MainWindow
from desktop.ui.phrase import PhraseChooser
from desktop.ui.preferences import Preferences
from desktop.ui.unlock import UnlockScreen, closed_because
from tests.ui.conftest import UAI, type_text
from tests.ui.walk import cut, unnamed

WORDS = "tambour cerise nuage lucarne violon abricot sapin"


@pytest.fixture
def vault(paths: Paths) -> Path:
    session = create_vault(paths.data / "Antenne Nord.coffre", name="Claire Martin", roles=["specialist_e"], login="cmartin",
                           passphrase=WORDS, paths=paths)
    directory = Path(session.vault.directory)
    session.close()
    return directory


@pytest.fixture
def door(qtbot: QtBot, paths: Paths, preferences: Preferences, jobs: Jobs, asked: object) -> Iterator[MainWindow]:
    made = MainWindow(paths, preferences, jobs)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    if made.workspace is not None:
        made.workspace.session.close(backup=False)
        made._closing = True


def unlock_screen(door: MainWindow, vault: Path) -> tuple[UnlockScreen, list[Any]]:
    screen = UnlockScreen(door.paths, [vault], door.jobs)
    opened: list[Any] = []
    screen.opened.connect(lambda session, recovered: opened.append((session, recovered)))
    door.rooms.addWidget(screen)
    door.rooms.setCurrentWidget(screen)
    return screen, opened


def test_the_passphrase_opens(door: MainWindow, vault: Path, qtbot: QtBot) -> None:
    screen, opened = unlock_screen(door, vault)
    type_text(screen.field, "Tambour cerise NUAGE lucarne violon abricot sapin")
    qtbot.keyClick(screen.field, Qt.Key.Key_Return)
    (session, recovered), = opened
    assert session.actor.name == "Claire Martin"
    assert not recovered
    assert screen.field.text() == ""
    session.close()


def test_a_wrong_phrase_waits_longer_each_time(door: MainWindow, vault: Path, qtbot: QtBot) -> None:
    screen, opened = unlock_screen(door, vault)
    for expected in (1, 2, 4):
        screen.field.setText("pas la bonne")
        screen.open()
        assert f"Nouvel essai dans {expected} s." in screen.said.text()
        assert not screen.open_button.isEnabled()
        while screen._left:
            screen._count_down()
        assert screen.open_button.isEnabled()
    assert opened == []


def test_the_recovery_code_opens_and_asks_for_a_new_phrase(door: MainWindow, vault: Path, qtbot: QtBot) -> None:
    session = open_vault(vault, passphrase=WORDS, paths=door.paths)
    code = session.vault.add_recovery(session.identity)
    session.close()
    screen, opened = unlock_screen(door, vault)
    button = screen.findChild(QPushButton, "phrase_oubliee")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    screen.field.setText(code.lower())
    screen.open()
    (session, recovered), = opened
    assert recovered
    session.close()


def test_who_holds_the_vault_is_said(door: MainWindow, vault: Path) -> None:
    other = open_vault(vault, passphrase=WORDS, paths=door.paths)
    screen, opened = unlock_screen(door, vault)
    screen.field.setText(WORDS)
    screen.open()
    assert "déjà ouvert" in screen.said.text()
    other.close()
    again = screen.findChild(QPushButton, "reessayer")
    assert again is not None
    again.click()
    opened[0][0].close()


def test_a_damaged_vault_offers_a_backup_and_is_left_alone(door: MainWindow, vault: Path) -> None:
    session = open_vault(vault, passphrase=WORDS, paths=door.paths)
    session.backups.make()
    session.close()
    for name in ("coffre.a.json", "coffre.b.json"):
        (vault / name).write_bytes(b"{}")
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    screen, _ = unlock_screen(door, vault)
    screen.look_inside()
    assert "reprendre_sauvegarde" in [made.objectName() for made in screen.findChildren(QPushButton)]
    assert {path.name: path.read_bytes() for path in vault.iterdir()} == before


def test_an_older_vault_says_both_dates_and_lets_choose(door: MainWindow, vault: Path) -> None:
    from desktop.errors import OlderVaultError

    screen, _ = unlock_screen(door, vault)
    screen._refused(OlderVaultError("Vu le 20 novembre 2026 ; celui-ci date du 3 novembre 2026.", vault_date="3 novembre 2026", seen_date="20 novembre 2026"))
    assert "3 novembre 2026" in screen.said.text()
    assert "20 novembre 2026" in screen.said.text()
    assert screen.findChild(QPushButton, "continuer_ancien") is not None


def test_why_it_closed_is_said() -> None:
    assert closed_because("idle|10:47|5").startswith("Fermé à 10:47, après 5 minutes sans geste")
    assert closed_because("lock|10:47|5").startswith("Verrouillé à 10:47")
    assert closed_because("") == ""


def test_the_first_opening_from_name_to_open_vault(door: MainWindow, qtbot: QtBot, paths: Paths) -> None:
    door.show_assistant()
    assistant = door.rooms.currentWidget()
    assert isinstance(assistant, Assistant)
    finished: list[tuple[Any, bool]] = []
    assistant.finished.disconnect()
    assistant.finished.connect(lambda session, go: finished.append((session, go)))
    assert not assistant.next.isEnabled()
    type_text(assistant.you.edit, "Élodie Bézier")
    assistant.you.chips["director"].click()
    assistant.you.chips["teacher"].click()
    assistant.go_on()
    assistant.pages[1].table.set_value([{"uai": UAI, "name": "École Jean Moulin", "city": "Toulouse"}])
    assistant.go_on()
    chooser = assistant.pages[2].chooser
    type_text(chooser.field, " ".join(chooser._words))
    assert assistant.next.isEnabled()
    assistant.go_on()
    assert assistant.step == 3
    assert "DASEN" in " ".join(label.text() for label in assistant.findChildren(QWidget) if hasattr(label, "whole_text"))
    assistant.sheet.tick.click()
    assistant.go_on()
    assistant.put_off()
    assistant.put_off()
    (session, go), = finished
    assert not go
    assert session.actor.name == "Élodie Bézier"
    assert session.actor.roles == ("director", "teacher")
    assert [school.name for school in session.schools.all()] == ["École Jean Moulin"]
    assert session.vault.has_recovery("ebezier")
    session.close()


def test_seven_words_are_counted_one_by_one(qtbot: QtBot, preferences: Preferences) -> None:
    chooser = PhraseChooser()
    qtbot.addWidget(chooser)
    words = chooser._words
    chooser.field.setText(" ".join(words[:2]) + " " + words[2][:2])
    assert chooser.said.text().startswith("deux mots justes, le suivant en cours")
    chooser.field.setText("- ".join(word.upper() for word in words))
    assert chooser.is_ready()


def test_my_own_phrase_is_typed_twice_and_weighed(qtbot: QtBot, preferences: Preferences) -> None:
    chooser = PhraseChooser()
    qtbot.addWidget(chooser)
    chooser.toggle_own()
    chooser.field.setText("soleil")
    chooser.again.setText("soleil")
    assert not chooser.is_ready()
    phrase = passphrase.draw()
    chooser.field.setText(phrase)
    assert not chooser.is_ready()
    chooser.again.setText(phrase)
    assert chooser.is_ready()


def test_logins_are_made_of_names() -> None:
    assert login_of("Claire Martin") == "cmartin"
    assert login_of("Élodie de la Tour") == "edelatour"
    assert login_of("  ") == "moi"


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
@pytest.mark.parametrize("which", ["unlock", "welcome", "people", "assistant"])
def test_every_door_is_named_and_whole(door: MainWindow, vault: Path, qtbot: QtBot, which: str, size: tuple[int, int]) -> None:
    door.resize(*size)
    if which == "unlock":
        door.show_unlock([vault])
    else:
        getattr(door, f"show_{which}")()
    qtbot.wait(20)
    assert unnamed(door) == []
    assert cut(door) == []


def test_the_right_door(paths: Paths, preferences: Preferences, jobs: Jobs, qtbot: QtBot, vault: Path) -> None:
    window = program.build(paths, preferences, vault=None, demo=False, jobs=jobs)
    qtbot.addWidget(window)
    assert window.rooms.currentWidget().objectName() == "verrou"
    other = program.build(Paths.under(paths.data / "rien"), preferences, vault=None, demo=False, jobs=jobs)
    qtbot.addWidget(other)
    assert other.rooms.currentWidget().objectName() == "accueil_premier"
