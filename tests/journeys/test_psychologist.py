"""A morning of a psychologist, by keyboard, in a vault with a passphrase: a note, a bilan, what the school receives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.clock import fixed_on
from desktop.paths import Paths
from desktop.services.opening import create_vault
from desktop.ui.workspace import Workspace
from tests.journeys.conftest import PHRASE, UAI, Hands
from tests.journeys.test_morning import title, unlock

Open = Callable[[], Hands]
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def notebook(paths: Paths) -> Iterator[tuple[Path, str]]:
    """A psychologist's vault: one pupil, two parents who both signed."""
    made = create_vault(paths.data / "pole.coffre", name="Hélène Carpentier", roles=["psychologist"], login="helene",
                        passphrase=PHRASE, paths=paths, clock=fixed_on(date(2026, 11, 23)))
    made.schools.save({"uai": UAI, "name": "École Jean Moulin", "city": "Arras"})
    child = made.students.add(last_name="HADDAD", first_name="Yanis", birth_date="2017-12-04", school=UAI, level="CE2",
                              class_name="03 CE2").created[0]
    for first in ("Samira", "Karim"):
        guardian = made.guardians.add(child, last_name="Haddad", first_name=first, kind="parent", authority="yes").created[0]
        made.agreements.add(child, guardian=guardian, purpose="psychologue_bilan", date="2026-10-12")
    directory = Path(made.vault.directory)
    made.close(backup=False)
    yield directory, child


def quick_note(hands: Hands) -> None:
    """From the list of pupils, without leaving it."""
    hands.control(Qt.Key.Key_2)
    hands.press(Qt.Key.Key_N, BOTH)
    hands.until(lambda: hands.keys_are_on("note_rapide_nom"))
    hands.write("hadd")
    hands.qtbot.wait(120)
    hands.settle()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.keys_are_on("note_rapide_texte"))
    hands.write("Pose son crayon quatre fois pendant la dictée.")
    hands.control(Qt.Key.Key_Return)


def space(hands: Hands) -> Workspace:
    found = hands.window.workspace
    assert found is not None
    return found


def type_scores(hands: Hands) -> None:
    """Score, de, à, vos mots; Tab at each, and the next row follows."""
    hands.on("scores")
    for cell in ("108", "100", "115", "solide", "100", "92", "108", "dans la moyenne"):
        hands.write(cell)
        hands.press(Qt.Key.Key_Tab)


def test_a_note_a_bilan_and_what_the_school_receives(notebook: tuple[Path, str], open_window: Open) -> None:
    vault, child = notebook
    hands = open_window()
    unlock(hands, vault)
    quick_note(hands)
    session = space(hands).session
    hands.until(lambda: [row.student_id for row in session.notebook.list()] == [child])

    hands.control(Qt.Key.Key_6)
    hands.until(lambda: title(hands, "carnet_tete_titre") == "HADDAD Yanis")
    hands.on("carnet_onglets")
    for _ in range(3):
        hands.press(Qt.Key.Key_Right)
    hands.on("bilan_commencer")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("test_wisc5"))
    hands.on("bilan_creer")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: bool(session.assessments.list(child)))
    hands.until(lambda: bool([one for one in hands.window.findChildren(QWidget, "scores") if one.isVisible()]))
    type_scores(hands)
    hands.on("analyse_aide_classe")
    hands.write("Une consigne à la fois.")
    hands.control(Qt.Key.Key_S)
    id = session.assessments.list(child)[0].id
    hands.until(lambda: len(session.assessments.points(id)) == 2)
    assert [(p.score, p.bottom, p.top, p.words) for p in session.assessments.points(id)] == [
        (108, 100, 115, "solide"), (100, 92, 108, "dans la moyenne")]

    hands.on("carnet_transmettre")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("transmettre_texte"))
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: [one.content for one in session.releases.of(child)] == ["Une consigne à la fois."])
    hands.on("carnet_onglets")
    for _ in range(2):
        hands.press(Qt.Key.Key_Right)
    hands.until(lambda: bool([one for one in hands.window.findChildren(QWidget, "transmis_0_retirer") if one.isVisible()]))
    hands.on("transmis_0_retirer")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: session.releases.of(child) == ())
    assert session.assessments.get(id).answers["aide_classe"] == "Une consigne à la fois."


def test_nothing_typed_is_lost_when_the_window_goes_mid_score(notebook: tuple[Path, str], open_window: Open) -> None:
    vault, child = notebook
    hands = open_window()
    unlock(hands, vault)
    session = space(hands).session
    id = session.assessments.add(child, "wisc5", "2026-11-10").created[-1]
    hands.control(Qt.Key.Key_6)
    hands.until(lambda: title(hands, "carnet_tete_titre") == "HADDAD Yanis")
    space(hands).navigate("assessment", id)
    hands.until(lambda: bool([one for one in hands.window.findChildren(QWidget, "scores") if one.isVisible()]))
    type_scores(hands)
    space(hands).autosave.flush()
    hands.settle()
    session.close(backup=False)
    hands.window.workspace = None
    hands.window.close()

    again = open_window()
    unlock(again, vault)
    space(again).navigate("assessment", id)
    again.until(lambda: bool([one for one in again.window.findChildren(QWidget, "scores") if one.isVisible()]))
    again.until(lambda: "repris" in space(again).notices.last())
    again.control(Qt.Key.Key_S)
    again.until(lambda: len(space(again).session.assessments.points(id)) == 2)
