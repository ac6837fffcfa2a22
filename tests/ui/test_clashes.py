"""« Textes à départager » on screen: compared, chosen, written anew and taken back by the keyboard; erased elsewhere; nothing left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from desktop.services.session import Session
from desktop.ui import accessible
from desktop.ui.exchange.clash_card import ClashCard, Compared
from desktop.ui.exchange.clash_words import differences
from desktop.ui.exchange.clashes_page import ClashesPage, open_clashes
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import type_text
from tests.ui.walk import cut, unnamed

Save = Callable[[dict[str, object]], object]
HERE, THERE = "Lire les sons complexes, seul", "Lire les sons complexes avec l’adulte 🙂, seul"


def apart(session: Session, project: str, *texts: dict[str, object], remove: bool = False) -> None:
    """The same PPRE written without seeing each other, as two laptops do."""
    seen = session.projects.get(project).seen
    for said in texts:
        session.projects.save(project, said, seen)
        session.commun.own_units.clear()
    if remove:
        session.projects.remove(project, seen)
        session.commun.own_units.clear()


@pytest.fixture
def ppre(session: Session) -> str:
    return session.projects.list()[0].id


@pytest.fixture
def page(window: MainWindow, session: Session, ppre: str) -> ClashesPage:
    apart(session, ppre, {"besoins": HERE, "fin": "2026-12-11"}, {"besoins": THERE, "fin": "2026-12-18"})
    return opened(window)


def opened(window: MainWindow) -> ClashesPage:
    assert window.workspace is not None
    open_clashes(window.workspace.context)
    shown = window.workspace.over.page
    assert isinstance(shown, ClashesPage)
    QApplication.processEvents()
    return shown


def card(page: ClashesPage, column: str) -> ClashCard:
    return next(one for one in page.cards.values() if one.clash.column == column)


def press(widget: QWidget, key: Qt.Key = Qt.Key.Key_Space) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key)
    QApplication.processEvents()


def undo(window: MainWindow) -> None:
    assert window.workspace is not None
    window.workspace.notices.act()
    QApplication.processEvents()


def words(page: ClashesPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_both_texts_side_by_side_with_who_and_where_they_differ(page: ClashesPage) -> None:
    one = card(page, "answers.besoins")
    assert "Deux textes pour « Besoins »" in words(page) and "Claire Martin, lun. 23 nov. 2026" in words(page)
    texts = one.findChildren(Compared)
    assert {box.text() for box in texts} == {HERE, THERE}
    marked = next(box for box in texts if box.text() == THERE)
    start, length = marked.spans[0]
    assert THERE[start:start + length].strip() == "avec l’adulte 🙂"
    cursor = QTextCursor(marked.document())
    cursor.setPosition(marked.text().index("adulte") + 2)
    assert cursor.charFormat().fontUnderline() and cursor.charFormat().fontWeight() == 600
    cursor.setPosition(3)
    assert not cursor.charFormat().fontUnderline()
    assert [keep.text() for keep in one.keeps] == ["Garder celui-ci"] * 2
    assert all(text in " ".join(keep.accessibleName() for keep in one.keeps) for text in (HERE, THERE))
    assert unnamed(page) == [] and cut(page) == []


def test_kept_by_the_keyboard_the_next_question_takes_it_and_annuler_brings_it_back(window: MainWindow, session: Session, ppre: str,
                                                                                    page: ClashesPage) -> None:
    one = card(page, "answers.besoins")
    number = next(v.number for v in one.clash.versions if v.text == HERE)
    press(one.keeps[number - 1])
    assert session.projects.get(ppre).answers["besoins"] == HERE
    assert [found.clash.column for found in page.cards.values()] == ["answers.fin"]
    assert any("C’est choisi, 1 question à départager" in said for said in accessible.said)
    assert page.focusWidget() is card(page, "answers.fin").keeps[0]
    undo(window)
    assert {found.clash.column for found in page.cards.values()} == {"answers.besoins", "answers.fin"}
    assert {v.text for v in card(page, "answers.besoins").clash.versions} == {HERE, THERE}


def test_another_text_starts_from_both(session: Session, ppre: str, page: ClashesPage) -> None:
    one = card(page, "answers.besoins")
    press(one.other)
    box = page.focusWidget()
    assert box is not None and one.typed() is None and one.writing
    assert HERE in one._editor.value() and THERE in one._editor.value()
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text(box, "Lire, à sa manière")
    session.tasks.add("Autre chose")
    page.refresh()
    QApplication.processEvents()
    assert card(page, "answers.besoins") is one and one.typed() == "Lire, à sa manière"
    assert page.back() and not one.writing and one.typed() == "Lire, à sa manière"
    press(one.other)
    press(next(b for b in one.findChildren(QPushButton) if b.text() == "Garder ce texte"))
    assert session.projects.get(ppre).answers["besoins"] == "Lire, à sa manière"
    assert len(page.cards) == 1


def test_a_text_begun_is_found_again_on_coming_back(window: MainWindow, page: ClashesPage) -> None:
    one = card(page, "answers.besoins")
    press(one.other)
    one._editor.box.setPlainText("Commencé")
    assert window.workspace is not None
    window.workspace.over.close()
    again = card(opened(window), "answers.besoins")
    assert again.writing and again.typed() == "Commencé"


def test_a_day_is_answered_by_a_day(session: Session, ppre: str, page: ClashesPage) -> None:
    one = card(page, "answers.fin")
    assert "Deux réponses pour « Fin »" in words(page) and one.keeps[0].text() == "Garder celle-ci"
    press(one.other)
    one._editor.set_value("2026-12-15")
    press(next(b for b in one.findChildren(QPushButton) if b.text() == "Garder cette réponse"))
    assert session.projects.get(ppre).answers["fin"] == "2026-12-15"


def test_a_deletion_asks_about_the_record(window: MainWindow, session: Session, ppre: str) -> None:
    apart(session, ppre, {"besoins": HERE}, remove=True)
    page = opened(window)
    one = card(page, "-")
    assert [keep.text() for keep in one.keeps] == ["Garder la fiche", "La supprimer aussi"] and not one.other.isVisible()
    press(one.keeps[1])
    assert ppre not in {row.id for row in session.projects.list()}
    undo(window)
    assert session.projects.get(ppre).answers["besoins"] == HERE
    assert "Rien à départager" in words(page) and page.focusWidget() is page.close_button


def test_what_changed_meanwhile_is_shown_again(session: Session, ppre: str, page: ClashesPage) -> None:
    one = card(page, "answers.besoins")
    other = next(v.number for v in one.clash.versions if v.text == THERE)
    session.clashes.resolve(one.clash.id, keep=other)
    press(one.keeps[0])
    assert session.projects.get(ppre).answers["besoins"] == THERE
    assert {found.clash.column for found in page.cards.values()} == {"answers.fin"}


def test_erased_elsewhere_is_asked_about(window: MainWindow, session: Session, ppre: str, asked: list[tuple[str, ...]]) -> None:
    children = [row.student_id for row in session.projects.list()]
    with session.commun.transaction() as sql:
        sql.executemany("INSERT INTO told_erasure (root, row, at, told_by, pli) VALUES (?,'','2026-11-12T09:00:00Z','x','p')",
                        [(child,) for child in children])
        sql.execute("INSERT INTO author (account, name) VALUES ('x', 'Samira Haddad')")
    page = opened(window)
    assert len(page.erasures) == 2 and "effacé chez Samira Haddad le 12 novembre 2026. L’effacer ici aussi ?" in words(page)
    assert page.focusWidget() is page.erasures[0].keep and unnamed(page) == []
    press(page.erasures[0].keep)
    assert len(page.erasures) == 1
    press(next(b for b in page.erasures[0].findChildren(QPushButton) if b.text() == "Effacer ici aussi"))
    assert asked and "pour de bon" in asked[-1][1]
    assert page.erasures == [] and len(session.projects.list()) == 1 and "Rien à départager" in words(page)


def test_accueil_says_how_many_and_leads_there(window: MainWindow, session: Session, ppre: str) -> None:
    apart(session, ppre, {"besoins": HERE}, {"besoins": THERE})
    workspace = window.workspace
    assert workspace is not None
    workspace.show_tab(0)
    home = workspace.page()
    home.refresh()
    reminder = home.findChild(QWidget, "rappel_departager")
    assert reminder is not None and "1 texte à départager." in " ".join(label.text() for label in reminder.findChildren(QLabel))
    press(reminder.findChildren(QPushButton)[0])
    assert isinstance(workspace.over.page, ClashesPage)


@pytest.mark.parametrize(("one", "other", "first", "second"), [
    ("le chat dort", "le chien dort", ["chat"], ["chien"]), ("a b", "a b", [], []), ("", "mot", [], ["mot"]),
    ("un deux", "un deux trois", [], [" trois"]), ("x" * 9, "y", ["x" * 9], ["y"]), ("a a", "a a a", [], [" a"]),
])
def test_differences_are_whole_words(one: str, other: str, first: list[str], second: list[str]) -> None:
    a, b = differences(one, other)
    assert [one[i:i + n] for i, n in a] == first and [other[i:i + n] for i, n in b] == second


def test_very_long_texts_are_compared_quickly() -> None:
    a, b = differences("mot " * 100_000 + "fin", "mot " * 50_000 + "autre " + "mot " * 50_000 + "fin")
    assert a == [] and b == [(200_000, 6)]
