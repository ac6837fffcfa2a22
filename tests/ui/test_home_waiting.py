"""Accueil: sessions of the day, requests that wait for me, what is to take up again; nothing of one's own notes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.help.attendance import AttendancePage
from desktop.ui.help.resume_page import ResumePage
from desktop.ui.home import waiting
from desktop.ui.main_window import MainWindow
from tests.ui.help_group import add_group
from tests.ui.walk import cut, unnamed

FOUR = {"sujet": "Entrée dans la lecture", "faits": "Reconnaît 9 lettres sur 26.", "essaye": "APC depuis septembre.",
        "parents_informes_le": "2026-11-09"}


def home(window: MainWindow) -> QWidget:
    assert window.workspace is not None
    window.workspace.show_tab(0)
    page: Any = window.workspace.page()
    page.refresh()
    QApplication.processEvents()
    return page  # type: ignore[no-any-return]


def asked(session: Session, name: str) -> str:
    child = session.students.page(StudentQuery(search=name))[0].id
    request = session.requests.add("pupil", students=[child], answers=FOUR).created[0]
    session.requests.submit(request)
    return request


def press(page: QWidget, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    found.click()
    QApplication.processEvents()


def test_a_session_of_the_day_is_noted_from_there(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    page = home(window)
    line = page.findChild(QWidget, "accueil_seance_0")
    assert line is not None and line.accessibleName() == "8\u00a0h\u00a030, Groupe lecture CE1, salle 4"
    press(page, "accueil_noter_0")
    shown = window.findChild(AttendancePage)
    assert shown is not None and shown.isVisible() and len(shown.lines) == 6
    shown.save()
    assert home(window).findChild(QWidget, "accueil_seance_ouvrir_0") is not None


def test_an_individual_help_says_no_name_on_accueil(window: MainWindow, session: Session) -> None:
    child = session.students.page(StudentQuery(search="haddad"))[0].id
    help_ = session.helping.add("individual", students=[child], since="2026-10-12").created[0]
    session.timetable.add(1, "09:15", "10:00", intervention_id=help_)
    (one,) = waiting.sessions(session, session.clock.today())
    assert (one.slot.label, one.children, one.rank, one.noted) == ("Aide individuelle", 1, 1, False)


def test_a_request_proposed_to_me_waits_until_i_answer(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    request = asked(session, "koné")
    assert not waiting.requests(session) or not any(one.proposed for one in waiting.requests(session))
    session.requests.propose(request, account_id=session.actor.id, person=session.actor.name, function="specialist_e")
    page = home(window)
    found = page.findChild(QPushButton, f"accueil_demande_{request}")
    assert found is not None and "KONÉ Awa" in found.accessibleName() and "proposée" in found.accessibleName()
    session.requests.take(request)
    assert not any(one.proposed for one in waiting.requests(session))


def test_the_first_button_opens_a_new_request(qtbot: QtBot, window: MainWindow) -> None:
    press(home(window), "accueil_nouvelle_demande")
    assert window.workspace is not None
    assert window.workspace.specs[window.workspace.current].label == "Demandes"


def test_what_is_to_take_up_again_is_names_then_the_page(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    session.helping.update(group, {"review_on": "2026-11-09"})
    page = home(window)
    assert session.resuming.list() and page.findChild(QWidget, "accueil_reprendre_noms") is not None
    press(page, "accueil_reprendre")
    shown = window.findChild(ResumePage)
    assert shown is not None and shown.isVisible()


def test_it_is_named_and_nothing_is_cut(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    add_group(session)
    asked(session, "haddad")
    page = home(window)
    assert unnamed(page) == [] and cut(page) == []
