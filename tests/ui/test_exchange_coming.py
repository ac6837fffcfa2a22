"""What comes, on screen: plis dropped and opened, the preview and its answers, the log, the shared folder, passages nobody asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.changes import Changes
from desktop.errors import DiskError, PoleError
from desktop.exchange.bad import KINDS, BadPliError
from desktop.services.exchange_values import Answers, Synced, Taken, Trust
from desktop.services.session import Session
from desktop.ui import accessible, messages
from desktop.ui.exchange import automatic, drop
from desktop.ui.exchange.confirm import ConfirmContactPage
from desktop.ui.exchange.page import ExchangePage
from desktop.ui.exchange.receive import SAFE, ReceivePage, taken_words
from desktop.ui.main_window import MainWindow
from tests.ui.exchange_fakes import ANNE, CARD, LOG, MINE, PAUL, PLI, PREVIEW, World
from tests.ui.test_exchange import page, press, see, texts, world

__all__ = ["page", "world"]


@pytest.fixture
def pli(tmp_path: Path) -> Path:
    made = tmp_path / "pli-2026-11-22-7F3A.pli"
    made.write_bytes(PLI)
    return made


def dropped(path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPoint(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event.kept = data  # type: ignore[attr-defined]
    return event


def at(window: MainWindow) -> ExchangePage:
    assert window.workspace is not None
    shown = window.workspace.over.page
    assert isinstance(shown, ExchangePage)
    return shown


# -- dropping --------------------------------------------------------------------------------------------------------------
def test_a_pli_dropped_anywhere_shows_its_preview(window: MainWindow, world: World, pli: Path) -> None:
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, dropped(pli))
    shown = at(window)
    assert isinstance(shown.inside(), ReceivePage) and world.receiving.asked == [("look", PLI)]
    assert "12 nouveaux éléments, 3 éléments modifiés et 1 texte à départager." in texts(shown)


def test_a_card_dropped_adds_a_contact(window: MainWindow, world: World, tmp_path: Path) -> None:
    card = tmp_path / "carte.json"
    card.write_bytes(CARD)
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(handle, dropped(card))
    assert world.contacts.asked == [("add", CARD)] and isinstance(at(window).inside(), ConfirmContactPage)


def test_a_register_is_still_an_import(tmp_path: Path) -> None:
    register = tmp_path / "CSVExtraction.csv"
    register.write_text("Nom;Prénom\n", encoding="utf-8")
    other = tmp_path / "suivi.json"
    other.write_text('{"eleves": []}', encoding="utf-8")
    assert not drop.is_exchange(register) and not drop.is_exchange(other) and not drop.is_exchange(tmp_path)
    cut = tmp_path / "coupe.pli"
    cut.write_bytes(b"")
    assert drop.is_exchange(cut)


def test_a_pli_is_chosen_from_the_page(page: ExchangePage, world: World, pli: Path,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "choose_open", lambda *_: pli)
    press(page, "ouvrir_pli")
    assert world.receiving.asked == [("look", PLI)]


# -- the preview -----------------------------------------------------------------------------------------------------------
def test_answers_are_taken_and_the_reception_can_be_undone(page: ExchangePage, world: World, pli: Path,
                                                           window: MainWindow) -> None:
    page.open_file(pli)
    assert "peut-être déjà ici" in texts(page) and "déjà ici, sous une autre fiche" in texts(page)
    assert see(page, QRadioButton, "rapprocher_choix_1_join:ici").isChecked()
    see(page, QRadioButton, "rapprocher_choix_0_leave").click()
    see(page, QRadioButton, "efface_choix_0_keep").click()
    press(page, "pli_reprendre")
    assert world.receiving.asked[-1] == ("take", Answers(join=(("d", "ici"),), leave=("u",), keep=("y/r",)))
    assert page.inside() is None
    assert window.workspace is not None
    assert window.workspace.notices.last() == "Pli repris : 12 nouveaux, 3 modifiés, 1 texte à départager."
    press(window, "avis_action")
    assert world.receiving.asked[-1] == ("undo", "deux") and "Réception annulée" in window.workspace.notices.last()


def test_a_reception_is_still_undone_once_the_page_is_closed(page: ExchangePage, world: World, pli: Path, window: MainWindow,
                                                             qtbot: QtBot) -> None:
    page.open_file(pli)
    press(page, "pli_reprendre")
    assert window.workspace is not None
    window.workspace.show_tab(0)
    qtbot.waitUntil(lambda: not shiboken6.isValid(page), timeout=3000)
    press(window, "avis_action")
    assert world.receiving.asked[-1] == ("undo", "deux") and "Réception annulée" in window.workspace.notices.last()


def test_what_nobody_answered_decides_nothing(page: ExchangePage, world: World, pli: Path) -> None:
    page.open_file(pli)
    press(page, "pli_reprendre")
    answers = world.receiving.asked[-1][1]
    assert answers.erase == () and answers.keep == () and ("u", "la") not in answers.join


def test_later_takes_nothing(page: ExchangePage, world: World, pli: Path) -> None:
    page.open_file(pli)
    press(page, "pli_plus_tard")
    assert [one[0] for one in world.receiving.asked] == ["look"] and pli.read_bytes() == PLI and page.inside() is None


def test_a_gap_is_told_and_asked_for_again(page: ExchangePage, world: World, pli: Path, tmp_path: Path,
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "choose_save", lambda _p, _t, name, _f: tmp_path / f"demande-{name}")
    page.open_file(pli)
    assert "Pli n° 4 jamais venu ; il manque des écritures pour HADDAD Yanis" in texts(page)
    press(page, "pli_redemander")
    assert world.sending.asked == [("ask", "pmartin")] and len(list(tmp_path.glob("demande-*"))) == 1


def test_a_pli_already_taken_only_closes(page: ExchangePage, world: World, pli: Path) -> None:
    world.receiving.preview = replace(PREVIEW, again=True, entries=0, new=0, changed=0, conflicts=0, arriving=(), erased=(),
                                      missing=(), gaps=(), refused=(), later=0)
    page.open_file(pli)
    assert "déjà été pris" in texts(page) and "Rien de nouveau." in texts(page)
    press(page, "pli_reprendre")
    assert [one[0] for one in world.receiving.asked] == ["look"]


def test_an_unconfirmed_sender_is_told(page: ExchangePage, world: World, pli: Path) -> None:
    world.receiving.preview = replace(PREVIEW, sender=ANNE, warnings=("La carte de Anne Delcourt n’est pas confirmée.",))
    page.open_file(pli)
    assert "La carte de Anne Delcourt n’est pas confirmée" in texts(page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_pli_gets_one_sentence_and_loses_nothing(page: ExchangePage, world: World, pli: Path, kind: str) -> None:
    world.receiving.error = BadPliError(kind)
    page.open_file(pli)
    assert str(world.receiving.error) in texts(page) and SAFE in texts(page)
    assert any(SAFE in one for one in accessible.said)
    assert see(page, QPushButton, "pli_refus_retour").hasFocus() or not page.isActiveWindow()
    assert bool([one for one in page.findChildren(QPushButton, "pli_refus_carte") if one.isVisible()]) == (kind == "unknown_sender")
    press(page, "pli_refus_retour")
    assert page.inside() is None and pli.exists()


def test_a_file_that_is_too_big_is_not_read(page: ExchangePage, world: World, tmp_path: Path) -> None:
    big = tmp_path / "gros.pli"
    with big.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    page.open_file(big)
    assert "200 Mo" in texts(page) and world.receiving.asked == []


def test_what_was_taken_in_words() -> None:
    assert taken_words(Taken("x", 0, 0, 0, 0, ())) == "Pli repris : rien de nouveau."
    assert taken_words(Taken("x", 3, 1, 0, 2, ())) == "Pli repris : 1 nouveau, 2 textes à départager."


# -- the log ---------------------------------------------------------------------------------------------------------------
def test_the_log_tells_what_came_and_what_did_not(page: ExchangePage, world: World, asked: list[tuple[str, ...]],
                                                  tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page.show_view(1)
    said = texts(page)
    assert "reçu le sam. 21 nov. 2026 à 09:00" in said and "pas encore de reçu" in said and "et 1 de plus" in said
    assert "Pli n° 6 de Paul Martin" in said
    monkeypatch.setattr(messages, "choose_save", lambda _p, _t, name, _f: tmp_path / name)
    press(page, "pli_recu_1")
    assert world.sending.asked == [("receipt", "pmartin")] and len(list(tmp_path.glob("*.pli"))) == 1
    press(page, "pli_annuler_1")
    assert "Ce qui est venu avec lui est retiré" in asked[-1][1] and world.receiving.asked == [("undo", "deux")]


def test_two_people_of_one_name_each_have_their_receipt(page: ExchangePage, world: World, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    world.contacts.rows.append(replace(PAUL, account="paul2", login="pmartin-2"))
    world.contacts.plis = (replace(LOG[1], contact="Paul Martin", login="pmartin-2", account="paul2"),)
    page.refresh()
    page.show_view(1)
    monkeypatch.setattr(messages, "choose_save", lambda _p, _t, name, _f: tmp_path / name)
    press(page, "pli_recu_0")
    assert world.sending.asked == [("receipt", "pmartin-2")]


def test_missing_plis_are_told_on_top(page: ExchangePage) -> None:
    assert "Les plis n° 3 et 4 de Paul Martin ne sont jamais venus." in texts(page)


# -- the shared folder -----------------------------------------------------------------------------------------------------
def test_a_folder_is_chosen_with_those_one_knows(page: ExchangePage, world: World, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    page.show_view(2)
    assert "Le coffre lui-même n’y va jamais" in texts(page)
    monkeypatch.setattr(messages, "choose_folder", lambda *_: tmp_path)
    press(page, "dossier_choisir")
    assert world.folder.asked == [("set", tmp_path, (), False)]
    see(page, QCheckBox, "dossier_avec_adelcourt").click()
    assert world.folder.asked[-1] == ("set", tmp_path, ("pmartin", "adelcourt"), False)
    assert "à jour avec Paul Martin, hier 18:40" in texts(page)
    press(page, "dossier_passer")
    assert world.folder.asked[-1] == ("sync",)
    press(page, "dossier_arreter")
    assert world.folder.path is None


def test_own_notes_are_asked_about_once(page: ExchangePage, world: World, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    world.contacts.rows = [PAUL, MINE]
    world.folder.path, world.folder.logins = tmp_path, ("pmartin",)
    page.refresh()
    page.show_view(2)
    monkeypatch.setattr(messages, "ask", lambda *_, **__: False)
    see(page, QCheckBox, "dossier_personnel").click()
    assert world.folder.asked == [] and not see(page, QCheckBox, "dossier_personnel").isChecked()
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    see(page, QCheckBox, "dossier_personnel").click()
    assert world.folder.asked == [("set", tmp_path, ("pmartin",), True)]


def test_a_folder_that_is_away_is_told_there(page: ExchangePage, world: World, tmp_path: Path) -> None:
    world.folder.path, world.folder.problem = tmp_path, "Le dossier partagé n’est pas là : la clé est-elle branchée ?"
    page.refresh()
    page.show_view(2)
    assert "la clé est-elle branchée" in texts(see(page, QWidget, "dossier_probleme"))


# -- passages nobody asked -------------------------------------------------------------------------------------------------
@pytest.fixture
def real(window: MainWindow, session: Session, world: World, tmp_path: Path,
         monkeypatch: pytest.MonkeyPatch) -> World:
    """Not a demonstration, and a folder."""
    monkeypatch.setattr(session, "demonstration", False)
    world.folder.path = tmp_path
    return world


def test_at_opening_it_passes_and_is_silent_when_nothing_came(window: MainWindow, real: World) -> None:
    assert window.workspace is not None
    window.workspace.notices.tell("avant")
    automatic.at_opening(window)
    assert real.folder.asked == [("sync",)] and window.workspace.notices.last() == "avant"


def test_at_opening_what_came_is_told_and_shown(window: MainWindow, real: World) -> None:
    heard: list[Any] = []
    assert window.workspace is not None
    window.workspace.signals.changed.connect(lambda changes, _who: heard.append(changes))
    changes = Changes(touched=frozenset({("student", "y")}))
    real.folder.synced = Synced((Taken("x", 9, 2, 1, 1, (), changes),), changes=changes, waiting=("un double",))
    automatic.at_opening(window)
    assert window.workspace.notices.last() == ("Dossier partagé : 3 nouveautés et 1 texte à départager. 1 réponse attendue de vous.")
    assert changes in heard


@pytest.mark.parametrize("error", [DiskError("La clé n’est pas là."), PoleError("x")])
def test_a_folder_that_is_away_does_not_disturb(window: MainWindow, real: World, error: PoleError) -> None:
    assert window.workspace is not None
    window.workspace.notices.tell("avant")
    real.folder.error = error
    automatic.at_opening(window)
    assert real.folder.asked == [("sync",)] and window.workspace.notices.last() == "avant"


def test_a_lock_passes_once_more_after_hiding(window: MainWindow, real: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(real.folder, "sync", lambda **_: seen.append(window.windowTitle()) or Synced(), raising=False)
    monkeypatch.setattr(window, "replace", lambda *_: None)
    monkeypatch.setattr(window.locking, "close_session", lambda **_: False)
    window.lock()
    assert seen == ["Pôle Ressource"]
    window.lock("suspend")
    assert len(seen) == 1


def test_a_folder_that_does_not_answer_keeps_no_lock_waiting(window: MainWindow, real: World, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()
    monkeypatch.setattr(real.folder, "path", SimpleNamespace(iterdir=lambda: iter([released.wait(30)])))
    monkeypatch.setattr(automatic, "ANSWERS", 0.05)
    automatic.before_closing(window)
    assert real.folder.asked == [] and not window.jobs.busy()
    released.set()
    assert automatic._answers(tmp_path, 30) and automatic._answers(tmp_path / "parti", 30)


def test_a_passage_asked_for_names_those_to_confirm(window: MainWindow, real: World) -> None:
    assert window.workspace is not None
    automatic.tell(window, Synced(unconfirmed=("Anne Delcourt",)), quiet=False)
    assert "lisez leurs six mots : Anne Delcourt" in window.workspace.notices.last()


def test_without_a_folder_nothing_passes(window: MainWindow, real: World) -> None:
    real.folder.path = None
    automatic.at_opening(window)
    assert real.folder.asked == []


def test_a_demonstration_passes_nothing(window: MainWindow, world: World, tmp_path: Path) -> None:
    world.folder.path = tmp_path
    automatic.at_opening(window)
    assert world.folder.asked == []


def test_a_vault_in_a_replicated_folder_is_told_with_the_way_out(window: MainWindow, real: World, asked: list[tuple[str, ...]],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.services import moving
    from desktop.ui.exchange import moving as page_moving
    from desktop.ui.exchange import reading

    assert window.workspace is not None
    monkeypatch.setattr(reading, "place_told", lambda _session, short=False: "Ce coffre est dans un dossier recopié par Nextcloud.")
    monkeypatch.setattr(automatic, "place_told", reading.place_told)
    automatic.at_opening(window)
    assert "Nextcloud" in window.workspace.notices.last()
    window.command("exchange")
    assert "Nextcloud" in texts(see(window, QWidget, "coffre_mal_place"))
    moved = moving.Moved(Path("/ici/Antenne.coffre"), Path("/la/Antenne.coffre-ancien"), True)
    monkeypatch.setattr(moving, "move_here", lambda _session: moved)
    again: list[Path | None] = []
    monkeypatch.setattr(window, "reopen", again.append)
    press(window, "deplacer_coffre")
    assert again == [moved.vault] and asked[-1][1] == moved.sentence and page_moving.TEXT in asked[-2][1]
    assert window.preferences.now.last_vault == str(moved.vault)


def test_a_revoked_contact_is_not_proposed(page: ExchangePage, world: World) -> None:
    world.contacts.rows = [replace(PAUL, trust=Trust.REVOKED), ANNE]
    page.refresh()
    page.prepare()
    assert not page.findChildren(QCheckBox, "pli_a_pmartin") and page.findChildren(QCheckBox, "pli_a_adelcourt")
