"""« À reprendre »: rules written on the screen that one switches off for oneself; loads that name nobody."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop.services.request_values import Load, Resume, ResumeRule
from desktop.services.session import Session
from desktop.ui.help.resume_page import ResumePage, ResumeRead, own_figures
from desktop.ui.line_button import LineButton
from desktop.ui.main_window import MainWindow
from tests.ui.help_group import add_group
from tests.ui.walk import cut, unnamed

WHOLE = ResumeRead(
    (Resume("still", "request", "d1", "GUÉRIN Louise", "sans mouvement depuis 16 jours", "École Jean Moulin", "CE1"),
     Resume("review", "intervention", "i1", "Groupe lecture CE1", "bilan prévu le 9 novembre", "École Victor Hugo", "CE1"),
     Resume("no_news", "request", "d2", "PETIT Sami", "pas de nouvelles depuis 5 semaines", "École Jules Ferry", "CM1")),
    (ResumeRule("still", "Une demande sans mouvement depuis 14 jours", True, 14, "jours"),
     ResumeRule("review", "Une aide dont le bilan prévu est passé", False, 0, "")),
    (Load("Secteur nord", 3, 12, 20, 61),), (Load("maître E", 2, 8, 14, 40), Load("psychologue", 4, 6, 5, 12)),
    Load("moi", 1, 4, 12, 31))


def show(qtbot: QtBot, window: MainWindow) -> ResumePage:
    assert window.workspace is not None
    page = ResumePage(window.workspace.session, window.workspace.context)
    qtbot.addWidget(page)
    page.resize(1366, 640)
    page.show()
    return page


def lines(page: ResumePage) -> list[str]:
    return [button.accessibleName() for button in page.lines.findChildren(LineButton) if not button.isHidden()
            and button.parent() is not None]


def test_lines_are_in_the_order_of_names_with_their_sentence(qtbot: QtBot, window: MainWindow) -> None:
    page = show(qtbot, window)
    page._show(WHOLE)
    qtbot.wait(1)
    assert lines(page) == ["GUÉRIN Louise, CE1 · Jean Moulin, sans mouvement depuis 16 jours. Ouvrir la demande",
                           "Groupe lecture CE1, CE1 · Victor Hugo, bilan prévu le 9 novembre. Ouvrir l’aide",
                           "PETIT Sami, CM1 · Jules Ferry, pas de nouvelles depuis 5 semaines. Ouvrir la demande"]
    assert unnamed(page) == [] and cut(page) == []


def test_search_narrows(qtbot: QtBot, window: MainWindow) -> None:
    page = show(qtbot, window)
    page._show(WHOLE)
    page.search.setText("petit")
    qtbot.wait(1)
    assert len(lines(page)) == 1 and page.count.text() == "1"


def test_every_rule_is_written_with_its_number_and_has_a_box(qtbot: QtBot, window: MainWindow) -> None:
    page = show(qtbot, window)
    page.refresh()
    qtbot.wait(1)
    shown = {box.objectName(): (box.text(), box.isChecked()) for box in page.findChildren(QCheckBox)}
    assert shown["regle_still"] == ("Une demande sans mouvement depuis 14 jours", True)
    assert all(checked for _, checked in shown.values())


def test_a_rule_switched_off_is_off_for_me_and_its_lines_go(qtbot: QtBot, window: MainWindow, session: Session) -> None:
    group = add_group(session)
    session.helping.update(group, {"review_on": "2026-11-09"})
    page = show(qtbot, window)
    page.refresh()
    qtbot.wait(1)
    assert lines(page) == ["Groupe lecture CE1, CE1 · Jean Moulin, bilan prévu le 9 novembre. Ouvrir l’aide"]
    box = page.findChild(QCheckBox, "regle_review")
    assert box is not None
    box.click()
    qtbot.wait(1)
    assert not next(rule for rule in session.resuming.rules() if rule.code == "review").on
    assert lines(page) == []


def test_loads_name_nobody_and_one_sees_only_ones_own(qtbot: QtBot, window: MainWindow) -> None:
    page = show(qtbot, window)
    page._show(WHOLE)
    table = page.by_function
    cells = [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]
    assert cells == [["maître E", "2", "8", "14", "40"], ["psychologue", "4", "6", "5", "12"]]
    assert own_figures(WHOLE.mine).startswith("Pour vous, et visible de vous seulement : 1 demande en attente, 4 demandes en cours")


def test_it_is_not_printed_and_nothing_is_added_by_hand(qtbot: QtBot, window: MainWindow) -> None:
    page = show(qtbot, window)
    page.print_here()
    page.new_here()
    assert page.actions_here() == [] and not page.open_record("request", "d1")
