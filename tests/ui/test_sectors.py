"""The page where the pôle names the sectors of its schools."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.ui.main_window import MainWindow
from desktop.ui.requests.sectors import Sectors

pytestmark = pytest.mark.usefixtures("preferences")


def test_a_sector_typed_is_kept(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    assert window.workspace is not None
    page = Sectors(window.workspace.context)
    qtbot.addWidget(page)
    page.begin()
    qtbot.waitUntil(lambda: bool(page.fields))
    id, field = next(iter(page.fields.items()))
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Antenne Nord")
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.schools.get(id).sector == "Antenne Nord")
    assert page.changed() == {}
