"""« Échanges » on screen: contacts and their six words, my card, a pli prepared and written; services are stand-ins here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QPlainTextEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import InputError, RefusedError
from desktop.services.exchange_values import Selection, Share
from desktop.services.session import Session
from desktop.ui import accessible, messages
from desktop.ui.exchange.confirm import ConfirmContactPage
from desktop.ui.exchange.page import ExchangePage
from desktop.ui.exchange.parts import Dot
from desktop.ui.exchange.prepare import PreparePage
from desktop.ui.main_window import MainWindow
from desktop.ui.preview import Preview as Paper
from desktop.ui.widgets import PlainLabel
from tests.ui.exchange_fakes import ANNE, CARD, LEA, LOST, MINE, OTHER, PAUL, PLI, SIX, World
from tests.ui.walk import cut, unnamed

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def world(session: Session) -> World:
    return World().into(session)


@pytest.fixture
def page(window: MainWindow, world: World) -> ExchangePage:
    window.command("exchange")
    assert window.workspace is not None
    shown = window.workspace.over.page
    assert isinstance(shown, ExchangePage)
    return shown


def see(window: QWidget, kind: type[W], name: str) -> W:
    QApplication.processEvents()
    found = [one for one in window.findChildren(kind, name) if one.isVisible()]
    assert found, f"« {name} » is not on screen"
    return found[0]


def press(window: QWidget, name: str) -> None:
    button = see(window, QPushButton, name)
    assert button.isEnabled(), name
    button.click()


def act(window: QWidget, name: str) -> None:
    found = window.findChildren(QAction, name)
    assert found, f"no « {name} »"
    found[-1].trigger()


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(one.whole_text() for one in widget.findChildren(PlainLabel) if one.isVisible())


def prepare(page: ExchangePage) -> PreparePage:
    shown = page.inside()
    assert isinstance(shown, PreparePage)
    return shown


# -- contacts --------------------------------------------------------------------------------------------------------------
def test_a_card_nobody_confirmed_has_a_dot_and_its_word(page: ExchangePage) -> None:
    line = see(page, QWidget, "contact_adelcourt")
    assert line.findChildren(Dot) and "à confirmer" in texts(line)
    assert "à confirmer" in line.accessibleName()
    assert not see(page, QWidget, "contact_pmartin").findChildren(Dot)


def test_six_words_heard_confirm_a_card(page: ExchangePage, world: World) -> None:
    press(page, "lire_mots_adelcourt")
    assert not see(page, QPushButton, "contact_valider").isEnabled()
    for number in range(1, 7):
        see(page, QCheckBox, f"mots_contact_{number}").click()
    press(page, "contact_valider")
    assert world.contacts.asked == [("confirm", "adelcourt", " ".join(OTHER))]
    assert page.inside() is None and "à confirmer" not in texts(see(page, QWidget, "contact_adelcourt"))


def test_different_words_say_what_to_do_and_confirm_nothing(page: ExchangePage, world: World) -> None:
    press(page, "lire_mots_adelcourt")
    press(page, "contact_differents")
    assert "n’est pas la sienne" in texts(see(page, QWidget, "contact_alerte"))
    press(page, "contact_plus_tard")
    assert world.contacts.asked == []


def test_a_changed_key_is_told_and_the_new_words_are_asked(page: ExchangePage) -> None:
    assert "clé changée" in texts(see(page, QWidget, "contact_lroux"))
    press(page, "lire_mots_lroux")
    shown = page.inside()
    assert isinstance(shown, ConfirmContactPage)
    assert shown.words.words == OTHER and shown.words.words != LEA.words
    assert "L’ancienne carte vaut toujours" in texts(see(page, QWidget, "carte_changee"))


def test_a_pasted_code_adds_a_contact_then_asks_for_her_words(page: ExchangePage, world: World) -> None:
    press(page, "ajouter_contact")
    assert not see(page, QPushButton, "carte_ajouter").isEnabled()
    see(page, QPlainTextEdit, "carte_texte").setPlainText("POLE-CARTE:abc\n  def ")
    press(page, "carte_ajouter")
    assert world.contacts.asked == [("add", "POLE-CARTE:abcdef")]
    assert isinstance(page.inside(), ConfirmContactPage)


def test_a_refused_card_is_said_on_the_page(page: ExchangePage, world: World) -> None:
    world.contacts.error = InputError("Cette carte a été changée.")
    press(page, "ajouter_contact")
    see(page, QPlainTextEdit, "carte_texte").setPlainText("POLE-CARTE:abc")
    press(page, "carte_ajouter")
    assert "Cette carte a été changée." in texts(see(page, QWidget, "carte_refusee"))
    assert see(page, QPlainTextEdit, "carte_texte").toPlainText()


def test_my_card_is_a_file_a_sheet_and_a_code(page: ExchangePage, world: World, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    press(page, "ma_carte_contact")
    assert all(word in texts(page) for word in SIX)
    assert see(page, QWidget, "carte_code").width() > 200
    monkeypatch.setattr(messages, "choose_save", lambda *_: tmp_path / "carte.json")
    press(page, "carte_enregistrer")
    assert (tmp_path / "carte.json").read_bytes() == CARD
    press(page, "carte_copier")
    assert QApplication.clipboard().text() == world.contacts.my_card_text()


def test_my_other_laptop_is_signed_into_a_file(page: ExchangePage, world: World, tmp_path: Path,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "choose_save", lambda *_: tmp_path / "signee.json")
    act(page, "contact_autre_pmartin")
    press(page, "autre_signer")
    assert ("sign", "pmartin") in world.contacts.asked and (tmp_path / "signee.json").read_bytes() == CARD


def test_an_unread_card_is_not_signed(page: ExchangePage) -> None:
    act(page, "contact_autre_adelcourt")
    assert not see(page, QPushButton, "autre_signer").isEnabled()
    press(page, "autre_mots")
    assert isinstance(page.inside(), ConfirmContactPage)


def test_a_lost_laptop_is_revoked_once_asked(page: ExchangePage, world: World, asked: list[tuple[str, ...]]) -> None:
    act(page, "contact_perdu_pmartin")
    assert "Plus aucun pli" in asked[-1][1] and ("revoke", "pmartin") in world.contacts.asked
    world.contacts.rows = [MINE, LOST]
    page.refresh()
    assert "plus rien ne lui part" in texts(see(page, QWidget, "contact_ldupre"))
    assert not page.findChildren(QAction, "contact_pli_ldupre")
    act(page, "contact_perdu_cmartin")
    assert page.inside() is not None and page.inside().objectName() == "ma_carte_page"  # type: ignore[union-attr]


def test_a_contact_is_forgotten_once_asked(page: ExchangePage, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ask", lambda *_, **__: False)
    act(page, "contact_oublier_pmartin")
    assert world.contacts.asked == []


def test_what_is_shared_is_narrowed_to_a_school(page: ExchangePage, world: World, session: Session) -> None:
    act(page, "contact_partage_adelcourt")
    see(page, QRadioButton, "partage_quoi_some").click()
    assert not see(page, QPushButton, "partage_enregistrer").isEnabled()
    see(page, QCheckBox, "partage_ecole_0").click()
    press(page, "partage_enregistrer")
    assert world.contacts.asked == [("set_share", "adelcourt", Share((), (session.schools.all()[0].id,)))]


def test_an_empty_place_says_what_to_do(page: ExchangePage, world: World) -> None:
    world.contacts.rows, world.contacts.plis = [], ()
    page.refresh()
    assert "Donnez votre carte" in texts(page)
    page.show_view(1)
    assert "déposez-le sur cette fenêtre" in texts(page)
    page.show_view(0)
    press(page, "premier_contact")
    assert page.inside() is not None


# -- preparing -------------------------------------------------------------------------------------------------------------
def test_a_pli_is_prepared_listed_and_written(page: ExchangePage, world: World, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    proposed: list[str] = []
    monkeypatch.setattr(messages, "choose_save", lambda _p, _t, name, _f: (proposed.append(name), tmp_path / name)[1])
    press(page, "preparer_pli")
    assert not see(page, QPushButton, "etape_continuer").isEnabled()
    see(page, QCheckBox, "pli_a_pmartin").click()
    press(page, "etape_continuer")
    assert "depuis le ven. 20 nov." in texts(page) and "cela part par son nom" in texts(page)
    press(page, "etape_continuer")
    assert world.sending.asked == [("prepare", ("pmartin",), Selection(swept=True))]
    assert "dont une adresse confidentielle" in texts(page) and list(tmp_path.glob("*.pli")) == []
    press(page, "etape_continuer")
    written = list(tmp_path.glob("*.pli"))
    assert [one.name for one in written] == proposed and written[0].read_bytes() == PLI
    assert proposed[0].startswith("pli-2026-11-23-") and len(proposed[0]) == len("pli-2026-11-23-7F3A.pli")
    assert str(tmp_path) in texts(page) and "Paul Martin" in texts(page)
    assert not page.findChildren(QPushButton, "etape_retour")[0].isVisible()
    press(page, "etape_continuer")
    assert page.inside() is None


def test_what_is_withheld_leaves_once_ticked_and_stays_once_unticked(page: ExchangePage, world: World) -> None:
    page.prepare([PAUL])
    press(page, "etape_continuer")
    press(page, "etape_continuer")
    assert "reste ici" in see(page, QCheckBox, "reste_0").accessibleName()
    see(page, QCheckBox, "reste_0").click()
    assert world.sending.asked[-1][2].named == ("bilan",)
    assert "part nommément" in see(page, QCheckBox, "part_2").accessibleName()
    see(page, QCheckBox, "part_2").click()
    assert world.sending.asked[-1][2].named == () and world.sending.asked[-1][2].unnamed == ()
    assert not see(page, QCheckBox, "reste_0").isChecked()
    see(page, QCheckBox, "reste_0").click()
    assert world.sending.asked[-1][2].named == ("bilan",) and world.sending.asked[-1][2].unnamed == ()


def test_an_unconfirmed_card_is_told_before_writing(page: ExchangePage) -> None:
    page.prepare([ANNE])
    assert "Rien ne prouve encore" in texts(page)
    press(page, "etape_continuer")
    press(page, "etape_continuer")
    assert "n’est pas confirmée" in texts(page)


def test_pupils_are_found_by_typing_and_taken_by_enter(page: ExchangePage, world: World, qtbot: QtBot) -> None:
    page.prepare([PAUL])
    press(page, "etape_continuer")
    see(page, QRadioButton, "quoi_choix_pupils").click()
    assert not see(page, QPushButton, "etape_continuer").isEnabled()
    field = prepare(page).what.selecting.pupils.search
    field.setText("hadd")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "HADDAD Yanis" in texts(page) and field.text() == ""
    see(page, QCheckBox, "laisser_guardian").click()
    press(page, "etape_continuer")
    chosen = world.sending.asked[-1][2]
    assert len(chosen.students) == 1 and chosen.leave == frozenset({"guardian"}) and not chosen.swept


@pytest.mark.parametrize(("index", "asked_for"), [(0, "schools"), (1, "classes"), (8, "levels")])
def test_a_school_a_class_a_level(page: ExchangePage, world: World, index: int, asked_for: str) -> None:
    page.prepare([PAUL])
    press(page, "etape_continuer")
    see(page, QRadioButton, "quoi_choix_group").click()
    prepare(page).what.selecting.group.setCurrentIndex(index)
    press(page, "etape_continuer")
    assert len(getattr(world.sending.asked[-1][2], asked_for)) == 1


def test_nothing_new_writes_nothing(page: ExchangePage, world: World) -> None:
    world.sending.entries = 0
    page.prepare([PAUL])
    press(page, "etape_continuer")
    press(page, "etape_continuer")
    assert "Rien de nouveau pour Paul Martin." in texts(page)
    assert not see(page, QPushButton, "etape_continuer").isEnabled()


def test_a_refusal_is_said_on_the_page(page: ExchangePage, world: World) -> None:
    world.sending.error = RefusedError("Vos notes ne partent que vers une seule personne.")
    page.prepare([PAUL])
    press(page, "etape_continuer")
    press(page, "etape_continuer")
    assert "vers une seule personne" in texts(page) and see(page, QPushButton, "etape_continuer").isEnabled()
    assert any("vers une seule personne" in one for one in accessible.said)


def test_escape_goes_one_step_back_then_out(page: ExchangePage, window: MainWindow) -> None:
    page.prepare()
    see(page, QCheckBox, "pli_a_pmartin").click()
    press(page, "etape_continuer")
    assert page.back() and prepare(page).step == 0
    assert page.back() and page.inside() is None
    assert not page.back()


def test_without_the_program_a_pdf_is_made_and_said_not_to_be_sealed(page: ExchangePage, window: MainWindow, world: World,
                                                                     session: Session) -> None:
    page.prepare()
    press(page, "pli_pdf")
    assert "n’est pas scellé" in texts(page)
    shown: Any = page.inside()
    shown.pupils.search.setText("koné")
    shown.pupils._first()
    press(page, "dossier_faire")
    assert world.sending.asked[-1][0] == "pdf" and len(world.sending.asked[-1][1].students) == 1
    assert window.workspace is not None and isinstance(window.workspace._preview, Paper)


def test_the_pupil_in_front_is_proposed(window: MainWindow, world: World, session: Session) -> None:
    from desktop.services.values import StudentQuery

    assert window.workspace is not None
    window.workspace.navigate("student", session.students.page(StudentQuery())[0].id)
    window.command("prepare_pli")
    page = window.workspace.over.page
    assert isinstance(page, ExchangePage)
    see(page, QCheckBox, "pli_a_pmartin").click()
    press(page, "etape_continuer")
    assert see(page, QRadioButton, "quoi_choix_pupils").isChecked() and "HADDAD Yanis" in texts(page)


# -- every page ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("size", "percent"), [((1366, 768), 100), ((1366, 768), 150), ((683, 384), 100)])
def test_nothing_is_unnamed_and_nothing_is_cut(window: MainWindow, page: ExchangePage, world: World, size: tuple[int, int],
                                               percent: int, tmp_path: Path) -> None:
    world.contacts.rows = [PAUL, ANNE, LEA, MINE, LOST]
    world.folder.path, world.folder.logins = tmp_path, ("pmartin",)
    window.preferences.change(text_size=percent)
    window.resize(*size)
    page.refresh()
    file = tmp_path / "un.pli"
    file.write_bytes(PLI)

    def steps(number: int) -> None:
        page.prepare([ANNE])
        press(page, "etape_continuer")
        for _ in range(number):
            press(page, "etape_continuer")

    walks: dict[str, Any] = {
        **{f"view {n}": (lambda n=n: page.show_view(n)) for n in range(3)}, "add": page.add_contact, "card": page.show_my_card,
        "confirm": lambda: page.confirm(LEA), "share": lambda: page.show_share(LEA), "whom": page.prepare,
        "what": lambda: steps(0), "list": lambda: steps(1), "pdf": page.show_dossier, "open": lambda: page.open_file(file)}
    for name, walk in walks.items():
        walk()
        QApplication.processEvents()
        assert (name, unnamed(window), cut(window)) == (name, [], [])
        assert window.width() == size[0], f"{name} pushes the window to {window.width()}"
        page.close_inside()


def test_the_first_opening_explains_how_to_join(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.ui.exchange.join import JoinDialog
    from desktop.ui.first_run import Welcome

    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.show()
    begun: list[bool] = []
    welcome.begin.connect(lambda: begun.append(True))
    shown: list[str] = []

    def answer(dialog: JoinDialog) -> int:
        dialog.show()
        shown.append(texts(dialog))
        assert unnamed(dialog) == []
        return 1

    monkeypatch.setattr(JoinDialog, "exec", answer)
    press(welcome, "rejoindre_pli")
    assert begun == [True] and "Créez votre coffre" in shown[0] and "Ouvrez le pli qui vient" in shown[0]
