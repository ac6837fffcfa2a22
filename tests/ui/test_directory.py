"""The Annuaire du pôle on screen: added, found, changed, taken out and back, printed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.session import Session
from desktop.ui import accessible
from desktop.ui.accounts.directory_page import DirectoryPage, MemberPage
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import type_text
from tests.ui.walk import cut, unnamed

ANNE = {"first_name": "Anne", "last_name": "Delcourt", "function": "psychologue", "sector": "Antenne Nord",
        "half_days": "lundi, jeudi matin", "reach": "de 12 h à 13 h", "phone": "03 21 00 00 01"}


@pytest.fixture
def page(window: MainWindow) -> DirectoryPage:
    window.command("directory")
    assert window.workspace is not None
    shown = window.workspace.over.page
    assert isinstance(shown, DirectoryPage)
    return shown


def names(page: DirectoryPage) -> list[str]:
    return [member.name for member in page.members]


def test_an_empty_annuaire_says_what_it_is_for(window: MainWindow, page: DirectoryPage) -> None:
    QApplication.processEvents()
    assert page.empty.isVisible()
    assert not page.print_button.isEnabled()
    assert page.first_focus() is page.add_button


def test_somebody_is_added_by_keyboard(window: MainWindow, page: DirectoryPage, session: Session, qtbot: QtBot) -> None:
    page.new_here()
    form = page.inside()
    assert isinstance(form, MemberPage)
    for key, text in (("first_name", "Anne"), ("last_name", "Delcourt"), ("half_days", "lundi"), ("sector", "Antenne Nord")):
        type_text(form.fields.editors[key].focus_target(), text)
    qtbot.keyClick(form.fields.editors["sector"].focus_target(), Qt.Key.Key_Return)
    assert page.inside() is None
    assert [(m.name, m.half_days, m.sector) for m in session.directory.list()] == [("Anne Delcourt", "lundi", "Antenne Nord")]
    assert names(page) == ["Anne Delcourt"]


def test_a_name_is_asked_and_nothing_is_lost(window: MainWindow, page: DirectoryPage, session: Session) -> None:
    page.new_here()
    form = page.inside()
    assert isinstance(form, MemberPage)
    type_text(form.fields.editors["first_name"].focus_target(), "Anne")
    form.save()
    assert form.fields.errors["last_name"].text() == "Il faut au moins un nom."
    form.commit()
    assert session.directory.list() == ()
    assert window.workspace is not None
    window.workspace.show_tab(1)
    window.workspace.autosave.flush()
    draft = session.drafts.get("person", "nouveau-annuaire")
    assert draft is not None
    assert draft.values["first_name"] == "Anne"


def test_somebody_is_changed_then_taken_out_and_back(window: MainWindow, page: DirectoryPage, session: Session) -> None:
    id = session.directory.save(None, ANNE).created[0]
    page.refresh()
    page.edit(id)
    form = page.inside()
    assert isinstance(form, MemberPage)
    phone = form.fields.editors["phone"].focus_target()
    assert isinstance(phone, QLineEdit)
    phone.clear()
    type_text(phone, "03 21 00 00 09")
    page.back()
    assert session.directory.get(id).values["phone"] == "03 21 00 00 09"
    entry = window.findChildren(QAction, f"membre_retirer_{id}")[-1]
    entry.trigger()
    assert names(page) == []
    assert window.workspace is not None
    window.workspace.notices.act()
    assert names(page) == ["Anne Delcourt"]


def test_the_search_says_its_count(window: MainWindow, page: DirectoryPage, session: Session) -> None:
    session.directory.save(None, ANNE)
    session.directory.save(None, {"last_name": "Roux", "function": "infirmière"})
    page.refresh()
    page.focus_search()
    type_text(page.search, "infirmiere")
    assert names(page) == ["Roux"]
    assert "1 personne" in accessible.said
    page.search.setText("zzz")
    assert not page.empty.isVisible()


def test_it_prints_for_schools(window: MainWindow, page: DirectoryPage, session: Session,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    session.directory.save(None, ANNE)
    page.refresh()
    shown: list[tuple[bytes, str]] = []
    monkeypatch.setitem(session.__dict__, "printing", SimpleNamespace(directory=lambda large: b"%PDF"))
    assert window.workspace is not None
    object.__setattr__(page.context, "preview", lambda content, title: shown.append((content, title)))
    window.workspace._print()
    assert shown == [(b"%PDF", "Annuaire du pôle")]


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_everything_is_named_and_whole(window: MainWindow, page: DirectoryPage, session: Session, size: tuple[int, int],
                                       qtbot: QtBot) -> None:
    session.directory.save(None, ANNE | {"reach": "de 12 h à 13 h, au premier étage de l’école Jean Moulin, porte bleue"})
    page.refresh()
    window.resize(*size)
    qtbot.wait(10)
    card = next(one for one in window.findChildren(QWidget) if one.objectName().startswith("membre_") and one.accessibleName()
                and not isinstance(one, QPushButton))
    assert "jeudi matin" in card.accessibleName()
    assert unnamed(window) == []
    assert cut(window) == []
