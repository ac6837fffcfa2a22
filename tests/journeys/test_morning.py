"""A morning with the program, by keyboard, on a real encrypted vault: what was written is there when she comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tests.journeys.conftest import PHRASE, Hands

Open = Callable[[], Hands]
STRENGTHS = "Retient ce qu’elle entend, aime « Zoé à l’œuvre » <3/10"
AIM = "Lire à voix haute un texte de cent mots"
CRITERION = "70 mots lus correctement, deux fois de suite"


def unlock(hands: Hands, vault: Path) -> None:
    hands.window.show_unlock([vault])
    hands.settle()
    hands.on("phrase")
    hands.write(PHRASE)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.workspace is not None and hands.window.workspace.page() is not None)


def add_pupil(hands: Hands) -> None:
    """Four fields: the only school is already chosen."""
    hands.control(Qt.Key.Key_2)
    hands.control(Qt.Key.Key_N)
    hands.until(lambda: hands.keys_are_on("champ_last_name"))
    hands.write("Kowalski")
    hands.press(Qt.Key.Key_Tab)
    hands.write("Zoé")
    hands.press(Qt.Key.Key_Tab)
    hands.write("12/03/2019")
    hands.press(Qt.Key.Key_Tab)
    hands.control(Qt.Key.Key_Return)
    hands.until(lambda: title(hands, "fiche_tete_titre").startswith("KOWALSKI Zoé"))


def title(hands: Hands, name: str) -> str:
    found = [one for one in hands.window.findChildren(QLabel, name) if one.isVisible()]
    return found[0].text() if found else ""


def start_ppre(hands: Hands) -> None:
    hands.control(Qt.Key.Key_5)
    hands.control(Qt.Key.Key_N)
    hands.until(lambda: hands.keys_are_on("nouveau_projet_chercher"))
    hands.write("zoe kow")
    hands.qtbot.wait(100)
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.keys_are_on("nouveau_projet_eleves"))
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: title(hands, "projet_tete_titre") == "KOWALSKI Zoé")


def write_ppre(hands: Hands) -> None:
    hands.on("plan_points_appui")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("champ_points_appui"))
    hands.write(STRENGTHS)
    hands.on("plan_objectifs")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("cellule_objectifs_0_objectif"))
    hands.write(AIM)
    hands.press(Qt.Key.Key_Tab)
    hands.write(CRITERION)
    hands.control(Qt.Key.Key_S)


def answers(hands: Hands) -> dict[str, object]:
    """What the vault holds of Zoé's PPRE."""
    workspace = hands.window.workspace
    assert workspace is not None
    row = next(row for row in workspace.session.projects.list() if row.student.startswith("KOWALSKI"))
    found: dict[str, object] = workspace.session.projects.get(row.id).answers
    return found


def test_a_morning_by_keyboard(vault: Path, open_window: Open) -> None:
    hands = open_window()
    unlock(hands, vault)
    add_pupil(hands)
    start_ppre(hands)
    write_ppre(hands)
    hands.until(lambda: answers(hands)["points_appui"] == STRENGTHS)
    lines = answers(hands)["objectifs"]
    assert isinstance(lines, list) and [(line["objectif"], line["critere"]) for line in lines] == [(AIM, CRITERION)]

    look_at_the_paper(hands)
    change_one_s_mind(hands)
    hands.on("plan_objectifs")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("cellule_objectifs_0_objectif"))
    hands.window.close()
    assert hands.window.workspace is None

    again = open_window()
    unlock(again, vault)
    again.until(lambda: title(again, "projet_tete_titre") == "KOWALSKI Zoé")
    again.until(lambda: again.keys_are_on("cellule_objectifs_0_objectif"))
    assert answers(again)["points_appui"] == STRENGTHS


def look_at_the_paper(hands: Hands) -> None:
    """Ctrl+P shows it inside the program; Échap comes back to the sheet."""
    hands.control(Qt.Key.Key_P)
    hands.until(lambda: bool([w for w in hands.window.findChildren(QWidget, "apercu") if w.isVisible()]))
    hands.press(Qt.Key.Key_Escape)
    hands.until(lambda: title(hands, "projet_tete_titre") == "KOWALSKI Zoé")


def change_one_s_mind(hands: Hands) -> None:
    """Ctrl+Z from the list takes the last act back; Ctrl+Y brings it again."""
    hands.on("liste_projets")
    hands.control(Qt.Key.Key_Z)
    hands.until(lambda: not answers(hands)["objectifs"])
    hands.control(Qt.Key.Key_Y)
    hands.until(lambda: bool(answers(hands)["objectifs"]))


def test_what_was_being_typed_comes_back_after_a_cut(vault: Path, open_window: Open) -> None:
    hands = open_window()
    unlock(hands, vault)
    add_pupil(hands)
    start_ppre(hands)
    hands.on("plan_mot_eleve")
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: hands.keys_are_on("champ_mot_eleve"))
    hands.write("Je veux lire seule")
    workspace = hands.window.workspace
    assert workspace is not None
    hands.until(lambda: bool([d for d in workspace.session.drafts.all() if d.values.get("mot_eleve")]))
    assert not answers(hands)["mot_eleve"], "three seconds make a draft, not an act"
    workspace.session.close(backup=False)
    hands.window.workspace = None
    hands.window.close()

    again = open_window()
    unlock(again, vault)
    again.control(Qt.Key.Key_5)
    again.until(lambda: title(again, "projet_tete_titre") == "KOWALSKI Zoé")
    again.control(Qt.Key.Key_S)
    again.until(lambda: answers(again)["mot_eleve"] == "Je veux lire seule")
    found = again.window.workspace
    assert found is not None and not [d for d in found.session.drafts.all() if d.table == "project"]


def test_a_pupil_put_aside_comes_back(vault: Path, open_window: Open) -> None:
    hands = open_window()
    unlock(hands, vault)
    hands.control(Qt.Key.Key_2)
    hands.until(lambda: title(hands, "fiche_tete_titre") == "HADDAD Yanis")
    hands.on("liste_eleves")
    hands.press(Qt.Key.Key_Delete)
    workspace = hands.window.workspace
    assert workspace is not None
    hands.until(lambda: "supprimé" in workspace.notices.last())
    assert not workspace.session.search.everything("haddad")
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_Space)
    hands.until(lambda: bool(workspace.session.search.everything("haddad")))
