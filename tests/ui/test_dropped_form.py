"""« Formulaire reçu »: a PDF dropped on the window is read answer by answer, beside what is here, then taken by one key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QRadioButton, QWidget

from desktop.importers.filled_form import FLAT
from desktop.reports.request_form import RequestPaper, request_form_pdf
from desktop.services.request_values import RequestQuery
from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui import drops, messages
from desktop.ui.exchange import drop as pli_drop
from desktop.ui.main_window import MainWindow
from desktop.ui.requests import form_drop
from desktop.ui.requests.dropped_form import FilledFormPage
from desktop.ui.widgets import PlainLabel
from tests.importers.filled import fill
from tests.ui.test_exchange_coming import dropped

FOUR = {"demande.sujet": "Entrée dans la lecture", "demande.faits": "Il lit « cœur », pas 3 €.\nIl s’arrête vite.",
        "demande.essaye": "Consigne redite à deux", "demande.parents_informes_le": "12/11/2026", "entete.demandeur": "Mme Guérin",
        "entete.fonction": "enseignante"}


@pytest.fixture
def child(session: Session) -> str:
    return session.students.page(StudentQuery(search="HADDAD"), 0, 1)[0].id


def drop(window: MainWindow, folder: Path, pdf: bytes, name: str = "retour.pdf") -> FilledFormPage:
    path = folder / name
    path.write_bytes(pdf)
    handle = window.windowHandle()
    assert handle is not None and window.workspace is not None
    QApplication.sendEvent(handle, dropped(path))
    QApplication.processEvents()
    shown = window.workspace.over.page
    assert isinstance(shown, FilledFormPage)
    return shown


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(PlainLabel) if label.isVisibleTo(page))


def press(page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None and button.isEnabled(), name
    button.click()


def ticks(page: FilledFormPage) -> dict[str, bool]:
    return {card.answer.key: card.taken() for card in page.cards}


def test_a_form_dropped_is_shown_then_taken_and_sent(window: MainWindow, session: Session, child: str, tmp_path: Path) -> None:
    page = drop(window, tmp_path, fill(session.paper_forms.blank(student_id=child), FOUR))
    assert ticks(page) == dict.fromkeys(("sujet", "faits", "essaye", "parents_informes_le"), True)
    assert "Il lit « cœur », pas 3 €." in texts(page) and "Mme Guérin" in texts(page) and "HADDAD Yanis" in {
        button.text().strip("\u2009") for button in page.findChildren(QPushButton)}
    assert session.requests.page(RequestQuery(), 0, 10) == ()
    press(page, "formulaire_reprendre")
    (row,) = session.requests.page(RequestQuery(), 0, 10)
    made = session.requests.get(row.id)
    assert made.state == "submitted" and made.student_ids == (child,) and made.requester == "Mme Guérin"
    assert window.workspace is not None and window.workspace.over.page is None


def test_by_keyboard_alone(window: MainWindow, session: Session, child: str, tmp_path: Path) -> None:
    page = drop(window, tmp_path, fill(session.paper_forms.blank(student_id=child), FOUR))
    window.activateWindow()
    assert page.first_focus() is page.cards[0].box
    page.cards[0].box.setFocus()
    QTest.keyClick(page.cards[0].box, Qt.Key.Key_Space)
    assert ticks(page)["sujet"] is False
    QTest.keyClick(page.go, Qt.Key.Key_Space)
    (row,) = session.requests.page(RequestQuery(), 0, 10)
    assert not session.requests.get(row.id).answers.get("sujet"), "what is not ticked stays out"


def test_without_a_name_it_is_a_request_about_a_pupil_of_a_school(window: MainWindow, session: Session, tmp_path: Path) -> None:
    page = drop(window, tmp_path, fill(session.paper_forms.blank(), {**FOUR, "entete.ecole": "École Jean Moulin", "entete.niveau": "CP",
                                                                    "entete.classe": "CP B", "entete.pour": "pupil"}))
    press(page, "formulaire_reprendre")
    (row,) = session.requests.page(RequestQuery(), 0, 10)
    made = session.requests.get(row.id)
    assert made.student_ids == () and made.level == "CP" and made.class_name == "CP B" and made.school == "École Jean Moulin"


def test_what_is_here_stands_beside_and_is_not_replaced_without_a_tick(window: MainWindow, session: Session, child: str,
                                                                       tmp_path: Path) -> None:
    id = session.requests.add("pupil", students=[child], answers={"sujet": "Lecture", "essaye": "Consigne redite à deux"}).created[0]
    page = drop(window, tmp_path, fill(session.paper_forms.blank(request_id=id), FOUR))
    assert ticks(page) == {"sujet": False, "faits": True, "essaye": False, "parents_informes_le": True}
    assert "Lecture" in texts(page) and "La même réponse est déjà ici." in texts(page)
    press(page, "formulaire_reprendre")
    made = session.requests.get(id)
    assert made.answers["sujet"] == "Lecture" and made.state == "submitted"
    assert len(session.requests.page(RequestQuery(), 0, 10)) == 1


def test_the_same_form_as_a_new_request(window: MainWindow, session: Session, child: str, tmp_path: Path) -> None:
    id = session.requests.add("pupil", students=[child], answers={"sujet": "Lecture"}).created[0]
    page = drop(window, tmp_path, fill(session.paper_forms.blank(request_id=id), FOUR))
    other = page.findChild(QRadioButton, "formulaire_nouvelle")
    assert other is not None
    other.click()
    press(page, "formulaire_tout")
    press(page, "formulaire_reprendre")
    (row,) = session.requests.page(RequestQuery(), 0, 10)
    assert row.id != id and session.requests.get(id).answers["sujet"] == "Lecture"


def test_a_draft_is_said_to_be_one(window: MainWindow, session: Session, child: str, tmp_path: Path) -> None:
    page = drop(window, tmp_path, fill(session.paper_forms.blank(student_id=child), {"demande.sujet": "Lecture"}))
    press(page, "formulaire_reprendre")
    (row,) = session.requests.page(RequestQuery(view="drafts"), 0, 10)
    assert session.requests.get(row.id).state == "draft"
    assert any("il manque" in label.text() for label in window.findChildren(PlainLabel) + window.findChildren(QPushButton))


def test_a_contribution_goes_to_the_request_it_was_made_for(window: MainWindow, session: Session, child: str,
                                                           tmp_path: Path) -> None:
    id = session.requests.add("pupil", students=[child], answers={
        "sujet": "Lecture", "faits": "Lit peu", "essaye": "Relire", "parents_raison": "Rendez-vous pris"}).created[0]
    session.requests.submit(id)
    pdf = fill(session.paper_forms.blank("contribution", request_id=id), {"contribution.faits": "Il range seul",
                                                                          "entete.fonction": "AESH"})
    page = drop(window, tmp_path, pdf)
    press(page, "formulaire_reprendre")
    assert "Auteur" in texts(page), "who wrote it is asked, and what was ticked stays"
    assert page.destination is not None
    page.destination.who.put({"demandeur": "Mme Roux"})
    press(page, "formulaire_reprendre")
    (added,) = session.requests.get(id).contributions
    assert (added.author, added.function, added.answers["faits"]) == ("Mme Roux", "AESH", "Il range seul")


def test_an_answer_that_cannot_be_taken_says_why(window: MainWindow, session: Session, child: str, tmp_path: Path) -> None:
    page = drop(window, tmp_path, fill(session.paper_forms.blank(student_id=child), {**FOUR, "demande.hors_ecole": "Orthophonie"}))
    box = page.findChild(QCheckBox, "reprendre_hors_ecole")
    assert box is not None and not box.isEnabled() and "accord" in box.accessibleDescription()


@pytest.mark.parametrize("data", [request_form_pdf(RequestPaper()), b"%PDF-1.4 " + b"\x00" * 50])
def test_another_pdf_is_refused_by_a_sentence(window: MainWindow, session: Session, data: bytes, tmp_path: Path) -> None:
    page = drop(window, tmp_path, data)
    assert page.said.isVisibleTo(page) and page.said.label.text() and not page.cards and not page.foot.isVisibleTo(page)
    if data.startswith(b"%PDF-1.4 \x00"):
        return
    assert page.said.label.text() == FLAT
    good = drop(window, tmp_path, fill(session.paper_forms.blank(), FOUR), "autre.pdf")
    assert good is page and good.cards and not good.said.isVisibleTo(good)


def test_only_pdfs_are_taken_and_by_their_content(tmp_path: Path) -> None:
    pdf, table, many = tmp_path / "sans_nom", tmp_path / "liste.pdf", QMimeData()
    pdf.write_bytes(b"%PDF-1.7")
    table.write_text("Nom;Prénom", encoding="utf-8")
    assert form_drop.is_pdf(pdf) and not form_drop.is_pdf(table) and not form_drop.is_pdf(tmp_path)
    many.setUrls([QUrl.fromLocalFile(str(pdf)), QUrl.fromLocalFile(str(pdf))])
    assert drops.dropped(many) is None and drops.dropped(None) is None
    assert not pli_drop.is_exchange(pdf)


def test_a_form_is_also_chosen_from_the_commands(window: MainWindow, session: Session, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "retour.pdf"
    path.write_bytes(fill(session.paper_forms.blank(), FOUR))
    monkeypatch.setattr(messages, "choose_open", lambda *_: path)
    window.command("open_form")
    assert window.workspace is not None
    page = window.workspace.over.page
    assert isinstance(page, FilledFormPage) and len(page.cards) == 4
    window.workspace.over.back()
    assert window.workspace.over.page is None
