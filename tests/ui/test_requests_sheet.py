"""The sheet of a request: what comes next a press away, words asked where they are needed, nothing typed lost."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.request_values import RequestValue
from desktop.services.session import Session
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.bar import HELP
from desktop.ui.requests.pages import ActPage, ContributionPage, ProposePage
from desktop.ui.requests.sheet import RequestSheet
from desktop.ui.requests.tab import RequestsTab
from tests.ui.asked_request import request_id, tab

__all__ = ["request_id", "tab"]


def sheet(tab: RequestsTab) -> RequestSheet:
    return tab.pane.request_sheet


def value(tab: RequestsTab) -> RequestValue:
    found = sheet(tab).value
    assert found is not None
    return found


def page(tab: RequestsTab) -> ActPage:
    found = tab.pane.page()
    assert isinstance(found, ActPage)
    return found


def entry(tab: RequestsTab, name: str) -> None:
    """One line of the menu « … »."""
    next(one for one in sheet(tab).more.menu().actions() if one.objectName() == name).trigger()


def link(tab: RequestsTab, name: str) -> QPushButton:
    found = sheet(tab).follow.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_the_head_says_who_and_the_first_button_what_comes_next(tab: RequestsTab) -> None:
    assert sheet(tab).head.title.whole_text() == "HADDAD Yanis"
    assert "Entrée dans la lecture · envoyée le 23 novembre · CE2" in sheet(tab).head.facts.whole_text()
    assert sheet(tab).next_button.text() == "Accuser réception"
    sheet(tab).next_button.click()
    assert value(tab).state == "acknowledged"
    assert sheet(tab).next_button.text() == "Décider"


def test_one_takes_it_and_gives_it_back_with_a_reason(tab: RequestsTab, qtbot: QtBot) -> None:
    sheet(tab).take_button.click()
    assert value(tab).state == "under_analysis"
    assert not sheet(tab).take_button.isVisible()
    link(tab, "proposition_rendre").click()
    page(tab).fields.put({"text": "Mon emploi du temps est plein jusqu’en janvier."})
    page(tab).save()
    assert value(tab).proposals[0].answer == "left"
    assert tab.pane.page() is None


def test_a_proposal_is_answered_by_a_yes_or_by_a_reason(tab: RequestsTab, session: Session, request_id: str) -> None:
    entry(tab, "demande_proposer_a")
    asked = tab.pane.page()
    assert isinstance(asked, ProposePage)
    asked.fields.put({"person": "Sophie Bernard", "function": "psychologist"})
    asked.save()
    told = value(tab).proposals[0]
    assert (told.person, told.function_label, told.answer) == ("Sophie Bernard", "psychologue", "")
    session.requests.propose(request_id, session.actor.id)
    tab.pane.sheet.leave()
    tab.open_card(request_id)
    link(tab, "proposition_refuser").click()
    page(tab).fields.put({"text": "Je connais la famille."})
    page(tab).save()
    assert {one.answer for one in value(tab).proposals} == {"", "declined"}


def test_a_reason_left_blank_is_asked_for_and_nothing_is_written(tab: RequestsTab) -> None:
    entry(tab, "vers_returned_for_completion")
    page(tab).save()
    assert tab.pane.page() is not None
    assert value(tab).state == "submitted"
    page(tab).fields.put({"text": "Un exemple daté."})
    page(tab).save()
    assert value(tab).state == "returned_for_completion"
    assert value(tab).steps[-1].note == "Un exemple daté."


def test_escape_leaves_a_page_of_words_and_does_nothing(tab: RequestsTab) -> None:
    entry(tab, "vers_cancelled")
    page(tab).fields.put({"text": "Par erreur"})
    assert tab.back()
    assert tab.pane.page() is None
    assert value(tab).state == "submitted"


def test_words_begun_come_back_from_accueil(tab: RequestsTab, session: Session, window: MainWindow) -> None:
    link(tab, "suivi_decider").click()
    page(tab).fields.put({"phrase": "Un petit groupe."})
    page(tab).fields.changed.emit()
    tab.back()
    [draft] = [one for one in session.drafts.all() if one.table == "request"]
    assert draft.student_id
    assert window.workspace is not None
    window.workspace.navigate(draft.table, draft.id)
    assert page(tab).objectName() == "decision"
    assert page(tab).fields.values()["phrase"] == "Un petit groupe."


def test_others_say_their_part_in_their_own_name(tab: RequestsTab) -> None:
    link(tab, "suivi_contribuer").click()
    written = tab.pane.page()
    assert isinstance(written, ContributionPage)
    written.fields.put({"author": "Mme Roy", "function": "orthophoniste", "date": "2026-11-12", "cadre": "Le mercredi",
                        "faits": "Il lit seul."})
    written.save()
    [one] = value(tab).contributions
    assert (one.author, one.answers["faits"]) == ("Mme Roy", "Il lit seul.")
    link(tab, f"suivi_contribution_{one.id[-8:]}").click()
    again = tab.pane.page()
    assert isinstance(again, ContributionPage)
    again._remove()
    assert not value(tab).contributions
    tab.context.undo.undo()
    assert len(value(tab).contributions) == 1


def test_from_decision_to_closing_each_step_is_told(tab: RequestsTab, session: Session) -> None:
    link(tab, "suivi_decider").click()
    page(tab).fields.put({"indications": ["aide_enseignant"], "phrase": "Observer un matin avec la maîtresse."})
    page(tab).save()
    assert value(tab).state == "decided"
    sheet(tab).next_button.click()
    assert value(tab).state == "in_progress"
    assert sheet(tab).next_button.text() == "Noter une nouvelle"
    sheet(tab).next_button.click()
    page(tab).fields.put({"text": "Deux matinées faites."})
    page(tab).save()
    entry(tab, "vers_closed")
    page(tab).fields.put({"reason": "improved"})
    page(tab).save()
    assert (value(tab).state, value(tab).closing) == ("closed", "improved")
    sheet(tab).next_button.click()
    assert value(tab).state in ("in_progress", "under_analysis")


def test_what_is_typed_is_kept_as_one_act_and_as_a_draft_before(tab: RequestsTab, session: Session, request_id: str) -> None:
    view = sheet(tab).view
    assert view is not None
    view.fill({"attentes": "Comprendre ensemble."})
    assert tab.context.autosave.pending()
    tab.context.autosave.flush()
    assert session.drafts.get("request", request_id).values == {"attentes": "Comprendre ensemble."}
    sheet(tab).commit()
    assert session.requests.get(request_id).answers["attentes"] == "Comprendre ensemble."


def test_deleting_goes_back_to_the_board_and_may_be_undone(tab: RequestsTab, session: Session, request_id: str) -> None:
    entry(tab, "demande_supprimer")
    assert tab.stack.currentWidget() is tab.board
    assert not session.requests.everything()
    tab.context.undo.undo()
    assert [one.id for one in tab.board.rows()] == [request_id]


def test_the_menu_of_a_draft_has_nothing_of_what_comes_later(tab: RequestsTab, session: Session) -> None:
    draft = session.requests.add("class", level="CP", answers={"sujet": "Climat"}).created[0]
    tab.open_record("request", draft)
    names = {one.objectName() for one in sheet(tab).more.menu().actions()}
    assert "vers_submitted" in names
    assert not names & {"demande_je_prends", "demande_nouvelles", "vers_decided"}


def test_danger_is_one_press_away(tab: RequestsTab, window: MainWindow) -> None:
    link(tab, "suivi_danger").click()
    assert window.workspace is not None
    assert window.workspace.over.page is not None
    assert window.workspace.over.page.objectName() == "danger"


def test_a_help_begins_from_its_request(tab: RequestsTab, request_id: str) -> None:
    entry(tab, "demande_aide")
    assert tab.mode == HELP
    begun = tab._later[HELP].helps._page
    assert begun is not None
    assert "HADDAD" in " ".join(one.text() for one in begun.findChildren(QPushButton))
    tab._later[HELP].helps._leave_page()
