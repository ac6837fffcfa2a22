"""The Tab key goes through a form and out of it, and comes back where it began after the whole window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.catalogue import FORMS
from desktop.ui.form_view import FormView
from desktop.ui.widgets import vbox

pytestmark = pytest.mark.usefixtures("preferences")


@pytest.mark.parametrize("code", ["demande", "ppre", "equipe_educative", "aide"])
def test_tab_leaves_a_form_by_its_end(code: str, qtbot: QtBot) -> None:
    holder = QWidget()
    before, form, after = QPushButton("avant"), FormView(FORMS[code], {}), QPushButton("après")
    vbox(holder, before, form, after)
    qtbot.addWidget(holder)
    holder.resize(900, 700)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is holder)
    before.setFocus()
    seen: list[QWidget] = []
    while len(seen) < 400:
        here = QApplication.focusWidget()
        assert here is not None
        if here is before and seen:
            break
        assert here not in seen, "the form goes round in itself"
        seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert seen[-1] is after and len(seen) > 5
