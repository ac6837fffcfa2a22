"""Accounts on screen: inviting, confirming six words, letting go, one's own key, who sees what; services are stand-ins here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import RefusedError, WrongSecretError
from desktop.security import passphrase, recovery
from desktop.services.personal_values import AccountRow, Audit, Invitation, Read, Scope
from desktop.services.session import Session
from desktop.ui import accessible
from desktop.ui.accounts import words
from desktop.ui.accounts.accept import AcceptScreen
from desktop.ui.accounts.accounts_page import AccountsPage
from desktop.ui.accounts.audit_page import AuditPage, audit_words
from desktop.ui.accounts.choice import login_choice
from desktop.ui.accounts.closed import ClosedPlace
from desktop.ui.accounts.confirm import ConfirmPage, SixWords
from desktop.ui.accounts.departure import DeparturePage
from desktop.ui.accounts.invite import EditAccountPage, InvitedPage, InvitePage
from desktop.ui.accounts.my_key import HandOverPage, MyKeyPage
from desktop.ui.accounts.who_sees import WhoPanel
from desktop.ui.main_window import MainWindow
from desktop.ui.records.history_page import HistoryPage
from desktop.ui.workspace import Workspace
from tests.ui.conftest import MONDAY, type_text
from tests.ui.walk import cut, unnamed

W = TypeVar("W", bound=QWidget)
SIX = ("cerise", "tambour", "nuage", "lucarne", "violon", "sapin")
SIZES = ((1366, 768), (683, 384))


@dataclass
class Accounts:
    """What the service of accounts answers, and what was asked of it."""

    me: str
    rows: list[AccountRow] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    several: bool = False

    def list(self) -> tuple[AccountRow, ...]:
        return tuple(self.rows)

    def many_schools(self) -> bool:
        return self.several

    def has_recovery(self) -> bool:
        return True

    def add(self, login: str, name: str, roles: Any, places: Any = (), **_: Any) -> Invitation:
        self.asked += [("add", login, name, tuple(roles)), *([("places", login, tuple(places))] if places else [])]
        self.rows.append(AccountRow(login, login, name, tuple(roles), "invited", until="2026-12-23"))
        return Invitation(login, recovery.INVITATION.write(bytes(range(20))), "2026-12-23")

    def set_scopes(self, login: str, scopes: Any) -> None:
        self.asked.append(("scopes", login, tuple(scopes)))

    def change_passphrase(self, old: str, new: str) -> None:
        if old != "la bonne":
            raise WrongSecretError
        self.asked.append(("passphrase", new))

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args: self.asked.append((name, *args))


@pytest.fixture
def accounts(session: Session, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """Claire manages; Anne is a psychologist, her card unknown; Paul is suspended; Zoé is invited."""
    school = session.schools.all()[0]
    made = Accounts(session.actor.id, [
        AccountRow(session.actor.id, "cmartin", "Claire Martin", ("specialist_e",), manager=True, words=SIX, confirmed="self"),
        AccountRow("anne", "adelcourt", "Anne Delcourt", ("psychologist",), words=SIX[::-1], confirmed="no"),
        AccountRow("paul", "plambert", "Paul Lambert", ("teacher", "director"), "suspended", words=SIX, confirmed="words",
                   scopes=(Scope(school.id, school.name, "CE2 A", "", "", "2027-01-30", "lundi", "Mme Guérin"),)),
        AccountRow("zoe", "zroux", "Zoé Roux", ("nurse",), "invited"),
    ])
    session.__dict__["accounts"] = made
    monkeypatch.setattr(session.vault, "invited_until", lambda _login: "2026-12-02T09:00:00Z", raising=False)
    return made


@pytest.fixture
def reads(session: Session) -> SimpleNamespace:
    made = SimpleNamespace(
        note=lambda *_: None,
        who_sees=lambda _table, _row: (("Maître E, maître G et psychologue (Claire Martin)", "toute la fiche"),
                                       ("Enseignante de sa classe", "la situation et les projets")),
        of=lambda _table, _row: (Read("2026-11-20", "Paul Lambert", "écran"),),
        mine=lambda: (Read("2026-11-20", "HADDAD Yanis", "écran"),),
        verify=lambda: Audit(True, 0, 1234))
    session.__dict__["reads"] = made
    return made


def inside(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def see(window: QWidget, kind: type[W], name: str) -> W:
    QApplication.processEvents()
    found = [one for one in window.findChildren(kind, name) if one.isVisible()]
    assert found, f"« {name} » is not on screen"
    return found[0]


def press(window: QWidget, name: str) -> None:
    see(window, QPushButton, name).click()


def act(window: MainWindow, name: str) -> None:
    """A menu entry by its name."""
    from PySide6.QtGui import QAction

    found = window.findChildren(QAction, name)
    assert found, f"no « {name} »"
    found[-1].trigger()


@pytest.fixture
def page(window: MainWindow, accounts: Accounts, reads: SimpleNamespace) -> AccountsPage:
    window.command("accounts")
    shown = inside(window).over.page
    assert isinstance(shown, AccountsPage)
    return shown


def test_places_are_said_as_one_says_them() -> None:
    here = Scope("s", "École J. Moulin", "CE1", until="2027-01-30")
    assert words.scope_words(here, MONDAY, {("s", "CE1"): "Mme Guérin"}) == \
        "CE1 de Mme Guérin, École J. Moulin, jusqu’au 30 janvier"
    assert words.scope_words(replace(here, since="2026-12-01", half_days="lundi", replaces="M. Roy"), MONDAY) == \
        "CE1, École J. Moulin, du 1er décembre au 30 janvier, lundi, remplace M. Roy"
    assert words.scope_words(replace(here, until="2026-11-01", class_name=""), MONDAY) == "École J. Moulin, terminé le 1er novembre"
    assert words.joined(["Claire", "Anne", "Paul"]) == "Claire, Anne et Paul"


def test_each_account_is_a_whole_line(page: AccountsPage) -> None:
    card = see(page, QWidget, "compte_plambert")
    for said in ("Paul Lambert", "compte suspendu", "CE2 A", "jusqu’au 30 janvier", "remplace Mme Guérin"):
        assert said in card.accessibleName()
    assert "carte à confirmer" in see(page, QWidget, "compte_adelcourt").accessibleName()
    assert "valable jusqu’au 2 décembre" in see(page, QWidget, "compte_zroux").accessibleName()
    assert see(page, QWidget, "carte_adelcourt").property("tone") == "warn"


def test_who_does_not_manage_looks_only(window: MainWindow, accounts: Accounts, reads: SimpleNamespace) -> None:
    accounts.rows[0] = replace(accounts.rows[0], manager=False)
    window.command("accounts")
    assert not [one for one in window.findChildren(QPushButton, "comptes_inviter") if one.isVisible()]
    assert not [one for one in window.findChildren(QPushButton) if one.objectName().startswith("compte_plus_")]
    see(window, QWidget, "comptes_regarder")
    press(window, "confirmer_adelcourt")


def test_inviting_proposes_a_login_and_shows_the_code_once(window: MainWindow, page: AccountsPage, accounts: Accounts,
                                                         qtbot: QtBot) -> None:
    press(window, "comptes_inviter")
    form = page.inside()
    assert isinstance(form, InvitePage)
    assert form.name.hasFocus() or not window.isActiveWindow()
    type_text(form.name, "Élise Roche")
    assert form.login.text() == "eroche"
    assert not form.save_button.isEnabled()
    form.roles.chips["psychologist"].click()
    press(window, "lieux_ajouter")
    assert form.places.cards[0].group.findText("CE2 A") > 0
    form.places.cards[0].group.setCurrentText("CE2 A")
    assert words.BY_PROGRAM in " ".join(label.text() for label in form.findChildren(QWidget) if hasattr(label, "whole_text"))
    press(window, "inviter_valider")
    assert accounts.asked[0] == ("add", "eroche", "Élise Roche", ("psychologist",))
    assert accounts.asked[1][2][0].class_name == "CE2 A"
    shown = page.inside()
    assert isinstance(shown, InvitedPage)
    assert len(shown.card.findChildren(QWidget)) > 18
    assert shown.invitation.code.replace(" ", "") in shown.card.accessibleName().replace(" ", "").replace(",", "")
    press(window, "invitation_fini")
    see(window, QWidget, "compte_eroche")


def test_a_taken_login_is_said(window: MainWindow, page: AccountsPage) -> None:
    page.invite()
    form = page.inside()
    assert isinstance(form, InvitePage)
    type_text(form.name, "Anne Delcourt")
    assert form.login.text() == "adelcourt2"
    form.login.setText("adelcourt")
    form.roles.chips["nurse"].click()
    form.save()
    assert "déjà pris" in form.said.text()


def test_no_teacher_is_proposed_when_schools_are_several(page: AccountsPage, accounts: Accounts) -> None:
    accounts.several = True
    page.refresh()
    page.invite()
    form = page.inside()
    assert isinstance(form, InvitePage)
    assert not {"teacher", "director"} & set(form.roles.chips)
    page.edit(accounts.rows[2])
    edit = page.inside()
    assert isinstance(edit, EditAccountPage)
    assert {"teacher", "director"} <= set(edit.roles.roles())


def test_places_are_changed_and_a_wrong_date_is_told(page: AccountsPage, accounts: Accounts) -> None:
    page.edit(accounts.rows[2])
    form = page.inside()
    assert isinstance(form, EditAccountPage)
    card = form.places.cards[0]
    assert card.replaces.text() == "Mme Guérin"
    card.since.set_day("2027-02-01")
    form.save()
    assert "fin est avant" in form.said.text()
    card.since.set_day("2026-09-01")
    form.save()
    assert [one[0] for one in accounts.asked] == ["scopes"]
    assert accounts.asked[0][2][0].since == "2026-09-01"


def test_suspending_can_be_taken_back_from_the_notice(window: MainWindow, page: AccountsPage, accounts: Accounts) -> None:
    act(window, "compte_suspendre_adelcourt")
    assert accounts.asked == [("suspend", "adelcourt")]
    assert inside(window).notices.last() == "Compte suspendu : Anne Delcourt."
    inside(window).notices.act()
    assert accounts.asked[-1] == ("resume", "adelcourt")


def test_six_words_are_heard_one_by_one_or_typed(window: MainWindow, page: AccountsPage, accounts: Accounts) -> None:
    press(window, "confirmer_adelcourt")
    form = page.inside()
    assert isinstance(form, ConfirmPage)
    for index in range(5):
        see(window, QCheckBox, f"six_mots_{index + 1}").click()
    assert not form.save_button.isEnabled()
    form.words.field.setText("Sapin violon lucarne nuage tambour cerise")
    assert form.save_button.isEnabled()
    press(window, "confirmer_valider")
    assert accounts.asked == [("confirm", "adelcourt", "sapin violon lucarne nuage tambour cerise")]
    assert page.inside() is None


def test_a_word_that_differs_is_told_and_never_confirmed(window: MainWindow, page: AccountsPage, accounts: Accounts) -> None:
    page.confirm(accounts.rows[1])
    form = page.inside()
    assert isinstance(form, ConfirmPage)
    form.words.field.setText("sapin violon maison")
    assert "mot 3" in form.words.said.text()
    assert not form.save_button.isEnabled()
    press(window, "confirmer_differents")
    assert "ne confirmez pas" in accessible.said[-1]


def test_a_departure_waits_for_the_cards_then_says_what_it_does(window: MainWindow, page: AccountsPage, accounts: Accounts,
                                                              asked: list[tuple[str, ...]]) -> None:
    act(window, "compte_depart_plambert")
    form = page.inside()
    assert isinstance(form, DeparturePage)
    assert not form.save_button.isEnabled()
    see(window, QPushButton, "depart_confirmer")
    accounts.rows[1] = replace(accounts.rows[1], confirmed="words")
    page.close_inside()
    act(window, "compte_depart_plambert")
    form = page.inside()
    assert isinstance(form, DeparturePage)
    said = " ".join(str(label.text()) for label in form.findChildren(QWidget) if hasattr(label, "whole_text"))
    assert "nouvelle clé, remise à : Claire Martin et Anne Delcourt" in said
    form.save()
    assert accounts.asked[-1] == ("remove", "plambert")
    assert "ne s’annule pas" in asked[-1][1]


def test_an_invitation_is_taken_back(window: MainWindow, page: AccountsPage, accounts: Accounts,
                                     asked: list[tuple[str, ...]]) -> None:
    accounts.rows[1] = replace(accounts.rows[1], confirmed="words")
    page.refresh()
    act(window, "compte_depart_zroux")
    press(window, "depart_valider")
    assert accounts.asked[-1] == ("remove", "zroux")


def test_a_lost_invitation_is_made_again(window: MainWindow, page: AccountsPage, accounts: Accounts) -> None:
    act(window, "compte_reinviter_zroux")
    assert accounts.asked[-1][:2] == ("add", "zroux")
    assert isinstance(page.inside(), InvitedPage)


def test_a_swapped_key_is_never_confirmed(window: MainWindow, page: AccountsPage, accounts: Accounts) -> None:
    accounts.rows[1] = replace(accounts.rows[1], confirmed="changed")
    page.refresh()
    assert "clé changée" in see(page, QWidget, "compte_adelcourt").accessibleName()
    page.confirm(accounts.rows[1])
    form = page.inside()
    assert isinstance(form, ConfirmPage)
    assert form.words.isHidden()
    assert form.save_button.isHidden()


def test_escape_comes_back_step_by_step(window: MainWindow, page: AccountsPage, qtbot: QtBot) -> None:
    page.invite()
    act(window, "revenir")
    assert page.inside() is None
    act(window, "revenir")
    assert inside(window).over.page is None
    assert inside(window).stack.currentWidget() is inside(window).page()


def test_the_short_code_is_not_enough_for_keys(window: MainWindow, accounts: Accounts, session: Session,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Session, "personal_open", False, raising=False)
    monkeypatch.setattr(Session, "open_personal", lambda _self, phrase: said.append(phrase), raising=False)
    window.command("accounts")
    closed = inside(window).over.page
    assert isinstance(closed, ClosedPlace)
    assert unnamed(window) == []
    closed.closed.field.setText("lampe jardin")
    monkeypatch.setattr(Session, "personal_open", True, raising=False)
    closed.closed.open()
    assert said == ["lampe jardin"]
    assert isinstance(inside(window).over.page, AccountsPage)


@pytest.fixture
def my_key(window: MainWindow, accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> MyKeyPage:
    monkeypatch.setattr(inside(window).session, "demonstration", False)
    window.command("secrets")
    shown = inside(window).over.page
    assert isinstance(shown, MyKeyPage)
    return shown


def test_my_card_is_big_enough_to_read_aloud(window: MainWindow, my_key: MyKeyPage) -> None:
    assert all(word in see(window, QWidget, "ma_carte").accessibleName() for word in SIX)


def test_the_former_phrase_is_asked_before_another(window: MainWindow, my_key: MyKeyPage, accounts: Accounts) -> None:
    part = my_key.phrase
    type_text(part.chooser.field, " ".join(part.chooser._words))
    assert not part.button.isEnabled()
    part.old.setText("pas la bonne")
    part.button.click()
    assert part.old_said.isVisible()
    wanted = part.chooser.phrase()
    part.old.setText("la bonne")
    part.button.click()
    assert accounts.asked == [("passphrase", wanted)]
    assert part.old.text() == ""


def test_a_notebook_is_handed_by_its_owner_alone(window: MainWindow, my_key: MyKeyPage, accounts: Accounts,
                                                 asked: list[tuple[str, ...]]) -> None:
    press(window, "transmettre_carnet")
    form = my_key.inside()
    assert isinstance(form, HandOverPage)
    assert [form.whom.itemText(i) for i in range(form.whom.count())] == ["Anne Delcourt, psychologue de l’Éducation nationale"]
    assert not form.save_button.isEnabled()
    assert isinstance(form.heard, SixWords)
    form.heard.field.setText(" ".join(SIX[::-1]))
    form.save()
    assert accounts.asked[-1] == ("hand_over", "adelcourt", " ".join(SIX[::-1]))
    assert "ne s’annule pas" in asked[-1][1]


def test_who_can_see_a_pupil_is_said_in_a_panel(window: MainWindow, reads: SimpleNamespace, session: Session,
                                              qtbot: QtBot) -> None:
    from desktop.services.values import StudentQuery

    inside(window).navigate("student", session.students.page(StudentQuery())[0].id)
    act(window, "eleve_qui")
    panel = see(window, WhoPanel, "qui_voit")
    texts = " ".join(str(label.text()) for label in panel.findChildren(QWidget) if hasattr(label, "whole_text"))
    assert "Enseignante de sa classe" in texts
    assert "démonstration" in texts
    assert unnamed(panel) == []
    qtbot.keyClick(panel.close_button, Qt.Key.Key_Escape)
    assert not [one for one in window.findChildren(WhoPanel) if one.isVisible()]


def test_who_read_is_shown_of_ones_own_records_only(window: MainWindow, reads: SimpleNamespace, session: Session) -> None:
    from desktop.services.values import StudentQuery

    id = session.students.page(StudentQuery())[0].id
    history = HistoryPage(inside(window).context)
    history.load("student", id)
    said = " ".join(str(label.text()) for label in history.findChildren(QWidget) if hasattr(label, "whole_text"))
    assert "Paul Lambert" in said

    def refused(_table: str, _row: str) -> tuple[Read, ...]:
        raise RefusedError

    reads.of = refused
    history.load("student", id)
    assert history._reads_title.isHidden()
    history.deleteLater()


def test_the_check_answers_in_words(window: MainWindow, reads: SimpleNamespace) -> None:
    window.command("audit")
    assert isinstance(inside(window).over.page, AuditPage)
    assert "1 234" in accessible.said[-1].replace("\u202f", " ") or any("Tout tient" in one for one in accessible.said)
    assert "abîmée" in audit_words(Audit(False, 4, 10, "écriture 7"))[0]
    assert "sans passer par le programme" in audit_words(Audit(False, 5, 10, "écriture 7"))[0]


def test_the_last_login_is_proposed_and_can_be_changed(qtbot: QtBot, window: MainWindow) -> None:
    chosen: list[int] = []
    combo, line = login_choice(("plambert", "adelcourt"), "adelcourt", lambda: chosen.append(1))
    for widget in (combo, line):
        qtbot.addWidget(widget)
    assert combo.currentText() == "adelcourt"
    assert not combo.isVisibleTo(combo.parentWidget())
    assert line.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) is False
    other, none = login_choice(("plambert", "adelcourt"), "inconnu", lambda: None)
    for widget in (other, none):
        qtbot.addWidget(widget)
    assert none.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
    assert not other.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def test_a_slip_in_the_code_is_told_before_any_phrase(qtbot: QtBot, window: MainWindow, tmp_path: Any) -> None:
    screen = AcceptScreen(tmp_path, ["adelcourt"], window.paths, window.jobs, window.preferences)
    qtbot.addWidget(screen)
    screen.show()
    code = recovery.INVITATION.write(bytes(range(20)))
    assert screen.invitation.login.text() == "adelcourt"
    screen.invitation.code.setText(code[:20])
    assert "signes sur 36" in screen.invitation.said.text()
    screen.invitation.code.setText(code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert "faute de frappe" in screen.invitation.said.text()
    assert not screen.next.isEnabled()
    screen.invitation.code.setText(recovery.write(bytes(range(20))))
    assert "feuille de secours" in screen.invitation.said.text()
    screen.invitation.code.setText(code.lower().replace(" ", ""))
    assert screen.next.isEnabled()
    screen.go_on()
    type_text(screen.phrase.chooser.field, " ".join(screen.phrase.chooser._words))
    screen._refused(WrongSecretError("Cette invitation n’ouvre pas ce coffre : une plus récente l’a peut-être remplacée."))
    assert screen.step == 0
    assert "plus récente" in screen.invitation.said.text()
    assert passphrase.normalise(screen.phrase.chooser.phrase())
    assert unnamed(screen) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["accounts", "secrets", "directory", "audit"])
def test_every_page_is_named_and_whole(window: MainWindow, accounts: Accounts, reads: SimpleNamespace, qtbot: QtBot, name: str,
                                       size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside(window).session, "demonstration", False)
    window.resize(*size)
    window.command(name)
    shown = inside(window).over.page
    assert shown is not None
    acts: list[Callable[[], object]] = [lambda: None]
    if isinstance(shown, AccountsPage):
        row = shown.known.rows[2]
        acts += [shown.invite, lambda: shown.edit(row), lambda: shown.confirm(row), lambda: shown.leave_for_good(row)]
    elif isinstance(shown, MyKeyPage):
        acts += [shown.hand_over]
    elif name == "directory":
        acts += [shown.new_here]
    for one in acts:
        one()
        qtbot.wait(10)
        assert (window.width(), window.height()) == size
        assert unnamed(window) == []
        assert cut(window) == []
