"""A request that was sent, and its sheet in front: shared by the tests of what one does from there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.services.values import StudentQuery
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.tab import RequestsTab

SAID = {"sujet": "Entrée dans la lecture", "faits": "Elle s’arrête sur les mots longs.", "essaye": "Lire à deux.",
        "parents_informes_le": "2026-11-16"}


@pytest.fixture
def request_id(session: Session) -> str:
    student = session.students.page(StudentQuery())[0].id
    id = session.requests.add("pupil", students=[student], requester="Mme Guérin", answers=SAID).created[0]
    session.requests.submit(id)
    return id


@pytest.fixture
def tab(window: MainWindow, request_id: str, qtbot: QtBot) -> Iterator[RequestsTab]:
    """The sheet, opened from the board."""
    assert window.workspace is not None
    window.workspace.navigate("request", request_id)
    qtbot.wait(10)
    page = window.workspace.page()
    assert isinstance(page, RequestsTab)
    yield page
    page.pane._leave_page()
