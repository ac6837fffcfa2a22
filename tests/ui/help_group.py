"""A group of six on Mondays at 8:30, and what stands around it: shared by the tests of help."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.help.page import HelpPage
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import UAI

SIX = (("BARBIER", "Gaëlle"), ("COSTA", "Mila"), ("DIALLO", "Aminata"), ("NGUYỄN", "Linh"), ("PEREIRA", "Hugo"),
       ("TRAORÉ", "Issa"))


def add_group(session: Any, *, kind: str = "group", title: str = "Groupe lecture CE1") -> str:
    """Six children of CE1 since 5 October, a review on 17 December, Mondays from 8:30 to 9:15."""
    school = session.schools.get(UAI).id
    ids = [session.students.add(last_name=last, first_name=first, birth_date="2019-02-03", school=UAI, level="CE1",
                                class_name="CE1 B").created[0] for last, first in SIX]
    told = {"level": "CE1"} if kind == "prevention" else {}
    group = session.helping.add(kind, title, school_id=school, students=ids, since="2026-10-05", review_on="2026-12-17",
                                answers={"objectifs": [{"objectif": "Lire les sons complexes"}]}, **told).created[0]
    session.timetable.add(1, "08:30", "09:15", intervention_id=group, place="salle 4")
    return str(group)


def show_help(qtbot: Any, window: MainWindow) -> HelpPage:
    """« Aides » in front, as the tab of requests shows it."""
    assert window.workspace is not None
    page = HelpPage(window.workspace.session, window.workspace.context)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    page.refresh()
    page.activateWindow()
    QApplication.processEvents()
    return page


class Keys:
    """Real key presses sent to what has the keyboard, counted."""

    def __init__(self, root: QWidget) -> None:
        self.root, self.count = root, 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = self.root.window().focusWidget() or self.root
        QTest.keyClick(target, key, modifier)
        QApplication.processEvents()
        self.count += 1
