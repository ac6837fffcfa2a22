"""What search finds of requests and helps opens in its tab; so does what waits for a choice between two texts."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.tab import RequestsTab

FOUR = {"sujet": "Entrée dans la lecture", "faits": "Il reste devant sa feuille.", "essaye": "Consigne redite à deux.",
        "parents_informes_le": "2026-11-16"}


@pytest.fixture
def made(session: Session) -> dict[str, str]:
    student = session.students.page(StudentQuery())[0].id
    request = session.requests.add("pupil", students=[student], answers=FOUR).created[0]
    session.requests.submit(request)
    found = {"request": request, "student": student}
    found["contribution"] = session.requests.contribute(request, author="Dr Bel", answers={"faits": "Écoute les histoires"}).created[0]
    found["decision"] = session.concertation.decide(request, {"indications": ["maitre_e"], "phrase": "Lire à deux"}).created[0]
    found["intervention"] = session.helping.add("individual", "Calcul", students=[student], since="2026-11-02").created[0]
    found["sitting"] = session.helping.note_sitting(found["intervention"], "2026-11-20", {student: "present"},
                                                    note="additions").created[0]
    return found


@pytest.mark.parametrize(("words", "table"), [("lecture", "request"), ("histoires", "contribution"), ("lire deux", "decision"),
                                              ("calcul", "intervention"), ("additions", "sitting")])
def test_what_is_found_opens(window: MainWindow, session: Session, made: dict[str, str], qtbot: QtBot, words: str, table: str) -> None:
    found = next(one for one in session.search.everything(words) if one.table == table)
    assert found.id == made[table]
    assert window.workspace is not None
    window.workspace._go(found)
    page = window.workspace.page()
    assert isinstance(page, RequestsTab)
    if table in ("intervention", "sitting"):
        def opened() -> None:
            helps = page.stack.currentWidget().helps
            assert helps.group_sheet.loaded is not None and helps.group_sheet.loaded.id == made["intervention"]
    else:
        def opened() -> None:
            assert page.pane.sheet.loaded is not None and page.pane.sheet.loaded.id == made["request"]
    qtbot.waitUntil(opened, timeout=5000)
