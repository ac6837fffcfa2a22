"""« Un enfant en danger ? »: whom to call, and that nothing of it is written; the numbers and reminders the pôle chooses."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.services.session import Session
from desktop.ui.main_window import MainWindow
from desktop.ui.requests import danger
from desktop.ui.requests.danger import DangerPage
from desktop.ui.requests.pole_settings import PoleSettingsPage
from tests.ui.walk import cut, unnamed


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def all_written(session: Session) -> tuple[Any, ...]:
    """Everything both files hold: acts, reads, drafts, the place."""
    counted = []
    for store in (session.commun, session.personal):
        tables = [row[0] for row in store.sql("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
        counted += [(name, store.sql(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables]
    return tuple(counted), session.digest(), session.drafts.all(), session.drafts.place()


@pytest.fixture
def page(window: MainWindow) -> DangerPage:
    assert window.workspace is not None
    danger.show(window.workspace)
    made = window.workspace.over.page
    assert isinstance(made, DangerPage)
    return made


def test_the_119_comes_first_and_the_law_has_its_sources(page: DangerPage, window: MainWindow) -> None:
    shown = words(page)
    assert shown.index("119") < shown.index("CRIP")
    for said in ("226-2-1", "434-3", "226-14", "Rien de ce que vous faites ici n’est écrit", "à compléter par le pôle",
                 "sans interroger ni faire répéter", "pas ici", "avant la sortie", "vérifiez avec votre CRIP"):
        assert said in shown
    assert unnamed(window) == []
    assert cut(window) == []


def test_nothing_is_written_not_even_the_click(window: MainWindow, session: Session) -> None:
    assert window.workspace is not None
    window.workspace.show_tab(1)
    before, place = all_written(session), window.workspace.keep()
    found = next(one for one in window.workspace.actions() if isinstance(one, QAction) and one.objectName() == "danger")
    assert found.shortcut().toString() == "Ctrl+Shift+D"
    found.trigger()
    assert isinstance(window.workspace.over.page, DangerPage)
    assert window.workspace.keep() == place, "a lock comes back to the tab below"
    window.workspace._back()
    assert window.workspace.over.page is None
    assert all_written(session) == before


def test_numbers_of_the_pole_are_shown(session: Session, page: DangerPage, window: MainWindow) -> None:
    page.change.click()
    assert window.workspace is not None
    settings = window.workspace.over.page
    assert isinstance(settings, PoleSettingsPage)
    assert settings.rows[0].whom.text().startswith("CRIP")
    settings.rows[0].digits.setText("05 00 00 00 00")
    settings.rows[0].digits.textEdited.emit("")
    settings.left.emit()
    assert ("05 00 00 00 00") in [number for _, number, _ in session.pole_settings.numbers()], "kept by leaving"
    danger.show(window.workspace)
    shown = words(window.workspace.over.page)  # type: ignore[arg-type]
    assert "05 00 00 00 00" in shown
    assert shown.index("119") < shown.index("05 00")


def test_reminders_are_chosen_and_never_a_rule_of_law(session: Session, window: MainWindow) -> None:
    window.command("pole_settings")
    assert window.workspace is not None
    page = window.workspace.over.page
    assert isinstance(page, PoleSettingsPage)
    assert "jamais une règle de droit" in words(page)
    field = page.fields["still"]
    assert field.text() == "14"
    field.setText("21")
    field.editingFinished.emit()
    assert session.pole_settings.reminders()["still"] == 21
    assert unnamed(window) == []
    assert cut(window) == []


def test_preferences_lead_to_the_pole(window: MainWindow) -> None:
    from desktop.ui.preferences_page import PreferencesDialog

    dialog = PreferencesDialog(window.preferences, window)
    asked: list[bool] = []
    dialog.pole_asked.connect(lambda: asked.append(True))
    dialog.findChild(QWidget, "preference_pole").click()  # type: ignore[attr-defined]
    assert asked == [True]
    dialog.deleteLater()
